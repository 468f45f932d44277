"""The practice workbooks: the address report as IAP sends it, and last week's copies as made by hand."""

import datetime as dt
from collections.abc import Iterable, Sequence, Set

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cso_xl.cells.dates import in_cell
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.practice.layouts import DAILY_DIFFS, OFF_LIST, ON_LIST, SHARERS
from cso_xl.practice.sharers import Cell, Row
from cso_xl.records.kept_apart import TITLE
from cso_xl.settings import Settings
from cso_xl.sheet.saved import saved

_GAP_BY_HAND = 3  # columns between the two groups; the guidelines say 3 or 4
SHARERS_TITLE = "CSOs Living With Children"
_DATE_FORMAT = "dd/mm/yyyy"
_WIDE, _NARROW = 42, 19  # column widths in characters
_ON_LIST_SHOWN, _OFF_LIST_SHOWN = set("ABNOQ"), set("ABC")  # the columns that staff leave visible [L2, O1]


def report(rows: Iterable[Row], made: dt.datetime) -> bytes:
    """The address report: one sheet, columns A to P, dates as Excel dates."""
    book = _new_book(made)
    sheet = _only_sheet(book, SHARERS_TITLE)
    _put(sheet, 1, [list(SHARERS), *rows])
    return saved(book, made)


def on_list(rows: Sequence[Sequence[str]], made: dt.datetime) -> bytes:
    """An On List as staff file it: match levels 1 and 2, and the needed columns [L1, L2]."""
    book = _new_book(made)
    sheet = _only_sheet(book, "On List")
    _put(sheet, 1, [list(ON_LIST), *rows])
    _show_only(sheet, _ON_LIST_SHOWN, len(ON_LIST))
    sheet.auto_filter.ref = sheet.dimensions
    sheet.auto_filter.add_filter_column(0, ["1", "2"])
    for number, row in enumerate(rows, 2):
        sheet.row_dimensions[number].hidden = row[0] not in ("1", "2")
    return saved(book, made)


def off_list(rows: Sequence[Sequence[str]], made: dt.datetime) -> bytes:
    """An Off List as staff file it: 'Done' in Comment for each note that was removed [O1, O2, O4]."""
    book = _new_book(made)
    sheet = _only_sheet(book, "Off List")
    done = [[*row[:2], "Done", *row[2:]] for row in rows]
    _put(sheet, 1, [[*OFF_LIST[:2], "Comment", *OFF_LIST[2:]], *done])
    _show_only(sheet, _OFF_LIST_SHOWN, len(OFF_LIST) + 1)
    return saved(book, made)


def daily_diffs(rows: Sequence[Sequence[str]], made: dt.datetime) -> bytes:
    """Daily Diffs as staff file them: formatted to see all details [I5]."""
    book = _new_book(made)
    _put(_only_sheet(book, "Daily Diffs"), 1, [list(DAILY_DIFFS), *rows])
    return saved(book, made)


def processed(
    rows: Sequence[tuple[Row, str]], week_before: Sequence[Row], settings: Settings, made: dt.datetime
) -> bytes:
    """A Processed Copy as staff make it [A6, A7, A10]: `rows` with their comments, the week before at T1.

    One Duplicate Values rule on both groups, the white cells of every commented row green, and the
    comments in the gap between the groups, which has no headings.
    """
    book = _new_book(made)
    sheet = _only_sheet(book, SHARERS_TITLE)
    gap = len(SHARERS) + 1
    left = gap + _GAP_BY_HAND
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
    return saved(book, made)


def _new_book(made: dt.datetime) -> Workbook:
    book = Workbook()
    book.properties.title = TITLE
    book.properties.creator = "cso_xl practice"
    book.properties.created = made
    return book


def _only_sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.freeze_panes = "A2"
    return sheet


def _put(sheet: Worksheet, left: int, rows: Sequence[Sequence[Cell]]) -> None:
    """Write rows from row 1 and column `left` on, the first of them bold."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, left):
            if value:
                cell = sheet.cell(number, column, value)
                cell.number_format = _DATE_FORMAT if isinstance(value, dt.date) else "@"
                if number == 1:
                    cell.font = Font(bold=True)
    for column, heading in enumerate(rows[0], left):
        width = _WIDE if str(heading).endswith(" Address") else _NARROW
        sheet.column_dimensions[get_column_letter(column)].width = width


def _show_only(sheet: Worksheet, shown: Set[str], columns: int) -> None:
    for letter in map(get_column_letter, range(1, columns + 1)):
        sheet.column_dimensions[letter].hidden = letter not in shown


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
