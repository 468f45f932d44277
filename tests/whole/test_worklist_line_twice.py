"""A line of the worklist that was copied and pasted, with another outcome: in both ways of working [C1, C3]."""

from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import now

TWICE = (
    "D3-2 stands twice on the sheet 'Worklist', in its rows 2 and {}. Delete the one that was pasted, then press "
    "again. Nothing was changed."
)


def test_neither_outcome_counts_and_a_person_is_told(hands):
    week = Week(1)
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    worked = hands("daily-diffs", week)
    book = worked.book()
    book.cell("D3-2", "Outcome").value, book.cell("D3-2", "Client Name").value = (
        "Address changed: tell CPS", "Weka, Mere",
    )  # fmt: skip
    last = paste_below(book)
    book.save()
    assert TWICE.format(last) in worked.press()
    (line,) = due.listed(worked.records, worked.settings, now())
    assert (line.reference, line.state) == ("20250113-D3-2", "to decide")


def paste_below(book):
    """Copy the first line below the last one; says where."""
    sheet = book.worklist
    if hasattr(sheet, "iter_rows"):
        last = sheet.max_row + 1
        for cell in sheet[2]:
            sheet.cell(last, cell.column).value = cell.value
        return last
    width, last = sheet.used_range.columns.count, sheet.used_range.last_cell.row + 1
    sheet.range((last, 1), (last, width)).value = sheet.range((2, 1), (2, width)).value
    return last
