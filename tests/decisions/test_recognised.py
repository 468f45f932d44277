"""Which rows are recognised: responded to in an earlier week, and as they were then [C11]. Everybody is invented."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.addresses.comparing import Addresses, Verdict
from cso_xl.addresses.words import Words
from cso_xl.cases.recording.comments import closed_list
from cso_xl.decisions import sharers
from cso_xl.decisions.comment_words import Says, settles
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.decisions.recognised import COMPARED, WORKING, Outcomes, Precedent, Recogniser, Terms
from cso_xl.decisions.sharers import LastWeek, Week

SETTINGS = settings_.load()
WORDS = closed_list(SETTINGS)
ADDRESSES = Addresses(Words.of(SETTINGS))
FIRST = dt.date(2025, 1, 6)
HOME, OTHER = "12 Kauri Road Rotorua", "5 Rimu Street Rotorua"
ROW = {
    "cso_client_number": "677901632",
    "cso_address": HOME,
    "sharer_address": HOME,
    "sharer_client_number": "5003089",
    "sharer_surname": "Weka",
    "sharer_first_names": "Mere",
    "sharer_date_of_birth": "01/02/2015",
    "cso_tag_date": "03/03/2020",
    "cso_address_start": "01/12/2024",
    "sharer_address_start": "02/12/2024",
}
NO_NUMBER = {**ROW, "sharer_client_number": ""}


def same_place(one, other):
    return ADDRESSES.compare(one, other).verdict is Verdict.SAME


def recogniser(on_file, week):
    return Recogniser(on_file, same_place, Terms.of(SETTINGS, FIRST + dt.timedelta(weeks=week)))


def filed(*weeks):
    """Processed Copies: of each its week, its rows and their comments."""
    on_file = Outcomes(WORDS)
    for week, rows, comments in weeks:
        on_file.add(dict(enumerate(rows, 2)), comments, FIRST + dt.timedelta(weeks=week))
    return on_file


def found(row, *weeks, week=1):
    return recogniser(filed(*weeks), week).of(row)


def without(row, *keys):
    return {key: cell for key, cell in row.items() if key not in keys}


def statuses(report, on_file, last=None, week=1, columns=COMPARED):
    """Status and Reason of the rows that stay, with last week's rows if any."""
    earlier = recogniser(on_file, week)
    records = dict(enumerate(report, 2))
    decided = sharers.remove_rows(records, ADDRESSES, earlier)
    stay = [at for at, one in enumerate(decided) if one.status != sharers.REMOVED]
    headings = list(ROW)

    def cells(rows):
        return [[row.get(key, "") for key in headings] for row in rows]

    rows = [report[at] for at in stay]
    this = Week(headings, cells(rows), dict(enumerate(rows, 2)), columns={key: key for key in columns})
    before = None
    if last is not None:
        before = LastWeek(
            headings, cells(last), dict(enumerate(last, 2)), FIRST + dt.timedelta(weeks=week - 1)
        )
    painted = DuplicateValues([])
    compared = sharers.compare_weeks(
        this, before, [decided[at] for at in stay], painted, recogniser(on_file, week)
    )
    return [(one.status, one.reason) for one in compared]


def test_C11_whoever_is_as_they_were_is_recognised():
    assert found(ROW, (0, [ROW], ["NFA"])).precedent is Precedent.RECOGNISED
    assert found(NO_NUMBER, (0, [NO_NUMBER], ["Email sent to OT"])).outcome == "Email sent"


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("sharer_date_of_birth", "1-Feb-2015"),
        ("cso_tag_date", "2020-03-03"),
        ("cso_address_start", "1/12/2024"),
        ("cso_address", "12 Kauri Rd, Rotorua"),
        ("sharer_address", "12 KAURI ROAD ROTORUA"),
        ("sharer_client_number", "005003089"),
        ("sharer_surname", "Kea"),
    ],
)
def test_C11_the_same_written_another_way_is_recognised(key, cell):
    said = ADDRESSES.compare(HOME, cell).verdict if "Rd" in cell else Verdict.SAME
    recognised = found({**ROW, key: cell}, (0, [ROW], ["NFA"])).precedent is Precedent.RECOGNISED
    assert recognised is (said is Verdict.SAME)


@pytest.mark.parametrize("key", COMPARED)
@pytest.mark.parametrize("cell", ["09/01/2025", ""])
def test_C11_a_new_date_means_that_the_row_stays_as_changed(key, cell):
    moved = found({**ROW, key: cell}, (0, [ROW], ["NFA"]))
    assert (moved.precedent, moved.changed) == (Precedent.MOVED, (key,))


