"""What settles a row: the closed list, and nothing else [C4]."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.cases.recording.comments import closed_list
from cso_xl.decisions.comment_words import ClosedList, Comment, Says, may_be_repeated, settles
from cso_xl.procedures.sheet import marks

WORDS = closed_list(settings_.load())
NOTHING, HANDED_ON = Comment(Says.NOTHING), Comment(Says.HANDED_ON)


def settled(outcome):
    return Comment(Says.SETTLED, outcome)


def unclear(part):
    return Comment(Says.NOT_UNDERSTOOD, part=part)


@pytest.mark.parametrize(
    ("comment", "outcome"),
    [
        ("NFA", "NFA"),
        (" nfa. ", "NFA"),
        ("NFAR", "NFAR"),
        ("no  further\u00a0action", "No further action"),
        ("EMAIL SENT", "Email sent"),
        ("E\u2010mail sent", "E-mail sent"),
        ("Emailed", "Emailed"),
        ("Handled", "Handled"),
        ("done", "Done"),
        ("NFA 13 Jan", "NFA"),
        ("NFA 13jan2025", "NFA"),
        ("NFA, 13th January 2025.", "NFA"),
        ("NFA - JS", "NFA"),
        ("NFA js", "NFA"),
        ("NFA J.S.", "NFA"),
        ("NFAR (JAS, 13/01)", "NFAR"),
        ("Email sent to OT", "Email sent"),
        ("Email sent to OT, CPS", "Email sent"),
        ("Emailed OT and CPS 2025-01-13", "Emailed"),
        ("Emailed Oranga Tamariki 13/01/2025 JS", "Emailed"),
        ("email sent on 13.1.25 to oranga tamariki by JS", "Email sent"),
        ("lives upstairs; NFA", "NFA"),
        ("NFA; spoke to the landlord", "NFA"),
        ("NFA; Email sent", "Email sent"),
        ("NFA?; NFA", "NFA"),
        ("to be emailed; Email sent to OT", "Email sent"),
    ],
)
def test_C4_an_outcome_as_a_whole_part_settles(comment, outcome):
    assert settles(comment, WORDS) == settled(outcome)


@pytest.mark.parametrize(
    ("comment", "part"),
    [
        ("NFA?", "NFA?"),
        ("not NFA", "not NFA"),
        ("to be emailed", "to be emailed"),
        ("no email sent", "no email sent"),
        ("email bounced - emailed wrong address", "email bounced - emailed wrong address"),
        ("Email sent? check with the team leader", "Email sent? check with the team leader"),
        ("NFA? ask team leader", "NFA? ask team leader"),
        ("NFA if OT agrees", "NFA if OT agrees"),
        ("NFA - not the same flat", "NFA - not the same flat"),
        ("will be emailed 13/01", "will be emailed 13/01"),
        ("NFA pending", "NFA pending"),
        ("NFA no", "NFA no"),
        ("NFA NOT", "NFA NOT"),
        ("NFA TBC", "NFA TBC"),
        ("NFA - if", "NFA - if"),
        ("Emailed to Hine", "Emailed to Hine"),
        ("look again", "look again"),
        ("NFAs", "NFAs"),
        ("NFA \uff1f", "NFA \uff1f"),
        ("look again; NFA; check", "check"),
        ("NFA; ask the team leader", "ask the team leader"),
        ("Email sent; bounced", "bounced"),
        ("Email sent; to resend", "to resend"),
        ("Handled; e-mail still to send", "e-mail still to send"),
        ("NFA; is it\uff1f", "is it\uff1f"),
        ("NFA; don't know", "don't know"),
        ("spoke to them; rang twice", "spoke to them"),
    ],
)
def test_C4_anything_else_settles_nothing(comment, part):
    assert settles(comment, WORDS) == unclear(part)


@pytest.mark.parametrize("text", ["OT, ", "JS ", "conflict ", "13/01 ", "NFA; "])
def test_C4_a_comment_as_long_as_a_cell_is_read_at_once(text):
    comment = f"Email sent {text * 8000}?"[-32_767:]
    assert settles(comment, WORDS).says is Says.NOT_UNDERSTOOD


@pytest.mark.parametrize("comment", ["", "  ", ";", " ; \u00a0;"])
def test_C4_nothing_is_nothing(comment):
    assert settles(comment, WORDS) == NOTHING


@pytest.mark.parametrize(
    "comment",
    [
        "Conflict of interest",
        "NFA; conflict of  INTEREST",
        "Conflict of interest; NFA",
        "NFA (conflict-of-interest)",
        "NFA; COI",
    ],
)
def test_C4_conflict_of_interest_wins(comment):
    assert settles(comment, WORDS) == HANDED_ON


def test_C4_the_marks_of_our_own_questions_settle(settings, tmp_path):
    """A unit's own questions write marks of their own into Comment."""
    own = tmp_path / "questions.toml"
    own.write_text(
        '[[on_list]]\nid = "L6"\nrows = ["Process"]\nask = "?"\noutcomes = [{ name = "a", mark = "Seen to" }]\n',
        encoding="utf-8",
    )
    chosen = tmp_path / "settings.toml"
    chosen.write_text(f"[notices]\nquestions = '{own}'\n", encoding="utf-8")
    assert settles("seen to, JS", closed_list(settings_.load(chosen))) == settled("Seen to")
    assert settles("seen to, JS", closed_list(settings)) == unclear("seen to, JS")


