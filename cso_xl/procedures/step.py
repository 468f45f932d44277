"""Step, Procedure and Work: the guidelines as a list of small functions.

Everything a person meets (command, button, training note, README table) is made from that list.
"""

import datetime as dt
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from cso_xl.columns import Column, frame, locate
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.sharers import Outcomes
from cso_xl.intake.tables import Table
from cso_xl.settings import Settings
from cso_xl.sheet.protocol import Block, Book, Sheet


class Desk(Protocol):
    """What lies on the desk beside the open workbook; procedures know no more of files and folders."""

    def report(self) -> Table:
        """The report, as received."""

    def cso_daily(self) -> Table:
        """The topmost report of the same ZIP [L3]."""

    def received_workbook(self) -> bytes:
        """The address report, byte for byte as received [A2]."""

    def previous_master(self) -> tuple[dt.date, Table] | None:
        """The most recent previous Master Copy and its date; None in the first week [A6]."""

    def outcomes(self) -> Outcomes:
        """What earlier Processed Copies say [A4]."""

    def new_book(self, title: str, rows: Block) -> Book:
        """A new workbook whose first sheet has these rows."""

    def file(self, kind: str, data: bytes) -> None:
        """File a copy: 'report', 'master', 'filtered', 'working' or 'processed'."""


@dataclass
class Work:
    """A report being worked: the open workbook, and what has been decided about each received row.

    `width` counts the report's own columns, left of what the steps add; `excel_rows` gives, for each
    row of the sheet under the headings, its row number in the received file; `daily` keeps
    cso_daily once it was read; `without_outcomes` lets a Processed Copy be saved that still has open rows [A11].
    """

    desk: Desk
    settings: Settings
    date: dt.date
    received: Table = field(default_factory=lambda: Table("", [], [], []))
    open_book: Book | None = None
    width: int = 0
    excel_rows: list[int] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    without_outcomes: bool = False
    daily: pd.DataFrame | None = None

    @property
    def book(self) -> Book:
        """The open workbook."""
        assert self.open_book is not None, "no step has opened a workbook"
        return self.open_book

    @property
    def sheet(self) -> Sheet:
        """The sheet with the report."""
        return self.book.report

    def open(self, title: str) -> None:
        """Put the received report into a new workbook."""
        self.received = self.desk.report()
        self.width = len(self.received.headings)
        self.excel_rows = list(self.received.excel_rows)
        self.open_book = self.desk.new_book(title, [self.received.headings, *self.received.rows])
        if self.received.titles:
            self.notices.append(f"Title rows above the headings, left out: {self.received.titles}.")
        if self.received.blanks:
            self.notices.append(f"Empty rows, left out: {self.received.blanks}.")

    def places(self, report: str, columns: Sequence[Column]) -> dict[str, int]:
        """Excel's column number of each column of the report, found on the sheet [I7]."""
        return {key: place + 1 for key, place in self._located(report, columns).items()}

    def frame(self, report: str, columns: Sequence[Column]) -> pd.DataFrame:
        """The report's columns as decisions want them, indexed by the row in the received file."""
        rows = self.sheet.values()[1 : len(self.excel_rows) + 1]
        return frame(rows, self._located(report, columns), self.excel_rows)

    def _located(self, report: str, columns: Sequence[Column]) -> dict[str, int]:
        own = self.sheet.headings()[: self.width]
        return locate(self.sheet.name, own, columns, self.settings.columns(report))

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Take in decisions, each in place of an earlier one about the same row."""
        self.decisions.update({decision.row: decision for decision in decisions})

    def show_decisions(self, column: int, extra: Sequence[str] = (), extra_cells: Block = ()) -> None:
        """Write Status and Reason from `column` on, beside every row, and further columns if any."""
        found = [self.decisions[row] for row in self.excel_rows]
        cells = extra_cells or [[]] * len(found)
        block = [["Status", "Reason", *extra]]
        block += [[one.status, one.reason, *more] for one, more in zip(found, cells, strict=True)]
        self.sheet.paste(1, column, block)
        self.sheet.arrows_to(column + len(block[0]) - 1)


@dataclass(frozen=True)
class Step:
    """One numbered step of the guidelines.

    `id` is the guidelines' number, `also` further numbers that it carries out; `title` are the
    words staff know it by, `by_hand` what they did, `why` what goes wrong without it.
    """

    id: str
    title: str
    by_hand: str
    why: str
    run: Callable[[Work], None]
    also: tuple[str, ...] = ()

    @property
    def does(self) -> str:
        """What the step does, from its function's docstring."""
        return " ".join((inspect.getdoc(self.run) or "").split())

    @property
    def ids(self) -> tuple[str, ...]:
        """All the guidelines' numbers that it carries out."""
        return (self.id, *self.also)


@dataclass(frozen=True)
class Procedure:
    """The ordered steps of one report; `key` names it in settings and file names, `columns` what it is read by."""

    name: str
    key: str
    title: str
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]


def step(
    id: str, title: str, *, by_hand: str, why: str, also: tuple[str, ...] = ()
) -> Callable[[Callable[[Work], None]], Step]:
    """Make a function a Step; its docstring says what it does."""
    return lambda run: Step(id, title, by_hand, why, run, also)