def test_C11_who_left_and_came_back_is_changed_though_not_in_last_weeks_master():
    back = {**ROW, "sharer_address_start": "10/01/2025"}
    on_file = filed((0, [ROW], ["NFA"]))
    assert statuses([back], on_file, [{**ROW, "cso_client_number": "8"}], week=2) == [
        (
            "Changed",
            "since the outcome on file (NFA, Processed Copy of 06 January 2025): sharer_address_start",
        )
    ]
    ((status, _),) = statuses([back], on_file, [back], week=2)
    assert status == "Changed"
    ((status, reason),) = statuses([back], on_file, [ROW])
    assert (status, reason[:42]) == ("Changed", "since 06 January 2025: sharer_address_star")


def test_C11_who_moved_in_after_an_nfa_at_another_address_is_not_recognised():
    there = {**ROW, "cso_address": OTHER, "sharer_address": OTHER}
    assert found(there, (0, [ROW], ["NFA"])).precedent is Precedent.NOTHING


def test_C11_a_column_that_the_report_lacks_is_not_compared():
    assert found(without(ROW, "sharer_address_start"), (0, [ROW], ["NFA"])).precedent is Precedent.RECOGNISED


def test_C11_a_column_that_the_copy_lacks_cannot_be_as_it_was():
    assert found(ROW, (0, [without(ROW, "sharer_address_start")], ["NFA"])).precedent is Precedent.MOVED


def test_C11_one_outcome_covers_one_row():
    both = [NO_NUMBER, NO_NUMBER]
    earlier = recogniser(filed((0, [NO_NUMBER], ["NFA"])), 1)
    assert [earlier.of(row).precedent for row in both] == [Precedent.RECOGNISED, Precedent.TWIN]
    ((status, reason),) = statuses(both, filed((0, [NO_NUMBER], ["NFA"])), both)
    assert status == "New"
    assert reason.startswith(
        "it cannot be told apart from another row, whose outcome is on file: NFA, Processed Copy of 06 January 2025"
    )
    twice = recogniser(filed((0, both, ["NFA", "Email sent"])), 1)
    assert [twice.of(row).outcome for row in both] == ["NFA", "Email sent"]


def test_C11_outcomes_of_several_weeks_about_one_row_still_cover_one():
    earlier = recogniser(filed((0, [NO_NUMBER], ["NFA"]), (1, [NO_NUMBER], ["NFA"])), 2)
    assert [earlier.of(NO_NUMBER).precedent for _ in range(2)] == [Precedent.RECOGNISED, Precedent.TWIN]


def test_C11_a_sharer_who_cannot_be_told_apart_stays_new_with_the_earlier_notice():
    unknown = {**NO_NUMBER, "sharer_date_of_birth": ""}
    on_file = filed((0, [unknown], ["Email sent"]))
    assert statuses([unknown], on_file, [unknown]) == [
        (
            "New",
            "the sharer has neither a client number nor a whole name and date of birth; a sharer at these addresses "
            "has an outcome on file: Email sent, Processed Copy of 06 January 2025",
        )
    ]
    assert found({**unknown, "cso_address": OTHER}, (0, [unknown], ["NFA"])).precedent is Precedent.NOTHING


@pytest.mark.parametrize(
    ("week", "outcome", "precedent"),
    [
        (11, "NFA", Precedent.RECOGNISED),
        (12, "NFA", Precedent.ASKED_AGAIN),
        (12, "nfar 6/1", Precedent.ASKED_AGAIN),
        (99, "No further action", Precedent.ASKED_AGAIN),
        (99, "Email sent", Precedent.RECOGNISED),
        (99, "Done", Precedent.RECOGNISED),
    ],
)
def test_C11_an_nfa_is_asked_again_after_twelve_weeks(week, outcome, precedent):
    assert found(ROW, (0, [ROW], [outcome]), week=week).precedent is precedent


def test_C11_the_newest_outcome_counts_of_any_earlier_copy():
    assert (
        found(ROW, (0, [ROW], ["Email sent"]), (3, [ROW], ["NFA"]), week=15).precedent
        is Precedent.ASKED_AGAIN
    )
    assert (
        found(ROW, (3, [ROW], ["Email sent"]), (0, [ROW], ["NFA"]), week=15).precedent is Precedent.RECOGNISED
    )


