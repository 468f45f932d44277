"""Bad moments: staff have worked on the sheet by hand.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import pytest
from openpyxl import load_workbook

from helpers import files
from helpers.files import COPIES, FOLDERS
from helpers.libreoffice.office import load_uno, properties, struct
from helpers.staff import FIRST_SAY, NO_REPORT, UP_TO_COMPARED, a_week, column, last_week, state


def reverse_rows(sheet):
    """As staff sort a sheet: by client number, the other way round; fills go with the rows."""
    impl = sheet.impl
    cells = impl.used_range.x
    field = 1 if sheet["B1"].value == "Client Number" else 0
    ascending = cells.getDataArray()[1][field] > cells.getDataArray()[-1][field]
    by = struct("table.TableSortField", Field=field, IsAscending=ascending)
    fields = load_uno().Any("[]com.sun.star.table.TableSortField", (by,))
    load_uno().invoke(
        cells, "sort", (properties(ContainsHeader=True, BindFormatsToContent=True, SortFields=fields),)
    )


def rename(address, text):
    def change(sheet):
        sheet[address].value = text

    return change


def insert_row(sheet):
    sheet.range("4:4").insert("down")


def delete_row(sheet):
    sheet.range("4:4").delete("up")


DISAGREES = (
    "This workbook does not agree with what was received: {}. Each received row must stand once, as it was received, "
    "either in the list or on the sheet 'Removed'. Put it right and try again."
)
NOT_IN_IT = DISAGREES.format(f"row 4 of {files.NAMES['daily-diffs']} is not in it")
NOT_AS_RECEIVED = (
    f"Row {{}} of this sheet is not as received in {files.NAMES['daily-diffs']}. Undo the change, or open the report "
    "again from Receive."
)
BY_HAND = {
    "a row inserted": (insert_row, NOT_AS_RECEIVED.format(4)),
    "a row deleted": (delete_row, NOT_IN_IT),
    "a cell changed": (rename("D4", "another"), NOT_AS_RECEIVED.format(4)),
    "a number changed": (rename("B4", "010000099"), NOT_AS_RECEIVED.format(4)),
    "a row twice": (
        lambda sheet: setattr(sheet["A8:D8"], "value", sheet["A4:D4"].value),
        NOT_AS_RECEIVED.format(8),
    ),
    "a heading renamed": (rename("A1", "Change"), NO_REPORT),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_what_was_changed_by_hand_is_not_filed(staff, what):
    change, said = BY_HAND[what]
    staff.choose(a_week().write("daily-diffs", staff.folder))
    book = staff.open_report("daily-diffs")
    change(staff.sheet)
    assert staff.press("say_what_to_do") == ("" if what == "a row deleted" else said)
    stands = state(book)
    assert staff.press("save_daily_diffs") == (FIRST_SAY if said.startswith("Row ") else said)
    assert (state(book), staff.filed()) == (stands, [])


@pytest.mark.parametrize("when", [0, 1, 2, 3])
def test_sorted_and_renamed_by_hand_between_the_steps(staff, when):
    week = a_week()
    week.set("daily-diffs", 5, "What Has Changed", "Deleted TRACE")
    staff.receive("daily-diffs", week=week)
    for at, name in enumerate(("format_sheet", "say_what_to_do", "highlight_red_rows", "save_daily_diffs")):
        if at == when:
            reverse_rows(staff.sheet)
            staff.sheet.name = "Mine"
        said = staff.press(name)
    assert said.startswith("Filed: ")
    filed = load_workbook(staff.records / FOLDERS["daily-diffs"] / COPIES["daily-diffs"][0]).active
    rows = list(filed.iter_rows(min_row=2))
    assert {row[1].value: row[5].value for row in rows} == {
        f"01000000{number}": "NFA" if number == 4 else "Action" for number in range(1, 7)
    }
    red = [row[1].value for row in rows if row[0].fill.fgColor.rgb.endswith("FF0000")]
    assert (red, filed.title) == (["010000004"], "Mine")


def test_sorted_by_hand_between_the_steps_of_the_sharers(staff):
    """Every row keeps what was said of it."""
    last_week(staff.records)
    staff.receive("address-sharer", *UP_TO_COMPARED)
    straight = dict(
        zip(column(staff.sheet, "CSO Client Number").values(), status_pairs(staff.sheet), strict=False)
    )
    staff.book.close()
    staff.receive("address-sharer", "format_sheet")
    reverse_rows(staff.sheet)
    staff.press("remove_rows")
    assert column(staff.book.sheets["Removed"], "Row in Master") == {2: "3"}
    reverse_rows(staff.sheet)
    staff.press("paste_previous_master", "compare")
    reverse_rows(staff.sheet)
    found = dict(
        zip(column(staff.sheet, "CSO Client Number").values(), status_pairs(staff.sheet), strict=False)
    )
    assert found == straight
    assert staff.press("save_working").startswith("Filed: ")


def status_pairs(sheet):
    return list(zip(column(sheet, "Status").values(), column(sheet, "Reason").values(), strict=True))


def test_a_sheet_of_ones_own_is_kept_and_not_filed(staff):
    book = staff.receive("daily-diffs", "format_sheet")
    own = book.sheets.add("Own", after=book.sheets[0])
    own["A1"].value = "to do"
    own.activate()
    staff.press("say_what_to_do", "highlight_red_rows")
    assert staff.press("save_daily_diffs").startswith("Filed: ")
    path = staff.records / FOLDERS["daily-diffs"] / COPIES["daily-diffs"][0]
    assert load_workbook(path).sheetnames == ["Daily Diffs"]
    staff.press("undo_last_step", "undo_last_step")
    assert own["A1"].value == "to do"


def test_our_own_columns_deleted_by_hand(staff):
    book = staff.receive("daily-diffs", "format_sheet", "say_what_to_do")
    book.sheets[0].range("E:G").delete("left")
    assert staff.press("save_daily_diffs") == FIRST_SAY
    assert staff.press("say_what_to_do") == ""
    assert staff.press("save_daily_diffs").startswith("Filed: ")
