"""The exercises: questions on rows of the practice week, with the answer, the rule and the reason of each."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

STATUS_ASKED = "What becomes of this row?"


@dataclass(frozen=True)
class Question:
    """One question; `row` is Excel's row of the exercise, None for the sheet as a whole.

    `choices` are what can be answered, `ids` the rule, `because` what is said beside the answer.
    """

    row: int | None
    asks: str
    choices: tuple[str, ...]
    answer: str
    ids: str
    because: str


@dataclass(frozen=True)
class Exercise:
    """The exercise on one report, which is named by its command.

    `rows_ids` is the rule that says which of its rows go, if any do.
    """

    report: str
    rows_ids: str
    questions: tuple[Question, ...]


def _load() -> tuple[Exercise, ...]:
    text = Path(__file__).with_name("exercises.toml").read_text("utf-8")
    return tuple(
        Exercise(
            one["report"],
            one["rows_ids"],
            tuple(
                Question(
                    row=question.get("row"),
                    asks=question.get("asks", STATUS_ASKED),
                    choices=tuple(question.get("choices", one["statuses"])),
                    answer=question["answer"],
                    ids=question["ids"],
                    because=question["because"],
                )
                for question in one["question"]
            ),
        )
        for one in tomllib.loads(text)["exercise"]
    )


EXERCISES = _load()
