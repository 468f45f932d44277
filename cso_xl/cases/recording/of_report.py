"""The cases of one report's day while a step works on them: what is recorded, and what the step is to record."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from cso_xl.cases.events import By, Event, EventKind, Recorded
from cso_xl.cases.recording.merge import PendingEvent
from cso_xl.cases.recording.pairs import Earlier, paired, same_rows
from cso_xl.cases.state.handed_on import is_declared
from cso_xl.cases.state.owed import Clock
from cso_xl.cases.state.state import Case, Key, cases

ASKED_BY_HAND = "tell"  # the outcome of a notice that no worklist asks for
_PENDING = 10**12  # numbers from here on stand for events that are not in the log yet


class EventLog(Protocol):
    """A place where events are kept."""

    def append(self, events: "list[Event]") -> list[Recorded]:
        """Keep events, all or none."""


@dataclass
class ReportCases:
    """The cases of a report (its key, its date, its issue on that day); `events` are those recorded so far.

    `come_again`: rows that nobody has decided come again in each week's report [C2, C10].
    """

    report: str
    date: dt.date
    issue: int
    user: str
    clock: Clock
    events: list[Recorded] = field(default_factory=list)
    pending: list[Event] = field(default_factory=list)
    come_again: bool = False

    def __post_init__(self) -> None:
        self._by_entry: dict[str, list[Recorded]] = {}
        self._cases: dict[str, Case] = {}  # those that were asked for, until something happens to them
        self._pairs: dict[str, list[Earlier]] | None = None  # until something else is asked
        self._found: dict[Key, set[int]] | None = None
        self._added: dict[Key, list[Recorded]] = {}  # to cases of earlier issues
        for event in self.events:
            if event.issue == self.issue:
                self._by_entry.setdefault(event.entry, []).append(event)
        earlier = cases(event for event in self.events if event.issue < self.issue).values()
        self._before = sorted(
            (case for case in earlier if not case.is_replaced), key=lambda case: case.asked.issue
        )

    def before(self, entry: str) -> list[Earlier]:
        """The newest cases of an entry's rows in earlier issues of that day's report, and which is which [C12]."""
        known: set[int] = set()
        newest: list[Earlier] = []
        for earlier in reversed(self.all_before(entry)):
            if new := {row: now for row, now in earlier.place.items() if now not in known}:
                newest.append(Earlier(earlier.case, new))
                known |= {*new.values()}
        return newest[::-1]

    def all_before(self, entry: str) -> list[Earlier]:
        """The cases in earlier issues that ask the same of some of an entry's rows, and are not asked again."""
        if self._pairs is None:
            self._pairs = paired(self.all(), self._before) if self._before else {}
        return self._pairs.get(entry, [])

    def found_again(self, earlier: Case) -> set[int]:
        """The rows of a case of an earlier issue that are asked about in this one."""
        if self._found is None:
            self._found = {}
            for entry in self._by_entry:
                for pair in self.all_before(entry):
                    self._found.setdefault(pair.case.key, set()).update(pair.place)
        return self._found.get(earlier.key, set())

    def about(self, entry: str) -> list[Case]:
        """The case of an entry, and those of earlier issues about its rows, in which something may be owed still."""
        case = self.case(entry)
        earlier = [
            Case((*pair.case.events, *self._added.get(pair.case.key, ()))) for pair in self.all_before(entry)
        ]
        return [case, *(first for first in earlier if not first.is_replaced)] if case else []

    def earlier(self) -> list[Case]:
        """The cases about rows of earlier issues that are not asked again in this one."""
        replaced = {(event.issue, event.entry) for event in self.pending if event.kind is EventKind.REPLACED}
        return [
            case
            for case in self._before
            if same_rows(case.asked) and (case.asked.issue, case.asked.entry) not in replaced
        ]

    def earlier_of(self, entry: str) -> list[Case]:
        """The cases of an entry in earlier issues that are not asked again."""
        return [case for case in self._before if case.asked.entry == entry]

    def add_to(self, case: Case, kind: EventKind, **fields: Any) -> None:
        """Add an event that happens now to a case of an earlier issue."""
        issue, entry = case.asked.issue, case.asked.entry
        event = self._event(entry, kind, issue=issue, client=case.client, **fields)
        self.pending.append(event)
        self._added.setdefault(case.key, []).append(self._recorded(event))

    def case(self, entry: str) -> Case | None:
        """The case of an entry ('D3-7') with what is to be recorded; None when it was never asked."""
        if entry not in self._cases and entry in self._by_entry:
            self._cases[entry] = Case(tuple(self._by_entry[entry]))
        return self._cases.get(entry)

    def all(self) -> list[Case]:
        """Every case of the report."""
        return [case for entry in self._by_entry if (case := self.case(entry))]

    def add(self, entry: str, kind: EventKind, **fields: Any) -> Event:
        """Add an event that happens now, to be recorded when the step is done."""
        events = self._by_entry.setdefault(entry, [])
        event = self._event(entry, kind, **{"client": events[0].client if events else "", **fields})
        self.pending.append(event)
        self._cases.pop(entry, None)
        if kind is EventKind.ASKED:
            self._pairs = self._found = None
        events.append(self._recorded(event))
        return event

    def _recorded(self, event: Event) -> Recorded:
        """The newest of what is pending as it will be once it is in the log."""
        number = _PENDING + len(self.pending)
        return Recorded.checked({**vars(event), "sequence": number, "previous": "", "hash": ""})

    def _event(self, entry: str, kind: EventKind, **fields: Any) -> Event:
        always = {"time": self.clock.now, "user": self.user, "report": self.report, "date": self.date}
        return Event(**{**always, "issue": self.issue, "kind": kind, "entry": entry, **fields})

    def change(self, entry: str, changes: Iterable[PendingEvent]) -> None:
        """Add the events that follow from what was typed."""
        for change in changes:
            self.add(entry, **vars(change))

    def hand_on(self, rows: Collection[int]) -> None:
        """Hand on the cases of these rows, at the word of whoever works on them; a second person's word counts, too."""
        for case in self.all():
            new = tuple(row for row in case.rows if row in rows and not is_declared(case, row, self.user))
            if new:
                self.add(case.asked.entry, EventKind.HANDED_ON, rows=new, by=By.HAND)

    def reference(self, entry: str, to: str) -> str:
        """A reference that no notice has had: '20250113-D3-7-cps', '…-cps-2' for the next to the same recipient."""
        events = self._by_entry.get(entry, [])
        drafts = {event.reference for event in events if event.kind is EventKind.DRAFTED and event.to == to}
        day = f"{self.date:%Y%m%d}" + (f".{self.issue}" if self.issue > 1 else "")
        return f"{day}-{entry}-{to}" + (f"-{len(drafts) + 1}" if drafts else "")

    def tell(self, entry: str, to: str, notice: str, client: str = "") -> str:
        """The reference of the one notice of an entry that asks nothing of a person; a new one if it was withdrawn."""
        case = self._to_tell(entry, to, client)
        if told := [drafted.reference for drafted in case.notices if drafted.sent or not drafted.withdrawn]:
            return told[-1]
        reference = self.reference(entry, to)
        self.add(
            entry,
            EventKind.DRAFTED,
            rows=case.rows,
            outcome=ASKED_BY_HAND,
            reference=reference,
            to=to,
            notice=notice,
        )
        return reference

    def not_told(self, entry: str, to: str, missing: Sequence[str]) -> None:
        """Record, once, that such a notice is owed, with what is missing for its draft [C10]."""
        case = self._to_tell(entry, to, "")
        if not any(event.kind in (EventKind.NOT_DRAFTED, EventKind.DRAFTED) for event in case.standing):
            self.add(
                entry,
                EventKind.NOT_DRAFTED,
                rows=case.rows,
                outcome=ASKED_BY_HAND,
                to=to,
                missing=tuple(missing),
            )

    def _to_tell(self, entry: str, to: str, client: str) -> Case:
        """The case of such a notice, which is owed from now on."""
        case, rows = self.case(entry), (1,)
        if case is None:
            self.add(entry, EventKind.ASKED, rows=rows, client=client)
        if case is None or not case.decided or case.is_replaced:
            self.add(entry, EventKind.DECIDED, rows=rows, outcome=ASKED_BY_HAND, owes=(to,))
        case = self.case(entry)
        assert case is not None
        return case

    def recorded(self, now: Sequence[Recorded], later: Collection[EventKind] = ()) -> None:
        """Take note of what was recorded: all that was pending, except the kinds to be recorded later."""
        self.events += now
        self.pending = [event for event in self.pending if event.kind in later]
