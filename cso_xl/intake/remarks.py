"""Lines of a report that are no rows of it: what programs write under a table, between its pages or below its headings.

Only what is listed here is taken for such a line; anything else that is no row stays a fault.
"""

import re
from collections.abc import Sequence

from cso_xl.cells.text import squeeze

_ROWS = r"(?:rows?|row\(s\)|records?|record\(s\)|lines?)"
_COUNTED = (
    rf"\(?(?P<before>[\d,]+) {_ROWS}(?: (?:affected|selected|returned|exported|fetched|found))?\)?",  # SQL programs
    rf"(?:total |number of )?{_ROWS}(?: count)?:? ?(?P<after>[\d,]+)",
)
_SAID = (
    r"(?:grand )?totals?:?",
    r"applied filters:.*|no filters applied",  # Power BI
    r"page \d+(?: of \d+)?",
    r"\W*(?:end of (?:report|file|data|extract|listing)|eof|end)\W*",
    r"(?:report |data |list )?(?:generated|printed|exported|extracted|created|produced|run)(?: on| at| by|:| date).*",
    r"in[- ]confidence|sensitive|restricted|confidential|unclassified|official(?: use only)?",  # classifications
)
_LINE = re.compile("|".join((*_COUNTED, *_SAID)), re.IGNORECASE | re.DOTALL)
_COUNTED_BESIDE = re.compile(rf"{_COUNTED[1]}|(?:grand )?totals?:? [\d,]+", re.IGNORECASE)
_DASHES = re.compile(r"[-=+_|]{2,}[-=+_| ]*")


def is_remark(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a line says something about the table, or is its headings once more."""
    held = [cell for cell in row if cell]
    if len(held) > 2:
        return _is_again(row, headings)
    held = [cell for cell in map(squeeze, held) if cell]
    if len(held) == 2:
        return bool(_COUNTED_BESIDE.fullmatch(" ".join(held)))
    return len(held) == 1 and bool(_LINE.fullmatch(held[0].rstrip("."))) or _is_again(row, headings)


def is_line(row: Sequence[str]) -> bool:
    """Whether it is the line of dashes that SQL programs write below the headings."""
    held = [cell for cell in map(squeeze, row) if cell]
    return bool(held) and all(map(_DASHES.fullmatch, held))


def counted(row: Sequence[str]) -> int | None:
    """How many rows a remark says that the table has; None where it says nothing of it."""
    match = _LINE.fullmatch(" ".join(filter(None, map(squeeze, row))).rstrip("."))
    number = match and (match["before"] or match["after"])
    return int(number.replace(",", "")) if number else None


def _is_again(row: Sequence[str], headings: Sequence[str]) -> bool:
    if len(row) < len(headings):
        return False
    return all(cell.strip() == heading.strip() for cell, heading in zip(row, headings, strict=False))
