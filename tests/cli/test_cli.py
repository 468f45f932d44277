"""The command `cso-xl` as staff and other programs meet it: exit codes, messages, what is filed and what is not."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig

import click
import msoffcrypto
import openpyxl
import pytest
from click.testing import CliRunner

from cso_xl import settings as settings_
from cso_xl.cli import main
from helpers.files import (
    CANARIES,
    COPIES,
    DEFAULT_STYLE,
    FOLDERS,
    HEADINGS,
    LAST_MASTER,
    LAST_PROCESSED,
    MASTER,
    NAMES,
    PASSWORD,
    PROCESSED,
    SHARERS_FILE,
    WORKING,
    ZIP,
    Week,
    csv_bytes,
    eml,
    encrypted,
    filed_before,
    kept,
    patched,
    person,
    raw_xlsx,
    snapshot,
    xlsx,
    zip_crypto,
)

REPORTS = ("on-list", "off-list", "daily-diffs", "address-sharer")
STATUSES = {"on-list": "Not current", "off-list": "Verify", "daily-diffs": "Action", "address-sharer": "New"}
PYTHON_WORDS = re.compile(r"Traceback|NoneType|\bNone\b|Errno|\w+Error\b|\w+Exception\b|object at 0x|<class")


def call(*args):
    """Run the command; whatever it says, it never names a client or speaks Python."""
    shown = CliRunner().invoke(main, [str(arg) for arg in args])
    for said in (shown.stdout, shown.stderr):
        assert not [name for name in CANARIES if name in said]
        assert not PYTHON_WORDS.search(said)
    return shown


def run(report, source, records, *options):
    return call("run", report, source, "--records", records, *options)


def run_json(report, source, records, *options):
    shown = run(report, source, records, "--json", *options)
    assert shown.stdout.count("\n") == 1
    return shown.exit_code, json.loads(shown.stdout)


def words(text):
    """Text without its line breaks: how a message is wrapped does not matter."""
    return " ".join(text.split())


def sheet_of(path):
    return openpyxl.load_workbook(path).worksheets[0]


# Bad input


def faults(file, *lines, ask="Ask the sender for a corrected report.", count=None):
    """The message about faulty rows of a file."""
    count = f"{len(lines)} faults" if len(lines) > 1 else "1 fault"
    listed = "".join(f"  {line}\n" for line in lines)
    return f"{file} has {count}:\n{listed}Nothing was written. {ask}"


def no_columns(file, found, *lines):
    listed = "".join(f"  {line}\n" for line in lines)
    found = ", ".join(f"'{heading}'" for heading in found)
    return (
        f"{file} does not have the columns it should:\n{listed}Headings found: {found}.\n"
        "Check that the report was exported with its headings. If a column has only been given "
        "another name, add that name to [columns] in settings.toml."
    )


LEVEL = "column 'Match Level': {} Expected 1, 2, 3, 4 or 5."
NUMBER = "column 'CSO Client Number': {} Expected a client number of up to 9 digits."
BORN = (
    "column 'Date of Birth on MSD System': holds no date that exists. "
    "Expected a date with the day first, such as 06/01/2025, or nothing."
)
ON, DAILY, OFF, DIFFS = (NAMES[name] for name in ("on-list", "cso-daily", "off-list", "daily-diffs"))
DIFF_HEADINGS = ["What Has Changed", "Client Number", "Value Previously", "Value Current"]
HEADINGS_ONLY = (
    "{} has headings but no rows under them. Check with IAP that the report is complete; "
    "if it is, there is nothing to work this time."
)


def cells(report, heading, text, *rows):
    """A spoiler: the text stands in these Excel rows of a column."""
    return lambda week: [week.set(report, row, heading, text) for row in rows]


def instead(report, data):
    """A spoiler: the report's file holds these bytes; None takes it out of the ZIP."""
    return lambda week: week.raw.update({report: data})


def ragged(week):
    week.set("daily-diffs", 2, "Value Previously", "two\nlines")  # from here on lines are not Excel's rows
    week.grids["daily-diffs"][3].append("Canarova")
    del week.grids["daily-diffs"][5][3]


def three_faults(week):
    week.set("on-list", 7, "Date of Birth on MSD System", "31/02/1987")
    week.set("on-list", 3, "CSO Client Number", "Canarova")
    week.set("on-list", 5, "Match Level", "01")


