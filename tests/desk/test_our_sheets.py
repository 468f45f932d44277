"""The sheets 'Removed', 'Worklist' and 'Outcomes', renamed or deleted by hand: each state has a way out [A4, A8]."""

import pytest
from openpyxl import load_workbook

from cso_xl.desk import reopen
from cso_xl.desk.office import Office
from cso_xl.errors import CallError
from cso_xl.intake.passwords import Passwords
from cso_xl.procedures.sheet.added import added_sheets
from helpers.choices import expected, offered
from helpers.files import Week

UP_TO_WORKLIST = ("format_sheet", "highlight_duplicates", "remove_rows", "compare", "make_worklist")
SHARERS = "CSOs Living With Children"


def a_week():
    """Of six sharers one goes."""
    week = Week(6)
    week.set("address-sharer", 3, "Sharer Address", "No Fixed Abode")
    return week


@pytest.fixture
def worked_sharers(excel, tmp_path):
    """The address report up to its worklist, in front."""
    excel.open("address-sharer", a_week().write("address-sharer", tmp_path / "received"))
    for name in UP_TO_WORKLIST:
        excel.press(name)
    excel.book.sheets[SHARERS].activate()
    return excel


def tabs(excel):
    return [sheet.name for sheet in excel.book.sheets]


def undo(excel):
    excel.app.impl.answers = ["yes"]
    return excel.press("undo_last_step")[1:]


# Which sheets are ours


def test_a_sheet_is_ours_by_name_or_by_its_headings():
    removed, worklist, outcomes = (
        ["Row in Master", "Reason", "x"],
        ["Ref", "Row", "Question", "Outcome", "Detail", "Due"],
        ["Question", "Outcome", "Notice"],
    )
    assert added_sheets({"a": removed, "b": worklist, "c": outcomes, "d": ["x"]}) == {
        "Removed": "a",
        "Worklist": "b",
        "Outcomes": "c",
    }
    assert added_sheets({"REMOVED": [], "Worklist": ["x"], "old": worklist}) == {
        "Removed": "REMOVED",
        "Worklist": "Worklist",
    }


def test_two_that_look_alike_are_not_guessed_between():
    heads = ["Question", "Outcome"]
    with pytest.raises(CallError) as said:
        added_sheets({"a": heads, "b": heads})
    assert str(said.value) == (
        "The sheets 'a' and 'b' both look like the sheet 'Outcomes'. Give the one that counts the name 'Outcomes', "
        "then try again."
    )


# Renamed


def test_our_sheets_renamed_are_worked_all_the_same(worked_sharers):
    for kind in ("Removed", "Worklist", "Outcomes"):
        worked_sharers.book.sheets[kind].name = f"My {kind}"
    before = tabs(worked_sharers)
    assert worked_sharers.press("make_worklist") == []
    assert worked_sharers.press("draft_notices") == []
    assert worked_sharers.press("remove_rows") == ["The rows were removed before: see the sheet 'Removed'."]
    assert tabs(worked_sharers) == before
    (said,) = worked_sharers.press("save_working")
    filed = load_workbook(worked_sharers.records / said.removeprefix("Filed: "))
    assert filed.sheetnames == [SHARERS, "Removed", "Worklist", "Outcomes"], "as the next person knows them"


def test_a_renamed_removed_sheet_in_front_is_no_report(worked_sharers):
    """It has all the report's headings."""
    removed = worked_sharers.book.sheets["Removed"]
    removed.name = "Gone"
    removed.activate()
    assert worked_sharers.press("compare") == ["This sheet was compared with last week before."]
    removed["A2"].select()
    assert worked_sharers.press("restore_row") == [
        f"Restored under the list: row 7 of the sheet '{SHARERS}'."
    ]


def test_a_renamed_worklist_offers_the_outcomes_of_a_renamed_sheet(worked_sharers):
    book = worked_sharers.book
    book.sheets["Worklist"].name, book.sheets["Outcomes"].name = "Look up", "What may be chosen"
    assert worked_sharers.press("make_worklist") == []
    book.sheets["Look up"].name, book.sheets["What may be chosen"].name = "Worklist", "Outcomes"
    assert offered(book.sheets["Worklist"]) == expected(book)


