"""A question that was answered, and is answered again: a person looks at what came [C6, C8]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cso_xl.cases.events import Recorded
from cso_xl.cases.notice import Notice
from cso_xl.cases.owed import Clock, Owed, State

if TYPE_CHECKING:
    from cso_xl.cases.state import Case

ANOTHER_ANSWER = "another answer"  # what is owed


def to_look_at(case: Case, clock: Clock) -> Iterator[Owed]:
    """The notices that were answered again since their rows were decided."""
    for notice in case.notices:
        if (
            (again := notice.another)
            and _is_awaited(notice, clock)
            and (rows := _decided(case, notice, again))
        ):
            yield Owed(ANOTHER_ANSWER, State.ANSWERED, rows, again.time, to=notice.drafted.to, notice=notice)


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
