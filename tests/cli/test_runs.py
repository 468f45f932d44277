"""What a run says and files."""

import openpyxl
import pytest

from helpers.commands import ON, REPORTS, call, comment, run, run_json
from helpers.files import (
    COPIES,
    FOLDERS,
    MASTER,
    NAMES,
    SHARERS_FILE,
    WORKING,
    ZIP,
    Week,
    csv_bytes,
    eml,
    encrypted,
    kept,
    snapshot,
    xlsx,
    zip_crypto,
)

STATUSES = {"on-list": "Not current", "off-list": "Verify", "daily-diffs": "Action", "address-sharer": "New"}


@pytest.mark.parametrize("report", REPORTS)
def test_json_is_as_documented(report, tmp_path, records):
    import hashlib

    source = Week().write(report, tmp_path)
    code, found = run_json(report, source, records)
    assert code == 0
    assert list(found) == [
        *(
            "report",
            "date",
            "source",
            "files",
            "counts",
            "reconciled",
            "dry_run",
            "notices",
            "rows",
            "worklist",
        )
    ]
    assert (found["report"], found["date"]) == (report, "2025-01-13")
    assert (found["reconciled"], found["dry_run"]) == (True, False)
    assert found["source"] == {
        "file": source.name,
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
    }
    filed = [f"{FOLDERS[report]}/{name}" for name in COPIES[report]]
    assert [(one["path"], one["state"]) for one in found["files"]] == [(path, "filed") for path in filed]
    assert sorted(path.relative_to(records).as_posix() for path in kept(records)) == sorted(filed)
    assert [(row["row"], row["client_number"]) for row in found["rows"]] == [
        (number + 1, f"0{10_000_000 + number}") for number in range(1, 7)
    ]
    assert {frozenset(row) for row in found["rows"]} == {
        frozenset(["row", "client_number", "status", "reason"])
    }
    assert {frozenset(entry) for entry in found["worklist"]} == {
        frozenset(
            [
                "ref",
                "rows",
                "client_number",
                "question",
                "outcome",
                "notice",
                "scn",
                "todo",
                "state",
                "is_decided",
            ]
        )
    }
    assert STATUSES[report] in {row["status"] for row in found["rows"]}
    assert found["counts"]["rows_in"] == found["counts"]["kept"] + found["counts"]["removed"] == 6


@pytest.mark.parametrize("report", REPORTS)
def test_a_dry_run_writes_nothing_and_shows_the_same(report, tmp_path, records):
    source = Week().write(report, tmp_path)
    _, tried = run_json(report, source, records, "--dry-run")
    assert ([path for path in snapshot(records) if "." in path], tried["dry_run"]) == ([], True)
    assert {one["state"] for one in tried["files"]} == {"to be filed"}
    _, done = run_json(report, source, records)
    for result in (tried, done):
        result["files"] = [(one["kind"], one["path"]) for one in result["files"]]
        del result["dry_run"]
    assert tried == done
    shown = run(report, source, records, "--dry-run", "--date", "2025-02-03")
    assert "Dry run: nothing was filed." in shown.stdout
    assert "would be filed" in shown.stdout


@pytest.mark.parametrize("report", REPORTS)
def test_doing_it_twice_changes_nothing_and_says_so(report, tmp_path, records):
    source = Week().write(report, tmp_path)
    first = run(report, source, records)
    before = snapshot(records)
    again = run(report, source, records)
    assert (first.exit_code, again.exit_code, snapshot(records)) == (0, 0, before)
    assert "This report was filed before. Nothing was changed." in again.stdout
    assert "was there already, unchanged" in again.stdout
    assert "Nothing was changed" not in first.stdout
    _, found = run_json(report, source, records)
    assert {one["state"] for one in found["files"]} == {"unchanged"}
    assert snapshot(records) == before


