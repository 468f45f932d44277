"""Everything that came, worked in one go: `cso-xl work` [I1-I3, A1]."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cso_xl.cli import main
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.inbox import working
from cso_xl.intake.passwords import VARIABLE, Passwords
from cso_xl.records.lock import only_one
from cso_xl.today import kept
from helpers import waiting
from helpers.commands import call, words
from helpers.files import (
    COPIES,
    FOLDERS,
    PASSWORD,
    SHARERS_FILE,
    ZIP,
    Week,
    eml,
    encrypted,
    snapshot,
    xlsx,
    zip_crypto,
)

MONDAY = dt.datetime(2025, 1, 13, 20, 0, tzinfo=dt.UTC)  # Tuesday morning in New Zealand
ALL = ["daily-diffs", "on-list", "off-list", "address-sharer", "youth-service"]


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def monday(inbox, week=None):
    """Monday's two e-mails."""
    week = week or Week()
    (inbox / "datamatch.eml").write_bytes(eml({ZIP: zip_crypto(week.members())}))
    subject = "CSO Living with Children WB 13 January 2025"
    (inbox / "addresses.eml").write_bytes(eml({"x.xlsx": xlsx(week.grids["address-sharer"])}, subject))


def zip_of(inbox, day, password=PASSWORD, week=None):
    """The datamatch ZIP of another day of January."""
    members = (week or Week()).members()
    named = {name.replace("20250113", f"202501{day}"): data for name, data in members.items()}
    (inbox / f"cso_202501{day}_202501{day}.zip").write_bytes(zip_crypto(named, password))


def filed(records):
    """What is filed, but the page Today, which is written at each look."""
    return {path: was for path, was in snapshot(records).items() if "/Today" not in path}


def work(inbox, records, *options):
    return call("work", inbox, "--records", records, "--date", "2025-01-13", *options)


def work_json(inbox, records, *options):
    done = work(inbox, records, "--json", *options)
    assert done.stdout.count("\n") == 1
    return done.exit_code, json.loads(done.stdout)


def test_a_monday_in_one_press(inbox, records):
    monday(inbox)
    done = work(inbox, records)
    assert (done.exit_code, done.stderr) == (0, "")
    for report, folder in FOLDERS.items():
        names = {path.name for path in (records / folder).glob("*.xlsx")}
        assert {*COPIES[report]} <= names
    first, *rest = done.stdout.splitlines()
    assert first.startswith("5 reports worked, ")
    assert rest[:3] == [
        "",
        "New",
        "  Daily diffs of 13 January 2025: 6 rows: 6 Action; 6 lines on the worklist",
    ]
    headings = [line for line in rest if line and not line.startswith(" ")]
    assert headings == ["New", "To be done", "Notes"]
    assert f"  The whole list: {records / kept.FILE}" in rest
    assert (records / kept.FILE).is_file()


def test_twice_is_once(inbox, records):
    monday(inbox)
    assert work(inbox, records).exit_code == 0
    before = filed(records)
    done = work(inbox, records)
    assert (done.exit_code, filed(records)) == (0, before)
    assert done.stdout.startswith("0 reports worked, 5 worked before, ")
    assert "Worked before, unchanged\n  Daily diffs of 13 January 2025\n" in done.stdout


def test_the_lists_of_the_other_days_of_a_week_are_named(inbox, records):
    monday(inbox)
    work(inbox, records)
    zip_of(inbox, 14)
    code, done = work_json(inbox, records, "--date", "2025-01-14")
    assert code == 0
    new = [(report["report"], report["date"]) for report in done["worked"] if not report["unchanged"]]
    assert new == [("daily-diffs", "2025-01-14")]
    assert [(job["report"], job["date"], job["of_week"]) for job in done["not_due"]] == [
        (report, "2025-01-14", "2025-01-13") for report in ("on-list", "off-list", "youth-service")
    ]
    assert (
        "Not due\n  On list of 14 January 2025: that week's list is the one of 13 January 2025. To work it anyway: "
        'cso-xl run on-list "cso_20250114_20250114.zip"'
    ) in work(inbox, records).stdout


def test_what_did_not_come(inbox, records):
    zip_of(inbox, 14)
    done = work(inbox, records, "--date", "2025-01-14")
    assert done.exit_code == 0
    assert (
        "Did not come\n  Daily diffs of 13 January 2025\n  Address sharer of the week of 13 January 2025\n"
    ) in done.stdout


