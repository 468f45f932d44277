"""Checks of the program around the sheets: memory, mark, copies, settings of Excel, questions, Python."""

import re
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

from cso_xl.excel import ribbon_state
from cso_xl.excel.memory import ADDIN, Memory
from cso_xl.excel.patience import quiet
from cso_xl.excel.self_test.bench import ROWS, Bench
from cso_xl.excel.self_test.check import Check, NotHereError, WrongError, expect
from cso_xl.sheet import excel_only
from cso_xl.sheet.areas import Area
from cso_xl.sheet.live_sheet import LiveSheet

_SETTINGS = ("screen_updating", "display_alerts", "enable_events", "calculation")
_NAMED = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy)[^>/]*>([^<]*)<")
_NOTHING = "no such workbook.xlsx"
_HEAVY = ("pandas",)  # what xlwings would load before a press


def missing_workbook(bench: Bench) -> None:
    bench.book()
    try:
        bench.app.books[_NOTHING]
    except KeyError as error:
        expect("A workbook that is not open is missing", excel_only.is_missing(error), True)
        expect("Excel is busy", excel_only.is_busy(error), False)
    else:
        raise WrongError("Excel found a workbook that is not open.")


def the_memory(bench: Bench) -> None:
    bench.book()
    memory = Memory.of(bench.app)
    if memory is None:
        raise NotHereError(f"The add-in {ADDIN} is not loaded: install it, start Excel, and run this again.")
    words = memory.words
    try:
        memory.words = "=1+1"
        again = Memory.of(bench.app)
        expect("What is remembered", again and again.words, "=1+1")
    finally:
        memory.words = words


def the_mark(bench: Bench) -> None:
    book, other = bench.book(), bench.book()
    excel_only.needs_no_saving(book)
    id = ribbon_state.id_of(book)
    expect("The mark, read again", ribbon_state.read(book).id, id)
    expect("Another workbook's mark", ribbon_state.read(other).id, "")
    expect("Excel would ask to save because of it", not book.api.Saved, False)
    ribbon_state.take_off(book)
    expect("A mark that was taken off", ribbon_state.read(book).id, "")


def saved_where_it_lies(bench: Bench) -> None:
    live = bench.live()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Self-test.xlsx"
        live.book.save(path)
        live.report.sheet.range("A2").value = "0009"
        excel_only.save_in_place(live.book)
        live.book.close()
        with zipfile.ZipFile(path) as package:
            names = _NAMED.findall(package.read("docProps/core.xml"))
            changed = any(b"0009" in package.read(part) for part in package.namelist())
    expect("The change, in the file", changed, True)
    expect("Who has saved it, in the file's properties", [name for name in names if name], [])


def hidden_copies(bench: Bench) -> None:
    live = bench.live()
    live.report.fill([Area(2, 1, 2, 1)], "FFC7CE")
    shelf = bench.book()
    excel_only.hide_in_memory(shelf)
    expect(
        "The workbook is among those that are open",
        shelf.name in [book.name for book in bench.app.books],
        False,
    )
    away = live.report.sheet.copy(after=shelf.sheets[0])
    again = LiveSheet(away.copy(before=live.book.sheets[0]), bench.settings)
    expect("A sheet that was away", [list(row) for row in again.values()], [list(row) for row in ROWS])
    expect("Its colours", again.sheet.range("A2").color, (0xFF, 0xC7, 0xCE))


def settings_of_excel(bench: Bench) -> None:
    bench.book()
    before = [getattr(bench.app, name) for name in _SETTINGS]
    with suppress(LookupError), quiet(bench.app, "self-test"):
        inside = [getattr(bench.app, name) for name in _SETTINGS]
        raise LookupError
    expect("Settings while a step works", inside, [False, False, False, "manual"])
    expect("Settings after an error", [getattr(bench.app, name) for name in _SETTINGS], before)


