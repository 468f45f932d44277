"""The return to Corrections: the week's confirmed matches filed as a workbook, and a draft that carries it [L13].

'The Ministry informs Corrections of any positive matches and the action taken.'
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from cso_xl.cases import drafts as lying
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import EventKind
from cso_xl.cases.log.at_once import at_once
from cso_xl.cases.state.state import Case
from cso_xl.cells import dates
from cso_xl.decisions.working_time import moment
from cso_xl.desk.matches import HEADINGS, ReportWeek, confirmed
from cso_xl.desk.office import ActNote, Office
from cso_xl.desk.return_owed import KEY, TITLE, TO
from cso_xl.errors import CallError, FileError
from cso_xl.files.publish import publish
from cso_xl.intake.grids import decrypt
from cso_xl.intake.received import Received
from cso_xl.notices import drafts, templates
from cso_xl.notices.drafts import Envelope
from cso_xl.records import emails, names
from cso_xl.records.protect import protect
from cso_xl.records.tree import read
from cso_xl.sheet.file_engine import FileBook

_TEMPLATE, _ENTRY, _KIND = "match_return", "L13-1", "report"


@dataclass(frozen=True)
class Returned:
    """The return of a week: its reference ('' where none was made), the number of matches, and notices.

    `folder` is where its workbook lies, relative to the records root; `sent_at` is when it was sent, if it was, and
    `is_new` says that it was not made before.
    """

    monday: dt.date
    matches: int
    reference: str = ""
    folder: PurePosixPath = PurePosixPath()
    is_new: bool = True
    sent_at: dt.datetime | None = None
    notices: Sequence[str] = ()

    def __str__(self) -> str:
        week = f"the week from {dates.in_full(self.monday)}"
        if not self.reference:
            return f"No match of {week} is confirmed, so nothing was drafted."
        matches = "1 confirmed match" if self.matches == 1 else f"{self.matches} confirmed matches"
        made = f"{self.reference}: the return of {week} with {matches}"
        if self.sent_at:
            return f"{made} was sent on {moment(self.sent_at)}. Nothing has changed since."
        again = (
            "is drafted"
            if self.is_new
            else "was drafted before and waits to be sent. Nothing has changed since"
        )
        return f"{made} {again}: it lies in {self.folder / emails.DRAFTS}, for you to read and send."


def make(office: Office, day: dt.date, now: dt.datetime) -> Returned:
    """File the return of the week of a day, and draft its e-mail; an unchanged return is not made twice.

    A changed return is made anew and replaces the one before, whose draft is withdrawn if it was not sent; where no
    match is left, one is made only to correct what was sent. Raises CallError while settings name no recipient.
    """
    to = str(office.settings.table("notices.addresses")[TO])
    if "@" not in to:
        raise CallError(
            f"The return to Corrections is off: set notices.addresses.{TO} in settings.toml to whoever there gets it."
        )
    week, book = (
        ReportWeek(day - dt.timedelta(day.weekday())),
        CaseBook(office.records.root, office.settings, now),
    )
    rows, notices = confirmed(office, week, book)
    of_week = _Return(office, week.monday, book, to)
    if not rows and not of_week.was_sent:
        withdrawn = [
            f"{reference} is withdrawn: its matches are no longer confirmed."
            for reference in of_week.withdraw()
        ]
        return Returned(week.monday, 0, notices=[*notices, *withdrawn])
    filed = of_week.file(_workbook(office, rows))
    clients = tuple(row[HEADINGS.index("Client Number")] for row in rows)
    note = ActNote(
        "return_matches", KEY, week.monday, ("L13",), counts={"matches": len(rows)}, clients=clients
    )
    return replace(filed, matches=len(rows), notices=[*notices, *office.note(note)])


def _workbook(office: Office, rows: Sequence[Sequence[str]]) -> bytes:
    book = FileBook(office.settings, TITLE, [list(HEADINGS), *map(list, rows)], {})
    book.report.format_report()
    return book.save_copy()


@dataclass(frozen=True)
class _Return:
    """A week's return on its way into the records."""

    office: Office
    monday: dt.date
    book: CaseBook
    to: str

    def file(self, data: bytes) -> Returned:
        """File the workbook and the draft, after it is recorded."""
        filed = self.office.records.issues(KEY, self.monday)
        newest = max(filed, default=0)
        is_same = bool(newest) and self._plain(filed[newest][_KIND]) == data
        issue = newest if is_same else newest + 1
        cases = self.book.of_report(KEY, self.monday, issue)
        reference = cases.tell(_ENTRY, TO, _TEMPLATE)
        self.book.record(cases)
        copy = filed[newest][_KIND] if is_same else self._publish(data, issue)
        self._draft(reference, copy)
        self.withdraw(before=issue)
        folder, sent_at = (
            names.folder(self.office.settings, KEY, self.monday),
            self.book.find(reference).notice.sent_at,
        )
        return Returned(self.monday, 0, reference, folder, not is_same, sent_at)

    def _plain(self, copy: Path) -> bytes:
        return decrypt(Received(copy.name, read(copy), is_own=True), self.office.passwords)

    def _publish(self, data: bytes, issue: int) -> Path:
        settings = self.office.settings
        path = names.of_issue(names.file(settings, KEY, _KIND, self.monday), issue)
        kept = (
            protect(data, self.office.passwords.first()) if settings.flag("records.protect_copies") else data
        )
        if not publish(self.office.records.root / path, kept):
            raise FileError(f"{path} was filed by somebody just now. Run it again.")
        return self.office.records.root / path

    def _draft(self, reference: str, copy: Path) -> None:
        settings, root = self.office.settings, self.office.records.root
        values = {"reference": reference, "report_date": dates.in_full(self.monday)}
        mail = drafts.message(
            templates.load(settings, _TEMPLATE),
            values,
            Envelope.of(settings, self.to),
            [(copy.name, read(copy))],
        )
        name = emails.email_name(settings, KEY, self.monday, {})
        folder = names.folder(settings, KEY, self.monday)
        if emails.drafted(root / folder / emails.DRAFTS, reference) is None:
            publish(root / emails.draft_path(root, folder, name, reference), mail)

    @property
    def was_sent(self) -> bool:
        """Whether a return of the week was sent."""
        return any(notice.sent_at for case in self._cases() for notice in case.notices)

    def withdraw(self, before: int | None = None) -> list[str]:
        """Withdraw the week's drafts that were not sent, or those of returns `before` one; returns their references."""
        replaced = [
            _replaced(self.book, case.reference)
            for case in self._cases(before)
            if any(notice.is_draft for notice in case.notices)
        ]
        lying.arrange(self.office.records.root, self.office.settings, replaced)
        return [notice.reference for case in replaced for notice in case.notices]

    def _cases(self, before: int | None = None) -> list[Case]:
        issues = sorted(self.office.records.issues(KEY, self.monday))
        return [
            case
            for issue in issues
            if before is None or issue < before
            for case in self.book.of_report(KEY, self.monday, issue).all()
        ]


@at_once
def _replaced(book: CaseBook, reference: str) -> Case:
    """Record that a later return replaces an earlier one, whose draft is not to be sent."""
    case = book.case_of(reference)
    drafted = [book.withdrawn(case, notice) for notice in case.notices if notice.is_draft]
    if drafted:
        book.append([*drafted, book.event(case, EventKind.REPLACED, rows=case.rows)])
    return book.case_of(reference)
