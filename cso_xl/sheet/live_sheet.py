"""A worksheet that is open in Excel, through xlwings' public API.

Cells are read and written in blocks. Before anything is written, filters are lifted, because Excel
writes into visible rows only; afterwards they are set again.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

import xlwings as xw

from cso_xl.cells.letters import letters_of
from cso_xl.errors import FileError
from cso_xl.settings import Settings
from cso_xl.sheet import as_shown, excel_only, live_filters, look, measure
from cso_xl.sheet.areas import Area, column_refs, grouped, joined, row_refs, runs, stacked
from cso_xl.sheet.blocks import merged, text_of, trimmed
from cso_xl.sheet.excel_calls import without_fail
from cso_xl.sheet.file_engine import Appearance
from cso_xl.sheet.live_filters import Filters
from cso_xl.sheet.protocol import Block

_ZEROS = re.compile("0{2,}")


class LiveSheet:
    """A worksheet that is open in Excel."""

    def __init__(self, sheet: xw.Sheet, settings: Settings) -> None:
        self.sheet = sheet
        self._settings = settings
        self._rows: list[list[str]] | None = None
        self.touched = False  # whether a step has changed anything on it
        self._typed = False  # whether cells hold dates or numbers, as in a workbook that was opened by hand

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""
        return str(self.sheet.name)

    def headings(self) -> Sequence[str]:
        """Row 1."""
        rows = self.values()
        return rows[0] if rows else []

    def values(self) -> Block:
        """All cells from A1 to the last used cell, to be read only; rows are equally long."""
        if self._rows is None:
            self._rows = self._read()
        return self._rows

    def paste(self, row: int, column: int, block: Block, *, arrows: bool = False) -> None:
        """Write a block of text with its top left cell at (row, column); with `arrows` the filter reaches over it.

        Raises FileError when Excel did not keep the text as it is.
        """
        width = max((len(cells) for cells in block), default=0)
        if not width:
            return
        area = Area(row, column, row + len(block) - 1, column + width - 1)
        cells = [[*cells, *[""] * (width - len(cells))] for cells in block]
        before, rows = len(self.values()), merged(self.values(), area, cells)

        def reaching(old: Area, filters: Filters) -> tuple[Area, Filters]:
            return (old.reaching(area) if arrows else old), filters

        with self._unfiltered(reaching):
            self._dress(area)
            self._rows = rows
            self._make_room(area, before)
            self._write(area, cells)

    def insert_column(self, column: int, heading: str) -> None:
        """Insert a column before `column`, move everything right of it, and give it a heading."""
        letter = letters_of(column)

        def moved(area: Area, filters: Filters) -> tuple[Area, Filters]:
            wider = area._replace(right=area.right + (area.right >= column))
            return wider, {at + (at >= column): criterion for at, criterion in filters.items()}

        height = len(self.values())
        with self._unfiltered(moved):
            self.sheet.range(f"{letter}:{letter}").insert("right")
            self.sheet.range(f"{letter}:{letter}").columns.hidden = False
            self.sheet.range((1, column), (max(height, 1), column)).color = None
        self._rows = None
        self.paste(1, column, [[heading], *([""] for _ in range(height - 1))])

    def remove_rows(self, rows: Collection[int]) -> None:
        """Delete whole rows and close the gaps."""

        def shrunk(area: Area, filters: Filters) -> tuple[Area, Filters]:
            gone = sum(area.top <= row <= area.bottom for row in rows)
            return area._replace(bottom=max(area.bottom - gone, area.top)), filters

        fitted = measure.fit(self.values()).widths
        with self._unfiltered(shrunk):
            for cells in self._together(reversed(row_refs(rows))):
                cells.delete("up")
            self._rows = None
            narrower = zip(fitted, measure.fit(self.values()).widths, strict=False)
            if self._is_formatted():
                self._fit([at for at, (before, now) in enumerate(narrower, 1) if before != now])

    def format_report(self) -> None:
        """Bold frozen headings, filter arrows, fitted widths, wrapped long text [I5].

        The print set-up is given to the filed copies. Dates and numbers of a workbook that was opened by
        hand become the text that they show.
        """
        rows = self.values()
        filled = Area(1, 1, max(len(rows), 1), max(len(rows[0]) if rows else 0, 1))
        with self._unfiltered(lambda area, filters: (self._headed(), filters)):
            self._dress(filled)
            self._head(filled)
            if self._typed:
                self._write(filled, rows)
            self._fit(range(1, filled.right + 1))
            self._fit_heights()
        if excel_only.arrows(self.sheet) is None:
            live_filters.write(self._range(self._headed()), {})
        excel_only.freeze_headings(self.sheet)

    def show_only(self, columns: Collection[int]) -> None:
        """Hide every column under the unbroken run of headings but those named, as a group [I5]."""
        self.touched = True
        all_columns = range(1, look.headed_width(self.headings()) + 1)
        hidden = set(all_columns) - set(columns)
        self._hide(all_columns, False)
        excel_only.group_columns(self.sheet, column_refs(hidden))
        self._hide(hidden, True)

    def show_all(self) -> None:
        """Show every column; the groups stay. Rows are as high as all of their text needs."""
        self._hide(range(1, len(self.headings()) + 1), False)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make rows as high as the text of the shown columns needs."""
        with self._unfiltered():
            self._fit_heights()

    def filter_column(self, column: int, values: Collection[str]) -> None:
        """Set the column's filter arrow to these values; the other rows are hidden, not deleted."""
        self.touched = True
        area = excel_only.arrows(self.sheet) or self._headed()
        self._range(area).autofilter.apply_values(column - area.left + 1, sorted(values))

    def highlight_duplicates(self, areas: Sequence[Area]) -> None:
        """Conditional Formatting > Duplicate Values over all the areas together, in place of an earlier one."""
        self.touched = True
        fill, text = (self._settings.text(f"colours.duplicate_{part}") for part in ("fill", "text"))
        excel_only.highlight_duplicates(self.sheet, areas, fill, text)

    def duplicates(self) -> Sequence[Area]:
        """The areas of the Duplicate Values rule; none without a rule."""
        return excel_only.duplicates(self.sheet)

    def freeze(self, columns: int) -> None:
        """Keep the first columns in sight, as the headings are; 0 for none."""
        self.touched = True
        excel_only.freeze_headings(self.sheet, columns)

    def fill(self, areas: Iterable[Area], colour: str, says: str | None = None) -> None:
        """Fill cells with a colour (RRGGBB), '' for none; what the cells say is shown after their text."""
        self.touched = True
        for cells in self._together(area.ref for area in stacked(areas)):
            cells.color = f"#{colour}" if colour else None
            if says is not None:
                cells.number_format = look.text_format(says)

    def note(self, row: int, column: int, text: str) -> None:
        """Attach a note to a cell."""
        self.touched = True
        cell = self.sheet.range((row, column))
        if cell.note is None:
            cell.add_note(text)
        else:
            cell.note.text = text

    def choose_from(self, cells: Area, source: str, asks: str = "", *, only: bool = True) -> None:
        """Data > Data Validation > List, the only one in its column; `source` is a formula, for the first cell."""
        self.touched = True
        error = (look.CHOICE_TITLE, look.CHOICE_ERROR) if only else None
        excel_only.choose_from(self._range(cells), f"={source}", error, asks)

    def no_choices(self) -> None:
        """Take every drop-down off."""
        self.touched = True
        excel_only.no_choices(self.sheet)

    def hidden(self) -> set[int]:
        """The hidden columns, seen in the headings and in the row under the list, which no filter hides."""
        return as_shown.hidden_columns(self.sheet, len(self.headings()), len(self.values()) + 1)

    def appearance(self, coloured: Collection[int] = ()) -> Appearance:
        """What stands on the rows, as a filed copy has it, without the colours of the `coloured` columns."""
        rows = self.values()
        arrows = excel_only.arrows(self.sheet)
        filters = live_filters.read(self._range(arrows)) if arrows else {}
        accepted = {at: live_filters.accepted(criterion) for at, criterion in filters.items()}
        width = len(rows[0]) if rows else 0
        return Appearance(
            arrows or self._headed(),
            self._is_formatted(),
            {at: values for at, values in accepted.items() if values},
            self.hidden(),
            excel_only.duplicates(self.sheet),
            as_shown.fills(self.sheet, len(rows), set(range(1, width + 1)) - set(coloured)),
            {(note.location.row, note.location.column): note.text for note in self.sheet.notes},
        )

    # Reading

    def _read(self) -> list[list[str]]:
        block = self.sheet.range((1, 1), as_shown.filled(self.sheet))
        rows = block.options(ndim=2, err_to_str=True, empty="").value
        self._typed = not all(isinstance(value, str) for row in rows for value in row)
        numeric = {at for row in rows for at, value in enumerate(row) if isinstance(value, float)}
        formats = {at: self._zeros(at + 1, len(rows)) for at in numeric}
        texts = [[text_of(value, formats.get(at, 0)) for at, value in enumerate(row)] for row in rows]
        return trimmed(texts)

    def _zeros(self, column: int, height: int) -> int:
        """The least number of digits that the column's number format shows: 8 for '00000000'."""
        number_format = self.sheet.range((2, column), (max(height, 2), column)).number_format
        return len(number_format) if number_format and _ZEROS.fullmatch(number_format) else 0

    def _is_formatted(self) -> bool:
        return bool(self.sheet.range("A1").font.bold)

    def _headed(self) -> Area:
        return Area(1, 1, max(len(self.values()), 1), look.headed_width(self.headings()))

    # Writing

    def _range(self, area: Area) -> xw.Range:
        return self.sheet.range((area.top, area.left), (area.bottom, area.right))

    def _together(self, refs: Iterable[str]) -> Iterator[xw.Range]:
        """Many places in as few ranges as Excel allows: an address has at most 255 characters."""
        for address in joined(refs, excel_only.LONGEST_ADDRESS):
            yield self.sheet.range(address)

    def _dress(self, area: Area) -> None:
        """Format cells as text, in the one font."""
        cells = self._range(area)
        cells.number_format = "@"
        cells.font.name, cells.font.size = look.FONT, look.FONT_SIZE
        cells.vertical_alignment, cells.wrap_text = "top", True

    def _head(self, area: Area) -> None:
        """Format headings, bold on their colour."""
        headed = [at for at, text in enumerate(self.headings(), 1) if text and area.left <= at <= area.right]
        for row in self._together(Area(1, first, 1, last).ref for first, last in runs(headed)):
            row.font.bold = True
            row.color = f"#{self._settings.text('colours.heading')}"

    def _write(self, area: Area, cells: Block) -> None:
        """Write text and read it back; Excel may take a leading apostrophe for its own."""
        target = self._range(area)
        target.value = [[cell or None for cell in row] for row in cells]
        read_back = target.options(ndim=2, empty="").value
        for row, (expected, actual) in enumerate(zip(cells, read_back, strict=True), area.top):
            for column, (text, kept) in enumerate(zip(expected, actual, strict=True), area.left):
                if text.replace("\r\n", "\n") != kept.replace("\r\n", "\n"):
                    self._write_again(row, column, text)

    def _write_again(self, row: int, column: int, text: str) -> None:
        cell = self.sheet.range((row, column))
        cell.value = f"'{text}"
        if cell.options(empty="").value != text:
            raise FileError(
                f"Excel did not keep the text of cell {letters_of(column)}{row} as it is, so the step was "
                "undone. Run this report from the command line (cso-xl run), and tell support."
            )

    def _make_room(self, area: Area, before: int) -> None:
        """Dress the cells' columns and rows for what they will hold; `before` is how many rows there were."""
        if self._is_formatted():
            self._fit(range(area.left, area.right + 1))
            if area.top == 1:
                self._head(area)
            if area.top == 1 or measure.fit(self.values()).wraps & {*range(area.left - 1, area.right)}:
                self._fit_heights()
        elif area.bottom > before:  # text that wraps in a narrow column would make its row high
            self.sheet.range(f"{max(area.top, before + 1)}:{area.bottom}").row_height = look.LINE

    def _fit(self, columns: Collection[int]) -> None:
        """Set the widths of columns; hidden ones stay hidden."""
        fitted = measure.fit(self.values()).widths
        shown = {at for at in columns if at <= len(fitted)} - self.hidden()
        for width, alike in grouped(shown, lambda at: fitted[at - 1]).items():
            for cells in self._together(column_refs(alike)):
                cells.column_width = width

    def _fit_heights(self) -> None:
        """Set the heights of all rows to the lines of their text. Rows that were hidden by hand stay hidden."""
        rows = self.values()
        fitted = measure.fit(rows)
        by_hand = as_shown.hidden_rows(self.sheet, len(rows))  # a height shows a row again
        self.sheet.range(f"1:{len(rows)}").row_height = look.LINE
        wrapped = measure.lines(rows, fitted, self.hidden())
        for lines, alike in grouped(wrapped, lambda row: wrapped[row]).items():
            for cells in self._together(row_refs(alike)):
                cells.row_height = look.LINE * lines
        self._hide_rows(by_hand)

    def _hide(self, columns: Collection[int], hidden: bool) -> None:
        for cells in self._together(column_refs(columns)):
            cells.columns.hidden = hidden

    def _hide_rows(self, rows: Collection[int]) -> None:
        for cells in self._together(row_refs(rows)):
            cells.rows.hidden = True

    @contextmanager
    def _unfiltered(self, move: live_filters.Moved = live_filters.as_it_was) -> Iterator[None]:
        """Lift the filters for the work inside; set them again after it, as `move` says, after an error as they were.

        Raises FileError, and changes nothing, where a filter could not be set again.
        """
        area = excel_only.arrows(self.sheet)
        filters = live_filters.read(self._range(area)) if area else {}
        live_filters.check(filters, dict(enumerate(self.headings(), 1)))
        self.touched = True
        if area is None:
            yield
            return
        height = len(self.values())
        by_hand = set() if filters else as_shown.hidden_rows(self.sheet, height)
        try:
            excel_only.remove_arrows(self.sheet)
            yield
            where, moved = move(area, filters)
            self._filter_again(where, moved, by_hand if len(self.values()) >= height else set())
        except BaseException:
            without_fail(lambda: self._filter_anew(area, filters, by_hand))
            raise

    def _filter_anew(self, area: Area, filters: Filters, by_hand: Collection[int]) -> None:
        excel_only.remove_arrows(self.sheet)
        self._filter_again(area, filters, by_hand)

    def _filter_again(self, area: Area, filters: Filters, by_hand: Collection[int]) -> None:
        """Set arrows, which shows every row, and hide again what was hidden by hand."""
        live_filters.write(self._range(area), filters)
        self._hide_rows(by_hand)
