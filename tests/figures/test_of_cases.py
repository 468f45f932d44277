"""What each case is counted as: decisions, notices, answers, as the settings and the calendar have it."""

import datetime as dt

import pytest

from cso_xl.cases.clock import clock
from cso_xl.cases.events import EventKind
from cso_xl.figures.of_cases import OfCases
from helpers.case_events import DAY, MONDAY, case_of, event

CPS = {"to": "cps", "reference": "20250113-L6-2-cps", "outcome": "ask-cps"}


def after(days=0, hours=0):
    return MONDAY + dt.timedelta(days, hours=hours)


def of(kind=EventKind.ASKED, days=0, **changed):
    return event("L6-2", kind, time=after(days), report="on_list", rows=(2,), **changed)


def counted(settings, *events, days=30):
    found = OfCases(settings, clock(settings, after(days))).items([case_of(*events)])
    return {(one.section.name, one.of, one.what, one.day) for one in found}


def question(settings, *events, days=30):
    """How long the decision took, and whether it was in time."""
    found = {one[0]: one[2] for one in counted(settings, of(), *events, days=days)}
    return found["From report to decision"], found.get("Decided in time")


@pytest.mark.parametrize(
    ("days", "took"),
    [
        (0, ("Same day", "In time")),
        (1, ("1 working day", "In time")),
        (2, ("2 working days", "In time")),
        (3, ("3 to 5 days", "Late")),
        (5, ("3 to 5 days", "Late")),  # a Saturday
        (9, ("6 to 10 days", "Late")),
        (15, ("6 to 10 days", "Late")),  # the Monday before is Auckland's anniversary
        (16, ("More than 10 days", "Late")),
    ],
)
def test_working_days_from_report_to_decision(settings, days, took):
    assert question(settings, of(EventKind.DECIDED, days, outcome="nfa")) == took


def test_a_correction_does_not_make_a_decision_late(settings):
    first, second = of(EventKind.DECIDED, 1, outcome="nfa"), of(EventKind.DECIDED, 20, outcome="ask-cps")
    assert question(settings, first, second) == ("1 working day", "In time")


def test_what_was_taken_back_is_decided_when_it_is_decided_again(settings):
    undone = of(EventKind.DECIDED, 1, outcome="nfa"), of(EventKind.UNDECIDED, 2)
    assert question(settings, *undone) == ("Not decided", "Overdue")
    assert question(settings, *undone, of(EventKind.DECIDED, 3, outcome="nfa")) == ("3 to 5 days", "Late")


def test_what_is_not_decided(settings):
    assert question(settings) == ("Not decided", "Overdue")
    assert question(settings, days=1) == ("Not decided", "Not due yet")
    assert question(settings, of(EventKind.HANDED_ON, 1)) == ("Handed on", "Overdue")
    assert question(settings, of(EventKind.REPLACED, 1)) == ("Asked again in a later report", None)


def test_a_case_is_decided_when_its_last_row_is(settings):
    asked = event(report="daily_diffs", time=after(), rows=(2, 3))
    first, last = (
        event(kind=EventKind.DECIDED, report="daily_diffs", time=after(days), rows=(row,), outcome="nfa")
        for days, row in ((0, 2), (2, 3))
    )
    assert ("From report to decision", "Daily diffs", "Not decided", DAY) in counted(settings, asked, first)
    assert ("From report to decision", "Daily diffs", "2 working days", DAY) in counted(
        settings, asked, first, last
    )


def sections(settings, section, *events, days=30):
    decided = of(EventKind.DECIDED, outcome="ask-cps", owes=("cps",), asks=True)
    drafted = of(EventKind.DRAFTED, notice="confirmation", asks=True, **CPS)
    found = counted(settings, of(), decided, drafted, *events, days=days)
    return sorted((what, day.isoformat()) for name, _, what, day in found if name == section)


SENT = of(EventKind.SENT, 1, at=after(1), by="email", **CPS)


def test_a_notice_is_counted_on_each_day_on_which_something_happened_to_it(settings):
    answered = of(EventKind.ANSWERED, 3, at=after(2), by="email", **CPS)
    assert sections(settings, "Notices", SENT, answered) == [
        ("Answered", "2025-01-15"), ("Drafted", "2025-01-13"), ("Sent", "2025-01-14"),
    ]  # fmt: skip


def test_withdrawn_is_what_was_not_sent_after_all(settings):
    withdrawn = of(EventKind.WITHDRAWN, 2, **CPS)
    assert sections(settings, "Notices", withdrawn) == [
        ("Drafted", "2025-01-13"), ("Withdrawn unsent", "2025-01-15"),
    ]  # fmt: skip
    assert sections(settings, "Notices", withdrawn, SENT) == [
        ("Drafted", "2025-01-13"),
        ("Sent", "2025-01-14"),
    ]


@pytest.mark.parametrize(
    ("hours", "state"), [(71, "In time"), (72, "In time"), (73, "Late")]
)  # of a Tuesday: Friday is a working day
def test_an_answer_within_72_hours(settings, hours, state):
    answered = of(EventKind.ANSWERED, 9, at=after(1, hours), by="email", **CPS)
    assert sections(settings, "Answers in time", SENT, answered) == [(state, "2025-01-14")]


def test_what_is_not_answered(settings):
    assert sections(settings, "Answers in time") == []
    assert sections(settings, "Answers in time", SENT, days=2) == [("Waiting", "2025-01-14")]
    assert sections(settings, "Answers in time", SENT) == [("Overdue", "2025-01-14")]
    otherwise = of(EventKind.DECIDED, 2, outcome="nfa")
    assert sections(settings, "Answers in time", SENT, otherwise) == [("No longer awaited", "2025-01-14")]


def test_a_correction_is_sent_and_no_answer_to_it_is_awaited(settings):
    again = CPS | {"reference": "20250113-L6-2-cps-2"}
    drafted = of(EventKind.DRAFTED, 2, notice="correction", about=CPS["reference"], **again)
    sent = of(EventKind.SENT, 2, at=after(2), by="email", **again)
    assert [day for _, day in sections(settings, "Answers in time", SENT, drafted, sent)] == ["2025-01-14"]
    assert [what for what, _ in sections(settings, "Notices", SENT, drafted, sent)].count("Sent") == 2
