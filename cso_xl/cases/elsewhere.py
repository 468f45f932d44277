"""The effects of what is recorded for a report on the cases of other reports and weeks [C2, C8, C10]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cso_xl.cases.events import Event, EventKind, Item
from cso_xl.cases.of_report import ReportCases, same_rows
from cso_xl.cases.state import Case
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
        book.event(case, EventKind.REPLACED, rows=case.rows)
        for case in book.open()
        if case.asked.report == report_cases.report
        and case.asked.date < report_cases.date
        and not (case.decided or case.handed_on or case.notices)
        and (rows := Counter(same_rows(case.asked)))
        and any(rows <= now for now in asked.get(next(iter(rows)), ()))
    ]


def _by_row(pending: Iterable[Event]) -> Mapping[str, list[Counter[str]]]:
    """The rows of each household that is asked about now, by the fingerprint of every one of them."""
    asked: dict[str, list[Counter[str]]] = {}
    for event in pending:
        rows = Counter(same_rows(event) if event.kind is EventKind.ASKED else ())
        for row in rows:
            asked.setdefault(row, []).append(rows)
    return asked


def _withdrawals(case: Case, book: CaseBook) -> list[Event]:
    """The events that withdraw the drafts of a case, and leave the rows they are about to be decided again."""
    drafts = [notice for notice in case.notices if notice.is_draft]
    rows = tuple(sorted({row for draft in drafts for row in draft.drafted.rows if row in case.decided}))
    undecided = [book.event(case, EventKind.UNDECIDED, rows=rows)] if rows else []
    return [*(book.withdrawn(case, draft) for draft in drafts), *undecided]
