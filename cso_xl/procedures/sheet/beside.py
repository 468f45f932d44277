"""The columns that steps write beside the report's own: Row, Status, Reason and Comment [C1]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW = "Row"  # the row's number in the received file: it travels with the row when the sheet is sorted
STATUS = ("Status", "Reason")
ADDRESS_CHECK = ("Address check", "Reason")  # the same before last week is compared [A4]
COMMENT = "Comment"
UNNUMBERED = 10_000_000  # and above: rows of the sheet that are not rows of the received file


@dataclass(frozen=True)
class Beside:
    """Excel's numbers of our columns Status and Row; copies made before the column Row lack it."""

    status: int
    row: int | None

    @property
    def first(self) -> int:
        """The first column that is ours."""
        return self.row or self.status

    @property
    def reason(self) -> int:
        """The column with the reason."""
        return self.status + 1


def find(headings: Sequence[str]) -> Beside | None:
    """The places of our columns; None when no step has written a Status yet."""
    pairs = zip(headings, headings[1:], strict=False)
    status = next((at for at, pair in enumerate(pairs, 1) if pair in (STATUS, ADDRESS_CHECK)), None)
    if status is None:
        return None
    return Beside(status, status - 1 if status > 1 and headings[status - 2] == ROW else None)


def comment_column(headings: Sequence[str], width: int) -> int | None:
    """The column of the rows' Comment, right of our Status or in the report; None where there is none."""
    ours = find(headings)
    if ours is None:
        return None
    own = [*range(ours.status + 1, end_of_ours(headings, ours.status) + 1), *range(1, width + 1)]
    return next((column for column in own if headings[column - 1] == COMMENT), None)


def end_of_ours(headings: Sequence[str], status: int) -> int:
    """The last of our columns: they stand right of Status without a gap, as far as last week's columns."""
    right = enumerate(headings[status:], status)
    return next((at for at, text in right if text in ("", headings[0])), len(headings))


@dataclass(frozen=True)
class Numbers:
    """The received row of each row of a sheet, in its order; `doubled` are the numbers that appear twice.

    A row of the sheet without a number of its own, or with a doubled one, has a number from UNNUMBERED on.
    """

    rows: list[int]
    doubled: frozenset[int] = frozenset()


def numbers(cells: Iterable[str]) -> Numbers:
    """The received rows that the cells of the column Row name."""
    named = [int(text) if (text := cell.strip()).isdecimal() and len(text) < 8 else 0 for cell in cells]
    doubled = frozenset(row for row, times in Counter(named).items() if row and times > 1)
    rows = [
        row if 1 < row < UNNUMBERED and row not in doubled else UNNUMBERED + place
        for place, row in enumerate(named, 2)
    ]
    return Numbers(rows, doubled)
