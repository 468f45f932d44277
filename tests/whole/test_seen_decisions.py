"""What was seen before cases were recorded, each as a person would meet it at the command line [C2, C4-C8, C10, C14].

Each of these failed: an outcome came to stand at another child, an answer that nobody gave ended a wait, a notice that
was taken back lay ready to be sent, and what was open was in no list.
"""

import csv
import json

import pytest

from helpers.at_work import NOT_SAME, SAME, Unit, call
from helpers.files import PROCESSED, Week


@pytest.fixture
def unit(tmp_path, records):
    return Unit(tmp_path, records)


def test_outcomes_keep_their_rows_when_the_address_report_is_sorted(unit):
    unit.household(2, address="1 Kauri Road Ōtaki")
    unit.household(3, address="5 Tui Street Ōtaki")
    unit.run("address-sharer")
    unit.choose(A8_2=NOT_SAME)
    unit.sort("CSO Address")
    unit.do("mark", "address-sharer")
    comments = unit.column("Comment", by="Sharer Client Number")
    assert comments["020000001"] == "NFA"
    assert [comment for comment in comments.values() if comment] == ["NFA"]


def test_outcomes_keep_their_rows_when_the_on_list_is_sorted(unit):
    unit.run("on-list")
    chosen = {ref.replace("-", "_"): one for ref, one in {
        "L6-2": "Note in place: NFAR", "L7-2": "Neither: NFA", "L8-2": "No children: NFA",
        "L9-2": "Not in social housing: NFA",
    }.items()}  # fmt: skip
    unit.choose(**chosen)
    unit.sort("Surname on MSD System")
    unit.do("mark", "on-list")
    assert {ref.replace("-", "_"): name for ref, name in unit.outcomes().items() if name} == chosen
    comments = unit.column("Comment", by="CSO Client Number")
    assert {number: one for number, one in comments.items() if one} == {"010000001": "NFAR; NFA"}


def test_a_notice_says_what_its_own_row_says_when_the_daily_diffs_are_sorted(unit):
    unit.changes("Address Change")
    unit.run("daily-diffs")
    unit.choose(D3_2="Address changed: tell CPS")
    unit.sort("Value Current")
    unit.do("draft", "daily-diffs")
    assert "2 Kauri Road" in unit.text("20250113-D3-2-cps")
    assert "010000001" in unit.text("20250113-D3-2-cps")


VAGUE = (
    "to be emailed", "not NFA", "NFA?", "no email sent", "email bounced - emailed wrong address",
    "NFA; Conflict of interest",
)  # fmt: skip


@pytest.mark.parametrize("words", VAGUE)
def test_C4_vague_words_settle_nothing(words, unit):
    unit.run("address-sharer")
    unit.do("mark", "address-sharer", "nfa", *range(3, 8))
    unit.write("Comment", 2, words)
    said = " ".join(call("processed", "--records", unit.records).output.split())
    assert "1 row has no outcome: row 2." in said
    assert not (unit.records / PROCESSED).exists()


def test_C4_nfa_on_a_comment_that_asks_is_written(unit):
    unit.run("address-sharer")
    unit.write("Comment", 2, "NFA?")
    unit.do("mark", "address-sharer", "nfa", "2")
    assert unit.column("Comment", by="Sharer Client Number")["020000001"] == "NFA?; NFA"


@pytest.fixture
def cps_asked(unit):
    """CPS was asked to confirm that a client of the daily diffs is a CSO."""
    unit.changes("Added SWIFTT")
    unit.run("daily-diffs")
    unit.choose(D5_2="No note: ask CPS to confirm")
    unit.do("mark", "daily-diffs")
    unit.send("20250113-D5-2-cps")
    return unit


MACHINES = {
    "X_Autoreply": "yes",
    "Precedence": "bulk",
    "Content_Type": 'multipart/report; report-type="disposition-notification"',
    "Auto_Submitted": "auto-replied",
}


