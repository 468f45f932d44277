"""The desk of a run without Excel: the report that has come, the records, the copies to be filed."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.state.state import Case
from cso_xl.cases.worklist.worklist_lines import Lines
from cso_xl.desk.arrived import Arrived
from cso_xl.desk.filing import Filing
from cso_xl.desk.issues import ComparedIssues, Issues, compared, worklist
from cso_xl.desk.recording import Recording
from cso_xl.errors import CallError, CsoError
from cso_xl.intake.received import Received
from cso_xl.intake.tables import Table
from cso_xl.notices.drafts import Draft
from cso_xl.procedures.sheet.watch import Trace
from cso_xl.records import emails, kept_apart, names
from cso_xl.records.tree import SOURCE, Copy, Filed, read
from cso_xl.sheet.file_engine import FileBook
from cso_xl.sheet.protocol import Block, Book

if TYPE_CHECKING:
    from cso_xl.cases.filed.on_file import OnFile
    from cso_xl.desk.commented import Commented


class FileDesk:
    """The desk of a run without Excel: what has arrived, and the records (see procedures.work.Desk)."""

    def __init__(self, arrived: Arrived, date: dt.date | None = None, issue: int | None = None) -> None:
        self._arrived, self._office, self._procedure = arrived, arrived.office, arrived.procedure
        self._records, self._settings = self._office.records, self._office.settings
        self.date = date or arrived.expect_date()
        arrived.check_kept_apart()
        self.notices = arrived.notices
        self.issues = Issues(self._records, self._procedure, self.date)
        self._issue = issue
        self._previous: tuple[dt.date, Table] | None = None
        self._commented: Commented | None = None
        self._worklists: dict[int, Lines] = {}  # of earlier issues, once they were read
        self._recording = Recording(
            self._office, self._procedure, self.date, lambda: self.issue, self.notices
        )
        self._filing = Filing(self._recording)

    @property
    def path(self) -> Path:
        """The file that this desk is about."""
        return self._arrived.path

    @property
    def source(self) -> Received:
        """That file, as it was read."""
        return self._arrived.source

    @property
    def issue(self) -> int:
        """The number of this day's report: 1, or more for one that was sent again [C12]."""
        if self._issue is None:
            comes_back = self._office.again and self.filed_as != self.issues.newest
            self._issue = self.issues.next if comes_back else self.filed_as or 1
        return self._issue

    @property
    def is_in_force(self) -> bool:
        """Whether this very file is filed, and nothing was sent for the same day since."""
        return self.filed_as == self.issues.newest

    @cached_property
    def filed_as(self) -> int | None:
        """The issue under which this very file is filed already; None when it is not."""
        if not self.issues.filed:
            return None
        return self.issues.of(self._arrived.report_file.data, self._arrived.source_sha256)

    def against_first(self, report: Table) -> ComparedIssues | None:
        """The rows new, gone or changed against the issue before; None for the first of its day [C12].

        Raises CsoError when the issue before cannot be read any more.
        """
        first = self.issues.before(self.issue)
        if first is None:
            return None
        return compared(self._procedure, self._settings, self._office.passwords, first, report)

    def worklist_before(self, issue: int) -> Lines:
        """The worklist of an earlier issue as people have left it; empty, with a notice, where it cannot be read."""
        if issue not in self._worklists:
            self._worklists[issue] = Lines(None)
            try:
                copies = self.issues.filed.get(issue, {})
                self._worklists[issue] = worklist(self._procedure, self._office.passwords, copies)
            except CsoError as error:
                self.notices.append(
                    f"What was typed on the worklist of the report before was not taken over: {error}"
                )
        return self._worklists[issue]

    def report(self) -> Table:
        """The report, as received, its cells checked."""
        return self._arrived.report()

    def cso_daily(self) -> Table:
        """The topmost report of the same ZIP, or the file of that name beside a CSV [L3]."""
        return self._arrived.cso_daily

    def received_workbook(self) -> bytes:
        """The address report, byte for byte as received [A2]."""
        return self._arrived.report_file.data

    def previous_master(self) -> tuple[dt.date, Table] | None:
        """The most recent previous Master Copy in the records; None in the first week [A6]."""
        if self._previous is None:
            self._previous = self._office.newest_master(self._procedure, before=self.date)
        return self._previous

    def on_file(self, last_week: dt.date | None = None) -> "OnFile":
        """The rows of earlier Processed Copies and of last week's Working Copy; a notice names any unread copy [A4]."""
        from cso_xl.desk.commented import Commented  # here: most reports have no such copies

        if self._commented is None:
            passwords = self._office.passwords
            self._commented = Commented(self._procedure, self._records, self._settings, passwords)
        unread = self._commented.follow(self.date, last_week)
        self.notices += [notice for notice in unread if notice not in self.notices]
        self._commented.index.open_rows = self._recording.open_rows()
        return self._commented.index

    def new_book(self, title: str, rows: Block) -> Book:
        """A new workbook that remembers which received file it was made from."""
        return FileBook(self._settings, title, rows, {SOURCE: self._arrived.source_sha256})

    def file(self, kind: str, data: bytes) -> None:
        """Keep a copy for `publish`: nothing is written while the procedure runs."""
        is_master = self._procedure.copies.has_master and kind == self._procedure.copies.received
        suffix = self._arrived.report_file.suffix if is_master else ".xlsx"
        path = self._place(kind, suffix)
        filed = data if is_master else self._filing.protected(data)
        self._filing.copies.append(Copy(kind, path, filed, self._arrived.source_sha256, plain=data))

    def filed_copy(self, kind: str) -> tuple[str, bytes]:
        """A copy as it is filed, or will be by `publish`. Raises CallError when no step has made it."""
        path = self._place(kind)
        if (self._records.root / path).exists():
            return path.name, read(self._records.root / path)
        data = next((copy.data for copy in self._filing.copies if copy.kind == kind), None)
        if data is None:
            raise CallError(f"Save '{path.stem}' first: there is no such copy yet.")
        return path.name, data

    def _place(self, kind: str, suffix: str = ".xlsx") -> PurePosixPath:
        first = names.file(self._settings, self._procedure.key, kind, self.date, suffix)
        return names.of_issue(first, self.issue)

    def draft(self, draft: Draft, named: Mapping[str, str]) -> None:
        """Keep a draft for `publish`, under the name that its e-mail will be filed by [D12, L12, A12].

        A draft that exists keeps its name: a run that knows less than was typed since makes no second one.
        """
        kept_apart.check_recipients(self._records.root, _recipients(draft.message))
        key = self._procedure.key
        by = f"{key}_{draft.to}" if f"{key}_{draft.to}" in self._settings.table("filing_emails") else key
        name = emails.email_name(self._settings, by, self.date, named)
        folder = names.folder(self._settings, key, self.date)
        existing = emails.drafted(self._records.root / folder / emails.DRAFTS, draft.reference)
        new = emails.draft_path(self._records.root, folder, name, draft.reference)
        path = self._records.relative(existing) if existing else new
        self._filing.copies.append(Copy("draft", path, draft.message, self._arrived.source_sha256))

    def sent_to(self, reference: str) -> str:
        """The address that a notice was drafted to, wherever its draft lies; '' where it has gone."""
        draft = self._records.draft(reference)
        return _header(read(draft), "to") if draft else ""

    @property
    def cases(self) -> ReportCases:
        """The cases of this report's day, with the events that are still to be recorded [C3]."""
        return self._recording.cases

    def look_again(self) -> None:
        """Look the cases up anew when they are next asked for."""
        self._recording.look_again()

    def cases_of(self, clients: Collection[str]) -> Mapping[str, Sequence[Case]]:
        """The cases of other reports up to this day about clients, by their numbers without leading zeros [C10]."""
        return self._recording.cases_of(clients)

    @property
    def has_cases(self) -> bool:
        """Whether a step has looked up the cases."""
        return self._recording.has_cases

    def renew(self, copy: Received, data: bytes) -> Filed:
        """Put `data` in place of the filed copy that this desk is about, as `copy` was read."""
        return self._filing.renew(self.path, copy, data)

    def at_work(self, copy: Received) -> AbstractContextManager[None]:
        """Claim the report for the length of a `with`, while its filed copy is as it was read.

        Raises FileError, before anything is recorded, when somebody else is at it, or it is open in Excel.
        """
        return self._filing.at_work(self.path, copy)

    def publish(self, dry_run: bool, renewed: Sequence[str] = ()) -> list[Filed]:
        """File every copy that the steps made; a filed copy of a kind among `renewed` is brought up to date."""
        decided = self.has_cases and not dry_run
        filed = self._filing.publish(dry_run, renewed)
        if self._commented and not dry_run:
            self._commented.keep()
        return [*filed, *self._corrected()] if decided else filed

    def _corrected(self) -> list[Filed]:
        """The drafts of corrections that are owed for the issues before this one, once its decisions are recorded."""
        from cso_xl.desk import earlier_issues  # here: few reports are sent again

        return earlier_issues.correct(self._office, self._procedure, self) if self.issue > 1 else []

    def log(self, traces: Sequence[Trace]) -> None:
        """Write what the steps did into the activity log [X5]."""
        self.notices += self._office.log(self._procedure.key, self.date, traces)


def _recipients(message: bytes) -> list[str]:
    """The recipients of a draft, by its headers."""
    return list(filter(None, (_header(message, name) for name in ("to", "cc"))))


def _header(message: bytes, name: str) -> str:
    """What a message says under a heading; '' for nothing."""
    from email import policy
    from email.parser import BytesParser

    return str(BytesParser(policy=policy.default).parsebytes(message, headersonly=True)[name] or "")
