"""Fonts, notes and rules of ranges, as xlwings' base classes want them."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes, utils

from helpers.libreoffice import com
from helpers.libreoffice.com import Box

_BOLD, _NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight


class Font(base_classes.Font):
    """The font of a range; None where its cells differ."""

    def __init__(self, rng: Any) -> None:
        self._range = rng

    @property
    def name(self) -> str | None:
        return self._range.common("CharFontName")

    @name.setter
    def name(self, value: str) -> None:
        self._range.changed.CharFontName = value

    @property
    def size(self) -> float | None:
        return self._range.common("CharHeight")

    @size.setter
    def size(self, value: float) -> None:
        self._range.changed.CharHeight = float(value)

    @property
    def bold(self) -> bool | None:
        weight = self._range.common("CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._range.changed.CharWeight = _BOLD if value else _NORMAL

    @property
    def color(self) -> tuple[int, int, int]:
        """xlwings raises TypeError on Windows when the cells differ."""
        colour = self._range.common("CharColor")
        return utils.int_to_rgb(None if colour is None else com.swapped(max(colour, 0)))

    @color.setter
    def color(self, value: Any) -> None:
        self._range.changed.CharColor = rgb(value)


class Note(base_classes.Note):
    """A note at a cell."""

    def __init__(self, sheet: Any, annotation: Any) -> None:
        self._sheet = sheet
        self._annotation = annotation
        position = annotation.Position
        self._box = Box(position.Row + 1, position.Column + 1, position.Row + 1, position.Column + 1)

    @property
    def api(self) -> Any:
        return self._annotation

    @property
    def text(self) -> str:
        return str(self._annotation.String)

    @text.setter
    def text(self, value: str) -> None:
        self._sheet.check_unprotected()
        self._annotation.setString(value)

    @property
    def author(self) -> str:
        return str(self._annotation.Author)

    @property
    def location(self) -> Any:
        return self._sheet.range(tuple(self._box[:2]))

    def delete(self) -> None:
        self._sheet.check_unprotected()
        for index, note in enumerate(self._sheet.notes):
            if note.location.box == self._box:
                self._sheet.x.Annotations.removeByIndex(index)
                return


class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules on a range; xlwings knows no name for Duplicate Values."""

    def __init__(self, conditions: com.FormatConditions) -> None:
        self._conditions = conditions

    def __len__(self) -> int:
        return self._conditions.Count

    def __call__(self, number: int) -> "ConditionalFormat":
        return ConditionalFormat(self._conditions.Item(number))

    def __iter__(self) -> Iterator["ConditionalFormat"]:
        return (ConditionalFormat(condition) for condition in self._conditions)


class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule."""

    def __init__(self, condition: com.FormatCondition) -> None:
        self._condition = condition

    @property
    def api(self) -> com.FormatCondition:
        return self._condition

    @property
    def type(self) -> str:
        return {1: "cell_value", 2: "custom"}.get(self._condition.Type, "unknown")

    def delete(self) -> None:
        self._condition.Delete()


def rgb(value: Any) -> int:
    """A colour as xlwings takes it (name '#RRGGBB', number with blue first, three numbers) with red first."""
    if isinstance(value, int):
        return com.swapped(value)
    red, green, blue = utils.hex_to_rgb(value) if isinstance(value, str) else value
    return int(red) << 16 | int(green) << 8 | int(blue)
