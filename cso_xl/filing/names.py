"""Folder and file names, exactly as in Objective [D11, L11, O5, A2, A5, A11]."""

import datetime as dt
import itertools
import re
from functools import lru_cache
from pathlib import PurePosixPath

from cso_xl.dates import MONTHS
from cso_xl.settings import Settings


def folder(settings: Settings, report: str, date: dt.date) -> PurePosixPath:
    """The folder of a report, relative to the records root, e.g. 'Child Sex Offenders/On List/2025/01 January/...'."""
    return PurePosixPath(settings.text(f"filing.{report}.folder").format(**_fields(settings, report, date)))


def file(settings: Settings, report: str, kind: str, date: dt.date, suffix: str = ".xlsx") -> PurePosixPath:
    """A copy's path relative to the records root; `kind` is 'report', 'master', 'filtered', ..."""
    name = settings.text(f"filing.{report}.{kind}").format(**_fields(settings, report, date))
    return folder(settings, report, date) / f"{name}{suffix}"


def top_folder(settings: Settings, report: str) -> PurePosixPath:
    """The part of a report's folder that is the same for every date."""
    parts = PurePosixPath(settings.text(f"filing.{report}.folder")).parts
    return PurePosixPath(*itertools.takewhile(lambda part: "{" not in part, parts))


def date_in(settings: Settings, report: str, kind: str, name: str) -> dt.date | None:
    """The date in the name of a filed copy of that kind; None when the name is another's. Case does not matter."""
    found = _pattern(settings.text(f"filing.{report}.{kind}")).fullmatch(name)
    if not found:
        return None
    digits = found["date"]
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@lru_cache
def _pattern(name: str) -> re.Pattern[str]:
    """What the file names of a kind of copy look like; `name` is as in settings."""
    template = re.escape(name).replace(r"\ ", r"\s+").replace(re.escape("{yyyymmdd}"), r"(?P<date>\d{8})")
    return re.compile(re.sub(r"\\\{\w+\\\}", ".*", template) + r"\.(?:xls[xm]|csv)", re.IGNORECASE)


def _fields(settings: Settings, report: str, date: dt.date) -> dict[str, str]:
    """What may stand in names; a weekly folder lies in the month of its Monday, a daily one in its own."""
    monday = date - dt.timedelta(days=date.weekday())
    weekly = "{monday}" in settings.text(f"filing.{report}.folder")
    of = monday if weekly and settings.text("records.month_of") == "monday" else date
    return {
        "yyyymmdd": f"{date:%Y%m%d}",
        "monday": f"{monday.day:02} {MONTHS[monday.month - 1]}",
        "month": f"{of.month:02} {MONTHS[of.month - 1]}",
        "year": f"{of.year:04}",
    }
