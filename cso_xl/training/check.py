"""'Check yourself': a trainee's answers compared with the right ones, row by row, with the rule of each [X8]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cso_xl import settings as settings_
from cso_xl.cells.text import fold
from cso_xl.errors import InputError
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import receive
from cso_xl.training import rules
from cso_xl.training.exercises import EXERCISES, Exercise, Question

if TYPE_CHECKING:
    from cso_xl.training.outcomes import MarkedOutcome
    from cso_xl.training.rows import Compared

NUMBER, ROW, ASKED, ANSWER, RESULT = "No", "Row", "Question", "Your answer", "Result"
HEADINGS = (NUMBER, ROW, ASKED, ANSWER, RESULT)
RIGHT, WRONG, MISSING = "right", "not yet", "not answered"
Sheets = Mapping[str, Sequence[Sequence[str]]]  # each sheet's rows by its name


@dataclass(frozen=True)
class Marked:
    """A question with the answer that was given; `row` and `column` are where the result belongs on its sheet."""

    exercise: Exercise
    number: int
    question: Question
    given: str
    row: int
    column: int

    @property
    def state(self) -> str:
        """RIGHT, WRONG or MISSING."""
        if not self.given.strip():
            return MISSING
        return RIGHT if fold(self.given) == fold(self.question.answer) else WRONG

    @property
    def words(self) -> str:
        """What the trainee reads."""
        question = self.question
        return {
            RIGHT: f"Right. {question.because} [{question.ids}]",
            WRONG: not_yet(question),
            MISSING: f"Not answered yet. {self._where_to_look}",
        }[self.state]

    @property
    def _where_to_look(self) -> str:
        where = "the whole sheet" if self.question.row is None else f"row {self.question.row}"
        if not self.exercise.report:  # what goes wrong in all reports is on no sheet of one
            where = f"the sheet ‘{rules.SHEET}’"
        return f"Look at {where} once more; rule {self.question.ids} helps."

    @property
    def in_list(self) -> str:
        """The same, for a list of several."""
        return f"{self.exercise.title}, question {self.number}: {self.words}"


def not_yet(question: Question) -> str:
    """What the trainee reads of any answer but the right one."""
    return f"Not yet: it is ‘{question.answer}’. {question.because} [{question.ids}]"


BY_SHEET = {exercise.sheet: exercise for exercise in EXERCISES}


def marked(sheets: Sheets, wanted: Sequence[Exercise] = EXERCISES) -> list[Marked]:
    """Every question of the wanted exercises in a training workbook, marked.

    Raises InputError when the workbook has none of their sheets, or their questions are not as they were.
    """
    present = [exercise for exercise in wanted if exercise.sheet in sheets]
    if not present:
        names = " or ".join(f"‘{exercise.sheet}’" for exercise in wanted)
        raise InputError(f"There is no sheet {names} in this workbook. Use a copy of ‘CSO training.xlsx’.")
    return [answer for exercise in present for answer in _of_sheet(exercise, sheets[exercise.sheet])]


def read(path: Path) -> Sheets:
    """The sheets of a saved copy of the workbook. Raises InputError when it cannot be read."""
    return read_workbook(receive(path, is_own=True), Passwords(settings_.load(settings_.DEFAULTS)))


def _of_sheet(exercise: Exercise, rows: Sequence[Sequence[str]]) -> list[Marked]:
    name = exercise.sheet
    top = next((at for at, row in enumerate(rows) if tuple(row[: len(HEADINGS)]) == HEADINGS), None)
    if top is None:
        raise InputError(
            f"The sheet ‘{name}’ has lost its headings ({', '.join(HEADINGS)}). Undo that, or start with a new copy of "
            "‘CSO training.xlsx’ and enter your answers again."
        )
    answers = {
        row[0].strip(): (at, row) for at, row in enumerate(rows[top + 1 :], top + 2) if row and row[0].strip()
    }
    answered = []
    for number, question in enumerate(exercise.questions, 1):
        if str(number) not in answers:
            raise InputError(
                f"The sheet ‘{name}’ has lost question {number}. Undo that, or start with a new copy of "
                "‘CSO training.xlsx’."
            )
        at, row = answers[str(number)]
        given = row[HEADINGS.index(ANSWER)] if len(row) > HEADINGS.index(ANSWER) else ""
        answered.append(Marked(exercise, number, question, given, at, HEADINGS.index(RESULT) + 1))
    return answered


class HasState(Protocol):
    """Anything that was marked."""

    @property
    def state(self) -> str:
        """RIGHT, WRONG or MISSING."""


def score(results: Sequence[HasState]) -> str:
    """'6 of 8 right, 1 not answered', with a kind word."""
    right, missing = (sum(result.state == state for result in results) for state in (RIGHT, MISSING))
    counted = f"{right} of {len(results)} right" + (f", {missing} not answered yet" if missing else "")
    if right == len(results):
        return f"{counted}. Ka pai! Everything is right."
    return f"{counted}. Have another look at the rows below; the rule beside each says why."


def as_json(
    answers: Sequence[Marked], sheets: Sequence[Compared], outcomes: Sequence[MarkedOutcome]
) -> dict[str, object]:
    """The result for a program."""
    return {
        "right": sum(answer.state == RIGHT for answer in answers)
        + sum(outcome.state == RIGHT for outcome in outcomes),
        "questions": [
            {
                "report": answer.exercise.report,
                "question": answer.number,
                "row": answer.question.row,
                "answer": answer.given.strip(),
                "state": answer.state,
                "rule": answer.question.ids,
                "words": answer.words,
            }
            for answer in answers
        ],
        "sheets": [
            {
                "report": sheet.report,
                "rows": sheet.rows,
                "left": [{"row": left.row, "words": left.words} for left in sheet.left],
            }
            for sheet in sheets
        ],
        "outcomes": [
            {
                "report": outcome.report,
                "ref": outcome.ref,
                "outcome": outcome.given.strip(),
                "state": outcome.state,
                "rule": outcome.asked.right.id,
                "words": outcome.words,
            }
            for outcome in outcomes
        ],
    }
