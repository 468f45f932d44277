"""Filing on Windows: lengths of paths, names, other programs' hands; on a double of its disk."""

import datetime as dt
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cso_xl.errors import FileError
from cso_xl.files import publish, windows
from cso_xl.intake.emails import Email
from cso_xl.records import claims, emails, names
from cso_xl.records import tree as records
from cso_xl.records.claims import Claims, Owner
from cso_xl.records.room import left
from cso_xl.records.tree import Copy, Records
from helpers.windows_disk import windows_disk, windows_error

DAY = dt.date(2025, 9, 29)  # a Monday whose month's name is the longest
NOW = dt.datetime(2025, 9, 29, tzinfo=dt.UTC)
REFERENCE = "20250929-A10-1234567-ot"
LONG = "Whakaruruhau-Te Kanawa-Ngatimaniapoto-Papakura-Featherstonehaugh Maximilian-Alexander Bartholomew Christopher"
CHECK = (
    "Check that the folder is there, that you may write to it and that the disk is not full, and that the file is not "
    "open in Excel; then try again."
)
WRONG_PATH = (
    "Give the records folder a shorter path (ask IT for a drive letter of its own), or shorten the folders' names "
    "under [filing] in settings.toml. 'cso-xl doctor' shows how long names may be."
)


@pytest.fixture
def disk(monkeypatch, settings):
    """Windows' disk; the settings are read before, from the real one."""
    with windows_disk(monkeypatch) as fake:
        yield fake


def root_of(length):
    """A records folder on the fake disk whose path has so many characters."""
    root = publish.Path(
        "C:\\" + "R" * min(length - 3, 200) + ("\\" + "S" * (length - 204) if length > 204 else "")
    )
    assert len(str(root)) == length
    root.mkdir(parents=True)
    return root


def named(settings, report="address_sharer", child=LONG, cso=LONG):
    return emails.email_name(settings, report, DAY, {"child": child, "cso": cso})


def drafted(settings, root, name, reference=REFERENCE):
    folder = names.folder(settings, "address_sharer", DAY)
    return emails.draft_path(root, folder, name, reference)


@pytest.mark.parametrize("length", [3, 20, 40, 47])
def test_every_copy_of_every_report_fits_where_the_records_lie_as_deep_as_usual(length, disk, settings):
    filing = Records(root_of(length) if length > 3 else publish.Path("C:\\"), settings)
    for report, kinds in settings.table("filing").items():
        for kind in kinds:
            if kind != "folder":
                copy = Copy("working", names.file(settings, report, kind, DAY), b"x", "0")
                assert filing.file([copy])[0].state == "filed"
    assert disk.longest <= 218


@pytest.mark.parametrize("length", [40, 60, 66])
def test_a_drafts_name_is_cut_so_that_its_path_fits(length, disk, settings):
    root = root_of(length)
    path = drafted(settings, root, named(settings))
    follow_up = path.with_name(f"{path.stem}{emails.FOLLOW_UP}.eml")
    for one in (path, follow_up):
        assert publish.publish(root / one, b"x")
    assert path.name.startswith("20250929 Whakar")
    assert path.name.endswith(f" [{REFERENCE}].eml")
    assert disk.longest <= 259
    assert len(list(root.rglob(f"Drafts/*[[]{REFERENCE}[]].eml"))) == 1


def test_a_name_that_fits_is_left_as_it_is(disk, settings):
    name = named(settings, child="Kauri MĀ", cso="Smith JA")
    assert drafted(settings, root_of(40), name).name == f"20250929 Kauri MĀ Smith JA [{REFERENCE}].eml"


def test_an_e_mails_name_is_cut_too(disk, settings):
    root, folder = root_of(60), names.folder(settings, "address_sharer", DAY)
    for data in (b"a", b"b", b"a"):
        path, _ = emails.file_email(
            root, folder, f"{named(settings)} answer", Email("m.msg", ".msg", "", None, data)
        )
    assert disk.longest <= 259
    assert len(list((root / folder).iterdir())) == 2
    assert (root / path).read_bytes() == b"a"


