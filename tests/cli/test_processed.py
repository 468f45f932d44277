"""`cso-xl processed`: the Processed Copy, from a Working Copy as staff left it."""

import json

import openpyxl
import pytest

from helpers.commands import call, comment, filed, run, run_json, sheet_of, words
from helpers.files import PROCESSED, SHARERS_FILE, Week, person, snapshot


def others(records):
    """What is filed but the Working Copy, which then knows what was recorded of it."""
    return {path: was for path, was in filed(records).items() if "Working" not in path}


def test_a_processed_copy_is_refused_while_rows_have_no_outcome(working, records):
    comment(working, rows=[2, 4])
    before = others(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, others(records)) == (1, before)
    said = words(shown.stdout + shown.stderr)
    assert (
        "Note: The Processed Copy is not saved yet: 3 rows have no outcome: rows 3, 5 to 6. Note: Write the outcome "
        "(NFA, Email sent) into Comment of the Working Copy and save it, or choose it on its worklist, where a notice "
        "counts once it is sent; then type: "
        "cso-xl processed --date 2025-01-13 (with the same --records)."
    ) in said
    assert said.count("Processed Copy") == 1


def test_rows_without_outcome_are_named_in_the_order_of_their_numbers(working, records):
    comment(working, rows=[2, 4])
    book = openpyxl.load_workbook(working)
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for at, cells in enumerate(reversed(rows), 2):
        for column, value in enumerate(cells, 1):
            sheet.cell(at, column).value = value
    book.save(working)
    shown = call("processed", "--records", records)
    assert "3 rows have no outcome: rows 3, 5 to 6." in words(shown.stdout + shown.stderr)


def test_a_processed_copy_of_a_commented_working_copy(working, records):
    comment(working, "Email sent")
    before = others(records)
    shown = call("processed", "--records", records, "--date", "2025-01-13")
    assert shown.exit_code == 0
    assert {path: was for path, was in others(records).items() if path in before} == before
    rows = list(sheet_of(records / PROCESSED).iter_rows())
    grid = [[cell.value or "" for cell in row] for row in rows]
    assert grid[0][16:20] == ["Row", "Status", "Reason", "Comment"]
    assert [row[16] for row in grid[1:]] == ["2", "3", "4", "5", "6"]
    assert [row[17] for row in grid[1:]] == ["Seen", "Changed", "Seen", "Seen", "New"]
    assert {row[19] for row in grid[1:]} == {"Email sent"}
    assert [row[:16] for row in grid[1:]] == Week().grids["address-sharer"][1:6]
    assert grid[0][20:] == Week().grids["address-sharer"][0]


def test_only_white_cells_of_this_week_are_coloured(working, records):
    comment(working, rows=[6])
    assert call("processed", "--records", records, "--without-outcomes").exit_code == 0
    sheet = sheet_of(records / PROCESSED)
    green = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb[2:] == "92D050"
    }
    this_row = [cell.value for cell in sheet[6]][:16]
    elsewhere = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.row != 6]
    white = {
        sheet.cell(6, column).coordinate
        for column, value in enumerate(this_row, 1)
        if value and this_row.count(value) == 1 and value not in elsewhere
    }
    ours = {"Q6", "R6", "S6", "T6"}  # Row, Status, Reason, Comment
    assert green == white | ours
    assert "A6" in green


def test_a_processed_copy_without_outcomes_if_told_so(working, records):
    shown = call("processed", "--records", records, "--without-outcomes")
    assert shown.exit_code == 0
    assert "5 rows have no outcome: rows 2 to 6." in words(shown.stdout)
    assert (records / PROCESSED).is_file()


def test_a_processed_copy_twice_changes_nothing_and_says_so(working, records):
    comment(working)
    call("processed", "--records", records)
    before = snapshot(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, snapshot(records)) == (0, before)
    assert "This report was filed before. Nothing was changed." in shown.stdout


