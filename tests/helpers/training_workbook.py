"""The training workbook as tests look at it."""

import openpyxl
import pytest
from click.testing import CliRunner

from cso_xl import cli
from cso_xl.procedures import PROCEDURES
from cso_xl.training import check
from cso_xl.training.exercises import EXERCISES, REPORTS

QUESTIONS = [
    (exercise, number, question)
    for exercise in EXERCISES
    for number, question in enumerate(exercise.questions, 1)
]
each_question = pytest.mark.parametrize(
    ("exercise", "number", "question"),
    QUESTIONS,
    ids=[f"{exercise.short} {number}" for exercise, number, _ in QUESTIONS],
)
each_step = pytest.mark.parametrize(
    ("report", "number"),
    [(report, number) for report in REPORTS for number, _ in enumerate(PROCEDURES[report].steps, 1)],
)


def cells(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


ANSWER = check.HEADINGS.index(check.ANSWER)


def answered(book, change=lambda row, question: None):
    """The cells of the sheets with questions, each with the right answer, but for what `change` does to its row."""
    sheets = {}
    for exercise in EXERCISES:
        name = exercise.sheet
        sheets[name] = grid = [
            ["" if cell is None else str(cell) for cell in row]
            for row in book[name].iter_rows(values_only=True)
        ]
        for number, question in enumerate(exercise.questions, 1):
            row = next(row for row in grid if row[0] == str(number))
            row[ANSWER] = question.answer
            change(row, question)
    return sheets


def saved(sheets, path, book, tmp_path):
    """A copy of the workbook with these cells."""
    copy = openpyxl.load_workbook(path)
    for name, grid in sheets.items():
        for at, row in enumerate(grid[6:], 7):
            copy[name].cell(at, ANSWER + 1).value = row[ANSWER] or None
    copy.save(tmp_path / "mine.xlsx")
    return tmp_path / "mine.xlsx"


def plain_sheet(book, name):
    return [[cell or "" for cell in row] for row in book[name].iter_rows(values_only=True)]


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)))
