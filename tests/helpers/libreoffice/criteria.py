"""What an arrow is set to as Excel's own object model has it: Excel.Filters, and what Range.AutoFilter takes.

LibreOffice forgets that a filter is by colour, and of a rank which one; the workbook here remembers.
"""

from typing import Any

from helpers.libreoffice import filters, strict
from helpers.libreoffice.office import enum, load_uno, struct
from helpers.libreoffice.strict import ComError

ONE, AND, OR, TOP, VALUES, CELL_COLOUR = 0, 1, 2, 3, 7, 8  # XlAutoFilterOperator
_BACKGROUND = 4  # com.sun.star.sheet.FilterFieldType.BACKGROUND_COLOR
_SIGNS = ("<>", ">=", "<=", "=", ">", "<")


class Filters:
    """Excel.Filters of the arrows of a sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def Count(self) -> int:
        box = self._sheet.filter.box
        return int(box.right - box.left + 1)

    def Item(self, number: int) -> "Filter":
        fields = [field for field in self._sheet.filter.fields if field.Field == number - 1]
        return Filter(fields, self._sheet.book.criteria.get((self._sheet.name, number)))


class Colour:
    """Excel.Interior, of which a filter tells only the colour."""

    def __init__(self, colour: int) -> None:
        self.Color = float(colour)


class Filter:
    """Excel.Filter; what a kind of filter does not have is refused, as in Excel."""

    def __init__(self, fields: list[Any], kept: tuple[int, Any] | None) -> None:
        self._fields, self._kept = fields, kept

    @property
    def On(self) -> bool:
        return bool(self._fields)

    @property
    def Operator(self) -> int:
        if self._kept:
            return self._kept[0]
        if len(self._fields) == 1:
            return VALUES if len(self._fields[0].Values) > 1 else ONE
        return OR if self._fields[-1].Connection.value == "OR" else AND

    @property
    def Criteria1(self) -> Any:
        if self._kept and self._kept[0] == CELL_COLOUR:
            return Colour(self._kept[1])
        if self._kept and self._kept[0] == TOP:
            return ">=2"  # Excel tells what the rank came to, not the rank
        if self._kept:
            raise ComError("Application-defined or object-defined error")
        texts = filters.texts_of(self._fields[0])
        return tuple(texts) if len(texts) > 1 else texts[0]

    @property
    def Criteria2(self) -> Any:
        if self._kept or len(self._fields) < 2:
            raise ComError("Application-defined or object-defined error")
        return filters.texts_of(self._fields[1])[0]


def apply(sheet: Any, box: Any, number: int, operator: int, criteria: tuple[Any, Any]) -> None:
    """Range.AutoFilter: set one arrow, all others stay."""
    first, second = criteria
    sheet.check_unprotected()
    for text in (first, second):
        strict.check_length("Criteria", text if isinstance(text, str) else "", strict.CRITERION)
    if sheet.filter.box is None:
        sheet.filter.place(box)
    elif sheet.filter.box != box:
        raise ComError("AutoFilter method of Range class failed")
    new = _fields(number, operator, first, second)
    kept = [field for field in sheet.filter.fields if field.Field != number - 1]
    sheet.book.criteria.pop((sheet.name, number), None)
    if operator not in (AND, OR, VALUES):
        sheet.book.criteria[sheet.name, number] = (operator, first)
    sheet.filter.set([*kept, *new])


def remembered(number: int, kept: tuple[int, Any]) -> list[Any]:
    """The fields of a filter that LibreOffice does not tell."""
    return _fields(number, *kept, None)


def _fields(number: int, operator: int, first: Any, second: Any) -> list[Any]:
    if operator == VALUES:
        return [filters.field_of(number, "EQUAL", ["" if text == "=" else text for text in first])]
    if operator == TOP:
        return [_native(number, "TOP_VALUES", IsNumeric=True, NumericValue=float(first))]
    if operator == CELL_COLOUR:
        red, green, blue = first & 255, first >> 8 & 255, first >> 16
        colour = red << 16 | green << 8 | blue
        return [_native(number, "EQUAL", FilterType=_BACKGROUND, ColorValue=colour)]
    made = [_comparison(number, text) for text in (first, second) if text is not None]
    if operator == OR:
        made[-1].Connection = enum("sheet.FilterConnection", "OR")
    return made


def _comparison(number: int, text: str) -> Any:
    sign = next(sign for sign in _SIGNS if text.startswith(sign))
    value = text[len(sign) :]
    bare = value.strip("*")
    if sign in ("=", "<>") and not value:
        return filters.field_of(number, "EMPTY" if sign == "=" else "NOT_EMPTY", [])
    if sign == "=" and bare != value and "~" not in value:
        starts, ends = value.endswith("*"), value.startswith("*")
        return filters.field_of(
            number, "CONTAINS" if starts and ends else "BEGINS_WITH" if starts else "ENDS_WITH", [bare]
        )
    value = value.replace("~*", "*").replace("~?", "?").replace("~~", "~")
    return filters.field_of(number, filters.OPERATOR_OF[sign], [value])


def _native(number: int, operator: str, **value: Any) -> Any:
    return struct(
        "sheet.TableFilterField3",
        Field=number - 1,
        Operator=load_uno().getConstantByName(f"com.sun.star.sheet.FilterOperator2.{operator}"),
        Connection=enum("sheet.FilterConnection", "AND"),
        Values=(struct("sheet.FilterFieldValue", **value),),
    )
