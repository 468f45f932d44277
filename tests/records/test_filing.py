"""Names, folders and publishing [D11, L11, O5, A2, A5, A6, A11]."""

import datetime as dt
import errno
import io
import os
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from cso_xl import settings as settings_
from cso_xl.errors import FileError
from cso_xl.files import publish
from cso_xl.records import names
from cso_xl.records import tree as filing
from cso_xl.records.tree import Copy, Filed, Records

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
    master(records, settings, dt.date(2024, 12, 23), b"older", "a")
    master(records, settings, dt.date(2024, 12, 30), b"one", "a")
    master(records, settings, dt.date(2024, 12, 30), b"two", "b")
    with pytest.raises(FileError) as error:
        Records(records, settings).newest("address_sharer", "master", MONDAY)
    one, two = (
        f"{TOP}/Address Sharing Notifications/{folder}/20241230 master copy CSOs living with children.xlsx"
        for folder in "ab"
    )
    assert str(error.value) == (
        f"Two different files are the master copy of 30 December 2024: {one}, {two}. Keep the one that was received."
    )


def test_A6_the_same_master_twice_is_one_and_what_is_being_written_is_none(records, settings):
    master(records, settings, dt.date(2024, 12, 23), b"older", "a")
    master(records, settings, dt.date(2024, 12, 30), b"same", "a")
    newest = master(records, settings, dt.date(2024, 12, 30), b"same", "b")
    newest.with_name(f"{publish.UNFINISHED}20250101 master copy CSOs living with children.xlsx").write_bytes(
        b"x"
    )
    shelf = Records(records, settings)
    assert shelf.newest("address_sharer", "master", MONDAY) == (dt.date(2024, 12, 30), newest)
    assert shelf.newest("address_sharer", "master", dt.date(2024, 12, 23)) is None


def test_a_records_folder_that_is_not_there_is_never_made(tmp_path, settings):
    with pytest.raises(FileError) as error:
        Records(tmp_path / "absent", settings)
    assert str(error.value) == (
        f"The records folder {tmp_path / 'absent'} does not exist. Check its name (--records, or [records] root in "
        "settings.toml), or that the drive is connected. cso-xl never makes it by itself."
    )
    assert not (tmp_path / "absent").exists()


def test_publish_writes_whole_and_never_over_another(tmp_path):
    path = tmp_path / "a" / "b" / "copy.xlsx"
    assert publish.publish(path, b"first")
    assert not publish.publish(path, b"second")
    assert path.read_bytes() == b"first"
    assert [file.name for file in path.parent.iterdir()] == ["copy.xlsx"]


CHECK = (
    "Check that the folder is there, that you may write to it and that the disk is not full, and that the file is not "
    "open in Excel; then try again."
)


