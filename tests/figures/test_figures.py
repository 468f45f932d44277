"""`cso-xl figures`: the workbook with its charts, the CSV, figures for release; no name, number or address in any."""

import csv
import json
import re
import zipfile

import openpyxl
import pytest

from cso_xl.records.kept_apart import MARK, MARKED
from helpers.commands import REPORTS, call, comment, run
from helpers.files import CANARIES, COPIES, FOLDERS, WORKING, Week

DAYS = ("--from", "2025-01-01", "--to", "2025-01-31")
SHEETS = ["Figures", "Charts", "By month", "By week from Monday"]


@pytest.fixture
def filed(tmp_path, records):
    """A week of reports; a notice is drafted, an address differs, and in the copies names are typed over our words."""
    week = Week()
    week.set("address-sharer", 3, "CSO Address", "99 Sentinelle Road, Whisperwind")
    (tmp_path / "decided.csv").write_text(
        'Ref,Outcome,Client Name\nD3-2,Address changed: tell CPS,"Canarova, Mere"\n', "utf-8"
    )
    for report in REPORTS:
        decided = ("--decisions", tmp_path / "decided.csv") if report == "daily-diffs" else ()
        assert run(report, week.write(report, tmp_path), records, *decided).exit_code == 0
    comment(records / WORKING, "Canarova was here", [2])
    type_over(records / WORKING, 0, "Status", "Canarova")
    type_over(records / WORKING, "Removed", "Reason", "Quetzalina says so")
    return records


def type_over(path, sheet, heading, text):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[sheet] if sheet == 0 else book[sheet]
    column = [cell.value for cell in sheet[1]].index(heading) + 1
    sheet.cell(2, column).value = text
    book.save(path)


def figures(records, *options):
    done = call("figures", *DAYS, "--records", records, *options)
    assert done.exit_code == 0, done.output
    return done.stdout


def counts(records, *options):
    return {
        tuple(cell)[:4]: int(cell[5])
        for cell in csv.reader(figures(records, "--csv", *options).splitlines()[1:])
    }


@pytest.fixture
def written(filed, tmp_path):
    """The workbook, and its parts."""
    into = tmp_path / "given" / "Figures.xlsx"
    figures(filed, "--into", into)
    return into


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_every_row_is_counted_whatever_somebody_typed_over_its_status(filed):
    found = counts(filed)
    rows = [found["Rows", of, "All", "all"] for of in ("Daily diffs", "Off list", "Address sharer")]
    assert rows == [6, 6, 6]
    assert found["Rows", "Address sharer", "Another status", "all"] == 1
    assert found["Rows", "Address sharer", "Removed", "all"] == 1
    assert found["Rows removed", "another reason", "Removed", "all"] == 1


def test_the_reason_is_counted_without_what_it_rests_on(tmp_path, records):
    week = Week()
    week.set("address-sharer", 3, "CSO Address", "99 Sentinelle Road, Whisperwind")
    assert run("address-sharer", week.write("address-sharer", tmp_path), records).exit_code == 0
    assert counts(records)["Rows removed", "the street numbers differ", "Removed", "all"] == 1


def test_no_name_number_or_address_is_in_it(filed, written):
    said = [*parts(written).values(), figures(filed, "--csv"), figures(filed, "--json"), figures(filed)]
    number = re.compile(r"0?[12]000000\d")
    assert [one for one in said for name in CANARIES if name in one] == []
    assert [one for one in said if number.search(one)] == []


def test_the_sheets_and_the_charts_are_there(written):
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == SHEETS
    drawn = [text for name, text in parts(written).items() if name.startswith("xl/charts/chart")]
    titles = sorted(re.search(r"<a:t>(.*?)</a:t>", text)[1] for text in drawn)
    assert titles == [
        "Questions of the worklists decided in time", "Questions of the worklists, by working days to the decision",
        "Rows of the address report removed, and why", "Rows received, by week",
    ]  # fmt: skip
    assert all("<numRef>" in text or "<c:numRef>" in text for text in drawn)


