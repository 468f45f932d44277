"""The widths of columns and heights of rows in which all text can be read [I5]."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cso_xl.sheet import look

_ROWS = 2_000  # widths are fitted to this many of the first rows
_ARROW = 3  # characters that a heading's filter arrow takes
_SPARE = 2  # characters between a text and the next column
_READABLE, _MOST_FIT = (
    24,
    0.75,
)  # text that wraps is no narrower, and this share of its lines fits without wrapping
_BOLD = 1.06  # a bold heading is wider than plain text
_ROOM = 0.95  # of a column's width is filled: programs that lack the font show another, which may be wider
_PLAIN = 1.05  # a character that is not among these, in widths of a digit of Calibri
_WIDTHS = {
    letter: width
    for width, letters in {
        0.45: " '",
        0.5: ",.:;IijlīĪ’",
        0.6: "!()-J[]`f{}",
        0.7: "rt",
        0.8: '"/L\\csz',
        0.9: "?FSZagkvxy|ā",
        1.0: "#$*+0123456789<=>EKPTXY^_bdehnopqu~ēōūĒéôñ–",
        1.1: "ABCRVĀ",
        1.2: "DGH",
        1.3: "&NOQUŌŪ",
        1.4: "%w…",
        1.6: "m",
        1.7: "M",
        1.8: "@W",
    }.items()
    for letter in letters
}


@dataclass(frozen=True)
class Fit:
    """The width of each column in characters, and the columns (from 0) in which text may take several lines."""

    widths: tuple[int, ...]
    wraps: frozenset[int]


def fit(rows: Sequence[Sequence[str]]) -> Fit:
    """The widths that fit the rows; row 1 holds the headings, which wrap between words."""
    if not rows:
        return Fit((), frozenset())
    columns = [_column(heading, texts) for heading, texts in zip(rows[0], _columns(rows), strict=True)]
    return Fit(
        tuple(width for width, _ in columns), frozenset(at for at, (_, wraps) in enumerate(columns) if wraps)
    )


def lines(rows: Sequence[Sequence[str]], fitted: Fit, hidden_columns: Collection[int]) -> dict[int, int]:
    """The rows (Excel's numbers) whose text takes several lines, and the number of lines."""
    shown = [at for at in range(len(fitted.widths)) if at + 1 not in hidden_columns]
    wide = [at for at in shown if at in fitted.wraps]
    counts = (
        {1: max((_heading_lines(rows[0][at], fitted.widths[at]) for at in shown), default=1)} if rows else {}
    )
    for number, row in enumerate(rows[1:] if wide else [], 2):
        counts[number] = max(_lines(row[at], fitted.widths[at]) for at in wide)
    return {number: min(count, look.MOST_LINES) for number, count in counts.items() if count > 1}


def _columns(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    below = rows[1:_ROWS]
    return list(zip(*below, strict=True)) if below else [()] * len(rows[0])


def _column(heading: str, texts: Sequence[str]) -> tuple[int, bool]:
    """A column's width, and whether its text may take several lines."""
    longest, several = max(map(len, texts), default=0), "\n" in "".join(texts)
    most = look.widest(heading)
    if several or longest + _SPARE > most:
        lengths = sorted(len(part) for text in texts for part in text.split("\n") if part) or [0]
        longest = lengths[-1]
        most = min(most, max(_READABLE, lengths[int(len(lengths) * _MOST_FIT)] + _SPARE))
    named = math.ceil(max(map(len, heading.split()), default=0) * _BOLD) + _ARROW
    width = min(max(longest + _SPARE, named, look.NARROWEST), max(most, named))
    return (max(most, named) if look.grows(heading) else width), several or longest + _SPARE > most


def _heading_lines(text: str, width: int) -> int:
    """The lines that a bold heading takes beside its filter arrow."""
    return _lines(text, round((width - _ARROW) / _BOLD))


@lru_cache(maxsize=8192)
def _lines(text: str, width: int) -> int:
    """The lines that a text takes in a column of this width."""
    if len(text) < 0.9 * width and "\n" not in text:
        return 1
    return sum(_wrapped(part, width * _ROOM) for part in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    """The lines of a text without line breaks: broken between words, and within a word that is too long."""
    count, used = 1, 0.0
    for word in text.split(" "):
        long = _width(word)
        if used and used + 0.45 + long > room:
            count, used = count + 1, 0.0
        elif used:
            used += 0.45
        count, used = count + int(long // room), used + long % room if long > room else used + long
    return count


@lru_cache(maxsize=8192)
def _width(word: str) -> float:
    """The width of a word in digits of Calibri; the same words stand on many lines."""
    return sum(_WIDTHS.get(letter, _PLAIN) for letter in word)
