"""Dates in every form in which programs in New Zealand write them, and why a text holds none [I4]."""

import datetime as dt

import pytest

from cso_xl.cells import dates
from cso_xl.decisions.people import is_child

DAY = dt.date(2015, 5, 6)


@pytest.mark.parametrize(
    "text",
    [
        "06/05/2015", "6/05/2015", "6.5.2015", "6-5-2015", "2015-05-06", "2015/05/06", "06MAY2015", "6 May 2015",
        "6-May-2015", "06/May/2015", "6th May 2015", "6th of May 2015", "Wednesday, 6 May 2015", "Wed 6 May 2015",
        "May 6, 2015", "May  6 2015 12:00AM", "20150506",
        "6/05/2015 12:00:00 a.m.", "6/05/2015 12:00:00\u202fam", "6/05/2015 9.30 p.m.", "6/05/2015 9:30 A. M.",
        "6/05/2015 9am", "6 May 2015 at 9:30 pm", "6/05/2015, 9:30:00 am", "06/05/2015 00:00:00.000",
        "2015-05-06T00:00:00", "2015-05-06T00:00:00.0000000", "2015-05-06 00:00:00:000", "2015-05-06T00:00:00,000",
        "2015-05-06T00:00:00Z", "2015-05-06T00:00:00.000Z", "2015-05-06T00:00:00+00:00", "2015-05-06T00:00:00 UTC",
        "2015-05-06T09:30:00+12:00", "2015-05-06T09:30:00+1300", "2015-05-06+12:00", "6/05/2015 9:30 NZST",
        "6/05/2015 12:00:00 AM Z", "\u200e6\u200e/\u200e05\u200e/\u200e2015", "6\u00a0May\u00a02015",
        "6\u20115\u20112015",
    ],
)  # fmt: skip
def test_a_date_is_read(text):
    assert dates.parse(text) == DAY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "2015-05-05T12:00:00Z",
            "holds a time of another time zone (Z), so that the day in New Zealand may be another",
        ),
        (
            "2015-05-06T10:00:00+10:00",
            "holds a time of another time zone (+10:00), so that the day in New Zealand may be another",
        ),
        (
            "2015-05-06T12:00:00 GMT",
            "holds a time of another time zone (GMT), so that the day in New Zealand may be another",
        ),
        ("06-MAY-15", "holds a year of two digits, which may be of either century"),
        ("6/05/15", "holds a year of two digits, which may be of either century"),
        ("6/05/15 12:00 AM", "holds a year of two digits, which may be of either century"),
        ("42130", "holds a number, not a date: Excel shows it as one only in a cell that is formatted so"),
        ("42130.5", "holds a number, not a date: Excel shows it as one only in a cell that is formatted so"),
        ("31/02/2015", "holds no date that exists"),
        ("05/13/2015", "holds no date that exists"),
        ("20151305", "holds no date that exists"),
        ("6/05/2015 5", "holds no date that exists"),
        ("2015-02-30T12:00:00Z", "holds no date that exists"),
        ("next week", "holds no date that exists"),
        *(
            (text, "holds a word for 'not known', and not a date")
            for text in (
                "unknown",
                "NULL",
                "(null)",
                "N/A",
                ".",
                "-",
                "?",
                "00/00/0000",
                "0000-00-00",
            )
        ),
    ],
)
def test_what_is_no_date_says_why(text, why):
    assert (dates.parse(text), dates.trouble(text)) == (None, why)


def test_a_child_whose_day_of_birth_may_be_another_is_not_taken_for_an_adult():
    assert is_child("2009-05-05T12:00:00Z", dt.date(2025, 5, 6)) is None


@pytest.mark.parametrize(
    "name",
    [
        "CSO%20Living%20with%20Children%20WB%2013%20January%202025.xlsx",
        "WB 13 January 2025 (002).xlsx",
        "r 13.01.2025.csv",
    ],
)
def test_the_date_in_a_name_however_it_was_saved(name):
    assert dates.in_name(name) == dt.date(2025, 1, 13)