BAD = {
    "match level with a space": (
        "on-list",
        cells("on-list", "Match Level", "1 ", 3, 6),
        faults(ON, *(f"row {row}, " + LEVEL.format("has a space beside the number.") for row in (3, 6))),
    ),
    "match level with a zero": (
        "on-list",
        cells("on-list", "Match Level", "01", 3),
        faults(ON, "row 3, " + LEVEL.format("starts with a zero.")),
    ),
    "match level empty": (
        "on-list",
        cells("on-list", "Match Level", "", 3),
        faults(ON, "row 3, " + LEVEL.format("is empty.")),
    ),
    "match level out of range": (
        "on-list",
        cells("on-list", "Match Level", "6", 2),
        faults(ON, "row 2, " + LEVEL.format("is not a match level.")),
    ),
    "match level of the off list": (
        "off-list",
        cells("off-list", "Match Level", "01", 4),
        faults(OFF, f"row 4, {LEVEL[:-1].format('starts with a zero.')}, or nothing."),
    ),
    "client number that is a name": (
        "on-list",
        cells("on-list", "CSO Client Number", "Canarova", 3, 6),
        faults(ON, *(f"row {row}, " + NUMBER.format("is not a number.") for row in (3, 6))),
    ),
    "client number empty": (
        "off-list",
        cells("off-list", "CSO Client Number", " ", 7),
        faults(OFF, "row 7, " + NUMBER.format("is empty.")),
    ),
    "client number of ten digits": (
        "daily-diffs",
        cells("daily-diffs", "Client Number", "1234567890", 2),
        faults(DIFFS, "row 2, " + NUMBER.replace("CSO ", "").format("has more than 9 digits.")),
    ),
    "client number shortened by Excel": (
        "daily-diffs",
        cells("daily-diffs", "Client Number", "1.23E+08", 2),
        faults(
            DIFFS,
            "row 2, column 'Client Number': was shortened by Excel to the form 1.23E+08; use the file as it "
            "was received. Expected a client number of up to 9 digits.",
        ),
    ),
    "client number of cso_daily": (
        "on-list",
        cells("cso-daily", "CSO Client Number", "Canarova", 2),
        faults(DAILY, "row 2, " + NUMBER.format("is not a number."), ask="Ask IAP for a corrected report."),
    ),
    "client number of the sharer": (
        "address-sharer",
        cells("address-sharer", "Sharer Client Number", "Canarova", 4),
        faults(
            SHARERS_FILE,
            "row 4, column 'Sharer Client Number': is not a number. "
            "Expected a client number of up to 9 digits, or nothing.",
        ),
    ),
    "date that is none": (
        "on-list",
        cells("on-list", "Date of Birth on MSD System", "31/02/1987", 3, 6),
        faults(ON, f"row 3, {BORN}", f"row 6, {BORN}"),
    ),
    "date with the month first": (
        "on-list",
        cells("on-list", "Date of Birth on MSD System", "02/13/1987", 2),
        faults(ON, f"row 2, {BORN}"),
    ),
    "date in words": (
        "address-sharer",
        cells("address-sharer", "CSO Tag Date", "unknown Canarova", 3),
        faults(SHARERS_FILE, f"row 3, {BORN.replace('Date of Birth on MSD System', 'CSO Tag Date')}"),
    ),
    "three faults": (
        "on-list",
        three_faults,
        faults(
            ON,
            "row 3, " + NUMBER.format("is not a number."),
            "row 5, " + LEVEL.format("starts with a zero."),
            f"row 7, {BORN}",
        ),
    ),
    "column missing": (
        "daily-diffs",
        lambda week: week.drop("daily-diffs", "Value Current"),
        no_columns(DIFFS, DIFF_HEADINGS[:3], "Column 'Value Current' is missing."),
    ),
    "column renamed": (
        "daily-diffs",
        lambda week: week.rename("daily-diffs", "Value Current", "Value Currant"),
        no_columns(
            DIFFS,
            [*DIFF_HEADINGS[:3], "Value Currant"],
            "Column 'Value Current' is missing. The nearest heading is 'Value Currant'.",
        ),
    ),
    "column doubled": (
        "daily-diffs",
        lambda week: week.double("daily-diffs", "Client Number", "CLIENT_NUMBER"),
        no_columns(
            DIFFS, [*DIFF_HEADINGS, "CLIENT_NUMBER"], "Column 'Client Number' is there 2 times: B and E."
        ),
    ),
    "columns before rows": (
        "daily-diffs",
        lambda week: ragged(week) or week.drop("daily-diffs", "What Has Changed"),
        no_columns(DIFFS, DIFF_HEADINGS[1:], "Column 'What Has Changed' is missing."),
    ),
    "status column of cso_daily": (
        "on-list",
        lambda week: (
            week.rename("cso-daily", "SWIFTT Status", "Frobnicate")
            or [week.set("cso-daily", row, "Frobnicate", "Canarova") for row in range(2, 8)]
        ),
        f"{DAILY}: column 'Frobnicate' does not hold benefit statuses: none of its cells reads Current, "
        "Suspended, Expired, Cancelled, Registered. Set [columns.cso_daily] status in settings.toml to the "
        "heading or letter of the column that does.",
    ),
    "ragged rows": (
        "daily-diffs",
        ragged,
        f"{DIFFS} has 2 faults:\n"
        "  row 4: has 5 cells where the headings have 4\n"
        "  row 6: has 3 cells where the headings have 4\n"
        "Their cells may stand under the wrong headings, so nothing was written. Ask IAP to send it again.",
    ),
    "unknown encoding": (
        "daily-diffs",
        instead("daily-diffs", "What Has Changed,Name\r\nMāngere,Zo#\r\n".encode().replace(b"#", b"\xeb")),
        f"{DIFFS} is written in UTF-8, but line 2 of the file holds a letter that is not: it was damaged on the way. "
        "Use the file as it was received, not one that was saved again; otherwise ask IAP to send it again.",
    ),
    "member empty": (
        "off-list",
        instead("off-list", b""),
        f"{OFF} in {ZIP} is empty (0 bytes). Ask IAP to send it again.",
    ),
    "member of blank lines": (
        "off-list",
        instead("off-list", b"\r\n\r\n"),
        f"{OFF} is empty: it has neither headings nor rows. Ask the sender for it again.",
    ),
    "member missing": (
        "off-list",
        instead("off-list", None),
        f"{ZIP} holds no cso_off_list_daily_YYYYMMDD_HHMMSS.csv (nor under the prefix csso_). It holds: "
        f"{ON}, {DAILY}, {DIFFS}, cso_v2_daily_20250113_050021.csv, cso_v3_daily_20250113_050021.csv, "
        "cso_daily_diffs_12JAN2025.html, ssv_comp_12JAN2025.html. Check that it is the datamatch ZIP of the day; "
        "if it is, ask IAP for the missing file.",
    ),
    "cso_daily missing": (
        "on-list",
        lambda week: week.raw.update({"cso-daily": None}) or week.others.clear(),
        f"{ZIP} holds no cso_daily_YYYYMMDD_HHMMSS.csv (nor under the prefix csso_). It holds: {ON}, {OFF}, "
        f"{DIFFS}. Check that it is the datamatch ZIP of the day; if it is, ask IAP for the missing file.",
    ),
    "headings only": (
        "off-list",
        lambda week: week.keep("off-list", 1),
        HEADINGS_ONLY.format(OFF),
    ),
    "headings only, workbook": (
        "address-sharer",
        lambda week: week.keep("address-sharer", 1),
        HEADINGS_ONLY.format(SHARERS_FILE),
    ),
    "workbook empty": (
        "address-sharer",
        instead("address-sharer", b""),
        f"{SHARERS_FILE} is empty (0 bytes). Save it from the e-mail again.",
    ),
    "workbook that is none": (
        "address-sharer",
        instead("address-sharer", b"Canarova"),
        f"{SHARERS_FILE} is no Excel workbook (.xlsx): it is plain text. If it holds the rows of the report, give it "
        "the name .csv and use that; else save it from the e-mail again.",
    ),
}


