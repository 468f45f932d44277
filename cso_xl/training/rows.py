"""The sheet of an exercise, worked by hand or with the buttons, compared with what becomes of each row [X8]."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import eq

from cso_xl.cells.text import heading_key
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.sharers import REMOVED
from cso_xl.errors import InputError
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import STATUS
from cso_xl.procedures.work import plain_cells
from cso_xl.training import exercise_sheet, lessons
from cso_xl.training.exercises import EXERCISES, Exercise

Grid = Sequence[Sequence[str]]
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Left:
    """What is left to do or to undo; `row` is the row's number as received, None for what was not received."""

    row: int | None
    words: str


@dataclass(frozen=True)
class Compared:
    """The sheet of an exercise: how many rows were received, how many of them go, and what is left."""

    report: str
    rows: int
    goes: int
    left: tuple[Left, ...]

    @property
    def headline(self) -> str:
        """'The sheet ‘Off list (synthetic)’: all 4 rows are there, as they were received.'"""
        words = f"all {self.rows} rows are there, as they were received."
        if self.rows == 1:
            words = "its one row is there, as it was received."
        if self.goes:
            words = f"the {self.rows - self.goes} rows that stay are there, the {self.goes} that go are gone. Ka pai!"
        if self.left:
            words = "not yet as it should be."
        return f"The sheet ‘{exercise_sheet(PROCEDURES[self.report].title)}’: {words}"


def compared(sheets: Mapping[str, Grid], report: str | None = None) -> list[Compared]:
    """The exercises among the sheets of a training workbook, compared; of one report when it is named.

    Raises InputError when such a sheet has lost the headings of its report.
    """
    by_name = {exercise_sheet(exercise.title): exercise for exercise in EXERCISES if exercise.report}
    return [
        _sheet(exercise, sheets[name], name)
        for name, exercise in by_name.items()
        if name in sheets and report in (None, exercise.report)
    ]


def _sheet(exercise: Exercise, grid: Grid, name: str) -> Compared:
    table, decisions, _ = lessons.of_practice_week(exercise.report)
    headings = [heading_key(heading) for heading in (grid[0] if grid else ())]
    places = [headings.index(key) if key in headings else None for key in map(heading_key, table.headings)]
    if not any(place is not None for place in places):
        raise InputError(
            f"The first row of the sheet ‘{name}’ is not its headings any more. Undo that, or start with a new copy of "
            "‘CSO training.xlsx’."
        )
    own = [None if place is None else at for at, place in enumerate(places)]
    received = {row: _cells(cells, own) for row, cells in zip(table.excel_rows, table.rows, strict=True)}
    present = {at: cells for at, row in enumerate(grid[1:], 2) if any(cells := _cells(row, places))}
    same = _same(received, present)
    others = {at: cells for at, cells in present.items() if at not in same.values()}
    changed = _changed(received.keys() - same.keys(), received, others)
    left = [
        *_lost_columns(table.headings, places),
        *_gone_or_still_there(exercise, decisions, same, changed),
        *(
            Left(row, f"Row {at}: {_difference(table.headings, received[row], others[at])}")
            for row, at in sorted(changed.items())
        ),
        *(
            Left(None, f"Row {at} is not in the report as it was received. No row is added to a report.")
            for at in sorted(others.keys() - set(changed.values()))
        ),
        *_other_status(decisions, same, grid),
    ]
    goes = sum(decision.status == REMOVED for decision in decisions.values())
    return Compared(exercise.report, len(received), goes, tuple(left))


def _cells(row: Sequence[str], places: Sequence[int | None]) -> Cells:
    """The report's own cells of a row, "" for a column that is not there."""
    cells = ["" if at is None or at >= len(row) else row[at] for at in places]
    return plain_cells(cells, len(places))


def _lost_columns(headings: Sequence[str], places: Sequence[int | None]) -> Iterator[Left]:
    for heading, place in zip(headings, places, strict=True):
        if place is None:
            yield Left(None, f"The column ‘{heading}’ is gone. Columns are hidden, never deleted.")


def _gone_or_still_there(
    exercise: Exercise, decisions: Mapping[int, Decision], same: Mapping[int, int], changed: Collection[int]
) -> Iterator[Left]:
    """Rows that are gone and stay, and rows that go and are still there; if none is gone yet, only how many go."""
    goes = {row for row, decision in decisions.items() if decision.status == REMOVED}
    if goes and goes <= same.keys():
        yield Left(
            None, f"No row is removed yet: {len(goes)} of {len(decisions)} have to go. [{exercise.rows_ids}]"
        )
        goes = set()
    for row, decision in sorted(decisions.items()):
        why = f"{decision.reason}. [{exercise.rows_ids}]"
        if row in goes and row in same:
            yield Left(row, f"Row {same[row]} is still there. It goes: {why}")
        elif decision.status != REMOVED and row not in same and row not in changed:
            yield Left(row, f"Row {row} of the report is gone. It stays, as ‘{decision.status}’: {why}")


def _same(received: Mapping[int, Cells], present: Mapping[int, Cells]) -> dict[int, int]:
    """Where each row of the report stands on the sheet, in whatever order; rows that are not on it are left out."""
    places = defaultdict(list)
    for at, cells in present.items():
        places[cells].append(at)
    return {row: places[cells].pop(0) for row, cells in received.items() if places[cells]}


def _changed(
    missing: Collection[int], received: Mapping[int, Cells], others: Mapping[int, Cells]
) -> dict[int, int]:
    """Where rows stand that have a few cells, a quarter at most, not as received; the most alike are found first."""
    alike = {(row, at): sum(map(eq, received[row], cells)) for row in missing for at, cells in others.items()}
    places: dict[int, int] = {}
    for (row, at), cells in sorted(alike.items(), key=lambda pair: (-pair[1], pair[0])):
        if row not in places and at not in places.values() and 4 * cells >= 3 * len(received[row]):
            places[row] = at
    return places


def _difference(headings: Sequence[str], was: Cells, now: Cells) -> str:
    columns = [at for at, pair in enumerate(zip(was, now, strict=True)) if pair[0] != pair[1]]
    named = ", ".join(f"‘{headings[at]}’" for at in columns)
    if any(was[at].startswith("0") and was[at].lstrip("0") == now[at] for at in columns):
        return f"the zeros in front of {named} are gone. A client number is text: Excel must not make it a number. [I4]"
    return f"{named} does not read as it was received. Nothing in a report is typed over: undo it."


def _other_status(decisions: Mapping[int, Decision], same: Mapping[int, int], grid: Grid) -> Iterator[Left]:
    """Rows whose Status, where a button has written one, has been changed since."""
    ours = beside.find(grid[0])
    if ours is None or grid[0][ours.status - 1] != STATUS[0]:
        return
    column = ours.status
    for row, at in same.items():
        decision, cells = decisions[row], grid[at - 1]
        if decision.status != REMOVED and (len(cells) < column or cells[column - 1] != decision.status):
            yield Left(row, f"Row {at}: its Status is ‘{decision.status}’: {decision.reason}.")
