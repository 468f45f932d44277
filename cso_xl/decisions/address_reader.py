"""What an address says: its numbers in every way they can be read, its street's name, its other words [A4]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cso_xl.decisions.address_words import ALSO_OTHER_WORDS, END, NUMBER_WORDS, START, STRONG_TYPES, Words
from cso_xl.text import fold

_NUMBER = re.compile(rf"{START}(\d{{1,6}})([a-z]?)(?:-(\d{{1,6}})([a-z]?))?{END}")
_SLASHED = re.compile(rf"{START}(?:\d{{1,6}}[a-z]?|[a-z])(?:/(?:\d{{1,6}}[a-z]?|[a-z]))*/(?=\d)")
_LINE_BREAK = re.compile(r"[\r\n]+")
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")  # the points in p.o. and n.f.a.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("()[]", ","),
        **dict.fromkeys('"*_', " "),
        **dict.fromkeys("\\|", "/"),
        "'": None,
        "#": " # ",
        "&": " and ",
        "+": " + ",
    }
)
_BESIDE_WORDS = re.compile(r"(?<=[a-z]{2})/(?=\d)|(?<=\d)/(?=[a-z]{2})")
_RANGE = re.compile(r"(?<=\d)(?: ?- ?| to )(?=\d)|(?<=\d[a-z]) ?- ?(?=\d)")
_OTHER_DASH = re.compile(r"(?<!\d)(?<!\d[a-z])-|-(?!\d)")
_COMMAS = re.compile(r" ?[,;:][ ,;:]*")
_HALF = re.compile(r"(?<=\d) 1/2(?= )")
_NUMBER_SLASH_LETTER = re.compile(rf"(?<=\d)/(?=[a-z]{END})")
_SPACED_LETTER = re.compile(rf"{START}(\d{{1,6}}) ([a-z]) ([a-z]+)")
_LETTERS = re.compile(rf"{START}\d{{1,6}}([a-z]) (?:, |and |or |- )*([a-z])(?= (?:and |or |, )?[a-z])")
_DATE = re.compile(rf"{START}\d{{1,2}}[/-]\d{{1,2}}[/-](?:19|20)\d\d{END}")
_LEADING_NUMBERS = re.compile(r"^(?:\d+ )+")
_LOOKS_LIKE = {"o": "0", "i": "1", "l": "1"}  # letters that are easily typed for a digit
_START_NAMES = "onsew"  # letters by themselves that begin a street's name: O Neill Road, S Kauri Road
_MOST_NUMBERS = 4  # in one cell; more are telephone numbers and the like


@dataclass(frozen=True)
class Reading:
    """One way to read an address's numbers: flats, letters (61B, Flat B), and a range of street numbers."""

    flats: frozenset[int] = frozenset()
    letters: frozenset[str] = frozenset()
    street: tuple[int, int] | None = None


@dataclass(frozen=True)
class Address:
    """What an address says.

    `name` and `kind` are the street's ('kauri', 'road') where its end is certain, else empty; `names`
    all that may be a street's name; `words` everything that is no number.
    """

    readings: tuple[Reading, ...]
    name: str
    kind: str
    names: frozenset[str]
    words: tuple[str, ...]
    highways: frozenset[str]
    parts: frozenset[str]

    @property
    def says_where(self) -> bool:
        """Whether it names a number, a flat, a street or a highway."""
        numbers = any(reading != Reading() for reading in self.readings)
        return numbers or bool(self.name or self.highways)


def plain(text: str, words: Words, care_of: bool = False) -> str:
    """Small letters without macrons and punctuation; commas and line breaks become ' , '.

    The names after C/- are left out unless `care_of` is asked for.
    """
    text = fold(_LINE_BREAK.sub(", ", text))
    if not care_of:
        text = words.care_of.sub(", ", text)
    if "." in text:
        text = _INITIALS.sub("", text).replace(".", " ")
    text = " ".join(text.translate(_MARKS).split())
    if "/" in text:
        text = _BESIDE_WORDS.sub(" , ", text.replace(" /", "/").replace("/ ", "/"))
    if "-" in text or " to " in text:
        text = _RANGE.sub("-", text)
        text = _OTHER_DASH.sub(" ", text.replace(" - ", ", "))
    text = _COMMAS.sub(" , ", " ".join(text.split()))
    return words.glued.sub(r"\1 \2", text).strip(" ,")


def read(text: str, words: Words) -> Address:
    """What a plain address says."""
    return _Reader(text, words).address()


