"""Columns that are folded away, and what LibreOffice says of frozen panes beside them."""

from collections.abc import Sequence
from typing import Any

from helpers.libreoffice.office import enum


def split(view: Any) -> tuple[int, int]:
    """How many columns and rows a view has frozen; LibreOffice counts the room for [+], and hidden ones beyond."""
    if not view.hasFrozenPanes():
        return 0, 0
    shown, view.IsOutlineSymbolsSet = view.IsOutlineSymbolsSet, False
    columns, rows = view.SplitColumn, view.SplitRow
    view.IsOutlineSymbolsSet = shown
    while columns and not view.ActiveSheet.Columns.getByIndex(columns - 1).IsVisible:
        columns -= 1
    return columns, rows


class EntireColumn:
    """Excel.Range of whole columns: their level in the outline, 2 in a group; LibreOffice does not tell it."""

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

    OutlineLevel = property(fset=_set_level)
