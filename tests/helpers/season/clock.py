"""A clock that is set by hand, for every module of the program that looks at it."""

import datetime as dt
import importlib
import pkgutil
import time
import types
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

import cso_xl
from cso_xl.cli import main

REAL = dt.datetime
AUCKLAND = ZoneInfo("Pacific/Auckland")
WITHOUT_CLOCK = ("cso_xl.excel", "cso_xl.addin", "cso_xl.training", "cso_xl.__main__")


class Clock:
    """The moment it is, as a person in Auckland reads it; it only goes forward."""

    def __init__(self, start: dt.date) -> None:
        self.now = REAL.combine(start, dt.time(9), AUCKLAND)

    def at(self, day: dt.date, hour: int) -> None:
        """Go on to that hour, or by a minute when it is past."""
        self.now = max(REAL.combine(day, dt.time(hour), AUCKLAND), self.now + dt.timedelta(minutes=1))

    def tick(self) -> None:
        self.now = (self.now.astimezone(dt.UTC) + dt.timedelta(minutes=1)).astimezone(AUCKLAND)


class Command:
    """Runs `cso-xl` in this process, at the moment that a clock shows, on a computer in a time zone."""

    def __init__(self, clock: Clock, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
        self.clock = clock
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        stand_in = types.SimpleNamespace(**{**vars(dt), "datetime": _datetime(clock)})
        for found in pkgutil.walk_packages(cso_xl.__path__, "cso_xl."):
            if not found.name.startswith(WITHOUT_CLOCK):
                module = importlib.import_module(found.name)
                if getattr(module, "dt", None) is dt:
                    monkeypatch.setattr(module, "dt", stand_in)

    def __call__(self, *argv: object) -> tuple[int, str, str]:
        """The exit code, standard output and standard error; a minute passes."""
        self.clock.tick()
        done = CliRunner().invoke(main, [str(word) for word in argv])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr


def _datetime(clock: Clock) -> type:
    """`datetime` whose now is the clock's; every real one is an instance of it."""

    class Kind(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, REAL)

    class Set(REAL, metaclass=Kind):
        @classmethod
        def now(cls, tz=None):
            return clock.now.astimezone(tz) if tz else clock.now.astimezone().replace(tzinfo=None)

    return Set
