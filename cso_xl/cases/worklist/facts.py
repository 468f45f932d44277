"""Puts the facts of a line in words: ages, changes, households, cso_daily, earlier decisions [C10]."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from cso_xl.cases.questions import Question
from cso_xl.cases.state.owed import Clock
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import held
from cso_xl.cells import dates
from cso_xl.cells.columns import Record
from cso_xl.cells.limits import EXCEL_TEXT
from cso_xl.cells.text import fold, squeeze
from cso_xl.decisions.people import OLDEST, age_on

NOT_IN_DAILY = "not in cso_daily"
_NO = ("", "n", "no")  # the words for no in a column
_LONGEST = 300  # characters of a received cell that a line quotes
_MOST = EXCEL_TEXT - 100  # characters of a cell of the worklist
_BEFORE_SHOWN = 3  # earlier decisions that a line names, the newest first


def born(text: str, day: dt.date) -> str:
    """'23/05/1963, 61 years'; a text that is not a possible date is quoted as it stands."""
    date = dates.parse(text)
    if date is None:
        return f"{_one_line(text)}, age not known" if text.strip() else "date of birth not known"
    if date > day or age_on(date, day) > OLDEST:
        return f"{dates.in_cell(date)}, age not known"
    years = age_on(date, day)
    return f"{dates.in_cell(date)}, {years} year{'' if years == 1 else 's'}"


def aged(text: str, day: dt.date) -> str:
    """'10 years (born 16/05/2014)'; an age that is not known counts as a child's [C10]."""
    date, _, years = born(text, day).partition(", ")
    return f"{years} (born {date})" if years else date


def change(record: Record) -> str:
    """'Address Change: was '12 Kauri Road', is now '8 Rimu Street''."""
    what, was, now = (
        _one_line(record.get(key, "")) for key in ("what_has_changed", "value_previously", "value_current")
    )
    return f"{what}: was {_quoted(was)}, is now {_quoted(now)}"


def household(records: Mapping[int, Record], says: Mapping[int, str], day: dt.date) -> str:
    """The CSO's address, then for each received row the sharer and what the report `says` of them."""
    cso = next(iter(records.values()))
    since = _dated("since", cso.get("cso_address_start", "")), _dated("tagged", cso.get("cso_tag_date", ""))
    place = _listed(f"CSO at {_quoted(_one_line(cso.get('cso_address', '')))}", *since)
    return "\n".join(
        [place, *(f"Row {row}: {_sharer(record, day)}. {says[row]}" for row, record in records.items())]
    )


def _sharer(record: Record, day: dt.date) -> str:
    name = _listed(*(_one_line(record.get(key, "")) for key in ("sharer_surname", "sharer_first_names")))
    address = _one_line(record.get("sharer_address", ""))
    elsewhere = "" if fold(address) == fold(record.get("cso_address", "")) else f"at {_quoted(address)}"
    return _listed(
        name or "name not known",
        aged(record["sharer_date_of_birth"], day) if "sharer_date_of_birth" in record else "",
        _one_line(record.get("relationship", "")),
        record.get("sharer_client_number", "").strip(),
        elsewhere,
        _dated("since", record.get("sharer_address_start", "")),
    )


def name_of(rows: Sequence[Record]) -> str:
    """'Surname, First Names' of the client in cso_daily; '' where it names none."""
    return _listed(*(_one_line(rows[0].get(key, "")) for key in ("surname", "given_names"))) if rows else ""


def daily(rows: Sequence[Record], day: dt.date) -> str:
    """What cso_daily says of a client, a line for each kind of fact; of several rows the first is shown."""
    if not rows:
        return NOT_IN_DAILY
    row = {key: _one_line(text) for key, text in rows[0].items()}
    more = f"{len(rows)} rows in cso_daily; the first:" if len(rows) > 1 else ""
    return "\n".join(filter(None, (more, *_of_daily(row, day))))


def _of_daily(row: Mapping[str, str], day: dt.date) -> Iterator[str]:
    def joined(*keys: str) -> str:
        return _listed(*(row.get(key, "") for key in keys))

    birth = row.get("date_of_birth", "")
    name = joined("surname", "given_names")
    yield _listed(name, f"born {born(birth, day)}" if birth else "")
    yield joined("address", "address_2", "suburb", "town", "postcode")
    yield f"Benefit: {joined('benefit_type', 'status', 'service_centre') or 'none named'}"
    if "dependent_children" in row:
        youngest = row.get("youngest_child", "")
        children = f"Dependent children: {row['dependent_children'] or 'none named'}"
        yield _listed(children, f"the youngest born {born(youngest, day)}" if youngest else "")
    if housing := joined("housing_status", "housing_address"):
        yield f"Housing: {housing}"
    if caution := row.get("special_caution", ""):
        yield f"Special Caution: {caution}"
    if fold(deceased := row.get("deceased", "")) not in _NO:
        yield f"Deceased: {deceased}"


def before(cases: Sequence[Case], questions: Mapping[str, Sequence[Question]], clock: Clock) -> str:
    """The decisions on a client in earlier reports, the newest first: '06/01/2025 L6: Note in place: NFAR'."""
    decided = [case for case in cases if case.decided or case.handed_on]
    newest = sorted(decided, key=lambda case: (case.key[1], case.last), reverse=True)
    shown = [_decided(case, questions, clock) for case in newest[:_BEFORE_SHOWN]]
    more = len(newest) - _BEFORE_SHOWN
    return "\n".join([*shown, *([f"and {more} more"] if more > 0 else [])])


def _decided(case: Case, questions: Mapping[str, Sequence[Question]], clock: Clock) -> str:
    report, date, _, entry = case.key
    id = entry.partition("-")[0]
    asked = [question for question in questions.get(report, ()) if question.id == id]
    outcomes = {decision.outcome: decision.user for decision, _ in case.in_force()}
    names = [f"{_name(outcome, asked)} ({user})" for outcome, user in outcomes.items()] or ["handed on"]
    owed = held(case, clock)
    state = "" if owed in ("Done", "Withdrawn") else f". {owed}"
    return f"{dates.in_cell(date)} {id}: {'; '.join(names)}{state}"


def _name(outcome: str, asked: Sequence[Question]) -> str:
    names = (named.name for question in asked if (named := question.of_key(outcome)))
    return next(names, outcome.upper() if outcome in ("nfa", "nfar") else outcome.replace("-", " "))


def _listed(*texts: str) -> str:
    return ", ".join(filter(None, texts))


def _dated(word: str, text: str) -> str:
    date = dates.parse(text)
    return f"{word} {dates.in_cell(date) if date else _one_line(text)}" if text.strip() else ""


def _quoted(text: str) -> str:
    return f"'{text}'" if text else "nothing"


def _one_line(text: str) -> str:
    """A received cell on one line; a very long one is cut short, the row has all of it."""
    text = squeeze(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ... (see the row)"


def fitting(text: str) -> str:
    """Text cut to what a cell of Excel holds; the rows have the rest."""
    return text if len(text) <= _MOST else f"{text[:_MOST]}\n... (see the rows)"
