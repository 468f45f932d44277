"""A trainee's file, all of it marked: answers, the rows of exercises, the outcomes on worklists [X8]."""

from pathlib import Path
from typing import NamedTuple

from cso_xl.errors import InputError
from cso_xl.training import check, outcomes, rows
from cso_xl.training.check import Marked
from cso_xl.training.exercises import EXERCISES
from cso_xl.training.outcomes import MarkedOutcome
from cso_xl.training.rows import Compared


class All(NamedTuple):
    """All that was marked in one file."""

    answers: list[Marked]
    sheets: list[Compared]
    outcomes: list[MarkedOutcome]


def marked(file: Path, report: str | None = None) -> All:
    """Mark a file, for one report when it is named: a training workbook, a filed copy, or a worklist as a CSV.

    Raises InputError when it is none of these, or is no longer as it was handed out.
    """
    if file.suffix.lower() == ".csv":
        return All([], [], _of(report, outcomes.marked(outcomes.in_csv(file))))
    sheets = check.read(file)
    chosen = [
        outcome
        for grid in sheets.values()
        if outcomes.is_worklist(grid)
        for outcome in outcomes.marked(outcomes.on_sheet(grid))
    ]
    wanted = [exercise for exercise in EXERCISES if report in (None, exercise.report)]
    if chosen and not any(exercise.sheet in sheets for exercise in EXERCISES):
        return All([], [], _of(report, chosen))
    return All(check.marked(sheets, wanted), rows.compared(sheets, report), _of(report, chosen))


def _of(report: str | None, chosen: list[MarkedOutcome]) -> list[MarkedOutcome]:
    """The outcomes of a report, when one is named. Raises InputError when they are of another."""
    kept = [outcome for outcome in chosen if report in (None, outcome.report)]
    if chosen and not kept:
        raise InputError(f"This is the worklist of {chosen[0].report}, not of {report}. Leave out --report.")
    return kept
