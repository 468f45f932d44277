"""The engine inside Excel: the workbook that is open, through xlwings' public API."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import xlwings as xw

from cso_xl.settings import Settings
from cso_xl.sheet import look
from cso_xl.sheet.excel_calls import same_sheets
from cso_xl.sheet.file_engine import FileBook
from cso_xl.sheet.live_sheet import LiveSheet
from cso_xl.sheet.protocol import NOWHERE, Block, Book, Coloured, nothing


class LiveBook:
    """A workbook that is open in Excel.

    `report` names the sheet with the report; `others` has the present names of the sheets that steps have made;
    `properties` says what goes into the properties of its filed copies.
    """

    def __init__(
        self,
        book: xw.Book,
        settings: Settings,
        report: str,
        others: Mapping[str, str] = MappingProxyType({}),
        properties: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.book = book
        self._settings = settings
        self._properties = properties
        self.report = LiveSheet(book.sheets[report], settings)
        self._others = {name: LiveSheet(book.sheets[tab], settings) for name, tab in others.items()}

    @classmethod
    def new(
        cls,
        app: xw.App,
        settings: Settings,
        title: str,
        rows: Block,
        properties: Callable[[], Mapping[str, str]],
    ) -> "LiveBook":
        """A new workbook, not saved anywhere, whose only sheet has these rows."""
        book = app.books.add()
        for extra in list(book.sheets)[1:]:
            extra.delete()
        book.sheets[0].name = title[: look.SHEET_NAME]
        made = cls(book, settings, book.sheets[0].name, properties=properties)
        try:
            made.report.paste(1, 1, rows)
        except BaseException:
            book.close()
            raise
        return made

    @property
    def touched(self) -> bool:
        """Whether a step has changed anything."""
        return any(sheet.touched for sheet in (self.report, *self._others.values()))

    @touched.setter
    def touched(self, value: bool) -> None:
        for sheet in (self.report, *self._others.values()):
            sheet.touched = value

    def sheet(self, name: str) -> LiveSheet | None:
        """The sheet of that name, or None."""
        return self.report if name == self.report.name else self._others.get(name)

    def add_sheet(self, name: str, rows: Block) -> LiveSheet:
        """A new last sheet with these rows, headings first; the report stays in front."""
        last = self.book.sheets[len(self.book.sheets) - 1]
        with same_sheets(self.book):
            added = self.book.sheets.add(name[: look.SHEET_NAME], after=last)
            sheet = LiveSheet(added, self._settings)
            sheet.paste(1, 1, rows)
            self.report.sheet.activate()
        self._others[name] = sheet
        return sheet

    def save_copy(self, finish: Callable[[Book], None] = nothing, coloured: Coloured = NOWHERE) -> bytes:
        """The report and the sheets made by steps, built new as .xlsx; nothing else of the workbook goes along."""
        report = self.report
        copy = FileBook(
            self._settings,
            report.name,
            report.values(),
            dict(self._properties()),
            report.appearance(coloured.get(report.name, ())),
        )
        for name, sheet in self._others.items():
            copy.add_sheet(name, sheet.values(), sheet.appearance(coloured.get(name, ())))
        return copy.save_copy(finish)
