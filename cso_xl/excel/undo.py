"""Undo last step: the sheets as they were before each step, several steps back.

Excel forgets its own undo list after a macro. The copies lie in Excel's memory until the workbook is
closed; none is in a saved workbook or in a file.
"""

import time
from collections.abc import Sequence

import xlwings as xw

from cso_xl.errors import CallError
from cso_xl.excel.memory import Entry, Memory, key

_KIND = "undo"
_MOST_STEPS = 20  # the oldest copies go first


class Undo:
    """What can be undone on one workbook."""

    def __init__(self, memory: Memory, book: xw.Book) -> None:
        self._memory = memory
        self._book = book

    def last(self) -> Entry | None:
        """The newest step that can be undone."""
        steps = self._memory.entries(_KIND, self._book)
        return steps[-1] if steps else None

    def opened(self, title: str) -> None:
        """Remember that a step made this workbook."""
        self._memory.add(Entry(_KIND, key(self._book), {"title": title}))

    def before(self, title: str, watched: Sequence[str]) -> Entry:
        """Copy the sheets that a step may change or make, as they are now."""
        there = set(watched) & set(self._names())
        copies = {name: self._copied(self._book.sheets[name]) for name in watched if name in there}
        self._book.activate()
        facts = {"title": title, "watched": list(watched), "sheets": copies}
        return Entry(_KIND, key(self._book), facts, tuple(copies.values()))

    def keep(self, entry: Entry) -> None:
        """Keep the copies of a step that is done."""
        self._memory.add(entry)
        steps = self._memory.entries(_KIND, self._book)
        self._memory.forget(lambda one: one in steps[:-_MOST_STEPS])

    def take_back(self, entry: Entry) -> None:
        """Undo a step: a workbook that it made is closed, unsaved; else the sheets are put back.

        Raises CallError, and changes nothing, when a sheet has another name since.
        """
        if entry.sheets:
            self.put_back(entry)
        else:
            self._memory.forget(lambda one: one.book == entry.book)
            self._book.close()

    def put_back(self, entry: Entry) -> None:
        """Bring the sheets back as they were before the step, and drop its copies."""
        copies, names = entry.facts["sheets"], self._names()
        if gone := [name for name in copies if name not in names]:
            raise CallError(
                f"The sheet '{gone[0]}' has been renamed or deleted since. Give it this name again, then undo."
            )
        front = self._book.sheets.active.name
        for name in set(entry.facts["watched"]) & set(names) - set(copies):
            self._book.sheets[name].delete()
        for name, copy in copies.items():
            now = self._book.sheets[name]
            again = self._memory.shelf.sheets[copy].copy(before=now)
            now.delete()
            again.name = name
        self.drop(entry)
        self._book.activate()
        self._book.sheets[front if front in self._names() else next(iter(copies))].activate()

    def drop(self, entry: Entry) -> None:
        """Forget the copies: nothing of them is left anywhere."""
        if entry in self._memory.entries(_KIND, self._book):
            self._memory.forget(lambda one: one == entry)
            return
        for name in entry.sheets:
            self._memory.shelf.sheets[name].delete()

    def _names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets]

    def _copied(self, sheet: xw.Sheet) -> str:
        copy = sheet.copy(before=self._memory.shelf.sheets[0])
        copy.name = name = f"undo {time.time_ns()}"
        return name