def filed_copy(bench: Bench) -> None:
    """What is filed opens in Excel, and holds what it should."""
    live = bench.live()
    live.report.format_report()
    live.report.filter_column(2, ["1"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "self-test.xlsx"
        path.write_bytes(live.save_copy())
        book = bench.keep(bench.app.books.open(str(path)))
        copy = LiveSheet(book.sheets[0], bench.settings)
        expect("Cells of the copy", [list(row) for row in copy.values()], [list(row) for row in ROWS])
        expect("Its filter", copy.appearance().filters, {2: frozenset("1")})
        bench.clear()  # before the folder goes


def clipboard(_bench: Bench) -> None:
    import pyperclip

    try:
        before = pyperclip.paste()
        pyperclip.copy("cso_xl self-test")
        pasted = pyperclip.paste()
        pyperclip.copy(before)
    except pyperclip.PyperclipException:
        raise NotHereError("No clipboard can be reached here.") from None
    expect("The clipboard", pasted, "cso_xl self-test")


def question_windows(_bench: Bench) -> None:
    try:
        import tkinter

        root = tkinter.Tk()
    except ImportError:
        raise WrongError("This Python has no tkinter: no question can be asked.") from None
    except tkinter.TclError:
        if sys.platform == "win32":
            raise
        raise NotHereError("No window can be opened here.") from None
    try:
        root.withdraw()
        expect("A handle for the keyboard", root.winfo_id() > 0, True)
    finally:
        root.destroy()


def how_python_was_started(_bench: Bench) -> None:
    if "--from_xl=1" not in sys.argv:
        raise NotHereError(
            "This was started from the command line, not from the tab CSO: press Help > Self-test."
        )
    expect("Folders in which modules are not looked for (-P)", sys.flags.safe_path, True)
    expect("Loaded for nothing", [name for name in _HEAVY if name in sys.modules], [])


def reading_apart(_bench: Bench) -> None:
    from cso_xl.intake import apart

    expect("The process that reads files is limited", apart.is_limited("self-test", b""), True)


CHECKS = (
    Check(
        "A workbook that is not open",
        "It is told from an Excel that is busy.",
        "cso_xl/sheet/excel_only.py: is_missing, is_busy",
        missing_workbook,
    ),
    Check(
        "Memory in the add-in",
        "A press knows what the one before has left.",
        "cso_xl/excel/memory.py, cso_xl/addin/build.py",
        the_memory,
    ),
    Check(
        "The mark of a workbook",
        "It stays with its workbook, and nobody is asked to save it.",
        "cso_xl/excel/ribbon_state.py, cso_xl/sheet/excel_only.py: hidden_text, keep_hidden_text, needs_no_saving",
        the_mark,
    ),
    Check(
        "Saving a filed copy",
        "It is saved where it lies, without the name of whoever saves it.",
        "cso_xl/sheet/excel_only.py: save_in_place",
        saved_where_it_lies,
    ),
    Check(
        "Copies for Undo",
        "They lie in a workbook without a window, and come back whole.",
        "cso_xl/excel/undo.py, cso_xl/sheet/excel_only.py: hide_in_memory",
        hidden_copies,
    ),
    Check(
        "Excel's own settings",
        "They are as before after a step, after an error, too.",
        "cso_xl/excel/patience.py: quiet",
        settings_of_excel,
    ),
    Check(
        "A filed copy",
        "It opens in Excel, and holds the report and its filter.",
        "cso_xl/sheet/package.py, cso_xl/sheet/file_engine.py",
        filed_copy,
    ),
    Check("The clipboard", "A note reaches it.", "cso_xl/excel/notices.py: copy_note", clipboard),
    Check("Windows with questions", "They can be opened.", "cso_xl/excel/window.py", question_windows),
    Check(
        "How a press starts Python",
        "With its own line alone, and without what takes longest.",
        "cso_xl/addin/vba.py",
        how_python_was_started,
    ),
    Check(
        "The process that reads files",
        "It has its limits of time and memory.",
        "cso_xl/intake/apart/limit.py",
        reading_apart,
    ),
)
