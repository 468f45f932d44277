"""Bad moments: Excel is not ready, or the sheet is not one that steps can work on.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import pytest
from openpyxl.worksheet.table import Table

from cso_xl.excel import buttons, session
from helpers.staff import EDITED, a_week, column, state


def test_a_cell_being_edited_is_waited_for(staff):
    staff.receive("daily-diffs")
    staff.book.set_mock_caller()
    staff.app.impl.busy = 6
    buttons.format_sheet()
    assert (staff.app.impl.alerts, staff.sheet["A1"].font.bold) == ([], True)


def test_a_cell_being_edited_for_long_is_said(staff):
    book = staff.receive("daily-diffs")
    before = state(book)
    book.set_mock_caller()
    staff.app.impl.busy = 100_000
    buttons.format_sheet()
    staff.app.impl.busy = 0
    assert [alert[0] for alert in staff.app.impl.alerts] == [EDITED]
    assert state(book) == before
    assert staff.press("format_sheet") == ""


def test_a_cell_edited_just_after_the_press_is_said(staff):
    book = staff.receive("daily-diffs")
    before = state(book)
    press = session.Session.press

    def typing(excel_, name):
        staff.app.impl.busy = 100_000
        press(excel_, name)

    staff.monkeypatch.setattr(session.Session, "press", typing)
    book.set_mock_caller()
    buttons.format_sheet()
    staff.app.impl.busy = 0
    assert [alert[0] for alert in staff.app.impl.alerts] == [EDITED]
    assert state(book) == before


def protect(book):
    book.active.protection.sheet = True


def merge(book):
    book.active.merge_cells("C3:C4")


def make_table(book):
    book.active.add_table(Table(displayName="Table1", ref="A1:D7"))


STATES = {
    protect: "The sheet 'Sheet1' is protected, so nothing was changed. Use Review > Unprotect Sheet, or open the "
    "report again with Receive.",
    merge: "The sheet 'Sheet1' has merged cells, so rows and columns cannot be told apart. Select all, Home > Merge & "
    "Center > Unmerge Cells, or open the report again with Receive.",
    make_table: "The sheet 'Sheet1' holds an Excel table. Click into it, Table Design > Convert to Range, then press "
    "again; or open the report again with Receive.",
}


@pytest.mark.parametrize("spoil", STATES)
def test_a_sheet_that_cannot_be_worked_on(staff, spoil):
    book = staff.open_report("daily-diffs", spoil)
    before = state(book)
    for name in ("format_sheet", "say_what_to_do", "email_sent", "save_daily_diffs", "do_all_steps"):
        assert staff.press(name) == STATES[spoil]
    assert state(book) == before
    assert staff.filed() == []


def test_a_table_or_a_protected_sheet_beside_the_report_does_no_harm(staff):
    def beside(book):
        own = book.create_sheet("Own")
        own.append(["a", "b"])
        own.append([1, 2])
        own.merge_cells("D1:E1")
        own.add_table(Table(displayName="Table1", ref="A1:B2"))
        own.protection.sheet = True

    staff.choose(a_week().write("daily-diffs", staff.folder))
    book = staff.open_report("daily-diffs", beside)
    before = state(book)["Own"]
    assert staff.press("format_sheet", "say_what_to_do") == ""
    assert state(book)["Own"] == before
    assert column(staff.sheet, "Status")[2] == "Action"


def test_a_protected_sheet_of_removed_rows(staff):
    book = staff.reopen("address-sharer")
    book.sheets["Removed"].impl.x.protect("")
    staff.select("A2", book.sheets["Removed"])
    before = state(book)
    assert staff.press("restore_row") == STATES[protect].replace("Sheet1", "Removed")
    assert state(book) == before
