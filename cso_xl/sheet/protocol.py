"""What a step may do to a workbook, in spreadsheet words.

Rows and columns are Excel's own numbers: they start at 1, and row 1 holds the headings. Every
value that goes in or comes out is text. An engine (files without Excel, xlwings inside it)
implements these protocols, and both must leave the same workbook.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from cso_xl.sheet.areas import Area

Block = Sequence[Sequence[str]]
Coloured = Mapping[str, Collection[int]]  # columns, by the sheet that they are of
NOWHERE: Coloured = MappingProxyType({})


def nothing(_book: "Book") -> None:
    """Leave a book as it is."""


class Sheet(Protocol):
    """One worksheet."""

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""

    def headings(self) -> Sequence[str]:
        """Row 1."""

    def values(self) -> Block:
        """All cells from A1 to the last used cell, to be read only; rows are equally long."""

    def paste(self, row: int, column: int, block: Block, *, arrows: bool = False) -> None:
        """Write a block of text with its top left cell at (row, column); with `arrows` the filter reaches over it."""

    def insert_column(self, column: int, heading: str) -> None:
        """Insert a column before `column`, move everything right of it, and give it a heading."""

    def remove_rows(self, rows: Collection[int]) -> None:
        """Delete whole rows and close the gaps."""

    def format_report(self) -> None:
        """Bold frozen headings, filter arrows, fitted widths, wrapped long text, print set-up [I5]."""

    def freeze(self, columns: int) -> None:
        """Keep the first columns in sight, as the headings are; 0 for none."""

    def show_only(self, columns: Collection[int]) -> None:
        """Hide every column under the unbroken run of headings but those named.

        They are grouped, in place of every other group: one press on Excel's [+] above them shows them.
        """

    def filter_column(self, column: int, values: Collection[str]) -> None:
        """Set the column's filter arrow to these values; the other rows are hidden, not deleted."""

    def highlight_duplicates(self, areas: Sequence[Area]) -> None:
        """Conditional Formatting > Duplicate Values over all the areas together, in place of an earlier one."""

    def duplicates(self) -> Sequence[Area]:
        """The areas of the Duplicate Values rule; none without a rule."""

    def fill(self, areas: Iterable[Area], colour: str, says: str | None = None) -> None:
        """Fill cells with a colour (RRGGBB); '' takes it away.

        What a filled cell `says` is shown after its text, which stays as it is; '' takes that away.
        """

    def note(self, row: int, column: int, text: str) -> None:
        """Attach a note to a cell."""

    def choose_from(self, cells: Area, source: str, asks: str = "", *, only: bool = True) -> None:
        """Data > Data Validation > List, the only one in its column; `source` is a formula, for the first cell.

        `asks` is shown beside the cell in which somebody is about to choose; unless `only`, anything else may be typed.
        """

    def no_choices(self) -> None:
        """Take every drop-down off."""


class Book(Protocol):
    """One workbook; its first sheet holds the report."""

    @property
    def report(self) -> Sheet:
        """The sheet with the report."""

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""

    def add_sheet(self, name: str, rows: Block) -> Sheet:
        """A new last sheet with these rows, headings first."""

    def save_copy(self, finish: "Callable[[Book], None]" = nothing, coloured: Coloured = NOWHERE) -> bytes:
        """The workbook as it stands, as .xlsx; the same workbook always gives the same bytes.

        `finish` puts on the copy what an engine cannot read back from a workbook that is open, such as drop-downs; it
        gives the `coloured` columns their colours, which then are not read.
        """
