"""The defined names of a workbook, as xlwings' base classes want them; LibreOffice does not hide any."""

from typing import Any

from xlwings import base_classes

from helpers.libreoffice.com import ComError
from helpers.libreoffice.office import struct

_LONGEST_TEXT = 255  # characters of a text in a formula


class Names(base_classes.Names):
    """The names of a workbook, by name only."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def _x(self) -> Any:
        return self._book.doc.NamedRanges

    @property
    def api(self) -> Any:
        return self._x

    def contains(self, name: str) -> bool:
        return bool(self._x.hasByName(name))

    def __call__(self, name: str) -> "Name":
        if not self.contains(name):
            raise ComError(f"There is no name '{name}'")
        return Name(self._x.getByName(name))

    def add(self, name: str, refers_to: str) -> "Name":
        """A name for a text, in place of an earlier one."""
        text = refers_to.removeprefix('="').removesuffix('"')
        if refers_to != f'="{text}"' or len(text) > _LONGEST_TEXT:
            raise ComError(f"'{refers_to}' is not a formula that Excel takes")
        if self.contains(name):
            self._x.removeByName(name)
        self._x.addNewByName(name, refers_to.removeprefix("="), struct("table.CellAddress"), 0)
        self._book.doc.setModified(True)
        return self(name)


class Name(base_classes.Name):
    """A defined name; it is its own Excel.Name, of which only Visible is imitated."""

    def __init__(self, x: Any) -> None:
        self._x = x
        self.Visible = True

    @property
    def api(self) -> "Name":
        return self

    @property
    def name(self) -> str:
        return str(self._x.Name)

    @property
    def refers_to(self) -> str:
        return f"={self._x.Content}"
