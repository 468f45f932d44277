"""What lies on the desk when there is no Excel: the received file, the ZIP it came in, the records."""

import datetime as dt
import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from email import policy
from email.parser import BytesParser
from functools import cached_property
from pathlib import Path, PurePosixPath

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import Event, Kind
from cso_xl.cases.of_report import ReportCases
from cso_xl.cases.on_file import OnFile
from cso_xl.cells import dates
from cso_xl.cells.columns import cells_of, faults, locate
from cso_xl.desk.commented import Commented
from cso_xl.desk.issues import Compared, Issues, compared
from cso_xl.errors import CallError, CsoError, InputError
from cso_xl.intake import datamatch
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.grids import decrypt
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received, attachments, let_in, receive
from cso_xl.intake.tables import Table, read_table
from cso_xl.notices.drafts import Draft
from cso_xl.procedures import PROCEDURES, address_sharer, on_list
from cso_xl.procedures.step import Procedure
from cso_xl.procedures.watch import Trace
from cso_xl.records import emails, kept_apart, names
from cso_xl.records.claims import Claims, Owner
from cso_xl.records.protect import protect
from cso_xl.records.publish import sweep
from cso_xl.records.tree import SOURCE, Copy, Filed, Records, Renews, read
from cso_xl.settings import Settings
from cso_xl.sheet.openpyxl_engine import OpenpyxlBook
from cso_xl.sheet.protocol import Block, Book

KEPT_AS = "The earlier version is kept as {}."
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Office:
    """Where a run takes place: the records, the settings in force, the passwords."""

    records: Records
    settings: Settings
    passwords: Passwords
    take_over: bool = False
    again: bool = False

    @classmethod
    def at(cls, root: Path, settings: Settings, passwords: Passwords, take_over: bool = False) -> "Office":
        """The office whose records root is `root`; its filed copies open with the run's passwords.

        `take_over` is a person's word that nobody is at a report that is claimed, `again` that a report that was
        sent again for the same day is to be filed beside the first [C12].

        Raises FileError when `root` is not a folder.
        """

        def unlock(name: str, data: bytes) -> bytes:
            return decrypt(Received(name, data, is_own=True), passwords)

        records = Records(root, settings, unlock)
        return cls(records, kept_apart.in_force(settings, root), passwords, take_over)

    def claims(self, process: int = 0) -> Claims:
        """The claims as this person makes them, here and now; `process` 0 is any of that person's."""
        return Claims(self.records, Owner.this(process), dt.datetime.now(dt.UTC))

    def log(self, report: str, date: dt.date | None, traces: Sequence[Trace]) -> list[str]:
        """Write what steps did into the activity log; says why not where it cannot, which stops nobody [X5]."""
        from cso_xl import activity  # here: a press that stops at a question has nothing to log

        try:
            log = activity.Log.of(self.records.root, self.settings)
            for one in traces:
                log.append(
                    activity.Done(
                        time=dt.datetime.now(dt.UTC),
                        user=activity.os_user(),
                        report=report,
                        report_date=date,
                        ids=one.step.ids,
                        step=one.step.name,
                        before=one.before,
                        after=one.after,
                        counts=one.counts,
                        clients=one.clients,
                    )
                )
        except CsoError as error:
            return [str(error)]
        return []

    def newest_master(self, before: dt.date, issue: int | None = None) -> tuple[dt.date, Table] | None:
        """The newest Master Copy of an earlier date, of that issue if one is given, and its date; or None [A6]."""
        found = self.records.newest(address_sharer.KEY, "master", before, issue)
        if found is None:
            return None
        date, path = found
        names_ = self.settings.columns(address_sharer.KEY)
        master = Received(path.name, read(path), is_own=True)
        return date, read_table(master, address_sharer.COLUMNS, names_, self.passwords)


def _asked_once(renews: Renews) -> Renews:
    """`renews` with its first answer for each copy: it may be a question to a person."""
    answers: dict[PurePosixPath, bool] = {}

    def once(copy: Copy, there: bytes) -> bool:
        if copy.path not in answers:
            answers[copy.path] = renews(copy, there)
        return answers[copy.path]

    return once


