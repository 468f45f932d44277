"""Rectangles of cells and runs of rows or columns."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from openpyxl.utils import get_column_letter


class Area(NamedTuple):
    """A rectangle of cells by its first and last row and column, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def ref(self) -> str:
        """'A2:P120'."""
        return f"{get_column_letter(self.left)}{self.top}:{get_column_letter(self.right)}{self.bottom}"

    def halves(self) -> tuple["Area", "Area"]:
        """The area in two, by rows as long as it has several."""
        if self.bottom > self.top:
            middle = (self.top + self.bottom) // 2
            return self._replace(bottom=middle), self._replace(top=middle + 1)
        middle = (self.left + self.right) // 2
        return self._replace(right=middle), self._replace(left=middle + 1)


def runs(
    numbers: Iterable[int], like: Callable[[int], object] = lambda number: None
) -> Iterator[tuple[int, int]]:
    """(first, last) of the unbroken runs in which every number is `like` the next."""
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None or number != last + 1 or like(number) != like(last):
            if first is not None and last is not None:
                yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last


def stacked(areas: Iterable[Area]) -> Iterator[Area]:
    """The same cells in fewer areas: those of equal columns that touch become one."""
    current: Area | None = None
    for area in sorted(areas, key=lambda one: (one.left, one.right, one.top)):
        touches = current and (current.left, current.right) == (area.left, area.right)
        if current and touches and area.top <= current.bottom + 1:
            current = current._replace(bottom=max(current.bottom, area.bottom))
            continue
        if current:
            yield current
        current = area
    if current:
        yield current


def where(first: int, last: int, asked: Callable[[int, int], bool | None]) -> Iterator[int]:
    """The numbers of which `asked` is true; it says of a run true, false, or None for both."""
    if last < first:
        return
    answer = asked(first, last)
    if answer is None:
        middle = (first + last) // 2
        yield from where(first, middle, asked)
        yield from where(middle + 1, last, asked)
    elif answer:
        yield from range(first, last + 1)
