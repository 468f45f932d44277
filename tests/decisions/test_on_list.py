"""On list decisions [L1, L3, L5, L10]."""

import pytest

from cso_xl.decisions import on_list
from cso_xl.decisions.duplicates import DuplicateValues

WORDS = on_list.StatusWords("Current", ("Suspended", "Expired", "Cancelled", "Registered"))
LEVELS = frozenset({"1", "2"})


def table(rows, columns):
    return {at: dict(zip(columns, row, strict=True)) for at, row in enumerate(rows, 2)}


def decide(on_list_rows, daily_rows, red=()):
    rows = [(*row, *("Weka", "Mere", "01/02/1980")[len(row) - 2 :]) for row in on_list_rows]
    columns = ["match_level", "client_number", "surname", "given_names", "date_of_birth"]
    people = table([row[:5] for row in rows], columns)
    daily = table(daily_rows, ["client_number", "status"])
    painted = DuplicateValues([row[1] for row in rows] + list(red))
    return on_list.decide(people, daily, WORDS, LEVELS, painted)


@pytest.mark.parametrize(
    ("level", "number", "daily", "status", "reason"),
    [
        ("1", "012345678", [("12345678", "Current")], "Process", "Current in cso_daily, row 2"),
        ("2", "12345678", [("012345678", "CURRENT ")], "Process", "Current in cso_daily, row 2"),
        ("1", "7", [("7", "Suspended")], "Not current", "Suspended in cso_daily, row 2"),
        ("1", "7", [("7", "")], "Not current", "no status in cso_daily, row 2"),
        ("1", "7", [("8", "Current")], "Not current", "not in cso_daily"),
        ("1", "7", [("7", "Cancelled"), ("7", "Current")], "Process", "Current in cso_daily, row 3"),
        (
            "1",
            "7",
            [("7", "Curent")],
            "Check",
            "cso_daily, row 2, has an unknown status: look it up",
        ),
        ("3", "7", [("7", "Current")], "Match level 3", "only match levels 1 and 2 are worked"),
        ("5", "7", [], "Match level 5", "only match levels 1 and 2 are worked"),
    ],
)
def test_status_of_one_row(level, number, daily, status, reason):
    (decision,) = decide([(level, number)], daily)
    assert (decision.row, decision.client_number) == (2, number)
    assert (decision.status, decision.reason) == (status, reason)


def test_L5_a_number_twice_in_the_list_is_red_and_not_current():
    first, second = decide([("1", "7", "A"), ("4", "07", "B")], [("7", "Expired")])
    assert first.status == "Not current"
    assert first.reason == (
        "Expired in cso_daily, row 2; still red, because the number is in the on list more than once: "
        "row 3 (hidden)"
    )
    assert second.status == "Match level 4"


def test_L5_a_date_met_elsewhere_paints_a_number_red():
    (decision,) = decide([("1", "45658")], [("8", "Current")], red=["01/01/2025"])
    assert decision.status == "Not current"
    assert decision.reason == (
        "not in cso_daily; still red, because its value also stands in another column or in cso_daily's Current "
        "list in another form"
    )


def test_L10_one_person_under_two_numbers_is_marked_and_the_twin_of_a_current_client_is_checked():
    people = [
        ("1", "7", "Māhoe", "Ana", "1/02/1980"),
        ("2", "8", "MAHOE", "Ana", "1980-02-01"),
        ("1", "9", "Kea", "Ana", "1/02/1980"),
    ]
    first, second, third = decide(people, [("7", "Current"), ("8", "Cancelled")])
    assert first.status == "Process"
    assert first.reason == (
        "Current in cso_daily, row 2; may be the same person under another client number (row 3): STP DIU process"
    )
    assert second.status == "Check"
    assert third.reason == "not in cso_daily"


@pytest.mark.parametrize(
    ("surname", "other", "given", "another"),
    [
        ("O'Brien", "OBrien", "Ana", "Ana"),
        ("O’Brien", "O Brien", "Ana", "Ana"),
        ("Smith-Kea", "Smith Kea", "Mary-Jane", "Mary Jane"),
        ("Smith–Kea", "SmithKea", "MaryJane", "mary jane"),
        ("Māhoe", "Maahoe", "Āwhina", "Aawhina"),
        ("Tūī", "Tuui", "Mere", "Mere"),
        ("ʻAlisi", "Alisi", "Sione", "Sione"),
        ("Te Ao", "TeAo", "Ana ", " ana"),
        ("Nga\u0304ti", "Ngāti", "Ana", "Ana"),
    ],
)
def test_L10_one_name_written_two_ways_is_one_person(surname, other, given, another):
    people = [("1", "7", surname, given, "1/02/1980"), ("1", "8", other, another, "1/02/1980")]
    assert "STP DIU process" in decide(people, [("7", "Current")])[0].reason


@pytest.mark.parametrize(
    ("surname", "other"), [("Kea", "Keo"), ("Weka", "Wekas"), ("Tui", "Tai"), ("-", "'")]
)
def test_L10_two_names_are_two(surname, other):
    people = [("1", "7", surname, "Ana", "1/02/1980"), ("1", "8", other, "Ana", "1/02/1980")]
    assert "STP DIU process" not in decide(people, [("7", "Current")])[0].reason


def test_L10_twins_of_whom_none_is_current_stay_as_they_are():
    people = [("1", "7", "Kea", "Ana", "1/02/1980"), ("1", "8", "Kea", "Ana", "1/02/1980")]
    assert [one.status for one in decide(people, [("7", "Expired"), ("8", "Cancelled")])] == [
        "Not current"
    ] * 2
    assert [one.status for one in decide(people, [("7", "Current"), ("8", "Current")])] == ["Process"] * 2
    unknown = [(*row[:4], "unknown") for row in people], [(*row[:3], " ", row[4]) for row in people]
    for rows in unknown:
        assert decide(rows, [("7", "Current"), ("8", "Expired")])[1].reason == "Expired in cso_daily, row 3"


def test_current_clients_are_those_that_the_filter_would_show():
    daily = table(
        [("1", "Current"), ("2", "current"), ("3", "Currently"), ("4", "")], ["client_number", "status"]
    )
    assert list(on_list.current_clients(daily, WORDS)) == [2, 3]
