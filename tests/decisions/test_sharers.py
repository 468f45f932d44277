"""Address sharer decisions [A4, A7]."""

import datetime as dt

import pytest

from cso_xl import addresses
from cso_xl.decisions import sharers
from cso_xl.decisions.comment_words import ClosedList
from cso_xl.decisions.decision import beside_its_row
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.decisions.recognised import Outcomes, Precedent, Recogniser, Terms
from cso_xl.decisions.sharers import LastWeek, Week

HEADINGS = [
    "CSO Client Number",
    "CSO Address",
    "Sharer Address",
    "Sharer Client Number",
    "Sharer Surname",
    "Region",
]
KEYS = ["cso_client_number", "cso_address", "sharer_address", "sharer_client_number", "sharer_surname"]
HOME = "12 Kauri Road Rotorua"
LAST = dt.date(2025, 1, 6)
WORDS = ClosedList(("NFA", "Email sent"), ("OT",))
ALONE = "no earlier Master Copy was found"


def table(rows):
    return {at: dict(zip(KEYS, (*row, "", "")[:5], strict=True)) for at, row in enumerate(rows, 2)}


TERMS = Terms(dt.date(2025, 1, 20), 12, frozenset(("nfa",)))


def recogniser(on_file=None):
    return Recogniser(on_file or Outcomes(WORDS), lambda one, other: False, TERMS)


def outcomes(rows, text, date=LAST):
    found = Outcomes(WORDS)
    found.add(table(rows), [text] * len(rows), date)
    return found


@pytest.fixture
def remove(settings):
    compared = addresses.comparer(settings)
    return lambda rows, on_file=None: [
        (one.status, one.reason) for one in sharers.remove_rows(table(rows), compared, recogniser(on_file))
    ]


def compare(this, last, kept=sharers.KEPT):
    cells = [[*row[:5], row[5]] for row in this]
    records = table([row[:5] for row in this])
    week = Week(HEADINGS, cells, records)
    before = LastWeek(HEADINGS, last, table([row[:5] for row in last]), LAST) if last is not None else None
    decisions = [sharers.Decision(row, "1", kept, "written differently" if kept else "") for row in records]
    painted = DuplicateValues(cell for row in [*cells, *(last or [])] for cell in row)
    compared = sharers.compare_weeks(week, before, decisions, painted, recogniser())
    return [(one.status, one.reason) for one in compared]


def test_A4_a_row_stays_goes_or_is_checked(remove):
    rows = [
        ("1", HOME, HOME, "2"),
        ("1", HOME, "12 Kauri Rd Rotorua", "2"),
        ("1", HOME, "12 Kauri Rd Ōtaki", "2"),
        ("1", HOME, "14 Kauri Road Rotorua", "2"),
        ("1", "NFA", "NFA", "2"),
    ]
    assert remove(rows) == [
        ("", ""),
        ("", "written differently"),
        ("Check address", "suburb, town or other words differ"),
        ("Removed", "the street numbers differ"),
        ("Removed", "no fixed abode"),
    ]


@pytest.mark.parametrize(
    ("row", "recognised"),
    [
        (("1", HOME, HOME, "2"), True),
        (("001", HOME.upper(), HOME, "02"), True),
        (("1", HOME, HOME, "3"), False),
        (("9", HOME, HOME, "2"), False),
        (("1", "5 Rimu Street", "5 Rimu Street", "2"), False),
        (("1", HOME, "12 Kauri Rd Rotorua", "2"), False),
    ],
)
def test_A4_recognised_means_the_same_cso_sharer_and_address_with_an_outcome(remove, row, recognised):
    ((status, reason),) = remove([row], outcomes([("1", HOME, HOME, "2")], "Email sent"))
    assert (status == "Removed") is recognised
    if recognised:
        assert reason == "recognised: Email sent, Processed Copy of 06 January 2025"


def test_A4_without_an_outcome_nothing_is_recognised(remove):
    assert remove([("1", HOME, HOME, "2")], outcomes([("1", HOME, HOME, "2")], " ")) == [("", "")]


def test_A4_a_sharer_without_number_is_known_by_name_and_one_without_either_never(remove):
    def recognised(first_names, born):
        (row,) = table([("1", HOME, HOME, "", "Weka")]).values()
        row |= {"sharer_first_names": first_names, "sharer_date_of_birth": born}
        on_file = Outcomes(WORDS)
        on_file.add({2: row}, ["NFA"], LAST)
        return recogniser(on_file).of(row).precedent is Precedent.RECOGNISED

    assert recognised("Mere", "1/02/2015")
    assert not recognised("Mere", "")
    assert not recognised("", "1/02/2015")
    assert remove([("1", HOME, HOME, "", "")], outcomes([("1", HOME, HOME, "", "")], "NFA")) == [("", "")]


@pytest.mark.parametrize(
    ("comment", "counts"),
    [
        ("NFA", True),
        ("email sent to OT, 6/1", True),
        ("nfa - not the same flat", False),
        ("?", False),
        ("look again", False),
    ],
)
def test_A10_a_comment_counts_when_it_names_an_outcome(remove, comment, counts):
    ((status, _),) = remove([("1", HOME, HOME, "2")], outcomes([("1", HOME, HOME, "2")], comment))
    assert (status == "Removed") is counts


