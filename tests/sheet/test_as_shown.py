"""Colours are read in few questions: Excel takes a moment for each."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from cso_xl.sheet.as_shown import fills

COLOURS = (None, (0, 0, 0), (255, 0, 0), (146, 208, 80))
GRIDS = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(COLOURS), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


class Sheet:
    """Answers as Excel does: an area of several colours has the colour 0, which is also black."""

    def __init__(self, rows):
        self.rows, self.asked = rows, 0

    def range(self, first, last):
        self.asked += 1
        (top, left), (bottom, right) = first, last
        colours = {cell for row in self.rows[top - 2 : bottom - 1] for cell in row[left - 1 : right]}
        return SimpleNamespace(color=colours.pop() if len(colours) == 1 else (0, 0, 0))


def read(rows):
    sheet = Sheet(rows)
    return fills(sheet, len(rows) + 1, range(1, len(rows[0]) + 1)), sheet.asked


@given(GRIDS)
def test_every_colour_is_read(rows):
    coloured = {
        row: {at: bytes(colour).hex().upper() for at, colour in enumerate(cells, 1) if colour}
        for row, cells in enumerate(rows, 2)
    }
    assert read(rows)[0] == {row: cells for row, cells in coloured.items() if cells}


def test_a_worklist_with_a_state_on_each_line_asks_little():
    lines = [[None] * 6 + [COLOURS[2 + line // 25]] + [None] * 18 for line in range(50)]
    assert read(lines)[1] < 20


def test_red_rows_ask_little_more_than_their_number():
    rows = [[COLOURS[2] if row % 10 == 0 else None] * 16 for row in range(50)]
    assert read(rows)[1] < 31 + 5 * 15