@pytest.mark.parametrize(("report", "spoil", "message"), BAD.values(), ids=BAD)
def test_bad_input(report, spoil, message, tmp_path, records):
    week = Week()
    spoil(week)
    source = week.write(report, tmp_path / "inbox")
    shown = run(report, source, records)
    assert shown.stderr == f"{message}\n"
    assert (shown.exit_code, shown.stdout, snapshot(records)) == (1, "", {})
    code, found = run_json(report, source, records)
    assert (code, found["error"], snapshot(records)) == (1, message, {})
    assert list(found) == ["report", "reconciled", "error", "faults"]
    assert (found["report"], found["reconciled"]) == (report, False)


def test_the_faults_of_rows_are_in_the_json(tmp_path, records):
    week = Week()
    three_faults(week)
    _, found = run_json("on-list", week.write("on-list", tmp_path), records)
    expected = "Expected a client number of up to 9 digits."
    assert [(one["row"], one["column"]) for one in found["faults"]] == [
        (3, "CSO Client Number"),
        (5, "Match Level"),
        (7, "Date of Birth on MSD System"),
    ]
    assert found["faults"][0]["message"] == f"is not a number. {expected}"


@pytest.mark.parametrize("report", ["on-list", "address-sharer"])
def test_a_wrong_password(report, tmp_path, records, monkeypatch):
    week = Week()
    week.raw["address-sharer"] = encrypted(xlsx(week.grids["address-sharer"]))
    source = week.write(report, tmp_path)
    monkeypatch.setenv("CSO_XL_PASSWORD", "wrong Secret-1")
    shown = run(report, source, records)
    assert (shown.exit_code, shown.stdout, snapshot(records)) == (1, "", {})
    assert shown.stderr == (
        f"{source.name} did not open: wrong password, or a damaged file. Nothing was written. Check the password "
        "with your trainer; if it is right, save the file from the e-mail again.\n"
    )


