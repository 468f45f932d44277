"""Builds the road register from an export of Land Information New Zealand: 'NZ Addresses' or 'NZ Roads', as CSV [A4].

Columns are found by their headings. Where there are street numbers each row is an address, and the rows of one
name, suburb and town are one road; else a row is a road, or a part of the road whose number it names.
"""

import csv
import datetime as dt
import gzip
import io
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TextIO, cast

from cso_xl.addresses import register, spelling
from cso_xl.addresses.placing import Road, count_numbers, road_of
from cso_xl.addresses.reading import read_plain
from cso_xl.addresses.register import Register, RegisterSource
from cso_xl.addresses.streets import place_key
from cso_xl.addresses.words import Words
from cso_xl.cells.text import heading_key
from cso_xl.errors import FileError, InputError

HEADINGS = {  # names of the columns; several of one kind are all read
    "road": ("full_road_name",),
    "suburb": ("suburb_locality", "left_suburb_locality", "right_suburb_locality"),
    "town": ("town_city", "left_town_city", "right_town_city"),
    "postcode": ("postcode",),
    "number": ("full_address_number", "address_number"),
    "road_id": ("road_id",),
}
_SHORT = 6  # suburbs; a road in more of them says little about how near they are
_NEEDED = ("road", "suburb", "town")


@dataclass
class _Gathered:
    """The facts read about one road so far."""

    places: set[str] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


def build(source: Path, target: Path, words: Words) -> RegisterSource:
    """Build the index `target` from the export `source`; an older index is replaced whole.

    Raises InputError when the file is not such an export, FileError when the index cannot be written.
    """
    exported = _Export(source, words)
    roads = exported.roads()
    if not roads:
        raise InputError(f"{source.name} has no roads under its headings. Export it again.")
    numbers = sum(count_numbers(road) for namesakes in roads.values() for road in namesakes)
    about = {
        "source": source.name,
        "date": dt.datetime.fromtimestamp(source.stat().st_mtime).date().isoformat(),
        "roads": str(sum(map(len, roads.values()))),
        "numbers": str(numbers),
        "towns": "\n".join(sorted(exported.towns)),
        "places": "\n".join(sorted(exported.towns | exported.near.keys())),
    }
    _write_whole(target, roads, exported.near, about)
    with Register.open(target) as opened:
        return opened.about


