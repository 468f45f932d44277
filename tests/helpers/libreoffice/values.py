"""Cell values in and out, in blocks, as Range.Value does it in Excel."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from helpers.libreoffice import strict
from helpers.libreoffice.com import Box
from helpers.libreoffice.office import enum, struct

_DATE, _TIME, _TEXT, _LOGICAL, _UNDEFINED = 2, 4, 256, 1024, 512  # com.sun.star.util.NumberFormat
_ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_EPOCH = dt.datetime(1899, 12, 30)
_DAY = dt.timedelta(days=1)
_CALC, _EXCEL = 0, 3  # com.sun.star.sheet.AddressConvention, as FormulaParser takes them

# What Excel does not leave as it is when it is typed into a cell of format General.
_TYPED = re.compile(
    r"[='](?!$)|[-+($£€.\s]*\d[\d\s.,:/%e$£€)apm+-]*$|\d{1,2}[ -][a-z]{3,9}\b|(true|false)$"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]\d",
    re.IGNORECASE,
)


def read(rng: Any) -> Any:
    """A value, or rows of values: text, float, bool, datetime, None, or an error as a tuple of its name."""
    cells = rng.x
    rows = [list(row) for row in cells.getDataArray()]
    top, left = rng.box[:2]
    numeric = {column for row in rows for column, value in enumerate(row) if isinstance(value, float)}
    for column in sorted(numeric):
        for box, kind in kinds(rng.sheet, rng.box._replace(left=left + column, right=left + column)):
            if kind & (_DATE | _TIME | _LOGICAL) and not kind & _UNDEFINED:
                for row in rows[box.top - top : box.bottom - top + 1]:
                    row[column] = _formatted(row[column], kind)
    for at, row in enumerate(rows):
        if None in row:  # LibreOffice's data for an error
            rows[at] = [
                _error(cells, at, column) if value is None else value for column, value in enumerate(row)
            ]
    block = tuple(tuple(None if value == "" else value for value in row) for row in rows)
    return block[0][0] if rng.shape == (1, 1) else block


def write(rng: Any, data: Any) -> None:
    """A value into every cell, or rows of values from the first cell on."""
    rows = _rows(data, rng.shape)
    strict.check_cells(rows)
    top, left, *_ = rng.box
    box = Box(top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
    plain: list[list[Any]] = [[""] * len(rows[0]) for _ in rows]
    marks: list[list[int]] = [[0] * len(rows[0]) for _ in rows]  # number formats to be given
    typed = []
    for area, kind in kinds(rng.sheet, box):
        for row in range(area.top - top, area.bottom - top + 1):
            for column in range(area.left - left, area.right - left + 1):
                value = rows[row][column]
                if kind & _TEXT:
                    plain[row][column] = _as_text(value)
                elif isinstance(value, str) and _TYPED.match(value):
                    typed.append((row, column, value))
                else:
                    plain[row][column], wanted = _stored(value)
                    marks[row][column] = 0 if kind & wanted else wanted
    target = rng.sheet.cells_of(box)
    target.setDataArray(tuple(tuple(row) for row in plain))
    _mark(rng.sheet, target, marks)
    for row, column, value in typed:
        _type(rng.sheet, target.getCellByPosition(column, row), value)


def formulas(rng: Any) -> Any:
    """A formula or value as text, or rows of them."""
    block = tuple(
        tuple(_excel_formula(rng, row, column, text) for column, text in enumerate(line))
        for row, line in enumerate(rng.x.getFormulaArray())
    )
    return block[0][0] if rng.shape == (1, 1) else block


def from_excel(sheet: Any, cell: Any, formula: str) -> str:
    """A formula as Excel writes it, in LibreOffice's own words, for the cell at this address."""
    return _converted(sheet, cell, formula, _EXCEL, _CALC)


def to_excel(sheet: Any, cell: Any, formula: str) -> str:
    """A formula in LibreOffice's own words, as Excel writes it."""
    return "=" + _converted(sheet, cell, f"={formula}", _CALC, _EXCEL)


