"""Bad moments: every button against what can be wrong in the Excel of somebody at work.

In each, a press either does its work or says in plain words what to do, and then the workbook is
exactly as it was and nothing is filed.
"""

import datetime as dt
import getpass
import itertools
import json
import re
import shutil
import sys
import tempfile
import zipfile
from collections import defaultdict
from contextlib import nullcontext

import pytest
import xlwings as xw
from openpyxl import load_workbook
from openpyxl.worksheet.table import Table

from cso_xl import settings as settings_
from cso_xl.addin import build
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError
from cso_xl.excel import buttons, desk, dialogs, memory, session
from cso_xl.intake.passwords import VARIABLE, Passwords
from cso_xl.procedures import PROCEDURES
from cso_xl.records.claims import FOLDER as CLAIMS
from cso_xl.records.claims import Claims, Owner
from cso_xl.records.tree import Records
from cso_xl.sheet.xlwings_engine import LiveSheet
from helpers import files
from helpers.files import CANARIES, COPIES, FOLDERS, Week, csv_bytes, filed_before, xlsx
from helpers.libreoffice import com
from helpers.libreoffice.office import load_uno, properties, struct

REPORTS = tuple(PROCEDURES)
OPENED_BY = {
    "daily-diffs": "open_daily_diffs",
    "on-list": "open_on_list",
    "off-list": "open_off_list",
    "address-sharer": "open_address_report",
    "youth-service": "open_youth_service",
}
STEPS = {name: [step.name for step in procedure.steps[1:]] for name, procedure in PROCEDURES.items()}
UP_TO_COMPARED = ("format_sheet", "highlight_duplicates", "remove_rows", "paste_previous_master", "compare")
EVERY_STEP = [(report, name) for report in REPORTS for name in STEPS[report]]
EDITED = "Excel is waiting for you to finish typing in a cell. Press Enter, then press the button again."
NOTHING_TO_UNDO = "There is no step to undo on this workbook. A filed copy stays filed."
NO_REPORT = (
    "The workbook in front holds none of the reports: no sheet has their columns in its first row. Open a "
    "report with Receive, or click into the workbook that is meant and press again."
)
SEEN_ROWS, SEEN_COLUMNS = 40, 60  # more than any workbook here has
LOOKS = (
    "CellBackColor",
    "CharWeight",
    "CharColor",
    "NumberFormat",
    "IsTextWrapped",
    "VertJustify",
    "CharHeight",
)


@pytest.fixture(scope="module")
def addin(office, tmp_path_factory):
    book = office.books.open(str(build.write(tmp_path_factory.mktemp("addin"))))
    yield book
    book.close()


@pytest.fixture
def excel(office, addin, tmp_path, records, monkeypatch):
    """Excel with the add-in, an empty records folder, and nobody who answers questions."""
    settings_.keep_records_root(records)
    for name in ("ask_file", "ask_folder", "ask_date", "ask_password"):
        monkeypatch.setattr(dialogs, name, lambda *_, **__: None)
    monkeypatch.setattr(session, "PAUSE", 0)
    monkeypatch.setattr(desk.WindowPasswords, "_of_this_python", [])
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    office.impl.reset()
    yield Excel(office, tmp_path, records, monkeypatch)
    office.impl.busy = 0
    for book in list(office.books):
        book.close()
    memory.Memory(addin).forget_closed()


class Excel:
    """A person at Excel: opens workbooks, presses buttons, reads what is said."""

    def __init__(self, app, folder, records, monkeypatch):
        self.app, self.folder, self.records, self.monkeypatch = app, folder, records, monkeypatch

    @property
    def book(self):
        return self.app.books.active

    @property
    def sheet(self):
        return self.book.sheets[0]

    def press(self, *names):
        """Press buttons one after the other; what the last one said."""
        for name in names:
            self.app.impl.alerts.clear()
            if not len(self.app.books):
                self.app.books.add()  # as the ribbon's VBA does
            self.app.books.active.set_mock_caller()
            getattr(buttons, name)()
        said = [alert[0] for alert in self.app.impl.alerts]
        return "\n---\n".join(text for text in said if not text.startswith("Take back '"))

    def choose(self, path):
        self.monkeypatch.setattr(dialogs, "ask_file", lambda *_, **__: path)

    def receive(self, report, *then, week=None):
        """Open a received report and press buttons; the workbook."""
        self.choose((week or a_week()).write(report, self.folder / "received"))
        opened = self.press(OPENED_BY[report])
        assert opened == "" or (report == "youth-service" and opened.startswith("Listed: "))
        for name in then:
            said = self.press(name)
            assert said == "" or "Filed" in said or "earlier Master" in said, said
        return self.book

    def reopen(self, report, week=None):
        """Open the last copy of a report that was worked without Excel, as staff do the day after."""
        source = (week or a_week()).write(report, self.folder / "received")
        settings = settings_.load()
        headless.run(report, source, Office.at(self.records, settings, Passwords(settings)))
        return self.app.books.open(str(self.records / FOLDERS[report] / COPIES[report][-1]))

    def open(self, name, data):
        """Open a file as staff do, by hand."""
        path = self.folder / name
        path.write_bytes(data)
        return self.app.books.open(str(path))

    def open_report(self, report, change=lambda book: None, name="By hand.xlsx"):
        return self.open(name, xlsx(a_week().grids[report], change=change))

    def select(self, address, sheet=None):
        sheet = sheet or self.sheet
        sheet.activate()
        sheet.range(address).select()

    def filed(self):
        return sorted(path.name for path in files.kept(self.records))


def a_week():
    """Six rows in every report; of the sharers one goes, and one is a near miss."""
    week = Week()
    week.set("address-sharer", 3, "Sharer Address", "No Fixed Abode")
    week.set("address-sharer", 4, "Sharer Address", "3B Sentinelle Road, Whisperwind")
    return week


def last_week(records, rows=4):
    """The Master of the week before, with a row less and one that lived elsewhere."""
    week = Week(rows)
    week.set("address-sharer", 2, "CSO Tag Date", "09/09/2020")
    filed_before(records, files.LAST_MASTER, xlsx(week.grids["address-sharer"]))


def state(book):
    """All that a person can see of a workbook, sheet by sheet."""
    shown = book.sheets.active.name
    found = {sheet.name: sheet_state(sheet) for sheet in book.sheets}
    book.sheets[shown].activate()
    return {"shown": shown, **found}


