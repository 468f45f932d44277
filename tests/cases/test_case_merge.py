"""What people typed on a sheet becomes events, or a question to them [C3, C4, C6, C7, C14, X6]."""

import pytest

from cso_xl.cases.events import By, EventKind
from cso_xl.cases.questions import Letter, Outcome, Question
from cso_xl.cases.recording.merge import BEFORE, Contradiction, Merged, PendingEvent, Typed, merge, shown
from helpers.case_told import asked, case, corrects, drafted, happened, ref, sent, taken_back, undecided
from helpers.case_told import decided as decided_
from helpers.case_told import ticked as ticked_

NAMES = {
    "same": "Same address: tell Oranga Tamariki",
    "not": "Not the same address: NFA",
    "ask": "No note: ask CPS to confirm",
    "add": "CPS confirmed: add the note",
}
KEYS = {short: Outcome(name).key for short, name in NAMES.items()}
QUESTION = Question(
    "address_sharer",
    "A8",
    ("New",),
    "Do both records show the same address?",
    (
        Outcome(NAMES["not"], mark="NFA"),
        Outcome(NAMES["same"], (Letter("a_notice", "ot"),)),
        Outcome(NAMES["ask"], (Letter("b_notice", "cps"),), asks=True),
        Outcome(NAMES["add"], scn="add", mark="Done", answers=True),
    ),
)
OF = {KEYS[short]: QUESTION.of_key(KEYS[short]) for short in KEYS}


def decided(short, *rows):
    outcome = OF[KEYS[short]]
    return decided_(outcome.key, *rows, owes=outcome.owes, asks=outcome.asks)


def draft(name, short, *rows):
    return drafted(name, KEYS[short], *rows, asks=OF[KEYS[short]].asks)


def ticked(short, *rows):
    return ticked_("add-scn", KEYS[short], *rows)


def typed(short="", comments=(), **more):
    return Typed(KEYS.get(short, short), dict(comments), **more)


def change(short, *rows):
    outcome = OF[KEYS[short]]
    return PendingEvent(
        EventKind.DECIDED,
        rows,
        outcome.key,
        outcome.owes,
        outcome.asks,
        letters=outcome.letters,
        answers=outcome.answers,
    )


def changes(events, what):
    merged = merge(case(*events), QUESTION, what)
    assert merged.contradiction is None
    return list(merged.changes)


ASKED = (asked(2, 3),)
TOLD = (asked(2, 3), decided("same", 2, 3), draft("ot", "same", 2, 3), sent("ot"))


def test_what_is_as_the_sheet_was_written_says_nothing_new():
    for events in (ASKED, (*ASKED, decided("same", 2, 3)), TOLD, (*ASKED, decided("not", 2, 3))):
        now = shown(case(*events), QUESTION)
        assert now.known_events == len(events)
        assert merge(case(*events), QUESTION, now) == Merged()


def test_C14_a_household_is_answered_together():
    assert changes(ASKED, typed("same", known_events=1)) == [change("same", 2, 3)]


def test_C14_or_person_by_person():
    by_hand = typed("", {2: "", 3: "nfa"}, known_events=1)
    assert changes(ASKED, by_hand) == [PendingEvent(EventKind.DECIDED, (3,), "nfa")]
    after = (*ASKED, decided_("nfa", 3))
    assert changes(after, typed("same", {2: "", 3: "nfa"}, known_events=2)) == [change("same", 2)]


def test_C14_both_at_once():
    found = changes(ASKED, typed("same", {2: "", 3: "nfa"}, known_events=1))
    assert found == [PendingEvent(EventKind.DECIDED, (3,), "nfa"), change("same", 2)]


def test_C14_a_comment_that_is_cleared_gives_the_row_the_entrys_outcome():
    events = (*ASKED, decided("same", 2), decided_("nfa", 3))
    found = changes(events, typed("same", {2: "", 3: ""}, known_events=3))
    assert found == [PendingEvent(EventKind.UNDECIDED, (3,)), change("same", 3)]


