"""The Sheet protocol: every operation, on each engine that there is, read back from the saved copy."""

import io

import pytest
from openpyxl import load_workbook

from cso_xl.sheet.areas import Area
from cso_xl.sheet.openpyxl_engine import OpenpyxlBook

ROWS = [["Name", "Level", "Note"], ["Weka", "1", "=1+1"], ["Kea", "3", "00012"], ["Ruru", "2", ""]]
ENGINES = {"openpyxl": lambda settings, rows: OpenpyxlBook(settings, "Report", rows, {"Source": "x"})}


@pytest.fixture(params=ENGINES)
def book(request, settings):
    return ENGINES[request.param](settings, ROWS)


def saved(book):
    return load_workbook(io.BytesIO(book.save_copy()))


def values(sheet):
    return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]


def test_values_come_back_as_the_text_that_went_in(book):
    sheet = saved(book).active
    assert values(sheet) == ROWS
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["C2"].quotePrefix and not sheet["C3"].quotePrefix
    assert sheet["C3"].number_format == "@"


def test_format_report(book):
    book.report.format_report()
    sheet = saved(book).active
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert sheet.auto_filter.ref == "A1:C4"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "IN-CONFIDENCE"
    assert sheet.column_dimensions["A"].width >= len("Name")


def test_long_text_wraps_and_its_row_is_high_enough(settings):
    book = OpenpyxlBook(settings, "Report", [["Note"], ["word " * 40], ["short"]], {})
    book.report.format_report()
    sheet = saved(book).active
    assert sheet["A2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == 60
    assert sheet.row_dimensions[3].height is None


def test_filter_hides_rows_and_deletes_none(book):
    book.report.format_report()
    book.report.filter_column(2, ["1", "2"])
    sheet = saved(book).active
    assert [row for row in range(1, 5) if sheet.row_dimensions[row].hidden] == [3]
    (column,) = sheet.auto_filter.filterColumn
    assert (column.colId, column.filters.filter) == (1, ["1", "2"])
    assert values(sheet) == ROWS


def test_show_only(book):
    book.report.format_report()
    book.report.show_only([1, 3])
    sheet = saved(book).active
    assert [letter for letter in "ABC" if sheet.column_dimensions[letter].hidden] == ["B"]


def test_insert_column_moves_what_stands_right_of_it(book):
    report = book.report
    report.format_report()
    report.show_only([1, 3])
    report.filter_column(2, ["1"])
    report.fill([Area(2, 3, 2, 3)], "92D050")
    report.note(2, 3, "look")
    report.insert_column(2, "Comment")
    sheet = saved(book).active
    assert values(sheet)[0] == ["Name", "Comment", "Level", "Note"]
    assert values(sheet)[1] == ["Weka", "", "1", "=1+1"]
    assert sheet.column_dimensions["C"].hidden and not sheet.column_dimensions["B"].hidden
    assert sheet.auto_filter.ref == "A1:D4" and sheet.auto_filter.filterColumn[0].colId == 2
    assert sheet["D2"].fill.fgColor.rgb == "0092D050"
    assert sheet["D2"].comment.text == "look"


def test_remove_rows_closes_the_gap(book):
    report = book.report
    report.format_report()
    report.fill([Area(4, 1, 4, 3)], "FF0000")
    report.note(4, 1, "look")
    report.highlight_duplicates([Area(1, 1, 4, 3)])
    report.remove_rows([2, 3])
    sheet = saved(book).active
    assert values(sheet) == [ROWS[0], ROWS[3]]
    assert sheet.auto_filter.ref == "A1:C2"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["A1:C2"]
    assert sheet["A2"].fill.fgColor.rgb == "00FF0000"
    assert sheet["A2"].comment.text == "look"


def test_paste_beside_and_below(book):
    book.report.format_report()
    book.report.paste(1, 5, [["New"], ["a"], ["b"], ["c"], ["d"], ["e"]])
    book.report.arrows_to(5)
    sheet = saved(book).active
    assert [row[4] for row in values(sheet)] == ["New", "a", "b", "c", "d", "e"]
    assert sheet.auto_filter.ref == "A1:E4"
    assert book.report.headings() == ["Name", "Level", "Note", "", "New"]


def test_highlight_duplicates_is_one_rule_that_replaces_the_last(book):
    book.report.highlight_duplicates([Area(1, 1, 4, 3)])
    book.report.highlight_duplicates([Area(2, 1, 4, 1), Area(2, 3, 4, 3)])
    ((area, (rule,)),) = saved(book).active.conditional_formatting._cf_rules.items()
    assert (str(area.sqref), rule.type) == ("A2:A4 C2:C4", "duplicateValues")
    assert rule.dxf.fill.bgColor.rgb == "00FFC7CE"


def test_further_sheets(book):
    added = book.add_sheet("Removed", [["Row", "Reason"], ["7", "motel"]])
    added.format_report()
    assert saved(book).sheetnames == ["Report", "Removed"]
    assert book.sheet("Removed").values() == [["Row", "Reason"], ["7", "motel"]]
    assert book.sheet("Other") is None


def test_properties_name_no_person_and_no_machine(book):
    properties = saved(book).properties
    assert (properties.creator, properties.lastModifiedBy, properties.category) == (
        None,
        None,
        "IN-CONFIDENCE",
    )


def test_the_same_book_gives_the_same_bytes(book):
    book.report.format_report()
    book.report.note(2, 1, "look")
    assert book.save_copy() == book.save_copy()