def test_no_password(tmp_path, records, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    shown = run("on-list", Week().write("on-list", tmp_path), records)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == (
        f"{ZIP} needs a password and none was given. Type it when asked, keep it in the keyring "
        "(keyring set cso_xl datamatch), or set the environment variable CSO_XL_PASSWORD.\n"
    )


def test_a_truncated_zip(tmp_path, records):
    source = Week().write("on-list", tmp_path)
    source.write_bytes(source.read_bytes()[:-60])
    shown = run("on-list", source, records)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == (
        f"{ZIP} is not whole. It may have been cut short or damaged: save it from the e-mail again, or ask the "
        "sender for it again.\n"
    )


# The records folder and what lies in it


def test_a_records_folder_that_is_not_there(tmp_path):
    shown = run("on-list", Week().write("on-list", tmp_path), tmp_path / "nowhere")
    assert (shown.exit_code, (tmp_path / "nowhere").exists()) == (1, False)
    assert shown.stderr == (
        f"The records folder {tmp_path}/nowhere does not exist. Check its name (--records, or [records] root in "
        "settings.toml), or that the drive is connected. cso-xl never makes it by itself.\n"
    )


def test_a_records_folder_that_must_not_be_written(tmp_path, records, monkeypatch):
    def refuse(path, **how):
        raise PermissionError(13, "Permission denied")

    source = Week().write("on-list", tmp_path)
    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    shown = run("on-list", source, records)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == (
        f"{records}/Child Sex Offenders/Claims/20250113 on_list.json could not be written: Permission denied. Check "
        "that the folder is there, that you may write to it and that the disk is not full, and that the file is not "
        "open in Excel; then try again.\n"
    )


def test_a_file_where_a_folder_must_be(tmp_path, records):
    (records / "Child Sex Offenders").write_bytes(b"x")
    shown = run("on-list", Week().write("on-list", tmp_path), records)
    assert (shown.exit_code, list(snapshot(records))) == (1, ["Child Sex Offenders"])
    assert "Not a directory" in shown.stderr and "Child Sex Offenders" in shown.stderr


def test_a_full_disk_leaves_nothing_half_written(tmp_path, records, monkeypatch):
    """What was filed before the disk was full is whole, and running again completes it."""
    from cso_xl.records import publish

    written = []

    def write(path, data, real=publish._write):
        written.append(path)
        if len(written) == 3:
            path.write_bytes(data[:100])
            raise OSError(28, "No space left on device")
        real(path, data)

    source = Week().write("address-sharer", tmp_path)
    with monkeypatch.context() as full:
        full.setattr(publish, "_write", write)
        assert run("address-sharer", source, records).exit_code == 1
    assert {path.name for path in kept(records)} < set(COPIES["address-sharer"])
    assert run("address-sharer", source, records).exit_code == 0
    assert {path.name for path in kept(records)} == set(COPIES["address-sharer"])


def test_the_first_week_has_no_earlier_master(tmp_path, records):
    _, found = run_json("address-sharer", Week().write("address-sharer", tmp_path), records)
    assert found["notices"][0] == (
        "No earlier Master Copy was found in the records, so every row counts as New. If this is not the "
        "first week, check that the records folder is the right one."
    )
    assert {(row["status"], row["reason"]) for row in found["rows"]} == {
        ("New", "there is no earlier Master Copy")
    }


@pytest.mark.parametrize(
    ("data", "ends"),
    [
        (
            b"PK\x03\x04 noise",
            "is not an Excel workbook of today's kind (.xlsx). Open it in Excel, save it as .xlsx and use that "
            "copy; if it does not open, ask for it again.",
        ),
        (
            encrypted(xlsx(Week().grids["address-sharer"]), "another"),
            "did not open: wrong password, or a damaged file. Nothing was written. Check the password with your "
            "trainer; if it is right, save the file from the e-mail again.",
        ),
        (
            xlsx([["CSO Client Number", "CSO Address"], ["1", "Canarova"]]),
            "does not have the columns it should:\n  Column 'Sharer Address' is missing. The nearest heading is "
            "'CSO Address'.\nHeadings found: 'CSO Client Number', 'CSO Address'.\nCheck that the report was "
            "exported with its headings. If a column has only been given another name, add that name to [columns] "
            "in settings.toml.",
        ),
    ],
    ids=["noise", "another password", "another report"],
)
def test_an_earlier_master_that_cannot_be_read(data, ends, tmp_path, records):
    filed_before(records, LAST_MASTER, data)
    before = snapshot(records)
    shown = run("address-sharer", Week().write("address-sharer", tmp_path), records)
    assert shown.stderr == f"20250106 Master Copy CSOs Living With Children.xlsx {ends}\n"
    assert (shown.exit_code, snapshot(records)) == (1, before)


def test_an_earlier_master_that_is_open_in_excel(tmp_path, records):
    (records / LAST_MASTER).mkdir(parents=True)  # a folder of that name cannot be read either
    shown = run("address-sharer", Week().write("address-sharer", tmp_path), records)
    assert (shown.exit_code, list(records.rglob("20250113*"))) == (1, [])
    assert shown.stderr == (
        f"{records / LAST_MASTER} cannot be read: Is a directory. Close it in Excel and try again.\n"
    )


def test_two_different_masters_of_one_day(tmp_path, records):
    filed_before(records, LAST_MASTER, xlsx(Week().grids["address-sharer"]))
    other = LAST_MASTER.replace("WB 06 January Address Sharer", "copies")
    filed_before(records, other, xlsx(Week(3).grids["address-sharer"]))
    shown = run("address-sharer", Week().write("address-sharer", tmp_path), records)
    assert (shown.exit_code, list(records.rglob("20250113*"))) == (1, [])
    assert words(shown.stderr).startswith("Two different files are the master copy of 06 January 2025: ")
    assert shown.stderr.endswith(". Keep the one that was received.\n")
    assert LAST_MASTER in shown.stderr
    assert other in shown.stderr


@pytest.mark.parametrize("data", [b"PK\x03\x04 noise", b"hello", encrypted(xlsx([["x"]]))[:2000]])
def test_an_earlier_processed_copy_that_cannot_be_read_is_named(data, tmp_path, records):
    filed_before(records, LAST_MASTER, xlsx(Week().grids["address-sharer"]))
    filed_before(records, LAST_PROCESSED, data)
    code, found = run_json("address-sharer", Week().write("address-sharer", tmp_path), records)
    assert code == 0
    assert found["notices"][0].startswith(
        "The outcomes in 20250106 Processed Copy CSOs Living With Children.xlsx were not used: "
    )
    assert {row["status"] for row in found["rows"]} == {"Seen"}  # nothing is removed for want of an outcome


# The call


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


def test_no_password_is_ever_an_argument():
    options = [option for command in main.commands.values() for option in command.params]
    assert not [option.name for option in options if "pass" in option.name or "pw" in option.name]


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
            f"{OFF} is not the on list report. Use: cso-xl run off-list",
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


# What a run says and files


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
        frozenset(["ref", "rows", "client_number", "question", "outcome", "notice", "scn", "todo", "state"])
    }
    assert STATUSES[report] in {row["status"] for row in found["rows"]}
    assert found["counts"]["rows_in"] == found["counts"]["kept"] + found["counts"]["removed"] == 6


@pytest.mark.parametrize("report", REPORTS)
def test_a_dry_run_writes_nothing_and_shows_the_same(report, tmp_path, records):
    source = Week().write(report, tmp_path)
    _, tried = run_json(report, source, records, "--dry-run")
    assert (snapshot(records), tried["dry_run"]) == ({}, True)
    assert {one["state"] for one in tried["files"]} == {"to be filed"}
    _, done = run_json(report, source, records)
    for result in (tried, done):
        result["files"] = [(one["kind"], one["path"]) for one in result["files"]]
        del result["dry_run"]
    assert tried == done
    shown = run(report, source, records, "--dry-run", "--date", "2025-02-03")
    assert "Dry run: nothing was written." in shown.stdout
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


def test_the_date_names_folder_and_file(tmp_path, records):
    run("on-list", Week().write("on-list", tmp_path), records, "--date", "2025-02-01")
    (path,) = records.rglob("*.xlsx")
    assert path.relative_to(records).as_posix() == (
        "Child Sex Offenders/On List/2025/01 January/WB 27 January Onlist/20250201 On List.xlsx"
    )


