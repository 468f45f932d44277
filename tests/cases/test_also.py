"""An outcome that answers another question about the same client as well [L6, L7]."""

import pytest

from cso_xl.cases import questions
from cso_xl.cases.worklist.also import answered_also
from cso_xl.cases.worklist.layout import Slot, WorklistLayout
from cso_xl.cases.worklist.worklist_lines import Lines, WorklistEntry, WorklistLine, ask

DECEASED, NEITHER, ADD = "Client is deceased: NFA", "Neither: NFA", "No note: add it"
TELL = "Registered, current or appointment: tell ASCM/SCM"
LAYOUT = WorklistLayout((Slot.free(1, False), Slot.free(2, False)))


@pytest.fixture
def asked(settings):
    return {ask(one): one for one in questions.load(settings)["on_list"]}


def line(asked, id, outcome):
    text = next(text for text, one in asked.items() if one.id == id)
    return WorklistEntry(f"{id}-2", "2", "1", "", text, outcome)


def answers(asked, chosen, in_force="", given=(), layout=LAYOUT):
    """What L7 reads when (L6, L7) are chosen; `in_force` is the outcome of L6 before."""
    both = [line(asked, id, outcome) for id, outcome in zip(("L6", "L7"), chosen, strict=True)]
    rows = [WorklistLine(tuple(both))] if layout else [WorklistLine((one,)) for one in both]
    keys = {f"L6-2:{in_force}": next(iter(asked.values())).outcome(in_force)}
    known = keys[f"L6-2:{in_force}"]

    def now(ref, question):
        return known.key if known and ref == "L6-2" else ""

    found = answered_also(Lines(layout, rows), asked, now, given)
    return [one.outcome for together in found.lines for one in together.lines][1]


@pytest.mark.parametrize("layout", [LAYOUT, None])
def test_one_choice_answers_L7_as_well(asked, layout):
    assert answers(asked, (DECEASED, ""), layout=layout) == NEITHER
    assert answers(asked, ("Note in place, and L7 does not apply: NFAR", ""), layout=layout) == NEITHER
    assert answers(asked, ("Note in place: NFAR", ""), layout=layout) == ""


def test_what_a_person_has_chosen_there_counts_more(asked):
    assert answers(asked, (DECEASED, TELL)) == TELL
    assert answers(asked, (DECEASED, ""), given=["L7-2"]) == ""


def test_what_is_no_longer_chosen_takes_its_other_answer_along(asked):
    assert answers(asked, (ADD, NEITHER), in_force=DECEASED) == ""
    assert answers(asked, ("", NEITHER), in_force=DECEASED) == ""
    assert answers(asked, (ADD, TELL), in_force=DECEASED) == TELL
    assert answers(asked, (ADD, NEITHER), in_force=ADD) == NEITHER
    assert answers(asked, (ADD, NEITHER), in_force=DECEASED, given=["L7-2"]) == NEITHER


def test_children_are_answered_by_themselves(settings):
    """L8 and L9 ask about children: no outcome of another question answers them."""
    about_children = {one.id for asked in questions.load(settings).values() for one in asked if one.children}
    assert {"L8", "L9"} <= about_children
    also = [also for asked in questions.load(settings).values() for one in asked
            for outcome in one.outcomes for also, _ in outcome.also]  # fmt: skip
    assert not about_children.intersection(also)
