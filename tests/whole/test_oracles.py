"""Filed copies as others read them: LibreOffice, Microsoft's Open XML SDK, openpyxl, and the plain XML."""

import csv
import functools
import json
import re
import subprocess

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from cso_xl import settings as settings_
from cso_xl.desk import headless, reopen
from cso_xl.desk.office import Office
from cso_xl.intake.passwords import Passwords
from cso_xl.sheet.file_engine import FileBook
from helpers import waiting
from helpers.files import (
    COPIES,
    LAST_MASTER,
    PASSWORD,
    PAYLOADS,
    PROCESSED,
    WORKING,
    Week,
    filed_before,
    patched,
    xlsx,
)
from helpers.programs import tool, validator
from helpers.raw import part, parts, plain, trimmed

PAYLOAD = [
    *("=1+1", "+64 9", "-5", "@x", "1E5", "TRUE", "00012", "#N/A", "_x0041_", "a\r\nb", "Māngere"),
    *("Ma\u0304ngere", "O'Neill", " before", "after ", "_x000D_", "=", "'", "13/01/2025", "1.10", "1/2"),
    *("<b>&amp;</b>", 'say "no"', "a\tb", "\u00a0", "10:30", "NULL", "x" * 300),
]
ROWS = len(PAYLOAD)
RED = ["Deleted SALS", "Delete SHA", "Deleted TRACE", "Change SHA end-date", "Secured/Locked status changed"]
LAST_WEEK = 8  # rows of last week's Master
REPORTS = ("on-list", "off-list", "daily-diffs", "address-sharer")
OURS = [
    *(name for names in COPIES.values() for name in names if "Master" not in name),
    PROCESSED.split("/")[-1],
]


def week():
    """A week whose free cells hold all that programs like to take for something else."""
    made = Week(ROWS)
    for place, text in enumerate(PAYLOAD):
        row, other = place + 2, PAYLOAD[place - 7]
        made.set("on-list", row, "Match Comment", text)
        made.set("on-list", row, "Surname on MSD System", other)
        made.set("off-list", row, "Service Centre", text)
        made.set("off-list", row, "Surname on MSD System", other)
        made.set("daily-diffs", row, "Value Previously", text)
        made.set("daily-diffs", row, "What Has Changed", RED[place] if place < 5 else other)
        made.set("address-sharer", row, "Region", text)
        made.set("address-sharer", row, "CSO Surname", other)
    made.set("address-sharer", 4, "Sharer Address", "No Fixed Abode")
    made.set("address-sharer", 5, "CSO Address", "4/12 Kauri Road Māngere")
    made.set("address-sharer", 5, "Sharer Address", "4/12 Kauri Road Ma\u0304ngere")
    return made


@functools.cache
def received_workbook():
    """The address report; openpyxl writes the time into it, so it is made once."""
    return xlsx(week().grids["address-sharer"])


def work(folder):
    """The reports and the Processed Copy of the week, filed under a folder: their paths by file name."""
    received = week()
    received.raw["address-sharer"] = received_workbook()
    settings = settings_.load(settings_.DEFAULTS)
    passwords = Passwords(settings, lambda prompt: PASSWORD)
    records = folder / "records"
    filed_before(records, LAST_MASTER, xlsx(received.grids["address-sharer"][: LAST_WEEK + 1]))
    for report in REPORTS:
        headless.run(
            report, received.write(report, folder / "inbox"), Office.at(records, settings, passwords)
        )
    before = (records / WORKING).read_bytes()
    comment = f'<c r="T{ROWS}" t="inlineStr"><is><t>=1+1; NFA</t></is></c></row></sheetData>'.encode()
    (records / WORKING).write_bytes(
        patched(before, "xl/worksheets/sheet1.xml", b"</row></sheetData>", comment)  # the last row kept
    )
    reopen.finish(Office.at(records, settings, passwords), None, True)
    (records / WORKING).write_bytes(before)
    found = sorted(records.rglob("20250113*.xlsx"))
    return {path.name: path for path in found if ", as of " not in path.name}  # no earlier versions


@pytest.fixture(scope="module")
def filed_copies(tmp_path_factory):
    with pytest.MonkeyPatch.context() as alone:
        alone.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        alone.delenv("CSO_XL_PASSWORD", raising=False)
        yield work(tmp_path_factory.mktemp("filed"))