@pytest.mark.parametrize("header", [*MACHINES, "auto_reply"])
def test_C6_a_machine_answers_nothing(header, cps_asked):
    name, text = ("Precedence", "auto_reply") if header == "auto_reply" else (header, MACHINES[header])
    if name == "Content_Type":
        path = cps_asked.folder / "receipt.eml"
        path.write_bytes(
            b"From: cs_help_desk@corrections.govt.nz\r\nDate: Tue, 14 Jan 2025 10:00:00 +1300\r\n"
            b"Subject: RE: [20250113-D5-2-cps]\r\nMIME-Version: 1.0\r\nContent-Type: " + text.encode()
            + b'; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nRead\r\n--b--\r\n'
        )  # fmt: skip
        done = call("file-email", path, "--records", cps_asked.records)
    else:
        done = cps_asked.reply("20250113-D5-2-cps", **{name: text})
    assert done.exit_code == 1
    assert "overdue" in cps_asked.due()
    assert "machine reply: look" in cps_asked.due()


def test_C6_a_notice_that_was_never_sent_cannot_be_answered(unit):
    unit.changes("Added SWIFTT")
    unit.run("daily-diffs")
    unit.choose(D5_2="No note: ask CPS to confirm")
    unit.do("mark", "daily-diffs")
    done = call("answered", "20250113-D5-2-cps", "--records", unit.records)
    assert done.exit_code != 0
    assert " ".join(done.stderr.split()).endswith(
        "20250113-D5-2-cps is not recorded as sent, so it cannot have been answered. If it was sent, file the e-mail "
        "that was sent first: cso-xl file-email."
    )
    assert "20250113-D5-2-cps" in unit.due()


def test_C6_an_answer_is_taken_back(cps_asked):
    cps_asked.do("answered", "20250113-D5-2-cps")
    said = cps_asked.do("take-back", "20250113-D5-2-cps")
    assert "'answered' of" in said and "is taken back" in said
    assert "overdue" in cps_asked.due()


def test_C5_a_corrected_outcome_withdraws_its_draft(unit):
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    assert list(unit.drafts()) == ["20250113-A8-2-ot"]
    unit.choose(A8_2=NOT_SAME)
    unit.do("mark", "address-sharer")
    assert unit.drafts() == {}
    assert "20250113-A8-2-ot" not in unit.due()
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    assert list(unit.drafts()) == ["20250113-A8-2-ot-2"]


def test_C5_after_it_was_sent_a_correction_is_owed_and_drafted(unit):
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-2-ot")
    unit.choose(A8_2=NOT_SAME)
    unit.do("mark", "address-sharer")
    assert "tell the recipient that it was sent in error" in unit.due()
    said = unit.text("20250113-A8-2-ot-2")
    assert "sent in error" in said and "- Our reference: 20250113-A8-2-ot\r\n" in said


def test_C5_a_correction_of_one_in_a_household_leaves_the_others_protected(unit):
    unit.household(2, 3, address="1 Kauri Road Ōtaki")
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-2-ot")
    unit.do("mark", "address-sharer", "nfa", "3")
    said = unit.text("20250113-A8-2-ot-2")
    assert "What it says about everybody else stands." in " ".join(said.split())
    assert "Quetzalina2 Canarova2" in said and "Quetzalina1 Canarova1" not in said


def test_C8_an_answer_opens_the_decision_it_was_asked_for(cps_asked):
    assert cps_asked.reply("20250113-D5-2-cps").exit_code == 0
    assert (
        "20250113-D5-2-cps: answered: decide now: choose the outcome that the answer gives" in cps_asked.due()
    )
    cps_asked.choose(D5_2="CPS confirmed, benefit registered or current")
    cps_asked.do("mark", "daily-diffs")
    left = cps_asked.due()
    assert "20250113-D5-2-scm: to send" in left
    assert "add the Special Cautions note, then tick it" in left
    assert "answered" not in left


