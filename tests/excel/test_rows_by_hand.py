"""Rows and columns moved, inserted or pasted by hand: each row keeps its number, or the press says what to do [C1]."""

import pytest

from helpers.choices import cell
from helpers.files import MASTER, NAMES, ZIP, Week
from helpers.libreoffice.office import load_uno, properties, struct

FILE = NAMES["daily-diffs"]


@pytest.fixture
def received_diffs(excel, tmp_path):
    """The daily diffs as received, in front."""
    excel.open("daily-diffs", Week(5).write("daily-diffs", tmp_path / "received"))
    return excel


def sheet(excel):
    return excel.book.sheets[0]


def numbers(excel):
    """By client number, the number under Row."""
    block = sheet(excel).used_range.value
    row, client = block[0].index("Row"), block[0].index("Client Number")
    return {cells[client]: cells[row] for cells in block[1:]}


RIGHT = {f"01000000{number}": str(number + 1) for number in range(1, 6)}


def sort(excel):
    by = struct("table.TableSortField", Field=1, IsAscending=False)
    fields = load_uno().Any("[]com.sun.star.table.TableSortField", (by,))
    cells = sheet(excel).impl.used_range.x
    load_uno().invoke(cells, "sort", (properties(ContainsHeader=True, SortFields=fields),))


def test_rows_sorted_before_their_status_keep_their_numbers(received_diffs):
    sort(received_diffs)
    assert received_diffs.press("say_what_to_do") == []
    assert numbers(received_diffs) == RIGHT


def test_rows_as_received_are_numbered_without_reading_the_file_again(received_diffs, tmp_path):
    (tmp_path / "received" / ZIP).unlink()
    assert received_diffs.press("say_what_to_do") == []
    assert numbers(received_diffs) == RIGHT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda one: one.range("4:4").insert("down"),
            f"Row 4 of this sheet is not as received in {FILE}. Undo the change, or open the report again "
            "from Receive.",
        ),
        (
            lambda one: (
                setattr(one["A7:D7"], "number_format", "@"),
                setattr(one["A7:D7"], "value", one["A4:D4"].value),
            ),
            f"Row 7 of this sheet is on it twice, and once in {FILE}. Delete what was pasted, then press again.",
        ),
        (
            lambda one: (one.range("B:B").insert("right"), setattr(one["B1"], "value", "Notes")),
            f"Column B of this sheet was not received in {FILE}: it stands between the received columns. Move it right "
            "of them, or delete it, then press again. Nothing was changed.",
        ),
        (
            lambda one: (one.range("A:A").insert("right"), setattr(one["A1"], "value", "Notes")),
            f"Column A of this sheet was not received in {FILE}: it stands between the received columns. Move it right "
            "of them, or delete it, then press again. Nothing was changed.",
        ),
    ],
    ids=["a row inserted", "a row pasted", "a column between", "a column left"],
)
def test_what_was_inserted_before_the_status_is_named(received_diffs, change, said):
    change(sheet(received_diffs))
    before = sheet(received_diffs).used_range.value
    assert received_diffs.press("say_what_to_do") == [said]
    assert sheet(received_diffs).used_range.value == before


def paste_row(excel, at=4, to=7):
    sheet(excel)[f"A{to}:G{to}"].value = sheet(excel)[f"A{at}:G{at}"].value


TWICE = (
    "Row 4 appears twice on the sheet 'Daily Diffs': on its rows 4 and 7. Delete the one that was pasted, then press "
    "again. Nothing was changed."
)


@pytest.mark.parametrize("mark", ["email_sent", "nfa", "conflict_of_interest"])
def test_a_row_pasted_twice_is_not_marked(received_diffs, mark):
    received_diffs.press("say_what_to_do")
    paste_row(received_diffs)
    for selected in ("A7", "A2:A5"):
        sheet(received_diffs)[selected].select()
        before = sheet(received_diffs).used_range.value
        assert received_diffs.press(mark) == [TWICE]
        assert [row[:7] for row in sheet(received_diffs).used_range.value] == [row[:7] for row in before]
    sheet(received_diffs)["A2"].select()
    assert received_diffs.press(mark) == []


def test_a_row_pasted_twice_is_not_decided_again(received_diffs):
    received_diffs.press("say_what_to_do")
    paste_row(received_diffs)
    assert received_diffs.press("say_what_to_do") == [TWICE]


def test_a_row_inserted_in_the_list_is_named(received_diffs):
    received_diffs.press("say_what_to_do")
    sheet(received_diffs).range("4:4").insert("down")
    sheet(received_diffs)["A4"].value = "mine"
    sheet(received_diffs)["A4"].select()
    assert received_diffs.press("nfa") == [
        "Row 4 of the sheet 'Daily Diffs' has no number under Row, so it is not a received row. Delete it or put its "
        "number back, then press again. Nothing was changed."
    ]


def test_a_column_inserted_after_the_status_moves_nothing(received_diffs):
    received_diffs.press("say_what_to_do")
    sheet(received_diffs).range("B:B").insert("right")
    sheet(received_diffs)["B1"].value, sheet(received_diffs)["B3"].value = "Notes", "mine"
    sheet(received_diffs)["A3"].select()
    assert received_diffs.press("nfa") == []
    block = sheet(received_diffs).used_range.value
    assert block[0][5:] == ["Row", "Status", "Reason", "Comment"]
    assert [row[8] for row in block[1:]] == [None, "NFA", None, None, None]
    assert block[2][1] == "mine"


def test_a_workbook_saved_under_another_name_is_not_taken_for_the_received_file(excel, tmp_path):
    """Opened again, it asks for the file that was received: what is filed as Master is that one."""
    received = Week(3).write("address-sharer", tmp_path / "received")
    excel.open("address-sharer", received)
    for name in ("remove_rows", "compare"):
        excel.press(name)
    excel.book.save(tmp_path / "Mine.xlsx")
    excel.book.close()
    excel.press("about")  # what was known of it is forgotten
    excel.app.books.open(str(tmp_path / "Mine.xlsx"))
    assert excel.press("save_master") == [f"Filed: {MASTER}"]
    assert excel.asked == ["file", "file"]
    assert (excel.records / MASTER).read_bytes() == received.read_bytes()


def test_a_workbook_closed_without_saving_after_draft_notices(excel, tmp_path):
    """What was decided and drafted is recorded: opened again, the worklist says so, and nothing is drafted twice."""
    week = Week(3)
    week.set("daily-diffs", 3, "What Has Changed", "Address Change")
    path = week.write("daily-diffs", tmp_path / "received")
    drafts = []
    for again in (False, True):
        excel.open("daily-diffs", path)
        for name in ("say_what_to_do", "make_worklist"):
            excel.press(name)
        worklist = excel.book.sheets["Worklist"]
        if not again:
            cell(worklist, "D3-3", "Client Name").value = "Weka, Mere"
            cell(worklist, "D3-3").value = "Address changed: tell CPS"
            cell(worklist, "D3-3", "Detail").value = "4 Kauri Road"
        assert cell(worklist, "D3-3").value == "Address changed: tell CPS"
        excel.press("draft_notices")
        drafts.append(sorted(one.name for one in excel.records.rglob("*.eml")))
        excel.book.close()
    assert drafts[0] == drafts[1]
    assert len(drafts[0]) == 1
