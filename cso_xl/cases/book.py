"""The cases of a records root: one report's day, one notice, everything that is open [C3, C10]."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cso_xl.cases import references
from cso_xl.cases.clock import clock, times
from cso_xl.cases.elsewhere import asked_again, ceased
from cso_xl.cases.events import By, Event, EventKind, Recorded
from cso_xl.cases.log.at_once import at_once
from cso_xl.cases.log.log import CaseLog
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.state import gone, handed_on, in_cms
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case, Key, cases
from cso_xl.cases.words import LATER, of_case
from cso_xl.cells.columns import client_key
from cso_xl.decisions.working_time import day_of
from cso_xl.errors import CallError, FileError
from cso_xl.records.account import os_user
from cso_xl.records.own_folders import FOLLOW_UPS
from cso_xl.records.references import REFERENCE
from cso_xl.settings import Settings

OF_THE_PROGRAM = (  # no person has done these, so nobody takes them back by the case
    EventKind.ASKED, EventKind.DRAFTED, EventKind.NOT_DRAFTED, EventKind.WITHDRAWN, EventKind.MACHINE_REPLIED,
    EventKind.REPLACED, EventKind.GONE, EventKind.BACK,
)  # fmt: skip
_RULE = 5  # raised whenever the code counts other cases as open: an index of another rule is made again


@dataclass(frozen=True)
class CaseNotice:
    """A notice by its reference, and the case it belongs to."""

    case: Case
    notice: Notice


@dataclass(frozen=True)
class TakenBack:
    """A case as it is now, the event that was taken back, and the references of the drafts withdrawn with it.

    `undecided` are the rows whose outcome rested on it, and counts no longer.
    """

    case: Case
    event: Recorded
    withdrawn: tuple[str, ...]
    undecided: tuple[int, ...] = ()


class CaseBook:
    """The cases under a records root as they are at `now`.

    Follow-ups from when each was a file of its own are taken over once. Raises FileError when `root` is
    not a folder or the case log is not as it was written, SettingsError when [follow_ups] cannot be used.
    """

    def __init__(self, root: Path, settings: Settings, now: dt.datetime) -> None:
        self.clock = clock(settings, now)
        self._root = root
        self._since = 0  # the last line of the log as an act began
        self._log = CaseLog.of(
            root, settings, self._is_open, rule=f"{_RULE} {sorted(times(settings).items())}"
        )
        self._take_over()

    @cached_property
    def user(self) -> str:
        """The account that this program runs under."""
        return os_user()

    @cached_property
    def begun(self) -> dt.date | None:
        """The day of the first event; None while there is none."""
        first = next(self._log.events(), None)
        return day_of(first.time) if first else None

    def of_report(self, report: str, date: dt.date, issue: int = 1) -> ReportCases:
        """The cases of a report's day."""
        events = self._log.of_report(report, date)
        return ReportCases(report, date, issue, self.user, self.clock, events)

    @at_once
    def record(self, report_cases: ReportCases, later: Collection[EventKind] = ()) -> list[Event]:
        """Record what is pending, all or none, except the kinds `later`; what cannot be recorded is not done [C3].

        Returns what was withdrawn in other reports with it [C8]. Raises FileError when somebody else has worked on
        the report since it was looked up, or the log refuses.
        """
        if all(event.kind in later for event in report_cases.pending):
            return []
        last = report_cases.events[-1].sequence if report_cases.events else 0
        since = self._log.of_report(report_cases.report, report_cases.date)
        if since and since[-1].sequence != last:
            raise FileError(
                "Somebody else has decided something on this report at the same moment. Nothing was done; try again."
            )
        elsewhere = [*asked_again(report_cases, self), *ceased(report_cases, self)]
        now = [event for event in report_cases.pending if event.kind not in later]
        day = (report_cases.report, report_cases.date)
        recorded = self.append([*now, *elsewhere])
        report_cases.recorded([event for event in recorded if (event.report, event.date) == day], later)
        return [event for event in elsewhere if event.kind is EventKind.WITHDRAWN]

    def withdrawn(self, case: Case, draft: Notice) -> Event:
        """The event that a draft is not to be sent."""
        return self.event(case, EventKind.WITHDRAWN, **draft.withdrawal)

    def open(self) -> list[Case]:
        """Every case in which something is owed, over all reports and weeks."""
        return [case for case in self.listed() if case.owed(self.clock)]

    def listed(self) -> list[Case]:
        """Those, and the cases with rows that were closed because they are gone: nobody has responded to these."""
        return [Case(tuple(events)) for events in self._log.open()]

    def all(self) -> list[Case]:
        """Every case of all reports and weeks, open or not."""
        return list(cases(self._log.events()).values())

    def of_clients(self, clients: Collection[str]) -> dict[str, list[Case]]:
        """Every case about these clients, of all reports and weeks, by the client's number without zeros in front."""
        by_client: dict[str, list[Case]] = {}
        numbers = {client_key(number) for number in clients if number.strip().isdecimal()} - {""}
        for events in self._log.of_clients(numbers):
            by_client.setdefault(client_key(events[0].client), []).append(Case(tuple(events)))
        return by_client

    def about(self, number: str) -> list[Case]:
        """Every case about a client, or about an address that they share, of all reports and weeks [C16]."""
        named = self._log.of_clients({client_key(number)} - {""}, sharing=True)
        keys = [Key.of(events[0]) for events in named]
        days = {day: cases(self._log.of_report(*day)) for day in {key[:2] for key in keys}}
        return [days[key[:2]][key] for key in keys]

    def is_sent_again(self, case: Case) -> bool:
        """Whether a later issue of a case's report has been asked about [C12]."""
        events = self._log.of_report(case.asked.report, case.asked.date)
        return any(event.issue > case.asked.issue for event in events)

    def of_day(self, report: str, date: dt.date) -> list[Case]:
        """Every case of a report's day, open or not."""
        return list(cases(self._log.of_report(report, date)).values())

    def find(self, reference: str) -> CaseNotice:
        """A notice by its reference. Raises CallError for a text that is not a reference, or not a known one.

        The text may come from an e-mail, and is repeated only when it is a reference.
        """
        if not references.is_of_notice(reference):
            raise CallError(references.no_notices(reference, self.references()))
        events = self._log.of_reference(reference)
        case = Case(tuple(events)) if events else None
        for notice in case.notices if case else ():
            if case and notice.reference == reference:
                return CaseNotice(case, notice)
        raise CallError(
            f"No notice has the reference '{reference}'. {references.nearest(reference, self.references())}"
        )

    def event(self, case: Case, kind: EventKind, **fields: object) -> Event:
        """An event that happens now to a case."""
        asked = case.asked
        place = {"report": asked.report, "date": asked.date, "issue": asked.issue, "entry": asked.entry}
        return Event(
            **{  # type: ignore[arg-type]
                "time": self.clock.now, "user": self.user, "kind": kind, "client": case.client, **place, **fields,
            }
        )  # fmt: skip

    @at_once
    def sent(self, reference: str, at: dt.datetime, by: By) -> bool:
        """Record that a notice was sent, or once more after it bounced; False when that is recorded already.

        Raises CallError for an unknown notice.
        """
        named = self.find(reference)
        is_known = named.notice.sent is not None and not named.notice.is_sent_again(at)
        return self._once(named, EventKind.SENT, is_known, at=at, by=by)

    @at_once
    def answered(self, reference: str, at: dt.datetime, by: By, mark: str = "") -> bool:
        """Record an answer to a notice that was sent [C6]. False when it is recorded already.

        `mark` tells one e-mail from another: a second one is to be looked at, until a person's word ends that [C8].

        Raises CallError for an unknown notice, or one that is not recorded as sent.
        """
        named = self.find(reference)
        if named.notice.sent is None:
            what = "was withdrawn before it was sent" if named.notice.withdrawn else "is not recorded as sent"
            raise CallError(
                f"{reference} {what}, so it cannot have been answered. If it was sent, file the e-mail that was sent "
                "first: cso-xl file-email."
            )
        is_known = named.notice.knows(at, by, mark)
        return self._once(named, EventKind.ANSWERED, is_known, at=at, by=by, fingerprint=mark)

    @at_once
    def machine_replied(self, reference: str, at: dt.datetime) -> bool:
        """Record that a machine has replied, which answers nothing [C6]."""
        named = self.find(reference)
        return self._once(named, EventKind.MACHINE_REPLIED, named.notice.has_bounced(at), at=at, by=By.EMAIL)

    @at_once
    def reminded(self, reference: str) -> bool:
        """Record that a follow-up e-mail was drafted."""
        named = self.find(reference)
        return self._once(named, EventKind.REMINDED, bool(named.notice.reminded))

    def case_of(self, reference: str) -> Case:
        """The case that a reference names: a notice's, or the day and the entry, '20250113-D3-7'. Raises CallError.

        What was typed is repeated only when it reads like one: it may be anybody's name.
        """
        if references.is_of_notice(reference):
            return self.find(reference).case
        if not references.is_of_case(reference):
            raise CallError(references.no_cases(reference, [case.reference for case in self.open()]))
        events = self._log.of_reference(f"{reference}-cps")  # any recipient will do: they are the entry's
        if not events:
            near = references.nearest(reference, [case.reference for case in self.open()], "case")
            raise CallError(f"No case has the reference '{reference}'. {near}")
        return Case(tuple(events))

    @at_once
    def take_back(self, reference: str) -> TakenBack:
        """Record that the last event of a notice, or of a case, counts no longer; its drafts are withdrawn [C3].

        Raises CallError where there is nothing to take back.
        """
        case = self.case_of(reference)
        done = [event for event in case.standing if event.kind not in OF_THE_PROGRAM]
        if re.fullmatch(REFERENCE, reference):
            done = [
                event
                for event in case.standing
                if event.reference == reference and event.kind is not EventKind.WITHDRAWN
            ]
        if not done:
            raise CallError(f"Nothing of {reference} can be taken back.")
        last = done[-1]
        events = [
            self.event(case, EventKind.TAKEN_BACK, rows=last.rows, of=last.sequence, outcome=last.outcome)
        ]
        resting = case.rests_on(last)
        events += [self.event(case, EventKind.UNDECIDED, rows=resting)] if resting else []
        unrecorded = [_unrecorded(event, case.last + place) for place, event in enumerate(events, 1)]
        after = Case((*case.events, *unrecorded))
        drafts = after.not_to_be_sent()
        if last.kind is EventKind.DRAFTED:  # the draft stays known, as one that is not to be sent
            events = []
            drafts = [
                notice for notice in case.notices if notice.is_draft and notice.reference == last.reference
            ]
        events += [self.withdrawn(case, draft) for draft in drafts]
        if not events:
            raise CallError(f"Nothing of {reference} can be taken back.")
        self.append(events)
        return TakenBack(self.case_of(reference), last, tuple(draft.reference for draft in drafts), resting)

    @at_once
    def tick(self, reference: str, items: Sequence[str] = ()) -> Case:
        """Record that a person has done in CMS what a case asks for: all, or these items [C7]. Raises CallError."""
        case = self.case_of(reference)
        owed = [] if case.is_replaced else list(in_cms.to_do(case))
        handed_on.expect_taken([] if owed else [case], case.rows)
        chosen = [doing for doing in owed if not items or doing.item in items]
        if not chosen or {*items} - {doing.item for doing in owed}:
            open_items = ", ".join(dict.fromkeys(doing.item for doing in owed))
            open_now = f"to be ticked is {open_items}" if open_items else "nothing is to be ticked"
            later = f" {LATER}" if in_cms.waits_for_a_notice(case) else ""
            standing = f" Now: {of_case(case, self.clock)}."
            raise CallError(f"{reference}: {open_now}.{standing}{later}{self._tick_instead(case)}")
        self.append(
            [
                self.event(case, EventKind.TICKED, rows=doing.rows, outcome=doing.outcome, item=doing.item)
                for doing in chosen
            ]
        )
        return self.case_of(reference)

    def _tick_instead(self, case: Case) -> str:
        """What is to be ticked for the same client in other issues of that day's report [C12]."""
        others = [
            other
            for other in self.of_day(case.asked.report, case.asked.date)
            if other.client == case.client and other.asked.issue != case.asked.issue and not other.is_replaced
        ]
        owing = [other.reference for other in others if any(in_cms.to_do(other))]
        return f" There is something to tick for {', '.join(owing)}." if owing else ""

    def references(self) -> list[str]:
        """The references of the notices of open cases."""
        return sorted({notice.reference for case in self.open() for notice in case.notices})

    def _once(self, named: CaseNotice, kind: EventKind, is_known: bool, **fields: Any) -> bool:
        if is_known:
            return False
        drafted = named.notice.drafted
        event = self.event(
            named.case,
            kind,
            rows=drafted.rows,
            reference=drafted.reference,
            to=drafted.to,
            **fields,
        )
        self.append([event])
        return True

    def _is_open(self, events: Sequence[Recorded]) -> bool:
        """Whether something is owed, whatever the clock says, or a row was closed because it is gone."""
        case = Case(tuple(events))
        return bool(case.owed(self.clock) or gone.closed(case))

    @at_once
    def _take_over(self) -> None:
        if not (self._root / FOLLOW_UPS).exists():
            return
        from cso_xl.cases.log import legacy  # here: few records hold follow-ups from before

        if events := legacy.events(self._root, self.user):
            logged = {(event.report, event.date, event.entry) for event in self._log.events()}
            self.append([event for event in events if (event.report, event.date, event.entry) not in logged])
            legacy.mark_taken_over(self._root)

    def begin(self) -> None:
        """Let an act begin: what it records follows from the log as it is from now on."""
        self._since = self._log.last()

    def append(self, events: Sequence[Event]) -> list[Recorded]:
        """Record what follows from the log as it was read. Raises MovedOnError when others have written since."""
        return self._log.append(events, self._since)


def _unrecorded(event: Event, sequence: int) -> Recorded:
    """An event as it will be once it is in the log, to see what follows from it."""
    return Recorded(**vars(event), sequence=sequence, previous="", hash="")
