"""The screen to the last byte: what is just within a limit passes, and each word and mark counts."""

import io
import zipfile

import olefile
import pytest

from cso_xl.intake import limits
from cso_xl.intake.screen import screen
from cso_xl.intake.screen.member import ZipEntry
from cso_xl.intake.screen.refused import RefusedError
from cso_xl.intake.screen.workbooks import check_depth
from cso_xl.intake.screen.xml import Scan
from helpers.attacks.encrypted_workbooks import sealed
from helpers.attacks.mails import MAIL, mail, message, nested
from helpers.attacks.workbooks import BOOK, OLE, SHEET, TYPES, with_parts, with_relation, workbook
from helpers.attacks.zips import Entry, archive, datamatch
from helpers.files import ZIP, patched, raw_xlsx, xlsx
from helpers.screening import is_refused


def headers_of(data):
    return len(data.replace(b"\r\n", b"\n").partition(b"\n\n")[0]) + 1


def listed(data):
    """The largest part that lists others, in bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        lists = ("xl/workbook.xml", TYPES)
        return max(
            one.file_size
            for one in package.infolist()
            if one.filename in lists or one.filename.endswith(".rels")
        )


def three_sheets(book):
    for title in ("Second", "Third"):
        book.create_sheet(title)


def note_of(data):
    with olefile.OleFileIO(data) as container:
        return container.get_size("EncryptionInfo")


def merged(area):
    text = f'<mergeCells><mergeCell ref="{area}"/></mergeCells><pageMargins'
    return patched(workbook(), SHEET, b"<pageMargins", text.encode())


BOUNDARY = b"Content-Type: multipart/mixed; boundary="
EXACT = {  # the limit, the file, and the least at which it passes
    "a file": ("FILE_SIZE", ZIP, datamatch, len(datamatch())),
    "a mail": ("EMAIL_SIZE", MAIL, mail, len(mail())),
    "a part of a mail": ("ATTACHMENT", MAIL, lambda: message(body=b"a" * 1000)[1], 1000),
    "a member": ("MEMBER_SIZE", ZIP, lambda: archive(Entry(data=b"a" * 1000)), 1000),
    "a member's name": ("NAME_LENGTH", ZIP, lambda: archive(Entry(name="a" * 40)), 40),
    "a list of parts": ("LISTED", BOOK, workbook, listed(workbook())),
    "sheets": ("SHEETS", BOOK, lambda: xlsx([["a"]], change=three_sheets), 3),
    "rows": ("ROWS", BOOK, lambda: raw_xlsx('<row r="7"><c r="A7"><v>1</v></c></row>'), 7),
    "rows, twice": ("ROWS", BOOK, lambda: with_parts({"xl/a.xml": b'<row r="5"/>'}, xlsx([["a"], ["b"]])), 7),
    "merged cells": ("AREA", BOOK, lambda: merged("$Y$2:AB11"), 40),
    "merged cells, last first": ("AREA", BOOK, lambda: merged("AB11:Y2"), 40),
    "rounds": ("SPIN", BOOK, sealed, 100_000),
    "a note on the encryption": ("INFO_SIZE", BOOK, sealed, note_of(sealed())),
    "tables of sectors": ("SPARE_SECTORS", BOOK, sealed, 1),
    "headers": ("HEADERS", MAIL, lambda: message(b"A: 1", b"B: 2\r\n folded")[1], 4),
    "a header": ("HEADER", MAIL, lambda: message(b"X-A: " + b"a" * 995)[1], 1000),
    "a header that is read": ("READ_HEADER", MAIL, lambda: message(b"Date: " + b"a" * 994)[1], 1000),
    "marks": ("MARKS", MAIL, lambda: message(b"Content-Type: text/plain; a=b (c)")[1], 5),
    "all headers": ("HEADER_BLOCK", MAIL, lambda: message(b"X-A: 1")[1], headers_of(message(b"X-A: 1")[1])),
    "nested parts": ("NESTING", MAIL, lambda: nested(6), 6),
    "parts": ("MAIL_PARTS", MAIL, mail, 6),
    "parts of a report of delivery": (
        "MAIL_PARTS",
        MAIL,
        lambda: message(b"Content-Type: message/delivery-status", body=b"a: b\n\n" * 3)[1],
        4,
    ),
    "a boundary": ("BOUNDARY", MAIL, lambda: message(BOUNDARY + b"b" * 20)[1], 20),
}


@pytest.mark.parametrize("what", EXACT)
def test_what_is_just_within_a_limit_passes(what, monkeypatch):
    limit, name, make, least = EXACT[what]
    data = make()
    monkeypatch.setattr(limits, limit, least)
    screen(name, data)
    monkeypatch.setattr(limits, limit, least - 1)
    assert is_refused(name, data)


@pytest.mark.parametrize(
    ("ratio", "large", "words"),
    [(9, 9_999, "unpacks to 10 times its size; at most 9 times"), (10, 9_999, ""), (9, 10_000, "")],
)
def test_what_unpacks_to_many_times_its_size(ratio, large, words, monkeypatch):
    data = archive(Entry(data=b"a" * 10_000, packed=bytes(1000)))
    monkeypatch.setattr(limits, "RATIO", ratio)
    monkeypatch.setattr(limits, "RATIO_FROM", large)
    assert is_refused(ZIP, data, words or "cannot be unpacked")
    if words:
        data = archive(Entry(data=b"a" * 10_000, packed=b""))
        assert is_refused(ZIP, data, "unpacks to 10,000 times its size")


PART = ZipEntry("part 1", "xl/a.xml", b"", 0, 0, 0, 0, 0, 0, 0, {})


@pytest.mark.parametrize(
    ("limit", "pieces", "least"),
    [
        ("TAG", [b"<a b='", b"c" * 94], 100),
        ("TEXT", [b"<a>", b"x" * 50, b"y" * 50, b"</a>"], 100),
        ("ELEMENTS", [b"<a><b/></b>", b"</a>"], 2),
        ("LOOSE", [b"<a><b></b>", b"</a>"], 4),
        ("LOOSE", [b"<a><b></b>", b"<row/><c/>", b"<d/>"], 3),
        ("DEPTH", [b"<a><b><c>", b"</c><d/></b></a>"], 3),
        ("ASIDES", [b"<a><!--b--><![CDATA[c]]><?d?></a>"], 3),
        ("FAR_ROWS", [b'<row r="1"><c r="AAA1"/></row><row><c r="B2"/></row><row><c r="XFD3"/>'], 2),
        ("FAR_ROWS", [b'<x:row><x:c r="AAA1"/></x:row>', b'<x:row><x:c a="1" r="AAA2"/></x:row>'], 2),
    ],
)
def test_what_is_just_within_a_limit_of_a_part_passes(limit, pieces, least, monkeypatch):
    for value in (least, least - 1):
        monkeypatch.setattr(limits, limit, value)
        scan = Scan(PART)
        try:
            for piece in pieces:
                scan.feed(piece)
        except RefusedError as refused:
            assert (value, f"{value:,}" in str(refused)) == (least - 1, True)
        else:
            assert value == least


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (b'<row r="7">', 7),
        (b"<row spans='1:2' r='1048576'/>", 1_048_576),
        (b'<x:row r="12"><x:c r="A12"/>', 12),
        (b'<row r="3"/><row r="9"/><row>', 9),
        (b"<row/><c r='A5'/>", 0),
        (b"<r>7</r>", 0),
    ],
)
def test_a_parts_last_row(text, rows):
    scan = Scan(PART)
    scan.feed(text)
    assert scan.rows == rows


@pytest.mark.parametrize("claimed", [("1024", False), ("1025", True), ("1000000000", True)])
def test_a_part_claims_no_more_texts_than_it_has_room_for(claimed):
    number, is_too_many = claimed
    scan = Scan(PART)  # of no size itself: 4 KB are given to each
    try:
        scan.feed(f'<sst uniqueCount="{number}">'.encode())
    except RefusedError:
        assert is_too_many
    else:
        assert not is_too_many


MACROS, CALLS = "macros, which are never accepted", "a connection to data outside it"
NEVER = {
    "vbaProject.bin": MACROS, "vbaData.xml": MACROS, "macrosheets/sheet1.xml": MACROS,
    "dialogsheets/sheet1.xml": MACROS, "attachedToolbars.bin": MACROS, "customUI.xml": "buttons of its own",
    "webextensions/a.xml": "an add-in", "externalLinks/a.xml": "links to other workbooks",
    "activeX/a.bin": "a control (ActiveX)", "oleObject1.bin": "an embedded file", "afchunk.mht": "an embedded file",
    "embeddings/a.bin": "an embedded file", "connections.xml": CALLS, "queryTables/a.xml": CALLS,
    "model/item.data": CALLS, "powerPivot.xml": CALLS, "volatileDependencies.xml": CALLS,
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_a_part_that_no_report_has(name):
    assert is_refused(BOOK, with_parts({f"xl/{name}": b"<x/>"}), f"{BOOK} holds {NEVER[name]}. ")


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("ui/extensibility", "buttons of its own"),
        ("control", "a control (ActiveX)"),
        ("package", "an embedded file"),
        ("oleObject", "an embedded file"),
    ],
)
def test_a_relationship_that_no_report_has(kind, what):
    assert is_refused(BOOK, with_relation(kind, "a.xml", outside=False), f"{BOOK} holds {what}. ")


@pytest.mark.parametrize(
    ("target", "passes"),
    [
        ("https://example.invalid", True),
        ("http://a", True),
        ("MAILTO:cpu@example.invalid", True),
        ("#Sheet1!A1", True),
        ("https:///a", False),
        ("http://\\a", False),
        ("mailto:/a", False),
        ("ftp://example.invalid", False),
        ("file:///c:/a", False),
        ("a.xlsx", False),
    ],
)
def test_a_link_to_a_web_page_is_no_harm(target, passes):
    assert is_refused(BOOK, with_relation("hyperlink", target), "a link to a file outside it") is not passes


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ("ddeLink", "a link to another program (DDE)"),
        ("oleLink", "links to other workbooks"),
        ("oleObjects", "an embedded file"),
        ("script", "a script"),
        ("x:dataMashup", CALLS),
    ],
)
def test_a_tag_that_no_report_has(tag, what):
    part = f"<a><{tag} b='c'/></a>".encode()
    assert is_refused(BOOK, with_parts({"xl/a.xml": part}), f"{BOOK} holds {what}. ")
    screen(BOOK, with_parts({"xl/a.xml": f"<a>{tag}<b{tag.replace(':', '')}/></a>".encode()}))


PROGRAMS = (
    OLE,
    b"MZ",
    b"\x7fELF",
    b"PK\3\4",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ",
)


@pytest.mark.parametrize("mark", PROGRAMS)
def test_a_part_or_member_that_is_a_program_or_an_archive(mark):
    assert is_refused(
        BOOK, with_parts({"xl/media/image1.png": mark + bytes(100)}), "holds an embedded file. "
    )
    for name in ("xl/media/image1.emz", "xl/media/image1.wmz"):
        assert not is_refused(BOOK, with_parts({name: mark + bytes(100)}))
    if mark not in PROGRAMS[:3]:
        assert is_refused(
            ZIP, archive(Entry(name="r.csv", data=mark + bytes(100))), "is an archive in the archive"
        )


ARCHIVES = (
    "zip", "zipx", "7z", "rar", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "txz", "zst", "lz", "lzma", "z", "cab", "arj",
    "lzh", "lha", "ace", "iso", "img", "vhd", "vhdx", "wim", "jar", "apk", "msix", "docm", "docx", "pptm", "pptx",
    "xlsb", "xlam",
)  # fmt: skip


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_a_member_that_is_called_an_archive(suffix):
    assert is_refused(ZIP, archive(Entry(name=f"r.{suffix.upper()}")), "is an archive in the archive")
    assert not is_refused(ZIP, archive(Entry(name=f"r.{suffix}.csv"), Entry(name="r.xlsx", data=b"PK\3\4")))


@pytest.mark.parametrize("part", ["xl/a.xml", "xl/a.rels", "xl/a.vml"])
def test_a_part_that_should_be_xml(part):
    assert is_refused(BOOK, with_parts({part: b"\x89PNG"}), "is not XML")
    for text in (b"<a><b/>", b"<a></a><b", b"<a></b></a>/>"):
        assert is_refused(BOOK, with_parts({"xl/a.xml": text}), "('xl/a.xml') is not complete XML. ")


def test_the_depth_of_a_part_is_counted_one_by_one_where_its_marks_do_not_add_up():
    deep = b"<a>" * limits.DEPTH + b"</a>" * limits.DEPTH
    check_depth([deep], PART)
    check_depth([b"<a>", b"<b></b>" * limits.DEPTH, b"</a>"], PART)
    with pytest.raises(RefusedError, match="holds more than 256 elements within each other"):
        check_depth([b"<a>", deep, b"</a>"], PART)


def test_the_list_of_sheets_stands_where_the_list_of_parts_says():
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        sheets, types = package.read("xl/workbook.xml"), package.read(TYPES)
    types = types.replace(b"/xl/workbook.xml", b"/xl/book.xml")
    screen(BOOK, with_parts({"xl/workbook.xml": None, "xl/book.xml": sheets, TYPES: types}))
    assert is_refused(
        BOOK, with_parts({"xl/workbook.xml": None, TYPES: types}), "the list of its sheets is missing"
    )


def test_two_links_to_one_place_are_no_harm():
    link = '<Relationship Type="x/{0}" Target="a.xml"/>'
    for kind, twice in (("hyperlink", False), ("image", False), ("worksheet", True)):
        rels = f"<Relationships>{link.format(kind) * 2}</Relationships>"
        assert is_refused(BOOK, with_parts({"xl/_rels/a.xml.rels": rels}), "lists a part twice") is twice


@pytest.mark.parametrize("target", ["https://example.invalid/a.png", "\\\\server\\a.png", "//server/a.png"])
def test_a_link_that_is_called_inside_leads_nowhere_else(target):
    data = with_relation("image", target, outside=False)
    assert is_refused(BOOK, data, f"{BOOK} holds a link to a file outside it. ")


@pytest.mark.parametrize(
    ("said", "encoding", "words"),
    [
        ("UTF-8", "utf-8", ""),
        ("us-ascii", "ascii", ""),
        ("ASCII", "ascii", ""),
        ("utf-16", "utf-16", ""),
        ("utf-16", "utf-16-le", ""),
        ("utf-16", "utf-16-be", ""),
        ("utf-8", "utf-16", "another encoding than it says"),
        ("UTF-16", "utf-8", "another encoding than it says"),
        ("windows-1252", "utf-8", "an encoding that Excel does not use"),
    ],
)
def test_the_encoding_of_a_part(said, encoding, words):
    data = f'<?xml version="1.0" encoding="{said}"?><a/>'.encode(encoding)
    assert is_refused(BOOK, with_parts({"xl/a.xml": data}), words) is bool(words)