# A fault of the program, and being stopped


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_fault_of_the_program_names_no_data(options, tmp_path, records, monkeypatch):
    def fail(*args):
        raise KeyError("Canarova, 5 Sentinelle Road")

    monkeypatch.setattr("cso_xl.decisions.on_list.decide", fail)
    source = Week().write("on-list", tmp_path)
    shown = CliRunner().invoke(main, ["run", "on-list", str(source), "--records", str(records), *options])
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert re.fullmatch(
        "The program failed in a way that was not foreseen. A report is filed whole or not at all; what was filed "
        r"before is safe. Tell support this number: \d{8}-\d{6}-\w+-\d+-KeyError. It stands in .+faults.log.\n",
        shown.stderr,
    )
    if options:
        found = json.loads(shown.stdout)  # a program that reads this is told, too
        assert (found["report"], found["reconciled"]) == ("on-list", False)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_being_stopped_is_no_fault_of_the_program(stop, tmp_path, records, monkeypatch):
    """Ctrl+C while a step runs, or at the password."""

    def interrupt(*args):
        raise stop

    monkeypatch.setattr("cso_xl.decisions.on_list.decide", interrupt)
    shown = run("on-list", Week().write("on-list", tmp_path), records)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == (
        "Stopped. What was already filed stays filed; run the report again to complete it.\n"
    )


# The Processed Copy


def comment(path, text="NFA", rows=None):
    """Type an outcome beside rows of the Working Copy, as in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("Comment") + 1
    for row in rows or range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = text
    book.save(path)


@pytest.fixture
def working(tmp_path, records):
    """A week that has been run, the week before filed."""
    before = Week(4)
    before.set("address-sharer", 3, "Relationship", "changed since")
    filed_before(records, LAST_MASTER, xlsx(before.grids["address-sharer"]))
    week = Week()
    week.set("address-sharer", 7, "Sharer Address", "No Fixed Abode")
    assert run("address-sharer", week.write("address-sharer", tmp_path), records).exit_code == 0
    return records / WORKING


def filed(records):
    """What is filed, file by file, and when it was written; what was typed becomes an event as soon as it is read."""
    return {path: was for path, was in snapshot(records).items() if "." in path and "/Cases/" not in path}


def test_a_processed_copy_is_refused_while_rows_have_no_outcome(working, records):
    comment(working, rows=[2, 4])
    before = filed(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, filed(records)) == (1, before)
    said = words(shown.stdout + shown.stderr)
    assert "3 rows have no outcome: rows 3, 5, 6." in said
    assert (
        "The Processed Copy was not saved. Write the outcome (NFA, Email sent) into Comment, then save it again."
        in said
    )
    assert "cso-xl processed --date 2025-01-13" in said


def test_a_processed_copy_of_a_commented_working_copy(working, records):
    comment(working, "Email sent")
    before = filed(records)
    shown = call("processed", "--records", records, "--date", "2025-01-13")
    assert shown.exit_code == 0
    assert {path: was for path, was in filed(records).items() if path in before} == before
    rows = list(sheet_of(records / PROCESSED).iter_rows())
    grid = [[cell.value or "" for cell in row] for row in rows]
    assert grid[0][16:20] == ["Row", "Status", "Reason", "Comment"]
    assert [row[16] for row in grid[1:]] == ["2", "3", "4", "5", "6"]
    assert [row[17] for row in grid[1:]] == ["Seen", "Changed", "Seen", "Seen", "New"]
    assert {row[19] for row in grid[1:]} == {"Email sent"}
    assert [row[:16] for row in grid[1:]] == Week().grids["address-sharer"][1:6]
    assert grid[0][20:] == Week().grids["address-sharer"][0]


def test_only_white_cells_of_this_week_are_coloured(working, records):
    comment(working, rows=[6])
    assert call("processed", "--records", records, "--without-outcomes").exit_code == 0
    sheet = sheet_of(records / PROCESSED)
    green = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb[2:] == "92D050"
    }
    this_row = [cell.value for cell in sheet[6]][:16]
    elsewhere = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.row != 6]
    white = {
        sheet.cell(6, column).coordinate
        for column, value in enumerate(this_row, 1)
        if value and this_row.count(value) == 1 and value not in elsewhere
    }
    assert green == white
    assert "A6" in green


def test_a_processed_copy_without_outcomes_if_told_so(working, records):
    shown = call("processed", "--records", records, "--without-outcomes")
    assert shown.exit_code == 0
    assert "5 rows have no outcome: rows 2, 3, 4, 5, 6." in words(shown.stdout)
    assert (records / PROCESSED).is_file()


def test_a_processed_copy_twice_changes_nothing_and_says_so(working, records):
    comment(working)
    call("processed", "--records", records)
    before = snapshot(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, snapshot(records)) == (0, before)
    assert "This report was filed before. Nothing was changed." in shown.stdout


def test_outcomes_that_came_later_are_not_lost_without_a_word(working, records):
    """Saved without outcomes, then commented: the Processed Copy has them, or the command says that it has not."""
    call("processed", "--records", records, "--without-outcomes")
    comment(working)
    shown = call("processed", "--records", records)
    comments = [cell.value for cell in sheet_of(records / PROCESSED)["T"][1:]]
    assert (shown.exit_code, comments) == (0, ["NFA"] * 5)


def test_running_again_leaves_the_comments(working, tmp_path, records):
    comment(working)
    before = snapshot(records)
    assert run("address-sharer", tmp_path / SHARERS_FILE, records).exit_code == 0
    assert snapshot(records) == before


LOST = (
    "The Working Copy does not agree with what was received: {}. Each received row must stand once, as it was "
    "received, either in the list or on the sheet 'Removed'. Put it right and try again.\n"
)
NOT_IN_IT = "row {} of 20250113 Master Copy CSOs Living With Children.xlsx is not in it"


def spoiled(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def values(row):
    """This week's cells of a row."""
    return [cell.value for cell in row][:16]


def put_cell(book, place, value):
    book.worksheets[0][place] = value


