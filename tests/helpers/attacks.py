"""Attacks on what reads files from outside, made from legitimate files; and random mutants of those.

Each attack is a function that gives a file's name and bytes; ATTACKS has them by name.
"""

import io
import random
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import olefile

from helpers.files import PASSWORD, ZIP, Week, eml, encrypted, patched, raw_xlsx, xlsx, zip_crypto

BOOK, MACRO_BOOK, MAIL = "report.xlsx", "report.xlsm", "report.eml"
CSV = b"Client Number,Name\r\n00012,A\r\n"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET, STYLES, TYPES = "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"
WORKBOOK, WORKBOOK_RELS, SHEET_RELS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/_rels/sheet1.xml.rels",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
FULL = 0xFFFF_FFFF

ATTACKS: dict[str, Callable[[], tuple[str, bytes]]] = {}


def attack(make):
    """Put an attack on the list."""
    ATTACKS[make.__name__] = make
    return make


# ZIPs


@dataclass
class Entry:
    """A member as it is to be written; `listed` and `local` replace fields of one header only."""

    name: bytes | str = "cso_on_list_daily_20250113_050021.csv"
    data: bytes = CSV
    method: int = 8
    flags: int = 0
    mode: int = 0o100644
    packed: bytes | None = None
    size: int | None = None
    extra: bytes = b""
    listed: dict = field(default_factory=dict)
    local: dict = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""

    def header(self, **instead):
        name = self.name if isinstance(self.name, bytes) else self.name.encode()
        utf8 = 0 if isinstance(self.name, bytes) or name.isascii() else 1 << 11
        body = self.body()
        fields = {
            "flags": self.flags | utf8,
            "method": self.method,
            "crc": zlib.crc32(self.data),
            "packed": len(body),
            "size": len(self.data) if self.size is None else self.size,
            "name": name,
            "extra": self.extra,
        }
        return fields | instead

    def body(self):
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == 8 else self.data


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def packed_fields(header):
    sizes = (header["crc"], header["packed"], header["size"], len(header["name"]), len(header["extra"]))
    return struct.pack("<5H3L2H", 20, header["flags"], header["method"], 0, 0x5A2D, *sizes)


def archive(*entries, before=b"", after=b"", gap=b"", remark=b"", end=None):
    """A ZIP written header by header; `end` replaces fields of its end."""
    body, listed = bytearray(before), b""
    for entry in entries:
        body += entry.before
        offset = len(body)
        local = entry.header(**entry.local)
        body += b"PK\3\4" + packed_fields(local) + local["name"] + local["extra"] + entry.body() + entry.after
        header = entry.header(**entry.listed)
        offset = header.get("offset", offset)
        listed += b"PK\1\2\x14\3" + packed_fields(header)
        listed += struct.pack("<3H2L", 0, 0, 0, entry.mode << 16, offset) + header["name"] + header["extra"]
    body += gap
    fields = {"disk": 0, "here": len(entries), "count": len(entries), "size": len(listed), "at": len(body)}
    told = fields | (end or {})
    tail = struct.pack(
        "<4s4H2LH",
        b"PK\5\6",
        told["disk"],
        0,
        told["here"],
        told["count"],
        told["size"],
        told["at"],
        len(remark),
    )
    return bytes(body + listed + tail + remark + after)


def named(name):
    return ZIP, archive(Entry(), Entry(name=name))


@cache
def datamatch():
    """A legitimate datamatch ZIP."""
    return zip_crypto(Week(20).members())


@attack
def zip_cut_short():
    return ZIP, datamatch()[:-300]


@attack
def zip_that_is_none():
    return ZIP, CSV * 100


@attack
def zip_that_unpacks_itself():
    return ZIP, b"MZ" + bytes(510) + datamatch()


@attack
def zip_that_unpacks_itself_with_right_offsets():
    return ZIP, archive(Entry(), before=b"MZ" + bytes(510))


@attack
def zip_with_bytes_after_its_end():
    return ZIP, datamatch() + b"<script>alert(1)</script>"


@attack
def zip_with_two_ends():
    other = archive(Entry(data=b"other"))
    return ZIP, archive(Entry(), remark=other + b"")[:-22] + other[-22:]


@attack
def zip_with_a_zip_in_its_remark():
    return ZIP, archive(Entry(), remark=archive(Entry(data=b"other")))


@attack
def zip_with_an_end_in_its_remark():
    return ZIP, archive(Entry(), remark=struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0))