class _Reader:
    """Takes an address apart, fact by fact; what is left over are its words."""

    def __init__(self, text: str, words: Words) -> None:
        self.words = words
        self.rest = text
        self.flats: set[int] = set()
        self.letters: set[str] = set()
        self.parts: set[str] = set()
        self.flat_by_word = False
        self.after_number: str | None = None

    def address(self) -> Address:
        """Everything the address says."""
        words = self.words
        self.rest = words.country.sub("", self.rest)
        self.rest = words.places.sub(lambda found: found[0].replace(" ", ""), self.rest)
        self._drop(_DATE)
        if "#" in self.rest:
            self.rest = words.hash_after.sub(r"\1", self.rest)
        self._drop(words.postal)
        self._take_postcode()
        highways = self._take_highways()
        self.rest = words.number.sub("", self.rest).strip()
        self._drop(words.rural)
        if "/" in self.rest:
            self._take_parts_and_slashes()
        self._take_flats()
        readings = self._numbers()
        readings += tuple(self._by_level(readings))
        name, kind = self._street()
        return Address(
            readings=readings,
            name=name,
            kind=kind,
            names=frozenset(self._names()),
            words=tuple(
                self._word(word) for word in self.rest.replace(",", " ").split() if not word.isdigit()
            ),
            highways=highways,
            parts=frozenset(self.parts),
        )

    def _drop(self, pattern: re.Pattern[str]) -> None:
        if pattern.search(self.rest):
            self.rest = _spaced(pattern.sub(" , ", self.rest))

    def _take_postcode(self) -> None:
        """Four digits at the end are a postcode, unless a street or a comma and 'flat' stand before them."""
        before, _, last = self.rest.rpartition(" ")
        if not re.fullmatch(r"\d{4}", last):
            return
        ahead = before.split()
        is_flat = ahead and self.words.unit.search(f"{ahead[-1]} 1") is not None
        if is_flat and (len(ahead) < 2 or ahead[-2] == "," or ahead[-2] in self.words.street_types):
            return
        self.rest = before.strip(" ,")

    def _take_highways(self) -> frozenset[str]:
        values = [hit["value"] for hit in self.words.highway.finditer(self.rest)]
        self.rest = self.words.highway.sub("statehighway", self.rest)
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
            for value in hit[0].strip("/").split("/"):
                self._add_flat(value)
            return ""

        self.rest = _spaced(self.words.part_before_slash.sub(part, self.rest))
        self.rest = self.words.unit_word.sub("", _HALF.sub("", self.rest))
        self.rest = _spaced(_SLASHED.sub(flat, self.rest))
        self.rest = _NUMBER_SLASH_LETTER.sub("", self.rest)

    def _take_flats(self) -> None:
        """Flat 4, Unit B, Flats 1 and 2, Flat 4-12 Kauri Road, Level 2."""
        if "-" in self.rest and (hit := self.words.unit_hyphen.search(self.rest)):
            self._add_flat(hit[1])
            self.rest = self.rest[: hit.start()] + self.rest[hit.end() :]
        for hit in self.words.unit.finditer(self.rest):
            for value in re.split(r"[ ,+]+|and|or", hit["values"]):
                self._add_flat(value)
            self.flat_by_word = True
        self._drop(self.words.unit)
        self.parts |= {hit[0] for hit in self.words.part.finditer(self.rest)}
        self._drop(self.words.part)

    def _add_flat(self, value: str) -> None:
        value = NUMBER_WORDS.get(value, value)
        digits, letter = "".join(filter(str.isdigit, value)), "".join(filter(str.isalpha, value))
        if digits:
            self.flats.add(int(digits))
        if letter:
            self.letters.add(letter)

    def _numbers(self) -> tuple[Reading, ...]:
        """Every way to read the numbers that are left."""
        spaced_letter = self._join_suffixes()
        base = Reading(frozenset(self.flats), frozenset(self.letters))
        found = [hit for hit in _NUMBER.finditer(self.rest) if int(hit[1])][:_MOST_NUMBERS]
        if not found:
            # 'Flat 12 Kauri Road' may mean number 12
            loose = base.flats if self.flat_by_word else frozenset()
            return (base, *(replace(base, flats=frozenset(), street=(flat, flat)) for flat in loose))
        main = max(found, key=self._rank)
        readings = list(self._readings_of(main, base, spaced_letter))
        if self._rank(main)[0] < 3:  # not plainly a street number: perhaps there is none
            readings.append(base)
        for hit in found:
            if hit is not main and not self._is_postcode(hit):
                number = int(hit[1])
                if hit.end() <= main.start() and not self.rest[hit.end() : main.start()].strip():
                    readings.append(replace(readings[0], flats=base.flats | {number}))  # '5 12 Kauri Road'
                    joined = int(hit[1] + main[1])
                    readings.append(replace(base, street=(joined, joined)))
                readings.append(replace(base, street=(number, number)))
        self.after_number = self.rest[main.end() :].strip(" ,")
        self.rest = f"{self.rest[: main.start()]} , {self.rest[main.end() :]}".strip()
        return tuple(dict.fromkeys(readings))

    def _by_level(self, readings: tuple[Reading, ...]) -> Iterator[Reading]:
        """'Level 3 Apartment 2' may be apartment 302."""
        for floor in filter(None, (re.search(r" (\d{1,2})$", part) for part in self.parts)):
            for reading in readings:
                if flats := frozenset(100 * int(floor[1]) + flat for flat in reading.flats if flat < 100):
                    yield replace(reading, flats=flats)

    def _rank(self, hit: re.Match[str]) -> tuple[int, int]:
        """How plainly a number is the street number; of two that are side by side the later one counts."""
        after = self.rest[hit.end() :].split(",")[0].split()
        before = self.rest[: hit.start()].split(",")[-1].split()
        types = self.words.street_types
        after_a_type = any(word in types for word in before)
        if "statehighway" in after[:1] or any(word in types for word in after[1:]):
            return (2 if after_a_type else 3), hit.start() if not before or before[-1].isdigit() else 0
        if before and before[-1] in types:
            return 2, 0
        if not self.rest[: hit.start()].strip(" ,") and after:
            return 3, 0
        return (1, 0) if re.match(r"[\s,]*[a-z]", self.rest[hit.end() :]) else (0, 0)

    def _is_postcode(self, hit: re.Match[str]) -> bool:
        """Four digits after a word, in the middle of an address: 'Māngere 2024, Auckland'."""
        before = self.rest[: hit.start()].split(",")[-1].split()
        is_word = bool(before) and before[-1].isalpha() and before[-1] not in self.words.street_types
        return (
            len(hit[1]) == 4
            and not hit[2]
            and not hit[3]
            and is_word
            and before[-1] not in ("or", "and", "was")
        )

    def _readings_of(self, hit: re.Match[str], base: Reading, spaced_letter: str) -> Iterator[Reading]:
        low, high = int(hit[1]), int(hit[3] or hit[1])
        letters = base.letters | {letter for letter in (hit[2], hit[4]) if letter}
        street = (min(low, high), max(low, high))
        yield replace(base, letters=letters, street=street)
        if hit[3] and not base.flats:  # '4-12' may be flat 4 at number 12
            yield Reading(frozenset({low}), letters, (high, high))
        if hit[2] and hit[2] == spaced_letter and hit[2] in _START_NAMES:  # '12 o neill road'
            yield replace(base, street=street)
        if hit[2] in _LOOKS_LIKE and not hit[3]:  # '1o kauri road'
            typed = int(hit[1] + _LOOKS_LIKE[hit[2]])
            yield replace(base, street=(typed, typed))

    def _join_suffixes(self) -> str:
        """Make '61 b kauri road' '61b kauri road', but not '61 b street'; returns the letter, if one was joined."""
        types, joined = self.words.street_types, ""

        def join(hit: re.Match[str]) -> str:
            nonlocal joined
            if hit[3] in types and not re.match(r" [a-z]", self.rest[hit.end() :]):
                return hit[0]
            joined = hit[2]
            return f"{hit[1]}{hit[2]} {hit[3]}"

        self.rest = _SPACED_LETTER.sub(join, self.rest)
        for hit in _LETTERS.finditer(self.rest):
            if re.search(r",|and|or|-", hit[0]):  # '12a and b kauri road'
                self.letters |= {hit[1], hit[2]}
        return joined

    def _street(self) -> tuple[str, str]:
        """The street's name and type where a type ends the name, else ('', '')."""
        numbered = self.after_number is not None
        segments = [self.after_number.split(",")[0]] if self.after_number else self.rest.split(",")
        for segment in segments:
            words = _words_after_numbers(segment)
            kinds = [self.words.street_types.get(word, "") for word in words]
            ends = [at for at, kind in enumerate(kinds) if at and kind in STRONG_TYPES]
            if numbered:
                ends += [at for at, kind in enumerate(kinds) if at and kind]
            else:  # without a number 'Kauri Downs' may be a farm, and 'Mission Bay St Heliers' is no street
                last = len(words) - 1
                ends = [
                    at
                    for at in ends
                    if kinds[at] not in ALSO_OTHER_WORDS and (words[at] != "st" or at == last)
                ]
            if ends:
                return self._name(words, ends[0]), kinds[ends[0]]
        return "", ""

    def _names(self) -> Iterator[str]:
        """Every run of words that a street type ends, in every part of the address."""
        for segment in self.rest.split(",")[:_MOST_NUMBERS]:
            words = _words_after_numbers(segment)
            ends = [at for at, word in enumerate(words) if at and word in self.words.street_types]
            for at in ends[:_MOST_NUMBERS]:
                yield self._name(words, at)
                if words[at] != "st" and self.words.street_types[words[at]] in STRONG_TYPES:
                    break  # 'st' may be a saint: 12 Mt St John Avenue

    def _name(self, words: list[str], end: int) -> str:
        name = " ".join(self.words.in_full.get(word) or self._word(word) for word in words[:end])
        return f"the {self._word(words[end])}" if name == "the" else name

    def _word(self, word: str) -> str:
        """A word in full; 'st' is a street here, and a saint only in a street's name."""
        return self.words.street_types.get(word) or self.words.in_full.get(word, word)


def _words_after_numbers(segment: str) -> list[str]:
    return _LEADING_NUMBERS.sub("", segment.strip()).split()


def _spaced(text: str) -> str:
    """Single spaces, and one comma where there were several."""
    return re.sub(r" ,(?: ,)+", " ,", " ".join(text.split())).strip(" ,")
