"""The harness behaves as Excel does where the package relies on it."""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from helpers import TESTS, libreoffice, waiting

ROWS = [["ID", "Level", "Name"], ["0001", "1", "Ann"], ["0002", "2", "Ben"], ["0003", "3", "Cy"]]
MIXED = (0, 0, 0)


@pytest.fixture
def calc(office: xw.App) -> Iterator[xw.App]:
    """LibreOffice as newly started: no workbook, no messages, nothing set."""
    yield office
    office.impl.reset()
    for book in office.impl.books.every():
        book.close()


@pytest.fixture
def sheet(calc: xw.App) -> xw.Sheet:
    """A sheet whose first cells are text."""
    sheet = calc.books.add().sheets[0]
    sheet["A1:F9"].number_format = "@"
    sheet["A1"].value = ROWS
    return sheet


def shown(sheet: xw.Sheet, last: int = 4) -> list[int]:
    """The rows that are not hidden."""
    return [row for row in range(1, last + 1) if not sheet[f"{row}:{row}"].rows.hidden]


@pytest.mark.parametrize(
    "text", ["=1+1", "00012", "1/2", "3-5", "TRUE", "1e5", "-", "+61 400", "two\nlines", "'t"]
)
def test_text_stays_text(sheet: xw.Sheet, text: str) -> None:
    sheet["A1:B2"].value = [[text, None], [text, 5.0]]
    assert sheet["A1:B2"].value == [[text, None], [text, "5"]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("00012", 12.0),
        ("=1+1", 2.0),
        ("1/2/2025", dt.datetime(2025, 1, 2)),
        ("TRUE", True),
        ("1e5", 100000.0),
        ("'007", "007"),
        ("12 High Street", "12 High Street"),
        ("Unit 3-5", "Unit 3-5"),
        (dt.datetime(2025, 1, 13, 5, 30), dt.datetime(2025, 1, 13, 5, 30)),
    ],
)
def test_general_cells_are_typed(sheet: xw.Sheet, text: Any, value: Any) -> None:
    sheet["H1:I2"].value = [[text, "x"], ["y", None]]
    assert sheet["H1:I2"].value == [[value, "x"], ["y", None]]


def test_reading(sheet: xw.Sheet) -> None:
    sheet["H1"].value = [["=1/0"], ["=NA()"]]
    assert sheet["H1:H2"].options(err_to_str=True).value == ["#DIV/0!", "#N/A"]
    assert sheet["H1:H2"].value == [None, None]
    assert sheet["H1"].formula == "=1/0"
    assert sheet["A1"].options(ndim=2).value == [["ID"]]
    assert sheet["A1"].expand().address == "$A$1:$C$4"
    assert [sheet["A1"].end(way).address for way in ("down", "right")] == ["$A$4", "$C$1"]
    assert sheet["F9"].end("left").address == "$A$9"
    assert sheet.used_range.last_cell.address == "$H$4"
    assert sheet.range((2, 1), (3, 2)).get_address(False, False) == "A2:B3"


def test_mixed_looks(sheet: xw.Sheet) -> None:
    some, all_ = sheet["A1"], sheet["A1:B2"]
    assert all_.color is None
    some.color, some.font.bold, some.font.name, some.number_format = "#FFC7CE", True, "Arial", "0.00"
    some.wrap_text, some.vertical_alignment, some.row_height = True, "top", 40
    assert some.color == (255, 199, 206)
    assert (some.font.bold, some.font.size, some.number_format, some.row_height) == (True, 11, "0.00", 40)
    assert (some.wrap_text, some.vertical_alignment) == (True, "top")
    assert all_.color == MIXED
    mixed = (all_.font.bold, all_.font.name, all_.number_format, all_.wrap_text, all_.vertical_alignment)
    assert (*mixed, all_.row_height) == (None,) * 6
    all_.color = None
    assert all_.color is None


def test_widths_and_hidden_columns(sheet: xw.Sheet, tmp_path: Path) -> None:
    widths = {"A": 5.0, "B": 8.4, "C": 12.7, "D": 60.0}
    for letter, width in widths.items():
        sheet[f"{letter}:{letter}"].column_width = width
    sheet["B:C"].columns.hidden = True
    assert {letter: sheet[f"{letter}1"].column_width for letter in widths} == widths
    assert [sheet[at].columns.hidden for at in ("A:B", "B:C", "D:E")] == [None, True, False]
    saved = saved_sheet(sheet, tmp_path)
    assert {letter: pytest.approx(saved.column_dimensions[letter].width, abs=0.3) for letter in "AD"} == {
        "A": 5,
        "D": 60,
    }
    sheet["B:B"].column_width = 9
    assert sheet["B:B"].columns.hidden is False  # as in Excel


