"""The annotated workbook 'CSO training.xlsx': four reports, every step, exercises; always the same bytes [X8]."""

import datetime as dt
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.files.publish import replace
from cso_xl.practice.week import Sizes, Week
from cso_xl.records.kept_apart import TITLE
from cso_xl.sheet.cover import Cover
from cso_xl.sheet.package import pack
from cso_xl.training import pages, steps
from cso_xl.training.exercises import EXERCISES
from cso_xl.training.lessons import received, worked

FILE_NAME = "CSO training.xlsx"
SIZES = Sizes(on_list=20, cso_daily=24, daily_diffs=22, off_list=4, sharers=0)  # one row for each case
LESSON = Week(monday=dt.date(2025, 1, 6), sizes=SIZES, seed=7)


def build() -> bytes:
    """The workbook, from the steps as they are and an invented week."""
    settings = settings_.load(settings_.DEFAULTS)
    shots = list(worked(LESSON, settings))
    made = [pages.contents(shots), pages.plan(shots), pages.card(shots)]
    reports = received(Week(), settings)
    for exercise in EXERCISES:
        own = [shot for shot in shots if shot.procedure.name == exercise.report]
        names = [steps.sheet_name(shot) for shot in own]
        ways = zip([pages.CONTENTS, *names], [*names[1:], pages.exercise_name(exercise.report)], strict=False)
        made += [
            steps.page(shot, before, after, pages.CONTENTS, settings)
            for shot, (before, after) in zip(own, ways, strict=True)
        ]
        made += [
            pages.exercise(exercise.report, reports[exercise.report]),
            pages.check_yourself(exercise),
        ]
    return pack(made, Cover.of(settings, {"Data": TITLE}, "CSO training"))


def write(into: Path) -> Path:
    """Build the workbook into a folder, in place of an earlier one; returns its path. Raises FileError."""
    path = into / FILE_NAME
    replace(path, build())
    return path
