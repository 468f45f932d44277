"""A report sent again for the same day: decisions go with the rows that are as they were [C12]."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from cso_xl.cases.events import UNDO, EventKind, Recorded, to_tick
from cso_xl.cases.recording.merge import PendingEvent
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.recording.pairs import Earlier, Place, prints, same_rows
from cso_xl.cases.state import gone, handed_on, in_cms
from cso_xl.cases.state.handed_on import by_whom
from cso_xl.cases.state.notice import Asking, Notice
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key


def carry(cases: ReportCases, entry: str, earlier: Earlier) -> list[Notice]:
    """Give an entry the decisions on those of its rows that are as they were; returns the drafts withdrawn with it.

    While nothing has been sent, the case goes on under the new report. Otherwise what was sent stays with the first
    report, and the new entry owes nothing. A row that was closed because it was gone, and is there again, is to be
    decided anew.
    """
    first, place = earlier.case, earlier.place
    closed, was_sent = gone.closed(first), _was_sent(first)
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


def _was_sent(case: Case) -> bool:
    return any(notice.sent for notice in case.notices)


def _carry_decision(
    cases: ReportCases, entry: str, earlier: Earlier, decision: Recorded, rows: tuple[int, ...]
) -> None:
    """Decide an entry's rows as these rows of an earlier case were; what was done for it in CMS stays done."""
    first, place, was_sent = earlier.case, earlier.place, _was_sent(earlier.case)
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
        stays = _was_sent(first) or any(in_cms.to_undo(first))
        stays = stays or not still_there.isdisjoint(same_rows(first.asked))
        if place in asked and not stays:
            drafts += _replace(cases, first)
    return drafts


def replace_told(cases: ReportCases, entry: str) -> list[Notice]:
    """Replace a notice of earlier issues that no worklist asks for, unless it was sent; returns its drafts."""
    untold = (case for case in cases.earlier_of(entry) if not _was_sent(case))
    return [draft for case in untold for draft in _replace(cases, case)]


def _replace(cases: ReportCases, first: Case) -> list[Notice]:
    """Withdraw the drafts of a case of the first report, which is asked in this one; returns them."""
    drafts = [notice for notice in first.notices if not notice.withdrawn]
    for notice in drafts:
        _withdraw(cases, first, notice)
    cases.add_to(first, EventKind.REPLACED, rows=first.rows)
    return drafts


def _withdraw(cases: ReportCases, first: Case, notice: Notice) -> None:
    drafted = notice.drafted
    cases.add_to(
        first, EventKind.WITHDRAWN, rows=drafted.rows, reference=notice.reference, to=drafted.to,
        outcome=drafted.outcome,
    )  # fmt: skip


def note_gone(cases: ReportCases) -> tuple[list[tuple[Case, tuple[int, ...]]], list[Notice]]:
    """Record which rows of earlier issues this one has no longer, or again.

    Returns each case with its rows that are newly gone, and the corrections that are not to be sent: what was closed
    because its row was gone is asked again where that is there.
    """
    newly: list[tuple[Case, tuple[int, ...]]] = []
    drafts: list[Notice] = []
    for first in cases.earlier():
        known, found = gone.rows(first), cases.found_again(first)
        back = tuple(row for row in known if row in found)
        lost = tuple(row for row in prints(first) if row not in found and row not in known)
        if back:
            cases.add_to(first, EventKind.BACK, rows=back)
            drafts += _reopen(cases, first, tuple(row for row in back if row in gone.closed(first)))
        if lost:
            cases.add_to(first, EventKind.GONE, rows=lost)
            newly.append((first, lost))
    return newly, drafts


def _reopen(cases: ReportCases, first: Case, rows: tuple[int, ...]) -> list[Notice]:
    """Take the closing of rows back, and the corrections about them that were not sent; returns these."""
    if not rows:
        return []
    corrections = [
        notice
        for notice in first.notices
        if notice.is_draft and notice.drafted.about and {*notice.drafted.rows} & {*rows}
    ]
    for notice in corrections:
        _withdraw(cases, first, notice)
    cases.add_to(first, EventKind.UNDECIDED, rows=rows)
    return corrections


def _hand_on(cases: ReportCases, entry: str, place: Place, first: Case) -> None:
    if any(row in place for row in first.handed_on):
        for event in handed_on.untaken(first):
            rows = tuple(place[row] for row in event.rows if row in place and row in first.handed_on)
            cases.add(entry, EventKind.HANDED_ON, rows=rows, holder=by_whom(event), by=event.by)
    elif first.holder:
        cases.add(entry, EventKind.GIVEN, rows=tuple(place.values()), holder=first.holder)


def close_first(cases: ReportCases, entry: str, changes: Iterable[PendingEvent]) -> None:
    """Let those cases of earlier reports from which something was sent follow the decisions on the new one."""
    case, renewed = cases.case(entry), {row for change in changes if change.renews for row in change.rows}
    for earlier in cases.all_before(entry):
        if case and _was_sent(earlier.case):
            _follow(cases, case, earlier, renewed)


def _follow(cases: ReportCases, case: Case, earlier: Earlier, renewed: Collection[int]) -> None:
    first, place = earlier.case, earlier.back
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
    """The changes without whom the first report has told already, and what was done for it in CMS [C5, C7, C12]."""
    earlier = cases.all_before(entry)
    return [_without(change, earlier) if change.owes else change for change in changes]


def _without(change: PendingEvent, earlier: Iterable[Earlier]) -> PendingEvent:
    told: set[str] = set()
    for pair in earlier:
        first, back = pair.case, pair.back
        if all(row in back for row in change.rows):
            rows = [back[row] for row in change.rows]
            told |= {*_told(first, change, rows), *_done(first, change, rows)}
    return replace(change, owes=tuple(word for word in change.owes if word not in told))


def told_before(cases: ReportCases, entry: str, to: str) -> dict[int, Notice]:
    """For each row of an entry the last notice that a recipient got about it in an earlier issue [C14]."""
    told: dict[int, Notice] = {}
    for pair in cases.all_before(entry):
        last = pair.case.last_notices(to)
        told |= {pair.place[row]: notice for row, notice in last.items() if row in pair.place}
    return told


def _done(first: Case, decision: PendingEvent, rows: Sequence[int]) -> Iterator[str]:
    """The items that were done in CMS for all of these rows under this outcome, and not undone since."""
    done = in_cms.done(first)
    for item in to_tick(decision):
        if item not in decision.renews and all(done.get((item, row)) == decision.outcome for row in rows):
            yield item


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
