"""Rows of earlier weeks of which the outcome does not stand, whatever the copies of those weeks say [C3, C11]."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import DECIDES
from cso_xl.cases.owed import Clock, State
from cso_xl.cases.state import Case
from cso_xl.decisions.comment_words import Says

_TO_ANSWER = (State.TO_DECIDE, State.ANSWERED, State.TO_SEND)


class FiledRow(NamedTuple):
    """A received row of a report: its date, which issue of that day's it is, and its number."""

    date: dt.date
    issue: int
    row: int


class Open(NamedTuple):
    """How a row is open, and since when."""

    says: Says
    since: dt.datetime

    def overrules(self, saved: dt.datetime) -> bool:
        """Whether it counts more than what a copy saved then says: what was typed after it is a person's newer word.

        Over a conflict of interest nobody's word counts before the row was taken [X6].
        """
        return self.says is Says.HANDED_ON or self.since > saved


def before(book: CaseBook, report: str, day: dt.date) -> Mapping[FiledRow, Open]:
    """The rows of a report before a day that were decided, and are handed on, open again, or not told of yet."""
    return {
        FiledRow(case.asked.date, case.asked.issue, row): found
        for case in book.open()
        if case.asked.report == report and case.asked.date < day
        for row, found in _of_case(case, book.clock).items()
    }


def _of_case(case: Case, clock: Clock) -> dict[int, Open]:
    open_rows = {
        row
        for one in case.owed(clock)
        if one.state in _TO_ANSWER and one.what in ("decision", "notice")
        for row in one.rows
    }
    decided = {row: event.time for event in case.events if event.kind in DECIDES for row in event.rows}
    found = {row: Open(Says.OPEN, decided[row]) for row in open_rows if row in decided}
    return found | {row: Open(Says.HANDED_ON, event.time) for row, event in case.handed_on.items()}
