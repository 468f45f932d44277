"""The cells that Excel's Duplicate Values rule paints [L4, A3, A7].

Excel paints a cell when COUNTIF over the whole area finds its value more than once: case does not
matter, text and numbers are alike ('00123' is 123, a date is its serial number), '*', '?' and '~'
in the cell are wildcards, numbers count to 15 digits, empty cells never count, hidden rows do.
"""

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from cso_xl.cells import dates

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?%?")
_DIGIT = re.compile("[0-9]")
_DIGITS = 15  # of a number that Excel compares
_DAY_ZERO = dt.date(1899, 12, 30)
_LAST_DAY = (dt.date.max - _DAY_ZERO).days

T = TypeVar("T")


class DuplicateValues:
    """The cells of the highlighted areas, counted as Excel counts them."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._texts = Counter(cells)
        del self._texts[""]

    def paints(self, cell: str) -> bool:
        """Whether Excel paints a cell that holds this text."""
        if not cell:
            return False
        if any(mark in cell for mark in "*?~"):
            return self._matches(cell.lower()) > 1
        number = _number(cell)
        day = _day(cell) if number is None else number
        if day is None:
            return self._words[cell.lower()] > 1
        return self._numbers[day] + (self._days[day] if day <= _LAST_DAY else 0) > 1

    @cached_property
    def _words(self) -> Counter[str]:
        """The cells by their text; one that is neither a number nor a date equals no other."""
        return _counted((text.lower(), times) for text, times in self._texts.items())

    @cached_property
    def _numbers(self) -> Counter[float]:
        """The cells that hold a number, by that."""
        return _counted((_number(text), times) for text, times in self._texts.items())

    @cached_property
    def _days(self) -> Counter[float]:
        """The cells that hold a date, by its serial number; they are read only where a number may be a day's."""
        others = ((text, times) for text, times in self._texts.items() if _number(text) is None)
        return _counted((_day(text), times) for text, times in others)

    @cached_property
    def _sorted(self) -> list[tuple[str, int]]:
        return sorted((text.lower(), times) for text, times in self._texts.items())

    def _matches(self, wildcard: str) -> int:
        """The number of cells that a wildcard text finds; counting stops at two."""
        prefix = re.split(r"[*?~]", wildcard, maxsplit=1)[0]
        pattern = re.compile(_as_pattern(wildcard), re.DOTALL)
        count = 0
        for text, times in self._sorted[bisect_left(self._sorted, (prefix, 0)) :]:
            if not text.startswith(prefix) or count > 1:
                break
            if pattern.fullmatch(text):
                count += times
        return count


def _as_pattern(wildcard: str) -> str:
    parts = re.findall(r"~.|.", wildcard, re.DOTALL)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part[-1]) for part in parts)


def _counted(cells: Iterable[tuple[T | None, int]]) -> Counter[T]:
    counts: Counter[T] = Counter()
    for value, times in cells:
        if value is not None:
            counts[value] += times
    return counts


def _day(text: str) -> float | None:
    """The serial number of the date that a text is to Excel; None for any other text."""
    date = dates.parse(text.strip()) if _DIGIT.search(text) else None
    return float((date - _DAY_ZERO).days) if date else None


def _number(text: str) -> float | None:
    """The number that a text is to Excel; None for any other text, and for a date."""
    text = text.strip()
    if not (_DIGIT.search(text) and _NUMBER.fullmatch(text)):
        return None
    percent = text.endswith("%")
    plain = text.rstrip("%").replace(",", "")
    if plain.lstrip("+-").isdigit():
        digits = plain.lstrip("+-").lstrip("0") or "0"
        plain = ("-" if plain.startswith("-") else "") + digits[:_DIGITS] + "0" * (len(digits) - _DIGITS)
    return float(plain) / (100 if percent else 1)
