"""A notice, and what has become of it [C5, C6, C8]."""

import datetime as dt
from dataclasses import dataclass, replace

from cso_xl.cases.events import Kind, Recorded

_BECAME = {
    Kind.SENT: "sent",
    Kind.ANSWERED: "answered",
    Kind.WITHDRAWN: "withdrawn",
    Kind.MACHINE_REPLIED: "machine_replied",
    Kind.REMINDED: "reminded",
}


@dataclass(frozen=True)
class Notice:
    """A notice and what has become of it; `drafted` is the event in which it was made."""

    drafted: Recorded
    sent: Recorded | None = None
    answered: Recorded | None = None
    withdrawn: Recorded | None = None
    machine_replied: Recorded | None = None
    reminded: Recorded | None = None

    @property
    def reference(self) -> str:
        """Its name in subjects and lists: '20250113-D3-7-cps'."""
        return self.drafted.reference

    @property
    def is_answered_question(self) -> bool:
        """Whether it asked something that has been answered [C8]."""
        return self.drafted.asks and self.answered is not None

    def is_for(self, decision: Recorded, to: str) -> bool:
        """Whether it tells a recipient what follows from a decision."""
        drafted = self.drafted
        if drafted.to != to or drafted.about:
            return False
        return drafted.outcome == decision.outcome or self._is_asked_for(decision)

    def _is_asked_for(self, decision: Recorded) -> bool:
        """Whether another outcome than the one it was drafted for asks for the same notice [C5]."""
        drafted = self.drafted
        asked_for = bool(drafted.letters) and {*drafted.letters} <= {*decision.letters}
        return asked_for and drafted.asks == decision.asks

    @property
    def is_draft(self) -> bool:
        """Whether it lies ready to be sent."""
        return not (self.sent or self.withdrawn)

    @property
    def sent_at(self) -> dt.datetime | None:
        """When the e-mail was sent, even if from a copy of a withdrawn draft; None while it was not."""
        return (self.sent.at or self.sent.time) if self.sent else None

    def after(self, event: Recorded) -> "Notice":
        """The notice as it is after an event; of each kind the first event counts."""
        name = _BECAME.get(event.kind)
        return replace(self, **{name: event}) if name and getattr(self, name) is None else self
