"""One sheet of the training workbook: text in named styles, links, notes, drop-downs, a report's table."""

import math
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cso_xl.sheet import look
from cso_xl.sheet.areas import Area
from cso_xl.sheet.layout import CellNote, Choice, SheetLayout, SheetLink
from cso_xl.sheet.layout import PrintedPage as PrintedPage
from cso_xl.sheet.look import Style
from cso_xl.sheet.rows import RowWriter

INK, QUIET, LINK, PAPER, RULE = "1F2933", "5F6B76", "0B5394", "F3F5F7", "C5CDD5"
WARN = "7A4100"
# one type scale, in points: 20 for a sheet's title, 14 for a part of it, 11 to read, 9 for what stands aside
STYLES: Mapping[str, Style] = {
    "title": Style(colour=INK, size=20, bold=True, vertical="center", wrap=False),
    "part": Style(colour=INK, size=14, bold=True, vertical="bottom", wrap=False),
    "body": Style(colour=INK),
    "strong": Style(colour=INK, bold=True),
    "label": Style(colour=QUIET, size=9, bold=True),
    "aside": Style(colour=QUIET, size=9),
    "link": Style(colour=LINK, vertical="center", wrap=False),
    "synthetic": Style(fill="FFF4D6", colour=WARN, size=9, bold=True, vertical="center", wrap=False),
    "heading": Style(fill="DCE6F1", colour=INK, bold=True, line=RULE, indent=1),
    "line": Style(colour=INK, line=RULE, indent=1),
    "line strong": Style(colour=INK, bold=True, line=RULE, indent=1),
    "line link": Style(colour=LINK, line=RULE, indent=1),
    "received": Style(wrap=False),  # as Excel shows a file that nobody has formatted yet
    "tint 1": Style(fill="D6E8F5", colour=INK, size=14, bold=True, vertical="center", wrap=False),
    "tint 2": Style(fill="FBEBC8", colour=INK, size=14, bold=True, vertical="center", wrap=False),
    "tint 3": Style(fill="CFEBE0", colour=INK, size=14, bold=True, vertical="center", wrap=False),
    "tint 4": Style(fill="F4DEEA", colour=INK, size=14, bold=True, vertical="center", wrap=False),
    "tint 5": Style(fill="DDF1FB", colour=INK, size=14, bold=True, vertical="center", wrap=False),
    "tint 6": Style(fill="E4E7EB", colour=INK, size=14, bold=True, vertical="center", wrap=False),
    "answer": Style(fill="FFFFE5", colour=INK, line=RULE, indent=1),
}
ROW_HEIGHT = 1.36  # of a line, to the size of its letters
LETTER = 0.95  # width of a letter of prose, to Excel's unit of a column's width, which is that of a digit
INDENT = 1.3  # units of a column's width that one step of indent takes


@dataclass
class Page:
    """A sheet in the making. Rows and columns are Excel's numbers; a style is one of STYLES or a fill's RRGGBB."""

    name: str
    tab: str
    rows: list[list[str]] = field(default_factory=list)
    looks: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    heights: dict[int, float] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    filters: dict[int, frozenset[str]] = field(default_factory=dict)
    arrows: Area | None = None
    duplicates: tuple[Area, ...] = ()
    choices: list[tuple[int, int, Sequence[str]]] = field(default_factory=list)
    frozen_rows: int = 0
    landscape: bool = True
    pages_high: int = 0  # printed, 0 for as many as it takes

    def put(self, row: int, column: int, text: str, style: str, to: int = 0) -> None:
        """Write a text, over the columns as far as `to` where given, and make its row high enough."""
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = text
        for at in range(column, max(to, column) + 1):
            self.looks[row][at] = style
        if to > column:
            self.merged.append(Area(row, column, row, to))
        self.make_room(row, column, max(to, column), text, style)

    def link(self, row: int, column: int, text: str, sheet: str, style: str = "link") -> None:
        """Write a link to the top of another sheet."""
        self.put(row, column, text, style)
        self.links[row, column] = sheet

    def make_room(self, row: int, first: int, last: int, text: str, name: str) -> None:
        """Make a row high enough for a text over these columns."""
        style = STYLES[name]
        shown = [at for at in range(first, last + 1) if at not in self.hidden_columns]
        width = sum(self.widths.get(at, 8.43) for at in shown) - INDENT * style.indent
        room = width * look.FONT_SIZE / style.size / LETTER
        parts = text.split("\n") if style.wrap else [""]
        lines = sum(max(len(textwrap.wrap(part, max(int(room), 1))), 1) for part in parts)
        self.heights[row] = max(self.heights.get(row, 0), math.ceil(lines * style.size * ROW_HEIGHT) + 2)

    # What the writer asks for

    def size(self) -> Area:
        """A1 to the last used cell."""
        widest = max([1, *map(len, self.rows), *(max(styles) for styles in self.looks.values())])
        return Area(1, 1, max(len(self.rows), 1), widest)

    def styles(self) -> dict[str, Style]:
        """Every style in use."""
        used = {name for styles in self.looks.values() for name in styles.values()}
        return {name: STYLES.get(name) or look.filled(name) for name in used if name not in ("text", "head")}

    def write_rows(self, writer: RowWriter) -> Iterator[bytes]:
        """The rows as XML."""
        attributes = {row: f' ht="{height:g}" customHeight="1"' for row, height in self.heights.items()}
        for row in self.hidden_rows:
            attributes[row] = attributes.get(row, "") + ' hidden="1"'
        width = self.size().right
        looks = {
            row: {at: styles.get(at, "text") for at in range(1, width + 1) if at in styles}
            for row, styles in self.looks.items()
        }
        return writer.xml(self.rows, looks, attributes)

    def layout(self) -> SheetLayout:
        """What stands around the rows."""
        return SheetLayout(
            tab=self.tab,
            has_grid=False,
            frozen=self.frozen_rows,
            widths=[self.widths.get(column, 8.43) for column in range(1, self.size().right + 1)],
            hidden=self.hidden_columns,
            arrows=self.arrows,
            filters=self.filters,
            merged=self.merged,
            duplicates=self.duplicates,
            choices=[_choice(*choice) for choice in self.choices],
            links={
                place: SheetLink(sheet, self.rows[place[0] - 1][place[1] - 1])
                for place, sheet in self.links.items()
            },
            notes={place: _note(text) for place, text in self.notes.items()},
            page=PrintedPage(self.landscape, self.pages_high),
        )


def _choice(row: int, column: int, offered: Sequence[str]) -> Choice:
    return Choice(Area(row, column, row, column), f'"{",".join(offered)}"')


def _note(text: str) -> CellNote:
    lines = sum(math.ceil(max(len(part), 1) / 52) for part in text.split("\n"))
    return CellNote(text, 360, 22 + 17 * lines)
