"""Where the open workbooks came from, and the records they belong to; a person is asked when that is not known."""

import datetime as dt
from functools import cached_property
from pathlib import Path, PurePosixPath

import xlwings as xw

from cso_xl import settings as settings_
from cso_xl.desk import filed_copy
from cso_xl.desk.arrived import Arrived
from cso_xl.desk.office import Office
from cso_xl.errors import Cancelled
from cso_xl.excel import dialogs, ribbon_state
from cso_xl.excel.desk import LiveDesk
from cso_xl.excel.memory import Memory, Remembered
from cso_xl.excel.passwords import WindowPasswords
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import kept_apart, names
from cso_xl.settings import Settings
from cso_xl.training import exercise_sheet

_KIND = "source"
_FILED = "filed"  # what a workbook filed last, by path and SHA-256
Kinds = tuple[tuple[str, tuple[str, ...]], ...]

_ZIPS: Kinds = (("Datamatch ZIP or e-mail", ("*.zip", "*.eml", "*.msg")), ("CSV report", ("*.csv",)))


class Sources:
    """Where the open workbooks came from; a person is asked when that is not known."""

    def __init__(self, app: xw.App, settings: Settings, memory: Memory | None) -> None:
        self._app = app
        self._settings = settings
        self._memory = memory

    @cached_property
    def office(self) -> Office:
        """The records folder, the settings, the passwords."""
        return _office(self._settings)

    def procedure_of(self, book: xw.Book) -> Procedure | None:
        """The procedure that a workbook was opened for, if that is remembered."""
        entry = self._entry(book)
        return PROCEDURES[entry.facts["report"]] if entry else None

    def date_of(self, book: xw.Book) -> dt.date | None:
        """The date of the report that a workbook was opened for, if that is remembered."""
        entry = self._entry(book)
        return dt.date.fromisoformat(entry.facts["date"]) if entry else None

    def opened_as(self, book: xw.Book, procedure: Procedure) -> str:
        """The digest of the received cells when the workbook was opened for this report; '' when not known."""
        entry = self._entry(book, procedure)
        return entry.facts.get("cells", "") if entry else ""

    def remember(self, book: xw.Book, procedure: Procedure, desk: LiveDesk, cells: str = "") -> None:
        """Remember which received file a workbook came from, and the digest of its cells if it was just opened."""
        if self._memory:
            facts: dict[str, str | int] = {"report": procedure.name, "path": str(desk.path)}
            facts |= {"date": desk.date.isoformat(), "issue": desk.issue, "cells": cells}
            self._memory.add(Remembered(_KIND, ribbon_state.id_of(book), facts))

    def opened_from(self, path: Path, procedure: Procedure) -> xw.Book | None:
        """The workbook in which a received file is open already."""
        facts = {"report": procedure.name, "path": str(path)}
        for book in self._app.books:
            entry = self._entry(book)
            if entry and facts.items() <= entry.facts.items():
                return book
        return None

    def desk(self, procedure: Procedure, path: Path) -> LiveDesk:
        """The desk of a received file; a person is asked for the date when no name has one."""
        arrived = Arrived(procedure, path, self.office)
        return LiveDesk(self._app, arrived, _date_of(arrived))

    def desk_of(self, book: xw.Book, procedure: Procedure, is_worked: bool) -> LiveDesk:
        """The desk of the workbook in front, in which steps have written if `is_worked`; somebody may be asked."""
        desk = self._desk_of(book, procedure, is_worked)
        desk.book, desk.opened_as = book, local_path(book)
        for entry in self._memory.entries(_FILED, book) if self._memory else []:
            desk.filed_last[PurePosixPath(entry.facts["path"])] = entry.facts["sha256"]
        return desk

    def remember_filed(self, book: xw.Book, desk: LiveDesk) -> None:
        """Remember what a workbook filed last: only somebody else's work is asked about when it is filed again."""
        if self._memory is None:
            return
        remembered = {entry.facts["path"]: entry.facts for entry in self._memory.entries(_FILED, book)}
        for path, sha256 in desk.filed_last.items():
            facts = {"path": str(path), "sha256": sha256}
            if remembered.get(str(path)) != facts:
                self._memory.add(Remembered(_FILED, ribbon_state.id_of(book), facts))

    def _desk_of(self, book: xw.Book, procedure: Procedure, is_worked: bool) -> LiveDesk:
        entry = self._entry(book, procedure)
        if entry:
            date = dt.date.fromisoformat(entry.facts["date"])
            arrived = Arrived(procedure, Path(entry.facts["path"]), self.office)
            return LiveDesk(self._app, arrived, date, entry.facts["issue"])
        if is_worked and (desk := self._copy_itself(book, procedure)):
            return desk
        filed = self._filed(book, procedure)
        path = filed[0] if filed else self._received(book, procedure, is_worked)
        if path is None:
            path = self.chosen(procedure)
            self.office = _office(kept_apart.settings_for(path))
        arrived = Arrived(procedure, path, self.office)
        desk = LiveDesk(self._app, arrived, filed[1] if filed else _date_of(arrived))
        self.remember(book, procedure, desk)
        return desk

    def _entry(self, book: xw.Book, procedure: Procedure | None = None) -> Remembered | None:
        """The last that is remembered of a workbook; a copy of the training workbook holds several reports."""
        return _entry(self._memory, book, procedure)

    def _copy_itself(self, book: xw.Book, procedure: Procedure) -> LiveDesk | None:
        """The desk of the filed copy of a report without a Master, when that is what was opened; nobody is asked."""
        path, kind = local_path(book), procedure.copies.worked_in
        if path is None or procedure.copies.has_master or not self._settings.text("records.root"):
            return None
        named = names.copy_in(self._settings, procedure.key, kind, path.name)
        until = named.date + dt.timedelta(days=1) if named else dt.date.min
        newest = self.office.records.newest(procedure.key, kind, until, named.issue) if named else None
        if named is None or newest is None or not newest[1].samefile(path):
            return None

        def received() -> Arrived:
            return Arrived(procedure, self.chosen(procedure), self.office)

        copy = filed_copy.arrived(procedure, self.office, path)
        return LiveDesk(self._app, copy, named.date, named.issue, received)

    def _filed(self, book: xw.Book, procedure: Procedure) -> tuple[Path, dt.date] | None:
        """The Master beside a filed copy that was opened again, of a report that has one."""
        for kind in names.kinds(self._settings, procedure.key) if procedure.copies.has_master else ():
            if named := names.copy_in(self._settings, procedure.key, kind, book.name):
                until = named.date + dt.timedelta(days=1)
                newest = self.office.records.newest(
                    procedure.key, procedure.copies.received, until, named.issue
                )
                if newest and newest[0] == named.date:
                    return newest[1], named.date
        return None

    def _received(self, book: xw.Book, procedure: Procedure, is_worked: bool) -> Path | None:
        """The workbook itself, when it is the received file that staff opened by hand, not one saved as another."""
        path = None if self._memory and is_worked else local_path(book)
        if path is None or procedure.arrives.in_zip or not path.is_file():
            return None
        if exercise_sheet(procedure.title) in [sheet.name for sheet in book.sheets]:
            return None  # a copy of the training workbook: the practice week's e-mail has the report
        return path

    def chosen(self, procedure: Procedure) -> Path:
        """The received file that a person chooses. Raises Cancelled when none is chosen."""
        question = f"The file in which the {procedure.title.lower()} report came"
        path = dialogs.ask_file(question, _ZIPS if procedure.arrives.in_zip else _workbooks(procedure))
        if path is None:
            raise Cancelled("No file was chosen.")
        return path


