"""Workbooks as Excel, exporters and other programs save them [A1, I4, I6]. Nobody in them exists."""

import io
import re
import zipfile

import pytest

from cso_xl.errors import InputError, PasswordError
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.package import NumberFormat
from cso_xl.intake.passwords import EXCELS_OWN, Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.screen import screen
from helpers.files import PASSWORD, encrypted, patched, raw_xlsx, xlsx

GRID = [["Client Number", "Name"], ["00012", "Tui"], ["1E5", "a\nb"]]
STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
    "http://schemas.openxmlformats.org/drawingml/2006/": "http://purl.oclc.org/ooxml/drawingml/",
}


def repacked(workbook, rename=lambda name: name, change=lambda name, data: data):
    """The workbook with its parts under other names, or changed; a part that becomes None is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = change(info.filename, source.read(info))
            if data is not None:
                entry = zipfile.ZipInfo(rename(info.filename))
                entry.filename = rename(info.filename)  # as it is, backslashes and all
                target.writestr(entry, data)
    return out.getvalue()


def strict(name, data):
    for transitional, other in STRICT.items():
        data = data.replace(transitional.encode(), other.encode())
    return data


def only(data, passwords, name="r.xlsx"):
    screen(name, data)
    ((_, grid),) = read_workbook(Received(name, data), passwords).items()
    return grid


def fault(data, passwords):
    with pytest.raises(InputError) as error:
        only(data, passwords)
    return str(error.value)


def test_strict_open_xml_is_read(passwords):
    assert only(repacked(xlsx(GRID), change=strict), passwords) == GRID


def test_dates_of_strict_open_xml(passwords):
    cells = "".join(
        f'<c r="{column}1" s="1" t="d"><v>{value}</v></c>'
        for column, value in {
            "A": "2015-02-03",
            "B": "2015-02-03T10:30:00.000",
            "C": "10:30",
            "D": "soon",
        }.items()
    )
    data = repacked(raw_xlsx(f'<row r="1">{cells}</row>'), change=strict)
    assert only(data, passwords) == [["03/02/2015", "03/02/2015 10:30:00", "10:30:00", "soon"]]


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name.replace("/", "\\"),
        str.upper,
        lambda name: name.replace("sharedStrings", "SharedStrings").replace("sheet1", "Sheet1"),
    ],
    ids=["backslashes", "capitals", "another case"],
)
def test_names_of_parts_as_other_programs_write_them(rename, passwords):
    assert only(repacked(xlsx(GRID), rename), passwords) == GRID


def test_targets_with_backslashes(passwords):
    data = patched(raw_xlsx('<row r="1"><c r="A1"><v>7</v></c></row>'), "xl/_rels/workbook.xml.rels",
                   b"worksheets/sheet1.xml", b"worksheets\\sheet1.xml")  # fmt: skip
    assert only(data, passwords) == [["7"]]


@pytest.mark.parametrize("target", [b"\\\\server\\share\\a.xml", b"//server/a.xml", b"file://a.xml"])
def test_a_target_outside_is_refused(target, passwords):
    data = patched(raw_xlsx(""), "xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", target)
    assert "holds a link to a file outside it" in fault(data, passwords)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("docProps/core.xml", rb"<dcterms:created[^>]*>[^<]*<", b'<dcterms:created xsi:type="dcterms:W3CDTF">soon<'),
        ("xl/styles.xml", b"<fill>.*?</fill>", b"<fill/>"),
        ("xl/styles.xml", rb'<family val="2"', b'<family val="99"'),
        ("xl/styles.xml", b"<cellStyles.*?</cellStyles>", b""),
        ("xl/styles.xml", rb'rgb="[^"]*"', b'rgb="none"'),
        ("xl/worksheets/sheet1.xml", b"<sheetView .*?</sheetView>", b'<sheetView zoomScale="x"/>'),
        ("xl/workbook.xml", b"</sheets>", b"</sheets><definedNames><definedName name='x'/></definedNames>"),
        ("xl/theme/theme1.xml", b"<a:theme.*", b"<a:theme xmlns:a='x'/>"),
    ],
)  # fmt: skip
def test_parts_that_exporters_write_wrongly_and_nobody_reads(part, old, new, passwords):
    def change(name, data):
        return re.sub(old, lambda _: new, data, flags=re.DOTALL) if name == part else data

    assert only(repacked(xlsx(GRID), change=change), passwords) == GRID


@pytest.mark.parametrize(
    "part", ["docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml", "xl/styles.xml"]
)
def test_parts_that_exporters_leave_out(part, passwords):
    data = repacked(xlsx(GRID), change=lambda name, data: None if name == part else data)
    assert only(data, passwords) == GRID


def test_elements_with_a_prefix(passwords):
    def prefixed(name, data):
        if not name.startswith("xl/") or "theme" in name or name.endswith(".rels"):
            return data
        return re.sub(rb"(</?)(?=[A-Za-z])", rb"\1x:", data).replace(b"xmlns=", b"xmlns:x=")

    assert only(repacked(xlsx(GRID), change=prefixed), passwords) == GRID


@pytest.mark.parametrize("value", ["<v></v>", "<v/>", ""])
@pytest.mark.parametrize("kind", ["", 't="s"', 't="n"', 't="str"', 't="b"', 't="d"', 't="inlineStr"'])
def test_a_cell_of_any_kind_may_hold_nothing(kind, value, passwords):
    row = f'<row r="1"><c r="A1" {kind}>{value}</c><c r="B1"><v>7</v></c></row>'
    assert only(raw_xlsx(row), passwords) == [["", "7"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [('s=""><v>7<', "7"), ('t="n"><v>soon<', "soon"), ("><v>1,5<", "1,5"), ("><v> 7 <", "7")],
)
def test_what_programs_call_a_number(cell, text, passwords):
    assert only(raw_xlsx(f'<row r="1"><c r="A1" {cell}/v></c></row>'), passwords) == [[text]]


LABEL = b'<c:labelList xmlns:c="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><c:label/></c:labelList>'


def test_a_label_that_protects_nothing_and_sharepoints_notes_are_let_be(passwords):
    """A sensitivity label without encryption, and what SharePoint writes into every workbook."""
    out = io.BytesIO(xlsx(GRID))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("docMetadata/LabelInfo.xml", LABEL)
        package.writestr(
            "customXml/item1.xml",
            b'<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata"/>',
        )
        package.writestr("xl/printerSettings/printerSettings1.bin", b"P\0D\0F\0")
    assert only(out.getvalue(), passwords) == GRID


@pytest.mark.parametrize("last", ["AZ", "ZZ", "AAA", "XFD"])
def test_formatted_cells_without_a_value_do_not_count(last, passwords):
    rows = (
        f'<row r="1"><c r="A1"><v>7</v></c><c r="B1" s="1"/><c r="{last}1" s="1"/></row>'
        '<row r="9"><c r="A9" s="1"/></row>'
    )
    assert only(raw_xlsx(rows), passwords) == [["7"]]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("000000000", "010000001"),
        ("000000000;-000000000", "010000001"),
        ("000000000_)", "010000001"),
        ("[$-1409]000000000", "010000001"),
        ("[Black]000000000;[Red]-000000000;0", "010000001"),
        ('"0"########', "010000001"),
        ("\\0########", "010000001"),
        ('"0"0', "010000001"),
        ("000 000 000", "010000001"),
        ("000\\-000\\-000", "010000001"),
        ("000,000,000", "010000001"),
        ('"SWN "000000000', "010000001"),
        ("000000000*_", "010000001"),
        ("#########", "10000001"),
        ("#,##0", "10000001"),
        ("0", "10000001"),
        ("General", "10000001"),
        ("@", "10000001"),
        ("0.00", "10000001"),
        ("0%", "10000001"),
        ("0.00E+00", "10000001"),
        ("# ?/?", "10000001"),
        ('"a;b"000000000', "010000001"),
    ],
)
def test_a_number_shows_the_zeros_of_its_format(code, shown, passwords):
    assert NumberFormat.of(code).padded("10000001") == shown


@pytest.mark.parametrize(
    "code", ["d/mm/yyyy", "[$-1409]d mmmm yyyy;@", "yyyy", '"Date: "d/m/yy', "[h]:mm", "dd\\-mmm\\-yyyy"]
)
def test_a_format_that_makes_a_date(code):
    assert NumberFormat.of(code).is_date


@pytest.mark.parametrize("code", ['0" days"', "General", "\\d0", "_d0", "[Red]0", "[$-409]0", '"dd/mm"0'])
def test_a_format_that_makes_none(code):
    assert not NumberFormat.of(code).is_date


def test_excels_own_password_opens_what_excel_opens_without_asking(settings, monkeypatch):
    data = encrypted(xlsx(GRID), EXCELS_OWN, rounds=1_000)
    asked = []
    for given in (PASSWORD, ""):
        monkeypatch.setenv("CSO_XL_PASSWORD", given)
        passwords = Passwords(settings, asked.append)
        assert only(data, passwords) == GRID
        monkeypatch.setattr("keyring.get_password", lambda *_: None)
    assert asked == []
    with pytest.raises(PasswordError) as error:  # it is nobody's password for the filed copies
        Passwords(settings).first()
    assert "needs a password and none was given" in str(error.value)


@pytest.mark.parametrize(
    ("given", "words"), [("", "needs a password and none was given"), ("x", "did not open: wrong")]
)
def test_excels_own_password_changes_no_message(given, words, settings, monkeypatch):
    monkeypatch.setenv("CSO_XL_PASSWORD", given)
    data = encrypted(xlsx(GRID), rounds=1_000)
    with pytest.raises(PasswordError) as error:
        read_workbook(Received("r.xlsx", data), Passwords(settings))
    assert words in str(error.value)


def hidden(state):
    def change(book):
        book.create_sheet("Cover")
        book.worksheets[0].sheet_state = state
        book.active = 1

    return change


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_workbook_that_shows_nothing_is_not_called_empty(state, passwords):
    assert fault(xlsx(GRID, "Report", hidden(state)), passwords) == (
        "r.xlsx shows nothing: what it holds is on a hidden sheet, 'Report'. Ask the sender for the report as it was "
        "made; in Excel, a right click on a sheet's tab > Unhide shows what is there."
    )


def test_a_picture_of_a_report_is_not_called_empty(passwords):
    data = repacked(xlsx([]), change=lambda name, data: data)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/media/image1.png", b"\x89PNG\r\n")
    assert fault(out.getvalue(), passwords) == (
        "r.xlsx holds a picture and no cells: what a picture shows is not read. Ask the sender for the report itself."
    )


def test_a_formula_that_somebody_typed_into_our_own_copy_is_named(passwords):
    def change(book):
        book.worksheets[0]["B2"] = "=TODAY()"

    with pytest.raises(InputError) as error:
        read_workbook(Received("w.xlsx", xlsx(GRID, "Report", change), is_own=True), passwords)
    assert str(error.value) == (
        "w.xlsx holds a formula on its sheet 'Report', in B2, which is not read. Put what it shows in its place: copy "
        "the cell, paste it over itself as values (Paste Special), and save."
    )


def test_a_workbook_that_says_nothing_of_itself_counts_its_days_from_1900(passwords):
    """Some exporters write no workbookPr, which would say from when days are counted."""
    without = repacked(
        xlsx(GRID),
        change=lambda name, data: (
            re.sub(rb"<workbookPr[^>]*/>", b"", data) if name == "xl/workbook.xml" else data
        ),
    )
    assert b"workbookPr" not in zipfile.ZipFile(io.BytesIO(without)).read("xl/workbook.xml")
    assert only(without, passwords) == GRID