def test_C7_a_note_to_be_added_is_done_once_a_person_says_so(unit):
    unit.run("on-list")
    unit.choose(L6_2="No note: add it")
    said = unit.do("mark", "on-list")
    assert "L6-2: To do in CMS: add the Special Cautions note" in said
    assert "add the Special Cautions note, then tick it" in unit.due()
    unit.do("tick", "20250113-L6-2")
    assert "then tick it" not in unit.due()


def test_C10_what_could_not_be_drafted_is_due(unit):
    unit.changes("Added SWIFTT")
    unit.run("daily-diffs")
    decided = unit.folder / "decided.csv"
    with decided.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["Ref", "Outcome"], ["D5-2", "CPS confirmed, benefit registered or current"]]
        )
    unit.do("mark", "daily-diffs", "--decisions", decided)
    assert "20250113-D5-2: to send: fill in service centre, Service Centre Email" in unit.due()


@pytest.mark.parametrize(
    ("report", "entry"), [("daily-diffs", "D3-2"), ("off-list", "O3-2"), ("address-sharer", "A8-2")]
)
def test_C10_what_is_to_be_decided_is_due(report, entry, unit):
    unit.run(report)
    assert f"20250113-{entry}: to decide" in unit.due()


def test_C10_matches_of_an_older_on_list_are_still_due(unit):
    unit.run("on-list")
    later = Week().write("on-list", unit.folder / "later")
    unit.do("run", "on-list", later, "--date", "2025-01-20")
    left = unit.due()
    assert "20250113-L6-2: to decide" in left and "20250120-L6-2: to decide" in left


def test_C10_a_notice_marked_as_sent_is_no_longer_to_be_sent(unit):
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    assert "20250113-A8-2-ot: to send" in unit.due()
    unit.do("mark", "address-sharer", "email-sent", "2")
    assert "20250113-A8-2-ot" not in unit.due()


def test_C14_a_household_is_answered_person_by_person(unit):
    unit.household(2, 3, address="1 Kauri Road Ōtaki")
    unit.run("address-sharer")
    unit.do("mark", "address-sharer", "nfa", "3")
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    said = unit.text("20250113-A8-2-ot")
    assert "Quetzalina1 Canarova1" in said and "Canarova2" not in said
    unit.send("20250113-A8-2-ot")
    unit.do("mark", "address-sharer")
    comments = unit.column("Comment", by="Sharer Client Number")
    assert (comments["020000001"], comments["020000002"]) == ("Email sent", "NFA")


def test_A10_filing_what_was_sent_marks_the_rows(unit):
    unit.run("address-sharer")
    unit.do("mark", "address-sharer", "nfa", *range(3, 8))
    unit.choose(A8_2=SAME)
    unit.do("mark", "address-sharer")
    unit.send("20250113-A8-2-ot")
    unit.do("processed")
    assert unit.column("Comment", by="Sharer Client Number", report=PROCESSED)["020000001"] == "Email sent"


def test_A11_a_row_reads_as_it_was_decided_when_another_household_of_the_cso_was_told(unit):
    unit.household(2, address="1 Kauri Road Ōtaki")
    unit.household(3, address="5 Tui Street Ōtaki")
    unit.run("address-sharer")
    unit.choose(A8_2=SAME, A8_3=NOT_SAME)
    unit.do("mark", "address-sharer", "nfa", *range(4, 8))
    unit.sort("CSO Address")
    unit.send("20250113-A8-2-ot")
    unit.do("processed")
    comments = unit.column("Comment", by="Sharer Client Number", report=PROCESSED)
    assert (comments["020000001"], comments["020000002"]) == ("Email sent", "NFA")


def test_C16_an_answer_recorded_by_hand_is_in_the_activity_log(cps_asked):
    cps_asked.do("answered", "20250113-D5-2-cps")
    steps = json.loads(call("footprint", "010000001", "--json", "--records", cps_asked.records).stdout)
    assert "record_answer" in json.dumps(steps)
