"""The buttons for everything at once: Work what came, and Today."""

import re
import webbrowser

import openpyxl
import pytest
import xlwings as xw

from cso_xl import settings as settings_
from cso_xl.excel import messages
from cso_xl.inbox.working import AT_WORK, LOCK
from cso_xl.records.lock import only_one
from cso_xl.today import kept
from helpers.files import CANARIES, COPIES, FOLDERS, ZIP, Week, eml, xlsx, zip_crypto
from helpers.libreoffice.com import ComError
from helpers.staff import state


@pytest.fixture
def opened(monkeypatch):
    """The addresses that a browser was asked to open."""
    addresses = []
    monkeypatch.setattr(webbrowser, "open", lambda url: addresses.append(url) or True)
    return addresses


@pytest.fixture
def inbox(tmp_path):
    folder, week = tmp_path / "inbox", Week()
    folder.mkdir()
    (folder / "datamatch.eml").write_bytes(eml({ZIP: zip_crypto(week.members())}))
    subject = "CSO Living with Children WB 13 January 2025"
    (folder / "addresses.eml").write_bytes(eml({"x.xlsx": xlsx(week.grids["address-sharer"])}, subject))
    return folder


def test_what_came_is_worked_and_today_is_opened(excel, inbox, opened):
    excel.answers["files"] = sorted(inbox.iterdir())
    not_come, said = excel.press("work_what_came")  # the reports of the week of this test are not among them
    assert said.startswith("5 reports worked, ") and excel.boxes == [not_come]
    assert re.match(
        r"Did not come: (Daily diffs of .*; )?On list of the week of .*; Off list of the week of ", not_come
    )
    assert opened == [(excel.records / kept.FILE).as_uri()]
    assert len([*excel.records.rglob("20250113*.xlsx")]) == 7
    assert excel.bar == said


def test_the_status_bar_says_what_is_being_done(excel, inbox, opened, monkeypatch):
    program, shown = type(excel.app.impl), []
    bar = program.status_bar

    def show(app, value):
        shown.append(value)
        bar.fset(app, value)

    monkeypatch.setattr(program, "status_bar", property(bar.fget, show))
    excel.answers["files"] = sorted(inbox.iterdir())
    excel.press("work_what_came")
    assert "CSO: Report 4 of 5, Address sharer: Compare with last week (8 of 13) ..." in shown


def test_what_fails_is_said_and_stops_nothing(excel, inbox, opened):
    (inbox / "damaged.zip").write_bytes(b"PK\x03\x04 noise")
    excel.answers["files"] = sorted(inbox.iterdir())
    failed, said = excel.press("work_what_came")
    assert said.startswith("1 could not be worked, 5 reports worked, ")
    assert failed.startswith("Could not be worked: damaged.zip ")
    assert len(opened) == 1


def test_nothing_is_chosen(excel, opened):
    assert excel.press("work_what_came") == []
    assert (opened, [*excel.records.iterdir()]) == ([], [])


def test_another_run_is_at_it(excel, inbox, opened):
    excel.answers["files"] = sorted(inbox.iterdir())
    with only_one(excel.records / LOCK, "x"):
        assert excel.press("work_what_came") == [AT_WORK.format(by="another run")]
    assert opened == []


@pytest.mark.parametrize("agreed", [True, False])
def test_the_folder_in_settings_is_offered(agreed, excel, inbox, opened, monkeypatch):
    with settings_.user_file().open("a", encoding="utf-8") as own:
        own.write(f"\n[inbox]\nfolder = '{inbox.as_posix()}'\n")
    asked = []
    monkeypatch.setattr(messages, "ask", lambda app, question: asked.append(question) or agreed)
    said = excel.press("work_what_came")
    assert asked == [f"Work what came in {inbox}? No: choose the files yourself."]
    assert (bool(said), excel.asked) == (agreed, [] if agreed else ["files"])


def test_today_is_written_and_opened(excel, opened):
    assert excel.press("today") == []
    assert opened == [(excel.records / kept.FILE).as_uri()]
    assert "Nothing is open about a child" in (excel.records / kept.FILE).read_text("utf-8")