def test_insert_and_delete(sheet: xw.Sheet) -> None:
    sheet["A:A"].column_width = 20
    sheet["B:B"].insert("right")
    assert sheet["A1:C1"].value == ["ID", None, "Level"]
    assert (sheet["B2"].number_format, sheet["B1"].column_width) == ("@", 20)
    sheet["2:3"].delete("up")
    assert sheet["A1:A3"].value == ["ID", "0003", None]
    sheet["A2:A2"].insert("down")
    assert sheet["A1:C3"].value == [["ID", None, "Level"], [None, None, "3"], ["0003", None, None]]
    sheet["A1:C3"].clear()
    assert (sheet["A1:C3"].value, sheet["A1"].number_format) == ([[None] * 3] * 3, "General")


def test_filters(sheet: xw.Sheet) -> None:
    whole = sheet["A1:C4"]
    whole.autofilter.apply_values(2, ["1", "2"])
    assert shown(sheet) == [1, 2, 3]
    assert [area.address for area in whole.get_special_cells("visible")] == ["$A$1:$C$3"]
    assert (sheet.api.AutoFilterMode, sheet.api.AutoFilter.Range.Address) == (True, "$A$1:$C$4")
    assert [(one.type, one.values) for one in whole.autofilter.criteria] == [
        ("none", None),
        ("values", ["1", "2"]),
        ("none", None),
    ]
    whole.autofilter.apply_comparison(1, "not_equal_to", "0001")
    assert shown(sheet) == [1, 3]
    with pytest.raises(ValueError, match="different range"):
        sheet["A1:B4"].autofilter.apply_values(1, ["1"])
    whole.autofilter.clear(2)
    assert shown(sheet) == [1, 3, 4]
    whole.autofilter.apply_values(1, ["0003"])
    assert (shown(sheet), whole.autofilter.criteria[0].operator) == (
        [1, 4],
        "equal_to",
    )  # one value is a comparison
    sheet.api.AutoFilterMode = False
    assert (shown(sheet), sheet.api.AutoFilterMode, sheet.api.AutoFilter) == ([1, 2, 3, 4], False, None)
    sheet["3:3"].rows.hidden = True
    sheet["A1:B4"].autofilter.clear()
    sheet.api.AutoFilterMode = False
    assert shown(sheet) == [1, 2, 4]  # hidden by hand
    sheet["A1:B4"].autofilter.apply_comparison(1, "not_equal_to", None)
    sheet["A1:B4"].autofilter.clear(1)
    assert (shown(sheet), sheet.api.AutoFilter.Range.Address) == ([1, 2, 3, 4], "$A$1:$B$4")


def test_duplicate_rule(sheet: xw.Sheet, tmp_path: Path) -> None:
    rule = add_rule(sheet, "A2:A9,C2:D9")
    rules = sheet.api.Cells.FormatConditions
    assert (rules.Count, rules.Item(1).Type, rules(1).AppliesTo.Address) == (1, 8, "$A$2:$A$9,$C$2:$D$9")
    assert (rules(1).DupeUnique, rules(1).Interior.Color, rules(1).Font.Color) == (1, 0xCEC7FF, 0x06009C)
    assert [one.type for one in sheet["A5"].conditional_formats] == ["unknown"]
    assert len(sheet["B2:B9"].conditional_formats) == 0
    ((found, [saved]),) = saved_sheet(sheet, tmp_path).conditional_formatting._cf_rules.items()
    assert (str(found.sqref), saved.type) == ("A2:A9 C2:D9", "duplicateValues")
    assert (saved.dxf.fill.bgColor.rgb, saved.dxf.font.color.rgb) == ("FFFFC7CE", "FF9C0006")
    rule.Delete()
    assert sheet.api.Cells.FormatConditions.Count == 0


def test_copies_keep_everything(sheet: xw.Sheet, tmp_path: Path) -> None:
    dressed(sheet)
    undo = sheet.book.app.books.add()
    before = everything(sheet)
    away = sheet.copy(after=undo.sheets[0])
    assert everything(away) == before
    home = away.copy(before=sheet)
    assert (home.name, home.book.name) == ("Sheet1 (2)", sheet.book.name)
    assert everything(home) == before
    assert saved_sheet(away, tmp_path).freeze_panes == "A2"
    home.api.AutoFilterMode = False
    assert shown(home) == [1, 2, 3, 4]
    assert everything(sheet.copy(name="Here")) == before


