"""Rectangles of cells and runs of rows or columns."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from cso_xl.cells.letters import letters_of, number_of
from cso_xl.cells.limits import EXCEL_COLUMNS, EXCEL_ROWS

T = TypeVar("T")
_REF = re.compile("([A-Z]*)([0-9]*)(?::([A-Z]*)([0-9]*))?")


class Area(NamedTuple):
    """A rectangle of cells by its first and last row and column, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, ref: str) -> "Area":
        """The area of 'A2:P120', '$A$2', 'A:P' or '2:120'. Raises ValueError for any other text."""
        match = _REF.fullmatch(ref.replace("$", ""))
        if match is None:
            raise ValueError(f"no area of cells: {ref}")
        left, top, right, bottom = match.groups()
        if ":" not in ref:
            right, bottom = left, top
        return cls(
            int(top or 1),
            number_of(left or "A"),
            int(bottom or EXCEL_ROWS),
            number_of(right) if right else EXCEL_COLUMNS,
        )

    @property
    def ref(self) -> str:
        """'A2:P120'."""
        return f"{letters_of(self.left)}{self.top}:{letters_of(self.right)}{self.bottom}"

    @property
    def short(self) -> str:
        """'A2:P120', or 'A2' for one cell alone."""
        return self.ref if self[:2] != self[2:] else self.ref.partition(":")[0]

    @property
    def fixed(self) -> str:
        """'$A$2:$P$120'."""
        left, right = letters_of(self.left), letters_of(self.right)
        return f"${left}${self.top}:${right}${self.bottom}"

    def reaching(self, other: "Area") -> "Area":
        """The area, as far right and as far down as the other."""
        return self._replace(right=max(self.right, other.right), bottom=max(self.bottom, other.bottom))

    def halves(self) -> tuple["Area", ...]:
        """The area in two, by rows if it has several, else by columns; nothing for one cell."""
        if self.bottom > self.top:
            middle = (self.top + self.bottom) // 2
            return self._replace(bottom=middle), self._replace(top=middle + 1)
        return self.halves_by_columns()

    def halves_by_columns(self) -> tuple["Area", ...]:
        """The area in two by columns; nothing for one column."""
        if self.right == self.left:
            return ()
        middle = (self.left + self.right) // 2
        return self._replace(right=middle), self._replace(left=middle + 1)


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of each unbroken run."""
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None or number != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last


def in_ranges(numbers: Iterable[int]) -> list[str]:
    """Numbers in words, each unbroken run as a range: '2', '5 to 9'."""
    return [str(first) if first == last else f"{first} to {last}" for first, last in runs(numbers)]


def row_refs(numbers: Iterable[int]) -> list[str]:
    """Whole rows as few addresses: '2:5', '9:9'."""
    return [f"{first}:{last}" for first, last in runs(numbers)]


def column_refs(numbers: Iterable[int]) -> list[str]:
    """Whole columns as few addresses: 'A:C', 'F:F'."""
    return [f"{letters_of(first)}:{letters_of(last)}" for first, last in runs(numbers)]


def stacked(areas: Iterable[Area]) -> Iterator[Area]:
    """The same cells in fewer areas: areas of equal columns that touch become one."""
    current: Area | None = None
    for area in sorted(areas, key=lambda area: (area.left, area.right, area.top)):
        touches = current and (current.left, current.right) == (area.left, area.right)
        if current and touches and area.top <= current.bottom + 1:
            current = current._replace(bottom=max(current.bottom, area.bottom))
            continue
        if current:
            yield current
        current = area
    if current:
        yield current


def grouped(numbers: Iterable[int], key: Callable[[int], T]) -> dict[T, list[int]]:
    """The numbers in groups of one `key`."""
    groups: dict[T, list[int]] = {}
    for number in numbers:
        groups.setdefault(key(number), []).append(number)
    return groups


def joined(refs: Iterable[str], longest: int) -> Iterator[str]:
    """The places in one address, such as 'A1:A9,C1:C9', or in several when it would be longer than `longest`."""
    address = ""
    for ref in refs:
        if address and len(address) + 1 + len(ref) > longest:
            yield address
            address = ""
        address = f"{address},{ref}" if address else ref
    if address:
        yield address
