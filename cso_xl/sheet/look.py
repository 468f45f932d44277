"""How copies look, in Excel and filed: the one place for sizes; colours are in settings.toml [I5, X7]."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

FONT = "Calibri"
FONT_SIZE = 11  # points, Excel's own
NARROWEST, WIDEST = 8, 60  # column widths in characters; longer text wraps
WRAP = 54  # characters that fit on one line of the widest column
LINE, MOST_LINES = 15, 20  # height of a line in points; Excel's rows are at most 409 points high
PAGE = 280  # characters that are still legible across one landscape page
ARROW = 3  # characters that a heading's filter arrow takes
TYPED_INTO = {"Outcome": WIDEST, "Detail": 24}  # columns of the worklist that people fill in
ROWS_MEASURED = 2_000  # widths are fitted to so many rows
CHOICE_TITLE = "Not in the list"
CHOICE_ERROR = "Choose one of the drop-down: what follows depends on it."
SHEET_NAME = 31  # characters that Excel allows


@dataclass(frozen=True)
class Style:
    """How a cell looks: `fill`, `colour` of the letters and `line` below as RRGGBB, '' for none; `size` in points.

    `indent` is Excel's, from the left.
    """

    fill: str = ""
    colour: str = ""
    size: float = FONT_SIZE
    bold: bool = False
    line: str = ""
    vertical: str = "top"
    indent: int = 0
    wrap: bool = True


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Column widths, in characters, that fit the rows; row 1 holds the headings."""
    columns: list[int] = [0] * (len(rows[0]) if rows else 0)
    for number, row in enumerate(rows[:ROWS_MEASURED]):
        for at, text in enumerate(row):
            length = max(len(text) + ARROW, TYPED_INTO.get(text, 0)) if number == 0 else len(text)
            if length > columns[at]:
                columns[at] = length
    return [min(max(longest + 2, NARROWEST), WIDEST) for longest in columns]


def lines(
    rows: Sequence[Sequence[str]], fitted: Sequence[int], hidden_columns: Collection[int]
) -> dict[int, int]:
    """Rows (Excel's numbers) in which text wraps, and into how many lines."""
    wide = [at for at, width in enumerate(fitted) if width == WIDEST and at + 1 not in hidden_columns]
    wrapped: dict[int, int] = {}
    for number, row in enumerate(rows if wide else [], 1):
        most = max(sum(-(-max(len(part), 1) // WRAP) for part in row[at].split("\n")) for at in wide)
        if most > 1:
            wrapped[number] = min(most, MOST_LINES)
    return wrapped


def headed_width(headings: Sequence[str]) -> int:
    """The last column of the unbroken run of headings from A1."""
    return next((at for at, heading in enumerate(headings) if not heading), len(headings)) or 1