@attack
def zip_with_too_many_members():
    return ZIP, archive(*(Entry(name=f"{number}.csv") for number in range(1001)))


@attack
def zip_with_more_members_than_listed():
    return ZIP, archive(Entry(), Entry(name="b.csv"), end={"here": 1, "count": 1})


@attack
def zip_in_pieces():
    return ZIP, archive(Entry(), end={"disk": 1})


@attack
def zip_with_a_member_of_two_gigabytes():
    return ZIP, archive(Entry(flags=1, packed=bytes(11 << 20), size=2 << 30))


@attack
def zip_of_three_gigabytes():
    entries = (Entry(name=f"{one}.csv", flags=1, packed=bytes(6 << 20), size=1000 << 20) for one in range(3))
    return ZIP, archive(*entries)


@attack
def zip_bomb():
    return ZIP, archive(Entry(data=bytes(17 << 20)))


@attack
def zip_bomb_of_overlapping_members():
    """A member whose packed bytes hold the whole next member, header and all (after Fifield)."""
    inner = Entry(name="b.csv", data=CSV * 1000)
    held = b"PK\3\4" + packed_fields(inner.header()) + b"b.csv"
    quoted = b"\0" + struct.pack("<2H", len(held), len(held) ^ 0xFFFF) + held + inner.body()
    data = held + inner.data
    outer = Entry(name="a.csv", data=data, packed=quoted)
    start = len(b"PK\3\4" + packed_fields(outer.header()) + b"a.csv") + 5
    made = archive(outer, Entry(name="b.csv", data=CSV * 1000, listed={"offset": start}))
    return ZIP, made


@attack
def zip_bomb_of_one_member_listed_often():
    entries = [Entry(name="a.csv", data=bytes(1 << 20))]
    entries += [Entry(name=f"{one}.csv", data=bytes(1 << 20), listed={"offset": 0}) for one in range(50)]
    return ZIP, archive(*entries)


@attack
def zip_in_a_zip():
    return ZIP, archive(Entry(), Entry(name="r.zip", data=datamatch()))


@attack
def zip_in_a_zip_under_another_name():
    return ZIP, archive(Entry(name="r.csv", data=datamatch()))


@attack
def archive_in_a_zip_packed_by_bzip2():
    import bz2

    held = b"7z\xbc\xaf\x27\x1c" + bytes(100)
    return ZIP, archive(Entry(data=held, method=12, packed=bz2.compress(held)))


@attack
def zip_with_another_name_inside():
    return ZIP, archive(Entry(name="a.csv", local={"name": b"b.csv"}))


@attack
def zip_with_another_size_inside():
    return ZIP, archive(Entry(local={"size": 5}))


@attack
def zip_with_another_check_sum_inside():
    return ZIP, archive(Entry(local={"crc": 5}))


@attack
def zip_with_another_method_inside():
    return ZIP, archive(Entry(local={"method": 0}))


@attack
def zip_encrypted_in_the_list_only():
    return ZIP, archive(Entry(data=bytes(50), method=0, packed=bytes(62), flags=1, local={"flags": 0}))


@attack
def zip_with_an_absolute_name():
    return named("/etc/passwd.csv")


@attack
def zip_with_a_drive_in_a_name():
    return named("C:/Windows/a.csv")


@attack
def zip_with_a_stream_in_a_name():
    return named("a.csv:hidden")


@attack
def zip_that_climbs_out_of_its_folder():
    return named("a/../../../b.csv")


@attack
def zip_with_backslashes_in_a_name():
    return named("..\\..\\b.csv")


@attack
def zip_with_a_control_character_in_a_name():
    return named("a\x1b[31m.csv")


@attack
def zip_with_a_nul_in_a_name():
    return named(b"a.csv\0.exe")


@attack
def zip_with_a_device_of_windows():
    return named("CON.csv")


@attack
def zip_with_a_device_of_windows_in_a_folder():
    return named("a/aux .x/b.csv")


@attack
def zip_with_a_name_turned_around():
    return named("cso_on_list_\u202evsc.exe")


@attack
def zip_with_wildcards_in_a_name():
    return named("cso_*.csv")


@attack
def zip_with_a_name_that_is_too_long():
    return named("a" * 300 + ".csv")


@attack
def zip_with_a_member_without_a_name():
    return named(b"")


@attack
def zip_with_a_broken_name():
    return ZIP, archive(Entry(name=b"a\xff\xfe.csv", flags=1 << 11))


