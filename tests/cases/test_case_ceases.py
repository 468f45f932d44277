"""Off list confirmed: sharing ceases, and nothing that was not sent goes out about the client any more [C8, O3]."""

import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from helpers.files import PASSWORD, Week

HOME = "12 Kauri Road Ōtaki"


def call(*arguments):
    done = CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def off_the_list(tmp_path, records):
    """A notice about a client lies ready to be sent; then the same client stands on the off list."""
    week = Week()
    for heading in ("CSO Address", "Sharer Address"):
        week.set("address-sharer", 2, heading, HOME)
    week.set("address-sharer", 2, "CSO Client Number", "10000001")
    week.set("off-list", 2, "CSO Client Number", "010000001")
    call("run", "address-sharer", week.write("address-sharer", tmp_path), "--records", records)
    decided(tmp_path, records, "address-sharer", "A8-2,Same address: tell Oranga Tamariki")
    call("run", "off-list", week.write("off-list", tmp_path), "--records", records)
    return records


def decided(folder, records, report, line):
    path = folder / "decided.csv"
    path.write_text(f"Ref,Outcome\n{line}\n", "utf-8")
    return call("mark", report, "--decisions", path, "--records", records)


def owed(records, reference):
    listed = json.loads(call("due", "--json", "--records", records))
    return [line["state"] for line in listed if line["reference"].startswith(reference)]


def drafts(records):
    return [path.parent.name for path in records.rglob("*[[]20250113-A8-2-ot[]].eml")]


def test_C8_a_draft_about_a_client_who_is_no_longer_a_cso_is_withdrawn(off_the_list, tmp_path):
    assert (owed(off_the_list, "20250113-A8-2"), drafts(off_the_list)) == (["to send"], ["Drafts"])
    said = decided(tmp_path, off_the_list, "off-list", "O3-2,Confirmed: end-date the note")
    assert "no longer a CSO: 20250113-A8-2-ot. It is to be decided anew." in " ".join(said.split())
    assert (owed(off_the_list, "20250113-A8-2"), drafts(off_the_list)) == (["to decide"], ["Withdrawn"])
    assert owed(off_the_list, "20250113-O3-2") == ["to do in CMS"]


def test_C8_a_note_that_would_still_be_added_is_decided_anew(tmp_path, records):
    week = Week(1)
    week.set("on-list", 2, "Match Level", "1")
    week.set("cso-daily", 2, "SWIFTT Status", "Current")
    for report in ("on-list", "cso-daily", "off-list"):
        week.set(report, 2, "CSO Client Number", "010000001")
    call("run", "on-list", week.write("on-list", tmp_path), "--records", records)
    decided(tmp_path, records, "on-list", "L6-2,No note: add it")
    assert owed(records, "20250113-L6-2") == ["to do in CMS"]
    call("run", "off-list", week.write("off-list", tmp_path), "--records", records)
    decided(tmp_path, records, "off-list", "O3-2,Confirmed: end-date the note")
    assert owed(records, "20250113-L6-2") == ["to decide"]


def test_C8_a_client_who_stays_on_the_list_is_told_of(off_the_list, tmp_path):
    decided(tmp_path, off_the_list, "off-list", "O3-2,Still a CSO: the note stays")
    assert (owed(off_the_list, "20250113-A8-2"), drafts(off_the_list)) == (["to send"], ["Drafts"])


def test_C8_what_was_sent_stays_and_the_working_copy_follows(off_the_list, tmp_path):
    decided(tmp_path, off_the_list, "off-list", "O3-2,Confirmed: end-date the note")
    call("mark", "address-sharer", "--records", off_the_list)
    assert owed(off_the_list, "20250113-A8-2") == ["to decide"]
    assert drafts(off_the_list) == ["Withdrawn"]
