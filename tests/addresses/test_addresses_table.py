"""Addresses [A4]: what each says, and the verdict on some 700 pairs that were written from the procedure."""

import csv
from pathlib import Path

import pytest

from cso_xl.addresses.comparing import Verdict
from cso_xl.addresses.reading import read, read_plain
from cso_xl.addresses.spelling import plain
from cso_xl.addresses.usual import read_usual
from helpers.addresses_anew import compare, words

DATA = Path(__file__).parents[1] / "data"
PAIRS = DATA / "address_pairs.csv"  # written from the procedure, not from the code
READINGS = PAIRS.with_name("address_readings.csv")  # what each address says, every way to read its numbers
MAY_BE = {
    "same": {Verdict.SAME},
    "check": {Verdict.CHECK},
    "kept": {Verdict.SAME, Verdict.CHECK},
    "removed": {Verdict.DIFFERENT},
}


def verdict(one, other):
    return compare(one, other).verdict


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


def shown(reading):
    """A reading as it is written in the table: '4/12', 'b/61', '4-12', '4/' for a flat without a number."""
    flat = "+".join([*map(str, sorted(reading.flats)), *sorted(reading.letters)])
    street = "-".join(str(number) for number in dict.fromkeys(reading.street or ()))
    return f"{flat}/{street}" if flat else street or "none"


def said(found, address):
    """What an address says, as a row of the table."""
    return {
        "address": address,
        "readings": " or ".join(map(shown, found.readings)),
        "street": found.street.full,
        "places": "; ".join(found.places),
        "aside": "; ".join(found.aside),
        "names": ", ".join(sorted(found.names)),
        "highways": " ".join(sorted(found.highways)),
        "parts": ", ".join(sorted(found.parts)),
        "postcode": found.postcode,
        "rural": " ".join(sorted(found.rural)),
    }


@pytest.mark.parametrize("row", rows(READINGS))
def test_what_an_address_says(row):
    address = row["address"]
    assert said(read_plain(plain(address, words()), words()), address) == row
    assert said(read(address, words()), address) == row


@pytest.mark.parametrize(
    "address",
    [
        "12 Kauri Road",
        "12 KAURI RD, Māngere",
        "12B Kauri Road, Ōtaki 5512",
        "12 b Kauri Road Ōtaki",
        "4/12 Kauri Road, RD 2, Ōtaki",
        "Flat 4, 12 Kauri Road RD2 Ōtaki 5512",
        "Unit 26/28 Kauri Road",
        "12 O'Neill Road (Hira)",
        "12 Kauri Road, Lot 2024",
        "Kauri Street, Ōtaki",
        "Ōtaki",
    ],
)
def test_an_address_of_the_usual_form_is_read_at_once(address):
    assert read_usual(address, words()) is not None


@pytest.mark.parametrize(
    "address",
    [
        "",
        " , ",
        "5 12 Kauri Road",
        "Rimu 4, 12 Kauri Road",
        "26/28 Kauri Road",
        "1o Kauri Road",
        "12 o Neill Road",
        "61 b Street",
        "0 Kauri Road",
        "１２ Kauri Road",
        "12 Motel Lane",
        "12 Kauri Road, New Zealand",
        "12 Kauri Road and 14 Rimu Road",
        "Flat Four 12 Kauri Road",
        "12 Kauri Road, Hawea Flat",
        "C/- Mere Weka, 12 Kauri Road",
    ],
)
def test_what_may_mean_more_is_looked_at_closely(address):
    assert read_usual(address, words()) is None
