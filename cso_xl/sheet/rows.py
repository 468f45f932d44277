"""The one writer of cells: text in, text out, whatever it looks like.

The rows of a sheet and the table of shared strings, as text and nothing else: other writers turn '=1+1' into a
formula. Every other part of a workbook is `package`'s.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from cso_xl.cells.letters import letters_of
from cso_xl.cells.limits import EXCEL_COLUMNS, EXCEL_ROWS, EXCEL_TEXT, UNWRITABLE
from cso_xl.errors import FileError

_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_CHUNK = 2_000  # rows or strings handed on at a time

RISKY = "=+-@"  # first characters of text that Excel would take for a formula if it were typed


class _Numbers(dict[str, str]):
    """The number of each text, as cells refer to it; a new text gets the next."""

    def __missing__(self, text: str) -> str:
        self[text] = number = str(len(self))
        return number


class Strings:
    """The workbook's shared strings, in the order in which they first occur."""

    def __init__(self) -> None:
        self.numbers = _Numbers()
        self.uses = 0

    def xml(self) -> Iterator[bytes]:
        """The part xl/sharedStrings.xml."""
        yield (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'count="{self.uses}" uniqueCount="{len(self.numbers)}">'
        ).encode()
        batch: list[str] = []
        for text in self.numbers:
            batch.append(f'<si><t xml:space="preserve">{_written(text)}</t></si>')
            if len(batch) >= _CHUNK:
                yield "".join(batch).encode()
                batch.clear()
        yield "".join(batch).encode() + b"</sst>"


def _written(text: str) -> str:
    """Text as it stands in XML; '_x0041_' is guarded, or Excel would read it as 'A'.

    Raises FileError for a text that Excel cannot hold whole.
    """
    if len(text) > EXCEL_TEXT or UNWRITABLE.search(text):
        raise FileError(
            f"A cell would hold more than {EXCEL_TEXT:,} characters, or a control character, which Excel cannot keep. "
            "Nothing was written. Shorten what was typed, for example under Detail or Comment."
        )
    return _ESCAPE_LIKE.sub("_x005F_", text).translate(_XML)


def _inline(text: str) -> str:
    """The rest of a cell that holds its own text."""
    return f'"inlineStr"><is><t xml:space="preserve">{_written(text)}</t></is></c>'


class RowWriter:
    """Writes rows as XML; `styles` has the number of the style of each (look, is risky).

    A look is a name of `Styles`. Without `strings` each cell holds its own text: no other part of
    the workbook does.
    """

    def __init__(self, styles: Mapping[tuple[str, bool], int], strings: Strings | None = None) -> None:
        self._styles = styles
        self._strings = strings

    def xml(
        self,
        rows: Sequence[Sequence[str]],
        fills: Mapping[int, Mapping[int, str]],
        attributes: Mapping[int, str],
    ) -> Iterator[bytes]:
        """The inside of <sheetData>; `fills` are colours by row and column, `attributes` XML by row.

        Raises FileError for more rows or columns than Excel has.
        """
        width = max((len(row) for row in rows), default=0)
        if len(rows) > EXCEL_ROWS or width > EXCEL_COLUMNS:
            raise FileError(
                f"A sheet would have {len(rows):,} rows and {width:,} columns, more than Excel holds. "
                "Nothing was written."
            )
        letters = [letters_of(column) for column in range(1, width + 1)]
        batch: list[str] = []
        for number, row in enumerate(rows, 1):
            look = "head" if number == 1 else "text"
            cells = (
                self._filled(number, row, letters, fills[number])
                if number in fills
                else self._plain(number, row, letters, look)
            )
            batch.append(f'<row r="{number}"{attributes.get(number, "")}>{"".join(cells)}</row>')
            if len(batch) >= _CHUNK:
                yield "".join(batch).encode()
                batch.clear()
        yield "".join(batch).encode()

    def _plain(self, number: int, row: Sequence[str], letters: Sequence[str], look: str) -> list[str]:
        """Cells of a row without fills, under these letters: nearly all cells, so it is kept short and fast."""
        styles = self._styles[look, False], self._styles[look, True]
        plain, risky = (f'{number}" s="{style}" t=' for style in styles)
        if self._strings is None:
            return [
                f'<c r="{letter}{risky if text[0] in RISKY else plain}{_inline(text)}'
                for letter, text in zip(letters, row, strict=False)
                if text
            ]
        numbers = self._strings.numbers
        cells = [
            f'<c r="{letter}{risky if text[0] in RISKY else plain}"s"><v>{numbers[text]}</v></c>'
            for letter, text in zip(letters, row, strict=False)
            if text
        ]
        self._strings.uses += len(cells)
        return cells

    def _filled(
        self, number: int, row: Sequence[str], letters: Sequence[str], fills: Mapping[int, str]
    ) -> list[str]:
        """The cells of a row with fills: those that are filled, and the plain ones between them."""
        cells: list[str] = []
        after = 0
        for column in sorted(fills):
            if after < column - 1:
                cells += self._plain(number, row[after : column - 1], letters[after:], "text")
            after, text = column, row[column - 1] if column <= len(row) else ""
            place, is_risky = f"{letters_of(column)}{number}", text[:1] in RISKY and text != ""
            style = self._styles[fills[column], is_risky]
            cells.append(self._cell(place, style, text) if text else f'<c r="{place}" s="{style}"/>')
        return cells + self._plain(number, row[after:], letters[after:], "text")

    def _cell(self, place: str, style: int, text: str) -> str:
        if self._strings is None:
            return f'<c r="{place}" s="{style}" t={_inline(text)}'
        self._strings.uses += 1
        return f'<c r="{place}" s="{style}" t="s"><v>{self._strings.numbers[text]}</v></c>'