def test_undo_after_a_sheet_of_ours_was_renamed(worked_sharers):
    worked_sharers.book.sheets["Worklist"].name = "Look up"
    assert undo(worked_sharers) == []
    assert tabs(worked_sharers) == [SHARERS, "Removed"], "the worklist was the last step"
    worked_sharers.book.sheets["Removed"].name = "Gone"
    assert undo(worked_sharers) == []
    assert tabs(worked_sharers) == [SHARERS, "Removed"]


def test_a_filed_copy_with_renamed_sheets_is_worked_without_excel(worked_sharers, settings):
    (said,) = worked_sharers.press("save_working")
    path = worked_sharers.records / said.removeprefix("Filed: ")
    worked_sharers.press("save_master")
    book = load_workbook(path)
    book["Worklist"].title, book["Removed"].title = "Look up", "Gone"
    book.save(path)
    found = reopen.draft(
        "address-sharer", Office.at(worked_sharers.records, settings, Passwords(settings)), None, True
    )
    assert len(found.worklist) == 5


# Deleted


def test_a_deleted_worklist_is_made_again_and_it_is_said_what_is_gone(worked_sharers):
    before = worked_sharers.book.sheets["Worklist"].used_range.value
    worked_sharers.book.sheets["Worklist"].delete()
    assert worked_sharers.press("draft_notices") == ["Press 'Worklist' first: this workbook has none yet."]
    assert worked_sharers.press("make_worklist") == [
        "The sheet 'Worklist' was deleted and is made again. What was recorded stands on it; what was typed on it "
        "since the last press is gone: choose again. In Excel, Undo last step may bring it back."
    ]
    assert worked_sharers.book.sheets["Worklist"].used_range.value == before
    assert offered(worked_sharers.book.sheets["Worklist"]) == expected(worked_sharers.book)


def test_a_deleted_sheet_of_outcomes_is_made_again(worked_sharers):
    worked_sharers.book.sheets["Outcomes"].delete()
    assert worked_sharers.press("make_worklist") == []
    assert offered(worked_sharers.book.sheets["Worklist"]) == expected(worked_sharers.book)


@pytest.mark.parametrize("gone", ["Removed", "Worklist", "Outcomes"])
def test_undo_brings_back_a_deleted_sheet(worked_sharers, gone):
    assert worked_sharers.press("draft_notices") == []
    before = worked_sharers.book.sheets[gone].used_range.value
    worked_sharers.book.sheets[gone].delete()
    assert undo(worked_sharers) == ["Taken back: Draft the notices."]
    assert worked_sharers.book.sheets[gone].used_range.value == before
    assert set(tabs(worked_sharers)) == {SHARERS, "Removed", "Worklist", "Outcomes"}
    assert offered(worked_sharers.book.sheets["Worklist"]) == expected(worked_sharers.book)


def without_removed(excel):
    excel.book.sheets["Removed"].delete()
    return excel


MADE_AGAIN = (
    "The sheet 'Removed' had been deleted and is made again from what was received: 1 row. What was typed on it is "
    "gone; Undo last step may bring it back."
)


def test_a_deleted_sheet_of_removed_rows_is_made_again(worked_sharers):
    before = worked_sharers.book.sheets["Removed"].used_range.value
    said = without_removed(worked_sharers).press("save_working")
    assert said == [
        "This workbook has no sheet 'Removed' any more, with the rows that were removed from the list. In Excel, press "
        "'Remove rows': it is made again from what was received. Nothing was saved."
    ]
    listed = worked_sharers.book.sheets[SHARERS].used_range.value
    assert worked_sharers.press("remove_rows") == [MADE_AGAIN]
    assert worked_sharers.book.sheets["Removed"].used_range.value == before
    assert worked_sharers.book.sheets[SHARERS].used_range.value == listed
    assert worked_sharers.press("save_working")[0].startswith("Filed: ")


def test_a_row_that_is_nowhere_comes_back_to_the_list_to_be_checked(worked_sharers):
    sheet = worked_sharers.book.sheets[SHARERS]
    sheet.range("3:3").delete("up")
    assert without_removed(worked_sharers).press("remove_rows") == [MADE_AGAIN]
    assert sheet["Q6:S6"].value == [
        "4",
        "Check address",
        "was missing from the list and is not one to remove: look at it",
    ]
    assert worked_sharers.press("save_working")[0].startswith("Filed: ")
