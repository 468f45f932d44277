"""Dates as they occur in the reports: the day comes first, always."""

import datetime as dt
import re
from functools import cache, lru_cache

from cso_xl.cells.text import squeeze

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBER = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+)?"
_CLOCK = (
    r"(?:(?:[ T,:]\s*|\s+at\s+)(?P<hour>\d{1,2})(?=[:.]\d|\s*[apnm])"
    r"(?:[:.](?P<minutes>\d{2}(?:[:.]\d{2}(?:[.,:]\d+)?)?))?"
    r"\s*(?P<half>[ap]\.?\s?m\.?|noon|midnight)?)?"
)
_ZONE = r"(?:\s*(?P<zone>Z|UTC|GMT|NZ[SD]?T|[+-]\d{2}:?\d{2}))?"
_FORMS = [
    _DAY_NAME + form + _CLOCK + _ZONE
    for form in (
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of\s+|[ ./-])?" + _MONTH + r"[ ,./-]*(?P<year>\d{4})",
        _MONTH + r"\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
    )
]
_DAYS = 40_000  # of a century: the dates of birth of a long list are parsed more than once
_FIVE_DIGITS = re.compile(r"(?:\D*\d){5}")  # no form has fewer: 1 Jan 2025
_HERE = ("+12:00", "+1200", "+13:00", "+1300", "nzst", "nzdt", "nzt")  # New Zealand's own time
_SHORT_YEAR = rf"\d{{1,2}}[ ./-]?(?:\d{{1,2}}|{_MONTH})[ ./-]\d{{2}}" + _CLOCK
_NOT_KNOWN = re.compile(  # as exporters write that there is none
    r"[.?*-]+|\(?<?(?:null|none|nil|n/?a|missing|unknown|not known)>?\)?|0+[/.-]?0*[/.-]?0*", re.IGNORECASE
)
_UNSEEN = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # marks of direction that browsers put into dates
_IN_NAMES = (
    r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    r"(?<!\d)(?P<year>20\d{2})[-_. ](?P<month>\d{1,2})[-_. ](?P<day>\d{1,2})(?!\d)",
    r"(?<!\d)(?P<day>\d{1,2})[-_. ](?P<month>\d{1,2})[-_. ](?P<year>20\d{2})(?!\d)",
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?[-_. ]*" + _MONTH + r"[-_., ]*(?P<year>20\d{2})(?!\d)",
)


@lru_cache(maxsize=_DAYS)
def parse(text: str) -> dt.date | None:
    """The date a cell holds (DD/MM/YYYY, D/MM/YYYY, DDMMMYYYY, YYYY-MM-DD, ...), or None.

    A time of day does not matter, unless it is another zone's: the day here may be the next.
    """
    match = _match(text)
    return _date(match) if match and not _is_elsewhere(match) else None


def trouble(text: str) -> str:
    """The reason why a text holds no date, in words that follow the name of its cell."""
    plain = squeeze(text)
    match = _match(text)
    if match and _is_elsewhere(match) and _date(match):
        return f"holds a time of another time zone ({match['zone']}), so that the day in New Zealand may be another"
    if re.fullmatch(_SHORT_YEAR, plain, re.IGNORECASE):
        return "holds a year of two digits, which may be of either century"
    if re.fullmatch(r"[1-9]\d{3,4}(?:\.\d+)?", plain):
        return "holds a number, not a date: Excel shows it as one only in a cell that is formatted so"
    if _NOT_KNOWN.fullmatch(plain):
        return "holds a word for 'not known', and not a date"
    return "holds no date that exists"


def _match(text: str) -> re.Match[str] | None:
    if not _FIVE_DIGITS.match(text):
        return None
    plain = squeeze(text if text.isascii() else _UNSEEN.sub("", text))
    matches = (_compiled(form).fullmatch(plain) for form in _FORMS)
    return next(filter(None, matches), None)


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """A form of date, compiled when it is first tried: most dates are of the first form."""
    return re.compile(form, re.IGNORECASE)


def _is_elsewhere(match: re.Match[str]) -> bool:
    """Whether its time of day is another zone's; midnight is how programs write a day without a time."""
    if match["zone"] is None:
        return False
    parts = match.groupdict()
    hour, minutes, half = (parts[name] or "0" for name in ("hour", "minutes", "half"))
    is_twelve_am = hour == "12" and half[0] in "aAmM"
    is_midnight = (is_twelve_am or not int(hour)) and not int(re.sub(r"\D", "", minutes))
    return not (is_midnight or parts["zone"].lower() in _HERE)


def in_name(name: str) -> dt.date | None:
    """The first date in a file's name or an e-mail's subject, or None; a web server's '%20' is a space."""
    name = name.replace("%20", " ")
    matches = [match for form in _IN_NAMES for match in re.finditer(form, name, re.IGNORECASE)]
    dates = [date for match in sorted(matches, key=lambda match: match.start()) if (date := _date(match))]
    return dates[0] if dates else None


def in_full(date: dt.date) -> str:
    """'06 January 2025', whatever the machine's language."""
    return f"{date.day:02} {MONTHS[date.month - 1]} {date.year}"


def in_cell(date: dt.date) -> str:
    """'06/01/2025', as staff write it."""
    return f"{date.day:02}/{date.month:02}/{date.year:04}"


def _date(match: re.Match[str]) -> dt.date | None:
    named = "name" in match.re.groupindex
    month = _MONTH_NUMBER[match["name"].casefold()] if named else int(match["month"])
    try:
        return dt.date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