def append(sheet, cells):
    for column, value in enumerate(cells, 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = value


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda book: book.worksheets[0].delete_rows(3), NOT_IN_IT.format(3)),
        (
            lambda book: book.worksheets[0].delete_rows(3, 2),
            "rows 3, 4 of 20250113 Master Copy CSOs Living With Children.xlsx are not in it",
        ),
        (lambda book: book["Removed"].delete_rows(2), NOT_IN_IT.format(7)),
        (
            lambda book: append(book.worksheets[0], values(book.worksheets[0][3])),
            "row 7 of the sheet is in it twice",
        ),
        (lambda book: put_cell(book, "B3", "Canarova"), NOT_IN_IT.format(3)),
    ],
    ids=[
        "row deleted",
        "rows deleted",
        "removed row deleted",
        "row doubled",
        "cell changed",
    ],
)
def test_a_working_copy_that_lost_or_doubled_a_row(change, lost, working, records):
    comment(working)
    spoiled(working, change)
    before = snapshot(records)
    for options in ([], ["--without-outcomes"]):
        shown = call("processed", "--records", records, *options)
        assert (shown.exit_code, snapshot(records)) == (1, before)
        assert shown.stderr == LOST.format(lost)


def test_a_working_copy_without_its_removed_rows(working, records):
    comment(working)
    spoiled(working, lambda book: book.remove(book["Removed"]))
    before = snapshot(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, snapshot(records)) == (1, before)
    assert shown.stderr == (
        "The Working Copy has no sheet 'Removed' any more, with the rows that were removed from the list. In Excel, "
        "press 'Remove rows': it is made again from what was received. Nothing was saved.\n"
    )


def test_a_working_copy_with_one_row_in_place_of_another(working, records):
    """As many rows as there were, and still one is lost and another is there twice."""

    def overwrite(book):
        sheet = book.worksheets[0]
        for column in range(1, 17):
            sheet.cell(3, column).value = sheet.cell(4, column).value

    comment(working)
    spoiled(working, overwrite)
    before = snapshot(records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, snapshot(records)) == (1, before)
    assert shown.stderr == LOST.format(NOT_IN_IT.format(3))


def test_a_row_that_is_restored_needs_an_outcome(working, records):
    """Cut from the sheet Removed, pasted under the list."""

    def restore(book):
        _, _, *cells = [cell.value for cell in book["Removed"][2]]
        book["Removed"].delete_rows(2)
        for column, value in enumerate(cells, 1):
            book.worksheets[0].cell(7, column).value = value

    comment(working)
    spoiled(working, restore)
    assert "1 row has no outcome: row 7." in words(call("processed", "--records", records).stdout)
    comment(working, rows=[7])
    assert call("processed", "--records", records).exit_code == 0
    assert sheet_of(records / PROCESSED)["N7"].value == "No Fixed Abode"


def test_a_row_that_is_restored_may_leave_a_blank_one(tmp_path, records):
    """Cut and pasted in Excel, a row leaves its place on the sheet Removed empty."""
    week = Week()
    for row in (3, 5):
        week.set("address-sharer", row, "Sharer Address", "No Fixed Abode")
    run("address-sharer", week.write("address-sharer", tmp_path), records)

    def restore(book):
        for column, cell in enumerate(book["Removed"][2], -1):
            if column > 0:
                book.worksheets[0].cell(6, column).value = cell.value
            cell.value = None

    comment(records / WORKING)
    spoiled(records / WORKING, restore)
    comment(records / WORKING, rows=[6])
    assert call("processed", "--records", records).exit_code == 0


def test_cells_that_look_like_something_else_survive_a_plain_edit(tmp_path, records):
    week = Week()
    for row, text in enumerate(["=1+1", "a\r\nb", "00012", "#N/A", "_x0041_", " padded "], 2):
        week.set("address-sharer", row, "Region", text)
    run("address-sharer", week.write("address-sharer", tmp_path), records)
    comment(records / WORKING)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, shown.stderr) == (0, "")


def test_a_report_with_a_comment_column_of_its_own(tmp_path, records):
    """Its comments are the sender's, not outcomes: they neither finish this week nor remove rows of the next."""
    week = Week()
    for row in week.grids["address-sharer"]:
        row.append("from the sender")
    week.rename("address-sharer", "from the sender", "Comment")
    source = week.write("address-sharer", tmp_path)
    run("address-sharer", source, records)
    shown = call("processed", "--records", records)
    assert (shown.exit_code, (records / PROCESSED).exists()) == (1, False)
    call("processed", "--records", records, "--without-outcomes")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert {row["status"] for row in found["rows"]} == {"Seen"}


@pytest.mark.parametrize(("options", "which"), [([], ""), (["--date", "2025-01-06"], " of 06 January 2025")])
def test_no_working_copy(options, which, records):
    shown = call("processed", "--records", records, *options)
    assert (shown.exit_code, shown.stderr) == (
        1,
        f"There is no Working Copy{which} in {records}. Run the address report first.\n",
    )


def test_next_week_knows_the_outcomes(working, tmp_path, records):
    comment(working, "Māngere; email sent to OT")
    call("processed", "--records", records)
    week = Week()
    week.grids["address-sharer"].append(person(week.grids["address-sharer"][0], 9))
    source = week.write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert [row["status"] for row in found["rows"]] == ["Removed"] * 5 + ["Changed", "New"]
    assert found["rows"][0]["reason"] == "recognised: Email sent, Processed Copy of 13 January 2025"


# Copies with a password


def opened(path, password=PASSWORD):
    out = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    office.load_key(password=password, verify_password=True)
    office.decrypt(out)
    return out


