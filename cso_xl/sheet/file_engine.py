"""The engine without Excel: rows and what stands on them in memory, written by `package`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from cso_xl.settings import Settings
from cso_xl.sheet import look, measure
from cso_xl.sheet.areas import Area
from cso_xl.sheet.cover import Cover
from cso_xl.sheet.layout import CellNote, Choice, Place, PrintedPage, SheetLayout
from cso_xl.sheet.measure import Fit
from cso_xl.sheet.package import pack
from cso_xl.sheet.protocol import NOWHERE, Block, Book, Coloured, nothing
from cso_xl.sheet.rows import RowWriter


@dataclass
class Appearance:
    """What stands on a sheet's rows: `arrows` is the area of the filter, `filters` what each column is set to.

    `fills` are colours by row and column, with what a cell says after its text; `notes` are texts by (row, column),
    `duplicates` the areas of the Duplicate Values rule, `choices` the drop-downs; `frozen` columns stay in sight.
    """

    arrows: Area
    formatted: bool = False
    filters: dict[int, frozenset[str]] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    duplicates: tuple[Area, ...] = ()
    fills: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    frozen: int = 0


class FileSheet:
    """A worksheet: rows as lists of text, and what stands on them."""

    def __init__(
        self, name: str, settings: Settings, rows: Block, appearance: Appearance | None = None
    ) -> None:
        self._name = name
        self._settings = settings
        self._rows = [list(row) for row in rows]
        self._looks = appearance or Appearance(Area(1, 1, len(self._rows), max(self._width(), 1)))
        self._fitted = Fit((), frozenset())  # measured when the sheet is written

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

    def paste(self, row: int, column: int, block: Block, *, arrows: bool = False) -> None:
        """Write a block of text with its top left cell at (row, column); with `arrows` the filter reaches over it."""
        right = column - 1 + max((len(cells) for cells in block), default=0)
        bottom = row - 1 + len(block)
        height, width = max(len(self._rows), bottom), max(self._width(), right)
        if arrows:
            self._looks.arrows = self._looks.arrows.reaching(Area(row, column, bottom, right))
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
        self._looks.arrows = self._looks.arrows._replace(right=moved(self._looks.arrows.right))
        self._looks.duplicates = tuple(
            area._replace(left=moved(area.left), right=moved(area.right)) for area in self._looks.duplicates
        )
        self._looks.fills = defaultdict(
            dict,
            {
                row: {moved(at): colour for at, colour in fills.items()}
                for row, fills in self._looks.fills.items()
            },
        )
        self._looks.notes = {(row, moved(at)): text for (row, at), text in self._looks.notes.items()}
        self._looks.filters = {moved(at): accepted for at, accepted in self._looks.filters.items()}
        self._looks.hidden_columns = {moved(at) for at in self._looks.hidden_columns}

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

        self._looks.arrows = shrunk(self._looks.arrows)
        self._looks.duplicates = tuple(map(shrunk, self._looks.duplicates))
        self._rows = [self._rows[number - 1] for number in kept]
        self._looks.fills = defaultdict(
            dict, {new[row]: fills for row, fills in self._looks.fills.items() if row in new}
        )
        self._looks.notes = {
            (new[row], at): text for (row, at), text in self._looks.notes.items() if row in new
        }

    def format_report(self) -> None:
        """Bold frozen headings, filter arrows, fitted widths, wrapped long text, print set-up [I5]."""
        self._looks.formatted = True
        self._looks.arrows = Area(1, 1, max(len(self._rows), 1), look.headed_width(self.headings()))

    def show_only(self, columns: Collection[int]) -> None:
        """Hide every column under the unbroken run of headings but those named, as a group [I5]."""
        self._looks.hidden_columns = set(range(1, look.headed_width(self.headings()) + 1)) - set(columns)

    def filter_column(self, column: int, values: Collection[str]) -> None:
        """Set the column's filter arrow to these values; the other rows are hidden, not deleted."""
        self._looks.filters[column] = frozenset(values)

    def highlight_duplicates(self, areas: Sequence[Area]) -> None:
        """Conditional Formatting > Duplicate Values over all the areas together, in place of an earlier one."""
        self._looks.duplicates = tuple(areas)

    def duplicates(self) -> Sequence[Area]:
        """The areas of the Duplicate Values rule; none without a rule."""
        return self._looks.duplicates

    def freeze(self, columns: int) -> None:
        """Keep the first columns in sight, as the headings are; 0 for none."""
        self._looks.frozen = columns

    def fill(self, areas: Iterable[Area], colour: str, says: str | None = None) -> None:
        """Fill cells with a colour (RRGGBB), '' for none; what the cells say is shown after their text."""
        name, fills = colour + (says or ""), self._looks.fills
        for area in areas:
            cells = dict.fromkeys(range(area.left, area.right + 1), name)
            for row in range(area.top, area.bottom + 1):
                old = fills.pop(row, {})
                new = old | cells if name else {at: fill for at, fill in old.items() if at not in cells}
                if new:
                    fills[row] = new

    def note(self, row: int, column: int, text: str) -> None:
        """Attach a note to a cell."""
        self._looks.notes[row, column] = text

    def choose_from(self, cells: Area, source: str, asks: str = "", *, only: bool = True) -> None:
        """Data > Data Validation > List, the only one in its column; `source` is a formula, for the first cell."""
        others = [choice for choice in self._looks.choices if choice.cells.left != cells.left]
        error = (look.CHOICE_TITLE, look.CHOICE_ERROR) if only else ("", "")
        self._looks.choices = [*others, Choice(cells, source, *error, asks, only)]

    def no_choices(self) -> None:
        """Take every drop-down off."""
        self._looks.choices = []

    def appearance(self) -> Appearance:
        """What stands on the rows now."""
        return deepcopy(self._looks)

    # What the writer asks for

    def layout(self) -> SheetLayout:
        """What stands around the rows; their columns' widths are measured now."""
        looks = self._looks
        layout = SheetLayout(duplicates=looks.duplicates, choices=looks.choices, notes=self._notes())
        if looks.formatted:
            self._fitted = measure.fit(self._rows)
            layout.frozen, layout.frozen_columns, layout.page = 1, looks.frozen, PrintedPage()
            layout.widths, layout.hidden = self._fitted.widths, looks.hidden_columns
            layout.arrows, layout.filters = looks.arrows, looks.filters
        return layout

    def _notes(self) -> dict[Place, CellNote]:
        return {
            place: CellNote(text, 320, 24 + 18 * (1 + len(text) // 45))
            for place, text in self._looks.notes.items()
        }

    def write_rows(self, writer: RowWriter) -> Iterator[bytes]:
        """The rows as XML."""
        attributes = {
            row: f' ht="{lines * look.LINE}" customHeight="1"'
            for row, lines in measure.lines(self._rows, self._fitted, self._looks.hidden_columns).items()
        }
        for row in self._filtered_out():
            attributes[row] = attributes.get(row, "") + ' hidden="1"'
        return writer.xml(self._rows, self._looks.fills, attributes)

    def _filtered_out(self) -> Iterator[int]:
        """Rows that the filter hides."""
        for number, row in enumerate(self._rows[1 : self._looks.arrows.bottom], 2):
            if not all(row[column - 1] in accepted for column, accepted in self._looks.filters.items()):
                yield number

    def styles(self) -> dict[str, look.Style]:
        """Every fill in use."""
        return {name: look.filled(name) for fills in self._looks.fills.values() for name in fills.values()}

    def size(self) -> Area:
        """A1 to the last used cell."""
        return Area(1, 1, max(len(self._rows), 1), max(self._width(), 1))

    def _width(self) -> int:
        return len(self._rows[0]) if self._rows else 0


class FileBook:
    """A workbook built new, from values; its first sheet holds the report."""

    def __init__(
        self,
        settings: Settings,
        title: str,
        rows: Block,
        properties: dict[str, str],
        appearance: Appearance | None = None,
    ) -> None:
        self._settings = settings
        self._properties = properties
        self._sheets: list[FileSheet] = []
        self.report = self.add_sheet(title, rows, appearance)

    def sheet(self, name: str) -> FileSheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self._sheets if sheet.name == name), None)

    def add_sheet(self, name: str, rows: Block, appearance: Appearance | None = None) -> FileSheet:
        """A new last sheet with these rows, headings first."""
        sheet = FileSheet(name[: look.SHEET_NAME], self._settings, rows, appearance)
        self._sheets.append(sheet)
        return sheet

    def save_copy(self, finish: Callable[[Book], None] = nothing, coloured: Coloured = NOWHERE) -> bytes:
        """The workbook as it stands, as .xlsx; the same workbook always gives the same bytes [X7]."""
        finish(self)
        return pack(self._sheets, Cover.of(self._settings, self._properties))