def test_where_nothing_is_left_for_a_name_it_says_what_to_shorten(disk, settings):
    root = root_of(140)
    path = root / drafted(settings, root, named(settings))
    with pytest.raises(FileError) as error:
        publish.publish(path, b"x")
    assert str(error.value) == (
        f"An e-mail in {path.parent} could not be written: its path would have {len(str(path))} characters, and "
        f"Windows allows at most 259. {WRONG_PATH}"
    )
    assert disk.files() == []


def test_a_workbook_that_excel_would_not_open_is_not_filed(disk, settings):
    root = root_of(60)
    path = names.file(settings, "address_sharer", "processed", DAY)
    with pytest.raises(FileError) as error:
        Records(root, settings).file([Copy("processed", path, b"x", "0")])
    assert str(error.value) == (
        f"{root / path} could not be written: its path would have {len(str(root / path))} characters, and Excel opens "
        f"at most 218. {WRONG_PATH}"
    )


def test_nothing_is_filed_when_one_of_several_copies_does_not_fit(disk, settings):
    root = root_of(50)
    paths = [names.file(settings, "address_sharer", kind, DAY) for kind in ("working", "processed")]
    assert [windows.length(root / path) > 218 for path in paths] == [False, True]
    with pytest.raises(FileError, match="Excel opens at most 218"):
        Records(root, settings).file([Copy("working", path, b"x", "0") for path in paths])
    assert disk.files() == []


def test_with_long_paths_an_e_mail_keeps_its_name(monkeypatch, settings):
    with windows_disk(monkeypatch, long_paths=True) as disk:
        root = root_of(140)
        path = drafted(settings, root, named(settings))
        assert publish.publish(root / path, b"x")
        assert path.stem.startswith(named(settings))
        assert disk.longest > 259


PARTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=90) | st.sampled_from(
    ["CON", "nul.x", "a. . ", "Smith?", "x" * 200, "\U0001f600" * 60, "..", " "]
)


def test_any_names_lead_to_a_file_of_that_very_name(disk, settings):
    @given(st.integers(4, 80), PARTS, PARTS)
    @hypothesis_settings(max_examples=150, deadline=None)
    def holds(length, child, cso):
        root = publish.Path("C:\\" + "R" * (length - 3))
        root.mkdir(exist_ok=True)
        path = root / drafted(settings, root, named(settings, child=child, cso=cso))
        assert publish.publish(path, b"x")
        assert path.name in [one.name for one in path.parent.iterdir()]
        assert windows.length(path) <= 259
        path.unlink()

    holds()


# Case


def test_two_names_that_differ_in_case_are_one_file(disk, settings):
    root, folder = root_of(20), PurePosixPath("E-mails")
    for name, data in (("20250929 Smith JA", b"a"), ("20250929 SMITH JA", b"b"), ("20250929 smith ja", b"a")):
        emails.file_email(root, folder, name, Email("m.msg", ".msg", "", None, data))
    kept = {path.name: path.read_bytes() for path in (root / folder).iterdir()}
    assert kept == {"20250929 Smith JA.msg": b"a", "20250929 SMITH JA (2).msg": b"b"}


def test_a_copy_is_found_whatever_the_case_of_its_folders(disk, settings):
    root = root_of(20)
    path = names.file(settings, "address_sharer", "master", DAY)
    other = root / str(path).upper().replace("/", "\\")
    other.parent.mkdir(parents=True)
    other.write_bytes(b"x")
    filing = Records(root, settings)
    assert [one for one, _ in filing.copies("address_sharer", "master", dt.date.max)] == [DAY]
    assert filing.file([Copy("master", path, b"x", "0")])[0].state == "unchanged"


# Other programs' hands


