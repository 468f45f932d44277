"""Everything that came, worked in one go: a report that fails stops no other [I1-I3, A1]."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cso_xl import doing, faults
from cso_xl.cases.due_lines import Due
from cso_xl.cases.mail import emails as post
from cso_xl.decisions.working_time import Calendar, day_of, moment
from cso_xl.desk import headless
from cso_xl.desk.headless import Given, RunResult
from cso_xl.desk.office import ActNote, Office
from cso_xl.errors import Cancelled, CsoError, InputError, of_disk
from cso_xl.inbox import came, expected
from cso_xl.inbox.came import Came
from cso_xl.inbox.plan import Job, NotDue, planned
from cso_xl.intake import apart
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import kept_apart
from cso_xl.records.claims import Owner
from cso_xl.records.lock import only_one
from cso_xl.records.own_folders import CLAIMS
from cso_xl.today import gathered, kept

LOCK = CLAIMS / "work.lock"
AT_WORK = (
    "What came is being worked into these records already, by {by}. Nothing was done. Try again when it is finished, "
    "in some minutes."
)
STEP = "work_what_came"  # as the activity log calls it


@dataclass(frozen=True)
class Failed:
    """What could not be worked or read, and why; `report` is None when it is not known which report it is."""

    path: Path
    says: str
    report: Procedure | None = None
    date: dt.date | None = None


@dataclass
class Worked:
    """What became of everything that came."""

    day: dt.date
    results: list[RunResult] = field(default_factory=list)
    emails: list[post.FiledEmail] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    not_due: Sequence[NotDue] = ()
    not_come: list[str] = field(default_factory=list)
    left_alone: list[Came] = field(default_factory=list)
    open: list[Due] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    page: Path | None = None  # where Today lies

    @property
    def exit_code(self) -> int:
        """0 when all was worked, 1 when something could not be."""
        return CsoError.exit_code if self.failed else 0


def work(
    inbox: Iterable[Path],
    office: Office,
    now: dt.datetime,
    day: dt.date | None = None,
) -> Worked:
    """Work what came: every report that is due, then the e-mails that belong to cases.

    Reports that should have come by `day` and did not are listed; by default that is today, or in a practice week the
    newest day of which a report came. What was worked before stays as it is. Raises InputError for a file or folder
    that does not exist, FileError while another run is at work.
    """
    with only_one(office.records.root / LOCK, AT_WORK, by=f"{Owner.this()} since {moment(now)}"):
        files = _files(inbox)
        doing.tell("Look at what has come")
        apart.expect(workbooks=True)
        arrived = [came.identify(path, office) for path in files]

        def filed(report: Procedure, date: dt.date) -> bool:
            return bool(office.records.issues(report.key, date))

        plan = planned(arrived, filed)
        done = Worked(day or _day(office, plan.jobs, now), not_due=plan.not_due)
        done.failed += [Failed(file.path, file.says) for file in arrived if file.fault]
        _work_reports(plan.jobs, office, done)
        _file_emails(arrived, office, now, done)
        done.not_come += expected.missing(done.day, plan.jobs, filed, Calendar.of(office.settings))
        _look_at_today(office, now, done)
        done.notices += office.note(ActNote(STEP, counts=_counts(done)))
    return done


def _files(inbox: Iterable[Path]) -> list[Path]:
    listed = list(inbox)
    if gone := [str(path) for path in listed if not path.exists()]:
        raise InputError(
            f"{', '.join(gone)} {'does' if len(gone) == 1 else 'do'} not exist. Check the folder and the name."
        )
    return came.files(listed)


def _day(office: Office, jobs: Sequence[Job], now: dt.datetime) -> dt.date:
    dates = [job.date for job in jobs if job.date]
    return max(dates) if dates and kept_apart.is_to_practise(office.records.root) else day_of(now)


def _work_reports(jobs: Sequence[Job], office: Office, done: Worked) -> None:
    for number, job in enumerate(jobs, 1):
        with _failing(done, job.path, job), doing.part(f"Report {number} of {len(jobs)}, {job.report.title}"):
            done.results.append(headless.run(job.report.name, job.path, office, Given(job.date)))


def _file_emails(arrived: Iterable[Came], office: Office, now: dt.datetime, done: Worked) -> None:
    doing.tell("File the e-mails")
    for file in arrived:
        if not file.is_email:
            done.left_alone += [file] if file.says and not file.fault else []
            continue
        with _failing(done, file.path):
            try:
                done.emails.append(post.file_email(office.records.root, office.settings, file.path, now))
            except InputError as error:  # a receipt, a draft, or what a person has to tell apart
                done.left_alone.append(Came(file.path, says=str(error)))


def _look_at_today(office: Office, now: dt.datetime, done: Worked) -> None:
    """Gather what is open now, and write the page Today, which shows it."""
    doing.tell("Gather what is open")
    root = office.records.root
    today = gathered.gathered(root, office.settings, now, done.day)
    done.open += [item.due for item in today.items]
    try:
        done.page = kept.keep(root, office.settings, today)
    except CsoError as error:  # the reports are worked all the same
        done.notices.append(f"The page Today was not written. {error}")


@contextmanager
def _failing(done: Worked, path: Path, job: Job | None = None) -> Iterator[None]:
    """Whatever goes wrong within is kept, in words, and stops nothing else."""
    try:
        yield
    except Cancelled:  # a person who does not give the password wants none of it
        raise
    except Exception as error:
        report, date = (job.report, job.date) if job else (None, None)
        done.failed.append(Failed(path, _words(error), report, date))


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return str(of_disk(error))
    if isinstance(error, CsoError):
        return str(error)
    return (
        "The program failed in a way that was not foreseen. What was filed is whole. Tell support this number: "
        f"{faults.record(error)}."
    )


def _counts(done: Worked) -> dict[str, int]:
    return {"reports": len(done.results), "emails": len(done.emails), "failed": len(done.failed)}
