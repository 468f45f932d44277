"""The training workbook: every step is in it, and it opens as built [X8]."""

import io
import itertools
import json
import re
import zipfile
from pathlib import Path

import pytest

from cso_xl.practice.people import MEN, SURNAMES, WOMEN
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.procedures.ribbon_buttons import BUTTONS
from cso_xl.training import clicks, workbook
from cso_xl.training.exercises import EXERCISES, REPORTS, SESSION
from helpers import waiting
from helpers.programs import tool, validator
from helpers.raw import parts
from helpers.training_workbook import call, cells, each_step

ROOT = Path(__file__).parents[2]


# What is in it


@each_step
def test_every_step_has_a_sheet_with_the_words_of_the_program(report, number, training_book):
    procedure = PROCEDURES[report]
    step = procedure.steps[number - 1]
    title = f"{procedure.title}, step {number} of {len(procedure.steps)}: {step.title}"
    (sheet,) = [sheet for sheet in training_book.worksheets if title in cells(sheet)]
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
        ("address-sharer", 12, "Q8", "rows were coloured"),
    ],
)
def test_a_note_stands_where_something_changed(report, number, place, words, training_book):
    title = f"{PROCEDURES[report].title}, step {number} of"
    sheet = next(
        sheet for sheet in training_book.worksheets if any(text.startswith(title) for text in cells(sheet))
    )
    assert words in sheet[place].comment.text


def test_every_sheet_says_that_its_data_is_synthetic(training_book):
    for sheet in training_book.worksheets:
        notes = [cell.comment.text for row in sheet.iter_rows(max_row=1) for cell in row if cell.comment]
        assert any("Synthetic data: nobody on" in text for text in cells(sheet) + notes), sheet.title
    assert training_book.custom_doc_props["Data"].value == "Synthetic practice data"


def test_everybody_in_it_is_invented(training_book):
    """Whoever stands under a heading of names is made of the practice names: birds and trees."""
    known = {part for name in (*SURNAMES, *WOMEN, *MEN) for part in name.split()} | {"Moa"}
    seen = set()
    for sheet in training_book.worksheets:
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


def test_every_link_leads_to_a_sheet_and_every_sheet_is_linked_from_the_contents(training_book):
    names = {sheet.title for sheet in training_book.worksheets}
    for sheet in training_book.worksheets:
        targets = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        found = {re.fullmatch(r"'(.+)'!A1", target)[1] for target in targets}
        assert found <= names
        assert "Contents" in found or sheet.title == "Contents"
        if sheet.title == "Contents":
            assert found == names - {"Contents"}


def test_every_drop_down_offers_the_right_answer_and_others(training_book):
    for one in EXERCISES:
        sheet = training_book[one.sheet]
        offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        for row, question in enumerate(one.questions, 7):
            assert offered[f"D{row}"] == f'"{",".join(question.choices)}"'
            assert question.answer in question.choices
            assert len(set(question.choices)) > 1
            assert not any("," in choice for choice in question.choices)
            assert len(offered[f"D{row}"]) <= 255


def test_the_steps_by_hand_have_every_step_once(training_book):
    steps = {step.name for report in REPORTS for step in PROCEDURES[report].steps}
    assert set(clicks.CLICKS) == steps
    rows = [row for row in training_book["Steps by hand"].iter_rows(min_row=7, values_only=True) if row[1]]
    assert len(rows) == len(steps)
    assert all(row[4] == "1" for row in rows)


def test_the_staff_card_has_every_button_of_the_tab(training_book):
    said = "\n".join(cells(training_book["Staff card"]))
    assert [
        one.label for one in ribbon.buttons() if one.name not in clicks.CLICKS and one.label not in said
    ] == []
    for name in clicks.CLICKS.keys() - {step.steps[0].name for step in PROCEDURES.values()}:
        assert BUTTONS[name].label in said
    assert training_book["Staff card"].sheet_properties.pageSetUpPr.fitToPage


def test_every_report_is_taught():
    assert set(REPORTS) == set(PROCEDURES)


