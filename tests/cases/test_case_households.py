"""A household of several people: sorted, grown by a row that was restored, answered one by one [C1, C5, C14]."""

import csv
import io

import pytest
from openpyxl import load_workbook

from helpers.at_work import NOT_SAME, SAME, Unit, call
from helpers.entries import Entries
from helpers.files import WORKING

ADULTS = "Same address, nobody under 16: NFA"
FIRST, SECOND, THIRD = "020000001", "020000002", "020000003"


@pytest.fixture
def unit(tmp_path, records):
    """Rows 2, 3 and 4 are one CSO's household."""
    unit = Unit(tmp_path, records)
    unit.household(2, 3, 4, address="1 Kauri Road Ōtaki")
    return unit


def restore(unit, row):
    """A row from the sheet Removed back under the list, as the button does."""
    book = load_workbook(unit.records / WORKING)
    removed, sheet = book["Removed"], book.worksheets[0]
    at = next(one[0].row for one in removed.iter_rows(min_row=2) if one[0].value == str(row))
    number, reason, *cells = [cell.value for cell in removed[at]]
    width = [cell.value for cell in sheet[1]].index("Row")
    last = sheet.max_row + 1
    restored = [*cells[:width], number, "Check address", f"restored by hand; was removed: {reason}"]
    for column, value in enumerate(restored, 1):
        sheet.cell(last, column).value = value
    removed.delete_rows(at)
    book.save(unit.records / WORKING)


def line(unit, ref):
    """A line of the worklist by its headings."""
    worklist = Entries(load_workbook(unit.records / WORKING))
    found = {ref: worklist.said(ref) for ref in worklist.lines}
    assert not [one for one in found.values() if "could not be placed" in (one["State"] or "")]
    return found[ref]


def test_C1_a_household_that_is_sorted_keeps_its_name(unit):
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.sort("Sharer Client Number")
    unit.do("mark", "address-sharer")
    unit.do("mark", "address-sharer")
    assert list(unit.drafts()) == ["20250113-A8-2-ot"]
    assert line(unit, "A8-2")["Row"] == "2, 3, 4"


