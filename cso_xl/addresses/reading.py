"""What an address says: its numbers, its street, its places, each as a fact of its own [A4].

| address | number | street | places | beside |
| --- | --- | --- | --- | --- |
| `12 Kauri Rd, Māngere, Auckland 2024` | 12 | kauri road | mangere, auckland | postcode 2024 |
| `Flat 4, 12 Kauri Road RD 2 Ōtaki` | 4/12 | kauri road | otaki | rural delivery 2 |
| `Lake Apartments, 222 Queen Street` | 222 | queen street | | before it: lake apartments |
| `Level 3, 5 Queen Street North` | 5 | queen street north | | part of the site: level 3 |
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from cso_xl.addresses import streets
from cso_xl.addresses.numbers import (
    LOOKS_LIKE,
    START_NAMES,
    Numbers,
    Reading,
    Units,
    by_level,
    numbers,
)
from cso_xl.addresses.streets import Street
from cso_xl.addresses.words import NUMBER_WORDS, START, Phrases, Words

_SLASHED = re.compile(rf"{START}(?:\d{{1,6}}[a-z]?|[a-z])(?:/(?:\d{{1,6}}[a-z]?|[a-z]))*/(?=\d)")
_HALF = re.compile(r"(?<=\d) 1/2(?= )")
_NUMBER_SLASH_LETTER = re.compile(r"(?<=\d)/(?=[a-z](?![^\s,]))")
_DATE = re.compile(rf"{START}\d{{1,2}}[/-]\d{{1,2}}[/-](?:19|20)\d\d(?![^\s,])")
_PAIR = re.compile(r"(\d+)/")
_USUAL = re.compile(
    r"(?:(?:(?:([a-z]+) )?(\d{1,5})(/|,? )(?=\d))?(\d{1,5})( ?[a-z](?=,? ))?,? )?"  # flat and number
    r"([a-z]+(?:[ ,]+[a-z]+)*)(?:[ ,]+rd ?(\d{1,2}))?((?:[ ,]+[a-z]+)*)(?:[ ,]+(\d{4}))?"
)
_NONE: frozenset[str] = frozenset()
_NO_FLAT: frozenset[int] = frozenset()
_NEIGHBOURS = 10  # how far apart two numbers with a slash between them may be, to be a range as well
_ABOVE = 12  # below it, the number before a slash is a flat


@dataclass(eq=False)
class Address:
    """What an address says.

    `suffix` are letters behind the street number; `text` is what is left when all other facts are taken out:
    the words before the street number and, after a comma, those behind it; `numbered` whether there is one.
    """

    words: Words
    readings: tuple[Reading, ...]
    suffix: frozenset[str]
    parts: frozenset[str]
    highways: frozenset[str]
    rural: frozenset[str]
    boxes: frozenset[str]
    postcode: str
    before: str
    after: str | None

    @property
    def says_where(self) -> bool:
        """Whether it names a number, a flat, a street or a highway."""
        numbered = any(reading != Reading() for reading in self.readings)
        return numbered or bool(self.street.kind or self.highways)

    @property
    def has_more(self) -> bool:
        """Whether it says more than numbers, a street and places."""
        return bool(self.parts or self.boxes or self.rural)

    @property
    def numbered(self) -> bool:
        """Whether it has a street number."""
        return self.after is not None

    @cached_property
    def street(self) -> Street:
        """Its street and places."""
        key = (self.before, self.after, min(self.highways) if self.highways else "")
        known = self.words.streets.get(key)
        if known is None:
            known = self.words.streets[key] = streets.street(*key, self.words)
        return known

    @cached_property
    def names(self) -> frozenset[str]:
        """All that may be a street's name."""
        return frozenset(streets.names(f"{self.before} , {self.after or ''}", self.words))

    @cached_property
    def all_words(self) -> tuple[str, ...]:
        """Every word that is no number, in full."""
        found = f"{self.before} {self.after or ''}".replace(",", " ").split()
        return tuple(streets.in_full(word, self.words) for word in found if not word.isdigit())

    @cached_property
    def is_corner(self) -> bool:
        """Whether it names a second street beside its own: a corner, an entrance."""
        words = self.all_words
        return self.words.corner.search(" ".join(words), words) is not None or "and" in words


