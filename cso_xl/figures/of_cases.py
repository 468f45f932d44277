"""Decisions, notices and answers, counted from the case log, against the times that the guidelines allow [L13, X2]."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from cso_xl.cases.clock import times
from cso_xl.cases.events import EventKind
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.owed import Clock, State
from cso_xl.cases.state.state import Case
from cso_xl.decisions.working_time import Calendar, day_of
from cso_xl.figures import sections
from cso_xl.figures.counting import Counted
from cso_xl.procedures import title
from cso_xl.settings import Settings

_STATES = {State.WAITING: sections.WAITING, State.OVERDUE: sections.OVERDUE}


class OfCases:
    """Counts cases as they stand at the clock's time."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock, self._allowed = settings, clock, times(settings)
        self._taken = _taken(Calendar.of(settings))

    def items(self, cases: Iterable[Case]) -> Iterator[Counted]:
        """The items of each case."""
        for case in cases:
            yield from self._question(case)
            for notice in case.notices:
                yield from self._notice(case, notice)

    def _question(self, case: Case) -> Iterator[Counted]:
        report, day, issue, entry = case.key
        of, unit = title(report), f"{report} {day} {issue} {entry}"
        decided = first_decided(case)
        yield Counted(sections.DECISIONS, of, self._how_long(case, day, decided), day, unit)
        due = self._clock.decision_due(report, day)
        if due and (decided or not case.is_replaced):
            within = f"{of} ({self._settings.own(report, 'due_days')} working days)"
            yield Counted(sections.DUE, within, _in_time(decided, due, self._clock.now), day, unit)

    def _how_long(self, case: Case, day: dt.date, decided: dt.datetime | None) -> str:
        if decided:
            return self._taken(day, day_of(decided))
        if case.is_replaced:
            return sections.ASKED_AGAIN
        return sections.HANDED_ON if case.handed_on else sections.UNDECIDED

    def _notice(self, case: Case, notice: Notice) -> Iterator[Counted]:
        to, unit = notice.drafted.to.upper(), notice.reference
        answered = (notice.answered.at or notice.answered.time) if notice.answered else None
        withdrawn = notice.withdrawn.time if notice.withdrawn and not notice.sent else None
        happened = (notice.drafted.time, notice.sent_at, answered, withdrawn)
        for what, when in zip(sections.NOTICES.what, happened, strict=True):
            if when:
                yield Counted(sections.NOTICES, to, what, day_of(when), unit)
        if notice.sent_at is None:
            return
        sent = day_of(notice.sent_at)
        yield Counted(sections.SENDING, to, self._taken(case.key[1], sent), sent, unit)
        due = self._clock.answer_due(notice.drafted.to, notice.sent_at)
        if due and not notice.drafted.about:
            state = _in_time(answered, due, self._clock.now) if answered else self._awaited(case, notice)
            allowed = self._allowed[notice.drafted.to]
            yield Counted(sections.ANSWERS, f"{to} ({allowed})", state, sent, unit)

    def _awaited(self, case: Case, notice: Notice) -> str:
        """The state of a notice that was sent and not answered."""
        owed = (item.state for item in case.owed(self._clock) if item.reference == notice.reference)
        return next((_STATES[state] for state in owed if state in _STATES), sections.NOT_AWAITED)


def first_decided(case: Case) -> dt.datetime | None:
    """When every row had been decided for the first time; None while one is not. A later correction changes nothing."""
    first: dict[int, dt.datetime] = {}
    for event in case.standing:
        for row in event.rows:
            if event.kind is EventKind.DECIDED:
                first.setdefault(row, event.time)
            elif event.kind in (EventKind.UNDECIDED, EventKind.HANDED_ON):
                first.pop(row, None)
    return max(first[row] for row in case.rows) if case.rows and {*case.rows} <= {*first} else None


def _in_time(done: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> str:
    if done:
        return sections.IN_TIME if done <= due else sections.LATE
    return sections.OVERDUE if due < now else sections.NOT_DUE


def _taken(calendar: Calendar) -> Callable[[dt.date, dt.date], str]:
    """A function that says in which band the working days from one day to another lie."""
    longest = max(sections.BANDS.values())

    @cache
    def band(day: dt.date, until: dt.date) -> str:
        days = 0
        while day < until and days <= longest:
            day += dt.timedelta(1)
            days += calendar.is_working_day(day)
        return sections.band(days)

    return band
