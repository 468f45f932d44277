"""How far the work on a report has come, as far as Excel's memory knows: which steps were done, which comes next."""

from collections.abc import Set

import xlwings as xw

from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET
from cso_xl.excel import ribbon_state
from cso_xl.excel.memory import Memory, Remembered
from cso_xl.excel.recognise import ReportSheet
from cso_xl.excel.ribbon_state import RibbonState
from cso_xl.procedures.step import Step

_KIND = "done"
_MAKES = "make_worklist"


class Progress:
    """The steps that were done on a workbook."""

    def __init__(self, memory: Memory | None, book: xw.Book) -> None:
        self._memory = memory
        self._book = book

    def add(self, step: Step) -> None:
        """Remember that a step was done."""
        if self._memory:
            facts = {"name": step.name, "title": step.title}
            self._memory.add(Remembered(_KIND, ribbon_state.id_of(self._book), facts))

    def take_back(self, title: str) -> None:
        """Forget the last time that the step of this title was done; call it before the workbook is closed."""
        last = next((entry for entry in reversed(self._done()) if entry.facts["title"] == title), None)
        if self._memory:
            self._memory.forget(lambda entry: entry is last)

    def next(self, sheet: ReportSheet) -> Step | None:
        """The first step of the report that was not done on this workbook yet; None after the last."""
        done = {entry.facts["name"] for entry in self._done()}
        left = sheet.procedure.steps[_shown(sheet, done) :]
        return next((step for step in left if step.name not in done), None)

    def next_copy(self, sheet: ReportSheet) -> Step:
        """The step that files the copy which comes next, or else the last one."""
        steps, next_ = sheet.procedure.steps, self.next(sheet)
        left = steps[steps.index(next_) :] if next_ else ()
        return next((step for step in left if step.files), sheet.procedure.last_to_file)

    def ribbon_state(self, sheet: ReportSheet, waiting: int, undo: str) -> RibbonState:
        """How the work stands; `waiting` counts the lines without an outcome, `undo` is what Undo would take back."""
        next_ = self.next(sheet)
        number = sheet.procedure.steps.index(next_) + 1 if next_ else 0
        return RibbonState(
            ribbon_state.id_of(self._book), sheet.procedure.name, str(number), str(waiting), undo
        )

    def _done(self) -> list[Remembered]:
        return self._memory.entries(_KIND, self._book) if self._memory else []


def _shown(sheet: ReportSheet, done: Set[str]) -> int:
    """How many steps the workbook itself shows to have been done, for one that was filed and opened again."""
    order, own = [step.name for step in sheet.procedure.steps], sheet.procedure.own
    if WORKLIST_SHEET in sheet.added and _MAKES in order:
        count = order.index(_MAKES) + 1
        if done.isdisjoint(order[:count]):
            return count
    return order.index(own.written_by) + 1 if own.written_by and own.are_in(sheet.headings) else 1
