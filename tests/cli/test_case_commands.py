"""A case by its reference, from the command: taken back, ticked, taken; and what records nothing [C3, C6, C7]."""

import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from helpers.files import PASSWORD, Week

CPS, CASE = "20250113-D3-2-cps", "20250113-D3-2"
TO_SEND = f"To send: {CPS}; To do in CMS: write the client event note"


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


@pytest.fixture
def source(tmp_path):
    week = Week()
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    return week.write("daily-diffs", tmp_path)


@pytest.fixture
def decisions(tmp_path):
    path = tmp_path / "decided.csv"
    path.write_text('Ref,Outcome,Client Name,Sent\nD3-2,Address changed: tell CPS,"Weka, Mere",\n', "utf-8")
    return path


@pytest.fixture
def drafted(source, decisions, records):
    """One change of address, with its draft."""
    done = call("run", "daily-diffs", source, "--records", records, "--decisions", decisions)
    assert done.exit_code == 0, done.output
    return records


def tree(root):
    """Every file but the activity log's, in which stands who was shown what."""
    files = (path for path in root.rglob("*") if path.is_file())
    logs = ("Activity log", "records activity head")
    return {path: path.read_bytes() for path in files if not path.name.startswith(logs)}


def open_now(records):
    listed = json.loads(call("due", "--json", "--records", records).stdout)
    return [(one["reference"], one["state"]) for one in listed if one["reference"].startswith(CASE)]


def test_C3_what_only_shows_records_and_writes_nothing(source, decisions, records, drafted):
    before = tree(records.parent)
    for command in (
        ("worklist", "daily-diffs", source),
        ("run", "daily-diffs", source, "--dry-run"),
        ("run", "daily-diffs", source, "--dry-run", "--decisions", decisions),
        ("text", "daily-diffs", "D3-2"),
        ("due",),
        ("day", "--date", "2025-01-13"),
        ("footprint", "1"),
        ("history", "daily-diffs", "2025-01-13"),
    ):
        assert call(*command, "--records", records).exit_code == 0, command
        assert tree(records.parent) == before, command


def test_C3_before_anything_was_filed_nothing_is_made(source, decisions, records):
    for options in ([], ["--decisions", decisions]):
        assert call("run", "daily-diffs", source, "--records", records, "--dry-run", *options).exit_code == 0
    assert call("worklist", "daily-diffs", source, "--records", records).exit_code == 0
    assert tree(records) == {}


def test_C7_what_is_done_in_cms_is_ticked_by_a_person(drafted):
    assert sorted(open_now(drafted)) == [(CASE, "to do in CMS"), (CPS, "to send")]
    wrong = call("tick", CASE, "--item", "add-scn", "--records", drafted)
    assert (wrong.exit_code, wrong.stderr) == (2, f"{CASE}: to be ticked is cen.\n")
    done = call("tick", CASE, "--records", drafted)
    assert (done.exit_code, done.stdout) == (0, f"{CASE}: ticked. Now: To send: {CPS}.\n")
    again = call("tick", CASE, "--records", drafted)
    assert (again.exit_code, again.stderr) == (2, f"{CASE}: to be ticked is nothing.\n")
    assert open_now(drafted) == [(CPS, "to send")]


def test_C3_a_decision_that_is_taken_back_withdraws_its_draft(drafted):
    done = call("take-back", CASE, "--records", drafted)
    assert done.exit_code == 0, done.output
    assert f"Withdrawn: {CPS}." in done.stdout
    assert list(drafted.rglob("Drafts/*.eml")) == []
    assert [path.name for path in drafted.rglob("Drafts/Withdrawn/*.eml")] == [f"20250113 Weka M [{CPS}].eml"]
    assert call("answered", CPS, "--records", drafted).stderr == (
        f"{CPS} was withdrawn before it was sent, so it cannot have been answered. If it was sent, file the e-mail "
        "that was sent first: cso-xl file-email.\n"
    )


def test_C3_a_tick_is_taken_back_and_owed_again(drafted):
    call("tick", CASE, "--records", drafted)
    done = call("take-back", CASE, "--records", drafted)
    assert done.exit_code == 0
    assert done.stdout.endswith(f"is taken back. Now: {TO_SEND}.\n")
    assert (CASE, "to do in CMS") in open_now(drafted)


def test_X6_only_what_was_handed_on_is_taken(drafted):
    wrong = call("take", CASE, "--records", drafted)
    assert (wrong.exit_code, wrong.stderr) == (2, f"{CASE} was not handed on.\n")
    call("mark", "daily-diffs", "conflict-of-interest", 2, "--records", drafted)
    assert open_now(drafted) == [(CASE, "handed on")]
    assert list(drafted.rglob("Drafts/*.eml")) == []  # nobody is to send it meanwhile
    done = call("take", CASE, "--records", drafted)
    assert (done.exit_code, done.stdout) == (0, f"{CASE}: taken. Now: To decide.\n")


def test_X2_a_recipient_that_settings_give_no_time_stops_the_step(source, decisions, records, tmp_path):
    questions = tmp_path / "questions.toml"
    questions.write_text(
        '[[daily_diffs]]\nid = "D3"\nrows = ["Address Change"]\nask = "Where?"\noutcomes = [\n'
        '  { name = "Address changed: tell CPS", notices = ["change_of_address to iap"] },\n]\n',
        "utf-8",
    )
    own = tmp_path / "own.toml"
    own.write_text(
        f'[notices]\nquestions = "{questions.as_posix()}"\n[notices.addresses]\niap = "iap@example.org"\n',
        "utf-8",
    )
    options = ("--records", records, "--decisions", decisions, "--settings", own)
    done = call("run", "daily-diffs", source, *options)
    assert done.exit_code == 1
    assert done.stderr == (
        f"{own} cannot be used:\n  'follow_ups.iap' is missing: by when its answer is due, or \"\" for none.\n"
    )
    assert list(records.rglob("*.*")) == []
