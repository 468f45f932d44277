"""The button that shows every column of a sheet, or folds away again those that nobody needs for the decision [I5]."""

from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET
from cso_xl.errors import CallError
from cso_xl.excel.patience import quiet
from cso_xl.excel.session import Session
from cso_xl.procedures.remark import Remark
from cso_xl.procedures.sheet.finishing import arrange


def show_or_fold(excel: Session) -> Remark:
    """Show every column of the sheet in front, or fold it again; says which."""
    front = excel.book.sheets.active.name
    worklist = excel.live.sheet(WORKLIST_SHEET)
    is_worklist = worklist is not None and worklist.name == front
    sheet = worklist if worklist is not None and is_worklist else excel.live.report
    if sheet.name != front:
        raise CallError(f"Go to the sheet '{sheet.name}', or to its worklist, then press again.")
    with quiet(excel.app, "Columns"):
        if sheet.hidden():
            sheet.show_all()
            return Remark(
                "Every column is shown. Press again to fold away what nobody needs for the decision."
            )
        if is_worklist:
            arrange(sheet)
        else:
            excel.work.procedure.arrange(excel.work, sheet)
        if not sheet.hidden():
            return Remark("Every column of this sheet is needed now: none is folded away.")
        sheet.fit_rows()
    return Remark("What nobody needs for the decision is folded away: [+] above the columns shows it, too.")
