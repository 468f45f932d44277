"""A case by its reference, from the command: taken back, ticked, taken; and what records nothing [C3, C6, C7]."""

import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from cso_xl.records.account import os_user
from helpers.files import PASSWORD, Week

CPS, CASE = "20250113-D3-2-cps", "20250113-D3-2"
LATER = "The client event note is to be written once its notice has been sent, and ticked then."
TO_DO = "To do in CMS: write the client event note"


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


def plain(text):
    return " ".join(text.split())


def open_now(records):
    listed = json.loads(call("due", "--json", "--records", records).stdout)
    return [(one["reference"], one["state"]) for one in listed if one["reference"].startswith(CASE)]


def test_C3_what_only_shows_records_and_writes_nothing(source, decisions, records, drafted):
    before = tree(records.parent)
    for command in (
        ("worklist", "daily-diffs", source),
        ("worklist", "daily-diffs"),
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


@pytest.mark.parametrize("typed", [(CASE, "D3-3"), (f"{CASE},", "D3-3"), (CASE, "20250113-D3-3")])
def test_references_may_be_typed_as_due_shows_them(typed, tmp_path, records):
    week = Week()
    for row in (2, 3):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
    assert (
        call("run", "daily-diffs", week.write("daily-diffs", tmp_path), "--records", records).exit_code == 0
    )
    done = call("take", *typed, "--records", records)
    assert done.output.splitlines() == [f"20250113-D3-{row}: taken. Now: To decide." for row in (2, 3)]


def test_the_first_reference_names_its_day(drafted):
    done = call("take", "D3-2", "--records", drafted)
    assert done.exit_code != 0
    assert "It is the day and the entry, and reads like '20250113-D3-7'." in done.stderr


def test_C3_before_anything_was_filed_nothing_is_made(source, decisions, records):
    for options in ([], ["--decisions", decisions]):
        assert call("run", "daily-diffs", source, "--records", records, "--dry-run", *options).exit_code == 0
    assert call("worklist", "daily-diffs", source, "--records", records).exit_code == 0
    assert tree(records) == {}


def test_a_case_that_is_not_there_names_those_like_it(drafted):
    wrong = call("tick", f"{CASE}9", "--records", drafted)
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith(f"No case has the reference '{CASE}9'. Nearest: {CASE}")
    assert "-cps" not in wrong.stderr


def test_each_command_names_the_reference_that_it_takes(drafted):
    assert call("answered", CASE, "--records", drafted).stderr.startswith(
        f"'{CASE}' is a case's reference, not a notice's. It stands in square brackets in the subject and reads like "
        f"'20250113-D3-7-cps'. Nearest: {CPS}."
    )
    assert call("close", "20250113D3-2", "--records", drafted).stderr.startswith(
        "What was typed is not the reference of a case. It is the day and the entry, and reads like "
        f"'20250113-D3-7'. Nearest: {CASE}"
    )
    left_out = call("tick", CASE.partition("-")[2], "--records", drafted).stderr
    assert left_out.endswith(f"reads like '20250113-D3-7'. Nearest: {CASE}.\n")


def test_C7_what_is_done_in_cms_is_ticked_by_a_person(drafted):
    early = call("tick", CASE, "--records", drafted)
    assert (early.exit_code, early.stderr) == (
        2,
        f"{CASE}: nothing is to be ticked. Now: To send: {CPS}. {LATER}\n",
    )
    file_what_was_sent(drafted)
    call("answered", CPS, "--records", drafted)
    assert open_now(drafted) == [(CASE, "to do in CMS")]
    wrong = call("tick", CASE, "--item", "add-scn", "--records", drafted)
    assert (wrong.exit_code, wrong.stderr) == (
        2,
        f"{CASE}: to be ticked is cen. Now: To do in CMS: write the client event note.\n",
    )
    done = call("tick", CASE, "--records", drafted)
    assert (done.exit_code, done.stdout) == (0, f"{CASE}: ticked. Now: Done.\n")
    again = call("tick", CASE, "--records", drafted)
    assert (again.exit_code, again.stderr) == (2, f"{CASE}: nothing is to be ticked. Now: Done.\n")
    assert open_now(drafted) == []


def test_C5_what_was_done_in_cms_under_an_outcome_that_was_corrected_is_undone(drafted):
    file_what_was_sent(drafted)
    call("answered", CPS, "--records", drafted)
    call("tick", CASE, "--records", drafted)
    call("mark", "daily-diffs", "nfa", 2, "--records", drafted)
    assert sorted(open_now(drafted)) == [(CASE, "to do in CMS"), (CPS, "to send")]
    done = call("tick", CASE, "--item", "undo-cen", "--records", drafted)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{CASE}: ticked. Now: To send: the correction {CPS}-2, because {CPS} was sent in error: tell CPS.\n",
    )
    assert open_now(drafted) == [(CPS, "to send")]  # the correction


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
    file_what_was_sent(drafted)
    call("answered", CPS, "--records", drafted)
    call("tick", CASE, "--records", drafted)
    done = call("take-back", CASE, "--records", drafted)
    assert done.exit_code == 0
    assert done.stdout.endswith(f"is taken back. Now: {TO_DO}.\n")
    assert open_now(drafted) == [(CASE, "to do in CMS")]


