"""Excel's own object model, through `.api`, for all that xlwings has no public call for.

Nothing else in the package touches it. Each function is listed in docs/it.md under 'Not
yet proven in Excel', with the check by hand that would prove it.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

import xlwings as xw

from cso_xl.cells.letters import letters_of
from cso_xl.sheet.areas import Area, joined, stacked

LONGEST_ADDRESS = 255  # characters that Excel's Range takes
_NORMAL_VIEW, _PAGE_LAYOUT = 1, 3  # XlWindowView
_UNIQUE_VALUES = 8  # XlFormatConditionType.xlUniqueValues
_DUPLICATE = 1  # XlDupeUnique.xlDuplicate
_VALIDATE_LIST, _ALERT_STOP, _BETWEEN = 3, 1, 1  # XlDVType, XlDVAlertStyle, XlFormatConditionOperator
_BUSY = {-2147418111, -2146777998}  # RPC_E_CALL_REJECTED, VBA_E_IGNORE: a cell is being edited
_NO_SUCH = (-2147352565, -2146828279)  # DISP_E_BADINDEX, 'Subscript out of range'
_ATTEMPTS = 200  # of one call while Excel is busy; xlwings' own choice is to try for ever


def highlight_duplicates(sheet: xw.Sheet, areas: Sequence[Area], fill: str, text: str) -> None:
    """Conditional Formatting > Duplicate Values over all areas together, in place of an earlier one."""
    for rule in reversed(_duplicate_rules(sheet)):
        rule.Delete()
    rule = _together(sheet, areas).FormatConditions.AddUniqueValues()
    rule.DupeUnique = _DUPLICATE
    rule.Interior.Color = _bgr(fill)
    rule.Font.Color = _bgr(text)
    rule.StopIfTrue = False


def duplicates(sheet: xw.Sheet) -> tuple[Area, ...]:
    """The areas of the Duplicate Values rule; none when there is no such rule.

    Where rows were pasted or inserted, Excel splits a rule: its parts are one.
    """
    parts = [area for rule in _duplicate_rules(sheet) for area in _areas(rule.AppliesTo)]
    return tuple(parts if len(parts) < 2 else sorted(stacked(parts)))


def choose_from(cells: xw.Range, source: str, error: tuple[str, str] | None, asks: str) -> None:
    """Data > Data Validation > List, in place of all others in the column; `asks` is its input message.

    `error` is the title and text shown for any other entry; without it anything may be typed.
    Excel reads a formula as written for the active cell, so the first of the cells becomes the active one for a moment.
    """
    letter = letters_of(cells.column)
    cells.sheet.range(f"{letter}:{letter}").api.Validation.Delete()
    with _active(cells[0]):
        validation = cells.api.Validation
        validation.Add(_VALIDATE_LIST, _ALERT_STOP, _BETWEEN, source)
        validation.ShowError = error is not None
        if error:
            validation.ErrorTitle, validation.ErrorMessage = error
        validation.InputMessage = asks


def no_choices(sheet: xw.Sheet) -> None:
    """Take every data validation off."""
    sheet.api.Cells.Validation.Delete()


@contextmanager
def _active(cell: xw.Range) -> Iterator[None]:
    """Make a cell the active one; afterwards every sheet has its earlier selection again."""
    sheet, front = cell.sheet, cell.sheet.book.sheets.active
    sheet.visible = True  # Excel shows no cell of a hidden sheet as active
    sheet.book.activate()
    sheet.activate()
    selected = sheet.book.app.selection
    cell.select()
    try:
        yield
    finally:
        if selected is not None:
            selected.select()
        front.activate()


def arrows(sheet: xw.Sheet) -> Area | None:
    """The area whose first row has the filter arrows; None when there are none."""
    return _areas(sheet.api.AutoFilter.Range)[0] if sheet.api.AutoFilterMode else None


def remove_arrows(sheet: xw.Sheet) -> None:
    """Take the filter arrows off, and with them every filter."""
    sheet.api.AutoFilterMode = False


def freeze_headings(sheet: xw.Sheet, columns: int = 0) -> None:
    """View > Freeze Panes: row 1, and the first columns; a matter of the window, so the sheet comes to the front."""
    front = sheet.book.sheets.active
    sheet.activate()
    window = sheet.book.api.Windows(1)
    if window.View == _PAGE_LAYOUT:  # in which Excel freezes nothing
        window.View = _NORMAL_VIEW
    window.FreezePanes = False
    window.ScrollRow = window.ScrollColumn = 1
    window.SplitColumn, window.SplitRow = columns, 1
    window.FreezePanes = True
    front.activate()


def is_empty(cells: xw.Range) -> bool:
    """Whether nothing stands in cells, hidden ones too; a fill is nothing."""
    return not cells.sheet.book.app.api.WorksheetFunction.CountA(cells.api)


def group_columns(sheet: xw.Sheet, columns: Sequence[str]) -> None:
    """Data > Group over columns such as 'C:E', in place of every other group of columns."""
    sheet.api.Cells.EntireColumn.OutlineLevel = 1
    for run in columns:
        sheet.api.Range(run).EntireColumn.OutlineLevel = 2


def needs_no_saving(book: xw.Book) -> None:
    """Let Excel close a workbook without asking whether it is to be saved."""
    book.api.Saved = True


def is_protected(sheet: xw.Sheet) -> bool:
    """Whether Review > Protect Sheet is on."""
    return bool(sheet.api.ProtectContents)


def hidden_text(book: xw.Book, name: str) -> str:
    """The text that a defined name of a workbook stands for; '' when there is none, or it stands for a formula."""
    refers_to = str(book.names[name].refers_to) if book.names.contains(name) else ""
    return refers_to[2:-1] if refers_to.startswith('="') else ""


def keep_hidden_text(book: xw.Book, name: str, text: str) -> None:
    """Let a defined name that nobody sees stand for a text; Excel does not ask about the workbook because of it."""
    saved = book.api.Saved
    book.names.add(name, f'="{text}"').api.Visible = False
    book.api.Saved = saved


def save_in_place(book: xw.Book) -> None:
    """Save a workbook where it lies, without the name of whoever saves it in its properties [X7]."""
    book.api.RemovePersonalInformation = True
    book.save()


def hide_in_memory(book: xw.Book) -> None:
    """Make a new workbook an add-in: no window, never asked about, never saved or recovered by Excel."""
    book.api.IsAddin = True


def offer_undo(app: xw.App, title: str, macro: str) -> None:
    """Put 'Undo <title>' on Excel's own Undo button (Ctrl+Z), to run `macro`; the next call takes it off."""
    app.api.OnUndo(f"Undo {title}", macro)