def test_every_lying_bar_has_its_name_and_its_number(written):
    drawn = [text for name, text in parts(written).items() if name.startswith("xl/charts/chart")]
    lying = [text for text in drawn if '<barDir val="bar"' in text]
    assert len(lying) == 2
    assert all('<tickLblSkip val="1"' in text and '<showVal val="1"' in text for text in lying)


def test_the_terminal_says_of_each_section_what_it_counts(filed):
    said = " ".join(figures(filed).split())
    assert (
        "Rows. Rows received, by the day of the report, with the status they have in the filed copy. Report"
        in said
    )
    assert (
        "From report to decision. Questions of the worklists (an on list asks up to four of each client), by the day "
        "of the report: working days from it until every row was first decided, or decided anew after it was handed on."
    ) in said


def test_days_on_which_nothing_happened_are_said_to_be_so(records):
    said = call("figures", "--from", "2025-01-01", "--to", "2025-01-31", "--records", records)
    assert said.stdout == (
        "Figures from 01 January 2025 to 31 January 2025\n"
        "Nothing was filed, drafted, sent or answered on these days.\n"
    )


def test_charts_are_of_the_cells_that_they_name(written):
    """Every series of every chart has as many numbers as labels, and its numbers are numbers."""
    book = openpyxl.load_workbook(written)
    for text in (text for name, text in parts(written).items() if name.startswith("xl/charts/chart")):
        for one in re.findall(r"<ser>.*?</ser>", text):
            labels, numbers = (
                values(book, re.search(rf"<{of}>.*?<f>(.*?)</f>", one)[1]) for of in ("cat", "val")
            )
            assert len(labels) == len(numbers) > 0
            assert all(isinstance(label, str) for label in labels)
            assert all(isinstance(number, int) for number in numbers)


def values(book, reference):
    sheet, area = reference.replace("$", "").rsplit("!", 1)
    found = book[sheet.strip("'")][area]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [cell.value for row in rows for cell in row]


def test_the_chart_of_rows_shows_the_rows_of_each_report(filed, written):
    book = openpyxl.load_workbook(written)
    [text] = [text for text in parts(written).values() if "Rows received" in text and "<ser>" in text]
    shown = {}
    for one in re.findall(r"<ser>.*?</ser>", text):
        name = re.search(r"<tx>.*?<v>(.*?)</v>", one)[1]
        shown[name] = sum(values(book, re.search(r"<val>.*?<f>(.*?)</f>", one)[1]))
    found = counts(filed)
    assert shown == {of: found["Rows", of, "All", "all"] for of in shown}
    assert "Daily diffs" in shown


def test_it_is_marked_as_other_copies_and_names_nobody_who_made_it(written):
    book = openpyxl.load_workbook(written)
    marks = {(one.oddHeader.center.text, one.oddFooter.center.text) for one in book.worksheets}
    core = parts(written)["docProps/core.xml"]
    assert marks == {("IN-CONFIDENCE", "IN-CONFIDENCE")}
    assert re.search(r"<dc:creator\s*/>|<dc:creator></dc:creator>", core)
    assert "lastModifiedBy>" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}


def test_for_release_it_is_marked_as_rounded_in_place_of_the_classification_and_says_why(filed, tmp_path):
    into = tmp_path / "one" / "Release.xlsx"
    figures(filed, "--release", "--into", into)
    book, mark = openpyxl.load_workbook(into), "For release: rounded at random to base 3"
    marks = {(one.oddHeader.center.text, one.oddFooter.center.text) for one in book.worksheets}
    assert marks == {(mark, mark)}
    assert book.properties.category == mark and "IN-CONFIDENCE" not in "".join(parts(into).values())
    assert "so that no small number reveals a person" in book["Figures"]["A2"].value


def test_it_holds_no_formula_and_no_text_that_is_a_number(written):
    cells = [cell for sheet in openpyxl.load_workbook(written) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}


def test_figures_of_practice_say_so(filed, tmp_path):
    (filed / MARK).write_text(MARKED)
    figures(filed, "--into", tmp_path / "Practice.xlsx")
    assert openpyxl.load_workbook(tmp_path / "Practice.xlsx").properties.title == "Synthetic practice data"