def kinds(sheet: Any, box: Box) -> Iterator[tuple[Box, int]]:
    """The rectangles of one number format each, with the kind of format."""
    known: dict[int, int] = {}
    formats = sheet.book.doc.NumberFormats
    for area, key in uniform(sheet, box, "NumberFormat"):
        if key not in known:
            known[key] = formats.getByKey(key).Type
        yield area, known[key]


def uniform(sheet: Any, box: Box, attribute: str) -> Iterator[tuple[Box, Any]]:
    """The rectangles in which all cells have the attribute in common, found by halving; with its value."""
    cells = sheet.cells_of(box)
    if cells.getPropertyState(attribute) != enum("beans.PropertyState", "AMBIGUOUS_VALUE"):
        yield box, getattr(cells, attribute)
    elif box.right > box.left:
        middle = (box.left + box.right) // 2
        yield from uniform(sheet, box._replace(right=middle), attribute)
        yield from uniform(sheet, box._replace(left=middle + 1), attribute)
    else:
        middle = (box.top + box.bottom) // 2
        yield from uniform(sheet, box._replace(bottom=middle), attribute)
        yield from uniform(sheet, box._replace(top=middle + 1), attribute)


def english() -> Any:
    """The locale of Excel's object model."""
    return struct("lang.Locale", Language="en", Country="US")


def _formatted(value: Any, kind: int) -> Any:
    if not isinstance(value, float):
        return value
    return bool(value) if kind & _LOGICAL else _EPOCH + dt.timedelta(seconds=round(value * 86400, 3))


def _error(cells: Any, row: int, column: int) -> tuple[str]:
    return (_ERRORS.get(cells.getCellByPosition(column, row).getError(), "#VALUE!"),)


def _rows(data: Any, shape: tuple[int, int]) -> Sequence[Sequence[Any]]:
    if not isinstance(data, (list, tuple)):
        return [[data] * shape[1]] * shape[0]
    return data if isinstance(data[0], (list, tuple)) else [data]


def _as_text(value: Any) -> str:
    """A value written to a cell of format '@'."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _stored(value: Any) -> tuple[Any, int]:
    """What LibreOffice keeps of a value, and the kind of format that it needs."""
    if isinstance(value, bool):
        return float(value), _LOGICAL
    if isinstance(value, dt.datetime):
        clock = _TIME if value.time() != dt.time() else 0
        return (value - _EPOCH) / _DAY, _DATE | clock
    if isinstance(value, (int, float)):
        return float(value), 0
    return value or "", 0


def _mark(sheet: Any, target: Any, marks: list[list[int]]) -> None:
    """Give dates and truth values their formats, run by run down each column."""
    formats = sheet.book.doc.NumberFormats
    for column in range(len(marks[0])):
        for kind, run in groupby(range(len(marks)), key=lambda row, at=column: marks[row][at]):  # type: ignore[misc]
            rows = list(run)
            if kind:
                cells = target.getCellRangeByPosition(column, rows[0], column, rows[-1])
                cells.NumberFormat = formats.getStandardFormat(kind, english())


def _type(sheet: Any, cell: Any, text: str) -> None:
    """Enter text as if typed: numbers, dates and formulas are taken as such."""
    if text.startswith("="):
        cell.setFormula("=" + _converted(sheet, cell.CellAddress, text, _EXCEL, _CALC))
    else:
        cell.FormulaLocal = text


def _excel_formula(rng: Any, row: int, column: int, text: str) -> str:
    if not text.startswith("="):
        return text
    return "=" + _converted(rng.sheet, rng.x.getCellByPosition(column, row).CellAddress, text, _CALC, _EXCEL)


def _converted(sheet: Any, cell: Any, formula: str, source: int, target: int) -> str:
    parser = sheet.book.doc.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = source
    tokens = parser.parseFormula(formula[1:], cell)
    parser.FormulaConvention = target
    return str(parser.printFormula(tokens, cell))
