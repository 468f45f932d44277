"""The cells of an .xlsx as text, row by row.

The rows are read here: openpyxl makes an object of every cell, which takes five times as long, and undoes half
of the escapes.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree.ElementTree import iterparse

from cso_xl.cells import dates
from cso_xl.cells.letters import number_of
from cso_xl.cells.limits import EXCEL_ROWS
from cso_xl.cells.serials import Moment, of_iso, of_serial
from cso_xl.errors import InputError
from cso_xl.intake.package import NumberFormat, Package, Sheet, local

# how Excel guards text that reads like an escape, and how it writes tabs and line breaks
_ESCAPE = re.compile("_x(005[Ff])_(?=x[0-9A-Fa-f]{4}_)|_x(0009|000[AaDd])_")
_DIGITS = "0123456789"


def visible_sheets(name: str, data: bytes, is_own: bool = False) -> Iterator[tuple[str, list[list[str]]]]:
    """Each visible sheet's name and rows; row 1 of Excel comes first, rows are as long as they are filled.

    Raises InputError for a formula, and when only hidden sheets hold anything; and whatever a damaged workbook makes
    the XML parser raise.
    """
    package = Package(io.BytesIO(data))
    strings = list(_strings(package))
    is_empty = True
    visible = [sheet for sheet in package.sheets if sheet.is_visible]
    for sheet in visible:
        cells = _Cells(package, strings)
        grid = _grid(package, sheet, cells)
        if cells.formula:
            raise InputError(f"{name} {_formula_words(sheet.title, cells.formula, is_own)}")
        is_empty = is_empty and not grid
        yield sheet.title, grid
    if is_empty:
        _check_hidden(name, package, strings)


def _formula_words(sheet: str, cell: str, is_own: bool) -> str:
    if is_own:
        return (
            f"holds a formula on its sheet '{sheet}', in {cell}, which is not read. Put what it shows in its place: "
            "copy the cell, paste it over itself as values (Paste Special), and save."
        )
    return (
        "holds formulas. A received report holds values only, so what they show cannot be trusted. Ask the sender for "
        "the report as it was made."
    )


def _check_hidden(name: str, package: Package, strings: list[str]) -> None:
    """Raise InputError, saying what a workbook without a visible cell does hold."""
    hidden = [sheet for sheet in package.sheets if not sheet.is_visible]
    filled = [sheet.title for sheet in hidden if _grid(package, sheet, _Cells(package, strings))]
    if filled:
        raise InputError(
            f"{name} shows nothing: what it holds is on a hidden sheet, {', '.join(map(repr, filled))}. Ask the sender "
            "for the report as it was made; in Excel, a right click on a sheet's tab > Unhide shows what is there."
        )
    if package.has("xl/media/"):
        raise InputError(
            f"{name} holds a picture and no cells: what a picture shows is not read. Ask the sender for the report "
            "itself."
        )


def _strings(package: Package) -> Iterator[str]:
    """The shared strings as they stand in the file."""
    part = package.part_of("sharedStrings")
    if part is not None:
        with package.open(part) as source:
            for _, node in iterparse(source):
                if local(node.tag) == "si":
                    yield _unescaped(_content(node))
                    node.clear()


def _grid(package: Package, sheet: Sheet, cells: "_Cells") -> list[list[str]]:
    grid: list[list[str]] = []
    with package.open(sheet.part) as source:
        for _, node in iterparse(source):
            if local(node.tag) == "row":
                number = int(node.get("r", len(grid) + 1))
                if not len(grid) < number <= EXCEL_ROWS:
                    raise ValueError("rows out of order, or more than Excel holds")
                grid += [[] for _ in range(number - len(grid))]
                grid[number - 1] = cells.row(node)
                node.clear()
    while grid and not any(grid[-1]):
        grid.pop()
    return grid


class _Cells:
    """Turns the cells of one sheet into text; `formula` is the place of the first formula among them, or ''."""

    def __init__(self, package: Package, strings: list[str]) -> None:
        self._strings = strings
        self._formats = package.number_formats
        self._since_1904 = package.epoch_1904
        self._number = cache(self._number_as_shown)
        self.formula = ""

    def row(self, node: Any) -> list[str]:
        """A row's cells from column A to the last that holds anything."""
        row: list[str] = []
        column = 0
        for cell in node:
            if local(cell.tag) == "c":
                ref = cell.get("r")
                column = number_of(ref.rstrip(_DIGITS)) if ref else column + 1
                if text := self._text(cell, ref or ""):
                    row.extend([""] * (column - len(row)))
                    row[column - 1] = text
        return row

    def _text(self, cell: Any, ref: str) -> str:
        kind = cell.get("t", "n")
        held = {local(child.tag): child for child in cell}
        if "f" in held:
            self.formula = self.formula or ref or "a cell"
        if kind == "inlineStr":
            return _unescaped(_content(held["is"])) if "is" in held else ""
        value = held["v"].text if "v" in held else None
        if not value:
            return ""
        if kind == "s":
            return self._strings[int(value)]
        if kind == "n":
            return self._number(value, int(cell.get("s") or 0))
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        return _iso_date(value) if kind == "d" else _unescaped(value)

    def _number_as_shown(self, value: str, style: int) -> str:
        """A date as DD/MM/YYYY; a number with up to 15 digits, and zeros in front where its format shows them."""
        try:
            number = float(value)
        except ValueError:  # text that a program calls a number
            return _unescaped(value)
        shown = self._formats[style] if style < len(self._formats) else NumberFormat()
        if shown.is_date:
            try:
                return _shown(of_serial(number, self._since_1904))
            except (OverflowError, ValueError):
                return value  # no date that exists: the column's own check names the row
        whole = number.is_integer() and abs(number) < 1e15
        if not whole:
            return f"{number:.15g}"
        return str(int(number)) if number < 0 else shown.padded(str(int(number)))


def _iso_date(value: str) -> str:
    try:
        return _shown(of_iso(value))
    except ValueError:
        return value  # the column's own check names the row


def _shown(moment: Moment) -> str:
    """A date and, if there is one, its time of day."""
    if isinstance(moment, dt.time):
        return str(moment)
    has_time = isinstance(moment, dt.datetime) and (moment.hour or moment.minute or moment.second)
    return dates.in_cell(moment) + (f" {moment:%H:%M:%S}" if has_time else "")


def _content(node: Any) -> str:
    """The text of a string, plain or in runs, without its phonetic reading."""
    return "".join(
        part.text or ""
        for child in node
        for part in ([child] if local(child.tag) == "t" else child if local(child.tag) == "r" else ())
        if local(part.tag) == "t"
    )


def _unescaped(text: str) -> str:
    """Text without the escapes of the file format."""
    if "_x00" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
