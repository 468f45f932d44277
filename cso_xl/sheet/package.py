"""Packing a workbook: the parts of an .xlsx and how they refer to each other; nothing of it is on disk.

The parts are, byte for byte, those that openpyxl 3.1 writes, except that the rows come from `rows` and that nothing
tells who made the workbook, where or when [X7].
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cso_xl.sheet import cover, drawn_notes, look
from cso_xl.sheet.areas import Area
from cso_xl.sheet.cover import Cover
from cso_xl.sheet.layout import MAIN, NOTES_DRAWN, RELATIONS, SheetLayout, quoted
from cso_xl.sheet.markup import element, escaped, listed
from cso_xl.sheet.rows import RowWriter, Strings
from cso_xl.sheet.styles import Styles

_THEME = Path(__file__).with_name("theme1.xml")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every part in the package
_COMPRESSION = 3  # of 9: twice as fast as zlib's own choice, and a twentieth larger
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES, _PACKAGE_TYPES = (f"application/vnd.openxmlformats-{kind}" for kind in ("officedocument", "package"))
_OF_PACKAGE: dict[str, tuple[str, str]] = {
    "rId1": ("officeDocument", "xl/workbook.xml"),
    "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    "rId3": ("extended-properties", "docProps/app.xml"),
    "rId4": ("custom-properties", "docProps/custom.xml"),
}
_OF_WORKBOOK = (
    ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"), ("theme", "theme/theme1.xml"),
)  # fmt: skip
_VIEW = {
    "visibility": "visible", "minimized": False, "showHorizontalScroll": True, "showVerticalScroll": True,
    "showSheetTabs": True, "tabRatio": 600, "firstSheet": 0, "activeTab": 0, "autoFilterDateGrouping": True,
}  # fmt: skip


class Content(Protocol):
    """A sheet to be written."""

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""

    def size(self) -> Area:
        """A1 to the last used cell."""

    def layout(self) -> SheetLayout:
        """What stands around its rows."""

    def styles(self) -> Mapping[str, look.Style]:
        """Every look in use but 'text' and 'head', by the name under which rows ask for it."""

    def write_rows(self, writer: RowWriter) -> Iterator[bytes]:
        """The rows as XML."""


def pack(sheets: Sequence[Content], cover: Cover) -> bytes:
    """The workbook as .xlsx; the same workbook always gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _Workbook(archive, sheets, cover).write()
    return out.getvalue()


