"""What one press remembers for the next: in Excel's memory and nowhere else.

An add-in is a workbook without a window that Excel never saves by itself. Its sheet holds what a press
has to know of an open workbook; copies of sheets, for Undo, lie in a second workbook of that kind, the
shelf. Both go when Excel is closed, and what belongs to a workbook goes at the first press after that
is closed.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import xlwings as xw

from cso_xl.excel import mark
from cso_xl.sheet import excel_only

ADDIN = "cso_xl.xlam"
SHEET = "cso_xl memory"  # as the add-in is built with it
_SHELF = "shelf"
_WORDS = "B1"  # the entries stand in column A


@dataclass(frozen=True)
class Entry:
    """One thing remembered about an open workbook; `sheets` are copies on the shelf that belong to it.

    `book` is what the workbook is known by, not its name: another workbook may come by the same name.
    """

    kind: str
    book: str
    facts: dict[str, Any]
    sheets: tuple[str, ...] = ()


class Memory:
    """The entries on the add-in's sheet, oldest first."""

    def __init__(self, addin: xw.Book) -> None:
        self._app = addin.app
        self._sheet = addin.sheets[SHEET]
        self._entries = self._read()
        self._asked: tuple[xw.Book | None, str] = (None, "")

    @classmethod
    def of(cls, app: xw.App) -> "Memory | None":
        """The memory of this Excel; None when the add-in is not loaded, or is one from before it had that sheet.

        An Excel that is busy, or fails, is none without the add-in: what is a practice week's would be taken for work.
        """
        try:
            addin = app.books[ADDIN]
        except KeyError as error:
            if excel_only.is_missing(error):
                return None
            raise
        return cls(addin) if SHEET in [sheet.name for sheet in addin.sheets] else None

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
        of = self._known(book) if found else ""
        return [entry for entry in found if entry.book == of]

    def _known(self, book: xw.Book) -> str:
        """What a workbook is known by, which stays as it is for a press; asked once, as Excel is slow to tell."""
        if book is not self._asked[0] or not self._asked[1]:
            self._asked = (book, mark.read(book).id)
        return self._asked[1]

    def everything(self) -> list[Entry]:
        """All entries, oldest first."""
        return [*self._entries]

    def add(self, entry: Entry) -> None:
        """Remember one thing more."""
        self._sheet.range((len(self._entries) + 1, 1)).value = _line(entry)
        self._entries = [*self._entries, entry]

    def forget(self, given_up: Callable[[Entry], bool]) -> None:
        """Drop entries, and the copies of sheets that belong to them."""
        gone = [entry for entry in self._entries if given_up(entry)]
        if not gone:
            return
        self._write([entry for entry in self._entries if entry not in gone])
        self.discard([name for entry in gone for name in entry.sheets])

    def discard(self, copies: Collection[str]) -> None:
        """Delete copies of sheets, those that are there."""
        for sheet in [sheet for sheet in self.shelf.sheets if sheet.name in copies] if copies else []:
            sheet.delete()

    def forget_closed(self) -> None:
        """Drop what is known of workbooks that are no longer open.

        Of two with one mark, a workbook and a copy of its file, nobody can say which is meant: both lose it.
        """
        if not self._entries:
            return
        known = [(book, mark.read(book).id) for book in self._app.books]
        times = Counter(id for _, id in known)
        for book, id in known:
            if id and times[id] > 1:
                mark.take_off(book)
        self._asked = (None, "")
        still_open = {ADDIN, *(id for id, number in times.items() if number == 1)}
        self.forget(lambda entry: entry.book not in still_open)

    @property
    def words(self) -> str:
        """What the last press that said something has said."""
        return str(self._sheet.range(_WORDS).value or "").strip()

    @words.setter
    def words(self, words: str) -> None:
        self._sheet.range(_WORDS).value = f" {words}"  # whatever they begin with, they are no formula

    def _read(self) -> list[Entry]:
        cells = self._sheet.range((1, 1), (self._sheet.used_range.last_cell.row, 1)).options(ndim=1).value
        kept = [json.loads(cell) for cell in cells if cell]
        return [Entry(**one | {"sheets": tuple(one["sheets"])}) for one in kept]

    def _write(self, entries: list[Entry]) -> None:
        """In one call, so that nothing is forgotten when it fails."""
        lines = [_line(entry) for entry in entries]
        height = max(len(self._entries), len(lines), 1)
        cells = [[line] for line in lines] + [[None]] * (height - len(lines))
        self._sheet.range((1, 1), (height, 1)).value = cells
        self._entries = entries


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry))
