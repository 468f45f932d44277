"""The self-test passes in LibreOffice, but for what only Excel can answer, and fails when a seam is broken."""

import json
import sys
import tkinter

import pyperclip
import pytest
import xlwings as xw
from click.testing import CliRunner

from cso_xl import cli
from cso_xl import settings as settings_
from cso_xl.excel import patience, self_test
from cso_xl.excel.memory import Memory
from cso_xl.excel.self_test import report
from cso_xl.excel.self_test.check import BY_EYE, FAILED, NOT_HERE, PASSED
from cso_xl.intake import apart
from cso_xl.sheet import as_shown, excel_calls, excel_only, live_filters
from cso_xl.sheet.live_sheet import LiveSheet
from helpers.libreoffice import com, outline, ranges, strict
from helpers.staff import settings_of

AUTOMATIC = {one.name: one for one in self_test.CHECKS if one.look}
ONLY_EXCEL = {  # what this harness cannot answer, or a machine without a screen
    "Leading zeros in the duplicate rule",
    "The clipboard",
    "Windows with questions",
    "How a press starts Python",
}
TEST = settings_.load(settings_.DEFAULTS)


@pytest.fixture
def screenless(monkeypatch):
    """A machine on which no window can be opened, and no clipboard reached."""

    def refuse(*_, **__):
        raise tkinter.TclError

    def nothing(*_):
        raise pyperclip.PyperclipException

    monkeypatch.setattr(tkinter, "Tk", refuse)
    monkeypatch.setattr(pyperclip, "paste", nothing)


def test_it_passes_here(staff, screenless):
    book = staff.app.books.add()
    before = settings_of(staff.app), staff.app.impl.books.every()
    results = self_test.run(staff.app, TEST)
    assert [(one.check.name, one.seen) for one in results if one.state == FAILED] == []
    assert {one.check.name for one in results if one.state == NOT_HERE} == ONLY_EXCEL
    assert {one.check.name for one in results if one.state == BY_EYE} == {
        one.name for one in self_test.CHECKS if one.picture
    }
    assert (settings_of(staff.app), staff.app.impl.books.every()) == before
    assert (staff.book.name, staff.app.impl.alerts) == (book.name, [])


def test_without_a_workbook(staff):
    [result] = self_test.run(staff.app, TEST, [AUTOMATIC["Filter arrows"]])
    assert (result.state, len(staff.app.books)) == (PASSED, 0)


# Each seam broken on purpose


def nothing(*_, **__):
    return None


class Display:
    """Cells of which Excel tells how they look: all of them coloured."""

    class Interior:
        Color = 0xCEC7FF


class Forgetful:
    """A clipboard that keeps nothing."""

    @staticmethod
    def paste():
        return ""


def choose_in_one_place(self, cells, source, asks="", *, only=True):
    """Drop-downs for a sheet that has been nowhere else."""
    if self.name != "Again":
        excel_only.choose_from(self._range(cells), f"={source}", None, asks)


BROKEN = {
    "Text stays text": [(LiveSheet, "_dress", nothing)],
    "Long text": [(strict, "CELL", 8_203)],
    "Several places at once": [
        (ranges.Range, "parts", property(lambda self: [ranges.Range(self.sheet, self.box)]))
    ],
    "Addresses of 255 characters": [(excel_only, "LONGEST_ADDRESS", 300)],
    "A fill to the last row": [(as_shown, "_MANY_ROWS", 2_000_000)],
    "What is selected": [(xw.Range, "get_special_cells", lambda self, *_: [self])],
    "An inserted column": [(live_filters, "write", nothing)],
    "A fault leaves no sheet": [(excel_calls, "without_fail", nothing)],
    "Notes at cells": [(LiveSheet, "note", nothing)],
    "The duplicate rule": [(excel_only, "_duplicate_rules", lambda sheet: [])],
    "A duplicate rule in parts": [(excel_only, "stacked", lambda parts: parts[:1])],
    "Leading zeros in the duplicate rule": [(com.Range, "DisplayFormat", Display)],
    "Drop-downs": [(excel_only, "no_choices", nothing)],
    "Drop-downs after a copy": [(LiveSheet, "choose_from", choose_in_one_place)],
    "A person's filters": [(live_filters, "read", lambda headed: {})],
    "Filters of numbers": [(live_filters, "_VALUES", 99), (live_filters, "_ONE", 99)],
    "Filters that cannot be set again": [(live_filters, "check", nothing)],
    "Filter arrows": [(excel_only, "remove_arrows", nothing)],
    "Frozen headings": [(excel_only, "_PAGE_LAYOUT", 99)],
    "A second window": [(excel_only, "freeze_headings", nothing)],
    "Folded columns": [(outline.EntireColumn, "OutlineLevel", 1)],
    "Protected sheets": [(excel_only, "is_protected", lambda sheet: False)],
    "A workbook that is not open": [(excel_only, "_NO_SUCH", ())],
    "Memory in the add-in": [(Memory, "words", property(lambda self: "", nothing))],
    "The mark of a workbook": [(excel_only, "keep_hidden_text", nothing)],
    "Saving a filed copy": [(excel_only, "save_in_place", nothing)],
    "Copies for Undo": [(excel_only, "hide_in_memory", nothing)],
    "Excel's own settings": [(patience, "_QUIET", {"display_alerts": False})],
    "A filed copy": [(live_filters, "accepted", lambda criterion: frozenset())],
    "The clipboard": [(pyperclip, "paste", lambda: "another's"), (pyperclip, "copy", nothing)],
    "Windows with questions": [(sys.modules, "tkinter", None)],
    "How a press starts Python": [(sys, "argv", [*sys.argv, "--from_xl=1"])],
    "The process that reads files": [(apart, "is_limited", lambda *_: False)],
}


