"""`cso-xl training week`: fresh weeks to practise on, of any seed, size and Monday; and workbooks/practice-week."""

import datetime as dt
import re
import zlib
from pathlib import Path

import pytest

from cso_xl.practice.week import REAL_DAY, Sizes, Week
from helpers.files import saved
from helpers.fresh_week import COMMITTED, call, contents, inside, made, received


def test_the_committed_week_is_what_is_built_now(tmp_path: Path) -> None:
    found, built = inside(COMMITTED), made(tmp_path / "week")
    assert found == inside(built)
    assert len([name for name in found if ".zip: " in name]) == 8
    if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # zlib-ng packs the same content into other bytes
        assert contents(built) == contents(COMMITTED)


def test_nothing_worked_is_committed() -> None:
    named = [name.rpartition("/")[2] for name in contents(COMMITTED)]
    assert sorted(named) == [
        "20250106 Daily Diffs.xlsx",
        "20250106 Master Copy CSOs Living With Children.xlsx",
        "20250106 Off List.xlsx",
        "20250106 On List.xlsx",
        "20250106 Processed Copy CSOs Living With Children.xlsx",
        "CSO Datamatch ZIP file for Week Ended 13JAN2025.eml",
        "CSO Living with Children WB 13 January 2025.eml",
        "README.md",
        "Synthetic practice data.txt",
        "settings.toml",
    ]


def test_git_changes_no_line_end_of_it() -> None:
    assert "workbooks/practice-week/** -text" in (COMMITTED.parent.parent / ".gitattributes").read_text()
    assert b"\r\n" in next(data for name, data in contents(COMMITTED).items() if name.endswith(".eml"))


# Seeds, sizes, Mondays


def test_a_week_says_where_it_lies_and_how_to_begin(tmp_path: Path) -> None:
    folder = tmp_path / "week"
    assert call("training", "week", folder, "--seed", 7).output == (
        "The week of 13 January 2025, with seed 7. Nobody in it exists.\n"
        f"Received:  {folder / 'received'}\n"
        f"Records:   {folder / 'records'}\n"
        "Password:  Practice-2025\n"
        f"Begin with {folder / 'README.md'}: it says how to go from the e-mails to the filed copies.\n"
    )


@pytest.mark.parametrize("options", [("--seed", 7), ("--seed", -7, "--rows", 50, "--date", "2025-06-02")])
def test_the_same_call_gives_the_same_bytes(tmp_path: Path, options: tuple[object, ...]) -> None:
    first, second = (contents(made(tmp_path / name, *options)) for name in ("first", "second"))
    assert first == second


def test_every_seed_gives_other_people(tmp_path: Path) -> None:
    weeks = [inside(made(tmp_path / str(seed), "--seed", seed)) for seed in (0, 1, -1)]
    assert len({frozenset(week) for week in weeks}) == 1
    data = [name for name in weeks[0] if re.search(r"\.csv$|sheet1\.xml$", name)]
    assert len(data) == 6 + 6
    for name in data:
        assert len({week[name] for week in weeks}) == 3, name


@pytest.mark.parametrize(
    ("rows", "on_list", "sharers"),
    [(1, 20, 39), (60, 30, 60), (300, 150, 300), (2_000, 1_000, 2_000)],
    ids=["1 row", "small", "real day", "2,000 rows"],
)
def test_sizes(tmp_path: Path, rows: int, on_list: int, sharers: int) -> None:
    week = made(tmp_path / "week", "--rows", rows)
    datamatch, addresses = received(week)
    for report, source, count in (("on-list", datamatch, on_list), ("address-sharer", addresses, sharers)):
        result = call("run", report, source, "--records", week / "records")
        assert result.exit_code == 0, result.output
        assert f"  {count:,} rows in = ".replace(",", "") in result.output.replace(",", "")
        assert "Every row is accounted for." in result.output


def test_300_rows_are_a_real_day() -> None:
    assert Sizes.of(300) == REAL_DAY


