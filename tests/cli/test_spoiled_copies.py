"""`cso-xl processed` on a Working Copy that lost, doubled or changed rows."""

import openpyxl
import pytest

from helpers.commands import call, comment, run, run_json, sheet_of, words
from helpers.files import PROCESSED, WORKING, Week, snapshot

LOST = (
    "The Working Copy does not agree with what was received: {}. Each received row must stand once, as it was "
    "received, either in the list or on the sheet 'Removed'. Put it right and try again.\n"
)
NOT_IN_IT = "row {} of 20250113 Master Copy CSOs Living With Children.xlsx is not in it"


def spoiled(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def values(row):
    """This week's cells of a row."""
    return [cell.value for cell in row][:16]


def put_cell(book, place, value):
    book.worksheets[0][place] = value


def append(sheet, cells):
    for column, value in enumerate(cells, 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = value


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda book: book.worksheets[0].delete_rows(3), NOT_IN_IT.format(3)),
        (
            lambda book: book.worksheets[0].delete_rows(3, 2),
            "rows 3, 4 of 20250113 Master Copy CSOs Living With Children.xlsx are not in it",
        ),
        (lambda book: book["Removed"].delete_rows(2), NOT_IN_IT.format(7)),
        (
            lambda book: append(book.worksheets[0], values(book.worksheets[0][3])),
            "Row 3 is in it twice, the second time in row 7 of the sheet",
        ),
        (lambda book: put_cell(book, "B3", "Canarova"), NOT_IN_IT.format(3)),
    ],
    ids=[
        "row deleted",
        "rows deleted",
        "removed row deleted",
        "row doubled",
        "cell changed",
    ],
)
def test_a_working_copy_that_lost_or_doubled_a_row(change, lost, working, records):
    comment(working)
    spoiled(working, change)
    before = snapshot(records)
    for options in ([], ["--without-outcomes"]):
        shown = call("processed", "--records", records, *options)
        assert (shown.exit_code, snapshot(records)) == (1, before)
        assert shown.stderr == LOST.format(lost)


def test_a_working_copy_without_its_removed_rows(working, records):
    comment(working)
    spoiled(working, lambda book: book.remove(book["Removed"]))
    before = snapshot(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, snapshot(records)) == (1, before)
    assert shown.stderr == (
        "The Working Copy has no sheet 'Removed' any more, with the rows that were removed from the list. In Excel, "
        "press 'Remove rows': it is made again from what was received. Nothing was saved.\n"
    )


def test_a_working_copy_with_one_row_in_place_of_another(working, records):
    """As many rows as there were, and still one is lost and another is there twice."""

    def overwrite(book):
        sheet = book.worksheets[0]
        for column in range(1, 17):
            sheet.cell(3, column).value = sheet.cell(4, column).value

    comment(working)
    spoiled(working, overwrite)
    before = snapshot(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, snapshot(records)) == (1, before)
    assert shown.stderr == LOST.format(NOT_IN_IT.format(3))


def test_a_row_that_is_restored_needs_an_outcome(working, records):
    """Cut from the sheet Removed, pasted under the list."""

    def restore(book):
        _, _, *cells = [cell.value for cell in book["Removed"][2]]
        book["Removed"].delete_rows(2)
        for column, value in enumerate(cells, 1):
            book.worksheets[0].cell(7, column).value = value

    comment(working)
    spoiled(working, restore)
    assert "1 row has no outcome: row 7." in words(call("processed", "--records", records).stdout)
    comment(working, rows=[7])
    assert call("processed", "--records", records).exit_code == 0
    assert sheet_of(records / PROCESSED)["N7"].value == "No Fixed Abode"


def test_a_row_that_is_restored_may_leave_a_blank_one(tmp_path, records):
    """Cut and pasted in Excel, a row leaves its place on the sheet Removed empty."""
    week = Week()
    for row in (3, 5):
        week.set("address-sharer", row, "Sharer Address", "No Fixed Abode")
    run("address-sharer", week.write("address-sharer", tmp_path), records)

    def restore(book):
        for column, cell in enumerate(book["Removed"][2], -1):
            if column > 0:
                book.worksheets[0].cell(6, column).value = cell.value
            cell.value = None

    comment(records / WORKING)
    spoiled(records / WORKING, restore)
    comment(records / WORKING, rows=[6])
    assert call("processed", "--records", records).exit_code == 0


def test_cells_that_look_like_something_else_survive_a_plain_edit(tmp_path, records):
    week = Week()
    for row, text in enumerate(["=1+1", "a\r\nb", "00012", "#N/A", "_x0041_", " padded "], 2):
        week.set("address-sharer", row, "Region", text)
    run("address-sharer", week.write("address-sharer", tmp_path), records)
    comment(records / WORKING)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, shown.stderr) == (0, "")


def test_a_report_with_a_comment_column_of_its_own(tmp_path, records):
    """Its comments are the sender's, not outcomes: they neither finish this week nor remove rows of the next."""
    week = Week()
    for row in week.grids["address-sharer"]:
        row.append("from the sender")
    week.rename("address-sharer", "from the sender", "Comment")
    source = week.write("address-sharer", tmp_path)
    run("address-sharer", source, records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, (records / PROCESSED).exists()) == (1, False)
    call("processed", "--records", records, "--without-outcomes")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert {row["status"] for row in found["rows"]} == {"Seen"}
