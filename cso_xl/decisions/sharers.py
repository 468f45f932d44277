"""Which address-sharer rows go, which are new, and what changed since last week [A4, A7, A11]."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cso_xl.cells import dates
from cso_xl.cells.columns import Records
from cso_xl.cells.text import heading_key
from cso_xl.decisions.comment_words import Comment, Says
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.decisions.recognised import Found, Pair, Recogniser, What, pair, same_cell

if TYPE_CHECKING:
    from cso_xl.addresses.comparing import Addresses, Comparison

REMOVED, SEEN, CHECK_ADDRESS, CHANGED, NEW = "Removed", "Seen", "Check address", "Changed", "New"
LEFT = (NEW, CHANGED, CHECK_ADDRESS, SEEN)  # after A7
KEPT = ""  # after A4 and before A7: kept, nothing to say yet
NO_OUTCOME = "no outcome on file"
NO_COMMENT = Comment(Says.NOTHING)


def remove_rows(report: Records, addresses: "Addresses", earlier: Recogniser) -> list[Decision]:
    """For each row Removed, Check address, or kept without a word [A4, C11]; `report` has the sharer columns."""
    from cso_xl.addresses.comparing import Verdict  # here: a press of another button does not wait for it

    decisions = []
    for excel_row, row in report.items():
        compared = addresses.compare(row["cso_address"], row["sharer_address"])
        status, reason, whole = KEPT, compared.reason, _with_evidence(compared)
        if compared.verdict is Verdict.DIFFERENT:
            status = REMOVED
        elif (found := earlier.of(row)).what is What.RECOGNISED:
            status = REMOVED
            reason = whole = f"recognised: {found.on_file}"
        elif compared.verdict is Verdict.CHECK:
            status = CHECK_ADDRESS
        decisions.append(Decision(excel_row, row["cso_client_number"].strip(), status, reason, whole))
    return decisions


def _with_evidence(compared: "Comparison") -> str:
    return f"{compared.reason} [{compared.evidence}]" if compared.evidence else compared.reason


@dataclass(frozen=True)
class Week:
    """A week's rows: all cells by heading, beside the sharer columns of the same rows.

    `columns` gives the heading of each sharer column, by its key.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sharers: Records
    columns: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    def pairs(self) -> list[Pair]:
        """Who shares with whom, row by row."""
        return [pair(row) for row in self.sharers.values()]


@dataclass(frozen=True)
class LastWeek(Week):
    """The previous Master, of the day `date`."""

    date: dt.date


def compare_weeks(
    this: Week,
    last: LastWeek | None,
    kept: Sequence[Decision],
    painted: DuplicateValues,
    earlier: Recogniser,
) -> list[Decision]:
    """The Status of each kept row [A7]; `kept` are its decisions of A4, `painted` the rule over both groups.

    Precedence: Seen, Check address, Changed, New; but a row that is not as it was when it got its outcome is Changed,
    and one that cannot be told apart from another is New, whatever last week had [C11].
    """
    places = _shared_places(this.headings, last.headings) if last else []
    before = defaultdict(list)
    if last:
        for who, cells in zip(last.pairs(), last.rows, strict=True):
            before[who].append([same_cell(cells[at]) for _, at, _ in places])
    decisions = []
    for row, cells, decision in zip(this.sharers.values(), this.rows, kept, strict=True):
        compared = [same_cell(cells[at]) for at, _, _ in places]
        status, reason = _since(pair(row), compared, before, places, last)
        found = earlier.of(row)
        comment = earlier.comment(row, last.date) if last else NO_COMMENT
        status, reason = _with_what_is_on_file(status, reason, found, this.columns)
        if comment.says is not Says.NOTHING or (status == SEEN and found.what is not What.ASKED_AGAIN):
            reason += f"; {_beside(comment)}"
        if status != SEEN and not any(cell and not painted.paints(cell) for cell in cells):
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
        return SEEN, f"Seen on {day}"
    return CHANGED, f"since {day}: {', '.join(heading for _, _, heading in differing)}"


def _with_what_is_on_file(
    status: str, reason: str, found: Found, columns: Mapping[str, str]
) -> tuple[str, str]:
    """Status and Reason with the earlier outcome that does not cover the row, and why it does not [C11]."""
    if found.what is What.MOVED:
        cells = ", ".join(columns.get(key, key) for key in found.changed)
        since = f"since the outcome on file ({found.on_file}): {cells}"
        return CHANGED, f"{reason}; {since}" if status == CHANGED else since
    if found.what is What.ASKED_AGAIN:
        return status, f"{reason}; asked again: {found.on_file}"
    if found.what is What.UNTOLD:
        return status, f"{reason}; a sharer at these addresses has an outcome on file: {found.on_file}"
    if found.what in (What.TWIN, What.RECOGNISED):  # a row that was recognised is here no longer
        return NEW, f"it cannot be told apart from another row, whose outcome is on file: {found.on_file}"
    return status, reason


def _beside(comment: Comment) -> str:
    """What last week's copies have beside the same row [A7]."""
    if comment.says is Says.SETTLED:
        return f"outcome on file: {comment.outcome}"
    if comment.says is Says.NOTHING:
        return NO_OUTCOME
    return f"comment on file: {comment.says.value}"


def _shared_places(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, str]]:
    """(place this week, place last week, heading) of every heading that both weeks have."""
    known = {heading_key(heading): place for place, heading in reversed(list(enumerate(theirs))) if heading}
    return [
        (place, known[heading_key(heading)], heading)
        for place, heading in enumerate(mine)
        if heading and heading_key(heading) in known
    ]
