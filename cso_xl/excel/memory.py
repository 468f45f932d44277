"""What one press remembers for the next: in Excel's memory and nowhere else.

An add-in is a workbook without a window that Excel never saves by itself. A sheet of ours holds what
a press has to know of an open workbook; copies of sheets, for Undo, lie in a second workbook of that
kind, the shelf. Both go when Excel is closed, and what belongs to a workbook goes at the first press
after that is closed.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import xlwings as xw

from cso_xl.sheet import excel_only

ADDIN = "cso_xl.xlam"
_SHEET = "cso_xl memory"
_SHELF = "shelf"


@dataclass(frozen=True)
class Entry:
    """One thing remembered about an open workbook; `sheets` are copies on the shelf that belong to it.

    `book` is the key of the workbook, not its name: another workbook may come by the same name.
    """

    kind: str
    book: str
    facts: dict[str, Any]
    sheets: tuple[str, ...] = ()


class Memory:
    """The entries on the add-in's sheet, oldest first."""

    def __init__(self, addin: xw.Book) -> None:
        self._app = addin.app
        self._addin = addin
        self._sheet = self._found_or_made()
        self._entries = self._read()

    @classmethod
    def of(cls, app: xw.App) -> "Memory | None":
        """The memory of this Excel; None when the add-in is not loaded."""
        try:
            addin = app.books[ADDIN]
        except KeyError:
            return None
        return cls(addin)

    @cached_property
    def shelf(self) -> xw.Book:
        """The workbook without a window in which copies of sheets lie; made when it is first needed."""
        for entry in self._entries:
            if entry.kind == _SHELF:
                return self._app.books[entry.facts["name"]]
        shelf = self._app.books.add()
        excel_only.hide_in_memory(shelf)
        self.add(Entry(_SHELF, ADDIN, {"name": shelf.name}))
        return shelf

    def entries(self, kind: str, book: xw.Book) -> list[Entry]:
        """What is remembered of a kind about a workbook, oldest first."""
        found = [entry for entry in self._entries if entry.kind == kind]
        of = key(book) if found else ""
        return [entry for entry in found if entry.book == of]

    def add(self, entry: Entry) -> None:
        """Remember one thing more."""
        self._entries = [*self._entries, entry]
        self._sheet.range((len(self._entries), 1)).value = _line(entry)

    def forget(self, given_up: Callable[[Entry], bool]) -> None:
        """Drop entries, and the copies of sheets that belong to them."""
        gone = [entry for entry in self._entries if given_up(entry)]
        if not gone:
            return
        for name in [name for entry in gone for name in entry.sheets]:
            self.shelf.sheets[name].delete()
        self._write([entry for entry in self._entries if entry not in gone])

    def forget_closed(self) -> None:
        """Drop what is known of workbooks that are no longer open."""
        if self._entries:
            still_open = {ADDIN, *map(key, self._app.books)}
            self.forget(lambda entry: entry.book not in still_open)

    def _found_or_made(self) -> xw.Sheet:
        if _SHEET not in [sheet.name for sheet in self._addin.sheets]:
            return self._addin.sheets.add(_SHEET, after=self._addin.sheets[0])
        return self._addin.sheets[_SHEET]

    def _read(self) -> list[Entry]:
        cells = self._sheet.range((1, 1), (self._sheet.used_range.last_cell.row, 1)).options(ndim=1).value
        kept = [json.loads(cell) for cell in cells if cell]
        return [Entry(**one | {"sheets": tuple(one["sheets"])}) for one in kept]

    def _write(self, entries: list[Entry]) -> None:
        self._sheet.clear_contents()
        self._entries = entries
        if entries:
            self._sheet.range((1, 1), (len(entries), 1)).value = [[_line(entry)] for entry in entries]


def key(book: xw.Book) -> str:
    """What an open workbook is known by."""
    return str(excel_only.window_of(book))


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry))