def test_outcomes_that_came_later_are_not_lost_without_a_word(working, records):
    """Saved without outcomes, then commented: the Processed Copy has them, or the command says that it has not."""
    call("processed", "--records", records, "--without-outcomes")
    comment(working)
    shown = call("processed", "--records", records)
    comments = [cell.value for cell in sheet_of(records / PROCESSED)["T"][1:]]
    assert (shown.exit_code, comments) == (0, ["NFA"] * 5)


def test_running_again_leaves_the_comments(working, tmp_path, records):
    comment(working)
    before = snapshot(records)
    assert run("address-sharer", tmp_path / SHARERS_FILE, records).exit_code == 0
    assert snapshot(records) == before


@pytest.mark.parametrize(("options", "which"), [([], ""), (["--date", "2025-01-06"], " of 06 January 2025")])
def test_no_working_copy(options, which, records):
    shown = call("processed", "--records", records, *options)
    assert (shown.exit_code, shown.stderr) == (
        1,
        f"There is no Working Copy{which} in {records}. Run the address report first.\n",
    )


def test_next_week_knows_the_outcomes(working, tmp_path, records):
    comment(working, "Māngere; email sent to OT")
    call("processed", "--records", records)
    week = Week()
    week.grids["address-sharer"].append(person(week.grids["address-sharer"][0], 9))
    source = week.write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert [row["status"] for row in found["rows"]] == ["Removed"] * 5 + ["Changed", "New"]
    assert found["rows"][0]["reason"] == "recognised: Email sent, Processed Copy of 13 January 2025"


def test_C11_what_is_handed_on_or_open_again_is_not_recognised(working, tmp_path, records):
    """The Processed Copy says NFA of every row; what was recorded since counts more."""
    comment(working, "NFA")
    assert call("processed", "--records", records).exit_code == 0
    to_mark = ("mark", "address-sharer", "--records", records)
    assert call(*to_mark, "conflict-of-interest", 2).exit_code == 0
    asked = json.loads(call("due", "--json", "--records", records).stdout)
    assert [line["state"] for line in asked] == ["handed on"]
    assert call("take-back", "20250113-A8-3", "--records", records).exit_code == 0
    decided = tmp_path / "decided.csv"
    decided.write_text("Ref,Outcome\nA8-4,Same address: tell Oranga Tamariki\n", "utf-8")
    assert call(*to_mark, "--decisions", decided).exit_code == 0
    source = Week().write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    said = {row["row"]: (row["status"], row["reason"].rpartition("; ")[2]) for row in found["rows"]}
    assert {row: status for row, (status, _) in said.items()} == {
        2: "Seen", 3: "Seen", 4: "Seen", 5: "Removed", 6: "Removed", 7: "Changed",
    }  # fmt: skip
    assert said[2][1] == "comment on file: handed on"
    assert said[3][1] == said[4][1] == "comment on file: to be decided again, or to be sent"


def test_C4_what_is_not_understood_is_named_and_no_outcome(working, tmp_path, records):
    """A text that may hold a name is not repeated; next week the rows are still there."""
    for row, text in zip(
        range(2, 7),
        ("to be emailed", "NFA? ask Hine", "NFA?", "NFA; Conflict of interest", "NFA - JS"),
        strict=True,
    ):
        comment(working, text, rows=[row])
    shown = call("processed", "--records", records)
    said = words(shown.stdout + shown.stderr)
    assert shown.exit_code == 1
    assert "4 rows have no outcome: rows 2 to 5." in said
    for row, what in {2: '"to be emailed"', 3: "its comment", 4: '"NFA?"'}.items():
        assert said.count(f"Row {row}:") == 1
        assert f"Row {row}: {what} is not understood, so it settles nothing." in said
    assert "Row 5 is handed on (conflict of interest): a colleague gives it an outcome." in said
    assert "Hine" not in said
    assert call("processed", "--records", records, "--without-outcomes").exit_code == 0
    source = Week().write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert [row["status"] == "Removed" for row in found["rows"][:5]] == [False] * 4 + [True]
