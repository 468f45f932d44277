"""The state of a sheet in Excel: how far it is filled, what is hidden and coloured."""

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
    """The first number, from 1 to `end`, after which nothing stands in `rest`; found by halving."""
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
    """The hidden columns, seen in the headings and in the row `below` the list, which no filter hides."""
    rows = (Area(row, 1, row, width).ref for row in (1, below))
    areas = sheet.range(",".join(rows)).get_special_cells("visible")
    assert isinstance(areas, list)
    shown = {at for area in areas for at in range(area.column, area.last_cell.column + 1)}
    return set(range(1, width + 1)) - shown


def hidden_rows(sheet: xw.Sheet, height: int) -> set[int]:
    """The rows hidden by hand or by a filter."""
    areas = sheet.range((1, 1), (height, 1)).get_special_cells("visible")
    assert isinstance(areas, list)
    shown = {row for area in areas for row in range(area.row, area.last_cell.row + 1)}
    return set(range(1, height + 1)) - shown


def fills(sheet: xw.Sheet, height: int, wanted: Collection[int]) -> dict[int, dict[int, str]]:
    """Colours under the headings, by row and column: columns of one colour at once, the others row by row."""
    colours: dict[int, dict[int, str]] = {}
    if height < 2:
        return colours
    several: list[Area] = []
    for first, last in runs(wanted):
        several += _of_one_colour(sheet, Area(2, first, height, last), colours, Area.halves_by_columns)
    for first, last in runs(area.left for area in several):
        list(_of_one_colour(sheet, Area(2, first, height, last), colours, Area.halves))
    return colours


def _of_one_colour(
    sheet: xw.Sheet, whole: Area, colours: dict[int, dict[int, str]], parted: Callable[[Area], Sequence[Area]]
) -> Iterator[Area]:
    """Add areas of one colour to `colours`, parting areas of several; gives those that cannot be parted."""
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
                colours.setdefault(row, {}).update(dict.fromkeys(columns, bytes(colour).hex().upper()))
