"""A report that is sent again for the same day: filed beside the first, and what differs is listed [C12]."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cso_xl import cli
from cso_xl.decisions import sent_again
from cso_xl.decisions.sent_again import Differences, Issue
from cso_xl.records.tree import Records
from helpers.files import COPIES, FOLDERS, PASSWORD, Week

REPORTS = ("daily-diffs", "on-list", "off-list", "address-sharer", "youth-service")
NAMES = {
    "daily-diffs": "20250113 Daily Diffs",
    "on-list": "20250113 On List",
    "off-list": "20250113 Off List",
    "address-sharer": "20250113 Master Copy CSOs Living With Children",
    "youth-service": "20250113 Youth Service Notification",
}
PLACES = {**FOLDERS, "youth-service": "Child Sex Offenders/Youth Service Notification/2025/01 January"}
REFUSED = (
    "{} is already filed and was made from another file. Nothing was written, and it stays as it is. If the report "
    "was sent again for the same day, ask your team leader which one counts; if the date is wrong, give the right one "
    "with --date. To file this one beside it, give --again."
)
HEADINGS = ["Number", "Name"]


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


def run(report, source, records, *more):
    done = call("run", report, source, "--records", records, "--json", *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def week(rows=6):
    """A week with rows that stay: nothing is removed, everything is asked."""
    made = Week(rows)
    for row in range(2, rows + 2):
        made.set("daily-diffs", row, "What Has Changed", "Address Change")
        for heading in ("CSO Address", "Sharer Address"):
            made.set("address-sharer", row, heading, f"{row} Kauri Road Ōtaki")
    return made


def the_week_again():
    """The same week again: row 3 has gone, row 4 says something else, and a new one came in above."""
    made = week(7)
    for report in ("daily-diffs", "on-list", "off-list", "address-sharer"):
        grid = made.grids[report]
        new = grid.pop()
        del grid[2]
        grid.insert(1, new)
    made.set("daily-diffs", 4, "Value Current", "elsewhere")
    made.set("on-list", 4, "Given Names on MSD System", "Ana")
    made.set("off-list", 4, "Match Level", "2")
    made.set("address-sharer", 4, "Sharer Address", "9 Kauri Road Ōtaki")
    return made


def copies(records, report):
    """The names of the copies of a report's day."""
    folder = records / PLACES[report]
    return sorted(path.name for path in folder.iterdir() if path.is_file())


@pytest.fixture
def first(tmp_path, records):
    def work(report):
        source = week().write(report, tmp_path / "first")
        run(report, source, records)
        return source

    return work


# Pure: which rows are which


def issue(*rows, start=2, about=0):
    cells = dict(enumerate(rows, start))
    return Issue(HEADINGS, cells, {row: cells[row][about] or None for row in cells})


def test_C12_rows_are_the_same_by_what_they_say_whatever_their_number():
    first = issue(["1", "Ana"], ["2", "Ben"], ["3", "Cleo"], ["4", "Dan"])
    second = issue(["9", "Zoe"], ["4", "Dan"], ["1", "Ana"], ["2", "Benjamin"])
    assert sent_again.same_rows(first, second) == {3: 5, 4: 2}
    assert sent_again.differences(first, second) == Differences(
        {3: 5, 4: 2}, new=(2,), gone=(4,), changed={5: 3}
    )


def test_C12_of_equal_rows_each_counts_once():
    first = issue(["1", "Ana"], ["1", "Ana"])
    second = issue(["1", "Ana"], ["1", "Ana"], ["1", "Ana"])
    assert sent_again.differences(first, second) == Differences({2: 2, 3: 3}, new=(4,), gone=(), changed={})


def test_C12_of_whom_nobody_knows_who_they_are_nothing_has_changed():
    first, second = issue(["", "Ana"]), issue(["", "Anna"])
    assert sent_again.differences(first, second) == Differences({}, new=(2,), gone=(2,), changed={})


