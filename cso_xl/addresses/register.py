"""The road register: a read-only index of New Zealand's roads, looked up by name [A4].

It is one SQLite file, read without locks, so that many people can have it open on a share. A line of `roads`
is a name with every road that has it; places and names are kept as addresses are compared.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from cso_xl.addresses.placing import Road
from cso_xl.errors import FileError
from cso_xl.settings import Settings

FORM = "2"  # of the index; an index of another form has to be built again
LICENCE = "Sourced from the LINZ Data Service and licensed for reuse under CC BY 4.0."
SCHEMA = """
CREATE TABLE about (what TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roads (name TEXT PRIMARY KEY, roads TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE near (place TEXT PRIMARY KEY, places TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class RegisterSource:
    """The export that a register was built from; `date` is the day of the export, as YYYY-MM-DD."""

    source: str
    date: str
    roads: int
    numbers: int

    def in_words(self) -> str:
        """One line for staff, with the attribution that the licence asks for."""
        numbers = f" and {self.numbers:,} street numbers" if self.numbers else ""
        return f"{self.roads:,} roads{numbers} of {self.source}, as of {self.date}. {LICENCE}"


class Register:
    """The roads of New Zealand by name; remembers what it has looked up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._roads: dict[str, Sequence[Road]] = {}
        self._near: dict[str, Sequence[str]] = {}

    @classmethod
    def open(cls, path: Path) -> "Register":
        """Open an index for reading. Raises FileError when it is missing or not an index of this form."""
        if not path.is_file():
            raise FileError(f"The road register {path} was not found. {_BUILD}")
        try:
            register = cls(sqlite3.connect(_uri(path), uri=True))
        except sqlite3.Error:
            raise FileError(f"The road register {path} cannot be opened. {_BUILD}") from None
        try:
            form = register._about.get("form")
        except sqlite3.Error:
            register.close()
            raise FileError(f"{path} is not a road register, or is damaged. {_BUILD}") from None
        if form != FORM:
            register.close()
            raise FileError(f"The road register {path} was built by another version of cso_xl. {_BUILD}")
        return register

    @property
    def about(self) -> RegisterSource:
        """The export that it was built from."""
        about = self._about
        return RegisterSource(about["source"], about["date"], int(about["roads"]), int(about["numbers"]))

    @cached_property
    def towns(self) -> frozenset[str]:
        """Every town and city."""
        return frozenset(self._about["towns"].split("\n"))

    @cached_property
    def places(self) -> frozenset[str]:
        """Every suburb, town and city."""
        return frozenset(self._about["places"].split("\n"))

    @cached_property
    def _about(self) -> dict[str, str]:
        return dict(self._connection.execute("SELECT what, value FROM about"))

    def roads(self, name: str) -> Sequence[Road]:
        """Every road of a name, given in full words."""
        roads = self._roads.get(name)
        if roads is None:
            row = self._connection.execute("SELECT roads FROM roads WHERE name = ?", (name,)).fetchone()
            roads = self._roads[name] = tuple(map(Road, row[0].split("\n"))) if row else ()
        return roads

    def near(self, place: str) -> Sequence[str]:
        """The town of a suburb, and the places with which it shares a road; nothing for an unknown place."""
        if place not in self.places:
            return ()
        places = self._near.get(place)
        if places is None:
            row = self._connection.execute("SELECT places FROM near WHERE place = ?", (place,)).fetchone()
            places = self._near[place] = tuple(row[0].split(",")) if row else ()
        return places

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


_BUILD = "Build it with 'cso-xl addresses register FILE' from the export of Land Information New Zealand."


def from_settings(settings: Settings) -> Register | None:
    """The register that settings name, or None when they name none. Raises FileError when it cannot be used."""
    path = settings.text("addresses.register")
    return Register.open(Path(path)) if path else None


def _uri(path: Path) -> str:
    """The file's address for SQLite: read-only and without locks, since nobody writes into it."""
    full = path.absolute().as_posix()
    return f"file:{'//' if full.startswith('//') else ''}{quote(full)}?mode=ro&immutable=1"


def write(
    path: Path, roads: Mapping[str, list[Road]], near: Mapping[str, set[str]], about: Mapping[str, str]
) -> None:
    """Write an index into a file that does not exist yet."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        road_lines = ((name, "\n".join(namesakes)) for name, namesakes in sorted(roads.items()))
        connection.executemany("INSERT INTO roads VALUES (?, ?)", road_lines)
        near_lines = ((place, ",".join(sorted(places))) for place, places in sorted(near.items()))
        connection.executemany("INSERT INTO near VALUES (?, ?)", near_lines)
        connection.executemany("INSERT INTO about VALUES (?, ?)", {"form": FORM, **about}.items())
