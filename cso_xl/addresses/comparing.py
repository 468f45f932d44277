"""Do two addresses belong to one household? [A4]

Units and numbers are hard facts. An address may be read in more than one way ('4-12 Kauri Road' is flat 4
at number 12, or numbers 4 to 12). Two addresses are the same only when everything that both say agrees;
they are different only when every reading of one contradicts every reading of the other. Whatever is in
doubt is kept for a person to check: losing a real sharer is the worst error.
"""

from dataclasses import dataclass, field, replace
from enum import Enum

from cso_xl.addresses import spelling
from cso_xl.addresses.agreeing import doubts
from cso_xl.addresses.differing import difference
from cso_xl.addresses.explaining import Evidence
from cso_xl.addresses.lodging import HOUSEHOLD, Lodging, lodging
from cso_xl.addresses.placing import Roads
from cso_xl.addresses.reading import Address, read, read_usual
from cso_xl.addresses.words import Words
from cso_xl.cells.text import fold

_USUAL_LENGTH = 150  # characters
_LONGEST = 500  # characters; a longer cell is a person's to read


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
    _evidence: Evidence | None = field(default=None, compare=False, repr=False)

    @property
    def evidence(self) -> str:
        """What the verdict rests on, in words of the addresses: only for where they may stand too."""
        return self._evidence.in_words(self.verdict is Verdict.DIFFERENT) if self._evidence else ""

    @property
    def in_full(self) -> str:
        """The reason and its evidence."""
        return "; ".join(filter(None, (self.reason, self.evidence)))


@dataclass(slots=True)
class _Seen:
    """What is seen of one address before it is compared."""

    text: str
    plain: str
    lodging: Lodging
    host: str  # whom C/- names, if anybody
    nothing: bool  # it is empty, or says that it is not known
    address: Address
    usual: bool  # it holds nothing but numbers, a street and places


@dataclass
class Addresses:
    """Compares addresses; remembers what it has read, for as long as it lives. The register may be left out."""

    words: Words
    register: Roads | None = None
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _compared: dict[tuple[str, str], Comparison] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.register is not None:
            self.words = self.words.with_register(self.register)

    def compare(self, one: str, other: str) -> Comparison:
        """Whether two addresses are the same, need a check, or are different; either way round."""
        found = self._compared.get((one, other))
        if found is None:
            found = self._compared[one, other] = self._judge(one, other)
        return found

    def _judge(self, one: str, other: str) -> Comparison:
        first, second = self._look(one), self._look(other)
        if first.lodging.removed or second.lodging.removed:
            return Comparison(Verdict.DIFFERENT, min({first.lodging.removed, second.lodging.removed} - {""}))
        if first.nothing or second.nothing:
            return Comparison(Verdict.CHECK, "an address is missing")
        if max(len(one), len(other)) > _LONGEST:
            return Comparison(Verdict.CHECK, "an address is too long to be compared")
        if first.text > second.text:
            first, second = second, first  # so that the words for it are the same either way round
        return self._compare(first, second)

    def _compare(self, first: _Seen, second: _Seen) -> Comparison:
        if not (first.usual and second.usual) and "?" in first.plain + second.plain:
            first, second = self._restored(first, second), self._restored(second, first)
        mine, theirs = first.address, second.address
        if mine.readings == theirs.readings and _alike(first, second):
            return self._same(first, second)
        texts = (first.text, second.text)
        if found := difference(mine, theirs, self.register):
            return Comparison(Verdict.DIFFERENT, found, Evidence(mine, theirs, texts))
        open_questions = doubts(mine, theirs, self.register, first.host, second.host)
        hosted = (bool(first.host), bool(second.host))
        evidence = Evidence(mine, theirs, texts, self.register, open_questions.settled, hosted)
        if open_questions.reasons:
            return Comparison(Verdict.CHECK, ", ".join(open_questions.reasons), evidence)
        same = self._same(first, second)
        return same if same.reason else Comparison(Verdict.SAME, "written differently", evidence)

    def _restored(self, seen: _Seen, beside: _Seen) -> _Seen:
        plain = spelling.restored(seen.plain, beside.plain)
        return replace(seen, plain=plain, address=read(plain, self.words))

    def _same(self, first: _Seen, second: _Seen) -> Comparison:
        """The verdict on two cells that say the same."""
        if any(_has_many(seen.plain, self.words) for seen in (first, second) if not seen.usual):
            return Comparison(Verdict.CHECK, "a place with many dwellings")
        if first.lodging.doubtful or second.lodging.doubtful:
            return Comparison(Verdict.CHECK, "perhaps a motel, a park or no fixed abode")
        if not first.address.says_where:
            return Comparison(Verdict.CHECK, "no house number to compare")
        return Comparison(Verdict.SAME)

    def _look(self, text: str) -> _Seen:
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = self._see(text)
        return found

    def _see(self, text: str) -> _Seen:
        if len(text) <= _USUAL_LENGTH:
            folded = spelling.quickly(text)
            if usual := read_usual(folded, self.words):
                nothing = not usual.numbered and self.words.unknown.fullmatch(folded) is not None
                return _Seen(text, folded, HOUSEHOLD, "", nothing, usual, True)
        return self._see_closely(text)

    def _see_closely(self, text: str) -> _Seen:
        short, words = text[:_LONGEST], self.words
        with_host = plain = spelling.plain(short, words, care_of=True)
        host = ""
        if spelling.names_a_host(fold(short), words):
            plain = spelling.plain(short, words)
            host = " ".join(hit[0].strip() for hit in words.care_of.finditer(fold(short)))
        nothing = not plain[:1].isdigit() and words.unknown.fullmatch(plain) is not None
        return _Seen(text, plain, lodging(with_host, words), host, nothing, read(plain, words), False)


def _alike(first: _Seen, second: _Seen) -> bool:
    """Whether two texts differ in nothing but case, macrons, marks and spaces."""
    if first.plain.replace(",", "").replace(" ", "") != second.plain.replace(",", "").replace(" ", ""):
        return False
    return first.host == second.host and _bare(first.plain) == _bare(second.plain)


def _bare(plain: str) -> str:
    return " ".join(plain.replace(",", " ").split())


def _has_many(text: str, words: Words) -> bool:
    """Whether a plain address is a place with many dwellings; in 'Hospital Road' the word is a street's name."""
    hits = words.lodgings.shared_place.hits(text, text.split())
    return any(words.street_types.get(text[hit.end() :].strip().split(" ")[0]) is None for hit in hits)
