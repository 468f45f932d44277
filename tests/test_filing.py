"""Names, folders and publishing [D11, L11, O5, A2, A5, A6, A11]."""

import datetime as dt
import errno
import os
from pathlib import Path, PurePosixPath

import pytest

from cso_xl import settings as settings_
from cso_xl.errors import FileError
from cso_xl.filing import names, publish
from cso_xl.filing.records import Copy, Records

MONDAY = dt.date(2025, 1, 6)
TOP = "Child Sex Offenders"


@pytest.mark.parametrize(
    ("report", "kind", "path"),
    [
        ("daily_diffs", "report", "Change of Circumstances/2025/01 January/20250106 Daily Diffs.xlsx"),
        ("on_list", "report", "On List/2025/01 January/WB 06 January Onlist/20250106 On List.xlsx"),
        ("off_list", "report", "Off List/2025/01 January/WB 06 January Offlist/20250106 Off List.xlsx"),
        *(
            (
                "address_sharer",
                kind,
                "Address Sharing Notifications/2025 Address Sharer/01 January/WB 06 January Address Sharer/"
                f"20250106 {kind.title()} Copy CSOs Living With Children.xlsx",
            )
            for kind in ("master", "filtered", "working", "processed")
        ),
    ],
)
def test_names_are_those_of_the_procedure(settings, report, kind, path):
    assert names.file(settings, report, kind, MONDAY) == PurePosixPath(TOP, path)
    assert names.date_in(settings, report, kind, PurePosixPath(path).name) == MONDAY


def test_a_weekly_folder_bears_its_monday_and_the_mondays_month(settings):
    folder = names.folder(settings, "on_list", dt.date(2025, 1, 1))
    assert folder == PurePosixPath(TOP, "On List/2024/12 December/WB 30 December Onlist")


def test_the_daily_diffs_lie_in_their_own_month(settings):
    folder = names.folder(settings, "daily_diffs", dt.date(2025, 7, 3))
    assert folder == PurePosixPath(TOP, "Change of Circumstances/2025/07 July")


def test_or_the_month_of_the_report_if_settings_say_so(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('[records]\nmonth_of = "report"\n')
    folder = names.folder(settings_.load(file), "on_list", dt.date(2025, 1, 1))
    assert folder == PurePosixPath(TOP, "On List/2025/01 January/WB 30 December Onlist")


@pytest.mark.parametrize(
    "name",
    [
        "20250106 Processed Copy CSOs Living With Children.xlsx",
        "notes.xlsx",
        "20251306 Master Copy CSOs Living With Children.xlsx",
    ],
)
def test_other_files_are_not_taken_for_a_master(settings, name):
    assert names.date_in(settings, "address_sharer", "master", name) is None


def master(records, settings, day, data=b"x", folder="by hand"):
    path = (
        records
        / TOP
        / "Address Sharing Notifications"
        / folder
        / f"{day:%Y%m%d} master copy CSOs living with children.xlsx"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_A6_the_previous_master_is_found_by_its_date_wherever_it_lies(records, settings):
    for day in (dt.date(2024, 12, 23), dt.date(2024, 12, 30), MONDAY, dt.date(2025, 1, 13)):
        master(records, settings, day)
    found = Records(records, settings).newest("address_sharer", "master", MONDAY)
    assert found is not None and found[0] == dt.date(2024, 12, 30)


def test_A6_earlier_copies_are_found_when_the_first_folder_bears_the_year(records, tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('[filing.address_sharer]\nfolder = "{year}/Address Sharer"\n')
    named = settings_.load(file)
    path = records / "2024" / "Address Sharer" / "20241230 Master Copy CSOs Living With Children.XLSX"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert Records(records, named).newest("address_sharer", "master", MONDAY) == (dt.date(2024, 12, 30), path)


def test_A6_two_different_masters_of_one_date_are_an_error(records, settings):
    master(records, settings, dt.date(2024, 12, 30), b"one", "a")
    master(records, settings, dt.date(2024, 12, 30), b"two", "b")
    with pytest.raises(FileError, match="Two different files are the master copy of 30 December 2024"):
        Records(records, settings).newest("address_sharer", "master", MONDAY)


def test_a_records_folder_that_is_not_there_is_never_made(tmp_path, settings):
    with pytest.raises(FileError, match="does not exist"):
        Records(tmp_path / "absent", settings)
    assert not (tmp_path / "absent").exists()


def test_publish_writes_whole_and_never_over_another(tmp_path):
    path = tmp_path / "a" / "b" / "copy.xlsx"
    assert publish.publish(path, b"first")
    assert not publish.publish(path, b"second")
    assert path.read_bytes() == b"first"
    assert [file.name for file in path.parent.iterdir()] == ["copy.xlsx"]


@pytest.mark.parametrize("call", ["open", "read_bytes", "hardlink_to", "mkdir"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_when_the_disk_says_no_nothing_is_left(tmp_path, monkeypatch, call, code):
    def refuse(*args, **kwargs):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, call, refuse)
    with pytest.raises(FileError, match="could not be written"):
        publish.publish(tmp_path / "week" / "copy.xlsx", b"data")
    monkeypatch.undo()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_what_is_read_back_must_be_what_was_written(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"damaged")
    with pytest.raises(FileError, match="what was read back is not what was written"):
        publish.publish(tmp_path / "copy.xlsx", b"data")
    assert list(tmp_path.iterdir()) == []


def copy(data, source="s", kind="report"):
    return Copy(kind, PurePosixPath("week/copy.xlsx"), data, source)


def test_the_same_copy_again_changes_nothing(records, settings):
    shelf = Records(records, settings)
    assert [one.state for one in shelf.file([copy(b"data")])] == ["filed"]
    assert [one.state for one in shelf.file([copy(b"data")])] == ["unchanged"]


def test_a_copy_from_another_file_is_refused_before_anything_is_written(records, settings):
    shelf = Records(records, settings)
    shelf.file([copy(b"data")])
    other = Copy("filtered", PurePosixPath("week/other.xlsx"), b"x", "t")
    with pytest.raises(FileError, match="already filed and was made from another file"):
        shelf.file([other, copy(b"different", source="t")])
    assert not (records / "week/other.xlsx").exists()


def test_a_dry_run_writes_nothing(records, settings):
    assert [one.state for one in Records(records, settings).file([copy(b"data")], dry_run=True)] == [
        "to be filed"
    ]
    assert list(records.iterdir()) == []
