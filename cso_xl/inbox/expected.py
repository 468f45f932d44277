"""Which reports should have come by a day and did not."""

import datetime as dt
from collections.abc import Collection, Iterator

from cso_xl.cells import dates
from cso_xl.decisions.working_time import Calendar
from cso_xl.inbox.plan import WEEKLY, Filed, Job, monday_of
from cso_xl.procedures import PROCEDURES, address_sharer, daily_diffs

_EACH_WEEK = (*WEEKLY, address_sharer.PROCEDURE.name)


def missing(day: dt.date, jobs: Collection[Job], filed: Filed, calendar: Calendar) -> Iterator[str]:
    """In words what did not come by `day` of its week, and is not filed: what came and failed is no part of it."""
    came = {(job.report.name, job.date) for job in jobs}
    monday = monday_of(day)
    for number in range(day.weekday() + 1):
        one = monday + dt.timedelta(days=number)
        diffs = daily_diffs.PROCEDURE
        if calendar.is_working_day(one) and not ((diffs.name, one) in came or filed(diffs, one)):
            yield f"{diffs.title} of {dates.in_full(one)}"
    week = [monday + dt.timedelta(days=number) for number in range(7)]
    for name in _EACH_WEEK:
        report = PROCEDURES[name]
        if not any((name, one) in came or filed(report, one) for one in week):
            yield f"{report.title} of the week of {dates.in_full(monday)}"
