"""Rows that are not one household go to the sheet 'Removed', each with its reason; none is lost [A4]."""

from collections.abc import Mapping, Sequence

from cso_xl.cells.columns import Records, locate, records
from cso_xl.decisions import sharers
from cso_xl.decisions.decision import Decision
from cso_xl.errors import CallError
from cso_xl.procedures.sheet import beside, side_by_side, typed
from cso_xl.procedures.sheet.comparing import addresses_of, not_compared, recogniser
from cso_xl.procedures.sheet.marks import put_under
from cso_xl.procedures.sheet.numbering import number_by_content
from cso_xl.procedures.work import REMOVED_HEADINGS, REMOVED_SHEET, Work
from cso_xl.sheet.protocol import Block

_MADE_AGAIN = (
    f"The sheet '{REMOVED_SHEET}' had been deleted and is made again from what was received: {{}}. What was typed on "
    "it is gone; Undo last step may bring it back."
)


def remove(work: Work) -> None:
    """Move the rows to 'Removed'; if that sheet was deleted, make it again.

    Raises CallError when last week's rows are pasted already.
    """
    if work.book.sheet(REMOVED_SHEET):
        work.remark(f"The rows were removed before: see the sheet '{REMOVED_SHEET}'.")
        return
    number_by_content(work)
    if beside.find(work.sheet.headings()):
        _make_again(work)
        return
    if side_by_side.has_last_week(work):
        raise CallError("Last week's rows are pasted already. Undo that step, then remove the rows.")
    texts = _typed_beside(work)
    work.notices += not_compared(work, work.procedure.columns)
    work.decide(_decided(work, work.records(work.procedure.columns)))
    _move(work)
    _show_what_is_left(work, texts)
    if texts:
        work.remark("What was typed right of the rows now stands in Comment, or on the sheet 'Removed'.")


def _typed_beside(work: Work) -> dict[int, str]:
    """By received row, the text that was typed in the columns that this step writes."""
    texts = typed.beside_rows(work, work.width + 1, work.width + len(side_by_side.CHECKED))
    return {work.excel_rows[place - 2]: text for place, text in texts.items()}


def _decided(work: Work, report: Records) -> list[Decision]:
    """The decision of A4 about each row of the report."""
    with addresses_of(work) as compared:
        return sharers.remove_rows(report, compared, recogniser(work, compared, work.desk.on_file()))


def _move(work: Work) -> None:
    headings, *rows = work.sheet.values()
    is_gone = {row for row in work.excel_rows if work.decisions[row].status == sharers.REMOVED}
    places = {row: place for place, row in enumerate(work.excel_rows) if row in is_gone}
    gone = [[str(row), work.decisions[row].on_the_sheet, *rows[place]] for row, place in places.items()]
    _put_removed(work, headings, gone)
    work.sheet.remove_rows([place + 2 for place in places.values()])
    work.excel_rows = [row for row in work.excel_rows if row not in is_gone]


def _put_removed(work: Work, headings: Sequence[str], rows: Block) -> None:
    removed = work.book.add_sheet(REMOVED_SHEET, [[*REMOVED_HEADINGS, *headings], *rows])
    removed.format_report()
    removed.freeze(len(REMOVED_HEADINGS))


def _show_what_is_left(work: Work, texts: Mapping[int, str]) -> None:
    """Write Address check and its reason beside the rows that stay, and text typed there into Comment."""
    kept = [work.decisions[row] for row in work.excel_rows]
    rows = [
        [str(decision.row), decision.status, decision.on_the_sheet, texts.get(decision.row, "")]
        for decision in kept
    ]
    work.sheet.paste(1, work.width + 1, [side_by_side.CHECKED, *rows], arrows=True)


def _make_again(work: Work) -> None:
    """Make the sheet 'Removed' again from the received file; a row that A4 keeps comes back to the list."""
    received, report = work.desk.report(), work.procedure
    places = locate(received.file, received.headings, report.columns, work.settings.columns(report.key))
    decided = _decided(work, records(received.rows, places, received.excel_rows))
    cells, listed = dict(zip(received.excel_rows, received.rows, strict=True)), {*work.excel_rows}
    missing = [decision for decision in decided if decision.row not in listed]
    gone = [
        [str(decision.row), decision.reason, *cells[decision.row]]
        for decision in missing
        if decision.status == sharers.REMOVED
    ]
    _put_removed(work, received.headings, gone)
    work.notices.append(_MADE_AGAIN.format(f"{len(gone)} row{'' if len(gone) == 1 else 's'}"))
    kept = [decision.row for decision in missing if decision.status != sharers.REMOVED]
    _bring_back(work, {row: cells[row] for row in kept})


def _bring_back(work: Work, lost: Mapping[int, Sequence[str]]) -> None:
    """Put rows that are on neither sheet, and that A4 keeps, under the list."""
    if not lost:
        return
    reason = "was missing from the list and is not one to remove: look at it"
    put_under(work, [(str(row), cells, reason, "") for row, cells in lost.items()])
    work.excel_rows += lost
    work.decide([Decision(row, "", sharers.CHECK_ADDRESS, reason) for row in lost])
