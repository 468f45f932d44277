"""What a verdict rests on, in words that a person can check against the two cells [A4].

For example: 'both: number 12, flat 4, Kauri Road; Ōtaki only on one side; one Kauri Road in Ōtaki'.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cso_xl.addresses.numbers import Reading
from cso_xl.addresses.placing import Roads, Settled, fitting, has_number
from cso_xl.addresses.reading import Address
from cso_xl.text import fold, squeeze

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SMALL = frozenset(("of", "and", "the", "o", "te", "a", "nga", "at", "by", "on"))


@dataclass(slots=True)
class Evidence:
    """Two addresses as they were read, the texts that they were read from, and what the register said."""

    one: Address
    other: Address
    texts: tuple[str, str]
    register: Roads | None = None
    settled: Settled | None = None

    def in_words(self, only_differing: bool) -> str:
        """The evidence as one line; the same either way round."""
        spelled = _spelling(self.texts)
        both, beside = [], []
        for _, mine, theirs in self._facts(spelled):
            if mine == theirs:
                both.append(mine)
            elif mine and theirs:
                beside.append(" / ".join(sorted((mine, theirs))))
            else:
                beside.append(f"{mine or theirs} only on one side")
        shared = f"both: {', '.join(filter(None, both))}" if any(both) and not only_differing else ""
        return "; ".join(filter(None, (shared, *beside, *self._of_the_register(spelled))))

    def _facts(self, spelled: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
        """Each fact as (name, one side's, the other's)."""
        one, other = self.one, self.other
        yield "number", _number(one), _number(other)
        yield "flat", _flat(one.readings[0]), _flat(other.readings[0])
        yield "street", spelled(one.street.full), spelled(other.street.full)
        for name in ("parts", "rural", "boxes"):
            mine, theirs = (sorted(getattr(address, name)) for address in (one, other))
            before = "RD " if name == "rural" else ""
            yield name, *(f"{before}{', '.join(map(str.capitalize, values))}" if values else "" for values in (mine, theirs))
        yield "aside", *(spelled(", ".join(address.street.aside)) for address in (one, other))
        yield from self._places(spelled)
        yield "postcode", one.postcode, other.postcode

    def _places(self, spelled: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
        mine, theirs = self.one.street.places, self.other.street.places
        for place in mine:
            if place in theirs:
                yield "place", spelled(place), spelled(place)
        yield "places", *(
            ", ".join(spelled(place) for place in places if place not in others)
            for places, others in ((mine, theirs), (theirs, mine))
        )

    def _of_the_register(self, spelled: Callable[[str], str]) -> Iterator[str]:
        if self.register is None or self.settled is None:
            return
        street = spelled(self.one.street.full)
        roads = self.register.roads(self.one.street.full)
        mine, theirs = (fitting(roads, address, self.register) for address in (self.one, self.other))
        places = [*self.one.street.places, *self.other.street.places]
        if self.settled is Settled.ONE:
            road = min((mine, theirs), key=len)[0]
            where = next((spelled(place) for place in places if road.lies_in(place)), "")
            yield f"one {street} in {where}" if where else f"one {street}"
        elif self.settled is Settled.SEVERAL:
            yield f"{max(len(mine), len(theirs))} roads of the register are called {street} there"
        elif self.settled is Settled.UNKNOWN:
            yield f"the road register does not know {street}{' there' if roads else ''}"
        for address, fits in ((self.one, mine), (self.other, theirs)):
            if fits and not has_number(fits, address):
                yield f"the road register has no {_number(address)} in {street}"
                return


def _number(address: Address) -> str:
    street = address.readings[0].street
    if street is None:
        return ""
    letters = "".join(sorted(address.suffix)).upper()
    return f"number {'-'.join(str(number) for number in dict.fromkeys(street))}{letters}"


def _flat(reading: Reading) -> str:
    values = [*map(str, sorted(reading.flats)), *map(str.upper, sorted(reading.letters))]
    return f"flat {' '.join(values)}" if values else ""


def _spelling(texts: Sequence[str]) -> Callable[[str], str]:
    """How a name is spelled in the texts, with its macrons; capitals at the beginning of its words."""
    typed = {fold(word): word for text in texts for word in _WORD.findall(squeeze(text))}

    def spelled(name: str) -> str:
        words = name.split()
        return " ".join(
            word if at and word in _SMALL else _capital(typed.get(word, word)) for at, word in enumerate(words)
        )

    return spelled


def _capital(word: str) -> str:
    return word[:1].upper() + (word[1:] if not word.isupper() else word[1:].lower())
