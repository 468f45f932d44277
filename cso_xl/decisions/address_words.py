"""The words of New Zealand addresses, from settings, ready to be looked up [A4]."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cso_xl.settings import Settings
from cso_xl.text import fold

STRONG_TYPES = frozenset(
    [
        "road",
        "street",
        "avenue",
        "drive",
        "place",
        "crescent",
        "lane",
        "terrace",
        "way",
        "close",
        "court",
        "highway",
        "quay",
        "boulevard",
        "parade",
        "esplanade",
    ]
)  # after one of these a street's name is over; 'view' or 'park' may be part of the name
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first."""
    longest_first = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", "(?: ,)? ") for phrase in longest_first) or "(?!)"


@dataclass(frozen=True)
class Words:
    """What each kind of word looks like in a plain address (see `addresses.plain`)."""

    street_types: Mapping[str, str]  # 'rd' -> 'road', 'road' -> 'road'
    in_full: Mapping[str, str]  # 'mt' -> 'mount'
    lodging: Mapping[str, re.Pattern[str]]
    shared_place: re.Pattern[str]
    no_fixed_abode: re.Pattern[str]
    unknown: re.Pattern[str]
    country: re.Pattern[str]
    care_of: re.Pattern[str]
    postal: re.Pattern[str]
    rural: re.Pattern[str]
    highway: re.Pattern[str]
    unit: re.Pattern[str]
    part: re.Pattern[str]
    number: re.Pattern[str]
    glued: re.Pattern[str]
    places: re.Pattern[str]

    @classmethod
    def of(cls, settings: Settings) -> "Words":
        """The words in force."""

        def words(name: str) -> tuple[str, ...]:
            return settings.words(f"addresses.{name}")

        def whole(names: Iterable[str], then: str = "", before: str = "") -> re.Pattern[str]:
            return re.compile(rf"(?<![^\s,]){before}(?:{_any_of(names)}){then}(?![^\s,])")

        types = _shortened(settings.table("addresses.street_types"))
        street = rf"(?! (?:{_any_of(types)})(?![^\s,]))"
        landmark = "".join(
            rf"(?<!{re.escape(fold(word))} )(?<!{re.escape(fold(word))} the )" for word in words("landmark")
        )
        one = r"\d+[a-z]?|[a-z]\d{0,3}|" + "|".join(NUMBER_WORDS)
        value = rf" (?P<value>{one})(?: and (?P<second>{one}))?"
        before_a_number = [*words("unit"), *words("number"), "rd", "sh", "lot", "level"]
        return cls(
            street_types=types,
            in_full=_shortened(settings.table("addresses.same_words")),
            lodging={
                reason: re.compile(rf"(?<![^\s,]){landmark}(?:{_any_of(names)})(?![^\s,]){street}")
                for reason, names in settings.table("addresses.lodging").items()
            },
            shared_place=re.compile(rf"(?<![^\s,])(?:{_any_of(words('shared_places'))})(?![^\s,]){street}"),
            no_fixed_abode=re.compile(
                rf"(?<![^\s,])(?:{_any_of(words('no_fixed_abode'))})(?![^\s,]){street}"
            ),
            unknown=re.compile(rf"(?:{_any_of(words('unknown'))})?[\s,?-]*"),
            country=re.compile(rf"[\s,]*(?<![^\s,])(?:{_any_of(words('country'))})$"),
            care_of=re.compile(rf"(?<![^\s,])(?:{_any_of(words('care_of'))})(?!\d)(?:[^\d,]*)"),
            postal=whole(words("postal"), then=r"(?: no)? [a-z]{0,2}\d+"),
            rural=whole(words("rural_delivery"), then=r" \d{1,2}"),
            highway=whole(words("highway"), then=r" (?P<value>\d{1,2}[a-z]?|" + "|".join(NUMBER_WORDS) + ")"),
            unit=whole([*words("unit"), "#"], then=value),
            part=whole(words("part_of_site"), then=value),
            number=whole(words("number"), then=r"(?= \d)"),
            glued=re.compile(rf"(?<![^\s,])({_any_of(before_a_number)})(\d+[a-z]?)(?![^\s,/-])"),
            places=whole(words("places")),
        )


def _shortened(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    full = {fold(word): fold(word) for word in table}
    return {fold(short): fold(word) for word, shorts in table.items() for short in shorts} | full
