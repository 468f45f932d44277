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
    """The outcome of comparing two addresses."""

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
    _first: Address | None = field(default=None, compare=False, repr=False)
    _second: Address | None = field(default=None, compare=False, repr=False)
    _register: Roads | None = field(default=None, compare=False, repr=False)
    _settled: Settled | None = field(default=None, compare=False, repr=False)

    @property
    def evidence(self) -> str:
        """The facts that the verdict rests on, in the addresses' own words: shown only where the addresses may be."""
        if self._first is None or self._second is None:
            return ""
        evidence = Evidence(self._first, self._second, self._register, self._settled)
        return evidence.in_words(self.verdict is Verdict.DIFFERENT)

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

    def compare(self, first: str, second: str) -> Comparison:
        """Whether two addresses are the same, need a check, or are different; either way round."""
        comparison = self._compared.get((first, second))
        if comparison is None:
            comparison = self._compared[first, second] = self._judge(first, second)
        return comparison

    def _judge(self, text: str, other_text: str) -> Comparison:
        if text > other_text:
            text, other_text = other_text, text  # so that the reason reads the same either way round
        first, second = self._read(text), self._read(other_text)
        if first.lodging.removed or second.lodging.removed:
            return Comparison(Verdict.DIFFERENT, min({first.lodging.removed, second.lodging.removed} - {""}))
        if first.says_nothing or second.says_nothing:
            return Comparison(Verdict.CHECK, "an address is missing")
        if max(len(text), len(other_text)) > LONGEST:
            return Comparison(Verdict.CHECK, "an address is too long to be compared")
        if "?" in first.plain or "?" in second.plain:
            first, second = self._restored(first, second), self._restored(second, first)
        return self._compare(first, second)

    def _compare(self, first: Address, second: Address) -> Comparison:
        if first.readings == second.readings and _alike(first, second):
            return self._same(first, second)
        if contradiction := difference(first, second, self.register):
            return Comparison(Verdict.DIFFERENT, contradiction, first, second)
        reasons, settled = doubts(first, second, self.register)
        if reasons:
            return Comparison(Verdict.CHECK, ", ".join(reasons), first, second, self.register, settled)
        comparison = self._same(first, second)
        if comparison.reason:
            return comparison
        return Comparison(Verdict.SAME, "written differently", first, second, self.register, settled)

    def _restored(self, address: Address, other: Address) -> Address:
        """The address with its lost letters restored from the other one."""
        restored = read_plain(spelling.restored(address.plain, other.plain), self.words)
        return replace(restored, text=address.text, host=address.host, lodging=address.lodging)

    def _same(self, first: Address, second: Address) -> Comparison:
        """The verdict on two cells that say the same."""
        if _has_many(first) or _has_many(second):
            return Comparison(Verdict.CHECK, "a place with many dwellings")
        if first.lodging.doubtful or second.lodging.doubtful:
            return Comparison(Verdict.CHECK, "perhaps a motel, a park or no fixed abode")
        if not (first.says_where and second.says_where):
            return Comparison(Verdict.CHECK, "no house number to compare")
        return Comparison(Verdict.SAME)


def _alike(first: Address, second: Address) -> bool:
    """Whether two texts differ in nothing but case, macrons, marks and spaces."""
    if first.plain.replace(",", "").replace(" ", "") != second.plain.replace(",", "").replace(" ", ""):
        return False
    return first.host == second.host and _bare(first.plain) == _bare(second.plain)


def _bare(plain: str) -> list[str]:
    return plain.replace(",", " ").split()


def _has_many(address: Address) -> bool:
    """Whether it is a place with many dwellings; in 'Hospital Road' the word is a street's name."""
    text, words = address.plain, address.words
    hits = words.lodgings.shared_place.hits(text, text.split())
    return any(words.street_types.get(text[hit.end() :].strip().split(" ")[0]) is None for hit in hits)
