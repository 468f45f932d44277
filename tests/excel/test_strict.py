"""The harness refuses what Excel refuses, by its documented limits, and is busy as Excel is."""

from types import SimpleNamespace

import pytest

from cso_xl.excel import buttons
from cso_xl.excel.memory import Memory
from cso_xl.sheet import excel_only
from helpers import libreoffice
from helpers.libreoffice import strict
from helpers.staff import EDITED, state

LONG = ",".join(f"A{row}" for row in range(1, 90))  # an address of more than 255 characters


@pytest.fixture
def sheet(staff):
    return staff.app.books.add().sheets[0]


def add_list(sheet, source, **messages):
    validation = sheet["A2"].api.Validation
    validation.Add(3, 1, 1, source)
    for name, text in messages.items():
        setattr(validation, name, text)


def page_layout(sheet):
    window = sheet.book.api.Windows(1)
    window.View = strict.PAGE_LAYOUT
    window.FreezePanes = True


REFUSED = {
    "an address of 256 characters": lambda sheet: sheet.range(LONG),
    "the same through .api": lambda sheet: sheet.api.Range(LONG),
    "a list of 256 characters": lambda sheet: add_list(sheet, "=" + "A" * 255),
    "a message of 226": lambda sheet: add_list(sheet, "=$A$1", ErrorMessage="x" * 226),
    "a title of 33": lambda sheet: add_list(sheet, "=$A$1", ErrorTitle="x" * 33),
    "a prompt of 256": lambda sheet: add_list(sheet, "=$A$1", InputMessage="x" * 256),
    "a cell of 32,768": lambda sheet: setattr(sheet["A1:A2"], "value", [["x"], ["x" * 32_768]]),
    "a comparison of 256": lambda sheet: sheet["A1:B3"].autofilter.apply_comparison(1, "equal_to", "x" * 256),
    "a filter on two areas": lambda sheet: sheet["A1:B3,D1:E3"].autofilter.apply_values(1, ["1"]),
    "a column inserted at two places": lambda sheet: sheet["A:A,C:C"].insert("right"),
    "rows deleted that overlap": lambda sheet: sheet["2:4,3:5"].delete("up"),
    "panes frozen in page layout": page_layout,
}
NAMES = (
    "",
    "x" * 32,
    "a/b",
    "a\\b",
    "a?",
    "a*",
    "[a",
    "a]",
    "a:b",
    "'a",
    "a'",
    "History",
    "HISTORY",
    "sheet1",
)


@pytest.mark.parametrize("what", REFUSED)
def test_refused(sheet, what):
    with pytest.raises(libreoffice.ComError) as caught:
        REFUSED[what](sheet)
    assert caught.value.excepinfo[5] == -2146827284
    assert not excel_only.is_busy(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_sheet_that_excel_does_not_take(sheet, name):
    other = sheet.book.sheets.add("Mine")
    with pytest.raises((libreoffice.ComError, ValueError)):
        other.name = name
    assert other.name == "Mine"


def test_what_is_just_short_enough_is_taken(sheet):
    add_list(sheet, "=" + "A" * 254, ErrorMessage="x" * 225, ErrorTitle="x" * 32, InputMessage="x" * 255)
    sheet["A1:A2"].value = [["x" * 32_767], ["y"]]
    assert len(sheet["A1"].value) == 32_767
    sheet.name = "x" * 31


def test_excel_gives_back_no_address_longer_than_it_takes(sheet):
    cells = sheet.range(",".join(LONG.split(",")[:60])).api
    cells = sheet.book.app.api.Union(cells, sheet.range("C1,D3,E5:F9,H1:J5,L1,M2,AA100,AB101,AC102").api)
    assert (len(cells.Address) <= 255, cells.Areas.Count) == (True, 69)
    assert cells.Areas.Item(69).Address == "$AC$102"


# Busy, in each of its forms


@pytest.mark.parametrize("form", strict.BUSY)
def test_a_busy_excel_is_known_in_whichever_form_it_says_so(staff, form):
    book = staff.receive("daily-diffs")
    before = state(book)
    staff.app.impl.calls.form = form
    staff.app.impl.busy = 6
    book.set_mock_caller()
    buttons.format_sheet()
    assert (staff.app.impl.alerts, staff.sheet["A1"].font.bold) == ([], True), "waited for"
    staff.press("undo_last_step")
    staff.app.impl.alerts.clear()
    staff.app.impl.busy = 100_000
    book.set_mock_caller()
    buttons.format_sheet()
    staff.app.impl.busy = 0
    assert [alert[0] for alert in staff.app.impl.alerts] == [EDITED]
    assert state(book) == before


@pytest.mark.parametrize("error", [*strict.BUSY.values(), lambda: strict.ComError("Excel failed")])
def test_an_excel_that_is_busy_or_fails_is_not_one_without_the_add_in(staff, addin, error):
    """A practice week's workbook would be worked by the unit's own settings, and filed in its records."""
    books = staff.app.books
    with staff.monkeypatch.context() as patched:
        patched.setattr(staff.app.impl.calls, "fails", lambda place: error())
        with pytest.raises((KeyError, strict.ExcelBusyError)) as caught:
            Memory.of(SimpleNamespace(books=books))
    assert excel_only.is_busy(caught.value) is (error in strict.BUSY.values())
    assert Memory.of(staff.app)
    assert Memory.of(SimpleNamespace(books={})) is None
