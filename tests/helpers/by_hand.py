"""A report and its worklist as a person edits them by hand: the filed copy, or the workbook that stands open."""

from openpyxl import load_workbook

from helpers.entries import Entries, OpenEntries
from helpers.libreoffice.office import load_uno, properties, struct


class FiledWorkbook:
    """A filed copy, as a person edits it in a spreadsheet program without our buttons."""

    def __init__(self, path):
        self.path = path
        self.book = load_workbook(path)
        self.report, self.worklist = self.book.worksheets[0], self.book["Worklist"]

    def save(self):
        self.book.save(self.path)

    def values(self):
        return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in self.book]

    def lines(self):
        """The worklist by Ref: Excel's row."""
        return {ref: row for ref, (row, _) in Entries(self.book).lines.items()}

    def cell(self, ref, heading):
        return Entries(self.book).cell(ref, heading)

    def tick(self, ref):
        Entries(self.book).tick(ref)

    def places(self):
        """The report's rows by their number: Excel's row."""
        column = _column(self.report, "Row")
        cells = ((row, self.report.cell(row, column).value) for row in range(2, self.report.max_row + 1))
        return {int(number): row for row, number in cells if number}

    def comment(self, row):
        column = _column(self.report, "Comment")
        return column and self.report.cell(self.places()[row], column)

    def sort(self, sheet, column, backwards):
        """Sort a sheet by a column, as Excel does: values move, nothing else."""
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        rows = [row for row in rows if any(row)]
        rows.sort(key=lambda row: str(row[column % len(row)] or ""), reverse=backwards)
        for at, row in enumerate(rows, 2):
            for place, value in enumerate(row, 1):
                sheet.cell(at, place).value = value

    def copy_row(self, row):
        """A row copied and pasted below all others; says where."""
        last = self.report.max_row + 1
        for at in range(1, self.report.max_column + 1):
            self.report.cell(last, at).value = self.report.cell(self.places()[row], at).value
        return last

    def delete_row(self, at):
        self.report.delete_rows(at)

    def insert_column(self):
        """An empty column at the left of the report."""
        self.report.insert_cols(1)

    def delete_column(self):
        self.report.delete_cols(1)


class OpenWorkbook:
    """The workbook in front of the spreadsheet program."""

    def __init__(self, book):
        self.book = book
        self.report, self.worklist = book.sheets[0], book.sheets["Worklist"]

    def save(self):
        """What was typed stands there already."""

    def values(self):
        return [_values(sheet) for sheet in self.book.sheets]

    def lines(self):
        """The worklist by Ref: Excel's row."""
        return {ref: row for ref, (row, _) in OpenEntries(self.worklist).lines.items()}

    def cell(self, ref, heading):
        return OpenEntries(self.worklist).cell(ref, heading)

    def tick(self, ref):
        OpenEntries(self.worklist).tick(ref)

    def places(self):
        """The report's rows by their number: Excel's row."""
        column, rows = _place(self.report, "Row"), _values(self.report)[1:]
        return {int(row[column - 1]): at for at, row in enumerate(rows, 2) if row[column - 1]}

    def comment(self, row):
        column = _place(self.report, "Comment")
        return column and self.report.range((self.places()[row], column))

    def sort(self, sheet, column, backwards):
        """Sort a sheet by a column, as the program does."""
        by = struct("table.TableSortField", Field=column % len(_values(sheet)[0]), IsAscending=not backwards)
        fields = load_uno().Any("[]com.sun.star.table.TableSortField", (by,))
        cells = sheet.impl.used_range.x
        load_uno().invoke(cells, "sort", (properties(ContainsHeader=True, SortFields=fields),))

    def copy_row(self, row):
        """A row copied and pasted below all others; says where."""
        cells = self.report.range((self.places()[row], 1), (self.places()[row], len(_values(self.report)[0])))
        last = len(_values(self.report)) + 1
        below = self.report.range((last, 1))
        below.resize(1, cells.columns.count).number_format = "@"
        below.value = cells.value
        return last

    def delete_row(self, at):
        self.report.range(f"{at}:{at}").delete("up")

    def insert_column(self):
        """An empty column at the left of the report."""
        self.report.range("A:A").insert("right")

    def delete_column(self):
        self.report.range("A:A").delete("left")


def _values(sheet):
    return sheet.used_range.options(ndim=2).value


def _place(sheet, heading):
    headings = _values(sheet)[0]
    return headings.index(heading) + 1 if heading in headings else 0


def _column(sheet, heading):
    return next((cell.column for cell in sheet[1] if cell.value == heading), 0)
