"""One line of the case log, an event or a note of the log about itself: how it is written and read [C3]."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from cso_xl.activity.links import BEHIND, HASH, SET_ASIDE, START, LogLine
from cso_xl.activity.links import MISSING as NO_HEAD
from cso_xl.cases.events import FORMS, Event, EventKind, Recorded

INDEX = "index_made"  # a note: the case index with this SHA-256 was made from the lines before


@dataclass(frozen=True, kw_only=True)
class LogNote:
    """A note of the case log about itself; `about` is the SHA-256 of the file that it is about."""

    time: dt.datetime | None = None
    user: str = ""
    note: str
    about: str = ""
    counts: Mapping[str, int] | None = None


def _quoted(form: str) -> str:
    """The form of a text in quotation marks; it is not empty: an empty text is not written."""
    return f'"(?!")(?:{form})"'


def _list(form: str) -> str:
    """The form of one or more items with commas between; it never goes back, so a long list costs no memory."""
    return rf"\[(?:{form})(?:,(?:{form}))*+\]"


_YEAR = "(?:[01][0-9]{3}|20[0-9]{2})"  # nobody's clock is later than 2099
_TIME = rf"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}\.[0-9]{{6}}\+00:00"
_NOTES = "|".join((SET_ASIDE, BEHIND, NO_HEAD, INDEX))
_COUNT = '"(?:beside|second)":[1-9][0-9]{0,6}'
_NUMBER = "[1-9][0-9]{0,14}"
_OTHERS = {  # the forms of the fields that are not texts; of alternatives that begin alike the longest comes first
    "time": f'"(?P<time>{_TIME})"',
    "date": '"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"',
    "report": f'"(?P<report>{FORMS["report"]})"',
    "entry": f'"(?P<entry>{FORMS["entry"]})"',
    "issue": "(?P<issue>[1-9][0-9]|[2-9])",
    "rows": _list("[1-9][0-9]{0,6}"),
    "others": _list(_quoted(FORMS["others"])),
    "child": "true",
    "asks": "true",
    "answers": "true",
    "owes": _list(_quoted(FORMS["owes"])),
    "letters": _list(_quoted(FORMS["letters"])),
    "renews": _list(_quoted(FORMS["renews"])),
    "missing": _list(_quoted(FORMS["missing"])),
    "prints": _list(_quoted(FORMS["prints"])),
    "at": f'"(?P<at>{_TIME})"',
    "of": _NUMBER,
}


def _event() -> str:
    """The form of an event's fields in their order; a field that holds its default is left out."""
    forms = {
        field: f'"{field.name}":{_OTHERS.get(field.name) or _quoted(FORMS[field.name])}'
        for field in fields(Event)
    }
    always = ",".join(form for field, form in forms.items() if field.default is MISSING)
    return always + "".join(f"(?:,{form})?+" for field, form in forms.items() if field.default is not MISSING)


_NOTE = (
    f'(?:"time":"(?P<noted>{_TIME})","user":"{FORMS["user"]}",)?+"note":"(?P<note>{_NOTES})"'
    rf'(?:,"about":"(?P<about>[0-9a-f]{{64}})")?+(?:,"counts":\{{{_COUNT}(?:,{_COUNT})?+\}})?+'
)
_LINE = (
    rf'\{{(?:{_event()}|{_NOTE})(?:,"more":(?P<more>[1-9][0-9]{{0,6}}))?+,"sequence":(?P<sequence>{_NUMBER}),'
    rf'"previous":"(?P<previous>{HASH})","hash":"(?P<hash>{HASH})"\}}\n'
)  # compiled by `re` when the first line is read
_GROUPS = ("sequence", "previous", "hash", "note", "about", "more", "report", "date", "issue", "entry")
_OWN = len(f',"hash":"{START}"}}\n')  # bytes at a line's end that its hash does not cover
_EVENT = tuple((field.name, field.default) for field in fields(Event))
_NOTE_FIELDS = tuple((field.name, field.default) for field in fields(LogNote))
_DEFAULTS = {name: default for name, default in _EVENT if default is not MISSING}