def read(text: str, words: Words) -> Address:
    """What a plain address says, looked at for every fact that it may hold."""
    return _Reader(text, words).address()


def read_usual(folded: str, words: Words) -> Address | None:
    """What a folded address of the usual form says, which holds nothing to be looked for: most are of it."""
    usual = _USUAL.fullmatch(folded)
    if usual is None:
        return None
    unit, flat, slash, number, letter, after, rural, rest, postcode = usual.groups()
    if rest:
        after = f"{after},{rest}" if rural else f"{after}{rest}"
    tokens = after.replace(",", " ").split()
    if not words.unusual.isdisjoint(tokens) or words.joined_places.search(after, tokens):
        return None
    if (postcode and tokens[-1] in words.units.before_numbers) or (rural and "rd" not in words.rural.begin):
        return None
    if flat and (unit not in words.units.single if unit else slash != "/"):
        return None  # 5 12 Kauri Road
    if letter and letter[0] == " " and (tokens[0] in words.street_types or letter[1] in START_NAMES):
        return None  # 61 b street, 12 o neill road
    read_before = words.readings.get((unit, flat, number, letter))
    readings = read_before or _usual_readings((unit, flat, number, letter), words)
    if readings is None:
        return None
    at = ("", after) if number else (after, None)
    delivery = frozenset((rural,)) if rural else _NONE
    suffix = readings[0].letters
    return Address(words, readings, suffix, _NONE, _NONE, delivery, _NONE, postcode or "", *at)


def _usual_readings(key: tuple[str, str, str, str], words: Words) -> tuple[Reading, ...] | None:
    """The only way to read a number; None when there may be others."""
    unit, flat, number, letter = key
    reading = Reading()
    if number:
        letter = letter.strip() if letter else ""
        if number[0] == "0" or letter in LOOKS_LIKE:
            return None
        if flat and (flat[0] == "0" or (not unit and _may_be_range(int(flat), int(number)))):
            return None
        flats = frozenset((int(flat),)) if flat else _NO_FLAT
        reading = Reading(flats, frozenset(letter) if letter else _NONE, (int(number),) * 2)
    words.readings[key] = (reading,)
    return (reading,)


