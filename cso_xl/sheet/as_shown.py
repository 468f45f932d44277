"""What a sheet that is open in Excel shows: how far it is filled, what is hidden and coloured."""

from collections.abc import Callable, Collection, Iterator, Sequence

import xlwings as xw

from cso_xl.sheet import excel_only
from cso_xl.sheet.areas import Area, runs

_MANY_ROWS, _MANY_COLUMNS = 20_000, 500  # more than a report has: a fill reaches down or across the sheet
_MIXED = (0, 0, 0)  # what Excel gives as the colour of an area that has several


def filled(sheet: xw.Sheet) -> tuple[int, int]:
    """The last row and column in which anything stands; a fill may make Excel use a million rows more."""
    last = sheet.used_range.last_cell
    bottom, right = last.row, last.column
    if bottom > _MANY_ROWS:
        bottom = _last(bottom, lambda after: Area(after + 1, 1, bottom, right), sheet)
    if right > _MANY_COLUMNS:
        right = _last(right, lambda after: Area(1, after + 1, bottom, right), sheet)
    return bottom, right


def _last(end: int, rest: Callable[[int], Area], sheet: xw.Sheet) -> int:
    """The last number up to `end` after which nothing stands in `rest`, at least 1; found by halving."""
    first = 1
    while first < end:
        middle = (first + end) // 2
        area = rest(middle)
        if excel_only.is_empty(sheet.range((area.top, area.left), (area.bottom, area.right))):
            end = middle
        else:
            first = middle + 1
    return first


def hidden_columns(sheet: xw.Sheet, width: int, below: int) -> set[int]:
    """Columns that are hidden; seen in the headings and in the row `below` the list, which no filter hides."""
    rows = (Area(row, 1, row, width).ref for row in (1, below))
    areas = sheet.range(",".join(rows)).get_special_cells("visible")
    assert isinstance(areas, list)
    shown = {at for area in areas for at in range(area.column, area.last_cell.column + 1)}
    return set(range(1, width + 1)) - shown


def hidden_rows(sheet: xw.Sheet, height: int) -> set[int]:
    """Rows that are hidden, by hand or by a filter."""
    areas = sheet.range((1, 1), (height, 1)).get_special_cells("visible")
    assert isinstance(areas, list)
    shown = {row for area in areas for row in range(area.row, area.last_cell.row + 1)}
    return set(range(1, height + 1)) - shown


def fills(sheet: xw.Sheet, height: int, wanted: Collection[int]) -> dict[int, dict[int, str]]:
    """Colours of columns by row and column under the headings: those of one colour first, the others row by row."""
    found: dict[int, dict[int, str]] = {}
    if height < 2:
        return found
    several: list[Area] = []
    for first, last in runs(wanted):
        several += _of_one_colour(sheet, Area(2, first, height, last), found, Area.halves_by_columns)
    for first, last in runs(area.left for area in several):
        list(_of_one_colour(sheet, Area(2, first, height, last), found, Area.halves))
    return found


def _of_one_colour(
    sheet: xw.Sheet, whole: Area, found: dict[int, dict[int, str]], parted: Callable[[Area], Sequence[Area]]
) -> Iterator[Area]:
    """Add to `found` what has one colour, found by parting what has several; gives what cannot be parted."""
    areas = [whole]
    while areas:
        area = areas.pop()
        colour = sheet.range((area.top, area.left), (area.bottom, area.right)).color
        if colour == _MIXED and (parts := parted(area)):
            areas += parts
        elif colour == _MIXED and area.bottom > area.top:
            yield area
        elif colour is not None:
            for row in range(area.top, area.bottom + 1):
                columns = range(area.left, area.right + 1)
                found.setdefault(row, {}).update(dict.fromkeys(columns, bytes(colour).hex().upper()))
