"""A row of a report sent again is one row of the report before, and no more than one: in both ways of working [C12]."""

import datetime as dt

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.cases.filed import open_rows
from cso_xl.cases.filed.open_rows import FiledRow, Open
from cso_xl.decisions.comment_words import Says
from cso_xl.desk import due, earlier_issues
from cso_xl.desk.office import Office
from cso_xl.intake.passwords import Passwords
from helpers.files import Week
from helpers.hands import now

NEW_CHILD, NO_CHILD = "New child included: tell CPS and Oranga Tamariki", "No new child: NFA"
SAME = "Same address: tell Oranga Tamariki"


def choose(worked, **outcomes):
    book = worked.book()
    for ref, outcome in outcomes.items():
        book.cell(ref.replace("_", "-"), "Outcome").value = outcome
        if book.cell(ref.replace("_", "-"), "Detail"):
            book.cell(ref.replace("_", "-"), "Detail").value = "Kea, Tāma"
            book.cell(ref.replace("_", "-"), "Client Name").value = "Weka, Mere"
    book.save()
    worked.press()
    worked.save()


def send(worked, *references):
    for reference in references:
        assert CaseBook(worked.records, worked.settings, now()).sent(reference, now(), By.HAND)
    worked.press()
    worked.save()


def owed(worked):
    """What is owed of the rows that this is about, and in which state."""
    listed = due.listed(worked.records, worked.settings, now())
    return {
        (line.reference, line.state)
        for line in listed
        if line.notice != "cen" and "-D3-" not in line.reference
    }


@pytest.fixture
def twins(hands, tmp_path):
    """Two rows that say the same, each about a child of its own, a third, and one that is another each time."""
    week = Week(4)
    for row in (2, 3, 4):
        week.set("daily-diffs", row, "What Has Changed", "Caregiver Indicator changed")
    week.grids["daily-diffs"][2] = [*week.grids["daily-diffs"][1]]
    worked = hands("daily-diffs", week)
    worked.week, worked.folder = week, tmp_path / "again"
    return worked


def again(worked, number=2):
    if worked.report == "daily-diffs":
        worked.week.grids["daily-diffs"][-1][3] = f"{number} Kauri Road"
    source = worked.week.write(worked.report, worked.folder / str(number))
    first = worked.copy.with_stem(worked.copy.stem.partition(" (")[0])
    said = worked.open_again(source)
    worked.copy = first.with_stem(f"{first.stem} ({number})")
    return said


@pytest.mark.parametrize("told", ["D7-2", "D7-3"])
def test_C11_of_two_alike_each_keeps_its_own_outcome(twins, told):
    other = {"D7-2": "D7-3", "D7-3": "D7-2"}[told]
    choose(twins, **{told: NEW_CHILD, other: NO_CHILD})
    send(twins, f"20250113-{told}-cps")
    again(twins)
    assert owed(twins) == {(f"20250113-{told}-cps", "waiting"), ("20250113.2-D7-4", "to decide")}
    outcomes = [twins.book().cell(ref, "Outcome").value for ref in ("D7-2", "D7-3")]
    assert sorted(outcomes) == [NEW_CHILD, NO_CHILD]


def test_C11_of_two_alike_the_one_that_nobody_has_decided_is_asked(twins):
    choose(twins, D7_3=NO_CHILD)
    again(twins)
    assert owed(twins) == {("20250113.2-D7-2", "to decide"), ("20250113.2-D7-4", "to decide")}


def test_C11_a_third_that_is_alike_is_new(twins):
    choose(twins, D7_2=NO_CHILD, D7_3=NO_CHILD, D7_4=NO_CHILD)
    twins.week.grids["daily-diffs"].insert(4, [*twins.week.grids["daily-diffs"][1]])
    again(twins)
    assert owed(twins) == {("20250113.2-D7-5", "to decide")}


def test_C12_of_two_alike_one_gone_the_one_told_of_is_the_one_that_is_left(twins):
    choose(twins, D7_3=NEW_CHILD)
    send(twins, "20250113-D7-3-cps")
    del twins.week.grids["daily-diffs"][1]
    again(twins)
    assert owed(twins) == {
        ("20250113-D7-3-cps", "waiting"),
        ("20250113-D7-2", "to decide"),  # gone: it is to be closed
        ("20250113.2-D7-3", "to decide"),
    }


def close(worked, reference):
    office = Office.at(worked.records, worked.settings, Passwords(worked.settings))
    return earlier_issues.close(office, reference, now())


