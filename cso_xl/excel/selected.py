"""Which entries of the worklist are meant by the selected cells: a question's by its cells, or a whole line's."""

from collections.abc import Callable

from cso_xl.cases.layout import Layout
from cso_xl.cases.worklist_lines import WORKLIST_SHEET, Lines, Listed, Together, read
from cso_xl.errors import CallError
from cso_xl.excel import selection
from cso_xl.excel.session import Session
from cso_xl.procedures import worklist

WHICH = (
    "Several questions of this line may be meant. Select the cell with the outcome of the one that is, then press "
    "again."
)
_THERE = f"on the sheet '{WORKLIST_SHEET}' (a cell of it is enough), then press again."


def entries(excel: Session) -> list[Listed]:
    """The entries on the selected line; one where its question, outcome or Detail is selected.

    Raises CallError when no line of the worklist is selected, or several.
    """
    if len(excel.selected_rows(excel.tab(WORKLIST_SHEET))) != 1:
        raise CallError(f"Select one row {_THERE}")
    return of_all(excel)


def of_all(excel: Session) -> list[Listed]:
    """The same of every line of which a cell is selected. Raises CallError when there is none."""
    sheet = excel.live.sheet(WORKLIST_SHEET)
    rows = excel.selected_rows(excel.tab(WORKLIST_SHEET))
    there = read(sheet) if sheet else Lines(None)
    lines = [line for line in there.lines if line.place in rows]
    if not lines:
        raise CallError(f"Select one row {_THERE}")
    known = {one.line.ref: one for one in worklist.listed(excel.work)}
    return [known[ref] for line in lines for ref in _meant(excel, there.layout, line)]


def one(excel: Session, fits: Callable[[Listed], bool]) -> Listed:
    """The one entry that is meant: of several on the line the one that fits. Raises CallError where several do."""
    there = entries(excel)
    fitting = [entry for entry in there if fits(entry)]
    if len(fitting) > 1:
        raise CallError(WHICH)
    return (fitting or there)[0]


def _meant(excel: Session, layout: Layout | None, line: Together) -> list[str]:
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