@dataclass
class _Reader:
    """Takes an address apart, fact by fact; what is left over are its words."""

    rest: str
    words: Words
    flats: set[int] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    slashed: list[tuple[int, int]] = field(default_factory=list)
    flat_by_word: bool = False
    flat_before_slash: bool = False

    def address(self) -> Address:
        """Everything the address says."""
        words, tokens = self.words, set(self.rest.split())
        if words.country.search(self.rest, tokens):
            self.rest = words.country.pattern.sub("", self.rest).strip(" ,")
        if words.joined_places.search(self.rest, tokens):
            self.rest = words.joined_places.pattern.sub(lambda hit: hit[0].replace(" ", ""), self.rest)
        if "/" in self.rest or "-" in self.rest:
            self.rest = _spaced(_DATE.sub(" , ", self.rest))
        if "#" in tokens:
            self.rest = words.units.hash_after.pattern.sub(lambda hit: hit[0].removesuffix(" #"), self.rest)
        boxes = frozenset(hit[0] for hit in words.postal.hits(self.rest, tokens))
        self._drop(words.postal)
        postcode = self._take_postcode()
        highways = self._take_highways()
        if words.units.number.search(self.rest, tokens):
            self.rest = words.units.number.pattern.sub("", self.rest).strip()
        rural = frozenset(hit[1] for hit in words.rural.hits(self.rest, tokens))
        self._drop(words.rural)
        if "/" in self.rest:
            self._take_parts_and_slashes()
        self._take_flats()
        found = self._numbers()
        parts = frozenset(self.parts)
        return Address(
            words,
            found.readings + tuple(by_level(found.readings, parts) if parts else ()),
            found.suffix,
            parts,
            highways,
            rural,
            boxes,
            postcode or found.postcode,
            found.before,
            found.after,
        )

    def _numbers(self) -> Numbers:
        base = Reading(frozenset(self.flats), frozenset(self.letters))
        return numbers(self.rest, Units(base, self.flat_by_word, tuple(self.slashed)), self.words)

    def _drop(self, phrases: Phrases) -> None:
        if phrases.search(self.rest, self.rest.split()):
            self.rest = _spaced(phrases.pattern.sub(" , ", self.rest))

    def _take_postcode(self) -> str:
        """Four digits at the end are a postcode, unless a street or a comma and 'flat' stand before them."""
        last = self.rest[-4:]
        if len(last) != 4 or not last.isdecimal() or self.rest[-5:-4] not in ("", " "):
            return ""
        before = self.rest[:-5]
        ahead = before.split()
        is_flat = ahead and self.words.units.unit.search(f"{ahead[-1]} 1", ahead[-1:]) is not None
        if is_flat and (len(ahead) < 2 or ahead[-2] == "," or ahead[-2] in self.words.street_types):
            return ""
        self.rest = before.strip(" ,")
        return last

    def _take_highways(self) -> frozenset[str]:
        hits = list(self.words.highway.hits(self.rest, self.rest.split()))
        if not hits:
            return frozenset()
        values = [hit["value"] for hit in hits]
        self.rest = self.words.highway.pattern.sub("statehighway", self.rest)
        return frozenset("".join(filter(str.isdigit, NUMBER_WORDS.get(value, value))) for value in values)

    def _take_parts_and_slashes(self) -> None:
        """Room 4/12; 4/12, B/61, Unit 4/12: a slash has the flat before it and the street number after it."""

        def part(hit: re.Match[str]) -> str:
            self.parts.add(hit[0].rstrip("/"))
            return " , "

        def flat(hit: re.Match[str]) -> str:
            before, after = self.rest[: hit.start()], self.rest[hit.end() :]
            street_ahead = any(word in self.words.street_types for word in before.split())
            if re.search(r"\d", before) and (street_ahead or not re.match(r"[\d-]+[a-z]? [a-z]", after)):
                return hit[0].replace("/", " ")  # 24/7, or a second address
            if not self.flat_before_slash:
                self._note_range(hit[0], after)
            for value in hit[0].strip("/").split("/"):
                self._add_flat(value)
            return ""

        words = self.words
        if words.units.part_before_slash.search(self.rest, self.rest.split()):
            self.rest = _spaced(words.units.part_before_slash.pattern.sub(part, self.rest))
        self.rest = _HALF.sub("", self.rest)
        if words.units.unit_word.search(self.rest, self.rest.split()):
            self.rest = words.units.unit_word.pattern.sub("", self.rest)
            self.flat_before_slash = True
        self.rest = _spaced(_SLASHED.sub(flat, self.rest))
        self.rest = _NUMBER_SLASH_LETTER.sub("", self.rest)

    def _note_range(self, slashed: str, after: str) -> None:
        """26/28: two neighbours, perhaps a range; Flat 26/28 is none."""
        low, high = _PAIR.fullmatch(slashed), re.match(r"(\d+) ", after)
        if low and high and _may_be_range(int(low[1]), int(high[1])):
            self.slashed.append((int(low[1]), int(high[1])))

    def _take_flats(self) -> None:
        """Flat 4, Unit B, Flats 1 and 2, Flat 4-12 Kauri Road, Level 2."""
        words, tokens = self.words, self.rest.split()
        if "-" in self.rest and (hit := words.units.unit_hyphen.search(self.rest, tokens)):
            self._add_flat(hit[1])
            self.rest = self.rest[: hit.start()] + self.rest[hit.end() :]
        for hit in words.units.unit.hits(self.rest, tokens):
            for value in re.split(r"[ ,+]+|and|or", hit["values"]):
                self._add_flat(value)
            self.flat_by_word = True
        if self.flat_by_word:
            self._drop(words.units.unit)
        found = {hit[0] for hit in words.units.part.hits(self.rest, tokens)}
        if found:
            self.parts |= found
            self._drop(words.units.part)

    def _add_flat(self, value: str) -> None:
        value = NUMBER_WORDS.get(value, value)
        digits, letter = "".join(filter(str.isdigit, value)), "".join(filter(str.isalpha, value))
        if digits:
            self.flats.add(int(digits))
        if letter:
            self.letters.add(letter)


def _may_be_range(low: int, high: int) -> bool:
    return low > _ABOVE and 0 < high - low <= _NEIGHBOURS


def _spaced(text: str) -> str:
    """Single spaces, and one comma where there were several."""
    return re.sub(r" ,(?: ,)+", " ,", " ".join(text.split())).strip(" ,")
