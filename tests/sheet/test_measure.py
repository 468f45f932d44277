"""How wide the columns of a sheet are, and which of them wrap."""

from hypothesis import example, given
from hypothesis import strategies as st

from cso_xl.sheet import look, measure

TEXTS = st.text(st.sampled_from("a \n"), max_size=60)


@given(st.lists(TEXTS, max_size=5))
@example(["\n"])
def test_whatever_a_column_holds_it_has_a_width(texts):
    [width] = measure.fit([["Reason"], *([text] for text in texts)]).widths
    assert look.NARROWEST <= width <= look.widest("Reason")


def test_a_column_of_line_breaks_alone_is_as_narrow_as_an_empty_one():
    assert measure.fit([["A"], ["\n"]]).widths == measure.fit([["A"], [""]]).widths
