"""Rows of the report as it came before that are gone from it, or are there again [C12]."""

from cso_xl.cases.events import EventKind
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.recording.pairs import prints
from cso_xl.cases.state import gone
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case


def note_gone(cases: ReportCases) -> tuple[list[tuple[Case, tuple[int, ...]]], list[Notice]]:
    """Record which rows of earlier issues this one has no longer, or again.

    Returns each case with its rows that are newly gone, and the corrections that are not to be sent: what was closed
    because its row was gone is asked again where that is there.
    """
    newly: list[tuple[Case, tuple[int, ...]]] = []
    drafts: list[Notice] = []
    for first in cases.earlier():
        known, found = gone.rows(first), cases.found_again(first)
        back = tuple(row for row in known if row in found)
        lost = tuple(row for row in prints(first) if row not in found and row not in known)
        if back:
            cases.add_to(first, EventKind.BACK, rows=back)
            drafts += _reopen(cases, first, tuple(row for row in back if row in gone.closed(first)))
        if lost:
            cases.add_to(first, EventKind.GONE, rows=lost)
            newly.append((first, lost))
    return newly, drafts


def _reopen(cases: ReportCases, first: Case, rows: tuple[int, ...]) -> list[Notice]:
    """Take the closing of rows back, and the corrections about them that were not sent; returns these."""
    if not rows:
        return []
    corrections = [
        notice
        for notice in first.notices
        if notice.is_draft and notice.drafted.about and {*notice.drafted.rows} & {*rows}
    ]
    for notice in corrections:
        cases.add_to(first, EventKind.WITHDRAWN, **notice.withdrawal)
    cases.add_to(first, EventKind.UNDECIDED, rows=rows)
    return corrections
