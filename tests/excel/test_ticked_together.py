"""Done in CMS, of several lines at once: of each what is owed there, and of nobody whose line is not selected [C7]."""

import pytest

from helpers.choices import cell
from helpers.files import Week

REFS = ("D5-2", "D5-3", "D5-4")


@pytest.fixture
def decided(excel, tmp_path):
    """Three clients, of each of whom a note is to be added in CMS; the lines of two are selected."""
    week = Week(6)
    for row in (2, 3, 4):
        week.set("daily-diffs", row, "What Has Changed", "Added SWIFTT")
    excel.open("daily-diffs", week.write("daily-diffs", tmp_path / "received"))
    for name in ("say_what_to_do", "make_worklist"):
        excel.press(name)
    sheet = excel.book.sheets["Worklist"]
    for ref in REFS:
        cell(sheet, ref).value = "CPS confirmed, no such benefit"
    excel.press("draft_notices")
    first = cell(sheet, REFS[0]).row
    assert [cell(sheet, ref).row for ref in REFS] == [first, first + 1, first + 2]
    sheet.activate()
    sheet[f"A{first}:A{first + 1}"].select()
    return sheet


def test_of_several_lines_each_is_ticked(excel, decided):
    said = [f"20250113-{ref}: ticked. Now: Done." for ref in REFS[:2]]
    assert excel.press("tick_done") == [" ".join(["2 ticked.", *said])]
    assert [cell(decided, ref, "State").value[:10] for ref in REFS] == ["Done", "Done", "To do in C"]


@pytest.mark.parametrize("button", ["copy_scn", "take_back"])
def test_all_else_wants_one_line(excel, decided, button):
    assert excel.press(button) == [
        "Select one row on the sheet 'Worklist' (a cell of it is enough), then press again."
    ]