def sheet_of(filed, name):
    return openpyxl.load_workbook(filed[name]).worksheets[0]


ON, OFF, DIFFS = (COPIES[report][0] for report in REPORTS[:3])
MASTER, FILTERED, WORKED = COPIES["address-sharer"]
DONE = OURS[-1]
copies = pytest.mark.parametrize("name", OURS)


# What went in comes out


@pytest.mark.parametrize(("report", "name"), [("on-list", ON), ("daily-diffs", DIFFS)])
def test_every_row_is_there_as_it_was_received(report, name, filed_copies):
    grid = week().grids[report]
    found, _worklist, _outcomes = plain(filed_copies[name]).values()
    assert [row[: len(grid[0])] for row in found] == grid


def test_every_row_of_the_off_list_is_there_around_the_comment(filed_copies):
    found, _worklist, _outcomes = plain(filed_copies[OFF]).values()
    assert [row[:2] + row[3:9] for row in found] == week().grids["off-list"]
    assert [row[2] for row in found] == ["Comment"] + [""] * ROWS


@pytest.mark.parametrize("name", [FILTERED, WORKED, DONE])
def test_every_row_of_the_address_report_is_there_or_on_the_sheet_removed(name, filed_copies):
    headings, *rows = week().grids["address-sharer"]
    found = plain(filed_copies[name])
    kept, removed, *_worklist = found.values()
    added = [] if name == FILTERED else ["Worklist", "Outcomes"]  # it is filed before last week is compared
    assert list(found) == ["CSOs Living With Children", "Removed", *added]
    assert [row[:16] for row in kept] == [headings, *rows[:2], *rows[3:]]
    assert removed == [
        ["Row in Master", "Reason", *headings],
        ["4", "no fixed abode", *rows[2]],
    ]


@pytest.mark.parametrize("name", [WORKED, DONE])
def test_last_weeks_master_stands_beside_it(name, filed_copies):
    kept = plain(filed_copies[name])["CSOs Living With Children"]
    assert [row[20:] for row in kept[: LAST_WEEK + 1]] == week().grids["address-sharer"][: LAST_WEEK + 1]
    assert {len(row) for row in kept[LAST_WEEK + 1 : -1]} == {19}


def test_an_outcome_that_looks_like_a_formula_stays_text(filed_copies):
    assert plain(filed_copies[DONE])["CSOs Living With Children"][-1][19] == "=1+1; NFA"


def test_the_master_is_the_file_received(filed_copies):
    assert filed_copies[MASTER].read_bytes() == received_workbook()


@copies
def test_openpyxl_reads_nothing_but_text(name, filed_copies):
    for sheet in openpyxl.load_workbook(filed_copies[name]).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {(type(cell.value), cell.data_type) for cell in cells} == {(str, "s")}
        assert all(cell.number_format.startswith("@") for cell in cells)


@copies
def test_there_is_no_formula_link_or_macro(name, filed_copies):
    for part_name, data in parts(filed_copies[name]).items():
        assert not re.search(rb"<(\w+:)?f[ />]|externalLink|hyperlink", data)
        assert "vba" not in part_name.lower()


def test_libreoffice_reads_the_same_cells(filed_copies, tmp_path):
    """All copies in one start of LibreOffice, every sheet as CSV."""
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [tool("soffice", "libreoffice"), profile, "--headless", "--convert-to", options]
    paths = [str(filed_copies[name]) for name in OURS]
    done = waiting.run([*command, "--outdir", str(tmp_path / "csv"), *paths], capture_output=True, text=True)
    assert (done.returncode, "Error" in done.stdout + done.stderr) == (0, False)
    for name in OURS:
        for sheet, grid in plain(filed_copies[name]).items():
            path = tmp_path / "csv" / f"{name.removesuffix('.xlsx')}-{sheet}.csv"
            with path.open(encoding="utf-8", newline="") as file:
                read = trimmed(csv.reader(file))
            assert read == [[cell.replace("\r\n", "\n") for cell in row] for row in grid], (name, sheet)