def test_C12_columns_that_moved_and_line_breaks_make_no_other_row():
    first = Issue(["Number", "Name", ""], {2: ["1", "Ana\r\nMere", ""]})
    second = Issue([" name", "More", "NUMBER"], {7: ["Ana\nMere", "", "1"]})
    assert sent_again.same_rows(first, second) == {7: 2}


def test_C12_cells_under_another_heading_make_another_row():
    first = Issue(["A", "B"], {2: ["1", ""]})
    second = Issue(["A", "B"], {2: ["", "1"]})
    assert sent_again.same_rows(first, second) == {}


def test_C12_two_columns_of_one_name_are_two():
    first, second = (Issue(["A", "A"], {2: cells}) for cells in (["1", "2"], ["2", "1"]))
    assert sent_again.same_rows(first, second) == {}


some_rows = st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("ab")), max_size=8)


@given(some_rows, some_rows)
def test_C12_every_row_is_exactly_one_of_same_new_changed_or_gone(first, second):
    one, two = issue(*map(list, first)), issue(*map(list, second))
    found = sent_again.differences(one, two)
    assert sorted([*found.same, *found.new, *found.changed]) == sorted(two.rows)
    assert sorted([*found.same.values(), *found.gone, *found.changed.values()]) == sorted(one.rows)
    assert all(list(one.rows[before]) == list(two.rows[row]) for row, before in found.same.items())


# Without Excel


@pytest.mark.parametrize("report", REPORTS)
def test_C12_a_report_that_was_sent_again_is_refused_unless_asked_for(report, first, tmp_path, records):
    first(report)
    before = copies(records, report)
    done = call("run", report, the_week_again().write(report, tmp_path / "second"), "--records", records)
    place = f"{PLACES[report]}/{NAMES[report]}.xlsx"
    assert (done.exit_code, done.stderr.strip()) == (1, REFUSED.format(place))
    assert copies(records, report) == before


@pytest.mark.parametrize("report", REPORTS[:4])
def test_C12_asked_for_it_is_filed_beside_the_first(report, first, tmp_path, records):
    first(report)
    before = {name: (records / FOLDERS[report] / name).read_bytes() for name in copies(records, report)}
    shown = run(report, the_week_again().write(report, tmp_path / "second"), records, "--again")
    assert {Path(one["path"]).name for one in shown["files"]} == {
        name.replace(".xlsx", " (2).xlsx") for name in before
    }
    assert {one["state"] for one in shown["files"]} == {"filed"}
    for name, data in before.items():
        assert (records / FOLDERS[report] / name).read_bytes() == data
    assert shown["against_first"] == {"same": 4, "new": [2], "gone": [3], "changed": [[4, 4]]}
    assert (
        f"Against {NAMES[report]}.xlsx: 4 rows as they were; 1 new: row 2; 1 gone: its row 3; 1 changed: row 4 "
        "(its row 4)."
    ) in shown["notices"]


def test_C12_what_is_new_in_the_youth_service_notification(first, tmp_path, records):
    first("youth-service")
    made = week()
    made.set("cso-daily", 2, "Youth Service", "N")
    shown = run("youth-service", made.write("youth-service", tmp_path / "second"), records, "--again")
    assert shown["against_first"]["gone"] == [2]
    assert (shown["against_first"]["new"], shown["against_first"]["changed"]) == ([], [])


def test_C12_a_first_report_and_one_that_is_not_sent_again_say_nothing_of_it(first, tmp_path, records):
    source = week().write("on-list", tmp_path)
    assert "against_first" not in run("on-list", source, records, "--again")
    assert copies(records, "on-list") == ["20250113 On List.xlsx"]


def test_C12_the_very_same_file_again_is_not_filed_again(first, records):
    source = first("on-list")
    before = copies(records, "on-list")
    shown = run("on-list", source, records, "--again")
    assert {one["state"] for one in shown["files"]} == {"unchanged"}
    assert (
        "This very file is filed already, as 20250113 On List.xlsx. It is not filed again."
        in shown["notices"]
    )
    assert copies(records, "on-list") == before


