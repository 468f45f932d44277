"""Dangers of Excel as it really is: fills to the last row, rules that Excel split, other windows and workbooks."""

import ctypes
import sys

import pytest

from cso_xl.excel import foreground, selection
from cso_xl.sheet import as_shown, excel_only
from cso_xl.sheet.areas import Area
from helpers.libreoffice import strict
from helpers.staff import NO_REPORT, column, state

LAST = 1_048_576


@pytest.fixture
def sheet(staff):
    return staff.app.books.add().sheets[0]


# A fill that reaches down to the last row


def test_a_fill_to_the_last_row_is_no_million_rows(staff):
    book = staff.receive("daily-diffs", "format_sheet")
    staff.sheet.range(f"A2:C{LAST}").color = "#FFFF00"
    assert staff.sheet.used_range.last_cell.row == LAST
    assert staff.press("say_what_to_do") == ""
    assert list(column_of(staff.sheet, "Status")) == list(range(2, 8))
    staff.select(f"A3:A{LAST}")
    assert staff.press("nfa") == ""
    assert [row for row, text in column_of(staff.sheet, "Comment").items() if text] == [3, 4, 5, 6, 7]
    assert book.sheets[0].used_range.last_cell.row == LAST


def column_of(sheet, heading, bottom=7):
    """As helpers.staff.column, of as many rows as there are."""
    block = sheet.range((1, 1), (bottom, 40)).options(ndim=2, empty="").value
    at = block[0].index(heading)
    return {number: row[at] for number, row in enumerate(block[1:], 2)}


@pytest.mark.parametrize(
    ("at", "filled"),
    [
        (["A1"], (1, 1)),
        (["C7", f"A{LAST}"], (LAST, 3)),
        (["C7", "XFD2"], (7, 16_384)),
        (["C7", "C30001", "B25000"], (30_001, 3)),
        ([], (1, 1)),
    ],
)
def test_how_far_a_sheet_is_filled(sheet, at, filled):
    for address in at:
        sheet[address].value = "x"
    sheet.range(f"A1:C{LAST}").color = "#FFFF00"
    sheet.range("A1:XFD1").color = "#FFFF00"
    assert as_shown.filled(sheet) == filled


def test_what_is_hidden_is_counted(sheet):
    sheet["A30000"].value = "x"
    sheet["A40000"].color = "#FFFF00"
    sheet["30000:30000"].rows.hidden = True
    assert as_shown.filled(sheet)[0] == 30_000


def test_whole_columns_can_be_selected(sheet):
    sheet["A1:B3"].value = [["a", "b"]] * 3
    sheet.range(f"A1:B{LAST}").color = "#FFFF00"
    sheet["A:B"].select()
    assert selection.areas(sheet.book.app, sheet.name) == (Area(1, 1, 3, 2),)


# The rule that highlights duplicates


def test_a_rule_that_excel_split_is_one(sheet):
    for areas in (["A2:C50", "A61:C99"], ["A51:C60"]):
        rule = sheet.api.Range(",".join(areas)).FormatConditions.AddUniqueValues()
        rule.DupeUnique = 1
    assert excel_only.duplicates(sheet) == (Area(2, 1, 99, 3),)


def test_a_rule_over_more_areas_than_fit_into_an_address(sheet):
    areas = [Area(row, 1, row, 3) for row in range(2, 400, 2)]
    excel_only.highlight_duplicates(sheet, areas, "FFC7CE", "9C0006")
    assert set(excel_only.duplicates(sheet)) == set(areas)


# The window


def test_headings_are_frozen_in_page_layout_view_too(staff):
    book = staff.receive("daily-diffs")
    book.api.Windows(1).View = strict.PAGE_LAYOUT
    assert staff.press("format_sheet") == ""
    window = book.api.Windows(1)
    assert (window.View, window.FreezePanes, window.SplitRow) == (1, True, 1)


def test_a_second_window_changes_nothing(staff):
    """View > New Window: steps are done and taken back as in one."""
    book = staff.receive("daily-diffs", "format_sheet")
    before, name = state(book), book.name
    book.api.NewWindow()
    assert staff.press("say_what_to_do", "make_worklist") == ""
    assert (staff.book.name, book.api.Windows(1).FreezePanes) == (name, True)
    assert column(staff.sheet, "Status")[2] == "Action"
    staff.press("undo_last_step", "undo_last_step")
    assert cells_and_looks(state(book)) == cells_and_looks(before)


def cells_and_looks(seen):
    """All but what is each window's own matter: the sheet it shows, and which headings are frozen in it."""
    return {
        name: {what: value for what, value in sheet.items() if what != "frozen"}
        for name, sheet in seen.items()
        if name != "shown"
    }


# Another workbook in front


def test_personal_xlsb_in_front(staff):
    """The workbook of a person's own macros is no report, and nothing is written into it."""
    report = staff.receive("daily-diffs", "format_sheet")
    personal = staff.app.books.add()
    personal.impl.fullname = "/home/nobody/XLSTART/PERSONAL.XLSB"
    personal.sheets[0]["A1"].value = "a macro's notes"
    before, worked = state(personal), state(report)
    personal.activate()
    for name in ("format_sheet", "say_what_to_do", "make_worklist", "save_daily_diffs", "nfa"):
        assert staff.press(name) == NO_REPORT
    assert (state(personal), state(report)) == (before, worked)
    assert not personal.names.contains("cso_xl")
    report.activate()
    assert staff.press("say_what_to_do") == ""
    assert column(staff.sheet, "Status")[2] == "Action"


# Drop-downs


def test_after_undo_no_drop_down_points_to_another_workbook(staff):
    book = staff.receive("daily-diffs", "format_sheet", "say_what_to_do", "make_worklist")
    before = sources(book)
    assert before
    assert all(not text.startswith("'file:") and ".xl" not in text for text in before)
    staff.press("say_what_to_do", "undo_last_step")
    assert sources(book) == before


def sources(book):
    """The formulas of the drop-downs on the worklist."""
    sheet = book.sheets["Worklist"].impl
    width = sheet.used_range.box.right
    cells = [sheet.x.getCellByPosition(at, 1) for at in range(width)]
    return [found for cell in cells if (found := cell.Validation.getFormula1())]


# A question behind Excel


class Windows:
    """user32 and kernel32 of a Windows that hands the keyboard on only to whoever joins the program in front."""

    def __init__(self, in_front):
        self.in_front, self.joined, self.front = in_front, set(), "Excel"
        self.user32 = self.kernel32 = self

    def GetForegroundWindow(self):
        return 1

    def GetWindowThreadProcessId(self, window, process):
        return self.in_front

    def GetCurrentThreadId(self):
        return 7

    def AttachThreadInput(self, ours, theirs, join):
        (self.joined.add if join else self.joined.discard)((ours, theirs))
        return True

    def SetForegroundWindow(self, window):
        if self.in_front == 7 or (7, self.in_front) in self.joined:
            self.front = window


@pytest.mark.parametrize("in_front", [9, 7])
def test_a_question_takes_the_keyboard_from_excel(monkeypatch, in_front):
    windows = Windows(in_front)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    foreground.take_keyboard(42)
    assert (windows.front, windows.joined) == (42, set())
