"""The screen to the last byte: what is just within a limit passes, and each word, mark and flag counts."""

import io
import struct
import zipfile
import zlib

import olefile
import pytest

from cso_xl.errors import InputError
from cso_xl.intake.screen import limits, screen
from cso_xl.intake.screen.member import Member
from cso_xl.intake.screen.refused import RefusedError
from cso_xl.intake.screen.workbooks import check_depth
from cso_xl.intake.screen.xml import Scan
from helpers.attacks.encrypted_workbooks import sealed, with_entry_called
from helpers.attacks.mails import MAIL, mail, message, nested
from helpers.attacks.workbooks import BOOK, OLE, SHEET, TYPES, with_parts, with_relation, workbook
from helpers.attacks.zips import Entry, archive, datamatch
from helpers.files import ZIP, eml, patched, raw_xlsx, xlsx


def is_refused(name, data, words=""):
    try:
        screen(name, data)
    except InputError as error:
        assert words in str(error), str(error)
        return True
    return False


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


PART = Member("part 1", "xl/a.xml", b"", 0, 0, 0, 0, 0, 0, 0, {})


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


# Words and marks

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
    assert is_refused(BOOK, with_parts({part: b"\x89PNG"}), "is no XML")
    for text in (b"<a><b/>", b"<a></a><b", b"<a></b></a>/>"):
        assert is_refused(BOOK, with_parts({"xl/a.xml": text}), "('xl/a.xml') is no whole XML. ")


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


# Headers of ZIPs


@pytest.mark.parametrize(
    ("bit", "matters"), [(1, False), (2, False), (5, True), (6, True), (11, True), (13, True)]
)
def test_both_headers_of_a_member_agree_on_what_its_flags_mean(bit, matters):
    data = archive(Entry(local={"flags": 1 << bit}))
    assert is_refused(ZIP, data, "does not agree with the list of what is in it") is matters


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({"disk": 1}, "is one piece of a ZIP in several pieces"),
        ({"here": 2}, "is one piece of a ZIP in several pieces"),
        ({"here": 2, "count": 2}, "is not whole"),
        ({"size": 10}, "is not whole: its list of members is not where it should be"),
        ({"at": 0}, "is not whole: its list of members is not where it should be"),
    ],
)
def test_the_end_of_a_zip_says_what_there_is(end, words):
    assert is_refused(ZIP, archive(Entry(), end=end), f"{ZIP} {words}. ")


def test_a_member_that_begins_on_another_disk():
    data = bytearray(archive(Entry()))
    data[data.index(b"PK\1\2") + 34] = 1
    assert is_refused(ZIP, bytes(data), f"{ZIP} is one piece of a ZIP in several pieces. ")


@pytest.mark.parametrize(("version", "passes"), [(20, True), (63, True), (64, False)])
def test_a_zip_of_a_version_that_the_reader_knows(version, passes):
    data = archive(Entry()).replace(b"PK\1\2\x14\3\x14", b"PK\1\2\x14\3" + bytes([version]))
    assert is_refused(ZIP, data, "is packed in a way that is not known") is not passes


@pytest.mark.parametrize("form", ["<2L", "<2Q"])
@pytest.mark.parametrize("mark", [b"PK\7\x08", b""])
def test_the_sizes_that_follow_a_member(form, mark):
    entry = Entry(flags=8)
    crc, packed, size = (entry.header()[key] for key in ("crc", "packed", "size"))
    after = mark + struct.pack("<L", crc) + struct.pack(form, packed, size)
    local = {"crc": 0, "packed": 0, "size": 0}
    other = Entry(name="b.csv")
    screen(ZIP, archive(Entry(flags=8, local=local, after=after), other))
    if mark:
        screen(ZIP, archive(Entry(local=local | {"flags": 8}, after=after), other))
    screen(ZIP, archive(Entry(listed={"flags": 8}, local=local, after=after), other))
    wrong = mark + struct.pack("<L", crc) + struct.pack(form, packed, size + 1)
    assert is_refused(ZIP, archive(Entry(flags=8, local=local, after=wrong), other), "that belong to none")
    assert is_refused(ZIP, archive(Entry(local=local), other), "does not agree with the list")
    assert is_refused(ZIP, archive(Entry(after=after), other), "that belong to none") is not bool(mark)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a/b.csv", "A./B.csv. ", True),
        ("a/b.csv", "a//b.csv", True),
        ("ab.csv", "a/b.csv", False),
        ("a/b.csv", "b.csv", False),
    ],
)
def test_names_that_windows_takes_for_the_same(one, other, same):
    assert is_refused(ZIP, archive(Entry(name=one), Entry(name=other)), "has the same name as file 1") is same


@pytest.mark.parametrize(
    ("version", "check", "words"),
    [(1, 0, ""), (2, 0, "has two names"), (1, 1, "has two names")],
)
def test_a_second_name_is_of_the_first(version, check, words):
    note = struct.pack("<BL", version, zlib.crc32(b"Maori.csv") ^ check) + "Māori.csv".encode()
    data = archive(Entry(name=b"Maori.csv", extra=struct.pack("<2H", 0x7075, len(note)) + note))
    assert is_refused(ZIP, data, words) is bool(words)