def sheet_state(sheet):
    impl = sheet.impl
    cells, used = impl.cells_of(com.Box(1, 1, SEEN_ROWS, SEEN_COLUMNS)), impl.used_range
    x, arrows = impl.x, impl.filter
    rules = impl.api.Cells.FormatConditions
    columns = [x.Columns.getByIndex(at) for at in range(used.box.right + 1)]
    return {
        "cells": used.x.getFormulaArray(),
        "looks": looks(cells),
        "arrows": arrows.box,
        "filters": [
            (one.Field, one.Operator, [value.StringValue for value in one.Values]) for one in arrows.fields
        ],
        "seen": sorted(
            (one.StartRow, one.StartColumn, one.EndRow, one.EndColumn)
            for one in cells.queryVisibleCells().RangeAddresses
        ),
        "widths": [one.Width for one in columns],
        "notes": [(note.location.address, note.text) for note in impl.notes],
        "rules": [(rule.Type, rule.boxes, rule.Interior.Color, rule.Font.Color) for rule in rules],
        "frozen": impl._frozen(),
        "protected": x.isProtected(),
    }


def looks(cells):
    """Which cells have which look, however the program keeps them apart."""
    found = defaultdict(set)
    for group in cells.UniqueCellFormatRanges:
        look = tuple(getattr(group, name) for name in LOOKS)
        for one in group.RangeAddresses:
            rows = range(one.StartRow, one.EndRow + 1)
            found[look].update(itertools.product(rows, range(one.StartColumn, one.EndColumn + 1)))
    return dict(found)


def column(sheet, heading):
    """The cells under a heading, by Excel's row number."""
    block = sheet.range((1, 1), sheet.used_range.last_cell.address).options(ndim=2, empty="").value
    at = block[0].index(heading)
    return {number: row[at] for number, row in enumerate(block[1:], 2)}


# Excel is not ready


def test_a_cell_being_edited_is_waited_for(excel):
    excel.receive("daily-diffs")
    excel.book.set_mock_caller()
    excel.app.impl.busy = 6
    buttons.format_sheet()
    assert (excel.app.impl.alerts, excel.sheet["A1"].font.bold) == ([], True)


def test_a_cell_being_edited_for_long_is_said(excel):
    book = excel.receive("daily-diffs")
    before = state(book)
    book.set_mock_caller()
    excel.app.impl.busy = 100_000
    buttons.format_sheet()
    excel.app.impl.busy = 0
    assert [alert[0] for alert in excel.app.impl.alerts] == [EDITED]
    assert state(book) == before
    assert excel.press("format_sheet") == ""


def test_a_cell_edited_just_after_the_press_is_said(excel):
    book = excel.receive("daily-diffs")
    before = state(book)
    press = session.Session.press

    def typing(excel_, name):
        excel.app.impl.busy = 100_000
        press(excel_, name)

    excel.monkeypatch.setattr(session.Session, "press", typing)
    book.set_mock_caller()
    buttons.format_sheet()
    excel.app.impl.busy = 0
    assert [alert[0] for alert in excel.app.impl.alerts] == [EDITED]
    assert state(book) == before


# The sheet is not one that steps can work on


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
def test_a_sheet_that_cannot_be_worked_on(excel, spoil):
    book = excel.open_report("daily-diffs", spoil)
    before = state(book)
    for name in ("format_sheet", "say_what_to_do", "email_sent", "save_daily_diffs", "do_all_steps"):
        assert excel.press(name) == STATES[spoil]
    assert state(book) == before
    assert excel.filed() == []


def test_a_table_or_a_protected_sheet_beside_the_report_does_no_harm(excel):
    def beside(book):
        own = book.create_sheet("Own")
        own.append(["a", "b"])
        own.append([1, 2])
        own.merge_cells("D1:E1")
        own.add_table(Table(displayName="Table1", ref="A1:B2"))
        own.protection.sheet = True

    excel.choose(a_week().write("daily-diffs", excel.folder))
    book = excel.open_report("daily-diffs", beside)
    before = state(book)["Own"]
    assert excel.press("format_sheet", "say_what_to_do") == ""
    assert state(book)["Own"] == before
    assert column(excel.sheet, "Status")[2] == "Action"


def test_a_protected_sheet_of_removed_rows(excel):
    book = excel.reopen("address-sharer")
    book.sheets["Removed"].impl.x.protect("")
    excel.select("A2", book.sheets["Removed"])
    before = state(book)
    assert excel.press("restore_row") == STATES[protect].replace("Sheet1", "Removed")
    assert state(book) == before


# Which rows are marked


@pytest.fixture
def diffs(excel):
    """The daily diffs, worked so far that rows can be marked; rows 3 and 5 differ from the others."""
    week = a_week()
    for row in (3, 5):
        week.set("daily-diffs", row, "What Has Changed", "Deleted TRACE")
    excel.reopen("daily-diffs", week)
    return excel


def marked(excel, mark="Email sent"):
    return [row for row, text in column(excel.sheet, "Comment").items() if text == mark]


def test_of_a_filtered_sheet_only_what_is_seen_is_marked(diffs):
    sheet = diffs.sheet
    sheet["A1:G7"].autofilter.apply_values(1, ["Deleted TRACE"])
    diffs.select("A2:A7")
    assert diffs.press("email_sent") == ""
    assert sheet_state(sheet)["filters"], "the filter stays"
    assert [row for row in range(2, 8) if not sheet.range(f"{row}:{row}").rows.hidden] == [3, 5]
    assert marked(diffs) == [3, 5]


def test_rows_hidden_by_hand_are_not_marked_and_stay_hidden(diffs):
    sheet = diffs.sheet
    sheet.range("3:4").rows.hidden = True
    diffs.select("A2:A7")
    assert diffs.press("email_sent") == ""
    assert marked(diffs) == [2, 5, 6, 7]
    assert [row for row in range(2, 8) if sheet.range(f"{row}:{row}").rows.hidden] == [3, 4]


@pytest.mark.parametrize(
    ("selected", "rows"),
    [
        ("A2,C5:D6", [2, 5, 6]),
        ("B:B", [2, 3, 4, 5, 6, 7]),
        ("1:1048576", [2, 3, 4, 5, 6, 7]),
        ("A1:A2", [2]),
        ("D7:E30", [7]),
    ],
)
def test_rows_that_are_selected_are_marked(diffs, selected, rows):
    diffs.select(selected)
    assert diffs.press("email_sent") == ""
    assert marked(diffs) == rows
    assert diffs.sheet.used_range.last_cell.row == 7


