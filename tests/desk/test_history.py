"""`cso-xl history`: the versions of a filed report, and one put back."""

import datetime as dt
import io
import json
import os
import zipfile

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import activity, cli
from cso_xl import settings as settings_
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.records.account import os_user
from cso_xl.records.claims import Claims, Owner
from cso_xl.records.tree import Records
from helpers.files import COPIES, FOLDERS, PASSWORD, PROCESSED, WORKING, Week

ON_LIST = f"{FOLDERS['on-list']}/{COPIES['on-list'][-1]}"
DAY = "2025-01-13"
WHOLE = "On list of 13 January 2025"


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


def history(records, *arguments, report="on-list"):
    return call("history", report, DAY, *arguments, "--records", records)


def listed(records, report="on-list"):
    done = history(records, "--json", report=report)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["versions"]


@pytest.fixture
def marked_twice(tmp_path, records):
    """An on list that was filed, and two marks after another."""
    source = Week().write("on-list", tmp_path)
    assert call("run", "on-list", source, "--records", records).exit_code == 0
    for row in (2, 3):
        assert call("mark", "on-list", "conflict-of-interest", row, "--records", records).exit_code == 0
    return records


def handed_on(data):
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [
        cell.row for row in sheet.iter_rows() for cell in row if "Conflict of interest" in str(cell.value)
    ]


def at(path, text):
    """Let a file be of a moment."""
    when = dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=NEW_ZEALAND).timestamp()
    os.utime(path, (when, when))


def test_the_versions_are_listed_with_who_made_them_and_which_is_in_force(marked_twice):
    there = listed(marked_twice)
    assert [one["number"] for one in there] == [1, 2, 3]
    assert [one["in_force"] for one in there] == [False, False, True]
    assert there[-1]["path"] == ON_LIST
    assert {one["by"] for one in there} == {os_user()}
    assert {(one["kind"], one["issue"]) for one in there} == {("report", 1)}
    for one in there:
        assert (marked_twice / one["path"]).stat().st_size == one["size"]
        assert dt.datetime.fromisoformat(one["saved"]).utcoffset() is not None
    assert [handed_on((marked_twice / one["path"]).read_bytes()) for one in there] == [[], [2], [2, 3]]


def test_the_list_as_a_person_reads_it(marked_twice):
    at(marked_twice / ON_LIST, "2025-01-14 09:30:05")
    lines = history(marked_twice).stdout.splitlines()
    assert lines[0].split() == ["N", "Copy", "Saved", "By", "Bytes", "File"]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2", "3"]
    (in_force,) = [line for line in lines if "in force" in line]
    size = f"{(marked_twice / ON_LIST).stat().st_size:,}"
    expected = f"3 report 14/01/2025 09:30:05 not known {size} in force 20250113 On List.xlsx"
    assert in_force.split() == expected.split()


def test_who_saved_a_copy_in_excel_is_known_from_the_workbook(marked_twice):
    book = load_workbook(marked_twice / ON_LIST)
    book.properties.lastModifiedBy = "Ana Kea"
    book.save(marked_twice / ON_LIST)
    assert listed(marked_twice)[-1]["by"] == "Ana Kea"


def test_of_a_copy_with_a_password_or_a_damaged_one_nobody_is_known(marked_twice):
    (marked_twice / ON_LIST).write_bytes(b"not a workbook")
    at(marked_twice / ON_LIST, "2025-01-14 09:30:05")
    assert [one["by"] for one in listed(marked_twice) if one["in_force"]] == [""]


def test_a_version_is_put_back_and_the_one_in_force_kept(marked_twice):
    before = [(marked_twice / one["path"]).read_bytes() for one in listed(marked_twice)]
    done = history(marked_twice, "--put-back", 1)
    assert done.exit_code == 0, done.output
    there = listed(marked_twice)
    assert done.stdout.splitlines()[0] == (
        f"Version 1 is in force again: {ON_LIST}. The earlier version is kept as "
        f"{there[-2]['path'].rpartition('/')[2]}."
    )
    assert done.stdout.splitlines()[1].startswith(
        "What was recorded of its cases (outcomes, what was sent, ticks) "
    )
    assert (marked_twice / ON_LIST).read_bytes() == before[0]
    assert [(marked_twice / one["path"]).read_bytes() for one in there] == [*before, before[0]]
    entry = [
        one
        for one in activity.ActivityLog.of(marked_twice, settings_.load()).entries()
        if one.step == "put_back"
    ]
    assert [(one.report, one.report_date, one.user) for one in entry] == [
        ("on_list", dt.date(2025, 1, 13), os_user())
    ]
    assert there[-1]["by"] == os_user()


def test_back_and_forth_loses_nothing_and_the_numbers_stay(marked_twice):
    before = [(marked_twice / one["path"]).read_bytes() for one in listed(marked_twice)]
    for number in (1, 3, 2, 5):
        assert history(marked_twice, "--put-back", number).exit_code == 0
        there = [(marked_twice / one["path"]).read_bytes() for one in listed(marked_twice)]
        assert there[: len(before)] == before
        before = there
    assert len(before) == 7


