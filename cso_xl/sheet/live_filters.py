"""The filter of a sheet that is open in Excel: what its arrows are set to, and setting them so again.

Excel's own object model is asked, as xlwings knows some kinds of filter only, and takes 'contains' for a literal text.
A filter of which Excel does not tell enough to set it again is left in place: then nothing is written.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import xlwings as xw

from cso_xl.cells.letters import letters_of
from cso_xl.errors import FileError
from cso_xl.sheet import excel_only
from cso_xl.sheet.areas import Area

_ONE, _AND, _OR, _VALUES, _CELL_COLOUR, _FONT_COLOUR = 0, 1, 2, 7, 8, 9  # XlAutoFilterOperator
_NO_FILL, _AUTOMATIC_FONT = 12, 13
_WILD = ("*", "?")


class Criterion(NamedTuple):
    """The setting of one arrow, as Excel has it; None for whatever Excel does not tell."""

    operator: int
    first: Any = None
    second: Any = None

    @property
    def can_be_set(self) -> bool:
        """Whether it can be set again as it is; for dates, ranks and icons Excel does not tell enough."""
        if self.operator in (_ONE, _AND, _OR):
            return isinstance(self.first, str)
        if self.operator == _VALUES:
            return isinstance(self.first, tuple)
        if self.operator in (_CELL_COLOUR, _FONT_COLOUR):
            return isinstance(self.first, int)
        return self.operator in (_NO_FILL, _AUTOMATIC_FONT)


Filters = Mapping[int, Criterion]  # by column (Excel's number)
Moved = Callable[[Area, Filters], tuple[Area, Filters]]  # where a filter stands after something was written


def as_it_was(area: Area, filters: Filters) -> tuple[Area, Filters]:
    """A filter that stays where it is."""
    return area, filters


def read(headed: xw.Range) -> Filters:
    """The settings of a range's arrows."""
    arrows = headed.sheet.api.AutoFilter
    if not arrows.FilterMode:  # asked once, not of each column
        return {}
    filters = arrows.Filters
    natives = {headed.column + at: filters.Item(at + 1) for at in range(filters.Count)}
    return {column: _criterion(native) for column, native in natives.items() if native.On}


def write(headed: xw.Range, filters: Filters) -> None:
    """Give a range arrows, set as `filters` say."""
    arrows = headed.autofilter
    arrows.apply_comparison(1, "not_equal_to", None)  # the only public way to get arrows
    arrows.clear(1)
    for column, criterion in filters.items():
        arguments: dict[str, Any] = {
            "Field": column - headed.column + 1,
            "Operator": criterion.operator or _AND,
        }
        if criterion.operator == _VALUES:
            arguments["Criteria1"] = [_without_sign(value) for value in criterion.first]
        elif criterion.first is not None:
            arguments["Criteria1"] = criterion.first
        if criterion.second is not None:
            arguments["Criteria2"] = criterion.second
        headed.api.AutoFilter(**arguments)


def check(filters: Filters, headings: Mapping[int, str]) -> None:
    """Raise FileError when a filter could not be set again: it would be lost, and nobody would see it."""
    for column, criterion in filters.items():
        if not criterion.can_be_set:
            raise FileError(
                f"Column {letters_of(column)} ('{headings.get(column, '')}') has a filter by date, rank or icon, which "
                "would be lost, so nothing was changed. Data > Clear, press again, then set the filter again."
            )


def accepted(criterion: Criterion) -> frozenset[str]:
    """The values that a filter lets through, as far as it names them; Excel makes a comparison of a single value."""
    if criterion.operator == _VALUES and isinstance(criterion.first, tuple):
        return frozenset(_without_sign(value, blank="") for value in criterion.first)
    if criterion.operator not in (_ONE, _AND, _OR):
        return frozenset()
    texts = [text for text in (criterion.first, criterion.second) if text is not None]
    values = [_single_text(text) for text in texts]
    is_complete = None not in values and (len(values) == 1 or criterion.operator == _OR)
    return frozenset(value for value in values if value is not None) if is_complete else frozenset()


def _criterion(native: Any) -> Criterion:
    operator = _property(native, "Operator") or _ONE
    first, second = _property(native, "Criteria1"), _property(native, "Criteria2")
    if operator in (_CELL_COLOUR, _FONT_COLOUR):
        colour = _property(first, "Color")
        return Criterion(operator, int(colour) if isinstance(colour, int | float) else None)
    if operator == _VALUES and isinstance(first, list | tuple):
        first = tuple(first) if all(isinstance(value, str) for value in first) else None
    elif operator == _VALUES and isinstance(first, str):
        first = (first,)
    return Criterion(operator, first, second)


def _property(native: Any, name: str) -> Any:
    """A property of a filter; None where Excel refuses to tell it, as for one that the filter does not have."""
    try:
        return getattr(native, name)
    except Exception as error:
        if excel_only.is_busy(error):
            raise
        return None


def _single_text(text: Any) -> str | None:
    """The one text that a comparison lets through; None for another comparison, or one with wildcards."""
    if not isinstance(text, str) or not text.startswith("="):
        return None
    literal = text.replace("~~", "").replace("~*", "").replace("~?", "")
    if any(sign in literal for sign in _WILD):
        return None
    return text[1:].replace("~*", "*").replace("~?", "?").replace("~~", "~")


def _without_sign(value: str, blank: str = "=") -> str:
    """'Weka' of '=Weka', as Excel tells it; '=' alone stands for empty cells."""
    return value[1:] or blank if value.startswith("=") else value
