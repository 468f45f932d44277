"""Synthetic input for the tests: CSVs, ZIPs, e-mails, workbooks and a records tree. Nobody in it exists."""

import csv
import datetime as dt
import email
import email.policy
import io
import random
import re
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from cso_xl.practice import zipcrypto
from cso_xl.practice.layouts import CSO_DAILY, DAILY_DIFFS, OFF_LIST, ON_LIST, SHARERS
from helpers import waiting

PASSWORD = "Practice-2025"  # synthetic, as everything in the tests
HEADINGS = {
    "on-list": ON_LIST,
    "cso-daily": CSO_DAILY,
    "off-list": OFF_LIST,
    "daily-diffs": DAILY_DIFFS,
    "address-sharer": SHARERS,
}
ZIP = "cso_20250113_20250113.zip"
SHARERS_FILE = "20250113 CSOs Living With Children.xlsx"
NAMES = {
    "on-list": "cso_on_list_daily_20250113_050021.csv",
    "cso-daily": "cso_daily_20250113_050021.csv",
    "off-list": "cso_off_list_daily_20250113_050021.csv",
    "daily-diffs": "cso_daily_diffs_20250113_05_46_13.csv",
    "address-sharer": SHARERS_FILE,
}
OTHER_MEMBERS = {
    "cso_v2_daily_20250113_050021.csv": b"A,B\r\n1,2\r\n",
    "cso_v3_daily_20250113_050021.csv": b"A,B\r\n1,2\r\n",
    "cso_daily_diffs_12JAN2025.html": b"<html></html>",
    "ssv_comp_12JAN2025.html": b"<html></html>",
}

SHARERS_FOLDER = "Child Sex Offenders/Address Sharing Notifications/2025 Address Sharer/01 January"
FOLDERS = {  # as the guidelines write them, not as the package makes them
    "on-list": "Child Sex Offenders/On List/2025/01 January/WB 13 January Onlist",
    "off-list": "Child Sex Offenders/Off List/2025/01 January/WB 13 January Offlist",
    "daily-diffs": "Child Sex Offenders/Change of Circumstances/2025/01 January",
    "address-sharer": f"{SHARERS_FOLDER}/WB 13 January Address Sharer",
}
COPIES = {
    "on-list": ["20250113 On List.xlsx"],
    "off-list": ["20250113 Off List.xlsx"],
    "daily-diffs": ["20250113 Daily Diffs.xlsx"],
    "address-sharer": [
        f"20250113 {kind} Copy CSOs Living With Children.xlsx" for kind in ("Master", "Filtered", "Working")
    ],
}
PROCESSED = f"{FOLDERS['address-sharer']}/20250113 Processed Copy CSOs Living With Children.xlsx"
WORKING = f"{FOLDERS['address-sharer']}/20250113 Working Copy CSOs Living With Children.xlsx"
MASTER = f"{FOLDERS['address-sharer']}/20250113 Master Copy CSOs Living With Children.xlsx"
LAST_MASTER = (
    f"{SHARERS_FOLDER}/WB 06 January Address Sharer/20250106 Master Copy CSOs Living With Children.xlsx"
)
LAST_PROCESSED = LAST_MASTER.replace("Master", "Processed")

CANARIES = (
    "Canarova",
    "Quetzalina",
    "Sentinelle",
    "Whisperwind",
)  # in every cell that holds a name or address


# texts that a spreadsheet program could take for a formula, a number or a date
PAYLOADS = (
    "=1+1", "=HYPERLINK(\"http://example.org\",\"x\")", "=cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=WEBSERVICE(\"http://example.org\")", "=IMPORTXML(\"http://example.org\",\"//a\")", "+1+1", "-1+1", "@SUM(1+1)",
    "=@SUM(A1:A9)", "=+1+1", "=-1", "=\"a\"&\"b\"", "=A1", "=Sheet1!A1", "='Report'!A1", "=[other.xlsx]Sheet1!A1",
    "=#REF!", "#N/A", "#DIV/0!", "TRUE", "1E5", "00012", "31/12/2024", "'=1+1", " =1+1", "=TABLE(A1,A2)",
)  # fmt: skip


