"""A report being worked, and the desk with what lies beside it: every step is given these."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cso_xl.cases.words import of_rows
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, Lines
from cso_xl.cells.columns import Column, Record, Records, locate, records
from cso_xl.cells.text import is_damaged
from cso_xl.decisions.decision import Decision, beside_its_row
from cso_xl.errors import CallError
from cso_xl.procedures.remark import Remark
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import COMMENT, ROW, STATUS, UNNUMBERED, Beside
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area, in_ranges
from cso_xl.sheet.look import headed_width
from cso_xl.sheet.protocol import Block, Book, Sheet

if TYPE_CHECKING:
    from cso_xl.cases.questions import Question
    from cso_xl.cases.recording.of_report import ReportCases
    from cso_xl.cases.state.state import Case
    from cso_xl.cases.worklist.entries import Answer
    from cso_xl.cases.worklist.worklist_lines import EntryInFull
    from cso_xl.decisions.recognised import Copies
    from cso_xl.intake.tables import Table
    from cso_xl.notices.drafts import Draft
    from cso_xl.procedures.procedure import Procedure

REMOVED_SHEET, OUTCOMES_SHEET = "Removed", "Outcomes"
ADDED_SHEETS = (
    REMOVED_SHEET,
    WORKLIST_SHEET,
    OUTCOMES_SHEET,
)  # the sheets that steps may add to a report's workbook
DAMAGED = (
    "Letters were damaged before the report came, in {} (such as '&#363;' for 'ū'). Compare names and addresses there "
    "with CMS by eye, and tell the sender."
)
REMOVED_HEADINGS = ("Row in Master", "Reason")  # on 'Removed', left of the row's own cells


class Desk(Protocol):
    """The things beside the open workbook; procedures know no more of files and folders."""

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

    def on_file(self, last_week: dt.date | None = None) -> Copies:
        """The rows of earlier Processed Copies, and of the Working Copy of a day [A4, A7]."""

    def new_book(self, title: str, rows: Block) -> Book:
        """A new workbook whose first sheet has these rows."""

    def file(self, kind: str, data: bytes) -> None:
        """File a copy: 'report', 'master', 'filtered', 'working' or 'processed'."""

    def filed_copy(self, kind: str) -> tuple[str, bytes]:
        """A copy as it is filed, or will be at the end of the run: its file name and its bytes."""

    def draft(self, draft: Draft, named: Mapping[str, str]) -> None:
        """File a draft; `named` has the names for its file name [D12, L12, A12]."""

    def sent_to(self, reference: str) -> str:
        """The address that a notice was drafted to, wherever its draft lies; '' where it has gone."""

    @property
    def cases(self) -> ReportCases:
        """The cases of this report's day, with the events that are still to be recorded [C3]."""

    @property
    def has_cases(self) -> bool:
        """Whether a step has looked up the cases."""

    def worklist_before(self, issue: int) -> Lines:
        """The worklist of an earlier issue of that day's report, as people have left it; empty without one [C12]."""

    def cases_of(self, clients: Collection[str]) -> Mapping[str, Sequence[Case]]:
        """The cases of other reports up to this day about clients, by their numbers without leading zeros [C10]."""


