"""Working sheets one can read: what is in sight, what colours say, what is printed, of a practice week as filed."""

import io

import pytest
from openpyxl import load_workbook

from cso_xl import settings as settings_
from cso_xl.desk import headless, reopen
from cso_xl.desk.office import Office
from cso_xl.intake.passwords import Passwords
from cso_xl.practice.week import Sizes, Week
from cso_xl.procedures.sheet.marks import conflict_of_interest, nfa
from helpers.files import PASSWORD

IN_SIGHT = (
    "CSO Client Number", "CSO Surname", "CSO Address", "Sharer Client Number", "Sharer Surname", "Sharer First Names",
    "Sharer Date of Birth", "Sharer Address", "Row", "Status", "Reason", "Comment",
)  # fmt: skip
SCREEN, SMALL_SCREEN, BESIDE, DIGIT = (
    1920,
    1366,
    55,
    7,
)  # pixels: a window, its row numbers and scroll bar, a digit of Calibri 11
GREEN, AMBER, TO_DO, TO_FILL_IN = "92D050", "FFC000", "FFF2CC", "FFFBE6"
REPORTS = ("daily-diffs", "on-list", "off-list", "youth-service", "address-sharer")


class Filed:
    """A practice week and its records."""

    def __init__(self, folder, settings):
        self.files = Week(sizes=Sizes(sharers=90), seed=7).write(folder)
        self.office = Office.at(self.files.records, settings, Passwords(settings, lambda prompt: PASSWORD))

    def run(self, report):
        source = self.files.address_report if report == "address-sharer" else self.files.datamatch
        headless.run(report, source, self.office)

    def sheet(self, words, title=None):
        """A sheet of a copy by its title, the first without one."""
        (path,) = [
            path for path in self.files.records.rglob(f"20250113 {words}*.xlsx") if " as of " not in path.name
        ]
        book = load_workbook(io.BytesIO(path.read_bytes()))
        return book[title] if title else book.worksheets[0]


@pytest.fixture(scope="module")
def filed(tmp_path_factory):
    """The week with every report filed."""
    made = Filed(tmp_path_factory.mktemp("week"), settings_.load(None))
    for report in REPORTS:
        made.run(report)
    return made


@pytest.fixture
def marked(filed):
    """The address report's Working Copy with a row marked NFA that has no white cell, and one handed on."""
    sheet = filed.sheet("Working Copy")
    at = columns(sheet)
    missed = [row for row in rows(sheet) if "no cell is white" in sheet.cell(row, at["Reason"]).value]
    other = next(row for row in rows(sheet) if row not in missed)
    done, handed_on = (int(sheet.cell(row, at["Row"]).value) for row in (missed[0], other))
    for step, row in ((nfa, done), (conflict_of_interest, handed_on)):
        reopen.mark("address-sharer", filed.office, None, marked=(step, [range(row, row + 1)]))
    return filed.sheet("Working Copy"), missed[0], other


def columns(sheet):
    """Our columns and this week's by their headings; last week's have the same."""
    return {cell.value: cell.column for cell in reversed(sheet[1]) if cell.value}


def rows(sheet):
    return [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value]


def spans(sheet, what):
    found = [one for one in sheet.column_dimensions.values() if getattr(one, what)]
    return {at for one in found for at in range(one.min, one.max + 1)}


def in_sight(sheet):
    hidden = spans(sheet, "hidden")
    return [cell for cell in sheet[1] if cell.value and cell.column not in hidden]


def fill(cell):
    return cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else ""


def test_what_a_row_is_decided_by_is_on_the_first_screen(filed):
    sheet = filed.sheet("Working Copy")
    shown = in_sight(sheet)
    assert tuple(cell.value for cell in shown) == IN_SIGHT
    width = sum(sheet.column_dimensions[cell.column_letter].width for cell in shown)
    assert width * DIGIT + BESIDE <= SCREEN
    comment = sheet.column_dimensions[shown[-1].column_letter].width
    assert (width - comment) * DIGIT + BESIDE <= SMALL_SCREEN, "all but Comment, whose beginning is seen"
    assert sheet.freeze_panes == "C2"


