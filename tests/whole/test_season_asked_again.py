"""What a season showed: a household that nobody decided, and that the next week's report has again, is owed once."""

import json

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl.cli import main
from cso_xl.records.account import os_user
from helpers.files import xlsx

REPORT = """
CSO Client Number|CSO Surname|CSO First Names|CSO Date of Birth|CSO Tag Date|CSO Address|CSO Address Start Date|\
Service Centre|Sharer Client Number|Sharer Surname|Sharer First Names|Sharer Date of Birth|Relationship|\
Sharer Address|Sharer Address Start Date|Region
010000001|Synthetic|Hemi|01/02/1980|01/03/2024|10 Kauri Road Paihia|01/04/2025|\
Kaikohe|020000001|Synthetic|Ana|05/06/2015|Child|\
10 Kauri Road Paihia|02/05/2025|Northland
"""


@pytest.fixture
def command(records):
    """The command in these records, which succeeds."""

    def command(*argv):
        done = CliRunner().invoke(main, [*argv, "--records", str(records)])
        assert done.exit_code == 0, done.output
        return done.output

    return command


@pytest.fixture
def weeks(tmp_path, command):
    """Two weeks with the same household, run; `change` is what the second says in place of something."""

    def weeks(was="", now=""):
        for week in ("09 June 2025", "16 June 2025"):
            report = tmp_path / f"CSO Living with Children WB {week}.xlsx"
            text = REPORT.replace(was, now) if week.startswith("16") and was else REPORT
            report.write_bytes(xlsx([line.split("|") for line in text.strip().splitlines()]))
            command("run", "address-sharer", str(report))

    return weeks


def owed(command):
    return {(line["reference"], line["state"]) for line in json.loads(command("due", "--json"))}


def test_a_household_asked_about_again_is_owed_once(command, weeks):
    weeks()
    assert owed(command) == {("20250616-A8-2", "to decide")}
    command("mark", "address-sharer", "nfa", "2")
    assert owed(command) == set()


def test_one_whose_dates_are_new_is_owed_in_both_weeks(command, weeks):
    weeks("02/05/2025", "12/06/2025")
    assert owed(command) == {("20250609-A8-2", "to decide"), ("20250616-A8-2", "to decide")}


def test_what_is_decided_in_the_earlier_week_all_the_same_is_not_lost(command, weeks, tmp_path):
    weeks()
    chosen = tmp_path / "decided.csv"
    chosen.write_text("Ref,Outcome\nA8-2,Same address: tell Oranga Tamariki\n", encoding="utf-8")
    command("mark", "address-sharer", "--date", "2025-06-09", "--decisions", str(chosen))
    assert owed(command) == {("20250609-A8-2-ot", "to send"), ("20250616-A8-2", "to decide")}


def test_who_has_it_has_it_in_the_later_week_too(command, weeks, tmp_path):
    command("find", "999999999")  # somebody has worked here
    report = tmp_path / "CSO Living with Children WB 02 June 2025.xlsx"
    report.write_bytes(xlsx([line.split("|") for line in REPORT.strip().splitlines()]))
    command("run", "address-sharer", str(report))
    command("take", "20250602-A8-2")
    weeks()
    listed = json.loads(command("due", "--json"))
    assert [(line["reference"], line["holder"]) for line in listed] == [("20250616-A8-2", os_user())]
    assert f"To decide (with {os_user()})" in command("find", "010000001")


def test_who_has_it_keeps_it_where_it_is_decided_and_sent_at_once(command, weeks, tmp_path):
    weeks()
    command("take", "20250616-A8-2")
    report, chosen = tmp_path / "CSO Living with Children WB 23 June 2025.xlsx", tmp_path / "decided.csv"
    report.write_bytes(xlsx([line.split("|") for line in REPORT.strip().splitlines()]))
    chosen.write_text("Ref,Outcome,Sent\nA8-2,Same address: tell Oranga Tamariki,yes\n", encoding="utf-8")
    command("run", "address-sharer", str(report), "--decisions", str(chosen))
    assert owed(command) == set()
    assert f"given to {os_user()}" in command("find", "010000001")


def test_one_handed_on_stays_with_the_colleague(command, tmp_path, weeks):
    report = tmp_path / "CSO Living with Children WB 02 June 2025.xlsx"
    report.write_bytes(xlsx([line.split("|") for line in REPORT.strip().splitlines()]))
    command("run", "address-sharer", str(report))
    command("mark", "address-sharer", "conflict-of-interest", "2")
    weeks()
    assert owed(command) == {("20250602-A8-2", "handed on"), ("20250616-A8-2", "to decide")}


HOUSEHOLD = [line.split("|") for line in REPORT.strip().splitlines()]
BROTHER = [*HOUSEHOLD[1][:8], "020000002", "Synthetic", "Bob", *HOUSEHOLD[1][11:]]


def test_one_who_came_to_the_household_does_not_leave_it_owed_twice(command, tmp_path):
    for week, rows in (("09 June 2025", HOUSEHOLD), ("16 June 2025", [HOUSEHOLD[0], BROTHER, HOUSEHOLD[1]])):
        report = tmp_path / f"CSO Living with Children WB {week}.xlsx"
        report.write_bytes(xlsx(rows))
        command("run", "address-sharer", str(report))
    assert owed(command) == {("20250616-A8-2", "to decide")}


def test_a_report_sent_again_in_another_order_keeps_each_childs_outcome(command, tmp_path, records):
    report, chosen = tmp_path / "CSO Living with Children WB 09 June 2025.xlsx", tmp_path / "decided.csv"
    report.write_bytes(xlsx([*HOUSEHOLD, BROTHER]))
    command("run", "address-sharer", str(report))
    command("mark", "address-sharer", "nfa", "2")
    chosen.write_text("Ref,Outcome\nA8-2,Same address: tell Oranga Tamariki\n", encoding="utf-8")
    command("mark", "address-sharer", "--decisions", str(chosen))
    report.write_bytes(xlsx([HOUSEHOLD[0], BROTHER, HOUSEHOLD[1]]))
    command("run", "address-sharer", str(report), "--again")
    assert owed(command) == {("20250609.2-A8-2-ot", "to send")}
    copy = load_workbook(next(records.rglob("* Working Copy * (2).xlsx"))).worksheets[0]
    named = [cell.value for cell in copy[1]]
    outcomes = {row[named.index("Sharer First Names")]: row[named.index("Comment")] for row in copy.values}
    assert (outcomes["Ana"], outcomes["Bob"]) == ("NFA", None)
    draft = next(path for path in records.rglob("Drafts/*.eml") if path.parent.name == "Drafts")
    assert "Bob" in draft.read_text(encoding="utf-8") and "Ana" not in draft.read_text(encoding="utf-8")
