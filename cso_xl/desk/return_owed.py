"""The weeks whose return to Corrections is owed: matches are confirmed of which no return tells [L13, C10]."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cso_xl.cases import questions
from cso_xl.cases.book import CaseBook
from cso_xl.cases.due_lines import Due
from cso_xl.cases.events import EventKind, Item, Recorded
from cso_xl.cases.state.owed import State
from cso_xl.cases.state.state import Case
from cso_xl.decisions.working_time import day_of, moment
from cso_xl.settings import Settings

KEY, TITLE = "matches", "Return to Corrections"  # its name in settings and file names; in words
TO = "match"  # who gets it, by [notices.addresses]
_WEEKS = 8  # back from this one
_WEEK, _DAY = dt.timedelta(weeks=1), dt.timedelta(days=1)
_RETURNED = (EventKind.DRAFTED, EventKind.WITHDRAWN, EventKind.REPLACED)


def owed(book: CaseBook, settings: Settings, today: dt.date) -> Iterator[Due]:
    """A line for each of the last weeks that owes a return; none while settings name nobody who gets it."""
    if "@" not in str(settings.table("notices.addresses")[TO]):
        return
    matches = _Matches.of(settings)
    for ago in range(_WEEKS):
        if line := matches.line(book, today - today.weekday() * _DAY - ago * _WEEK):
            yield line


@dataclass(frozen=True)
class _Matches:
    """The outcomes that confirm a match: report, question and outcome."""

    confirm: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, settings: Settings) -> "_Matches":
        return cls(
            frozenset(
                (report, question.id, outcome.key)
                for report, of_report in questions.load(settings).items()
                for question in of_report
                for outcome in question.outcomes
                if outcome.confirms
            )
        )

    def line(self, book: CaseBook, monday: dt.date) -> Due | None:
        """The line of a week; None where no match is confirmed, or the last return tells of all of them as they are."""
        reports = sorted({report for report, _, _ in self.confirm})
        days = [monday + number * _DAY for number in range(7)]
        cases = [case for report in reports for day in days for case in book.of_day(report, day)]
        returned = max(
            (event.sequence for case in book.of_day(KEY, monday) for event in _returned(case)), default=0
        )
        changed = [case for case in cases if self._told(case) != self._told(_as_at(case, returned))]
        if not changed:
            return None
        since = max(event.time for case in changed for event in case.events)
        what = (
            "its confirmed matches have changed since it was made"
            if returned
            else "its matches are confirmed"
        )
        how = f"cso-xl return --date {monday}, or E-mails > Return of confirmed matches"
        return Due(
            f"{monday:%Y%m%d} {TITLE}", State.TO_SEND.value, "", TO, "", "return", KEY, since=moment(since),
            next=f"{what}: when the week is worked, {how}",
        )  # fmt: skip

    def _told(self, case: Case | None) -> list[tuple[str, dt.date]]:
        """What a return tells of a case: each outcome that confirms the match, and each note added, with its day."""
        if case is None or case.is_replaced:
            return []
        confirming = [decision for decision, _ in case.in_force() if self._is_confirming(decision)]
        added = [tick for (item, _, _), tick in case.ticked.items() if item == Item.ADD_SCN and confirming]
        return sorted((event.outcome, day_of(event.time)) for event in (*confirming, *added))

    def _is_confirming(self, decision: Recorded) -> bool:
        return (decision.report, decision.entry.partition("-")[0], decision.outcome) in self.confirm


def _returned(case: Case) -> list[Recorded]:
    return [event for event in case.events if event.kind in _RETURNED]


def _as_at(case: Case, sequence: int) -> Case | None:
    """A case as it was when that line of the log was written; None before it was asked."""
    events = tuple(event for event in case.events if event.sequence <= sequence)
    return Case(events) if events else None
