"""What is owed in a case, and in which state: events in, owed out [C2, C3, C5-C9, C12, C14, X6]."""

import pytest

from cso_xl.cases.events import EventKind
from cso_xl.cases.state.owed import ORDER, State
from helpers.case_told import (
    ASK,
    CONFIRMED,
    DENIED,
    HOUR,
    MONDAY,
    NFA,
    OTHER,
    SAME,
    answered,
    asked,
    became,
    case,
    clock,
    corrects,
    decided,
    drafted,
    happened,
    owed,
    ref,
    sent,
    taken_back,
    ticked,
    undecided,
    withdrawn,
)

A = (asked(2), decided(SAME, 2), drafted("ot", SAME, 2))
BOTH = (asked(2, 3), decided(SAME, 2, 3), drafted("ot", SAME, 2, 3))
QUESTION = (asked(2), decided(ASK, 2), drafted("cps", ASK, 2), sent("cps"))


def test_C2_the_states_stand_in_the_guidelines_order():
    assert [state.value for state in State] == [
        "to decide", "to send", "overdue", "waiting", "answered: decide now", "to do in CMS", "handed on", "withdrawn",
        "done",
    ]  # fmt: skip
    assert ORDER[State.TO_DECIDE] < ORDER[State.TO_SEND] < ORDER[State.DONE]


def test_C2_what_is_asked_is_to_be_decided_until_it_is():
    assert owed(asked(2, 3)) == ["decision [to decide] 2,3"]
    assert owed(asked(2, 3), decided(NFA, 3)) == ["decision [to decide] 2"]
    assert owed(asked(2, 3), decided(NFA, 3), decided(NFA, 2)) == []
    assert case(asked(2), decided(NFA, 2)).state(clock()) is State.DONE


def test_C2_a_notice_is_to_be_drafted_and_sent_and_then_done():
    assert owed(*A[:2]) == ["notice [to send] 2 ot"]
    assert owed(*A) == ["notice [to send] 2 ot"]
    assert owed(*A, sent("ot")) == []


def test_C10_what_could_not_be_drafted_says_what_is_missing():
    lacks = became(
        EventKind.NOT_DRAFTED, "ot", reference="", outcome=SAME, rows=(2,), missing=("date of change",)
    )
    (one,) = case(*A[:2], lacks).owed(clock())
    assert (one.state, one.missing, one.reference) == (State.TO_SEND, ("date of change",), "")
    (again,) = case(*A[:2], lacks, decided(NFA, 2), decided(SAME, 2)).owed(clock())
    assert again.missing == ()


@pytest.mark.parametrize(("hours", "state"), [(75, "waiting"), (75.01, "overdue"), (3, "waiting")])
def test_C2_an_answer_is_awaited_and_then_overdue(hours, state):
    assert owed(*QUESTION, hours=hours) == [f"notice [{state}] 2 cps"]


def test_C2_time_runs_from_when_the_email_was_sent():
    events = (*QUESTION[:-1], sent("cps", at=MONDAY - 72 * HOUR))
    assert owed(*events, hours=4) == ["notice [overdue] 2 cps"]


def test_C2_a_case_shows_its_most_urgent_and_lists_all():
    events = (asked(2, 3), decided(CONFIRMED, 3))
    assert owed(*events) == [
        "decision [to decide] 2", "notice [to send] 3 scm", "add-scn [to do in CMS] 3",
    ]  # fmt: skip
    assert case(*events).state(clock()) is State.TO_DECIDE


def test_C5_a_draft_whose_outcome_no_longer_stands_is_not_to_be_sent():
    assert owed(*A, decided(NFA, 2)) == ["withdrawal [to send] 2 ot"]
    assert owed(*A, decided(NFA, 2), withdrawn("ot")) == []
    assert owed(*A, undecided(2), withdrawn("ot")) == ["decision [to decide] 2"]


def test_C5_after_it_was_sent_the_recipient_is_to_be_told():
    wrong = (*A, sent("ot"), decided(NFA, 2))
    assert owed(*wrong) == ["correction [to send] 2 ot"]
    drafted_too = (*wrong, corrects("ot-2", "ot", 2))
    assert owed(*drafted_too) == ["correction [to send] 2 ot"]
    assert owed(*drafted_too, sent("ot-2")) == []


