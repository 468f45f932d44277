"""Folder and file names, exactly as in Objective [D11, L11, O5, A2, A5, A11]."""

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from cso_xl.cells.dates import MONTHS
from cso_xl.settings import Settings

_NUMBER = r"(?:[2-9]|[1-9]\d{1,3})"  # the first has none
_OF_VERSION = re.compile(
    rf"(?P<copy>.+), as of (?P<at>\d{{8}} \d{{6}})(?: \((?P<number>{_NUMBER})\))?", re.DOTALL
)
_FORMS = {  # how the parts of a name may read; staff may have typed them
    "yyyymmdd": r"(?P<date>\d{8})",
    "year": r"\d{4}",
    "month": ".+?",
    "monday": ".+?",
}


@dataclass(frozen=True, order=True)
class Named:
    """The content of a filed copy's name: the report's date, and which of that day's reports it is [C12]."""

    date: dt.date
    issue: int = 1


def folder(settings: Settings, report: str, date: dt.date) -> PurePosixPath:
    """The folder of a report, relative to the records root, e.g. 'Child Sex Offenders/On List/2025/01 January/...'."""
    return PurePosixPath(settings.text(f"filing.{report}.folder").format(**_fields(settings, report, date)))


def file(settings: Settings, report: str, kind: str, date: dt.date, suffix: str = ".xlsx") -> PurePosixPath:
    """A copy's path relative to the records root; `kind` is 'report', 'master', 'filtered', ..."""
    name = settings.text(f"filing.{report}.{kind}").format(**_fields(settings, report, date))
    return folder(settings, report, date) / f"{name}{suffix}"


def of_issue(first: PurePosixPath, issue: int) -> PurePosixPath:
    """The path of a copy of a report sent again for the same day: beside the `first`, as '... (2)' [C12]."""
    return first.with_name(f"{first.stem}{_numbered(issue)}{first.suffix}")


def kinds(settings: Settings, report: str) -> list[str]:
    """The kinds of copies that are filed of a report: 'report', or 'master', 'filtered', ..."""
    return [kind for kind in settings.table(f"filing.{report}") if kind != "folder"]


def top_folder(settings: Settings, report: str) -> PurePosixPath:
    """The part of a report's folder that is the same for every date."""
    parts = PurePosixPath(settings.text(f"filing.{report}.folder")).parts
    return PurePosixPath(*itertools.takewhile(lambda part: "{" not in part, parts))


def date_in(settings: Settings, report: str, kind: str, name: str) -> dt.date | None:
    """The date in the name of a filed copy of that kind; None for any other name. Case does not matter."""
    named = copy_in(settings, report, kind, name)
    return named.date if named else None


def copy_in(settings: Settings, report: str, kind: str, name: str) -> Named | None:
    """The date and the issue in the name of a filed copy of that kind; None for other names, its versions' included."""
    stem, _, suffix = name.rpartition(".")
    if suffix.lower() not in ("xlsx", "xlsm", "csv") or _OF_VERSION.fullmatch(stem):
        return None
    match = _form(settings.text(f"filing.{report}.{kind}")).fullmatch(stem)
    if not match:
        return None
    try:
        date = dt.date.fromisoformat(match["date"])
    except ValueError:
        return None
    return Named(date, int(match["issue"] or 1))


@cache
def _form(template: str) -> re.Pattern[str]:
    """The pattern of the names that a template makes."""
    pattern = re.escape(template).replace(r"\ ", r"\s+")
    for field, form in _FORMS.items():
        pattern = pattern.replace(re.escape(f"{{{field}}}"), form)
    return re.compile(rf"{pattern}(?:\s+\((?P<issue>{_NUMBER})\))?", re.IGNORECASE | re.DOTALL)


def version(stem: str, at: dt.datetime, number: int = 1) -> str:
    """'20250113 On List, as of 20250113 101500': an earlier version of a copy, as it was from `at` on."""
    return f"{stem}, as of {at:%Y%m%d %H%M%S}{_numbered(number)}"


def version_in(stem: str) -> tuple[str, dt.datetime, int] | None:
    """The copy (without suffix) that a file is an earlier version of, its moment and number; None for other files.

    The moment is New Zealand's, without a zone.
    """
    match = _OF_VERSION.fullmatch(stem)
    if not match:
        return None
    try:
        at = dt.datetime.strptime(match["at"], "%Y%m%d %H%M%S")
    except ValueError:
        return None
    return match["copy"], at, int(match["number"] or 1)


def _numbered(number: int) -> str:
    return f" ({number})" if number > 1 else ""


def _fields(settings: Settings, report: str, date: dt.date) -> dict[str, str]:
    """The fields of names; a weekly folder lies in the month of its Monday, a daily folder in that of its day."""
    monday = date - dt.timedelta(days=date.weekday())
    weekly = "{monday}" in settings.text(f"filing.{report}.folder")
    of = monday if weekly and settings.text("records.month_of") == "monday" else date
    return {
        "yyyymmdd": f"{date:%Y%m%d}",
        "monday": f"{monday.day:02} {MONTHS[monday.month - 1]}",
        "month": f"{of.month:02} {MONTHS[of.month - 1]}",
        "year": f"{of.year:04}",
    }
