"""Do two addresses belong to one household? [A4]

Units and numbers are hard facts, words are loose. An address may be read in more than one way
('4-12 Kauri Road' is flat 4 at number 12, or numbers 4 to 12). Two addresses are different only
when every reading of one contradicts every reading of the other, or when their street names have
nothing in common. Whatever is in doubt is kept for a person to check: losing a real sharer is
the worst error.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

from cso_xl.decisions.address_reader import Address, Reading, plain, read
from cso_xl.decisions.address_words import STRONG_TYPES, Words
from cso_xl.text import fold

_LONGEST = 500  # characters; a longer cell is a person's to read
_SMALL_WORDS = frozenset(("the", "of", "and", "te", "nga", "o", "a"))  # sharing these says nothing
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_ALIKE = 0.6  # share of letters two street names have in common, in order, to count as a misspelling


class Verdict(Enum):
    """What the comparison of two addresses says."""

    SAME = "same"
    CHECK = "check"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Comparison:
    """A verdict and its reason in staff's words; no reason is needed when the addresses are the same."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class _Look:
    """What is seen of one address before its numbers are read."""

    letters: str  # without case, macrons, spaces and punctuation marks
    plain: str
    removed: str  # 'motel', 'no fixed abode', ...: why it takes its row out; '' if it does not
    doubtful: bool  # such a word is there, but may mean something else
    nothing: bool  # it is empty, or says that it is not known


@dataclass
class Addresses:
    """Compares addresses; remembers what it has read, for as long as it lives."""

    words: Words
    _looks: dict[str, _Look] = field(default_factory=dict)
    _addresses: dict[str, Address] = field(default_factory=dict)

    def compare(self, one: str, other: str) -> Comparison:
        """Whether two addresses are the same, need a check, or are different; either way round."""
        first, second = self._look(one), self._look(other)
        if reasons := {first.removed, second.removed} - {""}:
            return Comparison(Verdict.DIFFERENT, min(reasons))
        if first.nothing or second.nothing:
            return Comparison(Verdict.CHECK, "an address is missing")
        if max(len(one), len(other)) > _LONGEST:
            return Comparison(Verdict.CHECK, "an address is too long to be compared")
        mine, theirs = self._read(first), self._read(second)
        if first.letters == second.letters:
            return self._same(first, second, mine)
        if difference := _difference(mine, theirs):
            return Comparison(Verdict.DIFFERENT, difference)
        return Comparison(Verdict.CHECK, _doubt(mine, theirs))

    def _same(self, first: _Look, second: _Look, address: Address) -> Comparison:
        """The verdict on two cells that hold the same text."""
        if any(self.words.shared_place.search(look.plain) for look in (first, second)):
            return Comparison(Verdict.CHECK, "a place with many dwellings")
        if first.doubtful or second.doubtful:
            return Comparison(Verdict.CHECK, "perhaps a motel, a park or no fixed abode")
        if not address.says_where:
            return Comparison(Verdict.CHECK, "no house number to compare")
        return Comparison(Verdict.SAME)

    def _look(self, text: str) -> _Look:
        if text not in self._looks:
            with_care_of = bare = plain(text[:_LONGEST], self.words, care_of=True)
            if self.words.care_of.search(fold(text[:_LONGEST])):
                bare = plain(text[:_LONGEST], self.words)
            removed, doubtful = self._not_one_household(with_care_of)
            letters = " ".join(re.sub(r"[,;:.'\"()\[\]]", " ", fold(text)).split())
            nothing = self.words.unknown.fullmatch(bare) is not None
            self._looks[text] = _Look(letters, bare, removed, doubtful, nothing)
        return self._looks[text]

    def _read(self, look: _Look) -> Address:
        if look.plain not in self._addresses:
            self._addresses[look.plain] = read(look.plain, self.words)
        return self._addresses[look.plain]

    def _not_one_household(self, text: str) -> tuple[str, bool]:
        """Why an address by itself takes its row out, and whether a word that might do so is in doubt."""
        doubtful = self.words.no_fixed_abode.search(text) is not None
        has_number = re.search(r"\d [a-z]", text)  # beside one, no fixed abode may be a thing of the past
        if doubtful and not has_number:
            return "no fixed abode", False
        for reason, words in self.words.lodging.items():
            for hit in words.finditer(text):
                excuse = self._excuse(text, hit)
                if excuse is None:
                    return reason, False
                doubtful = doubtful or excuse
        return "", doubtful

    def _excuse(self, text: str, hit: re.Match[str]) -> bool | None:
        """None when a word for lodging means it; True when that is in doubt, False when it is a street's name."""
        before, after = text[: hit.start()].split(",")[-1].split(), text[hit.end() :].split(",")[0].split()
        kind = self.words.street_types.get(after[0], "") if after else ""
        numbered = len(before) == 1 and re.fullmatch(r"[\d/-]+[a-z]?", before[0]) is not None
        if kind and (numbered or not before):
            return False  # 12 Motel Lane
        if kind and (len(after) == 1 or (kind in STRONG_TYPES and after[0] != "st")):
            return True  # 12 Old Motel Road Paihia
        if self.words.landmark.search(" ".join([*before, ",", *after])):
            return True  # opposite the motel
        return True if numbered else None  # 12 Motel Raod


