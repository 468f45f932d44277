"""What state a case is in, and what is owed: pure functions of its events and the clock [C2, C3]."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import Protocol

from cso_xl.cases.events import Item, Kind, Recorded


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


class Key(tuple[str, dt.date, int, str]):
    """What a case is known by: report, date, which issue of that day's report, entry [C1]."""

    @classmethod
    def of(cls, event: Recorded) -> "Key":
        """The case that an event belongs to."""
        return cls((event.report, event.date, event.issue, event.entry))


@dataclass(frozen=True)
class Clock:
    """Now, by when an answer is due (recipient, sent at), and by when a report's questions are (report, date)."""

    now: dt.datetime
    answer_due: Callable[[str, dt.datetime], dt.datetime | None] = lambda to, sent: None
    decision_due: Callable[[str, dt.date], dt.datetime | None] = lambda report, date: None


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
        """'20250113-D3-7-cps'."""
        return self.drafted.reference

    @property
    def is_answered_question(self) -> bool:
        """Whether it asked something that has been answered [C8]."""
        return self.drafted.asks and self.answered is not None

    def is_for(self, decision: Recorded, to: str) -> bool:
        """Whether it tells a recipient what follows from a decision."""
        drafted = self.drafted
        return (drafted.to, drafted.outcome, drafted.about) == (to, decision.outcome, "")

    @property
    def sent_at(self) -> dt.datetime | None:
        """When the e-mail was sent; None while it was not."""
        return (self.sent.at or self.sent.time) if self.sent else None


@dataclass(frozen=True)
class Owed:
    """One thing that is owed, in exactly one state.

    `rows` are those it is about; `what` is 'decision', 'notice', 'correction' or the Item to be ticked; `since` is
    when it came to be owed; `missing` says why a notice could not be drafted.
    """

    what: str
    state: State
    rows: tuple[int, ...]
    since: dt.datetime
    due: dt.datetime | None = None
    to: str = ""
    notice: Notice | None = None
    missing: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """Of the notice it is about; '' where there is none yet."""
        return self.notice.reference if self.notice else ""

    @property
    def urgency(self) -> tuple[int, dt.datetime]:
        """Sorts the most urgent first."""
        return ORDER[self.state], self.since


