"""The numbers of an address, in every way they can be read [A4].

| address | readings: flat/number |
| --- | --- |
| `12-14 Kauri Road` | 12-14, or 12/14 |
| `5 12 Kauri Road` | 12, or 5/12, or 512, or 5 |
| `1o Kauri Road` | o/1, or 10 |
| `26/28 Kauri Road` | 26/28, or 26-28 (a slash between two neighbours above 12) |
| `1,234 Kauri Road` | 1234, or 1/234 |
| `Farm 3 Rimu Station 1234 Kauri Road` | 3, or 1234 |
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cso_xl.addresses.spelling import THOUSANDS
from cso_xl.addresses.words import END, START, STRONG_TYPES, Words

_NUMBER = re.compile(rf"{START}(\d{{1,6}})([a-z]?)(?:-(\d{{1,6}})([a-z]?))?{END}")
_SPACED_LETTER = re.compile(rf"{START}(\d{{1,6}}) ([a-z]) ([a-z]+)")
_LETTERS = re.compile(rf"({START}\d{{1,6}}[a-z])((?: (?:,|and|or|, and|, or) [a-z])+)(?= (?:, )?[a-z]{{2}})")
_LETTER_ALONE = re.compile(rf"{START}[a-z]{END}")
_THOUSANDS = re.compile(rf"{START}(\d{{1,3}}){re.escape(THOUSANDS)}(\d{{3}})(?!\d)")
HALF = "half"  # what '12 1/2' says beside its number, as a part of the site
LOOKS_LIKE = {"o": "0", "i": "1", "l": "1"}  # letters that are easily typed for a digit
START_NAMES = "onsew"  # letters by themselves that begin a street's name: O Neill Road, S Kauri Road
_NEIGHBOURS = 10  # how far apart two numbers with a slash between them may be, to be a range as well
_BLOCK = 40  # the same for numbers of three digits: a shopping centre
_ABOVE = 12  # below it, the number before a slash is a flat
_MOST_NUMBERS = 4  # in one cell; more are telephone numbers and the like
_LETTER = frozenset("abcdefghijklmnopqrstuvwxyz")


class Reading(NamedTuple):
    """One way to read an address's numbers: flats, letters (61B, Flat B), and a range of street numbers."""

    flats: frozenset[int] = frozenset()
    letters: frozenset[str] = frozenset()
    street: tuple[int, int] | None = None


NO_NUMBER = Reading()


@dataclass(frozen=True)
class Units:
    """The flats and ranges taken out of an address before its numbers are read.

    `by_word` when the flat stood after a word for it; `slashed` are pairs that may be a range (26/28).
    """

    base: Reading = NO_NUMBER
    by_word: bool = False
    slashed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Numbers:
    """Every way to read the numbers; the text around the street number (`after` is None without one)."""

    readings: tuple[Reading, ...]
    before: str
    after: str | None
    suffix: frozenset[str] = frozenset()
    postcode: str = ""


def numbers(text: str, units: Units, words: Words) -> Numbers:
    """The numbers in what is left of a plain address."""
    return _Numbers(text, units, words).all()


