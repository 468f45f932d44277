"""The Sheet protocol: every operation, on both engines, read back from what each of them saves.

The live engine's workbook is read twice: as the spreadsheet program itself saves it, and as it is filed.
"""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

import cso_xl
from cso_xl.errors import FileError
from cso_xl.sheet.areas import Area
from cso_xl.sheet.file_engine import FileBook
from cso_xl.sheet.xlwings_engine import LiveBook, LiveSheet
from helpers.files import PAYLOADS

ROWS = [["Name", "Level", "Note"], ["Weka", "1", "=1+1"], ["Kea", "3", "00012"], ["Ruru", "2", ""]]
ENGINES = ("files", "xlwings", "xlwings, filed")


@pytest.fixture(params=ENGINES)
def engine(request, settings, tmp_path):
    """An engine: `engine(rows)` is a new workbook, `engine.saved(book)` what it looks like in a file."""
    if request.param == "files":
        return Engine(settings, None, tmp_path)
    return Engine(settings, request.getfixturevalue("office"), tmp_path, filed="filed" in request.param)


class Engine:
    def __init__(self, settings, app, folder, filed=True):
        self.settings, self.app, self.folder, self.filed = settings, app, folder, filed

    def __call__(self, rows):
        if self.app is None:
            return FileBook(self.settings, "Report", rows, {"Source": "x"})
        return LiveBook.new(self.app, self.settings, "Report", rows, lambda: {"Source": "x"})

    def saved(self, book):
        if self.filed:
            return load_workbook(io.BytesIO(book.save_copy()))
        path = self.folder / "saved.xlsx"
        book.book.save(path)
        return load_workbook(path)


@pytest.fixture
def book(engine):
    made = engine(ROWS)
    yield made
    if engine.app:
        made.book.close()


@pytest.fixture
def saved(engine):
    return engine.saved


def values(sheet):
    return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]


def test_values_come_back_as_the_text_that_went_in(book, saved):
    sheet = saved(book).active
    assert values(sheet) == ROWS
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert all(cell.number_format.endswith("@") for row in sheet.iter_rows() for cell in row if cell.value)


def test_format_report(book, saved):
    book.report.format_report()
    sheet = saved(book).active
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert sheet.auto_filter.ref == "A1:C4"
    assert sheet.column_dimensions["A"].width >= len("Name")


