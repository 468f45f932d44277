"""Drop-downs as Excel's own object model has them."""

from collections.abc import Callable
from typing import Any

from helpers.libreoffice import strict, values
from helpers.libreoffice.com import Box
from helpers.libreoffice.office import enum
from helpers.libreoffice.strict import ComError


class Validation:
    """Excel.Validation: the drop-downs of the areas; LibreOffice gives a copy that has to be put back."""

    def __init__(self, sheet: Any, boxes: list[Box]) -> None:
        self._sheet = sheet
        self._boxes = boxes

    def Delete(self) -> None:
        self._sheet.check_unprotected()
        for box in self._boxes:
            self._cells(box).setPropertyToDefault("Validation")

    def Add(self, Type: int, AlertStyle: int, Operator: int, Formula1: str) -> None:
        if (Type, AlertStyle, Operator) != (3, 1, 1):
            raise ComError("only lists are imitated")
        strict.check_length("Formula1", Formula1, strict.FORMULA)
        active = self._active_cell()

        def listed(validation: Any) -> None:
            validation.setPropertyValue("Type", enum("sheet.ValidationType", "LIST"))
            validation.setPropertyValue("ShowErrorMessage", True)
            validation.setSourcePosition(active)
            validation.setFormula1(values.from_excel(self._sheet, active, Formula1))

        self._change(listed)

    @property
    def Formula1(self) -> str:
        cell = self._cells(self._boxes[0]).getCellByPosition(0, 0)
        return values.to_excel(self._sheet, cell.CellAddress, cell.Validation.getFormula1())

    def _active_cell(self) -> Any:
        """The active cell's place on this sheet: Excel reads a formula as written for it."""
        selected = self._sheet.book.app.books.active.selection
        top, left = selected.box[:2] if selected else (1, 1)
        return self._cells(Box(top, left, top, left)).getCellByPosition(0, 0).CellAddress

    @property
    def ErrorTitle(self) -> str:
        return str(self._cells(self._boxes[0]).Validation.ErrorTitle)

    @ErrorTitle.setter
    def ErrorTitle(self, value: str) -> None:
        strict.check_length("ErrorTitle", value, strict.TITLE)
        self._change(lambda validation: validation.setPropertyValue("ErrorTitle", value))

    @property
    def ErrorMessage(self) -> str:
        return str(self._cells(self._boxes[0]).Validation.ErrorMessage)

    @ErrorMessage.setter
    def ErrorMessage(self, value: str) -> None:
        strict.check_length("ErrorMessage", value, strict.ERROR)
        self._change(lambda validation: validation.setPropertyValue("ErrorMessage", value))

    @property
    def ShowError(self) -> bool:
        return bool(self._cells(self._boxes[0]).Validation.ShowErrorMessage)

    @ShowError.setter
    def ShowError(self, value: bool) -> None:
        self._change(lambda validation: validation.setPropertyValue("ShowErrorMessage", value))

    @property
    def InputMessage(self) -> str:
        return str(self._cells(self._boxes[0]).Validation.InputMessage)

    @InputMessage.setter
    def InputMessage(self, value: str) -> None:
        strict.check_length("InputMessage", value, strict.PROMPT)

        def shown(validation: Any) -> None:
            validation.setPropertyValue("InputMessage", value)
            validation.setPropertyValue("ShowInputMessage", bool(value))

        self._change(shown)

    def _change(self, how: Callable[[Any], None]) -> None:
        self._sheet.check_unprotected()
        for box in self._boxes:
            cells = self._cells(box)
            validation = cells.Validation
            how(validation)
            cells.Validation = validation

    def _cells(self, box: Box) -> Any:
        return self._sheet.cells_of(box)
