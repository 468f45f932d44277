"""Do two addresses belong to one household? [A4]

Units and numbers are hard facts. An address may be read in more than one way ('4-12 Kauri Road' is flat 4
at number 12, or numbers 4 to 12). Two addresses are the same only when everything that both say agrees;
they are different only when every reading of one contradicts every reading of the other. Whatever is in
doubt is kept for a person to check: losing a real sharer is the worst error.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache, partial

from cso_xl.addresses import spelling
from cso_xl.addresses.address import Address
from cso_xl.addresses.agreeing import doubts
from cso_xl.addresses.differing import difference
from cso_xl.addresses.explaining import Evidence
from cso_xl.addresses.placing import Roads, Settled
from cso_xl.addresses.reading import LONGEST, read, read_plain
from cso_xl.addresses.words import Words


class Verdict(Enum):
    """What the comparison of two addresses says."""

    SAME = "same"
    CHECK = "check"
    DIFFERENT = "different"


@dataclass(slots=True)
class Comparison:
    """A verdict, its reason in staff's words, and what the addresses hold that a person can check it by.

    The reason repeats nothing of what the addresses hold. It is empty when they are the same text.
    """

    verdict: Verdict
    reason: str = ""
    _one: Address | None = field(default=None, compare=False, repr=False)
    _other: Address | None = field(default=None, compare=False, repr=False)
    _register: Roads | None = field(default=None, compare=False, repr=False)
    _settled: Settled | None = field(default=None, compare=False, repr=False)

    @property
    def evidence(self) -> str:
        """What the verdict rests on, in words of the addresses: only for where they may stand too."""
        if self._one is None or self._other is None:
            return ""
        found = Evidence(self._one, self._other, self._register, self._settled)
        return found.in_words(self.verdict is Verdict.DIFFERENT)

    @property
    def in_full(self) -> str:
        """The reason and its evidence."""
        return "; ".join(filter(None, (self.reason, self.evidence)))


@dataclass
class Addresses:
    """Compares addresses; remembers what it has read, for as long as it lives. The register may be left out."""

    words: Words
    register: Roads | None = None
    _compared: dict[tuple[str, str], Comparison] = field(default_factory=dict)
    _read: Callable[[str], Address] = field(init=False)

    def __post_init__(self) -> None:
        if self.register is not None:
            self.words = self.words.with_register(self.register)
        self._read = cache(partial(read, words=self.words))

    def compare(self, one: str, other: str) -> Comparison:
        """Whether two addresses are the same, need a check, or are different; either way round."""
        found = self._compared.get((one, other))
        if found is None:
            found = self._compared[one, other] = self._judge(one, other)
        return found

    def _judge(self, one: str, other: str) -> Comparison:
        if one > other:
            one, other = other, one  # so that the words for it are the same either way round
        first, second = self._read(one), self._read(other)
        if first.lodging.removed or second.lodging.removed:
            return Comparison(Verdict.DIFFERENT, min({first.lodging.removed, second.lodging.removed} - {""}))
        if first.says_nothing or second.says_nothing:
            return Comparison(Verdict.CHECK, "an address is missing")
        if max(len(one), len(other)) > LONGEST:
            return Comparison(Verdict.CHECK, "an address is too long to be compared")
        if "?" in first.plain or "?" in second.plain:
            first, second = self._restored(first, second), self._restored(second, first)
        return self._compare(first, second)

    def _compare(self, one: Address, other: Address) -> Comparison:
        if one.readings == other.readings and _alike(one, other):
            return self._same(one, other)
        if found := difference(one, other, self.register):
            return Comparison(Verdict.DIFFERENT, found, one, other)
        reasons, settled = doubts(one, other, self.register)
        if reasons:
            return Comparison(Verdict.CHECK, ", ".join(reasons), one, other, self.register, settled)
        same = self._same(one, other)
        if same.reason:
            return same
        return Comparison(Verdict.SAME, "written differently", one, other, self.register, settled)

    def _restored(self, address: Address, beside: Address) -> Address:
        """The address with the letters that it has lost, as the other one has them."""
        found = read_plain(spelling.restored(address.plain, beside.plain), self.words)
        return replace(found, text=address.text, host=address.host, lodging=address.lodging)

    def _same(self, one: Address, other: Address) -> Comparison:
        """The verdict on two cells that say the same."""
        if _has_many(one) or _has_many(other):
            return Comparison(Verdict.CHECK, "a place with many dwellings")
        if one.lodging.doubtful or other.lodging.doubtful:
            return Comparison(Verdict.CHECK, "perhaps a motel, a park or no fixed abode")
        if not (one.says_where and other.says_where):
            return Comparison(Verdict.CHECK, "no house number to compare")
        return Comparison(Verdict.SAME)


def _alike(one: Address, other: Address) -> bool:
    """Whether two texts differ in nothing but case, macrons, marks and spaces."""
    if one.plain.replace(",", "").replace(" ", "") != other.plain.replace(",", "").replace(" ", ""):
        return False
    return one.host == other.host and _bare(one.plain) == _bare(other.plain)


def _bare(plain: str) -> list[str]:
    return plain.replace(",", " ").split()


def _has_many(address: Address) -> bool:
    """Whether it is a place with many dwellings; in 'Hospital Road' the word is a street's name."""
    text, words = address.plain, address.words
    hits = words.lodgings.shared_place.hits(text, text.split())
    return any(words.street_types.get(text[hit.end() :].strip().split(" ")[0]) is None for hit in hits)