def test_long_text_wraps_and_its_row_is_high_enough(book, saved):
    book.report.paste(2, 3, [["word " * 40], ["short"]])
    book.report.format_report()
    sheet = saved(book).active
    assert sheet["C2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == 90  # six lines of 36 characters at most
    assert sheet.row_dimensions[3].height in (None, 15)


def test_filter_hides_rows_and_deletes_none(book, saved):
    book.report.format_report()
    book.report.filter_column(2, ["1", "2"])
    sheet = saved(book).active
    assert [row for row in range(1, 5) if sheet.row_dimensions[row].hidden] == [3]
    (column,) = sheet.auto_filter.filterColumn
    assert (column.colId, column.filters.filter) == (1, ["1", "2"])
    assert values(sheet) == ROWS


def test_show_only(book, saved):
    book.report.format_report()
    book.report.show_only([1, 3])
    sheet = saved(book).active
    assert [letter for letter in "ABC" if sheet.column_dimensions[letter].hidden] == ["B"]


def test_insert_column_moves_what_stands_right_of_it(book, saved):
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
    assert sheet["D2"].fill.fgColor.rgb[-6:] == "92D050"
    assert sheet["D2"].comment.text == "look"


def test_remove_rows_closes_the_gap(book, saved):
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
    assert sheet["A2"].fill.fgColor.rgb[-6:] == "FF0000"
    assert sheet["A2"].comment.text == "look"


def test_paste_beside_and_below(book, saved):
    book.report.format_report()
    book.report.paste(1, 5, [["New"], ["a"], ["b"], ["c"]], arrows=True)
    book.report.paste(5, 5, [["d"], ["e"]])
    sheet = saved(book).active
    assert [row[4] for row in values(sheet)] == ["New", "a", "b", "c", "d", "e"]
    assert sheet.auto_filter.ref == "A1:E4"
    assert book.report.headings() == ["Name", "Level", "Note", "", "New"]


def test_highlight_duplicates_is_one_rule_that_replaces_the_last(book, saved):
    book.report.highlight_duplicates([Area(1, 1, 4, 3)])
    book.report.highlight_duplicates([Area(2, 1, 4, 1), Area(2, 3, 4, 3)])
    ((area, (rule,)),) = saved(book).active.conditional_formatting._cf_rules.items()
    assert (str(area.sqref), rule.type) == ("A2:A4 C2:C4", "duplicateValues")
    assert rule.dxf.fill.bgColor.rgb[-6:] == "FFC7CE"


def test_further_sheets(book, saved):
    added = book.add_sheet("Removed", [["Row", "Reason"], ["7", "motel"]])
    added.format_report()
    assert saved(book).sheetnames == ["Report", "Removed"]
    assert book.sheet("Removed").values() == [["Row", "Reason"], ["7", "motel"]]
    assert book.sheet("Other") is None


FILED = pytest.mark.parametrize("engine", ["files", "xlwings, filed"], indirect=True)


@FILED
def test_a_filed_copy_is_set_up_for_print_and_bears_its_classification(book, saved):
    book.report.format_report()
    sheet = saved(book).active
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "IN-CONFIDENCE"


@FILED
def test_a_filed_copy_guards_text_that_looks_like_a_formula(book, saved):
    sheet = saved(book).active
    assert sheet["C2"].quotePrefix and not sheet["C3"].quotePrefix


@FILED
def test_properties_name_no_person_and_no_machine(book, saved):
    properties = saved(book).properties
    assert (properties.creator, properties.lastModifiedBy, properties.category) == (
        None,
        None,
        "IN-CONFIDENCE",
    )


@FILED
def test_the_same_book_gives_the_same_bytes(book, saved):
    book.report.format_report()
    book.report.note(2, 1, "look")
    assert book.save_copy() == book.save_copy()


def test_a_filter_is_set_again_when_excel_does_not_keep_a_text(office, settings, monkeypatch):
    book = LiveBook.new(office, settings, "Report", ROWS, dict)
    book.report.format_report()
    book.report.filter_column(2, ["1", "2"])
    before = book.report.appearance()
    monkeypatch.setattr(LiveSheet, "_write", refused)
    with pytest.raises(FileError, match="^refused$"):
        book.report.paste(1, 5, [["Status"]], arrows=True)
    after = book.report.appearance()
    book.book.close()
    assert before.filters == {2: frozenset("12")}
    assert (after.filters, after.arrows) == (before.filters, before.arrows)


def refused(*_):
    """Excel did not keep a text."""
    raise FileError("refused")


# Text stays text


@pytest.mark.proof
def test_nothing_becomes_a_formula(engine):
    """27 payloads in every column, as headings and as notes; all come back equal."""
    rows = [list(PAYLOADS), *([text] * len(PAYLOADS) for text in PAYLOADS)]
    book = engine(rows)
    for row, text in enumerate(PAYLOADS, 2):
        book.report.note(row, 1, text)
    book.report.format_report()
    sheet = engine.saved(book).active
    if engine.app:
        book.book.close()
    assert values(sheet) == rows
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert [sheet.cell(row, 1).comment.text for row in range(2, 29)] == list(PAYLOADS)


@pytest.mark.parametrize("text", ["x" * 32_768, "a\x00b", "a\x0bb", "\ud800", "\uffff"])
def test_what_excel_cannot_hold_is_an_error_and_never_cut(text, settings):
    book = FileBook(settings, "Report", [["Name"], [text]], {})
    with pytest.raises(FileError, match="Nothing was written") as error:
        book.save_copy()
    assert text not in str(error.value)


def test_more_rows_than_excel_has_are_an_error(settings, monkeypatch):
    monkeypatch.setattr("cso_xl.sheet.rows.EXCEL_ROWS", 3)
    with pytest.raises(FileError, match="4 rows and 1 columns, more than Excel holds"):
        FileBook(settings, "Report", [["a"]] * 4, {}).save_copy()


def test_there_is_one_writer_of_cells():
    """No other module of the package writes a cell: not through openpyxl, pandas or XML of its own."""
    writers = re.compile(r"\.cell\(|to_excel|<c r=|\.value = |(?<!self)\.formula2? = ")
    allowed = {
        "sheet/rows.py",  # the writer
        "sheet/live_sheet.py",  # Excel's own cells: text, read back
        "excel/memory.py",  # the add-in's memory, never saved
        "excel/today_sheet.py",  # the sheet Today: our own words, never filed
        "excel/self_test/program.py",  # workbooks of the self-test, never in the records
        "excel/self_test/rules.py",  # the same
        "figures/workbook.py",  # counts: no cell of a report
        "practice/workbooks.py",  # synthetic received files
    }
    package = Path(cso_xl.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if writers.search(path.read_text("utf-8"))
    }
    assert found <= allowed
