"""Addresses [A4]: no pair that could be one household is ever removed."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.decisions.address_words import Words
from cso_xl.decisions.addresses import Addresses, Verdict

PAIRS = Path(__file__).parent / "data" / "address_pairs.csv"  # written from the procedure, not from the code
ADDRESSES = Addresses(Words.of(settings_.load(settings_.DEFAULTS)))
MAY_BE = {
    "same": {Verdict.SAME},
    "check": {Verdict.CHECK},
    "kept": {Verdict.SAME, Verdict.CHECK},
    "removed": {Verdict.DIFFERENT},
}


def verdict(one, other):
    return ADDRESSES.compare(one, other).verdict


def pairs():
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(*row, id=f"{number}: {row[3]}")
            for number, row in enumerate(csv.reader(file), 1)
            if number > 1
        ]


@pytest.mark.parametrize(("cso", "sharer", "expect", "why"), pairs())
def test_every_pair_of_the_table(cso, sharer, expect, why):
    assert verdict(cso, sharer) in MAY_BE[expect]
    assert verdict(sharer, cso) in MAY_BE[expect]


@pytest.mark.parametrize(
    ("cso", "sharer", "reason"),
    [
        ("Rotorua Holiday Park, 123 Main Road Rotorua", "123 Main Road Rotorua", "holiday park"),
        ("No Fixed Abode Rotorua", "No Fixed Abode Rotorua", "no fixed abode"),
        (
            "Flat 51 Lake Apartments 222 Queen Street Rotorua",
            "Flat 26 Lake Apartments 222 Queen Street Rotorua",
            "the flats differ",
        ),
        ("Kauri Motel 12 Fern Road", "12 Fern Road", "motel"),
        ("12 Fern Road", "Tui Caravan Park", "caravan park"),
        ("2/15 Kauri Road", "15/2 Kauri Road", "the street numbers differ"),
        ("12 Kauri Road Rotorua", "12 Pipi Street Rotorua", "the streets differ"),
        ("5 SH 1 Waipū", "5 State Highway 2 Waipū", "the highways differ"),
    ],
)
def test_a_removed_pair_says_why(cso, sharer, reason):
    compared = ADDRESSES.compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.DIFFERENT, reason)


@pytest.mark.parametrize(
    ("cso", "sharer", "reason"),
    [
        ("4/12 Kauri Road", "Flat 4, 12 Kauri Rd", "written differently"),
        ("12 Kauri Road Māngere", "12 Kauri Road Auckland", "suburb, town or other words differ"),
        ("12 Kauri Road", "4/12 Kauri Road", "a flat on one side only"),
        ("12 Kauri Road", "Kauri Road", "the street number is on one side only"),
        ("12 Kauri Road", "12 Kaurri Road", "the street is written differently"),
        ("", "12 Kauri Road", "an address is missing"),
        ("Unknown", "Unknown", "an address is missing"),
        ("12 Kea Street Night Shelter", "12 Kea Street Night Shelter", "a place with many dwellings"),
    ],
)
def test_a_doubtful_pair_says_what_to_look_at(cso, sharer, reason):
    compared = ADDRESSES.compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.CHECK, reason)


# One household, written in many ways

STREETS = [
    ("Kauri", "Road"), ("Rimu", "Street"), ("Holiday", "Road"), ("Motel", "Lane"), ("Camp", "Street"),
    ("Mount Pirongia", "Avenue"), ("St Johns", "Road"), ("Te Ara Tāwhaki", "Drive"), ("Bay View", "Terrace"),
    ("Great South", "Road"), ("Tūī", "Crescent"), ("O'Neill", "Place"), ("Beach", "Parade"), ("3rd", "Avenue"),
]  # fmt: skip
SHORT = {
    "Road": ["Rd", "Rd.", "ROAD"], "Street": ["St", "St.", "Str"], "Lane": ["Ln"], "Avenue": ["Ave", "Av"],
    "Drive": ["Dr"], "Terrace": ["Tce", "Ter"], "Crescent": ["Cres", "Cr"], "Place": ["Pl"], "Parade": ["Pde"],
}  # fmt: skip
SUBURBS = ["", "Māngere", "Hawea Flat", "Flat Bush", "Mount Wellington", "Point Chevalier", "RD 2"]
TOWNS = [("Auckland", "2024"), ("Rotorua", "3010"), ("Ōtaki", "5582"), ("Wānaka", "9382")]
FLATS = [
    "{flat}/{number}",
    "Flat {flat}, {number}",
    "Flat {flat} {number}",
    "Unit {flat}/{number}",
    "Apt {flat} {number}",
]
FLATS_BY_LETTER = [
    "{number}{flat}",
    "Flat {flat}, {number}",
    "{number} {flat}",
    "{flat}/{number}",
    "Unit {flat} {number}",
]

households = st.fixed_dictionaries(
    {
        "flat": st.sampled_from(["", "1", "4", "12", "51", "B", "C"]),
        "number": st.integers(1, 1999).map(str),
        "street": st.sampled_from(STREETS),
        "suburb": st.sampled_from(SUBURBS),
        "town": st.sampled_from(TOWNS),
    }
)


@st.composite
def written(draw, household):
    """A household's address as somebody may have typed it."""
    name, kind = household["street"]
    flat, number = household["flat"], household["number"]
    forms = FLATS_BY_LETTER if flat.isalpha() else FLATS
    house = draw(st.sampled_from(forms)).format(flat=flat, number=number) if flat else number
    kind = draw(st.sampled_from([kind, *SHORT[kind]]))
    suburb = draw(st.sampled_from([household["suburb"], ""]))
    town = draw(st.sampled_from([household["town"][0], ""]))
    postcode = draw(st.sampled_from([household["town"][1], ""]))
    comma = draw(st.sampled_from([", ", " ", ",", "\n", "  "]))
    text = comma.join(
        filter(None, [f"{house} {name} {kind}", suburb, " ".join(filter(None, [town, postcode]))])
    )
    text = draw(st.sampled_from(["", "", "", "C/- J Sample, ", "No "])) + text
    text = draw(st.sampled_from([str, str.upper, str.lower, str.title]))(text) if "'" not in text else text
    text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)
    if draw(st.booleans()):
        text = "".join(
            letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
        )
    return text.replace(" ", draw(st.sampled_from([" ", "\u00a0"]))) + draw(
        st.sampled_from(["", " ", ", New Zealand"])
    )


@given(st.data())
def test_writing_a_household_differently_never_removes_it(data):
    household = data.draw(households)
    one, other = data.draw(written(household)), data.draw(written(household))
    assert verdict(one, other) is not Verdict.DIFFERENT


@given(st.data())
def test_comparison_is_symmetric(data):
    one, other = (data.draw(written(data.draw(households))) for _ in range(2))
    assert ADDRESSES.compare(one, other) == ADDRESSES.compare(other, one)


@given(st.text(), st.text())
def test_any_text_is_compared_without_failing_and_symmetrically(one, other):
    assert ADDRESSES.compare(one, other) == ADDRESSES.compare(other, one)


@given(st.data())
def test_another_flat_or_number_is_never_the_same_household(data):
    household = data.draw(households)
    other = household | {"number": str(int(household["number"]) + data.draw(st.integers(1, 50)))}
    assert verdict(data.draw(written(household)), data.draw(written(other))) is not Verdict.SAME