def test_C5_an_outcome_that_stands_again_needs_no_correction():
    events = (*A, sent("ot"), decided(NFA, 2), corrects("ot-2", "ot", 2), decided(SAME, 2))
    assert owed(*events) == ["withdrawal [to send] 2 ot-2"]
    assert owed(*events, withdrawn("ot-2")) == []


def test_C5_whoever_was_told_that_it_was_in_error_is_told_anew_when_it_stands_again():
    events = (*A, sent("ot"), decided(NFA, 2), corrects("ot-2", "ot", 2), sent("ot-2"), decided(SAME, 2))
    assert owed(*events) == ["notice [to send] 2 ot"]
    assert owed(*events, drafted("ot-3", SAME, 2), sent("ot-3")) == []


def test_C5_a_draft_withdrawn_and_decided_again_is_drafted_under_another_reference():
    events = (*A, decided(NFA, 2), withdrawn("ot"), decided(SAME, 2))
    assert owed(*events) == ["notice [to send] 2 ot"]
    assert owed(*events, drafted("ot-2", SAME, 2)) == ["notice [to send] 2 ot-2"]


def test_C5_a_withdrawn_notice_that_was_sent_all_the_same_is_corrected():
    events = (*A, decided(NFA, 2), withdrawn("ot"), sent("ot"))
    assert owed(*events) == ["correction [to send] 2 ot"]


def test_C5_a_withdrawn_notice_that_was_sent_and_is_right_again_is_not_sent_twice():
    events = (*A, decided(NFA, 2), withdrawn("ot"), decided(SAME, 2), drafted("ot-2", SAME, 2), sent("ot"))
    assert owed(*events) == ["withdrawal [to send] 2 ot-2"]


def test_C5_nothing_was_in_error_while_nobody_has_decided_again():
    assert owed(*A, sent("ot"), undecided(2)) == ["decision [to decide] 2"]
    assert owed(*A, sent("ot"), happened(EventKind.HANDED_ON, 2)) == ["decision [handed on] 2"]


def test_C5_email_sent_by_hand_takes_nothing_back_that_was_sent():
    assert owed(*A, sent("ot"), decided("email-sent", 2)) == []


TELL, ALSO_OT = ("change to cps",), ("change to cps", "children to ot")
TOLD = (
    asked(2),
    decided("tell", 2, owes=("cps", "cen"), letters=TELL),
    drafted("cps", "tell", 2, letters=TELL),
)
EXTENDED = decided("also", 2, owes=("cps", "ot", "cen"), letters=ALSO_OT)


def test_C5_a_notice_that_was_sent_stands_under_another_outcome_that_asks_for_the_same():
    both = (*TOLD, sent("cps"), EXTENDED)
    assert owed(*both, hours=5) == ["notice [to send] 2 ot", "notice [waiting] 2 cps"]
    told = (*both, drafted("ot", "also", 2, letters=ALSO_OT[1:]), sent("ot"), answered("cps"))
    assert owed(*told) == ["cen [to do in CMS] 2"]
    back = decided("tell", 2, owes=("cps",), letters=TELL)
    assert owed(*told, back) == ["correction [to send] 2 ot"]


def test_C5_a_draft_that_was_not_sent_stands_under_another_outcome_that_asks_for_the_same():
    assert owed(*TOLD, EXTENDED) == ["notice [to send] 2 cps", "notice [to send] 2 ot"]


@pytest.mark.parametrize(
    "other",
    [
        decided("other", 2, owes=("cps",), letters=("another to cps",)),
        decided("other", 2, owes=("cps",), letters=("change to cps cc ot",)),
        decided("other", 2, owes=("cps",), letters=TELL, asks=True),
    ],
)
def test_C5_another_notice_to_the_same_recipient_makes_the_first_an_error(other):
    found = sorted(owed(*TOLD, sent("cps"), other))
    assert found == ["correction [to send] 2 cps", "notice [to send] 2 cps"]


