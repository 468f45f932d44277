"""The facts that an address states, each by itself [A4].

| address | number | street | places | beside |
| --- | --- | --- | --- | --- |
| `12 Kauri Rd, Māngere, Auckland 2024` | 12 | kauri road | mangere, auckland | postcode 2024 |
| `Flat 4, 12 Kauri Road RD 2 Ōtaki` | 4/12 | kauri road | otaki | rural delivery 2 |
| `Lake Apartments, 222 Queen Street` | 222 | queen street | | before it: lake apartments |
| `Level 3, 5 Queen Street North` | 5 | queen street north | | part of the site: level 3 |
"""

from dataclasses import dataclass

from cso_xl.addresses import streets
from cso_xl.addresses.lodging import HOUSEHOLD, Lodging
from cso_xl.addresses.numbers import NO_NUMBER, Reading
from cso_xl.addresses.streets import Places, Street
from cso_xl.addresses.words import NONE, Words


@dataclass(slots=True, eq=False)
class Address:
    """An address, fact by fact.

    `text` is the cell as it was typed, `plain` how it is spelt for reading. `suffix` are letters behind the street
    number; `before` and `after` are what is left around the number when all other facts are taken out: without a
    number all of it stands before, and `after` is None. `host` is whom C/- names.
    """

    text: str
    plain: str
    words: Words
    readings: tuple[Reading, ...]
    suffix: frozenset[str]
    before: str
    after: str | None
    street: Street
    places: Places
    aside: Places
    postcode: str = ""
    rural: frozenset[str] = NONE
    parts: frozenset[str] = NONE
    highways: frozenset[str] = NONE
    boxes: frozenset[str] = NONE
    lodging: Lodging = HOUSEHOLD
    host: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether it is empty, or says that it is not known."""
        return self.after is None and self.words.unknown.fullmatch(self.plain) is not None

    @property
    def says_where(self) -> bool:
        """Whether it names a number, a flat, a street or a highway."""
        numbered = any(reading != NO_NUMBER for reading in self.readings)
        return numbered or bool(self.street.kind or self.highways)

    @property
    def has_more(self) -> bool:
        """Whether it says more than numbers, a street and places."""
        return bool(self.rural or self.parts or self.boxes or self.host)

    @property
    def numbered(self) -> bool:
        """Whether it has a street number."""
        return self.after is not None

    @property
    def flat(self) -> str:
        """Every word of the street and its places in order."""
        return " ".join((self.street.full, *self.places))

    @property
    def rest(self) -> str:
        """All that is left of it beside the number."""
        return f"{self.before} , {self.after or ''}"

    @property
    def names(self) -> frozenset[str]:
        """All that may be a street's name."""
        return frozenset(streets.names(self.rest, self.words))

    @property
    def all_words(self) -> set[str]:
        """Every word that is not a number, in full."""
        words = self.rest.replace(",", " ").split()
        return {streets.in_full(word, self.words) for word in words if not word.isdigit()}

    @property
    def is_corner(self) -> bool:
        """Whether it names a second street beside its own: a corner, an entrance."""
        words = self.rest.split()
        return "and" in words or self.words.corner.search(self.rest, words) is not None