class _Numbers:
    """Finds the street number among the numbers of an address, and every other way to read them."""

    def __init__(self, text: str, units: Units, words: Words) -> None:
        self.text, self.units, self.words = text, units, words
        self.base = units.base

    def all(self) -> Numbers:
        thousands = self._join_thousands() if THOUSANDS in self.text else None
        spaced_letter = ""
        if not _LETTER.isdisjoint(self.text.split()):
            spaced_letter = self._join_suffixes()
        hits = [hit for hit in _NUMBER.finditer(self.text) if int(hit[1])][:_MOST_NUMBERS]
        postcodes = [hit for hit in hits if self._is_postcode(hit)]
        postcode = postcodes[-1][1] if postcodes else ""
        candidates = [hit for hit in hits if hit not in postcodes]
        if not candidates:
            text = self._without(postcodes, 0, len(self.text))
            return Numbers(self._without_number(), text, None, postcode=postcode)
        main = max(candidates, key=self._rank) if len(candidates) > 1 else candidates[0]
        readings = list(self._readings_of(main, spaced_letter))
        if self._rank(main)[0] < 3:  # not plainly a street number: perhaps there is none
            readings.append(self.base)
        for hit in candidates:
            if hit is not main:
                readings += self._beside(hit, main, readings[0])
        readings += self._slashed(main)
        if thousands and int(main[1]) == thousands[0] * 1000 + thousands[1]:
            readings.append(
                self.base._replace(flats=self.base.flats | {thousands[0]}, street=(thousands[1],) * 2)
            )
        return Numbers(
            tuple(dict.fromkeys(readings)),
            self._without(postcodes, 0, main.start()),
            self._without(postcodes, main.end(), len(self.text)),
            frozenset(letter for letter in (main[2], main[4]) if letter),
            postcode,
        )

    def _without(self, hits: Sequence[re.Match[str]], start: int, end: int) -> str:
        """A part of the text without the hits in it."""
        kept, at = "", start
        for hit in hits:
            if start <= hit.start() < end:
                kept, at = f"{kept}{self.text[at : hit.start()]}, ", hit.end()
        return f"{kept}{self.text[at:end]}".strip(" ,")

    def _without_number(self) -> tuple[Reading, ...]:
        """'Flat 12 Kauri Road' may mean number 12."""
        loose = self.base.flats if self.units.by_word else frozenset()
        return (
            self.base,
            *(self.base._replace(flats=frozenset(), street=(flat, flat)) for flat in sorted(loose)),
        )

    def _beside(self, hit: re.Match[str], main: re.Match[str], plainly: Reading) -> Iterator[Reading]:
        """The readings in which another number of the address counts."""
        number = int(hit[1])
        if hit.end() <= main.start() and not self.text[hit.end() : main.start()].strip():
            yield plainly._replace(flats=self.base.flats | {number})  # '5 12 Kauri Road'
            joined = int(hit[1] + main[1])
            yield self.base._replace(street=(joined, joined))
        yield self.base._replace(street=(number, number))

    def _slashed(self, main: re.Match[str]) -> Iterator[Reading]:
        """'26/28 Kauri Road' may be the numbers 26 to 28."""
        for low, high in self.units.slashed:
            if high == int(main[1]):
                yield self.base._replace(flats=self.base.flats - {low}, street=(low, high))

    def _rank(self, hit: re.Match[str]) -> tuple[int, int]:
        """How plainly a number is the street number; of two side by side the later one counts."""
        after = self.text[hit.end() :].split(",")[0].split()
        before = self.text[: hit.start()].split(",")[-1].split()
        types = self.words.street_types
        after_a_type = any(word in types for word in before)
        if "statehighway" in after[:1] or any(word in types for word in after[1:]):
            return (2 if after_a_type else 3), hit.start() if not before or before[-1].isdigit() else 0
        if before and before[-1] in types:
            return 2, 0
        if not self.text[: hit.start()].strip(" ,") and after:
            return 3, 0
        return (1, 0) if re.match(r"[\s,]*[a-z]", self.text[hit.end() :]) else (0, 0)

    def _is_postcode(self, hit: re.Match[str]) -> bool:
        """Whether four digits after a word begin no street: 'Māngere 2024, Auckland', not 'Station 1234 Kauri Road'."""
        if len(hit[1]) != 4 or hit[2] or hit[3]:
            return False
        before = self.text[: hit.start()].split(",")[-1].split()
        if not before:
            return self._follows_a_street(hit)
        if not before[-1].isalpha() or before[-1] in self.words.street_types:
            return False
        after = itertools.takewhile(str.isalpha, self.text[hit.end() :].split(",")[0].split())
        begins_street = any(word in self.words.street_types for word in list(after)[1:4])
        return not begins_street and before[-1] not in ("or", "and", "was")

    def _follows_a_street(self, hit: re.Match[str]) -> bool:
        """Whether a street is named before a number and none after it: '12 Kauri Road, 5512, Ōtaki'."""
        before, after = self.text[: hit.start()].split(), self.text[hit.end() :].split()
        types = self.words.street_types
        return not types.keys().isdisjoint(before) and not any(
            types.get(word) in STRONG_TYPES for word in after
        )

    def _readings_of(self, hit: re.Match[str], spaced_letter: str) -> Iterator[Reading]:
        low, high = int(hit[1]), int(hit[3] or hit[1])
        letters = self.base.letters | {letter for letter in (hit[2], hit[4]) if letter}
        street = (min(low, high), max(low, high))
        yield self.base._replace(letters=letters, street=street)
        if hit[3] and not self.base.flats:  # '4-12' may be flat 4 at number 12
            yield Reading(frozenset({low}), letters, (high, high))
        if hit[2] and hit[2] == spaced_letter and hit[2] in START_NAMES:  # '12 o neill road'
            yield self.base._replace(street=street)
        if hit[2] in LOOKS_LIKE and not hit[3]:  # '1o kauri road'
            typed = int(hit[1] + LOOKS_LIKE[hit[2]])
            yield self.base._replace(street=(typed, typed))

    def _join_suffixes(self) -> str:
        """Turn '61 b kauri road' into '61b kauri road', but leave '61 b street'; returns the letter that was joined."""
        types, joined = self.words.street_types, ""

        def join(hit: re.Match[str]) -> str:
            nonlocal joined
            if hit[3] in types and not re.match(r" [a-z]", self.text[hit.end() :]):
                return hit[0]
            joined = hit[2]
            return f"{hit[1]}{hit[2]} {hit[3]}"

        self.text = _SPACED_LETTER.sub(join, self.text)
        self.text = _LETTERS.sub(self._take_letters, self.text)
        return joined

    def _take_letters(self, hit: re.Match[str]) -> str:
        """'12a and b kauri road' has the letters a and b; in '12a, e kauri road' the e may be East."""
        letters = _LETTER_ALONE.findall(hit[2])
        self.base = self.base._replace(letters=self.base.letters.union(hit[1][-1], letters))
        return hit[0] if "," in hit[2] and letters[0] in START_NAMES else hit[1]

    def _join_thousands(self) -> tuple[int, int] | None:
        """Turn '1^234' into '1234'; returns its two parts."""
        hit = _THOUSANDS.search(self.text)
        self.text = _THOUSANDS.sub(r"\1\2", self.text).replace(THOUSANDS, " ")
        return (int(hit[1]), int(hit[2])) if hit else None


def by_level(readings: Sequence[Reading], parts: frozenset[str]) -> Iterator[Reading]:
    """'Level 3 Apartment 2' may be apartment 302."""
    for floor in filter(None, (re.search(r" (\d{1,2})$", part) for part in parts)):
        for reading in readings:
            if flats := frozenset(100 * int(floor[1]) + flat for flat in reading.flats if flat < 100):
                yield reading._replace(flats=flats)


def may_be_range(low: int, high: int) -> bool:
    """Whether two numbers with a slash between them may be neighbours: '26/28 Kauri Road'."""
    return low > _ABOVE and 0 < high - low <= (_BLOCK if low >= 100 else _NEIGHBOURS)
