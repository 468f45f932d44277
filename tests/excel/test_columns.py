"""The button that shows all columns, and folds away again what nobody needs for the decision [I5]."""

from openpyxl import load_workbook

from cso_xl.practice.week import Week
from cso_xl.procedures import PROCEDURES

TO_COMPARE = [step.name for step in PROCEDURES["address-sharer"].steps[1:8]]


def folded(excel, tmp_path, sheet=0):
    """Hidden columns and grouped ones, as the workbook would be saved."""
    path = tmp_path / "saved.xlsx"
    excel.book.save(path)
    found = load_workbook(path).worksheets[sheet]
    spans = found.column_dimensions.values()
    assert max(span.outlineLevel for span in spans) <= 1
    return tuple(
        {at for one in spans if getattr(one, what) for at in range(one.min, min(one.max, 40) + 1)}
        for what in ("hidden", "outlineLevel")
    )


def test_one_press_shows_every_column_and_one_folds_them_again(excel, tmp_path):
    files = Week().write(tmp_path / "week")
    excel.use_records(files.records)
    excel.open("address-sharer", files.address_report)
    for name in TO_COMPARE:
        excel.press(name)
    hidden, grouped = folded(excel, tmp_path)
    assert hidden == grouped >= {3, 4, 5, *range(21, 37)}
    heights = excel.book.sheets[0].range("A2:A20").row_height
    assert excel.press("show_columns") == [
        "Every column is shown. Press again to fold away what nobody needs for the decision."
    ]
    assert folded(excel, tmp_path) == (set(), grouped)
    assert "[+]" in excel.press("show_columns")[0]
    assert folded(excel, tmp_path) == (hidden, grouped)
    assert excel.book.sheets[0].range("A2:A20").row_height == heights


def test_on_a_sheet_that_is_not_ours_it_says_where_to_go(excel, tmp_path):
    files = Week().write(tmp_path / "week")
    excel.use_records(files.records)
    excel.open("daily-diffs", files.datamatch)
    assert "Every column of this sheet is needed" in excel.press("show_columns")[0]
    excel.book.sheets.add("Notes")
    assert "Go to the sheet 'Daily Diffs'" in excel.press("show_columns")[0]
