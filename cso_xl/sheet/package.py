"""Packing a workbook: openpyxl writes every part but the rows and the shared strings, which `rows` does.

openpyxl's own writer puts each sheet into a temporary file in plain text and its cells one by one
into XML; neither happens here.
"""

# mypy: disable-error-code="attr-defined, no-untyped-call, override, call-overload"
# (the type stubs of openpyxl leave out what a writer needs)

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from openpyxl.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.packaging.relationship import Relationship
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter
from openpyxl.writer.theme import theme_xml
from openpyxl.xml.constants import (
    ARC_APP,
    ARC_CORE,
    ARC_CUSTOM,
    ARC_ROOT_RELS,
    ARC_SHARED_STRINGS,
    ARC_STYLE,
    ARC_THEME,
    ARC_WORKBOOK,
    ARC_WORKBOOK_RELS,
    CPROPS_TYPE,
    SHARED_STRINGS,
)
from openpyxl.xml.functions import Element, tostring

from cso_xl.sheet import look
from cso_xl.sheet.areas import Area
from cso_xl.sheet.rows import RowWriter, Strings

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every part in the package
_COMPRESSION = 3  # of 9: twice as fast as zlib's own choice, and a twentieth larger
_FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign",
    "sz", "color", "name", "family", "charset", "scheme",
)  # fmt: skip
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


class Content(Protocol):
    """A sheet to be written: what openpyxl's worksheet of the same name does not hold."""

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""

    def size(self) -> Area:
        """A1 to the last used cell."""

    def styles(self) -> Mapping[str, look.Style]:
        """Every look in use but 'text' and 'head', by the name under which rows ask for it."""

    def write_rows(self, writer: RowWriter) -> Iterator[bytes]:
        """The rows as XML."""


def describe(book: Any, classification: str, properties: Mapping[str, str]) -> None:
    """Classification in header, footer and properties; no author, no machine, no time of day [X7]."""
    book.properties.creator = book.properties.lastModifiedBy = ""
    book.properties.created = book.properties.modified = dt.datetime(*_LONG_AGO)
    book.properties.category = classification
    for name, value in properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    for sheet in book.worksheets:
        sheet.oddHeader.center.text = classification
        sheet.oddFooter.left.text = "&A"
        sheet.oddFooter.center.text = classification
        sheet.oddFooter.right.text = "&P / &N"


