"""The few parts of Excel's own object model (COM, what `.api` gives on Windows) that the package uses."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter, range_boundaries

from helpers.libreoffice import outline, strict
from helpers.libreoffice.strict import ComError

__all__ = ["ComError"]

ROWS, COLUMNS = 1_048_576, 16_384

_CONTENT = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags
_EXPRESSION, _CELL_VALUE, _UNIQUE_VALUES = 2, 1, 8  # XlFormatConditionType
_XL_UNIQUE, _XL_DUPLICATE = 0, 1  # XlDupeUnique
_OPERATOR_EXPRESSION = 24  # com.sun.star.sheet.ConditionFormatOperator
_OPERATORS = {_XL_DUPLICATE: 8, _XL_UNIQUE: 9}


class Box(NamedTuple):
    """A rectangle of cells, rows and columns from 1, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def address(self, rows: str = "$", columns: str = "$") -> str:
        """As Excel writes it: '$A$1:$C$3', '$A$1', '$A:$C', '$1:$3'."""
        first, last = get_column_letter(self.left), get_column_letter(self.right)
        if (self.left, self.right) == (1, COLUMNS):
            return f"{rows}{self.top}:{rows}{self.bottom}"
        if (self.top, self.bottom) == (1, ROWS):
            return f"{columns}{first}:{columns}{last}"
        start = f"{columns}{first}{rows}{self.top}"
        return start if self[:2] == self[2:] else f"{start}:{columns}{last}{rows}{self.bottom}"

    def meets(self, other: "Box") -> bool:
        """Whether they have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


def boxes_at(address: str) -> list[Box]:
    """The rectangles of 'A2:P9,$T$2', '5:9' or 'B:B'."""
    strict.check_address(address)
    boxes = []
    for part in address.replace("$", "").split(","):
        try:
            left, top, right, bottom = range_boundaries(part)
        except (TypeError, ValueError) as error:
            raise ComError(f"'{address}' is not a range") from error
        boxes.append(Box(top or 1, left or 1, bottom or ROWS, right or COLUMNS))
    return boxes


def box_of(address: Any) -> Box:
    """LibreOffice's CellRangeAddress, which counts from 0."""
    return Box(address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1)


def joined(boxes: "list[Box] | tuple[Box, ...]") -> str:
    """Their addresses as Excel writes them."""
    return ",".join(box.address() for box in boxes)


class Application:
    """Excel.Application."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def OnUndo(self, text: str, macro: str) -> None:
        self._app.answer()
        self._app.undo_hook = (text, macro)

    def Union(self, one: "Range", other: "Range") -> "Range":
        self._app.answer()
        return Range(one._sheet, [*one._boxes, *other._boxes])

    @property
    def WorksheetFunction(self) -> "WorksheetFunction":
        self._app.answer()
        return WorksheetFunction()

    @property
    def ActiveWindow(self) -> "Window":
        return Window(self._app.books.active)


class WorksheetFunction:
    """Excel.WorksheetFunction."""

    def CountA(self, cells: "Range") -> float:
        """How many cells are not empty."""
        count = 0
        for box in cells._boxes:
            filled = cells._sheet.cells_of(box).queryContentCells(_CONTENT).RangeAddresses
            # LibreOffice finds others, too
            inside = [part for part in map(box_of, filled) if part.meets(box)]
            count += sum((part.bottom - part.top + 1) * (part.right - part.left + 1) for part in inside)
        return float(count)


class Workbook:
    """Excel.Workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def Saved(self) -> bool:
        return not self._book.doc.isModified()

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self._book.doc.setModified(not value)

    @property
    def IsAddin(self) -> bool:
        return bool(self._book.is_addin)

    @IsAddin.setter
    def IsAddin(self, value: bool) -> None:
        self._book.is_addin = value

    @property
    def RemovePersonalInformation(self) -> bool:
        return not self._book.doc.DocumentProperties.Author

    @RemovePersonalInformation.setter
    def RemovePersonalInformation(self, value: bool) -> None:
        if value:
            self._book.doc.DocumentProperties.Author = ""

    def NewWindow(self) -> "Window":
        """View > New Window; it comes to the front, so it is the first of the workbook's windows."""
        office = self._book.app.office
        dispatch = office.service("com.sun.star.frame.DispatchHelper").executeDispatch
        frame = self._book.doc.CurrentController.Frame
        office.on_main_thread(dispatch, frame, ".uno:NewWindow", "", 0, ())
        return Window(self._book)

    def Windows(self, _number: int) -> "Window":
        return Window(self._book)


