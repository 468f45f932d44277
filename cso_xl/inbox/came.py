"""What each file that came is, by its content, before anything is worked [I1-I3, A1]."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_xl.cases.mail.kinds import is_ours
from cso_xl.cells.text import fold
from cso_xl.desk.office import Office
from cso_xl.errors import Cancelled, CsoError, InputError
from cso_xl.intake import datamatch
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.emails import read_email
from cso_xl.intake.received import NothingAttachedError, Received, attachments, let_in, receive
from cso_xl.intake.screen.kinds import EML, MSG, WORKBOOKS, ZIP
from cso_xl.intake.tables import read_table
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import emails

_OF_WINDOWS = ("desktop.ini", "thumbs.db")
_BEING_WRITTEN = ("~$", ".")  # the start of a file's name while Excel or another program has it open
_OF_KIND = {
    procedure.arrives.kind: procedure for procedure in PROCEDURES.values() if procedure.arrives.in_zip
}
_BY_ITSELF = [procedure for procedure in PROCEDURES.values() if not procedure.arrives.in_zip]


@dataclass(frozen=True)
class Held:
    """A report that a file holds, its date if a name says it, and the fingerprint of what it came in."""

    report: Procedure
    date: dt.date | None
    sha256: str


@dataclass(frozen=True)
class Came:
    """A file that came: its reports, or that it is an e-mail of a case, or neither; `says` gives the reason.

    `fault`: it could not be read, and may hold a report.
    """

    path: Path
    reports: tuple[Held, ...] = ()
    is_email: bool = False
    says: str = ""
    fault: bool = False


def files(inbox: Iterable[Path]) -> list[Path]:
    """The given files, and the files that lie directly in the given folders."""
    paths: dict[Path, None] = {}
    for path in inbox:
        listed = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]
        paths |= dict.fromkeys(file for file in listed if not _is_aside(file) or file == path)
    return list(paths)


def identify(path: Path, office: Office) -> Came:
    """What a file is; for one that cannot be read, `says` names the fault."""
    try:
        received = receive(path)
        return (
            _of_mail(received, path, office)
            if received.suffix in (EML, MSG)
            else _alone(received, path, office)
        )
    except Cancelled:
        raise
    except CsoError as error:
        return Came(path, says=str(error), fault=True)


def _is_aside(path: Path) -> bool:
    return path.name.lower() in _OF_WINDOWS or path.name.startswith(_BEING_WRITTEN)


def _alone(received: Received, path: Path, office: Office) -> Came:
    """A file that came without its e-mail, or was saved from one."""
    reports = tuple(_reports(received, path, office))
    return Came(path, reports, says="" if reports else f"{path.name} is not a report that cso_xl knows.")


def _of_mail(mail: Received, path: Path, office: Office) -> Came:
    """An e-mail: one with our reference belongs to its case, whatever it carries."""
    email = read_email(path)
    if emails.reference_in(email.subject):
        return Came(path, is_email=True)
    carried, says = _carried(mail)
    reports = [held for attached in carried for held in _reports(let_in(attached, mail), path, office)]
    if reports:
        return Came(path, tuple(reports))
    if is_ours(office.settings, email):
        return Came(path, is_email=True)
    names = ", ".join(attached.name for attached in carried)
    return Came(path, says=says or f"{path.name} carries no report that cso_xl knows ({names}).")


def _carried(mail: Received) -> tuple[list[Received], str]:
    """The attachments that may be reports, or none and the reason in words."""
    try:
        return [attached for attached in attachments(mail) if attached.may_be_report], ""
    except NothingAttachedError as error:
        return [], str(error)


def _reports(received: Received, path: Path, office: Office) -> Iterator[Held]:
    """The reports in a ZIP, a CSV or a workbook."""
    names = (received.name, received.subject, path.name)
    if received.suffix == ZIP:
        for member in Datamatch(received).members:
            if member.kind in _OF_KIND:
                date = datamatch.report_date(member.name, *names)
                yield Held(_OF_KIND[member.kind], date, received.sha256)
        return
    kind = datamatch.kind_of(received.name)
    report = _OF_KIND.get(kind) if kind else _by_itself(received, office)
    if report:
        yield Held(report, datamatch.report_date(*names), received.sha256)


def _by_itself(received: Received, office: Office) -> Procedure | None:
    """Which of the reports that come by themselves a workbook is, by its name or else by its headings [A1]."""
    if received.suffix not in WORKBOOKS:
        return None
    by_name = (report for report in _BY_ITSELF if _is_named(received, report, office))
    by_headings = (report for report in _BY_ITSELF if _has_columns(received, report, office))
    return next(by_name, None) or next(by_headings, None)


def _is_named(received: Received, report: Procedure, office: Office) -> bool:
    words = office.settings.words(f"received_reports.{report.key}")
    return any(fold(word) in fold(text) for word in words for text in (received.name, received.subject))


def _has_columns(received: Received, report: Procedure, office: Office) -> bool:
    try:
        read_table(received, report.columns, office.settings.columns(report.key), office.passwords)
    except InputError:
        return False
    return True


def instead(report: str, path: Path, office: Office) -> Sequence[Procedure]:
    """The reports that a file holds, when `report` could not have come in it.

    Empty for a datamatch ZIP that lacks one of its own reports, and for cso_daily.
    """
    names = {held.report.name for held in identify(path, office).reports}
    is_zip = len(names) > 1
    is_daily = all(PROCEDURES[name].arrives.kind == datamatch.CSO_DAILY for name in names)
    if report in names or is_daily or (is_zip and PROCEDURES[report].arrives.in_zip):
        return []
    return [procedure for name, procedure in PROCEDURES.items() if name in names]