def test_X6_what_was_handed_on_is_taken(drafted):
    call("mark", "daily-diffs", "conflict-of-interest", 2, "--records", drafted)
    assert open_now(drafted) == [(CASE, "handed on")]
    assert list(drafted.rglob("Drafts/*.eml")) == []  # nobody is to send it meanwhile
    done = call("take", CASE, "--records", drafted)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{CASE}: taken. Now: To decide. It was handed on from this account: whoever knows the client leaves it to a "
        "colleague.\n",
    )


def test_X6_nobody_answers_what_is_handed_on(drafted, decisions, monkeypatch):
    """Not who handed it on, and no colleague before they have taken it."""
    file_what_was_sent(drafted)
    call("mark", "daily-diffs", "conflict-of-interest", 2, "--records", drafted)
    refused = (
        f"{CASE} was handed on for a conflict of interest by {os_user()}. A colleague takes it first: press 'Take it' "
        f"on the worklist, or run cso-xl take {CASE}. Handed on by mistake? Take that back: cso-xl take-back {CASE}."
    )
    before = tree(drafted.parent)
    for command, said in {
        ("answered", CPS): refused,
        ("tick", CASE): refused,
        ("mark", "daily-diffs", "nfa", 2): f"{refused} Nothing was changed.",
        ("mark", "daily-diffs", "email-sent", 2): f"{refused} Nothing was changed.",
    }.items():
        done = call(*command, "--records", drafted)
        assert (done.exit_code, done.stderr) == (2, f"{said}\n"), command
        assert tree(drafted.parent) == before, command
    done = call("mark", "daily-diffs", "--decisions", decisions, "--records", drafted)
    assert f"Note: What was chosen or typed for row 2 does not count. {refused}" in plain(done.stdout)
    assert open_now(drafted) == [(CPS, "overdue"), (CASE, "handed on")]
    monkeypatch.setattr("cso_xl.cases.book.os_user", lambda: "colleague")
    done = call("take", CASE, "--records", drafted).stdout
    assert done == f"{CASE}: taken. Now: To decide; Overdue since 16/01/2025 10:00: {CPS}.\n"
    assert call("mark", "daily-diffs", "nfa", 2, "--records", drafted).exit_code == 0
    assert open_now(drafted) == [(CPS, "to send")]  # the correction


def test_X6_an_answer_that_came_is_filed_whoever_has_the_case(drafted):
    file_what_was_sent(drafted)
    call("mark", "daily-diffs", "conflict-of-interest", 2, "--records", drafted)
    mail = drafted.parent / "answer.eml"
    mail.write_bytes(
        f"Received: by us\r\nFrom: cps@example.org\r\nTo: us@example.org\r\nSubject: RE: [{CPS}]\r\n"
        "Date: Tue, 14 Jan 2025 10:00:00 +1300\r\n\r\nKa pai\r\n".encode()
    )
    assert call("file-email", mail, "--records", drafted).stdout.startswith(f"{CPS}: answer filed in ")
    assert open_now(drafted) == [(CASE, "handed on")]


def file_what_was_sent(records):
    [draft] = records.rglob("Drafts/*.eml")
    sent = records.parent / "sent.eml"
    headers = b"From: us@example.org\r\nDate: Mon, 13 Jan 2025 10:00:00 +1300\r\n"
    sent.write_bytes(headers + draft.read_bytes().replace(b"X-Unsent: 1\r\n", b""))
    assert call("file-email", sent, "--records", records).exit_code == 0


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
