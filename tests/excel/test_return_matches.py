"""The button 'Return of confirmed matches': of the week of the report in front, off until settings name a recipient."""

import datetime as dt

import pytest

from cso_xl import settings as settings_
from cso_xl.decisions.working_time import day_of
from cso_xl.excel import notices


def switch_on():
    with settings_.user_file().open("a", encoding="utf-8") as own:
        own.write('\n[notices.addresses]\nmatch = "matches@example.org"\n')


def test_it_is_off_until_settings_name_who_gets_it(excel):
    said = excel.press("return_matches")
    assert said == [
        "The return to Corrections is off: set notices.addresses.match in settings.toml to whoever there gets it."
    ]
    assert [*excel.records.iterdir()] == []


@pytest.mark.parametrize("in_front", [True, False])
def test_it_is_of_the_week_of_the_report_in_front_or_of_this_week(in_front, staff, monkeypatch):
    switch_on()
    if in_front:
        staff.reopen("on-list")
    monkeypatch.setattr(notices, "_now", lambda: dt.datetime(2025, 3, 5, tzinfo=dt.UTC))
    monday = "13 January 2025" if in_front else "03 March 2025"
    assert day_of(notices._now()).weekday() == 2
    assert staff.press("return_matches") == (
        f"No match of the week from {monday} is confirmed, so nothing was drafted."
    )
