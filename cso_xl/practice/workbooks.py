"""The practice workbooks: the address report as IAP sends it, and last week's Processed Copy as made by hand."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cso_xl.dates import in_cell
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.practice.layouts import SHARERS, TITLE
from cso_xl.practice.sharers import Cell, Row
from cso_xl.settings import Settings

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_DATE_FORMAT = "dd/mm/yyyy"
_WIDE, _NARROW = 42, 19  # column widths in characters


def report(rows: Iterable[Row], made: dt.datetime) -> bytes:
    """The address report: one sheet, columns A to P, dates as Excel dates."""
    book = _new_book(made)
    sheet = _only_sheet(book)
    _put(sheet, 1, [list(SHARERS), *rows])
    return _saved(book, made)


def processed(
    rows: Sequence[tuple[Row, str]], week_before: Sequence[Row], settings: Settings, made: dt.datetime
) -> bytes:
    """A Processed Copy as staff make it [A6, A7, A10]: `rows` with their comments, the week before at T1.

    One Duplicate Values rule on both groups, the white cells of every commented row green, and the
    comments in the gap between the groups, which has no headings.
    """
    book = _new_book(made)
    sheet = _only_sheet(book)
    gap = len(SHARERS) + 1
    left = gap + settings.number("address_sharer.gap")
    _put(sheet, 1, [list(SHARERS), *(row for row, _ in rows)])
    _put(sheet, left, [list(SHARERS), *week_before])
    _highlight(sheet, settings, len(rows) + 1, left, len(week_before) + 1)
    everything = (cell for row in [*(row for row, _ in rows), *week_before] for cell in row)
    painted = DuplicateValues(_text(cell) for cell in everything)
    done = PatternFill("solid", fgColor=settings.text("colours.done"))
    for number, (row, comment) in enumerate(rows, 2):
        if comment:
            sheet.cell(number, gap, comment)
            for column, cell in enumerate(row, 1):
                if cell and not painted.paints(_text(cell)):
                    sheet.cell(number, column).fill = done
    return _saved(book, made)


def _new_book(made: dt.datetime) -> Workbook:
    book = Workbook()
    book.properties.title = TITLE
    book.properties.creator = "cso_xl practice"
    book.properties.created = made
    return book


def _only_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = "CSOs Living With Children"
    sheet.freeze_panes = "A2"
    return sheet


def _put(sheet: Worksheet, left: int, rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows from row 1 and column `left` on, the first of them bold."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, left):
            if value:
                cell = sheet.cell(number, column, value)
                cell.number_format = _DATE_FORMAT if isinstance(value, dt.date) else "@"
                if number == 1:
                    cell.font = Font(bold=True)
    for column, heading in enumerate(SHARERS, left):
        width = _WIDE if heading.endswith(" Address") else _NARROW
        sheet.column_dimensions[get_column_letter(column)].width = width


def _highlight(sheet: Worksheet, settings: Settings, bottom: int, left: int, bottom_left: int) -> None:
    style = DifferentialStyle(
        font=Font(color=settings.text("colours.duplicate_text")),
        fill=PatternFill(bgColor=settings.text("colours.duplicate_fill")),
    )
    last, from_, to = (get_column_letter(at) for at in (len(SHARERS), left, left + len(SHARERS) - 1))
    areas = f"A2:{last}{bottom} {from_}2:{to}{bottom_left}"
    sheet.conditional_formatting.add(areas, Rule(type="duplicateValues", dxf=style))


def _text(cell: Cell) -> str:
    return in_cell(cell) if isinstance(cell, dt.date) else cell


def _saved(book: Workbook, made: dt.datetime) -> bytes:
    """The workbook as .xlsx; the same workbook always gives the same bytes."""
    first, out = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            part = _MODIFIED.sub(rb"\g<1>" + f"{made:%Y-%m-%dT%H:%M:%SZ}".encode(), package.read(name))
            copy.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