HEADS = ("activity head.json", "case log head.json")


def kept(folder):
    """The files under a folder but those in which the program itself says what was done: logs, claims."""
    own = ("Activity", "Cases", "Claims")
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name not in own and not path.name.endswith(HEADS)
    ]


class Week:
    """The reports of a week as grids of text, headings first; a test spoils what it is about.

    `set` and the like take Excel's row numbers: the headings are row 1.
    """

    def __init__(self, rows=6):
        self.grids = {
            report: [list(headings), *(person(headings, number) for number in range(1, rows + 1))]
            for report, headings in HEADINGS.items()
        }
        self.others = dict(OTHER_MEMBERS)
        self.raw = {}  # members in place of those made from the grids

    def set(self, report, row, heading, text):
        grid = self.grids[report]
        grid[row - 1][grid[0].index(heading)] = text

    def rename(self, report, heading, other):
        self.set(report, 1, heading, other)

    def drop(self, report, heading):
        place = self.grids[report][0].index(heading)
        for row in self.grids[report]:
            del row[place]

    def double(self, report, heading, other=None):
        grid = self.grids[report]
        place = grid[0].index(heading)
        for row in grid:
            row.append(row[place])
        grid[0][-1] = other or heading

    def keep(self, report, rows):
        del self.grids[report][rows:]

    def members(self):
        made = {NAMES[report]: csv_bytes(self.grids[report]) for report in list(NAMES)[:4]}
        named = {NAMES[report]: data for report, data in self.raw.items()}
        return {
            name: data
            for name, data in {**made, **self.others, **named}.items()
            if data is not None  # a member that the test took out
        }

    def write(self, report, folder, password=PASSWORD):
        """The file that `report` is run on, in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        if report == "address-sharer":
            path, data = folder / SHARERS_FILE, self.raw.get(report, xlsx(self.grids[report]))
        else:
            path, data = folder / ZIP, zip_crypto(self.members(), password)
        path.write_bytes(data)
        return path


def person(headings, number):
    """A row: names and addresses that tests look for in messages, numbers and dates that are right."""
    row = dict.fromkeys(headings, "")
    for heading in headings:
        if "Surname" in heading:
            row[heading] = f"Canarova{number}"
        elif "Given Names" in heading or "First Names" in heading:
            row[heading] = f"Quetzalina{number}"
        elif "Date" in heading:
            row[heading] = f"{number:02}/03/1987"
        elif "Address" in heading or heading.startswith("Value"):
            row[heading] = f"{number} Sentinelle Road, Whisperwind"
    row |= {
        "Match Level": str((number - 1) % 5 + 1),
        "CSO Client Number": f"0{10_000_000 + number}",
        "Client Number": f"0{10_000_000 + number}",
        "Sharer Client Number": f"0{20_000_000 + number}",
        "What Has Changed": "Address Change",
        "Youth Service": "Y" if number % 2 else "N",
        "SWIFTT Status": "Current" if number % 2 else "Suspended",
    }
    return [row[heading] for heading in headings]


def csv_bytes(grid, encoding="utf-8", end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(grid)
    return out.getvalue().encode(encoding)


def zip_crypto(members, password=PASSWORD):
    """A ZIP with the protection that Windows Explorer opens, made without any other program."""
    when = dt.datetime(2025, 1, 13, 5, 0, 20)
    held = [zipcrypto.Member(name, data, when) for name, data in members.items()]
    return zipcrypto.write(held, password, random.Random(1))


def zip_with(command, path, members):
    """A ZIP made by a real program: `command` takes the ZIP's path and the names of the members."""
    folder = path.parent / f"{path.stem} members"
    folder.mkdir(parents=True)
    for name, data in members.items():
        (folder / name).write_bytes(data)
    waiting.run([*command, str(path), *members], cwd=folder, check=True, capture_output=True)
    return path


