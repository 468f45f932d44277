"""The workbooks that checks work on, their own, in the Excel that is open; none is left open or filed."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import xlwings as xw

from cso_xl.settings import Settings
from cso_xl.sheet.xlwings_engine import LiveBook

ROWS = (  # synthetic: nobody is called so
    ("ID", "Level", "Name"),
    ("0001", "1", "Weka, Ann"),
    ("0002", "2", "Kea, Ben"),
    ("0003", "3", "Ruru, Cy"),
    ("0004", "1", "Weka, Dee"),
)


class Bench:
    """The program, and the workbooks that a check has made in it."""

    def __init__(self, app: xw.App, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._made: list[xw.Book] = []

    def book(self) -> xw.Book:
        """A new workbook."""
        return self.keep(self.app.books.add())

    def keep(self, book: xw.Book) -> xw.Book:
        """Close this workbook, too, when the check is over."""
        self._made.append(book)
        return book

    def live(self, rows: Sequence[Sequence[str]] = ROWS) -> LiveBook:
        """A new workbook with a report, as steps see it."""
        made = LiveBook.new(self.app, self.settings, "Self-test", rows, dict)
        self.keep(made.book)
        return made

    def sheet(self) -> xw.Sheet:
        """The sheet of a new workbook with a report."""
        return self.live().report.sheet

    def clear(self) -> None:
        """Close what was made, unsaved."""
        while self._made:
            with suppress(Exception):  # the check may have closed it
                self._made.pop().close()


def shown(sheet: xw.Sheet, last: int = 5) -> list[int]:
    """The rows that are not hidden."""
    return [row for row in range(1, last + 1) if not sheet.range(f"{row}:{row}").rows.hidden]


def native(of: Any, name: str) -> Any:
    """A part of Excel's own object model; None where another program stands in for Excel and has no such part."""
    return getattr(of, name, None)