def test_nothing_came(inbox, records):
    code, done = work_json(inbox, records)
    assert (code, done["worked"], len(done["not_come"])) == (0, [], 5)
    assert work(inbox, records).stdout.startswith("0 reports worked, nothing open.\n")


# What fails stops nothing else, and is said first


def test_an_error_of_one_report_stops_no_other_and_is_said_first(inbox, records):
    week = Week()
    week.set("off-list", 3, "CSO Client Number", "12a")
    monday(inbox, week)
    (inbox / "damaged.zip").write_bytes(b"PK\x03\x04 noise")
    done = work(inbox, records)
    assert (done.exit_code, done.stderr) == (1, "")
    first, _, heading, damaged, off_list, *_ = done.stdout.splitlines()
    assert first.startswith("2 could not be worked, 4 reports worked, ")
    assert heading == "Could not be worked"
    assert damaged.startswith("  damaged.zip ")
    assert off_list.startswith(
        "  Off list of 13 January 2025: cso_off_list_daily_20250113_050021.csv has 1 fault:"
    )
    assert 'By itself: cso-xl run off-list "datamatch.eml"' in words(done.stdout)
    code, again = work_json(inbox, records)
    assert (code, [error["report"] for error in again["errors"]]) == (1, [None, "off-list"])
    assert sorted(report["report"] for report in again["worked"]) == sorted({*ALL} - {"off-list"})
    assert "Off list" not in " ".join(again["not_come"])  # it came


def test_a_fault_of_the_program_in_one_report_stops_no_other(inbox, records, monkeypatch):
    monday(inbox)
    run = headless.run

    def failing(report, *args, **kwargs):
        if report == "on-list":
            raise KeyError("Canarova, 12 Whisperwind Road")
        return run(report, *args, **kwargs)

    monkeypatch.setattr(headless, "run", failing)
    shown = CliRunner().invoke(main, ["work", str(inbox), "--records", str(records), "--json"])
    done = json.loads(shown.stdout)
    (error,) = done["errors"]
    assert (shown.exit_code, error["report"], len(done["worked"])) == (1, "on-list", 4)
    assert "Canarova" not in shown.output
    assert error["error"].startswith(
        "The program failed in a way that was not foreseen. What was filed is whole."
    )


def test_a_report_that_came_again_with_other_rows_is_refused_and_named(inbox, records):
    monday(inbox)
    work(inbox, records)
    week = Week()
    week.set("on-list", 2, "Match Level", "2")
    zip_of(inbox, 13, week=week)
    code, done = work_json(inbox, records)
    assert (code, {error["file"] for error in done["errors"]}) == (1, {"cso_20250113_20250113.zip"})
    assert [error["report"] for error in done["errors"]] == [
        "daily-diffs",
        "on-list",
        "off-list",
        "youth-service",
    ]
    assert all("To file this one beside it, give --again." in error["error"] for error in done["errors"])
    assert all(report["unchanged"] for report in done["worked"])


@pytest.mark.parametrize(("names", "missing"), [(["a"], "{0}/a does"), (["a", "b"], "{0}/a, {0}/b do")])
def test_files_and_folders_that_do_not_exist(names, missing, tmp_path, records):
    done = call("work", *(tmp_path / name for name in names), "--records", records)
    assert (done.exit_code, done.stderr) == (
        1,
        f"{missing.format(tmp_path)} not exist. Check the folder and the name.\n",
    )


# The password


def test_the_password_is_asked_once_and_again_for_a_file_that_it_does_not_open(
    inbox, records, settings, monkeypatch
):
    monkeypatch.delenv(VARIABLE)
    monday(inbox)
    zip_of(inbox, 14, "Another-1")
    sharers = encrypted(xlsx(Week().grids["address-sharer"]))
    (inbox / "addresses.eml").write_bytes(eml({SHARERS_FILE: sharers}, "CSO living with children"))
    asked = []

    def ask(prompt):
        asked.append(prompt)
        return "Another-1" if "0114" in prompt else PASSWORD

    office = Office.at(records, settings, Passwords(settings, ask))
    done = working.work([inbox], office, MONDAY)
    assert (done.failed, len(done.results)) == ([], 6)
    assert asked == ["Password for cso_20250113_20250113.zip", "Password for cso_20250114_20250114.zip"]


