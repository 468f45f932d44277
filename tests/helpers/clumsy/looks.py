"""What a clumsy person has in front of them, and what must hold whatever they did.

What is typed names the row or the line that it is typed at, so that wherever it turns up one sees whether it is there.
"""

import re
from collections import Counter

from cso_xl.procedures.work import REMOVED_HEADINGS
from cso_xl.today.rows import SHEET as TODAY
from helpers.entries import OpenEntries
from helpers.files import HEADINGS
from helpers.libreoffice.com import boxes_at

TYPED_WORDS = re.compile(r"(?:Seen|Weka|Road) #[^\s;]+")
TYPED = re.compile(r"(?:Seen|Weka|Road) #([^\s;]+)")


class Looks:
    """The open reports of a person (`sources`, of one `week`), with what was typed and chosen in them."""

    def books(self):
        """The workbooks that hold a report: each with its report."""
        found = []
        for book in self.excel.app.books:
            headings = rows_of(self.sheet(book))[0]
            fits = [name for name in self.sources if set(HEADINGS[name]) <= set(headings)]
            if fits:
                found.append((book, max(fits, key=lambda name: len(HEADINGS[name]))))
        return found

    def sheet(self, book):
        """The report's sheet: the first, unless the sheet Today stands before it."""
        first = book.sheets[0]
        return book.sheets[1] if first.name == TODAY and len(book.sheets) > 1 else first

    def is_open(self, name):
        """Whether a workbook of this name is open: Undo closes one that was just received."""
        return name in [book.name for book in self.excel.app.books]

    def received(self, report):
        """What each row was received as; its number is its row in the received file."""
        return {tuple(cells): number for number, cells in enumerate(self.week.grids[report][1:], 2)}

    def rows(self, report, sheet):
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

    def holds(self):
        """Each received row is there once and as it was received; what was typed stands where it was typed."""
        for book, report in self.books():
            known, found = self.received(report), Counter()
            wanted = Counter(list(known))
            removed = [
                one for one in book.sheets if rows_of(one)[0][: len(REMOVED_HEADINGS)] == [*REMOVED_HEADINGS]
            ]
            for sheet in (self.sheet(book), *removed):
                for place, own, cells in self.rows(report, sheet):
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
            for _, own, cells in self.rows(report, self.sheet(book))
        }

    def selected(self):
        """The received rows of which a cell is selected in the workbook in front."""
        if not len(self.excel.app.books):
            return set()
        front, chosen = self.excel.book, self.excel.app.selection
        report = {book.name: report for book, report in self.books()}.get(front.name)
        if report is None or chosen is None or chosen.sheet.name != self.sheet(front).name:
            return set()
        places = {row for area in boxes_at(chosen.api.Address) for row in range(area.top, area.bottom + 1)}
        rows = self.rows(report, self.sheet(front))
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


def rows_of(sheet):
    """The cells of a sheet, headings first, as text."""
    return [["" if cell is None else cell for cell in row] for row in sheet.used_range.options(ndim=2).value]
