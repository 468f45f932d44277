"""Step, Procedure and Work: the guidelines as a list of small functions.

Everything a person meets (command, button, training note, README table) is made from that list.
"""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cso_xl.columns import Column, Record, Records, frame, locate, records
from cso_xl.decisions.decision import Decision, beside_its_row
from cso_xl.decisions.sharers import Outcomes
from cso_xl.errors import CallError, FileError
from cso_xl.settings import Settings
from cso_xl.sheet.look import headed_width
from cso_xl.sheet.protocol import Block, Book, Sheet

if TYPE_CHECKING:
    import pandas as pd

    from cso_xl.decisions.worklist import Answer
    from cso_xl.intake.tables import Table
    from cso_xl.notices.drafts import Draft

STATUS = ("Status", "Reason")  # headings that steps write beside the rows
ADDRESS_CHECK = ("Address check", "Reason")  # the same before last week is compared [A4]
COMMENT = "Comment"
REMOVED_SHEET, WORKLIST_SHEET, OUTCOMES_SHEET = "Removed", "Worklist", "Outcomes"
ADDED_SHEETS = (REMOVED_SHEET, WORKLIST_SHEET, OUTCOMES_SHEET)  # what steps may add to a report's workbook


class Desk(Protocol):
    """What lies on the desk beside the open workbook; procedures know no more of files and folders."""

    @property
    def date(self) -> dt.date:
        """The report's date."""

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

    def filed_copy(self, kind: str) -> tuple[str, bytes]:
        """A copy as it is filed, or will be at the end of the run: its file name and what it holds."""

    def draft(self, draft: Draft, named: Mapping[str, str]) -> None:
        """File a draft; `named` are those that its file name has [D12, L12, A12]."""

    def sent(self) -> Collection[str]:
        """The references of the notices that are recorded as sent [X2]."""


@dataclass
class Work:
    """A report being worked: the open workbook, and what has been decided about each received row.

    The desk is looked for when a step first needs it. `width` counts the report's own columns, left of
    what the steps add; `excel_rows` gives, for each row of the sheet under the headings, its row number
    in the received file; `selected` are the rows (Excel's numbers) that a person has selected; `daily`
    keeps cso_daily once it was read; `without_outcomes` lets a Processed Copy be saved that still has
    open rows [A11]; `answers` are outcomes decided elsewhere, by the worklist's Ref, `sent` the Refs
    whose notice a person has sent.
    """

    find_desk: Callable[[], Desk]
    settings: Settings
    received: Table | None = None
    open_book: Book | None = None
    width: int = 0
    excel_rows: list[int] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    selected: tuple[int, ...] = ()
    notices: list[str] = field(default_factory=list)
    without_outcomes: bool = False
    daily: Records | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    sent: Collection[str] = ()

    @cached_property
    def desk(self) -> Desk:
        """What lies beside the open workbook."""
        return self.find_desk()

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
        self.received = table = self.desk.report()
        self.width = len(table.headings)
        self.excel_rows = list(table.excel_rows)
        self.open_book = self.desk.new_book(title, [table.headings, *table.rows])
        if table.titles:
            self.notices.append(f"Title rows above the headings, left out: {table.titles}.")
        if table.blanks:
            self.notices.append(f"Empty rows, left out: {table.blanks}.")
        if table.left_out:
            whole = len(table.rows) + table.left_out
            self.notices.append(f"Listed: {len(table.rows):,} of the {whole:,} rows of {table.file}.")

    def resume(self, book: Book) -> None:
        """Go on with a workbook that steps have prepared before: all that is known of it stands in it."""
        self.open_book = book
        headings = self.sheet.headings()
        status = status_column(headings)
        self.width = min(headed_width(headings), (status or len(headings) + 1) - 1)
        gone = {row[0] for row in self.removed_rows()}
        rows = self.rows()
        numbers = (number for number in itertools.count(2) if str(number) not in gone)
        self.excel_rows = list(itertools.islice(numbers, len(rows)))
        if status:
            said = ((row[status - 1], row[status]) for row in rows)
            self.decide([beside_its_row(row, *one) for row, one in zip(self.excel_rows, said, strict=True)])

    def rows(self) -> list[Sequence[str]]:
        """The sheet's rows under the headings, as far down as the report's own columns hold anything."""
        rows = list(self.sheet.values()[1:])
        while rows and not any(rows[-1][: self.width]):
            rows.pop()
        return rows

    def removed_rows(self) -> list[Sequence[str]]:
        """The rows on the sheet 'Removed': row in the Master, reason, the row's cells; gaps are left out."""
        removed = self.book.sheet(REMOVED_SHEET)
        return [row for row in removed.values()[1:] if any(row)] if removed else []

    def renumber(self) -> None:
        """Give every row its number in the received file again: staff may have sorted a workbook since.

        Raises FileError when a row is not as it was received.
        """
        if self.received is not None:
            return
        self.received = self.desk.report()
        numbers = defaultdict(list)
        for number, cells in zip(self.received.excel_rows, self.received.rows, strict=True):
            numbers[plain_cells(cells, self.width)].append(number)
        found = [numbers[plain_cells(row[: self.width], self.width)] for row in self.rows()]
        changed = [str(at) for at, known in enumerate(found, 2) if not known]
        if changed:
            raise FileError(
                f"{'Row' if len(changed) == 1 else 'Rows'} {', '.join(changed[:20])} of this sheet "
                f"{'is' if len(changed) == 1 else 'are'} not as received in {self.received.file}. Undo the change, or "
                "open the report again from Receive."
            )
        self.excel_rows = [known.pop(0) if len(known) > 1 else known[0] for known in found]

    def places(self, report: str, columns: Sequence[Column]) -> dict[str, int]:
        """Excel's column number of each column of the report, found on the sheet [I7]."""
        return {key: place + 1 for key, place in self._located(report, columns).items()}

    def frame(self, report: str, columns: Sequence[Column]) -> pd.DataFrame:
        """The report's columns as a table, indexed by the row in the received file."""
        return frame(self._report_rows(), self._located(report, columns), self.excel_rows)

    def records(self, report: str, columns: Sequence[Column]) -> dict[int, Record]:
        """The report's columns row by row, by the row in the received file."""
        return records(self._report_rows(), self._located(report, columns), self.excel_rows)

    def _report_rows(self) -> Block:
        return self.sheet.values()[1 : len(self.excel_rows) + 1]

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
        block = [[*STATUS, *extra]]
        block += [[one.status, one.on_the_sheet, *more] for one, more in zip(found, cells, strict=True)]
        self.sheet.paste(1, column, block, arrows=True)

    def expect_status(self, button: str) -> int:
        """The column of Status; raises CallError when the button that writes it was not pressed yet."""
        column = status_column(self.sheet.headings())
        if column is None:
            raise CallError(f"Press '{button}' first: the rows of this sheet have no Status yet.")
        return column


