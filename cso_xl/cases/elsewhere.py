"""The effects of what is recorded for a report on the cases of other reports and weeks [C2, C8, C10]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cso_xl.cases.events import Event, EventKind, Item
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.recording.pairs import same_rows
from cso_xl.cases.state.owed import State
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key

if TYPE_CHECKING:
    from cso_xl.cases.book import CaseBook


def ceased(report_cases: ReportCases, book: CaseBook) -> list[Event]:
    """The events when sharing has ceased: drafts about a client who is no longer a CSO are withdrawn [C8].

    The client's cases in other reports are to be decided again.
    """
    confirmed = [
        event
        for event in report_cases.pending
        if event.kind is EventKind.DECIDED and Item.END_DATE_SCN in event.owes
    ]
    clients = {client_key(event.client) for event in confirmed if event.client}
    if not clients:
        return []
    others = (case for case in book.open() if case.key[0] != report_cases.report)
    return [
        event for case in others if client_key(case.client) in clients for event in _withdrawals(case, book)
    ]


def asked_again(report_cases: ReportCases, book: CaseBook) -> list[Event]:
    """The events when a later week asks again about a household that nobody has decided: it is owed once [C2, C10].

    Only if every one of its received rows is as it was. A later decision on the earlier case counts.
    """
    asked = _by_row(report_cases.pending) if report_cases.come_again else {}
    if not asked:
        return []
    return [
        event
        for case in book.open()
        if case.asked.report == report_cases.report
        and case.asked.date < report_cases.date
        and not (case.decided or case.handed_on or case.notices)
        and (again := _asks_about_all(asked, case))
        for event in _taken_over(case, again, book)
    ]


_Asked = tuple[Counter[str], Event]  # the rows of a household, and the event in which it is asked about


def _by_row(pending: Iterable[Event]) -> Mapping[str, list[_Asked]]:
    """Each household that is asked about now, by the fingerprint of every one of its rows."""
    asked: dict[str, list[_Asked]] = {}
    for event in pending:
        rows = Counter(same_rows(event) if event.kind is EventKind.ASKED else ())
        for row in rows:
            asked.setdefault(row, []).append((rows, event))
    return asked


def _asks_about_all(asked: Mapping[str, list[_Asked]], case: Case) -> Event | None:
    """The event that asks about every row of an earlier case, as it was; None where none does."""
    rows = Counter(same_rows(case.asked))
    households = asked.get(next(iter(rows)), ()) if rows else ()
    return next((event for now, event in households if rows <= now), None)


def _taken_over(case: Case, again: Event, book: CaseBook) -> Iterator[Event]:
    """The events when a later week asks about a case again: whoever has it has it there, too [X6]."""
    yield book.event(case, EventKind.REPLACED, rows=case.rows)
    if case.holder:
        yield replace(again, time=book.clock.now, kind=EventKind.GIVEN, holder=case.holder, others=(), child=False,
                      fingerprint="", prints=())  # fmt: skip


def _withdrawals(case: Case, book: CaseBook) -> list[Event]:
    """The events that withdraw the drafts of a case, and leave its rows to be decided again.

    That is those of which somebody would still be told, or for which the note would still be added.
    """
    drafts = [notice for notice in case.notices if notice.is_draft]
    to_do = [owed for owed in case.owed(book.clock) if owed.kind in ("notice", Item.ADD_SCN)]
    open_rows = {
        row for owed in to_do if owed.state in (State.TO_SEND, State.TO_DO_IN_CMS) for row in owed.rows
    }
    told = {row for draft in drafts for row in draft.drafted.rows}
    rows = tuple(sorted((open_rows | told) & case.decided.keys()))
    undecided = [book.event(case, EventKind.UNDECIDED, rows=rows)] if rows else []
    return [*(book.withdrawn(case, draft) for draft in drafts), *undecided]
