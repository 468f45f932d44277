"""The sheet 'Today', the first of a working workbook: made again at each press, and filed with nothing."""

from functools import partial
from pathlib import Path

import xlwings as xw

from cso_xl.errors import CsoError
from cso_xl.excel.patience import quiet
from cso_xl.excel.session import Session
from cso_xl.settings import Settings
from cso_xl.sheet.excel_calls import same_sheets, without_fail
from cso_xl.today.gathered import Today
from cso_xl.today.rows import BEGINS, SHEET, WIDTHS, rows

_WRAPPED = 2  # the column of what is to be done
_BEFORE = f"{SHEET} before"  # the sheet of the press before, for a moment
ANOTHERS = (
    f"This workbook has a sheet '{SHEET}' that this button has not made: it was left as it is. Give it another name, "
    "then press again. The page has all of it."
)


def put(excel: Session, today: Today, root: Path) -> list[str]:
    """Put the sheet before those of the workbook in front, when that holds a report that is worked.

    Returns what is to be said where a person's own sheet has its name.
    """
    try:
        if excel.report.is_exercise:
            return []
    except CsoError:  # no report is in front: the page has all of it
        return []
    existing = next((sheet for sheet in excel.book.sheets if sheet.name.casefold() == SHEET.casefold()), None)
    if existing and not str(existing.range("A1").value or "").startswith(BEGINS):
        return [ANOTHERS]
    with quiet(excel.app, SHEET), same_sheets(excel.book):
        front = excel.book.sheets.active
        is_in_front = existing is not None and front.name == existing.name
        made = excel.book.sheets.add(before=existing or excel.book.sheets[0])
        _write(made, today, root, excel.settings)
        (made if is_in_front else front).activate()
        _take_its_place(existing, made)
    return []


def _take_its_place(existing: xw.Sheet | None, made: xw.Sheet) -> None:
    """Name the sheet that was made, and delete the one before it: both, or neither."""
    if existing is None:
        made.name = SHEET
        return
    was = existing.name
    existing.name = _BEFORE
    try:
        made.name = SHEET
    except BaseException:
        without_fail(partial(setattr, existing, "name", was))
        raise
    without_fail(existing.delete)


def _write(sheet: xw.Sheet, today: Today, root: Path, settings: Settings) -> None:
    page = rows(today)
    cells = sheet.range((1, 1), (len(page.cells), len(WIDTHS)))
    cells.number_format = "@"
    cells.value = page.cells
    for column, width in enumerate(WIDTHS, 1):
        sheet.range((1, column)).column_width = width
    sheet.range((3, _WRAPPED), (max(len(page.cells), 3), _WRAPPED)).wrap_text = True
    cells.rows.autofit()
    for row in page.heads:
        head = sheet.range((row, 1), (row, len(WIDTHS)))
        head.font.bold = True
        head.color = f"#{settings.text('colours.heading')}"
    for row, column, path in page.links:
        sheet.range((row, column)).add_hyperlink(str(root / path), page.cells[row - 1][column - 1])
