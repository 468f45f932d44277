"""When answers and decisions are due, as the settings say [X2, L13, C15]."""

import datetime as dt
from functools import cache

from cso_xl.cases.state.owed import Clock
from cso_xl.cells.times import parse
from cso_xl.decisions.working_time import NEW_ZEALAND, Calendar, decision_due
from cso_xl.settings import Settings

_NO_RECIPIENTS = ("region", "day_begins", "day_ends")


def clock(settings: Settings, now: dt.datetime) -> Clock:
    """The clock at `now` with the times that [follow_ups] allows. Raises SettingsError when they cannot be used."""
    allowed, calendar = times(settings), Calendar.of(settings)

    def answer_due(to: str, sent: dt.datetime) -> dt.datetime | None:
        return calendar.due(sent, allowed[to]) if allowed.get(to) else None

    @cache
    def decided_by(report: str, day: dt.date) -> dt.datetime | None:
        due = decision_due(report, day, settings)
        return dt.datetime.combine(due, calendar.day_ends, NEW_ZEALAND) if due else None

    reminds = frozenset(to for to, template in settings.table("reminders").items() if template)
    return Clock(now, answer_due, decided_by, reminds)


def times(settings: Settings) -> dict[str, str]:
    """The time allowed to each recipient; '' where nothing is awaited. Raises SettingsError for what is not a time."""
    table = settings.table("follow_ups").items()
    allowed = {to: str(time) for to, time in table if to not in _NO_RECIPIENTS}
    for time in filter(None, allowed.values()):
        parse(time)
    return allowed
