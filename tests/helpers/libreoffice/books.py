"""The open workbooks, as xlwings' base classes want them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from helpers.libreoffice import com
from helpers.libreoffice.names import Names
from helpers.libreoffice.office import char, path_of, properties, struct, url_of
from helpers.libreoffice.ranges import Range
from helpers.libreoffice.sheets import Sheet, Sheets
from helpers.libreoffice.strict import BAD_INDEX, ComError

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_MACROS_RUN = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
_MADE_ADDIN = "IsAddin"
_ADDIN = ".xlam"
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    _ADDIN: "Calc MS Excel 2007 VBA XML",
    ".csv": "Text - txt - csv (StarCalc)",
    ".ods": "calc8",
}
_SHEET_NAME = 31
_SCREEN = (1920, 1080)  # pixels of a window that nobody sees
_SIZE = 12  # com.sun.star.awt.PosSize.SIZE


class Books(base_classes.Books):
    """The open workbooks; add-ins are there by name only, as in Excel."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._known: dict[str, Book] = {}
        self._order: list[str] = []  # the active one last

    @property
    def api(self) -> Any:
        return self.app.office.desktop

    def every(self) -> list["Book"]:
        """All open workbooks and add-ins, the active one last."""
        self.app.answer()
        open_now = {}
        for document in self.app.office.desktop.Components:
            if document.supportsService(_SPREADSHEET):
                open_now[document.RuntimeUID] = document
        for uid in open_now.keys() - self._known.keys():
            self._known[uid] = Book(self.app, open_now[uid], f"Book{uid}")
        self._order = [uid for uid in self._order if uid in open_now]
        self._order += [uid for uid in open_now if uid not in self._order]
        self._known = {uid: self._known[uid] for uid in self._order}
        return list(self._known.values())

    def _workbooks(self) -> list["Book"]:
        return [book for book in self.every() if not book.is_addin]

    @property
    def active(self) -> "Book":
        """The active workbook; like Excel's nothing, one without a document, when none is open."""
        books = self._workbooks()
        if self.app.visible and (current := self.app.office.desktop.getCurrentComponent()) is not None:
            for book in books:
                if book.doc == current:
                    return book
        return books[-1] if books else Book(self.app, None, "")

    def activate(self, book: "Book") -> None:
        """Make a workbook the active one."""
        self._order.remove(book.uid)
        self._order.append(book.uid)
        if self.app.visible:
            book.doc.CurrentController.Frame.ContainerWindow.toFront()
            book.doc.CurrentController.Frame.activate()

    def __call__(self, name_or_index: str | int) -> "Book":
        if isinstance(name_or_index, int):
            return self._in_order()[name_or_index - 1]
        try:
            return self._named(name_or_index)
        except ComError:  # as xlwings does, whatever Excel said
            raise KeyError(name_or_index)  # noqa: B904

    def _named(self, name: str) -> "Book":
        for book in self.every():
            if book.name.lower() == name.lower():
                return book
        raise ComError("", scode=BAD_INDEX)

    def __len__(self) -> int:
        return len(self._workbooks())

    def __iter__(self) -> Iterator["Book"]:
        return iter(self._in_order())

    def _in_order(self) -> list["Book"]:
        """As they were opened."""
        return sorted(self._workbooks(), key=lambda book: int(book.uid))

    def add(self) -> "Book":
        """A new workbook in Excel's default font."""
        book = self._load("private:factory/scalc")
        default = book.doc.StyleFamilies.getByName("CellStyles").getByName("Default")
        default.CharFontName, default.CharHeight = "Calibri", 11.0
        book.doc.setModified(False)
        return book

    def open(
        self, fullname: str, _update_links: Any = None, read_only: bool | None = None, *_: Any
    ) -> "Book":
        """Open a file as Excel does on a double click."""
        suffix = Path(fullname).suffix.lower()
        options: dict[str, Any] = {"ReadOnly": bool(read_only)}
        if suffix in (_ADDIN, ".csv"):  # LibreOffice would not know the one, and ask about the other
            options["FilterName"] = _FILTERS[suffix]
        if suffix == ".csv":
            options["FilterOptions"] = _csv_options(fullname)
        before = self.active if suffix == _ADDIN and len(self) else None
        book = self._load(url_of(fullname), **options)
        if suffix == ".csv":
            sheet = book.doc.Sheets.getByIndex(0)
            sheet.Name = sheet.Name[:_SHEET_NAME]
            book.doc.setModified(False)
        if before is not None:
            self.activate(before)
        return book

    def _load(self, url: str, **options: Any) -> "Book":
        visible = self.app.visible
        options["MacroExecutionMode"] = _MACROS_RUN if visible else 0
        options["Hidden"] = url.lower().endswith(_ADDIN)
        document = self.app.office.on_main_thread(
            self.app.office.desktop.loadComponentFromURL, url, "_blank", 0, properties(**options)
        )
        if document is None:
            raise ComError(f"LibreOffice could not open {url}")
        document.enableAutomaticCalculation(self.app.settings.get("calculation", "automatic") == "automatic")
        return next(book for book in self.every() if book.uid == document.RuntimeUID)


