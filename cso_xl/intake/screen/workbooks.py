"""Workbooks: nothing in them runs, calls out or overruns the reader."""

import codecs
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath
from xml.parsers import expat

from cso_xl.intake import limits
from cso_xl.intake.screen.member import ARCHIVE_MARKS, LOCAL_MARK, PACKAGE_ROOM, ZipEntry
from cso_xl.intake.screen.ole import OLE
from cso_xl.intake.screen.refused import (
    AGAIN,
    CALLS,
    LINKS,
    MACROS,
    SAVE_AS,
    TOO_MUCH,
    RefusedError,
    check_held,
    check_links,
)
from cso_xl.intake.screen.unpack import pieces_of, unpacked
from cso_xl.intake.screen.xml import Scan, too_deep
from cso_xl.intake.screen.zips import members_of

_TYPES = "[content_types].xml"
_XML = (".xml", ".rels", ".vml")
_PROGRAM_MARKS = (OLE, b"MZ", b"\x7fELF", *ARCHIVE_MARKS)
_NEVER = {  # in the name, the kind or a relationship of a part
    "vbaproject": MACROS,
    "vbadata": MACROS,
    "macrosheet": MACROS,
    "dialogsheet": MACROS,
    "attachedtoolbars": MACROS,
    "customui": "buttons of its own",
    "ui/extensibility": "buttons of its own",
    "webextension": "an add-in",
    "externallink": LINKS,
    "activex": "a control (ActiveX)",
    "relationships/control": "a control (ActiveX)",
    "oleobject": "an embedded file",
    "embeddings/": "an embedded file",
    "relationships/package": "an embedded file",
    "afchunk": "an embedded file",
    "connections": CALLS,
    "querytable": CALLS,
    "xl/model/": CALLS,
    "powerpivot": CALLS,
    "volatiledependencies": CALLS,
}
_MAIN = ".main+xml"  # the end of the kind of the part that lists the sheets
_SHEET_KINDS = (".sheet.main+xml", ".sheet.macroenabled.main+xml", ".template.main+xml")
_WEB = re.compile(r"https?://[^\s\\/]|mailto:[^\s\\/]|#", re.IGNORECASE)


def check_xlsx(data: bytes) -> None:
    kind, links = _workbook(data)
    if "macroenabled" in kind:
        raise RefusedError(f"holds {MACROS}, under the name of a workbook without")
    check_links(links)


def _xlsm(data: bytes) -> None:
    check_links(_workbook(data)[1])


CHECKS = {".xlsx": check_xlsx, ".xlsm": _xlsm}


def _workbook(data: bytes) -> tuple[str, list[str]]:
    """Check every part of a package; returns the kind of workbook that it states, and what links to data elsewhere."""
    if not data.startswith(LOCAL_MARK):
        raise RefusedError("is not an Excel workbook of today's kind (.xlsx)", SAVE_AS)
    members = {
        member.name.casefold(): member for member in members_of(data, PACKAGE_ROOM)
    }  # as Excel knows them
    rows, links = 0, list[str]()
    for member in members.values():
        _check_never(f"/{member.name}", links)
        rows += _check_part(data, member, links)
    if rows > limits.ROWS:
        raise RefusedError(f"has {rows:,} rows on its sheets; at most {limits.ROWS:,} are opened", TOO_MUCH)
    kind = _kind(data, members, links)
    for member in members.values():
        if member.suffix == ".rels":
            _check_relations(data, member, links)
    return kind, links


def _check_never(text: str, links: list[str]) -> bool:
    """Whether it links to data elsewhere, and nothing else; raises RefusedError for whatever else no report has."""
    folded = text.casefold()
    return check_held((word for word in _NEVER if word in folded), _NEVER, links)


def _check_part(data: bytes, member: ZipEntry, links: list[str]) -> int:
    """Check a part; returns the number of its last row."""
    pieces = pieces_of(data, member)
    first = next(pieces)
    if _is_xml(first):
        scan = Scan(member, links=links)
        for piece in _as_utf8(first, chain([first], pieces), member):
            scan.feed(piece)
        if not scan.is_balanced() and member.suffix != ".vml":  # Excel leaves tags open in those
            check_depth(unpacked(data, member), member)
        return scan.rows
    if member.suffix in _XML:
        raise member.refused("is not XML", AGAIN)
    if first.startswith(_PROGRAM_MARKS) and member.suffix not in (".emz", ".wmz"):  # packed pictures
        raise RefusedError("holds an embedded file")
    return 0


def _is_xml(first: bytes) -> bool:
    """Whether an XML parser could read on after a part's first piece."""
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    text = first.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    return text.startswith((b"<", b"\0<")) or (not text and bool(first))


