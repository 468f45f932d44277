"""One line of the activity log: what it may hold, how it is written and how it is read [X5]."""

import datetime as dt
import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cso_xl.activity.links import HASH, LogLine
from cso_xl.cells.columns import CLIENT_NUMBER

MOST = 9_999_999  # of a count; Excel has a million rows
_LAST_YEAR = 2099  # nobody's clock is later

_WORD = r"[a-z]{1,24}(?:[_-][a-z]{1,24}){0,7}"  # as the program names its reports, steps and counts
FORMS = {
    "user": r"\w[\w.-]{0,63}",
    "report": f"(?:{_WORD})?",
    "step": _WORD,
    "ids": r"[A-Z][0-9]{1,2}",
    "before": r"(?:[0-9a-f]{64})?",
    "after": r"(?:[0-9a-f]{64})?",
    "clients": CLIENT_NUMBER.pattern,
}


def _list(form: str) -> str:
    """Items with commas between, or none; never going back, so that a long list costs no memory."""
    return f"(?:{form}(?:,{form})*+)?"


def _quoted(form: str) -> str:
    return f'"{form}"'


_FIELDS = {  # in this order
    "sequence": "(?P<sequence>[1-9][0-9]{0,14})",
    "time": _quoted(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}\+00:00"),
    "user": _quoted(FORMS["user"]),
    "report": _quoted(FORMS["report"]),
    "report_date": _quoted("(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?"),
    "ids": rf"\[{_list(_quoted(FORMS['ids']))}\]",
    "step": _quoted(f"(?P<step>{FORMS['step']})"),
    "before": _quoted(f"(?P<before>{FORMS['before']})"),
    "after": _quoted(FORMS["after"]),
    "counts": rf"\{{{_list(_quoted(_WORD) + ':[0-9]{1,7}')}\}}",
    "clients": rf"\[{_list(_quoted(FORMS['clients']))}\]",
    "previous": _quoted(f"(?P<previous>{HASH})"),
}
_BODY = ",".join(f'"{key}":{form}' for key, form in _FIELDS.items())
_LINE = re.compile(rf'(?P<body>\{{{_BODY}),"hash":"(?P<hash>{HASH})"\}}\n')


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that somebody did: on which report, to what workbook (its SHA-256 before and after), whose rows.

    `user` is the account's name; `clients` are numbers with their leading zeros. Raises ValueError, which
    does not repeat what was given, for anything in which a name, an address or a date of birth could stand.
    """

    time: dt.datetime
    user: str
    report: str
    report_date: dt.date | None
    ids: tuple[str, ...]
    step: str
    before: str = ""
    after: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    clients: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [
            name
            for name in ("user", "report", "step", "before", "after")
            if not fits(FORMS[name], getattr(self, name))
        ]
        wrong += [name for name in ("ids", "clients") if not all_fit(FORMS[name], getattr(self, name))]
        if not (isinstance(self.time, dt.datetime) and self.time.tzinfo and self.time.year <= _LAST_YEAR):
            wrong.append("time")
        if not (self.report_date is None or type(self.report_date) is dt.date):
            wrong.append("report_date")
        if not (isinstance(self.counts, Mapping) and all(itertools.starmap(_is_count, self.counts.items()))):
            wrong.append("counts")
        if wrong:
            raise ValueError(f"the activity log does not take what was given as {', '.join(wrong)}")


@dataclass(frozen=True, kw_only=True)
class Logged(Done):
    """A line of the log: what was done, the line's number, the hash of the line before, and its own."""

    sequence: int
    previous: str
    hash: str


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """A form, compiled when a text is first held against it."""
    return re.compile(form)


def fits(form: str, value: object) -> bool:
    """Whether a value is a text of that form."""
    return isinstance(value, str) and _compiled(form).fullmatch(value) is not None


def all_fit(form: str, values: object) -> bool:
    """Whether a value is a tuple of texts of that form; of a long report it has thousands."""
    is_of_form = _compiled(form).fullmatch
    return isinstance(values, tuple) and all(isinstance(value, str) and is_of_form(value) for value in values)


def _is_count(word: object, number: object) -> bool:
    return fits(_WORD, word) and type(number) is int and 0 <= number <= MOST


def entry(line: LogLine) -> Logged:
    """The step that a line records."""
    fields: dict[str, Any] = json.loads(line.text)
    fields["time"] = dt.datetime.fromisoformat(fields["time"])
    day = fields["report_date"]
    fields["report_date"] = dt.date.fromisoformat(day) if day else None
    return Logged(**fields | {"ids": tuple(fields["ids"]), "clients": tuple(fields["clients"])})


def written(done: Done, sequence: int, previous: str) -> bytes:
    """A line as it stands in the log."""
    fields = {
        "sequence": sequence,
        "time": done.time.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "user": done.user,
        "report": done.report,
        "report_date": done.report_date.isoformat() if done.report_date else "",
        "ids": done.ids,
        "step": done.step,
        "before": done.before,
        "after": done.after,
        "counts": dict(sorted(done.counts.items())),
        "clients": sorted(set(done.clients)),
        "previous": previous,
    }
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))[:-1]
    return f'{body},"hash":"{hashlib.sha384(body.encode()).hexdigest()}"}}\n'.encode()


def parse(raw: bytes) -> LogLine | None:
    """A line of the log; None when it does not read as cso_xl writes them."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    if not (match := _LINE.fullmatch(text)):
        return None
    step, before, previous, own = match.group("step", "before", "previous", "hash")
    intact = hashlib.sha384(match["body"].encode()).hexdigest() == own
    return LogLine(text, int(match["sequence"]), previous, own, intact, note=step, about=before)
