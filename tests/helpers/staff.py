"""Somebody at Excel: opens workbooks, presses buttons, reads what is said; and all that can be seen of a workbook."""

import itertools
from collections import defaultdict

from cso_xl import settings as settings_
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.excel import buttons, dialogs
from cso_xl.intake.passwords import Passwords
from cso_xl.procedures import PROCEDURES
from helpers import files
from helpers.files import COPIES, FOLDERS, Week, filed_before, xlsx
from helpers.libreoffice import com

REPORTS = tuple(PROCEDURES)
OPENED_BY = {
    "daily-diffs": "open_daily_diffs",
    "on-list": "open_on_list",
    "off-list": "open_off_list",
    "address-sharer": "open_address_report",
    "youth-service": "open_youth_service",
}
STEPS = {name: [step.name for step in procedure.steps[1:]] for name, procedure in PROCEDURES.items()}
UP_TO_COMPARED = ("format_sheet", "highlight_duplicates", "remove_rows", "paste_previous_master", "compare")
EVERY_STEP = [(report, name) for report in REPORTS for name in STEPS[report]]
EDITED = "Excel is waiting for you to finish typing in a cell. Press Enter, then press the button again."
NOTHING_TO_UNDO = "There is no step to undo on this workbook. A filed copy stays filed."
NO_REPORT = (
    "The workbook in front holds none of the reports: no sheet has their columns in its first row. Open a "
    "report with Receive, or click into the workbook that is meant and press again."
)
SEEN_ROWS, SEEN_COLUMNS = 40, 60  # more than any workbook here has
LOOKS = (
    "CellBackColor",
    "CharWeight",
    "CharColor",
    "NumberFormat",
    "IsTextWrapped",
    "VertJustify",
    "CharHeight",
)
STANDARD_AS = {("VertJustify", 0): 3}  # com.sun.star.table.CellVertJustify2: STANDARD is BOTTOM, as in Excel


class Staff:
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
            self.app.impl.settings.pop("status_bar", None)
            empty = None if len(self.app.books) else self.app.books.add()  # as the ribbon's VBA does
            self.app.books.active.set_mock_caller()
            getattr(buttons, name)()
            if empty and len(self.app.books) > 1:
                empty.close()
        texts = [*self.boxes, *([self.bar] if self.bar else [])]
        return "\n---\n".join(text for text in texts if not text.startswith(("Take back '", "Taken back: ")))

    @property
    def boxes(self):
        """The boxes of the last press."""
        return [alert[0] for alert in self.app.impl.alerts]

    @property
    def bar(self):
        """What stands in the status bar; '' where that is Excel's own."""
        return self.app.impl.settings.get("status_bar") or ""

    def choose(self, path):
        self.monkeypatch.setattr(dialogs, "ask_file", lambda *_, **__: path)

    def receive(self, report, *then, week=None):
        """Open a received report and press buttons; the workbook."""
        self.choose((week or a_week()).write(report, self.folder / "received"))
        opened = self.press(OPENED_BY[report])
        assert opened == "" or (report == "youth-service" and opened.startswith("Listed: "))
        for name in then:
            answer = self.press(name)
            assert answer == "" or "Filed" in answer or "earlier Master" in answer, answer
        return self.book

    def reopen(self, report, week=None):
        """Open the last copy of a report that was worked without Excel, as staff do the day after."""
        source = (week or a_week()).write(report, self.folder / "received")
        settings = settings_.load()
        headless.run(report, source, Office.at(self.records, settings, Passwords(settings)))
        return self.app.books.open(str(self.records / FOLDERS[report] / COPIES[report][-1]))

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
        return sorted(path.name for path in files.kept(self.records))


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
    sheets = {sheet.name: sheet_state(sheet) for sheet in book.sheets}
    book.sheets[shown].activate()
    return {"shown": shown, **sheets}


def sheet_state(sheet):
    impl = sheet.impl
    cells, used = impl.cells_of(com.Box(1, 1, SEEN_ROWS, SEEN_COLUMNS)), impl.used_range
    x, arrows = impl.x, impl.filter
    rules = impl.api.Cells.FormatConditions
    columns = [x.Columns.getByIndex(at) for at in range(used.box.right + 1)]
    return {
        "cells": used.x.getFormulaArray(),
        "looks": looks(cells),
        "arrows": arrows.box,
        "filters": [
            (field.Field, field.Operator, [value.StringValue for value in field.Values])
            for field in sorted(
                arrows.fields, key=lambda field: field.Field
            )  # LibreOffice keeps no order of its own
        ],
        "seen": sorted(
            (area.StartRow, area.StartColumn, area.EndRow, area.EndColumn)
            for area in cells.queryVisibleCells().RangeAddresses
        ),
        "widths": [each.Width for each in columns],
        "notes": [(note.location.address, note.text) for note in impl.notes],
        "rules": [(rule.Type, rule.boxes, rule.Interior.Color, rule.Font.Color) for rule in rules],
        "frozen": impl._frozen(),
        "protected": x.isProtected(),
    }


def looks(cells):
    """Which cells have which look, however the program keeps them apart."""
    cells_of = defaultdict(set)
    for group in cells.UniqueCellFormatRanges:
        look = tuple(_drawn(name, getattr(group, name)) for name in LOOKS)
        for area in group.RangeAddresses:
            rows = range(area.StartRow, area.EndRow + 1)
            cells_of[look].update(itertools.product(rows, range(area.StartColumn, area.EndColumn + 1)))
    return dict(cells_of)


def _drawn(name, value):
    """How a cell is drawn: the standard place, which a file keeps as the bottom, is the bottom."""
    return STANDARD_AS.get((name, value), value)


def column(sheet, heading):
    """The cells under a heading, by Excel's row number."""
    block = sheet.range((1, 1), sheet.used_range.last_cell.address).options(ndim=2, empty="").value
    at = block[0].index(heading)
    return {number: row[at] for number, row in enumerate(block[1:], 2)}


FIRST_WORK = "The rows of this sheet have no Status yet. Press Next until they have, or Do all steps."
FIRST_SAY = "Press 'Say what to do' first: the rows of this sheet have no Status yet."
FIRST_REMOVE = "Press 'Remove rows' first: the rows of this sheet have no Status yet."
FIRST_COMPARE = "Press 'Compare with last week' first: the rows of this sheet have no Status yet."


def settings_of(app):
    switches = (app.screen_updating, app.display_alerts, app.enable_events, app.interactive)
    return (*switches, app.calculation, app.status_bar)
