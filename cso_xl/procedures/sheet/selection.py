"""The rows that a person means by the cells they have selected on the report's sheet [A10, X6]."""

from collections.abc import Iterator
from typing import NamedTuple

from cso_xl.cells.letters import letters_of
from cso_xl.errors import CallError
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import COMMENT
from cso_xl.procedures.sheet.numbering import expect_numbers
from cso_xl.procedures.work import Work
from cso_xl.sheet.areas import Area


class Foreign(NamedTuple):
    """Columns of the sheet that are not about the row they stand on; `holds` is their content, in words."""

    first: int
    last: int
    holds: str

    def holds_all(self, area: Area) -> bool:
        """Whether all of an area is in these columns."""
        return self.first <= area.left and area.right <= self.last


def rows_to_mark(work: Work) -> list[int]:
    """The selected rows of the list, as Excel numbers them.

    Raises CallError when none is selected, or when cells are selected that are not about the row they stand on.
    """
    for foreign in _foreign(work):
        beside_it = {
            row for area in work.selected_areas if not foreign.holds_all(area) for row in _rows(area)
        }
        if work.selected_areas and set(work.selected) - beside_it:
            letter = letters_of(foreign.first)
            raise CallError(
                f"The selected cells belong to {foreign.holds} (from column {letter} on), not to this week's rows "
                "beside them. Nothing was marked. Select the rows left of it (a cell of each is enough), then press "
                "again."
            )
    rows = [row for row in work.selected if 1 < row <= len(work.rows()) + 1]
    if not rows:
        raise CallError("Select the rows to mark (a cell of each is enough), then press again.")
    expect_numbers(work, rows)
    return rows


def _rows(area: Area) -> range:
    return range(area.top, area.bottom + 1)


def _foreign(work: Work) -> Iterator[Foreign]:
    """Last week's group [A6], and the list that a step has pasted between the received columns and ours [L3]."""
    headings, ours = work.sheet.headings(), beside.find(work.sheet.headings())
    if ours is None:
        return
    right = range(ours.reason + 1, len(headings) + 1)
    own = {heading for heading in headings[: work.width] if heading not in ("", COMMENT)}
    if again := next((at for at in right if headings[at - 1] in own), None):
        yield Foreign(again, len(headings), "last week's rows")
    if ours.first > work.width + 1:
        yield Foreign(work.width + 1, ours.first - 1, "the pasted list of current clients")
