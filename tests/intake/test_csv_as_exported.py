"""CSVs as exporters, Excel and mail programs leave them [I4]. Nobody in them exists."""

import pytest

from cso_xl.cells.columns import Column
from cso_xl.desk import decided
from cso_xl.errors import InputError
from cso_xl.intake.grids import read_csv
from cso_xl.intake.received import Received
from cso_xl.intake.tables import read_table
from helpers.files import csv_bytes

COLUMNS = (Column("number"), Column("name"))
NAMED = {"number": ["Client Number"], "name": ["Name"]}
GRID = [["Client Number", "Name"], ["010000001", "Tui, Hemi"], ["010000002", "Māngere; Kea|x"]]


def table(data, passwords):
    found = read_table(Received("r.csv", data), COLUMNS, NAMED, passwords)
    return [found.headings, *found.rows], found.excel_rows


def lines(separator, *rows, start=""):
    quoted = [separator.join(f'"{cell}"' for cell in row) for row in rows]
    return (start + "\r\n".join(quoted) + "\r\n").encode()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_may_be_separated_by_anything_that_programs_use(separator, passwords):
    assert table(lines(separator, *GRID), passwords) == (GRID, [2, 3])
    plain = f"Client Number{separator}Name\n1{separator}A\n".encode()
    assert table(plain, passwords) == ([["Client Number", "Name"], ["1", "A"]], [2])


@pytest.mark.parametrize("note", ["sep={}\r\n", "SEP={}\n", '"sep={}"\r\n', "\ufeffsep={}\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^"])
def test_excels_note_on_the_separator_is_no_row(note, separator, passwords):
    assert table(lines(separator, *GRID, start=note.format(separator)), passwords) == (GRID, [2, 3])


def test_a_title_with_commas_does_not_hide_the_separator(passwords):
    data = b"Synthetic, as exported, 9 June 2025\r\n\r\nClient Number;Name\r\n1;A, B, C, D\r\n"
    found = read_table(Received("r.csv", data), COLUMNS, NAMED, passwords)
    assert (found.rows, found.excel_rows, found.titles) == ([["1", "A, B, C, D"]], [4], 2)


def test_a_missing_column_is_named_whatever_separates(passwords):
    with pytest.raises(InputError) as error:
        table(b"Client Number;Given\r\n1;A\r\n", passwords)
    assert "Column 'Name' is missing.\nHeadings found: 'Client Number', 'Given'." in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8", "utf-8-sig"])
def test_every_unicode_is_read(encoding, passwords):
    assert table(csv_bytes(GRID, encoding), passwords)[0] == GRID


def test_excels_unicode_text_is_read(passwords):
    data = "Client Number\tName\r\n010000001\tMāngere\r\n".encode("utf-16")
    assert table(data, passwords)[0] == [["Client Number", "Name"], ["010000001", "Māngere"]]


def test_two_byte_order_marks_and_the_end_of_a_dos_file_are_no_text(passwords):
    data = "\ufeff\ufeffClient Number,Name\r\n1,A\r\n\x1a".encode()
    assert table(data, passwords)[0] == [["Client Number", "Name"], ["1", "A"]]


@pytest.mark.parametrize("letter", ["’", "–", "ā", "ē", "é", "ʻ", "a\u0304", "ẹ"])
def test_utf_8_with_a_stray_byte_is_not_windows_1252(letter):
    data = f"Name\r\n{letter}\r\n2#Rimu Street\r\n".encode().replace(b"#", b"\xa0")
    with pytest.raises(InputError) as error:
        read_csv(Received("r.csv", data))
    assert str(error.value).startswith(
        "r.csv is written in UTF-8, but line 3 of the file holds a letter that is not: it was damaged on the way. "
    )


def test_utf_16_that_was_cut_in_a_letter():
    with pytest.raises(InputError) as error:
        read_csv(Received("r.csv", "Name\r\nZoë\r\n".encode("utf-16")[:-1]))
    assert str(error.value).startswith("r.csv is written in UTF-16, but line ")


@pytest.mark.parametrize(
    "text", ["Zoë", "RENÉ’S", "CAFÉ – bar", "naïve “x”", "½ Kauri Road", "São", "£5", "Ünsal…", "é’”"]
)
def test_windows_1252_stays_what_it_is(text):
    data = f"Name\r\n{text}\r\nZoë\r\n".encode("cp1252")
    assert read_csv(Received("r.csv", data)) == [["Name"], [text], ["Zoë"]]


@pytest.mark.parametrize("rows", [1, 3_000])
def test_a_zero_byte_is_a_control_character_wherever_it_stands(rows):
    data = b"Client Number,Name\r\n" + b"1,A\r\n" * (rows - 1) + b"1,\0A\r\n"
    with pytest.raises(InputError) as error:
        read_csv(Received("r.csv", data))
    assert str(error.value).splitlines()[1] == (
        f"  row {rows + 1}: holds a control character, which Excel cannot keep"
    )


def test_text_that_an_exporter_guarded_from_excel(passwords):
    data = b'Client Number,Name\r\n="010000001","=""Tui"""\r\n="1","=1+1"\r\n'
    assert table(data, passwords)[0][1:] == [["010000001", "Tui"], ["1", "=1+1"]]


def test_lines_that_end_as_on_an_old_mac(passwords):
    assert table(b"Client Number,Name\r1,A\r2,B\r", passwords)[0][1:] == [["1", "A"], ["2", "B"]]


@pytest.mark.parametrize("start", ["", "sep=,\r\n", "sep=;\r\n", "\ufeff"])
def test_decisions_are_read_alike(start, tmp_path):
    separator = ";" if ";" in start else ","
    path = tmp_path / "decided.csv"
    path.write_text(f"{start}Ref{separator}Outcome\r\nD3-2{separator}NFA\r\n", "utf-8", newline="")
    assert decided.read(path).answers["D3-2"].outcome == "NFA"
    path.write_text("Ref;Outcome\r\nD3-2;Address changed: tell CPS\r\n", "utf-8", newline="")
    assert decided.read(path).answers["D3-2"].outcome == "Address changed: tell CPS"
