"""Which reports of what came are due, and which should have come: pure functions, shown as tables of days."""

import datetime as dt
from pathlib import Path

import pytest

from cso_xl.decisions.working_time import Calendar
from cso_xl.inbox import expected
from cso_xl.inbox.came import Came, Held
from cso_xl.inbox.plan import planned
from cso_xl.procedures import PROCEDURES

WEEK = [dt.date(2025, 1, 13) + dt.timedelta(days=number) for number in range(7)]
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK
NAMES = dict(zip(WEEK, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))


def came(*held):
    """A file for each day: 'Tue on-list daily-diffs'."""
    days = {name: day for day, name in NAMES.items()}
    files = []
    for text in held:
        day, *reports = text.split()
        path = Path(f"{text}.zip")
        files.append(Came(path, tuple(Held(PROCEDURES[name], days.get(day), str(path)) for name in reports)))
    return files


def filed(*already):
    return lambda report, date: f"{NAMES.get(date)} {report.name}" in already


def shown(plan):
    jobs = [f"{NAMES.get(job.date, '?')} {job.report.name}" for job in plan.jobs]
    others = [
        f"{NAMES[late.job.date]} {late.job.report.name}: {NAMES[late.of_week]}'s" for late in plan.not_due
    ]
    return jobs, others


@pytest.mark.parametrize(
    ("files", "already", "due", "not_due"),
    [
        ([], [], [], []),
        (
            ["Mon daily-diffs on-list off-list youth-service"],
            [],
            ["Mon daily-diffs", "Mon on-list", "Mon off-list", "Mon youth-service"],
            [],
        ),
        (["Tue on-list daily-diffs"], ["Mon on-list"], ["Tue daily-diffs"], ["Tue on-list: Mon's"]),
        (["Tue on-list"], [], ["Tue on-list"], []),  # Monday was a holiday: the week's first
        (["Wed on-list", "Tue on-list"], [], ["Tue on-list"], ["Wed on-list: Tue's"]),
        (["Tue on-list"], ["Tue on-list"], ["Tue on-list"], []),  # again: it stays as it is
        (["Mon on-list"], ["Tue on-list"], ["Mon on-list"], []),  # Monday's came late: it is due all the same
        (["Mon on-list", "Tue on-list"], ["Tue on-list"], ["Mon on-list", "Tue on-list"], []),
        (["Wed daily-diffs", "Tue daily-diffs"], [], ["Tue daily-diffs", "Wed daily-diffs"], []),
        (["Fri address-sharer"], ["Mon address-sharer"], ["Fri address-sharer"], []),
        (["? address-sharer", "Mon on-list"], [], ["Mon on-list", "? address-sharer"], []),
        (["? on-list", "Tue on-list"], [], ["Tue on-list", "? on-list"], []),
    ],
)
def test_lists_are_due_once_a_week_and_daily_diffs_every_day(files, already, due, not_due):
    assert shown(planned(came(*files), filed(*already))) == (due, not_due)


def test_a_list_of_another_week_is_due():
    (file,) = came("Tue on-list")
    earlier = Came(Path("x"), (Held(PROCEDURES["on-list"], MON - dt.timedelta(days=7), "x"),))
    plan = planned([file, earlier], filed())
    assert [job.date for job in plan.jobs] == [MON - dt.timedelta(days=7), TUE]


def test_the_same_file_come_twice_is_worked_once():
    (file,) = came("Mon on-list")
    again = Came(Path("saved from the e-mail.zip"), file.reports)
    assert [job.path for job in planned([file, again], filed()).jobs] == [file.path]


CALENDAR = Calendar("AUK")


@pytest.mark.parametrize(
    ("day", "files", "already", "missing"),
    [
        (MON, ["Mon daily-diffs on-list off-list youth-service", "Mon address-sharer"], [], []),
        (MON, ["Mon daily-diffs on-list off-list youth-service"], [], ["Address sharer of the week of 13"]),
        (
            WED,
            ["Wed daily-diffs"],
            ["Mon daily-diffs", "Mon on-list", "Tue off-list", "Mon youth-service", "Sun address-sharer"],
            ["Daily diffs of 14"],
        ),
        (
            SUN,
            [],
            [*(f"{day} daily-diffs" for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))],
            [
                f"{name} of the week of 13"
                for name in ("On list", "Off list", "Youth Service", "Address sharer")
            ],
        ),
    ],
)
def test_what_did_not_come_of_the_week_so_far(day, files, already, missing):
    jobs = planned(came(*files), filed(*already)).jobs
    lines = [
        words.removesuffix(" January 2025")
        for words in expected.missing(day, jobs, filed(*already), CALENDAR)
    ]
    assert lines == missing


def test_nothing_is_expected_on_a_public_holiday():
    waitangi = dt.date(2025, 2, 6)
    lines = [*expected.missing(waitangi, [], lambda report, date: False, CALENDAR)]
    assert [words for words in lines if words.startswith("Daily diffs")] == [
        "Daily diffs of 03 February 2025", "Daily diffs of 04 February 2025", "Daily diffs of 05 February 2025",
    ]  # fmt: skip