@pytest.fixture
def grown(unit):
    """The household was told of without its first row, which had been removed; then that was restored."""
    unit.week.set("address-sharer", 2, "Sharer Address", "Motel, 7 Tui Street Ōtaki")
    unit.run("address-sharer")
    unit.choose(A8_3=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-3-ot")
    restore(unit, 2)
    unit.do("mark", "address-sharer")
    return unit


def test_C14_a_row_that_was_restored_is_asked_for_itself(grown):
    assert "20250113-A8-3: to decide" in grown.due()
    assert grown.drafts() == {}
    found = line(grown, "A8-3")
    assert (found["Row"], found["Outcome"]) == ("2, 3, 4", None)
    assert found["State"] == "To decide (row 2)"


def test_C14_it_is_told_of_with_those_who_were_told_before(grown):
    grown.choose(A8_3=SAME)
    grown.do("mark", "address-sharer")
    assert line(grown, "A8-3")["Outcome"] == SAME
    people = [one for one in grown.text("20250113-A8-3-ot-2").splitlines() if one.startswith("- Quetzalina")]
    assert [("told on 13/01/2025" in one, one[2:13]) for one in people] == [
        (False, "Quetzalina1"), (True, "Quetzalina2"), (True, "Quetzalina3"),
    ]  # fmt: skip


def test_C14_the_others_stay_as_they_were_decided(grown):
    grown.do("mark", "address-sharer", "nfa", "2")
    comments = grown.column("Comment", by="Sharer Client Number")
    assert [comments[one] for one in (FIRST, SECOND, THIRD)] == ["NFA", "Email sent", "Email sent"]
    assert "20250113-A8-3" not in grown.due()
    assert line(grown, "A8-3")["Outcome"] == SAME


def test_C14_two_rows_decided_apart_are_told_of_one_after_the_other(unit):
    unit.run("address-sharer")
    unit.do("mark", "address-sharer", "nfa", "4")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-2-ot")
    unit.write("Comment", 4, None)
    unit.do("mark", "address-sharer")
    people = [one for one in unit.text("20250113-A8-2-ot-2").splitlines() if one.startswith("- Quetzalina")]
    assert ["told on" in one for one in people] == [False, True, True]
    assert "Quetzalina3" in people[0]


def test_C5_who_was_corrected_is_not_told_of_as_told_before(unit):
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-2-ot")
    unit.do("mark", "address-sharer", "nfa", "3", "4")
    unit.send("20250113-A8-2-ot-2")
    unit.write("Comment", 4, None)
    unit.do("mark", "address-sharer")
    people = [one for one in unit.text("20250113-A8-2-ot-3").splitlines() if one.startswith("- Quetzalina")]
    assert [("told on" in one, one[2:13]) for one in people] == [
        (False, "Quetzalina3"),
        (True, "Quetzalina1"),
    ]


def test_C5_told_that_it_was_in_error_and_decided_again_it_is_told_anew(unit):
    unit.run("address-sharer")
    for outcome in (SAME, NOT_SAME):
        unit.choose(A8_2=outcome)
        unit.do("mark", "address-sharer")
        unit.send(sorted(unit.drafts())[-1])
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    assert "20250113-A8-2-ot-3: to send: read the draft and send it" in unit.due()
    assert (
        len([one for one in unit.text("20250113-A8-2-ot-3").splitlines() if one.startswith("- Quetz")]) == 3
    )


def test_C3_a_decision_that_is_taken_back_takes_its_draft_along_and_does_not_return_from_the_sheet(unit):
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    said = unit.do("take-back", "20250113-A8-2")
    assert "Withdrawn: 20250113-A8-2-ot." in said and "Now: To decide." in said
    for _ in range(2):
        assert unit.drafts() == {}
        assert "20250113-A8-2: to decide" in unit.due()
        unit.do("mark", "address-sharer")
    assert line(unit, "A8-2")["Outcome"] is None
    refused = call("take-back", "20250113-A8-2", "--records", unit.records)
    assert "Nothing of 20250113-A8-2 can be taken back." in " ".join(refused.stderr.split())


def test_C7_a_tick_that_is_taken_back_does_not_return_from_the_sheet(unit):
    unit.run("on-list")
    unit.choose(L6_2="No note: add it")
    unit.do("mark", "on-list")
    unit.tick_on_the_sheet("L6-2")
    unit.do("mark", "on-list")
    assert "then tick it" not in unit.due()
    unit.do("take-back", "20250113-L6-2")
    unit.do("mark", "on-list")
    assert "add the Special Cautions note, then tick it" in unit.due()
    unit.tick_on_the_sheet("L6-2")
    unit.do("mark", "on-list")
    assert "then tick it" not in unit.due()


@pytest.fixture
def taken(unit):
    """Row 2 was told of, row 3 was handed on and taken by a colleague, row 4 was NFA."""
    unit.run("address-sharer")
    unit.do("mark", "address-sharer", "nfa", "3", "4")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-2-ot")
    unit.do("mark", "address-sharer", "conflict-of-interest", "3")
    unit.do("take", "20250113-A8-2")
    return unit


def given(unit, outcome):
    """What is said when the outcome is chosen on a freshly printed worklist."""
    printed = call("worklist", "address-sharer", unit.source, "--records", unit.records).stdout
    lines = [dict(line) for line in csv.DictReader(io.StringIO(printed.lstrip("\ufeff")))]
    lines[0]["Outcome"] = outcome
    file = unit.folder / "decisions.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, lines[0])
        writer.writeheader()
        writer.writerow(lines[0])
    return unit.do("mark", "address-sharer", "--decisions", file)


def people(unit, reference):
    """Who is named in a notice, and whether as told before."""
    named = (one for one in unit.text(reference).splitlines() if one.startswith("- Quetzalina"))
    return [(one[2:13], "told on" in one) for one in named]


def test_C14_a_row_that_was_taken_is_told_of_with_those_who_were_told_before(taken):
    given(taken, SAME)
    assert people(taken, "20250113-A8-2-ot-2") == [("Quetzalina2", False), ("Quetzalina1", True)]


def test_C5_an_outcome_for_an_open_row_leaves_those_settled_before(taken):
    said = given(taken, ADULTS)
    given(taken, ADULTS)
    comments = taken.column("Comment", by="Sharer Client Number")
    assert [comments[one] for one in (FIRST, SECOND, THIRD)] == ["Email sent", "NFA", "NFA"]
    assert taken.drafts() == {}
    assert "20250113-A8-2" not in taken.due()
    assert f"A8-2: row 2 stays '{SAME}'. Outcome counts for the open rows alone." in said


def test_C5_an_outcome_that_was_emptied_and_chosen_once_more_counts_for_all_of_them(taken):
    given(taken, ADULTS)
    book = load_workbook(taken.records / WORKING)
    Entries(book).write("A8-2", Outcome=None)
    book.save(taken.records / WORKING)
    taken.do("draft", "address-sharer")
    given(taken, ADULTS)
    assert "20250113-A8-2-ot: to send: tell the recipient that it was sent in error" in taken.due()


def test_C3_an_outcome_that_does_not_reach_a_row_says_so(unit):
    unit.run("address-sharer")
    unit.do("mark", "address-sharer", "nfa", "3")
    given(unit, SAME)
    assert "A8-2: row 3 stays 'NFA'. If Outcome is to count for it too, empty its Comment" in given(
        unit, SAME
    )
    unit.write("Comment", 3, None)
    unit.do("draft", "address-sharer")
    assert ("Quetzalina2", False) in people(unit, "20250113-A8-2-ot-2")