def _difference(one: Address, other: Address) -> str:
    """Why two addresses cannot be one household, or '' when they could."""
    mine, theirs = one.readings, other.readings
    if mine[0].flats and theirs[0].flats and not mine[0].street and not theirs[0].street:
        mine, theirs = mine[:1], theirs[:1]  # 'Flat 4 Kauri Road' and 'Flat 5 Kauri Road'
    reasons = {_contradiction(a, b) for a in mine for b in theirs}
    if "" not in reasons:
        return min(reasons)
    if one.highways and other.highways and not one.highways & other.highways:
        return "the highways differ"
    if one.name and other.name and not _any_name_alike(one, other):
        return "the streets differ"
    return ""


def _contradiction(one: Reading, other: Reading) -> str:
    """The hard fact in which two readings contradict each other, or ''."""
    if one.street and other.street and not _overlap(one.street, other.street):
        return "" if _lost_slash(one, other) or _lost_slash(other, one) else "the street numbers differ"
    if one.flats and other.flats and not one.flats & other.flats:
        return "the flats differ"
    if (
        one.letters
        and other.letters
        and bool(one.flats) == bool(other.flats)
        and not one.letters & other.letters
    ):
        return "the flats differ"
    return ""


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _lost_slash(short: Reading, full: Reading) -> bool:
    """'4 Kauri Road' beside '4/12 Kauri Road': perhaps the '/12' was lost."""
    return not short.flats and short.street is not None and short.street[0] in full.flats


def _any_name_alike(one: Address, other: Address) -> bool:
    pairs = ((mine, theirs) for mine in one.names | {one.name} for theirs in other.names | {other.name})
    return any(_alike(mine, theirs, set(one.words), set(other.words)) for mine, theirs in pairs)


def _alike(one: str, other: str, one_words: set[str], other_words: set[str]) -> bool:
    """Whether two street names could be the same one, misspelt or shortened."""
    from rapidfuzz.distance import OSA, Indel  # here, so that a press of another button does not wait for it

    mine, theirs = one.replace(" ", ""), other.replace(" ", "")
    if _ORDINAL.fullmatch(mine) and _ORDINAL.fullmatch(theirs):
        return mine == theirs  # 3rd Avenue and 4th Avenue
    if re.search(r"\d", mine + theirs):
        return True  # 24th Street and Twenty Fourth Street
    if mine in theirs or theirs in mine or _shortens(mine, theirs) or _shortens(theirs, mine):
        return True
    if OSA.distance(mine, theirs) <= (1 if min(len(mine), len(theirs)) < 6 else 2):
        return True
    if Indel.normalized_similarity(mine, theirs) >= _ALIKE:
        return True
    my_words, their_words = (set(name.split()) - _SMALL_WORDS - STRONG_TYPES for name in (one, other))
    if my_words & other_words or their_words & one_words:
        return True
    return any(
        long.startswith(short)
        for a, b in ((my_words, their_words), (their_words, my_words))
        for short in a
        for long in b
        if len(short) <= 2
    )


def _shortens(short: str, long: str) -> bool:
    """'stn' and 'station': the same first letter, and the other letters in order."""
    rest = iter(long)
    return len(short) > 1 and short[0] == long[:1] and all(letter in rest for letter in short)


def _doubt(one: Address, other: Address) -> str:
    """What a person has to look at, in staff's words; the same either way round."""
    doubts = []
    mine, theirs = one.readings[0], other.readings[0]
    if bool(mine.flats or mine.letters) != bool(theirs.flats or theirs.letters):
        doubts.append("a flat on one side only")
    elif (mine.flats, mine.letters) != (theirs.flats, theirs.letters):
        doubts.append("the flat is written differently")
    if mine.street != theirs.street:
        both = mine.street and theirs.street
        doubts.append(f"the street number is {'written differently' if both else 'on one side only'}")
    if (one.name, one.kind) != (other.name, other.kind):
        doubts.append("the street is written differently")
    if one.parts != other.parts:
        doubts.append("the part of the site differs")
    if not doubts and set(one.words) != set(other.words):
        doubts.append("suburb, town or other words differ")
    return ", ".join(doubts) or "written differently"
