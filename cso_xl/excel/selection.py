"""The cells that a person has selected and can see: hidden rows and columns are not meant."""

import xlwings as xw

from cso_xl.sheet import as_shown
from cso_xl.sheet.areas import Area


def areas(app: xw.App, on: str) -> tuple[Area, ...]:
    """The selected cells of a sheet that can be seen, as far down as it is used."""
    selection = app.selection
    if selection is None or selection.sheet.name != on:
        return ()
    cells = selection.get_special_cells("visible")
    assert isinstance(cells, list)
    bottom, _ = as_shown.filled(selection.sheet)
    corners = [(block.row, block.column, block.last_cell) for block in cells if block.row <= bottom]
    return tuple(Area(top, left, min(last.row, bottom), last.column) for top, left, last in corners)


def rows(selected: tuple[Area, ...]) -> tuple[int, ...]:
    """The rows (Excel's numbers) of selected cells."""
    return tuple(sorted({row for area in selected for row in range(area.top, area.bottom + 1)}))
