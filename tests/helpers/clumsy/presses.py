"""What a clumsy person presses."""

import re

from cso_xl.excel import buttons
from cso_xl.excel.memory import Memory
from cso_xl.procedures import PROCEDURES
from cso_xl.today.rows import SHEET as TODAY
from helpers.clumsy.looks import Looks
from helpers.libreoffice import strict
from helpers.staff import settings_of, state

UNFORESEEN = "not foreseen"
REFUSED = re.compile("has been renamed since|both look like")  # by Undo, before anything is changed
ANYTIME = (
    "next_step", "next_step", "next_step", "save", "undo_last_step", "undo_last_step", "make_worklist", "draft_notices",
    "draft_notices", "email_sent", "nfa", "conflict_of_interest", "restore_row", "copy_cen", "copy_scn", "tick_done",
    "take_case", "take_back", "what_is_this_step", "what_was_said", "show_columns", "do_all_steps", "what_is_due",
    "remind", "record_answers", "file_emails", "today", "drafts_to_send", "rows_gone",
    "about",
)  # fmt: skip
MARKED_BY = ("conflict_of_interest", "email_sent", "nfa")


class Presses(Looks):
    """The buttons, pressed at any time; `before` is what each step that can be undone has found.

    `pasted` are the steps that found a row once more that a person had pasted, with its report and its cells.
    """

    def press(self, name):
        """Press a button; nothing unforeseen comes of it, Excel is as it was, and Undo brings back what was before."""
        book = self.excel.book if len(self.excel.app.books) else None
        seen, steps = (state(book), self.undoable(book)) if book else (None, ())
        said = "\n".join(self.excel.press(name))
        assert UNFORESEEN not in said, said
        self.is_quiet()
        if book and name == "undo_last_step":
            self.is_undone(book, steps, said)
        elif book and self.is_open(book.name):
            now = self.undoable(book)
            self.before |= dict(zip(now[len(steps) :], [seen], strict=False))  # of several steps the first
        return said

    def is_quiet(self):
        """Excel's own settings are as the person has them."""
        assert settings_of(self.excel.app)[:5] == self.settings, settings_of(self.excel.app)

    def undoable(self, book):
        """The steps that can be undone on a workbook, each by its copies of sheets."""
        memory = Memory(self.excel.addin)
        return tuple(entry.sheets for entry in memory.entries("undo", book))

    def is_undone(self, book, steps, said):
        """The last of the steps is taken back, its sheets are as it found them, and nothing else is touched."""
        if not steps:
            assert said.startswith("There is no step to undo on this workbook."), said
        elif "Taken back: " not in said:
            assert REFUSED.search(said), said
            assert self.undoable(book) == steps
        elif steps[-1]:
            assert self.undoable(book) == steps[:-1]
            self.is_as_before(book, steps[-1])
            if steps[-1] in self.pasted:  # which Undo brings back, too
                self.take_away(book, *self.pasted[steps[-1]])

    def take_away(self, book, report, own):
        """A row that was pasted below the others, wherever it has come since."""
        for sheet in [self.sheet(book), *(one for one in book.sheets if one.name == "Removed")]:
            twice = [at for at, cells, _ in self.rows(report, sheet) if cells == own]
            if len(twice) > 1:
                sheet.range(f"{twice[-1]}:{twice[-1]}").delete("up")

    def is_as_before(self, book, step):
        """The sheets that a step may change look as they did, as far as that was seen."""
        found = self.before.get(step, {})
        now = state(book)
        for name in now.keys() & found.keys() - {"shown", TODAY}:
            different = [what for what in found[name] if found[name][what] != now[name][what]]
            assert not different, (
                f"{name}: not undone: {[(one, found[name][one], now[name][one]) for one in different]}"
            )

    def press_and_undo(self):
        """A step or a mark, and at once its Undo."""
        books = self.books()
        if not books:
            return None
        book, report = self.random.choice(books)
        book.activate()
        self.excel.answers["file"] = self.sources[report]
        name = self.random.choice([*MARKED_BY, *(step.name for step in PROCEDURES[report].steps[1:])])
        if name in MARKED_BY:
            self.select_rows(book)
        steps = self.undoable(book)
        said = self.press(name)
        if len(self.undoable(book)) > len(steps):
            said += "\n" + self.press("undo_last_step")
        return name, said

    def receive(self):
        """A report, perhaps a second one, or one that is open already."""
        report = self.random.choice(sorted(self.sources))
        self.excel.answers["file"] = self.random.choice([self.sources[report]] * 4 + [None])
        opened = next(step.name for step in PROCEDURES[report].steps)
        return report, self.press(opened)

    def press_something(self):
        books = self.books()
        steps = [step.name for _, report in books for step in PROCEDURES[report].steps[1:]]
        anything, mark = self.random.choice([*ANYTIME, *steps]), self.random.choice(MARKED_BY)
        name = self.random.choice(("next_step", "next_step", anything, anything, mark))
        if books:
            book, report = self.random.choice(books)
            book.activate()
            self.excel.answers["file"] = self.sources[report]
            if name in MARKED_BY and self.random.random() < 0.8:
                self.select_rows(book)
        chosen, typed, comments = self.outcomes(), self.typed(), self.comments()
        may_be_marked = self.selected()
        said = self.press(name)
        if "undo" not in name and "take_back" not in name:
            lost = {one: words for one, words in chosen.items() if self.outcomes().get(one, words) != words}
            assert not lost, f"{name}: {lost}"
            assert typed <= self.typed(), f"{name}: gone: {typed - self.typed()}"
        if name in MARKED_BY:
            now = self.comments()
            marked = {one for one in now if now[one] != comments.get(one, "")}
            assert marked <= may_be_marked, f"{name}: marked {marked}, selected {may_be_marked}"
        return name, said

    def press_while_a_cell_is_edited(self):
        """For a moment, or until the press gives up."""
        self.excel.app.impl.calls.form = self.random.choice(sorted(strict.BUSY))
        for_good = self.random.random() < 0.5
        before = [state(book) for book, _ in self.books()]
        name = self.random.choice(ANYTIME[:12])
        if len(self.excel.app.books):
            self.excel.app.books.active.set_mock_caller()
            self.excel.app.impl.alerts.clear()
            self.excel.app.impl.busy = 100_000 if for_good else self.random.randrange(1, 5)
            getattr(buttons, name)()
            self.excel.app.impl.busy = 0
        said = "\n".join(self.excel.boxes)
        assert UNFORESEEN not in said, said
        self.is_quiet()
        if for_good:
            assert [state(book) for book, _ in self.books()] == before
        return name, for_good, said

    def press_and_be_cut_off(self):
        """Some call to Excel fails: the press says so, and nothing is half done."""
        books, left = self.books(), [self.random.randrange(5, 400)]
        if not books:
            return None
        book, report = self.random.choice(books)
        book.activate()
        self.excel.answers["file"] = self.sources[report]
        name = self.random.choice([step.name for step in PROCEDURES[report].steps[1:] if not step.files])
        before = state(book)

        def fails(place):
            left[0] -= bool(place)
            return strict.ComError("Excel failed") if place and left[0] == 0 else None

        self.excel.app.impl.calls.fails = fails
        try:
            said = "\n".join(self.excel.press(name))
        finally:
            self.excel.app.impl.calls.fails = None
        self.is_quiet()
        if UNFORESEEN in said:
            assert state(book) == before, f"{name}: half done"
        return name, said