class _Workbook:
    """A workbook in the making; `_types` has the content type of each part, in their order."""

    def __init__(self, archive: zipfile.ZipFile, sheets: Sequence[Content], cover: Cover) -> None:
        self._archive = archive
        self._sheets = sheets
        self._layouts = [sheet.layout() for sheet in sheets]
        self._cover = cover
        self._strings = Strings()
        self._styles = Styles(self._looks())
        self._types = {
            "/xl/styles.xml": f"{_TYPES}.spreadsheetml.styles+xml",
            "/xl/theme/theme1.xml": f"{_TYPES}.theme+xml",
            "/docProps/core.xml": f"{_PACKAGE_TYPES}.core-properties+xml",
            "/docProps/app.xml": f"{_TYPES}.extended-properties+xml",
        }

    def write(self) -> None:
        """Write every part."""
        self._put("docProps/app.xml", [cover.PROGRAM])
        self._put("docProps/core.xml", [self._cover.core()])
        self._put("docProps/custom.xml", [self._cover.custom()])
        self._put("xl/theme/theme1.xml", [_THEME.read_bytes()])
        for number, sheet in enumerate(self._sheets, 1):
            self._put_sheet(number, sheet, self._layouts[number - 1])
        self._put("xl/sharedStrings.xml", self._strings.xml())
        self._put("xl/styles.xml", [self._styles_xml()])
        self._put("_rels/.rels", [_relations(_OF_PACKAGE)])
        self._put("xl/workbook.xml", [self._list_of_sheets()])
        self._put("xl/_rels/workbook.xml.rels", [_relations(self._of_workbook())])
        self._put("[Content_Types].xml", [self._content_types()])

    def _put(self, name: str, chunks: Iterable[str | bytes]) -> None:
        """Write one part, without the time at which it is written."""
        part = zipfile.ZipInfo(name, _LONG_AGO)
        part.compress_type = zipfile.ZIP_DEFLATED
        part._compresslevel = _COMPRESSION  # type: ignore[attr-defined]
        with self._archive.open(part, "w") as file:
            for chunk in chunks:
                file.write(chunk.encode() if isinstance(chunk, str) else chunk)

    def _put_sheet(self, number: int, sheet: Content, layout: SheetLayout) -> None:
        """Write one sheet.

        Only the report's sheet shares its strings: 'Removed', once deleted, leaves nothing of itself elsewhere.
        """
        name, size = f"xl/worksheets/sheet{number}.xml", sheet.size()
        self._types[f"/{name}"] = f"{_TYPES}.spreadsheetml.worksheet+xml"
        writer = RowWriter(self._styles.numbers, self._strings if number == 1 else None)
        self._put(name, self._sheet(sheet, layout, size, writer))
        if layout.notes:
            self._put_notes(number, layout)

    def _sheet(
        self, sheet: Content, layout: SheetLayout, size: Area, writer: RowWriter
    ) -> Iterator[str | bytes]:
        yield layout.before_rows(size)
        yield from sheet.write_rows(writer)
        yield layout.after_rows(size, self._cover.classification)

    def _put_notes(self, sheet: int, layout: SheetLayout) -> None:
        number = sum(name.startswith("/xl/comments/") for name in self._types) + 1
        texts, shapes = f"xl/comments/comment{number}.xml", f"xl/drawings/commentsDrawing{number}.vml"
        self._types[f"/{texts}"] = f"{_TYPES}.spreadsheetml.comments+xml"
        self._put(texts, [drawn_notes.texts(layout.notes)])
        self._put(shapes, [drawn_notes.drawn(layout.notes)])
        targets = {"comments": ("comments", f"/{texts}"), NOTES_DRAWN: ("vmlDrawing", f"/{shapes}")}
        self._put(f"xl/worksheets/_rels/sheet{sheet}.xml.rels", [_relations(targets)])

    def _looks(self) -> dict[str, look.Style]:
        """Every look in use, by name."""
        others = {name: style for sheet in self._sheets for name, style in sheet.styles().items()}
        own = {"text": look.Style(), "head": look.Style(fill=self._cover.heading_fill, bold=True)}
        return own | dict(sorted(others.items()))

    def _styles_xml(self) -> str:
        has_duplicates = any(layout.duplicates for layout in self._layouts)
        return self._styles.xml(self._cover.duplicate_text, self._cover.duplicate_fill, has_duplicates)

    def _list_of_sheets(self) -> str:
        sheets = [
            element(
                "sheet", {"name": sheet.name, "sheetId": number, "state": "visible", "r:id": f"rId{number}"}
            )
            for number, sheet in enumerate(self._sheets, 1)
        ]
        parts = (
            element("workbookPr"),
            element("workbookProtection"),
            element("bookViews", {}, element("workbookView", _VIEW)),
            listed("sheets", sheets, counted=False),
            element("definedNames", {}, "".join(self._names())),
            element("calcPr", {"calcId": 124519, "fullCalcOnLoad": True}),
        )
        return element("workbook", {"xmlns:r": RELATIONS, "xmlns": MAIN}, "".join(parts))

    def _names(self) -> Iterator[str]:
        """Excel's own names for the area of a sheet's filter, and for what is printed on every page."""
        for at, (sheet, layout) in enumerate(zip(self._sheets, self._layouts, strict=True)):
            name = quoted(sheet.name)
            if layout.arrows:
                yield _name("_FilterDatabase", at, f"{name}!{layout.arrows.fixed}", hidden=True)
            if titles := [*layout.titles()]:
                yield _name("Print_Titles", at, ",".join(f"{name}!{area}" for area in titles))

    def _of_workbook(self) -> dict[str, tuple[str, str]]:
        sheets = [
            ("worksheet", f"/xl/worksheets/sheet{number}.xml") for number, _ in enumerate(self._sheets, 1)
        ]
        return {f"rId{number}": target for number, target in enumerate((*sheets, *_OF_WORKBOOK), 1)}

    def _content_types(self) -> str:
        extensions = {"rels": f"{_PACKAGE_TYPES}.relationships+xml", "xml": "application/xml"}
        if any(layout.notes for layout in self._layouts):
            extensions["vml"] = f"{_TYPES}.vmlDrawing"
        types = self._types | {
            "/docProps/custom.xml": f"{_TYPES}.custom-properties+xml",
            "/xl/sharedStrings.xml": f"{_TYPES}.spreadsheetml.sharedStrings+xml",
            "/xl/workbook.xml": f"{_TYPES}.spreadsheetml.sheet.main+xml",
        }
        listed_types = [
            *(
                element("Default", {"Extension": end, "ContentType": kind})
                for end, kind in extensions.items()
            ),
            *(element("Override", {"PartName": part, "ContentType": kind}) for part, kind in types.items()),
        ]
        return element("Types", {"xmlns": f"{_PACKAGE}/content-types"}, "".join(listed_types))


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """The part that lists the parts to which another refers: by id, the kind and the part."""
    relations = [
        element(
            "Relationship",
            {"Type": kind if "://" in kind else f"{RELATIONS}/{kind}", "Target": target, "Id": id},
        )
        for id, (kind, target) in targets.items()
    ]
    return element("Relationships", {"xmlns": f"{_PACKAGE}/relationships"}, "".join(relations))


def _name(name: str, sheet: int, area: str, hidden: bool | None = None) -> str:
    attributes = {"name": f"_xlnm.{name}", "localSheetId": sheet, "hidden": hidden}
    return element("definedName", attributes, escaped(area))
