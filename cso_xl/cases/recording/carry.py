"""A report sent again for the same day: decisions go with the rows that are as they were [C12]."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from cso_xl.cases.events import UNDO, EventKind, to_tick
from cso_xl.cases.recording.merge import PendingEvent
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.state import gone, handed_on, in_cms
from cso_xl.cases.state.handed_on import by_whom
from cso_xl.cases.state.notice import Asking, Notice
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key


def carry(cases: ReportCases, entry: str, first: Case) -> list[Notice]:
    """Give an entry the decisions on those of its rows that are as they were; returns the drafts withdrawn with it.

    While nothing has been sent, the case goes on under the new report. Otherwise what was sent stays with the first
    report, and the new entry owes nothing.
    """
    case = cases.case(entry)
    place = _places(first, case) if case else {}
    was_sent = any(notice.sent for notice in first.notices)
    for doing in () if was_sent else in_cms.to_undo(first):
        done = tuple(place[row] for row in doing.rows if row in place)
        cases.add(
            entry, EventKind.TICKED, rows=done, outcome=doing.outcome, item=doing.item.removeprefix(UNDO)
        )
    for decision, decided in first.in_force():
        owes = () if was_sent else decision.owes
        now = tuple(place[row] for row in decided if row in place)
        outcome = decision.outcome
        if not now:
            continue
        cases.add(
            entry, EventKind.DECIDED, rows=now, outcome=outcome, owes=owes, asks=decision.asks, child=decision.child,
            letters=() if was_sent else decision.letters, answers=decision.answers,
        )  # fmt: skip
        left = first.left_to_tick(decision, decided)
        for item in to_tick(decision):
            done = tuple(place[row] for row in decided if row in place and row not in left.get(item, ()))
            if done and item in owes:
                cases.add(entry, EventKind.TICKED, rows=done, outcome=outcome, item=item)
    _hand_on(cases, entry, place, first)
    is_replaced = all(other is not first for other in cases.earlier())
    return [] if was_sent or is_replaced else _replace(cases, first)


def replace_changed(cases: ReportCases, asked: Collection[tuple[str, str]]) -> list[Notice]:
    """Ask about rows that have changed only in the new report; returns the drafts withdrawn with it.

    `asked` are its questions and clients. A case from which something was sent stays, as does one with something to be
    undone in CMS, and one whose client is no longer in the report.
    """
    drafts: list[Notice] = []
    for first in cases.earlier():
        place = (first.asked.entry.partition("-")[0], client_key(first.client))
        stays = any(notice.sent for notice in first.notices) or any(in_cms.to_undo(first))
        if place in asked and not stays:
            drafts += _replace(cases, first)
    return drafts


def replace_told(cases: ReportCases, entry: str) -> list[Notice]:
    """Replace a notice of earlier issues that no worklist asks for, unless it was sent; returns its drafts."""
    untold = (case for case in cases.earlier_of(entry) if not any(notice.sent for notice in case.notices))
    return [draft for case in untold for draft in _replace(cases, case)]


def _replace(cases: ReportCases, first: Case) -> list[Notice]:
    """Withdraw the drafts of a case of the first report, which is asked in this one; returns them."""
    drafts = [notice for notice in first.notices if not notice.withdrawn]
    for notice in drafts:
        drafted = notice.drafted
        cases.add_to(
            first, EventKind.WITHDRAWN, rows=drafted.rows, reference=notice.reference, to=drafted.to,
            outcome=drafted.outcome,
        )  # fmt: skip
    cases.add_to(first, EventKind.REPLACED, rows=first.rows)
    return drafts


def _places(case: Case, other: Case) -> dict[int, int]:
    """For each row of a case the row of another that says the same; of rows that all say the same, each its own."""
    left = _by_print(other)
    return {
        row: left[text].pop(0) for text, rows in _by_print(case).items() for row in rows if left.get(text)
    }


def _by_print(case: Case) -> dict[str, list[int]]:
    """The rows of a case by their fingerprint."""
    rows: dict[str, list[int]] = {}
    for row, text in _print_of(case).items():
        rows.setdefault(text, []).append(row)
    return rows


def note_gone(cases: ReportCases, prints: Collection[str]) -> list[tuple[Case, tuple[int, ...]]]:
    """Record which rows of earlier issues this one has no longer, or again, by the fingerprints of those asked about.

    Returns each case with its rows that are newly gone.
    """
    newly: list[tuple[Case, tuple[int, ...]]] = []
    for first in cases.earlier():
        known, of_row = gone.rows(first), _print_of(first)
        back = tuple(row for row in known if of_row.get(row) in prints)
        lost = tuple(row for row, text in of_row.items() if text not in prints and row not in known)
        if back:
            cases.add_to(first, EventKind.BACK, rows=back)
        if lost:
            cases.add_to(first, EventKind.GONE, rows=lost)
            newly.append((first, lost))
    return newly


def _print_of(case: Case) -> dict[int, str]:
    """The fingerprint of each row of a case."""
    return dict(zip(case.rows, case.asked.prints or (case.asked.fingerprint,), strict=False))


def _hand_on(cases: ReportCases, entry: str, place: Mapping[int, int], first: Case) -> None:
    if any(row in place for row in first.handed_on):
        for event in handed_on.untaken(first):
            rows = tuple(place[row] for row in event.rows if row in place and row in first.handed_on)
            cases.add(entry, EventKind.HANDED_ON, rows=rows, holder=by_whom(event), by=event.by)
    elif first.holder:
        cases.add(entry, EventKind.GIVEN, rows=tuple(place.values()), holder=first.holder)


def close_first(cases: ReportCases, entry: str, changes: Iterable[PendingEvent]) -> None:
    """Let those cases of earlier reports from which something was sent follow the decisions on the new one."""
    case, renewed = cases.case(entry), {row for change in changes if change.renews for row in change.rows}
    for first in cases.all_before(entry):
        if case and any(notice.sent for notice in first.notices):
            _follow(cases, case, first, renewed)


def _follow(cases: ReportCases, case: Case, first: Case, renewed: Collection[int]) -> None:
    place = _places(case, first)
    for decision, rows in case.in_force():
        other = tuple(
            place[row]
            for row in rows
            if row in place and (row in renewed or _outcome(first, place[row]) != decision.outcome)
        )
        if other:
            cases.add_to(
                first, EventKind.DECIDED, rows=other, outcome=decision.outcome, letters=decision.letters,
                answers=decision.answers, owes=_told(first, decision, other), renews=decision.renews,
            )  # fmt: skip


def _outcome(case: Case, row: int) -> str:
    return case.decided[row].outcome if row in case.decided else ""


def without_told(cases: ReportCases, entry: str, changes: Iterable[PendingEvent]) -> list[PendingEvent]:
    """The changes without those recipients whom the first report has told already [C5, C12]."""
    case, firsts = cases.case(entry), cases.all_before(entry)
    return [_without(change, case, firsts) if case and change.letters else change for change in changes]


def _without(change: PendingEvent, case: Case, firsts: Iterable[Case]) -> PendingEvent:
    told: set[str] = set()
    for first in firsts:
        place = _places(case, first)
        if all(row in place for row in change.rows):
            told |= {*_told(first, change, [place[row] for row in change.rows])}
    return replace(change, owes=tuple(word for word in change.owes if word not in told))


def _told(first: Case, decision: Asking, rows: Iterable[int]) -> tuple[str, ...]:
    """The recipients who have had the notice that a decision asks for, about all of these rows; none of a question."""
    if decision.asks:
        return ()
    recipients = dict.fromkeys(to for to in map(_recipient, decision.letters) if to not in decision.renews)
    told = [(to, first.last_notices(to)) for to in recipients]
    return tuple(
        to for to, of_row in told if all(row in of_row and of_row[row].is_for(decision, to) for row in rows)
    )


def _recipient(letter: str) -> str:
    """'ot' of 'child_in_care to ot cc cps'."""
    return letter.partition(" to ")[2].partition(" cc ")[0]
