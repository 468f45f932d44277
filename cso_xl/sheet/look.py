"""The look of copies, in Excel and filed: the one place for sizes; colours are in settings.toml [I5, X7]."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FONT = "Calibri"
FONT_SIZE = 11  # points, Excel's own
NARROWEST, WIDEST = 6, 36  # column widths in characters; longer text wraps
WIDTHS = {  # of columns with another greatest width, by their headings
    "Status": 15, "Reason": 46, "Comment": 15, "CSO Address": 21, "Sharer Address": 21, "Sharer First Names": 12,
    "Benefit Type": 20, "Main Reporting Centre": 20,
    "State": 18, "Client Name": 18, "Born": 12, "The report says": 44,
    "Name in cso_daily": 18, "cso_daily says": 30, "Decided before": 30, "Question": 28, "Outcome": 22, "Detail": 16,
    "Housing Address": 22, "New Address": 22, "Service Centre": 16, "Service Centre Email": 18,
    "What follows": 40, "Done in CMS": 10,
}  # fmt: skip
LINE, MOST_LINES = 15, 26  # height of a line in points; Excel's rows are at most 409 points high
PAGE = 270  # characters that are still legible across one landscape page
GROWING = (  # columns that people type into, or that say more about a row in time
    "Status", "Outcome", "Detail", "Comment", "Client Name", "Housing Address", "New Address", "Service Centre",
    "Service Centre Email", "Done in CMS",
)  # fmt: skip
_NUMBERED, _NAMED = re.compile(r"[A-Z][0-9]+: .+"), re.compile(r"^[A-Z][0-9]+ | [2-9]$")
CHOICE_TITLE = "Not in the list"
CHOICE_ERROR = "Choose one of the drop-down: what follows depends on it."
SHEET_NAME = 31  # characters that Excel allows


@dataclass(frozen=True)
class Style:
    """How a cell looks: `fill`, `colour` of the letters and `line` below as RRGGBB, '' for none; `size` in points.

    `indent` is Excel's, from the left; what it `says` is shown after the cell's text, which stays as it is.
    """

    fill: str = ""
    colour: str = ""
    size: float = FONT_SIZE
    bold: bool = False
    line: str = ""
    vertical: str = "top"
    indent: int = 0
    wrap: bool = True
    says: str = ""


def filled(name: str) -> Style:
    """The look of a name, which is a colour and what the cell says after its text: '92D050, done'."""
    return Style(fill=name[:6], says=name[6:])


def text_format(says: str) -> str:
    """Excel's format for text after which something is shown."""
    return f'@"{says}"' if says else "@"


def widest(heading: str) -> int:
    """The greatest width of a column with this heading, in characters."""
    return WIDTHS.get(_kind(heading), WIDEST)


def grows(heading: str) -> bool:
    """Whether a column with this heading fills up later: then it is as wide as it may be from the start."""
    return _kind(heading) in GROWING


def _kind(heading: str) -> str:
    """A heading without the part that tells a client's questions apart: 'L6: note in place?' is an Outcome."""
    if _NUMBERED.fullmatch(heading):
        return "Outcome"
    return heading if heading in WIDTHS else _NAMED.sub("", heading)


def headed_width(headings: Sequence[str]) -> int:
    """The last column of the unbroken run of headings from A1."""
    return next((at for at, heading in enumerate(headings) if not heading), len(headings)) or 1