@pytest.mark.parametrize("call", ["open", "read_bytes", "hardlink_to", "mkdir"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_when_the_disk_says_no_nothing_is_left(tmp_path, monkeypatch, call, code):
    def refuse(*args, **kwargs):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, call, refuse)
    with pytest.raises(FileError) as error:
        publish.publish(tmp_path / "week" / "copy.xlsx", b"data")
    monkeypatch.undo()
    assert (
        str(error.value)
        == f"{tmp_path / 'week' / 'copy.xlsx'} could not be written: {os.strerror(code)}. {CHECK}"
    )
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_what_is_read_back_must_be_what_was_written(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"damaged")
    with pytest.raises(FileError) as error:
        publish.publish(tmp_path / "copy.xlsx", b"data")
    assert str(error.value) == (
        f"{tmp_path / 'copy.xlsx'} could not be written: what was read back is not what was written. {CHECK}"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_byte_is_handed_over_before_the_disk_is_asked_to_keep_them(tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(os, "fsync", lambda file: kept.append(os.fstat(file).st_size))
    publish.publish(tmp_path / "new.xlsx", b"data")
    publish.replace(tmp_path / "new.xlsx", b"longer")
    assert kept == [4, 6]
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("new.xlsx", b"longer")]


def test_what_was_half_written_when_the_disk_was_busy_is_written_anew(tmp_path, monkeypatch):
    busy, slept = [OSError(errno.EBUSY, "busy")], []
    monkeypatch.setattr(os, "fsync", lambda file: busy and (_ for _ in ()).throw(busy.pop()))
    monkeypatch.setattr(publish.time, "sleep", slept.append)
    assert publish.publish(tmp_path / "copy.xlsx", b"data")
    assert (tmp_path / "copy.xlsx").read_bytes() == b"data"
    assert len(slept) == 1


@pytest.mark.parametrize("name", ["Smith JA.eml", "Smith JA.msg"])
def test_an_email_that_could_not_be_written_or_read_is_not_named(name, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError

    with pytest.raises(FileError) as error:
        filing.read(tmp_path / name)
    assert str(error.value) == (
        f"An e-mail in {tmp_path} cannot be read: No such file or directory. Close it in Excel and try again."
    )
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with pytest.raises(FileError) as error:
        publish.publish(tmp_path / name, b"data")
    assert str(error.value) == f"An e-mail in {tmp_path} could not be written: the disk refused it. {CHECK}"


def copy(data, source="s", kind="report"):
    return Copy(kind, PurePosixPath("week/copy.xlsx"), data, source)


def test_the_same_copy_again_changes_nothing(records, settings):
    shelf = Records(records, settings)
    assert [filed.state for filed in shelf.file([copy(b"data")])] == ["filed"]
    assert [filed.state for filed in shelf.file([copy(b"data")])] == ["unchanged"]


ANOTHER_FILE = (
    "week/copy.xlsx is already filed and was made from another file. Nothing was written, and it stays as it is. If "
    "the report was sent again for the same day, ask your team leader which one counts; if the date is wrong, give the "
    "right one with --date. To file this one beside it, give --again."
)


def test_a_copy_from_another_file_is_refused_before_anything_is_written(records, settings):
    shelf = Records(records, settings)
    shelf.file([copy(b"data")])
    other = Copy("filtered", PurePosixPath("week/other.xlsx"), b"x", "t")
    with pytest.raises(FileError) as error:
        shelf.file([other, copy(b"different", source="t")])
    assert str(error.value) == ANOTHER_FILE
    assert not (records / "week/other.xlsx").exists()


OURS, ANOTHERS = "ab" * 32, "cd" * 32  # SHA-256 of the received files


def workbook(source, part="docProps/custom.xml", name="Source SHA-256"):
    """As far as filing looks at one: the property that names the file it was made from."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(part, f'<property name="{name}" pid="2"><vt:lpwstr>{source}</vt:lpwstr></property>')
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "there", "becomes"),
    [
        ("report", None, "to be filed"),
        ("report", b"new", "unchanged"),
        ("report", b"plain", "unchanged"),
        ("report", workbook(OURS), "kept"),
        ("working", workbook(OURS), "kept"),
        ("report", workbook(ANOTHERS), ANOTHER_FILE),
        ("report", workbook(OURS, part="docProps/app.xml"), ANOTHER_FILE),
        ("report", workbook(OURS, name="Source"), ANOTHER_FILE),
        ("report", workbook(OURS[:-1]), ANOTHER_FILE),
        ("report", b"no workbook", ANOTHER_FILE),
        ("processed", b"plain", "unchanged"),
        ("processed", workbook(OURS), "kept"),
        ("processed", workbook(ANOTHERS), ANOTHER_FILE),
        ("master", b"new", "unchanged"),
        ("master", b"plain", ANOTHER_FILE),
        ("master", workbook(OURS), ANOTHER_FILE),
        ("draft", b"a person's words", "kept"),
    ],
)
def test_what_is_there_already_is_kept_or_the_run_stops(kind, there, becomes, records, settings):
    path = records / "week/copy.xlsx"
    if there is not None:
        path.parent.mkdir()
        path.write_bytes(b"sealed " + there if there != b"new" else there)

    def unlock(name, data):
        assert name == "copy.xlsx"
        return data.removeprefix(b"sealed ")

    shelf = Records(records, settings, unlock)
    new = Copy(kind, PurePosixPath("week/copy.xlsx"), b"new", OURS, plain=b"plain")
    try:
        found = shelf.file([new], dry_run=True)
    except FileError as error:
        assert str(error) == becomes
    else:
        assert found == [Filed(kind, new.path, becomes)]


def test_a_draft_is_told_of_by_its_folder(records, settings):
    path = PurePosixPath("week/Smith JA.eml")
    places = [filed.place for filed in (Filed("draft", path, "filed"), Filed("report", path, "filed"))]
    assert places == [path.parent, path]


def test_of_two_who_file_at_once_the_second_finds_it_filed(records, settings, monkeypatch):
    def publish_second(path, data):
        publish.publish(path, workbook(OURS))
        return publish.publish(path, data)

    monkeypatch.setattr(filing, "publish", publish_second)
    (filed,) = Records(records, settings).file([copy(b"data", OURS)])
    assert filed.state == "kept"


def test_a_dry_run_writes_nothing(records, settings):
    assert [filed.state for filed in Records(records, settings).file([copy(b"data")], dry_run=True)] == [
        "to be filed"
    ]
    assert list(records.iterdir()) == []


def test_C12_only_what_is_filed_of_the_day_is_one_of_its_issues(records, settings):
    shelf, day = Records(records, settings), dt.date(2025, 1, 13)
    for name in ("20250113 Daily Diffs", "20250113 Daily Diffs (2)", "20250114 Daily Diffs"):
        path = records / names.folder(settings, "daily_diffs", day) / f"{name}.xlsx"
        publish.publish(path, b"x")
    assert {issue: list(kinds) for issue, kinds in shelf.issues("daily_diffs", day).items()} == {
        1: ["report"],
        2: ["report"],
    }


def test_a_file_is_moved_never_over_another_and_one_that_is_gone_is_no_error(tmp_path):
    for text in ("first", "second"):
        (tmp_path / "a.eml").write_text(text)
        publish.move(tmp_path / "a.eml", tmp_path / "below" / "a.eml")
        publish.move(tmp_path / "a.eml", tmp_path / "below" / "a.eml")
    assert {path.name: path.read_text() for path in tmp_path.rglob("*.eml")} == {
        "a.eml": "first", "a (2).eml": "second",
    }  # fmt: skip


def test_a_move_that_was_cut_short_is_completed(tmp_path, monkeypatch):
    (tmp_path / "a.eml").write_text("x")

    def refused(path, missing_ok):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as cut_short, pytest.raises(FileError) as said:
        cut_short.setattr(Path, "unlink", refused)
        publish.move(tmp_path / "a.eml", tmp_path / "below" / "a.eml")
    assert str(said.value) == (
        f"An e-mail in {tmp_path} could not be moved: Permission denied. Close it if it is open, then try again."
    )
    assert len(list(tmp_path.rglob("a.eml"))) == 2
    publish.move(tmp_path / "a.eml", tmp_path / "below" / "a.eml")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.eml")] == ["below/a.eml"]


@pytest.mark.parametrize("place", ["Drafts", "Drafts/Sent", "Drafts/Withdrawn"])
def test_C5_a_draft_is_found_by_its_reference(place, records, settings):
    reference, shelf = "20250113-D3-7-cps", Records(records, settings)
    assert shelf.draft(reference) is None
    folder = records / names.folder(settings, "daily_diffs", dt.date(2025, 1, 13)) / place
    publish.publish(folder / "20250113 Weka M [20250113-D3-71-cps].eml", b"x")
    assert shelf.draft(reference) is None
    publish.publish(folder / f"20250113 Weka M [{reference}].eml", b"x")
    assert shelf.draft(reference) == folder / f"20250113 Weka M [{reference}].eml"