@pytest.mark.parametrize("report", REPORTS)
def test_another_file_for_the_same_day_is_refused(report, tmp_path, records):
    run(report, Week().write(report, tmp_path / "first"), records)
    before = snapshot(records)
    for options in ([], ["--dry-run"]):
        shown = run(report, Week(5).write(report, tmp_path / "second"), records, *options)
        assert (shown.exit_code, snapshot(records)) == (1, before)
        assert shown.stderr == (
            f"{FOLDERS[report]}/{COPIES[report][0]} is already filed and was made from another file. Nothing was "
            "written, and it stays as it is. If the report was sent again for the same day, ask your team leader "
            "which one counts; if the date is wrong, give the right one with --date. To file this one beside it, give "
            "--again.\n"
        )


def test_a_copy_that_somebody_worked_in_stays(tmp_path, records):
    source = Week().write("off-list", tmp_path)
    run("off-list", source, records)
    path = records / FOLDERS["off-list"] / COPIES["off-list"][0]
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"] = "Done"
    book.save(path)
    before = snapshot(records)
    assert run("off-list", source, records).exit_code == 0
    assert snapshot(records) == before


@pytest.mark.parametrize("protect", [lambda data: data, encrypted], ids=["plain", "encrypted"])
@pytest.mark.parametrize("carried", [False, True], ids=["workbook", "e-mail"])
def test_a_master_is_the_file_received_byte_for_byte(carried, protect, tmp_path, records):
    data = protect(xlsx(Week().grids["address-sharer"]))
    source = tmp_path / ("report.eml" if carried else SHARERS_FILE)
    source.write_bytes(eml({"disclaimer.txt": b"x", SHARERS_FILE: data}) if carried else data)
    assert run("address-sharer", source, records).exit_code == 0
    assert (records / MASTER).read_bytes() == data


@pytest.mark.parametrize("name", ["20250113 sharers.XLSX", "20250113 sharers.xlsm"])
def test_a_master_is_found_again_whatever_its_ending(name, tmp_path, records):
    source = tmp_path / name
    source.write_bytes(xlsx(Week().grids["address-sharer"]))
    assert run("address-sharer", source, records).exit_code == 0
    comment(records / WORKING)
    assert call("processed", "--records", records).exit_code == 0
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert {row["reason"] for row in found["rows"]} == {"recognised: NFA, Processed Copy of 13 January 2025"}


@pytest.mark.parametrize("subject", ["CSO Datamatch ZIP file for Week Ended 13JAN2025", "Report"])
def test_an_e_mail_that_carries_the_zip(subject, tmp_path, records):
    mail = tmp_path / "report.eml"
    mail.write_bytes(eml({"image001.png": b"png", ZIP: zip_crypto(Week().members())}, subject))
    for report in ("on-list", "off-list", "daily-diffs"):
        assert run(report, mail, records).exit_code == 0
    assert sorted(path.name for path in records.rglob("*.xlsx")) == [
        "20250113 Daily Diffs.xlsx",
        "20250113 Off List.xlsx",
        "20250113 On List.xlsx",
    ]
    assert ON in call("members", mail).stdout


def test_an_on_list_beside_its_cso_daily(tmp_path, records):
    week = Week()
    for report in ("on-list", "cso-daily"):
        (tmp_path / NAMES[report]).write_bytes(csv_bytes(week.grids[report]))
    (tmp_path / "cso_daily_20250106_050021.csv").write_bytes(b"another week's")
    _, alone = run_json("on-list", tmp_path / ON, records)
    _, zipped = run_json(
        "on-list", week.write("on-list", tmp_path / "inbox"), records, "--dry-run", "--date", "2025-01-20"
    )
    assert alone["rows"] == zipped["rows"]


@pytest.mark.parametrize("report", ["off-list", "daily-diffs"])
@pytest.mark.parametrize("protect", [lambda data: data, encrypted], ids=["plain", "encrypted"])
def test_a_list_that_comes_as_a_workbook(report, protect, tmp_path, records):
    source = tmp_path / f"{NAMES[report][:-4]}.xlsx"
    source.write_bytes(protect(xlsx(Week().grids[report])))
    code, found = run_json(report, source, records)
    assert (code, found["counts"]["rows_in"]) == (0, 6)