def test_C12_what_was_closed_for_it_was_gone_is_asked_where_it_is_again(twins):
    choose(twins, D7_2=NO_CHILD, D7_3=NO_CHILD, D7_4=NEW_CHILD)
    send(twins, "20250113-D7-4-cps")
    twins.tick("D7-4")
    row = twins.week.grids["daily-diffs"].pop(3)
    again(twins)
    close(twins, "20250113-D7-4")
    assert owed(twins) == {
        ("20250113-D7-4-cps", "to send"),
        ("20250113-D7-4", "to do in CMS"),
    }  # its correction
    twins.week.grids["daily-diffs"].insert(3, row)
    said = again(twins, 3)
    assert owed(twins) == {("20250113-D7-4-cps", "waiting"), ("20250113.3-D7-4", "to decide")}
    assert "Withdrawn: 20250113-D7-4-cps-2. Its draft must not be sent; it lies in Drafts/Withdrawn." in said
    choose(twins, D7_4=NEW_CHILD)
    assert owed(twins) == {("20250113-D7-4-cps", "waiting")}  # CPS knows
    in_cms = {
        line.reference for line in due.listed(twins.records, twins.settings, now()) if line.notice == "cen"
    }
    assert in_cms == set()  # it was written under the first


def test_C12_what_was_closed_is_asked_when_the_first_file_comes_once_more(twins, tmp_path):
    (received,) = (tmp_path / "received").iterdir()
    choose(twins, D7_2=NO_CHILD, D7_3=NO_CHILD, D7_4=NEW_CHILD)
    send(twins, "20250113-D7-4-cps")
    twins.tick("D7-4")
    del twins.week.grids["daily-diffs"][3]
    again(twins)
    close(twins, "20250113-D7-4")
    first = twins.copy.with_stem("20250113 Daily Diffs")
    twins.open_again(received)
    twins.copy = first.with_stem("20250113 Daily Diffs (3)")
    assert twins.copy.exists()
    assert owed(twins) == {("20250113-D7-4-cps", "waiting"), ("20250113.3-D7-4", "to decide")}


@pytest.fixture
def household(hands, tmp_path):
    """Two children at one address, of whom Oranga Tamariki was told."""
    week = Week(3)
    headings, cso = week.grids["address-sharer"][:2]
    for row, cells in enumerate(week.grids["address-sharer"][1:], 2):
        cells[:7] = cso[:7]
        cells[headings.index("Sharer Address")] = cso[headings.index("CSO Address")]
        cells[headings.index("Sharer Date of Birth")] = f"0{row}/02/2015"
    joins = week.grids["address-sharer"].pop()
    worked = hands("address-sharer", week)
    worked.week, worked.folder, worked.joins = week, tmp_path / "again", joins
    choose(worked, A8_2=SAME)
    send(worked, "20250113-A8-2-ot")
    return worked


def test_C14_who_joins_a_household_told_of_before_is_told_of_with_the_others_marked(household):
    household.week.grids["address-sharer"].append(household.joins)
    again(household)
    assert owed(household) == {("20250113.2-A8-2", "to decide")}
    choose(household, A8_2=SAME)
    assert owed(household) == {("20250113.2-A8-2-ot", "to send")}
    household.press()
    assert owed(household) == {("20250113.2-A8-2-ot", "to send")}
    (draft,) = (path for path in household.records.rglob("Drafts/*.eml"))
    text = draft.read_text(encoding="utf-8").replace("=\n", "")
    people = [line for line in text.splitlines() if line.startswith("- Quetzalina")]
    assert len(people) == 3
    assert ["told on" in line for line in people] == [False, True, True]
    send(household, "20250113.2-A8-2-ot")
    assert owed(household) == set()


def test_C12_a_row_of_a_household_that_changed_is_told_of_again(household):
    household.week.set("address-sharer", 3, "Sharer Address Start Date", "10/01/2025")
    again(household)
    choose(household, A8_2=SAME)
    assert ("20250113.2-A8-2-ot", "to send") in owed(household)
    assert not any(state == "to send" for reference, state in owed(household) if reference.endswith("A8-2"))


def test_C11_a_row_that_was_closed_is_asked_when_a_later_week_has_it_again(household):
    """Whatever the Processed Copy of its week says: nobody has responded to it."""
    del household.week.grids["address-sharer"][2]
    again(household)
    close(household, "20250113-A8-2")
    book = CaseBook(household.records, household.settings, now())
    rows = open_rows.before(book, "address_sharer", dt.date(2025, 1, 20))
    assert rows == {FiledRow(dt.date(2025, 1, 13), 1, 3): Open(Says.OPEN)}
    assert rows[dt.date(2025, 1, 13), 1, 3].overrules(now())
