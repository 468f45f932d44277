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

from rapidfuzz.distance import OSA, Indel

from cso_xl.decisions.address_words import NUMBER_WORDS, STRONG_TYPES, Words
from cso_xl.text import fold

_SMALL_WORDS = frozenset(("the", "of", "and", "te", "nga", "o", "a"))  # sharing these says nothing
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_ALIKE = 0.65  # share of letters two street names have in common, in order, to count as a misspelling


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
class Reading:
    """One way to read an address's numbers: flats, letters (61B, Flat B), and a range of street numbers."""

    flats: frozenset[int] = frozenset()
    letters: frozenset[str] = frozenset()
    street: tuple[int, int] | None = None


@dataclass(frozen=True)
class Address:
    """What an address says. `name` is the street's name when its end is certain, else empty."""

    plain: str
    readings: tuple[Reading, ...]
    name: str
    kind: str
    words: tuple[str, ...]
    highways: frozenset[str]
    parts: frozenset[str]


@dataclass
class Addresses:
    """Compares addresses; remembers what it has read."""

    words: Words
    _read: dict[str, Address] = field(default_factory=dict)

    def compare(self, one: str, other: str) -> Comparison:
        """Whether two addresses are the same, need a check, or are different; either way round."""
        if gone := self.not_one_household(one) or self.not_one_household(other):
            return Comparison(Verdict.DIFFERENT, gone)
        if self._says_nothing(one) or self._says_nothing(other):
            return Comparison(Verdict.CHECK, "an address is missing")
        if _letters(one) == _letters(other):
            if self.words.shared_place.search(_plain(one, self.words)):
                return Comparison(Verdict.CHECK, "a place with many dwellings")
            return Comparison(Verdict.SAME)
        first, second = self.read(one), self.read(other)
        if difference := _difference(first, second):
            return Comparison(Verdict.DIFFERENT, difference)
        return Comparison(Verdict.CHECK, _doubt(first, second))

    def not_one_household(self, text: str) -> str:
        """'no fixed abode', 'holiday park', ...: why an address by itself takes its row out; '' if it does not."""
        plain = _plain(text, self.words, care_of=True)
        if self.words.no_fixed_abode.search(plain):
            return "no fixed abode"
        return next((reason for reason, words in self.words.lodging.items() if words.search(plain)), "")

    def read(self, text: str) -> Address:
        """What an address says."""
        if text not in self._read:
            self._read[text] = _Reader(_plain(text, self.words), self.words).address()
        return self._read[text]

    def _says_nothing(self, text: str) -> bool:
        return self.words.unknown.fullmatch(_plain(text, self.words)) is not None


def _letters(text: str) -> str:
    """What is left of an address when case, macrons, spaces and punctuation marks do not count."""
    return " ".join(re.sub(r"[,;:.'\"()\[\]]", " ", fold(text)).split())


def _plain(text: str, words: Words, care_of: bool = False) -> str:
    """Small letters without macrons and punctuation; commas and line breaks become ' , '.

    The names after C/- are left out unless `care_of` is asked for.
    """
    text = fold(re.sub(r"[\r\n]+", ", ", text))
    text = text if care_of else words.care_of.sub(", ", text)
    text = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", text).replace(".", " ").replace("'", "")
    text = re.sub(r"\s*[/\\|]\s*", "/", text)
    text = re.sub(r"(\d[a-z]?)\s*-\s*(?=\d)", r"\1-", text)
    text = re.sub(r"(?<!\d)-|-(?!\d)", " ", re.sub(r"(\d[a-z])-(?=\d)", r"\1-", text).replace(" - ", ", "))
    text = re.sub(r"[()\[\]\"*_]", " ", text).replace("#", " # ").replace("&", " and ")
    text = re.sub(r"\s*[,;:]+[\s,;:]*", " , ", text)
    text = words.glued.sub(r"\1 \2", " ".join(text.split()))
    return text.strip(" ,")


