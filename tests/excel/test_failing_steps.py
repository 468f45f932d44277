"""Bad moments: a step fails in the middle, or the add-in has no memory.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import re
import shutil
from contextlib import nullcontext

import pytest

from cso_xl.errors import CsoError
from cso_xl.excel import memory
from cso_xl.sheet import live_filters
from cso_xl.sheet.xlwings_engine import LiveSheet
from helpers.files import CANARIES
from helpers.libreoffice import com
from helpers.staff import NOTHING_TO_UNDO, STEPS, UP_TO_COMPARED, a_week, column, settings_of, state

FAILURES = {
    "a fault of the program": ValueError(f"{CANARIES[0]} at {CANARIES[2]} Road"),
    "a message": CsoError("The moon is full. Wait for it to wane."),
    "Ctrl+C": KeyboardInterrupt(),
    "Excel refuses": com.ComError(f"{CANARIES[1]} cannot be changed"),
}


@pytest.mark.parametrize(
    ("report", "steps", "where"),
    [
        ("daily-diffs", ("format_sheet", "say_what_to_do"), (live_filters, "write")),
        ("address-sharer", ("format_sheet", "remove_rows"), (LiveSheet, "remove_rows")),
        ("address-sharer", (*UP_TO_COMPARED, "make_worklist"), (LiveSheet, "paste")),  # of the third sheet
    ],
)
def test_a_step_that_fails_in_the_middle_leaves_everything_as_it_was(staff, report, steps, where):
    book = staff.receive(report, *steps[:-1])
    before = state(book)
    for what, error in FAILURES.items():
        with staff.monkeypatch.context() as patched:
            patched.setattr(*where, failing(error))
            with pytest.raises(KeyboardInterrupt) if what == "Ctrl+C" else nullcontext():
                said = staff.press(steps[-1])
        assert not any(canary in said for canary in CANARIES)
        if what == "a message":
            assert said == str(error)
        elif what != "Ctrl+C":
            assert re.fullmatch(UNFORESEEN.format(type(error).__name__), said)
        assert state(book) == before, what
        assert settings_of(staff.app) == (True, True, True, True, "automatic", False)
    assert staff.press(steps[-1]) == "", "the step can be done now"
    assert staff.press("undo_last_step") == ""
    assert state(book) == before


UNFORESEEN = (
    r"The button failed in a way that was not foreseen\. The sheet is as it was before\. "
    r"Tell support this number: \d{{8}}-\d{{6}}-\w+-\d+-{}\."
)


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def test_manual_calculation_stays_manual(staff):
    staff.app.books.add()
    staff.app.calculation = "manual"
    staff.receive("daily-diffs", "format_sheet")
    assert settings_of(staff.app) == (True, True, True, True, "manual", False)
    staff.app.calculation = "automatic"


def test_a_report_that_cannot_be_opened_leaves_no_workbook_behind(staff):
    staff.app.books.add()
    staff.choose(a_week().write("daily-diffs", staff.folder))
    staff.monkeypatch.setattr(LiveSheet, "paste", failing(FAILURES["a message"]))
    assert staff.press("open_daily_diffs") == "The moon is full. Wait for it to wane."
    assert len(staff.app.books) == 1
    assert settings_of(staff.app) == (True, True, True, True, "automatic", False)


def test_the_records_folder_is_gone(staff):
    book = staff.receive("daily-diffs", *STEPS["daily-diffs"][:-1])
    before = state(book)
    shutil.rmtree(staff.records)
    assert staff.press("save_daily_diffs") == (
        f"The records folder {staff.records} does not exist. Check its name (--records, or [records] root in "
        "settings.toml), or that the drive is connected. cso-xl never makes it by itself."
    )
    assert state(book) == before


@pytest.fixture
def forgetful(staff, monkeypatch):
    """Excel in which the add-in is not loaded."""
    monkeypatch.setattr(memory, "ADDIN", "not there.xlam")
    return staff


def test_without_the_add_in_steps_work_and_undo_says_so(forgetful):
    assert forgetful.receive("daily-diffs", *STEPS["daily-diffs"][:-1])
    assert column(forgetful.sheet, "Status")[2] == "Action"
    before = state(forgetful.book)
    assert forgetful.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(forgetful.book) == before
    assert forgetful.press("save_daily_diffs").startswith("Filed: ")


def test_without_the_add_in_a_failure_does_not_claim_that_nothing_happened(forgetful):
    forgetful.receive("daily-diffs", "format_sheet")
    forgetful.monkeypatch.setattr(live_filters, "write", failing(ValueError()))
    said = forgetful.press("say_what_to_do")
    assert "Tell support this number" in said
    assert "as it was before" not in said
