"""The worklist's drop-downs: each line offers its own question's outcomes, whatever is done to it [D3-D8, A8]."""

import pytest
from openpyxl import load_workbook

from cso_xl.procedures.worklist import HEADINGS
from helpers.choices import expected, offered, source
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
    by = struct("table.TableSortField", Field=HEADINGS.index(heading), IsAscending=ascending)
    fields = load_uno().Any("[]com.sun.star.table.TableSortField", (by,))
    said = properties(ContainsHeader=True, BindFormatsToContent=False, SortFields=fields)
    load_uno().invoke(impl.used_range.x, "sort", (said,))


def asked(sheet):
    return [row[HEADINGS.index("Question")] for row in sheet.used_range.value[1:]]


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
    worklist.used_range.autofilter.apply_values(5, [asked(worklist)[0]])
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
    validations, last = filed["Worklist"].data_validations.dataValidation, filed["Outcomes"].max_row
    questions = f"'Outcomes'!$A$2:$A${last}"
    assert [(str(one.sqref), one.formula1) for one in validations] == [
        (
            "F2:F11",
            f"OFFSET('Outcomes'!$B$1,MATCH($E2,{questions},0),0,COUNTIF({questions},$E2),1)",
        )
    ]
    copy = excel.app.books.open(str(path))
    is_right(copy)
    sort_by(copy.sheets["Worklist"], "Question", ascending=False)
    is_right(copy)


def typed(sheet, column):
    """By Ref, what stands in a column of the worklist."""
    rows = sheet.used_range.options(ndim=2).value
    at = rows[0].index(column) if column in rows[0] else len(HEADINGS)
    return {row[0]: row[at] for row in rows[1:] if row[0]}


def test_an_empty_row_in_the_worklist_moves_nothing(excel, worklist):
    before = typed(worklist, "Question")
    worklist["F9"].value = "Note in place: NFA" if "D5" in worklist["A9"].value else None
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
    place = worklist.range((4, len(HEADINGS) + 1))
    place.value = "rang on Monday"
    ref = worklist["A4"].value
    sort_by(worklist, "Question", ascending=False)
    assert excel.press("make_worklist") == []
    sheet = excel.book.sheets["Worklist"]
    assert typed(sheet, "typed")[ref] == "rang on Monday"
    assert [text for text in typed(sheet, "typed").values() if text] == ["rang on Monday"]
