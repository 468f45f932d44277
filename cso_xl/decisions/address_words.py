"""The words of New Zealand addresses, from settings, ready to be looked up [A4]."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cso_xl.settings import Settings
from cso_xl.text import fold

STRONG_TYPES = frozenset(
    (
        "road", "street", "avenue", "drive", "place", "crescent", "lane", "terrace", "way", "close", "court",
        "highway", "quay", "boulevard", "parade", "esplanade",
    )
)  # fmt: skip  # after one of these a street's name is over; 'view' or 'park' may be part of the name
ALSO_OTHER_WORDS = frozenset(("place", "way", "close", "court", "drive"))  # "Mum's place", "Lake Court"
_COUNT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: str(number) for number, word in enumerate(_COUNT, 1)}
START, END = (
    r"(?<![^\s,])",
    r"(?![^\s,])",
)  # of a word: plain addresses have only spaces and commas between words


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first; a line break may stand inside a phrase."""
    longest_first = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", "(?: ,)? ") for phrase in longest_first) or "(?!)"


def whole(phrases: Iterable[str], then: str = "") -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, and what follows them."""
    return re.compile(rf"{START}(?:{_any_of(phrases)}){then}{END}")


@dataclass(frozen=True)
class Words:
    """What each kind of word looks like in a plain address (see `address_reader.plain`)."""

    street_types: Mapping[str, str]  # 'rd' -> 'road', 'road' -> 'road'
    in_full: Mapping[str, str]  # 'mt' -> 'mount'
    lodging: Mapping[str, re.Pattern[str]]
    no_fixed_abode: re.Pattern[str]
    landmark: re.Pattern[str]
    shared_place: re.Pattern[str]
    unknown: re.Pattern[str]
    country: re.Pattern[str]
    care_of: re.Pattern[str]
    postal: re.Pattern[str]
    rural: re.Pattern[str]
    highway: re.Pattern[str]
    unit: re.Pattern[str]
    unit_word: re.Pattern[str]
    unit_hyphen: re.Pattern[str]
    part: re.Pattern[str]
    part_before_slash: re.Pattern[str]
    number: re.Pattern[str]
    hash_after: re.Pattern[str]
    glued: re.Pattern[str]
    places: re.Pattern[str]

    @classmethod
    def of(cls, settings: Settings) -> "Words":
        """The words in force."""

        def words(name: str) -> tuple[str, ...]:
            return settings.words(f"addresses.{name}")

        one = r"\d{1,6}[a-z]?|[a-z]\d{0,3}|" + "|".join(NUMBER_WORDS)
        listed = rf" (?P<values>(?:{one})(?: , (?:{one}))*(?:(?: ,)? (?:and|or|\+) (?:{one}))+|{one})"
        counted = r" (?P<value>\d{1,2}[a-z]?|" + "|".join(NUMBER_WORDS) + ")"
        unit = rf"{START}(?:{_any_of([*words('unit'), '#'])})"
        facts = [*words("part_of_site"), *words("postal"), *words("rural_delivery")]
        before_a_number = [*words("unit"), *words("number"), "rd", "sh", "lot", "level"]
        return cls(
            street_types=_shortened(settings.table("addresses.street_types")),
            in_full=_shortened(settings.table("addresses.same_words")),
            lodging={reason: whole(names) for reason, names in settings.table("addresses.lodging").items()},
            no_fixed_abode=whole(words("no_fixed_abode")),
            landmark=whole(words("landmark")),
            shared_place=whole(words("shared_places")),
            unknown=re.compile(rf"(?:{_any_of(words('unknown'))})?[\s,?-]*"),
            country=re.compile(rf"[\s,]*{START}(?:{_any_of(words('country'))})$"),
            care_of=re.compile(rf"{START}(?:{_any_of(words('care_of'))})(?!\d)(?:[^\d,]*)"),
            postal=whole(words("postal"), then=r"(?: no)? [a-z]{0,2}\d+"),
            rural=whole(words("rural_delivery"), then=r" \d{1,2}"),
            highway=whole(words("highway"), then=counted),
            unit=whole([*words("unit"), "#"], then=listed),
            unit_word=re.compile(rf"{unit} (?=(?:\d+[a-z]?|[a-z])[/-]\d)"),
            unit_hyphen=re.compile(rf"{unit} (\d{{1,6}}[a-z]?|[a-z])-(?=\d+[a-z]? [a-z])"),
            part=whole(words("part_of_site"), then=rf" (?:{one})"),
            part_before_slash=re.compile(rf"{START}(?:{_any_of(facts)}) (?:\d+[a-z]?|[a-z])/"),
            number=whole(words("number"), then=r"(?= \d)"),
            hash_after=re.compile(rf"{START}({_any_of(facts)}) #(?= )"),
            glued=re.compile(rf"{START}({_any_of(before_a_number)})(\d+[a-z]?)(?![^\s,/-])"),
            places=whole(words("places")),
        )


def _shortened(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    full = {fold(word): fold(word) for word in table}
    return {fold(short): fold(word) for word, shorts in table.items() for short in shorts} | full
