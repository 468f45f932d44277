"""When something is due: New Zealand's time, its working days, and the times that are allowed [X2, L13, C15].

Hours are hours by the clock. A moment that falls on a day off becomes the beginning of the next working day.
Working days are counted from the day after, and the last of them counts to its end.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cso_xl.cells.times import parse
from cso_xl.decisions.public_holidays import is_holiday
from cso_xl.settings import Settings

NEW_ZEALAND = ZoneInfo("Pacific/Auckland")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The days and hours in which the unit works; `region` is the code of the region whose holidays it has."""

    region: str
    day_begins: dt.time = dt.time(9)
    day_ends: dt.time = dt.time(17)

    @classmethod
    def of(cls, settings: Settings) -> "Calendar":
        """The calendar of [follow_ups] in settings."""
        times = (settings.text(f"follow_ups.{name}").split(":") for name in ("day_begins", "day_ends"))
        return cls(
            settings.text("follow_ups.region"), *(dt.time(int(hour), int(minute)) for hour, minute in times)
        )

    def is_working_day(self, day: dt.date) -> bool:
        """Whether a day is one of Monday to Friday and no public holiday in the region [X2].

        Raises SettingsError for a region that New Zealand does not have.
        """
        return day.weekday() < 5 and not is_holiday(day, self.region)

    def due(self, start: dt.datetime, allowed: str) -> dt.datetime:
        """When the time allowed from `start` (aware) runs out, in New Zealand; always on a working day [X2, C15].

        `allowed` is 'N hours', 'N days', 'N working hours' or 'N working days', N from 1 to 999; working hours are
        working days, rounded up. Raises SettingsError for a form or a region that cannot be read.
        """
        number, unit = parse(allowed)
        if unit.startswith("working"):
            days = number if unit == "working days" else -(-number // 24)
            return dt.datetime.combine(self.due_day(day_of(start), days), self.day_ends, NEW_ZEALAND)
        if unit == "hours":
            return self._on_working_day(local(start.astimezone(dt.UTC) + dt.timedelta(hours=number)))
        return self._on_working_day(local(start) + number * _DAY)

    def due_day(self, day: dt.date, working_days: int) -> dt.date:
        """The last of so many working days, the first of which is after `day` [L13, C15]."""
        for _ in range(working_days):
            day = self._next_working_day(day)
        return day

    def _on_working_day(self, moment: dt.datetime) -> dt.datetime:
        """The moment itself on a working day, otherwise the beginning of the next working day."""
        day = moment.date()
        if self.is_working_day(day):
            return moment
        return dt.datetime.combine(self._next_working_day(day), self.day_begins, NEW_ZEALAND)

    def _next_working_day(self, day: dt.date) -> dt.date:
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day


def decision_due(report: str, day: dt.date, settings: Settings) -> dt.date | None:
    """The day by which a day's report is to be decided, as an on list's matches are; None: no such day [L13]."""
    days = settings.own(report, "due_days")
    return Calendar.of(settings).due_day(day, days) if days else None


def local(when: dt.datetime) -> dt.datetime:
    """A moment (aware) by New Zealand's clocks."""
    return when.astimezone(NEW_ZEALAND)


def day_of(when: dt.datetime) -> dt.date:
    """The day that a moment (aware) falls on in New Zealand."""
    return local(when).date()


def is_ahead(at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a moment lies so far ahead that a clock must be wrong: further than the zones' clocks differ."""
    return at - now > _DAY


def moment(when: dt.datetime) -> str:
    """A moment (aware) as messages write it: '16/01/2025 10:00', in New Zealand."""
    return f"{local(when):%d/%m/%Y %H:%M}"