@pytest.mark.parametrize("told", [False, True])
def test_C5_of_a_household_one_is_corrected_and_the_rest_stands(told):
    events = (*BOTH, *([sent("ot")] if told else []), decided(NFA, 3))
    if told:
        assert owed(*events) == ["correction [to send] 3 ot"]
        assert owed(*events, corrects("ot-2", "ot", 3), sent("ot-2")) == []
    else:
        assert owed(*events) == ["notice [to send] 2 ot", "withdrawal [to send] 2,3 ot"]
        assert owed(*events, withdrawn("ot"), drafted("ot-2", SAME, 2)) == ["notice [to send] 2 ot-2"]


def test_C5_a_second_correction_is_owed_for_the_second_row():
    events = (*BOTH, sent("ot"), decided(NFA, 3), corrects("ot-2", "ot", 3), sent("ot-2"), decided(NFA, 2))
    assert owed(*events) == ["correction [to send] 2 ot"]


def test_C5_a_correction_that_lacks_a_row_is_not_to_be_sent():
    events = (*BOTH, sent("ot"), decided(NFA, 3), corrects("ot-2", "ot", 3), decided(NFA, 2))
    assert owed(*events) == ["withdrawal [to send] 3 ot-2", "correction [to send] 2,3 ot"]


def test_C14_rows_decided_differently_one_of_them_corrected_later():
    events = (asked(2, 3), decided(SAME, 2), decided(NFA, 3), drafted("ot", SAME, 2), sent("ot"))
    assert owed(*events) == []
    assert owed(*events, decided(SAME, 3)) == ["notice [to send] 3 ot"]
    ((decision, rows),) = case(*events, decided(SAME, 3)).in_force()
    assert (decision.sequence, rows) == (6, (2, 3))


def test_C14_a_row_that_came_later_is_to_be_decided_and_then_told_of():
    events = (*A, sent("ot"), asked(2, 4))
    assert owed(*events) == ["decision [to decide] 4"]
    later = case(*events, decided(SAME, 4))
    assert [one.rows for one in later.owed(clock())] == [(4,)]
    assert {row: one.reference for row, one in later.last_notices("ot").items()} == {2: ref("ot")}


def test_C14_who_was_told_in_error_is_not_among_those_told():
    events = (*BOTH, sent("ot"), decided(NFA, 3), corrects("ot-2", "ot", 3), sent("ot-2"))
    assert list(case(*events).last_notices("ot")) == [2]


def test_C6_a_machines_reply_answers_nothing():
    events = (*QUESTION, became(EventKind.MACHINE_REPLIED, "cps"))
    (one,) = case(*events).owed(clock(50))
    assert one.state is State.WAITING and one.notice.machine_replied
    assert owed(*events, answered("cps")) == ["decision [answered: decide now] 2 cps"]


def test_C6_a_notice_of_which_no_answer_is_awaited_may_not_have_arrived():
    told = (asked(2), decided(SAME, 2), drafted("ot", SAME, 2), sent("ot"))
    assert owed(*told) == []
    bounced = (*told, became(EventKind.MACHINE_REPLIED, "ot"))
    assert owed(*bounced) == ["machine reply [waiting] 2 ot"]
    assert owed(*bounced, answered("ot")) == []
    assert owed(*bounced, decided(NFA, 2)) == ["correction [to send] 2 ot"]
    corrected = (*bounced, decided(NFA, 2), corrects("ot-2", "ot", 2), sent("ot-2"))
    assert owed(*corrected) == []
    assert owed(*corrected, became(EventKind.MACHINE_REPLIED, "ot-2")) == ["machine reply [waiting] 2 ot-2"]


def test_C8_an_answer_opens_the_decision_it_was_asked_for():
    assert owed(*QUESTION, answered("cps")) == ["decision [answered: decide now] 2 cps"]
    assert owed(*QUESTION, answered("cps"), decided(DENIED, 2)) == []
    assert owed(*QUESTION, answered("cps"), decided(CONFIRMED, 2)) == [
        "notice [to send] 2 scm", "add-scn [to do in CMS] 2",
    ]  # fmt: skip