def test_C4_without_words_nothing_settles():
    assert settles("NFA to OT", ClosedList(())) == unclear("NFA to OT")
    assert settles("NFA to OT", ClosedList(("NFA",))) == unclear("NFA to OT")


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("NFA?", True),
        ("to be emailed", True),
        ("email bounced - emailed wrong address", True),
        ("ask Oranga Tamariki", True),
        ("NFA? Hine says so", False),
        ("NFA? 021 555 0101", False),
        ("not " * 30, False),
    ],
)
def test_C4_what_may_hold_a_name_is_not_repeated(part, shown):
    assert may_be_repeated(part, WORDS) is shown


OUTCOMES = st.sampled_from(WORDS.outcomes)
TAIL = st.sampled_from(["", " 13/01/2025", " - JS", " to OT", ", 13 Jan, JS"])
CASES = st.sampled_from([str, str.upper, str.lower])
SPACES = st.sampled_from(["", " ", "  "])
DOUBTS = st.sampled_from(
    [
        "?",
        "not",
        "no",
        "to be",
        "will be",
        "pending",
        "bounced",
        "check",
        "if",
        "tbc",
        "n't",
        "never",
        "ask",
        "wait",
    ]
)


CONFLICTS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "lives upstairs; ", "NFA; "]),
    st.sampled_from(["CONFLICT:INTEREST", "conflict; of interest", "COI", "Conflicts of interest?"]),
    st.sampled_from(["", "; NFA", "; Email sent", "; look again"]),
)  # fmt: skip


@given(OUTCOMES, TAIL, CASES, SPACES, st.booleans())
def test_C4_case_spaces_and_a_full_stop_do_not_matter(outcome, tail, case, space, stop):
    comment = f"{space}{case(outcome)}{tail}{space}{'.' if stop else ''}"
    assert settles(comment, WORDS) == settled(outcome)


@given(OUTCOMES, TAIL, DOUBTS, CASES, st.sampled_from([" ", " - ", "; ", ", ", " ("]), st.booleans())
def test_C4_no_negation_question_or_future_word_settles(outcome, tail, doubt, case, between, first):
    """Beside the outcome or after it; a part before it, with ';' between them, was answered by the outcome."""
    apart = between.replace(";", ",") if first else between
    comment = f"{doubt}{apart}{outcome}{tail}" if first else f"{outcome}{tail}{apart}{doubt}"
    assert settles(case(comment), WORDS).says is Says.NOT_UNDERSTOOD


@given(st.text(max_size=40) | CONFLICTS, st.sampled_from([marks.NFA, marks.EMAIL_SENT]))
@example("CONFLICT:INTEREST", marks.NFA)
@example("conflict; of interest", marks.EMAIL_SENT)
def test_C4_a_mark_that_is_pressed_is_what_the_comment_says(typed, mark):
    """Whatever stood there, 'NFA?' too; and nothing that staff typed is dropped, but for marks that buttons write."""
    written = marks._comment(typed, mark, WORDS)
    parts = [part for part in map(str.strip, typed.split(";")) if part != marks.CONFLICT]
    is_conflict = settles("; ".join(parts), WORDS) == HANDED_ON
    assert settles(written, WORDS) == (HANDED_ON if is_conflict else settled(mark))
    assert all(part in written for part in parts if part not in (marks.NFA, marks.EMAIL_SENT))
    assert marks._comment(written, mark, WORDS) == written


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "NFA"),
        ("NFA", "NFA"),
        ("NFAR", "NFAR; NFA"),
        ("NFA?", "NFA?; NFA"),
        ("not NFA", "not NFA; NFA"),
        ("Email sent", "NFA"),
        ("Conflict of interest", "NFA"),
        ("lives upstairs; Conflict of interest", "lives upstairs; NFA"),
        ("NFA; Conflict of interest", "NFA"),
        ("NFA; check", "NFA; check; NFA"),
    ],
)
def test_A8_nfa_pressed_on_a_comment(before, after):
    assert marks._comment(before, marks.NFA, WORDS) == after
