"""The worklist: one entry for each thing a person must look up or decide [D3-D8, L6-L9, L13, O3, A8]."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cso_xl.cases.questions import ADULTS, Outcome, Question
from cso_xl.cases.worklist.trace import Trace, typed_print
from cso_xl.cells.columns import Record, Records, client_key, client_numbers
from cso_xl.cells.text import fold, squeeze
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.people import is_child
from cso_xl.notices.templates import ADDRESSES


@dataclass(frozen=True)
class Entry:
    """One question about one client; `rows` are received rows [C1], several when they are one household."""

    question: Question
    rows: tuple[int, ...]
    client_number: str
    client_name: str
    service_centre: str
    service_centre_email: str
    child: bool = False  # a child under 16, or of unknown age, may be concerned [C10]
    others: tuple[str, ...] = ()  # the client numbers of those who share the address [C16]
    address: str = ""  # where the report says that the client lives in social housing
    known_as: str = ""  # the Ref it was first asked under, if a row above has joined it since

    @property
    def ref(self) -> str:
        """The name of the entry within its report: 'D3-7'."""
        return self.known_as or f"{self.question.id}-{self.rows[0]}"


class Answer(NamedTuple):
    """What a person has filled in for an entry; `trace` is the line's, if printed before it was filled in."""

    outcome: str = ""
    detail: str = ""
    client_name: str = ""
    service_centre: str = ""
    service_centre_email: str = ""
    address: str = ""
    trace: str = ""

    def over(self, before: Answer, entry: Entry) -> Answer:
        """The answer `before` with what was typed in this one; an empty cell adds nothing."""
        stood = before._asdict()
        return before._replace(
            **{
                name: text
                for name, text in self._asdict().items()
                if text and self._is_typed(name, stood[name], entry)
            }
        )

    def _is_typed(self, name: str, stood: str, entry: Entry) -> bool:
        """Whether a field is not as its list was printed; where that is not known, not as the report has it."""
        text, printed = getattr(self, name), Trace.read(self.trace).told(name)
        if printed and fold(text) != fold(stood):
            return printed != typed_print(text)
        return bool(text != vars(entry).get(name))

    def left_of(self, taken: Answer) -> Answer:
        """This answer without its outcome, and without the fields that are filled in `taken`."""
        emptied = {name: "" for name, text in taken._asdict().items() if text}
        return self._replace(**{**emptied, "outcome": ""})


def entries(
    questions: Sequence[Question],
    decisions: Mapping[int, Decision],
    records: Records,
    changes: Mapping[int, str],
    day: dt.date,
) -> list[Entry]:
    """The entries of a report, those of one household together, in the order of its rows; `day` is the report's.

    `decisions` and `records` are by received row; `changes` names each row's kind of change, where a
    report has any [D]. A row whose change no question names is asked about by its Status.
    """
    by_change = {name for question in questions for name in question.rows} & set(changes.values())
    grouped: dict[tuple[object, ...], list[int]] = {}
    asked: dict[tuple[object, ...], Question] = {}
    for row, decision in decisions.items():
        change = changes.get(row, "")
        word = change if change in by_change else decision.status
        for number, question in enumerate(questions):
            if word in question.rows and not question.only and decision.status not in ("NFA", "Removed"):
                key = (number, *_household(question, records[row], row))
                grouped.setdefault(key, []).append(row)
                asked[key] = question
    made = [
        _entry(
            _fitting(asked[key], questions, [records[row] for row in rows], day),
            tuple(sorted(rows)),
            records,
            day,
        )
        for key, rows in grouped.items()
    ]
    first = _first_rows(made)
    return sorted(made, key=lambda entry: (first[client_key(entry.client_number)], entry.rows[0]))


def detail_fields(outcome: Outcome, answer: Answer) -> dict[str, str]:
    """The texts that a person has typed, by template field."""
    typed = {
        "client_name": answer.client_name,
        "service_centre": answer.service_centre,
        **dict.fromkeys(ADDRESSES, answer.address),
        "detail": answer.detail,
        outcome.detail: answer.detail,
    }
    return {name: squeeze(text) for name, text in typed.items() if name and text.strip()}


def _household(question: Question, record: Record, row: int) -> tuple[object, ...]:
    """The cells that rows of one entry have in common; without `once_per` every row is an entry of its own."""
    if not question.once_per:
        return (row,)
    cells = (record.get(column, "") for column in question.once_per)
    return tuple(client_key(cell) if cell.strip().isdecimal() else _plain(cell) for cell in cells)


def _fitting(
    question: Question, questions: Sequence[Question], household: Sequence[Record], day: dt.date
) -> Question:
    """The question as it is asked of this household: another if the dates of birth say that nobody is under 16 [C9]."""
    if "sharer_date_of_birth" not in household[0] or _has_child(household, day):
        return question
    for_adults = (
        other
        for other in questions
        if other.only == ADULTS and (other.id, other.rows) == (question.id, question.rows)
    )
    return next(for_adults, question)


def _has_child(household: Sequence[Record], day: dt.date) -> bool:
    """Whether somebody is under 16, or may be: an age that is not known counts as one [C10]."""
    return any(is_child(record.get("sharer_date_of_birth", ""), day) is not False for record in household)


def _entry(question: Question, rows: tuple[int, ...], records: Records, day: dt.date) -> Entry:
    record = records[rows[0]]
    number = record.get("client_number") or record.get("cso_client_number", "")
    surname = record.get("surname") or record.get("cso_surname", "")
    first_names = record.get("given_names") or record.get("cso_first_names", "")
    name = ", ".join(filter(None, (squeeze(surname), squeeze(first_names))))
    centre, email = record.get("service_centre", ""), record.get("service_centre_email", "")
    child = question.children and _has_child([records[row] for row in rows], day)
    others = sharers_of([records[row] for row in rows])
    housing = squeeze(record.get("housing_address", ""))
    return Entry(
        question, rows, number.strip(), name, squeeze(centre), squeeze(email), child, others, housing
    )


def sharers_of(household: Sequence[Record]) -> tuple[str, ...]:
    """The client numbers of the people who share the client's address."""
    return client_numbers(record.get("sharer_client_number", "") for record in household)


def _first_rows(made: Sequence[Entry]) -> dict[str, int]:
    first: dict[str, int] = {}
    for entry in made:
        key = client_key(entry.client_number)
        first[key] = min(first.get(key, entry.rows[0]), entry.rows[0])
    return first


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", squeeze(text).casefold()))


def each_question(listed: Sequence[Entry]) -> Iterator[Question]:
    """The questions that occur, each once."""
    seen: list[Question] = []
    for entry in listed:
        if entry.question not in seen:
            seen.append(entry.question)
            yield entry.question
