"""The records folder as a run meets it: missing, read-only, full, with files nobody can read."""

import pytest

from helpers.commands import run, run_json, words
from helpers.files import (
    COPIES,
    LAST_MASTER,
    LAST_PROCESSED,
    Week,
    encrypted,
    filed_before,
    kept,
    snapshot,
    xlsx,
)


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
    from cso_xl.files import publish

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
        ("New", "no earlier Master Copy was found")
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
