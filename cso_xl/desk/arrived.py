"""Files that have come: the received file, the e-mail or ZIP with a report, and the report in it [I1-I3, A1]."""

import datetime as dt
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from cso_xl.cells import dates
from cso_xl.cells.columns import cells_of, faults, locate
from cso_xl.desk.office import Office
from cso_xl.errors import AbsentError, CallError, InputError
from cso_xl.intake import datamatch
from cso_xl.intake.datamatch import CSO_DAILY, Datamatch
from cso_xl.intake.grids import decrypt
from cso_xl.intake.received import Received, attachments, let_in, receive
from cso_xl.intake.tables import Table, read_table
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet import cso_daily
from cso_xl.records import kept_apart

_MAILS, _WORKBOOKS = (".eml", ".msg"), (".xlsx", ".xlsm")


class Arrived:
    """A file in which a report has come; `made_from` is given for a filed copy of our own: the SHA-256 of its source.

    Remarks on the file are added to `notices`.
    """

    def __init__(
        self, procedure: Procedure, path: Path, office: Office, made_from: str | None = None
    ) -> None:
        self.procedure, self.path, self.office = procedure, path, office
        self.notices: list[str] = []
        self._is_own = made_from is not None
        self.source = receive(path, is_own=self._is_own)
        self._carrier = self._attached(self.source) if self.source.suffix in _MAILS else self.source
        self._datamatch = Datamatch(self._carrier) if self._carrier.suffix == ".zip" else None
        self.source_sha256 = made_from or self._carrier.sha256

    def check_kept_apart(self) -> None:
        """Raise InputError when it is a practice week's and the records are not [X8, C13]."""
        if not self._is_own:
            contents = (self.source.data, self._carrier.data)
            kept_apart.check(self.path, contents, self.office.records.root)

    @cached_property
    def report_file(self) -> Received:
        """The report's own file, as received."""
        return self._out_of_zip(self._datamatch) if self._datamatch else self._by_itself()

    @cached_property
    def date(self) -> dt.date | None:
        """The report's date by the names of the files; None where no name has one."""
        files = (self.report_file.name, self._carrier.name, self.source.name, self._carrier.subject)
        return datamatch.report_date(*files)

    def expect_date(self) -> dt.date:
        """The report's date. Raises CallError when no name has one."""
        if self.date is None:
            raise CallError(
                f"The name {self.report_file.name} holds no date. Give the report's date with --date YYYY-MM-DD."
            )
        return self.date

    def report(self) -> Table:
        """The report, as received, its cells checked."""
        settings = self.office.settings
        names, columns = settings.columns(self.procedure.key), self.procedure.columns
        received = read_table(self._opened(), columns, names, self.office.passwords)
        table = self.procedure.arrives.lists(received, settings)
        places = locate(table.file, table.headings, columns, names)
        headings = {column: table.headings[place] for column, place in places.items()}
        wrong = faults(table.excel_rows, cells_of(table.rows, places), columns, headings)
        if wrong:
            raise InputError.of_faults(
                table.file, wrong, "Nothing was written. Ask the sender for a corrected report."
            )
        return table

    @cached_property
    def cso_daily(self) -> Table:
        """The topmost report of the same ZIP, or the file of that name beside a CSV [L3]."""
        archive, passwords = self._datamatch, self.office.passwords
        file = archive.read(CSO_DAILY, passwords) if archive else self._beside(CSO_DAILY)
        names = self.office.settings.columns("cso_daily")
        return read_table(file, cso_daily.COLUMNS, names, passwords)

    def _opened(self) -> Received:
        """The report's file without its password, which may have hidden that it is a practice week's."""
        if self.report_file.suffix not in _WORKBOOKS:
            return self.report_file
        opened = replace(self.report_file, data=decrypt(self.report_file, self.office.passwords))
        if not self._is_own:
            kept_apart.check(self.path, (opened.data,), self.office.records.root)
        return opened

    def _out_of_zip(self, archive: Datamatch) -> Received:
        arrives = self.procedure.arrives
        if not arrives.in_zip:
            raise InputError(
                f"{self._carrier.name} is a ZIP; the {self.procedure.words} comes as an Excel workbook, "
                f"'{arrives.workbook}'. Use that file, or the e-mail that carries it."
            )
        if unknown := archive.unknown:
            self.notices.append(f"Not known, and left alone: {', '.join(unknown)}.")
        if missing := [kind.replace("_", " ") for kind in archive.missing if kind in _worked_kinds()]:
            self.notices.append(f"The ZIP holds no {', no '.join(missing)}.")
        return archive.read(arrives.kind, self.office.passwords)

    def _by_itself(self) -> Received:
        kind = datamatch.kind_of(self._carrier.name)
        if kind and kind != self.procedure.arrives.kind:
            by_kind = {procedure.arrives.kind: name for name, procedure in PROCEDURES.items()}
            by_kind.pop(CSO_DAILY, None)
            hint = f" Use: cso-xl run {by_kind[kind]}" if kind in by_kind else ""
            raise InputError(f"{self._carrier.name} is not the {self.procedure.title.lower()} report.{hint}")
        return self._carrier

    def _attached(self, mail: Received) -> Received:
        """The one attachment of an e-mail that can be this report."""
        wanted = (".zip", ".csv", *_WORKBOOKS) if self.procedure.arrives.in_zip else _WORKBOOKS
        carried = attachments(mail)
        possible = [file for file in carried if file.may_be_report and file.suffix in wanted]
        zips = [file for file in possible if file.suffix == ".zip"]
        named = [file for file in possible if datamatch.kind_of(file.name) == self.procedure.arrives.kind]
        fitting = zips or named or possible
        if len(fitting) != 1:
            names = ", ".join(file.name for file in carried)
            raise InputError(
                f"{mail.name} carries {'no' if not fitting else 'more than one'} file that can be the "
                f"{self.procedure.title.lower()} report ({names}). Save the one that is meant and run that."
            )
        return let_in(fitting[0], mail)

    def _beside(self, kind: str) -> Received:
        """The file of a kind in the folder of the CSV that was given, of the same date if there are several."""
        folder, name = self.path.parent, self.report_file.name
        of_kind = sorted(path for path in folder.iterdir() if datamatch.kind_of(path.name) == kind)
        same_day = [path for path in of_kind if dates.in_name(path.name) == dates.in_name(name)]
        fitting = same_day or of_kind
        if len(fitting) != 1:
            raise (InputError if fitting else AbsentError)(
                f"{name} is worked together with cso_daily_YYYYMMDD_HHMMSS.csv of the same day, "
                f"which must lie beside it in {folder}: {len(fitting)} found. Use the ZIP instead, or put it there."
            )
        return receive(fitting[0])


def _worked_kinds() -> set[str]:
    """The kinds of files in the ZIP that reports are made of."""
    return {procedure.arrives.kind for procedure in PROCEDURES.values() if procedure.arrives.in_zip}
