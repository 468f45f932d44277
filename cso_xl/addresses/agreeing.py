"""Whether everything that two addresses say agrees, and if not, what a person has to look at [A4].

| first | second | |
| --- | --- | --- |
| `4/12 Kauri Rd, Ōtaki 5512` | `Flat 4, 12 Kauri Road, Ōtaki` | nothing to look at |
| `12 Kauri Road, Boulcott, Lower Hutt` | `12 Kauri Road, Lower Hutt` | nothing: a suburb on one side |
| `12 Kauri Road, Richmond` | `12 Kauri Road, Richmond Heights` | a longer place name |
| `12 Kauri Road 2024` | `12 Kauri Road 2022` | the postcodes differ |
| `12 High Street North` | `12 High Street` | the street's direction |
| `12 Kauri Road, rear, Ōtaki` | `12 Kauri Road, Ōtaki` | other words: no place |
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cso_xl.addresses.address import Address
from cso_xl.addresses.differing import is_slip, shares_place
from cso_xl.addresses.placing import Roads, Settled, fitting, may_be_in, places_of, settle
from cso_xl.addresses.words import DIRECTIONS

FLAT_ONE_SIDE, FLAT = "a flat on one side only", "the flat is written differently"
NUMBER_ONE_SIDE, NUMBER = (
    "the street number is on one side only",
    "the street number is written differently",
)
SLIP = "the street number may be mistyped"
STREET, TYPE = "the street is written differently", "the street's type differs"
DIRECTION = "a direction differs or is on one side only"
PARTS, BOXES, HOSTS = "the part of the site differs", "the PO boxes differ", "C/- names two people"
POSTCODES, RURAL = "the postcodes differ", "the rural deliveries differ"
PLACES, NO_NUMBER = "suburb, town or other words differ", "no house number to compare"
_SIDES = DIRECTIONS - {"central"}  # by themselves a side of the house
_MANY = 8  # places that a road lies in; one in more places has a number more than once
SEVERAL, APART = "there are several roads of this name", "they are two roads in the register"


class Doubts(NamedTuple):
    """The reasons for a person to look, in staff's words, none when all agrees; and the register's answer, if asked."""

    reasons: Sequence[str]
    settled: Settled | None = None


def doubts(first: Address, second: Address, register: Roads | None) -> Doubts:
    """The facts of two addresses that do not surely agree; the same either way round."""
    as_written = first.aside == second.aside and first.flat == second.flat
    same_numbers = first.readings == second.readings and first.suffix == second.suffix
    reasons = [] if same_numbers else [*_numbers(first, second)]
    if not as_written:
        reasons += _streets(first, second)
    reasons += _beside(first, second)
    if reasons:
        return Doubts(reasons)
    if as_written and first.postcode == second.postcode:
        return Doubts(())
    if not (first.numbered and second.numbered):
        return Doubts((NO_NUMBER,))
    return _by_place(first, second, register)


def _by_place(first: Address, second: Address, register: Roads | None) -> Doubts:
    """Whether the suburbs and towns agree: as the register has the road, else as they are written."""
    settled = settle(first, second, register) if register is not None else Settled.UNKNOWN
    written = agree(first.places, second.places, first.words.not_places, register)
    if settled is Settled.ONE and (written or _names_one_road(first, second, register)):
        return Doubts((), settled)
    if settled is Settled.SEVERAL:
        return Doubts((SEVERAL,), settled)
    if settled is Settled.APART:
        return Doubts((APART,), settled)
    return Doubts(() if written else (PLACES,), settled)


def agree(
    first: Sequence[str], second: Sequence[str], not_places: frozenset[str], register: Roads | None
) -> bool:
    """Whether one side has all the other's places, in order, and nothing but places beside them."""
    if first == second:
        return True
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    short, long = few, many
    if not _in_order(few, many):  # Bay View and Bayview
        short, long = ([place.replace(" ", "") for place in places] for places in (few, many))
        if not _in_order(short, long):
            return False
    extra = (place for place, joined in zip(many, long, strict=True) if joined not in short)
    return all(_is_place(place, not_places, register) for place in extra)


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    rest = iter(many)
    return all(place in rest for place in few)


def _is_place(part: str, not_places: frozenset[str], register: Roads | None) -> bool:
    """Whether a part of an address may be a suburb or town: no remark, number, letter or side, not too long."""
    if register is not None and part in register.places:
        return True
    words = part.split()
    if len(words) > 4 or len(part) == 1 or part in _SIDES:
        return False
    return not any(word in not_places or not word.isalpha() for word in words)


def _names_one_road(first: Address, second: Address, register: Roads | None) -> bool:
    """Whether different places may all be names for where one road lies; a long road has a number more than once."""
    places, shared = {*first.places, *second.places}, shares_place(first, second)
    if register is None or not all(_is_place(place, first.words.not_places, register) for place in places):
        return False
    roads = register.roads(first.street.full)
    road = fitting(roads, first, register)[0]
    telling = {first.places[-1], second.places[-1]} if shared else places
    if not all(may_be_in(road, place, register) for place in telling & register.places):
        return False  # Petone / Whitby; Māngere, Auckland / Māngere, Invercargill
    return shared or all(len(places_of(road)) <= _MANY for road in roads)


def _numbers(first: Address, second: Address) -> Iterator[str]:
    reading, other = first.readings[0], second.readings[0]
    if bool(reading.flats or reading.letters) != bool(other.flats or other.letters):
        yield FLAT_ONE_SIDE
    elif (reading.flats, reading.letters, first.suffix) != (other.flats, other.letters, second.suffix):
        yield FLAT
    if reading.street != other.street:
        if is_slip(first, second):
            yield SLIP
        else:
            yield NUMBER if reading.street and other.street else NUMBER_ONE_SIDE
    elif reading == other and set(first.readings) != set(second.readings):
        yield NUMBER


def _streets(first: Address, second: Address) -> Iterator[str]:
    street, other = first.street, second.street
    taken_for_place = not (street.full and other.full) and (
        other.full in first.places or street.full in second.places
    )  # Kauri Drive without a number
    if (street.full != other.full and not taken_for_place) or first.highways != second.highways:
        if street.name == other.name and street.kind == other.kind:
            yield DIRECTION
        else:
            yield TYPE if street.name == other.name and street.kind and other.kind else STREET
    if first.aside != second.aside:
        yield PLACES


def _beside(first: Address, second: Address) -> Iterable[str]:
    """The differences beside numbers, streets and places; most addresses have only these."""
    if first.postcode and second.postcode or first.has_more or second.has_more:
        return _more(first, second)
    return ()


def _more(first: Address, second: Address) -> Iterator[str]:
    if first.parts != second.parts:
        yield PARTS
    if first.boxes != second.boxes:
        yield BOXES
    if first.postcode and second.postcode and first.postcode != second.postcode:
        yield POSTCODES
    if first.rural and second.rural and first.rural != second.rural:
        yield RURAL
    if first.host and second.host and first.host != second.host:
        yield HOSTS
