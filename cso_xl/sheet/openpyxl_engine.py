"""The engine without Excel: rows and what stands on them in memory, written by `package`."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from cso_xl.settings import Settings
from cso_xl.sheet import look, package
from cso_xl.sheet.protocol import Area, Block
from cso_xl.sheet.rows import RowWriter


class OpenpyxlSheet:
    """A worksheet: rows as lists of text, and what stands on them; openpyxl comes in when it is written."""

    def __init__(self, name: str, settings: Settings, rows: Block) -> None:
        self._name = name
        self._settings = settings
        self._rows = [list(row) for row in rows]
        self._table = Area(1, 1, len(self._rows), len(self._rows[0]) if self._rows else 1)
        self._fills: dict[int, dict[int, str]] = defaultdict(dict)
        self._notes: dict[tuple[int, int], str] = {}
        self._filters: dict[int, frozenset[str]] = {}
        self._hidden_columns: set[int] = set()
        self._duplicates: tuple[Area, ...] = ()
        self._formatted = False
        self._fitted: list[float] = []  # column widths, measured when the sheet is written

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""
        return self._name

    def headings(self) -> Sequence[str]:
        """Row 1."""
        return self._rows[0] if self._rows else []

    def values(self) -> Block:
        """All cells from A1 to the last used cell, to be read only; rows are equally long."""
        return self._rows

    def paste(self, row: int, column: int, block: Block) -> None:
        """Write a block of text with its top left cell at (row, column)."""
        height = max(len(self._rows), row - 1 + len(block))
        width = max(self._width(), column - 1 + max((len(cells) for cells in block), default=0))
        self._rows += [[] for _ in range(height - len(self._rows))]
        for cells in self._rows:
            cells.extend([""] * (width - len(cells)))
        for target, pasted in zip(self._rows[row - 1 :], block, strict=False):
            target[column - 1 : column - 1 + len(pasted)] = pasted

    def insert_column(self, column: int, heading: str) -> None:
        """Insert a column before `column`, move everything right of it, and give it a heading."""

        def moved(old: int) -> int:
            return old + 1 if old >= column else old

        for number, row in enumerate(self._rows, 1):
            row.insert(column - 1, heading if number == 1 else "")
        self._table = self._table._replace(right=moved(self._table.right))
        self._duplicates = tuple(
            area._replace(left=moved(area.left), right=moved(area.right)) for area in self._duplicates
        )
        self._fills = defaultdict(
            dict,
            {row: {moved(at): colour for at, colour in fills.items()} for row, fills in self._fills.items()},
        )
        self._notes = {(row, moved(at)): text for (row, at), text in self._notes.items()}
        self._filters = {moved(at): accepted for at, accepted in self._filters.items()}
        self._hidden_columns = {moved(at) for at in self._hidden_columns}

    def remove_rows(self, rows: Collection[int]) -> None:
        """Delete whole rows and close the gaps."""
        gone = set(rows)
        kept = [number for number in range(1, len(self._rows) + 1) if number not in gone]
        new = {old: number for number, old in enumerate(kept, 1)}

        def shrunk(area: Area) -> Area:
            rows_left = [new[row] for row in range(area.top, area.bottom + 1) if row in new]
            return area._replace(
                top=min(rows_left, default=area.top), bottom=max(rows_left, default=area.top)
            )

        self._table = shrunk(self._table)
        self._duplicates = tuple(map(shrunk, self._duplicates))
        self._rows = [self._rows[number - 1] for number in kept]
        self._fills = defaultdict(dict, {new[row]: fills for row, fills in self._fills.items() if row in new})
        self._notes = {(new[row], at): text for (row, at), text in self._notes.items() if row in new}

    def format_report(self) -> None:
        """Bold frozen headings, filter arrows, fitted widths, wrapped long text, print set-up [I5]."""
        self._formatted = True
        self._table = Area(1, 1, max(len(self._rows), 1), self._headed_width())

    def arrows_to(self, column: int) -> None:
        """Let the filter arrows reach at least as far right as `column`."""
        self._table = self._table._replace(right=max(column, self._table.right))

    def show_only(self, columns: Collection[int]) -> None:
        """Hide every column that has the report's data but those named."""
        self._hidden_columns = set(range(1, self._headed_width() + 1)) - set(columns)

    def filter_column(self, column: int, values: Collection[str]) -> None:
        """Set the column's filter arrow to these values; the other rows are hidden, not deleted."""
        self._filters[column] = frozenset(values)

    def highlight_duplicates(self, areas: Sequence[Area]) -> None:
        """Conditional Formatting > Duplicate Values over all the areas together, in place of an earlier one."""
        self._duplicates = tuple(areas)

    def fill(self, areas: Iterable[Area], colour: str) -> None:
        """Fill cells with a colour (RRGGBB)."""
        for area in areas:
            for row in range(area.top, area.bottom + 1):
                self._fills[row].update(dict.fromkeys(range(area.left, area.right + 1), colour))

    def note(self, row: int, column: int, text: str) -> None:
        """Attach a note to a cell."""
        self._notes[row, column] = text

    # What the writer asks for

    def put_on(self, worksheet: Any) -> None:
        """Set all of the worksheet but its rows."""
        worksheet._comments = self._comment_records(worksheet)
        if self._duplicates:
            worksheet.conditional_formatting.add(
                " ".join(area.ref for area in self._duplicates), self._rule()
            )
        if self._formatted:
            self._fitted = self._widths()
            self._set_up_page(worksheet)
            self._set_columns(worksheet)

    def _rule(self) -> Rule:
        style = DifferentialStyle(
            font=Font(color=self._settings.text("colours.duplicate_text")),
            fill=PatternFill(bgColor=self._settings.text("colours.duplicate_fill")),
        )
        return Rule(type="duplicateValues", dxf=style)

    def _set_up_page(self, worksheet: Any) -> None:
        worksheet.freeze_panes = "A2"
        worksheet.print_title_rows = "1:1"
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
        worksheet.page_setup.fitToHeight = 0
        shown = sum(width for at, width in enumerate(self._fitted, 1) if at not in self._hidden_columns)
        worksheet.page_setup.fitToWidth = math.ceil(shown / look.PAGE)
        worksheet.sheet_properties.pageSetUpPr.fitToPage = True

    def _set_columns(self, worksheet: Any) -> None:
        for column, width in enumerate(self._fitted, 1):
            dimension = worksheet.column_dimensions[get_column_letter(column)]
            dimension.width = width
            dimension.hidden = column in self._hidden_columns
        worksheet.auto_filter.ref = self._table.ref
        for column, accepted in sorted(self._filters.items()):
            worksheet.auto_filter.add_filter_column(column - 1, sorted(accepted), blank="" in accepted)

    def write_rows(self, writer: RowWriter) -> Iterator[bytes]:
        """The rows as XML."""
        attributes = {
            row: f' ht="{lines * look.LINE}" customHeight="1"' for row, lines in self._lines().items()
        }
        for row in self._filtered_out():
            attributes[row] = attributes.get(row, "") + ' hidden="1"'
        return writer.xml(self._rows, self._fills, attributes)

    def _filtered_out(self) -> Iterator[int]:
        """Rows that the filter hides."""
        for number, row in enumerate(self._rows[1 : self._table.bottom], 2):
            if not all(row[column - 1] in accepted for column, accepted in self._filters.items()):
                yield number

    def _lines(self) -> dict[int, int]:
        """Rows in which text wraps, and into how many lines."""
        wide = [
            at
            for at, width in enumerate(self._fitted)
            if width == look.WIDEST and at + 1 not in self._hidden_columns
        ]
        lines: dict[int, int] = {}
        for number, row in enumerate(self._rows if wide else [], 1):
            most = max(sum(-(-max(len(part), 1) // look.WRAP) for part in row[at].split("\n")) for at in wide)
            if most > 1:
                lines[number] = min(most, look.MOST_LINES)
        return lines

    def colours(self) -> set[str]:
        """Every fill in use."""
        return {colour for fills in self._fills.values() for colour in fills.values()}

    def size(self) -> Area:
        """A1 to the last used cell."""
        return Area(1, 1, max(len(self._rows), 1), max(self._width(), 1))

    def _comment_records(self, worksheet: Any) -> list[CommentRecord]:
        records = []
        for (row, column), text in sorted(self._notes.items()):
            cell = Cell(worksheet, row=row, column=column)
            cell.comment = Comment(text, author="", width=320, height=24 + 18 * (1 + len(text) // 45))
            records.append(CommentRecord.from_cell(cell))
        return records

    def _width(self) -> int:
        return len(self._rows[0]) if self._rows else 0

    def _headed_width(self) -> int:
        """The last column of the unbroken run of headings from A1."""
        headings = self.headings()
        return next((at for at, heading in enumerate(headings) if not heading), len(headings)) or 1

    def _widths(self) -> list[float]:
        columns: list[int] = [0] * self._width()
        for number, row in enumerate(self._rows[: look.ROWS_MEASURED]):
            for at, text in enumerate(row):
                length = len(text) + (look.ARROW if number == 0 else 0)
                if length > columns[at]:
                    columns[at] = length
        return [min(max(longest + 2, look.NARROWEST), look.WIDEST) for longest in columns]


class OpenpyxlBook:
    """A workbook built new, from values; its first sheet holds the report."""

    def __init__(self, settings: Settings, title: str, rows: Block, properties: dict[str, str]) -> None:
        self._settings = settings
        self._properties = properties
        self._sheets: list[OpenpyxlSheet] = []
        self.report = self.add_sheet(title, rows)

    def sheet(self, name: str) -> OpenpyxlSheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self._sheets if sheet.name == name), None)

    def add_sheet(self, name: str, rows: Block) -> OpenpyxlSheet:
        """A new last sheet with these rows, headings first."""
        sheet = OpenpyxlSheet(name[: look.SHEET_NAME], self._settings, rows)
        self._sheets.append(sheet)
        return sheet

    def save_copy(self) -> bytes:
        """The workbook as it stands, as .xlsx; the same workbook always gives the same bytes [X7]."""
        book = Workbook()
        book.remove(book.worksheets[0])
        for sheet in self._sheets:
            sheet.put_on(book.create_sheet(sheet.name))
        package.describe(book, self._settings.text("records.classification"), self._properties)
        return package.pack(book, self._sheets, self._settings.text("colours.heading"))