@pytest.mark.parametrize("number", [32, 33, 5])
@pytest.mark.parametrize("call", ["rename", "remove"])
def test_a_file_that_is_held_for_a_moment_is_waited_for(call, number, disk):
    root = root_of(20)
    disk.held(call, number, times=4)
    assert publish.publish(root / "a.xlsx", b"x")
    publish.replace(root / "a.xlsx", b"y")
    assert not publish.publish(root / "a.xlsx", b"z")
    assert [path.name for path in root.iterdir()] == ["a.xlsx"]
    assert sum(disk.slept) == pytest.approx(1.5)


def test_what_cannot_be_removed_does_not_undo_what_was_filed(disk):
    root = root_of(20)
    publish.publish(root / "a.xlsx", b"x")
    disk.held("remove", 32, times=20)
    assert not publish.publish(root / "a.xlsx", b"y")
    assert (root / "a.xlsx").read_bytes() == b"x"


def test_a_folder_that_is_held_for_a_moment_is_waited_for(disk):
    root = root_of(20)
    disk.held("mkdir", 32, times=2)
    assert publish.publish(root / "new" / "a.xlsx", b"x")
    assert disk.slept == [0.1, 0.2]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (32, "another program has it open"),
        (112, "the disk is full"),
        (19, "the drive is write-protected"),
        (53, "the drive or the network it lies on does not answer"),
        (59, "the drive or the network it lies on does not answer"),
        (123, "Windows does not allow its name"),
        (206, "its path is longer than Windows allows"),
        (
            362,
            "it lies in OneDrive, which does not hand it over now. In its folder, right-click it > 'Always keep on "
            "this device' and wait for the green tick",
        ),
        (9999, "Windows says 9999"),
    ],
)
def test_what_windows_says_in_staffs_words(number, words, disk):
    root = root_of(20)
    disk.held("rename", number, times=5)
    with pytest.raises(FileError) as error:
        publish.publish(root / "a.xlsx", b"x")
    assert str(error.value) == f"{root / 'a.xlsx'} could not be written: {words}. {CHECK}"
    assert list(root.iterdir()) == []


def test_a_copy_that_is_held_while_it_is_read(disk, monkeypatch):
    path = root_of(20) / "a.xlsx"
    path.write_bytes(b"x")
    left = [windows_error(32)] * 2

    def read_bytes(self):
        if left:
            raise left.pop()
        return b"x"

    monkeypatch.setattr(type(path), "read_bytes", read_bytes)
    assert (records.read(path), disk.slept) == (b"x", [0.1, 0.2])
    left += [windows_error(32)] * 9
    with pytest.raises(FileError) as error:
        records.read(path)
    assert (
        str(error.value)
        == f"{path} cannot be read: another program has it open. Close it in Excel and try again."
    )


@pytest.mark.parametrize("call", ["rename", "remove"])
def test_a_claim_that_a_scanner_holds_is_taken_and_given_back(call, disk, settings):
    filing = Records(root_of(20), settings)
    first, second = (Claims(filing, Owner(user, "PC", 1), NOW) for user in ("aroha", "ben"))
    assert first.take("on_list", DAY)
    disk.held(call, 5, times=3)
    assert second.take("on_list", DAY, take_over=True)
    second.release("on_list", DAY)
    left = [path.name for path in (filing.root / claims.FOLDER).iterdir()]
    assert [name for name in left if "taken over" not in name] == []


def test_elsewhere_a_path_may_be_as_long_as_it_is(tmp_path):
    deep = tmp_path.joinpath(*["x" * 100] * 4)
    assert windows.limits() is None
    assert windows.shortened("a" * 300, deep, ".eml") == "a" * 300
    assert publish.publish(deep / "a.xlsx", b"x")


def test_with_long_paths_there_is_room_enough_for_names(settings):
    room = left(settings, PurePosixPath("P:/", "x" * 40), windows.limits_with(True))
    assert (room.email > 32_000, room.is_enough) == (True, True)
