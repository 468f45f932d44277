"""The exercises of the training workbook can be answered, and each mistake is explained [X8]."""

import json
import re

import openpyxl
import pytest

from cso_xl import settings as settings_
from cso_xl.cases.recording import comments
from cso_xl.decisions import youth_service
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.errors import InputError
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.week import Week
from cso_xl.training import check
from cso_xl.training.exercises import EXERCISES, REPORTS, STATUS_ASKED
from helpers.training_workbook import ANSWER, QUESTIONS, answered, call, each_question, plain_sheet, saved


def test_the_right_answers_score_full_marks(training_book):
    found = check.marked(answered(training_book))
    assert [one.state for one in found] == [check.RIGHT] * len(QUESTIONS)
    assert check.score(found) == f"{len(QUESTIONS)} of {len(QUESTIONS)} right. Ka pai! Everything is right."


@each_question
def test_a_mistake_is_found_and_explained(exercise, number, question, training_book):
    def mistaken(row, asked):
        if asked is question:
            row[ANSWER] = next(one for one in question.choices if one != question.answer)

    found = check.marked(answered(training_book, mistaken))
    (wrong,) = [one for one in found if one.state != check.RIGHT]
    assert (wrong.exercise, wrong.number, wrong.state) == (exercise, number, check.WRONG)
    assert wrong.words == f"Not yet: it is ‘{question.answer}’. {question.because} [{question.ids}]"
    assert check.score(found).startswith(f"{len(QUESTIONS) - 1} of {len(QUESTIONS)} right. ")


@each_question
def test_an_answer_that_is_missing_is_said_without_giving_it_away(exercise, number, question, training_book):
    def missing(row, asked):
        if asked is question:
            row[ANSWER] = " "

    (left,) = [one for one in check.marked(answered(training_book, missing)) if one.state != check.RIGHT]
    assert (left.number, left.state) == (number, check.MISSING)
    assert left.words.startswith("Not answered yet. ")
    assert question.ids in left.words
    assert question.answer not in left.words.removeprefix("Not answered yet. ")
    assert ("‘Rules’" in left.words) == (not exercise.report), "no sheet of a report shows it"


@pytest.mark.parametrize(
    ("report", "question"),
    [(one.report, asked) for one, _, asked in QUESTIONS if asked.asks == STATUS_ASKED],
)
def test_the_answer_is_what_the_program_says(report, question, decided):
    said = decided[report][question.row].status
    assert question.answer == ("Not worked" if said.startswith("Match level") else said)


HARD = {  # the hard cases that the exercises are for: where each is, and what must stand there
    "the number twice, so red": (
        "on-list",
        10,
        "because the number is in the on list more than once: row 11",
    ),
    "red because of a hidden row": ("on-list", 12, "row 13 (hidden)"),
    "a number that lost its zeros": ("on-list", 3, "Current in cso_daily"),
    "an unknown change type": ("daily-diffs", 23, "D10: this change is not in the guidelines"),
    "a holiday park": ("address-sharer", 31, "holiday park"),
    "a Holiday Road": ("address-sharer", 10, "not together in the Master Copy"),
    "differing flats": ("address-sharer", 37, "the flats differ"),
    "one flat, written differently": ("address-sharer", 22, "written differently"),
    "a near miss": ("address-sharer", 25, "a flat on one side only"),
    "red all over, but new": ("address-sharer", 4, "no cell is white, so by hand it would be missed"),
}


@pytest.mark.parametrize("case", HARD)
def test_a_hard_case_is_asked_about(case, decided):
    report, row, reason = HARD[case]
    assert reason in decided[report][row].reason
    assert row in [asked.row for one, _, asked in QUESTIONS if one.report == report]


def test_the_hard_cases_that_are_seen_in_the_cells(training_book):
    """The zeros are off in cso_daily, the 16th birthday is the day of the report, last week's group is longer."""
    listed = plain_sheet(training_book, "On list (synthetic)")
    assert listed[2][1].startswith("00")
    members = Week().members()
    daily = next(data for name, data in members.items() if name.startswith("cso_daily_2"))
    assert f",{listed[2][1].lstrip('0')},".encode() in daily
    shared = plain_sheet(training_book, "Address sharer (synthetic)")
    assert shared[39][shared[0].index("Sharer Date of Birth")] == "13/01/2009"


