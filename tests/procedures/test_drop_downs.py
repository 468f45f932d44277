"""The worklist's drop-downs: each line offers its questions' outcomes, whatever is done to it [D3-D8, L6-L9, A8]."""

import pytest
from openpyxl import load_workbook

from helpers.choices import asked, expected, layout, offered, offered_name, source
from helpers.files import Week
from helpers.libreoffice.office import load_uno, properties, struct

KINDS = ("Address Change", "Added SWIFTT", "Change Status SWIFTT", "Added SHA", "Alias name details changed")


def a_week():
    """Rows that ask different questions, some of them the same one."""
    week = Week(10)
    for row in range(2, 12):
        week.set("daily-diffs", row, "What Has Changed", KINDS[row % len(KINDS)])
    return week


@pytest.fixture
def worklist(excel, tmp_path):
    """The daily diffs with their worklist, in front."""
    excel.open("daily-diffs", a_week().write("daily-diffs", tmp_path / "received"))
    for name in ("format_sheet", "say_what_to_do", "make_worklist"):
        assert excel.press(name) == []
    return excel.book.sheets["Worklist"]


def sort_by(sheet, heading, ascending=True):
    """As staff sort a list: values move, drop-downs stay where they are."""
    impl = sheet.impl
    by = struct("table.TableSortField", Field=layout(sheet).at(heading), IsAscending=ascending)
    fields = load_uno().Any("[]com.sun.star.table.TableSortField", (by,))
    said = properties(ContainsHeader=True, BindFormatsToContent=False, SortFields=fields)
    load_uno().invoke(impl.used_range.x, "sort", (said,))


def is_right(book):
    found = offered(book.sheets["Worklist"])
    assert found == expected(book)
    assert all(found.values())
    return found


def test_each_line_offers_its_own_outcomes(worklist):
    assert len({tuple(one) for one in is_right(worklist.book).values()}) > 2


@pytest.mark.parametrize("ascending", [True, False])
def test_sorted_by_hand_each_line_still_offers_its_own_outcomes(worklist, ascending):
    before = asked(worklist)
    sort_by(worklist, "Question", ascending)
    assert asked(worklist) != before
    is_right(worklist.book)


def test_filtered_and_sorted(worklist):
    question = layout(worklist).at("Question") + 1
    worklist.used_range.autofilter.apply_values(question, [asked(worklist)[2, "Outcome"]])
    is_right(worklist.book)
    sort_by(worklist, "Question", False)
    is_right(worklist.book)


def test_made_again_after_sorting(excel, worklist):
    sort_by(worklist, "Question", False)
    assert excel.press("make_worklist") == []
    is_right(excel.book)


def test_what_the_person_has_selected_stays_selected(excel, worklist):
    worklist.activate()
    worklist["C4"].select()
    assert excel.press("make_worklist") == []
    selected = excel.app.selection
    assert (excel.book.sheets.active.name, selected.row, selected.column) == ("Worklist", 4, 3)
    is_right(excel.book)


def test_a_hidden_worklist_made_again_is_shown(excel, worklist):
    worklist.book.sheets[0].activate()
    worklist.visible = False
    assert excel.press("make_worklist") == []
    assert worklist.visible
    is_right(excel.book)


@pytest.mark.parametrize("step", ["make_worklist", "draft_notices", "email_sent"])
def test_undo_leaves_every_drop_down_as_it_was(excel, worklist, step):
    before = source(worklist)
    excel.book.sheets[0].activate()
    excel.book.sheets[0]["A3"].select()
    assert excel.press(step) == []
    excel.app.impl.answers = ["yes"]
    excel.press("undo_last_step")
    sheet = excel.book.sheets["Worklist"]
    assert source(sheet) == before
    is_right(excel.book)


@pytest.mark.parametrize("order", [["Outcomes", "Worklist"], ["Worklist", "Outcomes"]])
def test_undo_whatever_the_order_of_the_sheets(excel, worklist, order):
    names = [sheet.name for sheet in excel.book.sheets]
    assert set(order) < set(names)
    sheets = excel.book.impl.doc.Sheets
    for place, name in enumerate(order):
        sheets.moveByName(name, place)
    excel.book.sheets["Daily Diffs"].activate()
    assert excel.press("draft_notices") == []
    excel.app.impl.answers = ["yes"]
    excel.press("undo_last_step")
    is_right(excel.book)
    assert "#REF!" not in source(excel.book.sheets["Worklist"])


def test_a_filed_copy_sorted_by_hand(worklist, excel):
    """The copies are written without the spreadsheet program, and opened in it again the day after."""
    (said,) = excel.press("save_daily_diffs")
    path = excel.records / said.removeprefix("Filed: ")
    filed = load_workbook(path)
    last = filed["Outcomes"].max_row
    questions = f"'Outcomes'!$A$2:$A${last}"
    assert {str(one.sqref): one.formula1 for one in filed["Worklist"].data_validations.dataValidation} == {
        "I2:I11": f"OFFSET('Outcomes'!$B$1,MATCH($H2,{questions},0),0,COUNTIF({questions},$H2),1)",
        "C2:C11": "$F2",
    }
    copy = excel.app.books.open(str(path))
    is_right(copy)
    sort_by(copy.sheets["Worklist"], "Question", ascending=False)
    is_right(copy)


