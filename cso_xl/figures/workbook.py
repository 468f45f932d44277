"""The figures as a workbook to show: tables of the whole time, by month and by week, and charts of them [X7]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cso_xl.figures.counting import ALL, Period, Section
from cso_xl.figures.figures import SHEETS, TABLES, Figures
from cso_xl.figures.sections import SECTIONS
from cso_xl.settings import Settings
from cso_xl.sheet.look import FONT, FONT_SIZE, LINE
from cso_xl.sheet.saved import saved

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONG_AGO = dt.datetime(1980, 1, 1)  # a workbook does not say when it was made
_FIRST, _OTHERS = 34, 12  # widths in characters
CHARTS = "Charts"
HEADINGS = ("Section", "Of", "What")
RELEASED = (
    "For release: rounded at random to base 3"  # in place of the classification, which is that of the records
)
ROUNDED = (
    "For release: so that no small number reveals a person, every number, and every sum by itself, is rounded at "
    "random to a multiple of 3, the same each time. Sums therefore need not be the sum of what stands above or beside "
    "them."
)
AS_OF = (
    "As the records stand now; a table has only what occurs. Of the first and last week and month only the days asked "
    "for are counted."
)
AS_IT_STANDS = (
    "Not for release: these numbers are not rounded. For an information request: cso-xl figures --release."
)


def workbook(figures: Figures, settings: Settings, title: str = "") -> bytes:
    """The workbook: numbers and fixed words only, no formula; `title` goes into its properties."""
    from openpyxl import Workbook  # here: nothing that runs every day waits for it

    from cso_xl.figures.charts import draw

    book = Workbook()
    first = book.worksheets[0]
    first.title = TABLES
    charts = book.create_sheet(CHARTS)
    placed = _tables(first, figures, settings.text("colours.heading"))
    for kind, name in SHEETS.items():
        _by_period(book.create_sheet(name), figures, kind, settings.text("colours.heading"))
    draw(charts, figures, placed, book)
    _mark(book, RELEASED if figures.released else settings.text("records.classification"), title)
    return saved(book, _LONG_AGO)


def heading(figures: Figures) -> str:
    """'Figures from 1 January 2025 to 31 March 2025'."""
    return f"Figures {figures.span}"


def _tables(sheet: Worksheet, figures: Figures, colour: str) -> dict[str, int]:
    """Write every section, one under the other; returns the row of each section's headings."""
    placed = {}
    _put(sheet, 1, [heading(figures)], size=16)
    _say(sheet, 2, ROUNDED if figures.released else AS_IT_STANDS)
    _say(sheet, 3, AS_OF)
    row = 5
    for section in SECTIONS:
        placed[section.name] = row + 2
        row = _table(sheet, row, figures, section, colour) + 2
    for notice in figures.notices:
        _say(sheet, row, notice)
        row += 1
    sheet.column_dimensions["A"].width = _FIRST
    return placed


def _table(sheet: Worksheet, row: int, figures: Figures, section: Section, colour: str) -> int:
    """Write a section from this row on: its name, how it is counted, and its table; returns the last row."""
    columns, whole = figures.whats(section), figures.span.whole
    counts = {(line.of, line.what): line.counts[whole] for line in figures.of(section)}
    _put(sheet, row, [section.name], size=13)
    _say(sheet, row + 1, section.about)
    if not columns:
        _say(sheet, row + 2, "None in this time.")
        return row + 2
    _head(sheet, row + 2, [section.of, *columns], colour)
    for at, of in enumerate(figures.ofs(section), row + 3):
        _put(sheet, at, [of, *(counts.get((of, what), 0) for what in columns)], is_bold=of == ALL)
    return row + 2 + len(figures.ofs(section))


def _by_period(sheet: Worksheet, figures: Figures, kind: str, colour: str) -> None:
    """Write every line with a column for each month or week, and one for the whole time."""
    periods: Sequence[Period] = [*figures.span.of_kind(kind), figures.span.whole]
    _head(sheet, 1, [*HEADINGS, *map(str, periods)], colour)
    for row, line in enumerate(figures.lines, 2):
        of = (line.section.name, line.of, line.what)
        _put(sheet, row, [*of, *(line.counts[period] for period in periods)], is_bold=ALL in of)
    for letter in "ABC":
        sheet.column_dimensions[letter].width = _FIRST * 3 // 4
    sheet.freeze_panes = "D2"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:C"


def _put(
    sheet: Worksheet, row: int, cells: Sequence[str | int], size: int = FONT_SIZE, is_bold: bool = True
) -> None:
    """Write a row from A on."""
    from openpyxl.styles import Font

    font = Font(name=FONT, size=size, bold=is_bold)
    for column, value in enumerate(cells, 1):
        sheet.cell(row, column, value).font = font


def _head(sheet: Worksheet, row: int, headings: Sequence[str], colour: str) -> None:
    """Write headings two lines high; those of numbers stand to the right, as these do."""
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    _put(sheet, row, headings)
    sheet.row_dimensions[row].height = 2 * LINE
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(row, column)
        cell.fill = PatternFill("solid", fgColor=colour)
        is_of_texts = column == 1 or heading in HEADINGS
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="left" if is_of_texts else "right"
        )
        if not is_of_texts:
            sheet.column_dimensions[get_column_letter(column)].width = _OTHERS


def _say(sheet: Worksheet, row: int, text: str) -> None:
    """Write a sentence in column A, as text whatever it begins with."""
    from openpyxl.styles import Font

    cell = sheet.cell(row, 1)
    cell.value, cell.data_type, cell.font = text, "s", Font(name=FONT, size=FONT_SIZE)


def _mark(book: Workbook, marking: str, title: str) -> None:
    """Put the marking on every page, and properties that name no person and no time [X7]."""
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties

    book.properties.creator, book.properties.category = "", marking
    book.properties.title, book.properties.created = title or None, _LONG_AGO
    for sheet in book.worksheets:
        sheet.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(text=marking))
        sheet.oddFooter = HeaderFooterItem(*map(_HeaderFooterPart, ("&A", "&P / &N", marking)))
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = sheet.title == CHARTS  # on one page; tables on as many as they take
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
