"""What is done in CMS is ticked on the sheet when it can be true, and undone after a correction [C5, C7]."""

import csv
import datetime as dt
import io
import json

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import fill_in, now
from helpers.post import call
from helpers.walking import BY_HAND

TELL, NO_BENEFIT, DENIED = (
    "Address changed: tell CPS",
    "CPS confirmed, no such benefit",
    "CPS: not a CSO: NFA",
)
LATER = "The client event note is to be written once its notice has been sent, and ticked then."
WRITE = "write the client event note, then tick it"
ALL_FOUR = {
    "L6-2": "No note: add it",
    "L7-2": "Neither: NFA",
    "L8-2": "No children: NFA",
    "L9-2": "Not in social housing: NFA",
}
TAKE_OFF = "undo 'add the Special Cautions note', which was done under the earlier outcome"


@pytest.fixture
def diffs(hands):
    """The daily diffs: an address that changed, and a benefit that was added."""
    week = Week(2)
    week.set("daily-diffs", 3, "What Has Changed", "Added SWIFTT")
    return hands("daily-diffs", week)


def owed(hands, ref):
    listed = due.listed(hands.records, hands.settings, now())
    return [(line.state, line.next) for line in listed if line.reference.startswith(f"20250113-{ref}")]


def ticked(hands, ref):
    return hands.book().cell(ref, "Done in CMS").value or None


def test_a_client_event_note_is_ticked_once_its_notice_was_sent(diffs):
    said = fill_in(diffs, "D3-2", Outcome=TELL, Client_Name="Weka, Mere", Done_in_CMS="Done")
    assert f"D3-2: {LATER}" in said
    assert [state for state, _ in owed(diffs, "D3-2")] == ["to send"]
    assert ticked(diffs, "D3-2") is None
    diffs.mark(BY_HAND, 2)
    diffs.answered("20250113-D3-2-cps")
    assert owed(diffs, "D3-2") == [("to do in CMS", WRITE)]
    assert LATER not in fill_in(diffs, "D3-2", Done_in_CMS="Done")
    assert (owed(diffs, "D3-2"), ticked(diffs, "D3-2")) == ([], "Done")


def test_what_was_done_under_an_outcome_that_was_corrected_is_undone(diffs):
    fill_in(diffs, "D5-3", Outcome=NO_BENEFIT, Done_in_CMS="Done")
    assert (owed(diffs, "D5-3"), ticked(diffs, "D5-3")) == ([], "Done")
    fill_in(diffs, "D5-3", Outcome=DENIED)
    assert owed(diffs, "D5-3") == [("to do in CMS", f"{TAKE_OFF}, then tick it")]
    book = diffs.book()
    assert book.cell("D5-3", "State").value == f"To do in CMS: {TAKE_OFF}"
    assert (ticked(diffs, "D5-3"), book.comment(3).value or "") == (None, ""), (
        "it is not done before it is undone"
    )
    fill_in(diffs, "D5-3", Done_in_CMS="Done")
    assert (owed(diffs, "D5-3"), ticked(diffs, "D5-3")) == ([], None)
    assert diffs.book().comment(3).value == "NFA"


def test_a_row_of_several_answers_reads_done_once_what_was_done_in_error_is_undone(hands):
    worked = hands("on-list", Week(2))
    book = worked.book()
    for ref, outcome in ALL_FOUR.items():
        book.cell(ref, "Outcome").value = outcome
    book.save()
    worked.press()
    worked.tick("L6-2")
    fill_in(worked, "L6-2", Outcome="Note in place: NFAR")
    assert owed(worked, "L6-2") == [("to do in CMS", f"{TAKE_OFF}, then tick it")]
    column = worked.book().comment(2)  # none while no row has one
    assert not (column and column.value)
    worked.press()
    assert owed(worked, "L6-2") == [("to do in CMS", f"{TAKE_OFF}, then tick it")]
    worked.tick("L6-2")
    worked.press()
    assert worked.book().comment(2).value == "NFAR; NFA"


