"""Addresses [A4]: no pair that could be one household is ever removed."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.decisions.address_reader import plain, read
from cso_xl.decisions.address_words import Words
from cso_xl.decisions.addresses import Addresses, Comparison, Verdict

PAIRS = Path(__file__).parent / "data" / "address_pairs.csv"  # written from the procedure, not from the code
READINGS = PAIRS.with_name("address_readings.csv")  # what each address says, every way to read its numbers
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


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["address"]) for row in csv.DictReader(file)]


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
        ("Tui Motel", "Tui Motel", "motel"),
        ("Motel", "Motel", "motel"),
        ("Tui Motel St Heliers", "Tui Motel St Heliers", "motel"),
        ("Tui Motel Park Rotorua", "Tui Motel Park Rotorua", "motel"),
        ("12-14 Kauri Road", "16-18 Kauri Road", "the street numbers differ"),
        ("5 Kauri Road", "4/12 Kauri Road", "the street numbers differ"),
        ("12 3rd Avenue", "12 4th Avenue", "the streets differ"),
        ("12 Karo Road", "12 Kora Road", "the streets differ"),
        ("12 Mountain Road", "12 Ntm Road", "the streets differ"),
        ("12 K Weka Road", "12 Kauri Pipi Road", "the streets differ"),
        ("12 Abcdef Road", "12 Uvwxyz Road", "the streets differ"),
        ("Flat 4 Kauri Road", "Flat 5 Kauri Road", "the flats differ"),
        ("Flat A, 12 Kauri Road", "Flat B, 12 Kauri Road", "the flats differ"),
        ("4A/12 Kauri Road", "4B/12 Kauri Road", "the flats differ"),
        ("5 SH 1 Waipū", "5 SH 2 Waipū", "the highways differ"),
        ("12 Kauri Road", "12 Rimu Street Auckland", "the streets differ"),
        ("4/12 Kauri Road", "12 Rimu Street", "the streets differ"),
        ("C/- Tui Motel, 12 Kauri Road", "12 Kauri Road", "motel"),
        ("12 The Terrace", "12 The Avenue", "the streets differ"),
        ("15 Tui Motel", "15 Tui Motel", "motel"),
    ],
)
def test_a_removed_pair_says_why(cso, sharer, reason):
    compared = ADDRESSES.compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.DIFFERENT, reason)
    assert compared == ADDRESSES.compare(sharer, cso)


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
        ("12 Kauri Road" + " " * 488, "13 Kauri Road", "an address is too long to be compared"),
        ("12 Old Motel Road Paihia", "12 Old Motel Road Paihia", "perhaps a motel, a park or no fixed abode"),
        ("12 Motel Raod", "12 Motel Raod", "perhaps a motel, a park or no fixed abode"),
        (
            "Opposite the motel, 12 Kauri Road",
            "Opposite the motel, 12 Kauri Road",
            "perhaps a motel, a park or no fixed abode",
        ),
        (
            "12 Kauri Road opposite Tui Motel",
            "12 Kauri Road opposite Tui Motel",
            "perhaps a motel, a park or no fixed abode",
        ),
        (
            "12 Tui Motel Street Paihia",
            "12 Tui Motel Street Paihia",
            "perhaps a motel, a park or no fixed abode",
        ),
        ("Tui Motel Street", "Tui Motel Street", "perhaps a motel, a park or no fixed abode"),
        ("Tui Motel Park", "Tui Motel Park", "perhaps a motel, a park or no fixed abode"),
        ("12 Kauri Road, formerly no fixed abode", "12 Kauri Road", "suburb, town or other words differ"),
        ("Rotorua", "Rotorua", "no house number to compare"),
        ("Flat B 12 Kauri Road", "Flat 2 12 Kauri Road", "the flat is written differently"),
        ("12b Kauri Road", "12 Kauri Road", "a flat on one side only"),
        ("12b Kauri Road", "Flat 2, 12 Kauri Road", "the flat is written differently"),
        ("4/12 Kauri Road", "Flat 4 and 5, 12 Kauri Road", "the flat is written differently"),
        ("Room 4, 12 Kauri Road", "Room 5, 12 Kauri Road", "the part of the site differs"),
        ("12-14 Kauri Road", "12 Kauri Road", "the street number is written differently"),
        ("12-14 Kauri Road", "14-16 Kauri Road", "the street number is written differently"),
        (
            "4 Kauri Road",
            "4/12 Kauri Road",
            "a flat on one side only, the street number is written differently",
        ),
        ("4/12 Kauri Road", "12 Kauri Road", "a flat on one side only"),
        ("12 3rd Avenue", "12 3rd Avenue Rotorua", "suburb, town or other words differ"),
        ("12 24th Street", "12 Twenty Fourth Street", "the street is written differently"),
        ("12 Kauri Road", "12 Kauri Street", "the street is written differently"),
        ("12 Kauri Road", "12 Kaur Road", "the street is written differently"),
        ("12 Station Road", "12 Stn Road", "the street is written differently"),
        ("12 Mountain Road", "12 Mtn Road", "the street is written differently"),
        ("12 Station Road", "12 Sttn Road", "the street is written differently"),
        ("12 Karo Road", "12 Kara Road", "the street is written differently"),
        ("12 Kowhai Road", "12 Kohwia Road", "the street is written differently"),
        ("12 Te Rimu Road", "12 Te Kauri Road", "the street is written differently"),
        ("12 Great Kauri Road", "12 Kauri Place", "the street is written differently"),
        ("12 Great Kauri Road", "12 Rimu Road, Kauri", "the street is written differently"),
        ("12 Rimu Road, Kauri", "12 Great Kauri Road", "the street is written differently"),
        ("12 Pa Road", "12 Papakura Road", "the street is written differently"),
        ("12 Pa Weka Road", "12 Papakura Mere Road", "the street is written differently"),
        (
            "Flat 4 Kauri Road",
            "4 Kauri Road",
            "a flat on one side only, the street number is on one side only",
        ),
        ("4A/12 Kauri Road", "B/12 Kauri Road", "the flat is written differently"),
        ("?", "?", "an address is missing"),
        ("-", "12 Kauri Road", "an address is missing"),
        ("n/a", "n/a", "an address is missing"),
        ("not known", "12 Kauri Road", "an address is missing"),
        ("C/- J Sample, 12 Kauri Road", "12 Kauri Road", "written differently"),
        ("Flat 4, Kauri", "Flat 4, Kauri, Auckland", "suburb, town or other words differ"),
        (
            "Upper Kauri Road",
            "12 Kauri Road",
            "the street number is on one side only, the street is written differently",
        ),
        ("12 Kauri Road, Rotorua", "12 Kauri Rd, Auckland", "suburb, town or other words differ"),
        ("4/12 Kauri Road Rotorua", "12A Kauri Road", "the flat is written differently"),
        (
            "12 Kauri Rd Auckland",
            "12-14 Kauri Street",
            "the street number is written differently, the street is written differently",
        ),
        ("12 Motel 5", "12 Motel 5", "perhaps a motel, a park or no fixed abode"),
    ],
)
def test_a_doubtful_pair_says_what_to_look_at(cso, sharer, reason):
    compared = ADDRESSES.compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.CHECK, reason)
    assert compared == ADDRESSES.compare(sharer, cso)


@pytest.mark.parametrize(
    ("cso", "sharer"),
    [
        ("12 Kauri Road" + " " * 487, "12 Kauri Road"),
        ("12 Motel Lane", "12 Motel Lane"),
        ("Motel Road", "Motel Road"),
        ("12b Motel Road", "12b Motel Road"),
        ("Kauri Road", "Kauri Road"),
        ("5 SH 1 Waipū", "5 SH 1 Waipū"),
        ("SH 1", "SH 1"),
        ("Flat 4", "Flat 4"),
        ("12 Kauri Road, Māngere", "12 Kauri Road Mangere."),
        ("12 KAURI ROAD", "12 kauri road;"),
    ],
)
def test_the_same_address_needs_no_reason(cso, sharer):
    assert ADDRESSES.compare(cso, sharer) == Comparison(Verdict.SAME)


def shown(reading):
    """A reading as it is written in the table: '4/12', 'b/61', '4-12', '4/' for a flat without a number."""
    flat = "+".join([*map(str, sorted(reading.flats)), *sorted(reading.letters)])
    street = "-".join(str(number) for number in dict.fromkeys(reading.street or ()))
    return f"{flat}/{street}" if flat else street or "none"


@pytest.mark.parametrize("row", rows(READINGS))
def test_what_an_address_says(row):
    address = read(plain(row["address"], ADDRESSES.words), ADDRESSES.words)
    said = {
        "address": row["address"],
        "readings": " or ".join(map(shown, address.readings)),
        "street": f"{address.name} {address.kind}".strip(),
        "names": ", ".join(sorted(address.names)),
        "words": " ".join(address.words),
        "highways": " ".join(sorted(address.highways)),
        "parts": ", ".join(sorted(address.parts)),
    }
    assert said == row


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
