"""What a press says and where, and what it leaves in the workbook for the ribbon."""

import pytest
from openpyxl import load_workbook

from cso_xl import faults
from cso_xl.excel import ribbon_state
from cso_xl.excel.memory import Memory
from cso_xl.excel.ribbon_state import RibbonState
from helpers import files
from helpers.staff import STEPS, last_week


def marked(book):
    """The mark of a workbook without its number."""
    return ribbon_state.read(book)._replace(id="")


# The status bar, and boxes


def test_what_nobody_has_to_decide_stands_in_the_status_bar(staff):
    staff.receive("daily-diffs", *STEPS["daily-diffs"][:-1])
    staff.press("save_daily_diffs")
    assert (staff.boxes, staff.bar) == (
        [],
        f"Filed: {files.FOLDERS['daily-diffs']}/{files.COPIES['daily-diffs'][-1]}",
    )


def test_what_must_be_read_is_shown_in_a_box(staff):
    staff.receive("address-sharer", "format_sheet", "remove_rows")
    staff.press("paste_previous_master")
    assert staff.boxes == [
        "No earlier Master Copy was found in the records, so every row counts as New. If this is not the first week, "
        "check that the records folder is the right one."
    ]
    assert staff.bar == ""


def test_what_was_said_can_be_read_again_all_of_it(staff):
    Memory.of(staff.app).words = ""
    assert staff.press("what_was_said") == "Nothing has been said yet."
    last_week(staff.records)
    staff.receive("address-sharer")
    staff.press("do_all_steps")
    assert staff.bar.startswith("... - ")
    said = staff.press("what_was_said")
    assert said.startswith("Filed: ") and said.count("\n\nFiled: ") == 1
    assert said.endswith("Look them up and choose, then press Do all steps again.")
    assert staff.press("what_was_said") == said


def test_words_that_begin_like_a_formula_are_kept(staff):
    staff.receive("daily-diffs", "format_sheet")
    memory = Memory.of(staff.app)
    memory.words = "=1+1"
    assert Memory.of(staff.app).words == "=1+1"


# Undo asks only when something was typed since


def test_undo_asks_nothing_when_nothing_was_typed(staff):
    staff.receive("daily-diffs", *STEPS["daily-diffs"][:-1])
    for title in (
        "Draft the notices",
        "Make the worklist",
        "Highlight the red rows",
        "Say what each row asks for",
    ):
        staff.press("undo_last_step")
        assert (staff.boxes, staff.bar) == ([], f"Taken back: {title}.")


@pytest.mark.parametrize(
    "type_",
    [
        lambda book: setattr(book.sheets[0]["E2"], "value", "mine"),
        lambda book: setattr(book.sheets["Worklist"]["F2"], "value", "mine"),
        lambda book: book.sheets[0]["B2"].add_note("mine"),
        lambda book: book.sheets["Worklist"].delete(),
    ],
    ids=["a cell", "the worklist", "a note", "a sheet"],
)
def test_undo_asks_when_something_was_typed(staff, type_):
    book = staff.receive("daily-diffs", "say_what_to_do", "make_worklist")
    type_(book)
    staff.app.impl.answers = ["no"]
    staff.press("undo_last_step")
    assert staff.boxes == [
        "Take back 'Make the worklist'? Anything typed or coloured on its sheets since then will be lost too."
    ]


# The mark


def test_the_mark_says_how_the_work_stands(staff):
    book = staff.receive("daily-diffs")
    assert marked(book) == RibbonState("", "daily-diffs", "2", "0", "Open the report")
    staff.press("next_step")
    assert marked(book) == RibbonState("", "daily-diffs", "3", "0", "Format")
    staff.press("next_step", "next_step", "next_step")
    assert marked(book)[:3] == ("", "daily-diffs", "6")
    assert int(marked(book).decide) > 0
    assert book.sheets.active.name == "Worklist", "what comes next is decided there"
    staff.press("undo_last_step")
    assert marked(book) == RibbonState("", "daily-diffs", "5", "0", "Highlight the red rows")


def test_after_the_last_step_next_says_so(staff):
    staff.receive("daily-diffs", *STEPS["daily-diffs"])
    assert marked(staff.book).next == "0"
    assert staff.press("next_step") == (
        "Every step of this report has been done. Mark the e-mail complete in the inbox [A13]."
    )


def test_save_files_the_copy_that_comes_next(staff):
    last_week(staff.records)
    staff.receive("address-sharer")
    assert staff.press("save") == f"Filed: {files.MASTER}"
    staff.press("format_sheet", "highlight_duplicates", "remove_rows")
    assert staff.press("save") == f"Filed: {files.MASTER.replace('Master', 'Filtered')}"


def test_a_workbook_in_which_no_report_was_looked_for_gets_no_mark(staff):
    book = staff.app.books.add()
    staff.press("about")
    assert ribbon_state.read(book) == RibbonState()


def test_what_is_filed_has_no_mark(staff):
    staff.receive("daily-diffs", *STEPS["daily-diffs"])
    filed = load_workbook(staff.records / files.FOLDERS["daily-diffs"] / files.COPIES["daily-diffs"][-1])
    assert ribbon_state.NAME not in filed.defined_names
    assert ribbon_state.read(staff.book).id


def test_a_mark_that_cannot_be_left_stops_nobody(staff):
    def fail(*_):
        raise RuntimeError

    book = staff.receive("daily-diffs")
    staff.monkeypatch.setattr(ribbon_state, "write", fail)
    assert staff.press("format_sheet") == ""
    assert book.sheets[0]["A1"].font.bold
    assert "RuntimeError" in faults.log_file().read_text()
