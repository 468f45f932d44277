"""The entries of the worklist that the selected cells mean: one question's by its own cells, or a whole line's."""

from collections.abc import Callable

from cso_xl.cases.worklist.layout import WorklistLayout
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, EntryInFull, Lines, WorklistLine, read
from cso_xl.errors import CallError
from cso_xl.excel import selection
from cso_xl.excel.session import Session
from cso_xl.procedures.worklist import worklist

WHICH = (
    "Several questions of this line may be meant. Select the cell with the outcome of the one that is, then press "
    "again."
)
_HOW = f"on the sheet '{WORKLIST_SHEET}' (a cell of it is enough), then press again."


def entries(excel: Session) -> list[EntryInFull]:
    """The entries on the selected line; only one where its question, outcome or Detail is selected.

    Raises CallError when no line of the worklist is selected, or several.
    """
    if len(excel.selected_rows(excel.tab(WORKLIST_SHEET))) != 1:
        raise CallError(f"Select one row {_HOW}")
    return of_all(excel)


def of_all(excel: Session) -> list[EntryInFull]:
    """The same for every line with a selected cell. Raises CallError when there is none."""
    sheet = excel.live.sheet(WORKLIST_SHEET)
    rows = excel.selected_rows(excel.tab(WORKLIST_SHEET))
    all_lines = read(sheet) if sheet else Lines(None)
    lines = [line for line in all_lines.lines if line.place in rows]
    if not lines:
        raise CallError(f"Select one row {_HOW}")
    by_ref = {listed.line.ref: listed for listed in worklist.listed(excel.work)}
    return [by_ref[ref] for line in lines for ref in _meant(excel, all_lines.layout, line)]


def single(excel: Session, fits: Callable[[EntryInFull], bool]) -> EntryInFull:
    """The one entry that is meant: of several on the line the one that fits. Raises CallError when several fit."""
    on_line = entries(excel)
    fitting = [entry for entry in on_line if fits(entry)]
    if len(fitting) > 1:
        raise CallError(WHICH)
    return (fitting or on_line)[0]


def _meant(excel: Session, layout: WorklistLayout | None, line: WorklistLine) -> list[str]:
    """The Refs of the entries in whose columns a cell is selected; of all on the line where it is none's."""
    areas = selection.areas(excel.app, excel.tab(WORKLIST_SHEET))
    chosen = [
        entry.ref
        for slot, entry in zip(layout.slots if layout else (), line.slots, strict=False)
        if layout
        and entry
        and any(
            area.left <= layout.at(heading) + 1 <= area.right for heading in slot.headings for area in areas
        )
    ]
    return chosen or [entry.ref for entry in line.lines]
