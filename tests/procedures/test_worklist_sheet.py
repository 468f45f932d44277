"""The sheet 'Worklist' of a run: a line for each client or household, with what one decides by [C1, C10]."""

import csv

import pytest
from openpyxl import load_workbook

from helpers.at_work import COPY, Unit
from helpers.commands import call
from helpers.entries import Entries
from helpers.files import Week

NFA, TELL = "Not the same address: NFA", "Same address: tell Oranga Tamariki"
BEFORE = (
    "Ref", "Row", "Client Number", "Client Name", "Question", "Outcome", "Detail", "Service Centre",
    "Service Centre Email", "Due", "Notice", "CEN", "SCN", "To do", "State", "Done in CMS", "Trace",
)  # fmt: skip


@pytest.fixture
def unit(tmp_path, records):
    return Unit(tmp_path / "received", records)


@pytest.fixture
def matched(unit):
    """Rows 2, 3 and 7 of the on list are to be processed."""
    for row in (2, 3, 7):
        unit.week.set("on-list", row, "Match Level", "1")
        unit.week.set("cso-daily", row, "SWIFTT Status", "Current")
    return unit


def worklist(unit):
    return Entries(load_workbook(unit.records / COPY[unit.report]))


def test_the_changes_of_a_client_stand_on_one_line(unit):
    unit.changes("Address Change")
    for row, change in ((4, "Added SWIFTT"), (6, "Dependent contact changed")):
        unit.week.set("daily-diffs", row, "Client Number", "10000001")  # Excel has dropped the zero
        unit.week.set("daily-diffs", row, "What Has Changed", change)
    unit.run("daily-diffs")
    found = worklist(unit)
    assert found.columns("Ref", "Row") == [
        ["D3-2\nD5-4\nD7-6", "2\n4\n6"], ["D3-3", "3"], ["D3-5", "5"], ["D3-7", "7"],
    ]  # fmt: skip
    assert found.said("D5-4")["The report says"].split("\n")[1] == (
        "Row 4: Added SWIFTT: was '3 Sentinelle Road, Whisperwind', is now '4 Kauri Road'"
    )
    assert [found.cell(ref, "Question").value[:3] for ref in ("D3-2", "D5-4", "D7-6")] == [
        "D3:",
        "D5:",
        "D7:",
    ]
    unit.choose(D5_4="Note in place: NFA", D7_6="No new partner: NFA")
    unit.do("mark", "daily-diffs")
    assert unit.outcomes()["D5-4"] == "Note in place: NFA"
    assert worklist(unit).said("D3-2")["State"] == "To decide: D3\nDone: D5, D7"
    assert unit.column("Comment", by="Row") == dict.fromkeys("23457") | {"4": "NFA", "6": "NFA"}


def test_more_changes_of_a_client_than_stand_side_by_side_have_a_line_of_their_own(unit):
    unit.changes("Address Change")
    for row in range(2, 8):
        unit.week.set("daily-diffs", row, "Client Number", "010000001")
    unit.run("daily-diffs")
    assert [row[0] for row in worklist(unit).rows] == ["D3-2\nD3-3\nD3-4\nD3-5", "D3-6\nD3-7"]


def test_L6_a_client_who_stands_in_the_on_list_twice_is_asked_once(matched):
    matched.week.set("on-list", 3, "CSO Client Number", "010000001")
    matched.week.set("on-list", 3, "Match Level", "1")
    matched.run("on-list")
    found = worklist(matched)
    assert found.columns("Ref", "Row") == [
        ["L6-2\nL7-2\nL8-2\nL9-2", "2, 3"],
        ["L6-7\nL7-7\nL8-7\nL9-7", "7"],
    ]
    assert (
        found.said("L6-2")["The report says"].split("\n")[0].startswith("Match level 1: Current in cso_daily")
    )
    matched.choose(
        L6_2="Client is deceased: NFA", L8_2="No children: NFA", L9_2="Not in social housing: NFA"
    )  # and nothing under L7
    matched.do("mark", "on-list")
    assert matched.outcomes()["L7-2"] == "Neither: NFA"
    assert worklist(matched).said("L6-2")["State"] == "Done"
    assert matched.column("Comment", by="Row")["3"] == "NFA"


