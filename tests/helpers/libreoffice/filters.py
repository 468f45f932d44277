"""A sheet's filter arrows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from xlwings import base_classes

from helpers.libreoffice import criteria, strict
from helpers.libreoffice.com import Box, box_of
from helpers.libreoffice.office import enum, load_uno, struct

_OPERATORS = {
    "equal_to": ("EQUAL", "="),
    "not_equal_to": ("NOT_EQUAL", "<>"),
    "greater_than": ("GREATER", ">"),
    "greater_than_or_equal": ("GREATER_EQUAL", ">="),
    "less_than": ("LESS", "<"),
    "less_than_or_equal": ("LESS_EQUAL", "<="),
}
OPERATOR_OF = {sign: name for name, sign in _OPERATORS.values()}
_ORDER = ("GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")
_WITH_ANY = {"CONTAINS": "=*{}*", "BEGINS_WITH": "={}*", "ENDS_WITH": "=*{}"}
_NUMBER, _TEXT = 0, 1  # com.sun.star.sheet.FilterFieldType
_EPOCH = dt.datetime(1899, 12, 30)


class SheetFilter:
    """The arrows of one sheet, which LibreOffice keeps as an unnamed database range."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._ranges = sheet.book.doc.getPropertyValue("UnnamedDatabaseRanges")
        self._number = sheet.index - 1

    @property
    def _range(self) -> Any:
        """The database range; None when there are no arrows."""
        if not self._ranges.hasByTable(self._number):
            return None
        area = self._ranges.getByTable(self._number)
        return area if area.AutoFilter else None

    @property
    def box(self) -> Box | None:
        """Where the arrows stand; None when there are none."""
        area = self._range
        return box_of(area.DataArea) if area else None

    @property
    def fields(self) -> list[Any]:
        """LibreOffice's own filter fields; it forgets which values are text."""
        area = self._range
        fields = list(area.getFilterDescriptor().getFilterFields3()) if area else []
        kept = {
            number: criterion
            for (name, number), criterion in self._sheet.book.criteria.items()
            if name == self._sheet.name
        }
        for field in fields:
            values = list(field.Values)
            for value in values:
                value.FilterType = _TEXT if not value.IsNumeric else _NUMBER
            field.Values = tuple(values)
        read = [field for field in fields if field.Field + 1 not in kept]
        forgotten = {field.Field + 1 for field in fields} & kept.keys()
        return read + [field for number in forgotten for field in criteria.remembered(number, kept[number])]

    def place(self, box: Box) -> None:
        """Put arrows on the first row of the box, which filters nothing yet."""
        self._ranges.setByTable(self._sheet.cells_of(box).RangeAddress)
        self._ranges.getByTable(self._number).AutoFilter = True

    def set(self, fields: Sequence[Any]) -> None:
        """Filter by these fields and no others, at once."""
        area, filtered = self._range, bool(self.fields)
        descriptor = area.getFilterDescriptor()
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(tuple(fields))
        if fields:
            area.refresh()
        elif filtered:  # rows that are hidden by hand stay so, as in Excel, if nothing was filtered
            self._sheet.cells_of(box_of(area.DataArea)).Rows.IsVisible = True

    def remove(self) -> None:
        """Take the arrows off and show all rows."""
        area = self._range
        if area:
            self._sheet.check_unprotected()
            self.set([])
            area.AutoFilter = False
            for key in [key for key in self._sheet.book.criteria if key[0] == self._sheet.name]:
                del self._sheet.book.criteria[key]


