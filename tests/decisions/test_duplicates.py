"""What Excel's Duplicate Values rule paints [L4, A3, A7]."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl.decisions.duplicates import DuplicateValues


@pytest.mark.parametrize(
    ("cells", "painted"),
    [
        (["Smith", "SMITH", "x"], ["Smith", "SMITH"]),
        (["Smith", "Smith ", "x"], []),
        (["00123", "123", "9"], ["00123", "123"]),
        (["1.0", "1", "1,000", "1000"], ["1.0", "1", "1,000", "1000"]),
        (["1E5", "100000", "9"], ["1E5", "100000"]),
        (["50%", "0.5"], ["50%", "0.5"]),
        (["50%", "50"], []),
        (["+12", "12", "-12"], ["+12", "12"]),
        (["-1234567890123451", "-1234567890123452"], ["-1234567890123451", "-1234567890123452"]),
        (["ab*", "abc", "abd", "aa"], ["ab*"]),
        (["b*", "abc", "bcd"], ["b*"]),
        (["E5", "e5", "+E10", "%", ".", "-"], ["E5", "e5"]),
        (["01/01/2025", "45658"], ["01/01/2025", "45658"]),
        (["1/1/2025", "01JAN2025", "x"], ["1/1/2025", "01JAN2025"]),
        (["31/12/9999", "2958465", "2958466"], ["31/12/9999", "2958465"]),
        (["\uff11", "1", "\uff11"], ["\uff11", "\uff11"]),
        (["", "", "x"], []),
        (["1234567890123451", "1234567890123452"], ["1234567890123451", "1234567890123452"]),
        (["123456789012345", "123456789012346"], []),
        (["a*", "abc", "z"], ["a*"]),
        (["a?c", "abc", "z"], ["a?c"]),
        (["*", "abc", "z"], ["*"]),
        (["a~*", "a*"], ["a*"]),
        (["a~b", "a~b", "ab"], []),
        (["caf\u00e9", "cafe\u0301"], []),
        (["a.c", "abc"], []),
    ],
)
def test_what_is_painted(cells, painted):
    rule = DuplicateValues(cells)
    assert [cell for cell in cells if rule.paints(cell)] == painted


@given(st.lists(st.text(alphabet="ab1 ", max_size=3)))
def test_whatever_occurs_twice_is_painted_and_what_is_empty_never(cells):
    rule = DuplicateValues(cells)
    assert all(rule.paints(cell) for cell in cells if cell and cells.count(cell) > 1)
    assert not rule.paints("")


@given(st.lists(st.text()), st.text())
def test_any_text_is_counted_without_failing(cells, cell):
    DuplicateValues([*cells, cell]).paints(cell)
