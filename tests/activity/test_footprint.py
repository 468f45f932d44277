"""Who touched a client's rows: from the steps of a report to the answer a client gets under the Privacy Act [X5]."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from helpers.files import CANARIES, PASSWORD, Week

LOG = "Child Sex Offenders/Activity/Activity log.jsonl"


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


@pytest.fixture
def worked(tmp_path, records):
    """The address report of six clients was worked; then rows 2 and 4 were marked."""
    week = Week()
    for row in range(2, 8):
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, f"{row} Kauri Road Ōtaki")
    source = week.write("address-sharer", tmp_path)
    assert call("run", "address-sharer", source, "--records", records).exit_code == 0
    return records


def steps(records, client):
    found = json.loads(call("footprint", client, "--json", "--records", records).stdout)
    return [one["step"] for one in found]


def test_X5_the_footprint_of_a_client(worked):
    seen = steps(worked, "10000001")
    assert seen == ["open_address_report", "remove_rows", "compare", "make_worklist"]
    assert steps(worked, "010000001") == seen, "leading zeros do not matter"
    assert steps(worked, "20000001") == seen, "a sharer is a client too"
    assert steps(worked, "999999999") == []


def test_X5_only_the_marked_rows_are_touched_by_a_mark(worked):
    before = steps(worked, "10000002")
    call("mark", "address-sharer", "nfa", "2", "4", "--records", worked)
    marked, other = steps(worked, "10000001"), steps(worked, "10000002")
    assert marked.count("nfa") == 1
    assert other.count("nfa") == 0 and other[: len(before)] == before


def test_C16_a_sharer_is_shown_what_was_drafted_about_them_and_who_was_removed_is_not(worked, tmp_path):
    decisions = tmp_path / "decided.csv"
    decisions.write_text("Ref,Outcome\nA8-2,Same address: tell Oranga Tamariki\n", "utf-8")
    before = steps(worked, "20000002")
    done = call("mark", "address-sharer", "--decisions", decisions, "--records", worked)
    assert done.exit_code == 0, done.output
    assert steps(worked, "20000001")[-2:] == ["make_worklist", "draft_notices"]
    assert steps(worked, "20000002") == before, "nothing was done about them"
    assert call("take-back", "20250113-A8-2", "--records", worked).exit_code == 0
    assert steps(worked, "20000001")[-1] == "take_back"


def test_X5_as_text_and_as_csv(worked):
    text = call("footprint", "10000001", "--records", worked).stdout
    assert "4 steps." in text and "Address sharer" in text and "2025-01-13" in text
    rows = list(
        csv.DictReader(io.StringIO(call("footprint", "10000001", "--csv", "--records", worked).stdout))
    )
    assert [row["step"] for row in rows] == steps(worked, "10000001")
    assert {row["report_date"] for row in rows} == {"2025-01-13"}


def test_X5_every_step_is_a_line_in_order_and_names_nobody(worked):
    lines = [json.loads(line) for line in (worked / LOG).read_text("utf-8").splitlines()]
    assert [line["step"] for line in lines] == [
        "open_address_report", "save_master", "format_sheet", "highlight_duplicates", "remove_rows",
        "save_filtered", "paste_previous_master", "compare", "make_worklist", "draft_notices",
        "save_working", "colour_done_rows", "save_processed",
    ]  # fmt: skip
    for before, after in zip(lines, lines[1:], strict=False):
        assert after["before"] == before["after"]
    assert lines[0]["counts"] == {"rows": 6}
    text = (worked / LOG).read_text("utf-8")
    assert [name for name in (*CANARIES, "Kauri", "1987") if name in text] == []


def test_X5_verify_says_what_was_changed(worked):
    intact = "The case log is as it was written.\n"
    whole = "The activity log is as it was written.\n" + intact
    assert call("log", "verify", "--records", worked).stdout == whole
    path = worked / LOG
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"rows":6', b'"rows":5', 1))
    done = call("log", "verify", "--records", worked)
    assert (done.exit_code, done.stdout) == (1, "Line 1: it was changed after it was written.\n" + intact)
    path.write_bytes(b"".join(data.splitlines(keepends=True)[:-1]))
    done = call("log", "verify", "--records", worked)
    assert done.exit_code == 1
    assert "from here on lines are gone or changed" in done.stdout


def test_X5_a_log_that_was_changed_stops_nobody_and_is_said(worked):
    path = worked / LOG
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    done = call("mark", "address-sharer", "nfa", "2", "--records", worked)
    assert done.exit_code == 0
    assert "tell your team leader" in " ".join(done.output.split())


def test_X5_the_head_is_kept_in_a_second_place_too(tmp_path, records):
    second = tmp_path / "second"
    second.mkdir()
    own = tmp_path / "own.toml"
    own.write_text(f'[activity]\nsecond = "{second.as_posix()}"\n', "utf-8")
    source = Week().write("off-list", tmp_path)
    call("run", "off-list", source, "--records", records, "--settings", own)
    heads = {head.name: head.read_bytes() for head in second.iterdir()}
    assert set(heads) == {"records activity head.json", "records case log head.json"}
    assert all((records.parent / name).read_bytes() == data for name, data in heads.items())


def test_what_is_no_client_number_is_not_repeated(records):
    done = call("footprint", CANARIES[0], "--records", records)
    assert (done.exit_code, CANARIES[0] in done.output) == (2, False)


@pytest.mark.parametrize("command", [["log", "verify"], ["footprint", "1"]])
def test_records_that_are_not_there(command, tmp_path):
    done = call(*command, "--records", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "does not exist" in done.stderr