@pytest.mark.skipif(os.name == "nt", reason="a terminal of its own needs Unix")
def test_on_a_schedule_nothing_is_asked(inbox, records, tmp_path):
    """Not even at a terminal: what needs a password is said, and the exit code is 1."""
    import pty

    from helpers.commands import installed

    monday(inbox)
    _, terminal = pty.openpty()
    done = waiting.run(
        [installed(), "work", inbox, "--no-input", "--json", "--records", records],
        env={"HOME": str(tmp_path), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        stdin=terminal,
        capture_output=True,
    )
    os.close(terminal)
    page = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, b"")
    assert {error["error"].partition(" Type")[0] for error in page["errors"]} == {
        f"{ZIP} needs a password and none was given."
    }
    assert [report["report"] for report in page["worked"]] == ["address-sharer"]


def test_a_file_that_keeps_back_several_reports_is_said_once(inbox, records, monkeypatch):
    monday(inbox)
    monkeypatch.delenv(VARIABLE)
    done = call("work", inbox, "--records", records)
    assert done.exit_code == 1
    said = words(done.stdout)
    assert said.count(f"{ZIP} needs a password and none was given.") == 1
    assert f"Daily diffs, On list, Off list, Youth Service of 13 January 2025: {ZIP} needs a password" in said


# One at a time, and in the log


def test_two_never_run_at_once(inbox, records):
    monday(inbox)
    with only_one(records / working.LOCK, "x", by="hine on CPU-07 since 13/01/2025 09:00"):
        done = work(inbox, records)
    assert (done.exit_code, done.stdout, done.stderr) == (
        1,
        "",
        "What came is being worked into these records already, by hine on CPU-07 since 13/01/2025 09:00. Nothing was "
        "done. Try again when it is finished, in some minutes.\n",
    )
    assert not [*records.rglob("*.xlsx")]
    assert work(inbox, records).exit_code == 0


def test_the_lock_goes_with_its_process(inbox, records):
    monday(inbox)
    holds = "import sys, os; from pathlib import Path; from cso_xl.records.lock import only_one\n"
    holds += "with only_one(Path(sys.argv[1]), ''): print('held', flush=True); sys.stdin.read(); os._exit(9)"
    with subprocess.Popen(
        [sys.executable, "-c", holds, records / working.LOCK], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        assert work(inbox, records).exit_code == 1
        other.communicate()
    assert work(inbox, records).exit_code == 0


def test_a_run_is_a_line_of_the_activity_log(inbox, records):
    monday(inbox)
    work(inbox, records)
    log = (records / "Child Sex Offenders/Activity/Activity log.jsonl").read_text("utf-8").splitlines()
    line = json.loads(log[-1])
    assert (line["step"], line["counts"]) == ("work_what_came", {"emails": 0, "failed": 0, "reports": 5})
    assert {json.loads(line)["report"] for line in log[:-1]} == {
        "daily_diffs", "on_list", "off_list", "address_sharer", "youth_service",
    }  # fmt: skip


# E-mails that belong to cases


def test_answers_and_what_corrections_sends_are_filed_and_the_rest_is_left(inbox, records):
    monday(inbox)
    mail = eml({}, "Dropped from master list").replace(b"\n", b"\nDate: Mon, 13 Jan 2025 08:00:00 +1300\n", 1)
    (inbox / "dropped.eml").write_bytes(mail)
    (inbox / "lunch.eml").write_bytes(eml({}, "Lunch"))
    (inbox / "unknown.eml").write_bytes(eml({}, "RE: [20250113-L7-99-scm]"))
    code, done = work_json(inbox, records)
    assert (code, done["emails"]) == (0, [{"kind": "dropped_from_master", "reference": ""}])
    assert {file["file"]: file["says"] for file in done["left_alone"]} == {
        "lunch.eml": "lunch.eml carries no attachment. Save the e-mail that has the report attached.",
        "unknown.eml": f"There is no draft with the reference 20250113-L7-99-scm in {records}.",
    }
    filed = [*records.rglob("*Dropped from master list.eml")]
    assert len(filed) == 1
    assert work_json(inbox, records)[0] == 0
    assert [*records.rglob("*Dropped from master list*.eml")] == filed


def test_a_page_that_cannot_be_written_stops_no_report(inbox, records):
    monday(inbox)
    (records / "Child Sex Offenders").mkdir()
    (records / "Child Sex Offenders" / "Today").write_text("a file where the folder should be")
    code, done = work_json(inbox, records)
    assert (code, len(done["worked"]), done["page"]) == (0, 5, None)
    assert done["notices"][0].startswith("The page Today was not written. ")