def test_last_weeks_group_is_longer_than_what_is_left_of_this_weeks(tmp_path):
    settings = settings_.load(settings_.DEFAULTS)
    files = Week().write(tmp_path)
    office = Office.at(files.records, settings, PracticePasswords(settings))
    result = headless.run("address-sharer", files.address_report, office)
    working = next(files.records / one.path for one in result.filed if one.kind == "working")
    grid = openpyxl.load_workbook(working).worksheets[0]
    last = {row for row in range(2, grid.max_row + 1) if grid.cell(row, 21).value}
    this = {row for row in range(2, grid.max_row + 1) if grid.cell(row, 1).value}
    assert max(last) > max(this)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda sheets, name: sheets.pop(name), "There is no sheet ‘On list check yourself’"),
        (
            lambda sheets, name: sheets[name][5].__setitem__(ANSWER, "My answer"),
            "has lost its headings (No, Row, Question, Your answer, Result)",
        ),
        (lambda sheets, name: sheets[name].pop(8), "has lost question 3"),
    ],
)
def test_a_sheet_that_was_spoilt_is_said(spoil, words, training_book):
    sheets = answered(training_book)
    spoil(sheets, "On list check yourself")
    with pytest.raises(InputError) as raised:
        check.marked(sheets, [one for one in EXERCISES if one.report == "on-list"])
    assert words in str(raised.value)
    assert "CSO training.xlsx" in str(raised.value)


def test_answers_may_be_sorted_and_written_in_small_letters(training_book):
    sheets = answered(
        training_book, lambda row, question: row.__setitem__(ANSWER, f" {question.answer.lower()} ")
    )
    grid = sheets["On list check yourself"]
    grid[6:] = reversed(grid[6:])
    assert {one.state for one in check.marked(sheets)} == {check.RIGHT}


def test_check_says_row_by_row_what_is_right(training_file, training_book, tmp_path):
    def mistaken(row, question):
        if question.row == 12:
            row[ANSWER] = "Process"
        if question.row == 20 and question.answer == "Process":
            row[ANSWER] = ""

    mine = saved(answered(training_book, mistaken), training_file, training_book, tmp_path)
    done = call("training", "check", mine, "--report", "on-list")
    said = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "On list: 6 of 8 right, 1 not answered yet." in said
    assert "4 Row 12: Not yet: it is ‘Not current’. Red because of row 13, which the filter hides." in said
    assert "8 Row 20: Not answered yet." in said
    assert "The sheet ‘On list (synthetic)’: all 30 rows are there, as they were received." in said
    found = json.loads(call("training", "check", mine, "--json").stdout)
    assert [one["report"] for one in found["sheets"]] == list(REPORTS)
    assert [len(one["left"]) for one in found["sheets"]] == [0, 0, 0, 0, 1]
    assert found["outcomes"] == []
    assert found["right"] == len(QUESTIONS) - 2
    assert len(found["questions"]) == len(QUESTIONS)
    assert found["questions"][0] == {
        "report": "daily-diffs", "question": 1, "row": 2, "answer": "NFA", "state": "right", "rule": "D2",
        "words": found["questions"][0]["words"],
    }  # fmt: skip


def test_check_of_another_workbook_is_an_error_in_words(tmp_path):
    other = openpyxl.Workbook()
    other.save(tmp_path / "other.xlsx")
    done = call("training", "check", tmp_path / "other.xlsx")
    assert done.exit_code == 1
    assert "Use a copy of ‘CSO training.xlsx’." in done.stderr


# Youth Service, and what goes wrong in all reports: the answers are what the program makes of it

YOUTH = [asked for one, _, asked in QUESTIONS if one.report == "youth-service" and " under " in asked.asks]
COMMENTS = [asked for one, _, asked in QUESTIONS if asked.asks.startswith("Comment says")]


@pytest.mark.parametrize("question", YOUTH, ids=lambda one: one.asks[:50])
def test_who_is_listed_for_youth_service_is_what_the_program_says(question):
    young, status = re.match(
        r"A client has (.+) under Youth Service and (.+) under SWIFTT", question.asks
    ).groups()
    record = {"client_number": "123456789", "youth_service": young, "status": status}
    found = youth_service.decide({2: record}, youth_service.YouthWords.of(settings_.load(settings_.DEFAULTS)))
    said = {"Listed": "Listed", "Check": "Listed as Check", None: "Not listed"}
    assert question.answer == said[found[2].status if found else None]


@pytest.mark.parametrize("question", COMMENTS, ids=lambda one: one.asks[:50])
def test_what_a_comment_settles_is_what_the_program_says(question):
    comment = re.search("‘(.+)’", question.asks)[1]
    settled = comments.keys(comment, comments.closed_list(settings_.load(settings_.DEFAULTS)))
    assert question.answer == ("It settles the row" if settled else "It settles nothing")


def test_what_has_gone_wrong_before_is_asked_about():
    ids = {asked.ids for one, _, asked in QUESTIONS if not one.report}
    assert {"C1", "C3", "C4", "C5", "C6", "C7", "C12"} <= ids
    assert (len(YOUTH), len(COMMENTS)) == (4, 5)