def test_a_client_with_several_changes_has_a_drop_down_for_each(excel, tmp_path):
    week = a_week()
    for row in (3, 4, 6):
        week.set("daily-diffs", row, "Client Number", "010000099")
    excel.open("daily-diffs", week.write("daily-diffs", tmp_path / "received"))
    for name in ("format_sheet", "say_what_to_do", "make_worklist"):
        assert excel.press(name) == []
    sheet = excel.book.sheets["Worklist"]
    found = is_right(excel.book)
    (several,) = {row for row, heading in found if heading == "Outcome 3"}
    assert sheet.range((several, 1)).value == "D8-3\nD8-4\nD5-6"
    assert {heading for row, heading in found if row == several} == {"Outcome", "Outcome 2", "Outcome 3"}
    assert {heading for row, heading in found if row != several} == {"Outcome"}
    sort_by(sheet, "Client Number", ascending=False)
    assert is_right(excel.book) != found


def test_L6_to_L9_are_chosen_on_one_line_under_their_own_headings(excel, tmp_path):
    week = Week()
    for row in (2, 3, 4):
        week.set("on-list", row, "Match Level", "1")
        week.set("cso-daily", row, "SWIFTT Status", "Current")
    excel.open("on-list", week.write("on-list", tmp_path / "received"))
    for name in ("format_sheet", "say_what_to_do", "make_worklist"):
        assert excel.press(name) == []
    sheet = excel.book.sheets["Worklist"]
    found = is_right(excel.book)
    headings = ["L6: note in place?", "L7: benefit?", "L8: children attached?", "L9: social housing?"]
    assert list(found) == [(row, heading) for row in (2, 3, 4) for heading in headings]
    assert found[2, "L7: benefit?"] == ["Registered, current or appointment: tell ASCM/SCM", "Neither: NFA"]
    sort_by(sheet, "Client Name", ascending=False)
    is_right(excel.book)


def test_the_name_in_cso_daily_is_offered_and_another_may_be_typed(excel, worklist):
    names = {row: worklist.range((row, layout(worklist).at("Name in cso_daily") + 1)).value for row in (2, 7)}
    sort_by(worklist, "Client Number", ascending=False)
    for row in (2, 7):
        name = worklist.range((row, layout(worklist).at("Name in cso_daily") + 1)).value
        assert offered_name(worklist, row) == [name]
    assert names[2].startswith("Canarova")
    cell = worklist.range((2, layout(worklist).at("Client Name") + 1))
    assert not cell.api.Validation.ShowError
    cell.value = "Weka, Mere"
    assert excel.press("draft_notices") == []
    assert cell.value == "Weka, Mere"


def typed(sheet, column):
    """By Ref, what stands in a column of the worklist."""
    rows = sheet.used_range.options(ndim=2).value
    at = rows[0].index(column) if column in rows[0] else len(layout(sheet).headings)
    return {row[0]: row[at] for row in rows[1:] if row[0]}


def test_an_empty_row_in_the_worklist_moves_nothing(excel, worklist):
    before = typed(worklist, "Question")
    worklist["L9"].value = "Note in place: NFA" if "D5" in worklist["A9"].value else None
    worklist.range("5:5").insert("down")
    excel.book.sheets[0].activate()
    excel.press("draft_notices")
    sheet = excel.book.sheets["Worklist"]
    assert typed(sheet, "Question") == before
    assert len([row for row in sheet["A2:A20"].value if row]) == len(before), "no line stands there twice"


def test_the_selected_line_is_the_one_that_is_meant(excel, worklist):
    """Copy note and the buttons of a case went by the place in the list."""
    worklist.range("5:5").insert("down")
    worklist.activate()
    worklist["C8"].select()
    ref = worklist["A8"].value
    (said,) = excel.press("copy_cen")
    assert f"follows from {ref}: " in said
    worklist["C5"].select()
    assert excel.press("copy_cen") == [
        "Select one row on the sheet 'Worklist' (a cell of it is enough), then press again."
    ]


def test_what_was_typed_beside_a_line_stays_with_it(excel, worklist):
    place = worklist.range((4, len(layout(worklist).headings) + 1))
    place.value = "rang on Monday"
    ref = worklist["A4"].value
    sort_by(worklist, "Question", ascending=False)
    assert excel.press("make_worklist") == []
    sheet = excel.book.sheets["Worklist"]
    assert typed(sheet, "typed")[ref] == "rang on Monday"
    assert [text for text in typed(sheet, "typed").values() if text] == ["rang on Monday"]
