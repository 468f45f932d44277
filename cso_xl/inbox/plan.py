"""The reports that came and are due: each day's daily diffs, and the lists of Monday or of the week's first day."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_xl.inbox.came import Came
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure

_ORDER = {name: place for place, name in enumerate(PROCEDURES)}

Filed = Callable[[Procedure, dt.date], bool]  # whether a day's report is filed


@dataclass(frozen=True)
class Job:
    """A report to be worked from a file; `date` is None where no name says it."""

    report: Procedure
    path: Path
    date: dt.date | None


@dataclass(frozen=True)
class NotDue:
    """A list that is not due, since the list of its week is that of the day `of_week`."""

    job: Job
    of_week: dt.date


@dataclass(frozen=True)
class Plan:
    """The reports to be worked, in the order of their days, and those that are not due."""

    jobs: Sequence[Job]
    not_due: Sequence[NotDue]


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week in which a day lies."""
    return day - dt.timedelta(days=day.weekday())


def planned(came: Iterable[Came], filed: Filed) -> Plan:
    """What came, parted into due and not due; the same file, come twice, is worked once."""
    jobs = sorted(_once(came), key=lambda job: (job.date or dt.date.max, _ORDER[job.report.name], job.path))
    first = {(job.report.name, _week(job)): job.date for job in reversed(jobs) if job.date}
    due, not_due = [], []
    for job in jobs:
        of_week = _of_week(job, first[job.report.name, _week(job)], filed) if job.date else None
        if of_week is None:
            due.append(job)
        else:
            not_due.append(NotDue(job, of_week))
    return Plan(due, not_due)


def _once(came: Iterable[Came]) -> Iterator[Job]:
    seen = set()
    for file in came:
        for held in file.reports:
            if (key := (held.report.name, held.sha256)) not in seen:
                seen.add(key)
                yield Job(held.report, file.path, held.date)


def _week(job: Job) -> dt.date | None:
    return monday_of(job.date) if job.date else None


def _of_week(job: Job, first: dt.date | None, filed: Filed) -> dt.date | None:
    """The other day whose list is that of the week; None when this job is due."""
    if not _is_weekly(job.report) or job.date is None or filed(job.report, job.date):
        return None
    days = [monday_of(job.date) + dt.timedelta(days=number) for number in range(job.date.weekday())]
    return next((day for day in days if day == first or filed(job.report, day)), None)


def _is_weekly(report: Procedure) -> bool:
    """Whether it comes in every day's ZIP but is worked once a week."""
    return report.arrives.in_zip and not report.arrives.daily