def test_L6_corrected_asks_again_what_it_had_answered(unit):
    unit.run("on-list")
    unit.choose(L6_2="Client is deceased: NFA")
    unit.do("mark", "on-list")
    unit.choose(L6_2="No note: add it")
    unit.do("mark", "on-list")
    assert unit.outcomes()["L7-2"] is None
    assert worklist(unit).said("L6-2")["State"] == (
        "To do in CMS: add the Special Cautions note (L6)\nTo decide: L7, L8, L9"
    )


def test_C10_children_and_unknown_ages_come_first(unit):
    for row, born in enumerate(("01/02/1980", "", "01/02/1981", "05/06/2015", "01/02/1982", "13/01/2009"), 2):
        unit.week.set("address-sharer", row, "Sharer Date of Birth", born)
    unit.run("address-sharer")
    assert [row[0] for row in worklist(unit).rows] == ["A8-3", "A8-5", "A8-2", "A8-4", "A8-6", "A8-7"]


def test_what_cso_daily_says_stands_beside_each_client(unit):
    unit.changes("Address Change")
    for heading, text in (
        ("Surname on MSD System", "Weka"), ("Given Names on MSD System", "Mere"),
        ("Date of Birth on MSD System", "01/02/1980"), ("Benefit Type", "Jobseeker Support"),
    ):  # fmt: skip
        unit.week.set("cso-daily", 3, heading, text)
    unit.week.set("daily-diffs", 7, "Client Number", "999999999")
    unit.run("daily-diffs")
    found = worklist(unit)
    assert found.said("D3-3")["Name in cso_daily"] == "Weka, Mere"
    said = found.said("D3-3")["cso_daily says"].split("\n")
    assert (
        said[0] == "Weka, Mere, born 01/02/1980, 44 years" and "Benefit: Jobseeker Support, Suspended" in said
    )
    assert (found.said("D3-7")["Name in cso_daily"], found.said("D3-7")["cso_daily says"]) == (
        None,
        "not in cso_daily",
    )
    assert [found.said(ref)["Client Name"] for ref in ("D3-3", "D3-7")] == ["Weka, Mere", None]
    unit.do("mark", "daily-diffs")  # the filed copy has no cso_daily beside it
    assert worklist(unit).said("D3-3")["cso_daily says"].split("\n") == said


def test_without_cso_daily_the_worklist_is_made_all_the_same(unit):
    unit.changes("Address Change")
    unit.week.others["cso_daily_20250113_050021.csv"] = None
    unit.run("daily-diffs")
    assert "cso_daily says" not in worklist(unit).headings


def test_a_cso_daily_that_cannot_be_read_is_said(unit):
    unit.changes("Address Change")
    unit.week.double("cso-daily", "Benefit Type")
    said = unit.run("daily-diffs")
    assert (
        "The worklist does not show what cso_daily says: cso_daily_20250113_050021.csv does not have the columns it "
        "should: Column 'Benefit Type' appears twice: Z and AQ."
    ) in said
    assert "D3-2" in worklist(unit).lines


def test_C10_what_was_decided_before_stands_beside_the_client(matched):
    matched.changes("Address Change")
    matched.run("daily-diffs")
    matched.choose(D3_2="Address changed: tell CPS")
    matched.do("mark", "daily-diffs")
    matched.run("on-list")
    said = worklist(matched).said("L6-2")["Decided before"]
    assert said.startswith("13/01/2025 D3: Address changed: tell CPS (")
    assert said.endswith(". To send: 20250113-D3-2-cps")
    assert not worklist(matched).said("L6-7")["Decided before"]


def test_twice_is_once(unit):
    unit.run("on-list")
    before = (unit.records / COPY["on-list"]).read_bytes()
    unit.run("on-list")
    assert (unit.records / COPY["on-list"]).read_bytes() == before


