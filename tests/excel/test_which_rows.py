"""Bad moments: which rows are marked.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import pytest

from helpers.staff import column, sheet_state, state


def marked(staff, mark="Email sent"):
    return [row for row, text in column(staff.sheet, "Comment").items() if text == mark]


def test_of_a_filtered_sheet_only_what_is_seen_is_marked(worked_diffs):
    sheet = worked_diffs.sheet
    sheet["A1:G7"].autofilter.apply_values(1, ["Deleted TRACE"])
    worked_diffs.select("A2:A7")
    assert worked_diffs.press("email_sent") == ""
    assert sheet_state(sheet)["filters"], "the filter stays"
    assert [row for row in range(2, 8) if not sheet.range(f"{row}:{row}").rows.hidden] == [3, 5]
    assert marked(worked_diffs) == [3, 5]


def test_rows_hidden_by_hand_are_not_marked_and_stay_hidden(worked_diffs):
    sheet = worked_diffs.sheet
    sheet.range("3:4").rows.hidden = True
    worked_diffs.select("A2:A7")
    assert worked_diffs.press("email_sent") == ""
    assert marked(worked_diffs) == [2, 5, 6, 7]
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
def test_rows_that_are_selected_are_marked(worked_diffs, selected, rows):
    worked_diffs.select(selected)
    assert worked_diffs.press("email_sent") == ""
    assert marked(worked_diffs) == rows
    assert worked_diffs.sheet.used_range.last_cell.row == 7


def test_nothing_to_mark_is_selected(worked_diffs):
    select = "Select the rows to mark (a cell of each is enough), then press again."
    worked_diffs.sheet.range("4:4").rows.hidden = True
    for address in ("A1:D1", "C20", "B4"):
        worked_diffs.select(address)
        before = state(worked_diffs.book)
        for mark in ("email_sent", "nfa", "conflict_of_interest"):
            assert worked_diffs.press(mark) == select, address
        assert state(worked_diffs.book) == before


def test_restore_wants_rows_of_the_sheet_removed(staff):
    assert staff.receive("address-sharer", "format_sheet")
    assert (
        staff.press("restore_row") == "No row has been removed from this list, so there is none to restore."
    )
    staff.book.close()
    staff.reopen("address-sharer")
    before = state(staff.book)
    for address, sheet in (("A2", "CSOs Living With Children"), ("A1", "Removed"), ("A9", "Removed")):
        staff.select(address, staff.book.sheets[sheet])
        assert staff.press("restore_row") == (
            "Select the rows to restore on the sheet 'Removed', then press again."
        )
    staff.book.sheets[before["shown"]].activate()
    assert state(staff.book) == before


def test_marks_keep_what_staff_have_typed(worked_diffs):
    worked_diffs.select("A6:A7")
    worked_diffs.press("conflict_of_interest")
    at = worked_diffs.sheet.range("1:1").value.index("Comment") + 1
    worked_diffs.sheet.range((3, at)).value = "looked up on Monday"
    worked_diffs.sheet.range((4, at)).value = "Email sent to OT"
    worked_diffs.select("A2:A5")
    worked_diffs.press("email_sent", "email_sent")
    worked_diffs.select("A5")
    assert worked_diffs.press("nfa") == ""
    assert list(column(worked_diffs.sheet, "Comment").values()) == [
        "Email sent",
        "looked up on Monday; Email sent",
        "Email sent to OT",
        "NFA",
        "Conflict of interest",
        "Conflict of interest",
    ]