NOBODY = (*ASKED, decided_("nfa", 2, 3))  # each row has a word of its own in Comment


@pytest.mark.parametrize("comments", [{2: "nfa", 3: "nfa"}, {}])
def test_C14_an_outcome_chosen_after_each_row_had_a_word_of_its_own_counts_for_all(comments):
    assert changes(NOBODY, typed("same", comments, known_events=2)) == [change("same", 2, 3)]
    assert changes((*NOBODY, decided("same", 2, 3)), typed("same", comments, known_events=2)) == []


def test_C14_where_the_words_are_typed_with_it_they_count():
    words = {2: "nfa", 3: "nfa"}
    assert changes(ASKED, typed("same", words, known_events=1)) == [
        PendingEvent(EventKind.DECIDED, (2, 3), "nfa")
    ]


def test_C3_an_outcome_against_words_that_somebody_gave_each_row_since_is_asked():
    found = merge(case(*NOBODY), QUESTION, typed("same", known_events=1))
    assert (found.changes, found.contradiction.rows) == ((), (2, 3))
    assert found.contradiction.decision.outcome == "nfa"


def test_C14_a_row_that_came_later_has_no_outcome_until_somebody_gives_it_one():
    events = (*TOLD, asked(2, 3, 4))
    assert shown(case(*events), QUESTION).outcome == ""
    assert changes(events, typed("same", {2: "email-sent", 3: "email-sent"}, known_events=4)) == []
    assert changes(events, typed("", {2: "email-sent", 3: "email-sent", 4: ""}, known_events=5)) == []
    assert changes(events, typed("same", known_events=5)) == [change("same", 4)]


def test_X6_a_row_that_somebody_took_has_no_outcome_until_they_give_it_one():
    events = (*ASKED, happened(EventKind.HANDED_ON, 2), decided("same", 3), happened(EventKind.TAKEN, 2))
    assert changes(events, typed("same", {2: "conflict-of-interest", 3: ""}, known_events=3)) == []
    assert changes(events, typed("same", known_events=4)) == [change("same", 2)]


def test_X6_a_conflict_of_interest_is_handed_on_and_takes_no_part_in_the_entry():
    found = changes(ASKED, typed("same", {2: "conflict-of-interest", 3: ""}, known_events=1))
    assert found == [PendingEvent(EventKind.HANDED_ON, (2,), by=By.TYPED), change("same", 3)]
    events = (*ASKED, happened(EventKind.HANDED_ON, 2), decided("same", 3))
    assert changes(events, typed("not", {2: "conflict-of-interest", 3: ""}, known_events=3)) == [
        change("not", 3)
    ]


HANDED_ON = (*ASKED, happened(EventKind.HANDED_ON, 2, 3))


@pytest.mark.parametrize(
    ("what", "rows"),
    [
        (typed("same", known_events=2), (2, 3)),
        (typed("same", known_events=1), (2, 3)),
        (typed("same", now=True), (2, 3)),
        (typed("", known_events=2, ticked=True), (2, 3)),
        (typed("", {2: "nfa", 3: "conflict-of-interest"}, known_events=2), (2,)),
        (typed("", {2: "", 3: "email-sent"}, known_events=2), (2, 3)),
        (typed("", {2: "", 3: "conflict-of-interest"}, known_events=2), (2,)),
        (typed("", {2: "", 3: ""}, known_events=1), ()),
        (typed("", {2: "conflict-of-interest", 3: "conflict-of-interest"}, known_events=2), ()),
    ],
)
def test_X6_of_what_is_handed_on_nothing_counts_until_somebody_takes_it(what, rows):
    assert merge(case(*HANDED_ON), QUESTION, what) == Merged(untaken=rows)
    taken = (*HANDED_ON, happened(EventKind.TAKEN, 2, 3))
    assert merge(case(*taken), QUESTION, what).untaken == ()


