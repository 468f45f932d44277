"""The worklist as its entries, of which several may stand on one line: of a filed workbook, or one that is open."""

import re


class Entries:
    """The sheet 'Worklist' by Ref; 'Question', 'Outcome' and 'Detail' are the entry's own, the rest is its line's."""

    def __init__(self, book):
        self.sheet = book["Worklist"]
        self._read([[cell.value for cell in row] for row in self.sheet.iter_rows()])

    def _read(self, rows):
        self.headings, *self.rows = rows
        asks = [at for at, name in enumerate(self.headings) if re.fullmatch("Question( [2-9])?", name or "")]
        self.lines = {}  # by Ref: Excel's row, and the position (from 0) of its question
        for number, row in enumerate(self.rows, 2):
            filled = [at for at in asks if row[at]]
            if filled:
                self.lines |= {ref: (number, at) for ref, at in zip(row[0].split("\n"), filled, strict=True)}

    def _at(self, row, column):
        return self.sheet.cell(row, column)

    def place(self, ref, heading):
        """The position (from 0) of an entry's column; None where the worklist has no such column."""
        _, asks = self.lines[ref]
        if heading == "Detail":
            return asks + 2 if "Detail" in (self.headings[asks + 2] or "") else None
        own = {"Question": asks, "Outcome": asks + 1}
        if heading in own:
            return own[heading]
        return self.headings.index(heading) if heading in self.headings else None

    def cell(self, ref, heading):
        """The cell of an entry under a heading; None where the worklist has no such column."""
        at = self.place(ref, heading)
        return None if at is None else self._at(self.lines[ref][0], at + 1)

    def said(self, ref):
        """What stands on an entry's line, by heading."""
        row = self.rows[self.lines[ref][0] - 2]
        own = {name: row[at] for name in ("Question", "Outcome", "Detail") if (at := self.place(ref, name))}
        return dict(zip(self.headings, row, strict=True)) | own

    def columns(self, *headings):
        """What stands under some headings, a list for each line."""
        places = [self.headings.index(heading) for heading in headings]
        return [[row[at] for at in places] for row in self.rows]

    def write(self, ref, **texts):
        """Type texts on an entry's line, by heading with _ for each space; where there is no such column, nothing."""
        for heading, text in texts.items():
            cell = self.cell(ref, heading.replace("_", " "))
            if cell is not None:
                cell.value = text

    def tick(self, ref):
        """Say under 'Done in CMS' that an entry is done: of several on a line by its question's number."""
        cell = self.cell(ref, "Done in CMS")
        alone = sum(row == self.lines[ref][0] for row, _ in self.lines.values()) == 1
        others = [mark for mark in (cell.value or "").split(", ") if mark]
        if others != ["Done"]:
            cell.value = "Done" if alone else ", ".join([*others, ref.partition("-")[0]])


class OpenEntries(Entries):
    """The same of a worklist that is open in the spreadsheet program."""

    def __init__(self, sheet):
        self.sheet = sheet
        self._read(sheet.used_range.options(ndim=2).value)

    def _at(self, row, column):
        return self.sheet.range((row, column))
