"""What a clumsy person does by hand."""

from cso_xl import settings
from cso_xl.cases import questions
from helpers.by_hand import OpenWorkbook
from helpers.clumsy.looks import rows_of
from helpers.clumsy.presses import Presses
from helpers.entries import OpenEntries
from helpers.files import COPIES, FOLDERS

PINK = 0xCEC7FF


class Hands(Presses):
    """What is done without a button: with the keyboard and the mouse, as everybody does in Excel."""

    def type_something(self):
        """A word of one's own at a row, an outcome and names on a line."""
        for book, report in self.books():
            rows = list(self.rows(report, self.sheet(book)))
            known = self.received(report)
            place, own, cells = self.random.choice(rows) if rows else (0, (), {})
            if "Comment" in cells and not cells["Comment"] and own in known:
                at = rows_of(self.sheet(book))[0].index("Comment") + 1
                self.sheet(book).range((place, at)).value = f"Seen #{report}.{known[own]}"
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
            sheet = self.sheet(book)
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
            self.sheet(book).range(f"B{self.random.randrange(2, 8)}").color = "#FFC7CE"

    def insert_a_row_and_press(self):
        """A row between the others, and taken away again."""
        books = self.books()
        if not books:
            return None
        book, _ = self.random.choice(books)
        sheet, name = self.sheet(book), book.name
        at = self.random.randrange(2, 6)
        before = sheet.used_range.value
        sheet.range(f"{at}:{at}").insert("down")
        book.activate()
        said = self.press(
            self.random.choice(("say_what_to_do", "nfa", "next_step", "draft_notices", "undo_last_step"))
        )
        sheet = self.sheet(book) if self.is_open(name) else None
        if sheet and not any(sheet.range((at, 1), (at, len(before[0]))).value):
            sheet.range(f"{at}:{at}").delete("up")
        return at, said

    def paste_a_row_and_press(self):
        """A row once more below all others, and taken away again."""
        books = self.books()
        if not books:
            return None
        book, report = self.random.choice(books)
        sheet = self.sheet(book)
        rows = list(self.rows(report, sheet))
        if not rows:
            return None
        (place, own, _), name = self.random.choice(rows), book.name
        last, width = len(rows_of(sheet)) + 1, len(rows_of(sheet)[0])
        below = sheet.range((last, 1)).resize(1, width)
        below.number_format = "@"
        below.value = sheet.range((place, 1), (place, width)).value
        book.activate()
        steps = self.undoable(book)
        said = self.press(self.random.choice(("nfa", "next_step", "draft_notices", "save")))
        if self.is_open(name):
            self.pasted |= dict.fromkeys(self.undoable(book)[len(steps) :], (report, own))
            self.take_away(book, report, own)
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
        self.sheet(book).activate()
        self.sheet(book).range((top, 2)).resize(self.random.randrange(1, 3), 1).select()

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

    def insert_a_column_and_press(self):
        """An empty column between the others, and taken away again."""
        books = self.books()
        if not books:
            return None
        book, _ = self.random.choice(books)
        sheet, name = self.sheet(book), book.name
        letter, height = self.random.choice("ABCDQ"), len(rows_of(sheet))
        sheet.range(f"{letter}:{letter}").insert("right")
        book.activate()
        said = self.press(self.random.choice(("nfa", "next_step", "say_what_to_do", "undo_last_step")))
        sheet = self.sheet(book) if self.is_open(name) else None
        if sheet and not any(sheet.range(f"{letter}1:{letter}{height}").value):
            sheet.range(f"{letter}:{letter}").delete("left")
        return letter, said

    def copy_a_sheet_and_press(self):
        """A sheet of the workbook once more behind all others, and deleted again."""
        books = self.books()
        if not books:
            return None
        book, _ = self.random.choice(books)
        copied, name = self.random.choice(list(book.sheets)), book.name
        copy = copied.copy(after=book.sheets[len(book.sheets) - 1]).name
        book.activate()
        said = self.press(self.random.choice(("nfa", "next_step", "draft_notices", "save", "undo_last_step")))
        if self.is_open(name) and copy in [sheet.name for sheet in book.sheets]:
            book.sheets[copy].delete()
        return copy, said

    def open_new_window(self):
        """View > New Window."""
        for book, _ in self.books():
            return book.name, book.api.NewWindow() and None
        return None

    def open_another(self):
        """An empty workbook comes to the front, and something is pressed there."""
        book = self.excel.app.books.add()
        said = self.press(self.random.choice(("next_step", "nfa", "undo_last_step", "save", "today")))
        if self.is_open(book.name) and len(self.excel.app.books) > 1:
            book.close()
        return said

    def open_filed(self):
        """The working copy of what was filed, by a double click."""
        report = self.random.choice(sorted(COPIES))
        path = self.excel.records / FOLDERS[report] / COPIES[report][-1]
        if path.exists() and not self.is_open(path.name):
            self.excel.app.books.open(str(path))
            return path.name
        return None

    def calculate(self):
        """Formulas > Calculation Options: by hand, or not."""
        if len(self.excel.app.books):
            self.excel.app.calculation = self.random.choice(("manual", "automatic"))
            self.settings = (*self.settings[:4], self.excel.app.calculation)

    def hide_rows(self):
        """By hand, without a filter; or all are shown."""
        for book, _ in self.books():
            sheet, row = self.sheet(book), self.random.randrange(2, 7)
            sheet.range(f"{row}:{row}").rows.hidden = self.random.random() < 0.6