def test_tables_notes_and_merged_cells(calc: xw.App, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["a", "b"])  # type: ignore[union-attr]
    made.active.append(["1", "2"])  # type: ignore[union-attr]
    made.active.add_table(openpyxl.worksheet.table.Table(displayName="People", ref="A1:B2"))  # type: ignore[union-attr]
    made.save(tmp_path / "table.xlsx")
    sheet = calc.books.open(tmp_path / "table.xlsx").sheets[0]
    assert [table.name for table in sheet.tables] == ["People"]
    sheet["B2"].add_note("look").text = "look again"
    assert {note.location.address: note.text for note in sheet.notes} == {"$B$2": "look again"}
    sheet["B2"].note.delete()
    assert (sheet["B2"].note, len(sheet.notes)) == (None, 0)
    sheet["D1:E2"].merge()
    assert [sheet[at].merge_cells for at in ("D1:E2", "E2", "C1:E2", "A1:B2")] == [True, True, None, False]


def test_selection(sheet: xw.Sheet) -> None:
    app = sheet.book.app
    sheet["A2:C3,A7:C7"].select()
    assert app.selection.address == "$A$2:$C$3,$A$7:$C$7"
    sheet["B:B"].select()
    assert (app.selection.address, app.books.active.selection.column) == ("$B:$B", 2)


def test_protected_sheets_refuse(sheet: xw.Sheet) -> None:
    sheet.impl.x.protect("")
    assert sheet.api.ProtectContents
    for change in (
        lambda: setattr(sheet["A1"], "value", "x"),
        lambda: setattr(sheet["A1"], "color", "#FF0000"),
        lambda: sheet["A:A"].insert("right"),
        lambda: sheet["2:2"].delete(),
        lambda: sheet["A1"].add_note("x"),
        lambda: sheet["A1:C4"].autofilter.apply_values(1, ["1"]),
    ):
        with pytest.raises(libreoffice.ComError):
            change()
    assert sheet["A1"].value == "ID"


def test_busy(sheet: xw.Sheet) -> None:
    sheet.book.app.impl.busy = 2
    for _ in range(2):
        with pytest.raises(libreoffice.ComError) as caught:
            sheet["A1"].value = "x"
        assert caught.value.hresult == -2147418111
    assert sheet["A1"].value == "ID"


def test_app(sheet: xw.Sheet) -> None:
    app = sheet.book.app
    sheet["H1:H2"].value = [[1], ["=H1+1"]]
    with app.properties(calculation="manual", screen_updating=False, status_bar="Working"):
        sheet["H1"].value = 5
        assert (app.calculation, app.screen_updating, app.status_bar) == ("manual", False, "Working")
        assert sheet["H2"].value == 2
    assert sheet["H2"].value == 6
    assert (app.calculation, app.screen_updating, app.status_bar) == ("automatic", True, False)
    app.impl.answers += ["no"]
    assert [app.alert("Sure?", "CSO", "yes_no"), app.alert("Sure?", buttons="yes_no"), app.alert("Done")] == [
        "no",
        "yes",
        "ok",
    ]
    assert app.impl.alerts[0] == ("Sure?", "CSO", "yes_no", None)
    app.api.OnUndo("Undo Format", "undo")
    assert app.impl.undo_hook == ("Undo Format", "undo")
    app.status_bar = False
    assert app.impl.undo_hook is None


def test_nothing_is_calculated_without_a_workbook(calc: xw.App) -> None:
    for act in (lambda: calc.calculation, lambda: setattr(calc, "calculation", "manual")):
        with pytest.raises(libreoffice.ComError):
            act()


def test_names(sheet: xw.Sheet) -> None:
    names = sheet.book.names
    assert not names.contains("mark")
    names.add("mark", '="one|two"')
    names.add("mark", '="three"')
    assert (names.contains("mark"), names["mark"].refers_to) == (True, '="three"')
    with pytest.raises(libreoffice.ComError):
        names.add("mark", f'="{"x" * 256}"')


def test_books(calc: xw.App, tmp_path: Path) -> None:
    first, second = calc.books.add(), calc.books.add()
    assert (calc.books.active.name, len(calc.books)) == (second.name, 2)
    first.activate()
    assert calc.books.active.name == first.name
    first.save(tmp_path / "addin.xlsx")
    assert (first.name, first.fullname, first.api.Saved) == ("addin.xlsx", str(tmp_path / "addin.xlsx"), True)
    first.sheets[0]["A1"].value = "x"
    assert first.api.Saved is False
    first.close()
    (tmp_path / "addin.xlsx").rename(tmp_path / "cso_xl.xlam")
    addin = calc.books.open(tmp_path / "cso_xl.xlam")
    assert ([book.name for book in calc.books], calc.books.active.name) == ([second.name], second.name)
    assert calc.books["CSO_XL.xlam"].fullname == addin.fullname
    second.impl.fullname = "https://example.invalid/cso/Report.xlsx"
    assert (second.name, second.fullname) == ("Report.xlsx", "https://example.invalid/cso/Report.xlsx")