class Window:
    """Excel.Window: the frozen panes, and the rows in sight, of the sheet that it shows."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._view = book.doc.CurrentController
        self._split = outline.split(self._view)

    @property
    def View(self) -> int:
        return int(self._book.view)

    @View.setter
    def View(self, value: int) -> None:
        self._book.view = value

    @property
    def FreezePanes(self) -> bool:
        return bool(self._view.hasFrozenPanes())

    @FreezePanes.setter
    def FreezePanes(self, value: bool) -> None:
        if value and self.View == strict.PAGE_LAYOUT:
            raise ComError("Unable to set the FreezePanes property of the Window class")
        self._book.freeze(*(self._split if value else (0, 0)))

    @property
    def SplitColumn(self) -> int:
        return self._split[0]

    @SplitColumn.setter
    def SplitColumn(self, value: int) -> None:
        self._resplit(value, self._split[1])

    @property
    def SplitRow(self) -> int:
        return self._split[1]

    @SplitRow.setter
    def SplitRow(self, value: int) -> None:
        self._resplit(self._split[0], value)

    @property
    def ScrollRow(self) -> int:
        return int(self._view.FirstVisibleRow) + 1

    @ScrollRow.setter
    def ScrollRow(self, value: int) -> None:
        self._view.setFirstVisibleRow(value - 1)

    @property
    def ScrollColumn(self) -> int:
        return int(self._view.FirstVisibleColumn) + 1

    @ScrollColumn.setter
    def ScrollColumn(self, value: int) -> None:
        self._view.setFirstVisibleColumn(value - 1)

    def _resplit(self, columns: int, rows: int) -> None:
        self._split = (columns, rows)
        if self.FreezePanes:
            self._book.freeze(columns, rows)


class Worksheet:
    """Excel.Worksheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def AutoFilterMode(self) -> bool:
        return self._sheet.filter.box is not None

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:
        if value:
            raise ComError("AutoFilterMode can only be set to False")
        self._sheet.filter.remove()

    @property
    def AutoFilter(self) -> "AutoFilter | None":
        box = self._sheet.filter.box
        return AutoFilter(self._sheet, box) if box else None

    @property
    def ProtectContents(self) -> bool:
        return bool(self._sheet.x.isProtected())

    def Protect(self) -> None:
        self._sheet.x.protect("")

    @property
    def Cells(self) -> "Range":
        return Range(self._sheet, [Box(1, 1, ROWS, COLUMNS)])

    def Range(self, address: str) -> "Range":
        return Range(self._sheet, boxes_at(address))


class AutoFilter:
    """Excel.AutoFilter."""

    def __init__(self, sheet: Any, box: Box) -> None:
        from helpers.libreoffice import criteria  # here: it needs Box

        self._sheet = sheet
        self.Range, self.Filters = Range(sheet, [box]), criteria.Filters(sheet)

    @property
    def FilterMode(self) -> bool:
        return bool(self._sheet.filter.fields)


class Range:
    """Excel.Range, of one or several areas."""

    def __init__(self, sheet: Any, boxes: list[Box]) -> None:
        self._sheet = sheet
        self._boxes = boxes

    @property
    def Address(self) -> str:
        return strict.given_address(joined(self._boxes))

    @property
    def Areas(self) -> "Areas":
        return Areas(self._sheet, self._boxes)

    def AutoFilter(self, Field: int, Criteria1: Any = None, Operator: int = 1, Criteria2: Any = None) -> None:
        from helpers.libreoffice import criteria  # here: it needs Box

        criteria.apply(self._sheet, self._boxes[0], Field, Operator, (Criteria1, Criteria2))

    @property
    def EntireColumn(self) -> outline.EntireColumn:
        return outline.EntireColumn(self._sheet, self._boxes)

    @property
    def FormatConditions(self) -> "FormatConditions":
        return FormatConditions(self._sheet, self._boxes)

    @property
    def Validation(self) -> Any:
        from helpers.libreoffice.validation import Validation  # here: it needs Box

        return Validation(self._sheet, self._boxes)


