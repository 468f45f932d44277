"""A decisions CSV that was printed, filled in and given: it overrules nothing that was decided since [C3]."""

import csv
import json

import pytest
from openpyxl import load_workbook

from cso_xl.procedures.worklist import given as taken_in
from cso_xl.records.account import os_user
from helpers.decided import call, decided, to_decide
from helpers.entries import Entries
from helpers.files import COPIES, FOLDERS, Week

TELL, MORE = (
    "Address changed: tell CPS",
    "Address changed, living with children under 16: also tell Oranga Tamariki",
)
NAMED = {"Client Name": "Weka, Mere"}
STAYS = "D3-2 stays as it is: you decided about it on "


@pytest.fixture
def source(tmp_path, records):
    """Daily diffs that are filed: every address has changed."""
    written = Week(3).write("daily-diffs", tmp_path / "received")
    assert call("run", "daily-diffs", written, "--records", records).exit_code == 0
    return written


@pytest.fixture
def given(source, tmp_path, records):
    """A CSV in which a person chose for D3-2, and which was given."""
    rows = to_decide("daily-diffs", source, records)
    rows["D3-2"] |= {"Outcome": TELL, **NAMED}
    path = decided(tmp_path, rows)
    give(path, records)
    assert states(records)["20250113-D3-2-cps"] == "to send"
    return path


def give(path, records):
    done = call("mark", "daily-diffs", "--decisions", path, "--records", records)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def states(records):
    listed = json.loads(call("due", "--json", "--records", records).stdout)
    return {line["reference"]: line["state"] for line in listed}


def printed(source, records):
    return {
        ref: (row["Outcome"], row["State"]) for ref, row in to_decide("daily-diffs", source, records).items()
    }


def line(records, ref, heading):
    return (
        Entries(load_workbook(records / FOLDERS["daily-diffs"] / COPIES["daily-diffs"][0]))
        .cell(ref, heading)
        .value
    )


def test_the_worklist_is_printed_with_what_was_decided(given, source, records):
    call("mark", "daily-diffs", "nfa", 3, "--records", records)
    assert printed(source, records) == {
        "D3-2": (TELL, "To send: 20250113-D3-2-cps"),
        "D3-3": ("", "Done"),
        "D3-4": ("", "To decide"),
    }


def test_given_again_it_says_nothing_new(given, records):
    assert "stays as it is" not in give(given, records)
    assert states(records)["20250113-D3-2-cps"] == "to send"


@pytest.mark.parametrize(
    ("corrected", "state"),
    [
        (("mark", "daily-diffs", "nfa", 2), None),
        (("mark", "daily-diffs", "conflict-of-interest", 2), "handed on"),
        (("take-back", "20250113-D3-2"), "to decide"),
    ],
)
def test_what_a_colleague_has_decided_since_stands_and_a_person_is_told(corrected, state, given, records):
    call(*corrected, "--records", records)
    assert states(records).get("20250113-D3-2") == state
    said = give(given, records)
    assert STAYS in said
    assert "printed. If it is to be changed, print it again with cso-xl worklist and choose there." in said
    assert (states(records).get("20250113-D3-2"), "20250113-D3-2-cps" in states(records)) == (state, False)


def test_whoever_has_decided_since_is_named(given, records, monkeypatch):
    call("mark", "daily-diffs", "nfa", 2, "--records", records)
    monkeypatch.setattr(taken_in, "os_user", lambda: "somebody else")
    said = give(given, records)
    assert f"D3-2 stays as it is: {os_user()} decided about it on " in said
    assert "after these decisions were printed. Talk to them; if it is to be changed, print it again" in said


def test_a_copy_that_is_filed_prints_the_same_list_as_the_report_that_came(source, records):
    call("mark", "daily-diffs", "nfa", 3, "--records", records)
    of_source = call("worklist", "daily-diffs", source, "--records", records)
    of_copy = call("worklist", "daily-diffs", "--date", "2025-01-13", "--records", records)
    assert (of_copy.exit_code, of_copy.stdout) == (0, of_source.stdout)


def test_where_no_copy_is_filed_that_is_said(source, records):
    done = call("worklist", "on-list", "--records", records)
    assert (done.exit_code, done.stderr) == (
        1, f"There is no filed copy in {records}. Run the on list report first.\n",
    )  # fmt: skip


