"""A press of a button: the workbook in front, what is known of it, and the step run on it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import xlwings as xw

from cso_xl.cases.lines import WORKLIST_SHEET, without_outcome
from cso_xl.errors import CallError, CsoError, InputError
from cso_xl.excel import mark, messages, recognise
from cso_xl.excel.desk import LiveDesk, Sources, came_from, local_path
from cso_xl.excel.memory import Entry, Memory
from cso_xl.excel.undo import Undo
from cso_xl.intake import apart
from cso_xl.procedures import beside, reconcile
from cso_xl.procedures.finishing import finished
from cso_xl.procedures.marks import MARKS, restore_row
from cso_xl.procedures.numbering import cells_digest
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.step import Step
from cso_xl.procedures.watch import Watch
from cso_xl.procedures.work import REMOVED_SHEET, Work
from cso_xl.records import kept_apart
from cso_xl.sheet import excel_only
from cso_xl.sheet.areas import Area
from cso_xl.sheet.xlwings_engine import LiveBook

TRIES, PAUSE = 20, 0.25  # seconds between looks whether Excel takes calls again
UNDO_MACRO = "'cso_xl.xlam'!CsoUndo"

_DONE = "done"

T = TypeVar("T")


class Session:
    """Excel as the press found it: the program, the workbook in front, the settings, the add-in's memory."""

    def __init__(self, book: xw.Book) -> None:
        self.book, self.app = book, book.app
        self.memory = Memory.of(self.app)
        if self.memory:
            self.memory.forget_closed()
        self.work_on(came_from(self.memory, book) or local_path(book))
        self.notices: list[str] = []
        self._undoes = ""  # what Excel's own Undo is to take back

    @classmethod
    def start(cls) -> "Session":
        """The session of the workbook from which the button was pressed.

        Raises CallError when a cell is still being edited.
        """
        excel_only.bound_patience()
        return patiently(lambda: cls(_book_in_front()))

    def work_on(self, path: Path | None) -> None:
        """Work by the settings of a file: a practice week has its own, and its own records."""
        self.settings = kept_apart.settings_for(path)
        self.sources = Sources(self.app, self.settings, self.memory)

    @cached_property
    def found(self) -> recognise.Found:
        """The report in the workbook. Raises CallError when there is none, or it cannot be worked."""
        return recognise.find(self.book, self.settings, self.sources.known(self.book))

    @cached_property
    def work(self) -> Work:
        """The report as the steps before have left it."""
        work = Work(
            self.found.procedure,
            lambda: self.desk,
            self.settings,
            is_exercise=self.found.is_exercise,
            opened_as=self.sources.opened_as(self.book, self.found.procedure),
        )
        work.resume(self.live)
        return work

    @cached_property
    def live(self) -> LiveBook:
        """The workbook as steps see it."""
        return LiveBook(
            self.book, self.settings, self.found.sheet, self.found.added, lambda: self.desk.properties()
        )

    @cached_property
    def undo(self) -> Undo | None:
        """What can be undone on this workbook; None without the add-in."""
        return Undo(self.memory, self.book) if self.memory else None

    def press(self, name: str) -> None:
        """Run the step of this report that the button stands for."""
        self.run(self.found.step(name))

    def press_all(self) -> None:
        """Run the steps that are left, up to the last or to where a person has to look."""
        step = self.next_step()
        if step is None:
            raise CallError("Every step of this report has been done.")
        while step is not None:
            self.run(step)
            if step.name == "make_worklist" and (waiting := without_outcome(self.live)):
                self.notices.append(
                    f"On the sheet '{WORKLIST_SHEET}' {waiting} {'entry waits' if waiting == 1 else 'entries wait'} "
                    "for an outcome. Look them up and choose, then press Do all steps again."
                )
                return
            left = self.next_step()
            step = left if left is not step else None

    def run(self, step: Step) -> None:
        """Run one step; it is done whole, or the sheets are as they were before."""
        if step.reads or step.files:
            apart.expect(workbooks=not self.found.procedure.arrives.in_zip)
        work = self.work
        self._select(work, step)
        with quiet(self.app, step.title), self._undoable(step):
            watch = Watch(work, from_now=True)
            watch.run(step)
            filed = self._file(work)
            if filed and step is self.found.procedure.last_to_file:
                self.desk.release()
        self.notices += [*work.notices, *filed, *self._log(watch)]
        work.notices.clear()
        if step is restore_row:
            self.book.sheets[self.tab(REMOVED_SHEET)].range("A1").select()  # the next row moved up under it
        if self.memory and step not in MARKS and (filed or not step.files):
            self.memory.add(Entry(_DONE, mark.known(self.book), {"name": step.name, "title": step.title}))

    def _log(self, watch: Watch) -> list[str]:
        """Write the step into the activity log, where there are records; no question is asked for it [X5].

        An exercise is no work, until it is known from which practice week its report came.
        """
        if not self.settings.text("records.root") or (self.found.is_exercise and "desk" not in self.__dict__):
            return []
        date = self.sources.date_of(self.book)
        return self.sources.office.log(self.found.procedure.key, date, watch.traces)

    def open(self, procedure: Procedure) -> None:
        """Open a received report, which a person chooses, in a new workbook: the first step of its procedure."""
        step = procedure.steps[0]
        apart.expect(workbooks=not procedure.arrives.in_zip)
        path = self.sources.chosen(procedure)
        self.work_on(path)
        if there := self.sources.opened_from(path, procedure):
            there.activate()
            self.notices.append(f"{path.name} is open already: here it is.")
            return
        desk = self.sources.desk(procedure, path)
        desk.ask_again()
        desk.claim()
        work = Work(procedure, lambda: desk, self.settings)
        watch = Watch(work)
        with quiet(self.app, step.title):
            watch.run(step)
            assert isinstance(work.book, LiveBook)
            self.book = work.book.book
            self.sources.remember(self.book, procedure, desk, cells_digest(work))
            if self.memory:
                Undo(self.memory, self.book).opened(step.title)
        desk.log(watch.traces)
        self.notices += [*desk.notices, *work.notices]
        if records := kept_apart.records_apart(path):
            self.notices.append(f"This is to practise: what you file goes into {records}.")

    def undo_last(self, sure: Callable[[str], bool]) -> None:
        """Take back the last step, when `sure` says that a person wants that."""
        if self.undo is None or (entry := self.undo.last()) is None:
            raise CallError("There is no step to undo on this workbook. A filed copy stays filed.")
        title = entry.facts["title"]
        if not sure(f"Take back '{title}'? What was typed or coloured on its sheets since then goes too."):
            return
        last = next((one for one in reversed(self._done()) if one.facts["title"] == title), None)
        if entry.sheets:
            with quiet(self.app, f"Undo {title}"):
                self.undo.put_back(entry)
                self._put_choices_again()
            left = self.undo.last()
            self._undoes = left.facts["title"] if left and left.sheets else ""
        else:
            self.undo.close(entry)  # not quietly: Excel cannot be put right again when no workbook is left
        if self.memory:
            self.memory.forget(lambda one: one is last)

    def offer_undo(self) -> None:
        """Put the last step on Excel's own Undo button; whatever is called after it takes it off again."""
        if self._undoes:
            excel_only.offer_undo(self.app, self._undoes, UNDO_MACRO)

    def next_step(self) -> Step | None:
        """The first step that was not done on this workbook yet; None after the last."""
        done = {entry.facts["name"] for entry in self._done()}
        left = [step for step in self.found.procedure.steps[1:] if step.name not in done]
        own = self.found.procedure.own
        if own.written_by and own.are_in(self.found.headings):
            after = [step.name for step in self.found.procedure.steps]
            left = [step for step in left if after.index(step.name) > after.index(own.written_by)]
        return left[0] if left else None

    def _done(self) -> list[Entry]:
        return self.memory.entries(_DONE, self.book) if self.memory else []

    def _file(self, work: Work) -> list[str]:
        """File what a step has made, once every received row is accounted for; says what became of it."""
        if not work.has_desk:
            return []
        if self.desk.has_copies:
            reconcile.of_workbook(work, self.desk.report(), "This workbook")
        filed = self.desk.filed()
        self.sources.remember_filed(self.book, self.desk)
        self.notices += self.desk.notices
        self.desk.notices.clear()
        return filed

    def mark_sent(self) -> None:
        """Mark the rows whose notices were sent, when the workbook in front is a report with a worklist."""
        try:
            listed = self.live.sheet(WORKLIST_SHEET)
        except CsoError:  # no report is in front, or it cannot be worked
            return
        if listed is not None:
            self.press("draft_notices")

    def _select(self, work: Work, step: Step) -> None:
        """Tell a mark which rows are meant. Raises CallError when the selection is on another sheet."""
        if step not in MARKS:
            work.selected, work.selected_areas = (), ()
            return
        on = self.tab(REMOVED_SHEET) if step is restore_row else self.found.sheet
        selection = self.app.selection
        if step is not restore_row and selection is not None and selection.sheet.name != on:
            raise CallError(
                f"The selection is on the sheet '{selection.sheet.name}', and rows are marked on the sheet '{on}'. "
                "Select them there (a cell of each is enough), then press again."
            )
        work.selected, work.selected_areas = self.selected_rows(on), self.selected_areas(on)

    def tab(self, kind: str) -> str:
        """What one of our own sheets is called now."""
        return self.found.added.get(kind, kind)

    def selected_rows(self, on: str) -> tuple[int, ...]:
        """The rows (Excel's numbers) of the selected cells of a sheet that can be seen: hidden rows are not meant."""
        areas = self.selected_areas(on)
        return tuple(sorted({row for area in areas for row in range(area.top, area.bottom + 1)}))

    def selected_areas(self, on: str) -> tuple[Area, ...]:
        """The selected cells of a sheet that can be seen, as far down as it is used."""
        selection = self.app.selection
        if selection is None or selection.sheet.name != on:
            return ()
        cells = selection.get_special_cells("visible")
        assert isinstance(cells, list)
        bottom = selection.sheet.used_range.last_cell.row
        corners = [(one.row, one.column, one.last_cell) for one in cells if one.row <= bottom]
        return tuple(Area(top, left, min(last.row, bottom), last.column) for top, left, last in corners)

    @cached_property
    def desk(self) -> LiveDesk:
        """What lies beside the workbook; looked for when a step first needs it."""
        is_worked = beside.find(self.found.headings) is not None
        desk = self.sources.desk_of(self.book, self.found.procedure, is_worked)
        self.settings = self.sources.office.settings  # a practice week's, if it came from one
        if "work" in self.__dict__:
            self.work.settings = self.settings
        return desk

    @contextmanager
    def _undoable(self, step: Step) -> Iterator[None]:
        """Keep the sheets as they are now; bring them back when the step fails with something written."""
        if step.files or self.undo is None:
            yield
            return
        before = self.undo.before(step.title, self.found.sheet, recognise.added_to(self.book))
        live = self.live
        try:
            yield
        except BaseException:
            if live.touched:
                self.undo.put_back(before)
                self._put_choices_again()
            else:
                self.undo.drop(before)
            raise
        if live.touched:
            self.undo.keep(before)
            self._undoes = step.title
        else:
            self.undo.drop(before)
        live.touched = False

    def _put_choices_again(self) -> None:
        """Give the worklist its drop-downs again: on the way to the shelf and back they lose what they point to."""
        with suppress(CallError, InputError):  # it has lost its headings: then there is nothing to choose
            added = recognise.added_to(self.book)
            finished(LiveBook(self.book, self.settings, self.book.sheets[0].name, added))


