"""CSVs: every letter as it was written, and from a CSV to a table."""

import pytest

from cso_xl.errors import InputError
from cso_xl.intake.grids import read_csv
from cso_xl.intake.received import Received
from helpers.files import Week, csv_bytes, eml, xlsx, zip_crypto
from helpers.reading import ASK_AGAIN, CELLS, CHECK_HEADINGS, message, table

ENCODING = (
    "r.csv is written in an unknown encoding (line {} of the file). Expected UTF-8, UTF-16 or Windows-1252. "
    "Use the file as it was received, not one that was saved again; otherwise ask IAP to send it again."
)


def csv(data):
    return read_csv(Received("r.csv", data.encode() if isinstance(data, str) else data))


# CSV


@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_encodings_and_line_ends(encoding, end):
    grid = [
        ["Client Number", "Name", "Note"],
        ["00012", "D’Arcy, Zoë", 'say "no"'],
        ["1E5", " O'Neill ", f"first{end}second"],
        ["", "=1+1", "€ 5"],
    ]
    assert csv(csv_bytes(grid, encoding, end)) == grid


@pytest.mark.parametrize("text", ["Māngere", "Ma\u0304ngere", "Ōtāhuhu\u00a0", "漢字", "😀"])
def test_csv_keeps_every_letter_as_it_was_written(text):
    assert csv(f"Name\n{text}\n") == [["Name"], [text]]


def test_csv_cells_are_text_and_nothing_else():
    assert csv("\n".join(["Name", *CELLS])) == [["Name"], *([cell] for cell in CELLS)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_csv_in_utf_16_is_read(encoding):
    grid = Week().grids["daily-diffs"]
    assert csv(csv_bytes(grid, encoding)) == grid


def test_csv_bytes_of_neither_encoding_are_refused_with_the_line():
    assert message(InputError, csv, b"Name\r\nZo\xeb\r\n\x81\x8d\r\n") == ENCODING.format(3)


@pytest.mark.parametrize(("data", "line"), [(b"\x81", 1), (b"\n\x81", 2), (b"Zo\xeb\n\x8d\n", 2)])
def test_csv_the_line_of_a_letter_that_is_none(data, line):
    assert message(InputError, csv, data) == ENCODING.format(line)


def test_csv_with_a_mark_and_broken_letters_is_not_taken_for_windows_1252():
    assert message(InputError, csv, b"\xef\xbb\xbfName\r\nZo\xeb\r\n") == (
        "r.csv is written in UTF-8, but line 2 of the file holds a letter that is not: it was damaged on the way. Use "
        "the file as it was received, not one that was saved again; otherwise ask IAP to send it again."
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Name\nA\n"never closed\nB\n', 3),
        ('Name\n"two\nlines"\n"never closed', 3),  # Excel's row, not the line of the file
        ('Name\n"stands "inside" a cell"\n', 2),
    ],
)
def test_csv_quotes_that_do_not_close(text, row):
    assert message(InputError, csv, text) == (
        f"r.csv has 1 fault:\n  row {row}: has a quotation mark that is not closed or stands inside a cell\n{ASK_AGAIN}"
    )


def test_csv_with_a_cell_that_excel_cannot_hold():
    assert csv(f"Name\n{'x' * 32_767}\n")[1] == ["x" * 32_767]
    assert message(InputError, csv, f"Name\nA\n{'x' * 32_768}\n") == (
        "r.csv has 1 fault:\n  row 3: holds a cell of more than 32,767 characters, which Excel would cut\n"
        f"{ASK_AGAIN}"
    )


def test_csv_with_control_characters():
    assert csv("Name\na\tb\n") == [["Name"], ["a\tb"]]
    assert message(InputError, csv, 'Name\n"two\nlines"\na\x07b\nc\n\x1f\n') == (
        "r.csv has 2 faults:\n"
        "  row 3: holds a control character, which Excel cannot keep\n"
        "  row 5: holds a control character, which Excel cannot keep\n"
        f"{ASK_AGAIN}"
    )


def test_csv_wider_than_excel():
    assert message(InputError, csv, "a," * 16_384 + "b\n") == (
        "r.csv has 1 rows and up to 16,385 columns. Excel holds 1,048,576 rows and 16,384 columns. "
        + ASK_AGAIN
    )


# From a CSV to a table


def test_a_ragged_row_of_two_cells(passwords):
    assert "\n  row 2: has 2 cells where the headings have 3\n" in message(
        InputError, table, "Client Number,Name,Note\n1,A\n", passwords
    )


def test_ragged_rows_are_collected_with_excels_row_numbers(passwords):
    text = 'Client Number,Name\n1,"two\nlines"\n2\n\n3,C,extra\n4,D,\n5\n'
    assert message(InputError, table, text, passwords) == (
        "r.csv has 3 faults:\n"
        "  row 3: has 1 cell where the headings have 2\n"
        "  row 5: has 3 cells where the headings have 2\n"
        "  row 7: has 1 cell where the headings have 2\n"
        "Their cells may stand under the wrong headings, so nothing was written. Ask IAP to send it again."
    )


