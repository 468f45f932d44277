"""Undo last step: the sheets as they were before each step, several steps back.

Excel forgets its own undo list after a macro. The copies lie in Excel's memory until the workbook is
closed; none is in a saved workbook or in a file.
"""

import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import xlwings as xw

from cso_xl.errors import CallError
from cso_xl.excel import recognise, ribbon_state
from cso_xl.excel.memory import Memory, Remembered
from cso_xl.procedures.work import ADDED_SHEETS
from cso_xl.sheet.blocks import trimmed
from cso_xl.sheet.excel_calls import no_more_sheets, same_sheets, without_fail
from cso_xl.sheet.xlwings_engine import LiveBook

_KIND = "undo"
_MOST_STEPS = 20  # the oldest copies go first
_NAMED = 20  # cases that a message names


def fingerprint(book: LiveBook) -> str:
    """The SHA-256 of what people may have typed on the sheets that Undo brings back: their cells and notes."""
    whole = hashlib.sha256()
    for sheet in filter(None, (book.report, *map(book.sheet, ADDED_SHEETS))):
        cells = trimmed([[cell.replace("\r\n", "\n") for cell in row] for row in sheet.values()])
        notes = [(note.location.address, note.text) for note in sheet.sheet.notes]
        whole.update(repr((cells, notes)).encode())
    return whole.hexdigest()


class Undo:
    """What can be undone on one workbook."""

    def __init__(self, memory: Memory, book: xw.Book) -> None:
        self._memory = memory
        self._book = book

    def last(self) -> Remembered | None:
        """The newest step that can be undone."""
        steps = self._memory.entries(_KIND, self._book)
        return steps[-1] if steps else None

    def opened(self, title: str, after: str) -> None:
        """Remember that a step made this workbook; `after` is the fingerprint of what stands on it."""
        self._memory.add(Remembered(_KIND, ribbon_state.id_of(self._book), {"title": title, "after": after}))

    def before(self, title: str, report: str, added: Mapping[str, str]) -> Remembered:
        """Copy the sheets that a step may change, as they are now; `added` has the names of our own."""
        with no_more_sheets(self._memory.shelf):
            copies = {name: self._copied(self._book.sheets[name]) for name in (report, *added.values())}
            self._book.activate()
        facts = {"title": title, "report": report, "added": dict(added), "sheets": copies}
        return Remembered(_KIND, ribbon_state.id_of(self._book), facts, tuple(copies.values()))

    def keep(self, entry: Remembered, after: str, recorded: Sequence[str]) -> None:
        """Keep the copies of a step that is done; `after` is the fingerprint of what it left.

        `recorded` are the cases of which it recorded something: that stands, whatever becomes of the sheets.
        """
        facts = {"after": after, "recorded": [*recorded]}
        self._memory.add(replace(entry, facts=entry.facts | facts))
        steps = self._memory.entries(_KIND, self._book)
        self._memory.forget(lambda step: step in steps[:-_MOST_STEPS])

    def close(self, entry: Remembered) -> None:
        """Undo the step that made the workbook: it is closed, unsaved."""
        self._memory.forget(lambda other: other.book == entry.book)
        self._book.close()

    @staticmethod
    def question(entry: Remembered) -> str:
        """What is asked before a step is taken back, when something has been typed since."""
        title = entry.facts["title"]
        return f"Take back '{title}'? Anything typed or coloured on its sheets since then will be lost too."

    @staticmethod
    def stands(entry: Remembered) -> list[str]:
        """What a step has recorded, which Undo does not take back, and how that is done [C3]; nothing for none."""
        recorded = entry.facts.get("recorded", [])
        if not recorded:
            return []
        more = f" and {len(recorded) - _NAMED} more" if len(recorded) > _NAMED else ""
        return [
            f"Undo brings the sheets back. What '{entry.facts['title']}' recorded stands, and so do its drafts: "
            f"{', '.join(recorded[:_NAMED])}{more}. If it was in error, empty Outcome on its line of the worklist, "
            f"then press Take back what was recorded there (the arrow beside Undo), or cso-xl take-back {recorded[0]}."
        ]

    def put_back(self, entry: Remembered) -> None:
        """Bring the sheets back as they were before the step, also those deleted since, and drop its copies.

        Raises CallError, and changes nothing, when the report's sheet has been renamed, or when two sheets
        look like one of ours.
        """
        copies, report = entry.facts["sheets"], entry.facts["report"]
        now = {tab: kind for kind, tab in recognise.added_to(self._book).items()}
        names = self._names()
        if report not in names and self._looks_renamed(copies[report], now):
            raise CallError(
                f"The sheet '{report}' has been renamed since. Give it this name again, then undo."
            )
        front = self._book.sheets.active.name
        was: dict[str, str] = entry.facts["added"]
        places = {tab: name for name, kind in now.items() if (tab := was.get(kind))}
        going = {places.get(name, name) for name in copies} | {
            name for name, kind in now.items() if kind not in was
        }
        gone = [sheet for sheet in self._book.sheets if sheet.name in going]
        with same_sheets(self._book):
            again = {name: self._put(copy, places.get(name, name), names) for name, copy in copies.items()}
        for sheet in gone:
            without_fail(sheet.delete)
        for name, sheet in again.items():
            without_fail(partial(setattr, sheet, "name", name))
        without_fail(partial(self.drop, entry))
        without_fail(lambda: self._show(front, report))

    def _show(self, front: str, report: str) -> None:
        self._book.activate()
        self._book.sheets[front if front in self._names() else report].activate()

    def _put(self, copy: str, now: str, names: Collection[str]) -> xw.Sheet:
        """Bring one sheet back before the one that is called `now`, or as the last if that is not among `names`."""
        sheet = self._memory.shelf.sheets[copy]
        if now in names:
            return sheet.copy(before=self._book.sheets[now])
        return sheet.copy(after=self._book.sheets[len(self._book.sheets) - 1])

    def _looks_renamed(self, copy: str, ours: Collection[str]) -> bool:
        """Whether a sheet begins with the report's first heading: then the report has another name."""
        heading = self._memory.shelf.sheets[copy]["A1"].value
        others = [sheet for sheet in self._book.sheets if sheet.name not in ours]
        return bool(heading) and any(sheet["A1"].value == heading for sheet in others)

    def drop(self, entry: Remembered) -> None:
        """Forget the copies: nothing of them is left anywhere."""
        kept = [other for other in self._memory.everything() if other.sheets == entry.sheets]
        if kept:
            self._memory.forget(lambda other: other in kept)
        else:
            self._memory.discard(entry.sheets)

    def remembered(self) -> list[Remembered]:
        """All that is remembered now."""
        return self._memory.everything()

    def forget_since(self, earlier: Collection[Remembered]) -> None:
        """Forget what has been remembered since only the `earlier` entries were."""
        without_fail(lambda: self._memory.forget(lambda entry: entry not in earlier))

    def _names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets]

    def _copied(self, sheet: xw.Sheet) -> str:
        copy = sheet.copy(before=self._memory.shelf.sheets[0])
        copy.name = name = f"undo {time.time_ns()}"
        return name
