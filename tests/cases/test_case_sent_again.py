"""What was typed about a row goes with it into the report as it was sent again, and what is withdrawn is said [C12]."""

import pytest
from openpyxl import load_workbook

from helpers.at_work import TYPED, Unit
from helpers.entries import Entries

NEW_CHILD = "New child included: tell CPS and Oranga Tamariki"
FIRST, SECOND = "20250113-D7-2-cps", "20250113.2-D7-7-cps"
WITHDRAWN = f"Withdrawn: {FIRST}. Its draft must not be sent; it lies in Drafts/Withdrawn."


@pytest.fixture
def unit(tmp_path, records):
    """A notice lies ready, about a child whose name was typed."""
    unit = Unit(tmp_path, records)
    unit.changes("Caregiver Indicator changed")
    unit.run("daily-diffs")
    unit.choose(D7_2=NEW_CHILD)
    unit.do("mark", "daily-diffs")
    assert list(unit.drafts()) == [FIRST]
    return unit


def again(unit):
    return unit.do("run", "daily-diffs", unit.week.write("daily-diffs", unit.folder), "--again")


def backwards(unit):
    grid = unit.week.grids["daily-diffs"]
    grid[1:] = reversed(grid[1:])


def test_C12_what_was_typed_goes_with_the_row(unit):
    backwards(unit)
    before = unit.text(FIRST)
    said = again(unit)
    assert list(unit.drafts()) == [SECOND]
    assert unit.text(SECOND) == before.replace(FIRST, SECOND)
    assert WITHDRAWN in said
    worklist = Entries(load_workbook(next(unit.records.rglob("20250113 Daily Diffs (2).xlsx"))))
    found = worklist.said("D7-7")
    assert (found["Client Name"], found["Detail"]) == (TYPED["Client_Name"], TYPED["Detail"])


def test_C12_what_was_typed_and_not_decided_goes_with_it_too(unit):
    path = next(unit.records.rglob("20250113 Daily Diffs.xlsx"))
    book = load_workbook(path)
    Entries(book).write("D7-3", Client_Name="Weka, Hana", Detail="Rewi")
    book.save(path)
    backwards(unit)
    again(unit)
    worklist = Entries(load_workbook(next(unit.records.rglob("20250113 Daily Diffs (2).xlsx"))))
    assert worklist.said("D7-6")["Detail"] == "Rewi"
    assert worklist.said("D7-5")["Detail"] is None


def test_C12_the_draft_of_a_row_that_has_changed_is_withdrawn_with_a_word(unit):
    unit.week.set("daily-diffs", 2, "Value Current", "elsewhere")
    assert WITHDRAWN in again(unit)
    assert unit.drafts() == {}


def test_C12_where_the_first_cannot_be_read_that_is_said(unit):
    next(unit.records.rglob("20250113 Daily Diffs.xlsx")).write_bytes(b"torn")
    backwards(unit)
    assert "What was typed on the worklist of the report before was not taken over: " in again(unit)
