"""The roads of the register that an address can mean, and whether two addresses can only mean one road [A4].

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

    Searching the text is quicker than taking it apart. Places are as addresses are compared: small
    letters, words in full.
    """
    return Road(f"{_between(',', places)}{_between('#', postcodes)}{_between('|', numbers)}")


def _between(sign: str, values: Iterable[str]) -> str:
    joined = sign.join(sorted(values))
    return f"{sign}{joined}{sign}" if joined else ""


def lies_in(road: Road, place: str) -> bool:
    """Whether the road lies in a place."""
    return f",{place}," in road


def has_number(road: Road, number: str) -> bool:
    """Whether a street number is on the road."""
    return f"|{number}|" in road


def places_of(road: Road) -> list[str]:
    """The places that the road lies in."""
    return road[1 : road.rindex(",")].split(",")


def count_numbers(road: Road) -> int:
    """The number of street numbers that are known on the road."""
    return max(0, road.count("|") - 1)


class Roads(Protocol):
    """The roads in which an address is looked up."""

    @property
    def towns(self) -> frozenset[str]:
        """Every town."""

    @property
    def places(self) -> frozenset[str]:
        """Every suburb and town."""

    def roads(self, name: str) -> Sequence[Road]:
        """Every road of a name, given in full words."""

    def near(self, place: str) -> Collection[str]:
        """The town of a suburb, and the places with which it shares a road; nothing for an unknown place."""


class Settled(Enum):
    """The register's answer on two addresses of one street name and number."""

    ONE = "one"
    SEVERAL = "several"
    APART = "apart"
    UNKNOWN = "unknown"


def settle(first: Address, second: Address, register: Roads) -> Settled:
    """Whether two addresses with the same street name can only mean one road."""
    roads = register.roads(first.street.full)
    first_roads, second_roads = fitting(roads, first, register), fitting(roads, second, register)
    if not first_roads or not second_roads:
        return Settled.UNKNOWN
    if _names_no_place(first) or _names_no_place(second):
        first_roads = second_roads = _in_both(first_roads, second_roads)
    if len(first_roads) == len(second_roads) == 1:
        return Settled.ONE if first_roads[0] is second_roads[0] else Settled.APART
    return Settled.SEVERAL if _in_both(first_roads, second_roads) else Settled.APART


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
    """The roads in the towns and beside the places; for 'Māngere Central', which the register lacks, Māngere."""
    nearby: list[str] = []
    for place in places:
        near = register.near(place)
        if not near and place.rpartition(" ")[2] in _CENTRES:
            near = (place.rpartition(" ")[0],)
        nearby += near
    return [road for road in roads if any(lies_in(road, place) for place in nearby)]


def may_be_in(road: Road, place: str, register: Roads) -> bool:
    """Whether a road may be said to be in a place: it lies in it or beside it; to be in one city is not enough."""
    places = places_of(road)
    near = register.near(place)
    suburbs = [suburb for suburb in places if register.near(suburb)] or places  # a city is near no place
    return place in places or any(suburb in near or place in register.near(suburb) for suburb in suburbs)


def may_have_number(roads: Collection[Road], address: Address) -> bool:
    """Whether one of the roads has the address's number, or the register knows no numbers."""
    number = _number(address)
    return not number or any(not count_numbers(road) or has_number(road, number) for road in roads)


def known_beside(first: Address, second: Address, register: Roads) -> bool:
    """Whether the register has both streets, of different names, in one place."""
    first_roads = fitting(register.roads(first.street.full), first, register)
    second_roads = fitting(register.roads(second.street.full), second, register)
    return any(
        lies_in(other_road, place)
        for road in first_roads
        for place in places_of(road)
        for other_road in second_roads
    )


def _names_no_place(address: Address) -> bool:
    return not address.places and not address.postcode


def _number(address: Address) -> str:
    street = address.readings[0].street
    return str(street[0]) if street else ""


def _in_both(first_roads: Sequence[Road], second_roads: Sequence[Road]) -> list[Road]:
    return [road for road in first_roads if any(road is other for other in second_roads)]
