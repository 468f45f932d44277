"""What comes from outside is screened: every legitimate file passes, whatever made it."""

import datetime as dt
import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from cso_xl.intake.screen import screen, screen_workbook
from cso_xl.practice.week import Week as PracticeWeek
from helpers import waiting
from helpers.attacks.encrypted_workbooks import sealed
from helpers.attacks.mails import MAIL, forwarded, mail, message
from helpers.attacks.workbooks import BOOK, MACRO_BOOK, SHEET, TYPES, with_parts, with_relation, workbook
from helpers.attacks.zips import CSV, Entry, archive, datamatch
from helpers.files import (
    NAMES,
    PASSWORD,
    SHARERS_FILE,
    ZIP,
    Week,
    csv_bytes,
    eml,
    encrypted,
    patched,
    raw_xlsx,
    saved,
    xlsx,
    zip_with,
)
from helpers.programs import tool

pytestmark = pytest.mark.proof


def test_a_practice_week_passes(tmp_path):
    files = PracticeWeek().write(tmp_path)
    emails = [files.datamatch, files.address_report]
    received = [*emails, *(saved(one, tmp_path) for one in emails), *files.records.rglob("*.xlsx")]
    assert len(received) > 3
    for path in received:
        screen(path.name, path.read_bytes())


MADE = {
    "datamatch": lambda: (ZIP, datamatch()),
    "one member": lambda: (ZIP, archive(Entry())),
    "no member": lambda: (ZIP, archive()),
    "workbook": lambda: (BOOK, workbook()),
    "workbook under a long name": lambda: ("Tāmaki Makaurau " + "a" * 90 + ".XLSX", workbook()),
    "other program's workbook": lambda: (BOOK, raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')),
    "encrypted": lambda: (SHARERS_FILE, sealed()),
    "encrypted, large": lambda: (
        SHARERS_FILE,
        encrypted(with_parts({"xl/media/a.png": random.Random(1).randbytes(8 << 20)})),
    ),
    "mail": lambda: (MAIL, mail()),
    "mail of nothing": lambda: (MAIL, b"no mail at all"),
    "empty mail": lambda: (MAIL, b""),
    "csv": lambda: (NAMES["on-list"], CSV),
    "ZIP without a suffix": lambda: ("cso", datamatch()),
}


@pytest.mark.parametrize("made", MADE)
def test_a_legitimate_file_passes(made):
    screen(*MADE[made]())


@pytest.mark.parametrize("report", NAMES)
def test_every_report_passes(report, tmp_path):
    path = Week().write(report, tmp_path)
    screen(path.name, path.read_bytes())


MORE = {"Māori names – list.csv": b"a,b\r\n", "empty.csv": b"", "Week 3 (copy) [1] & more.csv": b"a"}
MAKERS = {
    "Info-ZIP": ["zip", "-q"],
    "Info-ZIP, ZipCrypto": ["zip", "-q", "-X", "-e", "-P", PASSWORD],
    "7-Zip": ["7z", "a", "-bd", "-tzip"],
    "7-Zip, AES-256": ["7z", "a", "-bd", "-tzip", "-mem=AES256", f"-p{PASSWORD}"],
    "7-Zip, AES-128": ["7z", "a", "-bd", "-tzip", "-mem=AES128", f"-p{PASSWORD}"],
    "7-Zip, ZipCrypto": ["7z", "a", "-bd", "-tzip", "-mem=ZipCrypto", f"-p{PASSWORD}"],
    "7-Zip, not packed": ["7z", "a", "-bd", "-tzip", "-mem=AES256", "-mx=0", f"-p{PASSWORD}"],
    "7-Zip, bzip2": ["7z", "a", "-bd", "-tzip", "-mm=BZip2"],
    "7-Zip, bzip2, ZipCrypto": ["7z", "a", "-bd", "-tzip", "-mm=BZip2", "-mem=ZipCrypto", f"-p{PASSWORD}"],
    "7-Zip, lzma": ["7z", "a", "-bd", "-tzip", "-mm=LZMA", "-mx=9"],
    "7-Zip, lzma, AES-256": ["7z", "a", "-bd", "-tzip", "-mm=LZMA", "-mem=AES256", f"-p{PASSWORD}"],
}


@pytest.mark.parametrize("maker", MAKERS)
def test_a_zip_by_a_real_program_passes(maker, tmp_path):
    program, *options = MAKERS[maker]
    path = zip_with([tool(program), *options], tmp_path / ZIP, {**Week(60).members(), **MORE})
    screen(path.name, path.read_bytes())


@pytest.mark.parametrize("options", [[], ["-e", "-P", PASSWORD]], ids=["plain", "ZipCrypto"])
def test_a_zip_written_to_a_pipe_passes(options, tmp_path):
    """Sizes and check sums follow the members."""
    for name, data in {**Week().members(), **MORE}.items():
        (tmp_path / name).write_bytes(data)
    made = waiting.run(
        [tool("zip"), "-q", *options, "-", "-r", "."], cwd=tmp_path, check=True, capture_output=True
    )
    screen(ZIP, made.stdout)


class Pipe(io.RawIOBase):
    """Takes bytes and cannot go back."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


@pytest.mark.parametrize("large", [False, True], ids=["plain", "ZIP64"])
@pytest.mark.parametrize("pipe", [False, True], ids=["file", "pipe"])
def test_a_zip_by_python_passes(pipe, large):
    target = Pipe() if pipe else io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        if not pipe:
            made.writestr("Week 3/", b"")
        for name, data in Week().members().items():
            with made.open(f"Week 3/{name}", "w", force_zip64=large) as member:
                member.write(data)
    screen(ZIP, bytes(target.data if pipe else target.getvalue()))


def test_a_zip_with_names_in_two_alphabets_passes():
    """Info-ZIP's Unicode Path: the name without its macrons, and beside it the whole."""
    short, whole = b"Maori.csv", "Māori.csv".encode()
    note = b"\1" + struct.pack("<L", zlib.crc32(short)) + whole
    screen(ZIP, archive(Entry(name=short, extra=struct.pack("<2H", 0x7075, len(note)) + note)))


def test_a_zip_with_a_windows_1252_csv_passes():
    grid = [["Client Number", "Name"], ["00012", "D’Arcy, Zoë"]]
    screen(ZIP, archive(Entry(data=csv_bytes(grid, "cp1252"))))


def test_a_zip_with_a_workbook_passes():
    screen(ZIP, archive(Entry(), Entry(name="cso_on_list_20250113.xlsx", data=workbook())))


def test_a_zip_with_a_long_list_passes_within_bounded_memory(tmp_path):
    lines = (
        f"{n % 5 + 1},{10**8 + n * 7919},{n:x},,,,Canarova{n % 977},,,{n % 28 + 1:02}/03/1987,,,\r\n"
        for n in range(100_000)
    )
    data = "".join(lines).encode()
    path = zip_with([tool("7z"), "a", "-bd", "-tzip", "-mx=1"], tmp_path / ZIP, {NAMES["on-list"]: data})
    packed = path.read_bytes()
    tracemalloc.start()
    try:
        screen(ZIP, packed)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_a_list_of_a_million_rows_would_pass():
    """400 MB that pack 60 times smaller, by their sizes alone."""
    screen(ZIP, archive(Entry(flags=1, packed=bytes(400_000_000 // 60), size=400_000_000)))


def rich(book):
    """What a person's Excel may leave in a workbook without harm."""
    sheet = book.worksheets[0]
    sheet["A2"].comment = Comment("Synthetic", "Nobody")
    sheet["B2"].hyperlink = "https://www.example.invalid/a?b=c"
    sheet["C2"].hyperlink = "mailto:cpu@example.invalid"
    sheet["D2"] = "=SUM(A1:A9)"
    sheet["E2"] = '<script>alert("DOCTYPE")</script> <!DOCTYPE x> /> ddeLink'
    sheet["F2"] = dt.date(2025, 1, 13)
    sheet.merge_cells("H1:K3")
    sheet.conditional_formatting.add("A1:P9", openpyxl.formatting.rule.Rule(type="duplicateValues"))
    book.defined_names["Report"] = DefinedName("Report", attr_text="Sheet1!$A$1")
    for state in ("hidden", "veryHidden"):
        book.create_sheet(state.title()).sheet_state = state


WORKBOOKS = {
    "comments, links, formulas, hidden sheets": lambda: xlsx(Week().grids["address-sharer"], change=rich),
    "link to a web page": lambda: with_relation("hyperlink", "HTTP://example.invalid/?a=b&amp;c=d"),
    "link within": lambda: with_relation("hyperlink", "#Sheet1!A1"),
    "one picture twice": lambda: with_parts(
        {
            "xl/drawings/_rels/drawing1.xml.rels": "<Relationships>"
            + '<Relationship Id="a" Type="x/image" Target="../media/a.png"/>' * 2
            + "</Relationships>"
        }
    ),
    "remarks and other texts": lambda: patched(
        workbook(), SHEET, b"<sheetData>", b"<!-- <!DOCTYPE x> </a> --><sheetData><?mso a?>"
    ),
    "text that looks like tags": lambda: raw_xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a /> b<![CDATA[</t> <x> <!ENTITY]]></t></is></c></row>'
    ),
    "UTF-16": lambda: with_parts(
        {"docProps/custom.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}
    ),
    "picture": lambda: with_parts({"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(500)}),
    "printer": lambda: with_parts({"xl/printerSettings/printerSettings1.bin": bytes(500)}),
    "open tags in a drawing of comments": lambda: with_parts(
        {"xl/drawings/vmlDrawing1.vml": b"<xml><v:textbox><br></v:textbox></xml>"}
    ),
    "properties of SharePoint": lambda: with_parts({"customXml/item1.xml": b"<p:properties xmlns:p='x'/>"}),
    "a whole column merged": lambda: patched(
        workbook(),
        SHEET,
        b"<pageMargins",
        b'<mergeCells><mergeCell ref="R1:R1048576"/></mergeCells><pageMargins',
    ),
    "the last cell": lambda: raw_xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a filled row to the last column": lambda: raw_xlsx(
        '<row r="1">'
        + "".join(f'<c r="{openpyxl.utils.get_column_letter(n)}1"/>' for n in range(1, 16385))
        + "</row>"
    ),
}


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_legitimate_workbook_passes(kind):
    data = WORKBOOKS[kind]()
    screen(BOOK, data)
    screen_workbook(BOOK, data)


def test_a_macro_workbook_without_macros_passes():
    data = patched(
        workbook(),
        TYPES,
        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"ms-excel.sheet.macroEnabled.main",
    )
    screen(MACRO_BOOK, data)
    screen_workbook(MACRO_BOOK, data)


def test_a_workbook_as_excel_packs_it_passes():
    """Flags for the speed of packing, and room for growth in the first member's own header only."""
    room = struct.pack("<4H", 0xA220, 516, 0xA028, 0) + bytes(512)
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        parts = {name: package.read(name) for name in (TYPES, *package.namelist()[:-1])}
    entries = [Entry(name=name, data=data, flags=6, mode=0) for name, data in parts.items()]
    entries[0].local["extra"] = room
    screen(BOOK, archive(*entries))


def test_a_workbook_by_libreoffice_passes(tmp_path):
    (tmp_path / "r.csv").write_bytes(csv_bytes(Week(40).grids["address-sharer"]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        tool("soffice"),
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        tmp_path,
        tmp_path / "r.csv",
    ]
    waiting.run(command, check=True, capture_output=True)
    screen(BOOK, (tmp_path / "r.xlsx").read_bytes())


def test_a_long_workbook_passes_within_bounded_memory():
    row = (
        '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="AN{0}" t="inlineStr"><is><t>text {0}</t></is></c></row>'
    )
    data = with_parts({}, raw_xlsx("".join(row.format(number) for number in range(1, 100_001))))
    tracemalloc.start()
    try:
        screen(BOOK, data)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


MAILS = {
    "two pictures of one name": lambda: eml({"image001.png": b"a", ZIP: b"z"}).replace(
        ZIP.encode(), b"image001.png"
    ),
    "a name with macrons": lambda: eml({"Tāmaki Makaurau 13 January 2025.xlsx": b"x"}),
    "a long name with macrons": lambda: eml({"ā" * 100 + ".zip": b"x"}),
    "an 8-bit name": lambda: message(b'Content-Disposition: attachment; filename="M\xc4\x81ori.zip"')[1],
    "forwarded": lambda: forwarded(),
    "forwarded five times": lambda: forwarded(5),
    "a mark in front": lambda: b"\xef\xbb\xbf" + mail(),
    "line feeds only": lambda: mail().replace(b"\r\n", b"\n"),
    "dashes in the text": lambda: message(
        body=b"-- \r\nNobody\r\n-----Original Message-----\r\n--\r\n" * 500
    )[1],
    "long headers of Exchange": lambda: message(*(b"X-MS-Report-%d: " % n + b"a" * 9000 for n in range(9)))[
        1
    ],
    "many recipients": lambda: message(
        b"To: " + b"a <a@example.invalid>,\r\n " * 1000 + b"b@example.invalid"
    )[1],
    "a long attachment": lambda: eml({ZIP: random.Random(1).randbytes(5 << 20)}),
    "a report of delivery": lambda: message(
        b"Content-Type: message/delivery-status", body=b"a: b\r\n\r\nc: d\r\n"
    )[1],
}


@pytest.mark.parametrize("kind", MAILS)
def test_a_legitimate_mail_passes(kind):
    screen(MAIL, MAILS[kind]())