def test_C8_another_answer_is_looked_at_until_a_person_decides_or_says_so():
    def came(**facts):
        return {**answered("cps"), "by": "email", **facts}

    again = (*QUESTION, came(fingerprint="a" * 16), decided(DENIED, 2), came(fingerprint="b" * 16))
    assert owed(*again) == ["another answer [answered: decide now] 2 cps"]
    for ends in (decided(CONFIRMED, 2, owes=()), {**answered("cps"), "by": "hand"}):
        assert owed(*again, ends) == []
        assert owed(*again, ends, came(fingerprint="c" * 16)) == [
            "another answer [answered: decide now] 2 cps"
        ]
    assert owed(*again, undecided(2)) == ["decision [to decide] 2"]
    assert owed(*QUESTION, came(), came()) == [
        "decision [answered: decide now] 2 cps"
    ]  # it is to be decided anyway


@pytest.mark.parametrize(("at", "looks"), [(-1, False), (1, True)])
def test_C6_the_email_of_an_answer_recorded_by_hand_is_no_other_one(at, looks):
    by_hand = MONDAY + len(QUESTION) * HOUR
    email = {**answered("cps"), "by": "email", "at": by_hand + at * HOUR}
    events = (*QUESTION, {**answered("cps"), "by": "hand"}, decided(DENIED, 2), email)
    assert owed(*events) == ["another answer [answered: decide now] 2 cps"] * looks


def test_C8_what_asks_is_awaited_even_where_nothing_says_by_when():
    (one,) = case(asked(2), decided(ASK, 2, owes=("ot",)), drafted("ot", ASK, 2), sent("ot")).owed(clock())
    assert (one.state, one.due) == (State.WAITING, None)


def test_C5_asked_and_decided_without_an_answer():
    assert owed(*QUESTION[:-1], decided(NFA, 2)) == ["withdrawal [to send] 2 cps"]
    assert owed(*QUESTION, decided(NFA, 2)) == ["correction [to send] 2 cps"]


def test_C8_a_question_whose_answer_was_decided_is_no_error_when_its_sent_email_is_filed_afterwards():
    decided_first = (*QUESTION[:-1], decided(DENIED, 2, answers=True), withdrawn("cps"), sent("cps"))
    assert owed(*decided_first) == []
    assert owed(*decided_first, decided(NFA, 2)) == ["correction [to send] 2 cps"]


def test_C8_the_answer_to_a_question_that_was_decided_otherwise_is_to_be_looked_at():
    overtaken = (*QUESTION[:-1], decided(NFA, 2), withdrawn("cps"), sent("cps"), corrects("cps-2", "cps", 2))
    both = ["correction [to send] 2 cps", "decision [answered: decide now] 2 cps"]
    assert owed(*overtaken, answered("cps")) == both
    assert owed(*overtaken, answered("cps"), sent("cps-2")) == []
    now = (*overtaken, answered("cps"), decided(DENIED, 2, answers=True))
    assert owed(*now) == ["withdrawal [to send] 2 cps-2"]
    assert owed(*now, withdrawn("cps-2")) == []


def test_C7_what_is_done_in_cms_is_ticked_item_by_item():
    events = (asked(2), decided(CONFIRMED, 2), drafted("scm", CONFIRMED, 2), sent("scm"), answered("scm"))
    assert owed(*events) == ["add-scn [to do in CMS] 2", "cen [to do in CMS] 2"]
    assert owed(*events, ticked("cen", CONFIRMED, 2)) == ["add-scn [to do in CMS] 2"]
    assert owed(*events, ticked("cen", CONFIRMED, 2), ticked("add-scn", CONFIRMED, 2)) == []


BOTH_TOLD = (asked(2, 3), decided("tell", 2, 3, owes=("cps", "ot", "cen")))


