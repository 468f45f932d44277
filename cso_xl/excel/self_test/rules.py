"""Checks of what xlwings has no call for: the duplicate rule, drop-downs, filters, frozen headings, protection."""

from typing import Any

import xlwings as xw

from cso_xl.errors import CsoError
from cso_xl.excel.self_test.bench import Bench, native, shown
from cso_xl.excel.self_test.check import Check, NotHereError, WrongError, expect
from cso_xl.sheet import excel_only, live_filters
from cso_xl.sheet.areas import Area
from cso_xl.sheet.live_sheet import LiveSheet

_ONLY_EXCEL = "Only Excel can answer this; another program stands in for it here."
_PAGE_LAYOUT = 3  # XlWindowView.xlPageLayoutView
_OR, _TOP, _VALUES, _CELL_COLOUR = 2, 3, 7, 8  # XlAutoFilterOperator
_PINK = 0xCEC7FF  # blue first
_FILTERS: dict[str, tuple[dict[str, Any], list[int]]] = {  # of the third column, with the rows seen
    "contains": ({"Criteria1": "=*eka*"}, [1, 2, 5]),
    "one value": ({"Criteria1": "=Kea, Ben"}, [1, 3]),
    "not one value": ({"Criteria1": "<>Kea, Ben"}, [1, 2, 4, 5]),
    "one or the other": ({"Criteria1": "=Kea, Ben", "Operator": _OR, "Criteria2": "=Ruru, Cy"}, [1, 3, 4]),
    "several values": ({"Criteria1": ["Weka, Ann", "Ruru, Cy"], "Operator": _VALUES}, [1, 2, 4]),
    "a colour": ({"Criteria1": _PINK, "Operator": _CELL_COLOUR}, [1, 4]),
}
_OF_NUMBERS: dict[str, tuple[dict[str, Any], list[int]]] = {  # which Excel compares as they are shown
    "one number": ({"Criteria1": "=0002"}, [1, 3]),
    "several numbers": ({"Criteria1": ["0001", "0004"], "Operator": _VALUES}, [1, 2, 5]),
}


def duplicate_rule(bench: Bench) -> None:
    sheet, areas = bench.sheet(), [Area(2, 1, 5, 1), Area(2, 3, 5, 3)]
    excel_only.highlight_duplicates(sheet, areas, "FFC7CE", "9C0006")
    excel_only.highlight_duplicates(sheet, areas, "FFC7CE", "9C0006")
    rules = sheet.api.Cells.FormatConditions
    expect("Rules, made twice", rules.Count, 1)
    expect("Where it applies", sorted(excel_only.duplicates(sheet)), sorted(areas))
    expect("Its colours", (rules.Item(1).Interior.Color, rules.Item(1).Font.Color), (_PINK, 0x06009C))


def split_rule(bench: Bench) -> None:
    sheet = bench.sheet()
    excel_only.highlight_duplicates(sheet, [Area(2, 1, 5, 3)], "FFC7CE", "9C0006")
    for part in (Area(6, 1, 7, 3), Area(8, 1, 9, 3)):
        rule = sheet.api.Range(part.ref).FormatConditions.AddUniqueValues()
        rule.DupeUnique = 1
    expect("A rule in three parts", excel_only.duplicates(sheet), (Area(2, 1, 9, 3),))


def leading_zeros_in_the_rule(bench: Bench) -> None:
    sheet = bench.sheet()
    if native(sheet.range("A1").api, "DisplayFormat") is None:
        raise NotHereError(_ONLY_EXCEL)
    sheet.range("A2:A5").value = [["00123"], ["123"], ["7"], ["7"]]
    excel_only.highlight_duplicates(sheet, [Area(2, 1, 5, 1)], "FFC7CE", "9C0006")
    colours = [int(sheet.range((row, 1)).api.DisplayFormat.Interior.Color) for row in range(2, 6)]
    expect("'7' beside '7', coloured", colours[2:], [_PINK, _PINK])
    if _PINK in colours[:2]:
        raise WrongError("Text '00123' is coloured beside '123': Excel's rule takes both for one number.")