class _Reader:
    """Takes an address apart, fact by fact; what is left over are its words."""

    def __init__(self, plain: str, words: Words) -> None:
        self.plain = plain
        self.words = words
        self.rest = plain
        self.flats: set[int] = set()
        self.letters: set[str] = set()
        self.loose_flats = False
        self.parts: set[str] = set()
        self._has_number = False
        self._after_number = ""

    def address(self) -> Address:
        """Everything the address says."""
        self.rest = self.words.country.sub("", self.rest)
        self.rest = self.words.places.sub(lambda found: found[0].replace(" ", ""), self.rest)
        self.rest = self.words.postal.sub(" , ", self.rest)
        self._take_postcode()
        highways = self._take_highways()
        self.rest = self.words.rural.sub(" , ", self.rest)
        self.rest = self.words.number.sub("", self.rest)
        self._take_units()
        readings = self._numbers()
        name, kind = self._street()
        return Address(
            plain=self.plain,
            readings=readings,
            name=name,
            kind=kind,
            words=tuple(
                self._in_full(word) for word in self.rest.replace(",", " ").split() if not word.isdigit()
            ),
            highways=highways,
            parts=frozenset(self.parts),
        )

    def _take_postcode(self) -> None:
        """Four digits at the end are a postcode, unless a street or a comma and 'flat' stand before them."""
        found = re.search(r"(?:^|[\s,]+)\d{4}$", self.rest)
        if not found:
            return
        before = self.rest[: found.start()].split()
        is_flat = before and self.words.unit.search(f"{before[-1]} 1") is not None
        if is_flat and (len(before) < 2 or before[-2] == "," or before[-2] in self.words.street_types):
            return
        self.rest = self.rest[: found.start()]

    def _take_highways(self) -> frozenset[str]:
        values = [hit["value"] for hit in self.words.highway.finditer(self.rest)]
        found = frozenset(
            NUMBER_WORDS.get(value, value.rstrip("abcdefghijklmnopqrstuvwxyz")) for value in values
        )
        self.rest = self.words.highway.sub("statehighway", self.rest)
        return found

    def _take_units(self) -> None:
        """Flat 4, 4/12, Flat B, Level 2; a slash has the flat before it and the street number after it."""
        self.rest = re.sub(
            r"(?<![^\s,])((?:" + "|".join(["flat", "unit", "apt"]) + r") )(?=\S+/)", "", self.rest
        )
        for hit in list(
            re.finditer(r"(?<![^\s,])(\d+[a-z]?|[a-z])(?:/(\d+[a-z]?|[a-z]))*/(?=\d)", self.rest)
        ):
            for value in hit[0].strip("/").split("/"):
                self._add_flat(value)
            self.rest = self.rest.replace(hit[0], "", 1)
        self.rest = re.sub(r"(?<=\d)/(?=[a-z](?![^\s,]))", "", self.rest)
        for hit in self.words.unit.finditer(self.rest):
            for value in filter(None, (hit["value"], hit["second"])):
                self._add_flat(value)
            self.loose_flats = True
        self.rest = " ".join(self.words.unit.sub(" , ", self.rest).split())
        for hit in self.words.part.finditer(self.rest):
            self.parts.add(hit[0])
        self.rest = " ".join(self.words.part.sub(" , ", self.rest).split())

    def _add_flat(self, value: str) -> None:
        value = NUMBER_WORDS.get(value, value)
        digits, letter = "".join(filter(str.isdigit, value)), "".join(filter(str.isalpha, value))
        if digits:
            self.flats.add(int(digits))
        if letter:
            self.letters.add(letter)

    def _numbers(self) -> tuple[Reading, ...]:
        """Every way to read the numbers that are left."""
        self.rest = self._join_suffixes(self.rest)
        found = list(re.finditer(r"(?<![^\s,])(\d+)([a-z]?)(?:-(\d+)([a-z]?))?(?![^\s,])", self.rest))
        flats, letters = frozenset(self.flats), frozenset(self.letters)
        if not found:
            readings = [Reading(flats, letters)]
            if self.loose_flats:  # 'Flat 12 Kauri Road' may mean number 12
                readings += [Reading(frozenset(), letters, (flat, flat)) for flat in flats]
            return tuple(readings)
        main = self._main_number(found)
        readings = _readings_of(main, flats, letters)
        for hit in found:
            if hit is not main:
                number = int(hit[1])
                if not self.rest[hit.end() : main.start()].strip():  # '5 12 Kauri Road': perhaps flat 5
                    readings += [
                        Reading(old.flats | {number}, old.letters, old.street) for old in list(readings)
                    ]
                readings.append(Reading(flats, letters, (number, number)))
        self._after_number = self.rest[main.end() :].strip(" ,")
        self.rest = f"{self.rest[: main.start()]} , {self.rest[main.end() :]}".strip()
        self._has_number = True
        return tuple(dict.fromkeys(readings))

    def _main_number(self, found: list[re.Match[str]]) -> re.Match[str]:
        """The street number: before a street's name, else after one, else before any word, else the first."""

        def place(hit: re.Match[str]) -> int:
            after = self.rest[hit.end() :].split(",")[0].split()
            before = self.rest[: hit.start()].split(",")[-1].split()
            if any(word in self.words.street_types for word in after[1:]):
                return 0
            if before and before[-1] in self.words.street_types:
                return 1
            return 2 if re.match(r"[\s,]*[a-z]", self.rest[hit.end() :]) else 3

        return min(found, key=place)

    def _join_suffixes(self, rest: str) -> str:
        """'61 b kauri road' is '61b kauri road', but '61 b street' is a street called B."""
        types = self.words.street_types

        def joined(hit: re.Match[str]) -> str:
            return hit[0] if hit[3] in types else f"{hit[1]}{hit[2]} {hit[3]}"

        return re.sub(r"(?<![^\s,])(\d+) ([a-z]) ([a-z]+)", joined, rest)

    def _street(self) -> tuple[str, str]:
        """The street's name and type where a type ends the name, else ('', '')."""
        segments = [self._after_number.split(",")[0]] if self._after_number else self.rest.split(",")
        for segment in segments:
            words = segment.split()
            kinds = [self.words.street_types.get(word, "") for word in words]
            ends = [at for at, kind in enumerate(kinds) if at and kind in STRONG_TYPES]
            if self._has_number:  # without a number 'Kauri Downs' may be a farm
                ends += [at for at, kind in enumerate(kinds) if at and kind]
            if ends:
                name = " ".join(self._in_full(word) for word in words[: ends[0]])
                return (f"the {kinds[ends[0]]}" if name == "the" else name), kinds[ends[0]]
        return "", ""

    def _in_full(self, word: str) -> str:
        return self.words.in_full.get(word) or self.words.street_types.get(word, word)


