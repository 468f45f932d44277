"""Calls that cannot be meant, and files that are not the report."""

import pytest

from cso_xl import settings as settings_
from helpers.commands import DAILY, OFF, ON, call, run, run_json
from helpers.files import COPIES, ZIP, Week, csv_bytes, eml, encrypted, snapshot, xlsx, zip_crypto


@pytest.mark.parametrize("date", ["2025-13-01", "2025-02-30", "06/01/2025", "yesterday", "20250113", ""])
def test_a_date_that_is_none(date, tmp_path, records):
    source = Week().write("on-list", tmp_path)
    shown = run("on-list", source, records, "--date", date)
    assert (shown.exit_code, snapshot(records)) == (2, {})
    assert shown.stderr == f"--date {date}: no such date. Write it as YYYY-MM-DD, e.g. 2025-01-06.\n"
    code, found = run_json("on-list", source, records, "--date", date)
    assert (code, found["error"]) == (2, shown.stderr[:-1])


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (
            ["run", "onlist", ZIP],
            "'onlist' is not one of 'daily-diffs', 'on-list', 'off-list', 'address-sharer'",
        ),
        (["run", "on-list"], "Missing argument 'INPUT'"),
        (["run", "on-list", ZIP, "--frobnicate"], "--frobnicate"),
        (["run", "on-list", ZIP, "--password", "Secret-1"], "--password"),
        (["rum", "on-list", ZIP], "There is no command 'rum'"),
        (["steps", "onlist"], "'onlist' is not one of"),
    ],
)
def test_a_call_that_cannot_be_meant(args, named):
    shown = call(*args)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert named in shown.stderr
    assert "Secret-1" not in shown.stderr


def test_an_input_that_is_not_there_or_a_folder(tmp_path, records):
    shown = run("on-list", tmp_path / "none.zip", records)
    assert (shown.exit_code, shown.stderr) == (
        1,
        f"{tmp_path}/none.zip does not exist. Check the folder and the name.\n",
    )
    shown = run("on-list", tmp_path, records)
    assert (shown.exit_code, shown.stderr) == (
        1,
        f"{tmp_path} is a folder. Name the file in it that was received.\n",
    )


@pytest.mark.parametrize(
    ("report", "name", "data", "message"),
    [
        (
            "address-sharer",
            ZIP,
            zip_crypto({"a.txt": b"x"}),
            f"{ZIP} is a ZIP; the address report comes as an Excel workbook, 'CSO Living with Children WB ...'. "
            "Use that file, or the e-mail that carries it.",
        ),
        (
            "on-list",
            OFF,
            csv_bytes(Week().grids["off-list"]),
            f'{OFF} is the off list report, not the on list report. Type: cso-xl run off-list "{{folder}}/{OFF}"',
        ),
        ("off-list", DAILY, b"x", f"{DAILY} is not the off list report."),
        (
            "off-list",
            "20250113.docx",
            b"x",
            "20250113.docx is plain text. If it holds the rows of the report, give it the name .csv and use that; else "
            "save it from the e-mail again.",
        ),
        (
            "on-list",
            ON,
            csv_bytes(Week().grids["on-list"]),
            f"{ON} is worked together with cso_daily_YYYYMMDD_HHMMSS.csv of the same day, which must lie beside it "
            "in {folder}: 0 found. Use the ZIP instead, or put it there.",
        ),
        (
            "on-list",
            "report.eml",
            eml({"x.xlsx": encrypted(xlsx(Week().grids["address-sharer"]))}),
            "report.eml is the address sharer report, not the on list report. Type: cso-xl run address-sharer "
            '"{folder}/report.eml"',
        ),
        (
            "address-sharer",
            ZIP,
            zip_crypto(Week().members()),
            f"{ZIP} holds the reports daily diffs, on list, off list and youth service, and no address sharer report. "
            f'Type, for example: cso-xl run daily-diffs "{{folder}}/{ZIP}"',
        ),
        (
            "on-list",
            "report.eml",
            eml({}),
            "report.eml carries no attachment. Save the e-mail that has the report attached.",
        ),
        (
            "on-list",
            "report.eml",
            eml({"note.txt": b"x"}),
            "report.eml carries no file that can be the on list report (note.txt). "
            "Save the one that is meant and run that.",
        ),
        (
            "off-list",
            "report.eml",
            eml({"a.zip": zip_crypto({}), "b.zip": zip_crypto({})}),
            "report.eml carries more than one file that can be the off list report (a.zip, b.zip). "
            "Save the one that is meant and run that.",
        ),
    ],
)
def test_a_file_that_is_not_the_report(report, name, data, message, tmp_path, records):
    (tmp_path / name).write_bytes(data)
    shown = run(report, tmp_path / name, records)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == message.format(folder=tmp_path) + "\n"


def test_a_name_without_a_date(tmp_path, records):
    path = tmp_path / "off list.csv"
    path.write_bytes(csv_bytes(Week().grids["off-list"]))
    shown = run("off-list", path, records)
    assert (shown.exit_code, snapshot(records)) == (2, {})
    assert shown.stderr == (
        "The name off list.csv holds no date. Give the report's date with --date YYYY-MM-DD.\n"
    )
    assert run("off-list", path, records, "--date", "2025-01-13").exit_code == 0
    assert [path.name for path in records.rglob("*.xlsx")] == COPIES["off-list"]


def test_no_records_folder_is_set(tmp_path):
    shown = call("run", "on-list", Week().write("on-list", tmp_path))
    assert shown.exit_code == 2
    assert shown.stderr == (
        "No records folder is set. Name it with --records DIR, or once and for all as root under [records] in "
        f"{settings_.user_file()}.\n"
    )