class Areas:
    """Excel.Areas: the rectangles of a range."""

    def __init__(self, sheet: Any, boxes: list[Box]) -> None:
        self._sheet = sheet
        self._boxes = boxes

    @property
    def Count(self) -> int:
        return len(self._boxes)

    def Item(self, number: int) -> Range:
        return Range(self._sheet, [self._boxes[number - 1]])


class FormatConditions:
    """Excel.FormatConditions: the rules that touch the areas."""

    def __init__(self, sheet: Any, boxes: list[Box]) -> None:
        self._sheet = sheet
        self._boxes = boxes

    def __iter__(self) -> Iterator["FormatCondition"]:
        for format_ in self._sheet.x.ConditionalFormats.getConditionalFormats():
            condition = [FormatCondition(self._sheet, format_, index) for index in range(format_.getCount())]
            if condition and any(mine.meets(its) for mine in self._boxes for its in condition[0].boxes):
                yield from condition

    @property
    def Count(self) -> int:
        return len(list(self))

    def Item(self, number: int) -> "FormatCondition":
        return list(self)[number - 1]

    __call__ = Item

    def AddUniqueValues(self) -> "FormatCondition":
        self._sheet.check_unprotected()
        document = self._sheet.book.doc
        cells = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for box in self._boxes:
            cells.addRangeAddress(self._sheet.cells_of(box).RangeAddress, False)
        formats = self._sheet.x.ConditionalFormats
        number = formats.createByRange(cells)
        made = next(format_ for format_ in formats.getConditionalFormats() if number == format_.ID)
        made.createEntry(0, 0)
        made.getByIndex(0).StyleName = _new_style(document)
        condition = FormatCondition(self._sheet, made, 0)
        condition.DupeUnique = _XL_UNIQUE
        return condition


class FormatCondition:
    """Excel.FormatCondition and UniqueValues."""

    def __init__(self, sheet: Any, format_: Any, index: int) -> None:
        self._sheet = sheet
        self._format = format_
        self._entry = format_.getByIndex(index)
        self._index = index
        self.StopIfTrue = True  # LibreOffice has no such thing

    @property
    def boxes(self) -> list[Box]:
        return [box_of(address) for address in self._format.Range.RangeAddresses]

    @property
    def AppliesTo(self) -> Range:
        return Range(self._sheet, self.boxes)

    @property
    def Type(self) -> int:
        operator = getattr(self._entry, "Operator", None)
        if operator in _OPERATORS.values():
            return _UNIQUE_VALUES
        return _EXPRESSION if operator in (None, _OPERATOR_EXPRESSION) else _CELL_VALUE

    @property
    def DupeUnique(self) -> int:
        return next(unique for unique, operator in _OPERATORS.items() if operator == self._entry.Operator)

    @DupeUnique.setter
    def DupeUnique(self, value: int) -> None:
        self._entry.Operator = _OPERATORS[value]

    @property
    def Interior(self) -> "Colour":
        return Colour(self._style, "CellBackColor")

    @property
    def Font(self) -> "Colour":
        return Colour(self._style, "CharColor")

    def _style(self) -> Any:
        return self._sheet.book.doc.StyleFamilies.getByName("CellStyles").getByName(self._entry.StyleName)

    def SetFirstPriority(self) -> None:
        """LibreOffice shows the rule that was made first; the package's rules do not overlap."""

    def Delete(self) -> None:
        self._sheet.check_unprotected()
        if self._format.getCount() > 1:
            self._format.removeByIndex(self._index)
        else:
            self._sheet.x.ConditionalFormats.removeByID(self._format.ID)


class Colour:
    """Excel.Interior and Excel.Font of a rule: a colour with blue first."""

    def __init__(self, style: Callable[[], Any], attribute: str) -> None:
        self._style = style
        self._attribute = attribute

    @property
    def Color(self) -> int:
        return swapped(getattr(self._style(), self._attribute))

    @Color.setter
    def Color(self, value: int) -> None:
        setattr(self._style(), self._attribute, swapped(value))


def swapped(colour: int) -> int:
    """RGB as BGR, and the other way round."""
    return colour >> 16 & 255 | colour & 0xFF00 | (colour & 255) << 16


def _new_style(document: Any) -> str:
    styles = document.StyleFamilies.getByName("CellStyles")
    number = 1
    while styles.hasByName(f"Rule {number}"):
        number += 1
    styles.insertByName(f"Rule {number}", document.createInstance("com.sun.star.style.CellStyle"))
    return f"Rule {number}"
