"""From a grid to a report's table: where the headings are, which rows count, which are ragged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cso_xl.cells.columns import Column, find, locate
from cso_xl.cells.text import heading_key
from cso_xl.errors import Fault, InputError
from cso_xl.intake import remarks
from cso_xl.intake.csv_text import TITLE_ROWS
from cso_xl.intake.grids import Grid, read_csv, read_workbook
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.screen.kinds import HTML, WEB_PAGE, WORKBOOKS

_BETWEEN = ("row", "status", "reason", "comment")  # our own copies' headings between the two groups
_BEFORE_ROW = _BETWEEN[1:]  # the same, before our copies named each row
_NO_ROW = 10_000_000  # row numbers from here on are of no row of a received file
_TYPED = ("comment", "comments", "outcome", "outcomes", "note", "notes", "action")


@dataclass(frozen=True)
class Table:
    """A report as received: every cell text.

    `rows` are as wide as `headings`; `excel_rows` gives each row's number in the received file;
    `titles` counts the rows above the headings, `blanks` the empty rows left out, `left_out` those that do
    not belong in the report. `remarks` are the rows that say something about the table, and `counted` is how many
    rows they say that it has.
    """

    file: str
    headings: list[str]
    rows: list[list[str]]
    excel_rows: list[int]
    titles: int = 0
    blanks: int = 0
    left_out: int = 0
    remarks: tuple[int, ...] = ()
    counted: int | None = None


def read_table(
    received: Received, columns: Sequence[Column], names: Mapping[str, Sequence[str]], passwords: Passwords
) -> Table:
    """The table of a CSV or workbook that has the given columns.

    Raises InputError for no rows, columns missing or doubled, or ragged rows.
    """
    if received.suffix == ".csv":
        required = [names[column.key] for column in columns if column.required]
        grid = read_csv(received, lambda row: sum(bool(find(row, wanted)) for wanted in required))
        return _with_rows(_table(received.name, grid, columns, names, ragged_is_fault=True))
    if received.suffix == HTML:
        raise InputError(f"{received.name} is {WEB_PAGE.what}. {WEB_PAGE.to_do}")
    if received.suffix not in WORKBOOKS:
        raise InputError(
            f"{received.name} is not a kind of file that cso_xl works (.zip, .eml, .msg, .csv, .xlsx). "
            "Use the file as it was received."
        )
    sheets = read_workbook(received, passwords)
    fitting = [title for title, grid in sheets.items() if _header_row(grid, columns, names) is not None]
    if len(fitting) > 1:
        raise InputError(
            f"{received.name} has {len(fitting)} sheets with the headings of the report: {', '.join(fitting)}. "
            "Keep the one that is meant and save the workbook without the others."
        )
    grid = sheets[fitting[0]] if fitting else next(iter(sheets.values()), [])
    return _with_rows(_table(received.name, grid, columns, names, ragged_is_fault=False))


def _with_rows(table: Table) -> Table:
    """A received table; one without rows is a fault. A filed copy may have none: every row was removed."""
    if not table.rows:
        raise InputError(
            f"{table.file} has headings but no rows under them. Check with IAP that the report is complete; "
            "if it is, there is nothing to work this time."
        )
    return table


def read_processed(
    received: Received, columns: Sequence[Column], names: Mapping[str, Sequence[str]], passwords: Passwords
) -> tuple[Table, list[str]]:
    """This week's group of a Processed Copy, ours or made by hand, and each row's outcome [A4, A10].

    The outcome is what stands between the two groups, but for our own Row, Status and Reason. Rows have the numbers of
    the received file where the copy says them, else those of the sheet.
    """
    grids = read_workbook(received, passwords).values()
    grid = next((grid for grid in grids if _header_row(grid, columns, names) is not None), [])
    header = _header_row(grid, columns, names) or 0
    keys = [heading_key(heading) for heading in grid[header]] if grid else []
    left = next((at for at in range(len(keys)) if _ends_this_week(keys, at)), len(keys))
    row_at = left if tuple(keys[left : left + 2]) == _BETWEEN[:2] else None
    right = next((at for at, key in enumerate(keys) if at >= left and key == keys[0]), None)
    while right is not None and keys[left - 1] in _TYPED and keys[left - 1] not in keys[right:]:
        left -= 1  # a heading that somebody typed above the comments
    width = max((len(row) for row in grid), default=0)
    gap = [
        at
        for at in range(left, width if right is None else right)
        if "".join(keys[at : at + 1]) not in _BETWEEN[:3]
    ]
    padded = [row + [""] * (width - len(row)) for row in grid]
    this_week = [row[:left] for row in padded]  # none where every row was removed
    table = _table(received.name, this_week, columns, names, ragged_is_fault=False)
    outcomes = [
        "; ".join(filter(None, (padded[row - 1][at].strip() for at in gap))) for row in table.excel_rows
    ]
    if row_at is not None:
        table = replace(table, excel_rows=_received([padded[row - 1][row_at] for row in table.excel_rows]))
    return table, outcomes


def _received(texts: Sequence[str]) -> list[int]:
    """The received rows that a column names; a text that names none, or one named above, gets a number of its own."""
    numbers: dict[int, None] = {}
    for at, text in enumerate(map(str.strip, texts)):
        number = int(text) if text.isdecimal() else _NO_ROW
        numbers[_NO_ROW + at if number >= _NO_ROW or number in numbers else number] = None
    return [*numbers]


def _ends_this_week(keys: Sequence[str], at: int) -> bool:
    """Whether this week's columns end before `at`: a blank heading, ours side by side, or last week's first."""
    ours = any(tuple(keys[at : at + len(between)]) == between for between in (_BETWEEN, _BEFORE_ROW))
    return not keys[at] or ours or (at > 0 and keys[at] == keys[0])


def _header_row(grid: Grid, columns: Sequence[Column], names: Mapping[str, Sequence[str]]) -> int | None:
    """Index of the first row that holds every required heading."""
    required = [names[column.key] for column in columns if column.required]
    for index, row in enumerate(grid[:TITLE_ROWS]):
        if any(row) and all(find(row, wanted) for wanted in required):
            return index
    return None


def _table(
    file: str,
    grid: Grid,
    columns: Sequence[Column],
    names: Mapping[str, Sequence[str]],
    *,
    ragged_is_fault: bool,
) -> Table:
    first = next((index for index, row in enumerate(grid) if any(cell.strip() for cell in row)), None)
    if first is None:
        raise InputError(f"{file} is empty: it has neither headings nor rows. Ask the sender for it again.")
    full_header = _header_row(grid, columns, names)
    header = first if full_header is None else full_header
    headings = list(grid[header])
    if ragged_is_fault:
        while headings and not headings[-1].strip() and header == full_header:
            headings.pop()
    locate(file, headings, columns, names)
    if not ragged_is_fault:
        width = max(len(row) for row in grid[header:])
        headings += [""] * (width - len(headings))
    sorted_out = _SortedOut(headings, header + 2, ragged_is_fault)
    for row in grid[header + 1 :]:
        sorted_out.add(row)
    sorted_out.check(file)
    return replace(sorted_out.table(file), titles=header)


class _SortedOut:
    """The rows under the headings, one after the other: as wide as these, empty, a remark, or ragged.

    `first` is the Excel row of the first.
    """

    def __init__(self, headings: list[str], first: int, ragged_is_fault: bool) -> None:
        self._headings, self._width, self._ragged_is_fault = headings, len(headings), ragged_is_fault
        self._first = self._next = first
        self._rows: Grid = []
        self._numbers: list[int] = []
        self._remarks: dict[int, list[str]] = {}
        self._faults: list[Fault] = []
        self._blanks = 0
        self._is_short = True

    def add(self, row: list[str]) -> None:
        number, self._next = self._next, self._next + 1
        if not any(row) or not any(cell.strip() for cell in row):
            self._blanks += 1
        elif remarks.is_remark(row, self._headings) or (number == self._first and remarks.is_line(row)):
            self._remarks[number] = row
        elif len(row) == self._width or not self._ragged_is_fault or self._is_blank_beyond(row):
            self._rows.append((row + [""] * (self._width - len(row)))[: self._width])
            self._numbers.append(number)
        else:
            self._is_short = self._is_short and len(row) < self._width
            count = f"{len(row)} cell{'s' if len(row) > 1 else ''}"
            self._faults.append(Fault(f"has {count} where the headings have {self._width}", number))

    def _is_blank_beyond(self, row: list[str]) -> bool:
        return len(row) > self._width and not any(row[self._width :])

    def check(self, file: str) -> None:
        """Raise InputError for ragged rows."""
        if self._faults:
            excel = "Excel leaves out empty cells at the end of a row when it saves a CSV: use the file as it was "
            ask = (
                f"{excel}received, or ask IAP to send it again."
                if self._is_short
                else "Ask IAP to send it again."
            )
            raise InputError.of_faults(
                file,
                self._faults,
                f"Their cells may stand under the wrong headings, so nothing was written. {ask}",
            )

    def table(self, file: str) -> Table:
        counts = [count for row in self._remarks.values() if (count := remarks.counted(row)) is not None]
        return Table(
            file,
            self._headings,
            self._rows,
            self._numbers,
            blanks=self._blanks,
            remarks=tuple(self._remarks),
            counted=counts[-1] if counts else None,
        )
