"""Which rows the marks mean by what is selected: never a row that somebody else's cells stand beside [A10, X6]."""

import pytest

from helpers.files import LAST_MASTER, Week, filed_before, xlsx

SHARERS = "CSOs Living With Children"
UP_TO_COMPARED = ("format_sheet", "highlight_duplicates", "remove_rows", "paste_previous_master", "compare")
MARKS = ("email_sent", "nfa", "conflict_of_interest")
LAST_WEEKS = (
    "The selected cells belong to last week's rows (from column U on), not to this week's rows beside them. Nothing "
    "was marked. Select the rows left of it (a cell of each is enough), then press again."
)
PASTED = (
    "The selected cells belong to the pasted list of current clients (from column AO on), not to this week's rows "
    "beside them. Nothing was marked. Select the rows left of it (a cell of each is enough), then press again."
)


@pytest.fixture
def compared_sharers(excel, tmp_path):
    """The address report beside last week's, in front."""
    filed_before(excel.records, LAST_MASTER, xlsx(Week(5).grids["address-sharer"]))
    excel.open("address-sharer", Week(6).write("address-sharer", tmp_path / "received"))
    for name in UP_TO_COMPARED:
        excel.press(name)
    excel.book.sheets[SHARERS].activate()
    excel.press("show_columns")  # last week's block is folded away
    return excel


def comments(excel, column="T"):
    sheet = excel.book.sheets[0]
    return {row: text for row in range(2, 9) if (text := sheet[f"{column}{row}"].value)}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("selected", ["U3", "U2:AJ4", "AA5:AB6", "A2,U4", "U:AJ"])
def test_cells_of_last_week_mark_nothing(compared_sharers, mark, selected):
    compared_sharers.book.sheets[0][selected].select()
    before = compared_sharers.book.sheets[0].used_range.value
    assert compared_sharers.press(mark) == [LAST_WEEKS]
    assert compared_sharers.book.sheets[0].used_range.value == before


@pytest.mark.parametrize(
    ("selected", "rows"),
    [
        ("A3", [3]),
        ("3:4", [3, 4]),
        ("P3:U3", [3]),
        ("Q2", [2]),
        ("T4", [4]),
        ("A3,U3", [3]),
        ("A2:AJ3", [2, 3]),
    ],
)
def test_whole_rows_and_our_own_columns_are_marked(compared_sharers, selected, rows):
    compared_sharers.book.sheets[0][selected].select()
    assert compared_sharers.press("nfa") == []
    assert comments(compared_sharers) == dict.fromkeys(rows, "NFA")


def test_whole_rows_are_marked_though_columns_are_hidden(compared_sharers):
    sheet = compared_sharers.book.sheets[0]
    for columns in ("C:H", "T:T", "AK:ZZ"):
        sheet[columns].columns.hidden = True
    sheet["3:3"].select()
    assert compared_sharers.press("nfa") == []
    assert comments(compared_sharers) == {3: "NFA"}


@pytest.mark.parametrize("mark", MARKS)
def test_a_selection_on_another_sheet(compared_sharers, mark):
    removed = compared_sharers.book.sheets["Removed"]
    removed.activate()
    removed["A2"].select()
    assert compared_sharers.press(mark) == [
        "The selection is on the sheet 'Removed', and rows are marked on the sheet 'CSOs Living With Children'. Select "
        "them there (a cell of each is enough), then press again."
    ]
    assert comments(compared_sharers) == {}


def test_the_pasted_list_of_current_clients_is_not_about_the_rows_beside_it(excel, tmp_path):
    excel.open("on-list", Week(6).write("on-list", tmp_path / "received"))
    for name in ("format_sheet", "paste_current_clients", "highlight_duplicates", "say_what_to_do"):
        excel.press(name)
    sheet = excel.book.sheets[0]
    for selected in ("AP3", "AO2:AP4"):
        sheet[selected].select()
        before = sheet.used_range.value
        assert excel.press("nfa") == [PASTED]
        assert sheet.used_range.value == before
    sheet["B3"].select()
    assert excel.press("nfa") == []