@attack
def zip_with_two_members_of_one_name():
    return named(Entry().name)


@attack
def zip_with_names_that_differ_in_capitals():
    return named(Entry().name.upper())


@attack
def zip_with_names_that_differ_in_how_letters_are_made():
    first, second = (unicodedata.normalize(form, "Māori.csv") for form in ("NFC", "NFD"))
    return ZIP, archive(Entry(name=first), Entry(name=second))


@attack
def zip_with_names_that_differ_in_a_last_point():
    return named(f"{Entry().name}.")


@attack
def zip_with_a_second_name():
    name = b"b.csv"
    field_ = b"\1" + struct.pack("<L", zlib.crc32(b"another")) + name
    return ZIP, archive(Entry(name="a.csv", extra=struct.pack("<2H", 0x7075, len(field_)) + field_))


@attack
def zip_with_a_link():
    return ZIP, archive(Entry(data=b"/etc/passwd", mode=0o120777))


@attack
def zip_with_a_folder_that_holds_bytes():
    return named("folder/")


@attack
def zip_packed_in_an_unknown_way():
    return ZIP, archive(Entry(method=93, packed=CSV))


@attack
def zip_packed_by_deflate64():
    return ZIP, archive(Entry(method=9, packed=deflated(CSV)))


@attack
def zip_with_a_huge_dictionary():
    held = b"\x09\x14\5\0\x5d" + struct.pack("<L", 0xF000_0000) + bytes(100)
    return ZIP, archive(Entry(method=14, packed=held, flags=2))


@attack
def zip_of_a_stored_member_with_another_size():
    return ZIP, archive(Entry(method=0, size=1_000_000))


@attack
def zip64_that_lies_in_the_list():
    extra = struct.pack("<2H2Q", 1, 16, 7, 7)
    return ZIP, archive(Entry(listed={"extra": extra}))


@attack
def zip64_without_its_sizes():
    return ZIP, archive(Entry(listed={"size": FULL, "packed": FULL}))


@attack
def zip64_with_other_sizes_inside():
    extra = struct.pack("<2H2Q", 1, 16, 7, 7)
    return ZIP, archive(Entry(local={"extra": extra, "size": FULL, "packed": FULL}))


@attack
def zip64_that_lies_at_the_end():
    data = archive(Entry())
    body, end = data[:-22], data[-22:]
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, 60, 0)
    return ZIP, body + record + struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1) + end


@attack
def zip_with_strong_encryption():
    return ZIP, archive(Entry(flags=1 | 1 << 6, packed=bytes(100)))


@attack
def zip_with_a_masked_list():
    return ZIP, archive(Entry(flags=1 | 1 << 13, packed=bytes(100)))


@attack
def zip_with_unknown_aes():
    extra = struct.pack("<2HH2sBH", 0x9901, 7, 2, b"AE", 9, 8)
    return ZIP, archive(Entry(flags=1, method=99, packed=bytes(100), extra=extra))


@attack
def zip_with_aes_without_its_note():
    return ZIP, archive(Entry(flags=1, method=99, packed=bytes(100)))


@attack
def zip_with_aes_that_is_not_encrypted():
    return ZIP, archive(Entry(method=99, packed=bytes(100)))


@attack
def zip_with_less_than_its_encryption_needs():
    return ZIP, archive(Entry(flags=1, packed=bytes(5)))


@attack
def zip_with_a_member_that_is_not_listed():
    return ZIP, archive(Entry(), Entry(name="b.csv", before=archive(Entry(name="c.csv"))[:60]))


@attack
def zip_with_bytes_before_its_list():
    return ZIP, archive(Entry(), gap=b"<html>")


# Workbooks


@cache
def workbook():
    """A legitimate address report."""
    return xlsx(Week(20).grids["address-sharer"])