@dataclass(frozen=True)
class Case:
    """An entry of a report and all that happened to it, in order."""

    events: tuple[Recorded, ...]

    @cached_property
    def standing(self) -> list[Recorded]:
        """The events that count: what was taken back does not, nor does the taking back of it."""
        gone: set[int] = set()
        for event in reversed(self.events):
            if event.kind is Kind.TAKEN_BACK and event.sequence not in gone:
                gone.add(event.of)
        return [one for one in self.events if one.kind is not Kind.TAKEN_BACK and one.sequence not in gone]

    @property
    def key(self) -> Key:
        """What the case is known by."""
        return Key.of(self.events[0])

    @cached_property
    def asked(self) -> Recorded:
        """The newest event in which it was asked, or else the first of all."""
        asked = [one for one in self.standing if one.kind is Kind.ASKED]
        return asked[-1] if asked else self.events[0]

    @property
    def rows(self) -> tuple[int, ...]:
        """The received rows it is about."""
        return self.asked.rows

    @property
    def client(self) -> str:
        """The client's number."""
        return self.asked.client

    @property
    def people(self) -> tuple[str, ...]:
        """The numbers of the client and of those who share the address [C16]."""
        return tuple(filter(None, (self.client, *self.asked.others)))

    @cached_property
    def decided(self) -> Mapping[int, Recorded]:
        """Of each row the decision in force."""
        found: dict[int, Recorded] = {}
        for event in self.standing:
            if event.kind is Kind.DECIDED:
                found |= dict.fromkeys(event.rows, event)
            elif event.kind in (Kind.UNDECIDED, Kind.HANDED_ON):
                for row in event.rows:
                    found.pop(row, None)
        return found

    @cached_property
    def handed_on(self) -> Mapping[int, Recorded]:
        """The rows that were handed on for a conflict of interest, until somebody takes them [X6]."""
        found: dict[int, Recorded] = {}
        for event in self.standing:
            if event.kind is Kind.HANDED_ON:
                found |= dict.fromkeys(event.rows, event)
            elif event.kind in (Kind.TAKEN, Kind.DECIDED, Kind.UNDECIDED):
                for row in event.rows:
                    found.pop(row, None)
        return found

    @cached_property
    def notices(self) -> Sequence[Notice]:
        """Every notice that was drafted, in order."""
        found: dict[str, Notice] = {}
        for event in self.standing:
            if event.kind is Kind.DRAFTED:
                found.setdefault(event.reference, Notice(event))
            elif event.kind in _BECAME and event.reference in found:
                found[event.reference] = _became(found[event.reference], event)
        return list(found.values())

    @cached_property
    def ticked(self) -> Mapping[tuple[str, str], Recorded]:
        """What was done in CMS, by item and outcome."""
        return {(one.item, one.outcome): one for one in self.standing if one.kind is Kind.TICKED}

    @property
    def is_replaced(self) -> bool:
        """Whether the report was sent again and its row is asked there [C12]."""
        return any(one.kind is Kind.REPLACED for one in self.standing)

    @property
    def last(self) -> int:
        """The number of its last event."""
        return self.events[-1].sequence

    def owed(self, clock: Clock) -> list[Owed]:
        """Everything that is owed, the most urgent first; nothing when the case is done."""
        if self.is_replaced:
            return []
        found = [*self._questions(clock), *self._notices(clock), *self._ticks()]
        return sorted((one for one in found if one.state not in SETTLED), key=lambda one: one.urgency)

    def state(self, clock: Clock) -> State:
        """The state of what is most urgent; done, or withdrawn where the row is asked elsewhere."""
        if self.is_replaced:
            return State.WITHDRAWN
        owed = self.owed(clock)
        return owed[0].state if owed else State.DONE

    def in_force(self) -> Iterable[tuple[Recorded, tuple[int, ...]]]:
        """The decisions in force, each with the rows that it still decides."""
        of = sorted(self.decided.items(), key=lambda one: (one[1].sequence, one[0]))
        for _, group in groupby(of, key=lambda one: one[1].sequence):
            pairs = list(group)
            yield pairs[0][1], tuple(row for row, _ in pairs)

    def told(self, to: str) -> Mapping[int, Notice]:
        """Of each row the last notice about it that was sent to a recipient, corrections aside."""
        sent = [one for one in self.notices if one.sent and one.drafted.to == to and not one.drafted.about]
        return {row: one for one in sent for row in one.drafted.rows}

    def _questions(self, clock: Clock) -> Iterable[Owed]:
        open_rows = tuple(row for row in self.rows if row not in self.decided and row not in self.handed_on)
        if open_rows:
            due = clock.decision_due(self.asked.report, self.asked.date)
            yield Owed("decision", State.TO_DECIDE, open_rows, self._open_since(open_rows), due)
        for event in {one.sequence: one for one in self.handed_on.values()}.values():
            rows = tuple(row for row, one in self.handed_on.items() if one is event)
            yield Owed("decision", State.HANDED_ON, rows, event.time)

    def _open_since(self, rows: Sequence[int]) -> dt.datetime:
        undone = [
            one for one in self.standing if one.kind in (Kind.UNDECIDED, Kind.TAKEN) and {*one.rows} & {*rows}
        ]
        return undone[-1].time if undone else self.asked.time

    def _notices(self, clock: Clock) -> Iterable[Owed]:
        in_force: dict[tuple[str, str], set[int]] = {}
        for decision, rows in self.in_force():
            for to in recipients(decision):
                in_force.setdefault((to, decision.outcome), set()).update(rows)
                yield from self._of_decision(decision, rows, to, clock)
        for notice in self.notices:
            wanted = in_force.get((notice.drafted.to, notice.drafted.outcome), set())
            if wrong := tuple(row for row in notice.drafted.rows if row not in wanted):
                yield from self._of_wrong(notice, wrong)

    def _of_decision(
        self, decision: Recorded, rows: tuple[int, ...], to: str, clock: Clock
    ) -> Iterable[Owed]:
        """What is owed to one recipient for the rows of one decision."""
        live = [one for one in self.notices if one.is_for(decision, to) and not one.withdrawn]
        covered = {row for one in live for row in one.drafted.rows}
        if lacking := tuple(row for row in rows if row not in covered):
            missing = self._missing(decision, to)
            yield Owed("notice", State.TO_SEND, lacking, decision.time, to=to, missing=missing)
        for notice in live:
            if about := tuple(row for row in notice.drafted.rows if row in rows):
                yield _of_notice(notice, about, clock)

    def _of_wrong(self, notice: Notice, rows: tuple[int, ...]) -> Iterable[Owed]:
        """What is owed for a notice whose outcome no longer stands: a correction where it was sent [C5]."""
        if notice.withdrawn or notice.drafted.about:
            return
        if notice.sent is None:
            yield Owed("withdrawal", State.TO_SEND, rows, notice.drafted.time, notice=notice)
        elif not notice.is_answered_question and not self._is_corrected(notice):
            to = notice.drafted.to
            yield Owed("correction", State.TO_SEND, rows, notice.sent.time, to=to, notice=notice)

    def _is_corrected(self, notice: Notice) -> bool:
        return any(one.sent for one in self.corrections(notice))

    def corrections(self, notice: Notice) -> list[Notice]:
        """The notices, not withdrawn, that say that this one was sent in error [C5]."""
        return [one for one in self.notices if one.drafted.about == notice.reference and not one.withdrawn]

    def _missing(self, decision: Recorded, to: str) -> tuple[str, ...]:
        failed = [
            one
            for one in self.standing
            if one.kind is Kind.NOT_DRAFTED and one.to == to and one.sequence > decision.sequence
        ]
        return failed[-1].missing if failed else ()

    def _ticks(self) -> Iterable[Owed]:
        for decision, rows in self.in_force():
            for item in to_tick(decision):
                if (item, decision.outcome) not in self.ticked:
                    yield Owed(item, State.TO_DO_IN_CMS, rows, decision.time)