def _readings_of(hit: re.Match[str], flats: frozenset[int], letters: frozenset[str]) -> list[Reading]:
    low, high = int(hit[1]), int(hit[3] or hit[1])
    suffixes = letters | {letter for letter in (hit[2], hit[4]) if letter}
    readings = [Reading(flats, suffixes, (min(low, high), max(low, high)))]
    if hit[3] and not flats:  # '4-12' may be flat 4 at number 12
        readings.append(Reading(frozenset({low}), suffixes, (high, high)))
    return readings


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
    if one.name and other.name and not _alike(one, other):
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


def _alike(one: Address, other: Address) -> bool:
    """Whether two street names could be the same one, misspelt or shortened."""
    mine, theirs = one.name.replace(" ", ""), other.name.replace(" ", "")
    if _ORDINAL.fullmatch(mine) and _ORDINAL.fullmatch(theirs):
        return mine == theirs  # 3rd Avenue and 4th Avenue
    if re.search(r"\d", mine + theirs):
        return True  # 24th Street and Twenty Fourth Street
    if mine in theirs or theirs in mine:
        return True
    if OSA.distance(mine, theirs) <= (1 if min(len(mine), len(theirs)) < 6 else 2):
        return True
    if Indel.normalized_similarity(mine, theirs) >= _ALIKE:
        return True
    my_words, their_words = set(one.name.split()) - _SMALL_WORDS, set(other.name.split()) - _SMALL_WORDS
    if my_words & set(other.words) or their_words & set(one.words):
        return True
    return any(
        long.startswith(short)
        for a, b in ((my_words, their_words), (their_words, my_words))
        for short in a
        for long in b
        if len(short) <= 2
    )


def _doubt(one: Address, other: Address) -> str:
    """What a person has to look at, in staff's words; the same either way round."""
    doubts = []
    mine, theirs = one.readings[0], other.readings[0]
    if bool(mine.flats or mine.letters) != bool(theirs.flats or theirs.letters):
        doubts.append("a flat on one side only")
    elif (mine.flats, mine.letters) != (theirs.flats, theirs.letters):
        doubts.append("the flat is written differently")
    if mine.street != theirs.street:
        doubts.append(
            "the street number is "
            + ("written differently" if mine.street and theirs.street else "on one side only")
        )
    if (one.name, one.kind) != (other.name, other.kind):
        doubts.append("the street is written differently")
    if one.parts != other.parts:
        doubts.append("the part of the site differs")
    if not doubts and set(one.words) != set(other.words):
        doubts.append("suburb, town or other words differ")
    return ", ".join(doubts) or "written differently"
