"""Worksheets, as xlwings' base classes want them."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from helpers.libreoffice import com, outline, strict
from helpers.libreoffice.com import COLUMNS, ROWS, Box, ComError, box_of, boxes_at
from helpers.libreoffice.filters import SheetFilter
from helpers.libreoffice.ranges import Note, Range

_NAME_LENGTH = 31


class Sheets(base_classes.Sheets):
    """The sheets of a workbook; as on Windows, `name in sheets` is never true."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def _x(self) -> Any:
        return self._book.doc.Sheets

    @property
    def api(self) -> Any:
        return self._x

    @property
    def active(self) -> "Sheet":
        return Sheet(self._book, self._book.doc.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> "Sheet":
        if isinstance(name_or_index, int):
            return Sheet(self._book, self._x.getByIndex(name_or_index - 1))
        for name in self._x.ElementNames:
            if name.lower() == name_or_index.lower():
                return Sheet(self._book, self._x.getByName(name))
        raise ComError(f"There is no sheet '{name_or_index}'")

    def __len__(self) -> int:
        return int(self._x.Count)

    def __iter__(self) -> Iterator["Sheet"]:
        return (self(number) for number in range(1, len(self) + 1))

    def add(
        self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None
    ) -> "Sheet":
        """A new sheet, by default before the active one, which becomes the active one."""
        place = after.index if after else (before or self.active).index - 1
        taken = [title.lower() for title in self._x.ElementNames]
        number = next(n for n in range(1, len(taken) + 2) if f"sheet{n}" not in taken)
        self._book.app.office.on_main_thread(self._x.insertNewByName, f"Sheet{number}", place)
        added = self(place + 1)
        added.activate()
        if name is not None:
            added.name = name
        return added


class Sheet(base_classes.Sheet):
    """A worksheet."""

    def __init__(self, book: Any, x: Any) -> None:
        self._book = book
        self._x = x

    @property
    def x(self) -> Any:
        """LibreOffice's own sheet."""
        self._book.app.answer()
        return self._x

    @property
    def api(self) -> com.Worksheet:
        return com.Worksheet(self)

    @property
    def book(self) -> Any:
        return self._book

    @property
    def filter(self) -> SheetFilter:
        """The sheet's arrows."""
        return SheetFilter(self)

    def cells_of(self, box: Box) -> Any:
        """LibreOffice's own range of a rectangle."""
        return self.x.getCellRangeByPosition(box.left - 1, box.top - 1, box.right - 1, box.bottom - 1)

    def check_unprotected(self) -> None:
        """Raise what Excel does when a protected sheet is changed."""
        if self.x.isProtected():
            raise ComError("The cell or chart you're trying to change is on a protected sheet.")

    @property
    def name(self) -> str:
        return str(self.x.Name)

    @name.setter
    def name(self, value: str) -> None:
        taken = [name for name in self._book.doc.Sheets.ElementNames if name != self.name]
        strict.check_sheet_name(value, taken)
        was, self.x.Name = self.name, value
        self._book.is_renamed(was, value)

    @property
    def index(self) -> int:
        return int(self.x.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.x.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.x.IsVisible = bool(value)

    def activate(self) -> None:
        self._book.app.office.on_main_thread(self._book.doc.CurrentController.setActiveSheet, self.x)

    select = activate

    def range(self, first: Any, second: Any = None) -> Range:
        """A range by address, by (row, column), by (row, column, rows, columns), or between two of them."""
        boxes = self._boxes(first)
        if second is None:
            return Range(self, *boxes)
        others = [boxes[0], self._boxes(second)[0]]
        corners = [
            pick(numbers)
            for pick, numbers in zip((min, min, max, max), zip(*others, strict=True), strict=True)
        ]
        return Range(self, Box(*corners))

    def _boxes(self, place: Any) -> list[Box]:
        if isinstance(place, Range):
            return list(place.boxes)
        if isinstance(place, str):
            return boxes_at(place)
        if 0 in place:
            raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
        row, column, rows, columns = (*place, 1, 1)[:4]
        return [Box(row, column, row + rows - 1, column + columns - 1)]

    @property
    def cells(self) -> Range:
        return Range(self, Box(1, 1, ROWS, COLUMNS))

    @property
    def used_range(self) -> Range:
        cursor = self.x.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        box, (bottom, right) = box_of(cursor.RangeAddress), self._book.filled.get(self.name, (1, 1))
        return Range(self, box._replace(bottom=max(box.bottom, bottom), right=max(box.right, right)))

    def clear(self) -> None:
        self.cells.clear()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        if self._book.doc.Sheets.Count == 1:
            raise ComError("A workbook must contain at least one visible worksheet.")
        name = self.name
        self._book.app.office.on_main_thread(self._book.doc.Sheets.removeByName, name)
        self._book.is_deleted(name)

    @property
    def notes(self) -> list[Note]:
        return [Note(self, annotation) for annotation in self.x.Annotations]

    @property
    def tables(self) -> "Tables":
        return Tables(self)

    @property
    def page_setup(self) -> "PageSetup":
        return PageSetup(self)

    @property
    def freeze_panes(self) -> Any:
        """Not on Windows, so not here."""
        raise NotImplementedError(
            "xlwings has no freeze_panes on Windows: use api.Windows(1).FreezePanes of the book"
        )

    def copy(self, before: "Sheet | None", after: "Sheet | None") -> None:
        """Copy the sheet to before or after a sheet of this workbook or another, and make it active."""
        beside = before or after
        assert beside is not None
        target, place = beside.book, beside.index - (before is not None)
        names = [name.lower() for name in target.doc.Sheets.ElementNames]
        name = self.name
        for number in range(2, len(names) + 3):
            if name.lower() in names:
                name = f"{self.name[: _NAME_LENGTH - 5]} ({number})"
        frozen = self._frozen()
        target.app.office.on_main_thread(target.doc.Sheets.importSheet, self._book.doc, self.name, place)
        copied = target.sheets(place + 1)
        if copied.name != name:
            copied.name = name
        self._book.is_copied(self.name, copied)
        self._repair(copied, frozen)

    def _frozen(self) -> tuple[int, int]:
        """How many columns and rows are frozen, which only the window knows."""
        view = self._book.doc.CurrentController
        shown = self._book.sheets.active
        self.activate()
        frozen = outline.split(view)
        shown.activate()
        return frozen

    def _repair(self, copied: "Sheet", frozen: tuple[int, int]) -> None:
        """Give a copy its own frozen panes: LibreOffice loses them, or takes those of another sheet."""
        copied.activate()
        copied.book.freeze(*frozen)


class Tables:
    """Excel's tables, which LibreOffice keeps as named database ranges."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def _tables(self) -> list["Table"]:
        ranges = self._sheet.book.doc.DatabaseRanges
        every = [
            (name, ranges.getByName(name).DataArea)
            for name in ranges.ElementNames
            if not name.startswith("_")
        ]
        here = self._sheet.index - 1
        return [Table(self._sheet, name, box_of(area)) for name, area in every if area.Sheet == here]

    def __len__(self) -> int:
        return len(self._tables)

    def __iter__(self) -> Iterator["Table"]:
        return iter(self._tables)

    def __call__(self, key: str | int) -> "Table":
        if isinstance(key, int):
            return self._tables[key - 1]
        return next(table for table in self if table.name == key)


class Table:
    """One of Excel's tables."""

    def __init__(self, sheet: Sheet, name: str, box: Box) -> None:
        self.parent = sheet
        self.name = self.display_name = name
        self.range = Range(sheet, box)


class PageSetup(base_classes.PageSetup):
    """What xlwings knows of Page Layout."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def print_area(self) -> str | None:
        return com.joined([box_of(area) for area in self._sheet.x.getPrintAreas()]) or None

    @print_area.setter
    def print_area(self, address: str | None) -> None:
        boxes = boxes_at(address) if address else []
        self._sheet.x.setPrintAreas(tuple(self._sheet.cells_of(box).RangeAddress for box in boxes))