@pytest.mark.parametrize("command", [("draft",), ("mark",)])
@pytest.mark.parametrize("columns", [17, 15])
def test_a_worklist_begun_before_is_taken_over_with_what_was_chosen(matched, columns, command):
    """A week half done: the copy has a line for each question, and outcomes that nobody has drafted yet."""
    matched.run("on-list")
    as_before(
        matched, columns,
        {
            "L6-2": {"Outcome": "No note: add it", "Done in CMS": "Done"},
            "L7-2": {"Outcome": "Registered, current or appointment: tell ASCM/SCM", "Service Centre": "Porirua",
                     "Service Centre Email": "scm@example.org", "Client Name": "Weka, Mere"},
            "L8-7": {"Detail": "Tama", "Mine": "rang on Monday"},
        },
    )  # fmt: skip
    matched.do(*command, "on-list")
    assert list(matched.drafts()) == ["20250113-L7-2-scm"]
    found = worklist(matched)
    assert [row[0] for row in found.rows] == [f"L6-{row}\nL7-{row}\nL8-{row}\nL9-{row}" for row in (2, 3, 7)]
    assert found.cell("L6-2", "Outcome").value == "No note: add it"
    said = found.said("L7-2")
    assert (said["Client Name"], said["Service Centre"]) == ("Weka, Mere", "Porirua")
    assert said["Done in CMS"] == ("L6" if columns == 17 else None)
    assert found.said("L8-7")["Detail"] == "Tama"
    assert (found.headings[-1], found.said("L8-7")["Mine"]) == ("Mine", "rang on Monday")


def as_before(unit, columns, typed):
    """Put the worklist of the filed copy into the layout that it had before."""
    path = unit.records / COPY[unit.report]
    book = load_workbook(path)
    now = Entries(book)
    lines = []
    for ref in now.lines:
        said = now.said(ref)
        trace = said["Trace"].split("\n")[said["Ref"].split("\n").index(ref)]
        line = {**said, "Ref": ref, "Trace": trace, "State": "To decide", **typed.get(ref, {})}
        lines.append([line.get(heading) for heading in (*BEFORE[:columns], "Mine")])
    del book["Worklist"]
    sheet = book.create_sheet("Worklist", 1)
    for line in [[*BEFORE[:columns], "Mine"], *lines]:
        sheet.append(line)
    book.save(path)


def test_a_line_of_which_nothing_is_asked_any_more_is_kept(unit):
    """A row that stands there twice has no number of its own: its line waits, and comes back with it."""
    unit.run("on-list")
    unit.choose(L8_2="No children: NFA")
    path = unit.records / COPY["on-list"]
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(path)
    said = unit.do("mark", "on-list")
    assert (
        "On the worklist 1 line could not be placed: they stand last, and nothing follows from them." in said
    )
    assert worklist(unit).rows[-1][0] == "L6-2\nL7-2\nL8-2\nL9-2"
    book = load_workbook(path)
    book.worksheets[0].delete_rows(8)
    book.save(path)
    unit.do("mark", "on-list")
    assert unit.outcomes()["L8-2"] == "No children: NFA"
    assert worklist(unit).said("L8-2")["State"] == "To decide: L6, L7, L9\nDone: L8"


def test_the_printed_worklist_can_be_decided_from_and_given_back(unit, tmp_path):
    unit.report = "on-list"
    source = Week().write("on-list", tmp_path)
    into = tmp_path / "decided.csv"
    assert call("worklist", "on-list", source, "--records", unit.records, "--into", into).exit_code == 0
    with into.open(encoding="utf-8-sig", newline="") as file:
        headings, *lines = csv.reader(file)
    facts = ["Born", "The report says", "Name in cso_daily", "cso_daily says", "Decided before"]
    assert headings[-9:] == ["State", *facts, "Date of birth in cso_daily", "PRN in cso_daily", "Trace"]
    [line] = [line for line in lines if line[0] == "L6-2"]
    assert line[headings.index("The report says")].startswith("Match level 1: Current in cso_daily, row 2")
    line[headings.index("Outcome")] = "Note in place: NFAR"
    with into.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, line])
    done = call("run", "on-list", source, "--records", unit.records, "--decisions", into)
    assert done.exit_code == 0, done.output
    assert unit.outcomes()["L6-2"] == "Note in place: NFAR"
