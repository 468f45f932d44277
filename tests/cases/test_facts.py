"""What one decides by, in words: ages, changes, households, cso_daily, earlier decisions [C10]."""

import datetime as dt

import pytest

from cso_xl.cases import questions
from cso_xl.cases.events import EventKind
from cso_xl.cases.state.owed import Clock
from cso_xl.cases.worklist import facts
from helpers.case_events import MONDAY, case_of, event

DAY = dt.date(2025, 1, 13)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("13/01/2009", "13/01/2009, 16 years"),  # the birthday itself
        ("14/01/2009", "14/01/2009, 15 years"),
        ("2024-01-13", "13/01/2024, 1 year"),
        ("14/01/2025", "14/01/2025, age not known"),  # after the report
        ("01/01/1900", "01/01/1900, age not known"),  # a stand-in
        ("about 1980", "about 1980, age not known"),
        (" ", "date of birth not known"),
    ],
)
def test_A9_an_age_is_that_on_the_day_of_the_report(text, said):
    assert facts.born(text, DAY) == said


def test_D3_a_change_says_both_values():
    row = {"what_has_changed": "Address  Change", "value_previously": "", "value_current": "8 Rimu St"}
    assert facts.change(row) == "Address Change: was nothing, is now '8 Rimu St'"


def test_A8_a_household_says_who_shares_since_when_and_why_a_row_is_to_be_checked():
    cso = {"cso_address": "4/12 Kauri Rd", "cso_address_start": "01/05/2023", "cso_tag_date": "29/11/2023"}
    child = {
        "sharer_surname": "Weka", "sharer_first_names": "Tama", "sharer_date_of_birth": "14/01/2015",
        "relationship": "Child", "sharer_client_number": " 022 ", "sharer_address": "4/12  KAURI RD",
        "sharer_address_start": "02/06/2023",
    }  # fmt: skip
    other = {
        "sharer_surname": "", "sharer_first_names": "", "sharer_date_of_birth": "",
        "sharer_address": "Flat 4, 12 Kauri Road", "sharer_client_number": "", "sharer_address_start": "",
    }  # fmt: skip
    said = {5: "New: not together last week", 6: "Check address: a flat on one side"}
    assert facts.household({5: cso | child, 6: cso | other}, said, DAY).split("\n") == [
        "CSO at '4/12 Kauri Rd', since 01/05/2023, tagged 29/11/2023",
        "Row 5: Weka, Tama, 9 years (born 14/01/2015), Child, 022, since 02/06/2023. New: not together last week",
        "Row 6: name not known, date of birth not known, at 'Flat 4, 12 Kauri Road'. Check address: a flat on one side",
    ]


DAILY = {
    "client_number": "1", "surname": "Weka", "given_names": "Mere", "date_of_birth": "01/02/1980",
    "address": "12 Kauri Road", "address_2": "", "town": "Levin", "benefit_type": "Jobseeker Support",
    "status": "Current", "service_centre": "Levin Service Centre", "dependent_children": "2",
    "youngest_child": "14/01/2015", "housing_status": "Waitlist", "housing_address": "", "special_caution": "",
    "deceased": "N",
}  # fmt: skip


def test_what_cso_daily_says_of_a_client():
    said = [
        "Weka, Mere, born 01/02/1980, 44 years",
        "12 Kauri Road, Levin",
        "Benefit: Jobseeker Support, Current, Levin Service Centre",
        "Dependent children: 2, the youngest born 14/01/2015, 9 years",
        "Housing: Waitlist",
    ]
    assert facts.daily([DAILY], DAY).split("\n") == said
    assert facts.name_of([DAILY]) == "Weka, Mere"


def test_what_cso_daily_leaves_open_is_not_made_up():
    assert facts.daily([{"client_number": "1"}], DAY) == "Benefit: none named"
    assert facts.daily([{"client_number": "1", "dependent_children": ""}], DAY) == (
        "Benefit: none named\nDependent children: none named"
    )
    assert (facts.daily([], DAY), facts.name_of([])) == ("not in cso_daily", "")


def test_a_client_with_several_rows_or_a_note_or_who_has_died():
    said = facts.daily([DAILY | {"special_caution": "01/02/2020", "deceased": "Y"}, DAILY], DAY)
    lines = said.split("\n")
    assert (lines[0], lines[-2:]) == (
        "2 rows in cso_daily; the first:",
        ["Special Caution: 01/02/2020", "Deceased: Y"],
    )


def earlier(day, outcome, entry="L6-7", user="kim", report="on_list", **more):
    of = {"date": dt.date(2025, 1, day), "report": report, "rows": (7,), "user": user}
    return case_of(event(entry, **of), event(entry, EventKind.DECIDED, outcome=outcome, **of, **more))


def test_C10_what_was_decided_before_is_named_the_newest_first(settings):
    cases = [
        earlier(1, "no-children-nfa", "L8-9"),
        earlier(6, "note-in-place-nfar"),
        earlier(2, "no-note-add-it", owes=("add-scn",)),
        earlier(10, "nfa", "A8-2", report="address_sharer", user="ana"),
        case_of(event("L7-7", report="on_list")),  # never decided
    ]
    assert facts.before(cases, questions.load(settings), Clock(MONDAY)).split("\n") == [
        "10/01/2025 A8: NFA (ana)",
        "06/01/2025 L6: Note in place: NFAR (kim)",
        "02/01/2025 L6: No note: add it (kim). To do in CMS: add the Special Cautions note",
        "and 1 more",
    ]
    assert facts.before([], {}, Clock(MONDAY)) == ""


def test_X6_what_was_handed_on_is_named(settings):
    handed = case_of(event("L6-7", rows=(7,)), event("L6-7", EventKind.HANDED_ON, rows=(7,)))
    assert facts.before([handed], questions.load(settings), Clock(MONDAY)) == (
        "13/01/2025 L6: handed on. Handed on: a colleague decides"
    )