def pack(book: Any, sheets: Sequence[Content], heading_fill: str) -> bytes:
    """The workbook as .xlsx, nothing of it on disk; the same workbook always gives the same bytes."""
    out = io.BytesIO()
    with _Archive(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        _Writer(book, archive, sheets, heading_fill).save()
    return out.getvalue()


class _Archive(zipfile.ZipFile):
    """A package in which no part tells when it was written."""

    def writestr(self, zinfo_or_arcname, data, compress_type=None, compresslevel=None):  # type: ignore[no-untyped-def]
        super().writestr(self.part(zinfo_or_arcname), data, compress_type, compresslevel)

    def part(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _LONG_AGO)
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = self.compresslevel
        return info


class _Writer(ExcelWriter):
    """openpyxl's writer, but for the rows and the shared strings, and without temporary files."""

    def __init__(self, book: Any, archive: _Archive, sheets: Sequence[Content], heading_fill: str) -> None:
        super().__init__(book, archive)
        self._parts = archive
        self._heading_fill = heading_fill
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._strings = Strings()
        self._styles = self._every_style()

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet: openpyxl's part around our rows.

        Only the report's sheet shares its strings: 'Removed', once deleted, leaves nothing of itself elsewhere.
        """
        sheet = self._sheets[ws.title]
        shell = _Shell(ws, sheet)
        shell.write()
        head, tail = _NO_ROWS.split(shell.read())
        strings = self._strings if ws is self.workbook.worksheets[0] else None
        with self._parts.open(self._parts.part(ws.path[1:]), "w") as part:
            part.write(head + b"<sheetData>")
            for chunk in sheet.write_rows(RowWriter(self._styles, strings)):
                part.write(chunk)
            part.write(b"</sheetData>" + tail)
        ws._rels = shell._rels
        self.manifest.append(ws)

    def write_data(self) -> None:
        """Write every part; as openpyxl does, and the shared strings that it leaves out."""
        book, put = self.workbook, self._archive.writestr
        put(ARC_APP, tostring(ExtendedProperties().to_tree()))
        put(ARC_CORE, tostring(book.properties.to_tree()))
        put(ARC_CUSTOM, tostring(book.custom_doc_props.to_tree()))
        put(ARC_THEME, theme_xml)
        self._write_worksheets()
        with self._parts.open(self._parts.part(ARC_SHARED_STRINGS), "w") as part:
            for chunk in self._strings.xml():
                part.write(chunk)
        put(ARC_STYLE, tostring(_ordered_fonts(write_stylesheet(book))))
        workbook = _WorkbookWriter(book)
        put(ARC_ROOT_RELS, workbook.write_root_rels())
        put(ARC_WORKBOOK, workbook.write())
        put(ARC_WORKBOOK_RELS, workbook.write_rels())
        self.manifest.append(_Part(f"/{ARC_CUSTOM}", CPROPS_TYPE))
        self.manifest.append(_Part(f"/{ARC_SHARED_STRINGS}", SHARED_STRINGS))
        self.manifest._write(self._archive, book)

    def _every_style(self) -> dict[tuple[str, bool], int]:
        styles = {"text": look.Style(), "head": look.Style(fill=self._heading_fill, bold=True)}
        others = {name: style for sheet in self._sheets.values() for name, style in sheet.styles().items()}
        styles |= dict(sorted(others.items()))
        return {
            (name, risky): self._style(style, risky)
            for name, style in styles.items()
            for risky in (False, True)
        }

    def _style(self, style: look.Style, risky: bool) -> int:
        cell = Cell(self.workbook.worksheets[0], row=1, column=1)
        cell.number_format = "@"
        cell.quotePrefix = risky
        cell.alignment = Alignment(
            vertical=style.vertical,
            horizontal="left" if style.indent else None,
            indent=style.indent,
            wrap_text=style.wrap,
        )
        cell.font = Font(name=look.FONT, size=style.size, bold=style.bold, color=style.colour or None)
        if style.fill:
            cell.fill = PatternFill("solid", fgColor=style.fill)
        if style.line:
            cell.border = Border(bottom=Side("thin", color=style.line))
        return int(cell.style_id)


class _Part(NamedTuple):
    """A part that openpyxl's manifest does not know of itself."""

    path: str
    mime_type: str


class _WorkbookWriter(WorkbookWriter):
    def write_rels(self) -> bytes:
        """The workbook's relationships, the shared strings among them."""
        self.rels.append(Relationship(type="sharedStrings", Target="sharedStrings.xml"))
        return bytes(super().write_rels())


def _ordered_fonts(stylesheet: Any) -> Any:
    """Fonts' elements in the order that the Open XML schema asks for; openpyxl's is another."""
    for font in stylesheet.iter("font"):
        font[:] = sorted(font, key=lambda part: _FONT_ORDER.index(part.tag))
    return stylesheet


class _Shell(WorksheetWriter):
    """A worksheet's XML in memory, with an empty <sheetData/>."""

    def __init__(self, worksheet: Any, sheet: Content) -> None:
        notes, links = worksheet._comments, worksheet._hyperlinks
        super().__init__(worksheet, io.BytesIO())  # empties both lists
        worksheet._comments, worksheet._hyperlinks = notes, links
        self._sheet = sheet

    def rows(self) -> list[tuple[int, list[Cell]]]:
        """None: the rows are written elsewhere."""
        return []

    def write_dimensions(self) -> None:
        """The sheet's size, which openpyxl would take from its cells."""
        self.xf.send(SheetDimension(self._sheet.size().ref).to_tree())

    def write_drawings(self) -> None:
        """Before the drawings come the ignored errors: numbers kept as text are meant to be."""
        errors = Element("ignoredErrors")
        errors.append(Element("ignoredError", {"sqref": self._sheet.size().ref, "numberStoredAsText": "1"}))
        self.xf.send(errors)
        super().write_drawings()
