"""A mark that is given again after it was taken back counts: it is a person's word at this moment [A8, A10, C3, X6]."""

import pytest

from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import now
from helpers.walking import BY_HAND, HANDED_ON, NFA


def state(hands):
    listed = due.listed(hands.records, hands.settings, now())
    return [line.state for line in listed if line.reference.startswith("20250113-D3-2")]


@pytest.mark.parametrize(("word", "then"), [(NFA, []), (BY_HAND, []), (HANDED_ON, ["handed on"])])
def test_a_mark_given_again_after_it_was_taken_back_counts(word, then, hands):
    worked = hands("daily-diffs", Week(2))
    worked.mark(word, 2)
    assert state(worked) == then
    worked.take_back("D3-2")
    assert state(worked) == ["to decide"]
    worked.mark(word, 2)
    assert state(worked) == then
