"""The page on everything that came: first what failed, then what is new and what is to be done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cso_xl.cases.due_lines import Due, counted, in_lines
from cso_xl.cells import dates
from cso_xl.desk.headless import RunResult
from cso_xl.inbox.came import Came
from cso_xl.inbox.plan import NotDue
from cso_xl.inbox.working import Failed, Worked
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure

_GRAVEST = 10  # lines that the page has on what is open


class PageSection(NamedTuple):
    """Lines under a heading."""

    heading: str
    lines: Sequence[str]


def sections(done: Worked) -> list[PageSection]:
    """The page; a section without lines is left out."""
    new = [result for result in done.results if not result.unchanged]
    before = [result for result in done.results if result.unchanged]
    every = (
        PageSection("Could not be worked", [*_failures(done.failed)]),
        PageSection("New", [*map(_result, new), *map(str, done.emails)]),
        PageSection("Worked before, unchanged", [_name(result.report, result.date) for result in before]),
        PageSection(
            "To be done", [*_open(done.open), *([f"The whole list: {done.page}"] if done.page else [])]
        ),
        PageSection("Did not come", done.not_come),
        PageSection("Not due", [_not_due(not_due) for not_due in done.not_due]),
        PageSection("Left alone", [_left(file) for file in done.left_alone]),
        PageSection("Notes", [*_notes(new), *done.notices]),
    )
    return [section for section in every if section.lines]


def headline(done: Worked) -> str:
    """The page in one line: '1 could not be worked, 4 reports worked, 58 things open, 39 of them about a child ...'"""
    new = sum(not result.unchanged for result in done.results)
    before = len(done.results) - new
    parts = [
        *([f"{len(done.failed)} could not be worked"] if done.failed else []),
        f"{_many(new, 'report')} worked",
        *([f"{before} worked before"] if before else []),
        *([f"{_many(len(done.emails), 'e-mail')} filed"] if done.emails else []),
        _about(done.open),
    ]
    return f"{', '.join(parts)}."


def as_json(done: Worked) -> dict[str, Any]:
    """The page as one JSON object; it names nobody."""
    return {
        "day": done.day.isoformat(),
        "errors": [
            {
                "file": failed.path.name,
                "report": failed.report.name if failed.report else None,
                "date": _iso(failed.date),
                "error": failed.says,
            }
            for failed in done.failed
        ],
        "worked": [_result_json(result) for result in done.results],
        "emails": [{"kind": email.kind, "reference": email.reference} for email in done.emails],
        "open": dict(counted(done.open)),
        "open_about_children": sum(due.child for due in done.open),
        "not_come": done.not_come,
        "not_due": [
            {
                "file": not_due.job.path.name,
                "report": not_due.job.report.name,
                "date": _iso(not_due.job.date),
                "of_week": _iso(not_due.of_week),
            }
            for not_due in done.not_due
        ],
        "left_alone": [{"file": file.path.name, "says": file.says} for file in done.left_alone],
        "notices": done.notices,
        "page": str(done.page) if done.page else None,
    }


def _result_json(result: RunResult) -> dict[str, Any]:
    return {
        "report": result.report,
        "date": result.date.isoformat(),
        "unchanged": result.unchanged,
        "counts": result.counts,
        "files": [
            {"kind": filed.kind, "path": str(filed.place), "state": filed.state} for filed in result.filed
        ],
        "worklist": len(result.worklist),
        "notices": result.notices,
    }


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _name(report: str, date: dt.date | None) -> str:
    """'On list of 13 January 2025'."""
    return f"{PROCEDURES[report].title} of {dates.in_full(date)}" if date else PROCEDURES[report].title


def _failures(failed: Sequence[Failed]) -> Iterator[str]:
    """What could not be worked and why; where one file keeps back several reports for one reason, that is said once."""
    alike: dict[tuple[Path, str], list[Failed]] = {}
    for failure in failed:
        alike.setdefault((failure.path, failure.says), []).append(failure)
    for (path, says), together in alike.items():
        reports = [(failure.report, failure.date) for failure in together if failure.report]
        by_itself = f' By itself: cso-xl run {reports[0][0].name} "{path.name}"' if len(reports) == 1 else ""
        yield f"{_names(reports)}: {says}{by_itself}" if reports else says


def _names(reports: Sequence[tuple[Procedure, dt.date | None]]) -> str:
    """'Daily diffs, On list of 13 January 2025'; each with its own day where they differ."""
    first, *others = reports
    if {date for _, date in others} - {first[1]}:
        return ", ".join(_name(report.name, date) for report, date in reports)
    *before, last = reports
    return ", ".join([*(report.title for report, _ in before), _name(last[0].name, last[1])])


def _result(result: RunResult) -> str:
    """'On list of 13 January 2025: 30 rows: 3 Check, 6 Process; 24 lines on the worklist'."""
    counts = Counter(row.status for row in result.decisions)
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    listed = f"; {_many(len(result.worklist), 'line')} on the worklist" if result.worklist else ""
    return f"{_name(result.report, result.date)}: {_many(len(result.decisions), 'row')}: {statuses}{listed}"


def _open(listed: Sequence[Due]) -> Iterator[str]:
    if not listed:
        yield "Nothing is open."
        return
    yield ", ".join(f"{count} {state}" for state, count in counted(listed))
    lines, more = in_lines(listed, _GRAVEST)
    yield from lines
    if more:
        yield f"... and {more} more."


def _about(listed: Sequence[Due]) -> str:
    if not listed:
        return "nothing open"
    children = sum(due.child for due in listed)
    about = f", {children} of them about a child under 16 or of unknown age" if children else ""
    return f"{_many(len(listed), 'thing')} open{about}"


def _not_due(not_due: NotDue) -> str:
    job = not_due.job
    return (
        f"{_name(job.report.name, job.date)}: that week's list is the one of {dates.in_full(not_due.of_week)}. "
        f'To work it anyway: cso-xl run {job.report.name} "{job.path.name}"'
    )


def _left(file: Came) -> str:
    return file.says if file.path.name in file.says else f"{file.path.name}: {file.says}"


def _notes(new: Sequence[RunResult]) -> Iterator[str]:
    for result in new:
        yield from (f"{PROCEDURES[result.report].title}: {notice}" for notice in result.notices)


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
