"""Nothing that a person typed beside the data is overwritten: it goes into Comment, or the step stops [A10]."""

import pytest

from helpers.files import LAST_MASTER, Week, filed_before, xlsx

UP_TO_REMOVED = ("format_sheet", "remove_rows")


def a_week():
    """Of four sharers one goes."""
    week = Week(4)
    week.set("address-sharer", 3, "Sharer Address", "No Fixed Abode")
    return week


@pytest.fixture
def received_sharers(excel, tmp_path):
    filed_before(excel.records, LAST_MASTER, xlsx(Week(3).grids["address-sharer"]))
    excel.open("address-sharer", a_week().write("address-sharer", tmp_path / "received"))
    return excel


def sheet(excel):
    return excel.book.sheets[0]


def comments(excel, column="T"):
    return [sheet(excel)[f"{column}{row}"].value for row in range(2, 6)]


def test_typed_in_the_gap_before_rows_are_removed(received_sharers):
    sheet(received_sharers)["Q2"].value, sheet(received_sharers)["S2"].value = "rang; NFA", "see CMS"
    sheet(received_sharers)["R3"].value = "motel?"
    assert received_sharers.press("remove_rows") == [
        "What was typed right of the rows now stands in Comment, or on the sheet 'Removed'."
    ]
    assert comments(received_sharers) == ["typed beside the row: rang, NFA, see CMS", None, None, None]
    assert "motel?" in received_sharers.book.sheets["Removed"]["A2"].expand("right").value + [
        received_sharers.book.sheets["Removed"]["T2"].value
    ]


def test_a_column_of_notes_with_a_heading(received_sharers):
    sheet(received_sharers)["Q1"].value, sheet(received_sharers)["Q4"].value = "Notes", "moved out"
    assert received_sharers.press("remove_rows")[0].startswith("What was typed right of the rows")
    assert sheet(received_sharers)["Q1:T1"].value == ["Row", "Address check", "Reason", "Comment"]
    assert comments(received_sharers) == [None, "typed beside the row: Notes: moved out", None, None]


def test_what_stands_beside_no_row_stops_the_step(received_sharers):
    sheet(received_sharers)["R9"].value = "ask Ben"
    before = sheet(received_sharers).used_range.value
    assert received_sharers.press("remove_rows") == [
        "Cell R9 holds something that was typed where this step writes. Nothing was changed. Move it to another place, "
        "or into Comment of its row, then press again."
    ]
    assert (sheet(received_sharers).used_range.value, len(received_sharers.book.sheets)) == (before, 1)


def test_what_was_typed_beside_a_removed_row_comes_back_with_it(received_sharers):
    sheet(received_sharers)["R3"].value = "motel?"
    received_sharers.press("remove_rows")
    removed = received_sharers.book.sheets["Removed"]
    removed.activate()
    removed["A2"].select()
    received_sharers.press("restore_row")
    assert comments(received_sharers)[3] == "typed beside the row: motel?"


def test_typed_where_last_week_is_pasted(received_sharers):
    for name in UP_TO_REMOVED:
        received_sharers.press(name)
    sheet(received_sharers)["W3"].value = "NFA"
    assert received_sharers.press("paste_previous_master") == [
        "What was typed beside 1 row, where this step writes, now stands in Comment."
    ]
    assert comments(received_sharers)[1] == "typed beside the row: NFA"
    assert sheet(received_sharers)["U1"].value == sheet(received_sharers)["A1"].value


def test_typed_over_the_address_check_before_the_comparison(received_sharers):
    for name in UP_TO_REMOVED:
        received_sharers.press(name)
    sheet(received_sharers)["R2"].value, sheet(received_sharers)["S4"].value = "NFA", "not the same house"
    sheet(received_sharers)["T4"].value = "rang"
    received_sharers.press("paste_previous_master")
    assert received_sharers.press("compare") == [
        "What was typed beside 2 rows, where this step writes, now stands in Comment."
    ]
    assert comments(received_sharers) == [
        "typed beside the row: NFA",
        None,
        "rang; typed beside the row: not the same house",
        None,
    ]


def test_typed_beside_the_daily_diffs(excel, tmp_path):
    excel.open("daily-diffs", a_week().write("daily-diffs", tmp_path / "received"))
    sheet(excel)["F3"].value = "told CPS"
    said = ["What was typed beside 1 row, where this step writes, now stands in Comment."]
    assert excel.press("say_what_to_do") == said
    assert comments(excel, "H") == [None, "typed beside the row: told CPS", None, None]
    sheet(excel)["G4"].value = "mine"
    assert excel.press("say_what_to_do") == said
    assert comments(excel, "H")[2] == "typed beside the row: mine"


def test_typed_where_comment_will_stand(excel, tmp_path):
    excel.open("daily-diffs", a_week().write("daily-diffs", tmp_path / "received"))
    excel.press("say_what_to_do")
    sheet(excel)["H2"].value = "rang on Monday"
    sheet(excel)["A2"].select()
    excel.press("nfa")
    assert comments(excel, "H")[0] == "typed beside the row: rang on Monday; NFA"


def test_typed_in_the_column_of_current_clients(excel, tmp_path):
    excel.open("on-list", a_week().write("on-list", tmp_path / "received"))
    sheet(excel)["AP3"].value = "mine"
    assert excel.press("paste_current_clients") == [
        "Cell AP3 holds something that was typed where this step writes. Nothing was changed. Move it to another "
        "place, or into Comment of its row, then press again."
    ]
