"""Which report a workbook holds, and whether a step can be run on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlwings as xw

from cso_xl.cells.columns import find as find_column
from cso_xl.errors import CallError, FileError
from cso_xl.intake import datamatch
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.ribbon_buttons import BUTTONS
from cso_xl.procedures.sheet.added import added_sheets, kind_of
from cso_xl.procedures.sheet.marks import MARKS
from cso_xl.procedures.step import Step
from cso_xl.procedures.work import ADDED_SHEETS
from cso_xl.records import names
from cso_xl.settings import Settings
from cso_xl.sheet import as_shown, excel_only
from cso_xl.training import exercise_sheet

_OURS = {name.casefold() for name in ADDED_SHEETS}
_USE_RECEIVE = "Close it without saving, and open the report with Receive."


@dataclass(frozen=True)
class ReportSheet:
    """The sheet that holds a report, and the report's procedure; `headings` are its first row.

    `added` has the present names of the sheets 'Removed', 'Worklist' and 'Outcomes', of those that exist.
    """

    sheet: str
    procedure: Procedure
    headings: Sequence[str]
    settings: Settings
    added: Mapping[str, str]

    @property
    def is_exercise(self) -> bool:
        """Whether it is an exercise of the training workbook."""
        return self.sheet == exercise_sheet(self.procedure.title)

    def step(self, name: str) -> Step:
        """The step that a button stands for in this report.

        Raises CallError, which says what is missing and what can be pressed, when the report has no such step.
        """
        own = {step.name: step for step in (*self.procedure.steps, *MARKS)}
        if name in own:
            return own[name]
        others = [other for other in PROCEDURES.values() if name in [step.name for step in other.steps]]
        missing = [column for other in others for column in _missing(other, self.headings, self.settings)]
        labels = {key: button.label for key, button in BUTTONS.items()}
        lacks = f"'{labels[name]}' is a button of {' and '.join(_a(other.title.lower()) for other in others)} report. "
        if missing:
            lacks = f"This sheet has no column '{missing[0]}'. "
        buttons = ", ".join(f"'{labels[step.name]}'" for step in self.procedure.steps[1:])
        raise CallError(f"{lacks}It looks like {_a(self.procedure.title.lower())} report: use {buttons}.")


def find(book: xw.Book, settings: Settings, opened_for: Procedure | None) -> ReportSheet:
    """The report in a workbook: on the sheet in front, or else on the first one that has its columns.

    `opened_for` is the procedure that the workbook was opened for, if known. Raises CallError when no sheet holds a
    report, FileError when the sheet is in a state in which steps would do harm.
    """
    first_rows = _first_rows(book)
    sheets = [book.sheets.active.name, *first_rows]
    for name in sheets:
        sheet, headings = book.sheets[name], first_rows[name]
        if name.casefold() in _OURS or kind_of(headings):
            continue
        procedure = (
            opened_for
            if opened_for in fitting(headings, settings)
            else _by_names(book, sheet, headings, settings)
        )
        if procedure:
            added = added_sheets({other: row for other, row in first_rows.items() if other != name})
            for tab in (name, *added.values()):
                _check(book.sheets[tab], headings)
            _check_numbers(book, sheet, headings, procedure, settings)
            return ReportSheet(name, procedure, headings, settings, added)
    for name in sheets:
        _check(book.sheets[name], first_rows[name])
    raise CallError(
        "The workbook in front holds none of the reports: no sheet has their columns in its first row. Open a "
        "report with Receive, or click into the workbook that is meant and press again."
    )


def added_to(book: xw.Book) -> dict[str, str]:
    """Our own sheets in a workbook, as they are called now."""
    return added_sheets(_first_rows(book))


def _first_rows(book: xw.Book) -> dict[str, list[str]]:
    """The headings of every sheet by its name; those of a sheet that is ours by name need not be read."""
    return {sheet.name: [] if sheet.name.casefold() in _OURS else _headings(sheet) for sheet in book.sheets}


def _headings(sheet: xw.Sheet) -> list[str]:
    _, width = as_shown.filled(sheet)
    row = sheet.range((1, 1), (1, width)).options(ndim=1, empty="").value
    return [str(cell) for cell in row]


def fitting(headings: Sequence[str], settings: Settings) -> list[Procedure]:
    """The procedures whose columns are all there."""
    return [procedure for procedure in PROCEDURES.values() if not _missing(procedure, headings, settings)]


def _by_names(
    book: xw.Book, sheet: xw.Sheet, headings: Sequence[str], settings: Settings
) -> Procedure | None:
    """The procedure of a workbook that was opened by hand: an off list may have all the columns of an on list.

    The names of the sheet and of the workbook decide; failing these, the procedure that needs most columns.
    """
    candidates = fitting(headings, settings)
    for procedure in candidates:
        names_it = [
            sheet.name.casefold() in (procedure.title.casefold(), exercise_sheet(procedure.title).casefold()),
            datamatch.kind_of(book.name) == procedure.key,
            "report" in settings.table(f"filing.{procedure.key}")
            and names.date_in(settings, procedure.key, "report", book.name) is not None,
        ]
        if any(names_it):
            return procedure
    return max(
        candidates, key=lambda candidate: sum(column.required for column in candidate.columns), default=None
    )


def _missing(procedure: Procedure, headings: Sequence[str], settings: Settings) -> list[str]:
    aliases = settings.columns(procedure.key)
    wanted = [aliases[column.key] for column in procedure.columns if column.required]
    return [names[0] for names in wanted if not find_column(headings, names)]


def _check(sheet: xw.Sheet, headings: Sequence[str]) -> None:
    """Raise FileError for a protected sheet, merged cells or an Excel table."""
    if excel_only.is_protected(sheet):
        raise FileError(
            f"The sheet '{sheet.name}' is protected, so nothing was changed. Use Review > Unprotect Sheet, or open the "
            "report again with Receive."
        )
    if not any(headings):
        return
    if sheet.used_range.merge_cells is not False:
        raise FileError(
            f"The sheet '{sheet.name}' has merged cells, so rows and columns cannot be told apart. Select all, "
            "Home > Merge & Center > Unmerge Cells, or open the report again with Receive."
        )
    if len(sheet.tables):
        raise FileError(
            f"The sheet '{sheet.name}' holds an Excel table. Click into it, Table Design > Convert to Range, then "
            "press again; or open the report again with Receive."
        )


def _check_numbers(
    book: xw.Book, sheet: xw.Sheet, headings: Sequence[str], procedure: Procedure, settings: Settings
) -> None:
    """Raise FileError for a CSV that Excel opened by itself: its client numbers are numbers, no longer text."""
    if not book.name.lower().endswith((".csv", ".txt")):
        return
    aliases = settings.columns(procedure.key)
    key = next(column.key for column in procedure.columns if "client_number" in column.key)
    column = find_column(headings, aliases[key])[0] + 1
    cells = sheet.range((2, column), (max(as_shown.filled(sheet)[0], 2), column)).options(ndim=1).value
    first = next((row for row, cell in enumerate(cells, 2) if isinstance(cell, float)), None)
    if first is not None:
        raise FileError(
            f"Excel opened {book.name} by itself and turned the client numbers into numbers (row {first} is the "
            f"first): leading zeros are gone, and long ones may read 1.23E+08. {_USE_RECEIVE}"
        )


def _a(words: str) -> str:
    return f"an {words}" if words[0] in "aeio" else f"a {words}"
