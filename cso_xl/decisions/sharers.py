"""The address-sharer rows that are removed, are new, or have changed since last week [A4, A7, A11]."""

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
from cso_xl.decisions.recognised import History, Pair, Precedent, Recogniser, pair, same_cell

if TYPE_CHECKING:
    from cso_xl.addresses.comparing import Addresses, Comparison

REMOVED, SEEN, CHECK_ADDRESS, CHANGED, NEW = "Removed", "Seen", "Check address", "Changed", "New"
LEFT = (NEW, CHANGED, CHECK_ADDRESS, SEEN)  # after A7
KEPT = ""  # after A4 and before A7: no status yet
NO_OUTCOME = "no outcome on file"
NO_COMMENT = Comment(Says.NOTHING)


def remove_rows(report: Records, addresses: "Addresses", earlier: Recogniser) -> list[Decision]:
    """A decision for each row: Removed, Check address or KEPT [A4, C11]; `report` has the sharer columns."""
    from cso_xl.addresses.comparing import Verdict  # here: a press of another button does not wait for it

    decisions = []
    for excel_row, row in report.items():
        compared = addresses.compare(row["cso_address"], row["sharer_address"])
        status, reason, whole_reason = KEPT, compared.reason, _with_evidence(compared)
        if compared.verdict is Verdict.DIFFERENT:
            status = REMOVED
        elif (history := earlier.of(row)).precedent is Precedent.RECOGNISED:
            status = REMOVED
            reason = whole_reason = f"recognised: {history.on_file}"
        elif compared.verdict is Verdict.CHECK:
            status = CHECK_ADDRESS
        decisions.append(Decision(excel_row, row["cso_client_number"].strip(), status, reason, whole_reason))
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
        """The CSO and the sharer of each row."""
        return [pair(row) for row in self.sharers.values()]


@dataclass(frozen=True)
class LastWeek(Week):
    """The previous Master, of the day `date`."""

    date: dt.date


def compare_weeks(
    this_week: Week,
    last_week: LastWeek | None,
    kept: Sequence[Decision],
    painted: DuplicateValues,
    earlier: Recogniser,
) -> list[Decision]:
    """The Status of each kept row [A7]; `kept` are its decisions of A4, `painted` the rule over both groups.

    Precedence: Seen, Check address, Changed, New; but a row that has changed since it got its outcome is Changed, and
    a row that cannot be told apart from another is New, whatever last week had [C11].
    """
    places = _shared_places(this_week.headings, last_week.headings) if last_week else []
    before = defaultdict(list)
    if last_week:
        for who, cells in zip(last_week.pairs(), last_week.rows, strict=True):
            before[who].append([same_cell(cells[at]) for _, at, _ in places])
    decisions = []
    for row, cells, decision in zip(this_week.sharers.values(), this_week.rows, kept, strict=True):
        compared = [same_cell(cells[at]) for at, _, _ in places]
        status, reason = _since(pair(row), compared, before, places, last_week)
        history = earlier.of(row)
        comment = earlier.comment(row, last_week.date) if last_week else NO_COMMENT
        status, reason = _with_what_is_on_file(status, reason, history, this_week.columns)
        if comment.says is not Says.NOTHING or (
            status == SEEN and history.precedent is not Precedent.ASKED_AGAIN
        ):
            reason += f"; {_beside(comment)}"
        if status != SEEN and not any(cell and not painted.paints(cell) for cell in cells):
            reason += "; no cell is white, so by hand it would be missed"
        whole_reason = reason
        if status != SEEN and decision.status == CHECK_ADDRESS:
            since = f"{status.lower()}: {reason}"
            status, reason = CHECK_ADDRESS, f"{decision.reason}; {since}"
            whole_reason = f"{decision.on_the_sheet}; {since}"
        elif decision.status == KEPT and decision.reason:  # the same place, written differently
            reason, whole_reason = f"{reason}; {decision.reason}", f"{whole_reason}; {decision.on_the_sheet}"
        decisions.append(Decision(decision.row, decision.client_number, status, reason, whole_reason))
    return decisions


def _since(
    who: Pair,
    cells: Sequence[str],
    before: Mapping[Pair, Sequence[Sequence[str]]],
    places: Sequence[tuple[int, int, str]],
    last_week: LastWeek | None,
) -> tuple[str, str]:
    if last_week is None:
        return NEW, "no earlier Master Copy was found"
    day = dates.in_full(last_week.date)
    if who[1] is None:
        return NEW, "the sharer has neither a client number nor a whole name and date of birth"
    if who not in before:
        return NEW, f"not together in the Master Copy of {day}"
    differing = min(
        (
            [
                place
                for place, cell, old_cell in zip(places, cells, old_cells, strict=True)
                if cell != old_cell
            ]
            for old_cells in before[who]
        ),
        key=len,
    )
    if not differing:
        return SEEN, f"Seen on {day}"
    return CHANGED, f"since {day}: {', '.join(heading for _, _, heading in differing)}"


def _with_what_is_on_file(
    status: str, reason: str, history: History, columns: Mapping[str, str]
) -> tuple[str, str]:
    """Status and Reason, with an earlier outcome that does not cover the row and why it does not [C11]."""
    if history.precedent is Precedent.MOVED:
        cells = ", ".join(columns.get(key, key) for key in history.changed)
        since = f"since the outcome on file ({history.on_file}): {cells}"
        return CHANGED, f"{reason}; {since}" if status == CHANGED else since
    if history.precedent is Precedent.ASKED_AGAIN:
        return status, f"{reason}; asked again: {history.on_file}"
    if history.precedent is Precedent.UNTOLD:
        return status, f"{reason}; a sharer at these addresses has an outcome on file: {history.on_file}"
    if history.precedent in (Precedent.TWIN, Precedent.RECOGNISED):  # a recognised row was removed before
        return NEW, f"it cannot be told apart from another row, whose outcome is on file: {history.on_file}"
    return status, reason


def _beside(comment: Comment) -> str:
    """The comment of last week's copies on the same row, in words [A7]."""
    if comment.says is Says.SETTLED:
        return f"outcome on file: {comment.outcome}"
    if comment.says is Says.NOTHING:
        return NO_OUTCOME
    return f"comment on file: {comment.says.value}"


def _shared_places(headings: Sequence[str], last_headings: Sequence[str]) -> list[tuple[int, int, str]]:
    """(place this week, place last week, heading) of every heading that both weeks have."""
    last_places = {
        heading_key(heading): place for place, heading in reversed(list(enumerate(last_headings))) if heading
    }
    return [
        (place, last_places[heading_key(heading)], heading)
        for place, heading in enumerate(headings)
        if heading and heading_key(heading) in last_places
    ]
