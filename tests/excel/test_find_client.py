"""The button 'Find a client': the client of the selected row, or of a number that is typed."""

import json

import pytest

from cso_xl.excel import dialogs
from helpers.files import FOLDERS
from helpers.staff import column


def shown(staff):
    """The lines of the workbook in front."""
    return [line for line in staff.sheet["A1:A60"].value if line]


def logged(staff):
    """The lines of the activity log."""
    path = staff.records / "Child Sex Offenders" / "Activity" / "Activity log.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


@pytest.fixture
def asked(staff, monkeypatch):
    """A person who is asked for a number and types `answer`."""
    questions = []

    def ask(words, labels, wrong):
        questions.append([wrong([text]) for text in ("Weka", "000", ask.answer or "")])
        return ask.answer and [ask.answer]

    ask.answer, ask.questions = None, questions
    monkeypatch.setattr(dialogs, "ask_texts", ask)
    return ask


def test_the_client_of_the_selected_row_is_shown_and_logged(staff, asked):
    book = staff.reopen("daily-diffs")
    number = book.sheets[0]["B3"].value
    staff.select("D3")
    told = f"1 report names client {number}."
    assert staff.press("find_client") == told
    assert (staff.sheet.name, asked.questions) == (f"Client {number}", [])
    first, report, row, *rest = shown(staff)
    assert (first, report) == (told, "Daily diffs of 13 January 2025")
    assert row.startswith(f"    row 3, '{book.sheets[0].name}': ")
    link = staff.sheet.range((len(shown(staff)), 1))
    assert link.value.startswith(f"    report copy: {FOLDERS['daily-diffs']}/20250113 Daily Diffs")
    assert link.hyperlink.endswith("Diffs.xlsx")
    assert staff.book.api.Saved
    last = logged(staff)[-1]
    assert (last["step"], last["clients"]) == ("find", [number])


def test_of_a_row_with_several_numbers_the_selected_cell_says_which(staff, asked):
    sheet = staff.reopen("address-sharer").sheets[0]
    headings = sheet["A1:P1"].value
    cso, sharer = (sheet[1, headings.index(f"{who} Client Number")] for who in ("CSO", "Sharer"))
    for cell, number in ((cso, cso.value), (sharer, sharer.value), (sheet["C2"], cso.value)):
        sheet.activate()
        cell.select()
        assert staff.press("find_client").endswith(f" names client {number}.")
        staff.book.close()


def test_on_the_worklist_it_is_the_client_of_the_line(staff, asked):
    sheet = staff.reopen("on-list").sheets["Worklist"]
    number = column(sheet, "Client Number")[2]
    staff.select("A2", sheet)
    assert staff.press("find_client") == f"1 report names client {number}."


@pytest.mark.parametrize("address", ["A1", "A40"])
def test_a_number_is_asked_for_where_none_is_selected(staff, asked, address):
    staff.reopen("daily-diffs")
    staff.select(address)
    asked.answer = "999999999"
    assert staff.press("find_client") == "No report names client 999999999."
    wrong = "A client number has 1 to 9 digits."
    assert asked.questions == [[wrong, wrong, ""]]
    assert shown(staff) == ["No report names client 999999999."]


def test_it_is_asked_for_without_a_report_and_nothing_typed_is_nothing_done(staff, asked):
    assert staff.press("find_client") == ""
    assert (len(asked.questions), len(staff.app.books), logged(staff)) == (1, 1, [])
