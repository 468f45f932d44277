"""Rows that their report, as it was sent again, no longer has as they were [C12]."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from cso_xl.cases.events import UNDO, EventKind, Recorded
from cso_xl.cases.state import in_cms
from cso_xl.cases.state.owed import Owed, State

if TYPE_CHECKING:
    from cso_xl.cases.state.notice import Notice
    from cso_xl.cases.state.state import Case

GONE = "gone"  # what is owed: a look at what was told or done about such rows
_TO_CHOOSE = (State.TO_DECIDE, State.ANSWERED)
_LOOKED_AT = (EventKind.STANDS, EventKind.DECIDED, EventKind.UNDECIDED, EventKind.HANDED_ON)


def rows(case: Case) -> Mapping[int, Recorded]:
    """The rows of a case that are gone, each with the event that says so, whatever was said of them since."""
    return {row: event for row, event in _last(case).items() if event.kind is EventKind.GONE}


def _last(case: Case) -> Mapping[int, Recorded]:
    """For each row that was ever gone, the newest event that says whether it is."""
    return {
        row: event
        for event in case.standing
        if event.kind in (EventKind.GONE, EventKind.BACK)
        for row in event.rows
    }


def closed(case: Case) -> set[int]:
    """The rows that are gone, and that a person has decided since: closed, for that reason [C12]."""
    since = rows(case)
    return {
        row
        for row, decision in case.decided.items()
        if row in since and decision.sequence > since[row].sequence
    }


def asked_elsewhere(case: Case) -> set[int]:
    """The rows that were gone and are there again in a later issue, which asks about them."""
    return {row for row, event in _last(case).items() if event.kind is EventKind.BACK}


def to_look_at(case: Case) -> Iterator[Owed]:
    """What was told, or done in CMS, about rows that are gone, until a person says whether it stands [C5, C12]."""
    looked_at = {
        row: event.sequence for event in case.standing if event.kind in _LOOKED_AT for row in event.rows
    }
    left = {row: event for row, event in rows(case).items() if event.sequence > looked_at.get(row, 0)}
    if told_or_done := tuple(sorted(left.keys() & acted_on(case))):
        yield Owed(GONE, State.TO_DECIDE, told_or_done, min(left[row].time for row in told_or_done))


def unsettled(case: Case) -> set[int]:
    """The rows that are gone, except those of which a person has said since that what was told or done stands."""
    stands = {
        row: event.sequence for event in case.standing if event.kind is EventKind.STANDS for row in event.rows
    }
    return {row for row, event in rows(case).items() if event.sequence > stands.get(row, 0)}


def told(case: Case, gone: Collection[int]) -> list[str]:
    """The references of the notices that were sent about these rows, and stand."""
    return sorted({notice.reference for row, notice in _sent(case) if row in gone})


def _sent(case: Case) -> Iterator[tuple[int, Notice]]:
    for to in {notice.drafted.to for notice in case.notices}:
        for row, notice in case.last_notices(to).items():
            if row not in case.in_error(notice):
                yield row, notice


def acted_on(case: Case) -> set[int]:
    """The rows about which somebody was told, or something was done in CMS."""
    return {row for row, _ in _sent(case)} | {row for _, row in in_cms.done(case)}


def next_of(case: Case, owed: Owed, usual: str) -> str:
    """The next thing to do where the row is gone: the `usual`, unless that is to be chosen on a worklist."""
    row = "its row is not in the report as it was sent again"
    close = f"{row}: if nothing is to be done, cso-xl close {case.reference}"
    if owed.kind == GONE:
        return _look(case, row)
    if owed.kind == "correction" or owed.kind.startswith(UNDO):
        return usual  # it follows from its having been closed, or decided otherwise
    if owed.state in _TO_CHOOSE:
        return close
    if owed.state is State.HANDED_ON:
        return f"{close}, once a colleague has taken it"
    return f"{usual}; {close}"


def _look(case: Case, row: str) -> str:
    references = ", ".join(told(case, rows(case)))
    sent = f"{references} was sent" if references else "it was done in CMS"
    return (
        f"{sent}, and {row}: if that was in error, cso-xl close {case.reference}; if it stands, cso-xl close "
        f"{case.reference} --stands"
    )