def _as_utf8(first: bytes, pieces: Iterable[bytes], member: ZipEntry) -> Iterator[bytes]:
    """The text of a part in UTF-8, from UTF-8 or UTF-16; it must be in the encoding that it states."""
    is_wide = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<"))
    if is_wide:
        plain = first.startswith((b"<\0", b"\0<"))
        wide = f"utf-16-{'le' if first[0] else 'be'}" if plain else "utf-16"
        decode = codecs.getincrementaldecoder(wide)(errors="replace").decode
        pieces = (decode(piece).encode(errors="replace") for piece in pieces)
    for number, piece in enumerate(pieces):
        if number == 0:
            stated = _STATED.match(piece.removeprefix(codecs.BOM_UTF8))
            if stated and stated[1].lower().startswith(b"utf-16") != is_wide:
                raise member.refused("is written in another encoding than it says")
            if stated and not stated[1].lower().startswith((b"utf-16", b"utf-8", b"us-ascii", b"ascii")):
                raise member.refused("is written in an encoding that Excel does not use")
        if b"\0" in piece:
            raise member.refused("is not XML", AGAIN)
        yield piece


_STATED = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]*)")


def each_element(xml: Iterable[bytes], member: ZipEntry, look: Callable[[str, dict[str, str]], None]) -> None:
    """Hand over each element's name and attributes; only for XML that was scanned before."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: look(tag.rpartition(":")[2], attributes)
    _parse(parser, xml, member)


def _parse(parser: expat.XMLParserType, xml: Iterable[bytes], member: ZipEntry) -> None:
    try:
        for piece in xml:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise member.refused("is not complete XML", AGAIN) from None


def check_depth(pieces: Iterable[bytes], member: ZipEntry) -> None:
    """Check the exact depth of a part whose tags do not add up by their marks alone."""
    parser, depth = expat.ParserCreate(), 0

    def down(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.DEPTH:
            raise too_deep(member)

    def up(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = down, up
    _parse(parser, pieces, member)


def _kind(data: bytes, members: Mapping[str, ZipEntry], links: list[str]) -> str:
    """The kind of the part with the list of sheets, which must be there, with at most limits.SHEETS sheets."""
    if _TYPES not in members:
        raise RefusedError("is a ZIP file, not an Excel workbook: the list of its parts is missing", SAVE_AS)
    main: dict[str, str] = {}

    def look(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").casefold()
        _check_never(kind, links)
        if tag in ("Override", "Default") and kind.endswith(_MAIN):
            main[attributes.get("PartName", "").removeprefix("/").casefold()] = kind

    each_element(unpacked(data, _short(members[_TYPES])), members[_TYPES], look)
    listing = next((name for name in (*main, "xl/workbook.xml") if name in members), None)
    kind = "".join(main.values())
    if len(main) > 1:
        raise RefusedError("has two lists of its sheets, so programs may read it differently")
    if listing is None or not kind.endswith(_SHEET_KINDS):
        raise RefusedError("is a ZIP file, not an Excel workbook: the list of its sheets is missing", SAVE_AS)
    _check_sheets(data, members[listing])
    return kind


def _short(member: ZipEntry) -> ZipEntry:
    if member.size > limits.LISTED:
        raise member.refused(f"has {member.size:,} bytes; at most {limits.LISTED:,} are opened", TOO_MUCH)
    return member


def _check_sheets(data: bytes, member: ZipEntry) -> None:
    sheets: list[str] = []

    def look(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.extend(value for name, value in attributes.items() if name.endswith(":id"))
        if len(sheets) > limits.SHEETS:
            raise RefusedError(f"has more than {limits.SHEETS:,} sheets", TOO_MUCH)

    each_element(unpacked(data, _short(member)), member, look)
    if len(set(sheets)) < len(sheets):
        raise RefusedError("lists a sheet twice", TOO_MUCH)


def _check_relations(data: bytes, member: ZipEntry, links: list[str]) -> None:
    """Check that a part links to nothing outside the workbook but web pages, and to no other part twice."""
    parts: set[str] = set()
    base = f"/{PurePosixPath(member.name).parent.parent}"

    def look(tag: str, attributes: dict[str, str]) -> None:
        kind, target = attributes.get("Type", "").casefold(), attributes.get("Target", "")
        if _check_never(kind, links):
            return
        if attributes.get("TargetMode", "Internal") != "Internal":
            _check_external(kind, target)
            return
        target = target.replace("\\", "/")
        if "://" in target or target.startswith("//"):
            raise RefusedError("holds a link to a file outside it")
        if not kind.endswith(("/image", "/hyperlink")):
            part = posixpath.normpath(posixpath.join(base, target)).casefold()
            if part in parts:
                raise RefusedError("lists a part twice", TOO_MUCH)
            parts.add(part)

    each_element(unpacked(data, _short(member)), member, look)


def _check_external(kind: str, target: str) -> None:
    if not kind.endswith("/hyperlink"):
        raise RefusedError("fetches something from outside when it is opened")
    if not _WEB.match(target):
        raise RefusedError(
            "holds a link to a file outside it; links to web pages and e-mail addresses are no harm"
        )