def test_every_seam_is_broken_once():
    assert BROKEN.keys() == AUTOMATIC.keys()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_seam_fails_and_says_what_to_mend(staff, name):
    with staff.monkeypatch.context() as patched:
        for target, attribute, other in BROKEN[name]:
            if isinstance(target, dict):
                patched.setitem(target, attribute, other)
            else:
                patched.setattr(target, attribute, other, raising=False)
        results = self_test.run(staff.app, TEST, [AUTOMATIC[name]])
    [result] = results
    told = report.text(results, {}, report.dt.datetime(2026, 11, 30))
    assert (result.state, bool(result.seen)) == (FAILED, True)
    assert f"  {name}: {result.check.proves}\n    Seen: {result.seen.splitlines()[0]}" in told
    assert f"    Mend: {result.check.mend}\n" in told
    assert result.check.mend.startswith("cso_xl/")


# The button, the command, the report


def test_the_button(staff, screenless, tmp_path):
    staff.app.books.add()
    said = staff.press("self_test")
    [path] = (tmp_path / "nobody").glob("cso_xl self-test *.txt")
    assert said == f"29 passed, 0 failed, 4 not applicable, 14 need an eye. The report: {path}"
    assert staff.app.impl.undo_hook == ("Undo Self-test", "'cso_xl.xlam'!CsoUndo")
    told = path.read_text("utf-8-sig")
    assert told.startswith("Self-test of cso_xl in Excel, ")
    assert "\nExcel: 16.0, build " in told
    assert not [word for word in (str(tmp_path), sys.executable, "/home/", "/root/") if word in told]


def test_the_button_says_what_failed(staff, screenless, tmp_path):
    staff.app.books.add()
    staff.monkeypatch.setattr(excel_only, "is_protected", lambda sheet: False)
    said = staff.press("self_test")
    [path] = (tmp_path / "nobody").glob("cso_xl self-test *.txt")
    assert said.startswith(
        f"Failed: Protected sheets. The report says what was seen, and what to mend: {path}\n---\n28 passed, 1 failed"
    )


def test_the_command(staff, screenless, tmp_path):
    ran = CliRunner().invoke(cli.main, ["addin", "self-test", "--into", str(tmp_path / "out")])
    [path] = (tmp_path / "out").iterdir()
    assert (ran.exit_code, ran.output) == (
        0,
        f"29 passed, 0 failed, 4 not applicable, 14 need an eye.\nWritten: {path}\n",
    )
    staff.monkeypatch.setattr(excel_only, "is_protected", lambda sheet: False)
    ran = CliRunner().invoke(cli.main, ["addin", "self-test", "--json"])
    told = json.loads(ran.output)
    assert (ran.exit_code, told["facts"]["xlwings"]) == (1, xw.__version__)
    assert [one["mend"] for one in told["checks"] if one["state"] == FAILED] == [
        "cso_xl/sheet/excel_only.py: is_protected"
    ]


def test_no_excel_is_open(monkeypatch):
    monkeypatch.setattr(xw.engines, "active", None, raising=False)
    ran = CliRunner().invoke(cli.main, ["addin", "self-test"])
    assert ran.exit_code == 2
    assert ran.output == "No Excel is open here. Start Excel for Windows, then run this again.\n"


def test_an_error_tells_nothing_of_a_person(staff):
    def fails(bench):
        raise strict.ComError("Weka, Ann at 12 Kauri Road")

    [result] = self_test.run(staff.app, TEST, [self_test.Check("x", "y", "cso_xl/z.py", fails)])
    assert (result.state, result.seen) == (FAILED, "ComError at check.py, line 52 (0x80020009, 0x800a03ec).")
