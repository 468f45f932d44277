"""The open items of cases, and older copies, from before cases were recorded, that may have open ones [C10]."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from cso_xl.cases import due_lines
from cso_xl.cases.book import CaseBook
from cso_xl.cases.due_lines import Due
from cso_xl.cases.state.owed import State
from cso_xl.decisions.working_time import day_of
from cso_xl.desk import return_owed
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import names
from cso_xl.settings import Settings

_WEEKS_BEFORE = dt.timedelta(weeks=8)


def listed(root: Path, settings: Settings, now: dt.datetime) -> list[Due]:
    """Everything that is open: copies from before cases were recorded, the cases, the gravest first, and returns."""
    book = CaseBook(root, settings, now)
    today = day_of(now)
    before, returns = _from_before(book, root, settings, today), return_owed.owed(book, settings, today)
    return [*before, *due_lines.of_book(book), *returns]


def _from_before(book: CaseBook, root: Path, settings: Settings, today: dt.date) -> Iterator[Due]:
    """A line for each copy of the last weeks from before cases were recorded: entries in it may be open."""
    if book.begun and today - book.begun > _WEEKS_BEFORE:
        return
    with_worklist = [procedure for procedure in PROCEDURES.values() if procedure.worklist]
    for ago in range(_WEEKS_BEFORE.days):
        day = today - dt.timedelta(days=ago)
        for report in with_worklist:
            copies = [root / names.file(settings, report.key, kind, day) for kind in _kinds(report)]
            is_left = copies[0].is_file() and not any(copy.is_file() for copy in copies[1:])
            if is_left and not book.of_day(report.key, day):
                yield _line(report, copies[0], day)


def _kinds(report: Procedure) -> list[str]:
    """The copy in which people work, and, for a report that has one, the copy filed when all is done."""
    return [kind for kind in (report.copies.worked_in, report.copies.finished) if kind]


def _line(report: Procedure, copy: Path, day: dt.date) -> Due:
    command = f"cso-xl mark {report.name} --date {day}"
    return Due(
        copy.stem, State.TO_DECIDE.value, "", "", "", "decision", report.name,
        next=f"it was filed before cases were recorded: open it and press Draft notices, or run {command}",
    )  # fmt: skip