def test_each_line_says_whom_it_is_about_and_what_can_be_chosen(source, records):
    row = to_decide("daily-diffs", source, records)["D3-2"]
    assert row["Client Number"] == "010000001"
    assert row["Choose from"].splitlines() == [TELL, MORE]


def test_what_it_says_was_sent_is_not_the_notice_of_a_later_outcome(given, source, tmp_path, records):
    rows = to_decide("daily-diffs", source, records)
    rows["D3-2"] |= {"Outcome": MORE, "Detail": "Kiri Weka"}
    (tmp_path / "later").mkdir()
    give(decided(tmp_path / "later", rows), records)
    with given.open(encoding="utf-8", newline="") as file:
        first = {row["Ref"]: row for row in csv.DictReader(file)}
    first["D3-2"]["Sent"] = "yes"
    decided(tmp_path, first)
    assert STAYS in give(given, records)
    now = states(records)  # the draft to CPS stands under both outcomes
    assert (now["20250113-D3-2-cps"], now["20250113-D3-2-ot"]) == ("to send", "to send")


def test_printed_again_it_may_be_changed(given, source, tmp_path, records):
    call("mark", "daily-diffs", "nfa", 2, "--records", records)
    rows = to_decide("daily-diffs", source, records)
    rows["D3-2"] |= {"Outcome": TELL, **NAMED}
    assert "stays as it is" not in give(decided(tmp_path, rows), records)
    assert states(records)["20250113-D3-2-cps-2"] == "to send"


def test_what_is_empty_is_still_filled_in(source, tmp_path, records):
    """Whoever forgot the child's name adds it in the same file."""
    rows = to_decide("daily-diffs", source, records)
    rows["D3-2"] |= {"Outcome": MORE}
    give(decided(tmp_path, rows), records)
    rows["D3-2"] |= {"Detail": "Kiri Weka"}
    give(decided(tmp_path, rows), records)
    assert states(records)["20250113-D3-2-ot"] == "to send"
    rows["D3-2"] |= {"Client Name": "Other, Person"}
    said = give(decided(tmp_path, rows), records)
    assert line(records, "D3-2", "Client Name") == "Canarova1, Quetzalina1", "cso_daily's, printed and given"
    assert (
        "D3-2: Client Name stays as filed, for it was decided after these decisions were printed. Print it"
        in said
    )


def test_a_csv_that_was_printed_for_another_report_is_refused(given, tmp_path, records):
    """The same Ref names another client there."""
    other = Week(3)
    for row in (2, 3, 4):
        other.set("daily-diffs", row, "Client Number", f"04{row:07}")
    source = other.write("daily-diffs", tmp_path / "other")
    done = call(
        "run", "daily-diffs", source, "--date", "2025-01-14", "--records", records, "--decisions", given
    )
    assert done.exit_code == 1
    assert done.stderr.startswith(
        "The decisions were printed for other rows than these: D3-2, D3-3, D3-4. Nothing"
    )


def test_a_list_of_decisions_written_by_hand_is_given_at_this_moment(given, tmp_path, records):
    call("mark", "daily-diffs", "nfa", 2, "--records", records)
    by_hand = tmp_path / "by hand.csv"
    by_hand.write_text(f"Ref,Outcome\nD3-2,{TELL}\n", "utf-8")
    said = give(by_hand, records)
    assert states(records)["20250113-D3-2-cps-2"] == "to send"
    assert f"D3-2: '{TELL}' now stands in place of 'NFA', chosen by {os_user()} on " in said
    assert (
        "The list of decisions has no Trace, so it is not known whether it was made before that: check it."
        in said
    )


def test_run_again_with_another_detail_the_filed_copy_and_the_draft_have_it(source, tmp_path, records):
    for child in ("Kiri Weka", "Rewi Weka"):
        rows = to_decide("daily-diffs", source, records)
        rows["D3-2"] |= {"Outcome": MORE, "Detail": child, **NAMED}
        done = call(
            "run", "daily-diffs", source, "--records", records, "--decisions", decided(tmp_path, rows)
        )
        assert done.exit_code == 0, done.output
        said = " ".join(done.output.split())
        assert "It was filed before: the outcomes were taken into the filed copy." in said
        assert "Nothing was changed" not in said
        assert line(records, "D3-2", "Detail") == child
        (to_ot,) = (path for path in records.rglob("Drafts/*-ot*.eml") if path.parent.name == "Drafts")
        assert child in to_ot.read_text(encoding="utf-8")
    assert states(records)["20250113-D3-2-ot-2"] == "to send"
