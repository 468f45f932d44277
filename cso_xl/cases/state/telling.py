"""What is owed of notices in a case: drafted, sent, awaited, withdrawn, corrected [C5, C6, C8]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cso_xl.cases.events import EventKind, Recorded
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.owed import Clock, Owed, State, of_notice

if TYPE_CHECKING:
    from cso_xl.cases.state.state import Case


def of_notices(case: Case, clock: Clock) -> Iterable[Owed]:
    """Everything that is owed of them; what was answered or needs no answer is among it, as done."""
    wrong = case.not_to_be_sent()
    for decision, to, rows in case.to_tell():
        yield from _of_decision(case, (decision, rows), to, wrong, clock)
    for notice in case.notices:
        if notice in wrong:
            yield Owed("withdrawal", State.TO_SEND, notice.drafted.rows, notice.drafted.time, notice=notice)
        elif rows := case.in_error(notice):
            since = max(case.decided[row].time for row in rows)
            yield Owed("correction", State.TO_SEND, rows, since, to=notice.drafted.to, notice=notice)
            if notice.drafted.asks and notice.answered:
                since = notice.answered.time
                yield Owed("decision", State.ANSWERED, rows, since, to=notice.drafted.to, notice=notice)
        elif rows := _awaited(case, notice):
            yield of_notice(notice, rows, clock)


def _awaited(case: Case, notice: Notice) -> tuple[int, ...]:
    """The rows of a notice that was sent and is not answered, of which nothing is decided now, or by a colleague."""
    if notice.sent is None or notice.answered or notice.drafted.about:
        return ()
    sent = case.last_notices(notice.drafted.to)
    return tuple(row for row in notice.drafted.rows if row not in case.decided and sent.get(row) == notice)


def _of_decision(
    case: Case, decided: tuple[Recorded, tuple[int, ...]], to: str, wrong: Sequence[Notice], clock: Clock
) -> Iterable[Owed]:
    """What is owed to one recipient for the rows of one outcome."""
    decision, rows = decided
    sent = {
        row: notice
        for row, notice in case.last_notices(to).items()
        if row in rows and notice.is_for(decision, to)
    }
    drafts = [
        notice
        for notice in case.notices
        if notice.is_draft and notice.is_for(decision, to) and notice not in wrong
    ]
    covered = {*sent, *(row for draft in drafts for row in draft.drafted.rows)}
    if lacking := tuple(row for row in rows if row not in covered):
        missing = _missing(case, decision, to)
        yield Owed("notice", State.TO_SEND, lacking, decision.time, to=to, missing=missing)
    for draft in drafts:
        if of_draft := tuple(row for row in draft.drafted.rows if row in rows):
            yield of_notice(draft, of_draft, clock)
    for reference in dict.fromkeys(notice.reference for notice in sent.values()):
        covered_rows = tuple(row for row, notice in sent.items() if notice.reference == reference)
        yield of_notice(sent[covered_rows[0]], covered_rows, clock)


def _missing(case: Case, decision: Recorded, to: str) -> tuple[str, ...]:
    failed = [
        event
        for event in case.standing
        if event.kind is EventKind.NOT_DRAFTED and event.to == to and event.sequence > decision.sequence
    ]
    return failed[-1].missing if failed else ()
