"""The issues of a day's report: the first, and those that were sent again for the same day [C12]."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, Lines, of_cells
from cso_xl.decisions.sent_again import Differences, differences
from cso_xl.errors import FileError
from cso_xl.intake.grids import Grid, padded, read_workbook
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.tables import Table, read_table
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.added import added_sheets
from cso_xl.procedures.sheet.again import issue_of
from cso_xl.records.tree import Records, read
from cso_xl.settings import Settings
from cso_xl.sheet.look import headed_width

_NAMED = 20  # rows that a notice names


class Issues:
    """The filed copies of a report's day, issue by issue."""

    def __init__(self, records: Records, procedure: Procedure, date: dt.date) -> None:
        self._records, self._procedure, self._date = records, procedure, date

    @cached_property
    def filed(self) -> dict[int, dict[str, Path]]:
        """The copies by issue and kind."""
        return self._records.issues(self._procedure.key, self._date)

    def of(self, data: bytes, source: str) -> int | None:
        """The newest issue under which a received file is filed; None when it is not. `source` is its SHA-256."""
        kinds = self._procedure.copies
        for number, copies in sorted(self.filed.items(), reverse=True):
            master = copies.get(kinds.received) if kinds.has_master else None
            if master and read(master) == data:
                return number
            if not master and any(self._records.made_from(path, source) for path in copies.values()):
                return number
        return None

    @property
    def newest(self) -> int:
        """The issue in force; 0 when none is filed."""
        return max(self.filed, default=0)

    @property
    def next(self) -> int:
        """The issue that is not filed yet."""
        return self.newest + 1

    def before(self, issue: int) -> Path | None:
        """The copy that holds the issue before as received; None for the first."""
        earlier = [number for number in self.filed if number < issue]
        copies = self.filed[max(earlier)] if earlier else {}
        return copies.get(self._procedure.copies.received)


def worklist(procedure: Procedure, passwords: Passwords, copies: Mapping[str, Path]) -> Lines:
    """The worklist of an issue, whose copies these are, as people have left it; empty without one.

    Raises CsoError when it cannot be read.
    """
    copy = copies.get(procedure.copies.worked_in)
    if copy is None:
        return Lines(None)
    grids = read_workbook(Received(copy.name, read(copy), is_own=True), passwords)
    tab = added_sheets({name: grid[0] for name, grid in grids.items() if grid}).get(WORKLIST_SHEET)
    return of_cells(padded(grids[tab])) if tab else Lines(None)


@dataclass(frozen=True)
class ComparedIssues:
    """The rows of a report that was sent again, compared with those of the one before it, whose copy is `first`."""

    first: Path
    rows: Differences

    def as_json(self) -> dict[str, Any]:
        """The comparison for `--json`: rows are numbered as received, those gone as in the first."""
        return {
            "same": len(self.rows.same),
            "new": list(self.rows.new),
            "gone": list(self.rows.gone),
            "changed": [list(pair) for pair in sorted(self.rows.changed.items())],
        }

    def __str__(self) -> str:
        """'Against 20250113 On List.xlsx: 3 rows as they were; 1 new: row 7; none gone; none changed.'"""
        same = len(self.rows.same)
        changed = [f"{row} (its row {before})" for row, before in sorted(self.rows.changed.items())]
        return (
            f"Against {self.first.name}: {same} {'row' if same == 1 else 'rows'} as they were"
            f"; {_counted('new', list(map(str, self.rows.new)))}"
            f"; {_counted('gone', list(map(str, self.rows.gone)), 'its ')}; {_counted('changed', changed)}."
        )


def compared(
    procedure: Procedure, settings: Settings, passwords: Passwords, first: Path, report: Table
) -> ComparedIssues:
    """A received report compared with the one before it, whose copy is `first`.

    Raises FileError when that copy no longer shows the rows as received.
    """
    before = received_rows(procedure, settings, passwords, first)
    now, then = (issue_of(procedure, table, settings) for table in (report, before))
    return ComparedIssues(first, differences(then, now))


def received_rows(procedure: Procedure, settings: Settings, passwords: Passwords, copy: Path) -> Table:
    """The rows as they were received: those of a Master, or the report's own columns of another copy."""
    received = Received(copy.name, read(copy), is_own=True)
    if procedure.copies.has_master:
        return read_table(received, procedure.columns, settings.columns(procedure.key), passwords)
    grids = read_workbook(received, passwords).values()
    grid = next((grid for grid in grids if grid and beside.find(grid[0])), None)
    if grid is None:
        raise FileError(f"{copy.name} no longer has the headings Status and Reason side by side.")
    return _own_columns(copy.name, grid)


def _own_columns(file: str, grid: Grid) -> Table:
    """The report's own columns of a filed copy; rows have the numbers of its column Row, where it has one."""
    ours = beside.find(grid[0])
    assert ours is not None
    width = min(headed_width(grid[0]), ours.first - 1)
    padded = [[*row, *[""] * (ours.reason - len(row))] for row in grid[1:]]
    rows = [row for row in padded if any(row[:width])]
    numbers = beside.numbers(row[ours.row - 1] for row in rows).rows if ours.row else range(2, len(rows) + 2)
    return Table(file, grid[0][:width], [row[:width] for row in rows], list(numbers))


def _counted(what: str, rows: Sequence[str], whose: str = "") -> str:
    """'2 new: rows 7, 8', or 'none new'."""
    if not rows:
        return f"none {what}"
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    named = f"{whose}{'row' if len(rows) == 1 else 'rows'} {', '.join(rows[:_NAMED])}{more}"
    return f"{len(rows)} {what}: {named}"
