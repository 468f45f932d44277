"""Which roads of the register an address can mean, and whether two addresses can mean only one [A4].

| one side, other side | roads of that name | |
| --- | --- | --- |
| `Ōtaki`, nothing | one in Ōtaki, one in Levin | one: the side that names no place has the other's |
| `Mount Eden, Auckland`, `Auckland` | one in Mount Eden, one in Browns Bay | several: it may be the other |
| `Pillans Point`, `Otumoetai, Tauranga` | one in Tauranga | one, if both names fit it |
| `Mount Eden`, `Browns Bay` | one in each | apart |
| `Glendene`, `Te Atatu South` | one in Te Atatu South, Auckland | one: Glendene is in Auckland too |
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from cso_xl.addresses.reading import Address

_CENTRES = frozenset(("central", "village", "township", "city"))


@dataclass(slots=True)
class Road:
    """A road of the register: the places that it lies in, its postcodes, the numbers on it if they are known.

    Each is a list with commas between and around, as it stands in the index: looking for one thing in it is
    quicker than taking it apart. Places are as addresses are compared: small letters, words in full.
    """

    places: str
    postcodes: str
    numbers: str

    def lies_in(self, place: str) -> bool:
        """Whether a place is one of its own."""
        return f",{place}," in self.places

    def has_number(self, number: str) -> bool:
        """Whether a street number is on it."""
        return f",{number}," in self.numbers


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
        roads = _best(roads, address) or _around(roads, address.street.places, register)
    if len(roads) == 1:
        return roads
    number = _number(address)
    return [road for road in roads if road.has_number(number)] or roads


def _best(roads: Sequence[Road], address: Address) -> Sequence[Road]:
    places, postcode = address.street.places, address.postcode
    if places:
        first = f",{places[0]},"
        at_first = [road for road in roads if first in road.places]
        if len(at_first) == 1:
            return at_first
        roads = at_first or roads
    if len(places) < 2 and not postcode:
        return roads if not places or at_first else ()
    fits = [
        sum(road.lies_in(place) for place in places) + bool(postcode and f",{postcode}," in road.postcodes)
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
    return [road for road in roads if any(road.lies_in(place) for place in found)]


def has_number(roads: Collection[Road], address: Address) -> bool:
    """Whether one of the roads has the address's number, or the register knows no numbers."""
    number = _number(address)
    return not number or any(not road.numbers.strip(",") or road.has_number(number) for road in roads)


def known_beside(one: Address, other: Address, register: Roads) -> bool:
    """Whether the register has both streets, which have two names, in one place."""
    mine = fitting(register.roads(one.street.full), one, register)
    theirs = fitting(register.roads(other.street.full), other, register)
    return any(
        beside.lies_in(place)
        for road in mine
        for place in road.places.strip(",").split(",")
        for beside in theirs
    )


def _names_no_place(address: Address) -> bool:
    return not address.street.places and not address.postcode


def _number(address: Address) -> str:
    street = address.readings[0].street
    return str(street[0]) if street else ""


def _in_both(mine: Sequence[Road], theirs: Sequence[Road]) -> list[Road]:
    return [road for road in mine if any(road is beside for beside in theirs)]
