"""The exercises: questions on rows of the practice week, with the answer, the rule and the reason of each."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from cso_xl.procedures import PROCEDURES

STATUS_ASKED = "What becomes of this row?"


@dataclass(frozen=True)
class Question:
    """One question; `row` is Excel's row of the exercise, None for the sheet as a whole.

    `choices` are the answers to choose from, `ids` the rule, `because` the reason beside the answer.
    """

    row: int | None
    asks: str
    choices: tuple[str, ...]
    answer: str
    ids: str
    because: str


@dataclass(frozen=True)
class Exercise:
    """The exercise on one report, which is named by its command; '' for the one on what goes wrong in all of them.

    `short` is what the tabs of its sheets call it, `rows_ids` the rule that says which of its rows go, if any do.
    """

    report: str
    short: str
    rows_ids: str
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        """'On list'."""
        return PROCEDURES[self.report].title if self.report else self.short

    @property
    def sheet(self) -> str:
        """The sheet with its questions: 'On list check yourself'."""
        return f"{self.title} check yourself"


@dataclass(frozen=True)
class Part:
    """A part of the session: how long it takes, what is done, and on which sheet."""

    minutes: int
    what: str
    where: str


_TEXT = tomllib.loads(Path(__file__).with_name("exercises.toml").read_text("utf-8"))


def _exercises() -> tuple[Exercise, ...]:
    return tuple(
        Exercise(
            exercise.get("report", ""),
            exercise["short"],
            exercise.get("rows_ids", ""),
            tuple(
                Question(
                    row=question.get("row"),
                    asks=question.get("asks", STATUS_ASKED),
                    choices=tuple(question.get("choices", exercise.get("statuses", ()))),
                    answer=question["answer"],
                    ids=question["ids"],
                    because=question["because"],
                )
                for question in exercise["question"]
            ),
        )
        for exercise in _TEXT["exercise"]
    )


SESSION = tuple(Part(**part) for part in _TEXT["session"])
EXERCISES = _exercises()
REPORTS = tuple(exercise.report for exercise in EXERCISES if exercise.report)  # that are taught