def test_C7_a_client_event_note_is_owed_once_everybody_was_told():
    """That somebody has been told would be untrue before."""
    events = (*BOTH_TOLD, drafted("cps", "tell", 2, 3), drafted("ot", "tell", 2, 3))
    assert owed(*events) == ["notice [to send] 2,3 cps", "notice [to send] 2,3 ot"]
    assert owed(*events, sent("cps"), answered("cps")) == ["notice [to send] 2,3 ot"]
    told = (*events, sent("cps"), answered("cps"), sent("ot"))
    assert owed(*told) == ["cen [to do in CMS] 2,3"]
    assert [one.since for one in case(*told).owed(clock())] == [MONDAY + 6 * HOUR]
    assert owed(*told, ticked("cen", "tell", 2, 3)) == []
    assert owed(*told, taken_back(7)) == ["notice [to send] 2,3 ot"]


def test_C7_of_whom_it_tells_it_is_owed_row_by_row():
    events = (*BOTH_TOLD, drafted("cps", "tell", 2), sent("cps"), drafted("ot", "tell", 2), sent("ot"))
    assert [one for one in owed(*events) if "CMS" in one] == ["cen [to do in CMS] 2"]


def test_C7_without_a_notice_it_is_owed_at_once():
    assert owed(asked(2), decided("write", 2, owes=("cen",))) == ["cen [to do in CMS] 2"]


def test_C7_one_that_was_ticked_before_its_notice_was_sent_stays_ticked():
    """As it could be before."""
    events = (*BOTH_TOLD[:1], decided("tell", 2, 3, owes=("ot", "cen")), ticked("cen", "tell", 2, 3))
    assert owed(*events, drafted("ot", "tell", 2, 3), sent("ot")) == []


DONE = (asked(2, 3), decided("add", 2, 3, owes=("add-scn", "cen")), ticked("add-scn", "add", 2, 3))


def test_C5_what_was_done_in_cms_under_an_outcome_that_was_corrected_is_to_be_undone():
    events = (*DONE, decided(NFA, 2))
    assert owed(*events) == ["cen [to do in CMS] 3", "undo-add-scn [to do in CMS] 2"]
    assert [one.since for one in case(*events).owed(clock())][1] == MONDAY + 3 * HOUR
    undone = (*events, ticked("undo-add-scn", "add", 2))
    assert owed(*undone) == ["cen [to do in CMS] 3"]
    assert owed(*undone, taken_back(5)) == owed(*events)


@pytest.mark.parametrize(
    "since",
    [
        (decided("add-and-more", 2, 3, owes=("add-scn", "other")),),  # it asks for the same
        (undecided(2, 3),),  # nobody knows yet
        (happened(EventKind.HANDED_ON, 2, 3),),
        (decided("email-sent", 2, 3),),  # it takes back nothing
        (decided(NFA, 2, 3), decided("add", 2, 3, owes=("add-scn", "cen"))),  # it stands again
        (taken_back(3), decided(NFA, 2, 3)),  # it was not done
    ],
)
def test_C5_there_is_nothing_to_undo(since):
    assert not [one for one in owed(*DONE, *since) if one.startswith("undo-")]


def test_C5_what_was_undone_and_done_again_is_to_be_undone_again():
    again = (decided("add", 2, 3, owes=("add-scn",)), ticked("add-scn", "add", 2, 3), decided(NFA, 2, 3))
    undone = (*DONE, decided(NFA, 2, 3), ticked("undo-add-scn", "add", 2, 3))
    assert owed(*undone) == []
    assert owed(*undone, *again) == ["undo-add-scn [to do in CMS] 2,3"]


def test_C7_a_tick_counts_for_the_decision_after_which_it_was_given():
    done = (ticked("cen", CONFIRMED, 2), ticked("add-scn", CONFIRMED, 2))
    told = (
        asked(2),
        decided(CONFIRMED, 2),
        drafted("scm", CONFIRMED, 2),
        sent("scm"),
        answered("scm"),
        *done,
    )
    assert owed(*told) == []
    assert owed(*told, decided(CONFIRMED, 2)) == ["add-scn [to do in CMS] 2", "cen [to do in CMS] 2"]
    back = (*told, decided(NFA, 2), taken_back(8))
    assert owed(*back) == []


def test_C7_what_was_ticked_of_one_row_is_not_done_for_another():
    events = (asked(2, 3), decided("add", 2, owes=("add-scn",)), ticked("add-scn", "add", 2))
    assert owed(*events, decided("add", 3, owes=("add-scn",))) == ["add-scn [to do in CMS] 3"]


