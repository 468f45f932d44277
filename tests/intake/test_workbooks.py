"""Workbooks to text: protected, hidden, damaged, of another shape."""

import pytest

from cso_xl.errors import CsoError, InputError, PasswordError
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.screen import screen
from helpers.attacks import ATTACKS
from helpers.files import ZIP, Week, csv_bytes, encrypted, patched, raw_xlsx, xlsx, zip_crypto
from helpers.reading import (
    CHECK_HEADINGS,
    GRID,
    HARMS,
    NOT_XLSX,
    WRONG_PASSWORD,
    book,
    change,
    message,
    only,
    table,
)


@pytest.mark.parametrize("protect", [lambda data: data, encrypted], ids=["plain", "encrypted"])
def test_a_workbook_plain_or_encrypted(protect, passwords):
    assert book(protect(xlsx(GRID, "Report")), passwords) == {"Report": GRID}


def test_an_encrypted_workbook_and_a_wrong_password(settings, monkeypatch):
    monkeypatch.setenv("CSO_XL_PASSWORD", "wrong")
    found = message(PasswordError, book, encrypted(xlsx(GRID)), Passwords(settings))
    assert found == WRONG_PASSWORD.format("r.xlsx")


@pytest.mark.parametrize("attack", HARMS)
def test_what_a_password_hid_is_screened(attack, passwords):
    name, data = ATTACKS[attack]()
    found = message(InputError, read_workbook, Received(name, encrypted(data)), passwords)
    assert found == message(InputError, screen, name, data)


@pytest.mark.parametrize("attack", HARMS)
def test_a_workbook_out_of_a_zip_is_screened(attack, passwords):
    _, data = ATTACKS[attack]()
    inside = "cso_daily_diffs_20250113_05_00_21.xlsx"
    datamatch = Datamatch(Received(ZIP, zip_crypto({inside: data})))
    assert message(InputError, datamatch.read, "daily_diffs", passwords) == message(
        InputError, screen, inside, data
    )


def test_a_filed_copy_of_our_own_may_hold_a_link(passwords):
    _, data = ATTACKS["workbook_with_a_link_to_a_share"]()
    for copy in (data, encrypted(data)):
        assert read_workbook(Received("r.xlsx", copy, is_own=True), passwords)


def test_a_sheet_that_is_a_chart_is_left_out(passwords):
    data = xlsx(GRID, "Report", change=lambda workbook: workbook.create_chartsheet("Chart"))
    assert book(data, passwords) == {"Report": GRID}


def test_a_workbook_with_a_formula_is_refused(passwords):
    assert message(InputError, book, xlsx(GRID, change=change(B3="=1+1")), passwords) == (
        "r.xlsx holds formulas. A received report holds values only, so what they show cannot be "
        "trusted. Ask the sender for the report as it was made."
    )


@pytest.mark.parametrize("size", ["A1", "A1:ZZ99", "B2"])
def test_the_size_that_a_sheet_claims_does_not_matter(size, passwords):
    data = patched(xlsx(GRID), "xl/worksheets/sheet1.xml", b'ref="A1:B3"', f'ref="{size}"'.encode())
    assert only(data, passwords) == GRID


def test_a_hidden_sheet_is_not_read(passwords):
    def hide(workbook):
        workbook.create_sheet("Old", 0).append(["Client Number", "Name"])
        workbook.worksheets[0].sheet_state = "hidden"
        workbook.active = 1

    assert book(xlsx(GRID, change=hide), passwords) == {"Sheet1": GRID}
    assert table(xlsx(GRID, change=hide), passwords, "r.xlsx").rows == GRID[1:]


def test_a_sheet_of_something_else_is_passed_over(passwords):
    def notes(workbook):
        workbook.create_sheet("Notes", 0).append(["Read me"])
        workbook.create_sheet("Empty")

    assert table(xlsx(GRID, change=notes), passwords, "r.xlsx").rows == GRID[1:]


def test_two_sheets_with_the_headings_are_refused(passwords):
    def copy(workbook):
        workbook.copy_worksheet(workbook.worksheets[0])

    assert message(InputError, table, xlsx(GRID, change=copy), passwords, "r.xlsx") == (
        "r.xlsx has 2 sheets with the headings of the report: Sheet1, Sheet1 Copy. "
        "Keep the one that is meant and save the workbook without the others."
    )


