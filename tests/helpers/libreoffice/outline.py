"""Columns that are folded away, and what LibreOffice says of frozen panes beside them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from helpers.libreoffice.office import enum, properties, url_of


def split(view: Any) -> tuple[int, int]:
    """How many columns and rows a view has frozen; LibreOffice counts the room for [+], and hidden ones beyond."""
    if not view.hasFrozenPanes():
        return 0, 0
    shown, view.IsOutlineSymbolsSet = view.IsOutlineSymbolsSet, False
    columns, rows = view.SplitColumn, view.SplitRow
    view.IsOutlineSymbolsSet = shown
    sheet = view.ActiveSheet
    while columns and not sheet.Columns.getByIndex(columns - 1).IsVisible:
        columns -= 1
    while rows and not sheet.Rows.getByIndex(rows - 1).IsVisible:
        rows -= 1
    return columns, rows


class EntireColumn:
    """Excel.Range of whole columns: their level in the outline, 2 in a group; LibreOffice tells it in files only."""

    def __init__(self, sheet: Any, boxes: Sequence[Any]) -> None:
        self._sheet = sheet
        self._boxes = boxes

    def _set_level(self, level: int) -> None:
        self._sheet.check_unprotected()
        columns = enum("table.TableOrientation", "COLUMNS")
        for box in self._boxes:
            address = self._sheet.cells_of(box).RangeAddress
            self._sheet.x.ungroup(address, columns)
            if level == 2:
                self._sheet.x.group(address, columns)

    def _level(self) -> int:
        sheet = self._sheet
        with tempfile.TemporaryDirectory(prefix="outline_") as folder:
            path = Path(folder, "outline.xlsx")
            options = properties(FilterName="Calc MS Excel 2007 XML", Overwrite=True)
            sheet.book.app.office.on_main_thread(sheet.book.doc.storeToURL, url_of(path), options)
            columns = load_workbook(path)[sheet.name].column_dimensions.values()
        left = self._boxes[0].left
        return 1 + next((one.outlineLevel for one in columns if one.min <= left <= one.max), 0)

    OutlineLevel = property(_level, _set_level)
