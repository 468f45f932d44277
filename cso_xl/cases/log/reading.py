"""The case log at one moment: what an index knows of it, and the lines after that."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cso_xl.activity.links import LogLine
from cso_xl.cases.events import Recorded
from cso_xl.cases.log.index import Index, Placed, Spot, extended
from cso_xl.cases.log.log_line import parse, recorded
from cso_xl.errors import FileError

_BUFFER = 1 << 16  # bytes; lines that lie near each other are read together


class OpenEntry(NamedTuple):
    """An entry's lines, and the same as events."""

    lines: Sequence[Placed]
    events: list[Recorded]


class Reading:
    """The log's lines by the key of their entry, as `log_line.key` writes it.

    Where a line is not as the index knows it, FileError is raised; nobody reads its message, for the log is then read
    whole and says itself what is wrong.
    """

    def __init__(
        self, path: Path, index: Index, tail: Iterable[LogLine], is_open: Callable[[Sequence[Recorded]], bool]
    ) -> None:
        self._path = path
        self._index = index
        self.rule = index.rule
        self._is_open = is_open
        self.tail = list(_placed(tail, index.end))
        self._new: Mapping[str, list[Placed]] = _grouped(self.tail)

    def day(self, day: str) -> list[LogLine]:
        """The lines of a report's day."""
        since = (placed for placed in self.tail if placed.line.key.startswith(day))
        return _lines([*self._of_day(day), *since])

    def days(self, date: str) -> list[str]:
        """The reports' days of a date."""
        days = {**dict.fromkeys(self._index.days), **dict.fromkeys(map(_day, self._new))}
        return [day for day in days if day.endswith(f" {date} ")]

    @cached_property
    def open(self) -> Mapping[str, OpenEntry]:
        """The entries that are open; the one that is longest in the log comes first."""
        entries = (
            (key, OpenEntry(lines, [recorded(placed.line) for placed in lines]))
            for key, lines in self._maybe_open().items()
        )
        return {key: entry for key, entry in entries if self._is_open(entry.events)}

    def _maybe_open(self) -> Mapping[str, Sequence[Placed]]:
        """Every entry that was open when the index was made, or has new lines since, with all of its lines."""
        entries = self._at(self._index.open)
        reopened = [key for key in self._new if key not in entries]
        days = {day: _grouped(self._of_day(day)) for day in dict.fromkeys(map(_day, reopened))}
        entries |= {key: days[_day(key)].get(key, []) for key in reopened}
        whole = {key: [*lines, *self._new.get(key, ())] for key, lines in entries.items()}
        return dict(sorted(whole.items(), key=lambda item: item[1][0].start))

    def index(self) -> Index:
        """An index of all lines up to now, and of the entries that are open."""
        days = dict(self._index.days)
        for day, lines in _grouped(self.tail, _day).items():
            days[day] = extended(days.get(day, Spot()), lines)
        still_open = {key: extended(Spot(), entry.lines) for key, entry in self.open.items()}
        line, start, end = self.tail[-1]
        return Index(self.rule, line.sequence, line.hash, start, end, days, still_open)

    def _of_day(self, day: str) -> list[Placed]:
        """The lines of a report's day that the index knows."""
        spot = self._index.days.get(day)
        return self._at({day: spot})[day] if spot else []

    def _at(self, spots: Mapping[str, Spot]) -> dict[str, list[Placed]]:
        """The lines at these spots, read in the order in which they lie."""
        by_key: dict[str, list[Placed]] = {key: [] for key in spots}
        ranges = sorted((start, end, key) for key, spot in spots.items() for start, end in spot.ranges())
        if not ranges:
            return by_key
        with self._path.open("rb", buffering=_BUFFER) as file:
            for start, end, key in ranges:
                file.seek(start)
                lines = map(parse, file.read(end - start).splitlines(keepends=True))
                by_key[key] += _placed((_intact(line) for line in lines), start)
        if any(extended(Spot(), by_key[key]) != spot for key, spot in spots.items()):
            raise FileError("The case index does not agree with the case log.")
        return by_key


def _intact(line: LogLine | None) -> LogLine:
    if not (line and line.intact):
        raise FileError("The case log is not as it was when the case index was made.")
    return line


def _placed(lines: Iterable[LogLine], start: int) -> Iterator[Placed]:
    """Lines that stand one after another from byte `start`, each with its place."""
    for line in lines:
        yield Placed(line, start, start + line.size)
        start += line.size


def _grouped(lines: Iterable[Placed], by: Callable[[str], str] = str) -> dict[str, list[Placed]]:
    """Lines by their key, or what `by` makes of it; the log's notes about itself are left out."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for placed in lines:
        if placed.line.key:
            groups[by(placed.line.key)].append(placed)
    return dict(groups)


def _day(key: str) -> str:
    """The report's day of an entry."""
    return key[: key.index(" ", key.index(" ") + 1) + 1]


def _lines(places: Iterable[Placed]) -> list[LogLine]:
    return [placed.line for placed in places]
