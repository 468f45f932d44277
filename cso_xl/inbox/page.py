"""What became of everything that came, on one page: what failed first, then what is new and what is to be done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cso_xl.cases.due import Due, counted
from cso_xl.cells import dates
from cso_xl.desk.headless import Result
from cso_xl.inbox.came import Came
from cso_xl.inbox.plan import NotDue
from cso_xl.inbox.working import Failed, Worked
from cso_xl.procedures import PROCEDURES

_GRAVEST = 10  # of what is open, lines that the page has


class Section(NamedTuple):
    """Lines under a heading."""

    heading: str
    lines: Sequence[str]


def sections(done: Worked) -> list[Section]:
    """The page; a section without lines is left out."""
    new = [one for one in done.results if not one.unchanged]
    before = [one for one in done.results if one.unchanged]
    every = (
        Section("Could not be worked", [_failed(one) for one in done.failed]),
        Section("New", [*map(_result, new), *map(str, done.emails)]),
        Section("Worked before, unchanged", [_name(one.report, one.date) for one in before]),
        Section("To be done", [*_open(done.open), *([f"All of it: {done.page}"] if done.page else [])]),
        Section("Did not come", done.not_come),
        Section("Not due", [_not_due(one) for one in done.not_due]),
        Section("Left alone", [_left(one) for one in done.left_alone]),
        Section("Notes", [*_notes(new), *done.notices]),
    )
    return [one for one in every if one.lines]


def headline(done: Worked) -> str:
    """In one line: '1 could not be worked, 4 reports worked, 58 things open, 39 of them about a child ...'"""
    new = sum(not one.unchanged for one in done.results)
    before = len(done.results) - new
    said = [
        *([f"{len(done.failed)} could not be worked"] if done.failed else []),
        f"{_many(new, 'report')} worked",
        *([f"{before} worked before"] if before else []),
        *([f"{_many(len(done.emails), 'e-mail')} filed"] if done.emails else []),
        _about(done.open),
    ]
    return f"{', '.join(said)}."


def as_json(done: Worked) -> dict[str, Any]:
    """The page as one JSON object; it names nobody."""
    return {
        "day": done.day.isoformat(),
        "errors": [
            {
                "file": one.path.name,
                "report": one.report.name if one.report else None,
                "date": _iso(one.date),
                "error": one.says,
            }
            for one in done.failed
        ],
        "worked": [_result_json(one) for one in done.results],
        "emails": [{"kind": one.kind, "reference": one.reference} for one in done.emails],
        "open": dict(counted(done.open)),
        "open_about_children": sum(one.child for one in done.open),
        "not_come": done.not_come,
        "not_due": [
            {
                "file": one.job.path.name,
                "report": one.job.report.name,
                "date": _iso(one.job.date),
                "of_week": _iso(one.of_week),
            }
            for one in done.not_due
        ],
        "left_alone": [{"file": one.path.name, "says": one.says} for one in done.left_alone],
        "notices": done.notices,
        "page": str(done.page) if done.page else None,
    }


def _result_json(result: Result) -> dict[str, Any]:
    return {
        "report": result.report,
        "date": result.date.isoformat(),
        "unchanged": result.unchanged,
        "counts": result.counts,
        "files": [{"kind": one.kind, "path": str(one.place), "state": one.state} for one in result.filed],
        "worklist": len(result.worklist),
        "notices": result.notices,
    }


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _name(report: str, date: dt.date | None) -> str:
    """'On list of 13 January 2025'."""
    return f"{PROCEDURES[report].title} of {dates.in_full(date)}" if date else PROCEDURES[report].title


def _failed(one: Failed) -> str:
    if one.report is None:
        return one.says
    return f'{_name(one.report.name, one.date)}: {one.says} By itself: cso-xl run {one.report.name} "{one.path.name}"'


def _result(one: Result) -> str:
    """'On list of 13 January 2025: 30 rows: 3 Check, 6 Process; 24 lines on the worklist'."""
    statuses = [
        f"{count} {status}" for status, count in sorted(Counter(row.status for row in one.decisions).items())
    ]
    listed = f"; {_many(len(one.worklist), 'line')} on the worklist" if one.worklist else ""
    return f"{_name(one.report, one.date)}: {_many(len(one.decisions), 'row')}: {', '.join(statuses)}{listed}"


def _open(listed: Sequence[Due]) -> Iterator[str]:
    if not listed:
        yield "Nothing is open."
        return
    yield ", ".join(f"{count} {state}" for state, count in counted(listed))
    yield from map(str, listed[:_GRAVEST])
    if len(listed) > _GRAVEST:
        yield f"... and {len(listed) - _GRAVEST} more."


def _about(listed: Sequence[Due]) -> str:
    children = sum(one.child for one in listed)
    about = f", {children} of them about a child under 16 or of unknown age" if children else ""
    return f"{_many(len(listed), 'thing')} open{about}"


def _not_due(one: NotDue) -> str:
    report = one.job.report
    return (
        f"{_name(report.name, one.job.date)}: the week's is that of {dates.in_full(one.of_week)}. To work it all the "
        f'same: cso-xl run {report.name} "{one.job.path.name}"'
    )


def _left(one: Came) -> str:
    return one.says if one.path.name in one.says else f"{one.path.name}: {one.says}"


def _notes(new: Sequence[Result]) -> Iterator[str]:
    for result in new:
        yield from (f"{PROCEDURES[result.report].title}: {notice}" for notice in result.notices)


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