def test_no_program_opens_pages(excel, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    page = excel.records / kept.FILE
    assert excel.press("today") == [f"What is to be done stands on the page {page}. Open it in a browser."]


def test_the_page_of_drafts_is_written_and_opened(excel, opened):
    assert excel.press("drafts_to_send") == ["No draft is ready to be sent."]
    [page] = excel.records.rglob("Drafts to send.html")
    assert opened == [page.as_uri()]


# The sheet Today, the first of a working workbook


@pytest.fixture
def on_list(excel, tmp_path):
    """The on list, worked so far that there is something to decide."""
    excel.open("on-list", Week().write("on-list", tmp_path))
    for name in ("format_sheet", "paste_current_clients", "say_what_to_do", "make_worklist"):
        assert excel.press(name) == []
    return excel


def column(sheet, letter):
    bottom = sheet.used_range.last_cell.row
    return [cell for cell in sheet.range(f"{letter}1:{letter}{bottom}").value if cell]


def column_row(sheet, text):
    """The row in which a text stands in column A."""
    return sheet.range(f"A1:A{sheet.used_range.last_cell.row}").value.index(text) + 1


def test_the_first_sheet_of_a_working_workbook_says_what_is_open(on_list):
    front = on_list.book.sheets.active.name
    assert on_list.press("today") == []
    names = [sheet.name for sheet in on_list.book.sheets]
    assert (names, on_list.book.sheets.active.name) == (["Today", "On List", "Worklist", "Outcomes"], front)
    sheet = on_list.book.sheets["Today"]
    said = column(sheet, "A")
    assert said[0].startswith("Today: ")
    assert said[2:4] == ["What is open", "To decide"]
    children = said[said.index("Children first (2)") + 1 :][:2]
    assert children == ["20250113-L8-2", "20250113-L9-2"]
    asked = sheet.range((column_row(sheet, "20250113-L8-2"), 2))
    assert asked.row_height > sheet.range("A1").row_height  # as high as the question's two lines
    every = str(sheet.used_range.value)
    assert not [name for name in CANARIES if name in every]


def test_it_leads_to_the_workbook_and_the_folder(on_list):
    on_list.press("save_on_list")
    on_list.press("today")
    sheet = on_list.book.sheets["Today"]
    row = column_row(sheet, "On list of 13 January 2025")
    folder = on_list.records / FOLDERS["on-list"]
    assert sheet.range((row, 3)).hyperlink == (folder / COPIES["on-list"][0]).as_uri()
    assert sheet.range((row, 4)).hyperlink == folder.as_uri()


def test_it_is_made_again_and_filed_with_nothing(on_list):
    on_list.press("today")
    on_list.press("today")
    assert [sheet.name for sheet in on_list.book.sheets].count("Today") == 1
    on_list.book.sheets["Today"].activate()
    assert on_list.press("save_on_list") != []
    filed = openpyxl.load_workbook(on_list.records / FOLDERS["on-list"] / COPIES["on-list"][0])
    assert filed.sheetnames == ["On List", "Worklist", "Outcomes"]


@pytest.mark.parametrize("presses", [1, 2])
def test_it_is_there_whole_or_not_at_all(on_list, presses, monkeypatch):
    for _ in range(presses - 1):
        on_list.press("today")
    before = state(on_list.book)

    def fails(*_, **__):
        raise ComError("Excel failed")

    with monkeypatch.context() as patched:
        patched.setattr(xw.Range, "add_hyperlink", fails)
        said = on_list.press("today")
    assert "not foreseen" in said[0]
    assert state(on_list.book) == before
    assert on_list.press("today") == []


@pytest.mark.parametrize("typed", ["Ring Porirua about row 2", None])
def test_a_sheet_of_that_name_that_a_person_made_is_left_as_it_is(on_list, typed):
    own = on_list.book.sheets.add("TODAY", before=on_list.book.sheets[0])
    own.range("A1").value, own.range("B2").value = typed, "kept"
    assert on_list.press("today") == [
        "This workbook has a sheet 'Today' that this button has not made: it was left as it is. Give it another name, "
        "then press again. The page has all of it."
    ]
    assert (own.range("A1").value, own.range("B2").value) == (typed, "kept")
    assert [sheet.name for sheet in on_list.book.sheets] == ["TODAY", "On List", "Worklist", "Outcomes"]


def test_the_report_itself_may_have_that_name(on_list):
    before = on_list.book.sheets["On List"].used_range.value
    on_list.book.sheets["On List"].name = "Today"
    assert on_list.press("today")[0].startswith("This workbook has a sheet 'Today'")
    assert on_list.book.sheets["Today"].used_range.value == before


def test_steps_go_on_as_if_it_were_not_there(on_list):
    on_list.press("today")
    on_list.book.sheets["Today"].activate()
    [said] = on_list.press("what_is_this_step")
    assert said.startswith("On list, step ")
    assert on_list.press("undo_last_step") == ["Taken back: Make the worklist."]
    assert on_list.press("nfa") == [
        "The selection is on the sheet 'Today', and rows are marked on the sheet 'On List'. Select them there (a cell "
        "of each is enough), then press again."
    ]


def test_no_report_is_in_front(excel, opened):
    assert excel.press("today") == []
    assert "Today" not in [sheet.name for sheet in excel.book.sheets]