@pytest.fixture
def protecting(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("[records]\nprotect_copies = true\n")
    return ["--settings", path]


@pytest.mark.parametrize("report", ["off-list", "address-sharer"])
def test_filed_copies_open_with_the_password_only(report, tmp_path, records, protecting):
    source = Week().write(report, tmp_path)
    assert run(report, source, records, *protecting).exit_code == 0
    for name in COPIES[report]:
        path = records / FOLDERS[report] / name
        if "Master" in name:
            assert path.read_bytes() == source.read_bytes()
            continue
        assert openpyxl.load_workbook(opened(path)).worksheets[0].max_row == 7
        with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
            opened(path, "wrong")
    before = snapshot(records)
    again = run(report, source, records, *protecting)
    assert (again.exit_code, snapshot(records)) == (0, before)
    assert "This report was filed before. Nothing was changed." in again.stdout


def test_a_protected_working_copy_is_finished(tmp_path, records, protecting):
    run("address-sharer", Week().write("address-sharer", tmp_path), records, *protecting)
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(opened(records / WORKING).getvalue())
    comment(plain)
    (records / WORKING).write_bytes(encrypted(plain.read_bytes()))
    assert call("processed", "--records", records, *protecting).exit_code == 0
    assert openpyxl.load_workbook(opened(records / PROCESSED)).worksheets[0]["T2"].value == "NFA"
    before = snapshot(records)
    assert call("processed", "--records", records, *protecting).exit_code == 0
    assert snapshot(records) == before


def test_no_copy_goes_without_a_password_when_it_should_have_one(tmp_path, records, protecting, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    path = tmp_path / OFF
    path.write_bytes(csv_bytes(Week().grids["off-list"]))
    shown = run("off-list", path, records, *protecting)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr.startswith("The filed copy needs a password and none was given. ")


# The other commands

COVERED = {  # what the guidelines' numbers of each report come to
    "on-list": "I1 I2 I3 I4 I5 I6 I7 L1 L2 L3 L4 L5 L10 L11 L13",
    "off-list": "I1 I2 I3 I4 I5 I6 I7 O1 O2 O3 O5",
    "daily-diffs": "I1 I2 I3 I4 I5 I6 I7 D1 D2 D3 D4 D5 D6 D7 D8 D10 D11",
    "address-sharer": "A1 A2 A3 A4 A5 A6 A7 A8 A10 A11 I2 I4 I5 I6 I7",
}


@pytest.mark.parametrize("report", REPORTS)
def test_steps_print_the_procedure(report):
    shown = call("steps", report)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert set(COVERED[report].split()) <= set(re.findall(r"\b[ILODA]\d+\b", shown.stdout))
    assert "By hand" in shown.stdout
    assert f"({report})" in shown.stdout
    assert f"({report})" in call("steps").stdout


def test_settings_show_every_value_and_where_it_came_from(tmp_path):
    shown = call("settings")
    assert words(shown.stdout).startswith(
        f"Your settings: {settings_.user_file()} (not there: all settings are defaults)"
    )
    assert 'records.classification = "IN-CONFIDENCE"   # default' in shown.stdout.splitlines()
    path = tmp_path / "own.toml"
    path.write_text("[address_sharer]\ngap = 4\n")
    lines = call("settings", "--settings", path).stdout.splitlines()
    assert lines[0] == f"Your settings: {path}"
    assert f"address_sharer.gap = 4   # {path}" in lines
    assert len(lines) == len(shown.stdout.splitlines())


def test_the_users_own_settings_are_in_force(tmp_path, records):
    settings_.user_file().parent.mkdir()
    settings_.user_file().write_text(f"[records]\nroot = '{records}'\n", encoding="utf-8")
    assert call("run", "off-list", Week().write("off-list", tmp_path)).exit_code == 0
    assert [path.name for path in records.rglob("*.xlsx")] == COPIES["off-list"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[records]\nrot = 'x'", "'records.rot' is not a setting. Did you mean 'records.root'?"),
        ("recrods = 'x'", "'recrods' is not a setting. Did you mean 'records'?"),
        ("[on_list]\ncurent = 'x'", "'on_list.curent' is not a setting. Did you mean 'on_list.current'?"),
        ("gap = 4", "'gap' is not a setting. Did you mean 'address_sharer.gap'?"),
        ("[address_sharer]\ngap = '4'", "'address_sharer.gap' must be a whole number, not a text."),
        (
            "[address_sharer]\ngap = 2",
            "'address_sharer.gap' must be 3 or more: Status, Reason and Comment stand in the gap.",
        ),
        ("[colours]\ndone = 'green'", "'colours.done' must be six of 0-9 and A-F, such as FF0000."),
    ],
)
def test_a_setting_that_cannot_be_used(text, line, tmp_path, records):
    path = tmp_path / "own.toml"
    path.write_text(text)
    shown = run("on-list", Week().write("on-list", tmp_path), records, "--settings", path)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == f"{path} cannot be used:\n  {line}\n"


def test_a_settings_file_that_is_not_there_or_none(tmp_path):
    shown = call("settings", "--settings", tmp_path / "none.toml")
    assert (shown.exit_code, shown.stderr) == (
        1,
        f"The settings file {tmp_path}/none.toml cannot be read: No such file or directory.\n",
    )
    (tmp_path / "own.toml").write_text("this is = = no toml [\n")
    shown = call("settings", "--settings", tmp_path / "own.toml")
    assert shown.exit_code == 1
    assert shown.stderr.startswith(f"{tmp_path}/own.toml is not written as settings should be: ")


def test_members_are_listed_without_a_password(tmp_path, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    week = Week()
    week.others["notes [draft].txt"] = b"12345"
    shown = call("members", week.write("on-list", tmp_path))
    lines = [re.split(r"\s{2,}", line.strip()) for line in shown.stdout.splitlines()]
    assert lines[0] == ["Name", "Kind", "Size", "Modified"]
    assert ["cso_v2_daily_20250113_050021.csv", "v2", "10", "13/01/2025 05:00"] in lines
    assert ["notes [draft].txt", "not known", "5", "13/01/2025 05:00"] in lines
    assert len(lines) == 10


def test_members_of_something_else(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no zip")
    shown = call("members", tmp_path / "x.zip")
    assert (shown.exit_code, shown.stderr) == (
        1,
        "x.zip is no ZIP file: it is plain text. If it holds the rows of the report, give it the name .csv and use "
        "that; else save it from the e-mail again.\n",
    )


# The true command


def installed():
    found = shutil.which("cso-xl", path=sysconfig.get_path("scripts"))
    assert found
    return found


def command(args, **environment):
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = {
        **keep,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "CSO_XL_PASSWORD": PASSWORD,
        **environment,
    }
    return subprocess.run(
        [installed(), *map(str, args)],
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


def test_the_command_as_installed(tmp_path, records):
    source = Week().write("on-list", tmp_path)
    args = ["run", "on-list", source, "--records", records]
    home = str(tmp_path)
    done = command([*args, "--json"], HOME=home)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["reconciled"] is True
    again = command(args, HOME=home)
    assert b"Nothing was changed." in again.stdout
    wrong = command(args, HOME=home, CSO_XL_PASSWORD="wrong")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert wrong.stderr.startswith(f"{ZIP} did not open: wrong password".encode())
    module = subprocess.run([sys.executable, "-m", "cso_xl", "--version"], capture_output=True, text=True)
    assert re.fullmatch(r"cso-xl, version \d+\.\d+\.\d+\n", module.stdout)


def test_a_good_run_says_nothing_on_stderr(tmp_path, records):
    """Not even of a workbook whose styles are not as Excel writes them."""
    columns = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in HEADINGS["off-list"])
    data = raw_xlsx(f"<row>{columns}</row><row><c><v>1</v></c><c><v>12</v></c></row>")
    source = tmp_path / f"{OFF[:-4]}.xlsx"
    source.write_bytes(patched(data, "xl/styles.xml", DEFAULT_STYLE.encode(), b""))
    done = command(["run", "off-list", source, "--records", records, "--json"], HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["rows"][0]["client_number"] == "12"


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["tables", "JSON"])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_has_no_macrons(encoding, options, tmp_path):
    """As on Windows when the output goes into a file: letters that cannot be shown stop nothing."""
    records = tmp_path / "Māngere"
    records.mkdir()
    week = Week()
    week.others["Tūī.txt"] = b"x"
    args = ["run", "on-list", week.write("on-list", tmp_path), "--records", records, *options]
    done = command(args, HOME=str(tmp_path), PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    if options:
        assert json.loads(done.stdout)["reconciled"] is True


@pytest.mark.skipif(os.name == "nt", reason="a terminal of its own needs Unix")
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ([f"{PASSWORD}\n"], 0, "report: filed"),
        (["a\n", "b\n", "c\n"], 1, "did not open: wrong password"),
        (["\x04"], 1, "Stopped. What was already filed stays filed"),
    ],
    ids=["right", "wrong", "left"],
)
def test_the_password_is_asked_for_and_not_shown(typed, code, said, tmp_path, records):
    import pty

    source = Week().write("on-list", tmp_path)
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [installed(), "run", "on-list", source, "--records", records],
        env={"HOME": str(tmp_path), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    shown = b""
    with running, running.stdout as output:
        while byte := output.read(1):
            shown += byte
            if shown.endswith(f"Password for {ZIP}: ".encode()):
                os.write(ours, (typed.pop(0) if typed else "\x04").encode())
    os.close(theirs)
    os.close(ours)
    assert running.returncode == code
    assert said in shown.decode()
    assert PASSWORD not in shown.decode()


def test_a_worklist_in_a_file_keeps_its_macrons_and_is_not_overwritten(tmp_path, records):
    """What is printed goes through the terminal's code page, which has no macrons; a file is UTF-8, and says so."""
    week = Week()
    week.set("on-list", 2, "Surname on MSD System", "Kākāpō")
    source, into = week.write("on-list", tmp_path), tmp_path / "decided.csv"
    arguments = ["worklist", "on-list", str(source), "--records", str(records), "--into", str(into)]
    shown = CliRunner().invoke(main, arguments)
    assert (shown.exit_code, shown.output) == (0, f"Written: {into}\n")
    data = into.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfRef,")
    assert "Kākāpō".encode() in data
    again = CliRunner().invoke(main, arguments)
    assert (again.exit_code, again.stderr) == (
        1,
        f"{into} is there already. Name another file, or take away that one.\n",
    )
    assert into.read_bytes() == data


def test_C4_what_is_not_understood_is_named_and_no_outcome(working, tmp_path, records):
    """A text that may hold a name is not repeated; next week the rows are still there."""
    for row, text in zip(
        range(2, 7),
        ("to be emailed", "NFA? ask Hine", "NFA?", "NFA; Conflict of interest", "NFA - JS"),
        strict=True,
    ):
        comment(working, text, rows=[row])
    shown = call("processed", "--records", records)
    said = words(shown.stdout + shown.stderr)
    assert shown.exit_code == 1
    assert "4 rows have no outcome: rows 2, 3, 4, 5." in said
    assert 'Row 2: "to be emailed" is not understood.' in said
    assert "Row 3: its comment is not understood." in said
    assert 'Row 4: "NFA?" is not understood.' in said
    assert "Row 5 is handed on (conflict of interest): a colleague gives it an outcome." in said
    assert "Hine" not in said
    assert call("processed", "--records", records, "--without-outcomes").exit_code == 0
    source = Week().write("address-sharer", tmp_path / "next")
    _, found = run_json("address-sharer", source, records, "--date", "2025-01-20")
    assert [row["status"] == "Removed" for row in found["rows"][:5]] == [False] * 4 + [True]


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
