"""Bad moments: help, and from one day to the next.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import pytest
from openpyxl import load_workbook

from cso_xl.excel import dialogs
from helpers import files
from helpers.files import COPIES, FOLDERS, Week
from helpers.staff import STEPS, column, last_week, state


def test_do_all_steps_stops_where_a_person_has_to_look(staff):
    last_week(staff.records)
    staff.receive("address-sharer")
    assert staff.press("do_all_steps").startswith(
        "... - On the sheet 'Worklist' 5 entries wait for an outcome. Look them up and choose, then press Do all"
    )
    assert (staff.boxes, staff.sheet.book.sheets.active.name) == ([], "Worklist")
    assert staff.press("what_is_this_step").startswith("Address sharer, step 10 of 13: Draft the notices")
    assert "The Processed Copy is not saved yet: " in staff.press("do_all_steps")
    assert staff.press("what_is_this_step").startswith(
        "Address sharer, step 13 of 13: Save the processed copy"
    )
    staff.select("A2:A7")
    staff.press("nfa")
    assert files.PROCESSED in staff.press("do_all_steps")
    assert staff.press("what_is_this_step").startswith("Address sharer: every step has been done.")
    assert staff.press("do_all_steps") == (
        "Every step of this report has been done. Mark the e-mail complete in the inbox [A13]."
    )


def test_do_all_steps_goes_on_after_a_row_was_marked(staff):
    staff.receive("daily-diffs", "say_what_to_do")
    staff.select("A2")
    staff.press("nfa")
    assert "On the sheet 'Worklist'" in staff.press("do_all_steps")
    assert staff.press("do_all_steps").startswith("Filed: ")


# From one day to the next


def test_a_restored_row_is_accounted_for(staff):
    last_week(staff.records)
    book = staff.reopen("address-sharer")
    staff.select("A2", book.sheets["Removed"])
    assert (
        staff.press("restore_row")
        == "Restored under the list: row 7 of the sheet 'CSOs Living With Children'."
    )
    assert column(book.sheets[0], "Status")[7] == "Check address"
    staff.select("A2:A7", book.sheets[0])
    assert staff.press("nfa", "save_processed") == f"Filed: {files.PROCESSED}"
    filed = load_workbook(staff.records / files.PROCESSED)
    assert [filed.worksheets[0].cell(row, 1).value for row in (6, 7)] == ["010000006", "010000002"]
    assert filed["Removed"].max_row == 1


def test_an_off_list_opened_again_is_an_off_list(staff):
    """It has every column of the on list, too."""
    staff.reopen("off-list")
    staff.choose(staff.folder / "received" / files.ZIP)
    assert staff.press("what_is_this_step").startswith("Off list, step ")


def test_a_conflict_of_interest_is_no_outcome(staff):
    book = staff.reopen("address-sharer")
    staff.select("A2:A6")
    staff.press("nfa")
    staff.select("A3")
    staff.press("conflict_of_interest")
    report = staff.sheet.name
    before, filed = state(book)[report], staff.filed()
    not_yet = "The Processed Copy is not saved yet: 1 row has no outcome: row 4."
    assert staff.press("save_processed").startswith(not_yet)
    assert (state(book)[report], staff.filed()) == (before, filed)
    assert staff.press("email_sent", "save_processed").startswith(not_yet)  # not taken yet
    assert (state(book)[report], staff.filed()) == (before, filed)


def test_the_working_copy_opened_again_on_another_day(staff):
    last_week(staff.records)
    book = staff.reopen("address-sharer")
    asked = []
    staff.monkeypatch.setattr(dialogs, "ask_file", lambda *words: asked.append(words))
    staff.select("A2:A3")
    assert staff.press("email_sent") == ""
    at = book.sheets[0].range("1:1").value.index("Comment") + 1
    for row in (4, 5, 6):
        book.sheets[0].range((row, at)).value = "NFA; looked up"
    assert staff.press("colour_done_rows") == ""
    before = (staff.records / files.WORKING).read_bytes()
    assert staff.press("save_working") == f"... - Saved where it is filed: {files.WORKING}"
    assert [path.read_bytes() for path in staff.records.rglob("*, as of *")] == [before]
    assert staff.press("save_processed") == f"Filed: {files.PROCESSED}"
    assert asked == []
    filed = load_workbook(staff.records / files.PROCESSED).active
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
def test_text_stays_text_through_every_step(staff, report):
    heading = {"daily-diffs": "Value Current", "off-list": "Service Centre"}[report]
    week = Week(len(ODD))
    for row, text in enumerate(ODD, 2):
        week.set(report, row, heading, text)
    staff.receive(report, week=week)
    for name in STEPS[report][:-1]:
        assert staff.press(name) == ""
        assert tuple(column(staff.sheet, heading).values()) == ODD, name
    assert staff.press(STEPS[report][-1]).startswith("Filed: ")
    filed = load_workbook(staff.records / FOLDERS[report] / COPIES[report][0]).active
    at = [cell.value for cell in filed[1]].index(heading)
    assert tuple(row[at].value for row in filed.iter_rows(min_row=2)) == ODD
    assert {row[at].data_type for row in filed.iter_rows(min_row=2)} == {"s"}
    staff.press("undo_last_step", "undo_last_step")
    assert tuple(column(staff.sheet, heading).values()) == ODD