def drop_downs(bench: Bench) -> None:
    live = bench.live()
    sheet, cells = live.report.sheet, Area(2, 2, 5, 2)
    live.report.choose_from(cells, "OFFSET($C$1,1,0,3,1)", only=False)
    expect("Other words are refused", sheet.range("B3").api.Validation.ShowError, False)
    live.report.choose_from(cells, "OFFSET($C$1,1,0,3,1)", "Choose one.")
    validation = sheet.range("B3").api.Validation
    expect("What stands beside the cell", validation.InputMessage, "Choose one.")
    expect("Other words are refused", validation.ShowError, True)
    expect("The list", str(validation.Formula1).replace(" ", ""), "=OFFSET($C$1,1,0,3,1)")
    live.report.no_choices()
    try:
        left = str(sheet.range("B3").api.Validation.InputMessage)
    except Exception:  # Excel: a cell without a drop-down has no such property
        left = ""
    expect("After all were taken off", left, "")


def drop_downs_after_a_copy(bench: Bench) -> None:
    """A sheet that was in another workbook and came back may have lists that still point there."""
    live = bench.live()
    book, away = live.book, bench.book()
    live.add_sheet("Outcomes", [["Outcome"], ["Yes"], ["No"]])
    live.report.choose_from(Area(2, 2, 5, 2), "'Outcomes'!$A$2:$A$3")
    again = book.sheets[0].copy(after=away.sheets[0]).copy(before=book.sheets[0])
    again.name = "Again"
    LiveSheet(again, bench.settings).choose_from(Area(2, 2, 5, 2), "'Outcomes'!$A$2:$A$3")
    formula = str(again.range("B2").api.Validation.Formula1)
    expect("The list", formula.replace("'", ""), "=Outcomes!$A$2:$A$3")


def filters_again(bench: Bench) -> None:
    for kind, (criteria, rows) in _FILTERS.items():
        sheet = bench.sheet()
        headed = _with_arrows(sheet)
        sheet.range("C4").color = "#FFC7CE"
        headed.api.AutoFilter(Field=3, **criteria)
        _set_again(headed, kind, rows)


def filters_of_numbers(bench: Bench) -> None:
    for kind, (criteria, rows) in _OF_NUMBERS.items():
        sheet = bench.sheet()
        headed = _with_arrows(sheet)
        sheet.range("A2:A5").number_format = "0000"
        sheet.range("A2:A5").value = [[1], [2], [3], [4]]
        headed.api.AutoFilter(Field=1, **criteria)
        _set_again(headed, kind, rows)


def _set_again(headed: xw.Range, kind: str, rows: list[int]) -> None:
    expect(f"Rows that are seen with the filter '{kind}'", shown(headed.sheet), rows)
    kept = live_filters.read(headed)
    live_filters.check(kept, {})
    excel_only.remove_arrows(headed.sheet)
    live_filters.write(headed, kept)
    expect(f"The same, set again ('{kind}')", shown(headed.sheet), rows)


def filters_left_alone(bench: Bench) -> None:
    sheet = bench.sheet()
    headed = _with_arrows(sheet)
    sheet.range("B2:B5").number_format = "General"
    sheet.range("B2:B5").value = [[1], [2], [3], [4]]
    headed.api.AutoFilter(Field=2, Criteria1=2, Operator=_TOP)
    before = shown(sheet)
    try:
        live_filters.check(live_filters.read(headed), {})
    except CsoError:
        expect("Rows that are seen", shown(sheet), before)
    else:
        raise WrongError("A filter by rank was taken for one that can be set again.")


def arrows(bench: Bench) -> None:
    sheet = bench.sheet()
    expect("Arrows of a new sheet", excel_only.arrows(sheet), None)
    _with_arrows(sheet)
    expect("Arrows", excel_only.arrows(sheet), Area(1, 1, 5, 3))
    excel_only.remove_arrows(sheet)
    expect("Arrows that were taken off", excel_only.arrows(sheet), None)


def _with_arrows(sheet: xw.Sheet) -> xw.Range:
    headed = sheet.range("A1:C5")
    live_filters.write(headed, {})
    return headed


