"""Reads an address: at once where it is of the usual form, else closely, fact by fact [A4].

| address | what is taken out of it, in this order |
| --- | --- |
| `C/- J Sample, 12 Kauri Road` | the host |
| `PO Box 12, 4 Kauri Road` | the box |
| `12 Kauri Road, Ōtaki 5512` | the postcode |
| `12 State Highway 1` | the highway |
| `12 Kauri Road RD 2` | the rural delivery |
| `Flat 4, Level 2, 12 Kauri Road` | the flat, the part of the site, the number |
"""

import re
from dataclasses import dataclass

from cso_xl.addresses import spelling, streets
from cso_xl.addresses.address import Address
from cso_xl.addresses.lodging import lodging
from cso_xl.addresses.numbers import HALF, NO_NUMBER, Numbers, Reading, Units, by_level, may_be_range, numbers
from cso_xl.addresses.usual import read_usual
from cso_xl.addresses.words import NONE, NUMBER_WORDS, START, Phrases, Words
from cso_xl.cells.text import fold

LONGEST = 500  # characters; a longer cell is a person's to read
_UNIT = r"(?:\d{1,6}[a-z]?|[a-z]\d{0,3})"
_SLASHED = re.compile(rf"{START}{_UNIT}(?:/{_UNIT})*/(?=\d)")
_HALF = re.compile(r"(?<=\d) 1/2(?= )")
_NUMBER_SLASH_LETTER = re.compile(r"(?<=\d)/(?=[a-z](?![^\s,]))")
_DATE = re.compile(rf"{START}\d{{1,2}}[/-]\d{{1,2}}[/-](?:19|20)\d\d(?![^\s,])")
_COMMA_BEHIND_NUMBER = re.compile(r"^(\d{1,5}[a-z]?) , (?=[a-z]{2})")
_NAME = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"(\d+)/")


def read(text: str, words: Words) -> Address:
    """The address that a text holds."""
    return read_usual(text, words) or read_closely(text, words)


def read_closely(text: str, words: Words) -> Address:
    """The address that a text holds, searched for every fact that it may state."""
    short, host = text[:LONGEST], ""
    with_host = plain = spelling.plain(short, words, care_of=True)
    if spelling.names_a_host(fold(short), words):
        plain = spelling.plain(short, words)
        host = _host(short, words)
    address = read_plain(plain, words)
    address.text, address.host, address.lodging = text, host, lodging(with_host, words)
    return address


def _host(text: str, words: Words) -> str:
    """The person whom C/- names, without points: 'C/- J. Sample' and 'C/-J Sample' are one."""
    hits = words.care_of.finditer(fold(spelling.in_one_line(text)))
    return " ".join(f"{hit['sign']} {' '.join(_NAME.findall(hit['name']))}" for hit in hits)


def read_plain(plain: str, words: Words) -> Address:
    """The address that a plain text holds (see `spelling.plain`)."""
    return _Reader(plain, words).address()


@dataclass
class _Reader:
    """Takes an address apart, fact by fact; what is left over are its words."""

    rest: str
    words: Words
    flats: frozenset[int] = NO_NUMBER.flats
    letters: frozenset[str] = NONE
    parts: frozenset[str] = NONE
    slashed: tuple[tuple[int, int], ...] = ()
    flat_by_word: bool = False
    flat_before_slash: bool = False

    def address(self) -> Address:
        """Everything the address says."""
        words, plain, tokens = self.words, self.rest, set(self.rest.split())
        if words.country.search(self.rest, tokens):
            self.rest = words.country.pattern.sub("", self.rest).strip(" ,")
        if words.joined_places.search(self.rest, tokens):
            self.rest = words.joined_places.pattern.sub(lambda hit: hit[0].replace(" ", ""), self.rest)
        if "/" in self.rest or "-" in self.rest:
            self.rest = _spaced(_DATE.sub(" , ", self.rest))
        if "#" in tokens:
            self.rest = words.units.hash_after.pattern.sub(lambda hit: hit[0].removesuffix(" #"), self.rest)
        boxes = frozenset(map(_box, words.postal.values(self.rest, tokens)))
        self._drop(words.postal)
        postcode = self._take_postcode()
        highways = self._take_highways()
        if words.units.number.search(self.rest, tokens):
            self.rest = words.units.number.pattern.sub("", self.rest).strip()
        self.rest = _COMMA_BEHIND_NUMBER.sub(r"\1 ", self.rest)
        rural = words.rural.values(self.rest, tokens, group=1)
        self._drop(words.rural)
        if "/" in self.rest:
            self._take_parts_and_slashes()
        self._take_flats()
        numbering = self._numbers()
        street = streets.located(numbering.before, numbering.after, min(highways, default=""), words)
        return Address(
            plain,
            plain,
            words,
            numbering.readings + tuple(by_level(numbering.readings, self.parts)),
            numbering.suffix,
            numbering.before,
            numbering.after,
            *street,
            postcode or numbering.postcode,
            rural,
            self.parts,
            highways,
            boxes,
        )

    def _numbers(self) -> Numbers:
        base = Reading(self.flats, self.letters)
        return numbers(self.rest, Units(base, self.flat_by_word, self.slashed), self.words)

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
            return NONE
        values = [hit["value"] for hit in hits]
        self.rest = self.words.highway.pattern.sub("statehighway", self.rest)
        return frozenset(NUMBER_WORDS.get(value, value).rstrip("ns") for value in values)

    def _take_parts_and_slashes(self) -> None:
        """Room 4/12; 4/12, B/61, Unit 4/12: a slash has the flat before it and the street number after it."""

        def part(hit: re.Match[str]) -> str:
            self._add_parts(hit[0].rstrip("/"))
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
        if _HALF.search(self.rest):
            self.parts |= {HALF}
            self.rest = _HALF.sub("", self.rest)
        if words.units.unit_word.search(self.rest, self.rest.split()):
            self.rest = words.units.unit_word.pattern.sub("", self.rest)
            self.flat_before_slash = True
        self.rest = _spaced(_SLASHED.sub(flat, self.rest))
        self.rest = _NUMBER_SLASH_LETTER.sub("", self.rest)

    def _note_range(self, slashed: str, after: str) -> None:
        """26/28: two neighbours, perhaps a range; Flat 26/28 is none."""
        low, high = _PAIR.fullmatch(slashed), re.match(r"(\d+) ", after)
        if low and high and may_be_range(int(low[1]), int(high[1])):
            self.slashed += ((int(low[1]), int(high[1])),)

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
        if parts := words.units.part.values(self.rest, tokens):
            self._add_parts(*parts)
            self._drop(words.units.part)

    def _add_parts(self, *parts: str) -> None:
        full = self.words.full
        self.parts |= {" ".join(full[word] for word in part.split()) for part in parts}

    def _add_flat(self, value: str) -> None:
        value = NUMBER_WORDS.get(value, value)
        digits, letter = "".join(filter(str.isdigit, value)), "".join(filter(str.isalpha, value))
        if digits:
            self.flats |= {int(digits)}
        if letter:
            self.letters |= {letter}
        if digits and value[0] == letter:  # B2 is a block's flat 2, 2B is not
            self.parts |= {f"flat {value}"}


def _box(phrase: str) -> str:
    """'p o box no 12' is 'po box 12'."""
    kind = "private bag" if "bag" in phrase else "po box"
    return f"{kind} {phrase.rpartition(' ')[2]}"


def _spaced(text: str) -> str:
    """Single spaces, and one comma where there were several."""
    return re.sub(r" ,(?: ,)+", " ,", " ".join(text.split())).strip(" ,")
