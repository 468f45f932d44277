"""When something is due: by the clock, on working days, in New Zealand's time [X2, L13, C15]."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.cases.clock import clock
from cso_xl.cells.times import parse
from cso_xl.decisions import public_holidays, working_time
from cso_xl.decisions.working_time import NEW_ZEALAND, Calendar
from cso_xl.errors import SettingsError

MONDAY = dt.datetime(2025, 1, 12, 21, 0, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
FORM = "%a %d %b %Y %H:%M"
AUCKLAND = Calendar("AUK")


def in_new_zealand(text, fold=0):
    moment = dt.datetime.strptime(text, FORM).replace(tzinfo=NEW_ZEALAND, fold=fold)
    assert f"{moment:{FORM}}" == text, "the weekday in the table is wrong"
    return moment


@pytest.mark.parametrize(
    ("sent", "allowed", "due"),
    [
        # hours are hours by the clock, on whatever day they begin
        ("Mon 13 Jan 2025 10:00", "72 hours", "Thu 16 Jan 2025 10:00"),
        ("Mon 13 Jan 2025 10:00", "48 hours", "Wed 15 Jan 2025 10:00"),
        ("Fri 10 Jan 2025 10:00", "72 hours", "Mon 13 Jan 2025 10:00"),
        ("Sat 11 Jan 2025 10:00", "72 hours", "Tue 14 Jan 2025 10:00"),
        ("Sun 12 Jan 2025 23:59", "48 hours", "Tue 14 Jan 2025 23:59"),
        ("Fri 10 Jan 2025 03:00", "72 hours", "Mon 13 Jan 2025 03:00"),
        # what ends on a day off ends as the next working day begins
        ("Thu 09 Jan 2025 10:00", "72 hours", "Mon 13 Jan 2025 09:00"),
        ("Wed 08 Jan 2025 23:59", "72 hours", "Mon 13 Jan 2025 09:00"),
        ("Fri 10 Jan 2025 10:00", "48 hours", "Mon 13 Jan 2025 09:00"),
        ("Thu 09 Jan 2025 10:00", "2 days", "Mon 13 Jan 2025 09:00"),
        ("Mon 13 Jan 2025 10:00", "2 days", "Wed 15 Jan 2025 10:00"),
        # working days count from the day after, the last of them to its end
        ("Mon 13 Jan 2025 10:00", "5 working days", "Mon 20 Jan 2025 17:00"),
        ("Mon 13 Jan 2025 23:59", "1 working day", "Tue 14 Jan 2025 17:00"),
        ("Sat 11 Jan 2025 10:00", "1 working day", "Mon 13 Jan 2025 17:00"),
        ("Sun 12 Jan 2025 10:00", "5 working days", "Fri 17 Jan 2025 17:00"),
        ("Fri 10 Jan 2025 10:00", "2 working days", "Tue 14 Jan 2025 17:00"),
        # working hours are working days, rounded up
        ("Fri 10 Jan 2025 10:00", "1 working hour", "Mon 13 Jan 2025 17:00"),
        ("Fri 10 Jan 2025 10:00", "24 working hours", "Mon 13 Jan 2025 17:00"),
        ("Fri 10 Jan 2025 10:00", "25 working hours", "Tue 14 Jan 2025 17:00"),
        # Christmas and New Year
        ("Tue 24 Dec 2024 12:00", "1 working day", "Fri 27 Dec 2024 17:00"),
        ("Tue 24 Dec 2024 12:00", "5 working days", "Mon 06 Jan 2025 17:00"),
        ("Tue 24 Dec 2024 12:00", "48 hours", "Fri 27 Dec 2024 09:00"),
        ("Mon 30 Dec 2024 12:00", "72 hours", "Fri 03 Jan 2025 09:00"),
        ("Tue 31 Dec 2024 16:00", "72 hours", "Fri 03 Jan 2025 16:00"),
        ("Wed 31 Dec 2025 09:00", "2 working days", "Tue 06 Jan 2026 17:00"),
        ("Fri 24 Dec 2027 09:00", "1 working day", "Wed 29 Dec 2027 17:00"),  # both days move
        # Auckland's anniversary
        ("Fri 24 Jan 2025 10:00", "72 hours", "Tue 28 Jan 2025 09:00"),
        ("Fri 24 Jan 2025 10:00", "1 working day", "Tue 28 Jan 2025 17:00"),
        ("Thu 23 Jan 2025 10:00", "5 working days", "Fri 31 Jan 2025 17:00"),
        # Waitangi Day: a Thursday, and a Saturday that moves to Monday
        ("Wed 05 Feb 2025 14:00", "24 hours", "Fri 07 Feb 2025 09:00"),
        ("Wed 05 Feb 2025 14:00", "48 hours", "Fri 07 Feb 2025 14:00"),
        ("Wed 05 Feb 2025 14:00", "2 working days", "Mon 10 Feb 2025 17:00"),
        ("Fri 05 Feb 2027 09:00", "1 working day", "Tue 09 Feb 2027 17:00"),
        # Easter and Anzac Day in one week
        ("Thu 17 Apr 2025 16:00", "48 hours", "Tue 22 Apr 2025 09:00"),
        ("Thu 17 Apr 2025 16:00", "5 working days", "Tue 29 Apr 2025 17:00"),
        # Matariki
        ("Thu 19 Jun 2025 09:00", "1 working day", "Mon 23 Jun 2025 17:00"),
        ("Wed 18 Jun 2025 09:00", "48 hours", "Mon 23 Jun 2025 09:00"),
        ("Tue 17 Jun 2025 09:00", "72 hours", "Mon 23 Jun 2025 09:00"),
        # summer time ends: an hour comes twice, on a Sunday
        ("Fri 04 Apr 2025 10:00", "72 hours", "Mon 07 Apr 2025 09:00"),
        ("Sat 05 Apr 2025 01:30", "72 hours", "Tue 08 Apr 2025 00:30"),
        ("Fri 04 Apr 2025 10:00", "3 days", "Mon 07 Apr 2025 10:00"),
        ("Fri 04 Apr 2025 00:30", "72 hours", "Mon 07 Apr 2025 09:00"),  # 23:30 on Sunday
        # summer time begins: an hour is missing
        ("Fri 26 Sep 2025 10:00", "72 hours", "Mon 29 Sep 2025 11:00"),
        ("Fri 26 Sep 2025 10:00", "3 days", "Mon 29 Sep 2025 10:00"),
        ("Thu 25 Sep 2025 23:30", "72 hours", "Mon 29 Sep 2025 00:30"),  # Sunday would have been over
    ],
)
def test_C15_when_something_is_due(sent, allowed, due):
    assert f"{AUCKLAND.due(in_new_zealand(sent), allowed):{FORM}}" == due


@pytest.mark.parametrize(("fold", "due"), [(0, "Tue 08 Apr 2025 01:30"), (1, "Tue 08 Apr 2025 02:30")])
def test_C15_an_hour_that_comes_twice_is_two_hours(fold, due):
    sent = in_new_zealand("Sun 06 Apr 2025 02:30", fold)
    assert f"{AUCKLAND.due(sent, '48 hours'):{FORM}}" == due


@pytest.mark.parametrize(
    ("region", "due"),
    [("WGN", "Tue 21 Jan 2025 09:00"), ("AUK", "Mon 20 Jan 2025 10:00"), ("", "Mon 20 Jan 2025 10:00")],
)
def test_C15_a_region_has_its_own_anniversary_day(region, due):
    sent = in_new_zealand("Fri 17 Jan 2025 10:00")
    assert f"{Calendar(region).due(sent, '72 hours'):{FORM}}" == due


def test_C15_the_unit_sits_in_auckland_and_its_times_are_settings(settings, tmp_path):
    assert Calendar.of(settings) == AUCKLAND
    file = tmp_path / "settings.toml"
    file.write_text('[follow_ups]\nregion = "WGN"\nday_begins = "8:30"\nday_ends = "16:45"\n')
    assert Calendar.of(settings_.load(file)) == Calendar("WGN", dt.time(8, 30), dt.time(16, 45))
    late = in_new_zealand("Thu 09 Jan 2025 10:00")
    assert f"{clock(settings_.load(file), late).answer_due('cps', late):{FORM}}" == "Mon 13 Jan 2025 08:30"
    assert f"{clock(settings_.load(file), late).answer_due('scm', late):{FORM}}" == "Thu 16 Jan 2025 16:45"


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (
            'day_begins = "9"',
            "'follow_ups.day_begins' and 'follow_ups.day_ends' must be times of day, such as 9:00.",
        ),
        (
            'day_ends = "24:00"',
            "'follow_ups.day_begins' and 'follow_ups.day_ends' must be times of day, such as 9:00.",
        ),
        ('day_ends = "8:59"', "'follow_ups.day_begins' must be earlier than 'follow_ups.day_ends'."),
    ],
)
def test_times_that_cannot_be_are_said(times, said, tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text(f"[follow_ups]\n{times}\n")
    with pytest.raises(SettingsError) as error:
        settings_.load(file)
    assert str(error.value) == f"{file} cannot be used:\n  {said}"


@pytest.mark.parametrize(
    ("report", "due"),
    [
        ("2025-01-13", "2025-01-15"),
        ("2025-01-10", "2025-01-14"),  # a Friday
        ("2025-01-11", "2025-01-14"),  # a Saturday
        ("2024-12-30", "2025-01-03"),
        ("2024-12-23", "2024-12-27"),
        ("2025-01-24", "2025-01-29"),  # Auckland's anniversary is on Monday
        ("2025-06-18", "2025-06-23"),  # Matariki is on Friday
    ],
)
def test_L13_matches_are_confirmed_within_two_working_days(report, due, settings):
    assert working_time.decision_due(
        "on_list", dt.date.fromisoformat(report), settings
    ) == dt.date.fromisoformat(due)


def test_the_day_is_new_zealands_whatever_the_clock_is_set_to():
    sent = dt.datetime(2025, 1, 10, 12, 0, tzinfo=dt.UTC)  # in New Zealand it is Saturday already
    assert f"{AUCKLAND.due(sent, '1 working day'):{FORM}}" == "Mon 13 Jan 2025 17:00"
    assert working_time.day_of(sent) == dt.date(2025, 1, 11)
    assert working_time.moment(sent) == "11/01/2025 01:00"
    assert working_time.local(sent).tzinfo is NEW_ZEALAND


moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2089, 1, 1), timezones=st.just(dt.UTC))
times = st.builds(
    "{} {}".format,
    st.integers(1, 60),
    st.sampled_from(["hour", "hours", "days", "working hours", "working days"]),
)
calendars = st.builds(Calendar, st.sampled_from(["WGN", "AUK", "South Canterbury", ""]))


@profile(deadline=None)
@given(moments, times, calendars)
def test_C15_due_is_a_working_day_and_never_before_the_start(start, allowed, calendar):
    due = calendar.due(start, allowed)
    assert calendar.is_working_day(due.date())
    assert due > start


@profile(deadline=None)
@given(moments, st.timedeltas(dt.timedelta(), dt.timedelta(days=10)), times)
def test_C15_what_is_sent_later_is_never_due_on_an_earlier_day(start, later, allowed):
    assert AUCKLAND.due(start, allowed).date() <= AUCKLAND.due(start + later, allowed).date()


@profile(deadline=None)
@given(moments, st.integers(1, 999))
def test_C15_hours_are_never_shortened(start, hours):
    assert AUCKLAND.due(start, f"{hours} hours") - start >= dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    "allowed",
    [
        "",
        "72",
        "hours",
        "72 hors",
        "0 days",
        "-1 days",
        "1.5 days",
        "1000 days",
        "2 weeks",
        "٣ days",
        "2 days or so",
    ],
)
def test_a_time_that_cannot_be_read_is_an_error(allowed):
    with pytest.raises(SettingsError) as error:
        AUCKLAND.due(MONDAY, allowed)
    assert str(error.value) == (
        f"'{allowed}' in [follow_ups] is not a time that can be counted. Write it like '72 hours', '2 days', "
        "'48 working hours' or '5 working days', with a number from 1 to 999."
    )


@pytest.mark.parametrize("allowed", ["72  HOURS", " 72 hours ", "72 hour"])
def test_capitals_spaces_and_the_plural_do_not_matter(allowed):
    assert parse(allowed) == (72, "hours")


def test_a_region_that_is_not_there_is_an_error():
    with pytest.raises(
        SettingsError, match="'follow_ups.region': 'XYZ' is not a region of New Zealand. Known: AUK, "
    ):
        Calendar("XYZ").due(MONDAY, "2 days")


def test_the_holidays_are_those_of_the_library():
    assert public_holidays.FILE.read_text("utf-8") == public_holidays.written()


@pytest.mark.parametrize("year", [2019, 2053])
def test_beyond_the_years_of_the_table_the_library_is_asked(year):
    assert public_holidays.is_holiday(dt.date(year, 12, 25), "AUK")
    assert not public_holidays.is_holiday(dt.date(year, 12, 24), "AUK")


def test_days_of_the_country_alone_are_not_those_of_a_region():
    anniversary = dt.date(2025, 1, 27)
    assert public_holidays.is_holiday(anniversary, "AUK")
    assert not public_holidays.is_holiday(anniversary, "")
    assert dataclasses.replace(AUCKLAND, region="").is_working_day(anniversary)
