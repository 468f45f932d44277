"""The training workbook: every step is in it, its exercises can be answered, and each mistake is explained [X8]."""

import io
import itertools
import json
import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cso_xl import cli
from cso_xl import settings as settings_
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.errors import InputError
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.people import MEN, SURNAMES, WOMEN
from cso_xl.practice.week import Week
from cso_xl.procedures import PROCEDURES
from cso_xl.training import check, clicks, pages, rows, workbook
from cso_xl.training.exercises import EXERCISES, STATUS_ASKED
from cso_xl.training.lessons import REPORTS
from helpers.programs import tool, validator
from helpers.raw import parts

ROOT = Path(__file__).parents[2]
QUESTIONS = [(one, number, asked) for one in EXERCISES for number, asked in enumerate(one.questions, 1)]
each_question = pytest.mark.parametrize(
    ("exercise", "number", "question"),
    QUESTIONS,
    ids=[f"{one.report} {number}" for one, number, _ in QUESTIONS],
)
each_step = pytest.mark.parametrize(
    ("report", "number"),
    [(report, number) for report in REPORTS for number, _ in enumerate(PROCEDURES[report].steps, 1)],
)


@pytest.fixture(scope="module")
def built():
    return workbook.build()


@pytest.fixture(scope="module")
def book(built):
    return openpyxl.load_workbook(io.BytesIO(built))


@pytest.fixture(scope="module")
def path(built, tmp_path_factory):
    path = tmp_path_factory.mktemp("training") / workbook.FILE_NAME
    path.write_bytes(built)
    return path


