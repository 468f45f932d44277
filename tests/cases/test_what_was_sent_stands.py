"""What was sent, and is what another outcome or its answer asks for, is no error [C3, C5, C6, C8]."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from helpers.files import PASSWORD, Week

ASK, CONFIRMED, DENIED, IN_PLACE = (
    "No note: ask CPS to confirm",
    "CPS confirmed: add the note",
    "CPS: not a CSO: NFA",
    "Note in place: NFA",
)
TELL, ALSO_OT = (
    "Address changed: tell CPS",
    "Address changed, living with children under 16: also tell Oranga Tamariki",
)


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


class Row:
    """A report of one row, and what people do about it."""

    def __init__(self, change, records, settings, folder):
        self.records, self.settings, self.folder = records, settings, folder
        week = Week(1)
        week.set("daily-diffs", 2, "What Has Changed", change)
        source = week.write("daily-diffs", folder / "week")
        assert call("run", "daily-diffs", source, "--records", records).exit_code == 0

    def choose(self, ref, outcome, detail=""):
        chosen = self.folder / "chosen.csv"
        chosen.write_text(
            f'Ref,Outcome,Detail,Client Name\n{ref},"{outcome}","{detail}","Weka, Invented"\n', "utf-8"
        )
        done = call("mark", "daily-diffs", "--decisions", chosen, "--records", self.records)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def sent(self, reference):
        now = dt.datetime.now(dt.UTC)
        assert CaseBook(self.records, self.settings, now).sent(reference, now, By.HAND)

    def owed(self):
        """By reference: the state, and what it is about."""
        due = json.loads(call("due", "--json", "--records", self.records).stdout)
        return {(line["reference"][9:], line["state"], line["notice"]) for line in due}

    def ready(self):
        return {path.stem.rpartition("[")[2].rstrip("]")[9:] for path in self.records.rglob("Drafts/*.eml")}


@pytest.fixture
def row_of(records, settings, tmp_path):
    return lambda change: Row(change, records, settings, tmp_path)


@pytest.mark.parametrize("sent", [True, False])
def test_C5_of_an_outcome_that_tells_one_more_only_what_is_new_is_drafted(row_of, sent):
    row, cps = row_of("Address Change"), "D3-2-cps"
    row.choose("D3-2", TELL)
    if sent:
        row.sent(f"20250113-{cps}")
    assert "error" not in row.choose("D3-2", ALSO_OT, "Kea, Invented")
    state = "waiting" if sent else "to send"
    assert row.owed() == {
        (cps, state, "change_of_address"), ("D3-2-ot", "to send", "children_at_address"),
    }  # fmt: skip
    assert row.ready() - ({cps} if sent else set()) == {"D3-2-ot", *(() if sent else (cps,))}


def test_C12_in_a_report_sent_again_nobody_is_told_twice_of_what_the_first_has_told(row_of, tmp_path):
    row = row_of("Address Change")
    row.choose("D3-2", TELL)
    row.sent("20250113-D3-2-cps")
    week = Week(2)
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    again = week.write("daily-diffs", tmp_path / "again")
    assert call("run", "daily-diffs", again, "--again", "--records", row.records).exit_code == 0
    row.choose("D3-2", ALSO_OT, "Kea, Invented")
    assert {one for one in row.owed() if one[1] != "to decide"} == {
        ("D3-2-cps", "waiting", "change_of_address"), ("2-D3-2-ot", "to send", "children_at_address"),
    }  # fmt: skip


def test_C8_a_question_filed_after_its_answer_was_decided_needs_no_correction(row_of):
    row = row_of("Client added to list")
    row.choose("D8-2", ASK)
    assert "no question is recorded as sent" in row.choose("D8-2", CONFIRMED)
    row.sent("20250113-D8-2-cps")
    to_do = {("D8-2", "to do in CMS", "add-scn"), ("D8-2", "to do in CMS", "other")}
    assert row.owed() == to_do
    assert "no question is recorded as sent" not in row.choose("D8-2", DENIED)
    assert row.owed() == set()


def test_C3_without_the_answer_its_question_waits_again_and_is_to_be_decided_again(row_of):
    row, asked = row_of("Added SWIFTT"), "20250113-D5-2-cps"
    row.choose("D5-2", ASK)
    row.sent(asked)
    row.choose("D5-2", DENIED)
    assert row.owed() == set()
    said = call("take-back", asked, "--records", row.records).stdout
    assert "The outcome that rested on it counts no longer: choose again." in said
    waits = {("D5-2", "to decide", "decision"), ("D5-2-cps", "waiting", "cso_confirmation")}
    assert row.owed() == waits
    assert call("draft", "daily-diffs", "--records", row.records).exit_code == 0
    assert row.owed() == waits
    row.choose("D5-2", IN_PLACE)
    assert row.owed() == {("D5-2-cps", "to send", "correction")}


def test_C8_an_answer_to_a_question_that_had_been_withdrawn_is_looked_at_and_the_drafts_agree(row_of):
    row, asked = row_of("Added SWIFTT"), "20250113-D5-2-cps"
    row.choose("D5-2", ASK)
    row.choose("D5-2", IN_PLACE)
    row.sent(asked)  # from a copy
    assert call("draft", "daily-diffs", "--records", row.records).exit_code == 0
    assert call("answered", asked, "--records", row.records).exit_code == 0
    assert row.owed() == {
        ("D5-2-cps", "to send", "correction"), ("D5-2-cps", "answered: decide now", "decision"),
    }  # fmt: skip
    assert row.ready() == {"D5-2-cps-2"}
    row.choose("D5-2", DENIED)
    assert (row.owed(), row.ready()) == (set(), set())