def test_what_was_put_back_as_json(marked_twice):
    answer = json.loads(history(marked_twice, "--put-back", 2, "--json").stdout)
    assert (answer["report"], answer["date"]) == ("on-list", DAY)
    assert answer["put_back"] == {
        "number": 2,
        "path": ON_LIST,
        "kept_as": answer["versions"][-2]["path"],
        "notices": [],
    }
    assert [one["in_force"] for one in answer["versions"]] == [False, False, False, True]


def test_a_copy_that_is_gone_comes_back(marked_twice):
    (marked_twice / ON_LIST).unlink()
    there = listed(marked_twice)
    assert [one["in_force"] for one in there] == [False, False]
    assert (
        history(marked_twice, "--put-back", 2).stdout.splitlines()[0]
        == f"Version 2 is in force again: {ON_LIST}."
    )
    assert (marked_twice / ON_LIST).read_bytes() == (marked_twice / there[1]["path"]).read_bytes()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (3, f"Version 3 is in force: {ON_LIST}. Nothing was changed."),
        (4, "There is no version 4: they are numbered from 1 to 3."),
    ],
)
def test_a_version_that_cannot_be_put_back(number, said, marked_twice):
    before = listed(marked_twice)
    done = history(marked_twice, "--put-back", number)
    assert (done.exit_code, done.stderr.strip()) == (2, said)
    assert listed(marked_twice) == before


def test_a_copy_that_is_open_in_excel_stays(marked_twice):
    lock = (marked_twice / ON_LIST).with_name("~$20250113 On List.xlsx")
    lock.write_bytes(b"")
    done = history(marked_twice, "--put-back", 1)
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        f"{ON_LIST} is open in Excel. Save and close it there, then try again.",
    )
    assert handed_on((marked_twice / ON_LIST).read_bytes()) == [2, 3]


def test_a_report_that_somebody_is_at_stays_until_it_is_taken_over(marked_twice):
    owner = Owner("ben", "PC-14")
    Claims(Records(marked_twice, settings_.load()), owner, dt.datetime.now(dt.UTC)).take(
        "on_list", dt.date(2025, 1, 13)
    )
    done = history(marked_twice, "--put-back", 1)
    assert done.exit_code == 1
    assert "is being worked by ben on PC-14" in done.stderr
    assert "The option --take-over does that." in done.stderr
    assert len(listed(marked_twice)) == 3
    assert history(marked_twice, "--put-back", 1, "--take-over").exit_code == 0
    assert os_user() != "ben"


def test_a_log_that_cannot_be_written_is_said_and_stops_nobody(marked_twice):
    (marked_twice / "Child Sex Offenders/Activity/Activity log.jsonl").write_bytes(b"not a log\n")
    done = history(marked_twice, "--put-back", 1)
    assert done.exit_code == 0
    assert "Nothing was logged." in done.stdout


@pytest.mark.parametrize(
    ("date", "said", "code"),
    [
        ("2025-01-20", "Nothing of the on list report of 20 January 2025 is filed in ", 1),
        ("20.1.2025", "DATE 20.1.2025: no such date. Write it as YYYY-MM-DD, e.g. 2025-01-06.", 2),
    ],
)
def test_a_day_without_a_report(date, said, code, marked_twice):
    done = call("history", "on-list", date, "--records", marked_twice)
    assert done.exit_code == code
    assert done.stderr.startswith(said)


def test_the_copies_of_the_address_report_are_listed_together(tmp_path, records):
    source = Week().write("address-sharer", tmp_path)
    assert call("run", "address-sharer", source, "--records", records).exit_code == 0
    there = listed(records, "address-sharer")
    assert sorted(one["kind"] for one in there) == ["filtered", "master", "working"]
    assert all(one["in_force"] for one in there)


# Corrections to the Processed Copy


def test_processed_files_the_new_state_and_keeps_the_old_processed_copy(tmp_path, records):
    source = Week().write("address-sharer", tmp_path)
    assert call("run", "address-sharer", source, "--records", records).exit_code == 0
    rows = range(2, 2 + load_workbook(records / WORKING)["CSOs Living With Children"].max_row - 1)
    assert call("mark", "address-sharer", "nfa", *rows, "--records", records).exit_code == 0
    assert call("processed", "--records", records).exit_code == 0
    first = (records / PROCESSED).read_bytes()
    assert call("mark", "address-sharer", "email-sent", 2, "--records", records).exit_code == 0
    done = call("processed", "--records", records)
    assert done.exit_code == 0, done.output
    old, new = (one for one in listed(records, "address-sharer") if one["kind"] == "processed")
    assert "processed: brought up to date" in done.stdout
    assert f"Note: The earlier version is kept as {old['path'].rpartition('/')[2]}." in done.stdout
    assert (records / old["path"]).read_bytes() == first
    assert (records / new["path"]).read_bytes() != first
    done = call("processed", "--records", records)
    assert "processed: was there already, unchanged" in done.stdout
    assert len([one for one in listed(records, "address-sharer") if one["kind"] == "processed"]) == 2


def test_a_workbook_whose_properties_are_not_to_be_read_is_of_nobody_known(marked_twice):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("docProps/core.xml", b"\xff")
    (marked_twice / ON_LIST).write_bytes(made.getvalue())
    at(marked_twice / ON_LIST, "2025-01-14 09:30:05")
    assert listed(marked_twice)[-1]["by"] == ""
