"""The words of New Zealand addresses, from settings, ready to be looked up [A4]."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cso_xl.cells.text import fold
from cso_xl.settings import Settings

if TYPE_CHECKING:
    from cso_xl.addresses.numbers import Reading
    from cso_xl.addresses.placing import Roads
    from cso_xl.addresses.streets import Street

STRONG_TYPES = frozenset(
    (
        "road", "street", "avenue", "drive", "place", "crescent", "lane", "terrace", "way", "close", "court",
        "highway", "quay", "boulevard", "parade", "esplanade",
    )
)  # fmt: skip  # after one of these a street's name is over; 'view' or 'park' may be part of the name
ALSO_OTHER_WORDS = frozenset(("place", "way", "close", "court", "drive"))  # "Mum's place", "Lake Court"
DIRECTIONS = frozenset(("north", "south", "east", "west", "extension", "upper", "lower", "central"))
BEFORE_TOWNS = frozenset(("mount", "port", "lake", "new", "old", "great", "saint", "fort", "the", "te"))
NONE: frozenset[str] = frozenset()
SIDES = DIRECTIONS | BEFORE_TOWNS | {"point"}  # words that are not suburbs by themselves
_COUNT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: str(number) for number, word in enumerate(_COUNT, 1)}
START, END = (
    r"(?<![^\s,])",
    r"(?![^\s,])",
)  # of a word: plain addresses have only spaces and commas between words

# Aotearoa, Maangere, Koowhai: syllables of Māori, whose long vowels are written with a macron, or doubled
_MAORI = re.compile(r"(?:(?:ng|wh|[hkmnprtw])?[aeiou]{1,4})+")
_DOUBLED = re.compile(r"([aeiou])\1")


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first; a line break may stand inside a phrase."""
    longest_first = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", "(?: ,)? ") for phrase in longest_first) or "(?!)"


def _begin(*phrases: str) -> frozenset[str]:
    """The words that phrases begin with."""
    return frozenset(fold(phrase).split(" ")[0] for phrase in phrases if fold(phrase))


@dataclass(frozen=True)
class Phrases:
    """Phrases to be looked for in a plain address, and the words that they begin with.

    Most addresses have none of these words, and need no closer look.
    """

    pattern: re.Pattern[str]
    begin: frozenset[str]

    @classmethod
    def of(cls, phrases: Iterable[str], then: str = "", by_itself: bool = True) -> "Phrases":
        """Any of the phrases as whole words, followed by the pattern `then`."""
        phrases = tuple(phrases)
        pattern = re.compile(rf"{START}(?:{_any_of(phrases)}){then}{END if by_itself else ''}")
        return cls(pattern, _begin(*phrases))

    def search(self, text: str, words: Collection[str]) -> re.Match[str] | None:
        """The first hit in a text of these words."""
        return None if self.begin.isdisjoint(words) else self.pattern.search(text)

    def hits(self, text: str, words: Collection[str]) -> Iterator[re.Match[str]]:
        """Every hit in a text of these words."""
        return iter(()) if self.begin.isdisjoint(words) else self.pattern.finditer(text)

    def values(self, text: str, words: Collection[str], group: int = 0) -> frozenset[str]:
        """Every phrase in a text of these words, or a group of the pattern in each."""
        return (
            NONE
            if self.begin.isdisjoint(words)
            else frozenset(hit[group] for hit in self.pattern.finditer(text))
        )


Listed = Callable[[str], tuple[str, ...]]  # the words of settings under a name