def test_X6_the_rest_of_the_household_is_answered_meanwhile():
    events = (*ASKED, happened(EventKind.HANDED_ON, 2))
    found = merge(case(*events), QUESTION, typed("same", {2: "nfa", 3: ""}, known_events=2))
    assert found == Merged((change("same", 3),), untaken=(2,))
    ticked_before = (asked(2), decided("add", 2), ticked("add", 2), happened(EventKind.HANDED_ON, 2))
    assert merge(case(*ticked_before), QUESTION, typed("add", known_events=3, ticked=True)) == Merged()


def test_X6_whoever_takes_it_answers_it_and_nobody_else_has_meanwhile():
    taken = (*HANDED_ON, happened(EventKind.TAKEN, 2, 3))
    assert changes(taken, typed("", {2: "nfa"}, known_events=2)) == [
        PendingEvent(EventKind.DECIDED, (2,), "nfa")
    ]
    found = merge(case(*taken, decided("same", 2)), QUESTION, typed("", {2: "nfa"}, known_events=2))
    assert found.contradiction.decision.outcome == KEYS["same"]


def test_C5_another_outcome_is_decided_anew():
    assert changes(TOLD, typed("not", {2: "email-sent", 3: "email-sent"}, known_events=4)) == [
        change("not", 2, 3)
    ]


def test_C3_an_outcome_that_is_cleared_is_taken_away():
    assert changes((*ASKED, decided("same", 2, 3)), typed("", known_events=2)) == [
        PendingEvent(EventKind.UNDECIDED, (2, 3))
    ]
    assert changes(ASKED, typed("", known_events=1)) == []


def test_C3_an_old_copy_that_says_nothing_of_its_own_changes_nothing():
    later = (*ASKED, decided("not", 2, 3))
    assert changes(later, typed("", {2: "", 3: ""}, known_events=1)) == []
    assert changes((*ASKED, decided("same", 2, 3), decided("not", 2, 3)), typed("same", known_events=2)) == []


def test_C3_what_two_people_decide_alike_is_decided_once():
    assert changes((*ASKED, decided("not", 2, 3)), typed("not", known_events=1)) == []


@pytest.mark.parametrize("last", [decided("not", 2, 3), undecided(2, 3), taken_back(2)])
def test_C3_what_two_people_decide_differently_is_asked(last):
    events = (*ASKED, decided("same", 2, 3), last)
    found = merge(case(*events), QUESTION, typed("ask", known_events=2))
    assert found.changes == ()
    assert isinstance(found.contradiction, Contradiction)
    assert changes(events, typed("ask", known_events=2, now=True)) == [change("ask", 2, 3)]


def test_C3_a_comment_against_a_decision_since_is_asked():
    events = (*ASKED, decided_("nfa", 3))
    found = merge(case(*events), QUESTION, typed("", {3: "handled"}, known_events=1))
    assert (found.changes, found.contradiction.rows) == ((), (3,))
    assert found.contradiction.decision.outcome == "nfa"


def test_C3_an_outcome_taken_back_does_not_return_from_the_sheet():
    events = (*ASKED, decided("same", 2, 3), taken_back(2))
    assert changes(events, typed("same", known_events=2)) == []


def test_C6_email_sent_is_said_of_what_was_drafted():
    events = (*ASKED, decided("same", 2, 3), draft("ot", "same", 2, 3))
    found = changes(events, typed("same", {2: "email-sent", 3: ""}, known_events=3))
    assert found == [PendingEvent(EventKind.SENT, (2, 3), reference=ref("ot"), by=By.HAND)]


def test_C5_email_sent_is_not_said_of_a_correction_nor_of_what_was_withdrawn():
    wrong = (*TOLD, decided("not", 2, 3), corrects("ot-2", "ot", 2, 3))
    found = changes(wrong, typed("not", {2: "email-sent", 3: "nfa"}, known_events=6))
    assert found == [PendingEvent(EventKind.DECIDED, (2,), "email-sent")]


