"""The figures of some days: counted from the filed copies and the case log, as they stand now."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cso_xl.cases.book import CaseBook
from cso_xl.desk.office import ActNote, Office
from cso_xl.figures import of_copies, one_seed, sections
from cso_xl.figures.counting import ALL, Count, Counted, FiguresRow, Section, Span, lines
from cso_xl.figures.of_cases import OfCases
from cso_xl.figures.rounding import Rounding, seed, seed_file

FIGURES, RELEASE = "figures", "figures_for_release"  # as the activity log calls it
TABLES, SHEETS = "Figures", {"month": "By month", "week": "By week from Monday"}  # of the workbook
COLUMNS = ("section", "of", "what", "period", "from", "count")


@dataclass(frozen=True)
class Figures:
    """What was counted; of `released` figures every number is rounded. `notices` say what could not be read.

    `of_seed` is what is to be said to whoever releases them, and stands in no table.
    """

    span: Span
    lines: Sequence[FiguresRow]
    released: bool
    notices: Sequence[str] = ()
    of_seed: str = ""

    def of(self, section: Section) -> list[FiguresRow]:
        """The lines of a section."""
        return [line for line in self.lines if line.section is section]

    def whats(self, section: Section) -> list[str]:
        """What the lines of a section are counted as, in order; the sum last, where these add up."""
        used = {line.what for line in self.of(section)}
        return [what for what in (*section.what, ALL) if what in used]

    def ofs(self, section: Section) -> list[str]:
        """What a section is counted by; the sum last."""
        return list(dict.fromkeys(line.of for line in self.of(section)))

    def cells(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every number with what it is, in the order of COLUMNS."""
        for line in self.lines:
            for period, count in line.counts.items():
                yield line.section.name, line.of, line.what, period.kind, period.first.isoformat(), count

    def as_json(self) -> Mapping[str, Any]:
        """Everything as a JSON object; it holds nobody's name, number or address."""
        return {
            "from": self.span.first.isoformat(),
            "to": self.span.last.isoformat(),
            "release": self.released,
            "figures": [dict(zip(COLUMNS, cell, strict=True)) for cell in self.cells()],
            "notices": list(self.notices),
        }


def figures(office: Office, span: Span, now: dt.datetime) -> Figures:
    """The figures of these days as they stand at `now`; the activity log notes that they were made."""
    return _figures(office, span, now, len)


def for_release(office: Office, span: Span, now: dt.datetime, apart_from: Sequence[Path] = ()) -> Figures:
    """The same, rounded at random to base 3; the seed must lie apart from the records and from these folders.

    Raises SettingsError where figures of these records were released with another seed.
    """
    root = office.records.root
    secret = seed(office.settings, [root, *apart_from])
    of_seed = one_seed.expect(root, secret, seed_file(office.settings), now)
    return replace(_figures(office, span, now, Rounding(secret)), of_seed=of_seed)


def _figures(office: Office, span: Span, now: dt.datetime, count: Count) -> Figures:
    notices: list[str] = []
    counted = lines(_items(office, span, now, notices), sections.SECTIONS, span, count)
    released = count is not len
    notices += office.note(ActNote(RELEASE if released else FIGURES))
    return Figures(span, counted, released, notices)


def _items(office: Office, span: Span, now: dt.datetime, notices: list[str]) -> Iterator[Counted]:
    yield from of_copies.items(office, span, notices)
    book = CaseBook(office.records.root, office.settings, now)
    yield from OfCases(office.settings, book.clock).items(book.all())
