"""The text of a CSV: which letters its bytes stand for, and what separates its cells [I4]."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from cso_xl.errors import InputError
from cso_xl.intake.screen.mail_text import UTF_16

Score = Callable[[Sequence[str]], int]  # how many of the wanted headings a row has

SEPARATORS = (",", "\t", ";", "|")
TITLE_ROWS = 10  # headings are looked for in the first so many rows: a title may stand above them
_LOOKED_AT = 1 << 18  # characters of the file in which these rows stand
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEP = re.compile(
    '"?sep=([^\\w"\r\n])"?[ ,;\t]*(?:\r\n?|\n|\\Z)', re.IGNORECASE
)  # Excel's own note, no row of its own
# letters in UTF-8 that stand in no text of Windows-1252: accents and macrons, an okina, dashes and quotation marks
_UTF_8 = re.compile(
    rb"[\xc2-\xc5][\x80-\xbf]|[\xcc\xcd][\x80-\xaf]|\xca[\xb9-\xbf]|\xe1[\xb8-\xbb][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]"
)
_AS_RECEIVED = (
    "Use the file as it was received, not one that was saved again; otherwise ask IAP to send it again."
)
_HALF = 0.3  # of the bytes: more zeros than that stand in no text of single bytes
_FEW = 0.1  # of the bytes: so many zeros may stand among the others, as in the letter Ā


def decoded(name: str, data: bytes) -> str:
    """A CSV's text, from UTF-8 (with or without BOM), UTF-16, UTF-32 or Windows-1252. Raises InputError."""
    wide = _wide(data)
    try:
        text = data.decode(wide or "utf-8")
    except UnicodeDecodeError as error:
        if (
            wide or data.startswith(codecs.BOM_UTF8) or _UTF_8.search(data)
        ):  # is not Windows-1252 for a damaged byte
            line = data.count(b"\n", 0, error.start) + 1
            written = (wide or "utf-8").upper().removesuffix("-LE").removesuffix("-BE")
            raise InputError(
                f"{name} is written in {written}, but line {line} of the file holds a letter that is not: it was "
                f"damaged on the way. {_AS_RECEIVED}"
            ) from None
        text = _windows_1252(name, data)
    return text.lstrip("\ufeff").rstrip("\x1a")  # the end of a file, as DOS marks it


class Written(NamedTuple):
    """A CSV's text, what separates its cells, what stands around them, and whether spaces come before that."""

    text: str
    separator: str
    quote: str = '"'
    is_spaced: bool = False

    def rows(self, *, strict: bool = False) -> Iterator[list[str]]:
        """Its rows. Raises csv.Error."""
        return csv.reader(
            _lines(self.text),
            delimiter=self.separator,
            quotechar=self.quote,
            skipinitialspace=self.is_spaced,
            strict=strict,
        )


def _lines(text: str) -> Iterator[str]:
    """The lines one by one, each with its own end; io.StringIO would take four bytes for each letter of the text."""
    return (match[0] for match in _LINE.finditer(text))


def written(text: str, score: Score) -> Written:
    """How a CSV is written: without Excel's note on its separator, separated as noted, or best by its headings.

    Where a program has put each row as one cell, its rows are what they were before.
    """
    if match := _SEP.match(text):
        return _quoted(text[match.end() :], match[1])
    separator = max(SEPARATORS, key=lambda each: _best(Written(text[:_LOOKED_AT], each), score))
    found = _quoted(text, separator)
    return found if _best(found, score) else _in_one_cell(text, score) or found


def _quoted(text: str, separator: str) -> Written:
    """By the first line: cells in single quotation marks, or with a space before each, where every one is so."""
    for quote in "\"'":
        cell = f"{quote}[^{quote}\r\n]+{quote}"
        match = re.match(rf"\s*{cell}(?:{re.escape(separator)}( *){cell})+[ \t]*(?:[\r\n]|\Z)", text)
        if match:
            return Written(text, separator, quote, is_spaced=bool(match[1]))
    return Written(text, separator)


def _in_one_cell(text: str, score: Score) -> Written | None:
    """The rows of a CSV in each of which a whole row was quoted; None for any other."""
    try:
        rows = list(Written(text, ",").rows(strict=True))
    except csv.Error:
        return None
    if any(len(row) > 1 for row in rows):
        return None
    within = "\r\n".join("".join(row) for row in rows)
    separator = max(SEPARATORS, key=lambda each: _best(Written(within[:_LOOKED_AT], each), score))
    return Written(within, separator) if _best(Written(within, separator), score) > 1 else None


def _best(found: Written, score: Score) -> int:
    best = 0
    try:
        for row in islice(found._replace(text=found.text[:_LOOKED_AT]).rows(), TITLE_ROWS):
            best = max(best, score(row))
    except csv.Error:  # reported, with its row, when the file is read
        pass
    return best


def _wide(data: bytes) -> str | None:
    """UTF-16 in one of its two orders, by its mark or by the zeros beside its letters; None when it is neither."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if marked := next((name for mark, name in UTF_16 if data.startswith(mark)), None):
        return marked
    head = data[:4096]
    lower, upper = (head[at::2].count(0) for at in (1, 0))
    if len(data) % 2 or max(lower, upper) < len(head) * _HALF or min(lower, upper) > len(head) * _FEW:
        return None
    return "utf-16-le" if lower > upper else "utf-16-be"


def _windows_1252(name: str, data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} is written in an unknown encoding (line {line} of the file). Expected UTF-8, UTF-16 or "
            f"Windows-1252. {_AS_RECEIVED}"
        ) from None
