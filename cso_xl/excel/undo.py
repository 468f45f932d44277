"""Undo last step: the sheets as they were before each step, several steps back.

Excel forgets its own undo list after a macro. The copies lie in Excel's memory until the
workbook is closed; none is in a saved workbook or in a file.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace

import xlwings as xw

from cso_xl.excel.memory import Entry, Memory

_KIND = "undo"
_MOST_STEPS = 20  # the oldest copies go first


class Undo:
    """What can be undone on one workbook; `watched` are the sheets that steps may change or make."""

    def __init__(self, memory: Memory, book: xw.Book, watched: Sequence[str]) -> None:
        self._memory = memory
        self._book = book
        self._watched = watched

    def last(self) -> Entry | None:
        """The newest step that can be undone."""
        steps = self._memory.entries(_KIND, self._book.name)
        return steps[-1] if steps else None

    def opened(self, title: str) -> None:
        """Remember that a step made this workbook."""
        self._memory.add(
            Entry(_KIND, self._book.name, {"title": title, "sheets": {}, "after": self._state()})
        )

    def before(self, title: str) -> Entry:
        """Copy the sheets as they are now; to be kept when the step is done, or put back when it fails."""
        copies = {name: self._copied(self._book.sheets[name]) for name in self._there()}
        self._book.activate()
        return Entry(_KIND, self._book.name, {"title": title, "sheets": copies}, tuple(copies.values()))

    def keep(self, entry: Entry) -> None:
        """Keep the copies of a step that is done."""
        self._memory.add(replace(entry, facts=entry.facts | {"after": self._state()}))
        steps = self._memory.entries(_KIND, self._book.name)
        self._memory.forget(lambda one: one in steps[:-_MOST_STEPS])

    def take_back(self, entry: Entry) -> None:
        """Undo a step: a workbook that it made is closed, unsaved; else the sheets are put back."""
        if entry.sheets:
            self.put_back(entry)
        else:
            self._memory.forget(lambda one: one.book == entry.book)
            self._book.close()

    def put_back(self, entry: Entry) -> None:
        """Bring the sheets back as they were before the step, and drop its copies."""
        front = self._book.sheets.active.name
        for name in self._there():
            if name not in entry.facts["sheets"]:
                self._book.sheets[name].delete()
        for name, copy in entry.facts["sheets"].items():
            now = self._book.sheets[name]
            again = self._memory.shelf.sheets[copy].copy(before=now)
            now.delete()
            again.name = name
        self.drop(entry)
        self._book.activate()
        self._book.sheets[front if front in self._there() else self._watched[0]].activate()

    def drop(self, entry: Entry) -> None:
        """Forget the copies: nothing of them is left anywhere."""
        self._memory.forget(lambda one: one.sheets == entry.sheets)
        for name in set(entry.sheets) & {sheet.name for sheet in self._memory.shelf.sheets}:
            self._memory.shelf.sheets[name].delete()

    def changed_since(self, entry: Entry) -> bool:
        """Whether somebody has worked in the sheets since the step."""
        return bool(entry.facts["after"] != self._state())

    def _there(self) -> list[str]:
        names = [sheet.name for sheet in self._book.sheets]
        return [name for name in self._watched if name in names]

    def _copied(self, sheet: xw.Sheet) -> str:
        copy = sheet.copy(before=self._memory.shelf.sheets[0])
        copy.name = name = f"undo {time.time_ns()}"
        return name

    def _state(self) -> str:
        cells = [self._book.sheets[name].used_range.raw_value for name in self._there()]
        return hashlib.sha256(repr(cells).encode()).hexdigest()
