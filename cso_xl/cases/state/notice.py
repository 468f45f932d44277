"""A notice, and what has become of it [C5, C6, C8]."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Protocol

from cso_xl.cases.events import By, EventKind, Recorded

_BECAME = {
    EventKind.SENT: "sent",
    EventKind.ANSWERED: "answered",
    EventKind.WITHDRAWN: "withdrawn",
    EventKind.MACHINE_REPLIED: "machine_replied",
    EventKind.REMINDED: "reminded",
}


class Asking(Protocol):
    """A decision: its outcome, and what that asks for."""

    @property
    def outcome(self) -> str:
        """The outcome's key."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Its notices."""

    @property
    def asks(self) -> bool:
        """Whether an answer to them opens another decision."""

    @property
    def renews(self) -> tuple[str, ...]:
        """Who is told something else now, for its Detail is another."""


@dataclass(frozen=True)
class Notice:
    """A notice and what has become of it; `drafted` is the event in which it was made, `answers` are all answers.

    `outdated` is the decision by which it is to say something else: its outcome has another Detail now [C5]. `bounced`
    is the machine's reply after which it was sent again: only what was sent last is awaited [C6].
    """

    drafted: Recorded
    sent: Recorded | None = None
    answered: Recorded | None = None
    withdrawn: Recorded | None = None
    machine_replied: Recorded | None = None
    reminded: Recorded | None = None
    outdated: Recorded | None = None
    answers: tuple[Recorded, ...] = ()
    bounced: Recorded | None = None

    @property
    def reference(self) -> str:
        """Its name in subjects and lists: '20250113-D3-7-cps'."""
        return self.drafted.reference

    @property
    def withdrawal(self) -> dict[str, Any]:
        """The fields of the event by which it is not to be sent."""
        drafted = self.drafted
        return {
            "rows": drafted.rows,
            "reference": self.reference,
            "to": drafted.to,
            "outcome": drafted.outcome,
        }

    @property
    def another(self) -> Recorded | None:
        """The e-mail that answered it again, until a person says that they have looked at it; else None [C8].

        What was sent before a person recorded the answer by hand is the e-mail that they had read.
        """
        if len(self.answers) < 2 or self.answers[-1].by != By.EMAIL:
            return None
        before, last = self.answers[-2:]
        was_read = before.by == By.HAND and (last.at or last.time) <= before.time
        return None if was_read else last

    def knows(self, at: dt.datetime, by: By, mark: str) -> bool:
        """Whether an answer is recorded already: this e-mail, by its `mark`, or any that a person had to look at."""
        if by is By.HAND and not mark:
            return bool(self.answers) and self.another is None
        return any(one.fingerprint == mark if one.fingerprint else one.at == at for one in self.answers)

    def is_sent_again(self, at: dt.datetime) -> bool:
        """Whether an e-mail of that time is the notice sent once more, after a machine's reply to the first [C6]."""
        return self.machine_replied is not None and self.sent_at is not None and at > self.sent_at

    def has_bounced(self, at: dt.datetime) -> bool:
        """Whether a machine's reply of that time is known, or was the reply to what was sent before."""
        is_of_first = self.bounced is not None and self.sent_at is not None and at < self.sent_at
        return self.machine_replied is not None or is_of_first

    def is_for(self, decision: Asking, to: str) -> bool:
        """Whether it tells a recipient what follows from a decision."""
        drafted = self.drafted
        if drafted.to != to or drafted.about or self.outdated:
            return False
        return drafted.outcome == decision.outcome or self._is_asked_for(decision)

    def _is_asked_for(self, decision: Asking) -> bool:
        """Whether another outcome than the one it was drafted for asks for the same notice [C5]."""
        drafted = self.drafted
        asked_for = bool(drafted.letters) and {*drafted.letters} <= {*decision.letters}
        return asked_for and drafted.asks == decision.asks

    def is_question_for(self, decision: Recorded) -> bool:
        """Whether it asked what has then been decided: the outcome is its answer, or came after it [C8]."""
        is_answered = self.answered is not None and self.answered.sequence < decision.sequence
        return self.drafted.asks and (decision.answers or is_answered)

    @property
    def is_draft(self) -> bool:
        """Whether it lies ready to be sent."""
        return not (self.sent or self.withdrawn)

    @property
    def sent_at(self) -> dt.datetime | None:
        """When the e-mail was sent, even if from a copy of a withdrawn draft; None while it was not."""
        return (self.sent.at or self.sent.time) if self.sent else None

    def under(self, decision: Recorded) -> "Notice":
        """The notice as it is after a decision: outdated if that has another Detail than the notice tells."""
        drafted = self.drafted
        is_renewed = drafted.to in decision.renews and bool({*drafted.rows} & {*decision.rows})
        return replace(self, outdated=decision) if is_renewed and not drafted.about else self

    def after(self, event: Recorded) -> "Notice":
        """The notice as it is after an event; of each kind the first counts, but a bounced one is sent anew."""
        if event.kind is EventKind.SENT and self.is_sent_again(event.at or event.time):
            return replace(self, sent=event, machine_replied=None, bounced=self.machine_replied)
        name = _BECAME.get(event.kind)
        first = {name: event} if name and getattr(self, name) is None else {}
        answers = (*self.answers, event) if event.kind is EventKind.ANSWERED else self.answers
        return replace(self, answers=answers, **first)
