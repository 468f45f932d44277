"""Earlier versions of what is filed: kept whatever happens, and never taken for the copy itself."""

import datetime as dt
import os
import threading
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.errors import FileError
from cso_xl.files import publish
from cso_xl.records import names, versions
from cso_xl.records.tree import Copy, Filed, Records

MONDAY = dt.date(2025, 1, 13)
SAVED = dt.datetime(2025, 1, 13, 10, 15, tzinfo=NEW_ZEALAND)
ON_LIST = PurePosixPath(
    "Child Sex Offenders/On List/2025/01 January/WB 13 January Onlist/20250113 On List.xlsx"
)
JUST_NOW = "20250113 On List.xlsx was saved by somebody just now, and stays as they saved it. Try again."


def saved(path: Path, data: bytes, at: dt.datetime = SAVED) -> Path:
    """A file that was saved at a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at.timestamp(),) * 2)
    return path


def beside(path: Path) -> dict[str, bytes]:
    return {other.name: other.read_bytes() for other in path.parent.iterdir()}


def test_a_copy_in_which_people_work_is_renewed_and_its_earlier_version_kept(records, settings):
    path = saved(records / "20250113 On List.xlsx", b"earlier")
    earlier = Records(records, settings).renew(path, b"earlier", b"renewed")
    assert earlier == records / "20250113 On List, as of 20250113 101500.xlsx"
    assert beside(path) == {path.name: b"renewed", earlier.name: b"earlier"}


def test_whatever_the_clock_says_no_version_takes_the_place_of_another(records, settings):
    """The On List of a week was overwritten twice in one minute, and three of six versions were lost."""
    path = saved(records / "20250113 On List.xlsx", b"0")
    for number in range(1, 7):
        Records(records, settings).renew(path, str(number - 1).encode(), str(number).encode())
        os.utime(path, (SAVED.timestamp(),) * 2)
    stem = "20250113 On List, as of 20250113 101500"
    assert beside(path) == {
        path.name: b"6",
        f"{stem}.xlsx": b"0",
        **{f"{stem} ({number}).xlsx": str(number - 1).encode() for number in range(2, 7)},
    }


@profile(deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=3), st.integers(0, 2)), max_size=12))
def test_nothing_that_was_ever_filed_is_lost(tmp_path_factory, saves):
    """`saves` are what is filed next, and the second at which the clock stands then."""
    path = saved(tmp_path_factory.mktemp("week") / "copy.xlsx", b"")
    for data, second in saves:
        versions.swap(path, path.read_bytes(), data, path.name)
        os.utime(path, (SAVED.timestamp() + second,) * 2)
    versions_now = versions.of(path)
    filed = [b"", *(data for data, _ in saves)]
    assert sorted(version.path.read_bytes() for version in versions_now) == sorted(filed)
    assert versions_now[-1].path.read_bytes() == filed[-1]
    assert [version.in_force for version in versions_now] == [False] * (len(versions_now) - 1) + [True]


@pytest.mark.parametrize("lock", ["~$20250113 On List.xlsx", ".~lock.20250113 On List.xlsx#"])
def test_a_copy_that_is_open_is_not_renewed(lock, records, settings):
    path = saved(records / "20250113 On List.xlsx", b"there")
    (records / lock).write_bytes(b"")
    with pytest.raises(FileError) as error:
        Records(records, settings).renew(path, b"there", b"renewed")
    assert (
        str(error.value) == "20250113 On List.xlsx is open in Excel. Save and close it there, then try again."
    )
    assert beside(path) == {path.name: b"there", lock: b""}


def test_a_copy_that_was_saved_since_is_not_renewed(records, settings):
    path = saved(records / "20250113 On List.xlsx", b"saved since")
    with pytest.raises(FileError) as error:
        Records(records, settings).renew(path, b"earlier", b"renewed")
    assert str(error.value) == JUST_NOW
    assert beside(path) == {path.name: b"saved since"}


def test_of_two_who_renew_at_once_the_second_changes_nothing(records, settings, monkeypatch):
    path = saved(records / "20250113 On List.xlsx", b"there")
    said = []

    def second_in_between(path, data):
        with pytest.raises(FileError) as error:
            Records(records, settings).renew(path, b"there", b"the second's")
        said.append(str(error.value))
        publish.replace(path, data)

    monkeypatch.setattr(versions, "replace", second_in_between)
    Records(records, settings).renew(path, b"there", b"the first's")
    assert said == [JUST_NOW]
    assert path.read_bytes() == b"the first's"
    assert sorted(beside(path).values()) == [b"the first's", b"there"]


def test_of_many_who_renew_at_once_each_is_in_force_kept_or_told(records, settings):
    path = saved(records / "20250113 On List.xlsx", b"there")
    told, kept = [], []

    def renew(data):
        try:
            Records(records, settings).renew(path, b"there", data)
            kept.append(data)
        except FileError as error:
            told.append(str(error))

    threads = [threading.Thread(target=renew, args=(str(number).encode(),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [JUST_NOW] * 7
    assert [version.path.read_bytes() for version in versions.of(path)] == [b"there", *kept]


def test_a_lock_whose_program_was_ended_does_not_stay(records, settings):
    path = saved(records / "20250113 On List.xlsx", b"there")
    lock = records / f"{publish.UNFINISHED}{path.name}.tmp"
    lock.write_bytes(b"")
    with pytest.raises(FileError, match="saved by somebody just now"):
        Records(records, settings).renew(path, b"there", b"renewed")
    os.utime(lock, (0, 0))
    Records(records, settings).renew(path, b"there", b"renewed")
    assert not lock.exists()


# A version is none of the copies


def with_names(tmp_path, **names_of):
    file = tmp_path / "settings.toml"
    lines = [f'{key} = "{value}"' for key, value in names_of.items()]
    file.write_text("\n".join(["[filing.on_list]", *lines]))
    return settings_.load(file)


@pytest.mark.parametrize(
    "report", ["{yyyymmdd} On List", "On List {yyyymmdd} {monday}", "On List {yyyymmdd} {monday} {year}"]
)
def test_no_version_is_taken_for_the_copy_whatever_the_names(report, tmp_path, records):
    named = with_names(tmp_path, report=report)
    path = saved(records / names.file(named, "on_list", "report", MONDAY), b"0")
    for number in range(3):
        Records(records, named).renew(path, str(number).encode(), str(number + 1).encode())
        os.utime(path, (SAVED.timestamp(),) * 2)
    shelf = Records(records, named)
    assert shelf.copies("on_list", "report", dt.date.max) == [(MONDAY, path)]
    assert shelf.newest("on_list", "report", dt.date.max) == (MONDAY, path)
    for version in versions.of(path)[:-1]:
        assert names.copy_in(named, "on_list", "report", version.path.name) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("20250113 On List", names.Named(MONDAY)),
        ("20250113 on  list", names.Named(MONDAY)),
        ("20250113 On List (2)", names.Named(MONDAY, 2)),
        ("20250113 On List (10)", names.Named(MONDAY, 10)),
        ("20250113 On List (1)", None),
        ("20250113 On List (0)", None),
        ("20250113 On List (02)", None),
        ("20250113 On List, as of 20250113 101500", None),
        ("20250113 On List, as of 20250113 101500 (2)", None),
        ("20250113 On List (2), as of 20250113 101500", None),
        ("20251313 On List", None),
        ("On List", None),
    ],
)
def test_what_the_name_of_a_copy_says(name, found, settings):
    assert names.copy_in(settings, "on_list", "report", f"{name}.xlsx") == found
    assert names.date_in(settings, "on_list", "report", f"{name}.xlsx") == (found and found.date)


def test_versions_are_told_from_the_copy_and_from_those_of_another_copy(tmp_path):
    path = saved(tmp_path / "20250113 On List.xlsx", b"3")
    first = saved(tmp_path / "20250113 On List, as of 20250113 101500.xlsx", b"1")
    second = saved(tmp_path / "20250113 On List, as of 20250113 101500 (2).xlsx", b"2")
    for other in (
        "20250113 On List (2).xlsx",
        "20250113 On List (2), as of 20250113 101500.xlsx",
        "20250120 On List, as of 20250120 101500.xlsx",
        "20250113 On List, as of 20251313 101500.xlsx",
        "20250113 On List, as of yesterday.xlsx",
    ):
        saved(tmp_path / other, b"another")
    assert versions.of(path) == [
        versions.Version(first, SAVED, False),
        versions.Version(second, SAVED, False, 2),
        versions.Version(path, SAVED, True),
    ]


# Filing


OURS = "ab" * 32


def test_what_may_be_renewed_keeps_what_it_was(records, settings, monkeypatch):
    from cso_xl.records import tree as filing

    monkeypatch.setattr(filing, "source_of", lambda data: OURS)
    path, asked = saved(records / ON_LIST, b"there"), []

    def renews(copy, held):
        asked.append((copy.kind, held))
        return True

    copy = Copy("report", ON_LIST, b"new", OURS)
    shelf = Records(records, settings)
    assert shelf.file([copy], True, renews) == [Filed("report", ON_LIST, "to be renewed")]
    assert beside(path) == {path.name: b"there"}
    earlier = ON_LIST.with_name("20250113 On List, as of 20250113 101500.xlsx")
    assert shelf.file([copy], renews=renews) == [Filed("report", ON_LIST, "renewed", earlier)]
    assert beside(path) == {path.name: b"new", earlier.name: b"there"}
    assert asked == [("report", b"there")] * 2


def test_a_master_is_never_renewed(records, settings):
    saved(records / ON_LIST, b"there")
    with pytest.raises(FileError, match="was made from another file"):
        Records(records, settings).file([Copy("master", ON_LIST, b"new", OURS)], renews=lambda *_: True)
