"""Rows of earlier weeks of which the outcome does not stand, whatever the copies of those weeks say [C3, C11]."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from cso_xl.cases.book import CaseBook
from cso_xl.cases.owed import Clock, State
from cso_xl.cases.state import Case
from cso_xl.decisions.comment_words import Says

_TO_ANSWER = (State.TO_DECIDE, State.ANSWERED, State.TO_SEND)


class FiledRow(NamedTuple):
    """A received row of a report: its date, which issue of that day's it is, and its number."""

    date: dt.date
    issue: int
    row: int


def before(book: CaseBook, report: str, day: dt.date) -> Mapping[FiledRow, Says]:
    """The rows of a report before a day that are handed on, to be decided again, or not told of yet."""
    return {
        FiledRow(case.asked.date, case.asked.issue, row): says
        for case in book.open()
        if case.asked.report == report and case.asked.date < day
        for row, says in _of_case(case, book.clock).items()
    }


def _of_case(case: Case, clock: Clock) -> dict[int, Says]:
    to_answer = [
        one for one in case.owed(clock) if one.state in _TO_ANSWER and one.what in ("decision", "notice")
    ]
    found = {row: Says.OPEN for one in to_answer for row in one.rows}
    return found | dict.fromkeys(case.handed_on, Says.HANDED_ON)