def test_A10_email_sent_without_a_draft_is_an_outcome_by_hand():
    assert changes(ASKED, typed("", {2: "email-sent"}, known_events=1)) == [
        PendingEvent(EventKind.DECIDED, (2,), "email-sent")
    ]


ASKING = (asked(2), decided("ask", 2), draft("cps", "ask", 2), sent("cps"))


def test_C8_choosing_what_needs_an_answer_says_that_it_has_come():
    assert changes(ASKING, typed("add", known_events=4)) == [
        PendingEvent(EventKind.ANSWERED, reference=ref("cps"), by=By.HAND), change("add", 2),
    ]  # fmt: skip


def test_C8_choosing_what_needs_none_does_not():
    assert changes(ASKING, typed("not", known_events=4)) == [change("not", 2)]


def test_C6_a_notice_that_was_never_sent_cannot_have_been_answered():
    assert changes(ASKING[:-1], typed("add", known_events=3)) == [change("add", 2)]


def test_C7_a_tick_is_for_the_decision_in_force():
    events = (asked(2), decided("add", 2))
    done = PendingEvent(EventKind.TICKED, (2,), KEYS["add"], item="add-scn")
    assert changes(events, typed("add", known_events=2, ticked=True)) == [done]
    assert changes((*events, ticked("add", 2)), typed("add", known_events=3, ticked=True)) == []


def test_C7_a_tick_as_the_first_outcome_is_chosen_counts_and_of_a_later_one_it_was_the_earlier_ones():
    first = changes((asked(2),), typed("add", known_events=1, ticked=True))
    assert [one.kind for one in first] == [EventKind.DECIDED, EventKind.TICKED]
    later = changes((asked(2), decided("not", 2)), typed("add", known_events=2, ticked=True))
    assert [one.kind for one in later] == [EventKind.DECIDED]


def test_A10_comment_says_nothing_until_all_that_follows_is_done():
    def comment(*events):
        return shown(case(*events), QUESTION).comments.get(2)

    assert comment(asked(2), decided("not", 2)) == "nfa"
    assert comment(asked(2), decided("add", 2)) == ""
    assert comment(asked(2), decided("add", 2), ticked("add", 2)) == "done"
    assert comment(*TOLD[:3]) == ""
    assert comment(*TOLD) == "email-sent"
    assert comment(asked(2), happened(EventKind.HANDED_ON, 2)) == "conflict-of-interest"


def test_C5_comment_no_longer_says_email_sent_once_the_recipient_was_told_of_the_error():
    wrong = (*TOLD, decided("not", 2, 3), corrects("ot-2", "ot", 2, 3), sent("ot-2"), decided("same", 2, 3))
    assert shown(case(*wrong), QUESTION).comments == {2: "", 3: ""}


def test_C14_a_household_told_of_in_part_reads_so_row_by_row():
    events = (asked(2, 3), decided("same", 2), draft("ot", "same", 2), sent("ot"), decided_("nfa", 3))
    assert shown(case(*events), QUESTION).comments == {2: "email-sent", 3: "nfa"}


LEGACY = (
    asked(2), decided_(BEFORE, 2, owes=("ot",)), drafted("ot", BEFORE, 2), sent("ot"),
)  # fmt: skip


def test_what_was_decided_before_outcomes_were_recorded_is_not_told_again():
    assert changes(LEGACY, typed("same")) == []
    assert changes((*LEGACY, asked(2, 3)), typed("same")) == []


def test_what_was_decided_before_can_be_corrected():
    assert merge(case(*LEGACY), QUESTION, typed("not")).contradiction is not None
    assert changes(LEGACY, typed("not", known_events=4)) == [change("not", 2)]


def test_a_sheet_speaks_of_its_own_rows_alone():
    events = (asked(2, 3),)
    assert changes(events, typed("same", known_events=1, rows=(2,))) == [change("same", 2)]
