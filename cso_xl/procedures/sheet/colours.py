"""Colours: the cells that the rule leaves white, and whether a row is done, handed on or to decide [A10].

By the guidelines red means seen before. The eye is to go to the rows that are left: our columns are coloured by that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain

from cso_xl.cases.recording.comments import closed_list
from cso_xl.decisions.comment_words import Says, settles
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.work import Work
from cso_xl.sheet.areas import Area, grouped, runs
from cso_xl.sheet.protocol import Sheet

_WHOLE = {Says.SETTLED: "done", Says.HANDED_ON: "handed_on"}
_SAYS = {"done": ", done", "handed_on": ", handed on"}  # shown after Status, whose own text stays


def ours(work: Work) -> list[int]:
    """The columns that are coloured by what is left to do: ours with Comment; none before each row has its Status."""
    headings = work.sheet.headings()
    columns = beside.find(headings)
    if columns is None or not work.procedure.own.are_in(headings):
        return []
    comment = beside.comment_column(headings, work.width)
    own = range(columns.first, beside.end_of_ours(headings, columns.status) + 1)
    return sorted({*own, comment or columns.first})


def colour_ours(work: Work, places: Collection[int] = (), sheet: Sheet | None = None) -> None:
    """Colour our columns of these rows of the sheet, or of all: green where done, and Status where it is not [A10].

    `sheet` is a copy with the same rows.
    """
    columns, rows = ours(work), dict(enumerate(work.rows(), 2))
    if not columns or not rows:
        return
    headings, sheet, places = work.sheet.headings(), sheet or work.sheet, places or rows
    comment = beside.comment_column(headings, work.width)
    status = work.expect_status("Say what to do").status
    state_of = _states(work, status, comment)
    sheet.fill(_areas(places, columns), "", "")
    for state, alike in grouped(places, lambda place: state_of(rows[place])).items():
        if state in _SAYS:
            colour = work.settings.text(f"colours.{state}")
            sheet.fill(_areas(alike, columns), colour)
            sheet.fill(_areas(alike, [status]), colour, _SAYS[state])
        elif state:
            sheet.fill(_areas(alike, [status]), work.settings.text("colours.state.to_decide"))
            sheet.fill(_areas(alike, [comment] if comment else []), work.settings.text("colours.fill_in"))


def _states(work: Work, status: int, comment: int | None) -> Callable[[Sequence[str]], str]:
    """A function that gives a row's state by its Status and Comment: done, handed on, to decide, or ''."""
    to_do, words = work.procedure.to_do(work.settings), closed_list(work.settings)

    def state(row: Sequence[str]) -> str:
        says = settles(row[comment - 1] if comment else "", words).says
        return _WHOLE.get(says) or ("to_decide" if row[status - 1] in to_do else "")

    return state


def _areas(places: Collection[int], columns: Sequence[int]) -> list[Area]:
    return [Area(top, left, bottom, right) for left, right in runs(columns) for top, bottom in runs(places)]


def paint(work: Work, rows: Sequence[int], name: str) -> None:
    """Fill the white cells of these rows of the sheet with a colour, by its name in settings [A10, X6]."""
    work.sheet.fill(white_cells(work, rows), work.settings.text(f"colours.{name}"))


def paint_by_comment(work: Work) -> None:
    """Fill the white cells of a copy that is built anew by Comment, as the marks did [A10, X6]."""
    column = beside.comment_column(work.sheet.headings(), work.width)
    if column is None:
        return
    words = closed_list(work.settings)
    by_colour: dict[str, list[int]] = {}
    for place, row in enumerate(work.rows(), 2):
        if name := _WHOLE.get(settles(row[column - 1], words).says):
            by_colour.setdefault(name, []).append(place)
    for name, rows in by_colour.items():
        paint(work, rows, name)


def colour_rows(work: Work, texts: Mapping[int, str]) -> None:
    """Colour these rows of the sheet by their Comment: white cells, and our columns [A10, X6]."""
    by_colour: dict[str, list[int]] = {}
    words = closed_list(work.settings)
    for row, text in texts.items():
        is_handed_on = settles(text, words).says is Says.HANDED_ON
        name = "handed_on" if is_handed_on else "done" if text else "not_done"
        by_colour.setdefault(name, []).append(row)
    for name, rows in by_colour.items():
        paint(work, sorted(rows), name)
    if texts:
        colour_ours(work, [*texts])


def white_cells(work: Work, rows: Sequence[int]) -> list[Area]:
    """The report's cells in these rows that the Duplicate Values rule leaves white, run by run."""
    values = work.sheet.values()
    highlighted = work.sheet.duplicates()
    painted = DuplicateValues(
        chain.from_iterable(
            row[area.left - 1 : area.right]
            for area in highlighted
            for row in values[area.top - 1 : area.bottom]
        )
    )
    return [
        Area(row, first, row, last)
        for row in rows
        for first, last in _white_runs(values[row - 1][: work.width], painted)
    ]


def _white_runs(cells: Sequence[str], painted: DuplicateValues) -> Iterator[tuple[int, int]]:
    first = None
    for column, cell in enumerate([*cells, ""], 1):
        white = cell != "" and not painted.paints(cell)
        if white and first is None:
            first = column
        elif not white and first is not None:
            yield first, column - 1
            first = None
