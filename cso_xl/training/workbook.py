"""The workbook 'CSO training.xlsx': every step of each report, a case, exercises; always the same bytes [X8]."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.files.publish import replace
from cso_xl.practice.week import Sizes, Week
from cso_xl.records.kept_apart import TITLE
from cso_xl.settings import Settings
from cso_xl.sheet.cover import Cover
from cso_xl.sheet.package import pack
from cso_xl.training import a_case, cards, case_pages, pages, steps
from cso_xl.training.cards import CONTENTS
from cso_xl.training.exercises import EXERCISES, Exercise
from cso_xl.training.lessons import Shot, of_practice_week, worked
from cso_xl.training.page import Page

FILE_NAME = "CSO training.xlsx"
SIZES = Sizes(on_list=20, cso_daily=24, daily_diffs=22, off_list=4, sharers=0)  # one row for each case
LESSON = Week(monday=dt.date(2025, 1, 6), sizes=SIZES, seed=7)


def build() -> bytes:
    """The workbook, from the steps as they are and an invented week."""
    settings = settings_.load(settings_.DEFAULTS)
    shots, scenes = list(worked(LESSON, settings)), a_case.scenes(LESSON, settings)
    made = [
        pages.contents(shots, scenes),
        pages.plan(shots, scenes),
        cards.card(),
        cards.steps_by_hand(shots),
        cards.rules_by_number(),
        case_pages.practice_cms(settings),
    ]
    for exercise in EXERCISES:
        if exercise.report:
            made += _of_report(exercise, shots, settings)
        else:
            made += case_pages.case(scenes, settings)
        made.append(pages.check_yourself(exercise))
    return pack(made, Cover.of(settings, {"Data": TITLE}, "CSO training"))


def _of_report(exercise: Exercise, shots: Sequence[Shot], settings: Settings) -> list[Page]:
    """The steps of a report, and the exercise on it."""
    own = [shot for shot in shots if shot.procedure.name == exercise.report]
    names = [steps.sheet_name(shot) for shot in own]
    ways = zip([CONTENTS, *names], [*names[1:], pages.exercise_name(exercise.report)], strict=False)
    return [
        *(
            steps.page(shot, before, after, CONTENTS, settings)
            for shot, (before, after) in zip(own, ways, strict=True)
        ),
        pages.exercise_page(exercise.report, of_practice_week(exercise.report).table),
    ]


def write(into: Path) -> Path:
    """Build the workbook into a folder, in place of an earlier one; returns its path. Raises FileError."""
    path = into / FILE_NAME
    replace(path, build())
    return path