def test_A4_the_newest_outcome_is_named(remove):
    on_file = outcomes([("1", HOME, HOME, "2")], "NFA")
    on_file.add(table([("1", HOME, HOME, "2")]), ["Email sent"], dt.date(2025, 1, 13))
    on_file.add(table([("1", HOME, HOME, "2")]), ["NFA, JS"], dt.date(2024, 12, 30))
    assert (
        remove([("1", HOME, HOME, "2")], on_file)[0][1]
        == "recognised: Email sent, Processed Copy of 13 January 2025"
    )


def test_A4_of_two_outcomes_in_one_copy_the_first_is_named():
    on_file, row = Outcomes(WORDS), ("1", HOME, HOME, "2")
    on_file.add(table([row, row]), ["NFA", "Email sent"], LAST)
    assert [recogniser(on_file).of(one).outcome for one in table([row]).values()] == ["NFA"]


@pytest.mark.parametrize(
    ("this", "last", "status", "reason"),
    [
        (
            ("1", HOME, HOME, "2", "Weka", "East"),
            ("1", HOME, HOME, "2", "Weka", "East"),
            "Seen",
            "Seen on 06 January 2025; no outcome on file",
        ),
        (
            ("01", HOME, HOME.upper(), "002", "Weka", "East "),
            ("1", HOME, HOME, "2", "Weka", "East"),
            "Seen",
            "Seen on 06 January 2025; no outcome on file",
        ),
        (
            ("1", HOME, HOME, "2", "Weka", "5/03/2024"),
            ("1", HOME, HOME, "2", "Weka", "05/03/2024"),
            "Seen",
            "Seen on 06 January 2025; no outcome on file",
        ),
        (
            ("1", HOME, HOME, "", "", "East"),
            ("1", HOME, HOME, "2", "Weka", "East"),
            "New",
            "the sharer has neither a client number nor a whole name and date of birth; no cell is white, so by hand "
            "it would be missed",
        ),
        (
            ("1", HOME, HOME, "2", "Weka", "West"),
            ("1", HOME, HOME, "2", "Weka", "East"),
            "Changed",
            "since 06 January 2025: Region",
        ),
        (
            ("1", HOME, HOME, "3", "Kea", "East"),
            ("1", HOME, HOME, "2", "Weka", "East"),
            "New",
            "not together in the Master Copy of 06 January 2025",
        ),
    ],
)
def test_A7_status_since_last_week(this, last, status, reason):
    assert compare([this], [last]) == [(status, reason)]


def test_A7_a_near_miss_is_checked_unless_it_was_seen():
    row = ("1", HOME, "12 Kauri Rd Rotorua", "2", "Weka", "East")
    assert compare([row], [row], kept="Check address")[0][0] == "Seen"
    status, reason = compare([row], [("9", "x", "y", "8", "z", "w")], kept="Check address")[0]
    assert status == "Check address"
    assert reason.startswith("written differently; new: ")


def test_A7_a_new_row_without_a_white_cell_is_pointed_out():
    last = [("1", HOME, HOME, "8", "Weka", "East"), ("9", HOME, HOME, "2", "Weka", "East")]
    status, reason = compare([("1", HOME, HOME, "2", "Weka", "East")], last)[0]
    assert status == "New"
    assert reason.endswith("; no cell is white, so by hand it would be missed")


def test_A7_in_the_first_week_every_row_is_new():
    assert compare([("1", HOME, HOME, "2", "Weka", "East")], None) == [
        ("New", "no earlier Master Copy was found")
    ]


def test_A7_one_pair_at_two_addresses_is_compared_with_the_nearer_row():
    last = [
        ("1", "5 Rimu Street", "5 Rimu Street", "2", "Weka", "East"),
        ("1", HOME, HOME, "2", "Weka", "East"),
    ]
    assert compare([("1", HOME, HOME, "2", "Weka", "North")], last)[0][1] == "since 06 January 2025: Region"


def test_A7_what_is_surely_the_same_keeps_its_note_and_what_it_rests_on_stands_on_the_sheet_only(settings):
    rows = [("1", HOME, "12 Kauri Rd", "2"), ("1", HOME, "12a Kauri Road", "3")]
    kept = sharers.remove_rows(table(rows), addresses.comparer(settings), recogniser())
    week = Week(HEADINGS, [[*row, "", ""] for row in rows], table(rows))
    same, check = sharers.compare_weeks(week, None, kept, DuplicateValues([]), recogniser())
    assert (same.status, same.reason) == ("New", f"{ALONE}; written differently")
    assert same.on_the_sheet == f"{same.reason} [both: number 12, Kauri Road; Rotorua only on one side]"
    assert (check.status, check.reason) == ("Check address", f"a flat on one side only; new: {ALONE}")
    assert check.on_the_sheet == (
        "a flat on one side only [both: Kauri Road; number 12 / number 12A; Rotorua only on one side]; "
        f"new: {ALONE}"
    )
    assert beside_its_row(2, "New", same.on_the_sheet).reason == same.reason