@pytest.mark.parametrize("report", ["on-list", "address-sharer"])
def test_C12_a_second_one_is_known_again_with_and_without_the_option(report, first, tmp_path, records):
    source = first(report)
    second = the_week_again().write(report, tmp_path / "second")
    run(report, second, records, "--again")
    before = copies(records, report)
    for option in ([], ["--again"]):
        shown = run(report, second, records, *option)
        assert {one["state"] for one in shown["files"]} == {"unchanged"}
        assert all(" (2)." in one["path"] for one in shown["files"])
        assert shown["against_first"]["new"] == [2]
    assert copies(records, report) == before
    shown = run(report, source, records)
    assert {one["state"] for one in shown["files"]} <= {"unchanged", "kept"}
    assert not any(" (2)." in one["path"] for one in shown["files"])
    assert copies(records, report) == before


def test_C12_the_first_one_sent_once_more_is_in_force_when_somebody_says_so(first, tmp_path, records):
    source = first("on-list")
    run("on-list", the_week_again().write("on-list", tmp_path / "second"), records, "--again")
    assert (
        "This very file is filed already, as 20250113 On List.xlsx. In force is 20250113 On List (2).xlsx, which came "
        "after it. Was this one sent once more, and does it count now? Then give --again: it is filed as the newest."
    ) in run("on-list", source, records)["notices"]
    third = run("on-list", source, records, "--again")
    assert [Path(one["path"]).name for one in third["files"]] == ["20250113 On List (3).xlsx"]
    assert third["against_first"] == {"same": 4, "new": [3], "gone": [2], "changed": [[4, 4]]}
    for option in ([], ["--again"]):
        shown = run("on-list", source, records, *option)
        assert [(one["state"], Path(one["path"]).name) for one in shown["files"]] == [
            ("unchanged", "20250113 On List (3).xlsx")
        ]


def test_C12_a_third_one_is_compared_with_the_second(first, tmp_path, records):
    first("on-list")
    run("on-list", the_week_again().write("on-list", tmp_path / "second"), records, "--again")
    made = the_week_again()
    made.set("on-list", 2, "Given Names on MSD System", "Hemi")
    shown = run("on-list", made.write("on-list", tmp_path / "third"), records, "--again")
    assert [Path(one["path"]).name for one in shown["files"]] == ["20250113 On List (3).xlsx"]
    assert shown["against_first"] == {"same": 5, "new": [], "gone": [], "changed": [[2, 2]]}
    assert any(notice.startswith("Against 20250113 On List (2).xlsx: 5 rows") for notice in shown["notices"])


def test_C12_its_worklist_is_printed_before_it_is_filed(first, tmp_path, records):
    first("on-list")
    second = the_week_again().write("on-list", tmp_path / "second")
    assert call("worklist", "on-list", second, "--records", records).exit_code == 1
    shown = call("worklist", "on-list", second, "--again", "--records", records)
    assert shown.exit_code == 0
    assert copies(records, "on-list") == ["20250113 On List.xlsx"]


def test_C12_a_dry_run_says_what_would_be_filed_and_what_differs(first, tmp_path, records):
    first("on-list")
    before = copies(records, "on-list")
    shown = run(
        "on-list", the_week_again().write("on-list", tmp_path / "second"), records, "--again", "--dry-run"
    )
    assert [one["state"] for one in shown["files"]] == ["to be filed"]
    assert shown["against_first"]["new"] == [2]
    assert copies(records, "on-list") == before


def test_C12_a_first_one_in_which_people_have_worked_is_compared_as_received(first, tmp_path, records):
    """Sorted, marked, and with comments: the rows that were received are the same."""
    first("off-list")
    path = records / FOLDERS["off-list"] / COPIES["off-list"][0]
    book = load_workbook(path)
    sheet = book.worksheets[0]
    at = [cell.value for cell in sheet[1]].index("Comment") + 1
    sheet.cell(2, at).value = "Done"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), 2):
        for place, value in enumerate(row, 1):
            sheet.cell(number, place).value = value
    book.save(path)
    shown = run("off-list", the_week_again().write("off-list", tmp_path / "second"), records, "--again")
    assert shown["against_first"] == {"same": 4, "new": [2], "gone": [3], "changed": [[4, 4]]}