class FileDesk:
    """The desk of a run without Excel: the received file and the records (see procedures.step.Desk)."""

    def __init__(
        self,
        procedure: Procedure,
        path: Path,
        office: Office,
        date: dt.date | None,
        source_sha256: str | None = None,
        issue: int | None = None,
    ) -> None:
        self._procedure = procedure
        self.path = path
        self._office = office
        self._records = office.records
        self._settings = office.settings
        self._passwords = office.passwords
        self.source = receive(path, is_own=source_sha256 is not None)
        self.notices: list[str] = []
        is_mail = self.source.suffix in (".eml", ".msg")
        self._carrier = self._attached(self.source) if is_mail else self.source
        self._datamatch = Datamatch(self._carrier) if self._carrier.suffix == ".zip" else None
        self.date = date or self._date_in_names()
        self._source_sha256 = source_sha256 or self._carrier.sha256
        self.issues = Issues(self._records, procedure, self.date)
        self._issue = issue
        self._copies: list[Copy] = []
        self._previous: tuple[dt.date, Table] | None = None
        self._is_received = source_sha256 is None
        if self._is_received:
            kept_apart.check(path, (self.source.data, self._carrier.data), self._records.root)

    @cached_property
    def _report_file(self) -> Received:
        return self._find_report()

    @property
    def issue(self) -> int:
        """Which of this day's reports it is: 1, or more for one that was sent again [C12]."""
        if self._issue is None:
            self._issue = self.filed_as or (self.issues.next if self._office.again else 1)
        return self._issue

    @cached_property
    def filed_as(self) -> int | None:
        """The issue as which this very file is filed already; None when it is not."""
        return self.issues.of(self._report_file.data, self._source_sha256) if self.issues.filed else None

    def against_first(self, report: Table) -> Compared | None:
        """What is new, gone or changed against the issue before; None for the first of its day [C12].

        Raises CsoError when that one cannot be read any more.
        """
        first = self.issues.before(self.issue)
        return compared(self._procedure, self._settings, self._passwords, first, report) if first else None

    def report(self) -> Table:
        """The report, as received, its cells checked."""
        names_, columns = self._settings.columns(self._procedure.key), self._procedure.columns
        opened = self._report_file
        if opened.suffix in _WORKBOOKS:
            opened = replace(opened, data=decrypt(opened, self._passwords))
            if self._is_received:  # its password may have hidden what it says
                kept_apart.check(self.path, (opened.data,), self._records.root)
        received = read_table(opened, columns, names_, self._passwords)
        table = self._procedure.lists(received, self._settings)
        places = locate(table.file, table.headings, columns, names_)
        headings = {column: table.headings[place] for column, place in places.items()}
        wrong = faults(table.excel_rows, cells_of(table.rows, places), columns, headings)
        if wrong:
            raise InputError.of_faults(
                table.file, wrong, "Nothing was written. Ask the sender for a corrected report."
            )
        return table

    def cso_daily(self) -> Table:
        """The topmost report of the same ZIP, or the file of that name beside a CSV [L3]."""
        archive = self._datamatch
        found = archive.read("cso_daily", self._passwords) if archive else self._beside("cso_daily")
        names_ = self._settings.columns("cso_daily")
        return read_table(found, on_list.DAILY_COLUMNS, names_, self._passwords)

    def received_workbook(self) -> bytes:
        """The address report, byte for byte as received [A2]."""
        return self._report_file.data

    def previous_master(self) -> tuple[dt.date, Table] | None:
        """The most recent previous Master Copy in the records; None in the first week [A6]."""
        if self._previous is None:
            self._previous = self._office.newest_master(before=self.date)
        return self._previous

    def on_file(self, last_week: dt.date | None = None) -> OnFile:
        """What earlier Processed Copies say, and last week's Working Copy; one that cannot be read is named [A4]."""
        unread = self._commented.follow(self.date, last_week)
        self.notices += [line for line in unread if line not in self.notices]
        return self._commented.index

    @cached_property
    def _commented(self) -> Commented:
        return Commented(self._records, self._settings, self._passwords)

    def new_book(self, title: str, rows: Block) -> Book:
        """A new workbook that remembers which received file it was made from."""
        return OpenpyxlBook(self._settings, title, rows, {SOURCE: self._source_sha256})

    def file(self, kind: str, data: bytes) -> None:
        """Keep a copy for `publish`: nothing is written while the procedure runs."""
        suffix = self._report_file.suffix if kind == "master" else ".xlsx"
        path = names.file(self._settings, self._procedure.key, kind, self.date, suffix, self.issue)
        protected = data
        if kind != "master" and self._settings.flag("records.protect_copies"):
            protected = protect(data, self._passwords.first())
        self._copies.append(Copy(kind, path, protected, self._source_sha256, plain=data))

    def filed_copy(self, kind: str) -> tuple[str, bytes]:
        """A copy as it is filed, or will be by `publish`. Raises CallError when no step has made it."""
        path = names.file(self._settings, self._procedure.key, kind, self.date, issue=self.issue)
        if (self._records.root / path).exists():
            return path.name, read(self._records.root / path)
        data = next((copy.data for copy in self._copies if copy.kind == kind), None)
        if data is None:
            raise CallError(f"Save '{path.stem}' first: there is no such copy yet.")
        return path.name, data

    def draft(self, draft: Draft, named: Mapping[str, str]) -> None:
        """Keep a draft for `publish`, under the name that its e-mail will be filed by [D12, L12, A12].

        One that lies in Drafts keeps its name: a run that knows less than was typed since makes no second one.
        """
        kept_apart.check_recipients(self._records.root, _recipients(draft.message))
        key = self._procedure.key
        by = "on_list_scm" if (key, draft.to) == ("on_list", "scm") else key
        name = emails.email_name(self._settings, by, self.date, named)
        folder = names.folder(self._settings, key, self.date)
        known = emails.drafted(self._records.root / folder / emails.DRAFTS, draft.reference)
        path = (
            folder / emails.DRAFTS / known.name
            if known
            else emails.draft_path(self._records.root, folder, name, draft.reference)
        )
        self._copies.append(Copy("draft", path, draft.message, self._source_sha256))

    @cached_property
    def _book(self) -> CaseBook:
        return CaseBook(self._records.root, self._settings, dt.datetime.now(dt.UTC))

    @cached_property
    def cases(self) -> ReportCases:
        """The cases of this report's day, and what is to be recorded of them [C3]."""
        return self._book.of_report(self._procedure.key, self.date, self.issue)

    def _file(
        self, copies: Sequence[Copy], dry_run: bool = False, renews: Renews = lambda copy, there: False
    ) -> list[Filed]:
        """Record what has happened to the cases, then file copies: what cannot be recorded is not done [C3].

        A draft lies in Drafts before it is recorded as sent: a step that was cut short makes it when it is run again.
        """
        renews = _asked_once(renews)
        found = self._records.file(copies, True, renews)  # raises before anything is written
        if dry_run:
            return found
        self.record(later=(Kind.SENT,))
        drafts = iter(self._records.file([one for one in copies if one.kind == "draft"], renews=renews))
        self.record()
        others = iter(self._records.file([one for one in copies if one.kind != "draft"], renews=renews))
        filed = [next(drafts if one.kind == "draft" else others) for one in copies]
        self.notices += [KEPT_AS.format(one.earlier.name) for one in filed if one.earlier]
        return filed

    def record(self, later: Collection[Kind] = ()) -> None:
        """Record what has happened to the cases, and take every draft that was withdrawn out of Drafts."""
        if not self.has_cases:
            return
        if self.has_events:
            self._say_withdrawn(self._book.record(self.cases, later))
        withdrawn = {event.reference for event in self.cases.events if event.kind is Kind.WITHDRAWN}
        folder = names.folder(self._settings, self._procedure.key, self.date) / emails.DRAFTS
        sweep(self._records.root / folder, time.time())  # what a step that was cut short has left
        emails.withdraw(self._records.root / folder, withdrawn)
        if not self.cases.pending:
            del self.cases  # what is recorded has a number from now on

    def _say_withdrawn(self, elsewhere: Sequence[Event]) -> None:
        """Take drafts of other reports out of their Drafts: the client is no longer a CSO [C8]."""
        for event in elsewhere:
            folder = names.folder(self._settings, event.report, event.date) / emails.DRAFTS
            emails.withdraw(self._records.root / folder, {event.reference})
            self.notices.append(
                f"Withdrawn, for the client is no longer a CSO: {event.reference}. It is to be decided anew."
            )

    @property
    def has_cases(self) -> bool:
        """Whether a step has looked up the cases."""
        return "cases" in self.__dict__

    @property
    def has_events(self) -> bool:
        """Whether something has happened to the cases that is not recorded yet."""
        return self.has_cases and bool(self.cases.pending)

    def renew(self, copy: Received, data: bytes) -> Filed:
        """Put `data` in place of the filed copy that this desk is about, as `copy` was read."""
        place = self._records.relative(self.path)
        kind = "working" if self._procedure.key == address_sharer.KEY else "report"
        if data == decrypt(copy, self._passwords):
            return Filed(kind, place, "unchanged")
        protected = data
        if self._settings.flag("records.protect_copies"):
            protected = protect(data, self._passwords.first())
        with self._claimed():
            earlier = self._records.renew(self.path, copy.data, protected)
        self.notices.append(KEPT_AS.format(earlier.name))
        return Filed(kind, place, "renewed")

    @contextmanager
    def at_work(self, copy: Received) -> Iterator[None]:
        """The report claimed for the length of a `with`, its filed copy being as it was read.

        Raises FileError, before anything is recorded, when somebody else is at it, or it is open in Excel.
        """
        with self._claimed():
            self._records.check(self.path, copy.data)
            yield

    def publish(self, dry_run: bool, renewed: Collection[str] = ()) -> list[Filed]:
        """File every copy that the steps made; a filed copy of a kind among `renewed` is brought up to date.

        A Working Copy in which somebody has worked counts more than this run: no Processed Copy is
        made beside it but by `cso-xl processed`.
        """

        def renews(copy: Copy, there: bytes) -> bool:
            return copy.kind in renewed

        copies = self._copies
        found = self._records.file([copy for copy in copies if copy.kind != "processed"], True, renews)
        if any((one.kind, one.state) == ("working", "kept") for one in found):
            copies = [copy for copy in copies if copy.kind != "processed"]
        found += self._records.file([copy for copy in copies if copy.kind == "processed"], True, renews)
        kept = [one.kind for one in found if one.state == "kept" and one.kind != "draft"]
        if kept:
            self.notices.append(
                f"The {' and '.join(kept)} copy stays as it is filed. What is shown here may differ from it: somebody "
                "has worked in it since, or earlier outcomes or the settings have changed."
            )
        if not dry_run:
            self._commented.keep()
        written = self.has_events or any(one.state in ("to be filed", "to be renewed") for one in found)
        if dry_run or not written:
            return self._file(copies, dry_run, renews)
        with self._claimed():
            return self._file(copies, renews=renews)

    def log(self, traces: Sequence[Trace]) -> None:
        """Write what the steps did into the activity log [X5]."""
        self.notices += self._office.log(self._procedure.key, self.date, traces)

    def _claimed(self) -> AbstractContextManager[None]:
        return self._office.claims(os.getpid()).held(self._procedure.key, self.date, self._office.take_over)

    def _find_report(self) -> Received:
        key = self._procedure.key
        if self._datamatch:
            if key == address_sharer.KEY:
                raise InputError(
                    f"{self._carrier.name} is a ZIP; the address report comes as an Excel workbook, "
                    "'CSO Living with Children WB ...'. Use that file, or the e-mail that carries it."
                )
            if unknown := self._datamatch.unknown:
                self.notices.append(f"Not known, and left alone: {', '.join(unknown)}.")
            if missing := [
                kind
                for kind in self._datamatch.missing
                if kind in ("cso_daily", "on_list", "off_list", "daily_diffs")
            ]:
                self.notices.append(
                    f"The ZIP holds no {', no '.join(kind.replace('_', ' ') for kind in missing)}."
                )
            return self._datamatch.read(self._procedure.received_as, self._passwords)
        kind = datamatch.kind_of(self._carrier.name)
        if kind and kind != self._procedure.received_as:
            known = {one.key: name for name, one in PROCEDURES.items()}
            hint = f" Use: cso-xl run {known[kind]}" if kind in known else ""
            raise InputError(f"{self._carrier.name} is not the {self._procedure.title.lower()} report.{hint}")
        return self._carrier

    def _attached(self, mail: Received) -> Received:
        """The one attachment of an e-mail that can be this report."""
        wanted = _WORKBOOKS if self._procedure.key == address_sharer.KEY else (".zip", ".csv", *_WORKBOOKS)
        carried = attachments(mail)
        found = [one for one in carried if one.may_be_report and one.suffix in wanted]
        zips = [one for one in found if one.suffix == ".zip"]
        named = [one for one in found if datamatch.kind_of(one.name) == self._procedure.received_as]
        fitting = zips or named or found
        if len(fitting) != 1:
            raise InputError(
                f"{mail.name} carries {'no' if not fitting else 'more than one'} file that can be the "
                f"{self._procedure.title.lower()} report ({', '.join(one.name for one in carried)}). Save the one that "
                "is meant and run that."
            )
        return let_in(fitting[0], mail)

    def _date_in_names(self) -> dt.date:
        files = (self._report_file.name, self._carrier.name, self.source.name, self._carrier.subject)
        date = datamatch.report_date(*files)
        if date is None:
            raise CallError(
                f"The name {self._report_file.name} holds no date. Give the report's date with --date YYYY-MM-DD."
            )
        return date

    def _beside(self, kind: str) -> Received:
        """The file of a kind in the folder of the CSV that was given, of the same date if there are several."""
        folder = self.path.parent
        found = sorted(path for path in folder.iterdir() if datamatch.kind_of(path.name) == kind)
        same_day = [
            path for path in found if dates.in_name(path.name) == dates.in_name(self._report_file.name)
        ]
        fitting = same_day or found
        if len(fitting) != 1:
            raise InputError(
                f"{self._report_file.name} is worked together with cso_daily_YYYYMMDD_HHMMSS.csv of the same day, "
                f"which must lie beside it in {folder}: {len(fitting)} found. Use the ZIP instead, or put it there."
            )
        return receive(fitting[0])


def _recipients(message: bytes) -> list[str]:
    """Whom a draft goes to, as its headers have it."""
    headers = BytesParser(policy=policy.default).parsebytes(message, headersonly=True)
    return [str(value) for name in ("to", "cc") for value in headers.get_all(name, [])]
