"""Bad moments: the same button twice, and the wrong one.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import pytest

from helpers.choices import cell
from helpers.files import COPIES, FOLDERS
from helpers.staff import (
    FIRST_COMPARE,
    FIRST_REMOVE,
    FIRST_SAY,
    FIRST_WORK,
    REPORTS,
    STEPS,
    a_week,
    last_week,
    state,
)


@pytest.mark.parametrize("report", REPORTS)
def test_every_step_pressed_twice_undone_and_done_again(staff, report):
    last_week(staff.records)
    book = staff.receive(report)
    book.sheets[0]["B2"].add_note("asked on Friday")
    states = [state(book)]
    for name in [name for name in STEPS[report] if not name.startswith("save_")]:
        staff.press(name)
        states.append(state(book))
        assert staff.press("undo_last_step") == ""
        assert state(book) == states[-2], f"{name} undone"
        staff.press(name)
        assert state(book) == states[-1], f"{name} done again"
        staff.press(name)
        assert state(book) == states[-1], f"{name} twice"


def test_several_steps_back(staff):
    book = staff.receive("off-list")
    steps = STEPS["off-list"][:-1]
    states = [state(book)]
    for name in steps:
        staff.press(name)
        states.append(state(book))
    for before in reversed(states[:-1]):
        assert staff.press("undo_last_step") == ""
        assert state(book) == before


@pytest.mark.parametrize(("report", "save"), [(report, STEPS[report][-1]) for report in list(REPORTS)[:3]])
def test_saving_twice_files_once(staff, report, save):
    book = staff.receive(report, *STEPS[report][:-1])
    before = state(book)
    path = f"{FOLDERS[report]}/{COPIES[report][0]}"
    assert staff.press(save) == f"Filed: {path}"
    data = (staff.records / path).read_bytes()
    assert staff.press(save) == f"Filed before, unchanged: {path}"
    assert (staff.records / path).read_bytes() == data
    assert staff.filed() == COPIES[report]
    assert state(book) == before


def test_marks_pressed_twice(worked_diffs):
    worked_diffs.select("A2:A4")
    for mark in ("email_sent", "nfa", "conflict_of_interest"):
        worked_diffs.press(mark)
        once = state(worked_diffs.book)
        assert worked_diffs.press(mark) == ""
        assert state(worked_diffs.book) == once


def test_restore_pressed_twice_restores_what_was_selected(staff):
    week = a_week()
    week.set("address-sharer", 6, "CSO Address", "Motel Weka, 8 Rimu Street")
    staff.reopen("address-sharer", week)
    removed = staff.book.sheets["Removed"]
    assert removed.used_range.last_cell.row == 3
    staff.select("A2", removed)
    assert staff.press("restore_row").startswith("Restored under the list: row ")
    once = state(staff.book)
    staff.press("restore_row")
    assert state(staff.book) == once


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
def test_steps_pressed_too_early(staff, report):
    last_week(staff.records)
    book = staff.receive(report)
    staff.select("A2:A3")
    before, filed = state(book), staff.filed()
    for name, said in TOO_EARLY[report].items():
        assert staff.press(name) == said, name
    assert (state(book), staff.filed()) == (before, filed)


def test_compare_before_last_week_is_pasted(staff):
    last_week(staff.records)
    book = staff.receive("address-sharer", "format_sheet", "remove_rows")
    before = state(book)
    assert staff.press("compare") == (
        "Press 'Paste previous master' first: last week's rows are not beside this week's."
    )
    assert staff.press("save_processed") == FIRST_COMPARE
    assert staff.press("colour_done_rows") == FIRST_COMPARE
    assert state(book) == before


def test_remove_rows_after_last_week_is_pasted(staff):
    last_week(staff.records)
    book = staff.receive("address-sharer", "format_sheet", "remove_rows", "paste_previous_master")
    before = state(book)
    assert staff.press("remove_rows") == "The rows were removed before: see the sheet 'Removed'."
    assert state(book) == before
    book.sheets["Removed"].delete()
    assert staff.press("remove_rows").startswith("The sheet 'Removed' had been deleted and is made again")
    before.pop("shown")
    assert {name: state(book)[name]["cells"] for name in before} == {
        name: sheet["cells"] for name, sheet in before.items()
    }


def test_duplicates_highlighted_after_the_comparison(staff):
    """The rule over both groups says which cells are white: it must not be lost."""
    last_week(staff.records)
    book = staff.reopen("address-sharer")
    before = state(book)
    staff.press("highlight_duplicates")
    assert state(book) == before


@pytest.mark.parametrize(
    ("report", "button", "said"),
    [
        (
            "daily-diffs",
            "filter_match_levels",
            "This sheet has no column 'Match Level'. It looks like a daily diffs report: use 'Format', 'Say what to "
            "do', 'Highlight red rows', 'Worklist', 'Draft notices', 'Save daily diffs'.",
        ),
        (
            "on-list",
            "insert_comment",
            "'Insert Comment column' is a button of an off list report. It looks like an on list report: use 'Format', "
            "'Filter match levels 1-2', 'Show only needed columns', 'Paste current clients', 'Highlight duplicates', "
            "'Say what to do', 'Worklist', 'Draft notices', 'Save on list'.",
        ),
        (
            "off-list",
            "save_on_list",
            "'Save on list' is a button of an on list report. It looks like an off list report: use 'Format', 'Show "
            "only needed columns', 'Insert Comment column', 'Say what to do', 'Worklist', 'Draft notices', 'Save off "
            "list'.",
        ),
        (
            "address-sharer",
            "save_daily_diffs",
            "This sheet has no column 'What Has Changed'. It looks like an address sharer report: use 'Save master', "
            "'Format', 'Highlight duplicates', 'Remove rows', 'Save filtered copy', 'Paste previous master', 'Compare "
            "with last week', 'Worklist', 'Draft notices', 'Save working copy', 'Colour done rows', 'Save processed "
            "copy'.",
        ),
    ],
)
def test_a_step_of_another_report(staff, report, button, said):
    """The buttons are named as they read on the ribbon."""
    book = staff.receive(report) if report == "off-list" else staff.open_report(report)
    before = state(book)
    assert staff.press(button) == said
    assert (state(book), staff.filed()) == (before, [])


def test_the_worklist_made_again_keeps_what_was_answered(staff):
    """And brings back its lists of outcomes, when somebody has deleted them."""
    staff.receive("daily-diffs", "say_what_to_do", "make_worklist")
    worklist = staff.book.sheets["Worklist"]
    for heading, text in {
        "Client Name": "Weka, Mere", "Outcome": "Address changed: tell CPS", "Detail": "seen in CMS",
    }.items():  # fmt: skip
        cell(worklist, "D3-2", heading).value = text
    before = worklist.used_range.value
    staff.book.sheets["Outcomes"].delete()
    assert staff.press("make_worklist") == ""
    assert staff.book.sheets["Worklist"].used_range.value == before
    assert staff.book.sheets["Outcomes"]["A1:B1"].value == ["Question", "Outcome"]


def test_needed_columns_pressed_last_leaves_in_sight_what_the_steps_have_added(staff):
    staff.receive("off-list", "insert_comment", "say_what_to_do", "show_needed_columns")
    sheet = staff.book.sheets[0]
    headings = sheet.range("A1").expand("right")
    assert [cell.value for cell in headings if not cell.columns.hidden] == [
        "Match Level",
        "CSO Client Number",
        "Comment",
        "Row",
        "Status",
        "Reason",
    ]