@dataclass(frozen=True)
class UnitWords:
    """The words before a flat, a part of a site, or a number."""

    unit: Phrases
    unit_word: Phrases
    unit_hyphen: Phrases
    part: Phrases
    part_before_slash: Phrases
    number: Phrases
    hash_after: Phrases
    glued: re.Pattern[str]
    dotted: re.Pattern[str]
    letters: re.Pattern[str]
    single: frozenset[str]  # words for a flat, to be met by themselves

    @classmethod
    def of(cls, words: Listed) -> "UnitWords":
        """The words in force."""
        value = r"\d{1,6}[a-z]?|[a-z]\d{0,3}|" + "|".join(NUMBER_WORDS)
        listed = rf" (?P<values>(?:{value})(?: , (?:{value}))*(?:(?: ,)? (?:and|or|\+) (?:{value}))+|{value})"
        units = [*words("unit"), "#"]
        facts = [*words("part_of_site"), *words("postal"), *words("rural_delivery")]
        before_a_number = [*words("unit"), *words("number"), "rd", "sh", "lot", "level"]
        hyphen = r" (\d{1,6}[a-z]?|[a-z])-(?=\d+[a-z]? [a-z])"
        return cls(
            unit=Phrases.of(units, then=listed),
            unit_word=Phrases.of(units, then=r" (?=(?:\d+[a-z]?|[a-z])[/-]\d)", by_itself=False),
            unit_hyphen=Phrases.of(units, then=hyphen, by_itself=False),
            part=Phrases.of(words("part_of_site"), then=rf" (?:{value})"),
            part_before_slash=Phrases.of(facts, then=r" (?:\d+[a-z]?|[a-z])/", by_itself=False),
            number=Phrases.of(words("number"), then=r"(?= \d)"),
            hash_after=Phrases.of(facts, then=" #(?= )", by_itself=False),
            glued=re.compile(rf"{START}({_any_of(before_a_number)})(\d+[a-z]?)(?![^\s,/-])"),
            dotted=re.compile(rf"({START}(?:(?:{_any_of(units)}) ?)?\d{{1,2}})\.(?=\d\d(?:/|[ ,;:]+)\d)"),
            letters=re.compile(
                rf"((?<=\d)|(?<=\d )|{START}(?:{_any_of(units)}) )([a-z])(?: ?- ?| to )([a-z])(?=[ ,])"
            ),
            single=frozenset(map(fold, words("unit"))),
        )


@dataclass(frozen=True)
class LodgingWords:
    """The phrases for an address that is not a household's by itself, or that is shared by many households."""

    lodging: Mapping[str, Phrases]
    no_fixed_abode: Phrases
    landmark: Phrases
    shared_place: Phrases
    begin: frozenset[str]  # what lodging and no fixed abode begin with

    @classmethod
    def of(cls, words: Listed, lodging: Mapping[str, Sequence[str]]) -> "LodgingWords":
        """The words in force; `lodging` by the reason that staff read."""
        names = [name for listed in lodging.values() for name in listed]
        return cls(
            lodging={reason: Phrases.of(listed) for reason, listed in lodging.items()},
            no_fixed_abode=Phrases.of(words("no_fixed_abode")),
            landmark=Phrases.of(words("landmark")),
            shared_place=Phrases.of(words("shared_places")),
            begin=_begin(*words("no_fixed_abode"), *names),
        )


class _InFull(dict[str, str]):
    """Words as they are compared: in full and without doubled vowels; 'st' is for the reader to tell.

    Begins with the words that are written short, and remembers every other word.
    """

    @classmethod
    def of(cls, short: Mapping[str, str]) -> "_InFull":
        """Any word; `short` has the words that are written otherwise in full."""
        return cls({word: undoubled(full) for word, full in short.items()})

    def __missing__(self, word: str) -> str:
        full = self[word] = undoubled(word)
        return full


