"""A sixth report, made up: worked, marked, listed and looked up from its description alone."""

import datetime as dt
from dataclasses import replace

import openpyxl
import pytest

from cso_xl.cases import questions
from cso_xl.cells.columns import CellKind, Column
from cso_xl.cli.reports import names
from cso_xl.decisions.decision import Decision
from cso_xl.desk import day, due, headless, history, reopen
from cso_xl.desk.office import Office
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Arrival, Procedure, Worklist
from cso_xl.procedures.sheet.common import format_sheet, open_report, show_decisions
from cso_xl.procedures.sheet.finishing import finished
from cso_xl.procedures.sheet.marks import NFA, nfa
from cso_xl.procedures.step import step
from cso_xl.procedures.worklist import worklist
from cso_xl.procedures.worklist.keeping_up import keep_up

KEY = "moved_abroad"
MONDAY, NOW = dt.date(2025, 1, 13), dt.datetime(2025, 1, 13, 3, tzinfo=dt.UTC)
COLUMNS = (Column("client_number", CellKind.CLIENT_NUMBER), Column("surname"))
SETTINGS = {
    "filing": {KEY: {"folder": "Moved Abroad/{year}", "report": "{yyyymmdd} Moved Abroad"}},
    "filing_emails": {KEY: "{yyyymmdd} {client}"},
    "columns": {KEY: {"client_number": ["Client Number"], "surname": ["Surname"]}},
}
QUESTIONS = f"""
[[{KEY}]]
id = "M1"
rows = ["Verify"]
ask = "Has CPS confirmed that the client has moved abroad?"
outcomes = [{{ name = "No: NFA", mark = "NFA" }}, {{ name = "Yes: end-date the note", scn = "end-date" }}]
"""


@step("M1", "Say what to do", by_hand="Ask CPS.", why="A note is not removed too early.")
def say_what_to_do(work):
    """Writes Verify beside each row."""
    records = work.records(COLUMNS)
    work.decide([Decision(row, one["client_number"], "Verify", "M1") for row, one in records.items()])
    show_decisions(work, work.width + 1)


@step("M2", "Save", by_hand="Save it.", why="The next person looks there.", files="report")
def save_moved_abroad(work):
    """Files the workbook."""
    keep_up(work)
    work.desk.file("report", work.book.save_copy(finished))


SIXTH = Procedure(
    name="moved-abroad",
    key=KEY,
    title="Moved abroad",
    columns=COLUMNS,
    statuses=("Check",),
    steps=(
        open_report("open_moved_abroad", "Moved Abroad"),
        format_sheet,
        say_what_to_do,
        worklist.make("M1"),
        worklist.draft("M1"),
        save_moved_abroad,
    ),
    arrives=Arrival("v3"),
    worklist=Worklist(COLUMNS),
)


@pytest.fixture
def office(settings, passwords, records, tmp_path, monkeypatch):
    """An office of whose settings, questions and registry the sixth report is a part."""
    table = tmp_path / "questions.toml"
    table.write_text(f"{questions.DEFAULTS.read_text('utf-8')}\n{QUESTIONS}", "utf-8")
    monkeypatch.setattr(questions, "DEFAULTS", table)
    monkeypatch.setitem(PROCEDURES, SIXTH.name, SIXTH)
    values = dict(settings.values)
    for name, more in SETTINGS.items():
        values[name] = {**values[name], **more}
    return Office.at(records, replace(settings, values=values), passwords)


def test_a_report_is_worked_from_its_description_alone(office, tmp_path):
    source = tmp_path / "cso_v3_daily_20250113_050021.csv"
    source.write_text("Client Number,Surname\n010000001,Weka\n010000002,Kea\n")
    ran = headless.run(SIXTH.name, source, office)
    assert [str(one.place) for one in ran.filed] == ["Moved Abroad/2025/20250113 Moved Abroad.xlsx"]
    assert [(one.row, one.status) for one in ran.decisions] == [(2, "Verify"), (3, "Verify")]
    assert [one.line.ref for one in ran.worklist] == ["M1-2", "M1-3"]
    marked = reopen.mark(SIXTH.name, office, None, marked=(nfa, [range(3, 4)]))
    states = [(one.line.ref, one.follows.state) for one in marked.worklist]
    assert states == [("M1-2", "To decide"), ("M1-3", "Done")]
    copy = openpyxl.load_workbook(office.records.root / ran.filed[0].path)
    rows = [[cell.value for cell in row] for row in copy["Moved Abroad"].iter_rows(min_row=2)]
    assert rows == [
        ["010000001", "Weka", "2", "Verify", "M1", None],
        ["010000002", "Kea", "3", "Verify", "M1", NFA],
    ]
    assert [str(one) for one in due.listed(office.records.root, office.settings, NOW)] == [
        "20250113-M1-2: to decide: look it up and choose an outcome on the worklist"
    ]
    lines = [
        str(one.state)
        for one in day.summary(office.records.root, office.settings, MONDAY, NOW)
        if one.about == "Moved abroad"
    ]
    assert lines == ["filed"]
    assert [one.in_force for one in history.listed(office, SIXTH, MONDAY)] == [False, True]


def test_it_is_known_to_the_commands_and_told_by_the_name_of_its_file(office, tmp_path):
    assert names(with_worklist=True)[-1] == SIXTH.name
    source = tmp_path / "cso_v3_daily_20250113_050021.csv"
    source.write_text("Client Number,Surname\n010000001,Weka\n")
    with pytest.raises(Exception, match="is not the on list report. Use: cso-xl run moved-abroad$"):
        headless.run("on-list", source, office)
