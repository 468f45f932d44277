"""The look of the sheets as they are left: hidden columns, columns that stay in sight, drop-downs.

A program that saves a workbook, or brings a sheet back, may lose these: every copy that is filed gets them anew.
"""

from cso_xl.cases.worklist.layout import WorklistLayout
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, read
from cso_xl.procedures.sheet.colours import colour_ours, ours
from cso_xl.procedures.work import REMOVED_HEADINGS, REMOVED_SHEET, Work
from cso_xl.procedures.worklist import choices
from cso_xl.sheet.protocol import Book, Sheet

SAVE_AGAIN = "Write the outcome (NFA, Email sent) into Comment, then save it again."


def copy_to_file(work: Work) -> bytes:
    """The workbook as it is filed: columns not needed to decide are folded away, open rows are coloured [I5]."""
    worklist = work.book.sheet(WORKLIST_SHEET)
    layout = WorklistLayout.of(worklist.headings()) if worklist else None

    def finish(book: Book) -> None:
        finished(book)
        work.procedure.arrange(work, book.report)
        colour_ours(work, sheet=book.report)
        copy = book.sheet(WORKLIST_SHEET)
        if copy and layout and copy is not worklist:  # a sheet built new has no colours yet
            choices.colour(work, copy, layout, read(copy).lines)
        if removed := book.sheet(REMOVED_SHEET):
            removed.freeze(len(REMOVED_HEADINGS))

    coloured = {work.sheet.name: ours(work)} | ({WORKLIST_SHEET: choices.coloured(layout)} if layout else {})
    return work.book.save_copy(finish, coloured)


def finished(book: Book) -> None:
    """Give the worklist its drop-downs and its look."""
    choices.put_choices(book)
    if sheet := book.sheet(WORKLIST_SHEET):
        arrange(sheet)


def arrange(sheet: Sheet) -> None:
    """Hide the columns of the worklist that nobody needs, and freeze those that say whose line it is."""
    if layout := WorklistLayout.of(sheet.headings()):
        shown = [at for at, heading in enumerate(sheet.headings(), 1) if heading not in layout.hidden]
        sheet.show_only(shown)
        sheet.freeze(layout.frozen)
