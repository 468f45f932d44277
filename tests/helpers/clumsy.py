"""A clumsy, interrupted person at Excel: what they do at random, and what must hold whatever it was.

What is typed names the row or the line that it is typed at, so that wherever it turns up one sees whether it is there.
"""

import re
from collections import Counter

from cso_xl import settings
from cso_xl.cases import questions
from cso_xl.excel import buttons
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.work import REMOVED_HEADINGS
from helpers.by_hand import OpenWorkbook
from helpers.entries import OpenEntries
from helpers.files import HEADINGS
from helpers.libreoffice import strict
from helpers.libreoffice.com import boxes_at
from helpers.staff import settings_of, state

QUIET = (True, True, True, True, "automatic")
UNFORESEEN = "not foreseen"
ANYTIME = (
    "next_step", "next_step", "next_step", "save", "undo_last_step", "undo_last_step", "make_worklist", "draft_notices",
    "draft_notices", "email_sent", "nfa", "conflict_of_interest", "restore_row", "copy_cen", "copy_scn", "tick_done",
    "take_case", "take_back", "what_is_this_step", "what_was_said", "show_columns", "do_all_steps", "what_is_due",
    "remind", "record_answers", "file_emails", "today", "about",
)  # fmt: skip
MARKED_BY = {"email_sent", "nfa", "conflict_of_interest"}
TYPED_WORDS = re.compile(r"(?:Seen|Weka|Road) #[^\s;]+")
TYPED = re.compile(r"(?:Seen|Weka|Road) #([^\s;]+)")
PINK = 0xCEC7FF


