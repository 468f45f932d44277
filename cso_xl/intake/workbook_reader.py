"""The cells of an .xlsx as text, row by row.

openpyxl reads the package, the styles and the list of sheets. The rows are read here: it makes
an object of every cell, which takes five times as long, and undoes half of the escapes.
"""

# mypy: disable-error-code="attr-defined, no-untyped-call"
# (the type stubs of openpyxl leave out what a reader needs)

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from cso_xl import dates
from cso_xl.limits import EXCEL_ROWS

# how Excel guards text that reads like an escape, and how it writes tabs and line breaks
_ESCAPE = re.compile("_x(005[Ff])_(?=x[0-9A-Fa-f]{4}_)|_x(0009|000[AaDd])_")
_ZEROS = re.compile("0{2,}")
_DIGITS = "0123456789"
_ROW, _CELL, _VALUE, _INLINE, _ITEM, _RUN, _TEXT = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "v", "is", "si", "r", "t")
)


def visible_sheets(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Each visible sheet's name and rows; row 1 of Excel comes first, rows are as long as they are filled.

    Raises whatever a damaged workbook makes openpyxl and the XML parser raise.
    """
    reader = _Reader(io.BytesIO(data), read_only=True, data_only=True)
    reader.read()
    for sheet in reader.wb.worksheets:
        if sheet.sheet_state == "visible":
            yield sheet.title, _grid(sheet, _Cells(reader.wb, reader.shared_strings))


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        """Read the shared strings as they stand in the file."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                for _, node in iterparse(source):
                    if node.tag == _ITEM:
                        self.shared_strings.append(_unescaped(_content(node)))
                        node.clear()

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Leave charts out: they have no cells."""


def _grid(sheet: Any, cells: "_Cells") -> list[list[str]]:
    grid: list[list[str]] = []
    with sheet._get_source() as source:
        for _, node in iterparse(source):
            if node.tag == _ROW:
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
    """Turns the cells of one workbook into text."""

    def __init__(self, book: Any, strings: list[str]) -> None:
        self._strings = strings
        self._book = book
        self._number = cache(self._number_as_shown)

    def row(self, node: Any) -> list[str]:
        """A row's cells from column A on."""
        row: list[str] = []
        for cell in node:
            if cell.tag == _CELL:
                ref = cell.get("r")
                column = _column(ref.rstrip(_DIGITS)) if ref else len(row) + 1
                if column > len(row):
                    row.extend([""] * (column - len(row)))
                row[column - 1] = self._text(cell)
        return row

    def _text(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return "" if inline is None else _unescaped(_content(inline))
        value = cell.findtext(_VALUE)
        if value is None:
            return ""
        if kind == "s":
            return self._strings[int(value)]
        if kind == "n":
            return self._number(value, int(cell.get("s", 0)))
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return _date(from_ISO8601(value)) if kind == "d" else _unescaped(value)

    def _number_as_shown(self, value: str, style: int) -> str:
        """A date as DD/MM/YYYY; a number with up to 15 digits, and zeros in front where its format shows them."""
        number = float(value)
        if style in self._book._date_formats:
            try:
                return _date(from_excel(number, self._book.epoch))
            except (OverflowError, ValueError):
                return value  # no date that exists: the column's own check names the row
        whole = number.is_integer() and abs(number) < 1e15
        text = str(int(number)) if whole else f"{number:.15g}"
        number_format = self._format(style)
        return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text

    def _format(self, style: int) -> str:
        """A style's own number format; '' for Excel's built-in ones, of which none adds zeros."""
        id = self._book._cell_styles[style].numFmtId if style < len(self._book._cell_styles) else 0
        return str(self._book._number_formats[id - 164]) if id >= 164 else ""


@cache
def _column(letters: str) -> int:
    return column_index_from_string(letters)


def _date(value: Any) -> str:
    """A date and, if there is one, its time of day."""
    if not hasattr(value, "year"):
        return str(value)
    clock = (
        f" {value:%H:%M:%S}"
        if hasattr(value, "hour") and (value.hour or value.minute or value.second)
        else ""
    )
    return dates.in_cell(value) + clock


def _content(node: Any) -> str:
    """The text of a string, plain or in runs, without its phonetic reading."""
    return "".join(
        part.text or ""
        for child in node
        for part in ([child] if child.tag == _TEXT else child.iterfind(_TEXT) if child.tag == _RUN else ())
    )


def _unescaped(text: str) -> str:
    """Text without the escapes of the file format."""
    if "_x00" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
