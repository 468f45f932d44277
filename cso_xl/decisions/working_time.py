"""New Zealand's working days, and when an answer is due [X2, L13].

Working time is one line from which weekends and public holidays are cut out, in New Zealand's own days.
"""

import datetime as dt
import math
import re
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cso_xl.errors import SettingsError

if TYPE_CHECKING:
    from holidays import HolidayBase

NEW_ZEALAND = ZoneInfo("Pacific/Auckland")
_FORM = re.compile(r"(?P<number>[1-9][0-9]{0,2}) (?P<working>working )?(?P<unit>hour|day)s?")
_DAY = dt.timedelta(days=1)


def due(start: dt.datetime, allowed: str, region: str) -> dt.datetime:
    """When the time allowed from `start` (aware) has run out, in New Zealand time; always on a working day [X2, L13].

    `allowed` is 'N hours', 'N days', 'N working hours' or 'N working days', N from 1 to 999; `region` is a
    region's code, whose anniversary day is a holiday too. What starts or ends on a day off does so with the
    next working day, at 00:00. Raises SettingsError for a form or a region that cannot be read.
    """
    number, unit = parse(allowed)
    local = _in_working_time(start.astimezone(NEW_ZEALAND), region)
    if unit == "hours":
        local = (local.astimezone(dt.UTC) + number * dt.timedelta(hours=1)).astimezone(NEW_ZEALAND)
    elif unit == "days":
        local += number * _DAY
    else:
        days = number if unit == "working days" else math.ceil(number / 24)
        local = _working_days_later(local, days, region)
    return _in_working_time(local, region)


def parse(allowed: str) -> tuple[int, str]:
    """(72, 'hours') of '72 hours'; the unit is 'hours', 'days', 'working hours' or 'working days'.

    Raises SettingsError for any other form.
    """
    found = _FORM.fullmatch(" ".join(allowed.lower().split()))
    if found is None:
        raise SettingsError(
            f"'{allowed}' in [follow_ups] is not a time that can be counted. Write it like '72 hours', '2 days', "
            "'48 working hours' or '5 working days', with a number from 1 to 999."
        )
    return int(found["number"]), f"{found['working'] or ''}{found['unit']}s"


def is_working_day(day: dt.date, region: str) -> bool:
    """Whether a day is one of Monday to Friday and no public holiday in the region [X2].

    Raises SettingsError for a region that New Zealand does not have.
    """
    return day.weekday() < 5 and day not in _holidays(region)


def _in_working_time(moment: dt.datetime, region: str) -> dt.datetime:
    """The moment itself on a working day, otherwise the beginning of the next working day."""
    day = moment.date()
    while not is_working_day(day, region):
        day += _DAY
    return moment if day == moment.date() else dt.datetime.combine(day, dt.time(), NEW_ZEALAND)


def _working_days_later(moment: dt.datetime, days: int, region: str) -> dt.datetime:
    """The same time of day, so many working days later."""
    for _ in range(days):
        moment += _DAY
        while not is_working_day(moment.date(), region):
            moment += _DAY
    return moment


@cache
def _holidays(region: str) -> "HolidayBase":
    """The public holidays of a region, those that move to a Monday or Tuesday included, of any year."""
    import holidays

    try:
        return holidays.country_holidays("NZ", subdiv=region)
    except NotImplementedError:
        known = ", ".join(holidays.country_holidays("NZ").subdivisions)
        raise SettingsError(
            f"'follow_ups.region': '{region}' is not a region of New Zealand. Known: {known}."
        ) from None
