"""Which roads of the register an address can mean, and whether two addresses can mean only one [A4].

| one side, other side | roads of that name | |
| --- | --- | --- |
| `Ōtaki`, nothing | one in Ōtaki, one in Levin | one: the side that names no place has the other's |
| `Mount Eden, Auckland`, `Auckland` | one in Mount Eden, one in Browns Bay | several: it may be the other |
| `Pillans Point`, `Otumoetai, Tauranga` | one in Tauranga | one, if both names fit it |
| `Mount Eden`, `Browns Bay` | one in each | apart |
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from cso_xl.addresses.reading import Address


@dataclass(frozen=True)
class Road:
    """A road of the register: the places that it lies in, its postcodes, the numbers on it if they are known.

    Places are as addresses are compared: small letters, words in full.
    """

    places: frozenset[str]
    postcodes: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


class Roads(Protocol):
    """What an address is looked up in."""

    @property
    def towns(self) -> frozenset[str]:
        """The towns that there are."""

    def roads(self, name: str) -> Sequence[Road]:
        """Every road of this name, which is in full words."""


class Settled(Enum):
    """What the register says of two addresses of one street name and number."""

    ONE = "one"
    SEVERAL = "several"
    APART = "apart"
    UNKNOWN = "unknown"


def settle(one: Address, other: Address, register: Roads) -> Settled:
    """Whether two addresses with the same street name can only mean one road."""
    roads = register.roads(one.street.full)
    mine, theirs = fitting(roads, one), fitting(roads, other)
    if not mine or not theirs:
        return Settled.UNKNOWN
    if _names_no_place(one) or _names_no_place(other):
        mine = theirs = _in_both(mine, theirs)
    if len(mine) == len(theirs) == 1:
        return Settled.ONE if mine == theirs else Settled.APART
    return Settled.SEVERAL if _in_both(mine, theirs) else Settled.APART


def fitting(roads: Sequence[Road], address: Address) -> Sequence[Road]:
    """The roads that fit an address best: by its first place, then by how much of it fits; none if nothing does."""
    if not roads:
        return ()
    if not _names_no_place(address):
        fits = [_fit(road, address.street.places, address.postcode) for road in roads]
        best = max(fits)
        if best[1] == 0:
            return ()
        roads = [road for road, fit in zip(roads, fits, strict=True) if fit == best]
    number = _number(address)
    known = [road for road in roads if number in road.numbers]
    return known or roads


def has_number(roads: Collection[Road], address: Address) -> bool:
    """Whether one of the roads has the address's number, or the register knows no numbers."""
    number = _number(address)
    return not number or any(not road.numbers or number in road.numbers for road in roads)


def known_beside(one: Address, other: Address, register: Roads) -> bool:
    """Whether the register has both streets, which have two names, in one place."""
    mine = fitting(register.roads(one.street.full), one)
    theirs = fitting(register.roads(other.street.full), other)
    return any(not road.places.isdisjoint(beside.places) for road in mine for beside in theirs)


def _fit(road: Road, places: Sequence[str], postcode: str) -> tuple[bool, int]:
    matching = sum(place in road.places for place in places)
    return bool(places) and places[0] in road.places, matching + (postcode in road.postcodes)


def _names_no_place(address: Address) -> bool:
    return not address.street.places and not address.postcode


def _number(address: Address) -> str:
    street = address.readings[0].street
    return str(street[0]) if street else ""


def _in_both(mine: Sequence[Road], theirs: Sequence[Road]) -> list[Road]:
    return [road for road in mine if any(road is beside for beside in theirs)]