@pytest.mark.parametrize(
    ("date", "zipped", "member", "last_week"),
    [
        ("2025-06-02", "cso_20250602_20250602.zip", "csso_daily_20250602", "2025 Address Sharer/05 May/WB 26 May"),
        ("2024-01-01", "cso_20240101_20240101.zip", "cso_daily_20240101", "2023 Address Sharer/12 December/WB 25"),
        ("2000-01-03", "cso_20000103_20000103.zip", "cso_daily_20000103", "1999 Address Sharer/12 December/WB 27"),
        ("2099-12-28", "cso_20991228_20991228.zip", "csso_daily_20991228", "2099 Address Sharer/12 December/WB 21"),
    ],
)  # fmt: skip
def test_a_week_of_any_monday_can_be_worked(
    tmp_path: Path, date: str, zipped: str, member: str, last_week: str
) -> None:
    week = made(tmp_path / "week", "--date", date)
    datamatch, addresses = received(week)
    assert saved(datamatch, tmp_path).name == zipped
    assert member in call("members", datamatch).output
    assert any(last_week in name for name in contents(week))
    result = call("run", "address-sharer", addresses, "--records", week / "records", "--json")
    assert (result.exit_code, f'"date": "{date}"' in result.output) == (0, True), result.output
    assert '"recognised: NFA, Processed Copy of ' in result.output


# Calls that are refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--date", "2025-01-15"],
            "--date 2025-01-15 is not a Monday. The Mondays before and after it are 2025-01-13 and 2025-01-20.\n",
        ),
        (["--date", "1999-12-27"], "--date 1999-12-27: choose a Monday from 2000-01-03 to 2099-12-28.\n"),
        (["--date", "0001-01-01"], "--date 0001-01-01: choose a Monday from 2000-01-03 to 2099-12-28.\n"),
        (["--date", "13/01/2025"], "no such date. Write it as YYYY-MM-DD"),
        (["--rows", "-1"], "Invalid value for '--rows': -1 is not in the range"),
        (["--rows", "0"], "Invalid value for '--rows': 0 is not in the range"),
        (["--rows", "10001"], "Invalid value for '--rows': 10001 is not in the range"),
        (["--rows", "many"], "Invalid value for '--rows': 'many' is not a valid integer"),
        (["--seed", "x"], "Invalid value for '--seed': 'x' is not a valid integer"),
    ],
)
def test_a_wrong_argument_writes_nothing(tmp_path: Path, options: list[str], said: str) -> None:
    result = call("training", "week", tmp_path / "week", *options)
    assert (result.exit_code, said in result.stderr) == (2, True), result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_needed() -> None:
    result = call("training", "week")
    assert (result.exit_code, "Missing argument 'DIR'" in result.stderr) == (2, True)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert len(contents(made(tmp_path))) == 10


@pytest.mark.parametrize("holds", ["mine.txt", ".hidden", "received/old.eml"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, holds: str) -> None:
    (tmp_path / holds).parent.mkdir(exist_ok=True)
    (tmp_path / holds).write_text("mine")
    result = call("training", "week", tmp_path)
    assert (result.exit_code, result.stderr) == (
        1,
        f"{tmp_path} already exists and holds something. Nothing in it was touched. Name a new folder, or an "
        "empty one.\n",
    )
    assert contents(tmp_path) == {holds: b"mine"}


def test_a_week_is_never_written_over_another(tmp_path: Path) -> None:
    before = contents(made(tmp_path / "week"))
    assert call("training", "week", tmp_path / "week", "--seed", 7).exit_code == 1
    assert contents(tmp_path / "week") == before


def test_a_file_in_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for folder, said in (
        ("mine.txt", "Nothing in it was touched."),
        ("mine.txt/week", "could not be written"),
    ):
        result = call("training", "week", tmp_path / folder)
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    result = call("training", "week", tmp_path / "week")
    assert result.exit_code == 1
    assert (
        "could not be written: Permission denied. Check that the folder is there, that you may"
        in result.stderr
    )
    assert not (tmp_path / "week").exists()


def test_the_usual_week_is_the_one_of_the_readme_and_the_demo() -> None:
    assert Week() == Week(dt.date(2025, 1, 13), Sizes(), 2025)