def test_C12_a_first_one_that_cannot_be_compared_is_said(first, tmp_path, records):
    first("on-list")
    path = records / FOLDERS["on-list"] / COPIES["on-list"][0]
    book = load_workbook(path)
    book.worksheets[0].delete_cols(1, 60)
    book.save(path)
    shown = run("on-list", the_week_again().write("on-list", tmp_path / "second"), records, "--again")
    assert "against_first" not in shown
    assert (
        "What differs from the report that came before was not found out: 20250113 On List.xlsx no longer has the "
        "headings Status and Reason side by side."
    ) in shown["notices"]


def test_C12_work_goes_on_in_the_newest_of_the_day(first, tmp_path, records):
    source = first("on-list")
    run("on-list", the_week_again().write("on-list", tmp_path / "second"), records, "--again")
    first_copy, second_copy = (
        (records / FOLDERS["on-list"] / name) for name in copies(records, "on-list")[::-1]
    )
    assert second_copy.name.endswith("(2).xlsx")
    before = first_copy.read_bytes()
    done = call("mark", "on-list", "conflict-of-interest", "2", "--records", records, "--date", "2025-01-13")
    assert done.exit_code == 0, done.output
    assert first_copy.read_bytes() == before
    assert [name for name in copies(records, "on-list") if ", as of " in name][0].startswith(
        "20250113 On List (2), as of "
    )
    assert call("run", "on-list", source, "--records", records).exit_code == 0
    assert first_copy.read_bytes() == before


def test_C12_the_second_address_report_is_processed_beside_the_first(first, tmp_path, records):
    first("address-sharer")
    run("address-sharer", the_week_again().write("address-sharer", tmp_path / "second"), records, "--again")
    done = call("processed", "--without-outcomes", "--records", records)
    assert done.exit_code == 0, done.output
    assert [name for name in copies(records, "address-sharer") if "Processed" in name] == [
        "20250113 Processed Copy CSOs Living With Children (2).xlsx"
    ]


def test_C12_next_week_is_compared_with_the_newest_of_the_day(first, tmp_path, records, settings):
    first("address-sharer")
    run("address-sharer", the_week_again().write("address-sharer", tmp_path / "second"), records, "--again")
    newest = Records(records, settings).newest("address_sharer", "master", dt.date.max)
    assert newest is not None and newest[1].name == f"{NAMES['address-sharer']} (2).xlsx"


def test_C12_history_lists_every_report_of_the_day(first, tmp_path, records):
    first("on-list")
    run("on-list", the_week_again().write("on-list", tmp_path / "second"), records, "--again")
    shown = json.loads(call("history", "on-list", "2025-01-13", "--json", "--records", records).stdout)
    assert sorted(one["issue"] for one in shown["versions"]) == [1, 2]


# In Excel


ASKED = (
    "This day's report was filed before and this file differs. Against 20250113 Daily Diffs.xlsx: 4 rows as they were; "
    "1 new: row 2; 1 gone: its row 3; 1 changed: row 4 (its row 4). Is it to be worked beside the first, as "
    "'20250113 Daily Diffs (2)'?"
)


def test_C12_in_excel_it_is_asked_when_it_is_opened(excel, first, tmp_path):
    first("daily-diffs")
    excel.app.impl.answers = ["no"]
    assert excel.open("daily-diffs", the_week_again().write("daily-diffs", tmp_path / "second")) == [ASKED]
    assert "Daily Diffs" not in [sheet.name for book in excel.app.books for sheet in book.sheets]
    assert copies(excel.records, "daily-diffs") == ["20250113 Daily Diffs.xlsx"]


def test_C12_in_excel_it_is_filed_beside_the_first(excel, first, tmp_path):
    first("daily-diffs")
    source = the_week_again().write("daily-diffs", tmp_path / "second")
    assert excel.open("daily-diffs", source) == [ASKED]
    excel.press("say_what_to_do")
    place = f"{FOLDERS['daily-diffs']}/20250113 Daily Diffs (2).xlsx"
    assert excel.press("save_daily_diffs") == [f"Filed: {place}"]
    excel.book.close()
    assert excel.open("daily-diffs", source) == []
    excel.press("say_what_to_do")
    assert excel.press("save_daily_diffs") == [f"Filed before, unchanged: {place}"]


