"""The button 'Check yourself': the training workbook in front, marked: a sheet of questions, or an exercise [X8]."""

from cso_xl.excel.session import Session
from cso_xl.sheet.live_sheet import LiveSheet
from cso_xl.training import check, rows

_SHOWN = 8  # findings that a message box still shows legibly


def check_yourself(excel: Session) -> str:
    """Says how much of the sheet in front is right, and of the rest what it is and which rule applies.

    An exercise is compared row by row and left as it is. Of questions, the answers are marked under Result; all of them
    when the sheet in front is neither. Raises InputError when the workbook in front is no training workbook.
    """
    front = excel.book.sheets.active
    for one in rows.compared({front.name: LiveSheet(front, excel.settings).values()}):
        return _said(one.headline, [left.words for left in one.left])
    sheets = {
        sheet.name: LiveSheet(sheet, excel.settings)
        for sheet in excel.book.sheets
        if sheet.name in check.REPORTS
    }
    found = check.marked(
        {name: sheet.values() for name, sheet in sheets.items()}, check.REPORTS.get(front.name)
    )
    for marked in found:
        sheets[check.sheet_name(marked.exercise.report)].paste(marked.row, marked.column, [[marked.words]])
    return _said(check.score(found), [marked.said for marked in found if marked.state != check.RIGHT])


def _said(headline: str, left: list[str]) -> str:
    more = [f"... and {len(left) - _SHOWN} more."] if len(left) > _SHOWN else []
    return "\n\n".join([headline, *left[:_SHOWN], *more])
