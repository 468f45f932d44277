"""Open cases whose rows are gone from their report as it was sent again [C12]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cso_xl.cases.events import UNDO
from cso_xl.cases.owed import Owed, State
from cso_xl.cases.state import Case, Key
from cso_xl.cells.columns import client_key

if TYPE_CHECKING:
    from cso_xl.cases.book import CaseBook

_TO_CHOOSE = (State.TO_DECIDE, State.ANSWERED)


def gone(book: CaseBook, listed: Iterable[Case]) -> set[Key]:
    """The keys of the listed cases that no later issue of their report asks about."""
    again = book.sent_again()
    of_day: dict[tuple[str, dt.date], list[Case]] = {}
    for case in listed:
        if case.key[:2] in again:
            of_day.setdefault(case.key[:2], []).append(case)
    return {case.key for day, cases in of_day.items() for case in _not_asked_later(cases, book.of_day(*day))}


def _not_asked_later(cases: Sequence[Case], of_day: Sequence[Case]) -> Iterable[Case]:
    newest = max(case.asked.issue for case in of_day)
    later = {(case.asked.issue, *_about(case)) for case in of_day}
    for case in cases:
        issues = range(case.asked.issue + 1, newest + 1)
        if issues and not any((issue, *_about(case)) in later for issue in issues):
            yield case


def _about(case: Case) -> tuple[str, str]:
    """The question of a case, and the client it is about."""
    return case.asked.entry.partition("-")[0], client_key(case.client)


def next_of(case: Case, owed: Owed, usual: str) -> str:
    """The next thing to do where the row is gone: the `usual`, unless that is to be chosen on a worklist."""
    row = "its row is not in the report as it was sent again"
    close = f"{row}: if nothing is to be done, cso-xl close {case.reference}"
    if owed.kind == "correction" or owed.kind.startswith(UNDO):
        return usual  # it follows from its having been closed, or decided otherwise
    if owed.state in _TO_CHOOSE:
        return close
    if owed.state is State.HANDED_ON:
        return f"{close}, once a colleague has taken it"
    return f"{usual}; {close}"
