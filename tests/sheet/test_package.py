"""The parts of a workbook beside its rows: what openpyxl reads of them, it writes again in the same words."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from cso_xl.sheet.areas import Area
from cso_xl.sheet.cover import Cover
from cso_xl.sheet.file_engine import FileBook
from cso_xl.sheet.layout import CellNote, Choice, PrintedPage, SheetLayout, SheetLink
from cso_xl.sheet.package import pack

ROWS_THERE = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
OTHERS = re.compile(
    rb'<ignoredErrors>.*</ignoredErrors>|<dimension [^>]*>| outlineLevelCol="1"'
)  # openpyxl ignores none and forgets the level of groups; cells alone count
COVER = Cover("IN-CONFIDENCE", "D9E1F2", "9C0006", "FFC7CE")


class Sheet:
    """A sheet without rows that is laid out in every way."""

    def __init__(self, name="It's <&>", **layout):
        self.name, self._layout = name, SheetLayout(**layout)

    def size(self):
        return Area(1, 1, 1, 1)

    def layout(self):
        return self._layout

    def styles(self):
        return {}

    def write_rows(self, writer):
        return iter(())


def layouts(package):
    """Of each sheet what stands around its rows."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return [OTHERS.sub(b"", ROWS_THERE.sub(b"<sheetData/>", archive.read(name))) for name in names]


def written_again(package):
    """The same workbook as openpyxl writes it once it has read it."""
    again = io.BytesIO()
    load_workbook(io.BytesIO(package)).save(again)
    return again.getvalue()


WAYS = {
    "nothing": {},
    "a tab's colour": {"tab": "0072B2"},
    "no grid": {"has_grid": False},
    "frozen rows": {"frozen": 7},
    "columns": {"widths": [8.43, 12, 60, 92.71], "hidden": {2, 3}},
    "a filter": {"arrows": Area(1, 1, 9, 4)},
    "a filter that is set": {"arrows": Area(2, 1, 9, 4), "filters": {4: {"", "x"}, 1: {"2", "1", 'a"<&\n'}}},
    "merged cells": {"merged": [Area(1, 1, 1, 3)]},
    "duplicates": {"duplicates": (Area(2, 1, 9, 4), Area(2, 6, 2, 6))},
    "drop-downs": {
        "choices": [
            Choice(Area(2, 2, 9, 2), "OFFSET('It''s'!$B$1,1,0)", "Not & in the list", 'Choose "one".'),
            Choice(Area(2, 3, 2, 3), '"a,b"'),
        ]
    },
    "links": {"links": {(1, 2): SheetLink("It's <&>", 'Next "›" <&>')}},
    "a page across": {"page": PrintedPage(), "widths": [200, 200, 9], "hidden": {3}},
    "a page upright": {"page": PrintedPage(landscape=False, high=1), "widths": [20]},
    "notes": {"notes": {(2, 1): CellNote("look <&>\nthere", 320, 42)}},
}


@pytest.mark.parametrize("way", WAYS)
def test_openpyxl_reads_a_layout_and_writes_it_again_in_the_same_words(way):
    package = pack([Sheet(**WAYS[way])], COVER)
    assert layouts(package) == layouts(written_again(package))


def test_openpyxl_reads_the_list_of_sheets_and_writes_it_again_in_the_same_words(settings):
    book = FileBook(settings, "Report", [["a"], ["b"]], {})
    book.report.format_report()
    book.add_sheet("It's", [["a"]]).format_report()
    package = book.save_copy()
    parts = [
        zipfile.ZipFile(io.BytesIO(one)).read("xl/workbook.xml") for one in (package, written_again(package))
    ]
    assert parts[0] == parts[1]


def test_a_note_is_read_whole_and_drawn_hidden_beside_its_cell():
    package = io.BytesIO(pack([Sheet(**WAYS["notes"])], COVER))
    assert load_workbook(package).active["A2"].comment.text == "look <&>\nthere"
    drawn = zipfile.ZipFile(package).read("xl/drawings/commentsDrawing1.vml").decode()
    (shape,) = ElementTree.fromstring(drawn).iter("{urn:schemas-microsoft-com:vml}shape")
    assert shape.get("style").endswith("width:320px;height:42px;z-index:1;visibility:hidden")
    assert "<x:Row>1</x:Row><x:Column>0</x:Column>" in drawn


def test_further_properties_and_a_title():
    cover = Cover("IN-CONFIDENCE", "D9E1F2", "9C0006", "FFC7CE", {"Source": "<&>", "Data": "x"}, "CSO <&>")
    book = load_workbook(io.BytesIO(pack([Sheet()], cover)))
    assert {one.name: one.value for one in book.custom_doc_props.props} == {"Source": "<&>", "Data": "x"}
    assert (book.properties.title, book.properties.category) == ("CSO <&>", "IN-CONFIDENCE")
