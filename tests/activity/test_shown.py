"""Who was only shown rows is in the footprint of those whose rows they are [C16, X5]."""

import json

import pytest

from helpers.at_work import Unit, call

CLIENT, SHARER = "010000002", "020000002"


@pytest.fixture
def unit(tmp_path, records):
    return Unit(tmp_path, records)


def footprint(unit, number):
    done = call("footprint", number, "--json", "--records", unit.records)
    assert done.exit_code == 0, done.output
    return [(one["report"], one["step"]) for one in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("options", "step"), [(["run", "--dry-run"], "dry_run"), (["worklist"], "show_worklist")]
)
def test_who_was_shown_a_report_touched_everybody_in_it(options, step, unit):
    source = unit.week.write("address-sharer", unit.folder)
    command, *more = options
    unit.do(command, "address-sharer", source, *more)
    for number in (CLIENT, SHARER):
        assert footprint(unit, number) == [("address_sharer", step)]
    assert not [*unit.records.rglob("*.xlsx")]


def test_who_was_shown_the_worklist_of_a_filed_copy_touched_everybody_on_it(unit):
    unit.run("address-sharer")
    unit.do("worklist", "address-sharer")
    for number in (CLIENT, SHARER):
        assert footprint(unit, number)[-1] == ("address_sharer", "show_worklist")


def test_who_was_shown_a_case_note_touched_its_client_alone(unit):
    unit.changes("Address Change")
    unit.run("daily-diffs")
    unit.choose(D3_3="Address changed: tell CPS")
    unit.do("draft", "daily-diffs")
    shown = unit.do("text", "daily-diffs", "D3-3")
    assert "advised of client's change in address" in shown
    assert footprint(unit, CLIENT)[-1] == ("daily_diffs", "show_text")
    assert ("daily_diffs", "show_text") not in footprint(unit, "010000003")


def test_a_log_that_cannot_be_written_hides_nothing_and_is_said(unit):
    source = unit.week.write("on-list", unit.folder)
    log = unit.records / "Child Sex Offenders" / "Activity"
    log.parent.mkdir()
    log.write_text("a file where the folder should be")
    done = call("worklist", "on-list", source, "--records", unit.records)
    assert done.exit_code == 0
    assert done.stdout.startswith("Ref,Client Number,Question,Choose from,Outcome,")
    assert done.stderr.startswith(
        "The activity log in the folder Child Sex Offenders/Activity cannot be written:"
    )