def eml(attached, subject="CSO Datamatch ZIP file"):
    """An e-mail that carries files by name, under a text and a page."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "iap@example.invalid", "cpu@example.invalid", subject
    mail.set_content("This e-mail was generated automatically. Synthetic.\n")
    mail.add_alternative("<p>Synthetic</p>", subtype="html")
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def saved(mail, folder):
    """The file that an e-mail carries, saved from it into a folder, as staff do."""
    (attached,) = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default).iter_attachments()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / attached.get_filename()
    path.write_bytes(attached.get_content())
    return path


def xlsx(grid, title="Sheet1", change=lambda book: None):
    """A plain workbook: text stays text whatever it looks like, dates and numbers are real ones."""
    book = openpyxl.Workbook()
    book.properties.title = "Synthetic"
    sheet = book.worksheets[0]
    sheet.title = title
    put(sheet, grid)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet, grid):
    for number, row in enumerate(grid, 1):
        for column, value in enumerate(row, 1):
            if value is not None and value != "":
                cell = sheet.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    guarded = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)  # as Excel does
                    cell.value = guarded.replace("\r", "_x000D_")
                    cell.data_type = "s"


def encrypted(workbook, password=PASSWORD, rounds=100_000):
    """As Excel encrypts; fewer rounds from password to key open sooner."""
    return ECMA376Agile.encrypt(password, io.BytesIO(workbook), spin_count=rounds)


def patched(workbook, part, old, new):
    """The workbook with `old` replaced in one of its parts, which must hold it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        assert old in source.read(part)
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new) if name == part else data)
    return out.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OTHERS_XLSX = {
    "[Content_Types].xml": f'''<Types xmlns="{_PACKAGE}/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>
        <Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>''',
    "_rels/.rels": f'''<Relationships xmlns="{_PACKAGE}/relationships">
        <Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>''',
    "xl/_rels/workbook.xml.rels": f'''<Relationships xmlns="{_PACKAGE}/relationships">
        <Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
        <Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>''',
}
DEFAULT_STYLE = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
FORMATS = ("General", "DD/MM/YYYY", "000000000", "[$-1409]d mmmm yyyy;@", "0.00", "hh:mm", "0%")


def raw_xlsx(rows, strings="", epoch=1900):
    """A workbook by hand, as other programs write it: the inside of <sheetData> and of <sst>.

    A cell's style `s` is its place in FORMATS; 7 is Excel's built-in short date, 8 its date with time.
    """
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    custom = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(FORMATS)
    )
    ids = [164 + at for at in range(len(FORMATS))] + [14, 22]
    styles = "".join(f'<xf numFmtId="{id}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for id in ids)
    parts = {
        **_OTHERS_XLSX,
        "xl/workbook.xml": f'''<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">
            <workbookPr date1904="{int(epoch == 1904)}"/>
            <sheets><sheet name="Report" sheetId="1" r:id="r1"/></sheets></workbook>''',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{strings}</sst>',
        "xl/styles.xml": f'''<styleSheet xmlns="{_SHEET}"><numFmts count="{len(FORMATS)}">{custom}</numFmts>
            <fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>
            <borders count="1"><border/></borders>
            <cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{len(ids)}">{styles}</cellXfs>
            {DEFAULT_STYLE}</styleSheet>''',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, head + text)
    return out.getvalue()


def filed_before(records, path, data):
    """Put a file into the records tree, as an earlier week left it."""
    target = records / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def snapshot(folder: Path):
    """Every file and folder under a folder but the program's own: bytes and time of the last change."""
    return {
        path.relative_to(folder).as_posix(): (
            path.read_bytes() if path.is_file() else None,
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if not {"Activity", "Claims"} & set(path.parts)
    }
