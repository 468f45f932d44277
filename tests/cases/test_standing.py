"""How the entries on a line of the worklist stand together: in words, how grave, what is done [C2, C7, C10]."""

import datetime as dt

import pytest

from cso_xl.cases.events import EventKind, Item
from cso_xl.cases.state.owed import Clock, State
from cso_xl.cases.worklist.standing import done, names, standing, together, what_follows
from cso_xl.cases.worklist.worklist_lines import Follows, WorklistEntry
from helpers.case_events import MONDAY, case_of, event


def line(ref, outcome="", said=""):
    return WorklistEntry(
        ref, ref.partition("-")[2], "1", "", f"{ref.partition('-')[0]}: ?", outcome, done=said
    )


LINES = [line("L6-2", "A"), line("L7-2"), line("L8-2")]


def test_C2_what_is_said_of_several_questions_is_said_once():
    state = {"L6": "To decide", "L7": "To send: 20250113-L7-2-scm", "L8": "To decide", "L9": "Done"}
    assert together(state) == "To decide: L6, L8\nTo send: 20250113-L7-2-scm (L7)\nDone: L9"
    assert together(dict.fromkeys("abc", "Done")) == "Done"
    assert together({"D3": "Waiting until 16/01/2025 10:00: 20250113-D3-7-cps"}).startswith("Waiting until ")
    assert together({}) == ""


def test_a_question_that_stands_there_twice_is_called_by_its_ref():
    assert names([line("D6-2"), line("D3-4"), line("D6-9")]) == ["D6-2", "D3", "D6-9"]


def test_what_follows_is_said_by_question():
    note, tell = Follows(scn="Add the note"), Follows("A notice to CPS", "They know.", todo="Look again.")
    assert what_follows({"L6": note, "L7": Follows(), "L9": tell}) == (
        "L6: Add the note\nL9: A notice to CPS. CEN: They know. Look again"
    )
    assert what_follows({"O3": note}) == "Add the note"


@pytest.mark.parametrize(
    ("said", "ticked", "shown"),
    [
        (("", "", ""), (False, None, None), ""),
        (("Done", "", ""), (True, None, None), "L6"),  # 'Done' would be said of what is chosen later
        (("Done", "Done", "Done"), (False, None, None), "Done"),  # typed, and not taken in yet
        (("", "perhaps", ""), (None, None, None), "L7"),
    ],
)
def test_C7_what_is_done_is_named_while_something_is_to_come(said, ticked, shown):
    lines = [one._replace(done=text) for one, text in zip(LINES, said, strict=True)]
    assert done(lines, ticked, False) == shown


def test_C7_once_all_is_decided_and_done_the_line_reads_Done():
    lines = [line("L6-2", "A", "Done"), line("L7-2", "B"), line("L8-2", "C", "Done")]
    assert done(lines, (True, None, True), True) == "Done"
    assert done(lines, (True, False, True), True) == "L6, L8"
    assert done(lines, (True, None, True), False) == "L6, L8"  # an outcome that was only just typed


def asked(entry, days=0, child=False):
    return event(entry, rows=(2,), child=child, time=MONDAY + dt.timedelta(days=days))


def sent(entry):
    """A notice to CPS that was sent two days ago."""
    of = {"rows": (2,), "outcome": "tell"}
    ref = {"reference": f"20250113-{entry}-cps", "to": "cps"}
    return (
        event(entry, EventKind.DECIDED, owes=("cps",), **of),
        event(entry, EventKind.DRAFTED, notice="x", **of, **ref),
        event(entry, EventKind.SENT, rows=(2,), at=MONDAY - dt.timedelta(days=2), **ref),
    )


def about(cases):
    """The cases about an entry: its own."""
    return lambda ref: [cases[ref]] if ref in cases else []


def test_C10_the_gravest_comes_first():
    clock = Clock(MONDAY, answer_due=lambda to, sent: sent + dt.timedelta(hours=1))
    cases = {
        "D3-2": case_of(asked("D3-2", days=-1)),
        "D3-3": case_of(asked("D3-3", days=-2)),
        "D3-4": case_of(asked("D3-4"), *sent("D3-4")),
        "D8-9": case_of(asked("D8-9", child=True)),
        "D8-1": case_of(asked("D8-1", child=True)),
    }
    stand = {ref: standing([line(ref)], about(cases), clock) for ref in cases}
    assert sorted(stand, key=lambda ref: stand[ref].order) == ["D8-1", "D8-9", "D3-4", "D3-3", "D3-2"]
    assert stand["D3-4"].state is State.OVERDUE
    assert standing([line("D3-99")], about(cases), clock).state is None


def test_since_and_due_are_the_first_of_what_is_owed():
    clock = Clock(MONDAY, decision_due=lambda report, date: MONDAY + dt.timedelta(days=2))
    ticks = event("L6-2", EventKind.DECIDED, rows=(2,), outcome="x", owes=(Item.ADD_SCN.value,))
    cases = {"L6-2": case_of(asked("L6-2", -3), ticks), "L7-2": case_of(asked("L7-2", days=-2))}
    found = standing([line("L6-2"), line("L7-2")], about(cases), clock)
    assert (found.state, found.since, found.due) == (
        State.TO_DECIDE,
        dt.date(2025, 1, 11),
        dt.date(2025, 1, 15),
    )