def status_column(headings: Sequence[str]) -> int | None:
    """Excel's number of the column where our Status and Reason begin; None when they are not there."""
    pairs = zip(headings, headings[1:], strict=False)
    return next((at for at, pair in enumerate(pairs, 1) if pair in (STATUS, ADDRESS_CHECK)), None)


def plain_cells(row: Sequence[str], width: int) -> tuple[str, ...]:
    """A row's cells as they are compared: programs save a line break in a cell in two ways."""
    return tuple(cell.replace("\r\n", "\n") for cell in [*row, *[""] * (width - len(row))])


@dataclass(frozen=True)
class Step:
    """One numbered step of the guidelines.

    `id` is the guidelines' number, `also` further numbers that it carries out; `name` is the ribbon
    button's, which steps of several reports may share; `title` are the words staff know it by,
    `by_hand` what they did, `why` what goes wrong without it; a step that `files` a copy leaves the
    workbook as it is; one that `paints` changes only how the workbook looks; one that `reads` looks into filed
    workbooks.
    """

    id: str
    name: str
    title: str
    by_hand: str
    why: str
    run: Callable[[Work], None]
    also: tuple[str, ...] = ()
    files: bool = False
    paints: bool = False
    reads: bool = False

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
    """The ordered steps of one report.

    `key` names it in settings and file names, `columns` what it is read by; `received_as` is the kind of file
    that it comes in, `lists` which rows and columns of that file it is made of.
    """

    name: str
    key: str
    title: str
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]
    received_as: str
    lists: Callable[[Table, Settings], Table] = lambda table, settings: table

    @property
    def last_to_file(self) -> Step:
        """The step after which nothing more of the report is to be filed."""
        return [step for step in self.steps if step.files][-1]


def step(
    id: str,
    title: str,
    *,
    by_hand: str,
    why: str,
    also: tuple[str, ...] = (),
    name: str = "",
    paints: bool = False,
    reads: bool = False,
) -> Callable[[Callable[[Work], None]], Step]:
    """Make a function a Step; its docstring says what it does, its name is the button's."""

    def made(run: Callable[[Work], None]) -> Step:
        button = name or run.__name__
        return Step(id, button, title, by_hand, why, run, also, button.startswith("save_"), paints, reads)

    return made