def test_what_was_ticked_at_the_command_stands_on_the_sheet(diffs):
    fill_in(diffs, "D5-3", Outcome=NO_BENEFIT)
    diffs.tick("D5-3")
    diffs.press()
    assert ticked(diffs, "D5-3") == "Done"
    diffs.take_back("D5-3")
    diffs.press()
    assert (ticked(diffs, "D5-3"), len(owed(diffs, "D5-3"))) == (None, 1)


def test_an_old_sheet_ticks_nothing_of_what_was_decided_since(diffs, tmp_path):
    """It says Done of what was asked for when it was written."""
    fill_in(diffs, "D5-3", Outcome=NO_BENEFIT, Done_in_CMS="Done")
    diffs.keep(tmp_path / "kept.xlsx")
    fill_in(diffs, "D5-3", Outcome=DENIED)
    diffs.come_back_with(tmp_path / "kept.xlsx")
    diffs.press()
    assert owed(diffs, "D5-3") == [("to do in CMS", f"{TAKE_OFF}, then tick it")]


def test_C7_done_for_one_question_of_a_client_is_not_done_for_an_outcome_given_later(records, tmp_path):
    run, decided = ("--records", records), tmp_path / "decided.csv"
    call("run", "on-list", Week(1).write("on-list", tmp_path), *run)
    decided.write_text(
        'Ref,Outcome\nL6-2,"No note: add it"\nL7-2,"Neither: NFA"\nL9-2,"Not in social housing: NFA"\n',
        "utf-8",
    )
    assert call("mark", "on-list", "--decisions", decided, *run).exit_code == 0
    assert call("tick", "20250113-L6-2", *run).exit_code == 0
    assert call("mark", "on-list", *run).exit_code == 0  # the copy says that L6 is done
    printed = call("worklist", "on-list", *run).stdout
    lines = list(csv.DictReader(io.StringIO(printed)))
    lines[2]["Outcome"] = "Child no longer included: relationship end-dated"
    with decided.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, lines[0])
        table.writeheader()
        table.writerows(lines)
    assert call("mark", "on-list", "--decisions", decided, *run).exit_code == 0
    listed = json.loads(call("due", "--json", *run).stdout)
    assert [(line["reference"], line["notice"]) for line in listed if line["notice"] != "decision"] == [
        ("20250113-L8-2", "relationships")
    ]


def test_L13_a_match_is_due_until_its_note_is_ticked(hands):
    worked = hands("on-list", Week(1))
    fill_in(worked, "L6-2", Outcome="No note: add it", Client_Name="Weka, Mere")
    assert overdue(worked, dt.date(2025, 1, 15)) == [("to do in CMS", "15/01/2025", False)]
    assert overdue(worked, dt.date(2025, 1, 16)) == [("to do in CMS", "15/01/2025", True)]
    worked.tick("L6-2")
    assert overdue(worked, dt.date(2025, 1, 16)) == []


def test_L13_and_while_an_answer_is_to_be_decided_on(hands):
    worked = hands("on-list", Week(1))
    fill_in(worked, "L6-2", Outcome="No note: ask CPS to confirm first", Client_Name="Weka, Mere")
    book = CaseBook(worked.records, worked.settings, now())
    assert book.sent("20250113-L6-2-cps", now(), By.HAND)
    assert book.answered("20250113-L6-2-cps", now(), By.HAND)
    assert overdue(worked, dt.date(2025, 1, 16)) == [("answered: decide now", "15/01/2025", True)]


def overdue(worked, day):
    """What is owed for L6 at noon of a day: in which state, due when, and whether it is overdue."""
    noon = dt.datetime.combine(day, dt.time(12), NEW_ZEALAND)
    listed = due.listed(worked.records, worked.settings, noon)
    return [(line.state, line.due, line.overdue) for line in listed if "L6-2" in line.reference]