@pytest.mark.parametrize(
    ("note", "room", "passes"),
    [
        ((1, b"AE", 1), 20, True),
        ((2, b"AE", 2), 24, True),
        ((2, b"AE", 3), 28, True),
        ((3, b"AE", 3), 28, False),
        ((2, b"AX", 3), 28, False),
        ((2, b"AE", 4), 28, False),
        ((2, b"AE", 3), 27, False),
    ],
)
def test_the_note_on_aes(note, room, passes):
    extra = struct.pack("<2H", 0x9901, 7) + struct.pack("<H2sBH", *note, 0)
    entry = Entry(data=b"abc", method=99, flags=1, packed=bytes(room + 3), extra=extra)
    assert is_refused(ZIP, archive(entry)) is not passes


def with_end64(masked=True, **instead):
    """A ZIP whose end says 'see the ZIP64 record', which stands behind its list."""
    plain = archive(Entry())
    body, end = plain[:-22], plain[-22:]
    size, at = struct.unpack_from("<2L", end, 12)
    told = {
        "mark": b"PK\6\6",
        "length": 44,
        "disk": 0,
        "first": 0,
        "here": 1,
        "count": 1,
        "size": size,
        "at": at,
    }
    told |= {"locator_disk": 0, "record": len(body), "disks": 1} | instead
    names = ("disk", "first", "here", "count", "size", "at")
    record = struct.pack("<4sQ2H2L4Q", told["mark"], told["length"], 45, 45, *(told[name] for name in names))
    locator = struct.pack("<4sLQL", b"PK\6\7", told["locator_disk"], told["record"], told["disks"])
    if masked:
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0)
    return body + record + locator + end


@pytest.mark.parametrize("masked", [True, False])
def test_a_zip64_that_says_the_same_twice_passes(masked):
    screen(ZIP, with_end64(masked))
    screen(ZIP, with_end64(masked, disks=0))


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("mark", b"PK\6\5"),
        ("length", 45),
        ("disk", 1),
        ("first", 1),
        ("here", 2),
        ("locator_disk", 1),
        ("record", 1),
        ("record", 1 << 40),
        ("disks", 2),
    ],
)
def test_a_zip64_that_lies(told, value):
    words = "gives two different sizes of its list of members (ZIP64). "
    assert is_refused(ZIP, with_end64(**{told: value}), words)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry(name="a/", data=b""), ""),
        (Entry(name="a/", data=b"", packed=bytes(12), method=0, flags=1), ""),
        (Entry(name="a/", data=b"", packed=bytes(13), method=0), "is a folder that holds bytes of its own"),
        (Entry(name="a/", data=b"", packed=b"", size=1), "is a folder that holds bytes of its own"),
        (Entry(name="a.csv", data=b"abc", packed=b""), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", method=0, packed=b"abcd"), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", flags=1, packed=bytes(11)), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", flags=1, packed=bytes(12)), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", flags=1, packed=bytes(13)), ""),
        (Entry(name="a.csv", data=b"", packed=b""), ""),
    ],
)
def test_a_members_sizes_can_be_true(entry, words):
    data = archive(Entry(name="b.csv"), entry)
    assert is_refused(ZIP, data, words) is bool(words)


def test_a_member_whose_sizes_are_given_twice():
    first = Entry()
    at = len(archive(first)) - len(archive()) - 46 - len(first.name)  # where the second begins
    for offset in (at, at + 1):
        extra = struct.pack("<2H3Q", 1, 24, 0, 0, offset)
        data = archive(first, Entry(name="a/", data=b"", method=0, listed={"extra": extra}))
        assert is_refused(ZIP, data, "('a/') gives two different sizes (ZIP64)") is (offset != at)


def test_a_member_that_is_not_where_the_list_says():
    data = archive(Entry(), Entry(name="b.csv"))
    at = data.index(b"PK\3\4", 4)
    told = data[:at] + b"PK\3\5" + data[at + 4 :]
    assert is_refused(ZIP, told, f"{ZIP} is not whole: file 2 ('b.csv') is not where it should be. ")


def test_a_last_member_that_reaches_into_the_list():
    sizes = {"packed": len(Entry().body()) + 5}
    assert is_refused(
        ZIP, archive(Entry(listed=sizes, local=sizes)), f"{ZIP} has members that overlap, so that it "
    )


# Notes on encryption


def with_note(version, length=36, algorithm=0x660E, bits=128):
    """An encrypted workbook whose note is of the standard kind [MS-OFFCRYPTO]; it can be looked at, not opened."""
    data = bytearray(sealed())
    at = data.index(b"\4\0\4\0\x40\0\0\0<")
    data[at : at + 36] = (
        struct.pack("<2HL6L", *version, 0x24, length, 0x24, 0, algorithm, 0x8004, bits) + b"\x18\0\0\0"
    )
    return bytes(data)


