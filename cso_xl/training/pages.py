"""The sheets around the lessons: contents, the session's plan, exercises and 'Check yourself'."""

from collections.abc import Sequence
from itertools import cycle

from cso_xl.intake.tables import Table
from cso_xl.procedures import PROCEDURES
from cso_xl.training import check, cms, exercise_sheet, rules
from cso_xl.training.a_case import Scene
from cso_xl.training.cards import BUTTONS, CARD, CONTENTS, INK
from cso_xl.training.case_pages import case_name
from cso_xl.training.exercises import EXERCISES, REPORTS, SESSION, Exercise
from cso_xl.training.lessons import Shot
from cso_xl.training.page import Page
from cso_xl.training.steps import SYNTHETIC, TABS, sheet_name

PLAN = "Session plan"
TINTS = dict(zip(REPORTS, cycle(("tint 1", "tint 2", "tint 3", "tint 5", "tint 4")), strict=False))


def exercise_name(report: str) -> str:
    """The sheet with the exercise on a report, by its command."""
    return exercise_sheet(PROCEDURES[report].title)


def contents(shots: Sequence[Shot], case: Sequence[Scene]) -> Page:
    """The links to every sheet: a column for each report, and one for the case."""
    made = Page(CONTENTS, INK)
    last = 2 + len(REPORTS)
    made.widths = {1: 2, **dict.fromkeys(range(2, last + 1), 36.0)}
    made.put(1, 2, "CSO training", "title", to=last)
    made.put(
        2, 2,
        "Kia ora, nau mai, haere mai. The five reports, step by step, as they are worked by hand and with the buttons "
        "of the tab CSO, and one case from the question to done. Cells with a red corner have a note: point at them. "
        "The words come from the program itself.",
        "body", to=last,
    )  # fmt: skip
    made.put(3, 2, SYNTHETIC.replace("this sheet", "any sheet"), "synthetic", to=last)
    for at, name in enumerate((PLAN, CARD, BUTTONS, rules.SHEET, cms.SHEET), 2):
        made.link(4, at, name, name)
    for column, report in enumerate(REPORTS, 2):
        made.put(6, column, PROCEDURES[report].title, TINTS[report])
        own = [shot for shot in shots if shot.procedure.name == report]
        _links(made, column, [*map(_link, own), ("Exercise", exercise_name(report)), _check(report)])
    made.put(6, last, "A case", "tint 6")
    to_scenes = [(f"{scene.number}  {scene.title}", case_name(scene)) for scene in case]
    _links(made, last, [*to_scenes, ("Check yourself", EXERCISES[-1].sheet)])
    return made


def _link(shot: Shot) -> tuple[str, str]:
    title = f"The sheet ‘{shot.sheet}’" if shot.beside else shot.step.title
    return f"{shot.number}  {title}", sheet_name(shot)


def _check(report: str) -> tuple[str, str]:
    return "Check yourself", next(exercise.sheet for exercise in EXERCISES if exercise.report == report)


def _links(made: Page, column: int, links: Sequence[tuple[str, str]]) -> None:
    for row, (text, sheet) in enumerate(links, 7):
        made.link(row, column, text, sheet)


def plan(shots: Sequence[Shot], case: Sequence[Scene]) -> Page:
    """The session's 60 minutes."""
    made = Page(PLAN, INK)
    made.widths = {1: 2, 2: 10, 3: 10, 4: 84, 5: 36}
    made.put(1, 2, "A session of 60 minutes", "title", to=5)
    made.link(2, 2, "‹ Contents", CONTENTS)
    made.put(3, 2, SYNTHETIC, "synthetic", to=5)
    for column, heading in enumerate(("From", "Minutes", "What", "Where"), 2):
        made.put(5, column, heading, "heading")
    sheets = {shot.procedure.name: sheet_name(shot) for shot in reversed(shots)}
    sheets |= {"contents": CONTENTS, "check": EXERCISES[0].sheet, "card": CARD, "case": case_name(case[0])}
    begins = 0
    for row, part in enumerate(SESSION, 6):
        made.put(row, 2, f"0:{begins:02}", "line")
        made.put(row, 3, str(part.minutes), "line")
        made.put(row, 4, part.what, "line")
        made.link(row, 5, sheets[part.where], sheets[part.where], "line link")
        begins += part.minutes
    return made


def exercise_page(report: str, table: Table) -> Page:
    """A report as received, to work on with the ribbon: its headings must stand in the first row."""
    made = Page(exercise_name(report), TABS[report], frozen_rows=1)
    for row, cells in enumerate((table.headings, *table.rows), 1):
        made.rows.append(list(cells))
        made.looks[row] = dict.fromkeys(range(1, len(cells) + 1), "received")
        made.heights[row] = 15
    made.links[1, 1] = CONTENTS
    title = PROCEDURES[report].title.lower()
    made.notes[1, 1] = (
        f"{SYNTHETIC}\n\nThis is the {title} report of the practice week as it was received. Work on it by hand "
        "or with the buttons of the tab CSO; where one asks for the file in which the report came, choose the e-mail "
        "in ‘practice-week’. The button ‘Check yourself’ says which rows are not as they should be. Then answer the "
        f"questions on the sheet ‘{_check(report)[1]}’.\n\n"
        "A click on this cell leads back to the contents."
    )
    return made


def check_yourself(exercise: Exercise) -> Page:
    """The questions of an exercise, with a drop-down for each answer."""
    made = Page(exercise.sheet, TABS.get(exercise.report, INK), frozen_rows=6)
    made.widths = {1: 6, 2: 7, 3: 60, 4: 34, 5: 64}
    made.put(1, 1, f"{exercise.title}: check yourself", "title")
    ways = [
        (3, "Contents", CONTENTS),
        *([(1, "‹ Exercise", exercise_name(exercise.report))] if exercise.report else []),
    ]
    for column, text, sheet in ways:
        made.link(2, column, text, sheet)
    row_is = f"Row is the row of the sheet ‘{exercise_name(exercise.report)}’. " if exercise.report else ""
    made.put(
        3, 1, f"{row_is}Choose an answer for each, then press ‘Check yourself’ on the tab CSO, or save a copy and run: "
        "cso-xl training check FILE", "body", to=5,
    )  # fmt: skip
    made.put(4, 1, SYNTHETIC, "synthetic", to=5)
    for column, heading in enumerate(check.HEADINGS, 1):
        made.put(6, column, heading, "heading")
    for row, question in enumerate(exercise.questions, 7):
        cells = (str(row - 6), "" if question.row is None else str(question.row), question.asks)
        for column, cell in enumerate(cells, 1):
            made.put(row, column, cell, "line")
        made.put(row, 4, "", "answer")
        made.put(row, 5, "", "line")
        made.make_room(row, 4, 4, max(question.choices, key=len), "answer")
        made.make_room(row, 5, 5, check.not_yet(question), "line")
        made.choices.append((row, 4, question.choices))
    return made
