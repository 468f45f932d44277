"""The sheets of the exercises: worked rightly, or told what is left [X8]."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cso_xl.errors import InputError
from cso_xl.training import lessons, pages, rows
from cso_xl.training.exercises import REPORTS
from helpers.training_workbook import plain_sheet


@pytest.fixture(scope="module")
def received(training_book):
    """The sheets of the exercises, as they are received."""
    return {name: plain_sheet(training_book, name) for name in map(pages.exercise_name, REPORTS)}


def worked(report, grid):
    """A sheet as one leaves it who did everything right: on the address report the rows that go are gone."""
    table, decisions, _ = lessons.of_practice_week(report)
    rows_ = zip(table.excel_rows, grid[1:], strict=True)
    return [grid[0], *(cells for row, cells in rows_ if decisions[row].status != "Removed")]


def left_of(report, grid):
    [found] = rows.compared({pages.exercise_name(report): grid})
    assert (found.report, found.rows) == (report, len(lessons.of_practice_week(report).table.rows))
    return [left.words for left in found.left]


@pytest.mark.parametrize("report", REPORTS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_sheet_worked_rightly_has_nothing_left_in_any_order_and_each_single_slip_is_found(
    report, data, received
):
    """Columns may be inserted and rows sorted; one row deleted or typed over is told from all others."""
    grid = worked(report, received[pages.exercise_name(report)])
    body = data.draw(st.permutations(grid[1:]))
    at = data.draw(st.integers(0, len(grid[0])))
    right = [[*cells[:at], "Comment" if cells is grid[0] else "", *cells[at:]] for cells in (grid[0], *body)]
    assert left_of(report, right) == []
    slip = data.draw(st.integers(1, len(right) - 1))
    at_first = received[pages.exercise_name(report)].index(body[slip - 1])
    number = lessons.of_practice_week(report).table.excel_rows[at_first - 1]
    [gone] = left_of(report, right[:slip] + right[slip + 1 :])
    assert gone.startswith(f"Row {number} of the report is gone. It stays, as ‘")
    column = data.draw(st.integers(0, len(grid[0])).filter(lambda one: one != at))
    typed = [list(cells) for cells in right]
    typed[slip][column] += "?"
    [changed] = left_of(report, typed)
    assert changed == (
        f"Row {slip + 1}: ‘{right[0][column]}’ does not read as it was received. Nothing in a report is typed over: "
        "undo it."
    )


def test_each_row_that_should_go_and_is_still_there_is_said_with_its_reason(received, decided):
    """The hard cases among them: a holiday park, differing flats, no fixed abode, what last week recognised."""
    grid, right = received["Address sharer (synthetic)"], decided["address-sharer"]
    goes = [row for row, decision in right.items() if decision.status == "Removed"]
    done = worked("address-sharer", grid)
    for row in goes:
        said = left_of("address-sharer", [*done, grid[row - 1]])
        assert said == [f"Row {len(done) + 1} is still there. It goes: {right[row].reason}. [A4]"]
    assert left_of("address-sharer", grid) == [
        f"No row is removed yet: {len(goes)} of {len(grid) - 1} have to go. [A4]"
    ]


@pytest.mark.parametrize(
    ("report", "row", "words"),
    [
        ("address-sharer", 10, "Row 10 of the report is gone. It stays, as ‘New’: "),
        (
            "address-sharer",
            25,
            "Row 25 of the report is gone. It stays, as ‘Check address’: a flat on one side only",
        ),
        ("on-list", 3, "Row 3 of the report is gone. It stays, as ‘Process’: Current in cso_daily"),
        ("on-list", 18, "Row 18 of the report is gone. It stays, as ‘Match level 4’: "),
        ("daily-diffs", 23, "Row 23 of the report is gone. It stays, as ‘Check’: D10: "),
        ("off-list", 2, "Row 2 of the report is gone. It stays, as ‘Verify’: O3: "),
    ],
)
def test_a_row_that_was_deleted_and_stays_is_said_with_its_reason(report, row, words, received):
    grid = received[pages.exercise_name(report)]
    done = [cells for cells in worked(report, grid) if cells is not grid[row - 1]]
    [said] = left_of(report, done)
    assert said.startswith(words)


def test_other_slips_of_the_hand_are_said(received):
    """A number without its zeros, a row too many, a column deleted, a Status typed over."""
    grid = [list(cells) for cells in received["On list (synthetic)"]]
    grid[2][1] = grid[2][1].lstrip("0")
    assert left_of("on-list", grid) == [
        "Row 3: the zeros in front of ‘CSO Client Number’ are gone. A client number is text: Excel must not make it a "
        "number. [I4]"
    ]
    grid = received["On list (synthetic)"]
    assert left_of("on-list", [*grid, grid[1]]) == [
        f"Row {len(grid) + 1} is not in the report as it was received. No row is added to a report."
    ]
    assert left_of("on-list", [cells[1:] for cells in grid]) == [
        "The column ‘Match Level’ is gone. Columns are hidden, never deleted."
    ]
    table, decisions, _ = lessons.of_practice_week("on-list")
    said = [
        ("Status", "Reason"),
        *((decisions[row].status, decisions[row].reason) for row in table.excel_rows),
    ]
    with_status = [[*cells, *one] for cells, one in zip(grid, said, strict=True)]
    assert left_of("on-list", with_status) == []
    with_status[1][-2] = "Not current"
    [other] = left_of("on-list", with_status)
    assert other == f"Row 2: its Status is ‘Process’: {decisions[2].reason}."


def test_a_sheet_without_its_headings_is_an_error_in_words(received):
    for grid in ([], received["Off list (synthetic)"][1:]):
        with pytest.raises(
            InputError, match="The first row of the sheet ‘Off list .synthetic.’ is not its headings"
        ):
            rows.compared({"Off list (synthetic)": grid})


def test_a_report_of_one_row():
    words = "The sheet ‘Youth Service (synthetic)’: its one row is there, as it was received."
    assert rows.Compared("youth-service", rows=1, goes=0, left=()).headline == words
