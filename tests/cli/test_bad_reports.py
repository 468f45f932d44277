"""What is wrong in a received file is said word for word, and nothing is filed."""

import pytest

from helpers.commands import DAILY, DIFFS, OFF, ON, run, run_json
from helpers.files import SHARERS_FILE, ZIP, Week, encrypted, snapshot, xlsx


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
    "client number with a space of no width": (
        "daily-diffs",
        cells("daily-diffs", "Client Number", "\u200b010000021", 2),
        faults(DIFFS, "row 2, " + NUMBER.replace("CSO ", "").format("holds a sign that cannot be seen.")),
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
            DIFFS, [*DIFF_HEADINGS, "CLIENT_NUMBER"], "Column 'Client Number' appears twice: B and E."
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
        f"{SHARERS_FILE} is not an Excel workbook (.xlsx), but plain text. If it holds the rows of the report, give it "
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