def test_a_workbooks_title_and_blank_rows(passwords):
    grid = [["Synthetic"], [], *GRID[:2], [], GRID[2], [], []]
    found = table(xlsx(grid), passwords, "r.xlsx")
    assert (found.rows, found.excel_rows) == (GRID[1:], [4, 6])
    assert (found.titles, found.blanks) == (2, 1)


def test_a_workbooks_short_and_long_rows_are_filled_up(passwords):
    found = table(xlsx([GRID[0], ["1"], ["2", "B", "", "beside"]]), passwords, "r.xlsx")
    assert found.headings == ["Client Number", "Name", "", ""]
    assert found.rows == [["1", "", "", ""], ["2", "B", "", "beside"]]


def test_hidden_rows_and_columns_are_read_all_the_same(passwords):
    def hide(workbook):
        workbook.worksheets[0].row_dimensions[2].hidden = True
        workbook.worksheets[0].column_dimensions["B"].hidden = True

    assert only(xlsx(GRID, change=hide), passwords) == GRID


@pytest.mark.parametrize(
    ("grid", "ends"),
    [
        ([], "is empty: it has neither headings nor rows. Ask the sender for it again."),
        (
            [GRID[0]],
            "has headings but no rows under them. Check with IAP that the report is complete; "
            "if it is, there is nothing to work this time.",
        ),
    ],
    ids=["empty", "headings only"],
)
def test_a_workbook_without_rows(grid, ends, passwords):
    assert message(InputError, table, xlsx(grid), passwords, "r.xlsx") == f"r.xlsx {ends}"


def test_a_workbook_without_a_column(passwords):
    assert message(
        InputError, table, xlsx([["Client Number", "Given"], ["1", "A"]]), passwords, "r.xlsx"
    ) == (
        "r.xlsx does not have the columns it should:\n  Column 'Name' is missing.\n"
        f"Headings found: 'Client Number', 'Given'.\n{CHECK_HEADINGS}"
    )


@pytest.mark.parametrize("data", [b"this is no workbook", b"PK\x03\x04" + bytes(3000), csv_bytes(GRID)])
def test_a_workbook_that_is_none(data, passwords):
    assert message(InputError, book, data, passwords) == NOT_XLSX


UNREADABLE = (
    "r.xlsx cannot be read as an Excel workbook. Open it in Excel; if it opens, save it as .xlsx and use that copy; if "
    "not, ask the sender for it again."
)


def test_a_zip_named_as_a_workbook(passwords):
    assert message(InputError, book, zip_crypto({"a.txt": b"x"}, ""), passwords) == UNREADABLE


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (0,), (1_048_577,)])
def test_rows_that_excel_does_not_have_or_out_of_order(numbers, passwords):
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in numbers)
    assert message(InputError, book, raw_xlsx(rows), passwords) == UNREADABLE


@pytest.mark.parametrize(("titles", "found"), [(9, True), (10, False)])
def test_headings_are_looked_for_in_the_first_ten_rows(titles, found, passwords):
    text = "A title\n" * titles + "Client Number,Name\n1,A\n"
    if found:
        assert table(text, passwords).titles == titles
    else:
        assert "does not have the columns it should" in message(InputError, table, text, passwords)


def test_a_damaged_workbook_is_refused(passwords):
    data = xlsx(Week().grids["address-sharer"])
    for length in range(1, len(data), len(data) // 40):
        assert message(InputError, book, data[:length], passwords) == NOT_XLSX


@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_a_damaged_encrypted_workbook_is_refused(how, passwords):
    """Whatever is damaged, it is one of our messages, and never another content."""
    data = encrypted(xlsx(GRID))
    for place in range(8, len(data), len(data) // 11):  # few: each costs a key derivation
        broken = bytearray(data[:place] if how == "cut" else data)
        if how == "flipped":
            broken[place] ^= 0x10
        try:
            assert only(bytes(broken), passwords) == GRID
        except CsoError as error:
            assert str(error) in (NOT_XLSX, WRONG_PASSWORD.format("r.xlsx"))
