"""Without a report, or a line of it, `draft` and `text` mean all of them."""

import pytest

from helpers.commands import call, run
from helpers.files import Week

DECIDED = "Ref,Outcome,Client Name\n{}\n"


@pytest.fixture
def filed(tmp_path, records):
    """Changes of address of two clients, decided; the on list, of which nothing is."""
    week = Week()
    for row in (2, 3):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
    lines = [f'D3-{row},Address changed: tell CPS,"Weka, Mere"' for row in (2, 3)]
    (tmp_path / "decided.csv").write_text(DECIDED.format("\n".join(lines)), "utf-8")
    for report, options in (("daily-diffs", ("--decisions", tmp_path / "decided.csv")), ("on-list", ())):
        assert run(report, week.write(report, tmp_path), records, *options).exit_code == 0
    return records


def test_draft_looks_into_each_filed_copy(filed):
    done = call("draft", "--records", filed)
    assert done.exit_code == 0
    titles = [line for line in done.stdout.splitlines() if line.endswith(" of 13 January 2025")]
    assert titles == ["Daily diffs of 13 January 2025", "On list of 13 January 2025"]


@pytest.mark.parametrize("option", [("--json",), ("--date", "2025-01-13")])
def test_what_is_of_one_copy_wants_a_report(filed, option):
    done = call("draft", *option, "--records", filed)
    assert done.exit_code == 2
    assert done.stderr == "Name the report whose copy is meant, e.g.: cso-xl draft on-list\n"


def test_text_prints_the_notes_of_each_line(filed):
    said = call("text", "daily-diffs", "--records", filed).stdout
    one = call("text", "daily-diffs", "D3-2", "--records", filed).stdout
    assert said.count("Business group: Service Delivery") == 2
    assert said.startswith(f"D3-2, client 010000001:\n{one}\nD3-3, client 010000002:\nBusiness group")


def test_where_no_note_follows_that_is_said(filed):
    done = call("text", "on-list", "--records", filed)
    assert (done.exit_code, done.stderr) == (
        1, "No note follows from the worklist: no outcome asks for one.\n",
    )  # fmt: skip


def test_whose_notes_were_read_is_in_the_activity_log(filed):
    call("text", "daily-diffs", "--records", filed)
    log = (filed / "Child Sex Offenders" / "Activity" / "Activity log.jsonl").read_text("utf-8")
    assert '"step":"show_text"' in log.splitlines()[-1]
    assert all(number in log.splitlines()[-1] for number in ("010000001", "010000002"))