@pytest.mark.proof
def test_no_payload_is_live_on_any_sheet_under_any_name(settings, tmp_path):
    """On a report's sheet and on added ones, which two writers write, as cells, notes and names of sheets."""
    rows = [list(PAYLOADS[first:] + PAYLOADS[:first]) for first in range(len(PAYLOADS))]
    titles = [text for text in PAYLOADS if len(text) <= 31 and not re.search(r"[][:*?/\\]|^'", text)]
    assert len(titles) > 15
    made = FileBook(settings, titles[0], rows, {})
    for sheet in (made.report, *(made.add_sheet(title, rows) for title in titles[1:])):
        for row, text in enumerate(PAYLOADS, 1):
            sheet.note(row, row, text)
    path = tmp_path / "payloads.xlsx"
    path.write_bytes(made.save_copy())
    assert plain(path) == dict.fromkeys(titles, rows)
    for name, data in parts(path).items():
        assert not re.search(rb"<(?:\w+:)?f[ />]|<definedName (?!name=\"_xlnm)|externalLink|ddeLink", data), (
            name
        )
    command = [tool("soffice", "libreoffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(path)]
    waiting.run(command, capture_output=True, check=True)
    read = (tmp_path / "payloads.fods").read_text("utf-8")
    assert "table:formula" not in read
    cells = len(titles) * len(rows) * len(PAYLOADS)
    assert len(re.findall(r'<table:table-cell[^>]* office:value-type="string"', read)) == cells
    assert "office:value-type" not in re.sub(r'office:value-type="string"', "", read)


def test_microsofts_open_xml_sdk_finds_no_error(filed_copies):
    command = validator()
    running = {
        name: subprocess.Popen([*command, str(filed_copies[name])], stdout=subprocess.PIPE) for name in OURS
    }
    found = {name: json.loads(waiting.ended(one)[0]) for name, one in running.items()}
    assert {name: one["errors"] for name, one in found.items()} == dict.fromkeys(OURS, [])
    assert all(one["ok"] for one in found.values())


def test_building_twice_gives_the_same_bytes(filed_copies, tmp_path, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    again = work(tmp_path)
    assert list(again) == list(filed_copies)
    assert [name for name in OURS if again[name].read_bytes() != filed_copies[name].read_bytes()] == []


# As the guidelines have it


def rules(sheet):
    return [(str(area.sqref), rule.type) for area in sheet.conditional_formatting for rule in area.rules]


def hidden_columns(sheet):
    """Letters of the hidden columns; neighbours that are alike stand in the file as one."""
    return {
        get_column_letter(column)
        for one in sheet.column_dimensions.values()
        if one.hidden
        for column in range(one.min, one.max + 1)
    }


def letters(first, last):
    return {get_column_letter(column) for column in range(first, last + 1)}


def fills(sheet, colour):
    return {
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == f"00{colour}"
    }


def test_l1_match_levels_are_filtered_and_the_other_rows_hidden(filed_copies):
    sheet = sheet_of(filed_copies, ON)
    (column,) = sheet.auto_filter.filterColumn
    assert (column.colId, sorted(column.filters.filter), bool(column.filters.blank)) == (0, ["1", "2"], False)
    levels = [row[0] for row in week().grids["on-list"]]
    hidden = {number for number, one in sheet.row_dimensions.items() if one.hidden}
    assert hidden == {number for number, level in enumerate(levels, 1) if level in ("3", "4", "5")}
    assert sheet.auto_filter.ref == f"A1:AT{ROWS + 1}"


def test_l2_only_the_columns_that_are_needed_are_shown(filed_copies):
    assert hidden_columns(sheet_of(filed_copies, ON)) == letters(1, 40) - {"A", "B", "N", "O", "Q"}


def test_l3_current_clients_are_pasted_into_ap_and_ao_is_blank(filed_copies):
    sheet = sheet_of(filed_copies, ON)
    headings, *daily = week().grids["cso-daily"]
    current = [row[1] for row in daily if row[headings.index("SWIFTT Status")] == "Current"]
    assert [cell.value for cell in sheet["AO"]] == [None] * (ROWS + 1)
    assert [cell.value for cell in sheet["AP"] if cell.value] == ["CSO Client Number", *current]
    assert [cell.value for cell in sheet[1]][42:] == ["Row", "Status", "Reason", "Due"]


def test_l4_duplicate_values_on_the_whole_sheet(filed_copies):
    sheet = sheet_of(filed_copies, ON)
    assert rules(sheet) == [(f"A1:AP{ROWS + 1}", "duplicateValues")]
    ((rule,),) = (area.rules for area in sheet.conditional_formatting)
    assert (rule.dxf.fill.bgColor.rgb, rule.dxf.font.color.rgb) == ("00FFC7CE", "009C0006")


def test_o1_o2_only_match_level_number_and_comment_are_shown(filed_copies):
    sheet = sheet_of(filed_copies, OFF)
    assert hidden_columns(sheet) == letters(4, 9)
    assert [cell.value for cell in sheet[1]][:3] == ["Match Level", "CSO Client Number", "Comment"]
    assert rules(sheet) == []


def test_d2_the_red_rows_and_no_others(filed_copies):
    sheet = sheet_of(filed_copies, DIFFS)
    assert fills(sheet, "FF0000") == {f"{letter}{row}" for letter in "ABCD" for row in range(2, 7)}
    assert [sheet.cell(row, 6).value for row in range(2, 7)] == ["NFA"] * 5


def test_a3_duplicate_values_on_what_was_kept(filed_copies):
    assert rules(sheet_of(filed_copies, FILTERED)) == [(f"A1:P{ROWS}", "duplicateValues")]


@pytest.mark.parametrize("name", [WORKED, DONE])
def test_a7_one_duplicate_values_rule_on_both_groups(name, filed_copies):
    both = f"A2:P{ROWS} U2:AJ{ROWS}"  # the right group ends earlier, but empty cells are never painted
    assert rules(sheet_of(filed_copies, name)) == [(both, "duplicateValues")]
    assert sheet_of(filed_copies, name)["U1"].value == "CSO Client Number"


def test_a10_white_cells_of_a_row_that_is_done_are_green(filed_copies):
    green = fills(sheet_of(filed_copies, DONE), "92D050")
    assert f"A{ROWS}" in green
    assert {cell.strip("ABCDEFGHIJKLMNOPQRST") for cell in green} == {str(ROWS)}
    assert {f"{letter}{ROWS}" for letter in "QRST"} <= green  # Row, Status, Reason and Comment
    assert fills(sheet_of(filed_copies, WORKED), "92D050") == set()


@copies
def test_headings_are_bold_frozen_and_printed_on_every_page(name, filed_copies):
    for sheet in openpyxl.load_workbook(filed_copies[name]).worksheets:
        frozen = {"Worklist": "E2", "Removed": "C2"}.get(
            sheet.title, "A2"
        )  # State and who, row and reason stay in view
        two_weeks = sheet.title.startswith("CSOs") and "Filtered" not in name
        assert sheet.freeze_panes == ("C2" if two_weeks else frozen)  # whose row it is
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.font.bold for cell in sheet[1] if cell.value)
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)


@copies
def test_every_copy_is_in_confidence_and_has_no_author(name, filed_copies):
    book = openpyxl.load_workbook(filed_copies[name])
    for sheet in book.worksheets:
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "IN-CONFIDENCE"
    assert book.properties.category == "IN-CONFIDENCE"
    assert not (book.properties.creator or book.properties.lastModifiedBy)
    assert book.properties.created.year == book.properties.modified.year == 1980  # no time of day
    for data in parts(filed_copies[name]).values():
        assert b"absPath" not in data
        assert str(filed_copies[name].parents[4]).encode() not in data
        assert b"openpyxl" not in data


@copies
def test_numbers_kept_as_text_are_not_marked_as_mistakes(name, filed_copies):
    """Without this, Excel puts a green corner on every client number."""
    sheet = part(filed_copies[name], "xl/worksheets/sheet1.xml").decode()
    used = re.search('<dimension ref="([^"]+)"', sheet)[1]
    assert f'<ignoredError sqref="{used}" numberStoredAsText="1"' in sheet


@copies
def test_what_excel_would_take_for_a_formula_when_typed_is_marked_as_text(name, filed_copies):
    for sheet in openpyxl.load_workbook(filed_copies[name]).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        marked = {cell.coordinate: cell.quotePrefix for cell in cells}
        risky = {cell.coordinate: cell.value[0] in "=+-@" for cell in cells}
        assert {place: bool(mark) for place, mark in marked.items()} == risky
