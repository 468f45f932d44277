"""Empty rows between a filed copy's rows, and what somebody has written below them [C1]."""

import pytest
from openpyxl import load_workbook

from helpers.commands import call
from helpers.files import COPIES, FOLDERS, Week


@pytest.fixture(params=["daily-diffs", "address-sharer"])
def copy(request, tmp_path, records):
    """A filed copy of six rows, to be changed and marked."""
    week, report = Week(), request.param
    for row in range(2, 8):
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, f"{row} Kauri Road Ōtaki")
    call("run", report, week.write(report, tmp_path), "--records", records)
    return Copy(report, records)


class Copy:
    def __init__(self, report, records):
        self.report, self.records = report, records
        self.path = records / FOLDERS[report] / COPIES[report][-1]

    def change(self, change):
        book = load_workbook(self.path)
        change(book.worksheets[0])
        book.save(self.path)

    def mark(self, *arguments):
        return call("mark", self.report, *arguments, "--records", self.records)

    def sheet(self):
        return load_workbook(self.path).worksheets[0]

    def column(self, heading):
        headings, *rows = self.sheet().iter_rows(values_only=True)
        return [row[headings.index(heading)] for row in rows]


def test_empty_rows_are_passed_over(copy):
    copy.change(lambda sheet: (sheet.insert_rows(4), sheet.insert_rows(6, 2)))
    done = copy.mark("nfa", "5")
    assert done.exit_code == 0, done.output
    assert "Empty rows between those of the report, left out: 3." in done.output
    assert copy.column("Row") == [str(row) for row in range(2, 8)]
    assert copy.column("Comment") == [None, None, None, "NFA", None, None]


def test_a_note_below_the_rows_stays_and_is_listed(copy):
    copy.change(lambda sheet: setattr(sheet["A10"], "value", "Ask Hemi on Monday"))
    said = "Below the report's rows stands what is no row of it, on the sheet's row 10: it stays there."
    for _ in range(2):
        done = copy.mark("nfa", "7")
        assert (done.exit_code, said in done.output.replace("\n", " ")) == (0, True), done.output
        assert copy.sheet()["A10"].value == "Ask Hemi on Monday"
    assert copy.column("Row")[:6] == [str(row) for row in range(2, 8)]


@pytest.mark.parametrize("copy", ["address-sharer"], indirect=True)
def test_what_is_no_row_is_named_by_the_row_on_which_it_stands(copy):
    copy.change(lambda sheet: (sheet.insert_rows(4), setattr(sheet["A9"], "value", "mine")))
    done = copy.mark("nfa", "7")
    assert done.exit_code == 1
    assert "row 9 of the sheet was not received" in " ".join(done.output.split())
