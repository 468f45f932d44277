"""The state of a case, and what is owed in it: pure functions of its events and the clock [C2, C3]."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cso_xl.cases.events import EMAIL_SENT, EventKind, Item, Recorded, recipients, to_tick
from cso_xl.cases.state import after_sending, contradicted, gone, in_cms, telling
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.owed import SETTLED, Clock, Owed, State


class Key(tuple[str, dt.date, int, str]):
    """The key of a case: report, date, number of the issue on that day, entry [C1]."""

    @classmethod
    def of(cls, event: Recorded) -> "Key":
        """The case that an event belongs to."""
        return cls((event.report, event.date, event.issue, event.entry))


@dataclass(frozen=True)
class Case:
    """An entry of a report and all that happened to it, in order."""

    events: tuple[Recorded, ...]

    @cached_property
    def standing(self) -> list[Recorded]:
        """The events that count: neither those that were taken back, nor the taking back of them."""
        gone: set[int] = set()
        for event in reversed(self.events):
            if event.kind is EventKind.TAKEN_BACK and event.sequence not in gone:
                gone.add(event.of)
        return [
            event
            for event in self.events
            if event.kind is not EventKind.TAKEN_BACK and event.sequence not in gone
        ]

    @property
    def key(self) -> Key:
        """The key of the case."""
        return Key.of(self.events[0])

    @property
    def reference(self) -> str:
        """The name that staff know it by, the day and the entry: '20250113-D3-7'."""
        _, day, issue, entry = self.key
        return f"{day:%Y%m%d}{f'.{issue}' if issue > 1 else ''}-{entry}"

    @cached_property
    def asked(self) -> Recorded:
        """The newest event in which its question was asked, or else its first event."""
        asked = [event for event in self.standing if event.kind is EventKind.ASKED]
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
    def child(self) -> bool:
        """Whether a child under 16, or of unknown age, may be concerned: as asked, or as decided [C10]."""
        return self.asked.child or any(decision.child for decision in self.decided.values())

    @property
    def people(self) -> tuple[str, ...]:
        """The numbers of the client and of those who share the address [C16]."""
        return tuple(filter(None, (self.client, *self.asked.others)))

    @cached_property
    def decided(self) -> Mapping[int, Recorded]:
        """For each row the decision in force."""
        decisions: dict[int, Recorded] = {}
        for event in self.standing:
            if event.kind is EventKind.DECIDED:
                decisions |= dict.fromkeys(event.rows, event)
            elif event.kind in (EventKind.UNDECIDED, EventKind.HANDED_ON):
                for row in event.rows:
                    decisions.pop(row, None)
        return decisions

    @cached_property
    def handed_on(self) -> Mapping[int, Recorded]:
        """The rows that are handed on for a conflict of interest, by whom first, until somebody takes them [X6]."""
        untaken: dict[int, Recorded] = {}
        for event in self.standing:
            if event.kind is EventKind.HANDED_ON:
                untaken = dict.fromkeys(event.rows, event) | untaken
            elif event.kind in (EventKind.TAKEN, EventKind.DECIDED, EventKind.UNDECIDED):
                for row in event.rows:
                    untaken.pop(row, None)
        return untaken

    @cached_property
    def holder(self) -> str:
        """The account that has the case, by which it was taken or to which it was given last; '' for nobody."""
        passes = [
            event
            for event in self.standing
            if event.kind in (EventKind.HANDED_ON, EventKind.TAKEN, EventKind.GIVEN)
        ]
        if not passes or passes[-1].kind is EventKind.HANDED_ON:
            return ""
        return passes[-1].holder or passes[-1].user

    @cached_property
    def notices(self) -> Sequence[Notice]:
        """Every notice that was drafted, in order."""
        notices: dict[str, Notice] = {}
        for event in self.standing:
            if event.kind is EventKind.DRAFTED:
                notices.setdefault(event.reference, Notice(event))
            elif event.reference in notices:
                notices[event.reference] = notices[event.reference].after(event)
            elif event.renews:
                notices = {reference: notice.under(event) for reference, notice in notices.items()}
        return list(notices.values())

    @property
    def was_sent(self) -> bool:
        """Whether any of its notices was sent."""
        return any(notice.sent for notice in self.notices)

    @cached_property
    def ticked(self) -> Mapping[tuple[str, str, int], Recorded]:
        """The ticks for what was done in CMS, by item, outcome and row; a new decision has to be ticked again [C7]."""
        ticks: dict[tuple[str, str, int], Recorded] = {}
        for event in self.standing:
            if event.kind is EventKind.TICKED:
                ticks |= {(event.item, event.outcome, row): event for row in event.rows}
        return {key: tick for key, tick in ticks.items() if self._is_after_decision(tick, key[-1])}

    def _is_after_decision(self, event: Recorded, row: int) -> bool:
        return row not in self.decided or event.sequence > self.decided[row].sequence

    def left_to_tick(self, decision: Recorded, rows: Iterable[int]) -> Mapping[str, tuple[int, ...]]:
        """The items still to be done in CMS for these rows of a decision, each with its rows [C7]."""
        left = {
            item: tuple(row for row in rows if (item, decision.outcome, row) not in self.ticked)
            for item in to_tick(decision)
        }
        return {item: rows for item, rows in left.items() if rows}

    @property
    def is_replaced(self) -> bool:
        """Whether its rows are asked about in a later report, and nobody has decided here since [C12]."""
        ends = (EventKind.REPLACED, EventKind.DECIDED, EventKind.HANDED_ON)
        return [event.kind for event in self.standing if event.kind in ends][-1:] == [EventKind.REPLACED]

    @property
    def last(self) -> int:
        """The number of its last event."""
        return self.events[-1].sequence

    def owed(self, clock: Clock) -> Sequence[Owed]:
        """Everything that is owed, the most urgent first; nothing when the case is done."""
        if clock not in self._owed:
            self._owed[clock] = [] if self.is_replaced else self._owed_at(clock)
        return self._owed[clock]

    @cached_property
    def _owed(self) -> dict[Clock, list[Owed]]:
        return {}

    def _owed_at(self, clock: Clock) -> list[Owed]:
        again = after_sending.to_look_at(self, clock)
        listed = [*self._questions(clock), *telling.of_notices(self, clock), *again, *self._ticks(clock)]
        listed += contradicted.to_settle(self)
        owed = [item for item in listed if item.state not in SETTLED]
        owed += after_sending.machine_replies(self, owed)
        return sorted(owed, key=lambda item: item.urgency) or list(gone.to_look_at(self))

    def state(self, clock: Clock) -> State:
        """The most urgent state of all that is owed; done, or withdrawn where a later report asks about its rows."""
        if self.is_replaced:
            return State.WITHDRAWN
        owed = self.owed(clock)
        return owed[0].state if owed else State.DONE

    def in_force(self) -> Iterable[tuple[Recorded, tuple[int, ...]]]:
        """Each outcome in force, as it was last decided, with the rows that it decides."""
        by_outcome: dict[str, list[int]] = {}
        for row in sorted(self.decided, key=lambda row: (self.decided[row].sequence, row)):
            by_outcome.setdefault(self.decided[row].outcome, []).append(row)
        for rows in by_outcome.values():
            yield self.decided[rows[-1]], tuple(sorted(rows))

    def to_tell(self) -> Iterable[tuple[Recorded, str, tuple[int, ...]]]:
        """Each outcome in force, as it was last decided, with each recipient whom it asks for, and of which rows."""
        for _, rows in self.in_force():
            of_whom: dict[str, list[int]] = {}
            for row in rows:
                for to in recipients(self.decided[row]):
                    of_whom.setdefault(to, []).append(row)
            for to, own in of_whom.items():
                yield (
                    max((self.decided[row] for row in own), key=lambda event: event.sequence),
                    to,
                    tuple(own),
                )

    def last_notices(self, to: str) -> Mapping[int, Notice]:
        """For each row the last notice that a recipient got, unless they were told since that it was wrong [C5]."""
        by_row: dict[int, Notice] = {}
        sent = [notice for notice in self.notices if notice.sent and notice.drafted.to == to]
        for notice in sorted(sent, key=lambda notice: notice.sent.sequence if notice.sent else 0):
            corrects = notice.drafted.about
            for row in notice.drafted.rows:
                if not corrects:
                    by_row[row] = notice
                elif row in by_row and by_row[row].reference == corrects:
                    del by_row[row]
        return by_row

    def is_told(self, decision: Recorded, to: str, row: int) -> bool:
        """Whether a recipient knows what follows from a decision for a row."""
        return (notice := self.last_notices(to).get(row)) is not None and notice.is_for(decision, to)

    def in_error(self, notice: Notice) -> tuple[int, ...]:
        """The rows of a sent notice that have since been decided differently, unless its recipient was told [C5].

        A row that nobody has decided again is not among them, nor is a row that somebody has marked 'Email sent'.
        """
        drafted = notice.drafted
        if notice.sent is None or drafted.about:
            return ()
        corrected = {
            row
            for later in self.notices
            if later.sent
            and later.drafted.about == notice.reference
            and later.sent.sequence > notice.sent.sequence
            for row in later.drafted.rows
        }
        return tuple(
            row for row in drafted.rows if row not in corrected and self._is_decided_otherwise(row, notice)
        )

    def _is_decided_otherwise(self, row: int, notice: Notice) -> bool:
        decision = self.decided.get(row)
        if decision is None or decision.outcome == EMAIL_SENT:
            return False
        return not (notice.is_for(decision, notice.drafted.to) or notice.is_question_for(decision))

    def rests_on(self, answer: Recorded) -> tuple[int, ...]:
        """The rows whose outcome is the answer that this event recorded [C8]."""
        asked = {row for notice in self.notices if notice.answered is answer for row in notice.drafted.rows}
        return tuple(
            row
            for row, decision in sorted(self.decided.items())
            if row in asked and decision.answers and decision.sequence > answer.sequence
        )

    def not_to_be_sent(self) -> list[Notice]:
        """The drafts whose outcome no longer stands for all of their rows, or that repeat what is known [C5]."""
        return [notice for notice in self.notices if notice.is_draft and not self._may_be_sent(notice)]

    def _may_be_sent(self, draft: Notice) -> bool:
        drafted = draft.drafted
        if drafted.about:
            return any(
                set(drafted.rows) == set(self.in_error(notice))
                for notice in self.notices
                if notice.reference == drafted.about
            )
        sent = self.last_notices(drafted.to)
        return all(
            row in self.decided
            and draft.is_for(self.decided[row], drafted.to)
            and drafted.to in self.decided[row].owes
            and not (row in sent and sent[row].is_for(self.decided[row], drafted.to))
            for row in drafted.rows
        )

    def _questions(self, clock: Clock) -> Iterable[Owed]:
        settled = {*self.decided, *self.handed_on, *gone.asked_elsewhere(self)}
        open_rows = tuple(row for row in self.rows if row not in settled)
        if open_rows:
            due = clock.decision_due(self.asked.report, self.asked.date)
            yield Owed("decision", State.TO_DECIDE, open_rows, self._open_since(open_rows), due)
        for event in {event.sequence: event for event in self.handed_on.values()}.values():
            rows = tuple(row for row, handing_on in self.handed_on.items() if handing_on is event)
            yield Owed("decision", State.HANDED_ON, rows, event.time)

    def _open_since(self, rows: Sequence[int]) -> dt.datetime:
        reopened = [
            event
            for event in self.standing
            if event.kind in (EventKind.UNDECIDED, EventKind.TAKEN) and {*event.rows} & {*rows}
        ]
        return reopened[-1].time if reopened else self.asked.time

    def corrections(self, notice: Notice) -> list[Notice]:
        """The notices that say that this one was sent in error [C5]."""
        return [later for later in self.notices if later.drafted.about == notice.reference]

    def _ticks(self, clock: Clock) -> Iterable[Owed]:
        confirm_by = clock.decision_due(self.asked.report, self.asked.date)  # by its note [L13, C7]
        for doing in in_cms.to_do(self):
            due = confirm_by if doing.item == Item.ADD_SCN else None
            yield Owed(doing.item, State.TO_DO_IN_CMS, doing.rows, doing.since, due)


def cases(events: Iterable[Recorded]) -> dict[Key, Case]:
    """The cases that events belong to, in the order in which they were first asked."""
    by_key: dict[Key, list[Recorded]] = {}
    for event in events:
        by_key.setdefault(Key.of(event), []).append(event)
    return {key: Case(tuple(of_case)) for key, of_case in by_key.items()}