class Book(base_classes.Book):
    """A workbook; `fullname` can be set, to be told a workbook in the cloud."""

    def __init__(self, app: Any, document: Any, unsaved_name: str) -> None:
        self._app = app
        self._document = document
        self._unsaved_name = unsaved_name
        self._fullname: str | None = None
        self._is_addin: bool | None = None
        self._unit: float | None = None
        self.view = 1  # XlWindowView of its window
        self.filled: dict[str, tuple[int, int]] = {}  # how far a fill reaches by sheet, which Excel uses, too
        self.criteria: dict[tuple[str, int], tuple[int, Any]] = {}  # filters whose kind LibreOffice forgets
        self.uid = str(document.RuntimeUID) if document else ""

    @property
    def doc(self) -> Any:
        """LibreOffice's own document."""
        self._app.answer()
        return self._document

    def is_renamed(self, was: str, name: str) -> None:
        """What is remembered of a sheet goes with it."""
        self.filled = {name if sheet == was else sheet: reach for sheet, reach in self.filled.items()}
        self.criteria = {
            (name if sheet == was else sheet, field): kept for (sheet, field), kept in self.criteria.items()
        }

    def is_deleted(self, name: str) -> None:
        """Nothing is remembered of a sheet that is gone: another may come to have its name."""
        self.filled.pop(name, None)
        self.criteria = {key: kept for key, kept in self.criteria.items() if key[0] != name}

    def is_copied(self, name: str, copied: Sheet) -> None:
        """What is remembered of a sheet holds for its copy, too."""
        if name in self.filled:
            copied.book.filled[copied.name] = self.filled[name]
        copied.book.criteria |= {
            (copied.name, field): kept for (sheet, field), kept in self.criteria.items() if sheet == name
        }

    @property
    def api(self) -> com.Workbook:
        return com.Workbook(self)

    @property
    def app(self) -> Any:
        return self._app

    @property
    def fullname(self) -> str:
        url = self.doc.URL
        return self._fullname or (path_of(url) if url else self._unsaved_name)

    @fullname.setter
    def fullname(self, value: str) -> None:
        self._fullname = value

    @property
    def name(self) -> str:
        return self.fullname.rsplit("/", 1)[-1]

    @property
    def is_addin(self) -> bool:
        """Whether it is an .xlam, or was made an add-in by whichever process."""
        if self._is_addin is None:
            properties = self._document.DocumentProperties.UserDefinedProperties.PropertySetInfo
            xlam = str(self._document.URL).lower().endswith(_ADDIN)
            self._is_addin = xlam or properties.hasPropertyByName(_MADE_ADDIN)
        return self._is_addin

    @is_addin.setter
    def is_addin(self, value: bool) -> None:
        self._is_addin = value
        self._document.DocumentProperties.UserDefinedProperties.addProperty(_MADE_ADDIN, 0, True)
        window = self._document.CurrentController.Frame.ContainerWindow
        window.setPosSize(0, 0, *_SCREEN, _SIZE)  # which a hidden one keeps
        window.setVisible(False)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    @property
    def selection(self) -> Range | None:
        """The selected cells; None when a picture or the like is selected."""
        selected = self.doc.CurrentSelection
        if selected is None or not hasattr(selected, "getRangeAddressesAsString"):
            addresses = [selected.RangeAddress] if hasattr(selected, "RangeAddress") else []
        else:
            addresses = list(selected.RangeAddresses)
        if not addresses:
            return None
        sheet = Sheet(self, self.doc.Sheets.getByIndex(addresses[0].Sheet))
        return Range(sheet, *(com.box_of(address) for address in addresses))

    def activate(self) -> None:
        self._app.books.activate(self)

    def close(self) -> None:
        self.doc.setModified(False)
        self._app.office.on_main_thread(self.doc.close, True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        target = path or self.fullname
        if path is None and not self.doc.URL:
            target = str(Path.cwd() / f"{self.name}.xlsx")
        suffix = Path(target).suffix.lower()
        options = properties(FilterName=_FILTERS[suffix], Overwrite=True)
        self.doc.CurrentController.Frame.activate()  # or LibreOffice saves no frozen panes
        self._app.office.on_main_thread(self.doc.storeAsURL, url_of(target), options)

    def freeze(self, columns: int, rows: int) -> None:
        """Freeze the first columns and rows of the active sheet; none unfreezes."""
        if not self._app.visible:  # LibreOffice freezes nothing that is wider than the window
            window = self.doc.CurrentController.Frame.ContainerWindow
            window.setPosSize(0, 0, *_SCREEN, _SIZE)
        self._app.office.on_main_thread(self.doc.CurrentController.freezeAtPosition, columns, rows)

    def unit(self) -> float:
        """The width of a digit of the default font, in 1/100 mm, as Excel counts column widths."""
        if self._unit is not None:
            return self._unit
        style = self.doc.StyleFamilies.getByName("CellStyles").getByName("Default")
        font = struct("awt.FontDescriptor", Name=style.CharFontName, Height=round(style.CharHeight * 20))
        digit = self.doc.ReferenceDevice.getFont(font).getCharWidth(char("0"))
        self._unit = float(digit) * 2540 / 1440
        return self._unit


def _csv_options(path: str) -> str:
    """Comma, quotes, the character set as Excel guesses it, from line 1, US English, numbers and dates parsed."""
    with Path(path).open("rb") as file:
        charset = 76 if file.read(3) == b"\xef\xbb\xbf" else 1  # UTF-8, or Windows-1252
    return f"44,34,{charset},1,,1033,false,true"
