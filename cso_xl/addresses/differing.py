"""The hard fact in which two addresses contradict each other, in every way they can be read [A4].

| one | other | |
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
_RARE = 100  # from here on, one number in two streets of one place is hardly chance: the road has two names
_THROUGH = ("road", "highway", "")  # kinds of street that may be a highway, or the town's main road


def difference(one: Address, other: Address, register: Roads | None) -> str:
    """Why two addresses cannot be one household, or '' when they could."""
    if one.readings != other.readings:
        reasons = _contradictions(one.readings, other.readings)
        excuses = (is_slip, _is_other_side, _is_half)
        if reasons == {NUMBERS} and any(excuse(one, other) for excuse in excuses):
            return ""
        if "" not in reasons:
            return min(reasons)
    if one.highways and other.highways:
        return "" if _without_letters(one.highways) & _without_letters(other.highways) else HIGHWAYS
    if one.street is other.street:
        return ""
    if one.street.bare and other.street.bare and _other_streets(one, other, register):
        return STREETS
    return ""


def _without_letters(highways: frozenset[str]) -> set[str]:
    """'16a' is 16 here: State Highway 16A may be a part of it, and 1N is 1."""
    return {highway.rstrip(ascii_lowercase) for highway in highways}


def is_slip(one: Address, other: Address) -> bool:
    """Whether only digits of the street number differ, as a slip of the hand makes them."""
    mine, theirs = one.readings[0], other.readings[0]
    return (
        mine.street is not None
        and theirs.street is not None
        and mine.street[0] == mine.street[1]
        and theirs.street[0] == theirs.street[1]
        and slip_of_digits(mine.street[0], theirs.street[0])
        and (mine.flats, mine.letters) == (theirs.flats, theirs.letters)
        and one.street.full == other.street.full
        and (shares_place(one, other) or not one.places or not other.places)
    )


def _is_other_side(one: Address, other: Address) -> bool:
    """Whether a house at a corner is named by its other street: '2 Kauri Road, corner of Rimu Road', '90 Rimu Road'."""
    if not (one.is_corner or other.is_corner) or one.street.bare == other.street.bare:
        return False
    return one.street.bare in other.names or other.street.bare in one.names


def _is_half(one: Address, other: Address) -> bool:
    """Whether '41/2 Kauri Road' stands beside '4 1/2 Kauri Road': the blank may be lost."""
    return _lost_blank(one, other) or _lost_blank(other, one)


def _lost_blank(half: Address, joined: Address) -> bool:
    street = half.readings[0].street
    if HALF not in half.parts or street is None:
        return False
    return joined.readings[0] == Reading(frozenset((int(f"{street[0]}1"),)), street=(2, 2))


def shares_place(one: Address, other: Address) -> bool:
    """Whether both name one suburb or town."""
    return not set(one.places).isdisjoint(other.places)


def _contradictions(one: Sequence[Reading], other: Sequence[Reading]) -> set[str]:
    """The hard facts in which each two readings contradict each other; '' where they do not."""
    if one[0].flats and other[0].flats and not one[0].street and not other[0].street:
        return {_contradiction(one[0], other[0])}  # 'Flat 4 Kauri Road' and 'Flat 5 Kauri Road'
    return {_contradiction(mine, theirs) for mine in one for theirs in other}


def _contradiction(one: Reading, other: Reading) -> str:
    """The hard fact in which two readings contradict each other, or ''."""
    if one.street and other.street and not _overlap(one.street, other.street):
        return "" if _lost_slash(one, other) or _lost_slash(other, one) else NUMBERS
    if one.flats and other.flats and not one.flats & other.flats:
        return FLATS
    if (
        one.letters
        and other.letters
        and bool(one.flats) == bool(other.flats)
        and not one.letters & other.letters
    ):
        return FLATS
    return ""


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _lost_slash(short: Reading, full: Reading) -> bool:
    """'4 Kauri Road' or '412 Kauri Road' beside '4/12 Kauri Road': perhaps the '/12' was lost, or only the slash."""
    if short.flats or short.street is None or full.street is None:
        return False
    return any(short.street[0] in (flat, int(f"{flat}{full.street[0]}")) for flat in full.flats)


def _other_streets(one: Address, other: Address, register: Roads | None) -> bool:
    """Whether two names of streets cannot be one street's."""
    if one.street.bare == other.street.bare or one.highways or other.highways:
        return False
    if _one_house(one, other):
        return False
    my_names, their_names = _street_names(one), _street_names(other)
    if one.street.bare in their_names or other.street.bare in my_names:
        return False
    if (one.is_corner or other.is_corner) and not _apart(one, other):
        return False
    if not _ORDINAL.search(one.street.bare + other.street.bare) and misspelt(
        one.street.bare, other.street.bare
    ):
        return False
    my_words, their_words = one.all_words, other.all_words
    if not any(alike(*pair, my_words, their_words) for pair in product(my_names, their_names)):
        return True
    return register is not None and _two_of_the_register(one, other, register)


def _street_names(address: Address) -> set[str]:
    """All that may be the name of its street."""
    return {address.street.bare, *address.names}


def _one_house(one: Address, other: Address) -> bool:
    """Whether two street names in one place may be a road's two names."""
    mine, theirs = one.readings[0].street, other.readings[0].street
    if _is_main(one.street, other.street) or _is_main(other.street, one.street):
        return not (mine and theirs and _apart(one, other))
    if mine is None and theirs is None:
        return not _far_apart(one, other)
    if mine is None or theirs is None:
        return True
    return _overlap(mine, theirs) and mine[0] >= _RARE and _in_one_place(one, other)


def _in_one_place(one: Address, other: Address) -> bool:
    """Whether both name one place or rural delivery, or one of them names no place."""
    return not _apart(one, other) or not one.rural.isdisjoint(other.rural)


def _far_apart(one: Address, other: Address) -> bool:
    """Whether both are in towns that are known, and not in one, or on other rural deliveries."""
    if not _apart(one, other):
        return False
    if one.rural or other.rural:
        return bool(one.rural and other.rural) and not one.rural & other.rural
    return {one.places[-1], other.places[-1]} <= one.words.towns


def _is_main(street: Street, beside: Street) -> bool:
    """A main road or a highway, which has a local name too; a main street beside one that leads out of the town."""
    if street.kind == "highway":
        return True
    leads_out = street.kind in _THROUGH or (street.kind == "street" and beside.kind in ("road", "highway"))
    return leads_out and "main" in street.name.split()


def _apart(one: Address, other: Address) -> bool:
    return bool(one.places and other.places) and not shares_place(one, other)


def _two_of_the_register(one: Address, other: Address, register: Roads) -> bool:
    """Whether the names are likely no slip, and both streets are there in one place."""
    mine, theirs = one.street.bare, other.street.bare
    if mine in theirs or theirs in mine:
        return False
    if shares_a_word(mine, theirs, mine.split(), theirs.split()):
        return False
    return known_beside(one, other, register)