def _write_whole(
    target: Path, roads: dict[str, list[Road]], near: dict[str, set[str]], about: dict[str, str]
) -> None:
    """Write beside the target, then put it in its place."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".cso_xl-", dir=target.parent) as folder:
            unfinished = Path(folder) / target.name
            register.write(unfinished, roads, near, about)
            unfinished.replace(target)
    except OSError as error:
        raise FileError(
            f"The road register {target} cannot be written: {error.strerror}. If somebody is working with it, "
            "build it again when nobody is."
        ) from None


class _Export:
    """Reads an export row by row."""

    def __init__(self, source: Path, words: Words) -> None:
        self.source, self.words = source, words
        self.towns: set[str] = set()
        self.near: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        self._places: dict[str, tuple[str, ...]] = {}

    def roads(self) -> dict[str, list[Road]]:
        """Every road by its name as addresses are compared."""
        gathered: dict[str, dict[object, _Gathered]] = defaultdict(dict)
        for values in self._rows():
            name = self._name(values["road"][0])
            suburbs, towns = (self._keys(values[kind]) for kind in ("suburb", "town"))
            if not name or not (suburbs or towns):
                continue
            self.towns.update(towns or suburbs)
            self._note_near(suburbs, towns)
            key = "".join(values["road_id"]) or (suburbs, towns)
            road = gathered[name].setdefault(key, _Gathered())
            road.places.update(suburbs, towns)
            road.postcodes.update(filter(None, values["postcode"]))
            road.numbers.update(_numbers(values["number"]))
        return {name: _roads(name, list(namesakes.values())) for name, namesakes in gathered.items()}

    def _note_near(self, suburbs: Sequence[str], towns: Sequence[str]) -> None:
        """A suburb is near its town, and near every suburb with which it shares a road, unless the road is long."""
        for suburb in suburbs:
            self.near[suburb].update((suburb,))
            if len(towns) == 1 or len(suburbs) <= _SHORT:
                self.near[suburb].update(towns)
            if len(suburbs) <= _SHORT:
                self.near[suburb].update(suburbs)

    def _rows(self) -> Iterator[Mapping[str, Sequence[str]]]:
        """The wanted cells of every row, by kind."""
        try:
            with _opened(self.source) as file:
                rows = csv.reader(file)
                places = self._located(next(rows, []))
                width = max(map(max, filter(None, places.values()))) + 1
                for row in rows:
                    row += [""] * (width - len(row))
                    yield {kind: [row[at].strip() for at in columns] for kind, columns in places.items()}
        except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, gzip.BadGzipFile, EOFError):
            raise InputError(
                f"{self.source.name} is not a CSV in UTF-8. Export it from the LINZ Data Service as CSV."
            ) from None
        except OSError as error:
            raise InputError(f"{self.source} cannot be read: {error.strerror}.") from None

    def _located(self, headings: Sequence[str]) -> dict[str, list[int]]:
        keys = [heading_key(heading) for heading in headings]
        columns = {
            kind: [keys.index(heading_key(name)) for name in names if heading_key(name) in keys]
            for kind, names in HEADINGS.items()
        }
        columns["number"] = columns["number"][:1]
        missing = [HEADINGS[kind][0] for kind in _NEEDED if not columns[kind]]
        if missing:
            raise InputError(
                f"{self.source.name} has no column {', '.join(missing)}. Columns found: {', '.join(headings)}. "
                "Export 'NZ Addresses' or 'NZ Roads' from the LINZ Data Service as CSV."
            )
        return columns

    def _name(self, road: str) -> str:
        if road not in self._names:
            plain = spelling.plain(f"1 {road}", self.words)
            self._names[road] = read_plain(plain, self.words).street.full if road else ""
        return self._names[road]

    def _keys(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The places in cells, which may list several; 'Franz Josef/Waiau' goes by either name."""
        return tuple(sorted({key for cell in cells if cell for key in self._keys_of(cell)}))

    def _keys_of(self, cell: str) -> tuple[str, ...]:
        if cell not in self._places:
            names = {name for place in cell.split(",") for name in (place, *place.split("/"))}
            keys = (place_key(spelling.plain(name, self.words), self.words) for name in sorted(names))
            self._places[cell] = tuple(key for key in keys if key)
        return self._places[cell]


@contextmanager
def _opened(source: Path) -> Iterator[TextIO]:
    """The CSV, out of the ZIP in which the LINZ Data Service sends it, or a .gz."""
    with ExitStack() as stack:
        packed: IO[bytes] = stack.enter_context(source.open("rb"))
        if source.suffix.lower() == ".gz":
            packed = cast(IO[bytes], stack.enter_context(gzip.open(packed)))
        elif source.suffix.lower() == ".zip":
            archive = stack.enter_context(zipfile.ZipFile(packed))
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if len(names) != 1:
                raise InputError(
                    f"{source.name} holds {len(names)} CSVs, and one is expected. Export it as CSV."
                )
            packed = stack.enter_context(archive.open(names[0]))
        yield stack.enter_context(io.TextIOWrapper(packed, "utf-8-sig", newline=""))


def _roads(name: str, gathered: list[_Gathered]) -> list[Road]:
    """The roads of a name; the parts of a State Highway that meet in a place are one."""
    if name.startswith("state highway"):
        merged: list[_Gathered] = []
        for part in gathered:
            for meeting in [road for road in merged if not road.places.isdisjoint(part.places)]:
                merged.remove(meeting)
                part = _Gathered(
                    part.places | meeting.places,
                    part.postcodes | meeting.postcodes,
                    part.numbers | meeting.numbers,
                )
            merged.append(part)
        gathered = merged
    return [road_of(road.places, road.postcodes, road.numbers) for road in gathered]


def _numbers(cells: Sequence[str]) -> Iterator[str]:
    """The street number of '4/12A' or '12-14': 12; '12' to '14'."""
    for cell in cells:
        low, _, high = cell.rpartition("/")[2].partition("-")
        digits = ["".join(filter(str.isdigit, part)) for part in (low, high)]
        yield from filter(None, digits)
