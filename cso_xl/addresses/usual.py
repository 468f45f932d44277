"""The usual form of an address: numbers, a street and places, and no word that may mean more [A4].

Most addresses have it, and are read in one look; `reading.read_closely` says the same of them, and takes longer.

| address | |
| --- | --- |
| `12 Kauri Rd, Ōtaki`, `Flat 4, 12B Kauri Road RD 2 Ōtaki 5512` | of the usual form |
| `Kauri Street, Ōtaki` | of the usual form |
| `5 12 Kauri Road`, `26/28 Kauri Road`, `1o Kauri Road` | not: more than one way to read the number |
| `corner Kauri and Rimu Roads`, `12 Motel Lane`, `Level 2, 12 Kauri Road` | not: a word that is looked at closely |
"""

import re

from cso_xl.addresses import spelling, streets
from cso_xl.addresses.address import Address
from cso_xl.addresses.numbers import LOOKS_LIKE, NO_NUMBER, START_NAMES, Reading, may_be_range
from cso_xl.addresses.words import NONE, Words

_USUAL = re.compile(
    r"(?:(?:(?:([a-z]+) )?(\d{1,5})(/|,? ))??(\d{1,5})( ?[a-z](?=,? ))?,? )?"  # flat and number
    r"([a-z][a-z ,]*)"  # street and places
    r"(?:(?:(?<=[ ,]rd)|(?<=[ ,]rd ))(\d{1,2})([ ,][a-z ,]*)?)?"  # rural delivery, and more places
    r"(?:(?<=[ ,])(\d{4}))?",
    re.ASCII,
)
_NO_FLAT: frozenset[int] = frozenset()


def read_usual(text: str, words: Words) -> Address | None:
    """The address that a text of the usual form holds, as most are; None for any other text."""
    folded = spelling.quickly(text)
    usual = _USUAL.fullmatch(folded)
    if usual is None:
        return None
    unit, flat, slash, number, letter, after, rural, rest, postcode = usual.groups()
    after = f"{after.rstrip()[:-3]},{rest or ''}" if rural else after
    tokens = after.replace(",", " ").split()
    if not tokens or not words.unusual.isdisjoint(tokens):
        return None
    if rural and "rd" not in words.rural.begin:
        return None
    if flat and (unit not in words.units.single if unit else slash != "/"):
        return None  # 5 12 Kauri Road
    if letter and letter[0] == " " and (tokens[0] in words.street_types or letter[1] in START_NAMES):
        return None  # 61 b street, 12 o neill road
    read_before = words.readings.get((unit, flat, number, letter))
    readings = read_before or _usual_readings((unit, flat, number, letter), words)
    if readings is None:
        return None
    after = after.rstrip(" ,")
    before, behind = ("", after) if number else (after, None)
    delivery = frozenset((rural,)) if rural else NONE
    street = streets.located(before, behind, "", words)
    return Address(
        text, folded, words, readings, readings[0].letters, before, behind, *street, postcode or "", delivery
    )


def _usual_readings(key: tuple[str, str, str, str], words: Words) -> tuple[Reading, ...] | None:
    """The only way to read a number; None when there may be others."""
    unit, flat, number, letter = key
    reading = NO_NUMBER
    if number:
        letter = letter.strip() if letter else ""
        if number[0] == "0" or letter in LOOKS_LIKE:
            return None
        if flat and not unit and may_be_range(int(flat), int(number)):
            return None
        flats = frozenset((int(flat),)) if flat else _NO_FLAT
        reading = Reading(flats, frozenset(letter) if letter else NONE, (int(number),) * 2)
    words.readings[key] = (reading,)
    return (reading,)