def test_C12_the_same_file_is_opened_without_a_question(excel, first):
    source = first("daily-diffs")
    assert excel.open("daily-diffs", source) == []


def test_C12_a_second_working_copy_opened_again_belongs_to_the_second_master(excel, first, tmp_path):
    first("address-sharer")
    second = the_week_again().write("address-sharer", tmp_path / "second")
    run("address-sharer", second, excel.records, "--again")
    name = "20250113 Working Copy CSOs Living With Children (2).xlsx"
    excel.app.books.open(str(excel.records / FOLDERS["address-sharer"] / name))
    excel.book.sheets[0].range("A2:A7").select()
    excel.press("nfa")
    place = f"{FOLDERS['address-sharer']}/20250113 Processed Copy CSOs Living With Children (2).xlsx"
    assert excel.press("save_processed") == [f"Filed: {place}"]


def test_C12_a_changed_row_is_asked_once_and_one_that_is_gone_can_be_closed(records, tmp_path):
    first, second = week(), the_week_again()
    run("address-sharer", first.write("address-sharer", tmp_path / "first"), records)
    again = run("address-sharer", second.write("address-sharer", tmp_path / "second"), records, "--again")
    owed = json.loads(call("due", "--json", "--records", records).stdout)
    assert len({line["client"] for line in owed}) == len(owed), "each client is asked about once"
    gone = [line["reference"] for line in owed if ".2-" not in line["reference"]]
    assert (again["against_first"]["gone"], gone) == ([3], ["20250113-A8-3", "20250113-A8-4"]), (
        "4 is removed now"
    )
    for line in owed:
        row_is_gone = "its row is not in the report as it was sent again" in line["next"]
        assert row_is_gone is (line["reference"] in gone)
        assert line["next"].endswith(f"cso-xl close {line['reference']}") is row_is_gone
    for one in gone:
        assert call("close", one, "--records", records).stdout == f"{one}: closed, NFA. Now: Done.\n"
        assert one not in call("due", "--records", records).stdout
    asked = next(line["reference"] for line in owed if ".2-" in line["reference"])
    refused = call("close", asked, "--records", records)
    assert (refused.exit_code, refused.stderr) == (
        2, f"{asked} stands on its worklist: choose the outcome there.\n",
    )  # fmt: skip


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed"])
def test_C12_what_is_to_be_undone_in_cms_is_owed_all_the_same(changed, records, tmp_path):
    """A note was added under an outcome that was corrected; then the report is sent again."""
    first = Week(2)
    first.set("daily-diffs", 2, "What Has Changed", "Added SWIFTT")
    call("run", "daily-diffs", first.write("daily-diffs", tmp_path / "first"), "--records", records)
    decided, reference = tmp_path / "decided.csv", "20250113-D5-2"
    for outcome in ("CPS confirmed, no such benefit", "CPS: not a CSO: NFA"):
        decided.write_text(f'Ref,Outcome\nD5-2,"{outcome}"\n', "utf-8")
        assert call("mark", "daily-diffs", "--decisions", decided, "--records", records).exit_code == 0
        if "confirmed" in outcome:
            assert call("tick", reference, "--records", records).exit_code == 0
    if changed:
        first.set("daily-diffs", 2, "Value Current", "Service Code JSW Status")
    first.set("daily-diffs", 3, "Value Current", "4 Kauri Road")
    call(
        "run", "daily-diffs", first.write("daily-diffs", tmp_path / "second"), "--again", "--records", records
    )
    open_now = json.loads(call("due", "--json", "--records", records).stdout)
    undo = [one["reference"] for one in open_now if one["notice"] == "undo-add-scn"]
    assert undo == [reference if changed else "20250113.2-D5-2"]
    assert call("tick", *undo, "--records", records).exit_code == 0
