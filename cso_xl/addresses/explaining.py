"""What a verdict rests on, in words that a person can check against the two cells [A4].

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
    """Two addresses as they were read, and what the register said."""

    one: Address
    other: Address
    register: Roads | None = None
    settled: Settled | None = None

    def in_words(self, only_differing: bool) -> str:
        """The evidence as one line; the same either way round."""
        spelled = _spelling((self.one.text, self.other.text))
        both, beside = [], []
        for mine, theirs in self._facts(spelled):
            if mine == theirs:
                both.append(mine)
            elif mine and theirs:
                beside.append(" / ".join(sorted((mine, theirs))))
            elif not only_differing:
                beside.append(f"{mine or theirs} only on one side")
        shared = f"both: {', '.join(filter(None, both))}" if any(both) and not only_differing else ""
        return "; ".join(filter(None, (shared, *beside, *self._of_the_register(spelled))))

    def _facts(self, spelled: Callable[[str], str]) -> Iterator[tuple[str, str]]:
        """Each fact as one side has it and as the other has it; '' where it has none."""
        one, other = self.one, self.other
        yield _number(one), _number(other)
        yield _flat(one), _flat(other)
        streets = _street(one, other), _street(other, one)
        yield spelled(streets[0]), spelled(streets[1])
        yield _listed(one.parts), _listed(other.parts)
        yield _listed(one.rural, "RD "), _listed(other.rural, "RD ")
        yield _listed(one.boxes, as_one=str.upper), _listed(other.boxes, as_one=str.upper)
        yield spelled(", ".join(one.aside)), spelled(", ".join(other.aside))
        mine, theirs = (
            [place for place in address.places if place not in streets] for address in (one, other)
        )
        for place in mine:
            if place in theirs:
                yield spelled(place), spelled(place)
        yield _besides(mine, theirs, spelled), _besides(theirs, mine, spelled)
        yield one.postcode, other.postcode
        if bool(one.host) != bool(other.host):
            yield "C/-", ""

    def _where(self, road: Road, roads: Sequence[Road], towns: Collection[str]) -> str:
        """A place that the addresses name and that has only this road of the name; the town before a suburb."""
        places = {
            place
            for place in (*self.one.places, *self.other.places)
            if lies_in(road, place) and sum(lies_in(beside, place) for beside in roads) == 1
        }
        return min(places, key=lambda place: (place not in towns, place), default="")

    def _of_the_register(self, spelled: Callable[[str], str]) -> Iterator[str]:
        if self.register is None or self.settled is None:
            return
        street = spelled(self.one.street.full)
        roads = self.register.roads(self.one.street.full)
        mine, theirs = (fitting(roads, address, self.register) for address in (self.one, self.other))
        if self.settled is Settled.ONE:
            where = self._where(min((mine, theirs), key=len)[0], roads, self.register.towns)
            yield f"one {street} in {spelled(where)}" if where else f"one {street}"
        elif self.settled is Settled.SEVERAL:
            yield f"{max(len(mine), len(theirs))} roads of the register are called {street} there"
        elif self.settled is Settled.UNKNOWN:
            yield f"the road register does not know {street}{' there' if roads else ''}"
        for address, fits in ((self.one, mine), (self.other, theirs)):
            if fits and not may_have_number(fits, address):
                yield f"the road register has no {_number(address)} in {street}"
                return


def _street(address: Address, other: Address) -> str:
    """The street; without a number it may have been taken for a place, as the other address tells."""
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


def _listed(values: Collection[str], before: str = "", as_one: Callable[[str], str] = str.capitalize) -> str:
    return before + ", ".join(map(as_one, sorted(values))) if values else ""


def _besides(places: Sequence[str], others: Sequence[str], spelled: Callable[[str], str]) -> str:
    return ", ".join(spelled(place) for place in places if place not in others)


def _spelling(texts: Sequence[str]) -> Callable[[str], str]:
    """How a name is spelled in the texts, with its macrons; capitals at the beginning of its words."""
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