@pytest.mark.parametrize(
    ("note", "passes"),
    [
        ({"version": (2, 2)}, True),
        ({"version": (3, 2)}, True),
        ({"version": (4, 2)}, True),
        ({"version": (4, 3)}, False),
        ({"version": (5, 2)}, False),
        ({"version": (3, 2), "length": 31}, False),
        ({"version": (3, 2), "length": 32}, True),
        ({"version": (3, 2), "length": 1024}, True),
        ({"version": (3, 2), "length": 1025}, False),
        ({"version": (3, 2), "algorithm": 0x660F, "bits": 192}, True),
        ({"version": (3, 2), "algorithm": 0x6610, "bits": 256}, True),
        ({"version": (3, 2), "algorithm": 0x6801}, False),
        ({"version": (3, 2), "bits": 40}, False),
    ],
)
def test_the_older_note_on_an_encrypted_workbook(note, passes):
    assert is_refused(BOOK, with_note(**note), "is encrypted in a way that is not opened") is not passes


@pytest.mark.parametrize("name", ["\6DataSpaces", "\5SummaryInformation", "\5DocumentSummaryInformation"])
def test_what_stands_beside_an_encrypted_workbook(name):
    screen(*with_entry_called("\6DataSpaces", name))
    assert is_refused(
        *with_entry_called("\6DataSpaces", f"{name[:-1]}_"), "something beside the encrypted workbook"
    )


@pytest.mark.parametrize(("more", "passes"), [(0, True), (1, False)])
def test_an_encrypted_workbook_holds_what_it_says(more, passes):
    data = sealed()
    with olefile.OleFileIO(data) as container:
        head, length = (
            container.openstream("EncryptedPackage").read(12),
            container.get_size("EncryptedPackage"),
        )
    at = data.index(head)
    told = data[:at] + struct.pack("<Q", length - 8 + more) + data[at + 8 :]
    assert is_refused(BOOK, told, "is not whole") is not passes


@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_a_workbook_of_an_old_kind(name):
    assert is_refused(*with_entry_called("\6DataSpaces", name), "is a workbook of an old kind (.xls)")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC4"'),
        (b'hashAlgorithm="SHA512"', b'hashAlgorithm="MD5XXX"'),
        (b'saltSize="16"', b'saltSize="00"'),
        (b'saltSize="16"', b'saltSize="65"'),
    ],
)
def test_the_note_on_an_encrypted_workbook(old, new):
    data = sealed()
    assert is_refused(BOOK, data.replace(old, new, 1), "is encrypted in a way that is not opened")


# E-mails


@pytest.mark.parametrize(
    ("suffix", "is_report"), [("zip", True), ("csv", True), ("XLSX", True), ("xlsm", True), ("png", False)]
)
def test_two_reports_of_one_name(suffix, is_report):
    twice = eml({f"a.{suffix}": b"1", "second": b"2"}).replace(b"second", f"A.{suffix}".encode())
    assert is_refused(MAIL, twice, "is there twice, so that it is not clear which is meant") is is_report


@pytest.mark.parametrize("name", ["week 3/r.zip", "/r.zip", "c:r.zip"])
def test_an_attachments_name_leads_to_no_folder(name):
    line = f'Content-Disposition: attachment; filename="{name}"'.encode()
    assert is_refused(MAIL, message(line)[1], " has a name that leads to another folder. ")


@pytest.mark.parametrize(
    "header", ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "MIME-Version"]
)
def test_a_header_that_says_what_a_part_is_stands_there_once(header):
    value = {"Content-Type": "text/plain", "Content-Transfer-Encoding": "7bit"}.get(header, "1")
    line = f"{header}: {value}".encode()
    assert not is_refused(MAIL, message(line)[1])
    assert is_refused(MAIL, message(line, line.upper())[1], "two headers that say what it is")
    assert is_refused(MAIL, message(line + b"; a=b" * 70)[1], "has a header of more than 128 words")


READ = (
    "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "Date",
    "X-Unsent", "Auto-Submitted",
)  # fmt: skip


@pytest.mark.parametrize("header", READ)
def test_a_header_that_is_read_is_a_short_one(header):
    data = f"{header.upper()}: ".encode() + b"a" * 2048 + b"\r\n\r\nSynthetic\r\n"
    assert is_refused(MAIL, data, f"has a header of {2048 + len(header) + 2:,} bytes; at most 2,048 are read")


@pytest.mark.parametrize(("transfer", "passes"), [
    ("7bit", True), ("8BIT", True), ("binary", True), ("base64", True), ("quoted-printable", True), ("uuencode", False),
])  # fmt: skip
def test_how_a_part_is_packed(transfer, passes):
    line = f"Content-Transfer-Encoding: {transfer}".encode()
    assert is_refused(MAIL, message(line)[1], "in a way that e-mails do not use") is not passes
    within = passes and transfer != "base64"
    assert (
        is_refused(MAIL, message(b"Content-Type: message/rfc822", line, body=b"Subject: a\n\nb")[1])
        is not within
    )
