"""Dates as they occur in the reports: the day comes first, always."""

import datetime as dt
import re
from functools import lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBER = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_CLOCK = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?)?"
_FORMS = [
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[ -]?" + _MONTH + r"[ ,-]*(?P<year>\d{4})",
    )
]
_IN_NAMES = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        r"(?<!\d)(?P<year>20\d{2})[-_. ](?P<month>\d{1,2})[-_. ](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})[-_. ](?P<month>\d{1,2})[-_. ](?P<year>20\d{2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?[-_. ]*" + _MONTH + r"[-_., ]*(?P<year>20\d{2})(?!\d)",
    )
]


@lru_cache(maxsize=8192)
def parse(text: str) -> dt.date | None:
    """The date a cell holds (DD/MM/YYYY, D/MM/YYYY, DDMMMYYYY, YYYY-MM-DD, ...), or None."""
    for form in _FORMS:
        if found := form.fullmatch(text.strip()):
            return _date(found)
    return None


def in_name(name: str) -> dt.date | None:
    """The first date in a file's name or an e-mail's subject, or None."""
    found = [match for form in _IN_NAMES for match in form.finditer(name)]
    dates = [date for match in sorted(found, key=lambda match: match.start()) if (date := _date(match))]
    return dates[0] if dates else None


def in_full(date: dt.date) -> str:
    """'06 January 2025', whatever the machine's language."""
    return f"{date.day:02} {MONTHS[date.month - 1]} {date.year}"


def in_cell(date: dt.date) -> str:
    """'06/01/2025', as staff write it."""
    return f"{date.day:02}/{date.month:02}/{date.year:04}"


def _date(found: re.Match[str]) -> dt.date | None:
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTH_NUMBER[parts["name"].lower()]
    try:
        return dt.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
