"""The hard fact in which two addresses contradict each other, in every way they can be read [A4].

| first | second | |
| --- | --- | --- |
| `4/12 Kauri Road` | `5/12 Kauri Road` | the flats differ |
| `12 Kauri Road` | `14 Kauri Road` | the street numbers differ |
| `123 Kauri Road` | `132 Kauri Road` | nothing hard: two digits turned round |
| `1/229 Kauri Road` | `229/231 Kauri Road` | nothing hard: 229/231 may be a range |
| `Main Road, Hira` | `800 Hira Road, Hira` | nothing hard: a main road has a local name |
| `2085 Kauri Road, Hira` | `2085 Rimu Road, Hira` | nothing hard: one large number, one place |
| `2085 Kauri Road, RD 2, Hira` | `2085-2087 Rimu Road, RD 2, Wakapuaka` | nothing hard: one delivery |
| `7 Kauri Road, Hira` | `7 Rimu Street, Hira` | the streets differ |
| `7 Main Street, Hira` | `7 Rimu Road, Hira` | nothing hard: it may be the road through the town |
| `corner Kauri & Rimu Roads, Hira` | `7 Weka Street, Hira` | nothing hard: a corner has two streets |
| `2 Kauri Road, corner of Rimu Road` | `90 Rimu Road` | nothing hard: one house, on either street |
| `2 Kauri Road, now 7 Rimu Road, Hira` | `7 Rimu Road, Hira` | nothing hard: both are named |
"""

import re
from collections.abc import Sequence
from itertools import product
from string import ascii_lowercase

from cso_xl.addresses.address import Address
from cso_xl.addresses.likeness import alike, misspelt, shares_a_word, slip_of_digits
from cso_xl.addresses.numbers import HALF, Reading
from cso_xl.addresses.placing import Roads, known_beside
from cso_xl.addresses.streets import Street

FLATS, NUMBERS = "the flats differ", "the street numbers differ"
HIGHWAYS, STREETS = "the highways differ", "the streets differ"
_ORDINAL = re.compile(r"\d")
_RARE = 100  # from here on, a number in two streets of one place is hardly chance: the road has two names
_THROUGH = ("road", "highway", "")  # kinds of street that may be a highway, or the town's main road


def difference(first: Address, second: Address, register: Roads | None) -> str:
    """Why two addresses cannot be one household, or '' when they could."""
    if first.readings != second.readings:
        reasons = _contradictions(first.readings, second.readings)
        excuses = (is_slip, _is_other_side, _is_half)
        if reasons == {NUMBERS} and any(excuse(first, second) for excuse in excuses):
            return ""
        if "" not in reasons:
            return min(reasons)
    if first.highways and second.highways:
        return "" if _without_letters(first.highways) & _without_letters(second.highways) else HIGHWAYS
    if first.street is second.street:
        return ""
    if first.street.bare and second.street.bare and _other_streets(first, second, register):
        return STREETS
    return ""


def _without_letters(highways: frozenset[str]) -> set[str]:
    """'16a' is 16 here: State Highway 16A may be a part of it, and 1N is 1."""
    return {highway.rstrip(ascii_lowercase) for highway in highways}


def is_slip(first: Address, second: Address) -> bool:
    """Whether only digits of the street number differ, as a slip of the hand makes them."""
    reading, other = first.readings[0], second.readings[0]
    return (
        reading.street is not None
        and other.street is not None
        and reading.street[0] == reading.street[1]
        and other.street[0] == other.street[1]
        and slip_of_digits(reading.street[0], other.street[0])
        and (reading.flats, reading.letters) == (other.flats, other.letters)
        and first.street.full == second.street.full
        and (shares_place(first, second) or not first.places or not second.places)
    )


def _is_other_side(first: Address, second: Address) -> bool:
    """Whether a house at a corner is named by its other street: '2 Kauri Road, corner of Rimu Road', '90 Rimu Road'."""
    if not (first.is_corner or second.is_corner) or first.street.bare == second.street.bare:
        return False
    return first.street.bare in second.names or second.street.bare in first.names


def _is_half(first: Address, second: Address) -> bool:
    """Whether one is '41/2 Kauri Road' and one '4 1/2 Kauri Road': the space may be lost."""
    return _lost_blank(first, second) or _lost_blank(second, first)


def _lost_blank(half: Address, joined: Address) -> bool:
    street = half.readings[0].street
    if HALF not in half.parts or street is None:
        return False
    return joined.readings[0] == Reading(frozenset((int(f"{street[0]}1"),)), street=(2, 2))


