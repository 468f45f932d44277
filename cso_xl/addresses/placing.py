"""Which roads of the register an address can mean, and whether two addresses can mean only one [A4].

| one side, other side | roads of that name | |
| --- | --- | --- |
| `Ōtaki`, nothing | one in Ōtaki, one in Levin | one: the side that names no place has the other's |
| `Mount Eden, Auckland`, `Auckland` | one in Mount Eden, one in Browns Bay | several: it may be the other |
| `Pillans Point`, `Otumoetai, Tauranga` | one in Tauranga | one, if both names fit it |
| `Mount Eden`, `Browns Bay` | one in each | apart |
| `Glendene`, `Te Atatu South` | one in Te Atatu South, Auckland | one: Glendene is in Auckland too |
"""

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import NewType, Protocol

from cso_xl.addresses.address import Address

_CENTRES = frozenset(("central", "village", "township", "city"))


Road = NewType("Road", str)  # as it stands in the index: ',auckland,mount eden,#1024#|2|4|12|'


def road_of(places: Iterable[str], postcodes: Iterable[str], numbers: Iterable[str]) -> Road:
    """A road as one text: the places that it lies in, its postcodes, and the numbers on it if they are known.

    Looking for one thing in the text is quicker than taking it apart. Places are as addresses are compared: small
    letters, words in full.
    """
    return Road(f"{_between(',', places)}{_between('#', postcodes)}{_between('|', numbers)}")


def _between(sign: str, values: Iterable[str]) -> str:
    joined = sign.join(sorted(values))
    return f"{sign}{joined}{sign}" if joined else ""


def lies_in(road: Road, place: str) -> bool:
    """Whether a place is one of the road's own."""
    return f",{place}," in road


def has_number(road: Road, number: str) -> bool:
    """Whether a street number is on the road."""
    return f"|{number}|" in road


def places_of(road: Road) -> list[str]:
    """The places that the road lies in."""
    return road[1 : road.rindex(",")].split(",")


def count_numbers(road: Road) -> int:
    """How many street numbers of the road are known."""
    return max(0, road.count("|") - 1)


class Roads(Protocol):
    """What an address is looked up in."""

    @property
    def towns(self) -> frozenset[str]:
        """The towns that there are."""

    @property
    def places(self) -> frozenset[str]:
        """The suburbs and towns that there are."""

    def roads(self, name: str) -> Sequence[Road]:
        """Every road of this name, which is in full words."""

    def near(self, place: str) -> Collection[str]:
        """The town of a suburb, and the places that it has a road in common with; nothing for an unknown place."""


class Settled(Enum):
    """What the register says of two addresses of one street name and number."""

    ONE = "one"
    SEVERAL = "several"
    APART = "apart"
    UNKNOWN = "unknown"


def settle(one: Address, other: Address, register: Roads) -> Settled:
    """Whether two addresses with the same street name can only mean one road."""
    roads = register.roads(one.street.full)
    mine, theirs = fitting(roads, one, register), fitting(roads, other, register)
    if not mine or not theirs:
        return Settled.UNKNOWN
    if _names_no_place(one) or _names_no_place(other):
        mine = theirs = _in_both(mine, theirs)
    if len(mine) == len(theirs) == 1:
        return Settled.ONE if mine[0] is theirs[0] else Settled.APART
    return Settled.SEVERAL if _in_both(mine, theirs) else Settled.APART


def fitting(roads: Sequence[Road], address: Address, register: Roads) -> Sequence[Road]:
    """The roads that fit an address best: by its first place, then by how much of it fits; none if nothing does.

    Where nothing fits as it is written, the road may be named by a place beside it, or by its town.
    """
    if not roads:
        return ()
    if not _names_no_place(address):
        roads = _best(roads, address) or _around(roads, address.places, register)
    if len(roads) == 1:
        return roads
    number = _number(address)
    return [road for road in roads if has_number(road, number)] or roads


def _best(roads: Sequence[Road], address: Address) -> Sequence[Road]:
    places, postcode = address.places, address.postcode
    if places:
        first = f",{places[0]},"
        at_first = [road for road in roads if first in road]
        if len(at_first) == 1:
            return at_first
        roads = at_first or roads
    if len(places) < 2 and not postcode:
        return roads if not places or at_first else ()
    fits = [
        sum(lies_in(road, place) for place in places) + bool(postcode and f"#{postcode}#" in road)
        for road in roads
    ]
    best = max(fits)
    return [road for road, fit in zip(roads, fits, strict=True) if fit == best] if best else ()


def _around(roads: Sequence[Road], places: Sequence[str], register: Roads) -> Sequence[Road]:
    """The roads in the towns and beside the places; for 'Māngere Central', which the register has not, Māngere."""
    found: list[str] = []
    for place in places:
        near = register.near(place)
        if not near and place.rpartition(" ")[2] in _CENTRES:
            near = (place.rpartition(" ")[0],)
        found += near
    return [road for road in roads if any(lies_in(road, place) for place in found)]


def may_be_in(road: Road, place: str, register: Roads) -> bool:
    """Whether a road may be said to be in a place: it lies in it or beside it; to be in one city is not enough."""
    own = places_of(road)
    near = register.near(place)
    suburbs = [beside for beside in own if register.near(beside)] or own  # a city is near no place
    return place in own or any(beside in near or place in register.near(beside) for beside in suburbs)


def may_have_number(roads: Collection[Road], address: Address) -> bool:
    """Whether one of the roads has the address's number, or the register knows no numbers."""
    number = _number(address)
    return not number or any(not count_numbers(road) or has_number(road, number) for road in roads)


def known_beside(one: Address, other: Address, register: Roads) -> bool:
    """Whether the register has both streets, which have two names, in one place."""
    mine = fitting(register.roads(one.street.full), one, register)
    theirs = fitting(register.roads(other.street.full), other, register)
    return any(lies_in(beside, place) for road in mine for place in places_of(road) for beside in theirs)


def _names_no_place(address: Address) -> bool:
    return not address.places and not address.postcode


def _number(address: Address) -> str:
    street = address.readings[0].street
    return str(street[0]) if street else ""


def _in_both(mine: Sequence[Road], theirs: Sequence[Road]) -> list[Road]:
    return [road for road in mine if any(road is beside for beside in theirs)]