def frozen_headings(bench: Bench) -> None:
    sheet = bench.sheet()
    window = sheet.book.api.Windows(1)
    window.View = _PAGE_LAYOUT
    for columns in (0, 2):
        excel_only.freeze_headings(sheet, columns)
        window = sheet.book.api.Windows(1)
        frozen = (bool(window.FreezePanes), window.SplitRow, window.SplitColumn)
        expect("Frozen, rows, columns", frozen, (True, 1, columns))


def second_window(bench: Bench) -> None:
    """View > New Window: the headings of the window in front are frozen, and the workbook is found by its name."""
    sheet = bench.sheet()
    name = sheet.book.name
    sheet.book.api.NewWindow()
    excel_only.freeze_headings(sheet)
    expect("Frozen in the window in front", bool(sheet.book.api.Windows(1).FreezePanes), True)
    expect("The workbook's name", (sheet.book.name, bench.app.books[name].name), (name, name))


def folded_columns(bench: Bench) -> None:
    sheet = bench.sheet()
    excel_only.group_columns(sheet, ["A:B"])
    excel_only.group_columns(sheet, ["B:B"])
    levels = [sheet.api.Range(f"{letter}:{letter}").EntireColumn.OutlineLevel for letter in "ABC"]
    expect("Levels of the columns, folded anew", levels, [1, 2, 1])


def protection(bench: Bench) -> None:
    sheet = bench.sheet()
    expect("A sheet that is not protected", excel_only.is_protected(sheet), False)
    sheet.api.Protect()
    expect("A protected sheet", excel_only.is_protected(sheet), True)


_EXCEL_ONLY = "cso_xl/sheet/excel_only.py"
_FILTERED = "cso_xl/sheet/live_filters.py"
CHECKS = (
    Check(
        "The duplicate rule",
        "One rule over two groups of columns, in our colours.",
        f"{_EXCEL_ONLY}: highlight_duplicates",
        duplicate_rule,
    ),
    Check(
        "A duplicate rule in parts",
        "Where Excel split the rule, its parts are one.",
        f"{_EXCEL_ONLY}: duplicates",
        split_rule,
    ),
    Check(
        "Leading zeros in the duplicate rule",
        "'00123' and '123' are two numbers.",
        "cso_xl/sheet/excel_only.py: highlight_duplicates",
        leading_zeros_in_the_rule,
    ),
    Check(
        "Drop-downs",
        "They offer their list, and refuse or take other words.",
        f"{_EXCEL_ONLY}: choose_from, no_choices",
        drop_downs,
    ),
    Check(
        "Drop-downs after a copy",
        "Put on again, no list points into another workbook.",
        "cso_xl/procedures/worklist/choices.py",
        drop_downs_after_a_copy,
    ),
    Check("A person's filters", "They are set again as they were.", _FILTERED, filters_again),
    Check(
        "Filters of numbers",
        "Numbers that are shown with zeros are filtered as they are shown, and so again.",
        _FILTERED,
        filters_of_numbers,
    ),
    Check(
        "Filters that cannot be set again",
        "They are left in place, and named.",
        f"{_FILTERED}: check",
        filters_left_alone,
    ),
    Check(
        "Filter arrows",
        "They are put on, found and taken off.",
        f"{_EXCEL_ONLY}: arrows, remove_arrows",
        arrows,
    ),
    Check(
        "Frozen headings",
        "They stay, in page layout view, too.",
        f"{_EXCEL_ONLY}: freeze_headings",
        frozen_headings,
    ),
    Check(
        "A second window",
        "View > New Window changes nothing.",
        f"{_EXCEL_ONLY}: freeze_headings",
        second_window,
    ),
    Check(
        "Folded columns",
        "They are groups of one level, in place of earlier ones.",
        f"{_EXCEL_ONLY}: group_columns",
        folded_columns,
    ),
    Check(
        "Protected sheets",
        "They are known, so that nothing is half done.",
        f"{_EXCEL_ONLY}: is_protected",
        protection,
    ),
)
