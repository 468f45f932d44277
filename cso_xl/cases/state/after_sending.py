"""What came after a notice was sent, and a person is to look at: another answer, or a machine's reply [C6, C8]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cso_xl.cases.events import Recorded
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.owed import Clock, Owed, State

if TYPE_CHECKING:
    from cso_xl.cases.state.state import Case

ANOTHER_ANSWER, MACHINE_REPLY = "another answer", "machine reply"  # what is owed


def to_look_at(case: Case, clock: Clock) -> Iterator[Owed]:
    """The notices that were answered again since their rows were decided."""
    for notice in case.notices:
        if (
            (again := notice.another)
            and _is_awaited(notice, clock)
            and (rows := _decided(case, notice, again))
        ):
            yield Owed(ANOTHER_ANSWER, State.ANSWERED, rows, again.time, to=notice.drafted.to, notice=notice)


def machine_replies(case: Case, others: Iterable[Owed]) -> Iterator[Owed]:
    """The notices to which only a machine has replied: they may not have arrived. `others` is all else that is owed.

    Where the notice is awaited, or something else is owed about it, that says so already.
    """
    named = {owed.reference for owed in others}
    for notice in case.notices:
        replied, to = notice.machine_replied, notice.drafted.to
        if replied is None or notice.sent is None or notice.answered or notice.reference in named:
            continue
        last = case.last_notices(to)
        stands = notice.drafted.about or any(last.get(row) == notice for row in notice.drafted.rows)
        if rows := tuple(row for row in notice.drafted.rows if stands and row not in case.handed_on):
            yield Owed(MACHINE_REPLY, State.WAITING, rows, replied.time, to=to, notice=notice)


def _is_awaited(notice: Notice, clock: Clock) -> bool:
    drafted = notice.drafted
    if drafted.about or notice.sent_at is None:
        return False
    return drafted.asks or clock.answer_due(drafted.to, notice.sent_at) is not None


def _decided(case: Case, notice: Notice, again: Recorded) -> tuple[int, ...]:
    """The rows of a notice that were decided before it was answered again, and that its answer does not open anyway."""
    return tuple(
        row
        for row in notice.drafted.rows
        if (decision := case.decided.get(row))
        and decision.sequence < again.sequence
        and not (notice.drafted.asks and notice.is_for(decision, notice.drafted.to))
    )