class Clumsy:
    """A person with reports of one week; `acts` is what they did."""

    def __init__(self, excel, week, folder, random):
        self.excel, self.week, self.folder, self.random = excel, week, folder, random
        self.sources = {
            report: week.write(report, folder / report) for report in HEADINGS if report != "cso-daily"
        }
        self.acts = []
        self.kept = 0
        report = random.choice(sorted(self.sources))
        excel.answers["file"] = self.sources[report]
        for step in PROCEDURES[report].steps[: random.choice((0, 3, 6, 20))]:
            self.press(step.name)
        self.holds()

    # What is there

    def books(self):
        """The workbooks that hold a report: each with its report."""
        found = []
        for book in self.excel.app.books:
            headings = rows_of(book.sheets[0])[0]
            fits = [name for name in self.sources if set(HEADINGS[name]) <= set(headings)]
            if fits:
                found.append((book, max(fits, key=lambda name: len(HEADINGS[name]))))
        return found

    def is_open(self, name):
        """Whether a workbook of this name is open: Undo closes one that was just received."""
        return name in [book.name for book in self.excel.app.books]

    def received(self, report):
        """What each row was received as; its number is its row in the received file."""
        return {tuple(cells): number for number, cells in enumerate(self.week.grids[report][1:], 2)}

    def rows(self, book, report, sheet):
        """Of a sheet with a report's columns: Excel's row, the received cells, all cells by heading."""
        headings, *rows = rows_of(sheet)
        at = (
            [headings.index(one) for one in HEADINGS[report]]
            if set(HEADINGS[report]) <= set(headings)
            else []
        )
        for number, cells in enumerate(rows, 2):
            own = tuple(cells[place] for place in at)
            if any(own):
                yield number, own, dict(reversed(list(zip(headings, cells, strict=True))))

    # What must hold

    def holds(self):
        """Each received row is there once and as it was received; what was typed stands where it was typed."""
        for book, report in self.books():
            known, found = self.received(report), Counter()
            wanted = Counter(list(known))
            for sheet in book.sheets:
                if sheet.index > 1 and rows_of(sheet)[0][: len(REMOVED_HEADINGS)] != [*REMOVED_HEADINGS]:
                    continue
                for place, own, cells in self.rows(book, report, sheet):
                    assert own in known, f"{book.name}, {sheet.name}, row {place}: altered: {own}"
                    found[own] += 1
                    self.is_where_it_belongs(report, known[own], cells)
            missing, twice = ([known[own] for own in one] for one in (wanted - found, found - wanted))
            assert (missing, twice) == ([], []), (
                f"{book.name}: {report}: rows missing: {missing}, twice: {twice}"
            )
            self.worklist_holds(book)

    def is_where_it_belongs(self, report, number, cells):
        if (numbered := cells.get("Row")) and "Status" in cells:
            assert numbered == str(number), f"row {number} is numbered {numbered}"
        for text in map(str, cells.values()):
            for told in TYPED.findall(text):
                assert told == f"{report}.{number}", f"'{text}' stands at {report}.{number}"

    def worklist_holds(self, book):
        for sheet in book.sheets:
            headings, *rows = rows_of(sheet)
            if headings[0] != "Ref":
                continue
            for cells in rows:
                refs = str(cells[0]).split("\n")
                for told in TYPED.findall("\n".join(map(str, cells))):
                    assert told in refs or "." in told, f"'{told}' stands on the line of {refs}"

    # What is pressed

    def press(self, name):
        """Press a button; nothing unforeseen comes of it, and Excel is as it was."""
        said = "\n".join(self.excel.press(name))
        assert UNFORESEEN not in said, said
        assert settings_of(self.excel.app)[:5] == QUIET, settings_of(self.excel.app)
        return said

    def receive(self):
        """A report, perhaps a second one, or one that is open already."""
        report = self.random.choice(sorted(self.sources))
        self.excel.answers["file"] = self.random.choice([self.sources[report]] * 4 + [None])
        opened = next(step.name for step in PROCEDURES[report].steps)
        return report, self.press(opened)

    def press_something(self):
        books = self.books()
        steps = [step.name for _, report in books for step in PROCEDURES[report].steps[1:]]
        anything, mark = self.random.choice([*ANYTIME, *steps]), self.random.choice(sorted(MARKED_BY))
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

    def typed(self):
        """Every word that was typed, with the row or line that it is about."""
        cells = (
            cell
            for book, _ in self.books()
            for sheet in book.sheets
            for row in rows_of(sheet)
            for cell in row
        )
        return {found for cell in cells if isinstance(cell, str) for found in TYPED_WORDS.findall(cell)}

    def comments(self):
        """What stands under Comment, by workbook and received row."""
        return {
            (book.name, self.received(report)[own]): cells.get("Comment", "")
            for book, report in self.books()
            for _, own, cells in self.rows(book, report, book.sheets[0])
        }

    def selected(self):
        """The received rows of which a cell is selected in the workbook in front."""
        if not len(self.excel.app.books):
            return set()
        front, chosen = self.excel.book, self.excel.app.selection
        report = {book.name: report for book, report in self.books()}.get(front.name)
        if report is None or chosen is None or chosen.sheet.name != front.sheets[0].name:
            return set()
        places = {row for area in boxes_at(chosen.api.Address) for row in range(area.top, area.bottom + 1)}
        rows = self.rows(front, report, front.sheets[0])
        return {(front.name, self.received(report)[own]) for place, own, _ in rows if place in places}

    def outcomes(self):
        """What was chosen on the worklists, by workbook and Ref."""
        found = {}
        for book, _ in self.books():
            for sheet in book.sheets:
                if rows_of(sheet)[0][0] == "Ref":
                    entries = OpenEntries(sheet)
                    found |= {
                        (book.name, ref): outcome
                        for ref in entries.lines
                        if (outcome := entries.cell(ref, "Outcome").value)
                    }
        return found

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
        assert settings_of(self.excel.app)[:5] == QUIET
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
        assert settings_of(self.excel.app)[:5] == QUIET, settings_of(self.excel.app)
        if UNFORESEEN in said:
            assert state(book) == before, f"{name}: half done"
        return name, said

    # What is done by hand

    def type_something(self):
        """A word of one's own at a row, an outcome and names on a line."""
        for book, report in self.books():
            rows = list(self.rows(book, report, book.sheets[0]))
            known = self.received(report)
            place, own, cells = self.random.choice(rows) if rows else (0, (), {})
            if "Comment" in cells and not cells["Comment"] and own in known:
                at = rows_of(book.sheets[0])[0].index("Comment") + 1
                book.sheets[0].range((place, at)).value = f"Seen #{report}.{known[own]}"
            self.decide_something(book)

    def decide_something(self, book):
        for sheet in book.sheets:
            if rows_of(sheet)[0][0] != "Ref":
                continue
            entries = OpenEntries(sheet)
            ref = self.random.choice(sorted(entries.lines))
            offered = self.offered(book, ref, entries)
            if offered and not entries.cell(ref, "Outcome").value:
                entries.write(
                    ref,
                    Outcome=self.random.choice(offered),
                    Client_Name=f"Weka #{ref}",
                    Detail=f"Road #{ref}",
                )

    def offered(self, book, ref, entries):
        """The outcomes that an entry may have."""
        report = {one.name: report for one, report in self.books()}[book.name].replace("-", "_")
        asked = str(entries.cell(ref, "Question").value)
        found = questions.load(settings.load())[report]
        return [
            one.name
            for question in found
            if f"{question.id}: {question.ask}" == asked
            for one in question.outcomes
        ]

    def sort(self):
        for book, _ in self.books():
            for sheet in book.sheets:
                if sheet.name not in ("Outcomes", "Removed") and len(rows_of(sheet)) > 1:
                    by, backwards = self.random.randrange(30), self.random.random() < 0.5
                    OpenWorkbook.sort(None, sheet, by, backwards)
                    return sheet.name, by, backwards
        return None

    def filter(self):
        """By a value, by words, by colour, by rank; or the filters are cleared."""
        for book, _ in self.books():
            sheet = book.sheets[0]
            if sheet.api.AutoFilter is None:
                continue
            headed = sheet.range(sheet.api.AutoFilter.Range.Address).api
            text = str(rows_of(sheet)[1][1])
            kinds = [{"Criteria1": f"={text}"}, {"Criteria1": f"=*{text[-2:]}*"}, {"Criteria1": PINK, "Operator": 8},
                     {"Criteria1": 2, "Operator": 3}, {}]  # fmt: skip
            kind = self.random.choice(kinds)
            headed.AutoFilter(Field=2, **kind)
            return kind
        return None

    def colour(self):
        for book, _ in self.books():
            book.sheets[0].range(f"B{self.random.randrange(2, 8)}").color = "#FFC7CE"

    def insert_a_row_and_press(self):
        """A row between the others, and taken away again."""
        books = self.books()
        if not books:
            return None
        book, _ = self.random.choice(books)
        sheet, name = book.sheets[0], book.name
        at = self.random.randrange(2, 6)
        before = sheet.used_range.value
        sheet.range(f"{at}:{at}").insert("down")
        book.activate()
        said = self.press(
            self.random.choice(("say_what_to_do", "nfa", "next_step", "draft_notices", "undo_last_step"))
        )
        sheet = book.sheets[0] if self.is_open(name) else None
        if sheet and not any(sheet.range((at, 1), (at, len(before[0]))).value):
            sheet.range(f"{at}:{at}").delete("up")
        return at, said

    def paste_a_row_and_press(self):
        """A row once more below all others, and taken away again."""
        books = self.books()
        if not books:
            return None
        book, report = self.random.choice(books)
        sheet, rows = book.sheets[0], list(self.rows(book, report, book.sheets[0]))
        if not rows:
            return None
        (place, own, _), name = self.random.choice(rows), book.name
        last, width = len(rows_of(sheet)) + 1, len(rows_of(sheet)[0])
        below = sheet.range((last, 1)).resize(1, width)
        below.number_format = "@"
        below.value = sheet.range((place, 1), (place, width)).value
        book.activate()
        said = self.press(self.random.choice(("nfa", "next_step", "draft_notices", "save")))
        ours = (
            [one for one in book.sheets if one.index == 1 or one.name == "Removed"]
            if self.is_open(name)
            else []
        )
        for one in ours:
            twice = [at for at, cells, _ in self.rows(book, report, one) if cells == own]
            if len(twice) > 1:
                one.range(f"{twice[-1]}:{twice[-1]}").delete("up")
        return place, said

    def rename(self):
        for book, _ in self.books():
            sheet = self.random.choice(list(book.sheets))
            was, sheet.name = sheet.name, f"Mine {self.random.randrange(1_000_000)}"
            return was, sheet.name
        return None

    def select(self):
        for book, _ in self.books():
            sheet = self.random.choice(list(book.sheets))
            top, left = self.random.randrange(1, 9), self.random.randrange(1, 20)
            book.activate()
            sheet.activate()
            sheet.range((top, left)).resize(self.random.randrange(1, 4), self.random.randrange(1, 4)).select()

    def select_rows(self, book):
        """On the report's sheet, as one does before they are marked."""
        top = self.random.randrange(2, 8)
        book.sheets[0].activate()
        book.sheets[0].range((top, 2)).resize(self.random.randrange(1, 3), 1).select()

    def close(self):
        """Without saving."""
        if books := self.books():
            book, report = self.random.choice(books)
            name = book.name
            book.close()
            return name
        return None

    def save_as_and_open_again(self):
        if books := self.books():
            book, report = self.random.choice(books)
            self.kept += 1
            path = self.folder / f"Mine {self.kept}.xlsx"
            book.save(path)
            if self.random.random() < 0.5:
                book.close()
                self.excel.app.books.open(str(path))
            return path.name
        return None

    def step(self):
        """Do something, and look whether all holds."""
        acts = [(self.press_something, 40), (self.receive, 8), (self.type_something, 12), (self.sort, 8),
                (self.filter, 6), (self.colour, 3), (self.select, 10), (self.insert_a_row_and_press, 3),
                (self.paste_a_row_and_press, 3), (self.rename, 2), (self.close, 2), (self.save_as_and_open_again, 3),
                (self.press_while_a_cell_is_edited, 5), (self.press_and_be_cut_off, 5)]  # fmt: skip
        if len(self.books()) > 3:
            acts.append((self.close, 20))
        if not self.books():
            acts = [(self.receive, 9), (self.press_something, 1)]
        (act,) = self.random.choices([one for one, _ in acts], [weight for _, weight in acts])
        self.acts.append([act.__name__])
        self.acts[-1].append(act())
        self.holds()


def rows_of(sheet):
    """The cells of a sheet, headings first, as text."""
    return [["" if cell is None else cell for cell in row] for row in sheet.used_range.options(ndim=2).value]