def test_what_a_zip_lacks_or_has_too_much_is_said(tmp_path, records):
    week = Week()
    week.raw["daily-diffs"] = None
    week.others["notes.txt"] = b"x"
    _, found = run_json("off-list", week.write("off-list", tmp_path), records)
    assert found["notices"] == ["Not known, and left alone: notes.txt.", "The ZIP holds no daily diffs."]


def test_titles_and_blank_rows_are_left_out_and_counted(tmp_path, records):
    week = Week()
    week.grids["address-sharer"].insert(0, ["Synthetic report"])
    week.grids["address-sharer"].insert(4, [])
    _, found = run_json("address-sharer", week.write("address-sharer", tmp_path), records)
    assert found["notices"][:2] == [
        "Title rows above the headings, left out: 1.",
        "Empty rows, left out: 1.",
    ]
    assert [row["row"] for row in found["rows"]] == [3, 4, 6, 7, 8, 9]


def test_letters_that_were_damaged_before_the_report_came_are_pointed_out(records, tmp_path):
    week = Week()
    week.set("daily-diffs", 3, "Value Current", "M&#257;ia")
    week.set("daily-diffs", 5, "Value Previously", "M\ufffdia")
    _, found = run_json("daily-diffs", week.write("daily-diffs", tmp_path / "received"), records)
    assert (
        "Letters were damaged before the report came, in rows 3, 5 (such as '&#363;' for 'ū'). Compare names and "
        "addresses there with CMS by eye, and tell the sender."
    ) in found["notices"]


def test_the_date_names_folder_and_file(tmp_path, records):
    run("on-list", Week().write("on-list", tmp_path), records, "--date", "2025-02-01")
    (path,) = records.rglob("*.xlsx")
    assert path.relative_to(records).as_posix() == (
        "Child Sex Offenders/On List/2025/01 January/WB 27 January Onlist/20250201 On List.xlsx"
    )


def test_C11_a_run_says_which_columns_it_could_not_compare(working, tmp_path, records):
    comment(working, "NFA")
    call("processed", "--records", records)
    week = Week()
    week.grids["address-sharer"][0] = [
        "Moved In" if heading == "Sharer Address Start Date" else heading
        for heading in week.grids["address-sharer"][0]
    ]
    source = week.write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert found["notices"][0] == (
        "The report has no column 'Sharer Address Start Date'. Whoever has moved away and come back since an earlier "
        "outcome cannot be told without it, and is removed as recognised. Ask IAP for the column; if it only has "
        "another name, add that name to [columns] in settings.toml."
    )
    assert [row["status"] for row in found["rows"][:5]] == ["Removed"] * 5


def test_C11_who_came_back_is_changed_and_stays(working, tmp_path, records):
    comment(working, "NFA")
    call("processed", "--records", records)
    week = Week()
    week.set("address-sharer", 2, "Sharer Address Start Date", "15/01/2025")
    source = week.write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert [row["status"] for row in found["rows"][:3]] == ["Changed", "Removed", "Removed"]
    assert found["rows"][0]["reason"] == (
        "since 13 January 2025: Sharer Address Start Date; since the outcome on file (NFA, Processed Copy of 13 "
        "January 2025): Sharer Address Start Date"
    )


def test_A7_seen_says_what_stands_in_the_working_copy(working, tmp_path, records):
    """Its Processed Copy was never saved."""
    comment(working, "Email sent", rows=[2])
    comment(working, "NFA?", rows=[3])
    source = Week().write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert [row["reason"].partition("; ")[2] for row in found["rows"][:3]] == [
        "outcome on file: Email sent", "comment on file: not understood", "no outcome on file",
    ]  # fmt: skip
