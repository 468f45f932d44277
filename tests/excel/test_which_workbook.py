"""Bad moments: which workbook is meant.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import sys

import pytest

from cso_xl.excel import buttons
from helpers import files
from helpers.files import COPIES, csv_bytes, xlsx
from helpers.staff import NO_REPORT, NOTHING_TO_UNDO, STEPS, a_week, column, state


def test_an_empty_workbook_in_front(staff):
    staff.app.books.add()
    before = state(staff.book)
    for name in ("format_sheet", "save_on_list", "email_sent", "what_is_this_step", "do_all_steps"):
        assert staff.press(name) == NO_REPORT
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(staff.book) == before


def test_another_workbook_in_front_of_the_report(staff):
    report = staff.receive("daily-diffs")
    other = staff.open("Other.xlsx", xlsx([["Name", "Value"], ["Weka", "1"]]))
    before = state(report), state(other)
    for name in ("format_sheet", "say_what_to_do", "email_sent", "save_daily_diffs"):
        assert staff.press(name) == NO_REPORT
    assert (state(report), state(other)) == before
    assert staff.filed() == []


def test_of_several_reports_the_one_in_front_is_worked(staff):
    first = staff.receive("daily-diffs")
    second = staff.receive("off-list")
    before = state(second)
    first.activate()
    assert staff.press("format_sheet", "say_what_to_do") == ""
    assert column(first.sheets[0], "Status")[2] == "Action"
    assert state(second) == before
    second.activate()
    assert staff.press("undo_last_step") == "", "the opening of the second"
    assert [book.name for book in staff.app.books] == [first.name]
    assert staff.press("undo_last_step", "undo_last_step") == ""
    assert not first.sheets[0].api.AutoFilterMode


def test_a_report_that_is_open_already_comes_to_the_front(staff):
    first = staff.receive("daily-diffs")
    staff.receive("off-list")
    said = staff.press("open_daily_diffs")
    assert said == "cso_20250113_20250113.zip is open already: here it is."
    assert staff.book.name == first.name
    assert len(staff.app.books) == 2


def test_a_name_with_an_equals_sign(staff):
    book = staff.open_report("daily-diffs", name="a=b.xlsx")
    staff.monkeypatch.setattr(sys, "argv", ["x", "--wb=a=b.xlsx", "--from_xl=1", "--app=", "--hwnd=0"])
    buttons.format_sheet()
    assert staff.app.impl.alerts == []
    assert book.sheets[0]["A1"].font.bold


def test_a_workbook_of_the_same_name_is_another_workbook(staff):
    staff.open_report("daily-diffs")
    staff.press("format_sheet")
    staff.book.close()
    book = staff.open_report("off-list")
    before = state(book)
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(book) == before


def test_a_workbook_from_sharepoint(staff):
    path = a_week().write("address-sharer", staff.folder)
    book = staff.app.books.open(str(path))
    book.impl.fullname = f"https://ministry.sharepoint.invalid/sites/cpu/{path.name}"
    assert staff.press("format_sheet", "highlight_duplicates") == ""
    before = state(book)
    assert staff.press("save_master") == "", "nobody chose a file"
    assert (staff.filed(), state(book)) == ([], before)
    staff.choose(path)
    assert staff.press("save_master").startswith(
        "Filed: Child Sex Offenders/Address Sharing Notifications/2025"
    )
    assert staff.press("remove_rows") == ""
    assert staff.filed() == [COPIES["address-sharer"][0]]


@pytest.mark.parametrize("report", ["daily-diffs", "on-list", "off-list"])
def test_a_csv_that_excel_opened_by_itself(staff, report):
    name = files.NAMES[report]
    book = staff.open(name, csv_bytes(a_week().grids[report]))
    before = state(book)
    for button in (STEPS[report][0], "say_what_to_do", STEPS[report][-1]):
        assert staff.press(button) == (
            f"Excel opened {name} by itself and turned the client numbers into numbers (row 2 is the first): leading "
            "zeros are gone, and long ones may read 1.23E+08. Close it without saving, and open the report with "
            "Receive."
        )
    assert state(book) == before
    assert staff.filed() == []
