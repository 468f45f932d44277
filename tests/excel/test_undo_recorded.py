"""Undo brings back sheets; what a step recorded stands until a person takes it back, and Undo says so [C3, X6]."""

import pytest

from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import AtTheButtons, now

TELL = "Address changed: tell CPS"


@pytest.fixture
def worked(excel, tmp_path):
    """The daily diffs of two clients who have moved, up to the worklist."""
    week = Week(2)
    for row in (2, 3):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
        week.set("daily-diffs", row, "Value Current", f"{row} Rimu Street")
    hands = AtTheButtons("daily-diffs", excel)
    hands.open(week.write("daily-diffs", tmp_path / "received"))
    return hands


def states(worked):
    listed = due.listed(worked.records, worked.settings, now())
    return {line.reference.removeprefix("20250113-"): line.state for line in listed}


def undo(worked):
    worked.excel.app.impl.answers = ["yes"]
    return worked.excel.press("undo_last_step")


def fill_in(worked, ref, **typed):
    for heading, text in typed.items():
        worked.book().cell(ref, heading.replace("_", " ")).value = text


def test_what_was_recorded_and_drafted_is_named_with_the_way_to_take_it_back(worked):
    fill_in(worked, "D3-2", Outcome=TELL, Client_Name="Weka, Mere")
    worked.press()
    assert states(worked) == {"D3-2-cps": "to send", "D3-3": "to decide"}
    said = undo(worked)
    assert "Taken back: Draft the notices." in said
    assert (
        "Undo brings the sheets back. What 'Draft the notices' recorded stands, and so do its drafts: 20250113-D3-2. "
        "If it was in error, empty Outcome on its line of the worklist, then press Take back what was recorded there "
        "(the arrow beside Undo), or cso-xl take-back 20250113-D3-2."
    ) in said
    fill_in(worked, "D3-2", Outcome=None)
    worked.book().worklist.activate()
    worked.take_back("D3-2")
    assert states(worked) == {"D3-2": "to decide", "D3-3": "to decide"}
    assert not worked.book().cell("D3-2", "Outcome").value
    worked.press()
    assert states(worked) == {"D3-2": "to decide", "D3-3": "to decide"}
    assert not [*worked.records.rglob("Drafts/*.eml")]


def test_a_declared_conflict_of_interest_stands_until_it_is_taken_back(worked):
    worked.declare(2)
    said = undo(worked)
    assert [line for line in said if line.startswith("Undo brings")][0].count("20250113-D3-2") == 2
    assert states(worked)["D3-2"] == "handed on"
    worked.take_back("D3-2")
    assert states(worked)["D3-2"] == "to decide"


def test_a_step_that_recorded_nothing_is_taken_back_whole(worked):
    worked.book().report.activate()
    worked.excel.press("colour_done_rows")
    assert not [line for line in undo(worked) if line.startswith("Undo brings")]
