"""Ranges of cells, their fonts and notes, as xlwings' base classes want them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes, utils

from helpers.libreoffice import com, strict, values
from helpers.libreoffice.com import COLUMNS, ROWS, Box, ComError, box_of, joined
from helpers.libreoffice.filters import AutoFilter
from helpers.libreoffice.looks import ConditionalFormats, Font, Note, rgb
from helpers.libreoffice.office import enum

_CONTENT, _EVERYTHING, _FORMATS = 1 | 2 | 4 | 16, 127, 32 | 64  # com.sun.star.sheet.CellFlags
_HORIZONTAL = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "fill": "REPEAT"}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3}  # com.sun.star.table.CellVertJustify2
_POINT = 2540 / 72  # in 1/100 mm
_MIXED = (0, 0, 0)


class Range(base_classes.Range):
    """One rectangle of cells, or several of which the first counts, as in Excel."""

    def __init__(self, sheet: Any, *boxes: Box) -> None:
        self.sheet = sheet
        self.boxes = boxes
        self.box = boxes[0]
        self.options: dict[str, Any] = {}

    @property
    def x(self) -> Any:
        """LibreOffice's own range."""
        return self.sheet.cells_of(self.box)

    @property
    def changed(self) -> Any:
        """LibreOffice's own range, or ranges, to be changed: refused on a protected sheet."""
        self.sheet.check_unprotected()
        return self.x if len(self.boxes) == 1 else self._all()

    def _all(self) -> Any:
        cells = self.sheet.book.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
        cells.addRangeAddresses(tuple(self.sheet.cells_of(box).RangeAddress for box in self.boxes), False)
        return cells

    @property
    def parts(self) -> list["Range"]:
        """Each rectangle by itself."""
        return [Range(self.sheet, box) for box in self.boxes]

    @property
    def api(self) -> com.Range:
        return com.Range(self.sheet, list(self.boxes))

    # Where

    @property
    def row(self) -> int:
        return self.box.top

    @property
    def column(self) -> int:
        return self.box.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.box.bottom - self.box.top + 1, self.box.right - self.box.left + 1

    @property
    def coords(self) -> tuple[Any, ...]:
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, first: int, second: int | None = None) -> "Range":
        if second is None:
            first, second = (first - 1) // self.shape[1] + 1, (first - 1) % self.shape[1] + 1
        row, column = self.row + first - 1, self.column + second - 1
        return Range(self.sheet, Box(row, column, row, column))

    @property
    def address(self) -> str:
        return strict.given_address(joined(self.boxes))

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = ",".join(box.address("$" * row_absolute, "$" * col_absolute) for box in self.boxes)
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{address}" if external else address

    @property
    def current_region(self) -> "Range":
        cursor = self.sheet.x.createCursorByRange(self.x)
        cursor.collapseToCurrentRegion()
        return Range(self.sheet, box_of(cursor.RangeAddress))

    def end(self, direction: str) -> "Range":
        """As Ctrl and an arrow key."""
        forward, down = direction in ("down", "right"), direction in ("down", "up")
        at, limit = (self.row, ROWS) if down else (self.column, COLUMNS)
        used = self.sheet.used_range.box
        length = max(used.bottom if down else used.right, at)
        line = Box(1, self.column, length, self.column) if down else Box(self.row, 1, self.row, length)
        block = self.sheet.cells_of(line).getDataArray()
        cells = [row[0] for row in block] if down else block[0]
        if not forward:
            at, cells = len(cells) + 1 - at, cells[::-1]
        hit = _jump([cell != "" for cell in cells], at)
        stop = (hit or limit) if forward else len(cells) + 1 - (hit or len(cells))
        return Range(
            self.sheet,
            Box(stop, self.column, stop, self.column) if down else Box(self.row, stop, self.row, stop),
        )

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list["Range"]:
        if cell_type != "visible":
            raise NotImplementedError(cell_type)
        return [
            Range(self.sheet, box_of(address))
            for box in self.boxes
            for address in self.sheet.cells_of(box).queryVisibleCells().RangeAddresses
        ]

    def select(self) -> None:
        if self.sheet.book.sheets.active.name != self.sheet.name:
            raise ComError("Select method of Range class failed")
        view = self.sheet.book.doc.CurrentController
        cells = self._all() if len(self.boxes) > 1 else self.x
        self.sheet.book.app.office.on_main_thread(view.select, cells)

    # Contents

    @property
    def raw_value(self) -> Any:
        return values.read(self)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.sheet.check_unprotected()
        values.write(self, data)

    @property
    def formula(self) -> Any:
        return values.formulas(self)

    @formula.setter
    def formula(self, data: Any) -> None:
        self.raw_value = data

    formula2 = formula
    has_array = False
    table = name = comment = None

    def clear_contents(self) -> None:
        self.changed.clearContents(_CONTENT)

    def clear_formats(self) -> None:
        self.changed.clearContents(_FORMATS)

    def clear(self) -> None:
        self.changed.clearContents(_EVERYTHING)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells, or whole rows or columns; a new column is as wide as the one left of it."""
        strict.check_one_area(self, "Insert")
        rows, columns = self.shape
        mode = "RIGHT" if shift == "right" else "DOWN"
        mode = "COLUMNS" if rows == ROWS else "ROWS" if columns == COLUMNS else mode
        self.sheet.check_unprotected()
        self.sheet.x.insertCells(self.x.RangeAddress, enum("sheet.CellInsertMode", mode))
        if mode == "COLUMNS" and self.column > 1:
            self.x.Columns.Width = self.sheet.x.Columns.getByIndex(self.column - 2).Width

    def delete(self, shift: str | None = None) -> None:
        """Delete cells, or whole rows or columns; without `shift` a high range is closed from the right."""
        strict.check_apart(self)
        for part in sorted(self.parts, key=lambda part: part.box, reverse=True):
            rows, columns = part.shape
            mode = "LEFT" if shift == "left" or (shift is None and rows > columns) else "UP"
            mode = "COLUMNS" if rows == ROWS else "ROWS" if columns == COLUMNS else mode
            self.sheet.x.removeRange(part.changed.RangeAddress, enum("sheet.CellDeleteMode", mode))

    # Notes, filters, rules

    @property
    def note(self) -> Note | None:
        return next((note for note in self.sheet.notes if note.location.box[:2] == self.box[:2]), None)

    def add_note(self, text: str) -> Note:
        self.sheet.check_unprotected()
        self.sheet.x.Annotations.insertNew(self.x.getCellByPosition(0, 0).CellAddress, text)
        note = self.note
        assert note is not None
        return note

    @property
    def hyperlink(self) -> str:
        fields = self.x.getCellByPosition(0, 0).getTextFields()
        if not fields.Count:
            raise ComError("The cell doesn't seem to contain a hyperlink!")
        return str(fields.getByIndex(0).URL)

    def add_hyperlink(self, address: str, text_to_display: str | None, screen_tip: str | None) -> None:
        self.sheet.check_unprotected()
        cell, link = (
            self.x.getCellByPosition(0, 0),
            self.sheet.book.doc.createInstance("com.sun.star.text.TextField.URL"),
        )
        link.URL, link.Representation = Path(address).as_uri(), text_to_display or address
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), link, False)

    @property
    def autofilter(self) -> AutoFilter:
        strict.check_one_area(self, "AutoFilter")
        return AutoFilter(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self.api.FormatConditions)

    # Rows and columns

    @property
    def row_hidden(self) -> bool | None:
        whole = self.box._replace(left=1, right=COLUMNS)
        spans = {
            (a.StartRow, a.EndRow) for a in self.sheet.cells_of(whole).queryVisibleCells().RangeAddresses
        }
        return _hidden(spans, self.shape[0])

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        for part in self.parts:
            part.changed.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        whole = self.box._replace(top=1, bottom=ROWS)
        spans = {
            (a.StartColumn, a.EndColumn)
            for a in self.sheet.cells_of(whole).queryVisibleCells().RangeAddresses
        }
        return _hidden(spans, self.shape[1])

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        for part in self.parts:
            part.changed.Columns.IsVisible = not value

    @property
    def column_width(self) -> float | None:
        """In digits of the default font, to a tenth."""
        width = _common(column.Width for column in self.x.Columns)
        return None if width is None else round(width / self.sheet.book.unit(), 1)

    @column_width.setter
    def column_width(self, value: float) -> None:
        """Hidden columns are shown, as in Excel."""
        for part in self.parts:
            part.changed.Columns.Width = round(value * self.sheet.book.unit())
            if part.column_hidden is not False:
                part.column_hidden = False

    @property
    def row_height(self) -> float | None:
        """In points."""
        height = _common(row.Height for row in self.x.Rows)
        return None if height is None else round(height / _POINT, 1)

    @row_height.setter
    def row_height(self, value: float) -> None:
        """Rows hidden by hand are shown, as in Excel."""
        shown = self.sheet.filter.box is None
        for part in self.parts:
            part.changed.Rows.Height = round(value * _POINT)
            if shown and part.row_hidden is not False:
                part.row_hidden = False

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "c", "columns"):
            self.changed.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.changed.Rows.OptimalHeight = True

    # Looks

    def common(self, attribute: str) -> Any:
        """The attribute of all cells; None when they differ."""
        cells = self.x
        mixed = cells.getPropertyState(attribute) == enum("beans.PropertyState", "AMBIGUOUS_VALUE")
        return None if mixed else getattr(cells, attribute)

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self.common("CellBackColor")
        if colour is None:
            return _MIXED
        return None if colour == -1 else utils.int_to_rgb(com.swapped(colour))

    @color.setter
    def color(self, value: Any) -> None:
        self.changed.CellBackColor = -1 if value is None else rgb(value)
        if value is not None and (self.box.bottom > strict.USED_ROWS or self.box.right > strict.USED_COLUMNS):
            bottom, right = self.sheet.book.filled.get(self.sheet.name, (1, 1))
            self.sheet.book.filled[self.sheet.name] = (
                max(bottom, self.box.bottom),
                max(right, self.box.right),
            )

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def number_format(self) -> str | None:
        key = self.common("NumberFormat")
        return None if key is None else str(self.sheet.book.doc.NumberFormats.getByKey(key).FormatString)

    @number_format.setter
    def number_format(self, value: str) -> None:
        formats, english = self.sheet.book.doc.NumberFormats, values.english()
        key = formats.queryKey(value, english, False)
        self.changed.NumberFormat = formats.addNew(value, english) if key == -1 else key

    @property
    def wrap_text(self) -> bool | None:
        return self.common("IsTextWrapped")

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.changed.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        common = self.common("HoriJustify")
        return next(
            (name for name, its in _HORIZONTAL.items() if common is not None and its == common.value), None
        )

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.changed.HoriJustify = enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        common = self.common("VertJustify")
        common = _VERTICAL["bottom"] if common == 0 else common  # 0 is the standard, which is at the bottom
        return next((name for name, number in _VERTICAL.items() if number == common), None)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.changed.VertJustify = _VERTICAL[value]

    @property
    def merge_cells(self) -> bool | None:
        """Whether all cells are merged cells; None when some are."""
        around, first = _merged(self.sheet, self.box), _merged(self.sheet, Box(*self.box[:2], *self.box[:2]))
        if around == self.box and not self.x.IsMerged:
            return False
        return True if first[:2] <= self.box[:2] and first[2:] >= self.box[2:] else None

    def merge(self, across: bool) -> None:
        self.changed.merge(True)

    def unmerge(self) -> None:
        self.changed.merge(False)


def _jump(filled: list[bool], at: int) -> int | None:
    """Where Ctrl and an arrow lands in a line (positions from 1): at the end of a run, or the next filled cell."""
    ahead = filled[at:]
    if filled[at - 1] and ahead and ahead[0]:
        return at + (ahead.index(False) if False in ahead else len(ahead))
    return at + 1 + ahead.index(True) if True in ahead else None


def _hidden(visible: set[tuple[int, int]], count: int) -> bool | None:
    """From the visible spans, which may repeat but do not overlap otherwise."""
    shown = sum(last - first + 1 for first, last in visible)
    return False if shown == count else None if shown else True


def _common(numbers: Iterator[Any]) -> Any:
    first = next(numbers)
    return first if all(number == first for number in numbers) else None


def _merged(sheet: Any, box: Box) -> Box:
    cursor = sheet.x.createCursorByRange(sheet.cells_of(box))
    cursor.collapseToMergedArea()
    return box_of(cursor.RangeAddress)
