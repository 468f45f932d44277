"""Figures of a season equal a count made from what lies in the records, cell by cell, without the program's help."""

import csv
import datetime as dt
import io
import json
import os
import re
import time
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from helpers.season.clock import Clock, Command
from helpers.season.drive import Season
from helpers.season.weeks import play

MONDAY, WEEKS = dt.date(2025, 7, 7), 2  # no holiday near: a working day is one of Monday to Friday
LAST = dt.date(2025, 8, 3)
AUCKLAND = ZoneInfo("Pacific/Auckland")
TITLES = {
    "address_sharer": "Address sharer",
    "daily_diffs": "Daily diffs",
    "on_list": "On list",
    "off_list": "Off list",
    "youth_service": "Youth Service",
}
FILES = {
    "Address sharer": "Working Copy CSOs", "Daily diffs": "Daily Diffs", "On list": "On List", "Off list": "Off List",
    "Youth Service": "Youth Service Notification",
}  # fmt: skip
HAPPENED = {"drafted": "Drafted", "sent": "Sent", "answered": "Answered", "withdrawn": "Withdrawn unsent"}


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """Two weeks, worked as people work, three weeks ago: what is awaited is overdue."""
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock(MONDAY)
        patch.setenv("CSO_XL_PASSWORD", "Practice-2025")
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        run = Command(clock, patch, "Pacific/Auckland")
        made = Season(tmp_path_factory.mktemp("season"), clock, run, MONDAY, WEEKS, seed=3)
        for week in range(WEEKS):
            play(made, week)
        clock.at(LAST, 9)
        yield made
    os.environ.pop("TZ", None)
    time.tzset()


@pytest.fixture(scope="module")
def told(season):
    """What the command counts: of each cell the number, but zeros."""
    out, _ = season.cso("figures", "--from", MONDAY, "--to", LAST, "--csv")
    cells = csv.DictReader(io.StringIO(out))
    return {tuple(cell.values())[:-1]: int(cell["count"]) for cell in cells if cell["count"] != "0"}


@pytest.fixture(scope="module")
def events(season):
    """The lines of the case log, as they stand there."""
    [log] = season.records.rglob("Case log.jsonl")
    return [line for line in map(json.loads, log.read_text().splitlines()) if "kind" in line]


def cells(section, counted, adds_up=True):
    """(of, what, day) as cells: of all days, of the month and of the week, with every sum."""
    found = Counter()
    for (of, what, day), number in Counter(counted).items():
        periods = {
            ("all", MONDAY),
            ("month", day.replace(day=1)),
            ("week", day - dt.timedelta(day.weekday())),
        }
        for period, first in periods:
            for a in {of, "All"}:
                for b in {what, "All"} if adds_up else {what}:
                    found[section, a, b, period, first.isoformat()] += number
    return dict(found)


def of_section(told, section):
    return {key: count for key, count in told.items() if key[0] == section}


def sheets(season):
    """Of each report and day in which one works: its workbook."""
    for title, name in FILES.items():
        for path in season.records.rglob(f"* {name}*.xlsx"):
            if "as of" not in path.name:
                yield title, dt.date.fromisoformat(path.name[:8]), openpyxl.load_workbook(path)


def rows_of(season):
    """Every row with its status, and every removed one with its reason."""
    for title, day, book in sheets(season):
        headings, *rows = book.worksheets[0].values
        status, row = headings.index("Status"), headings.index("Row")
        for cells_of_row in rows:
            if cells_of_row[row]:
                is_level = str(cells_of_row[status]).startswith("Match level")
                yield title, "Other match level" if is_level else cells_of_row[status], day, ""
        if "Removed" in book.sheetnames:
            for cells_of_row in list(book["Removed"].values)[1:]:
                yield title, "Removed", day, re.split(r":| \[", cells_of_row[1])[0]


def test_rows_by_status(season, told):
    counted = [(of, what, day) for of, what, day, _ in rows_of(season)]
    assert len(counted) > 40
    assert of_section(told, "Rows") == cells("Rows", counted)


def test_reports(season, told):
    counted = [(title, "Filed", day) for title, day, _ in sheets(season)]
    assert of_section(told, "Reports") == cells("Reports", counted, adds_up=False)


def test_why_rows_were_removed(season, told):
    counted = [(why, "Removed", day) for _, _, day, why in rows_of(season) if why]
    assert len({of for of, _, _ in counted}) > 1
    assert of_section(told, "Rows removed") == cells("Rows removed", counted, adds_up=False)