def test_received_columns_keep_their_letters_and_last_weeks_rows_are_folded_away(filed):
    sheet, filtered = filed.sheet("Working Copy"), filed.sheet("Filtered Copy")
    assert [cell.value for cell in sheet[1]][:16] == [cell.value for cell in filtered[1]][:16]
    assert sheet["U1"].value == sheet["A1"].value
    assert spans(sheet, "hidden") == spans(sheet, "outlineLevel") >= {*range(21, 37)}
    assert spans(filtered, "hidden") == set()


@pytest.mark.parametrize("copy", ["On List", "Off List"])
def test_one_press_shows_what_the_guidelines_hide(filed, copy):
    sheet = filed.sheet(copy)
    assert spans(sheet, "hidden") == spans(sheet, "outlineLevel") != set()
    assert {at + 1 for at in spans(sheet, "hidden")} - spans(sheet, "hidden") == spans(sheet, "collapsed")


def test_a_row_is_seldom_higher_than_three_lines(filed):
    sheet = filed.sheet("Working Copy")
    high = [row for row in rows(sheet) if (sheet.row_dimensions[row].height or 15) > 45]
    assert len(high) <= len(rows(sheet)) / 8
    assert all(sheet.row_dimensions[row].height <= 75 for row in high)


@pytest.mark.parametrize("copy", ["Daily Diffs", "On List", "Off List", "Youth Service", "Working Copy"])
def test_what_is_in_sight_is_printed_on_one_page_across(filed, copy):
    sheet = filed.sheet(copy)
    page = sheet.page_setup
    assert (page.orientation, page.fitToWidth, page.fitToHeight) == ("landscape", 1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_options.gridLines
    assert sheet.oddFooter.right.text == "Page &P of &N"


@pytest.mark.parametrize(
    ("copy", "title", "across", "who"),
    [
        ("Daily Diffs", "Worklist", 1, "$A:$D"),
        ("On List", "Worklist", 2, "$A:$D"),
        ("Off List", "Worklist", 1, "$A:$D"),
        ("Working Copy", "Worklist", 1, "$A:$D"),
        ("Working Copy", "Removed", 2, "$A:$B"),
    ],
)
def test_what_is_too_wide_for_one_legible_page_says_on_the_next_whose_line_it_is(
    filed, copy, title, across, who
):
    sheet = filed.sheet(copy, title)
    assert (sheet.page_setup.fitToWidth, sheet.print_title_rows, sheet.print_title_cols) == (
        across,
        "$1:$1",
        who,
    )
    assert sheet.page_setup.pageOrder == ("overThenDown" if across > 1 else None)


@pytest.mark.parametrize(
    ("copy", "to_do"),
    [
        ("Daily Diffs", {"Action", "Check"}),
        ("On List", {"Process", "Check"}),
        ("Off List", {"Verify"}),
        ("Youth Service", {"Check"}),
    ],
)
def test_only_what_is_to_be_worked_is_coloured(filed, copy, to_do):
    sheet = filed.sheet(copy)
    status = columns(sheet)["Status"]
    found = {(sheet.cell(row, status).value, fill(sheet.cell(row, status))) for row in rows(sheet)}
    assert found == {(text, TO_DO if text in to_do else "") for text, _ in found}
    assert {fill(sheet.cell(row, status + 1)) for row in rows(sheet)} == {""}


def test_a_row_that_is_done_is_plainly_done_though_no_cell_of_it_was_white(marked):
    sheet, done, handed_on = marked
    at = columns(sheet)
    ours = range(at["Row"], at["Comment"] + 1)
    assert {fill(sheet.cell(done, column)) for column in ours} == {GREEN}
    assert {fill(sheet.cell(handed_on, column)) for column in ours} == {AMBER}
    last_week = range(ours.stop, sheet.max_column + 1)
    assert {fill(sheet.cell(row, column)) for row in (done, handed_on) for column in last_week} == {""}
    status = [sheet.cell(row, at["Status"]) for row in (done, handed_on)]
    assert [cell.number_format for cell in status] == ['@", done"', '@", handed on"']
    assert {cell.value for cell in status} <= {"New", "Changed", "Check address", "Seen"}
    left = next(row for row in rows(sheet) if row not in (done, handed_on))
    assert [fill(sheet.cell(left, column)) for column in ours] == ["", TO_DO, "", TO_FILL_IN]
    assert sheet.cell(left, at["Status"]).number_format == "@"
