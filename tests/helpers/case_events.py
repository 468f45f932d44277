"""Events of cases for the tests: one of each kind, any that may be, and lines of the log with right hashes."""

import dataclasses
import datetime as dt
import hashlib
import json

from hypothesis import strategies as st

from cso_xl.cases.events import FORMS, Event, EventKind, Recorded
from cso_xl.cases.state.state import Case

MONDAY = dt.datetime(2025, 1, 12, 21, 0, 0, 7, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
DAY = dt.date(2025, 1, 13)
TUPLES = ("owes", "missing", "others", "prints", "letters", "renews")


def event(entry="A7-1", kind=EventKind.ASKED, **changed):
    """An event, with what a test changes of it."""
    usual = {
        "time": MONDAY,
        "user": "jsmith042",
        "kind": kind,
        "report": "address_sharer",
        "date": DAY,
        "entry": entry,
        "rows": (2, 3),
        "client": "012345678",
    }
    return Event(**usual | changed)


def case_of(*events):
    """The case that these events are, in their order."""
    return Case(
        tuple(
            Recorded(**vars(fact), sequence=number, previous="", hash="")
            for number, fact in enumerate(events, 1)
        )
    )


def is_open(events):
    """Open until the last event is a tick."""
    return events[-1].kind != EventKind.TICKED


def facts(recorded):
    """What an event says, without its place in the log; a time as its moment in UTC.

    In an hour that the clock goes through twice, Python holds no time equal to one of another zone [PEP 495].
    """
    values = {field.name: getattr(recorded, field.name) for field in dataclasses.fields(Event)}
    return {
        name: value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def texts(name):
    """Any text that a field takes."""
    return st.from_regex(rf"(?:{FORMS[name]})", fullmatch=True)


times = st.datetimes(
    dt.datetime(1900, 1, 2), dt.datetime(2099, 12, 30), timezones=st.timezones() | st.just(dt.UTC)
)
dates = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
events = st.builds(
    Event,
    time=times,
    at=st.none() | times,
    kind=st.sampled_from(EventKind),
    date=dates,
    issue=st.integers(1, 99),
    rows=st.lists(st.integers(2, 9_999_999), max_size=5).map(tuple),
    child=st.booleans(),
    asks=st.booleans(),
    answers=st.booleans(),
    of=st.integers(0, 10**15 - 1),
    **{name: texts(name) for name in FORMS if name not in ("kind", *TUPLES)},
    **{name: st.lists(texts(name), max_size=3).map(tuple) for name in TUPLES},
)


def rewritten(entries):
    """The lines of a log with right hashes; how a line is made is written here once more."""
    lines, previous = [], "0" * 96
    for number, entry in enumerate(entries, 1):
        line = {name: value for name, value in entry.items() if name not in ("sequence", "previous", "hash")}
        line |= {"sequence": number, "previous": previous}
        body = json.dumps(line, ensure_ascii=False, separators=(",", ":"))[:-1]
        previous = hashlib.sha384(body.encode()).hexdigest()
        lines.append(f'{body},"hash":"{previous}"}}\n'.encode())
    return lines


def head_of(line):
    """What a head says that knows this line as the last."""
    last = json.loads(line)
    return f'{{"sequence":{last["sequence"]},"hash":"{last["hash"]}"}}\n'.encode()
