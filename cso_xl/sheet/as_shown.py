"""What a sheet that is open in Excel shows: what is hidden, coloured and filtered."""

from collections.abc import Callable, Mapping

import xlwings as xw

from cso_xl.sheet.areas import Area

Filters = Mapping[int, xw.main.AutoFilterCriteria]  # by column (Excel's number), what its arrow is set to
Moved = Callable[[Area, Filters], tuple[Area, Filters]]  # where arrows and their filters stand after a change
_MIXED = (0, 0, 0)  # what Excel gives as the colour of an area that has several


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


def fills(sheet: xw.Sheet, height: int, width: int) -> dict[int, dict[int, str]]:
    """Colours by row and column under the headings, found by halving areas of several colours."""
    found: dict[int, dict[int, str]] = {}
    areas = [Area(2, 1, height, width)] if height > 1 and width else []
    while areas:
        area = areas.pop()
        colour = sheet.range((area.top, area.left), (area.bottom, area.right)).color
        if colour == _MIXED and area != area._replace(bottom=area.top, right=area.left):
            areas += area.halves()
        elif colour is not None:
            for row in range(area.top, area.bottom + 1):
                columns = range(area.left, area.right + 1)
                found.setdefault(row, {}).update(dict.fromkeys(columns, bytes(colour).hex().upper()))
    return found


def filters(sheet: xw.Sheet, area: Area) -> Filters:
    """What each arrow of an area is set to."""
    criteria = _arrows(sheet, area).criteria
    return {area.left + one.field - 1: one for one in criteria if one.type in ("values", "comparison")}


def set_filters(sheet: xw.Sheet, area: Area, wanted: Filters) -> None:
    """Give an area its arrows, each set as it is wanted."""
    autofilter = _arrows(sheet, area)
    autofilter.apply_comparison(1, "not_equal_to", None)  # the only public way to get arrows
    autofilter.clear(1)
    for column, criterion in wanted.items():
        at = column - area.left + 1
        if criterion.values is not None:
            autofilter.apply_values(at, criterion.values)
        elif criterion.operator is not None:
            autofilter.apply_comparison(at, criterion.operator, criterion.value1, criterion.value2)


def where_they_were(area: Area, filters: Filters) -> tuple[Area, Filters]:
    """Arrows and their filters after a change that moves none of them."""
    return area, filters


def accepted(criterion: xw.main.AutoFilterCriteria) -> frozenset[str]:
    """The values that a filter lets through, as far as it names them; of one value Excel makes a comparison."""
    if criterion.values is not None:
        return frozenset(criterion.values)
    one = criterion.value1 if criterion.operator == "equal_to" else None
    return frozenset() if one is None else frozenset([one])


def _arrows(sheet: xw.Sheet, area: Area) -> xw.main.AutoFilter:
    return sheet.range((area.top, area.left), (area.bottom, area.right)).autofilter
