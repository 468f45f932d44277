"""The button 'Check yourself': what is in front, marked: a sheet of questions, an exercise, a worklist [X8]."""

from cso_xl.excel.session import Session
from cso_xl.sheet.live_sheet import LiveSheet
from cso_xl.training import check, outcomes, rows
from cso_xl.training.exercises import EXERCISES

_SHOWN = 8  # findings that a message box still shows legibly


def check_yourself(excel: Session) -> str:
    """Say how much of the sheet in front is right, and of the rest what it is and which rule applies.

    An exercise is compared row by row, a worklist line by line with the practice CMS; both are left as they are. Of
    questions, the answers are marked under Result; all of them when the sheet in front is neither. Raises InputError
    when the workbook in front is neither a training workbook nor a worklist of the practice week.
    """
    front = excel.book.sheets.active
    grid = LiveSheet(front, excel.settings).values()
    for comparison in rows.compared({front.name: grid}):
        return _in_words(comparison.headline, [left.words for left in comparison.left])
    if outcomes.is_worklist(grid):
        chosen = outcomes.marked(outcomes.on_sheet(grid))
        return _in_words(
            check.score(chosen), [outcome.in_list for outcome in chosen if outcome.state != check.RIGHT]
        )
    sheets = {
        sheet.name: LiveSheet(sheet, excel.settings)
        for sheet in excel.book.sheets
        if sheet.name in check.BY_SHEET
    }
    front_only = [check.BY_SHEET[front.name]] if front.name in check.BY_SHEET else EXERCISES
    answers = check.marked({name: sheet.values() for name, sheet in sheets.items()}, front_only)
    for marked in answers:
        sheets[marked.exercise.sheet].paste(marked.row, marked.column, [[marked.words]])
    return _in_words(
        check.score(answers), [marked.in_list for marked in answers if marked.state != check.RIGHT]
    )


def _in_words(headline: str, left: list[str]) -> str:
    more = [f"... and {len(left) - _SHOWN} more."] if len(left) > _SHOWN else []
    return "\n\n".join([headline, *left[:_SHOWN], *more])