def shares_place(first: Address, second: Address) -> bool:
    """Whether both name one suburb or town."""
    return not set(first.places).isdisjoint(second.places)


def _contradictions(first: Sequence[Reading], second: Sequence[Reading]) -> set[str]:
    """The hard fact of each pair of readings that contradict each other; '' for a pair that does not."""
    if first[0].flats and second[0].flats and not first[0].street and not second[0].street:
        return {_contradiction(first[0], second[0])}  # 'Flat 4 Kauri Road' and 'Flat 5 Kauri Road'
    return {_contradiction(reading, other_reading) for reading in first for other_reading in second}


def _contradiction(first: Reading, second: Reading) -> str:
    """The hard fact in which two readings contradict each other, or ''."""
    if first.street and second.street and not _overlap(first.street, second.street):
        return "" if _lost_slash(first, second) or _lost_slash(second, first) else NUMBERS
    if first.flats and second.flats and not first.flats & second.flats:
        return FLATS
    if (
        first.letters
        and second.letters
        and bool(first.flats) == bool(second.flats)
        and not first.letters & second.letters
    ):
        return FLATS
    return ""


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]


def _lost_slash(short: Reading, full: Reading) -> bool:
    """'4 Kauri Road' or '412 Kauri Road' beside '4/12 Kauri Road': perhaps the '/12' was lost, or only the slash."""
    if short.flats or short.street is None or full.street is None:
        return False
    return any(short.street[0] in (flat, int(f"{flat}{full.street[0]}")) for flat in full.flats)


def _other_streets(first: Address, second: Address, register: Roads | None) -> bool:
    """Whether two street names cannot belong to one street."""
    if first.street.bare == second.street.bare or first.highways or second.highways:
        return False
    if _one_house(first, second):
        return False
    names, other_names = _street_names(first), _street_names(second)
    if first.street.bare in other_names or second.street.bare in names:
        return False
    if (first.is_corner or second.is_corner) and not _apart(first, second):
        return False
    if not _ORDINAL.search(first.street.bare + second.street.bare) and misspelt(
        first.street.bare, second.street.bare
    ):
        return False
    words, other_words = first.all_words, second.all_words
    if not any(alike(*pair, words, other_words) for pair in product(names, other_names)):
        return True
    return register is not None and _two_of_the_register(first, second, register)


def _street_names(address: Address) -> set[str]:
    """Every name that its street may have."""
    return {address.street.bare, *address.names}


def _one_house(first: Address, second: Address) -> bool:
    """Whether two street names in one place may both belong to one road."""
    numbers, others = first.readings[0].street, second.readings[0].street
    if _is_main(first.street, second.street) or _is_main(second.street, first.street):
        return not (numbers and others and _apart(first, second))
    if numbers is None and others is None:
        return not _far_apart(first, second)
    if numbers is None or others is None:
        return True
    return _overlap(numbers, others) and numbers[0] >= _RARE and _in_one_place(first, second)


def _in_one_place(first: Address, second: Address) -> bool:
    """Whether both name one place or rural delivery, or one of them names no place."""
    return not _apart(first, second) or not first.rural.isdisjoint(second.rural)


def _far_apart(first: Address, second: Address) -> bool:
    """Whether they are in two known towns, or on two rural deliveries."""
    if not _apart(first, second):
        return False
    if first.rural or second.rural:
        return bool(first.rural and second.rural) and not first.rural & second.rural
    return {first.places[-1], second.places[-1]} <= first.words.towns


def _is_main(street: Street, beside: Street) -> bool:
    """Whether it is a highway or main road, which has a local name too, or a main street beside a road out of town."""
    if street.kind == "highway":
        return True
    leads_out = street.kind in _THROUGH or (street.kind == "street" and beside.kind in ("road", "highway"))
    return leads_out and "main" in street.name.split()


def _apart(first: Address, second: Address) -> bool:
    return bool(first.places and second.places) and not shares_place(first, second)


def _two_of_the_register(first: Address, second: Address, register: Roads) -> bool:
    """Whether the names are hardly a slip, and the register has both streets in one place."""
    name, other_name = first.street.bare, second.street.bare
    if name in other_name or other_name in name:
        return False
    if shares_a_word(name, other_name, name.split(), other_name.split()):
        return False
    return known_beside(first, second, register)