def cells(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


ANSWER = check.HEADINGS.index(check.ANSWER)


def answered(book, change=lambda row, question: None):
    """The cells of the sheets with questions, each with the right answer, but for what `change` does to its row."""
    sheets = {}
    for one in EXERCISES:
        name = check.sheet_name(one.report)
        sheets[name] = grid = [
            ["" if cell is None else str(cell) for cell in row]
            for row in book[name].iter_rows(values_only=True)
        ]
        for number, question in enumerate(one.questions, 1):
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


# What is in it


@each_step
def test_every_step_has_a_sheet_with_the_words_of_the_program(report, number, book):
    procedure = PROCEDURES[report]
    step = procedure.steps[number - 1]
    title = f"{procedure.title}, step {number} of {len(procedure.steps)}: {step.title}"
    (sheet,) = [sheet for sheet in book.worksheets if title in cells(sheet)]
    said = "\n".join(cells(sheet))
    for words in (step.by_hand, step.does, f"{step.why} [{', '.join(step.ids)}]"):
        assert words in said
    notes = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert notes
    for note in notes:
        assert all(words in note for words in (step.by_hand, step.does, step.why, *step.ids))


@pytest.mark.parametrize(
    ("report", "number", "place", "words"),
    [
        ("on-list", 3, "A7", "Filter set to 1 and 2"),
        ("on-list", 5, "AP7", "New: 'CSO Client Number'"),
        ("off-list", 4, "C7", "New: 'Comment'"),
        ("daily-diffs", 4, "A8", "5 rows were coloured"),
        ("address-sharer", 5, "A8", "16 rows went to the sheet 'Removed'"),
        ("address-sharer", 7, "U7", "New: 'CSO Client Number' to 'Region'"),
        ("address-sharer", 12, "I9", "rows were coloured"),
    ],
)
def test_a_note_stands_where_something_changed(report, number, place, words, book):
    title = f"{PROCEDURES[report].title}, step {number} of"
    sheet = next(sheet for sheet in book.worksheets if any(text.startswith(title) for text in cells(sheet)))
    assert words in sheet[place].comment.text


def test_every_sheet_says_that_its_data_is_synthetic(book):
    for sheet in book.worksheets:
        notes = [cell.comment.text for row in sheet.iter_rows(max_row=1) for cell in row if cell.comment]
        assert any("Synthetic data: nobody on" in text for text in cells(sheet) + notes), sheet.title
    assert book.custom_doc_props["Data"].value == "Synthetic practice data"


def test_everybody_in_it_is_invented(book):
    """Whoever stands under a heading of names is made of the practice names: birds and trees."""
    known = {part for name in (*SURNAMES, *WOMEN, *MEN) for part in name.split()} | {"Moa"}
    seen = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for heading in row:
                if re.fullmatch(
                    r"(CSO |Sharer |Corrections )?(Alias )?(Surname|Given Names|First Names).*",
                    str(heading.value),
                ):
                    under = itertools.takewhile(
                        lambda at, column=heading.column, sheet=sheet: at <= sheet.max_row,
                        itertools.count(heading.row + 1),
                    )
                    seen |= {str(sheet.cell(at, heading.column).value or "") for at in under}
    names = {part for name in seen for part in name.replace("-", " ").split()}
    invented = {part.casefold() for name in known for part in name.replace("-", " ").split()}
    assert len(names) > 40
    assert {name for name in names if name.casefold() not in invented} == set()


def test_every_link_leads_to_a_sheet_and_every_sheet_is_linked_from_the_contents(book):
    names = {sheet.title for sheet in book.worksheets}
    for sheet in book.worksheets:
        targets = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        found = {re.fullmatch(r"'(.+)'!A1", target)[1] for target in targets}
        assert found <= names
        assert "Contents" in found or sheet.title == "Contents"
        if sheet.title == "Contents":
            assert found == names - {"Contents"}


def test_every_drop_down_offers_the_right_answer_and_others(book):
    for one in EXERCISES:
        sheet = book[check.sheet_name(one.report)]
        offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        for row, question in enumerate(one.questions, 7):
            assert offered[f"D{row}"] == f'"{",".join(question.choices)}"'
            assert question.answer in question.choices
            assert len(set(question.choices)) > 1
            assert not any("," in choice for choice in question.choices)
            assert len(offered[f"D{row}"]) <= 255


def test_the_card_has_every_button_of_the_four_reports_once(book):
    steps = {step.name for report in REPORTS for step in PROCEDURES[report].steps}
    assert set(clicks.CLICKS) == steps
    rows = [row for row in book["Staff card"].iter_rows(min_row=7, values_only=True) if row[1]]
    assert len(rows) == len(steps)
    assert all(row[4] == "1" for row in rows)


def test_the_plan_is_a_session_of_60_minutes(book):
    rows = [row for row in book["Session plan"].iter_rows(min_row=6, values_only=True) if row[1]]
    assert sum(int(row[2]) for row in rows) == 60
    assert sum(minutes for minutes, _, _ in pages.MINUTES) == 60


# How it is built


def test_it_is_built_to_the_same_bytes(built):
    assert workbook.build() == built


def test_microsofts_open_xml_sdk_finds_no_error(path):
    done = subprocess.run([*validator(), str(path)], capture_output=True, check=False, timeout=300)
    assert json.loads(done.stdout)["errors"] == []


def test_it_holds_no_macro_formula_or_link_outside(path):
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            data = package.read(name)
            assert not re.search(rb"<f[ />]|vbaProject|TargetMode=.External", data), name


def test_libreoffice_opens_it_with_every_note_in_place(path, book, tmp_path):
    command = [tool("soffice", "libreoffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    read = (tmp_path / "CSO training.fods").read_text("utf-8")
    notes = sum(1 for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment)
    assert notes > 40
    assert read.count("<office:annotation ") == notes
    assert read.count("<table:table ") == len(book.worksheets)


# The exercises


def test_the_right_answers_score_full_marks(book):
    found = check.marked(answered(book))
    assert [one.state for one in found] == [check.RIGHT] * len(QUESTIONS)
    assert check.score(found) == f"{len(QUESTIONS)} of {len(QUESTIONS)} right. Ka pai! Everything is right."


@each_question
def test_a_mistake_is_found_and_explained(exercise, number, question, book):
    def mistaken(row, asked):
        if asked is question:
            row[ANSWER] = next(one for one in question.choices if one != question.answer)

    found = check.marked(answered(book, mistaken))
    (wrong,) = [one for one in found if one.state != check.RIGHT]
    assert (wrong.exercise, wrong.number, wrong.state) == (exercise, number, check.WRONG)
    assert wrong.words == f"Not yet: it is ‘{question.answer}’. {question.because} [{question.ids}]"
    assert check.score(found).startswith(f"{len(QUESTIONS) - 1} of {len(QUESTIONS)} right. ")


@each_question
def test_an_answer_that_is_missing_is_said_without_giving_it_away(exercise, number, question, book):
    def missing(row, asked):
        if asked is question:
            row[ANSWER] = " "

    (left,) = [one for one in check.marked(answered(book, missing)) if one.state != check.RIGHT]
    assert (left.number, left.state) == (number, check.MISSING)
    assert left.words.startswith("Not answered yet. ")
    assert question.ids in left.words
    assert question.answer not in left.words.removeprefix("Not answered yet. ")


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """What the program says of every row of the practice week."""
    settings = settings_.load(settings_.DEFAULTS)
    files = Week().write(tmp_path_factory.mktemp("week"))
    office = Office.at(files.records, settings, PracticePasswords(settings))
    found = {}
    for report in REPORTS:
        source = files.address_report if report == "address-sharer" else files.datamatch
        result = headless.run(report, source, office, dry_run=True)
        found[report] = {decision.row: decision for decision in result.decisions}
    return found


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


def test_the_hard_cases_that_are_seen_in_the_cells(book):
    """The zeros are off in cso_daily, the 16th birthday is the day of the report, last week's group is longer."""
    listed = plain_sheet(book, "On list (synthetic)")
    assert listed[2][1].startswith("00")
    members = Week().members()
    daily = next(data for name, data in members.items() if name.startswith("cso_daily_2"))
    assert f",{listed[2][1].lstrip('0')},".encode() in daily
    shared = plain_sheet(book, "Address sharer (synthetic)")
    assert shared[39][shared[0].index("Sharer Date of Birth")] == "13/01/2009"


def plain_sheet(book, name):
    return [[cell or "" for cell in row] for row in book[name].iter_rows(values_only=True)]


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
def test_a_sheet_that_was_spoilt_is_said(spoil, words, book):
    sheets = answered(book)
    spoil(sheets, "On list check yourself")
    with pytest.raises(InputError) as raised:
        check.marked(sheets, "on-list")
    assert words in str(raised.value)
    assert "CSO training.xlsx" in str(raised.value)


def test_answers_may_be_sorted_and_written_in_small_letters(book):
    sheets = answered(book, lambda row, question: row.__setitem__(ANSWER, f" {question.answer.lower()} "))
    grid = sheets["On list check yourself"]
    grid[6:] = reversed(grid[6:])
    assert {one.state for one in check.marked(sheets)} == {check.RIGHT}


# The sheet of an exercise


@pytest.fixture(scope="module")
def received(book):
    """The sheets of the four exercises, as they are received."""
    return {name: plain_sheet(book, name) for name in map(pages.exercise_name, REPORTS)}


def worked(report, grid):
    """A sheet as one leaves it who did everything right: on the address report the rows that go are gone."""
    _, decisions = rows._right(report)
    return [cells for at, cells in enumerate(grid, 1) if at == 1 or decisions[at].status != "Removed"]


def left_of(report, grid):
    [found] = rows.compared({pages.exercise_name(report): grid})
    assert (found.report, found.rows) == (report, len(rows._right(report)[0].rows))
    return [left.words for left in found.left]


@pytest.mark.parametrize("report", REPORTS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_sheet_worked_rightly_has_nothing_left_in_any_order_and_each_single_slip_is_found(
    report, data, received
):
    """Columns may be inserted and rows sorted; one row deleted or typed over is told from all others."""
    grid = worked(report, received[pages.exercise_name(report)])
    body = data.draw(st.permutations(grid[1:]))
    at = data.draw(st.integers(0, len(grid[0])))
    right = [[*cells[:at], "Comment" if cells is grid[0] else "", *cells[at:]] for cells in (grid[0], *body)]
    assert left_of(report, right) == []
    slip = data.draw(st.integers(1, len(right) - 1))
    number = received[pages.exercise_name(report)].index(body[slip - 1]) + 1
    [gone] = left_of(report, right[:slip] + right[slip + 1 :])
    assert gone.startswith(f"Row {number} of the report is gone. It stays, as ‘")
    column = data.draw(st.integers(0, len(grid[0])).filter(lambda one: one != at))
    typed = [list(cells) for cells in right]
    typed[slip][column] += "?"
    [changed] = left_of(report, typed)
    assert changed == (
        f"Row {slip + 1}: ‘{right[0][column]}’ does not read as it was received. Nothing in a report is typed over: "
        "undo it."
    )


def test_each_row_that_should_go_and_is_still_there_is_said_with_its_reason(received, decided):
    """The hard cases among them: a holiday park, differing flats, no fixed abode, what last week recognised."""
    grid, right = received["Address sharer (synthetic)"], decided["address-sharer"]
    goes = [row for row, decision in right.items() if decision.status == "Removed"]
    done = worked("address-sharer", grid)
    for row in goes:
        said = left_of("address-sharer", [*done, grid[row - 1]])
        assert said == [f"Row {len(done) + 1} is still there. It goes: {right[row].reason}. [A4]"]
    assert left_of("address-sharer", grid) == [
        f"No row is removed yet: {len(goes)} of {len(grid) - 1} have to go. [A4]"
    ]


@pytest.mark.parametrize(
    ("report", "row", "words"),
    [
        ("address-sharer", 10, "Row 10 of the report is gone. It stays, as ‘New’: "),
        (
            "address-sharer",
            25,
            "Row 25 of the report is gone. It stays, as ‘Check address’: a flat on one side only",
        ),
        ("on-list", 3, "Row 3 of the report is gone. It stays, as ‘Process’: Current in cso_daily"),
        ("on-list", 18, "Row 18 of the report is gone. It stays, as ‘Match level 4’: "),
        ("daily-diffs", 23, "Row 23 of the report is gone. It stays, as ‘Check’: D10: "),
        ("off-list", 2, "Row 2 of the report is gone. It stays, as ‘Verify’: O3: "),
    ],
)
def test_a_row_that_was_deleted_and_stays_is_said_with_its_reason(report, row, words, received):
    grid = received[pages.exercise_name(report)]
    done = [cells for cells in worked(report, grid) if cells is not grid[row - 1]]
    [said] = left_of(report, done)
    assert said.startswith(words)


def test_other_slips_of_the_hand_are_said(received):
    """A number without its zeros, a row too many, a column deleted, a Status typed over."""
    grid = [list(cells) for cells in received["On list (synthetic)"]]
    grid[2][1] = grid[2][1].lstrip("0")
    assert left_of("on-list", grid) == [
        "Row 3: the zeros in front of ‘CSO Client Number’ are gone. A client number is text: Excel must not make it a "
        "number. [I4]"
    ]
    grid = received["On list (synthetic)"]
    assert left_of("on-list", [*grid, grid[1]]) == [
        f"Row {len(grid) + 1} is not in the report as it was received. No row is added to a report."
    ]
    assert left_of("on-list", [cells[1:] for cells in grid]) == [
        "The column ‘Match Level’ is gone. Columns are hidden, never deleted."
    ]
    table, decisions = rows._right("on-list")
    said = [
        ("Status", "Reason"),
        *((decisions[row].status, decisions[row].reason) for row in table.excel_rows),
    ]
    with_status = [[*cells, *one] for cells, one in zip(grid, said, strict=True)]
    assert left_of("on-list", with_status) == []
    with_status[1][-2] = "Not current"
    [other] = left_of("on-list", with_status)
    assert other == f"Row 2: its Status is ‘Process’: {decisions[2].reason}."


def test_a_sheet_without_its_headings_is_an_error_in_words(received):
    for grid in ([], received["Off list (synthetic)"][1:]):
        with pytest.raises(
            InputError, match="The first row of the sheet ‘Off list .synthetic.’ is not its headings"
        ):
            rows.compared({"Off list (synthetic)": grid})


# The commands


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)))


def test_build_writes_the_workbook_again(tmp_path, built):
    for _ in range(2):
        done = call("training", "build", "--into", tmp_path)
        assert (done.exit_code, done.output) == (0, f"Written: {tmp_path / workbook.FILE_NAME}\n")
    assert (tmp_path / workbook.FILE_NAME).read_bytes() == built


def test_check_says_row_by_row_what_is_right(path, book, tmp_path):
    def mistaken(row, question):
        if question.row == 12:
            row[ANSWER] = "Process"
        if question.row == 20 and question.answer == "Process":
            row[ANSWER] = ""

    mine = saved(answered(book, mistaken), path, book, tmp_path)
    done = call("training", "check", mine, "--report", "on-list")
    said = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "On list: 6 of 8 right, 1 not answered yet." in said
    assert "4 Row 12: Not yet: it is ‘Not current’. Red because of row 13, which the filter hides." in said
    assert "8 Row 20: Not answered yet." in said
    assert "The sheet ‘On list (synthetic)’: all 30 rows are there, as they were received." in said
    found = json.loads(call("training", "check", mine, "--json").stdout)
    assert [one["report"] for one in found["sheets"]] == list(REPORTS)
    assert [len(one["left"]) for one in found["sheets"]] == [0, 0, 0, 1]
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


def test_the_workbook_in_the_repository_is_the_one_that_is_built(built):
    """Part by part: another zlib packs the same content into other bytes."""
    kept = ROOT / "workbooks" / workbook.FILE_NAME
    assert parts(kept) == parts(io.BytesIO(built))


def test_the_guide_and_the_session_plan_agree():
    guide = (ROOT / "workbooks" / "README.md").read_text("utf-8")
    begins = 0
    for minutes, what, _ in pages.MINUTES:
        assert f"| 0:{begins:02} | {minutes} | {re.split('[:.]', what)[0]}" in guide
        begins += minutes