def with_parts(parts, data=None):
    """A workbook with parts put in, replaced, or taken out (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or workbook())) as source, zipfile.ZipFile(out, "w", 8) as target:
        held = {name: source.read(name) for name in source.namelist()} | parts
        for name, part in held.items():
            if part is not None:
                target.writestr(name, part)
    return out.getvalue()


def with_relation(kind, target, rels=SHEET_RELS, outside=True):
    mode = ' TargetMode="External"' if outside else ""
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    return with_parts({rels: f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>'})


def changed(part, old, new):
    return BOOK, patched(workbook(), part, old, new)


def rows(inside):
    return BOOK, raw_xlsx(inside)


@attack
def workbook_that_is_none():
    return BOOK, CSV


@attack
def workbook_that_is_an_ordinary_zip():
    return BOOK, archive(Entry())


@attack
def workbook_without_its_list_of_sheets():
    return BOOK, with_parts({WORKBOOK: None})


@attack
def workbook_that_is_a_document():
    return changed(TYPES, b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")


@attack
def workbook_that_climbs_out_of_its_folder():
    return BOOK, with_parts({"xl/../../evil.xml": b"<x/>"})


@attack
def workbook_with_a_part_twice():
    return BOOK, with_parts({SHEET.upper(): b"<x/>"})


@attack
def workbook_with_encrypted_parts():
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        return BOOK, zip_crypto({name: package.read(name) for name in package.namelist()})


@attack
def workbook_with_entities():
    return changed(SHEET, b"<worksheet", DOCTYPE + b"<worksheet")


@attack
def workbook_with_entities_in_utf_16():
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        text = (DOCTYPE + package.read(STYLES)).decode()
    return BOOK, with_parts({STYLES: text.encode("utf-16")})


@attack
def workbook_with_entities_in_utf_16_without_a_mark():
    text = '<?xml version="1.0" encoding="UTF-16BE"?>' + DOCTYPE.decode() + "<styleSheet/>"
    return BOOK, with_parts({STYLES: text.encode("utf-16-be")})


@attack
def workbook_with_entities_after_a_long_remark():
    return changed(SHEET, b"<worksheet", b"<!--" + b" - " * 30_000 + b"-->" + DOCTYPE + b"<worksheet")


@attack
def workbook_with_entities_in_a_picture():
    return BOOK, with_parts({"xl/media/image1.png": b"\r\n " + DOCTYPE + b"<x/>"})


@attack
def workbook_with_a_doctype_from_outside():
    return changed(TYPES, b"<Types", b'<!DOCTYPE Types SYSTEM "http://example.invalid/a.dtd"><Types')


@attack
def workbook_in_another_encoding_than_it_says():
    return changed(SHEET, b"<worksheet", b'<?xml version="1.0" encoding="UTF-16"?><worksheet')


@attack
def workbook_in_an_odd_encoding():
    return changed(SHEET, b"<worksheet", b'<?xml version="1.0" encoding="UTF-7"?><worksheet')


@attack
def workbook_with_a_part_that_is_no_xml():
    return BOOK, with_parts({STYLES: b"PNG"})


@attack
def workbook_with_a_nul():
    return changed(SHEET, b"<sheetData>", b"<sheetData>\0")


@attack
def workbook_with_macros():
    return BOOK, with_parts({"xl/vbaProject.bin": OLE + bytes(2000)})


@attack
def macro_workbook_with_macros():
    return MACRO_BOOK, with_parts({"xl/vbaProject.bin": OLE + bytes(2000)})


@attack
def workbook_with_macros_under_another_name():
    return BOOK, with_relation("vbaProject", "media/image1.png", WORKBOOK_RELS, outside=False)


@attack
def workbook_that_says_it_has_macros():
    return changed(TYPES, b"officedocument.spreadsheetml.sheet.main", b"x.sheet.macroEnabled.main")


@attack
def workbook_with_a_macro_sheet():
    return BOOK, with_parts({"xl/macrosheets/sheet1.xml": b"<x/>"})


@attack
def workbook_with_a_macro_sheet_by_its_kind():
    return changed(TYPES, b"spreadsheetml.worksheet+xml", b"spreadsheetml.macrosheet+xml")


@attack
def workbook_with_links_to_workbooks():
    return BOOK, with_parts({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


@attack
def workbook_with_dde():
    return BOOK, with_parts({"xl/any.xml": b'<x:ddeLink xmlns:x="y" ddeService="cmd" ddeTopic="/c calc"/>'})


@attack
def workbook_with_an_embedded_file():
    return BOOK, with_parts({"xl/embeddings/oleObject1.bin": OLE})


@attack
def workbook_with_an_embedded_program():
    return BOOK, with_parts({"xl/printerSettings/printerSettings1.bin": b"MZ\x90\0"})


@attack
def workbook_with_an_embedded_zip():
    return BOOK, with_parts({"xl/media/image1.png": datamatch()})


@attack
def workbook_with_an_object_on_a_sheet():
    return changed(
        SHEET, b"<pageMargins", b'<oleObjects><oleObject progId="Package"/></oleObjects><pageMargins'
    )


@attack
def workbook_with_active_x():
    return BOOK, with_parts({"xl/activeX/activeX1.xml": b"<ax/>"})


@attack
def workbook_with_a_data_connection():
    return BOOK, with_parts({"xl/connections.xml": b"<connections/>"})


@attack
def workbook_with_a_query():
    return BOOK, with_parts({"xl/queryTables/queryTable1.xml": b"<queryTable/>"})


@attack
def workbook_with_power_query():
    text = '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>'
    return BOOK, with_parts({"customXml/item1.xml": text.encode("utf-16")})


@attack
def workbook_with_a_script():
    return BOOK, with_parts({"customXml/item1.xml": b"<a><SCRIPT>x()</SCRIPT></a>"})


@attack
def workbook_with_buttons():
    return BOOK, with_parts({"customUI/customUI14.xml": b"<customUI/>"})


@attack
def workbook_with_an_add_in():
    return BOOK, with_parts({"xl/webextensions/webextension1.xml": b"<x/>"})


@attack
def workbook_that_fetches_a_picture():
    return BOOK, with_relation("image", "http://example.invalid/pixel.png")


@attack
def workbook_that_fetches_a_template():
    return BOOK, with_relation("attachedTemplate", "http://example.invalid/t.xltm")


@attack
def workbook_with_a_link_to_a_server():
    return BOOK, with_relation("hyperlink", "file:///\\\\example.invalid\\share\\a.exe")


@attack
def workbook_with_a_link_to_a_share():
    return BOOK, with_relation("hyperlink", "\\\\example.invalid\\share")


@attack
def workbook_with_a_link_to_a_program():
    return BOOK, with_relation("hyperlink", "ms-excel:ofe|u|http://example.invalid/a.xlsx")


@attack
def workbook_with_a_link_that_is_called_inside():
    return BOOK, with_relation("worksheet", "file://example.invalid/a.xml", outside=False)


@attack
def workbook_with_a_row_below_the_last():
    return rows('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')


@attack
def workbook_with_a_cell_past_the_last_column():
    return rows('<row r="1"><c s="0" r = \'XFE1\'><v>1</v></c></row>')


@attack
def workbook_with_a_cell_behind_a_sham():
    return rows('<row r="1"><c x=" r=&quot;A1&quot; &gt;" y=\' r="A1">\' r="XFE1"><v>1</v></c></row>')


@attack
def workbook_with_a_prefix_and_a_cell_past_the_last_column():
    return rows('<x:row xmlns:x="y" r="1"><x:c r="AAAA1"/></x:row>')


@attack
def workbook_with_wide_rows():
    return rows("".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 2001)))


@attack
def workbook_with_wide_rows_that_say_another_row():
    return rows('<row><c r="XFD1"><v>1</v></c></row>' * 2000)


@attack
def workbook_with_many_long_sheets():
    last = b'<worksheet><sheetData><row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>'
    return BOOK, with_parts({f"xl/worksheets/sheet{number}.xml": last for number in range(1, 11)})


@attack
def workbook_with_deep_xml():
    return rows("<a>" * 100_000 + "</a>" * 100_000)


@attack
def workbook_with_deep_xml_that_looks_flat():
    return rows('<a x="/>">' * 100_000 + "</a>" * 100_000)


@attack
def workbook_with_a_million_attributes():
    return rows("<a " + " ".join(f'a{number}=""' for number in range(50_000)) + "/>")


@attack
def workbook_with_a_text_without_end():
    return rows("<row><c t='inlineStr'><is><t>" + "a" * 2_000_000 + "</t></is></c></row>")


@attack
def workbook_with_a_row_without_end():
    return rows("<row>" + "<c/>" * 2_100_000 + "</row>")


@attack
def workbook_with_comments_without_end():
    return rows("<!---->" * 100_001)


@attack
def workbook_that_claims_too_many_texts():
    return BOOK, with_parts({"xl/sharedStrings.xml": b'<sst count="1" uniqueCount="4000000000"><si/></sst>'})


@attack
def workbook_with_one_cell_merged_over_all():
    merged = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><pageMargins'
    return changed(SHEET, b"<pageMargins", merged)


@attack
def workbook_with_a_link_over_all():
    linked = b'<hyperlinks><hyperlink location="A1" ref="A1:XFD1048576"/></hyperlinks><pageMargins'
    return changed(SHEET, b"<pageMargins", linked)


@attack
def workbook_that_lists_a_sheet_often():
    sheet = b'<sheet name="Sheet1" sheetId="1" state="visible" r:id="rId1" />'
    return changed(WORKBOOK, sheet, sheet * 500)


@attack
def workbook_whose_sheets_are_one():
    sheet = (
        f'<Relationship Type="{OFFICE}/worksheet" Target="worksheets/../worksheets/sheet1.xml" Id="rId7" />'
    )
    return changed(WORKBOOK_RELS, b"</Relationships>", sheet.encode() + b"</Relationships>")


@attack
def workbook_whose_sheets_are_one_of_an_unknown_kind():
    part = f'<Relationship Type="{OFFICE}/anything" Target="/xl/worksheets/SHEET1.xml" Id="rId7" />'
    return changed(WORKBOOK_RELS, b"</Relationships>", part.encode() + b"</Relationships>")


@attack
def workbook_with_two_lists_of_sheets():
    other = b'<Override PartName="/xl/w.xml" ContentType="%s.template.main+xml"/></Types>'
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
    return changed(TYPES, b"</Types>", other % kind)


@attack
def workbook_with_entities_behind_empty_blocks():
    """A picture, as it is called, whose first 64 KB unpack to nothing."""
    text = DOCTYPE + b"<x/>"
    empty = b"\0\0\0\xff\xff" * 20_000
    return BOOK, with_entry(Entry(name="xl/a.png", data=text, packed=empty + deflated(text)))


@attack
def workbook_with_too_many_sheets():
    sheets = "".join(f'<sheet name="{one}" sheetId="{one}" r:id="r{one}" />' for one in range(1001))
    return changed(WORKBOOK, b"</sheets>", sheets.encode() + b"</sheets>")


@attack
def workbook_bomb():
    return BOOK, with_parts({SHEET: b"<worksheet>" + b"<row/>" * 3_000_000 + b"</worksheet>"})


@attack
def workbook_that_unpacks_to_more_than_it_says():
    text = b"<x>" + b" " * 500_000 + b"</x>"
    return BOOK, with_entry(Entry(name="xl/a.xml", data=text[:100], packed=deflated(text)))


@attack
def workbook_with_a_wrong_check_sum():
    return BOOK, with_entry(Entry(name="xl/a.xml", data=b"<x/>", packed=deflated(b"<y/>")))


def with_entry(entry):
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        held = [Entry(name=name, data=package.read(name)) for name in package.namelist()]
    return archive(*held, entry)


# Encrypted workbooks


@cache
def sealed(rounds=100_000):
    """A legitimate encrypted workbook."""
    return encrypted(workbook(), rounds=rounds)


def with_info(old, new):
    """The encrypted workbook with another text of the same length in the note on its encryption."""
    data = sealed()
    assert data.count(old) == 1 and len(old) == len(new)
    return BOOK, data.replace(old, new)


def with_entry_called(old, new):
    """The encrypted workbook with a stream called otherwise."""
    data = bytearray(sealed())
    at = data.find(old.encode("utf-16-le"))
    data[at : at + 64] = new.encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<H", data, at + 64, 2 * len(new) + 2)
    return BOOK, bytes(data)


def with_number(at, value, kind="<L"):
    data = bytearray(sealed())
    struct.pack_into(kind, data, at, value)
    return BOOK, bytes(data)


@attack
def encrypted_workbook_that_takes_minutes():
    return with_info(b'spinCount="100000" saltSize="16"', b'spinCount="9999999" saltSize="8"')


@attack
def encrypted_workbook_cut_short():
    return BOOK, sealed()[: len(sealed()) // 2]


@attack
def encrypted_workbook_cut_after_its_header():
    return BOOK, sealed()[:600]


@attack
def encrypted_workbook_with_another_stream():
    return with_entry_called("\6DataSpaces", "VBA")


@attack
def encrypted_workbook_that_is_an_old_one():
    return with_entry_called("EncryptionInfo", "Workbook")


@attack
def encrypted_workbook_without_its_key():
    return with_entry_called("EncryptionInfo", "\5SummaryInformation")


@attack
def encrypted_workbook_with_entities():
    data = sealed()
    old = data[data.index(b"<encryption ") : data.index(b"<keyData")]
    return BOOK, data.replace(old, b'<!DOCTYPE x [<!ENTITY a "">]>'.ljust(len(old)))


@attack
def encrypted_workbook_of_an_unknown_kind():
    return with_info(b"\4\0\4\0\x40\0\0\0<", b"\3\0\3\0\x40\0\0\0<")


@attack
def encrypted_workbook_with_another_cipher():
    return with_info(
        b'<keyData saltSize="16" blockSize="16" keyBits="256"',
        b'<keyData saltSize="16" blockSize="16" keyBits="999"',
    )


@attack
def encrypted_workbook_with_endless_tables():
    return with_number(44, 0x7FFF_FFFF)


@attack
def encrypted_workbook_with_endless_chains():
    return with_number(72, 0x7FFF_FFFF)


@attack
def encrypted_workbook_with_a_folder_in_itself():
    with olefile.OleFileIO(sealed()) as container:
        start = 512 * (container.first_dir_sector + 1)
        entry = next(one for one in container.direntries if one and one.name == "EncryptionInfo")
    return with_number(start + 128 * entry.sid + 68, entry.sid)


@attack
def encrypted_workbook_that_says_it_is_longer():
    data = sealed()
    with olefile.OleFileIO(data) as container:
        size = container.openstream("EncryptedPackage").read(8)
    at = data.index(size + data[data.index(size) + 8 : data.index(size) + 12])
    return with_number(at, 1 << 40, "<Q")


# E-mails


@cache
def mail():
    """A legitimate e-mail with a datamatch ZIP."""
    return eml({"image001.png": b"png", ZIP: datamatch()})


def message(*headers, body=b"Synthetic\r\n"):
    head = (b"From: iap@example.invalid", b"Subject: Synthetic", *headers)
    return MAIL, b"\r\n".join(head) + b"\r\n\r\n" + body


def attached(name):
    return MAIL, eml({"image001.png": b"png", name: b"zip"})


def nested(depth):
    """Parts within each other, each with its own boundary."""
    text = b"Synthetic\r\n"
    for number in range(depth):
        mark = b"b%d" % number
        text = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
            mark,
            mark,
            text,
            mark,
        )
    return b"Subject: Synthetic\r\n" + text


@attack
def mail_with_too_many_headers():
    return message(*(b"X-%d: a" % number for number in range(600)))


@attack
def mail_with_a_header_without_end():
    return message(b"X-A: " + b"a" * 100_000)


@attack
def mail_with_a_folded_header_without_end():
    return message(b"X-A: a" + b"\r\n\ta" * 30_000)


@attack
def mail_with_headers_without_end():
    return message(*(b"X-%d: " % number + b"a" * 50_000 for number in range(30)))


@attack
def mail_with_a_subject_without_end():
    return MAIL, b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\r\n\r\nSynthetic\r\n"


@attack
def mail_with_deep_parts():
    return MAIL, nested(200)


@attack
def mail_with_deep_parts_in_bare_returns():
    return MAIL, nested(200).replace(b"\r\n", b"\r")


@attack
def mail_forwarded_without_end():
    return (
        MAIL,
        b"Subject: a\r\nContent-Type: message/rfc822\r\n\r\n" * 300 + b"Subject: b\r\n\r\nSynthetic\r\n",
    )


@attack
def mail_digest_without_end():
    text = b"Subject: b\r\n\r\nSynthetic\r\n"
    for number in range(100):
        mark = b"b%d" % number
        text = b"Content-Type: multipart/digest; boundary=%s\r\n\r\n--%s\r\n\r\n%s\r\n--%s--\r\n" % (
            mark,
            mark,
            text,
            mark,
        )
    return MAIL, text


@attack
def mail_with_too_many_parts():
    parts = b"--b\r\n\r\na\r\n" * 1_000
    return message(b"Content-Type: multipart/mixed; boundary=b", body=parts + b"--b--\r\n")


@attack
def mail_of_boundaries():
    return message(b"Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n" * 200_000)


@attack
def mail_of_reports_of_delivery():
    return message(b"Content-Type: message/delivery-status", body=b"a: b\r\n\r\n" * 1_000 + b"a: b\r\n")


@attack
def mail_with_a_boundary_without_end():
    return message(b"Content-Type: multipart/mixed; boundary=" + b"b" * 500)


@attack
def mail_with_an_empty_boundary():
    return message(b'Content-Type: multipart/mixed; boundary=""', body=b"--\r\n\r\na\r\n----\r\n")


@attack
def mail_with_two_kinds():
    return message(b"Content-Type: text/plain", b"Content-Type: multipart/mixed; boundary=b")


@attack
def mail_packed_in_an_old_way():
    body = b"begin 644 r.zip\r\n#0V%T\r\n`\r\nend\r\n"
    return message(b"Content-Transfer-Encoding: x-uuencode", body=body)


@attack
def mail_in_a_packed_mail():
    return message(
        b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", body=b"U3ViamVjdDogYQ=="
    )


@attack
def mail_with_a_path_in_a_name():
    return attached("../../r.zip")


@attack
def mail_with_a_windows_path_in_a_name():
    return attached("C:\\Windows\\r.zip")


@attack
def mail_with_a_device_as_a_name():
    return attached("nul.zip")


@attack
def mail_with_a_name_turned_around():
    return attached("report\u202exslx.exe")


@attack
def mail_with_two_reports_of_one_name():
    first = eml({ZIP: b"one"})
    return MAIL, eml({ZIP: b"two", "second.eml": b""}).replace(b"second.eml", ZIP.upper().encode()) + first[
        :0
    ]


# Mutants of legitimate files

_MAGIC = (
    b"PK\3\4",
    b"PK\1\2",
    b"PK\5\6",
    b"PK\6\6",
    b"PK\7\x08",
    OLE,
    b"MZ",
    b"<!DOCTYPE",
    b"<",
    b"&",
    b"\0" * 8,
)
_MAGIC += (
    b"\r\n\r\n",
    b"\r\n--",
    b"boundary=",
    b"Content-Type: message/rfc822\r\n",
    b"]]>",
    b"<!--",
    b"r='XFD1'",
    b"\xff" * 4,
)
_LENGTHS = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFE, FULL)


def _flip(data, at, rng):
    data[at] ^= 1 << rng.randrange(8)


def _remove(data, at, rng):
    del data[at : at + rng.choice((1, 2, 16, 500))]


def _repeat(data, at, rng):
    data[at:at] = data[at : at + rng.choice((1, 4, 30, 1000))] * rng.choice((1, 2, 20))


def _swap(data, at, rng):
    length, other = rng.choice((1, 8, 46, 300)), rng.randrange(len(data))
    first, second = data[at : at + length], data[other : other + length]
    data[at : at + len(second)], data[other : other + len(first)] = second, first


def _length(data, at, rng):
    size = rng.choice((2, 4, 8))
    value = rng.choice((*_LENGTHS, len(data), rng.randrange(1 << 16))) % (1 << 8 * size)
    data[at : at + size] = value.to_bytes(size, "little")


def _plant(data, at, rng):
    magic = rng.choice(_MAGIC)
    data[at : at + rng.choice((0, len(magic)))] = magic


def _truncate(data, at, rng):
    del data[at:]


_CHANGES = (_flip, _flip, _remove, _repeat, _swap, _length, _length, _plant, _plant, _truncate)


def mutant(data: bytes, rng: random.Random) -> bytes:
    """One file with one to four changes, half of them near a header."""
    changed_ = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if changed_:
            rng.choice(_CHANGES)(changed_, _place(changed_, rng), rng)
    return bytes(changed_)


def _place(data, rng):
    at = rng.randrange(len(data))
    found = data.find(b"PK", at) if rng.random() < 0.5 else -1
    return at if found < 0 else min(found + rng.randrange(46), len(data) - 1)


def mutants(data: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Mutants of a file; the same seed gives the same ones."""
    rng = random.Random(seed)
    return (mutant(data, rng) for _ in range(count))


def mutants_within(workbook_: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Whole packages of which one part is a mutant: what gets past the check sums."""
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(workbook_)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(count):
        part = rng.choice(sorted(parts))
        yield archive(
            *(Entry(name=one, data=mutant(parts[one], rng) if one == part else parts[one]) for one in parts)
        )


def mutants_of_members(count: int, seed: int = 1, password: str = PASSWORD) -> Iterator[bytes]:
    """Whole datamatch ZIPs of which one member is a mutant."""
    rng = random.Random(seed)
    members = Week(6).members()
    for _ in range(count):
        name = rng.choice(sorted(members))
        yield zip_crypto(members | {name: mutant(members[name], rng)}, password)


def mutants_sealed(count: int, seed: int = 1) -> Iterator[bytes]:
    """Encrypted workbooks with a changed note on their encryption or a changed directory."""
    rng = random.Random(seed)
    data = sealed(rounds=1_000)
    starts = [data.index(b"<?xml") - 8, data.index("Root Entry".encode("utf-16-le")), 0]
    for _ in range(count):
        changed_ = bytearray(data)
        at = rng.choice(starts) + rng.randrange(1400)
        rng.choice(_CHANGES)(changed_, min(at, len(data) - 1), rng)
        yield bytes(changed_)
