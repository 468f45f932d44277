"""The lessons: a practice week worked by the very steps that the buttons press, and what each step changed."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cso_xl import settings as settings_
from cso_xl.cases.worklist.layout import WorklistLayout
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, EntryInFull
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.sharers import NEW
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.desk.arrived import Arrived
from cso_xl.desk.file_desk import FileDesk
from cso_xl.desk.office import Office
from cso_xl.intake.tables import Table
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.week import Files, Week
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet.beside import COMMENT
from cso_xl.procedures.sheet.marks import EMAIL_SENT, NFA
from cso_xl.procedures.step import Step
from cso_xl.procedures.work import ADDED_SHEETS, OUTCOMES_SHEET, Work
from cso_xl.records import kept_apart
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area
from cso_xl.sheet.file_engine import Appearance, FileBook
from cso_xl.sheet.protocol import Block
from cso_xl.training.exercises import REPORTS

_MORNING = dt.time(9, tzinfo=NEW_ZEALAND)
_CHOSEN = 4  # entries of a worklist for which the lesson chooses an outcome


class Seen(NamedTuple):
    """A sheet as it stands after a step."""

    rows: Block
    appearance: Appearance


class Change(NamedTuple):
    """What a step changed on a sheet, at the cell that shows it."""

    row: int
    column: int
    words: str


@dataclass(frozen=True)
class Shot:
    """A sheet that shows what a step did, and the changes on it; `beside` says that it is a further one."""

    procedure: Procedure
    step: Step
    number: int
    date: dt.date
    sheet: str
    seen: Seen
    changes: tuple[Change, ...]
    beside: bool = False


def worked(week: Week, settings: Settings) -> Iterator[Shot]:
    """Every step of the reports, each with the sheet that it changed."""
    with TemporaryDirectory() as folder:
        files = week.write(Path(folder))
        for report in REPORTS:
            yield from _of_report(PROCEDURES[report], files, settings)


class Decided(NamedTuple):
    """A report as received, what becomes of each row, by its Excel row, and what is to be looked up."""

    table: Table
    decisions: Mapping[int, Decision]
    listed: Sequence[EntryInFull]


@lru_cache
def of_practice_week(report: str) -> Decided:
    """What the program makes of a report of the practice week, by its command."""
    procedure, settings = PROCEDURES[report], settings_.load(settings_.DEFAULTS)
    with TemporaryDirectory() as folder:
        files = Week().write(Path(folder))
        desk = _desk(procedure, files, settings)
        work = Work(
            procedure, lambda: desk, kept_apart.in_force(settings, files.records), without_outcomes=True
        )
        for step in procedure.steps:
            step.run(work)
        return Decided(desk.report(), work.decisions, work.worklist)


def _desk(procedure: Procedure, files: Files, settings: Settings) -> FileDesk:
    """The desk on the morning of the report's day: a lesson reads the same whenever it is built."""
    office = Office.at(files.records, settings, PracticePasswords(settings))
    office = replace(office, clock=lambda: dt.datetime.combine(desk.date, _MORNING).astimezone(dt.UTC))
    desk = FileDesk(Arrived(procedure, files.carrying(procedure), office))
    return desk


def _of_report(procedure: Procedure, files: Files, settings: Settings) -> Iterator[Shot]:
    desk = _desk(procedure, files, settings)
    work = Work(procedure, lambda: desk, kept_apart.in_force(settings, files.records), without_outcomes=True)
    before: Mapping[str, Seen] = {}
    for number, step in enumerate(procedure.steps, 1):
        if step.name == "draft_notices" and procedure.worklist:
            _choose_outcomes(work)
        if step.name == "colour_done_rows":
            _comment(work)
        step.run(work)
        after = _sheets(work)
        for at, name in enumerate(_where_seen(before, after)):
            received = Change(1, 1, "The report as it was received: every cell is text, as it came.")
            changes = (received,) if number == 1 else tuple(_changes(before.get(name), after[name]))
            yield Shot(procedure, step, number, desk.date, name, after[name], changes, beside=at > 0)
        before = after


def _sheets(work: Work) -> dict[str, Seen]:
    """The report's sheet first, then those that steps have added."""
    assert isinstance(work.book, FileBook)
    added = [sheet for name in ADDED_SHEETS if (sheet := work.book.sheet(name))]
    return {
        sheet.name: Seen([list(row) for row in sheet.values()], sheet.appearance())
        for sheet in (work.book.report, *added)
    }


