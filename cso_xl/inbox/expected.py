"""The reports that should have come by a day and did not."""

import datetime as dt
from collections.abc import Collection, Iterator

from cso_xl.cells import dates
from cso_xl.decisions.working_time import Calendar
from cso_xl.inbox.plan import Filed, Job, monday_of
from cso_xl.procedures import PROCEDURES

_EACH_DAY = [report for report in PROCEDURES.values() if report.arrives.daily]
_EACH_WEEK = sorted(
    (report for report in PROCEDURES.values() if not report.arrives.daily),
    key=lambda report: not report.arrives.in_zip,
)


def missing(day: dt.date, jobs: Collection[Job], filed: Filed, calendar: Calendar) -> Iterator[str]:
    """The week's reports that neither came by `day` nor are filed, in words; one that came and failed did come."""
    came = {(job.report.name, job.date) for job in jobs}
    monday = monday_of(day)
    week = [monday + dt.timedelta(days=number) for number in range(7)]
    for date in week[: day.weekday() + 1]:
        for report in _EACH_DAY if calendar.is_working_day(date) else ():
            if not ((report.name, date) in came or filed(report, date)):
                yield f"{report.title} of {dates.in_full(date)}"
    for report in _EACH_WEEK:
        if not any((report.name, weekday) in came or filed(report, weekday) for weekday in week):
            yield f"{report.title} of the week of {dates.in_full(monday)}"
