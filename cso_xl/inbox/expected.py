"""Which reports should have come by a day and did not."""

import datetime as dt
from collections.abc import Collection, Iterator

from cso_xl.cells import dates
from cso_xl.decisions.working_time import Calendar
from cso_xl.inbox.plan import Filed, Job, monday_of
from cso_xl.procedures import PROCEDURES

_EACH_DAY = [one for one in PROCEDURES.values() if one.arrives.daily]
_EACH_WEEK = sorted(
    (one for one in PROCEDURES.values() if not one.arrives.daily), key=lambda one: not one.arrives.in_zip
)


def missing(day: dt.date, jobs: Collection[Job], filed: Filed, calendar: Calendar) -> Iterator[str]:
    """In words what did not come by `day` of its week, and is not filed: what came and failed is no part of it."""
    came = {(job.report.name, job.date) for job in jobs}
    monday = monday_of(day)
    for number in range(day.weekday() + 1):
        one = monday + dt.timedelta(days=number)
        for report in _EACH_DAY if calendar.is_working_day(one) else ():
            if not ((report.name, one) in came or filed(report, one)):
                yield f"{report.title} of {dates.in_full(one)}"
    week = [monday + dt.timedelta(days=number) for number in range(7)]
    for report in _EACH_WEEK:
        if not any((report.name, one) in came or filed(report, one) for one in week):
            yield f"{report.title} of the week of {dates.in_full(monday)}"
