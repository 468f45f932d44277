"""Dates and times as Excel keeps them, beside openpyxl's reading of the same."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from cso_xl.cells.serials import of_iso, of_serial


@pytest.mark.parametrize(
    ("days", "moment"),
    [
        (45663, dt.datetime(2025, 1, 6)),
        (45663.75, dt.datetime(2025, 1, 6, 18)),
        (1, dt.datetime(1900, 1, 1)),
        (59, dt.datetime(1900, 2, 28)),
        (61, dt.datetime(1900, 3, 1)),
        (0.5, dt.time(12)),
        (0, dt.time()),
    ],
)
def test_a_number_of_days(days, moment):
    assert of_serial(days) == moment


def test_a_workbook_that_counts_from_1904():
    assert of_serial(45663 - 1462, since_1904=True) == dt.datetime(2025, 1, 6)


@given(some.floats(-1000, 2_950_000), some.booleans())
def test_every_number_reads_as_openpyxl_reads_it(days, since_1904):
    assert of_serial(days, since_1904) == from_excel(days, MAC_EPOCH if since_1904 else WINDOWS_EPOCH)


@pytest.mark.parametrize("days", [1e9, -1e9, float("inf"), float("nan")])
def test_a_number_that_is_no_date(days):
    with pytest.raises((OverflowError, ValueError)):
        of_serial(days)


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-06",
        "2025-01-06T18:30:05",
        "2025-01-06T18:30:05.250Z",
        "2025-01-06T18:30",
        "18:30:05",
        "T18:30",
    ],
)
def test_a_date_in_iso_8601_reads_as_openpyxl_reads_it(text):
    assert of_iso(text) == from_ISO8601(text)


@pytest.mark.parametrize("text", ["", "soon", "06/01/2025", "2025-13-01", "2025-02-30T00:00:00"])
def test_what_is_no_date(text):
    with pytest.raises(ValueError):
        of_iso(text)
