"""Rows of earlier weeks whose outcome does not stand, whatever the copies of those weeks say [C3, C11]."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import DECIDES
from cso_xl.cases.state import gone
from cso_xl.cases.state.owed import Clock, State
from cso_xl.cases.state.state import Case
from cso_xl.decisions.comment_words import Says

_TO_ANSWER = (State.TO_DECIDE, State.ANSWERED, State.TO_SEND)


class FiledRow(NamedTuple):
    """A received row of a report: the report's date and its issue on that day, and the row's number."""

    date: dt.date
    issue: int
    row: int


class Open(NamedTuple):
    """How a row is open, and since when; None: whatever any copy says.

    So it is with a conflict of interest, until the row is taken, and with a row that was closed because it is gone.
    """

    says: Says
    since: dt.datetime | None = None

    def overrules(self, saved: dt.datetime) -> bool:
        """Whether it counts more than a copy saved then; a copy saved after it is a person's newer word."""
        return self.since is None or self.since > saved


def before(book: CaseBook, report: str, day: dt.date) -> Mapping[FiledRow, Open]:
    """The rows of a report before a day that were decided, and are handed on, open again, or still to be told.

    A row that was closed because a report sent again has it no longer is among them: where it comes again it is asked.
    """
    return {
        FiledRow(case.asked.date, case.asked.issue, row): is_open
        for case in book.listed()
        if case.asked.report == report and case.asked.date < day
        for row, is_open in _of_case(case, book.clock).items()
    }


def _of_case(case: Case, clock: Clock) -> dict[int, Open]:
    open_rows = {
        row
        for owed in case.owed(clock)
        if owed.state in _TO_ANSWER and owed.kind in ("decision", "notice")
        for row in owed.rows
    }
    decided = {row: event.time for event in case.events if event.kind in DECIDES for row in event.rows}
    reopened = {row: Open(Says.OPEN, decided[row]) for row in open_rows if row in decided}
    closed = {row: Open(Says.OPEN) for row in gone.closed(case)}
    return reopened | closed | {row: Open(Says.HANDED_ON) for row in case.handed_on}
