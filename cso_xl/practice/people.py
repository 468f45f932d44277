"""Invented people and addresses with a New Zealand flavour. Nobody in here exists.

Surnames are birds and trees, so that nobody takes a practice row for a real one.
"""

import datetime as dt
import random
import unicodedata
from dataclasses import dataclass

SURNAMES = (
    "Kererū", "Tōtara", "O'Kauri", "Mānuka", "Pīwakawaka", "Ruru", "Kea", "Weka", "D'Rimu", "Harakeke",
    "Mataī", "Nīkau", "Kōwhai", "Toroa", "Kākāpō", "Hoiho", "Tītoki", "Rātā", "Silverfern", "van der Moa",
    "Huia-Takahē", "Pōhutukawa", "Mac Kōkako", "Tawa", "Kahikatea", "Pūkeko", "Fantail", "Te Tūī",
)  # fmt: skip
WOMEN = (
    "Aroha", "Mere", "Ngaire", "Sarah", "Hine", "Marama", "Jo-Anne", "Wikitōria", "Leilani", "Emma",
    "Anahera", "Ruth", "Tūmanako", "Chloe", "Kahurangi", "Siân",
)  # fmt: skip
MEN = (
    "Tāne", "Hōne", "John", "Wiremu", "Tama", "Peter", "Mikaere", "Sione", "Rāwiri", "James",
    "Nīkora", "Liam", "Te Ariki", "Daniel", "Hēmi", "André",
)  # fmt: skip
STREETS = (
    "Kauri Road", "Rimu Street", "Tūī Lane", "Tōtara Avenue", "Kōwhai Crescent", "Pūkeko Place", "Mānuka Drive",
    "Rātā Terrace", "Kererū Way", "Nīkau Grove", "Mataī Close", "Ruru Court", "Weka Parade", "Tawa Street",
    "Kea Street", "Fantail Rise",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A real town, the only real thing in an invented address."""

    name: str
    postcode: str
    region: str


TOWNS = (
    Town("Rotorua", "3010", "Bay of Plenty"),
    Town("Whakatāne", "3120", "Bay of Plenty"),
    Town("Whangārei", "0110", "Northland"),
    Town("Hamilton", "3204", "Waikato"),
    Town("Taupō", "3330", "Waikato"),
    Town("Gisborne", "4010", "East Coast"),
    Town("Hāwera", "4610", "Taranaki"),
    Town("Levin", "5510", "Central"),
    Town("Timaru", "7910", "Canterbury"),
    Town("Ōamaru", "9400", "Southern"),
)


@dataclass(frozen=True)
class Person:
    """An invented client."""

    number: str
    surname: str
    given: str
    born: dt.date
    gender: str


@dataclass(frozen=True)
class Address:
    """An invented address; `flat` is empty for a house."""

    flat: str
    house: str
    street: str
    town: Town

    @property
    def line(self) -> str:
        """'12 Kauri Road' or '4/12 Kauri Road'."""
        return f"{self.flat}/{self.house} {self.street}" if self.flat else f"{self.house} {self.street}"

    @property
    def text(self) -> str:
        """The whole address in one cell."""
        return f"{self.line} {self.town.name} {self.town.postcode}"


class People:
    """Invents people and addresses from a seeded `rng`; no client number comes twice.

    Ages are counted on `today`.
    """

    def __init__(self, rng: random.Random, today: dt.date) -> None:
        self.rng = rng
        self.today = today
        self._numbers: set[int] = set()

    def number(self) -> str:
        """A client number of nine digits; one in five begins with zeros."""
        while True:
            lowest, highest = (10**6, 10**8) if self.rng.random() < 0.2 else (10**8, 10**9)
            number = self.rng.randrange(lowest, highest)
            if number not in self._numbers:
                self._numbers.add(number)
                return f"{number:09}"

    def person(self, youngest: int = 18, oldest: int = 70) -> Person:
        """Somebody between two ages in years; one in thirty has a single name."""
        gender = self.rng.choice("FM")
        first, second = self.given(gender), self.given(gender)
        given = f"{first} {second}" if first != second and self.rng.random() < 0.4 else first
        days = self.rng.randrange(youngest * 366, oldest * 365)
        return Person(
            self.number(),
            self.rng.choice(SURNAMES),
            "" if self.rng.random() < 1 / 30 else given,
            self.today - dt.timedelta(days=days),
            gender,
        )

    def given(self, gender: str) -> str:
        """A first name."""
        return self.rng.choice(WOMEN if gender == "F" else MEN)

    def address(self) -> Address:
        """A house, or one time in four a flat."""
        return Address(
            str(self.rng.randrange(1, 20)) if self.rng.random() < 0.25 else "",
            str(self.rng.randrange(1, 300)),
            self.rng.choice(STREETS),
            self.rng.choice(TOWNS),
        )

    def day(self, within_days: int) -> dt.date:
        """A day before today, at most so many days ago."""
        return self.today - dt.timedelta(days=self.rng.randrange(1, within_days + 1))


def email(*words: str) -> str:
    """An address at example.org, which belongs to nobody: 'scm.whakatane@example.org'."""
    plain = unicodedata.normalize("NFKD", ".".join(words)).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@example.org"
