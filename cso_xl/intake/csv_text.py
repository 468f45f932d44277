"""The text of a CSV: which letters its bytes stand for, and what separates its cells [I4]."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from itertools import islice

from cso_xl.errors import InputError
from cso_xl.intake.screen.mail_text import UTF_16

Score = Callable[[Sequence[str]], int]  # how many of the wanted headings a row has

SEPARATORS = (",", "\t", ";", "|")
TITLE_ROWS = 10  # headings are looked for in the first so many rows: a title may stand above them
_LOOKED_AT = 1 << 18  # characters of the file in which these rows stand
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


def separated(text: str, score: Score) -> tuple[str, str]:
    """The text without Excel's note on its separator, and the separator: as noted, or the best by its headings."""
    if match := _SEP.match(text):
        return text[match.end() :], match[1]
    return text, max(SEPARATORS, key=lambda separator: _best(text[:_LOOKED_AT], separator, score))


def _best(text: str, separator: str, score: Score) -> int:
    rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), TITLE_ROWS)
    best = 0
    try:
        for row in rows:
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
    if len(data) % 2 or max(lower, upper) < len(head) * _HALF or min(lower, upper):
        return None
    return "utf-16-le" if lower else "utf-16-be"


def _windows_1252(name: str, data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} is written in an unknown encoding (line {line} of the file). Expected UTF-8, UTF-16 or "
            f"Windows-1252. {_AS_RECEIVED}"
        ) from None