_TUPLES = tuple(name for name, default in _DEFAULTS.items() if default == ())
_KINDS = {str(kind): kind for kind in EventKind}


def _text(value: object) -> str:
    return f'"{value}"'


def _time(value: dt.datetime) -> str:
    return f'"{value.astimezone(dt.UTC).isoformat(timespec="microseconds")}"'


def _texts(values: tuple[str, ...]) -> str:
    return f"[{','.join(map(_text, values))}]"


def _numbers(values: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, values))}]"


def _true(_: object) -> str:
    return "true"


_JSON: Mapping[str, Callable[[Any], str]] = {name: _text for name, _ in (*_EVENT, *_NOTE_FIELDS)} | {
    "time": _time, "at": _time, "issue": str, "of": str, "rows": _numbers, "owes": _texts, "missing": _texts,
    "others": _texts, "prints": _texts, "letters": _texts, "renews": _texts,
    "child": _true, "asks": _true, "answers": _true,
    "counts": lambda counts: json.dumps(counts, separators=(",", ":")),
}  # fmt: skip


def written(item: Event | LogNote, sequence: int, previous: str, more: int) -> bytes:
    """A line as it stands in the log; fields that hold their default are left out.

    It is JSON written by hand, for speed: what would have to be escaped does not fit the form of a line.
    """
    held = vars(item)
    names = _EVENT if isinstance(item, Event) else _NOTE_FIELDS
    facts = [f'"{name}":{_JSON[name](held[name])}' for name, default in names if held[name] != default]
    facts += [f'"more":{more}'] if more else []
    body = f'{{{",".join(facts)},"sequence":{sequence},"previous":"{previous}"'
    return f'{body},"hash":"{hashlib.sha384(body.encode()).hexdigest()}"}}\n'.encode()


def key(report: str, date: dt.date | str, issue: int | str = "", entry: str = "") -> str:
    """The key by which a line is looked up: an entry of a report, or the report's day."""
    return f"{report} {date} {issue} {entry}" if entry else f"{report} {date} "


def parse(raw: bytes) -> LogLine | None:
    """A line of the log; None when it does not read as cso_xl writes them."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    if not (match := re.fullmatch(_LINE, text)) or not _in_calendar(match):
        return None
    sequence, previous, own, note, about, more, report, date, issue, entry = match.group(*_GROUPS)
    place = "" if note else key(report, date, issue or 1, entry)
    intact = hashlib.sha384(raw[:-_OWN]).hexdigest() == own
    return LogLine(
        text, int(sequence), previous, own, intact, note or "", about or "", place, int(more or 0), len(raw)
    )


def _in_calendar(match: re.Match[str]) -> bool:
    """Whether the days and times of a line are in the calendar."""
    date, *times = match.group("date", "time", "at", "noted")
    try:
        if date:
            dt.date.fromisoformat(date)
        for time in filter(None, times):
            dt.datetime.fromisoformat(time)
    except ValueError:
        return False
    return True


def kept(event: Event, line: LogLine) -> Recorded:
    """An event as it can be read back from the line in which it was written."""
    facts = vars(event) | {"time": event.time.astimezone(dt.UTC), "kind": _KINDS[event.kind]}
    facts["at"] = event.at and event.at.astimezone(dt.UTC)
    return Recorded.checked(facts | {"sequence": line.sequence, "previous": line.previous, "hash": line.hash})


def recorded(line: LogLine) -> Recorded:
    """The event of a line. The line was checked as it was read: an Event takes all that the form of a line allows."""
    facts: dict[str, Any] = _DEFAULTS | json.loads(line.text)
    facts.pop("more", None)
    facts["time"] = dt.datetime.fromisoformat(facts["time"])
    facts["at"] = facts["at"] and dt.datetime.fromisoformat(facts["at"])
    facts["date"] = dt.date.fromisoformat(facts["date"])
    facts["kind"] = _KINDS[facts["kind"]]
    for name in _TUPLES:
        facts[name] = tuple(facts[name])
    return Recorded.checked(facts)