_BECAME = {
    Kind.SENT: "sent",
    Kind.ANSWERED: "answered",
    Kind.WITHDRAWN: "withdrawn",
    Kind.MACHINE_REPLIED: "machine_replied",
    Kind.REMINDED: "reminded",
}
_ITEMS = frozenset(item.value for item in Item)


def _became(notice: Notice, event: Recorded) -> Notice:
    """The notice with the first event of each kind that happened to it."""
    name = _BECAME[event.kind]
    return notice if getattr(notice, name) else replace(notice, **{name: event})


def _of_notice(notice: Notice, rows: tuple[int, ...], clock: Clock) -> Owed:
    """What is owed of a notice whose outcome stands."""
    to, asks = notice.drafted.to, notice.drafted.asks
    if notice.sent_at is None:
        return Owed("notice", State.TO_SEND, rows, notice.drafted.time, to=to, notice=notice)
    if notice.answered:
        state = State.ANSWERED if asks else State.DONE
        return Owed("decision", state, rows, notice.answered.time, to=to, notice=notice)
    due = clock.answer_due(to, notice.sent_at)
    if due is None and not asks:
        return Owed("notice", State.DONE, rows, notice.sent_at, to=to, notice=notice)
    state = State.OVERDUE if due and clock.now > due else State.WAITING
    return Owed("notice", state, rows, notice.sent_at, due, to, notice)


class Owing(Protocol):
    """What says what follows from it: a decision."""

    @property
    def owes(self) -> tuple[str, ...]:
        """Who is to be told, and what is to be ticked."""


def recipients(decision: Owing) -> list[str]:
    """Who is to be told of a decision."""
    return [word for word in decision.owes if word not in _ITEMS]


def to_tick(decision: Owing) -> list[str]:
    """What a decision asks a person to do in CMS and then tick [C7]."""
    return [word for word in decision.owes if word in _ITEMS]


def cases(events: Iterable[Recorded]) -> dict[Key, Case]:
    """The cases that events belong to, in the order in which they were first asked."""
    found: dict[Key, list[Recorded]] = {}
    for event in events:
        found.setdefault(Key.of(event), []).append(event)
    return {key: Case(tuple(of_case)) for key, of_case in found.items()}