@dataclass
class Work:
    """A report being worked: the open workbook, and the decision about each received row.

    `procedure` describes the report. The desk is looked for when a step first needs it. `width` counts
    the report's own columns, left of what the steps add; `excel_rows` gives, for each row of the sheet under the
    headings, its row number in the received file, and `doubled` those that appear on the sheet twice; `selected` are
    the rows (Excel's numbers) that a person has selected, `selected_areas` the cells; `daily` keeps cso_daily once it
    was read; `without_outcomes` lets a Processed Copy with open rows be saved [A11]; `answers` are outcomes
    decided elsewhere, by the worklist's Ref, `sent` the Refs whose notice a person has sent; `taken_in` is a hash of
    the worklist and Comment when they were last taken in, `listed` are the entries as they were then; the rows of an
    exercise (`is_exercise`) are numbered by their place; `opened_as` is the digest of the received cells as they were
    when the report was opened in Excel, '' where that is not known; `stood` are the rows on which the sheet's rows
    stand in the copy, where that has empty rows between them, or something else below.
    """

    procedure: Procedure
    find_desk: Callable[[], Desk]
    settings: Settings
    received: Table | None = None
    open_book: Book | None = None
    width: int = 0
    excel_rows: list[int] = field(default_factory=list)
    doubled: frozenset[int] = frozenset()
    decisions: dict[int, Decision] = field(default_factory=dict)
    selected: tuple[int, ...] = ()
    selected_areas: tuple[Area, ...] = ()
    opened_as: str = ""
    notices: list[str] = field(default_factory=list)
    without_outcomes: bool = False
    daily: Records | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    sent: Collection[str] = ()
    taken_in: int = 0
    worklist: Sequence[EntryInFull] = ()
    is_exercise: bool = False
    stood: Sequence[int] = ()

    @cached_property
    def desk(self) -> Desk:
        """The desk with what lies beside the open workbook."""
        return self.find_desk()

    @cached_property
    def questions(self) -> Sequence[Question]:
        """The questions about the rows of this report. Raises SettingsError when their table cannot be used."""
        from cso_xl.cases import questions  # here: a step before the worklist asks nothing

        return questions.load(self.settings)[self.procedure.key]

    @property
    def has_desk(self) -> bool:
        """Whether a step has needed the desk."""
        return "desk" in vars(self)

    @property
    def book(self) -> Book:
        """The open workbook."""
        assert self.open_book is not None, "no step has opened a workbook"
        return self.open_book

    @property
    def sheet(self) -> Sheet:
        """The sheet with the report."""
        return self.book.report

    def remark(self, words: str) -> None:
        """Add a notice that asks nothing of anybody."""
        self.notices.append(Remark(words))

    def open(self, title: str) -> None:
        """Put the received report into a new workbook."""
        self.received = table = self.desk.report()
        self.width = len(table.headings)
        self.excel_rows = list(table.excel_rows)
        self.open_book = self.desk.new_book(title, [table.headings, *table.rows])
        if table.titles:
            self.remark(f"Title rows above the headings, left out: {table.titles}.")
        if table.blanks:
            self.remark(f"Empty rows, left out: {table.blanks}.")
        if table.remarks:
            self.remark(
                "Left out, because they are no rows of the report (a count, a total, the headings again): "
                f"{of_rows(table.remarks)}."
            )
        whole = len(table.rows) + table.left_out
        if table.counted not in (None, whole):
            self.notices.append(
                f"{table.file} says that it has {table.counted:,} rows, and {whole:,} were found. Check with IAP that "
                "it came whole."
            )
        if table.left_out:
            self.remark(f"Listed: {len(table.rows):,} of the {whole:,} rows of {table.file}.")
        damaged = [
            number
            for number, row in zip(table.excel_rows, table.rows, strict=True)
            if any(map(is_damaged, row))
        ]
        if damaged:
            self.notices.append(DAMAGED.format(of_rows(damaged)))

    def resume(self, book: Book) -> None:
        """Go on with a workbook that steps have prepared before: everything known about it stands in it."""
        self.open_book = book
        headings = self.sheet.headings()
        ours = beside.find(headings)
        self.width = min(headed_width(headings), (ours.first if ours else len(headings) + 1) - 1)
        rows = self.rows()
        self._number(rows, ours)
        if ours:
            decisions = (
                beside_its_row(row, cells[ours.status - 1], cells[ours.reason - 1])
                for row, cells in zip(self.excel_rows, rows, strict=True)
            )
            self.decide([*decisions])

    def _number(self, rows: Sequence[Sequence[str]], ours: Beside | None) -> None:
        """Number each row of the sheet by its row in the received file [C1]; copies made earlier have no Row."""
        if ours and ours.row:
            numbers = beside.numbers(row[ours.row - 1] for row in rows)
            self.excel_rows, self.doubled = numbers.rows, numbers.doubled
            return
        if ours:  # made before the column Row: in the copy, and in its references, a row goes by its place
            self.excel_rows = list(range(2, len(rows) + 2))
            return
        gone = {row[0] for row in self.removed_rows()}
        left = (number for number in itertools.count(2) if str(number) not in gone)
        self.excel_rows = list(itertools.islice(left, len(rows)))

    @property
    def places(self) -> dict[int, int]:
        """The place on the sheet (Excel's row number) of each received row."""
        return {row: place for place, row in enumerate(self.excel_rows, 2) if row < UNNUMBERED}

    def received_decisions(self) -> dict[int, Decision]:
        """The decision about each received row on the sheet, in the sheet's order."""
        return {row: self.decisions[row] for row in self.excel_rows if row < UNNUMBERED}

    def named(self, places: Iterable[int]) -> list[str]:
        """Rows of the sheet in words, by received row or else by place: '5', 'without number in row 9'."""
        rows = ((place, self.excel_rows[place - 2]) for place in places)
        return [str(row) if row < UNNUMBERED else f"without number in row {place}" for place, row in rows]

    def in_words(self, places: Iterable[int]) -> str:
        """The same, consecutive rows as a range: '4 to 8, without number in row 9'."""
        named = self.named(places)
        ranges = in_ranges(int(name) for name in named if name.isdecimal())
        return ", ".join([*ranges, *(name for name in named if not name.isdecimal())])

    def fingerprints(self) -> dict[int, str]:
        """The fingerprint of the received cells of each received row on the sheet, in 16 hexadecimal digits [C1]."""
        headings = self.sheet.headings()[: self.width]
        received = [at for at, heading in enumerate(headings) if heading != COMMENT]
        rows = zip(self.excel_rows, self._report_rows(), strict=True)
        return {row: fingerprint([cells[at] for at in received]) for row, cells in rows if row < UNNUMBERED}

    def rows(self) -> list[Sequence[str]]:
        """The sheet's rows under the headings, as far down as the report's own columns hold anything."""
        rows = list(self.sheet.values()[1:][: len(self.stood) or None])
        while rows and not any(rows[-1][: self.width]):
            rows.pop()
        return rows

    def stands(self, place: int) -> int:
        """The row on which a row of the sheet stands for whoever looks at the copy."""
        return self.stood[place - 2] if self.stood else place

    def removed_rows(self) -> list[Sequence[str]]:
        """The rows on the sheet 'Removed': row in the Master, reason, the row's cells; gaps are left out."""
        removed = self.book.sheet(REMOVED_SHEET)
        return [row for row in removed.values()[1:] if any(row)] if removed else []

    def columns(self, columns: Sequence[Column]) -> dict[str, int]:
        """Excel's column number of each column of the report, found on the sheet [I7]."""
        return {key: place + 1 for key, place in self._located(columns).items()}

    def records(self, columns: Sequence[Column]) -> dict[int, Record]:
        """The report's columns row by row, by the row in the received file."""
        return records(self._report_rows(), self._located(columns), self.excel_rows)

    def _report_rows(self) -> Block:
        return self.sheet.values()[1 : len(self.excel_rows) + 1]

    def _located(self, columns: Sequence[Column]) -> dict[str, int]:
        own = self.sheet.headings()[: self.width]
        return locate(self.sheet.name, own, columns, self.settings.columns(self.procedure.key))

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Take in decisions, each in place of an earlier one about the same row."""
        self.decisions.update({decision.row: decision for decision in decisions})

    def show_decisions(self, column: int, extra: Sequence[str] = (), extra_cells: Block = ()) -> None:
        """Write Row, Status and Reason from `column` on, beside every row, and further columns if any [C1]."""
        decisions = [self.decisions[row] for row in self.excel_rows]
        cells = extra_cells or [[]] * len(decisions)
        block = [[ROW, *STATUS, *extra]]
        block += [
            [str(decision.row), decision.status, decision.on_the_sheet, *more]
            for decision, more in zip(decisions, cells, strict=True)
        ]
        self.sheet.paste(1, column, block, arrows=True)

    def expect_status(self, button: str) -> Beside:
        """The places of our columns; raises CallError when the button that writes Status was not pressed yet."""
        ours = beside.find(self.sheet.headings())
        if ours is None:
            raise CallError(f"Press '{button}' first: the rows of this sheet have no Status yet.")
        return ours


def fingerprint(cells: Sequence[str]) -> str:
    """The fingerprint of cells, in 16 hexadecimal digits; how a program saves a line break does not matter."""
    return hashlib.sha256("\x1f".join(cells).replace("\r\n", "\n").encode()).hexdigest()[:16]


def plain_cells(row: Sequence[str], width: int) -> tuple[str, ...]:
    """A row's cells as they are compared: programs save a line break in a cell in one of two ways."""
    return tuple(cell.replace("\r\n", "\n") for cell in [*row, *[""] * (width - len(row))])
