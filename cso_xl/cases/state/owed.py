"""What may be owed in a case, and the states that it may be in [C2]."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from cso_xl.cases.state.notice import Notice


class State(Enum):
    """The states of what is owed, in the guidelines' order [C2]; the value is how staff read it."""

    TO_DECIDE = "to decide"
    TO_SEND = "to send"
    OVERDUE = "overdue"
    WAITING = "waiting"
    ANSWERED = "answered: decide now"
    TO_DO_IN_CMS = "to do in CMS"
    HANDED_ON = "handed on"
    WITHDRAWN = "withdrawn"
    DONE = "done"


ORDER = {state: place for place, state in enumerate(State)}
SETTLED = (State.WITHDRAWN, State.DONE)  # nobody has anything to do


@dataclass(frozen=True, eq=False)
class Clock:
    """Now, when an answer is due (recipient, sent at), and when a report's questions are (report, date).

    `reminds` are the recipients who get a follow-up e-mail when their answer is overdue [X2].
    """

    now: dt.datetime
    answer_due: Callable[[str, dt.datetime], dt.datetime | None] = lambda to, sent: None
    decision_due: Callable[[str, dt.date], dt.datetime | None] = lambda report, date: None
    reminds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Owed:
    """One thing that is owed, in exactly one state.

    `rows` are the rows it is about; `kind` is 'decision', 'notice', 'correction', 'withdrawal', 'another answer',
    'machine reply', 'contradiction', 'gone' or the Item to be ticked; `since` is when it came to be owed; `missing`
    says why a notice could not be drafted.
    """

    kind: str
    state: State
    rows: tuple[int, ...]
    since: dt.datetime
    due: dt.datetime | None = None
    to: str = ""
    notice: Notice | None = None
    missing: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The reference of the notice it is about; '' where there is none yet."""
        return self.notice.reference if self.notice else ""

    @property
    def urgency(self) -> tuple[int, dt.datetime]:
        """Sorts the most urgent first."""
        return ORDER[self.state], self.since


def of_notice(notice: Notice, rows: tuple[int, ...], clock: Clock) -> Owed:
    """What is owed for a notice whose outcome stands."""
    to, asks = notice.drafted.to, notice.drafted.asks
    if notice.sent_at is None:
        return Owed("notice", State.TO_SEND, rows, notice.drafted.time, to=to, notice=notice)
    if notice.answered:
        state = State.ANSWERED if asks else State.DONE
        decide_by = clock.decision_due(notice.drafted.report, notice.drafted.date) if asks else None
        return Owed("decision", state, rows, notice.answered.time, decide_by, to, notice)
    due = clock.answer_due(to, notice.sent_at)
    if due is None and not asks:
        return Owed("notice", State.DONE, rows, notice.sent_at, to=to, notice=notice)
    state = State.OVERDUE if due and clock.now > due else State.WAITING
    return Owed("notice", state, rows, notice.sent_at, due, to, notice)
