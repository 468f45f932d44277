"""What a cell of a workbook reads as."""

import datetime as dt

import pytest

from helpers.files import (
    DEFAULT_STYLE,
    patched,
    raw_xlsx,
    xlsx,
)
from helpers.reading import CELLS, change, first, only


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((dt.date(2015, 2, 3), "DD/MM/YYYY"), "03/02/2015"),
        ((dt.datetime(2015, 2, 3), "MM/DD/YY"), "03/02/2015"),  # the day comes first, whatever the format
        ((dt.datetime(2015, 2, 3, 14, 5), "DD/MM/YYYY HH:MM"), "03/02/2015 14:05:00"),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (-3, "-3"),
        (123456789, "123456789"),
        (123456789012345, "123456789012345"),
        ((12345, "000000000"), "000012345"),
        ((123456789, "000000000"), "123456789"),
        ((12345, "0"), "12345"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("#N/A", "#N/A"),
        ("03/02/2015", "03/02/2015"),
        ("Māngere", "Māngere"),
        (" padded ", " padded "),
        ("", ""),
    ],
)
def test_what_a_cell_of_a_workbook_reads_as(value, text, passwords):
    grid = only(xlsx([["Name", "last"], ["", "x"]], change=change(A2=value)), passwords)
    assert grid == [["Name", "last"], [text, "x"]]


def test_texts_that_look_like_something_else_stay_texts(passwords):
    grid = [["Name"], *([cell] for cell in CELLS)]
    assert only(xlsx(grid), passwords) == grid


KINDS_OF_STRING = {
    "shared": ('<c r="A1" t="s"><v>0</v></c>', "<si><t>{}</t></si>"),
    "inline": ('<c r="A1" t="inlineStr"><is><t>{}</t></is></c>', ""),
    "in runs": (
        '<c r="A1" t="s"><v>0</v></c>',
        "<si><r><rPr><b/></rPr><t>{}</t></r><r><t/></r><rPh sb='0' eb='1'><t>said</t></rPh></si>",
    ),
    "without a reference": ('<c t="s"><v>1</v></c>', "<si/><si><t>{}</t></si>"),
}


@pytest.mark.parametrize("kind", KINDS_OF_STRING)
@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a_x000D__x000A_b", "a\r\nb"),
        ("a_x0009_b", "a\tb"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x005F_x000D_", "_x000D_"),  # text that reads like an escape, guarded
        ("_x005f_x000d_", "_x000d_"),
        ("_x005F_x005F_", "_x005F_"),
        ("snake_case_x", "snake_case_x"),
        ("x005F_", "x005F_"),
        (" padded ", " padded "),
        ("a&#10;b &lt;&amp;&gt; &#257;", "a\nb <&> ā"),
        ("=1+1", "=1+1"),
    ],
)
def test_strings_and_the_escapes_of_the_file_format(stored, text, kind, passwords):
    cell, strings = KINDS_OF_STRING[kind]
    assert first(f"<row>{cell.format(stored)}</row>", passwords, strings.format(stored)) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1"><v>00012</v></c>', "12"),
        ('<c r="A1"><v>1E5</v></c>', "100000"),
        ('<c r="A1"><v>123456789</v></c>', "123456789"),
        ('<c r="A1"><v>0.1</v></c>', "0.1"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><v>123456789012345678</v></c>', "1.23456789012346e+17"),
        ('<c r="A1" s="2"><v>12345</v></c>', "000012345"),
        ('<c r="A1" s="4"><v>12</v></c>', "12"),
        ('<c r="A1" s="1"><v>42038</v></c>', "03/02/2015"),
        ('<c r="A1" s="3"><v>42038</v></c>', "03/02/2015"),
        ('<c r="A1" s="7"><v>42038</v></c>', "03/02/2015"),
        ('<c r="A1" s="8"><v>42038.5</v></c>', "03/02/2015 12:00:00"),
        ('<c r="A1" s="5"><v>0.4375</v></c>', "10:30:00"),
        ('<c r="A1" t="d" s="1"><v>2015-02-03</v></c>', "03/02/2015"),
        ('<c r="A1" t="d" s="1"><v>2015-02-03T00:00:00Z</v></c>', "03/02/2015"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" t="str"><v>1E5</v></c>', "1E5"),
    ],
)
def test_what_a_stored_value_reads_as(cell, text, passwords):
    assert first(f'<row r="1">{cell}<c r="B1"><v>1</v></c></row>', passwords) == text


def test_a_workbook_without_a_default_style(passwords):
    data = raw_xlsx('<row r="1"><c r="A1"><v>7</v></c></row>')
    assert only(patched(data, "xl/styles.xml", DEFAULT_STYLE.encode(), b""), passwords) == [["7"]]


def test_dates_of_the_1904_calendar(passwords):
    row = '<row r="1"><c r="A1" s="1"><v>40576</v></c></row>'
    assert first(row, passwords, epoch=1904) == "03/02/2015"


def test_rows_and_cells_that_are_left_out(passwords):
    """Excel leaves out what is empty; others leave out the references."""
    rows = (
        '<row r="2"><c r="C2"><v>1</v></c></row><row r="4"><c r="A4"/><c r="B4" s="1"/><c r="D4"><v>2</v></c></row>'
        '<row r="6"><c r="A6" t="inlineStr"><is><t></t></is></c></row>'
    )
    grid = only(raw_xlsx(rows), passwords)
    assert [[cell for cell in row if cell] for row in grid[:4]] == [[], ["1"], [], ["2"]]
    assert (grid[1][2], grid[3][3], len(grid)) == ("1", "2", 4)
    bare = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    assert [row[:1] for row in only(raw_xlsx(bare), passwords)] in ([["1"], [], ["3"]], [["1"], [""], ["3"]])


@pytest.mark.parametrize(("column", "at"), [("A", 0), ("X", 23), ("AX", 49), ("XFD", 16_383)])
def test_a_cell_stands_in_its_column(column, at, passwords):
    (row,) = only(raw_xlsx(f'<row r="1"><c r="{column}1"><v>7</v></c></row>'), passwords)
    assert (len(row), row[at]) == (at + 1, "7")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_in_a_cell_reads_as_its_text(error, passwords):
    data = xlsx([["Name", 7]])
    data = patched(data, "xl/worksheets/sheet1.xml", b't="n"><v>7</v>', f't="e"><v>{error}</v>'.encode())
    assert only(data, passwords) == [["Name", error]]
