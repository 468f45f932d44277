"""Blocks of cells as text: as a spreadsheet program hands them over, and as they are after a paste."""

import datetime as dt
from typing import Any

from cso_xl.cells import dates
from cso_xl.sheet.areas import Area
from cso_xl.sheet.protocol import Block


def merged(rows: Block, area: Area, cells: Block) -> list[list[str]]:
    """The rows with the cells pasted into the area."""
    height = max(len(rows), area.bottom)
    width = max(len(rows[0]) if rows else 0, area.right)
    rows_now = [[*row, *[""] * (width - len(row))] for row in [*rows, *([[]] * (height - len(rows)))]]
    for row, pasted in zip(rows_now[area.top - 1 : area.bottom], cells, strict=True):
        row[area.left - 1 : area.right] = pasted
    return trimmed(rows_now)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """The rows without empty rows below and empty columns on the right."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in rows]


def text_of(value: Any, zeros: int) -> str:
    """A cell's value as text: whole numbers without a decimal point, dates as DD/MM/YYYY."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        clock = f" {value:%H:%M:%S}" if value.time() != dt.time() else ""
        return dates.in_cell(value) + clock
    is_whole = value.is_integer() and abs(value) < 1e15
    return str(int(value)).zfill(zeros) if is_whole else f"{value:.15g}"
