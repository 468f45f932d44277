"""Lines that are no rows: what SQL programs, Power BI, SAS and report writers put under, above and between rows [I7].

Nobody in them exists.
"""

import pytest

from cso_xl.cells.columns import Column
from cso_xl.errors import InputError
from cso_xl.intake.received import Received
from cso_xl.intake.tables import read_table
from helpers.files import Week, csv_bytes, xlsx

COLUMNS = (Column("number"), Column("name"))
NAMED = {"number": ["Client Number"], "name": ["Name"]}
GRID = [["Client Number", "Name", "Note"], ["010000001", "Tui", "x"], ["010000002", "Kea", "y"]]
LINE = ["-------------", "----", "----"]


def table(grid, passwords, made=csv_bytes, name="r.csv"):
    return read_table(Received(name, made(grid)), COLUMNS, NAMED, passwords)


UNDER = {
    "(2 rows affected)": 2, "(2 row(s) affected)": 2, "(1 rows affected)": 1, "2 rows selected.": 2, "(2 rows)": 2,
    "3 records": 3, "Total rows: 1,002": 1002, "Number of records: 2": 2, "Row count 2": 2, "Total": None,
    "Grand Total": None, "Applied filters:\nRegion is Northland": None, "No filters applied": None, "Page 1 of 2": None,
    "*** End of report ***": None, "Report generated on 13/01/2025 05:00": None, "IN-CONFIDENCE": None,
}  # fmt: skip


@pytest.mark.parametrize("words", UNDER)
def test_a_line_under_the_rows_is_left_out_and_named(words, passwords):
    for row in ([words], [words, "", ""]):
        found = table([*GRID, [], row], passwords)
        assert (found.rows, found.remarks, found.counted) == (GRID[1:], (5,), UNDER[words])
    found = table([*GRID, [], [words, "", ""]], passwords, xlsx, "r.xlsx")
    assert (found.rows, found.remarks, found.counted) == (GRID[1:], (5,), UNDER[words])


def test_a_count_beside_its_word(passwords):
    found = table([*GRID, ["Total records", "2", ""]], passwords)
    assert (found.rows, found.remarks, found.counted) == (GRID[1:], (4,), 2)


def test_the_line_of_dashes_below_the_headings(passwords):
    found = table([GRID[0], LINE, *GRID[1:], [], ["(2 rows affected)"]], passwords)
    assert (found.rows, found.excel_rows, found.remarks) == (GRID[1:], [3, 4], (2, 6))
    aligned = b" Client Number | Name\n---------------+------\n 010000001 | Tui\n(1 row)\n"
    found = read_table(Received("r.csv", aligned), COLUMNS, NAMED, passwords)
    assert ([[cell.strip() for cell in row] for row in found.rows], found.remarks) == (
        [["010000001", "Tui"]],
        (2, 4),
    )


def test_dashes_further_down_are_a_row(passwords):
    assert table([GRID[0], GRID[1], LINE], passwords).rows == [GRID[1], LINE]


def test_the_headings_again_on_each_page(passwords):
    found = table([*GRID, GRID[0], *GRID[1:]], passwords)
    assert (found.rows, found.remarks) == ([*GRID[1:], *GRID[1:]], (4,))


@pytest.mark.parametrize(
    "row", [["See the team leader"], ["Tui, Hemi"], ["010000003"], ["Total", "Tui"], ["12 Row Street"]]
)
def test_any_other_line_that_is_no_row_stays_a_fault(row, passwords):
    with pytest.raises(InputError) as error:
        table([*GRID, row], passwords)
    assert f"row 4: has {len(row)} cell" in str(error.value)
    assert table([*GRID, [*row, *[""] * (3 - len(row))]], passwords).rows[2:] == [
        [*row, *[""] * (3 - len(row))]
    ]


def test_what_was_left_out_is_said_and_a_count_that_is_another(hands, tmp_path):
    week = Week(4)
    week.grids["daily-diffs"] += [["(9 rows affected)", "", "", ""]]
    worked = hands("daily-diffs", Week(4))
    said = worked.open_again(week.write("daily-diffs", tmp_path / "again"))
    assert (
        "Left out, because they are no rows of the report (a count, a total, the headings again): row 6."
        in said
    )
    assert "says that it has 9 rows, and 4 were found. Check with IAP that it came whole." in said


@pytest.mark.parametrize("row", [["1"], ["1", "A"]])
def test_short_rows_say_that_excel_leaves_out_empty_cells(row, passwords):
    with pytest.raises(InputError) as error:
        table([*GRID, row], passwords)
    assert str(error.value).endswith(
        "Their cells may stand under the wrong headings, so nothing was written. Excel leaves out empty cells at the "
        "end of a row when it saves a CSV: use the file as it was received, or ask IAP to send it again."
    )


@pytest.mark.parametrize("separator", ["~", "^", "     "])
def test_headings_in_one_cell_are_said_to_be(separator, passwords):
    data = "".join(f"{separator.join(row)}\r\n" for row in GRID).encode()
    with pytest.raises(InputError) as error:
        read_table(Received("r.csv", data), COLUMNS, NAMED, passwords)
    assert (
        "All headings stand in one cell: what separates the others is not a comma, a semicolon, a tab or a bar (|). "
        "Ask the sender for it as a CSV (Comma delimited)."
    ) in str(error.value)
