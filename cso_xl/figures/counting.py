"""The things that are counted, and counting them: by section, by what they are, and by week and month."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cso_xl.cells.dates import MONTHS, in_full
from cso_xl.errors import CallError

ALL = "All"
YEARS = 10  # that figures may be asked for at once
Count = Callable[[Sequence[str]], int]  # how many things there are, given the unit of each


class Period(NamedTuple):
    """All the days asked for ('all'), or a 'month' or 'week' of them; `first` is its first day."""

    kind: str
    first: dt.date

    def __str__(self) -> str:
        if self.kind == "month":
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        return f"{self.first:%d/%m/%Y}" if self.kind == "week" else ALL


@dataclass(frozen=True)
class Span:
    """The days that figures are asked for, both ends included. Raises CallError when none, or too many."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CallError(
                f"--to {self.last} is before --from {self.first}. Give the earlier day as --from."
            )
        if self.last.year - self.first.year > YEARS:
            raise CallError(f"From {self.first} to {self.last} is more than {YEARS} years. Ask for fewer.")

    def __str__(self) -> str:
        return f"from {in_full(self.first)} to {in_full(self.last)}"

    @property
    def whole(self) -> Period:
        """All of it."""
        return Period("all", self.first)

    def of_kind(self, kind: str) -> list[Period]:
        """Its months, or its weeks, in order; the first and the last may lie partly outside."""
        days = (self.first + dt.timedelta(days) for days in range((self.last - self.first).days + 1))
        return list(dict.fromkeys(_period(kind, day) for day in days))

    def periods(self) -> list[Period]:
        """All of it, then its months, then its weeks."""
        return [self.whole, *self.of_kind("month"), *self.of_kind("week")]

    def of_day(self, day: dt.date) -> tuple[Period, ...]:
        """The periods in which a day is counted; none when it lies outside."""
        if not self.first <= day <= self.last:
            return ()
        return self.whole, _period("month", day), _period("week", day)


def _period(kind: str, day: dt.date) -> Period:
    return Period(kind, day.replace(day=1) if kind == "month" else day - dt.timedelta(day.weekday()))


@dataclass(frozen=True)
class Section:
    """One kind of thing that is counted: `of` says by what, `what` is a closed list, `about` how it is counted.

    Where one thing may be several of `what`, as a notice is drafted and then sent, these do not `add_up`.
    """

    name: str
    of: str
    what: tuple[str, ...]
    about: str
    add_up: bool = True

    def whats(self, what: str) -> tuple[str, ...]:
        """All that a thing is counted as: itself, and where these add up, one of all."""
        return (what, ALL) if self.add_up and len(self.what) > 1 else (what,)


@dataclass(frozen=True)
class Counted:
    """One thing that is counted on a day; `unit` is what the thing itself is known by, whatever it is counted as."""

    section: Section
    of: str
    what: str
    day: dt.date
    unit: str


@dataclass(frozen=True)
class FiguresRow:
    """How many things there are in every period; a sum has ALL in place of what it sums up."""

    section: Section
    of: str
    what: str
    counts: Mapping[Period, int]


def lines(
    items: Iterable[Counted], sections: Sequence[Section], span: Span, count: Count = len
) -> list[FiguresRow]:
    """The lines of all sections in order, each sum after its parts; every sum is counted by itself.

    Lines of zeros alone, as `count` gives them, are left out.
    """
    units: dict[tuple[Section, str, str], dict[Period, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        for of, what, period in _places(item, span):
            units[item.section, of, what][period].append(item.unit)
    periods = span.periods()
    made = [
        FiguresRow(*key, {period: count(of_line.get(period, ())) for period in periods})
        for key, of_line in sorted(units.items(), key=lambda entry: _order(sections, *entry[0]))
    ]
    return [line for line in made if any(line.counts.values())]


def _places(item: Counted, span: Span) -> Iterator[tuple[str, str, Period]]:
    for period in span.of_day(item.day):
        for of in (item.of, ALL):
            for what in item.section.whats(item.what):
                yield of, what, period


def _order(sections: Sequence[Section], section: Section, of: str, what: str) -> tuple[int, bool, str, int]:
    place = section.what.index(what) if what in section.what else len(section.what)
    return sections.index(section), of == ALL, of, place