def _book_in_front() -> xw.Book:
    """The workbook from which the button was pressed; one with '=' in its name xlwings does not find by itself."""
    try:
        return xw.Book.caller()
    except Exception:
        name = next((one.removeprefix("--wb=") for one in sys.argv if one.startswith("--wb=")), "")
        if "=" not in name or xw.apps.active is None:
            raise
        return xw.apps.active.books[name]


@contextmanager
def quiet(app: xw.App, doing: str) -> Iterator[None]:
    """Excel without redrawing, recalculating and questions; the status bar says what is being done.

    All is as before afterwards, even after an error. Keystrokes need not be locked out, and so cannot
    stay locked out: Excel takes none while the button's macro runs.
    """
    with app.properties(
        screen_updating=False,
        display_alerts=False,
        enable_events=False,
        calculation="manual",
    ):
        app.status_bar = f"CSO: {doing} ..."
        try:
            yield
        finally:
            app.status_bar = False


def patiently(call: Callable[[], T]) -> T:
    """What `call` returns; tried again for a few seconds while Excel rejects it. Raises CallError after that."""
    for _ in range(TRIES):
        try:
            return call()
        except CsoError:
            raise
        except Exception as error:
            if not excel_only.is_busy(error):
                raise
        time.sleep(PAUSE)
    raise CallError(messages.BUSY)