def test_X6_what_is_handed_on_waits_for_a_colleague():
    handed = (asked(2, 3), decided(NFA, 3), happened(EventKind.HANDED_ON, 2))
    assert owed(*handed) == ["decision [handed on] 2"]
    assert owed(*handed, happened(EventKind.TAKEN, 2)) == ["decision [to decide] 2"]
    assert owed(*handed, decided(NFA, 2)) == []
    assert owed(*A, happened(EventKind.HANDED_ON, 2)) == [
        "withdrawal [to send] 2 ot",
        "decision [handed on] 2",
    ]


def test_C10_an_answer_is_awaited_though_the_case_is_handed_on():
    handed = (*QUESTION, happened(EventKind.HANDED_ON, 2))
    assert owed(*handed, hours=3) == ["notice [waiting] 2 cps", "decision [handed on] 2"]
    assert owed(*handed, hours=80)[0] == "notice [overdue] 2 cps"
    assert owed(*handed, answered("cps")) == ["decision [handed on] 2"]


def test_C2_taken_it_is_owed_since_then():
    events = (asked(2), happened(EventKind.HANDED_ON, 2), happened(EventKind.TAKEN, 2))
    assert [one.since for one in case(*events).owed(clock())] == [MONDAY + 2 * HOUR]


TAKEN_BACK = {  # what is owed once the last event is taken back
    "decided": ((asked(2), decided(NFA, 2)), ["decision [to decide] 2"]),
    "decided otherwise": ((*A, sent("ot"), decided(NFA, 2)), []),
    "undecided": ((asked(2), decided(NFA, 2), undecided(2)), []),
    "drafted": (A, ["notice [to send] 2 ot"]),
    "withdrawn": ((*A, withdrawn("ot")), ["notice [to send] 2 ot"]),
    "sent": ((*A, sent("ot")), ["notice [to send] 2 ot"]),
    "answered": ((*QUESTION, answered("cps")), ["notice [overdue] 2 cps"]),
    "handed on": ((asked(2), happened(EventKind.HANDED_ON, 2)), ["decision [to decide] 2"]),
    "taken": ((asked(2), happened(EventKind.HANDED_ON, 2), happened(EventKind.TAKEN, 2)), ["decision [handed on] 2"]),
    "ticked": (
        (asked(2), decided("add", 2, owes=("add-scn",)), ticked("add-scn", "add", 2)),
        ["add-scn [to do in CMS] 2"],
    ),
    "replaced": ((asked(2), happened(EventKind.REPLACED, 2)), ["decision [to decide] 2"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", TAKEN_BACK)
def test_C3_every_event_can_be_taken_back_and_that_too(kind):
    events, expected = TAKEN_BACK[kind]
    back = taken_back(len(events))
    assert owed(*events, back) == expected
    assert owed(*events, back, taken_back(len(events) + 1)) == owed(*events)
    assert owed(*events, back, taken_back(len(events) + 1), taken_back(len(events) + 2)) == expected


def test_C12_what_was_replaced_owes_nothing_here():
    events = (*A, happened(EventKind.REPLACED, 2))
    assert owed(*events) == []
    assert case(*events).state(clock()) is State.WITHDRAWN


def test_C3_of_each_thing_that_became_of_a_notice_the_first_counts():
    at = MONDAY - 10 * HOUR
    (notice,) = case(*QUESTION[:-1], sent("cps", at=at), sent("cps", at=MONDAY)).notices
    assert notice.sent_at == at


def test_C3_events_about_a_notice_that_was_never_drafted_change_nothing():
    assert owed(asked(2), sent("ot"), answered("ot")) == ["decision [to decide] 2"]


def test_C16_a_case_names_the_client_and_those_who_share_the_address():
    assert case(asked(2, client="012345678", others=("7", "8"))).people == ("012345678", "7", "8")
    assert case(asked(2, client="", others=())).people == ()


def test_C9_an_outcome_of_adults_is_an_outcome_as_any():
    assert owed(asked(2), decided(OTHER, 2)) == []