def bound_patience() -> None:
    """Let xlwings give up on a call that Excel keeps rejecting; it would try for ever."""
    if windows := sys.modules.get("xlwings._xlwindows"):
        windows.N_COM_ATTEMPTS = _ATTEMPTS  # type: ignore[attr-defined]


def is_busy(error: BaseException) -> bool:
    """Whether Excel rejected a call because a cell is being edited or a dialog is open, in whichever form it says so.

    The reason may stand inside an exception of Excel's, or behind the KeyError that xlwings makes of anything when a
    workbook is asked for by name; xlwings has an error of its own for it, too.
    """
    if isinstance(error, KeyError) and error.__context__ is not None:
        return is_busy(error.__context__)
    inside = getattr(error, "excepinfo", None) or (None,)
    return type(error).__name__ == "ExcelBusyError" or bool(
        _BUSY & {getattr(error, "hresult", None), inside[-1]}
    )


def is_missing(error: KeyError) -> bool:
    """Whether a workbook that was asked for by name is not open; xlwings says so whatever went wrong."""
    inside = getattr(error.__context__, "excepinfo", None) or (None,)
    return not hasattr(error.__context__, "hresult") or inside[-1] in _NO_SUCH


def _duplicate_rules(sheet: xw.Sheet) -> list[Any]:
    conditions = sheet.api.Cells.FormatConditions
    rules = [conditions.Item(number) for number in range(1, conditions.Count + 1)]
    return [rule for rule in rules if rule.Type == _UNIQUE_VALUES]


def _areas(cells: Any) -> list[Area]:
    """The rectangles of an Excel.Range, one by one: of many at once Excel's Address is cut at 255 characters."""
    areas = cells.Areas
    return [Area.of(areas.Item(number).Address) for number in range(1, areas.Count + 1)]


def _together(sheet: xw.Sheet, areas: Sequence[Area]) -> Any:
    """One Excel.Range of many areas, which need not fit into one address."""
    ranges = [sheet.api.Range(address) for address in joined((area.ref for area in areas), LONGEST_ADDRESS)]
    return reduce(sheet.book.app.api.Union, ranges)


def _bgr(colour: str) -> int:
    """RRGGBB as Excel's object model counts colours: blue first."""
    red, green, blue = bytes.fromhex(colour)
    return red | green << 8 | blue << 16
