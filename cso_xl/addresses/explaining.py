"""The evidence for a verdict, in words that a person can check against the two cells [A4].

For example: 'both: number 12, flat 4, Kauri Road; Ōtaki only on one side; one Kauri Road in Ōtaki'.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from cso_xl.addresses.address import Address
from cso_xl.addresses.placing import Road, Roads, Settled, fitting, lies_in, may_have_number
from cso_xl.addresses.words import undoubled
from cso_xl.cells.text import fold, squeeze

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SMALL = frozenset(("of", "and", "the", "o", "te", "a", "nga", "at", "on"))


@dataclass(slots=True)
class Evidence:
    """Two addresses as they were read, and what the register says of them."""

    first: Address
    second: Address
    register: Roads | None = None
    settled: Settled | None = None

    def in_words(self, only_differing: bool) -> str:
        """The evidence as one line; the same either way round."""
        spelled = _spelling((self.first.text, self.second.text))
        both, differing = [], []
        for first, second in self._facts(spelled):
            if first == second:
                both.append(first)
            elif first and second:
                differing.append(" / ".join(sorted((first, second))))
            elif not only_differing:
                differing.append(f"{first or second} only on one side")
        shared = f"both: {', '.join(filter(None, both))}" if any(both) and not only_differing else ""
        return "; ".join(filter(None, (shared, *differing, *self._of_the_register(spelled))))

    def _facts(self, spelled: Callable[[str], str]) -> Iterator[tuple[str, str]]:
        """Each fact as one side has it and as the other has it; '' where it has none."""
        first, second = self.first, self.second
        yield _number(first), _number(second)
        yield _flat(first), _flat(second)
        streets = _street(first, second), _street(second, first)
        yield spelled(streets[0]), spelled(streets[1])
        yield _listed(first.parts), _listed(second.parts)
        yield _listed(first.rural, "RD "), _listed(second.rural, "RD ")
        yield _listed(first.boxes, spelling=str.upper), _listed(second.boxes, spelling=str.upper)
        yield spelled(", ".join(first.aside)), spelled(", ".join(second.aside))
        first_places, second_places = (
            [place for place in address.places if place not in streets] for address in (first, second)
        )
        for place in first_places:
            if place in second_places:
                yield spelled(place), spelled(place)
        yield _besides(first_places, second_places, spelled), _besides(second_places, first_places, spelled)
        yield first.postcode, second.postcode
        if bool(first.host) != bool(second.host):
            yield "C/-", ""

    def _where(self, road: Road, roads: Sequence[Road], towns: Collection[str]) -> str:
        """A place that an address names and that has no other road of this name; a town rather than a suburb."""
        places = {
            place
            for place in (*self.first.places, *self.second.places)
            if lies_in(road, place) and sum(lies_in(other, place) for other in roads) == 1
        }
        return min(places, key=lambda place: (place not in towns, place), default="")

    def _of_the_register(self, spelled: Callable[[str], str]) -> Iterator[str]:
        if self.register is None or self.settled is None:
            return
        street = spelled(self.first.street.full)
        roads = self.register.roads(self.first.street.full)
        first_roads, second_roads = (
            fitting(roads, address, self.register) for address in (self.first, self.second)
        )
        if self.settled is Settled.ONE:
            where = self._where(min((first_roads, second_roads), key=len)[0], roads, self.register.towns)
            yield f"one {street} in {spelled(where)}" if where else f"one {street}"
        elif self.settled is Settled.SEVERAL:
            yield f"the road register has {max(len(first_roads), len(second_roads))} roads called {street} there"
        elif self.settled is Settled.UNKNOWN:
            yield f"the road register does not know {street}{' there' if roads else ''}"
        for address, fits in ((self.first, first_roads), (self.second, second_roads)):
            if fits and not may_have_number(fits, address):
                yield f"the road register has no {_number(address)} in {street}"
                return


def _street(address: Address, other: Address) -> str:
    """The street; without a number it may have been taken for a place, as the other address shows."""
    named = other.street.full if other.street.full in address.places else ""
    return address.street.full or named


def _number(address: Address) -> str:
    street = address.readings[0].street
    if street is None:
        return ""
    letters = "".join(sorted(address.suffix)).upper()
    return f"number {'-'.join(str(number) for number in dict.fromkeys(street))}{letters}"


def _flat(address: Address) -> str:
    reading = address.readings[0]
    values = [*map(str, sorted(reading.flats)), *map(str.upper, sorted(reading.letters - address.suffix))]
    return f"flat {' '.join(values)}" if values else ""


def _listed(
    values: Collection[str], before: str = "", spelling: Callable[[str], str] = str.capitalize
) -> str:
    return before + ", ".join(map(spelling, sorted(values))) if values else ""


def _besides(places: Sequence[str], others: Sequence[str], spelled: Callable[[str], str]) -> str:
    return ", ".join(spelled(place) for place in places if place not in others)


def _spelling(texts: Sequence[str]) -> Callable[[str], str]:
    """A function that spells a name as the texts do, with its macrons, and a capital for each word."""
    typed: dict[str, str] = {}
    for word in (word for text in texts for word in _WORD.findall(squeeze(text))):
        plain = undoubled(fold(word).replace("'", ""))
        if plain not in typed or not word.isascii():
            typed[plain] = word

    def spelled(name: str) -> str:
        words = name.split()
        return " ".join(
            word if at and word in _SMALL else _capital(typed.get(word, word))
            for at, word in enumerate(words)
        )

    return spelled


def _capital(word: str) -> str:
    return word[:1].upper() + (word[1:] if not word.isupper() else word[1:].lower())
