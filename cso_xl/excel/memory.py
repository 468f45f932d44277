"""What one press remembers for the next: in Excel's memory and nowhere else.

An add-in is a workbook without a window that Excel never saves by itself. Its sheet holds what a press
has to know of an open workbook; copies of sheets, for Undo, lie in a second workbook of that kind, the
shelf. Both go when Excel is closed, and what belongs to a workbook goes at the first press after that
workbook is closed.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import xlwings as xw

from cso_xl.excel import ribbon_state
from cso_xl.sheet import excel_only

ADDIN = "cso_xl.xlam"
SHEET = "cso_xl memory"  # as the add-in is built with it
_SHELF = "shelf"
_WORDS = "B1"  # the entries stand in column A


@dataclass(frozen=True)
class Remembered:
    """One thing remembered about an open workbook; `sheets` are copies on the shelf that belong to it.

    `book` is the workbook's id, not its name: another workbook may come by the same name.
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
        self._last_id: tuple[xw.Book | None, str] = (None, "")

    @classmethod
    def of(cls, app: xw.App) -> "Memory | None":
        """The memory of this Excel; None when the add-in is not loaded, or is an old one without that sheet.

        Raises, rather than returns None, when Excel is busy or fails: a practice week would be taken for work.
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
        self.add(Remembered(_SHELF, ADDIN, {"name": shelf.name}))
        return shelf

    def entries(self, kind: str, book: xw.Book) -> list[Remembered]:
        """What is remembered of a kind about a workbook, oldest first."""
        of_kind = [entry for entry in self._entries if entry.kind == kind]
        id = self._id_of(book) if of_kind else ""
        return [entry for entry in of_kind if entry.book == id]

    def _id_of(self, book: xw.Book) -> str:
        """The id of a workbook, which stays the same during a press; read once, as Excel is slow to answer."""
        if book is not self._last_id[0] or not self._last_id[1]:
            self._last_id = (book, ribbon_state.read(book).id)
        return self._last_id[1]

    def everything(self) -> list[Remembered]:
        """All entries, oldest first."""
        return [*self._entries]

    def add(self, entry: Remembered) -> None:
        """Remember one thing more."""
        self._sheet.range((len(self._entries) + 1, 1)).value = _line(entry)
        self._entries = [*self._entries, entry]

    def forget(self, given_up: Callable[[Remembered], bool]) -> None:
        """Drop entries, and the copies of sheets that belong to them."""
        gone = [entry for entry in self._entries if given_up(entry)]
        if not gone:
            return
        self._write([entry for entry in self._entries if entry not in gone])
        self.discard([name for entry in gone for name in entry.sheets])

    def discard(self, copies: Collection[str]) -> None:
        """Delete copies of sheets, as far as they exist."""
        for sheet in [sheet for sheet in self.shelf.sheets if sheet.name in copies] if copies else []:
            sheet.delete()

    def forget_closed(self) -> None:
        """Drop what is known of workbooks that are no longer open.

        When two have the same id, a workbook and a copy of its file, nobody can say which is meant: both lose it.
        """
        if not self._entries:
            return
        ids = [(book, ribbon_state.read(book).id) for book in self._app.books]
        counts = Counter(id for _, id in ids)
        for book, id in ids:
            if id and counts[id] > 1:
                ribbon_state.take_off(book)
        self._last_id = (None, "")
        still_open = {ADDIN, *(id for id, count in counts.items() if count == 1)}
        self.forget(lambda entry: entry.book not in still_open)

    @property
    def words(self) -> str:
        """The words of the last press that said anything."""
        return str(self._sheet.range(_WORDS).value or "").strip()

    @words.setter
    def words(self, words: str) -> None:
        self._sheet.range(
            _WORDS
        ).value = f" {words}"  # the space: they are no formula, whatever they begin with

    def _read(self) -> list[Remembered]:
        cells = self._sheet.range((1, 1), (self._sheet.used_range.last_cell.row, 1)).options(ndim=1).value
        entries = [json.loads(cell) for cell in cells if cell]
        return [Remembered(**entry | {"sheets": tuple(entry["sheets"])}) for entry in entries]

    def _write(self, entries: list[Remembered]) -> None:
        """Write the entries in one call, so that nothing is forgotten when it fails."""
        lines = [_line(entry) for entry in entries]
        height = max(len(self._entries), len(lines), 1)
        cells = [[line] for line in lines] + [[None]] * (height - len(lines))
        self._sheet.range((1, 1), (height, 1)).value = cells
        self._entries = entries


def _line(entry: Remembered) -> str:
    return json.dumps(asdict(entry))
