"""Bad moments: undo.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import shutil
import tempfile
import zipfile

import pytest
from openpyxl import load_workbook

from helpers.files import CANARIES
from helpers.staff import NOTHING_TO_UNDO, UP_TO_COMPARED, last_week, settings_of, state


def test_undo_asks_because_work_by_hand_goes_too(staff):
    book = staff.receive("daily-diffs", "format_sheet")
    before = state(book)
    staff.press("say_what_to_do")
    staff.sheet["E2"].value = "mine"
    staff.sheet["A2:B3"].color = "#92D050"
    worked = state(book)
    staff.app.impl.answers = ["no"]
    staff.press("undo_last_step")
    assert [alert[0] for alert in staff.app.impl.alerts] == [
        "Take back 'Say what each row asks for'? Anything typed or coloured on its sheets since then will be lost too."
    ]
    assert state(book) == worked
    staff.app.impl.answers = ["yes"]
    staff.press("undo_last_step")
    assert state(book) == before


@pytest.mark.parametrize("what", ["heading", "sheet"])
def test_undo_after_a_change_that_steps_refuse(staff, what):
    book = staff.receive("daily-diffs", "format_sheet")
    before = state(book)
    staff.press("say_what_to_do")
    if what == "heading":
        staff.sheet["A1"].value = "Changed what"
    else:
        staff.sheet.name = "Mine"
    worked = state(book)
    staff.app.impl.answers = ["yes"]
    said = staff.press("undo_last_step")
    assert "not foreseen" not in said
    if what == "heading":
        assert state(book) == before
    else:
        assert said == ("The sheet 'Daily Diffs' has been renamed since. Give it this name again, then undo.")
        assert state(book) == worked


def test_undo_leaves_the_worklist_as_its_reader_has_it(staff):
    """Columns that were unfolded stay so, and headings that were not frozen."""
    book = staff.reopen("daily-diffs")
    book.sheets["Worklist"].activate()
    staff.press("show_columns")
    book.api.Windows(1).FreezePanes = False
    book.sheets[0].activate()
    before = state(book)
    staff.press("say_what_to_do", "undo_last_step")
    assert state(book) == before


def test_nothing_to_undo(staff):
    book = staff.open_report("daily-diffs")
    before = state(book)
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO
    staff.press("format_sheet", "undo_last_step")
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(book) == before


def test_undo_of_the_opening_closes_the_workbook(staff):
    book = staff.receive("daily-diffs", "format_sheet")
    staff.app.calculation = "manual"
    name = book.name
    assert staff.press("undo_last_step", "undo_last_step") == ""
    assert name not in [one.name for one in staff.app.books]
    staff.app.books.add()
    assert settings_of(staff.app) == (True, True, True, True, "manual", "Taken back: Open the report.")


def test_a_copy_of_a_workbooks_file_has_nothing_to_undo(staff):
    """The mark that a workbook is known by goes into its file when staff save it."""
    book = staff.receive("daily-diffs", "format_sheet")
    path = staff.folder / "mine.xlsx"
    book.save(str(path))
    copy = staff.app.books.open(str(shutil.copyfile(path, staff.folder / "another.xlsx")))
    before = state(copy)
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO
    assert state(copy) == before
    book.activate()
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO


def test_a_name_of_anothers_is_no_mark(staff):
    staff.receive("daily-diffs", "format_sheet")
    book = staff.open_report("off-list")
    book.names.add("cso_xl", '="|".join(...)"')
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO
    assert staff.press("format_sheet") == ""
    assert staff.press("undo_last_step") == ""


def test_a_press_does_not_make_excel_ask_about_a_workbook_that_it_only_read(staff):
    book = staff.open_report("daily-diffs")
    book.api.Saved = True
    staff.press("what_is_this_step")
    assert book.api.Saved is True


def test_excels_own_undo_button_offers_the_step(staff):
    """Nothing is called after it was put there: the next call would take it off again."""
    staff.receive("daily-diffs")
    staff.press("format_sheet")
    assert staff.app.impl.undo_hook == ("Undo Format", "'cso_xl.xlam'!CsoUndo")
    staff.press("say_what_to_do", "undo_last_step")
    assert staff.app.impl.undo_hook == ("Undo Format", "'cso_xl.xlam'!CsoUndo")
    staff.press("undo_last_step")
    assert staff.app.impl.undo_hook is None


def every_cell(app):
    """The text in all open documents: workbooks, the add-in, the shelf."""
    found = []
    for document in app.impl.office.desktop.Components:
        for sheet in document.Sheets:
            cursor = sheet.createCursor()
            cursor.gotoStartOfUsedArea(False)
            cursor.gotoEndOfUsedArea(True)
            found += [str(cell) for row in cursor.getDataArray() for cell in row]
            found += [note.String for note in sheet.Annotations]
    return "\n".join(found)


def test_nothing_is_left_of_a_closed_workbook(staff, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    last_week(staff.records)
    staff.receive("address-sharer", *UP_TO_COMPARED, "undo_last_step")
    staff.book.sheets[0]["B2"].add_note(CANARIES[3])
    assert CANARIES[0] in every_cell(staff.app)
    staff.book.close()
    staff.app.books.add()
    staff.press("about")
    assert not any(canary in every_cell(staff.app) for canary in CANARIES)
    assert list(temporary.rglob("*")) == []


def test_nothing_of_undo_is_in_a_workbook_that_staff_save(staff):
    last_week(staff.records)
    book = staff.receive("address-sharer", *UP_TO_COMPARED)
    path = staff.folder / "mine.xlsx"
    book.save(str(path))
    assert load_workbook(path).sheetnames == ["CSOs Living With Children", "Removed"]
    with zipfile.ZipFile(path) as package:
        assert sum(name.startswith("xl/worksheets/sheet") for name in package.namelist()) == 2
    assert staff.press("undo_last_step") == NOTHING_TO_UNDO or "Status" not in staff.sheet.range("1:1").value


def test_undo_in_a_workbook_that_was_saved_and_opened_again(staff):
    """In the file the standard place of a cell's text is kept as the bottom, where it was drawn before."""
    book = staff.receive("daily-diffs", "format_sheet", "say_what_to_do")
    before = state(book)
    staff.press("make_worklist")
    path = staff.folder / "mine.xlsx"
    book.save(str(path))
    book.close()
    again = staff.app.books.open(str(path))
    staff.press("undo_last_step")
    assert {name: state(again)["Daily Diffs"][name] for name in ("cells", "looks")} == {
        name: before["Daily Diffs"][name] for name in ("cells", "looks")
    }
    assert "Worklist" not in [sheet.name for sheet in again.sheets]
