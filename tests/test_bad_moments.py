"""Bad moments: every button against what can be wrong in the Excel of somebody at work.

In each, a press either does its work or says in plain words what to do, and then the workbook is
exactly as it was and nothing is filed.
"""

import datetime as dt
import json
import re
import sys
import tempfile
from pathlib import Path

import files
import pytest
import xlwings as xw
from files import CANARIES, COPIES, FOLDERS, Week, csv_bytes, filed_before, xlsx
from libreoffice import com

from cso_xl import buttons
from cso_xl import settings as settings_
from cso_xl.addin import build
from cso_xl.excel import desk, dialogs, session
from cso_xl.intake.passwords import VARIABLE
from cso_xl.procedures import PROCEDURES
from cso_xl.sheet.xlwings_engine import LiveSheet

REPORTS = tuple(PROCEDURES)
OPENED_BY = {
    "daily-diffs": "open_daily_diffs",
    "on-list": "open_on_list",
    "off-list": "open_off_list",
    "address-sharer": "open_address_report",
}
STEPS = {name: [step.name for step in procedure.steps[1:]] for name, procedure in PROCEDURES.items()}
UP_TO_COMPARED = ("format_sheet", "highlight_duplicates", "remove_rows", "paste_previous_master", "compare")
EVERY_STEP = [(report, name) for report in REPORTS for name in STEPS[report]]
EDITED = "Excel is waiting for you to finish typing in a cell. Press Enter, then press the button again."
NOTHING_TO_UNDO = "There is no step to undo on this workbook. A filed copy stays filed."
NO_REPORT = (
    "The workbook in front holds none of the four reports: no sheet has their columns in its first row. Open a "
    "report with Receive, or click into the workbook that is meant and press again."
)
SEEN_ROWS, SEEN_COLUMNS = 40, 60  # more than any workbook here has
LOOKS = ("CellBackColor", "CharWeight", "CharColor", "NumberFormat", "IsTextWrapped", "VertJustify", "CharHeight")


@pytest.fixture(scope="module")
def addin(office, tmp_path_factory):
    book = office.books.open(str(build.write(tmp_path_factory.mktemp("addin"))))
    yield book
    book.close()


@pytest.fixture
def excel(office, addin, tmp_path, records, monkeypatch):
    """Excel with the add-in, an empty records folder, and nobody who answers questions."""
    settings_.keep_records_root(records)
    for name in ("ask_file", "ask_folder", "ask_date", "ask_password"):
        monkeypatch.setattr(dialogs, name, lambda *_, **__: None)
    monkeypatch.setattr(session, "PAUSE", 0)
    monkeypatch.setattr(desk.WindowPasswords, "_of_this_python", [])
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    office.impl.reset()
    yield Excel(office, tmp_path, records, monkeypatch)
    office.impl.busy = 0
    for book in list(office.books):
        book.close()


class Excel:
    """A person at Excel: opens workbooks, presses buttons, reads what is said."""

    def __init__(self, app, folder, records, monkeypatch):
        self.app, self.folder, self.records, self.monkeypatch = app, folder, records, monkeypatch

    @property
    def book(self):
        return self.app.books.active

    @property
    def sheet(self):
        return self.book.sheets[0]

    def press(self, *names):
        """Press buttons one after the other; what the last one said."""
        for name in names:
            self.app.impl.alerts.clear()
            self.app.books.active.set_mock_caller()
            getattr(buttons, name)()
        return "\n---\n".join(alert[0] for alert in self.app.impl.alerts)

    def choose(self, path):
        self.monkeypatch.setattr(dialogs, "ask_file", lambda *_, **__: path)

    def receive(self, report, *then, week=None):
        """Open a received report and press buttons; the workbook."""
        self.choose((week or a_week()).write(report, self.folder / "received"))
        assert self.press(OPENED_BY[report]) == ""
        for name in then:
            said = self.press(name)
            assert said == "" or "Filed" in said or "earlier Master" in said, said
        return self.book

    def open(self, name, data):
        """Open a file as staff do, by hand."""
        path = self.folder / name
        path.write_bytes(data)
        return self.app.books.open(str(path))

    def open_report(self, report, change=lambda book: None, name="By hand.xlsx"):
        return self.open(name, xlsx(a_week().grids[report], change=change))

    def select(self, address, sheet=None):
        sheet = sheet or self.sheet
        sheet.activate()
        sheet.range(address).select()

    def filed(self):
        return sorted(path.name for path in self.records.rglob("*") if path.is_file())


def a_week():
    """Six rows in every report; of the sharers one goes, and one is a near miss."""
    week = Week()
    week.set("address-sharer", 3, "Sharer Address", "No Fixed Abode")
    week.set("address-sharer", 4, "Sharer Address", "3B Sentinelle Road, Whisperwind")
    return week


def last_week(records, rows=4):
    """The Master of the week before, with a row less and one that lived elsewhere."""
    week = Week(rows)
    week.set("address-sharer", 2, "CSO Tag Date", "09/09/2020")
    filed_before(records, files.LAST_MASTER, xlsx(week.grids["address-sharer"]))


def state(book):
    """All that a person can see of a workbook, sheet by sheet."""
    shown = book.sheets.active.name
    found = {sheet.name: sheet_state(sheet) for sheet in book.sheets}
    book.sheets[shown].activate()
    return {"shown": shown, **found}


def sheet_state(sheet):
    impl = sheet.impl
    cells, used = impl.cells_of(com.Box(1, 1, SEEN_ROWS, SEEN_COLUMNS)), impl.used_range
    x, arrows = impl.x, impl.filter
    rules = impl.api.Cells.FormatConditions
    columns = [x.Columns.getByIndex(at) for at in range(used.box.right + 1)]
    return {
        "cells": used.x.getFormulaArray(),
        "looks": sorted(
            (one.RangeAddressesAsString, *(getattr(one, name) for name in LOOKS))
            for one in cells.UniqueCellFormatRanges
        ),
        "arrows": arrows.box,
        "filters": [
            (one.Field, one.Operator, [value.StringValue for value in one.Values]) for one in arrows.fields
        ],
        "seen": sorted(
            (one.StartRow, one.StartColumn, one.EndRow, one.EndColumn)
            for one in cells.queryVisibleCells().RangeAddresses
        ),
        "widths": [one.Width for one in columns],
        "heights": [x.Rows.getByIndex(at).Height for at in range(used.box.bottom + 1)],
        "notes": [(note.location.address, note.text) for note in impl.notes],
        "rules": [(rule.Type, rule.boxes, rule.Interior.Color, rule.Font.Color) for rule in rules],
        "frozen": impl._frozen(),
        "protected": x.isProtected(),
    }


def column(sheet, heading):
    """The cells under a heading, by Excel's row number."""
    block = sheet.range((1, 1), sheet.used_range.last_cell.address).options(ndim=2, empty="").value
    at = block[0].index(heading)
    return {number: row[at] for number, row in enumerate(block[1:], 2)}


def test_all_steps_go_through_on_the_files_here(excel):
    last_week(excel.records)
    for report in REPORTS:
        excel.receive(report, *STEPS[report][:-1])
        import time; t=time.time(); state(excel.book); print(report, time.time()-t)
    print(excel.filed())