def when(event):
    return dt.datetime.fromisoformat(event.get("at") or event["time"]).astimezone(AUCKLAND)


def first_of(events, kind):
    """Of each notice when something happened to it first."""
    found = {}
    for event in events:
        if event["kind"] == kind:
            found.setdefault(event["reference"], when(event))
    return found


def recipient(reference):
    return re.search(r"-([a-z]+)(?:-\d+)?$", reference)[1].upper()


def test_notices_by_recipient(events, told):
    sent = first_of(events, "sent")
    counted = [
        (recipient(reference), what, at.date())
        for kind, what in HAPPENED.items()
        for reference, at in first_of(events, kind).items()
        if kind != "withdrawn" or reference not in sent
    ]
    assert {what for _, what, _ in counted} >= {"Drafted", "Sent", "Answered"}
    assert of_section(told, "Notices") == cells("Notices", counted, adds_up=False)


def working_days(day, until):
    days = (day + dt.timedelta(one) for one in range(1, (until.date() - day).days + 1))
    return sum(one.weekday() < 5 for one in days)


def band(days):
    names = ["Same day", "1 working day", "2 working days", *["3 to 5 days"] * 3, *["6 to 10 days"] * 5]
    return names[days] if days <= 10 else "More than 10 days"


def decided(events):
    """Of each entry its report, its day and when all of its rows were decided; None for one that is not."""
    rows, first = {}, defaultdict(dict)
    for event in events:
        key = event["report"], event["date"], event["entry"]
        if event["kind"] == "asked":
            rows[key] = set(event["rows"])
        if event["kind"] == "decided":
            for row in event["rows"]:
                first[key].setdefault(row, when(event))
    for (report, date, entry), of_entry in rows.items():
        there = first[report, date, entry]
        at = max(there.values()) if of_entry <= set(there) else None
        yield TITLES[report], dt.date.fromisoformat(date), at


def test_days_from_report_to_decision(season, events, told):
    gone = Counter(season.entries[ref].date for ref in season.retired)
    counted = [
        (of, band(working_days(day, at)) if at else "Not decided", day) for of, day, at in decided(events)
    ]
    assert not gone  # or else some would be 'Asked again in a later report'
    assert len({what for _, what, _ in counted}) > 1
    assert of_section(told, "From report to decision") == cells("From report to decision", counted)


def test_decided_within_two_working_days(events, told):
    counted = []
    for of, day, at in decided(events):
        if of == "On list":  # of a Monday: by the end of Wednesday
            due = dt.datetime.combine(day + dt.timedelta(2), dt.time(17), AUCKLAND)
            state = "Overdue" if at is None else "In time" if at <= due else "Late"
            counted.append((f"{of} (2 working days)", state, day))
    assert counted
    assert of_section(told, "Decided in time") == cells("Decided in time", counted)


def test_days_from_report_to_notice(events, told):
    counted = [
        (recipient(reference), band(working_days(dt.date.fromisoformat(reference[:8]), at)), at.date())
        for reference, at in first_of(events, "sent").items()
    ]
    assert of_section(told, "From report to notice") == cells("From report to notice", counted)


def in_72_hours(sent):
    due = sent + dt.timedelta(hours=72)
    if due.weekday() < 5:
        return due
    return dt.datetime.combine(due.date() + dt.timedelta(7 - due.weekday()), dt.time(9), AUCKLAND)


def test_answers_of_cps_within_72_hours(events, told):
    answered, of = first_of(events, "answered"), "CPS (72 hours)"
    counted = []
    for reference, sent in first_of(events, "sent").items():
        if recipient(reference) == "CPS":
            at = answered.get(reference)
            state = "Overdue" if at is None else "In time" if at <= in_72_hours(sent) else "Late"
            counted.append((of, state, sent.date()))
    assert len({state for _, state, _ in counted}) > 1
    alone = {key: count for key, count in cells("Answers in time", counted).items() if key[1] == of}
    assert {key: count for key, count in of_section(told, "Answers in time").items() if key[1] == of} == alone


def test_overdue_is_what_due_lists(season, told):
    out, _ = season.cso("due", "--json")
    overdue = [line for line in json.loads(out) if line["state"] == "overdue"]
    assert overdue
    assert told["Answers in time", "All", "Overdue", "all", MONDAY.isoformat()] == len(overdue)
