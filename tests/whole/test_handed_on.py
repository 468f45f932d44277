"""What is handed on for a conflict of interest is answered by nobody before somebody has taken it [X6]."""

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.desk import due
from cso_xl.records.account import os_user
from helpers.files import Week
from helpers.hands import AtTheButtons, now
from helpers.walking import HANDED_ON, NFA

TELL = "Address changed: tell CPS"
REFUSED = (
    f"20250113-D3-2 was handed on for a conflict of interest by {os_user()}. A colleague takes it first: press "
    "'Take it' on the worklist, or run cso-xl take 20250113-D3-2. Handed on by mistake? Take that back: cso-xl "
    "take-back 20250113-D3-2."
)


@pytest.fixture
def diffs(hands):
    """The daily diffs; their first row is handed on."""
    return handed_on(hands("daily-diffs", Week(2)))


def handed_on(worked):
    worked.mark(HANDED_ON, 2)
    assert states(worked) == {"20250113-D3-2": "handed on", "20250113-D3-3": "to decide"}
    return worked


def states(hands):
    return {line.reference: line.state for line in due.listed(hands.records, hands.settings, now())}


def fill_in(hands, ref, **typed):
    book = hands.book()
    for heading, text in typed.items():
        book.cell(ref, heading.replace("_", " ")).value = text
    book.save()


def test_a_mark_is_refused(diffs):
    before = diffs.book().values()
    for word in (NFA, "Email sent"):
        assert f"{REFUSED} Nothing was changed." in diffs.mark(word, 2)
        assert diffs.book().values() == before
    assert states(diffs)["20250113-D3-2"] == "handed on"
    assert REFUSED not in diffs.mark(NFA, 3)


@pytest.mark.parametrize("word", ["NFA", "Email sent", None])
def test_a_comment_written_over_it_does_not_count(diffs, word):
    book = diffs.book()
    book.comment(2).value = word
    book.save()
    assert f"What was chosen or typed for row 2 does not count. {REFUSED}" in diffs.press()
    assert states(diffs)["20250113-D3-2"] == "handed on"
    assert diffs.book().comment(2).value == HANDED_ON


def test_an_outcome_and_a_tick_do_not_count(diffs):
    fill_in(diffs, "D3-2", Outcome=TELL, Done_in_CMS="Done", Client_Name="Weka, Mere")
    said = diffs.press()
    assert f"What was chosen or typed for row 2 does not count. {REFUSED}" in said
    assert states(diffs)["20250113-D3-2"] == "handed on"
    book = diffs.book()
    assert (book.cell("D3-2", "Outcome").value or "", book.cell("D3-2", "Done in CMS").value or "") == (
        "",
        "",
    )
    assert book.cell("D3-2", "Client Name").value == "Weka, Mere"
    assert REFUSED not in diffs.press()  # it is said once


def test_once_it_is_taken_it_is_answered(diffs):
    assert "20250113-D3-2: taken. Now: To decide." in diffs.take("D3-2")
    fill_in(diffs, "D3-2", Outcome=TELL, Client_Name="Weka, Mere")
    diffs.press()
    assert states(diffs)["20250113-D3-2-cps"] == "to send"


def test_what_was_chosen_before_somebody_took_it_is_not_theirs(excel, tmp_path):
    """Who knows the client chose it and pressed nothing: the button that takes it does not decide it, too."""
    worked = AtTheButtons("daily-diffs", excel)
    worked.open(Week(2).write("daily-diffs", tmp_path / "received"))
    fill_in(handed_on(worked), "D3-2", Outcome=TELL)
    assert "What was chosen or typed for row 2 does not count." in worked.take("D3-2")
    assert states(worked)["20250113-D3-2"] == "to decide"
    assert not worked.book().cell("D3-2", "Outcome").value


def test_who_presses_says_it_and_it_is_recorded_at_once(hands):
    worked = hands("daily-diffs", Week(2))
    worked.declare(2)
    assert states(worked)["20250113-D3-2"] == "handed on"
    (case,) = (one for one in CaseBook(worked.records, worked.settings, now()).open() if one.handed_on)
    assert [event.by for event in case.handed_on.values()] == [By.HAND]
