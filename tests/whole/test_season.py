"""A season through the command: after every step all that is owed is listed once, in its state [C1-C16].

CSO_XL_PROOFS=full works twelve weeks over New Year, and others over Matariki and both changes of the clock.
"""

import datetime as dt
import os
import time

import pytest

from helpers.season.clock import Clock, Command
from helpers.season.drive import Season
from helpers.season.weeks import play

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
QUICK = [(dt.date(2025, 6, 9), 2, 1, "Pacific/Auckland")]  # over Matariki
SEASONS = [
    (dt.date(2025, 11, 24), 12, 2, "Pacific/Auckland"),  # over New Year
    (dt.date(2025, 6, 2), 5, 3, "UTC"),  # over Matariki
    (dt.date(2025, 9, 15), 4, 4, "UTC"),  # summer time begins
    (dt.date(2026, 3, 23), 4, 5, "Pacific/Auckland"),  # and ends
]


@pytest.fixture(autouse=True)
def zone_put_back():
    """The computer's time zone is the test's own."""
    yield
    os.environ.pop("TZ", None)
    time.tzset()


@pytest.mark.proof
@pytest.mark.parametrize(("monday", "weeks", "seed", "zone"), QUICK + (SEASONS if FULL else []))
def test_a_season_shows_no_fault(tmp_path, monkeypatch, monday, weeks, seed, zone):
    clock = Clock(monday)
    season = Season(tmp_path, clock, Command(clock, monkeypatch, zone), monday, weeks, seed)
    for week in range(weeks):
        play(season, week)
    assert len(season.entries) > 12 * weeks, "the season has things to decide"