class AutoFilter(base_classes.AutoFilter):
    """The arrows as xlwings sees them from a range; another range than where they stand is refused."""

    def __init__(self, rng: Any) -> None:
        self._range = rng
        self._filter = rng.sheet.filter

    @property
    def criteria(self) -> list[dict[str, Any]]:
        fields = self._filter.fields if self._filter.box == self._range.box else []
        return [
            _snapshot(number, [field for field in fields if field.Field == number - 1])
            for number in range(1, self._range.shape[1] + 1)
        ]

    def apply_values(self, field: int, values: Sequence[str]) -> None:
        self._apply(field, [field_of(field, "EQUAL", values)])

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        strict.check_length("Criteria1", str(value1 or ""), strict.CRITERION)
        if value1 is None:
            self._apply(field, [field_of(field, "EMPTY" if operator == "equal_to" else "NOT_EMPTY", [])])
        elif operator == "between":
            self._apply(
                field, [field_of(field, "GREATER_EQUAL", [value1]), field_of(field, "LESS_EQUAL", [value2])]
            )
        elif operator == "not_between":
            above = field_of(field, "GREATER", [value2])
            above.Connection = enum("sheet.FilterConnection", "OR")
            self._apply(field, [field_of(field, "LESS", [value1]), above])
        else:
            self._apply(field, [field_of(field, _OPERATORS[operator][0], [value1])])

    def clear(self, field: int | None) -> None:
        if self._filter.box == self._range.box:
            self._apply(field, [])

    def _apply(self, field: int | None, new: list[Any]) -> None:
        self._range.sheet.check_unprotected()
        if self._filter.box is None:
            self._filter.place(self._range.box)
        elif self._filter.box != self._range.box:
            raise ValueError("This worksheet already has an AutoFilter on a different range")
        kept = [other for other in self._filter.fields if field is not None and other.Field != field - 1]
        self._filter.set([*kept, *new])


def field_of(number: int, operator: str, values: Sequence[Any]) -> Any:
    constant = load_uno().getConstantByName(f"com.sun.star.sheet.FilterOperator2.{operator}")
    return struct(
        "sheet.TableFilterField3",
        Field=number - 1,
        Operator=constant,
        Connection=enum("sheet.FilterConnection", "AND"),
        Values=tuple(_value(value, operator in _ORDER) for value in values),
    )


def _value(value: Any, as_number: bool) -> Any:
    number = _number(value) if as_number or isinstance(value, dict) else None
    return struct(
        "sheet.FilterFieldValue",
        IsNumeric=number is not None,
        FilterType=_TEXT if number is None else _NUMBER,
        NumericValue=number or 0.0,
        StringValue=value if isinstance(value, str) else "",
    )


def _number(value: str | dict[str, str]) -> float | None:
    if isinstance(value, dict):
        return (dt.datetime.fromisoformat(value["value"]) - _EPOCH) / dt.timedelta(days=1)
    try:
        return float(value)
    except ValueError:
        return None


def _snapshot(number: int, fields: list[Any]) -> dict[str, Any]:
    """As Excel tells it: one value is a comparison, several are values."""
    if not fields:
        return base_classes.empty_autofilter_criteria(number)
    texts = [text for field in fields for text in texts_of(field)]
    if len(fields) == 1 and len(texts) > 1:
        return base_classes.autofilter_criteria_snapshot(number, "values", texts)
    join = fields[-1].Connection.value.lower() if len(fields) > 1 else None
    return base_classes.autofilter_criteria_snapshot(number, "comparison", *texts, *([join] if join else []))


def texts_of(field: Any) -> list[str]:
    """The criteria of a field as Excel writes them: '=Weka', '>3', '=*eka*'."""
    for name, pattern in _WITH_ANY.items():
        if load_uno().getConstantByName(f"com.sun.star.sheet.FilterOperator2.{name}") == field.Operator:
            return [pattern.format(_shown(value)) for value in field.Values]
    return [f"{_sign(field)}{_shown(value)}" for value in field.Values or [None]]


def _sign(field: Any) -> str:
    names = load_uno()
    signs = {**dict(_OPERATORS.values()), "EMPTY": "=", "NOT_EMPTY": "<>"}
    return next(
        sign
        for name, sign in signs.items()
        if names.getConstantByName(f"com.sun.star.sheet.FilterOperator2.{name}") == field.Operator
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value.NumericValue:.15g}" if value.IsNumeric else str(value.StringValue)