def test_sheets(calc: xw.App) -> None:
    book = calc.books.add()
    book.sheets.add("Last", after=book.sheets[-1])
    book.sheets.add("First")
    book.sheets["last"].activate()
    assert ([one.name for one in book.sheets], book.sheets.active.name) == (
        ["Sheet1", "First", "Last"],
        "Last",
    )
    with pytest.raises(libreoffice.ComError):
        book.sheets[0].name = "last"
    book.sheets["First"].delete()
    book.sheets[0].visible = False
    assert [(one.name, one.visible) for one in book.sheets] == [("Sheet1", False), ("Last", True)]
    with pytest.raises(NotImplementedError):
        book.sheets[0].freeze_panes.freeze_at("1:1")


def test_csv_is_damaged_as_by_excel(calc: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "cso_off_list_daily_20250117_050021.csv"
    path.write_text('id,dob,unit,name\n00012,13/01/2025,1/2/2025,"O\'Neil, A"\n', encoding="utf-8-sig")
    sheet = calc.books.open(path).sheets[0]
    assert sheet.name == "cso_off_list_daily_20250117_0500"[:31]
    assert sheet["A2:D2"].value == [12.0, "13/01/2025", dt.datetime(2025, 1, 2), "O'Neil, A"]


def test_another_process_attaches(sheet: xw.Sheet) -> None:
    sheet.name = "Data"
    script = (
        f"import sys; sys.path.insert(0, {TESTS!r})\n"
        "import xlwings as xw\n"
        "from helpers import libreoffice\n"
        "app = libreoffice.attach(visible=False)\n"
        "book = xw.Book.caller()\n"
        "book.sheets['Data']['A1'].color = '#00B050'\n"
        "print(book.name, app.books.active.name)\n"
        "app.quit()\n"
    )
    pipe = {libreoffice.PIPE: sheet.book.app.impl.office.pipe}
    command = [sys.executable, "-c", script, f"--wb={sheet.book.name}", "--from_xl=1"]
    ran = waiting.run(command, env={**os.environ, **pipe}, capture_output=True, text=True)
    assert (ran.stdout.split(), ran.stderr) == ([sheet.book.name] * 2, "")
    assert sheet["A1"].color == (0, 176, 80)


def test_nothing_is_left_behind(office: xw.App) -> None:
    app = libreoffice.start()
    process, profile = app.impl.office.process, app.impl.office.profile
    app.books.add()
    assert xw.apps.active == app
    app.quit()
    assert xw.apps.active == office
    assert (process.poll() is not None, Path(profile).exists()) == (True, False)


def saved_sheet(sheet: xw.Sheet, folder: Path) -> Any:
    """The sheet as openpyxl reads it from the saved workbook."""
    name = sheet.name
    sheet.book.save(folder / "saved.xlsx")
    return openpyxl.load_workbook(folder / "saved.xlsx")[name]


def add_rule(sheet: xw.Sheet, areas: str) -> Any:
    """Duplicate Values in Excel's own colours."""
    rule = sheet.api.Range(areas).FormatConditions.AddUniqueValues()
    rule.DupeUnique, rule.Interior.Color, rule.Font.Color, rule.StopIfTrue = 1, 0xCEC7FF, 0x06009C, False
    return rule


def dressed(sheet: xw.Sheet) -> None:
    """A bit of everything."""
    sheet["H1:H2"].value = [[dt.datetime(2025, 1, 13)], [1.5]]
    sheet["A1:C1"].font.bold, sheet["A1:C1"].color = True, "#D9E1F2"
    sheet["A2"].add_note("Seen")
    sheet["C:C"].column_width, sheet["E:E"].columns.hidden, sheet["3:3"].row_height = 31.5, True, 45
    add_rule(sheet, "A2:A9,C2:C9")
    sheet["A1:C4"].autofilter.apply_values(2, ["1", "2"])
    sheet.activate()
    window = sheet.book.api.Windows(1)
    window.SplitRow, window.SplitColumn, window.FreezePanes = 1, 0, True


def everything(sheet: xw.Sheet) -> list[Any]:
    """What a copy must keep."""
    sheet.activate()
    window, rule = sheet.book.api.Windows(1), sheet.api.Cells.FormatConditions(1)
    return [
        sheet["A1:H4"].value,
        [sheet[at].number_format for at in ("A1:F9", "H1", "H2")],
        [(sheet[at].color, sheet[at].font.bold) for at in ("A1", "A2")],
        [(note.location.address, note.text) for note in sheet.notes],
        (sheet["C1"].column_width, sheet["E:E"].columns.hidden, sheet["A3"].row_height),
        (rule.Type, rule.AppliesTo.Address, rule.Interior.Color, rule.Font.Color),
        (sheet.api.AutoFilter.Range.Address, [one.values for one in sheet["A1:C4"].autofilter.criteria]),
        shown(sheet),
        (window.FreezePanes, window.SplitRow, window.SplitColumn),
    ]
