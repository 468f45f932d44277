"""The button 'Check yourself': the trainee's answers in the workbook in front, marked beside each question [X8]."""

from cso_xl.excel.session import Session
from cso_xl.sheet.live_sheet import LiveSheet
from cso_xl.training import check
from cso_xl.training.exercises import EXERCISES

_SHOWN = 8  # answers that a message box still shows legibly


def check_yourself(excel: Session) -> str:
    """Write under Result what is right and which rule applies; says how many are.

    The sheet in front is marked, or all if it has no questions. Raises InputError when the workbook in front is no
    training workbook.
    """
    reports = {check.sheet_name(one.report): one.report for one in EXERCISES}
    sheets = {
        sheet.name: LiveSheet(sheet, excel.settings) for sheet in excel.book.sheets if sheet.name in reports
    }
    in_front = reports.get(excel.book.sheets.active.name)
    found = check.marked({name: sheet.values() for name, sheet in sheets.items()}, in_front)
    for one in found:
        sheets[check.sheet_name(one.exercise.report)].paste(one.row, one.column, [[one.words]])
    left = [one.said for one in found if one.state != check.RIGHT]
    more = [f"... and {len(left) - _SHOWN} more, on the sheet."] if len(left) > _SHOWN else []
    return "\n\n".join([check.score(found), *left[:_SHOWN], *more])