def test_nothing_to_mark_is_selected(diffs):
    select = "Select the rows to mark (a cell of each is enough), then press again."
    diffs.sheet.range("4:4").rows.hidden = True
    for address in ("A1:D1", "C20", "B4"):
        diffs.select(address)
        before = state(diffs.book)
        for mark in ("email_sent", "nfa", "conflict_of_interest"):
            assert diffs.press(mark) == select, address
        assert state(diffs.book) == before


def test_restore_wants_rows_of_the_sheet_removed(excel):
    assert excel.receive("address-sharer", "format_sheet")
    assert (
        excel.press("restore_row") == "No row has been removed from this list, so there is none to restore."
    )
    excel.book.close()
    excel.reopen("address-sharer")
    before = state(excel.book)
    for address, sheet in (("A2", "CSOs Living With Children"), ("A1", "Removed"), ("A9", "Removed")):
        excel.select(address, excel.book.sheets[sheet])
        assert excel.press("restore_row") == (
            "Select the rows to restore on the sheet 'Removed', then press again."
        )
    excel.book.sheets[before["shown"]].activate()
    assert state(excel.book) == before


def test_marks_keep_what_staff_have_typed(diffs):
    diffs.select("A2:A7")
    diffs.press("conflict_of_interest")
    at = diffs.sheet.range("1:1").value.index("Comment") + 1
    diffs.sheet.range((3, at)).value = "looked up on Monday"
    diffs.sheet.range((4, at)).value = "Email sent to OT"
    diffs.select("A2:A5")
    diffs.press("email_sent", "email_sent")
    diffs.select("A5")
    assert diffs.press("nfa") == ""
    assert list(column(diffs.sheet, "Comment").values()) == [
        "Email sent",
        "looked up on Monday; Email sent",
        "Email sent to OT",
        "NFA",
        "Conflict of interest",
        "Conflict of interest",
    ]


# Which workbook


def test_an_empty_workbook_in_front(excel):
    excel.app.books.add()
    before = state(excel.book)
    for name in ("format_sheet", "save_on_list", "email_sent", "what_is_this_step", "do_all_steps"):
        assert excel.press(name) == NO_REPORT
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(excel.book) == before


def test_another_workbook_in_front_of_the_report(excel):
    report = excel.receive("daily-diffs")
    other = excel.open("Other.xlsx", xlsx([["Name", "Value"], ["Weka", "1"]]))
    before = state(report), state(other)
    for name in ("format_sheet", "say_what_to_do", "email_sent", "save_daily_diffs"):
        assert excel.press(name) == NO_REPORT
    assert (state(report), state(other)) == before
    assert excel.filed() == []


def test_of_several_reports_the_one_in_front_is_worked(excel):
    first = excel.receive("daily-diffs")
    second = excel.receive("off-list")
    before = state(second)
    first.activate()
    assert excel.press("format_sheet", "say_what_to_do") == ""
    assert column(first.sheets[0], "Status")[2] == "Action"
    assert state(second) == before
    second.activate()
    assert excel.press("undo_last_step") == "", "the opening of the second"
    assert [book.name for book in excel.app.books] == [first.name]
    assert excel.press("undo_last_step", "undo_last_step") == ""
    assert not first.sheets[0].api.AutoFilterMode


def test_a_report_that_is_open_already_comes_to_the_front(excel):
    first = excel.receive("daily-diffs")
    excel.receive("off-list")
    said = excel.press("open_daily_diffs")
    assert said == "cso_20250113_20250113.zip is open already: here it is."
    assert excel.book.name == first.name
    assert len(excel.app.books) == 2


def test_a_name_with_an_equals_sign(excel):
    book = excel.open_report("daily-diffs", name="a=b.xlsx")
    excel.monkeypatch.setattr(sys, "argv", ["x", "--wb=a=b.xlsx", "--from_xl=1", "--app=", "--hwnd=0"])
    buttons.format_sheet()
    assert excel.app.impl.alerts == []
    assert book.sheets[0]["A1"].font.bold


def test_a_workbook_of_the_same_name_is_another_workbook(excel):
    excel.open_report("daily-diffs")
    excel.press("format_sheet")
    excel.book.close()
    book = excel.open_report("off-list")
    before = state(book)
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(book) == before


def test_a_workbook_from_sharepoint(excel):
    path = a_week().write("address-sharer", excel.folder)
    book = excel.app.books.open(str(path))
    book.impl.fullname = f"https://ministry.sharepoint.invalid/sites/cpu/{path.name}"
    assert excel.press("format_sheet", "highlight_duplicates") == ""
    before = state(book)
    assert excel.press("save_master") == "", "nobody chose a file"
    assert (excel.filed(), state(book)) == ([], before)
    excel.choose(path)
    assert excel.press("save_master").startswith(
        "Filed: Child Sex Offenders/Address Sharing Notifications/2025"
    )
    assert excel.press("remove_rows") == ""
    assert excel.filed() == [COPIES["address-sharer"][0]]


@pytest.mark.parametrize("report", ["daily-diffs", "on-list", "off-list"])
def test_a_csv_that_excel_opened_by_itself(excel, report):
    name = files.NAMES[report]
    book = excel.open(name, csv_bytes(a_week().grids[report]))
    before = state(book)
    for button in (STEPS[report][0], "say_what_to_do", STEPS[report][-1]):
        assert excel.press(button) == (
            f"Excel opened {name} by itself and turned the client numbers into numbers (row 2 is the first): leading "
            "zeros are gone, and long ones may read 1.23E+08. Close it without saving, and open the report with "
            "Receive."
        )
    assert state(book) == before
    assert excel.filed() == []


# The same button twice, and the wrong one


@pytest.mark.parametrize("report", REPORTS)
def test_every_step_pressed_twice_undone_and_done_again(excel, report):
    last_week(excel.records)
    book = excel.receive(report)
    book.sheets[0]["B2"].add_note("asked on Friday")
    states = [state(book)]
    for name in [name for name in STEPS[report] if not name.startswith("save_")]:
        excel.press(name)
        states.append(state(book))
        assert excel.press("undo_last_step") == ""
        assert state(book) == states[-2], f"{name} undone"
        excel.press(name)
        assert state(book) == states[-1], f"{name} done again"
        excel.press(name)
        assert state(book) == states[-1], f"{name} twice"


def test_several_steps_back(excel):
    book = excel.receive("off-list")
    steps = STEPS["off-list"][:-1]
    states = [state(book)]
    for name in steps:
        excel.press(name)
        states.append(state(book))
    for before in reversed(states[:-1]):
        assert excel.press("undo_last_step") == ""
        assert state(book) == before


