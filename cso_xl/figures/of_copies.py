"""Reports, their rows and why rows were removed, counted from the filed copies [A4]."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from cso_xl import doing
from cso_xl.addresses.differing import FLATS, HIGHWAYS, NUMBERS, STREETS
from cso_xl.cells.columns import find as find_columns
from cso_xl.decisions.sharers import REMOVED
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError
from cso_xl.figures.counting import Counted, Span
from cso_xl.figures.sections import (
    NO_STATUS,
    OTHER_LEVEL,
    OTHER_STATUS,
    REASONS,
    REPORTS,
    ROWS,
    STATUSES,
)
from cso_xl.intake.grids import Grid, read_workbook
from cso_xl.intake.received import Received
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.work import REMOVED_HEADINGS, REMOVED_SHEET
from cso_xl.records import names
from cso_xl.records.names import Named
from cso_xl.records.tree import read

_RECOGNISED, _OTHER_REASON = "recognised", "another reason"
_OF_ADDRESSES = ("no fixed abode", FLATS, NUMBERS, HIGHWAYS, STREETS, _RECOGNISED)
_LEVEL = re.compile(r"Match level \S+")


def items(office: Office, span: Span, notices: list[str]) -> Iterator[Counted]:
    """The items that the copies of these days hold; copies that cannot be read are added to `notices`."""
    for procedure in PROCEDURES.values():
        copies = _copies(office, procedure, span)
        for number, (named, path) in enumerate(copies.items(), 1):
            doing.tell(f"Count {procedure.words}", number, len(copies))
            unit = f"{procedure.key} {named.date} {named.issue}"
            yield Counted(REPORTS, procedure.title, REPORTS.what[0], named.date, unit)
            try:
                sheets = read_workbook(Received(path.name, read(path), is_own=True), office.passwords)
                notices += _without_row(office, procedure, path, sheets)
                yield from _rows(office, procedure, sheets, named.date, unit)
            except CsoError as error:
                notices.append(f"The rows of this copy are not counted. {error}")


def _copies(office: Office, procedure: Procedure, span: Span) -> dict[Named, Path]:
    """For each report of these days, the copy in which people work, or else the report as received."""
    copies, kinds = {}, procedure.copies
    for kind in dict.fromkeys((kinds.received, kinds.worked_in)):
        for date, path in office.records.copies(procedure.key, kind, span.last + dt.timedelta(1)):
            named = names.copy_in(office.settings, procedure.key, kind, path.name)
            if named and span.first <= date:
                copies[named] = path
    return dict(sorted(copies.items()))


def _without_row(
    office: Office, procedure: Procedure, path: Path, sheets: Mapping[str, Grid]
) -> Iterator[str]:
    """A notice where the copy in which people work no longer says which received row each of its rows is."""
    ours = beside.find(next(iter(sheets.values()), [[]])[0])
    is_worked_in = names.copy_in(office.settings, procedure.key, procedure.copies.worked_in, path.name)
    if is_worked_in and not (ours and ours.row):
        yield (
            f"{path.name} has no column {beside.ROW} beside Status: its rows are counted by their place, and rounded "
            "otherwise once they are sorted."
        )


def _rows(
    office: Office, procedure: Procedure, sheets: Mapping[str, Grid], day: dt.date, unit: str
) -> Iterator[Counted]:
    columns = office.settings.columns(procedure.key)
    grid = next(iter(sheets.values()), [])
    for number, status in _statuses(grid, [columns[column.key] for column in procedure.columns]):
        yield Counted(ROWS, procedure.title, status, day, f"{unit} {number}")
    for number, reason in _removed(sheets.get(REMOVED_SHEET, []), office.settings.table("addresses.lodging")):
        yield Counted(ROWS, procedure.title, REMOVED, day, f"{unit} {number}")
        yield Counted(REASONS, reason, REASONS.what[0], day, f"{unit} {number}")


def _statuses(grid: Grid, headings_of: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The received number, or else the place, and the status of each row of this week's block."""
    if not grid:
        return
    ours = beside.find(grid[0])
    headings = grid[0][: ours.first - 1] if ours else grid[0]
    columns = [hits[0] for possible in headings_of if (hits := find_columns(headings, possible))]
    for place, cells in enumerate(grid[1:], 2):
        cells = [*cells, *[""] * (len(grid[0]) - len(cells))]
        if any(cells[at].strip() for at in columns):
            number = cells[ours.row - 1] if ours and ours.row else ""
            yield number or f"place {place}", _status(cells[ours.status - 1] if ours else "")


def _status(text: str) -> str:
    """A status of the closed list; other text that a person has typed there is not repeated."""
    if not text.strip():
        return NO_STATUS
    if _LEVEL.fullmatch(text):
        return OTHER_LEVEL
    return text if text in STATUSES else OTHER_STATUS


def _removed(grid: Grid, lodging: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The received number of each row that was removed, and the reason, without the details after it."""
    if not grid:
        return
    row, reason = (grid[0].index(heading) for heading in REMOVED_HEADINGS)
    reasons = (*_OF_ADDRESSES, *lodging)
    for place, cells in enumerate(grid[1:], 2):
        counted_as = next((known for known in reasons if cells[reason].startswith(known)), _OTHER_REASON)
        yield cells[row] or f"removed {place}", counted_as
