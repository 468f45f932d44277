"""Everything on file about a client, as lines to be read: at the command and on a sheet [X5]."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from cso_xl.cases.events import By, EventKind, Recorded
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import held, item
from cso_xl.cells import dates
from cso_xl.decisions.working_time import moment
from cso_xl.desk.client import ClientHistory, OfDay, Row
from cso_xl.records import emails

_WORDS = {
    EventKind.ASKED: "put on the worklist",
    EventKind.UNDECIDED: "took the outcome away",
    EventKind.CONTRADICTED: "a copy of the worklist said otherwise:",
    EventKind.NOT_DRAFTED: "could not be drafted",
    EventKind.MACHINE_REPLIED: "a machine replied to",
    EventKind.TICKED: "done in CMS",
    EventKind.HANDED_ON: "handed on for a conflict of interest",
    EventKind.REPLACED: "replaced by a later one",
}


class IndentedLine(NamedTuple):
    """A line, indented by its depth, a report's heading by 0; `to` is the copy or folder it names, in the records."""

    text: str
    depth: int = 1
    to: PurePosixPath | None = None


def headline(found: ClientHistory) -> str:
    """The number of reports that name the client, in words."""
    count = len(found.days)
    reports = f"{count} reports name" if count > 1 else f"{count or 'No'} report names"
    return f"{reports} client {found.number}."


def of_all(found: ClientHistory) -> Iterator[IndentedLine]:
    """The lines of each report, the newest first: its rows, its cases with their events, its copies."""
    for day in found.days:
        yield from _of_day(found, day)


def _of_day(found: ClientHistory, day: OfDay) -> Iterator[IndentedLine]:
    issue = f", issue {day.issue}" if day.issue > 1 else ""
    yield IndentedLine(f"{day.procedure.title} of {dates.in_full(day.date)}{issue}", 0)
    yield from map(_of_row, day.rows)
    if not (day.rows or day.cases):
        yield IndentedLine("no row names the client: the number stands among those pasted beside the rows")
    for case in day.cases:
        yield from _of_case(found, case)
    yield from (IndentedLine(f"{kind} copy: {place}", to=place) for kind, place in day.copies.items())


def _of_row(row: Row) -> IndentedLine:
    decision = ": ".join(filter(None, (row.status, row.reason))) or "nothing is said yet"
    comment = f" Comment: {row.comment}" if row.comment else ""
    return IndentedLine(f"row {row.number or 'without a number'}, '{row.sheet}': {decision}.{comment}")


def _of_case(found: ClientHistory, case: Case) -> Iterator[IndentedLine]:
    yield IndentedLine(f"{case.reference}: {held(case, found.clock)}")
    yield from (IndentedLine(_happened(event, found.outcomes), 2) for event in case.events)
    for notice in case.notices:
        if folder := found.folders.get(notice.reference):
            yield IndentedLine(f"the draft {notice.reference} lies in {folder}", 2, folder)
        if folder and notice.sent and notice.sent.by == By.EMAIL:
            beside = next(place for place in folder.parents if place.name != emails.DRAFTS)
            answer = ", and its answer" if notice.answered and notice.answered.by == By.EMAIL else ""
            yield IndentedLine(f"the e-mail as it was sent{answer} lies in {beside}", 2, beside)


def _happened(event: Recorded, outcomes: Mapping[tuple[str, str], str]) -> str:
    """'13/01/2025 10:00 mere: decided 'Note in place: NFA''."""
    outcome = outcomes.get((event.report, event.outcome), event.outcome)
    words = (
        _WORDS.get(event.kind, event.kind.replace("_", " ")),
        f"'{outcome}'" if outcome else "",
        f"({item(event.item)})" if event.item else "",
        event.reference,
    )
    what = " ".join(filter(None, words)) + (f" to {event.holder}" if event.holder else "")
    what += " (typed on a sheet)" if event.by == By.TYPED else ""
    return f"{moment(event.time)} {event.user}: {what}"