@pytest.mark.parametrize(("report", "save"), [(report, STEPS[report][-1]) for report in list(REPORTS)[:3]])
def test_saving_twice_files_once(excel, report, save):
    book = excel.receive(report, *STEPS[report][:-1])
    before = state(book)
    path = f"{FOLDERS[report]}/{COPIES[report][0]}"
    assert excel.press(save) == f"Filed: {path}"
    data = (excel.records / path).read_bytes()
    assert excel.press(save) == f"Filed before, unchanged: {path}"
    assert (excel.records / path).read_bytes() == data
    assert excel.filed() == COPIES[report]
    assert state(book) == before


def test_marks_pressed_twice(diffs):
    diffs.select("A2:A4")
    for mark in ("email_sent", "nfa", "conflict_of_interest"):
        diffs.press(mark)
        once = state(diffs.book)
        assert diffs.press(mark) == ""
        assert state(diffs.book) == once


def test_restore_pressed_twice_restores_what_was_selected(excel):
    week = a_week()
    week.set("address-sharer", 6, "CSO Address", "Motel Weka, 8 Rimu Street")
    excel.reopen("address-sharer", week)
    removed = excel.book.sheets["Removed"]
    assert removed.used_range.last_cell.row == 3
    excel.select("A2", removed)
    assert excel.press("restore_row").startswith("Restored under the list: row ")
    once = state(excel.book)
    excel.press("restore_row")
    assert state(excel.book) == once


FIRST_WORK = (
    "The rows of this sheet have no Status yet. Press the buttons left of Mark first, or Do all steps."
)
FIRST_SAY = "Press 'Say what to do' first: the rows of this sheet have no Status yet."
FIRST_REMOVE = "Press 'Remove rows' first: the rows of this sheet have no Status yet."
FIRST_COMPARE = "Press 'Compare with last week' first: the rows of this sheet have no Status yet."
TOO_EARLY = {
    "daily-diffs": {"save_daily_diffs": FIRST_SAY, "email_sent": FIRST_WORK},
    "on-list": {"save_on_list": FIRST_SAY, "nfa": FIRST_WORK},
    "off-list": {"save_off_list": FIRST_SAY, "conflict_of_interest": FIRST_WORK},
    "address-sharer": {
        "save_filtered": FIRST_REMOVE,
        "paste_previous_master": FIRST_REMOVE,
        "compare": FIRST_REMOVE,
        "save_working": FIRST_COMPARE,
        "colour_done_rows": FIRST_COMPARE,
        "save_processed": FIRST_COMPARE,
    },
    "youth-service": {"save_youth_service": FIRST_SAY},
}


@pytest.mark.parametrize("report", REPORTS)
def test_steps_pressed_too_early(excel, report):
    last_week(excel.records)
    book = excel.receive(report)
    excel.select("A2:A3")
    before, filed = state(book), excel.filed()
    for name, said in TOO_EARLY[report].items():
        assert excel.press(name) == said, name
    assert (state(book), excel.filed()) == (before, filed)


def test_compare_before_last_week_is_pasted(excel):
    last_week(excel.records)
    book = excel.receive("address-sharer", "format_sheet", "remove_rows")
    before = state(book)
    assert excel.press("compare") == (
        "Press 'Paste previous master' first: last week's rows are not beside this week's."
    )
    assert excel.press("save_processed") == FIRST_COMPARE
    assert excel.press("colour_done_rows") == FIRST_COMPARE
    assert state(book) == before


def test_remove_rows_after_last_week_is_pasted(excel):
    last_week(excel.records)
    book = excel.receive("address-sharer", "format_sheet", "remove_rows", "paste_previous_master")
    before = state(book)
    assert excel.press("remove_rows") == "The rows were removed before: see the sheet 'Removed'."
    assert state(book) == before
    book.sheets["Removed"].delete()
    assert excel.press("remove_rows").startswith("The sheet 'Removed' had been deleted and is made again")
    before.pop("shown")
    assert {name: state(book)[name]["cells"] for name in before} == {
        name: sheet["cells"] for name, sheet in before.items()
    }


def test_duplicates_highlighted_after_the_comparison(excel):
    """The rule over both groups says which cells are white: it must not be lost."""
    last_week(excel.records)
    book = excel.reopen("address-sharer")
    before = state(book)
    excel.press("highlight_duplicates")
    assert state(book) == before


@pytest.mark.parametrize(
    ("report", "button", "said"),
    [
        (
            "daily-diffs",
            "filter_match_levels",
            "This sheet has no column 'Match Level'. It looks like a daily diffs report: use 'Format', 'Say what to "
            "do', 'Highlight red rows', 'Worklist', 'Draft notices', 'Daily diffs'.",
        ),
        (
            "on-list",
            "insert_comment",
            "'Insert Comment column' is a button of an off list report. It looks like an on list report: use 'Format', "
            "'Filter match levels 1-2', 'Show only needed columns', 'Paste current clients', 'Highlight duplicates', "
            "'Say what to do', 'Worklist', 'Draft notices', 'On list'.",
        ),
        (
            "off-list",
            "save_on_list",
            "'On list' is a button of an on list report. It looks like an off list report: use 'Format', 'Show only "
            "needed columns', 'Insert Comment column', 'Say what to do', 'Worklist', 'Draft notices', 'Off list'.",
        ),
        (
            "address-sharer",
            "save_daily_diffs",
            "This sheet has no column 'What Has Changed'. It looks like an address sharer report: use 'Save master', "
            "'Format', 'Highlight duplicates', 'Remove rows', 'Save filtered copy', 'Paste previous master', 'Compare "
            "with last week', 'Worklist', 'Draft notices', 'Save working copy', 'Colour done rows', 'Processed copy'.",
        ),
    ],
)
def test_a_step_of_another_report(excel, report, button, said):
    """The buttons are named as they read on the ribbon."""
    book = excel.receive(report) if report == "off-list" else excel.open_report(report)
    before = state(book)
    assert excel.press(button) == said
    assert (state(book), excel.filed()) == (before, [])


def test_the_worklist_made_again_keeps_what_was_answered(excel):
    """And brings back its lists of outcomes, when somebody has deleted them."""
    excel.receive("daily-diffs", "say_what_to_do", "make_worklist")
    worklist = excel.book.sheets["Worklist"]
    answered = worklist["A2:I2"].value
    answered[3:7] = ["Weka, Mere", answered[4], "Address changed: tell CPS", "seen in CMS"]
    worklist["A2"].value = answered
    before = worklist.used_range.value
    excel.book.sheets["Outcomes"].delete()
    assert excel.press("make_worklist") == ""
    assert excel.book.sheets["Worklist"].used_range.value == before
    assert excel.book.sheets["Outcomes"]["A1:B1"].value == ["Question", "Outcome"]