def _where_seen(before: Mapping[str, Seen], after: Mapping[str, Seen]) -> list[str]:
    """The sheets that a step changed, or the report's own where it changed none."""
    changed = [name for name in after if name != OUTCOMES_SHEET and before.get(name) != after[name]]
    return changed or [next(iter(after))]


def _choose_outcomes(work: Work) -> None:
    """Choose, as a person would, an outcome that asks for a notice for the first entries of the worklist."""
    listed, outcomes = work.book.sheet(WORKLIST_SHEET), work.book.sheet(OUTCOMES_SHEET)
    assert listed is not None and outcomes is not None
    with_notice = {row[0]: row[1] for row in reversed(outcomes.values()[1:]) if row[2]}
    layout = WorklistLayout.of(listed.headings())
    assert layout is not None
    questions = [
        (row, layout.at(slot.outcome) + 1, cells[layout.at(slot.asks)])
        for row, cells in enumerate(listed.values()[1:], 2)
        for slot in layout.slots
    ]
    for row, column, question in [place for place in questions if place[2]][:_CHOSEN]:
        if outcome := with_notice.get(question):
            listed.paste(row, column, [[outcome]])


def _comment(work: Work) -> None:
    """Comment the first new rows, as a person does who has looked them up; the next step colours them."""
    column = work.sheet.headings().index(COMMENT) + 1
    new = [row for row, received in enumerate(work.excel_rows, 2) if work.decisions[received].status == NEW]
    for row, comment in zip(new, (EMAIL_SENT, EMAIL_SENT, NFA), strict=False):
        work.sheet.paste(row, column, [[comment]])


def _changes(before: Seen | None, after: Seen) -> Iterator[Change]:
    """The differences between two states of a sheet: of each kind the one that is seen first."""
    if before is None:
        yield Change(1, 1, "This sheet is new: nothing of it was there before.")
        return
    old, new = before.appearance, after.appearance
    if new.formatted and not old.formatted:
        yield Change(1, 1, "Headings bold and frozen, filter arrows, columns as wide as what is in them.")
    for column in sorted(new.filters.keys() - old.filters.keys()):
        accepted = " and ".join(sorted(new.filters[column]))
        yield Change(1, column, f"Filter set to {accepted}: the other rows are hidden, none is deleted.")
    if hidden := len(new.hidden_columns) - len(old.hidden_columns):
        shown = next(at for at in range(1, len(after.rows[0]) + 1) if at not in new.hidden_columns)
        yield Change(1, shown, f"{hidden} columns are hidden, none is deleted.")
    if _columns(new.duplicates) != _columns(old.duplicates):
        area = new.duplicates[0]
        ranges = " and ".join(area.ref for area in new.duplicates)
        yield Change(area.top, area.left, f"Conditional Formatting > Duplicate Values over {ranges}.")
    gone = len(before.rows) - len(after.rows)
    if gone > 0:
        yield Change(2, 1, f"{gone} rows went to the sheet 'Removed', each with its reason.")
    yield from _new_cells(before, after)
    if coloured := _new_fills(old, new):
        yield Change(*coloured[0], f"{len({row for row, _ in coloured})} rows were coloured.")


def _columns(areas: Sequence[Area]) -> list[tuple[int, int]]:
    """The columns of areas, which stay the same when rows are removed."""
    return [(area.left, area.right) for area in areas]


def _new_cells(before: Seen, after: Seen) -> Iterator[Change]:
    """The headings that are new, or else the first cell that was filled in."""
    old, new = before.rows[0], after.rows[0]
    headings = SequenceMatcher(None, old, new, autojunk=False)
    if old != new:
        for kind, _, _, first, last in headings.get_opcodes():
            columns = [at for at in range(first, last) if new[at]]
            if kind in ("insert", "replace") and columns:
                ends = "' to '".join(dict.fromkeys((new[columns[0]], new[columns[-1]])))
                yield Change(1, columns[0] + 1, f"{'New' if kind == 'insert' else 'Now'}: '{ends}'.")
    elif len(before.rows) == len(after.rows):
        for row, (was, now) in enumerate(zip(before.rows, after.rows, strict=True), 1):
            for column, cell in enumerate(now, 1):
                if cell and cell != was[column - 1]:
                    yield Change(row, column, "Filled in here, and in the cells like it below.")
                    return


def _new_fills(old: Appearance, new: Appearance) -> list[tuple[int, int]]:
    return sorted(
        (row, column)
        for row, fills in new.fills.items()
        for column, colour in fills.items()
        if old.fills.get(row, {}).get(column) != colour
    )