@pytest.mark.parametrize("comment", ["NFA?", "Conflict of interest", "look again"])
def test_C11_a_newer_comment_that_settles_nothing_takes_an_outcome_back(comment):
    assert found(ROW, (0, [ROW], ["NFA"]), (1, [ROW], [comment]), week=2).precedent is Precedent.TAKEN_BACK
    assert found(ROW, (0, [ROW], [comment]), (1, [ROW], ["NFA"]), week=2).precedent is Precedent.RECOGNISED
    assert found(ROW, (0, [ROW], ["NFA"]), (1, [ROW], [""]), week=2).precedent is Precedent.RECOGNISED


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("Email sent to OT", "Seen on 06 January 2025; outcome on file: Email sent"),
        ("NFA?", "Seen on 06 January 2025; comment on file: not understood"),
        ("Conflict of interest", "Seen on 06 January 2025; comment on file: handed on"),
        ("", "Seen on 06 January 2025; no outcome on file"),
    ],
)
def test_A7_seen_says_what_stands_in_last_weeks_working_copy(comment, said):
    on_file = Outcomes(WORDS)
    on_file.add({2: ROW}, [comment], FIRST, WORKING)
    assert statuses([ROW], on_file, [ROW]) == [("Seen", said)]


def test_A7_an_nfa_that_is_asked_again_says_so():
    assert statuses([ROW], filed((0, [ROW], ["NFA"])), [ROW], week=12) == [
        ("Seen", "Seen on 24 March 2025; asked again: NFA, Processed Copy of 06 January 2025")
    ]


# Whatever happens to a row over the weeks

PEOPLE = (ROW, {**ROW, "sharer_client_number": "77"}, NO_NUMBER, NO_NUMBER)  # the last two are twins
COMMENTS = ("NFA", "Email sent", "", "NFA?", "not NFA", "Conflict of interest")
STARTS = ("02/12/2024", "20/01/2025", "03/02/2025")

person_in_a_week = st.tuples(
    st.booleans(), st.sampled_from(STARTS), st.sampled_from((HOME, OTHER)), st.sampled_from(COMMENTS)
)
a_week = st.tuples(
    st.integers(1, 7), st.sets(st.sampled_from(COMPARED[1:]), max_size=1), st.tuples(*[person_in_a_week] * 4)
)


def state(row):
    return tuple(row.get(key) for key in ROW)


def covers(old, row):
    """Whether an outcome for a row as it was counts for one that is as it is now."""
    return all(old.get(key) == cell for key, cell in row.items())


@given(st.lists(a_week, min_size=2, max_size=8))
def test_C11_nobody_is_recognised_wrongly_and_everybody_rightly(history):
    on_file, copies, day = Outcomes(WORDS), [], 0
    for weeks, lacks, people in history:
        day += weeks
        report = [
            without(
                {**person, "sharer_address_start": start, "cso_address": home, "sharer_address": home}, *lacks
            )
            for person, (is_in, start, home, _) in zip(PEOPLE, people, strict=True)
            if is_in
        ]
        comments = [comment for is_in, _, _, comment in people if is_in]
        decided = sharers.remove_rows(dict(enumerate(report, 2)), ADDRESSES, recogniser(on_file, day))
        gone = [one.status == sharers.REMOVED for one in decided]
        for now in {state(row): row for row in report}.values():
            alike = [is_gone for row, is_gone in zip(report, gone, strict=True) if state(row) == state(now)]
            assert sum(alike) == expected(copies, now, day, len(alike))
        stay = [row for row, is_gone in zip(report, gone, strict=True) if not is_gone]
        typed = [text for text, is_gone in zip(comments, gone, strict=True) if not is_gone]
        on_file.add(dict(enumerate(stay, 2)), typed, FIRST + dt.timedelta(weeks=day))
        copies.append((day, list(zip(stay, typed, strict=True))))


def expected(copies, row, day, alike=1):
    """How many of so many rows like this one are covered: the n-th by the n-th of the newest copy that has so many."""
    by_copy = [
        (week, [settles(text, WORDS) for old, text in rows if covers(old, row) and text])
        for week, rows in reversed(copies)
    ]
    covered = 0
    for number in range(min(alike, max((len(said) for _, said in by_copy), default=0))):
        week, newest = next((week, said[number]) for week, said in by_copy if len(said) > number)
        too_old = newest.outcome == "NFA" and day - week >= 12
        covered += newest.says is Says.SETTLED and not too_old
    return covered


def test_C11_the_truth_of_the_property_is_known_where_it_is_plain():
    assert expected([(0, [(ROW, "NFA")])], ROW, 1) == 1
    assert expected([(0, [(ROW, "NFA")])], {**ROW, "sharer_address_start": STARTS[1]}, 1) == 0
    assert Counter(state(row) for row in PEOPLE).most_common(1)[0][1] == 2