def test_needed_columns_pressed_last_leaves_in_sight_what_the_steps_have_added(excel):
    excel.receive("off-list", "insert_comment", "say_what_to_do", "show_needed_columns")
    sheet = excel.book.sheets[0]
    headings = sheet.range("A1").expand("right")
    assert [cell.value for cell in headings if not cell.columns.hidden] == [
        "Match Level",
        "CSO Client Number",
        "Comment",
        "Row",
        "Status",
        "Reason",
    ]


# Staff have worked on the sheet by hand


def reverse_rows(sheet):
    """As staff sort a sheet: by client number, the other way round; fills go with the rows."""
    impl = sheet.impl
    cells = impl.used_range.x
    field = 1 if sheet["B1"].value == "Client Number" else 0
    ascending = cells.getDataArray()[1][field] > cells.getDataArray()[-1][field]
    by = struct("table.TableSortField", Field=field, IsAscending=ascending)
    fields = load_uno().Any("[]com.sun.star.table.TableSortField", (by,))
    load_uno().invoke(
        cells, "sort", (properties(ContainsHeader=True, BindFormatsToContent=True, SortFields=fields),)
    )


def rename(address, text):
    def change(sheet):
        sheet[address].value = text

    return change


def insert_row(sheet):
    sheet.range("4:4").insert("down")


def delete_row(sheet):
    sheet.range("4:4").delete("up")