def test_more_faults_than_anyone_reads_are_counted(passwords):
    text = "Client Number,Name\n" + "1\n" * 400
    lines = message(InputError, table, text, passwords).splitlines()
    assert (lines[0], lines[1], lines[20]) == (
        "r.csv has 400 faults:",
        "  row 2: has 1 cell where the headings have 2",
        "  row 21: has 1 cell where the headings have 2",
    )
    assert lines[21:] == [
        "  ... and 380 more.",
        "Their cells may stand under the wrong headings, so nothing was written. Excel leaves out empty cells at the "
        "end of a row when it saves a CSV: use the file as it was received, or ask IAP to send it again.",
    ]


@pytest.mark.parametrize(
    ("text", "rows", "excel_rows", "titles", "blanks"),
    [
        ("Client Number,Name\n1,A\n2,B\n", [["1", "A"], ["2", "B"]], [2, 3], 0, 0),
        ("Client Number,Name\n1,A\n2,B", [["1", "A"], ["2", "B"]], [2, 3], 0, 0),
        ("Client Number,Name\n1,A\n\n,\n2,B\n", [["1", "A"], ["2", "B"]], [2, 5], 0, 2),
        ("Client Number,Name\n1,A\n\n , \n", [["1", "A"]], [2], 0, 2),
        ('Client Number,Name\n1,"a\nb"\n2,B\n', [["1", "a\nb"], ["2", "B"]], [2, 3], 0, 0),
        ("Synthetic report\n\nClient Number,Name\n1,A\n", [["1", "A"]], [4], 2, 0),
        ("Client Number,Name,\n1,A,\n", [["1", "A"]], [2], 0, 0),
        ("\nClient Number,Name\n1,A\n", [["1", "A"]], [3], 1, 0),
        ("CLIENT_NUMBER, name \n1,A\n", [["1", "A"]], [2], 0, 0),
    ],
    ids=[
        "plain",
        "no last end",
        "blanks",
        "blanks last",
        "break",
        "title",
        "spare comma",
        "blank first",
        "loose",
    ],
)
def test_which_rows_count(text, rows, excel_rows, titles, blanks, passwords):
    found = table(text, passwords)
    assert (found.rows, found.excel_rows) == (rows, excel_rows)
    assert (found.titles, found.blanks) == (titles, blanks)


@pytest.mark.parametrize("text", ["\ufeff", "\r\n\r\n", ",,,\n,,\n", " \n"])
def test_a_csv_with_nothing_in_it(text, passwords):
    assert message(InputError, table, text, passwords) == (
        "r.csv is empty: it has neither headings nor rows. Ask the sender for it again."
    )


@pytest.mark.parametrize("text", ["Client Number,Name\n", "Client Number,Name", "Client Number,Name\n\n,\n"])
def test_a_csv_with_headings_only(text, passwords):
    assert message(InputError, table, text, passwords) == (
        "r.csv has headings but no rows under them. Check with IAP that the report is complete; "
        "if it is, there is nothing to work this time."
    )


@pytest.mark.parametrize(
    ("headings", "fault", "found"),
    [
        ("Client Number,Given", "Column 'Name' is missing.", "'Client Number', 'Given'"),
        (
            "Client Numbr,Name",
            "Column 'Client Number' is missing. The nearest heading is 'Client Numbr'.",
            "'Client Numbr', 'Name'",
        ),
        (
            "Client Number,Name,NAME:",
            "Column 'Name' appears twice: B and C.",
            "'Client Number', 'Name', 'NAME:'",
        ),
        (
            "Client Number,Name,NAME:,name",
            "Column 'Name' appears 3 times: B, C and D.",
            "'Client Number', 'Name', 'NAME:', 'name'",
        ),
    ],
)
def test_columns_missing_or_repeated(headings, fault, found, passwords):
    wrong = f"{headings}\n1\n"  # ragged, too: the columns come first
    assert message(InputError, table, wrong, passwords) == (
        f"r.csv does not have the columns it should:\n  {fault}\nHeadings found: {found}.\n{CHECK_HEADINGS}"
    )


def test_repeated_headings_that_nothing_is_read_by_are_kept(passwords):
    found = table("Client Number,Note,Name,Note\n1,a,A,b\n", passwords)
    assert (found.headings, found.rows) == (["Client Number", "Note", "Name", "Note"], [["1", "a", "A", "b"]])


@pytest.mark.parametrize("name", ["r.txt", "r", "r.xls", "r.csv_", "r.DAT"])
def test_a_file_is_told_by_its_content_whatever_it_is_called(name, passwords):
    assert table("Client Number,Name\n1,A\n", passwords, name).rows == [["1", "A"]]
    assert table(xlsx([["Client Number", "Name"], ["1", "A"]]), passwords, name).rows == [["1", "A"]]


@pytest.mark.parametrize("data", [b"%PDF-1.7", eml({}), zip_crypto({"a.txt": b"x"})])
def test_a_file_of_another_kind(data, passwords):
    assert message(InputError, table, data, passwords, "r.txt") == (
        "r.txt is not a kind of file that cso_xl works (.zip, .eml, .msg, .csv, .xlsx). Use the file as it was "
        "received."
    )
