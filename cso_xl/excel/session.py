"""A press of a button: the workbook in front, what is known of it, and the step run on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path

import xlwings as xw

from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, without_outcome
from cso_xl.errors import CallError, CsoError, InputError
from cso_xl.excel import messages, recognise, ribbon_state, selection, sources
from cso_xl.excel.desk import LiveDesk
from cso_xl.excel.memory import Memory, Remembered
from cso_xl.excel.patience import book_in_front, patiently, quiet
from cso_xl.excel.progress import Progress
from cso_xl.excel.undo import Undo, fingerprint
from cso_xl.intake import apart
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.remark import Remark
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.marks import MARKS, restore_row
from cso_xl.procedures.sheet.numbering import cells_digest
from cso_xl.procedures.sheet.watch import Watch
from cso_xl.procedures.step import Step
from cso_xl.procedures.work import REMOVED_SHEET, Work
from cso_xl.procedures.worklist import choices
from cso_xl.records import kept_apart
from cso_xl.sheet import excel_only
from cso_xl.sheet.excel_calls import without_fail
from cso_xl.sheet.xlwings_engine import LiveBook

UNDO_MACRO = "'cso_xl.xlam'!CsoUndo"


class Session:
    """Excel as the press found it: the program, the workbook in front, the settings, the add-in's memory."""

    def __init__(self, book: xw.Book) -> None:
        self.book, self.app = book, book.app
        self.memory = Memory.of(self.app)
        if self.memory:
            self.memory.forget_closed()
        self.work_on(sources.came_from(self.memory, book) or sources.local_path(book))
        self.notices: list[str] = []
        self.undoes = ""  # what Excel's own Undo is to take back
        self._has_report = self._is_closed = False

    @classmethod
    def start(cls) -> "Session":
        """The session of the workbook from which the button was pressed.

        Raises CallError when a cell is still being edited.
        """
        excel_only.bound_patience()
        return patiently(lambda: cls(book_in_front()))

    def work_on(self, path: Path | None) -> None:
        """Work by the settings of a file: a practice week has its own, and its own records."""
        self.settings = kept_apart.settings_for(path)
        self.sources = sources.Sources(self.app, self.settings, self.memory)

    @cached_property
    def report(self) -> recognise.ReportSheet:
        """The report in the workbook. Raises CallError when there is none, or it cannot be worked."""
        found = recognise.find(self.book, self.settings, self.sources.procedure_of(self.book))
        self._has_report = True
        return found

    @cached_property
    def work(self) -> Work:
        """The report as the earlier steps have left it."""
        work = Work(
            self.report.procedure,
            lambda: self.desk,
            self.settings,
            is_exercise=self.report.is_exercise,
            opened_as=self.sources.opened_as(self.book, self.report.procedure),
        )
        work.resume(self.live)
        return work

    @cached_property
    def live(self) -> LiveBook:
        """The workbook as steps see it."""
        return LiveBook(
            self.book, self.settings, self.report.sheet, self.report.added, lambda: self.desk.properties()
        )

    @cached_property
    def undo(self) -> Undo | None:
        """What can be undone on this workbook; None without the add-in."""
        return Undo(self.memory, self.book) if self.memory else None

    @cached_property
    def progress(self) -> Progress:
        """How far the work on this workbook has come."""
        return Progress(self.memory, self.book)

    def press(self, name: str) -> None:
        """Run the step of this report that the button stands for."""
        self.run(self.report.step(name))

    def press_next(self) -> None:
        """Run the step that comes next. Raises CallError after the last."""
        self.run(self._left())

    def press_save(self) -> None:
        """File the copy that comes next, or else the last one again."""
        self.run(self.progress.next_copy(self.report))

    def press_all(self) -> None:
        """Run the steps that are left, up to the last or to where a person has to look."""
        step: Step | None = self._left()
        while step is not None:
            self.run(step)
            if step.name == "make_worklist" and (waiting := without_outcome(self.live)):
                many = "1 entry waits" if waiting == 1 else f"{waiting} entries wait"
                self.notices.append(
                    Remark(
                        f"On the sheet '{WORKLIST_SHEET}' {many} for an outcome. Look them up and choose, then press "
                        "Do all steps again."
                    )
                )
                return
            left = self.next_step()
            step = left if left is not step else None

    def _left(self) -> Step:
        if (step := self.next_step()) is None:
            raise CallError(
                "Every step of this report has been done. Mark the e-mail complete in the inbox [A13]."
            )
        return step

    def run(self, step: Step) -> None:
        """Run one step; it is done whole, or the sheets are as they were before."""
        if step.reads or step.files:
            apart.expect(workbooks=not self.report.procedure.arrives.in_zip)
        work = self.work
        self._select(work, step)
        with quiet(self.app, step.title), self._undoable(step):
            watch = Watch(work, from_now=True)
            watch.run(step)
            filed = self._file(work)
            if filed and step is self.report.procedure.last_to_file:
                self.desk.release()
            self._show(step)
            if step not in MARKS and (filed or not step.files):
                self.progress.add(step)
            logged = self._log(watch)
        if "desk" in vars(self) and self.desk.is_saved:
            excel_only.needs_no_saving(self.book)  # Excel counts it as changed when it is set right again
        self.notices += [*work.notices, *filed, *logged]
        work.notices.clear()

    def _show(self, step: Step) -> None:
        """Bring to the front where a person goes on."""
        if step is restore_row:
            self.book.sheets[self.tab(REMOVED_SHEET)].range("A1").select()  # the next row moved up under it
        if step.name == "make_worklist" and self.live.sheet(WORKLIST_SHEET):
            self.book.sheets[self.tab(WORKLIST_SHEET)].activate()

    def _log(self, watch: Watch) -> list[str]:
        """Write the step into the activity log, where there are records; no question is asked for it [X5].

        An exercise is no work, until it is known from which practice week its report came.
        """
        if not self.settings.text("records.root") or (self.report.is_exercise and "desk" not in vars(self)):
            return []
        date = self.sources.date_of(self.book)
        return self.sources.office.log(self.report.procedure.key, date, watch.traces)

    def open(self, procedure: Procedure) -> None:
        """Open a received report, which a person chooses, in a new workbook: the first step of its procedure."""
        step = procedure.steps[0]
        apart.expect(workbooks=not procedure.arrives.in_zip)
        path = self.sources.chosen(procedure)
        self.work_on(path)
        if opened := self.sources.opened_from(path, procedure):
            opened.activate()
            self.notices.append(Remark(f"{path.name} is open already: here it is."))
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
                Undo(self.memory, self.book).opened(step.title, fingerprint(work.book))
            self._begin_anew()
        desk.log(watch.traces)
        self.notices += [*desk.notices, *work.notices]
        if records := kept_apart.records_apart(path):
            self.notices.append(Remark(f"This is to practise: what you file goes into {records}."))

    def undo_last(self, sure: Callable[[str], bool]) -> None:
        """Take back the last step; when something was typed since, only if `sure` says that a person wants that."""
        if self.undo is None or (entry := self.undo.last()) is None:
            raise CallError("There is no step to undo on this workbook. A filed copy stays filed.")
        title = entry.facts["title"]
        if self._was_typed_since(entry) and not sure(self.undo.question(entry)):
            return
        if entry.sheets:
            with quiet(self.app, f"Undo {title}"):
                self.undo.put_back(entry)
                without_fail(self._put_choices_again)
                without_fail(partial(self.progress.take_back, title))
            left = self.undo.last()
            self.undoes = left.facts["title"] if left and left.sheets else ""
        else:
            self.undo.close(entry)  # not quietly: Excel cannot be put right again when no workbook is left
            self._is_closed = True
        self._begin_anew()
        self.notices += [Remark(f"Taken back: {title}."), *Undo.stands(entry)]

    def _was_typed_since(self, entry: Remembered) -> bool:
        """Whether a sheet is not as the step left it, or whether this can no longer be seen."""
        try:
            return fingerprint(self.live) != str(entry.facts["after"])
        except CsoError:
            return True

    def _begin_anew(self) -> None:
        """Forget what was read of the sheets: they have been replaced."""
        self._has_report = True
        for name in ("report", "live", "work", "undo", "progress"):
            self.__dict__.pop(name, None)

    def inform_ribbon(self) -> None:
        """Let the workbook say how the work on it stands, for the ribbon, if a report was looked for in it.

        A fault stops nobody: the ribbon then goes on showing what it showed before.
        """
        if self._has_report and not self._is_closed:
            without_fail(self._write_ribbon_state)

    def _write_ribbon_state(self) -> None:
        last = self.undo.last() if self.undo else None
        undo = last.facts["title"] if last else ""
        with suppress(CsoError):  # a sheet has lost its headings: the next step says so
            state = self.progress.ribbon_state(self.report, without_outcome(self.live), undo)
            ribbon_state.write(self.book, state)

    def say(self) -> None:
        """Show the notices, and keep them for whoever wants to read them again."""
        messages.say(self.app, self.notices)
        if self.memory and self.notices:
            without_fail(partial(setattr, self.memory, "words", "\n\n".join(self.notices)))

    def offer_undo(self) -> None:
        """Put the last step on Excel's own Undo button; whatever is called after it takes it off again."""
        if self.undoes:
            without_fail(partial(excel_only.offer_undo, self.app, self.undoes, UNDO_MACRO))

    def next_step(self) -> Step | None:
        """The first step that was not done on this workbook yet; None after the last."""
        return self.progress.next(self.report)

    def _file(self, work: Work) -> list[str]:
        """File what a step has made, once every received row is accounted for; says what became of it."""
        if not work.has_desk:
            return []
        self.desk.reconcile(work)
        filed = self.desk.filed()
        self.sources.remember_filed(self.book, self.desk)
        self.notices += self.desk.notices
        self.desk.notices.clear()
        return filed

    def mark_sent(self) -> None:
        """Show what was recorded of sent notices and answers, where the report in front has a worklist."""
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
        on = self.tab(REMOVED_SHEET) if step is restore_row else self.report.sheet
        selected = self.app.selection
        if step is not restore_row and selected is not None and selected.sheet.name != on:
            raise CallError(
                f"The selection is on the sheet '{selected.sheet.name}', and rows are marked on the sheet '{on}'. "
                "Select them there (a cell of each is enough), then press again."
            )
        work.selected_areas = selection.areas(self.app, on)
        work.selected = selection.rows(work.selected_areas)

    def tab(self, kind: str) -> str:
        """The present name of one of our own sheets."""
        return self.report.added.get(kind, kind)

    def selected_rows(self, on: str) -> tuple[int, ...]:
        """The rows (Excel's numbers) of the selected cells of a sheet."""
        return selection.rows(selection.areas(self.app, on))

    @cached_property
    def desk(self) -> LiveDesk:
        """What lies beside the workbook; looked for when a step first needs it."""
        is_worked = beside.find(self.report.headings) is not None
        desk = self.sources.desk_of(self.book, self.report.procedure, is_worked)
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
        before = self.undo.before(step.title, self.report.sheet, recognise.added_to(self.book))
        live, remembered = self.live, self.undo.remembered()
        try:
            yield
            if live.touched:
                recorded = self.desk.recorded() if "desk" in vars(self) else []
                self.undo.keep(before, fingerprint(live), recorded)
                self.undoes = step.title
            else:
                self.undo.drop(before)
        except BaseException:
            if live.touched:
                self.undo.put_back(before)
                self._put_choices_again()
            else:
                self.undo.drop(before)
            self.undo.forget_since(remembered)
            raise
        live.touched = False

    def _put_choices_again(self) -> None:
        """Give the worklist its drop-downs again: on the way to the shelf and back they lose what they point to."""
        with suppress(CallError, InputError):  # it has lost its headings: then there is nothing to choose
            added = recognise.added_to(self.book)
            choices.put_choices(LiveBook(self.book, self.settings, self.book.sheets[0].name, added))