DISAGREES = (
    "This workbook does not agree with what was received: {}. Each received row must stand once, as it was received, "
    "either in the list or on the sheet 'Removed'. Put it right and try again."
)
NOT_IN_IT = DISAGREES.format(f"row 4 of {files.NAMES['daily-diffs']} is not in it")
NOT_AS_RECEIVED = (
    f"Row {{}} of this sheet is not as received in {files.NAMES['daily-diffs']}. Undo the change, or open the report "
    "again from Receive."
)
BY_HAND = {
    "a row inserted": (insert_row, NOT_AS_RECEIVED.format(4)),
    "a row deleted": (delete_row, NOT_IN_IT),
    "a cell changed": (rename("D4", "another"), NOT_AS_RECEIVED.format(4)),
    "a number changed": (rename("B4", "010000099"), NOT_AS_RECEIVED.format(4)),
    "a row twice": (
        lambda sheet: setattr(sheet["A8:D8"], "value", sheet["A4:D4"].value),
        NOT_AS_RECEIVED.format(8),
    ),
    "a heading renamed": (rename("A1", "Change"), NO_REPORT),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_what_was_changed_by_hand_is_not_filed(excel, what):
    change, said = BY_HAND[what]
    excel.choose(a_week().write("daily-diffs", excel.folder))
    book = excel.open_report("daily-diffs")
    change(excel.sheet)
    assert excel.press("say_what_to_do") == ("" if what == "a row deleted" else said)
    stands = state(book)
    assert excel.press("save_daily_diffs") == (FIRST_SAY if said.startswith("Row ") else said)
    assert (state(book), excel.filed()) == (stands, [])


@pytest.mark.parametrize("when", [0, 1, 2, 3])
def test_sorted_and_renamed_by_hand_between_the_steps(excel, when):
    week = a_week()
    week.set("daily-diffs", 5, "What Has Changed", "Deleted TRACE")
    excel.receive("daily-diffs", week=week)
    for at, name in enumerate(("format_sheet", "say_what_to_do", "highlight_red_rows", "save_daily_diffs")):
        if at == when:
            reverse_rows(excel.sheet)
            excel.sheet.name = "Mine"
        said = excel.press(name)
    assert said.startswith("Filed: ")
    filed = load_workbook(excel.records / FOLDERS["daily-diffs"] / COPIES["daily-diffs"][0]).active
    rows = list(filed.iter_rows(min_row=2))
    assert {row[1].value: row[5].value for row in rows} == {
        f"01000000{number}": "NFA" if number == 4 else "Action" for number in range(1, 7)
    }
    red = [row[1].value for row in rows if row[0].fill.fgColor.rgb.endswith("FF0000")]
    assert (red, filed.title) == (["010000004"], "Mine")


def test_sorted_by_hand_between_the_steps_of_the_sharers(excel):
    """Every row keeps what was said of it."""
    last_week(excel.records)
    excel.receive("address-sharer", *UP_TO_COMPARED)
    straight = dict(
        zip(column(excel.sheet, "CSO Client Number").values(), status_pairs(excel.sheet), strict=False)
    )
    excel.book.close()
    excel.receive("address-sharer", "format_sheet")
    reverse_rows(excel.sheet)
    excel.press("remove_rows")
    assert column(excel.book.sheets["Removed"], "Row in Master") == {2: "3"}
    reverse_rows(excel.sheet)
    excel.press("paste_previous_master", "compare")
    reverse_rows(excel.sheet)
    found = dict(
        zip(column(excel.sheet, "CSO Client Number").values(), status_pairs(excel.sheet), strict=False)
    )
    assert found == straight
    assert excel.press("save_working").startswith("Filed: ")


def status_pairs(sheet):
    return list(zip(column(sheet, "Status").values(), column(sheet, "Reason").values(), strict=True))


def test_a_sheet_of_ones_own_is_kept_and_not_filed(excel):
    book = excel.receive("daily-diffs", "format_sheet")
    own = book.sheets.add("Own", after=book.sheets[0])
    own["A1"].value = "to do"
    own.activate()
    excel.press("say_what_to_do", "highlight_red_rows")
    assert excel.press("save_daily_diffs").startswith("Filed: ")
    path = excel.records / FOLDERS["daily-diffs"] / COPIES["daily-diffs"][0]
    assert load_workbook(path).sheetnames == ["Daily Diffs"]
    excel.press("undo_last_step", "undo_last_step")
    assert own["A1"].value == "to do"


def test_our_own_columns_deleted_by_hand(excel):
    book = excel.receive("daily-diffs", "format_sheet", "say_what_to_do")
    book.sheets[0].range("E:G").delete("left")
    assert excel.press("save_daily_diffs") == FIRST_SAY
    assert excel.press("say_what_to_do") == ""
    assert excel.press("save_daily_diffs").startswith("Filed: ")


# A step fails in the middle


FAILURES = {
    "a fault of the program": ValueError(f"{CANARIES[0]} at {CANARIES[2]} Road"),
    "a message": CsoError("The moon is full. Wait for it to wane."),
    "Ctrl+C": KeyboardInterrupt(),
    "Excel refuses": com.ComError(f"{CANARIES[1]} cannot be changed"),
}


@pytest.mark.parametrize(
    ("report", "steps", "where"),
    [
        ("daily-diffs", ("format_sheet", "say_what_to_do"), "_set_arrows"),
        ("address-sharer", ("format_sheet", "remove_rows"), "remove_rows"),
    ],
)
def test_a_step_that_fails_in_the_middle_leaves_everything_as_it_was(excel, report, steps, where):
    book = excel.receive(report, *steps[:-1])
    before = state(book)
    for what, error in FAILURES.items():
        with excel.monkeypatch.context() as patched:
            patched.setattr(LiveSheet, where, failing(error))
            with pytest.raises(KeyboardInterrupt) if what == "Ctrl+C" else nullcontext():
                said = excel.press(steps[-1])
        assert not any(canary in said for canary in CANARIES)
        if what == "a message":
            assert said == str(error)
        elif what != "Ctrl+C":
            assert re.fullmatch(UNFORESEEN.format(type(error).__name__), said)
        assert state(book) == before, what
        assert settings_of(excel.app) == (True, True, True, True, "automatic", False)
    assert excel.press(steps[-1]) == "", "the step can be done now"
    assert excel.press("undo_last_step") == ""
    assert state(book) == before


UNFORESEEN = (
    r"The button failed in a way that was not foreseen\. The sheet is as it was before\. "
    r"Tell support this number: \d{{8}}-\d{{6}}-\w+-\d+-{}\."
)


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def settings_of(app):
    switches = (app.screen_updating, app.display_alerts, app.enable_events, app.interactive)
    return (*switches, app.calculation, app.status_bar)


def test_manual_calculation_stays_manual(excel):
    excel.app.books.add()
    excel.app.calculation = "manual"
    excel.receive("daily-diffs", "format_sheet")
    assert settings_of(excel.app) == (True, True, True, True, "manual", False)
    excel.app.calculation = "automatic"


def test_a_report_that_cannot_be_opened_leaves_no_workbook_behind(excel):
    excel.app.books.add()
    excel.choose(a_week().write("daily-diffs", excel.folder))
    excel.monkeypatch.setattr(LiveSheet, "paste", failing(FAILURES["a message"]))
    assert excel.press("open_daily_diffs") == "The moon is full. Wait for it to wane."
    assert len(excel.app.books) == 1
    assert settings_of(excel.app) == (True, True, True, True, "automatic", False)


def test_the_records_folder_is_gone(excel):
    book = excel.receive("daily-diffs", *STEPS["daily-diffs"][:-1])
    before = state(book)
    shutil.rmtree(excel.records)
    assert excel.press("save_daily_diffs") == (
        f"The records folder {excel.records} does not exist. Check its name (--records, or [records] root in "
        "settings.toml), or that the drive is connected. cso-xl never makes it by itself."
    )
    assert state(book) == before


# Undo


def test_undo_asks_because_work_by_hand_goes_too(excel):
    book = excel.receive("daily-diffs", "format_sheet")
    before = state(book)
    excel.press("say_what_to_do")
    excel.sheet["E2"].value = "mine"
    excel.sheet["A2:B3"].color = "#92D050"
    worked = state(book)
    excel.app.impl.answers = ["no"]
    excel.press("undo_last_step")
    assert [alert[0] for alert in excel.app.impl.alerts] == [
        "Take back 'Say what each row asks for'? What was typed or coloured on its sheets since then goes too."
    ]
    assert state(book) == worked
    excel.app.impl.answers = ["yes"]
    excel.press("undo_last_step")
    assert state(book) == before


@pytest.mark.parametrize("what", ["heading", "sheet"])
def test_undo_after_a_change_that_steps_refuse(excel, what):
    book = excel.receive("daily-diffs", "format_sheet")
    before = state(book)
    excel.press("say_what_to_do")
    if what == "heading":
        excel.sheet["A1"].value = "Changed what"
    else:
        excel.sheet.name = "Mine"
    worked = state(book)
    excel.app.impl.answers = ["yes"]
    said = excel.press("undo_last_step")
    assert "not foreseen" not in said
    if what == "heading":
        assert state(book) == before
    else:
        assert said == ("The sheet 'Daily Diffs' has been renamed since. Give it this name again, then undo.")
        assert state(book) == worked


def test_nothing_to_undo(excel):
    book = excel.open_report("daily-diffs")
    before = state(book)
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO
    excel.press("format_sheet", "undo_last_step")
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(book) == before


def test_undo_of_the_opening_closes_the_workbook(excel):
    book = excel.receive("daily-diffs", "format_sheet")
    excel.app.books[0].close()  # the empty one
    excel.app.calculation = "manual"
    name = book.name
    assert excel.press("undo_last_step", "undo_last_step") == ""
    assert name not in [one.name for one in excel.app.books]
    excel.app.books.add()
    assert settings_of(excel.app) == (True, True, True, True, "manual", False)


def test_a_copy_of_a_workbooks_file_has_nothing_to_undo(excel):
    """The mark that a workbook is known by goes into its file when staff save it."""
    book = excel.receive("daily-diffs", "format_sheet")
    path = excel.folder / "mine.xlsx"
    book.save(str(path))
    copy = excel.app.books.open(str(shutil.copyfile(path, excel.folder / "another.xlsx")))
    before = state(copy)
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(copy) == before
    book.activate()
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO


def test_a_name_of_anothers_is_no_mark(excel):
    excel.receive("daily-diffs", "format_sheet")
    book = excel.open_report("off-list")
    book.names.add("cso_xl", '="|".join(...)"')
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO
    assert excel.press("format_sheet") == ""
    assert excel.press("undo_last_step") == ""


def test_a_press_does_not_make_excel_ask_about_a_workbook_that_it_only_read(excel):
    book = excel.open_report("daily-diffs")
    book.api.Saved = True
    excel.press("what_is_this_step")
    assert book.api.Saved is True


def test_excels_own_undo_button_offers_the_step(excel):
    """Nothing is called after it was put there: the next call would take it off again."""
    excel.receive("daily-diffs")
    excel.press("format_sheet")
    assert excel.app.impl.undo_hook == ("Undo Format", "'cso_xl.xlam'!CsoUndo")
    excel.press("say_what_to_do", "undo_last_step")
    assert excel.app.impl.undo_hook == ("Undo Format", "'cso_xl.xlam'!CsoUndo")
    excel.press("undo_last_step")
    assert excel.app.impl.undo_hook is None


def every_cell(app):
    """The text in all open documents: workbooks, the add-in, the shelf."""
    found = []
    for document in app.impl.office.desktop.Components:
        for sheet in document.Sheets:
            cursor = sheet.createCursor()
            cursor.gotoStartOfUsedArea(False)
            cursor.gotoEndOfUsedArea(True)
            found += [str(cell) for row in cursor.getDataArray() for cell in row]
            found += [note.String for note in sheet.Annotations]
    return "\n".join(found)


def test_nothing_is_left_of_a_closed_workbook(excel, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    last_week(excel.records)
    excel.receive("address-sharer", *UP_TO_COMPARED, "undo_last_step")
    excel.book.sheets[0]["B2"].add_note(CANARIES[3])
    assert CANARIES[0] in every_cell(excel.app)
    excel.book.close()
    excel.app.books.add()
    excel.press("about")
    assert not any(canary in every_cell(excel.app) for canary in CANARIES)
    assert list(temporary.rglob("*")) == []


def test_nothing_of_undo_is_in_a_workbook_that_staff_save(excel):
    last_week(excel.records)
    book = excel.receive("address-sharer", *UP_TO_COMPARED)
    path = excel.folder / "mine.xlsx"
    book.save(str(path))
    assert load_workbook(path).sheetnames == ["CSOs Living With Children", "Removed"]
    with zipfile.ZipFile(path) as package:
        assert sum(name.startswith("xl/worksheets/sheet") for name in package.namelist()) == 2
    assert excel.press("undo_last_step") == NOTHING_TO_UNDO or "Status" not in excel.sheet.range("1:1").value


# Questions


def test_a_question_without_an_answer_does_nothing_and_says_nothing(excel, monkeypatch):
    front = excel.app.books.add()
    asked = []
    monkeypatch.setattr(dialogs, "ask_date", lambda *words, **_: asked.append(words))
    for button in OPENED_BY.values():
        assert excel.press(button) == ""
    monkeypatch.delenv(VARIABLE)
    excel.choose(a_week().write("daily-diffs", excel.folder))
    assert excel.press("open_daily_diffs") == "", "no password"
    assert asked == []
    monkeypatch.setenv(VARIABLE, files.PASSWORD)
    undated = excel.folder / "diffs.csv"
    undated.write_bytes(csv_bytes(a_week().grids["daily-diffs"]))
    excel.choose(undated)
    assert excel.press("open_daily_diffs") == "", "no date"
    assert asked == [("diffs.csv has no date in its name. Which day is the report of?",)]
    settings_.user_file().unlink()
    assert excel.press("open_daily_diffs") == "", "no records folder"
    assert len(asked) == 1
    assert [book.name for book in excel.app.books] == [front.name]
    assert not settings_.user_file().exists()


def test_a_date_is_asked_when_no_name_has_one(excel, monkeypatch):
    undated = excel.folder / "diffs.csv"
    undated.write_bytes(csv_bytes(a_week().grids["daily-diffs"]))
    excel.choose(undated)
    monkeypatch.setattr(dialogs, "ask_date", lambda *_, **__: dt.date(2025, 1, 14))
    assert excel.press("open_daily_diffs", "format_sheet", "say_what_to_do") == ""
    assert excel.press("save_daily_diffs") == f"Filed: {FOLDERS['daily-diffs']}/20250114 Daily Diffs.xlsx"


def test_a_wrong_password_three_times(excel, monkeypatch):
    front = excel.app.books.add()
    monkeypatch.delenv(VARIABLE)
    asked = []

    def ask(prompt):
        asked.append(prompt)
        return dialogs.Typed("Wrong-2025", remember=True)

    monkeypatch.setattr(dialogs, "ask_password", ask)
    excel.choose(a_week().write("daily-diffs", excel.folder))
    said = excel.press("open_daily_diffs")
    assert said == (
        f"{files.ZIP} did not open: wrong password, or a damaged file. Nothing was written. Check the password with "
        "your trainer; if it is right, save the file from the e-mail again."
    )
    assert asked == [f"Password for {files.ZIP}"] * 3
    assert "Wrong-2025" not in said
    assert [book.name for book in excel.app.books] == [front.name]


# Somebody else is at it


def claimed_by_ben(excel):
    claims = Claims(
        Records(excel.records, settings_.load()),
        Owner("ben", "PC-14"),
        dt.datetime(2025, 1, 12, 20, 5, tzinfo=dt.UTC),
    )
    claims.take("daily_diffs", dt.date(2025, 1, 13))


def owner(excel):
    (claim,) = (excel.records / CLAIMS).glob("20250113 daily_diffs.json")
    return json.loads(claim.read_text("utf-8"))["user"]


def test_a_report_that_somebody_works_is_opened_only_at_a_persons_word(excel):
    claimed_by_ben(excel)
    excel.app.impl.answers = ["no"]
    excel.choose(a_week().write("daily-diffs", excel.folder / "received"))
    before = len(excel.app.books)
    excel.press("open_daily_diffs")
    (asked,) = [alert[0] for alert in excel.app.impl.alerts]
    assert asked.startswith(
        "The daily diffs report of 13 January 2025 is being worked by ben on PC-14 since "
    )
    assert asked.endswith("Ask them before you take it over. Do you take it over?")
    assert (len(excel.app.books), owner(excel)) == (before, "ben")
    excel.app.impl.answers = ["yes"]
    excel.press("open_daily_diffs")
    assert (len(excel.app.books), owner(excel)) == (before + 1, getpass.getuser())


def test_a_report_is_ones_own_from_opening_to_its_last_copy(excel):
    excel.receive("daily-diffs")
    assert owner(excel) == getpass.getuser()
    excel.press("say_what_to_do")
    excel.press("save_daily_diffs")
    assert list((excel.records / CLAIMS).iterdir()) == []


def test_a_claim_that_was_taken_over_meanwhile_stops_the_filing(excel):
    excel.receive("daily-diffs", "say_what_to_do")
    shutil.rmtree(excel.records / CLAIMS)
    claimed_by_ben(excel)
    excel.app.impl.answers = ["no"]
    excel.press("save_daily_diffs")
    assert excel.filed() == []


# Help


def test_do_all_steps_stops_where_a_person_has_to_look(excel):
    last_week(excel.records)
    excel.receive("address-sharer")
    assert "On the sheet 'Worklist' 5 entries wait for an outcome." in excel.press("do_all_steps")
    assert excel.press("what_is_this_step").startswith("Address sharer, step 10 of 13: Draft the notices")
    assert "The Processed Copy was not saved." in excel.press("do_all_steps")
    assert excel.press("what_is_this_step").startswith(
        "Address sharer, step 13 of 13: Save the processed copy"
    )
    excel.select("A2:A7")
    excel.press("nfa")
    assert files.PROCESSED in excel.press("do_all_steps")
    assert excel.press("what_is_this_step").startswith("Address sharer: every step has been done.")
    assert excel.press("do_all_steps") == "Every step of this report has been done."


def test_do_all_steps_goes_on_after_a_row_was_marked(excel):
    excel.receive("daily-diffs", "say_what_to_do")
    excel.select("A2")
    excel.press("nfa")
    assert "On the sheet 'Worklist'" in excel.press("do_all_steps")
    assert excel.press("do_all_steps").startswith("Filed: ")


# From one day to the next


def test_a_restored_row_is_accounted_for(excel):
    last_week(excel.records)
    book = excel.reopen("address-sharer")
    excel.select("A2", book.sheets["Removed"])
    assert (
        excel.press("restore_row")
        == "Restored under the list: row 7 of the sheet 'CSOs Living With Children'."
    )
    assert column(book.sheets[0], "Status")[7] == "Check address"
    excel.select("A2:A7", book.sheets[0])
    assert excel.press("nfa", "save_processed") == f"Filed: {files.PROCESSED}"
    filed = load_workbook(excel.records / files.PROCESSED)
    assert [filed.worksheets[0].cell(row, 1).value for row in (6, 7)] == ["010000006", "010000002"]
    assert filed["Removed"].max_row == 1


def test_an_off_list_opened_again_is_an_off_list(excel):
    """It has every column of the on list, too."""
    excel.reopen("off-list")
    excel.choose(excel.folder / "received" / files.ZIP)
    assert excel.press("what_is_this_step").startswith("Off list, step ")


def test_a_conflict_of_interest_is_no_outcome(excel):
    book = excel.reopen("address-sharer")
    excel.select("A2:A6")
    excel.press("nfa")
    excel.select("A3")
    excel.press("conflict_of_interest")
    report = excel.sheet.name
    before, filed = state(book)[report], excel.filed()
    assert excel.press("save_processed").startswith("1 row has no outcome: row 4.")
    assert (state(book)[report], excel.filed()) == (before, filed)
    assert excel.press("email_sent", "save_processed") == f"Filed: {files.PROCESSED}"


def test_the_working_copy_opened_again_on_another_day(excel):
    last_week(excel.records)
    book = excel.reopen("address-sharer")
    asked = []
    excel.monkeypatch.setattr(dialogs, "ask_file", lambda *words: asked.append(words))
    excel.select("A2:A3")
    assert excel.press("email_sent") == ""
    at = book.sheets[0].range("1:1").value.index("Comment") + 1
    for row in (4, 5, 6):
        book.sheets[0].range((row, at)).value = "NFA; looked up"
    assert excel.press("colour_done_rows") == ""
    (itself, before) = excel.press("save_working"), (excel.records / files.WORKING).read_bytes()
    (earlier,) = (path for path in excel.records.rglob("*, as of *") if path.read_bytes() == before)
    assert itself == (
        "This workbook is the filed copy itself: save it in Excel, with Ctrl+S. The earlier version is kept as "
        f"{earlier.name}.\n\nFiled before; it stays as it is: {files.WORKING}"
    )
    assert excel.press("save_processed") == f"Filed: {files.PROCESSED}"
    assert asked == []
    filed = load_workbook(excel.records / files.PROCESSED).active
    comments = [row[at - 1].value for row in filed.iter_rows(min_row=2)]
    assert comments[:5] == ["Email sent", "Email sent", *["NFA; looked up"] * 3]
    green = {
        cell.row for row in filed.iter_rows() for cell in row if cell.fill.fgColor.rgb.endswith("92D050")
    }
    assert green
    assert green <= {2, 3, 4, 5, 6}


# Cells that look like something else

ODD = (
    "'Ofa",
    "''Ana",
    "'",
    "a\nb",
    "x" * 32_767,
    "=1+1",
    "=",
    "#N/A",
    "TRUE",
    "1E5",
    "00012",
    " 3 ",
    "+64 21",
    "-",
    "@x",
)


@pytest.mark.parametrize("report", ["daily-diffs", "off-list"])
def test_text_stays_text_through_every_step(excel, report):
    heading = {"daily-diffs": "Value Current", "off-list": "Service Centre"}[report]
    week = Week(len(ODD))
    for row, text in enumerate(ODD, 2):
        week.set(report, row, heading, text)
    excel.receive(report, week=week)
    for name in STEPS[report][:-1]:
        assert excel.press(name) == ""
        assert tuple(column(excel.sheet, heading).values()) == ODD, name
    assert excel.press(STEPS[report][-1]).startswith("Filed: ")
    filed = load_workbook(excel.records / FOLDERS[report] / COPIES[report][0]).active
    at = [cell.value for cell in filed[1]].index(heading)
    assert tuple(row[at].value for row in filed.iter_rows(min_row=2)) == ODD
    assert {row[at].data_type for row in filed.iter_rows(min_row=2)} == {"s"}
    excel.press("undo_last_step", "undo_last_step")
    assert tuple(column(excel.sheet, heading).values()) == ODD


# Without the add-in's memory


@pytest.fixture
def forgetful(excel, monkeypatch):
    """Excel in which the add-in is not loaded."""
    monkeypatch.setattr(memory, "ADDIN", "not there.xlam")
    return excel


def test_without_the_add_in_steps_work_and_undo_says_so(forgetful):
    assert forgetful.receive("daily-diffs", *STEPS["daily-diffs"][:-1])
    assert column(forgetful.sheet, "Status")[2] == "Action"
    before = state(forgetful.book)
    assert forgetful.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(forgetful.book) == before
    assert forgetful.press("save_daily_diffs").startswith("Filed: ")


def test_without_the_add_in_a_failure_does_not_claim_that_nothing_happened(forgetful):
    forgetful.receive("daily-diffs", "format_sheet")
    forgetful.monkeypatch.setattr(LiveSheet, "_set_arrows", failing(ValueError()))
    said = forgetful.press("say_what_to_do")
    assert "Tell support this number" in said
    assert "as it was before" not in said