@dataclass(frozen=True)
class Words:
    """How each kind of word looks in a plain address (see `spelling.plain`).

    `is_road` and `is_place` say whether the register has a road, a suburb or town of a name; without a register
    they are None. What has been read before is kept in `readings`, `streets` and `places`.
    """

    street_types: Mapping[str, str]  # 'rd' -> 'road', 'road' -> 'road'
    in_full: Mapping[str, str]  # 'mt' -> 'mount'
    full: Mapping[str, str]  # any word in full, and without doubled vowels
    units: UnitWords
    lodgings: LodgingWords
    unknown: re.Pattern[str]
    country: Phrases
    care_of: re.Pattern[str]
    care_of_signs: tuple[str, ...]
    postal: Phrases
    rural: Phrases
    highway: Phrases
    joined_places: Phrases
    corner: Phrases
    towns: frozenset[str]
    town_names: Mapping[str, str]  # 'manukau' -> 'auckland'
    not_places: frozenset[str]
    way_in: frozenset[str]
    unusual: frozenset[str]  # an address with one of these words is looked at closely
    is_road: Callable[[str], bool] | None = None
    is_place: Callable[[str], bool] | None = None
    readings: dict[tuple[str, str, str, str], "tuple[Reading, ...]"] = field(default_factory=dict)
    streets: dict[tuple[str, str], "Street"] = field(default_factory=dict)
    places: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> "Words":
        """The words in force."""

        def words(name: str) -> tuple[str, ...]:
            return settings.words(f"addresses.{name}")

        counted = r" (?P<value>\d{1,2}[a-z]?|" + "|".join(NUMBER_WORDS) + ")"
        street_types = _shortened(settings.table("addresses.street_types"))
        in_full = _shortened(settings.table("addresses.same_words"))
        joined = {fold(place).replace(" ", ""): fold(place) for place in words("places")}
        lodgings = LodgingWords.of(words, settings.table("addresses.lodging"))
        units = UnitWords.of(words)
        return cls(
            street_types=street_types,
            in_full=in_full,
            full=_InFull.of(street_types | in_full | joined | {"st": "st"}),
            units=units,
            lodgings=lodgings,
            unknown=re.compile(rf"(?:{_any_of(words('unknown'))})?[\s,?-]*"),
            country=Phrases.of(words("country"), then="$"),
            care_of=re.compile(rf"{START}(?P<sign>{_any_of(words('care_of'))})(?!\d)(?P<name>[^\d,;]*)"),
            care_of_signs=tuple(fold(sign) for sign in words("care_of")),
            postal=Phrases.of(words("postal"), then=r"(?: no)? [a-z]{0,2}\d+"),
            rural=Phrases.of(words("rural_delivery"), then=r" (\d{1,2}[a-z]?)"),
            highway=Phrases.of(words("highway"), then=counted),
            joined_places=Phrases.of(words("places")),
            corner=Phrases.of(words("corner")),
            towns=frozenset(_full_phrase(town, in_full) for town in words("towns")),
            town_names=_shortened(settings.table("addresses.town_names")),
            not_places=frozenset(map(fold, words("not_places"))),
            way_in=frozenset(map(fold, words("way_in"))),
            unusual=lodgings.begin | units.single | _unusual(words),
        )

    def with_register(self, register: "Roads") -> "Words":
        """The same words with what a register knows; what was read without it is forgotten."""
        return replace(
            self,
            towns=self.towns | register.towns,
            is_road=lambda name: bool(register.roads(name)),
            is_place=register.places.__contains__,
            streets={},
            places={},
        )


def _unusual(words: Listed) -> frozenset[str]:
    """Words that no address of the usual form has: single letters, numbers in words, and whatever is not a street."""
    ends = (country.split()[-1] for country in words("country"))
    letters = "abcdefghijklmnopqrstuvwxyz"
    others = (*words("postal"), *words("shared_places"), *words("care_of"), "statehighway")
    return _begin(*NUMBER_WORDS, *letters, *others, *ends)


def undoubled(word: str) -> str:
    """A word of Māori with single vowels: 'maangere' and 'mangere' are one name; 'reed' is another word."""
    return _DOUBLED.sub(r"\1", word) if _DOUBLED.search(word) and _MAORI.fullmatch(word) else word


def _full_phrase(phrase: str, in_full: Mapping[str, str]) -> str:
    return " ".join(undoubled(in_full.get(word, word)) for word in fold(phrase).split())


def _shortened(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    full = {fold(word): fold(word) for word in table}
    return {fold(short): fold(word) for word, shorts in table.items() for short in shorts} | full
