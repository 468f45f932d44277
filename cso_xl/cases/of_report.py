"""The cases of one report's day, as a step works on them: what was recorded, and what is to be recorded with it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from cso_xl.cases.events import Event, Kind, Recorded
from cso_xl.cases.merge import Change
from cso_xl.cases.owed import Clock
from cso_xl.cases.state import Case, Key, cases

_PENDING = 10**12  # numbers from here on stand for events that are not in the log yet


class Log(Protocol):
    """Where events are kept."""

    def append(self, events: "list[Event]") -> list[Recorded]:
        """Keep events, all or none."""


@dataclass
class ReportCases:
    """The cases of a report (its key, its date, which issue of that day's); `events` are those recorded so far.

    `come_again` says that rows which nobody has decided come in each week's report [C2, C10].
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
        self._cases: dict[
            str, Case
        ] = {}  # of the entries that were asked for, as long as nothing happens to them
        for event in self.events:
            if event.issue == self.issue:
                self._by_entry.setdefault(event.entry, []).append(event)
        self._before = _newest(cases(event for event in self.events if event.issue < self.issue))

    def before(self, entry: str) -> list[Case]:
        """The cases of the same rows in the report as it came first that day, or else of some of them [C12]."""
        case = self.case(entry)
        if case is None:
            return []
        asked, rows = entry.partition("-")[0], same_rows(case.asked)
        if alike := self._before.get((asked, rows)):
            return [alike]
        return [first for (one, of), first in self._before.items() if one == asked and {*of} & {*rows}]

    def earlier(self) -> list[Case]:
        """The cases of the report as it came first that are not asked again in this one."""
        gone = {(one.issue, one.entry) for one in self.pending if one.kind is Kind.REPLACED}
        return [one for one in self._before.values() if (one.asked.issue, one.asked.entry) not in gone]

    def add_to(self, case: Case, kind: Kind, **fields: Any) -> None:
        """Something that happened now to a case of the report as it came first."""
        issue, entry = case.asked.issue, case.asked.entry
        event = self._event(entry, kind, issue=issue, client=case.client, **fields)
        self.pending.append(event)

    def case(self, entry: str) -> Case | None:
        """The case of an entry ('D3-7') with what is to be recorded; None when it was never asked."""
        if entry not in self._cases and entry in self._by_entry:
            self._cases[entry] = Case(tuple(self._by_entry[entry]))
        return self._cases.get(entry)

    def all(self) -> list[Case]:
        """Every case of the report."""
        return [case for entry in self._by_entry if (case := self.case(entry))]

    def add(self, entry: str, kind: Kind, **fields: Any) -> Event:
        """Something that happened now, to be recorded when the step is done."""
        known = self._by_entry.setdefault(entry, [])
        event = self._event(entry, kind, **{"client": known[0].client if known else "", **fields})
        self.pending.append(event)
        self._cases.pop(entry, None)
        number = _PENDING + len(self.pending)
        known.append(Recorded.checked({**vars(event), "sequence": number, "previous": "", "hash": ""}))
        return event

    def _event(self, entry: str, kind: Kind, **fields: Any) -> Event:
        made = {"time": self.clock.now, "user": self.user, "report": self.report, "date": self.date}
        return Event(**{**made, "issue": self.issue, "kind": kind, "entry": entry, **fields})

    def change(self, entry: str, changes: Iterable[Change]) -> None:
        """What follows from what was typed."""
        for one in changes:
            self.add(entry, **vars(one))

    def reference(self, entry: str, to: str) -> str:
        """A reference that no notice has had: '20250113-D3-7-cps', '…-cps-2' for the next to the same recipient."""
        events = self._by_entry.get(entry, [])
        drafts = {one.reference for one in events if one.kind is Kind.DRAFTED and one.to == to}
        day = f"{self.date:%Y%m%d}" + (f".{self.issue}" if self.issue > 1 else "")
        return f"{day}-{entry}-{to}" + (f"-{len(drafts) + 1}" if drafts else "")

    def tell(self, entry: str, to: str, notice: str, client: str = "") -> str:
        """The reference of the one notice of an entry that asks nothing of a person; recorded as drafted once."""
        case = self.case(entry)
        if case and case.notices:
            return case.notices[0].reference
        reference, rows = self.reference(entry, to), (1,)
        self.add(entry, Kind.ASKED, rows=rows, client=client)
        self.add(entry, Kind.DECIDED, rows=rows, outcome="tell", owes=(to,))
        self.add(entry, Kind.DRAFTED, rows=rows, outcome="tell", reference=reference, to=to, notice=notice)
        return reference

    def recorded(self, now: Sequence[Recorded], later: Collection[Kind] = ()) -> None:
        """Take note of what was recorded: all that was pending but what is to be recorded later."""
        self.events += now
        self.pending = [event for event in self.pending if event.kind in later]


def same_rows(asked: Event) -> tuple[str, ...]:
    """What the received rows of a case say, in whatever order they come; nothing where that is not known."""
    return tuple(sorted(asked.prints)) or ((asked.fingerprint,) if asked.fingerprint else ())


def _newest(earlier: Mapping[Key, Case]) -> dict[tuple[str, tuple[str, ...]], Case]:
    """The cases of earlier issues that are not replaced, by question and rows; the newest counts."""
    ordered = sorted(earlier.values(), key=lambda case: case.asked.issue)
    return {
        (case.asked.entry.partition("-")[0], same_rows(case.asked)): case
        for case in ordered
        if same_rows(case.asked) and not case.is_replaced
    }
