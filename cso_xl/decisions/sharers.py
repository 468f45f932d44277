"""Which address-sharer rows go, which are new, and what changed since last week [A4, A7, A11]."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from cso_xl import dates
from cso_xl.columns import Record, Records, client_key
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.text import fold, heading_key, squeeze

if TYPE_CHECKING:
    from cso_xl.addresses.comparing import Addresses, Comparison

REMOVED, SEEN, CHECK_ADDRESS, CHANGED, NEW = "Removed", "Seen", "Check address", "Changed", "New"
KEPT = ""  # after A4 and before A7: kept, nothing to say yet
NO_OUTCOME = "no outcome on file"

Pair = tuple[str, object]  # a CSO and a sharer


@dataclass(frozen=True)
class Outcome:
    """What became of a row in an earlier Processed copy."""

    date: dt.date
    text: str


def is_outcome(comment: str, words: Sequence[str]) -> bool:
    """Whether a comment names one of the outcomes, such as 'NFA' or 'Email sent to OT' [A8, A10]."""
    said = _spelled(comment)
    return any(f" {_spelled(word)} " in f" {said} " for word in words if word)


@dataclass
class Outcomes:
    """Outcomes on file, by CSO, sharer and both addresses; the newest counts. `words` name an outcome."""

    words: Sequence[str]
    _by_row: dict[tuple[Pair, str, str], Outcome] = field(default_factory=dict)

    def add(self, copy: Records, texts: Sequence[str], date: dt.date) -> None:
        """Take in a Processed copy: the sharer columns, and each row's comment."""
        for row, text in zip(copy.values(), texts, strict=True):
            key = _key(row)
            known = self._by_row.get(key)
            if is_outcome(text, self.words) and (known is None or known.date < date):
                self._by_row[key] = Outcome(date, squeeze(text))

    def of(self, row: Record) -> Outcome | None:
        """The outcome on file for the same CSO, the same sharer and the same address."""
        key = _key(row)
        _, sharer = key[0]
        return self._by_row.get(key) if sharer is not None else None


def pair(row: Record) -> Pair:
    """Who shares with whom: client numbers, or whole name and date of birth of a sharer who has none.

    A sharer of whom neither is known is None: such a row is never taken for an earlier one.
    """
    sharer: object = client_key(row.get("sharer_client_number", "")) or None
    if sharer is None:
        surname, names = (fold(row.get(key, "")) for key in ("sharer_surname", "sharer_first_names"))
        born = dates.parse(row.get("sharer_date_of_birth", ""))
        sharer = (surname, names, born) if surname and names and born else None
    return client_key(row["cso_client_number"]), sharer


def remove_rows(report: Records, addresses: "Addresses", outcomes: Outcomes) -> list[Decision]:
    """For each row Removed, Check address, or kept without a word [A4]; `report` has the sharer columns."""
    from cso_xl.addresses.comparing import Verdict  # here: a press of another button does not wait for it

    decisions = []
    for excel_row, row in report.items():
        compared = addresses.compare(row["cso_address"], row["sharer_address"])
        status, reason, whole = KEPT, compared.reason, _with_evidence(compared)
        if compared.verdict is Verdict.DIFFERENT:
            status = REMOVED
        elif outcome := outcomes.of(row):
            status = REMOVED
            reason = whole = f"recognised: {outcome.text}, Processed Copy of {dates.in_full(outcome.date)}"
        elif compared.verdict is Verdict.CHECK:
            status = CHECK_ADDRESS
        decisions.append(Decision(excel_row, row["cso_client_number"].strip(), status, reason, whole))
    return decisions


def _with_evidence(compared: "Comparison") -> str:
    return f"{compared.reason} [{compared.evidence}]" if compared.evidence else compared.reason


@dataclass(frozen=True)
class Week:
    """A week's rows: all cells by heading, beside the sharer columns of the same rows."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sharers: Records

    def pairs(self) -> list[Pair]:
        """Who shares with whom, row by row."""
        return [pair(row) for row in self.sharers.values()]


@dataclass(frozen=True)
class LastWeek(Week):
    """The previous Master, of the day `date`."""

    date: dt.date


def compare_weeks(
    this: Week, last: LastWeek | None, kept: Sequence[Decision], painted: DuplicateValues
) -> list[Decision]:
    """The Status of each kept row [A7]; `kept` are its decisions of A4, `painted` the rule over both groups.

    Precedence: Seen, Check address, Changed, New.
    """
    places = _shared_places(this.headings, last.headings) if last else []
    before = defaultdict(list)
    if last:
        for who, cells in zip(last.pairs(), last.rows, strict=True):
            before[who].append([_cell(cells[at]) for _, at, _ in places])
    decisions = []
    for who, row, decision in zip(this.pairs(), this.rows, kept, strict=True):
        status, reason = _since(who, [_cell(row[at]) for at, _, _ in places], before, places, last)
        if status != SEEN and not any(cell and not painted.paints(cell) for cell in row):
            reason += "; no cell is white, so by hand it would be missed"
        whole = reason
        if status != SEEN and decision.status == CHECK_ADDRESS:
            since = f"{status.lower()}: {reason}"
            status, reason = CHECK_ADDRESS, f"{decision.reason}; {since}"
            whole = f"{decision.on_the_sheet}; {since}"
        elif decision.status == KEPT and decision.reason:  # the same place, written differently
            reason, whole = f"{reason}; {decision.reason}", f"{whole}; {decision.on_the_sheet}"
        decisions.append(Decision(decision.row, decision.client_number, status, reason, whole))
    return decisions


def _since(
    who: Pair,
    cells: Sequence[str],
    before: Mapping[Pair, Sequence[Sequence[str]]],
    places: Sequence[tuple[int, int, str]],
    last: LastWeek | None,
) -> tuple[str, str]:
    if last is None:
        return NEW, "there is no earlier Master Copy"
    day = dates.in_full(last.date)
    if who[1] is None:
        return NEW, "the sharer has neither a client number nor a whole name and date of birth"
    if who not in before:
        return NEW, f"this CSO and this sharer are not together in the Master Copy of {day}"
    differing = min(
        (
            [place for place, mine, theirs in zip(places, cells, old, strict=True) if mine != theirs]
            for old in before[who]
        ),
        key=len,
    )
    if not differing:
        return SEEN, f"Seen on {day}; {NO_OUTCOME}"
    return CHANGED, f"since {day}: {', '.join(heading for _, _, heading in differing)}"


def _shared_places(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, str]]:
    """(place this week, place last week, heading) of every heading that both weeks have."""
    known = {heading_key(heading): place for place, heading in reversed(list(enumerate(theirs))) if heading}
    return [
        (place, known[heading_key(heading)], heading)
        for place, heading in enumerate(mine)
        if heading and heading_key(heading) in known
    ]


@lru_cache(maxsize=16384)
def _cell(text: str) -> str:
    """A cell as it is compared with last week's: dates as dates, numbers without leading zeros."""
    plain = squeeze(text).casefold()
    if plain.isdecimal():
        return plain.lstrip("0")
    date = dates.parse(plain) if plain[:1].isdigit() else None
    return date.isoformat() if date else plain


def _spelled(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _key(row: Record) -> tuple[Pair, str, str]:
    return pair(row), squeeze(row["cso_address"]).casefold(), squeeze(row["sharer_address"]).casefold()
