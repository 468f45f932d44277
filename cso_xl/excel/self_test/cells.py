"""Checks of cells and sheets: text stays text, many places at once, how far a sheet is filled, names."""

from cso_xl.cells.letters import letters_of
from cso_xl.excel import selection
from cso_xl.excel.self_test.bench import ROWS, Bench, shown
from cso_xl.excel.self_test.check import Check, expect
from cso_xl.sheet import as_shown, excel_only
from cso_xl.sheet.areas import Area, joined
from cso_xl.sheet.excel_calls import same_sheets
from cso_xl.sheet.live_sheet import LiveSheet

_AWKWARD = (
    "=1+1",
    "00012",
    "1/2",
    "3-5",
    "TRUE",
    "1E5",
    "-",
    "+61 400",
    "'t",
    "#N/A",
    "@SUM",
    "two\nlines",
    "~*?",
)
_LONG = (255, 256, 911, 912, 8_203, 8_204, 32_767)  # characters at which one Excel or another has stopped
_LAST_ROW = 1_048_576


def text_stays_text(bench: Bench) -> None:
    live = bench.live([["Text", "Kept"]])
    live.report.paste(2, 1, [[text, text] for text in _AWKWARD])
    again = LiveSheet(live.report.sheet, bench.settings).values()
    for row, text in enumerate(_AWKWARD, 1):
        expect(f"What stands for {text!r}", list(again[row]), [text, text])


def long_text(bench: Bench) -> None:
    live = bench.live([["Text"]])
    live.report.paste(2, 1, [["x" * length] for length in _LONG])
    kept = LiveSheet(live.report.sheet, bench.settings).values()[1:]
    expect("Characters kept", [len(row[0]) for row in kept], list(_LONG))


def many_places(bench: Bench) -> None:
    sheet = bench.sheet()
    places = sheet.range("A:A,C:C")
    places.columns.hidden = True
    expect(
        "Hidden columns",
        [sheet.range(f"{letter}:{letter}").columns.hidden for letter in "ABC"],
        [True, False, True],
    )
    places.columns.hidden = False
    places.column_width = 21
    widths = [round(sheet.range(f"{letter}1").column_width or 0) for letter in "AC"]
    expect("Widths", widths, [21, 21])
    sheet.range("2:2,4:4").row_height = 44
    expect("Heights", [round(sheet.range(f"A{row}").row_height or 0) for row in (2, 4)], [44, 44])
    sheet.range("2:2,4:4").delete("up")
    expect("Rows that are left", sheet.range("A1:A3").value, ["ID", "0002", "0004"])


def long_addresses(bench: Bench) -> None:
    sheet = bench.sheet()
    refs = [f"A{row}:B{row}" for row in range(1, 200, 2)]
    for address in joined(refs, excel_only.LONGEST_ADDRESS):
        sheet.range(address).color = "#FFFF00"
    fills = as_shown.fills(sheet, 199, (1, 2))
    expect("Coloured rows", len(fills), len(refs) - 1)  # row 1 holds headings


def fills_to_the_last_row(bench: Bench) -> None:
    sheet = bench.sheet()
    sheet.range(f"A1:C{_LAST_ROW}").color = "#FFFF00"
    expect("Last row and column", as_shown.filled(sheet), (len(ROWS), 3))
    sheet.range("5:5").rows.hidden = True
    expect("Last row, hidden", as_shown.filled(sheet)[0], len(ROWS))


def hidden_rows_are_not_selected(bench: Bench) -> None:
    sheet = bench.sheet()
    sheet.activate()
    sheet.range("3:3").rows.hidden = True
    sheet.range("A2:A4").select()
    expect("Selected rows", selection.rows(selection.areas(bench.app, sheet.name)), (2, 4))
    sheet.range("B4").select()
    expect("One selected cell", selection.areas(bench.app, sheet.name), (Area(4, 2, 4, 2),))
    expect("Rows in sight", shown(sheet), [1, 2, 4, 5])


def added_columns(bench: Bench) -> None:
    live = bench.live()
    live.report.format_report()
    live.report.insert_column(2, "Comment")
    again = LiveSheet(live.report.sheet, bench.settings)
    expect("Headings", list(again.headings()), ["ID", "Comment", "Level", "Name"])
    expect("Arrows", excel_only.arrows(live.report.sheet), Area(1, 1, len(ROWS), 4))
    expect("Format of the new column", live.report.sheet.range(f"{letters_of(2)}2").number_format, "@")


def no_sheet_is_left_by_a_fault(bench: Bench) -> None:
    book = bench.book()
    front = book.sheets[0]
    last = book.sheets.add("Self-test last", after=book.sheets[len(book.sheets) - 1])
    front.activate()
    before = [sheet.name for sheet in book.sheets]
    try:
        with same_sheets(book):
            book.sheets.add("Self-test added", after=last)
            raise LookupError
    except LookupError:
        expect("Sheets", [sheet.name for sheet in book.sheets], before)
        expect("The sheet in front", book.sheets.active.name, front.name)


def notes(bench: Bench) -> None:
    live = bench.live()
    live.report.note(2, 3, "Seen: 1")
    live.report.note(2, 3, "Seen: 2")
    expect("Notes", LiveSheet(live.report.sheet, bench.settings).appearance().notes, {(2, 3): "Seen: 2"})


CHECKS = (
    Check(
        "Text stays text",
        "No text becomes a formula, a number or a date.",
        "cso_xl/sheet/live_sheet.py",
        text_stays_text,
    ),
    Check(
        "Long text",
        "A cell holds 32,767 characters, written with others.",
        "cso_xl/sheet/live_sheet.py",
        long_text,
    ),
    Check(
        "Several places at once",
        "Hiding, widths, heights and deleting act on all places of an address.",
        "cso_xl/sheet/live_sheet.py",
        many_places,
    ),
    Check(
        "Addresses of 255 characters",
        "What is coloured in many places is cut into addresses that Excel takes.",
        "cso_xl/sheet/areas.py",
        long_addresses,
    ),
    Check(
        "A fill to the last row",
        "What is coloured and empty is not read.",
        "cso_xl/sheet/as_shown.py, cso_xl/sheet/excel_only.py: is_empty",
        fills_to_the_last_row,
    ),
    Check(
        "What is selected",
        "Hidden rows are not meant, and one cell is one cell.",
        "cso_xl/excel/selection.py",
        hidden_rows_are_not_selected,
    ),
    Check(
        "An inserted column",
        "It is text, and the filter arrows reach over it.",
        "cso_xl/sheet/live_sheet.py",
        added_columns,
    ),
    Check(
        "A fault leaves no sheet",
        "A sheet that was added goes when what comes after fails, and the one in front stays there.",
        "cso_xl/sheet/excel_calls.py",
        no_sheet_is_left_by_a_fault,
    ),
    Check("Notes at cells", "They are written, and written anew.", "cso_xl/sheet/live_sheet.py", notes),
)
