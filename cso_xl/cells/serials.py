"""Dates and times as Excel keeps them in a workbook: days since its first day, or as ISO 8601 writes them."""

import datetime as dt
import re

_FIRST_1900, _FIRST_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_NO_LEAP_DAY = 60  # Excel's 29 February 1900, which never was: the days before it are counted one too low
_MILLISECONDS = 86_400_000  # of a day
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})?T?(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?")

Moment = dt.datetime | dt.date | dt.time


def of_serial(days: float, since_1904: bool = False) -> Moment:
    """The moment that a number of days stands for; a time of day for less than one day.

    Raises OverflowError or ValueError for a date that does not exist.
    """
    whole_days, rest = divmod(days, 1)
    clock = dt.timedelta(milliseconds=round(rest * _MILLISECONDS))
    if whole_days == 0 and not clock.days:
        return (dt.datetime.min + clock).time()
    if 0 < days < _NO_LEAP_DAY and not since_1904:
        whole_days += 1
    return (_FIRST_1904 if since_1904 else _FIRST_1900) + dt.timedelta(days=whole_days) + clock


def of_iso(text: str) -> Moment:
    """A date, a time of day, or both. Raises ValueError for another text."""
    match = _ISO.match(text)
    day, clock = match.groups() if match else (None, None)
    if day and clock:
        return dt.datetime.fromisoformat(f"{day} {clock}")
    if day:
        return dt.date.fromisoformat(day)
    if clock:
        return dt.time.fromisoformat(clock)
    raise ValueError("neither a date nor a time")