def _date_of(arrived: Arrived) -> dt.date:
    """The date in the names of what has arrived, or else one that a person gives. Raises Cancelled for none."""
    if arrived.date:
        return arrived.date
    date = dialogs.ask_date(f"{arrived.path.name} has no date in its name. Which day is the report of?")
    if date is None:
        raise Cancelled("No date was given.")
    return date


def _workbooks(procedure: Procedure) -> Kinds:
    return ((f"{procedure.words.capitalize()} or e-mail", ("*.xlsx", "*.xlsm", "*.eml", "*.msg")),)


def came_from(memory: Memory | None, book: xw.Book) -> Path | None:
    """The received file that a workbook came from, if that is remembered."""
    entry = _entry(memory, book)
    return Path(entry.facts["path"]) if entry else None


def _entry(memory: Memory | None, book: xw.Book, procedure: Procedure | None = None) -> Remembered | None:
    entries = memory.entries(_KIND, book) if memory else []
    for entry in reversed(entries):
        if procedure is None or entry.facts["report"] == procedure.name:
            return entry
    return None


def _office(settings: Settings) -> Office:
    return Office.at(records_root(settings), settings, WindowPasswords(settings))


def records_root(settings: Settings) -> Path:
    """The folder that stands for Objective; a person is asked once, and the answer goes into settings.toml."""
    root = settings.text("records.root")
    if root:
        return Path(root)
    folder = dialogs.ask_folder("Choose the records folder: the one that stands for Objective")
    if folder is None:
        raise Cancelled("No records folder was chosen.")
    settings_.keep_records_root(folder)
    return folder


def local_path(book: xw.Book) -> Path | None:
    """Where the workbook lies on a drive; None when it was never saved or was opened from a web address."""
    try:
        name = str(book.fullname)
    except (xw.XlwingsError, OSError):  # a SharePoint address that is not a folder of this computer
        return None
    return Path(name) if Path(name).is_absolute() and "://" not in name else None
