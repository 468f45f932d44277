"""Whether everything that two addresses say agrees, and if not, what a person has to look at [A4].

| one | other | |
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
SLIP = "perhaps a slip in the street number"
STREET, TYPE = "the street is written differently", "the street's type differs"
DIRECTION = "a direction differs or is on one side only"
PARTS, BOXES, HOSTS = "the part of the site differs", "the PO boxes differ", "C/- names two people"
POSTCODES, RURAL = "the postcodes differ", "the rural deliveries differ"
PLACES, NO_NUMBER = "suburb, town or other words differ", "no house number to compare"
_SIDES = DIRECTIONS - {"central"}  # by themselves a side of the house
_MANY = 8  # places that a road lies in; a longer one has a number more than once
SEVERAL, APART = "there are several roads of this name", "they are two roads in the register"


class Doubts(NamedTuple):
    """What a person has to look at, in staff's words; nothing when all agrees. What the register says, if asked."""

    reasons: Sequence[str]
    settled: Settled | None = None


def doubts(one: Address, other: Address, register: Roads | None) -> Doubts:
    """What in two addresses does not surely agree; the same either way round."""
    as_written = one.aside == other.aside and one.flat == other.flat
    found = [] if one.readings == other.readings and one.suffix == other.suffix else [*_numbers(one, other)]
    if not as_written:
        found += _streets(one, other)
    found += _beside(one, other)
    if found:
        return Doubts(found)
    if as_written and one.postcode == other.postcode:
        return Doubts(())
    if not (one.numbered and other.numbered):
        return Doubts((NO_NUMBER,))
    return _by_place(one, other, register)


def _by_place(one: Address, other: Address, register: Roads | None) -> Doubts:
    """Whether the suburbs and towns agree: as the register has the road, else as they are written."""
    settled = settle(one, other, register) if register is not None else Settled.UNKNOWN
    written = agree(one.places, other.places, one.words.not_places, register)
    if settled is Settled.ONE and (written or _names_one_road(one, other, register)):
        return Doubts((), settled)
    if settled is Settled.SEVERAL:
        return Doubts((SEVERAL,), settled)
    if settled is Settled.APART:
        return Doubts((APART,), settled)
    return Doubts(() if written else (PLACES,), settled)


def agree(
    one: Sequence[str], other: Sequence[str], not_places: frozenset[str], register: Roads | None
) -> bool:
    """Whether one side's places all stand on the other, in order, and what is more there are places too."""
    if one == other:
        return True
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    short, long = few, many
    if not _in_order(few, many):  # Bay View and Bayview
        short, long = ([place.replace(" ", "") for place in places] for places in (few, many))
        if not _in_order(short, long):
            return False
    more = (place for place, joined in zip(many, long, strict=True) if joined not in short)
    return all(_is_place(place, not_places, register) for place in more)


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


def _names_one_road(one: Address, other: Address, register: Roads | None) -> bool:
    """Whether places that are not the same can be said of one road; a long one has a number more than once."""
    every, shared = {*one.places, *other.places}, shares_place(one, other)
    if register is None or not all(_is_place(place, one.words.not_places, register) for place in every):
        return False
    roads = register.roads(one.street.full)
    road = fitting(roads, one, register)[0]
    telling = {one.places[-1], other.places[-1]} if shared else every
    if not all(may_be_in(road, place, register) for place in telling & register.places):
        return False  # Petone / Whitby; Māngere, Auckland / Māngere, Invercargill
    return shared or all(len(places_of(road)) <= _MANY for road in roads)


def _numbers(one: Address, other: Address) -> Iterator[str]:
    mine, theirs = one.readings[0], other.readings[0]
    if bool(mine.flats or mine.letters) != bool(theirs.flats or theirs.letters):
        yield FLAT_ONE_SIDE
    elif (mine.flats, mine.letters, one.suffix) != (theirs.flats, theirs.letters, other.suffix):
        yield FLAT
    if mine.street != theirs.street:
        if is_slip(one, other):
            yield SLIP
        else:
            yield NUMBER if mine.street and theirs.street else NUMBER_ONE_SIDE
    elif mine == theirs and set(one.readings) != set(other.readings):
        yield NUMBER


def _streets(one: Address, other: Address) -> Iterator[str]:
    mine, theirs = one.street, other.street
    taken_for_place = not (mine.full and theirs.full) and (
        theirs.full in one.places or mine.full in other.places
    )  # Kauri Drive without a number
    if (mine.full != theirs.full and not taken_for_place) or one.highways != other.highways:
        if mine.name == theirs.name and mine.kind == theirs.kind:
            yield DIRECTION
        else:
            yield TYPE if mine.name == theirs.name and mine.kind and theirs.kind else STREET
    if one.aside != other.aside:
        yield PLACES


def _beside(one: Address, other: Address) -> Iterable[str]:
    """What else each says; most say nothing more."""
    if one.postcode and other.postcode or one.has_more or other.has_more:
        return _more(one, other)
    return ()


def _more(one: Address, other: Address) -> Iterator[str]:
    if one.parts != other.parts:
        yield PARTS
    if one.boxes != other.boxes:
        yield BOXES
    if one.postcode and other.postcode and one.postcode != other.postcode:
        yield POSTCODES
    if one.rural and other.rural and one.rural != other.rural:
        yield RURAL
    if one.host and other.host and one.host != other.host:
        yield HOSTS
