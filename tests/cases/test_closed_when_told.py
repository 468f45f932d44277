"""A case whose notice was sent, and whose row is gone from the report as it was sent again [C5, C12]."""

import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from helpers.files import PASSWORD, Week

CASE, TOLD, CORRECTION = "20250113-A8-3", "20250113-A8-3-ot", "20250113-A8-3-ot-2"


def call(*arguments):
    done = CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def again(tmp_path, records):
    """What was said of the report that came again without its row 3, of which Oranga Tamariki was told."""
    week = Week(2)
    for row in (2, 3):
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, f"{row} Kauri Road Ōtaki")
    decided = tmp_path / "decided.csv"
    decided.write_text(
        "Ref,Outcome,Sent\nA8-2,Not the same address: NFA,\nA8-3,Same address: tell Oranga Tamariki,yes\n",
        "utf-8",
    )
    source = week.write("address-sharer", tmp_path / "first")
    call("run", "address-sharer", source, "--records", records, "--decisions", decided)
    del week.grids["address-sharer"][2]
    second = week.write("address-sharer", tmp_path / "second")
    return json.loads(call("run", "address-sharer", second, "--again", "--records", records, "--json"))


def lying(records):
    return [path.name for path in records.rglob("Drafts/*.eml")]


def correction_owed(records):
    owed = json.loads(call("due", "--json", "--records", records))
    return [one["next"] for one in owed if (one["reference"], one["notice"]) == (TOLD, "correction")]


def test_C12_the_run_names_what_was_sent_about_a_row_that_is_gone(again):
    (named,) = [notice for notice in again["notices"] if TOLD in notice]
    assert named == (
        f"{TOLD} was sent about row 3 of the report before, which this one does not have as it was. Was it sent in "
        f"error? Then run cso-xl close {CASE}: the correction is drafted. If it stands, run cso-xl close {CASE} "
        "--stands. In Excel: Today > Rows that are gone."
    )


def test_C12_it_stays_in_due_until_a_person_says_that_it_stands(again, records):
    def owed():
        return [
            one for one in json.loads(call("due", "--json", "--records", records)) if one["reference"] == CASE
        ]

    (line,) = owed()
    assert (line["state"], line["notice"], line["rows"]) == ("to decide", "gone", [3])
    assert line["next"] == (
        f"{TOLD} was sent, and its row is not in the report as it was sent again: if that was in error, cso-xl close "
        f"{CASE}; if it stands, cso-xl close {CASE} --stands"
    )
    assert CASE in call("today", "--records", records)
    said = call("close", CASE, "--stands", "--records", records)
    assert said == f"{CASE}: stands as it is. Now: Done.\n"
    assert (owed(), lying(records)) == ([], [])
    call("take-back", CASE, "--records", records)
    assert owed() == [line]


def test_C5_closing_it_drafts_the_correction_once_and_due_says_one_thing(again, records):
    for _ in range(2):
        said = call("close", CASE, "--records", records)
        assert said.startswith(
            f"{CASE}: closed, NFA. Now: To send: the correction {CORRECTION}, because {TOLD} was"
        )
        assert [CORRECTION in name for name in lying(records)] == [True]
        assert correction_owed(records) == [
            "tell the recipient that it was sent in error: read the correction "
            f"{CORRECTION} and send it, then file the e-mail"
        ]


@pytest.mark.parametrize("command", ["draft", "mark"])
def test_C5_a_correction_that_was_deleted_is_drafted_again(command, again, records):
    call("close", CASE, "--records", records)
    (path,) = records.rglob("Drafts/*.eml")
    text = path.read_bytes()
    path.unlink()
    call(command, "address-sharer", "--records", records)
    assert path.read_bytes() == text