def test_the_plan_is_a_session_of_60_minutes(training_book):
    rows = [row for row in training_book["Session plan"].iter_rows(min_row=6, values_only=True) if row[1]]
    assert sum(int(row[2]) for row in rows) == 60
    assert sum(part.minutes for part in SESSION) == 60


# How it is built


def test_it_is_built_to_the_same_bytes(training_bytes):
    assert workbook.build() == training_bytes


def test_microsofts_open_xml_sdk_finds_no_error(training_file):
    done = waiting.run([*validator(), str(training_file)], capture_output=True)
    assert json.loads(done.stdout)["errors"] == []


def test_it_holds_no_macro_formula_or_link_outside(training_file):
    with zipfile.ZipFile(training_file) as package:
        for name in package.namelist():
            data = package.read(name)
            assert not re.search(rb"<f[ />]|vbaProject|TargetMode=.External", data), name


def test_libreoffice_opens_it_with_every_note_in_place(training_file, training_book, tmp_path):
    command = [tool("soffice", "libreoffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(training_file)]
    waiting.run(command, capture_output=True, check=True)
    read = (tmp_path / "CSO training.fods").read_text("utf-8")
    notes = sum(
        1 for sheet in training_book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment
    )
    assert notes > 40
    assert read.count("<office:annotation ") == notes
    assert read.count("<table:table ") == len(training_book.worksheets)


def test_build_writes_the_workbook_again(tmp_path, training_bytes):
    for _ in range(2):
        done = call("training", "build", "--into", tmp_path)
        assert (done.exit_code, done.output) == (0, f"Written: {tmp_path / workbook.FILE_NAME}\n")
    assert (tmp_path / workbook.FILE_NAME).read_bytes() == training_bytes


def test_the_workbook_in_the_repository_is_the_one_that_is_built(training_bytes):
    """Part by part: another zlib packs the same content into other bytes."""
    kept = ROOT / "workbooks" / workbook.FILE_NAME
    assert changed(parts(kept), parts(io.BytesIO(training_bytes))) == set(), "run: cso-xl training build"


def changed(before, after):
    """The parts that differ."""
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def test_the_guide_and_the_session_plan_agree():
    guide = (ROOT / "workbooks" / "README.md").read_text("utf-8")
    begins = 0
    for part in SESSION:
        assert f"| 0:{begins:02} | {part.minutes} | {re.split('[:.]', part.what)[0]}" in guide
        begins += part.minutes


ALOUD = 130  # words a minute of somebody who reads aloud to others
LOOKING = 1 / 6  # minutes that a class looks at each sheet beside that


def test_the_minutes_of_a_part_are_enough_to_read_it_aloud_and_look(training_book):
    """What stands above the tables is read; what a class asks has to fit into what is left."""
    parts_ = {part.where: part.minutes for part in SESSION}
    wanted = {
        "daily-diffs": ["Diffs "], "on-list": ["On "], "off-list": ["Off ", "Youth "],
        "address-sharer": ["Sharer "], "case": ["Case "],
    }  # fmt: skip
    for where, begins in wanted.items():
        sheets = [
            sheet for sheet in training_book.worksheets
            if any(re.match(rf"{begin}\d", sheet.title) for begin in begins)
        ]  # fmt: skip
        words = sum(len(text.split()) for sheet in sheets for text in read_aloud(sheet))
        takes = words / ALOUD + len(sheets) * LOOKING
        assert takes <= parts_[where], f"{where}: {words} words, {len(sheets)} sheets, {takes:.1f} minutes"


def read_aloud(sheet):
    """The words beside 'By hand', 'The button', 'You' and 'Why'."""
    for row in sheet.iter_rows(min_row=3, max_row=5, values_only=True):
        yield from (str(cell) for cell in row[1:] if cell)


def test_it_reads_the_same_whenever_it_is_built(training_book):
    """What is open since when is counted on the morning of the lesson, not today."""
    said = {text for sheet in training_book.worksheets for text in cells(sheet)}
    years = {int(found[1]) for text in said for found in re.finditer(r"\b\d\d/\d\d/(20\d\d)\b", text)}
    assert max(years) == 2025
