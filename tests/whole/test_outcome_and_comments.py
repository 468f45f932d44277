"""An outcome beside rows with words of their own in Comment: chosen, changed and emptied on the worklist [C3, C14]."""

import pytest

from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import now
from helpers.walking import NFA

SAME, NOT_SAME = "Same address: tell Oranga Tamariki", "Not the same address: NFA"


@pytest.fixture
def household(hands):
    """Two children live at the CSO's address; somebody has marked both of their rows as NFA."""
    week = Week(2)
    cells = {"CSO Client Number": "010000001", "Sharer Date of Birth": "05/07/2020"}
    cells |= dict.fromkeys(("CSO Address", "Sharer Address"), "1 Tui Street Ōtaki")
    for heading, text in cells.items():
        for row in (2, 3):
            week.set("address-sharer", row, heading, text)
    worked = hands("address-sharer", week)
    worked.mark(NFA, 2)
    worked.mark(NFA, 3)
    assert states(worked) == {}
    return worked


def states(hands):
    return {line.reference: line.state for line in due.listed(hands.records, hands.settings, now())}


def choose(hands, outcome):
    book = hands.book()
    book.cell("A8-2", "Outcome").value = outcome
    book.save()
    return hands.press()


def shown(hands):
    book = hands.book()
    return [book.cell("A8-2", "Outcome").value or "", *(book.comment(row).value or "" for row in (2, 3))]


def test_it_is_chosen_changed_and_emptied(household):
    assert shown(household) == ["", "NFA", "NFA"]
    choose(household, SAME)
    assert states(household) == {"20250113-A8-2-ot": "to send"}
    assert shown(household) == [SAME, "", ""]
    choose(household, NOT_SAME)
    assert states(household) == {}
    assert shown(household) == [NOT_SAME, "NFA", "NFA"]
    choose(household, None)
    assert states(household) == {"20250113-A8-2": "to decide"}
    assert shown(household) == ["", "", ""]


def test_beside_one_row_with_a_word_of_its_own_it_is_for_the_other(household):
    book = household.book()
    book.comment(2).value = None
    book.cell("A8-2", "Outcome").value = SAME
    book.save()
    household.press()
    assert states(household) == {"20250113-A8-2-ot": "to send"}
    assert shown(household) == [SAME, "", "NFA"]
    choose(household, None)
    assert states(household) == {"20250113-A8-2": "to decide"}
    assert shown(household) == ["", "", "NFA"]


def test_typed_together_the_words_count_and_that_is_said(household):
    choose(household, SAME)
    book = household.book()
    book.cell("A8-2", "Outcome").value = NOT_SAME
    for row in (2, 3):
        book.comment(row).value = "Handled"
    book.save()
    said = household.press()
    assert "A8-2: what Comment says of each row counts, and Outcome is empty again." in said
    assert shown(household) == ["", "Handled", "Handled"]
    assert states(household) == {}
