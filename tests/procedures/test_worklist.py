"""The worklist: which rows ask which question, and what a household shares [D3-D8, L6-L9, L13, O3, A8]."""

import datetime as dt
from dataclasses import replace

import pytest

from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.worklist.entries import Answer, Entry, detail_fields, each_question, entries
from cso_xl.decisions.decision import Decision

DAY = dt.date(2025, 1, 13)
SCN = Question("on_list", "L6", ("Process",), "Is a note in place?", ())
HOUSING = Question("on_list", "L9", ("Process", "Check"), "In social housing?", ())
MOVED = Question("daily_diffs", "D3", ("Address Change",), "Where to?", ())
ELSE = Question("daily_diffs", "D10", ("Action", "Check"), "What is it?", ())
HOME = Question(
    "address_sharer",
    "A8",
    ("New",),
    "Is it one household?",
    (),
    ("cso_client_number", "cso_address"),
    children=True,
)
GROWN_UP = replace(HOME, ask="Is it one household of adults?", only="adults")


def listed(questions, statuses, records=None, changes=None):
    decisions = {row: Decision(row, "1", status, "") for row, status in statuses.items()}
    rows = records or {row: {"client_number": str(row)} for row in statuses}
    return entries(questions, decisions, rows, changes or {}, DAY)


def refs(*arguments):
    return [one.ref for one in listed(*arguments)]


def test_a_row_is_asked_every_question_of_its_status():
    statuses = {2: "Process", 3: "Check", 4: "Not current", 5: "Match level 3"}
    assert refs([SCN, HOUSING], statuses) == ["L6-2", "L9-2", "L9-3"]


def test_a_row_is_asked_by_its_change_where_a_question_names_it_and_else_by_its_status():
    statuses = {2: "Action", 3: "Action", 4: "NFA", 5: "Removed"}
    changes = {2: "Address Change", 3: "Moved abroad", 4: "Address Change", 5: "Address Change"}
    assert refs([MOVED, ELSE], statuses, None, changes) == ["D3-2", "D10-3"]


def test_the_rows_of_a_client_stand_together_where_the_first_of_them_stands():
    numbers = {2: "7", 3: "8", 4: "007", 5: " 8"}
    records = {row: {"client_number": number} for row, number in numbers.items()}
    found = listed([SCN, HOUSING], dict.fromkeys(numbers, "Process"), records)
    assert [one.ref for one in found] == ["L6-2", "L9-2", "L6-4", "L9-4", "L6-3", "L9-3", "L6-5", "L9-5"]


def test_a_household_is_asked_once():
    cells = {
        2: ("12", "12 Kauri Road, Ōtaki"),
        3: ("012", "12 KAURI ROAD  Ōtaki"),
        4: ("12", "14 Kauri Road, Ōtaki"),
        5: ("13", "12 Kauri Road, Ōtaki"),
        6: ("A-1", ""),
        7: ("a 1", ""),
    }
    records = {
        row: dict(zip(("cso_client_number", "cso_address"), row_cells, strict=True))
        for row, row_cells in cells.items()
    }
    found = listed([HOME], dict.fromkeys(cells, "New"), records)
    assert [one.rows for one in found] == [(2, 3), (4,), (5,), (6, 7)]
    assert refs([HOME], {2: "New", 3: "New"}, {2: {}, 3: {}}) == ["A8-2"]


@pytest.mark.parametrize(
    ("born", "asked", "child"),
    [
        (("13/01/2009", "01/02/1980"), GROWN_UP, False),  # the 16th birthday itself
        (("13/01/2009", "14/01/2009"), HOME, True),
        (("01/02/1980", ""), HOME, True),  # an age that is not known counts as a child's [C10]
        (("about 1980", "01/02/1980"), HOME, True),
    ],
)
def test_C9_a_household_of_adults_is_asked_another_question(born, asked, child):
    records = {
        row: {"cso_client_number": "1", "cso_address": "1 Kauri Road", "sharer_date_of_birth": date}
        for row, date in enumerate(born, 2)
    }
    found = listed([HOME, GROWN_UP], dict.fromkeys(records, "New"), records)
    assert [(one.question, one.rows, one.child) for one in found] == [(asked, (2, 3), child)]


def test_C16_an_entry_knows_everybody_with_a_client_number_who_shares_the_address():
    numbers = {2: "022", 3: "", 4: "n/a", 5: "022", 6: " 33 "}
    records = {
        row: {"cso_client_number": "1", "cso_address": "1 Kauri Road", "sharer_client_number": number}
        for row, number in numbers.items()
    }
    (found,) = listed([HOME], dict.fromkeys(numbers, "New"), records)
    assert found.others == ("022", "33")


def test_an_entry_says_who_and_which_service_centre():
    client = {
        "client_number": " 012 ", "surname": " Weka ", "given_names": "Mere  Ana",
        "service_centre": " Porirua ", "service_centre_email": " a@b.nz ",
    }  # fmt: skip
    cso = {"cso_client_number": "9", "cso_surname": "Kea", "cso_first_names": "", "client_number": ""}
    found = listed([SCN], {2: "Process", 3: "Process", 4: "Process"}, {2: client, 3: cso, 4: {}})
    assert found == [
        Entry(SCN, (2,), "012", "Weka, Mere Ana", "Porirua", "a@b.nz"),
        Entry(SCN, (3,), "9", "Kea", "", ""),
        Entry(SCN, (4,), "", "", "", ""),
    ]


def test_what_a_person_typed_by_the_templates_fields():
    answer = Answer("Moved", " 12 Kauri  Road ", "Weka", "Porirua", "a@b.nz")
    assert detail_fields(Outcome("Moved", detail="new_address"), answer) == {
        "client_name": "Weka",
        "service_centre": "Porirua",
        "detail": "12 Kauri Road",
        "new_address": "12 Kauri Road",
    }
    assert detail_fields(Outcome("Moved"), Answer(detail="x")) == {"detail": "x"}
    assert detail_fields(Outcome("Moved"), Answer()) == {}


def test_each_question_that_occurs_is_named_once():
    found = listed([SCN, HOUSING], {2: "Check", 3: "Process", 4: "Process"})
    assert list(each_question(found)) == [HOUSING, SCN]
