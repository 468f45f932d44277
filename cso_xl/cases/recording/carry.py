"""A report sent again for the same day: decisions go with the rows that are as they were [C12]."""

from collections.abc import Collection

from cso_xl.cases.events import UNDO, EventKind, Recorded, to_tick
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.recording.pairs import Earlier, Place, same_rows
from cso_xl.cases.state import gone, handed_on, in_cms
from cso_xl.cases.state.handed_on import by_whom
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key


def carry(cases: ReportCases, entry: str, earlier: Earlier) -> list[Notice]:
    """Give an entry the decisions on those of its rows that are as they were; returns the drafts withdrawn with it.

    While nothing has been sent, the case goes on under the new report. Otherwise what was sent stays with the first
    report, and the new entry owes nothing. A row that was closed because it was gone, and is there again, is to be
    decided anew.
    """
    first, place = earlier.case, earlier.place
    closed, was_sent = gone.closed(first), first.was_sent
    for doing in () if was_sent else in_cms.to_undo(first):
        done = tuple(place[row] for row in doing.rows if row in place)
        cases.add(
            entry, EventKind.TICKED, rows=done, outcome=doing.outcome, item=doing.item.removeprefix(UNDO)
        )
    for decision, decided in first.in_force():
        if rows := tuple(row for row in decided if row in place and row not in closed):
            _carry_decision(cases, entry, earlier, decision, rows)
    _hand_on(cases, entry, place, first)
    is_replaced = all(other is not first for other in cases.earlier())
    return [] if was_sent or is_replaced else _replace(cases, first)


def _carry_decision(
    cases: ReportCases, entry: str, earlier: Earlier, decision: Recorded, rows: tuple[int, ...]
) -> None:
    """Decide an entry's rows as these rows of an earlier case were; what was done for it in CMS stays done."""
    first, place, was_sent = earlier.case, earlier.place, earlier.case.was_sent
    owes = () if was_sent else decision.owes
    cases.add(
        entry, EventKind.DECIDED, rows=tuple(place[row] for row in rows), outcome=decision.outcome, owes=owes,
        asks=decision.asks, child=decision.child, letters=() if was_sent else decision.letters,
        answers=decision.answers,
    )  # fmt: skip
    left = first.left_to_tick(decision, rows)
    for item in to_tick(decision):
        done = tuple(place[row] for row in rows if row not in left.get(item, ()))
        if done and item in owes:
            cases.add(entry, EventKind.TICKED, rows=done, outcome=decision.outcome, item=item)


def replace_changed(cases: ReportCases, asked: Collection[tuple[str, str]]) -> list[Notice]:
    """Ask about rows that have changed only in the new report; returns the drafts withdrawn with it.

    `asked` are its questions and clients. A case from which something was sent stays, as does one with something to be
    undone in CMS, one whose client is no longer in the report, and one of two alike of which the other is still there.
    """
    drafts: list[Notice] = []
    still_there = {text for case in cases.all() for text in same_rows(case.asked)}
    for first in cases.earlier():
        place = (first.asked.entry.partition("-")[0], client_key(first.client))
        stays = first.was_sent or any(in_cms.to_undo(first))
        stays = stays or not still_there.isdisjoint(same_rows(first.asked))
        if place in asked and not stays:
            drafts += _replace(cases, first)
    return drafts


def replace_told(cases: ReportCases, entry: str) -> list[Notice]:
    """Replace a notice of earlier issues that no worklist asks for, unless it was sent; returns its drafts."""
    untold = (case for case in cases.earlier_of(entry) if not case.was_sent)
    return [draft for case in untold for draft in _replace(cases, case)]


def _replace(cases: ReportCases, first: Case) -> list[Notice]:
    """Withdraw the drafts of a case of the first report, which is asked in this one; returns them."""
    drafts = [notice for notice in first.notices if not notice.withdrawn]
    for notice in drafts:
        cases.add_to(first, EventKind.WITHDRAWN, **notice.withdrawal)
    cases.add_to(first, EventKind.REPLACED, rows=first.rows)
    return drafts


def _hand_on(cases: ReportCases, entry: str, place: Place, first: Case) -> None:
    if any(row in place for row in first.handed_on):
        for event in handed_on.untaken(first):
            rows = tuple(place[row] for row in event.rows if row in place and row in first.handed_on)
            cases.add(entry, EventKind.HANDED_ON, rows=rows, holder=by_whom(event), by=event.by)
    elif first.holder:
        cases.add(entry, EventKind.GIVEN, rows=tuple(place.values()), holder=first.holder)
