"""The sheets around the lessons: contents, the session's plan, the staff card, exercises and 'Check yourself'."""

from collections.abc import Iterator, Sequence
from itertools import cycle

from cso_xl.intake.tables import Table
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.training import check, exercise_sheet
from cso_xl.training.clicks import CLICKS
from cso_xl.training.exercises import REPORTS, SESSION, Exercise
from cso_xl.training.lessons import Shot
from cso_xl.training.page import Page
from cso_xl.training.steps import SYNTHETIC, TABS, sheet_name

CONTENTS, PLAN, CARD = "Contents", "Session plan", "Staff card"
INK = "1F2933"
TINTS = dict(zip(REPORTS, cycle(("tint 1", "tint 2", "tint 3", "tint 4")), strict=False))


def exercise_name(report: str) -> str:
    """The sheet with the exercise on a report, by its command."""
    return exercise_sheet(PROCEDURES[report].title)


def contents(shots: Sequence[Shot]) -> Page:
    """The way to every sheet: a column for each report."""
    made = Page(CONTENTS, INK)
    made.widths = {1: 2, **dict.fromkeys(range(2, 2 + len(REPORTS)), 36.0)}
    last = 1 + len(REPORTS)
    made.put(1, 2, "CSO training", "title", to=last)
    made.put(
        2, 2,
        "Kia ora, nau mai, haere mai. The four reports, step by step, as they are worked by hand and with the buttons "
        "of the tab CSO. Cells with a red corner have a note: point at them. The words come from the program itself.",
        "body", to=last,
    )  # fmt: skip
    made.put(3, 2, SYNTHETIC.replace("this sheet", "any sheet"), "synthetic", to=last)
    for at, name in enumerate((PLAN, CARD), 2):
        made.link(4, at, name, name)
    for column, report in enumerate(REPORTS, 2):
        made.put(6, column, PROCEDURES[report].title, TINTS[report])
        row = 7
        for shot in shots:
            if shot.procedure.name == report:
                said = f"The sheet ‘{shot.sheet}’" if shot.beside else shot.step.title
                made.link(row, column, f"{shot.number}  {said}", sheet_name(shot))
                row += 1
        made.link(row, column, "Exercise", exercise_name(report))
        made.link(row + 1, column, "Check yourself", check.sheet_name(report))
    return made


def plan(shots: Sequence[Shot]) -> Page:
    """The session's 60 minutes."""
    made = Page(PLAN, INK)
    made.widths = {1: 2, 2: 10, 3: 10, 4: 84, 5: 36}
    made.put(1, 2, "A session of 60 minutes", "title", to=5)
    made.link(2, 2, "‹ Contents", CONTENTS)
    made.put(3, 2, SYNTHETIC, "synthetic", to=5)
    for column, heading in enumerate(("From", "Minutes", "What", "Where"), 2):
        made.put(5, column, heading, "heading")
    sheets = {shot.procedure.name: sheet_name(shot) for shot in reversed(shots)}
    sheets |= {"contents": CONTENTS, "check": check.sheet_name(REPORTS[0]), "card": CARD}
    begins = 0
    for row, part in enumerate(SESSION, 6):
        made.put(row, 2, f"0:{begins:02}", "line")
        made.put(row, 3, str(part.minutes), "line")
        made.put(row, 4, part.what, "line")
        made.link(row, 5, sheets[part.where], sheets[part.where], "line link")
        begins += part.minutes
    return made


def card(shots: Sequence[Shot]) -> Page:
    """One page for the desk: every button, what it replaces, clicks by hand against presses."""
    made = Page(CARD, INK, landscape=False, pages_high=1)
    made.widths = {1: 2, 2: 36, 3: 58, 4: 18, 5: 10}
    made.put(1, 2, "The buttons, and what they replace", "title", to=5)
    made.link(2, 2, "‹ Contents", CONTENTS)
    made.put(
        3, 2, "Clicks by hand are counted along the guidelines. Every button can be taken back with ‘Undo last step’; "
        "a filed copy stays filed. ‘Do all steps’ presses all that are left.", "body", to=5,
    )  # fmt: skip
    made.put(4, 2, SYNTHETIC, "synthetic", to=5)
    for column, heading in enumerate(("Button", "By hand", "Clicks by hand", "Presses"), 2):
        made.put(6, column, heading, "heading")
    for row, shot in enumerate(_each_button(shots), 7):
        cells = (ribbon.where(shot.step.name), shot.step.by_hand, str(CLICKS[shot.step.name]), "1")
        for column, cell in enumerate(cells, 2):
            made.put(row, column, cell, "line")
    return made


def _each_button(shots: Sequence[Shot]) -> Iterator[Shot]:
    """One step for each button, in the order of the work."""
    seen = set()
    for shot in shots:
        if shot.step.name not in seen:
            seen.add(shot.step.name)
            yield shot


def exercise(report: str, table: Table) -> Page:
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
        f"questions on the sheet ‘{check.sheet_name(report)}’.\n\n"
        "A click on this cell leads back to the contents."
    )
    return made


def check_yourself(one: Exercise) -> Page:
    """The questions of an exercise, with a drop-down for each answer."""
    made = Page(check.sheet_name(one.report), TABS[one.report], frozen_rows=6)
    made.widths = {1: 6, 2: 7, 3: 60, 4: 34, 5: 64}
    made.put(1, 1, f"{PROCEDURES[one.report].title}: check yourself", "title")
    for column, (said, sheet) in zip(
        (1, 3, 4), (("‹ Exercise", exercise_name(one.report)), ("Contents", CONTENTS)), strict=False
    ):
        made.link(2, column, said, sheet)
    made.put(
        3, 1, f"Row is the row of the sheet ‘{exercise_name(one.report)}’. Choose an answer for each, then press "
        "‘Check yourself’ on the tab CSO, or save a copy and run: cso-xl training check FILE", "body", to=5,
    )  # fmt: skip
    made.put(4, 1, SYNTHETIC, "synthetic", to=5)
    for column, heading in enumerate(check.HEADINGS, 1):
        made.put(6, column, heading, "heading")
    for row, question in enumerate(one.questions, 7):
        cells = (str(row - 6), "" if question.row is None else str(question.row), question.asks)
        for column, cell in enumerate(cells, 1):
            made.put(row, column, cell, "line")
        made.put(row, 4, "", "answer")
        made.put(row, 5, "", "line")
        made.make_room(row, 5, 5, check.not_yet(question), "line")
        made.choices.append((row, 4, question.choices))
    return made
