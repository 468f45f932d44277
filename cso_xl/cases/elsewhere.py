"""What happens to cases of other reports and weeks with what is recorded of a report [C2, C8, C10]."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cso_xl.cases.events import Event, Item, Kind
from cso_xl.cases.of_report import ReportCases, same_rows
from cso_xl.cases.state import Case
from cso_xl.cells.columns import client_key

if TYPE_CHECKING:
    from cso_xl.cases.book import CaseBook


def ceased(of: ReportCases, book: CaseBook) -> list[Event]:
    """That sharing has ceased: a client who is no longer a CSO is in no notice that was not sent [C8].

    Their cases in other reports are shown for a decision again.
    """
    confirmed = [one for one in of.pending if one.kind is Kind.DECIDED and Item.END_DATE_SCN in one.owes]
    clients = {client_key(one.client) for one in confirmed if one.client}
    if not clients:
        return []
    others = (case for case in book.open() if case.key[0] != of.report)
    return [
        event for case in others if client_key(case.client) in clients for event in _withdrawals(case, book)
    ]


def asked_again(of: ReportCases, book: CaseBook) -> list[Event]:
    """That a household nobody has decided is asked about anew in a later week: it is owed once [C2, C10].

    Only where every one of its received rows is as it was. What is decided of the earlier one after that counts.
    """
    asked = [Counter(same_rows(one)) for one in of.pending if one.kind is Kind.ASKED]
    if not of.come_again or not asked:
        return []
    return [
        book.event(case, Kind.REPLACED, rows=case.rows)
        for case in book.open()
        if case.asked.report == of.report
        and case.asked.date < of.date
        and not (case.decided or case.handed_on or case.notices)
        and (rows := Counter(same_rows(case.asked)))
        and any(rows <= now for now in asked)
    ]


def _withdrawals(case: Case, book: CaseBook) -> list[Event]:
    """That the drafts of a case are not to be sent, and what they followed from is to be decided anew."""
    drafts = [notice for notice in case.notices if notice.is_draft]
    rows = tuple(sorted({row for one in drafts for row in one.drafted.rows if row in case.decided}))
    undecided = [book.event(case, Kind.UNDECIDED, rows=rows)] if rows else []
    return [*(book.withdrawn(case, one) for one in drafts), *undecided]