def numbers_in(path):
    cells = (cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row)
    return [cell.value for cell in cells if isinstance(cell.value, int)]


def test_for_release_every_number_is_a_multiple_of_3_and_the_same_each_time(filed, written, tmp_path):
    first, second = tmp_path / "one" / "Release.xlsx", tmp_path / "two" / "Release.xlsx"
    for into in (first, second):
        figures(filed, "--release", "--into", into)
    assert numbers_in(first)
    assert [number for number in numbers_in(first) if number % 3] == []
    assert [number for number in numbers_in(written) if number % 3] != []
    assert first.read_bytes() == second.read_bytes()
    assert [name for name, text in parts(first).items() if "numCache" in text] == []
    assert openpyxl.load_workbook(first).sheetnames == SHEETS


def test_a_copy_without_row_is_counted_by_place_and_named(filed):
    before = counts(filed)
    book = openpyxl.load_workbook(filed / WORKING)
    sheet = book.worksheets[0]
    sheet.delete_cols([cell.value for cell in sheet[1]].index("Row") + 1)
    book.save(filed / WORKING)
    assert counts(filed) == before
    notices = json.loads(figures(filed, "--json"))["notices"]
    name = COPIES["address-sharer"][-1]
    assert [note.partition(" has no column Row")[0] for note in notices] == [name]


def test_for_release_the_csv_and_the_json_are_rounded_too(filed):
    rounded = counts(filed, "--release")
    told = json.loads(figures(filed, "--release", "--json"))
    assert told["release"] is True
    assert rounded
    assert [
        count for count in [*rounded.values(), *(one["count"] for one in told["figures"])] if count % 3
    ] == []


def test_that_figures_were_made_is_in_the_activity_log(filed):
    figures(filed)
    figures(filed, "--release")
    [log] = filed.rglob("Activity log.jsonl")
    last = [json.loads(line) for line in log.read_text().splitlines()[-2:]]
    assert [(line["step"], line["clients"]) for line in last] == [
        ("figures", []),
        ("figures_for_release", []),
    ]


def test_a_copy_that_cannot_be_read_is_named_and_the_rest_is_counted(filed):
    (filed / FOLDERS["off-list"] / COPIES["off-list"][0]).write_bytes(b"noise")
    told = json.loads(figures(filed, "--json"))
    assert told["notices"][0].startswith("The rows of this copy are not counted. ")
    assert {one["of"] for one in told["figures"] if one["section"] == "Rows"} == {
        "All", "Daily diffs", "On list", "Address sharer",
    }  # fmt: skip


def test_records_in_which_nothing_is_filed_have_no_figures(records, tmp_path):
    assert json.loads(figures(records, "--json"))["figures"] == []
    figures(records, "--into", tmp_path / "Nothing.xlsx")
    assert "None in this time." in parts(tmp_path / "Nothing.xlsx")["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--from", "2025-02-01", "--to", "2025-01-01"),
            "--to 2025-01-01 is before --from 2025-02-01. Give the earlier day as --from.",
        ),
        (
            ("--from", "2000-01-01", "--to", "2025-01-01"),
            "From 2000-01-01 to 2025-01-01 is more than 10 years. Ask for fewer.",
        ),
        (
            ("--from", "1/1/2025", "--to", "2025-01-01"),
            "--from 1/1/2025: no such date. Write it as YYYY-MM-DD, e.g. 2025-01-06.",
        ),
        (
            (*DAYS, "--into", "Figures.xls"),
            "--into Figures.xls: the figures are a workbook. Name a file that ends in .xlsx.",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(records, options, message):
    done = call("figures", *options, "--records", records)
    assert (done.exit_code, done.stderr) == (2, f"{message}\n")


def test_a_file_that_is_there_stays(filed, written):
    before = written.read_bytes()
    done = call("figures", *DAYS, "--into", written, "--records", filed)
    assert (done.exit_code, done.stderr) == (
        1, f"{written} already exists and stays as it is. Name another file with --into.\n",
    )  # fmt: skip
    assert written.read_bytes() == before
