"""The practice week: the same every time, every case in it, opened by the real tools; and `cso-xl demo`."""

import csv
import datetime as dt
import io
import random
import zipfile
from pathlib import Path

import msoffcrypto
import olefile
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import settings as settings_
from cso_xl.cli import demo, main
from cso_xl.desk import headless
from cso_xl.desk.headless import RunResult
from cso_xl.desk.office import Office
from cso_xl.errors import FileError
from cso_xl.intake.datamatch import Datamatch, kind_of
from cso_xl.intake.grids import decrypt, read_workbook
from cso_xl.intake.received import Received, receive
from cso_xl.practice import diffs, layouts, zipcrypto
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.sealed import seal
from cso_xl.practice.week import PASSWORD, REAL_DAY, Files, Sizes, Week
from cso_xl.records.protect import protect
from helpers import waiting
from helpers.files import kept, saved, xlsx
from helpers.programs import tool

SETTINGS = settings_.load(settings_.DEFAULTS)
PASSWORDS = PracticePasswords(SETTINGS)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Week().write(tmp_path_factory.mktemp("week"))


@pytest.fixture(scope="module")
def archive(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ZIP, saved from its e-mail."""
    return saved(files.datamatch, tmp_path_factory.mktemp("saved"))


@pytest.fixture(scope="module")
def address_report(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The address report, saved from its e-mail."""
    return saved(files.address_report, tmp_path_factory.mktemp("saved"))


def worked(files: Files, report: str) -> RunResult:
    source = files.address_report if report == "address-sharer" else files.datamatch
    return headless.run(
        report, source, Office.at(files.records, SETTINGS, PASSWORDS), headless.Given(dry_run=True)
    )


def statuses(result: RunResult) -> set[str]:
    return {row.status for row in result.decisions}


def reasons(result: RunResult, status: str) -> set[str]:
    return {row.reason for row in result.decisions if row.status == status}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept(folder)}


def members(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name, pwd=PASSWORD.encode()) for name in opened.namelist()}


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# The same every time


def test_the_same_week_is_the_same_bytes(files: Files, tmp_path: Path) -> None:
    Week().write(tmp_path)
    assert contents(tmp_path) == contents(files.about.parent)


def test_another_seed_gives_other_people(archive: Path) -> None:
    other = Week(seed=7).members()
    assert other.keys() == members(archive).keys()
    assert all(other[name] != data for name, data in members(archive).items())


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    files = Week().write(tmp_path)
    before = contents(tmp_path)
    assert Week(seed=7).write(tmp_path) == files
    assert contents(tmp_path) == before


# What is written


def test_folders_and_names(files: Files) -> None:
    sharers = "records/Child Sex Offenders/Address Sharing Notifications/2025 Address Sharer/01 January"
    last_week = f"{sharers}/WB 06 January Address Sharer/20250106"
    assert sorted(contents(files.about.parent)) == [
        "README.md",
        "received/CSO Datamatch ZIP file for Week Ended 13JAN2025.eml",
        "received/CSO Living with Children WB 13 January 2025.eml",
        f"{last_week} Master Copy CSOs Living With Children.xlsx",
        f"{last_week} Processed Copy CSOs Living With Children.xlsx",
        "records/Child Sex Offenders/Change of Circumstances/2025/01 January/20250106 Daily Diffs.xlsx",
        "records/Child Sex Offenders/Off List/2025/01 January/WB 06 January Offlist/20250106 Off List.xlsx",
        "records/Child Sex Offenders/On List/2025/01 January/WB 06 January Onlist/20250106 On List.xlsx",
        "records/Synthetic practice data.txt",
        "settings.toml",
    ]


def test_the_zip_holds_the_eight_members_and_nothing_unknown(archive: Path) -> None:
    datamatch = Datamatch(receive(archive))
    assert [member.name for member in datamatch.members] == [
        "cso_daily_20250113_050021.csv",
        "cso_daily_diffs_20250113_05_00_21.csv",
        "cso_off_list_daily_20250113_050021.csv",
        "cso_on_list_daily_20250113_050021.csv",
        "cso_v2_daily_20250113_050021.csv",
        "cso_v3_daily_20250113_050021.csv",
        "cso_daily_diffs_13JAN2025.html",
        "ssv_comp_13JAN2025.html",
    ]
    assert (datamatch.unknown, datamatch.missing) == ([], [])


def test_from_march_2025_the_members_have_the_other_prefix() -> None:
    names = Week(monday=dt.date(2025, 3, 3)).members()
    assert [name[:5] for name in names] == ["csso_"] * 7 + ["ssv_c"]
    assert all(map(kind_of, names))


def test_sizes_are_those_asked_for(files: Files, archive: Path) -> None:
    counted = [len(rows(data)) - 1 for name, data in members(archive).items() if name.endswith(".csv")]
    assert counted == [120, 22, 4, 30, 37, 32]
    assert worked(files, "address-sharer").counts["rows_in"] == 40


def test_a_small_week_still_has_every_case(tmp_path: Path) -> None:
    files = Week(sizes=Sizes(0, 0, 0, 0, 0)).write(tmp_path)
    assert {"Process", "Not current", "Check"} < statuses(worked(files, "on-list"))
    assert len(statuses(worked(files, "address-sharer"))) == 5


def test_a_real_day_is_as_large_as_a_real_day() -> None:
    sizes = {name: len(data) // 1024 for name, data in Week(sizes=REAL_DAY).members().items()}
    shown = {"cso_daily_2025": 1036, "cso_on_list": 52, "cso_v2": 318, "cso_v3": 278, "ssv_comp": 4283}
    for start, size in shown.items():
        (name,) = (name for name in sizes if name.startswith(start))
        assert size * 0.75 < sizes[name] < size * 1.25, name


def test_columns_stand_under_the_letters_that_the_guidelines_show(archive: Path) -> None:
    on_list, daily = (
        rows(members(archive)[f"cso_{name}daily_20250113_050021.csv"]) for name in ("on_list_", "")
    )
    at = {"A": 0, "B": 1, "N": 13, "O": 14, "Q": 16}
    assert [on_list[0][place] for place in at.values()] == [
        "Match Level",
        "CSO Client Number",
        "Surname on MSD System",
        "Given Names on MSD System",
        "Date of Birth on MSD System",
    ]
    assert (len(on_list[0]), len(daily[0]), daily[0][41]) == (40, 42, "SWIFTT Status")
    assert len(layouts.SHARERS) == 16


def test_everything_says_that_it_is_synthetic(files: Files, archive: Path, address_report: Path) -> None:
    held = members(archive)
    for name, data in held.items():
        if "daily_2025" in name and "off_list" not in name:
            headings, *cells = rows(data)
            assert {row[headings.index("Match Comment")] for row in cells} == {"Synthetic data"}, name
        if name.endswith(".html"):
            assert b"<title>Synthetic practice data</title>" in data
    with zipfile.ZipFile(archive) as opened:
        assert opened.comment == b"Synthetic practice data"
    for path in [address_report, *files.records.rglob("*.xlsx")]:
        book = load_workbook(io.BytesIO(decrypt(receive(path), PASSWORDS)))
        assert book.properties.title == "Synthetic practice data"
    assert "**Everybody in here is invented.**" in files.about.read_text(encoding="utf-8")
    for path in (files.datamatch, files.address_report):
        assert b"Synthetic practice data: nobody in it exists." in path.read_bytes()


def test_names_and_numbers_are_as_awkward_as_real_ones(archive: Path) -> None:
    _, *daily = rows(members(archive)["cso_daily_20250113_050021.csv"])
    numbers = [row[1] for row in daily]
    names = [f"{row[13]} {row[14]}" for row in daily]
    assert len(set(numbers)) == len(numbers)
    assert any(number.startswith("0") for number in numbers)
    assert any(len(number) < 9 for number in numbers)  # as if Excel had dropped the zeros
    assert any("'" in name for name in names)
    assert any(letter in name for name in names for letter in "āēīōū")
    assert any(not row[14] for row in daily)
    assert any("\r\n" in cell and "," in cell for row in daily for cell in row)


def test_the_address_report_is_encrypted_and_opens_with_the_password(address_report: Path) -> None:
    received = receive(address_report)
    assert received.data.startswith(b"\xd0\xcf\x11\xe0")
    ((title, grid),) = read_workbook(received, PASSWORDS).items()
    assert title == "CSOs Living With Children"
    assert grid[0] == list(layouts.SHARERS)
    assert grid[1][4].count("/") == 2


def test_the_encryption_is_whole_and_says_nothing_of_when_it_was_made(address_report: Path) -> None:
    data = address_report.read_bytes()
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    office.load_key(password=PASSWORD, verify_password=True)
    office.decrypt(io.BytesIO(), verify_integrity=True)
    with olefile.OleFileIO(data, raise_defects=olefile.DEFECT_INCORRECT) as container:
        paths = container.listdir(streams=True, storages=True)
        assert len(paths) == 10
        assert {container.getmtime(path) for path in paths} == {None}


def test_only_practice_workbooks_are_drawn_from_a_seed() -> None:
    """What is really filed has other salts and keys each time, before and after a practice week was made."""
    workbook = xlsx([["Synthetic"]] * 999)
    sealed = [seal(workbook, PASSWORD, random.Random(seed)) for seed in (1, 1, 2)]
    assert sealed[0] == sealed[1] != sealed[2]
    real = [protect(workbook, PASSWORD) for _ in range(2)]
    assert real[0] != real[1]
    assert {decrypt(Received("a.xlsx", data), PASSWORDS) for data in [*sealed, *real]} == {workbook}


def test_last_weeks_lists_are_filed_as_by_hand(files: Files) -> None:
    (on_list,), (off_list,), (diffs_,) = (
        files.records.rglob(f"20250106 {name}.xlsx") for name in ("On List", "Off List", "Daily Diffs")
    )
    sheet = load_workbook(on_list).worksheets[0]
    shown = [row[0].value for row in sheet.iter_rows(2) if not sheet.row_dimensions[row[0].row].hidden]
    assert set(shown) == {"1", "2"}
    spans = [span for span in sheet.column_dimensions.values() if span.hidden]
    hidden = {at for span in spans for at in range(span.min, span.max + 1)}
    assert [cell.value for cell in sheet[1] if cell.column not in hidden] == [
        "Match Level",
        "CSO Client Number",
        "Surname on MSD System",
        "Given Names on MSD System",
        "Date of Birth on MSD System",
    ]
    sheet = load_workbook(off_list).worksheets[0]
    assert [cell.value for cell in sheet["C"]] == ["Comment", "Done", "Done", "Done"]
    assert load_workbook(diffs_).worksheets[0]["A1"].value == "What Has Changed"


def test_the_processed_copy_is_laid_out_as_by_hand(files: Files) -> None:
    (path,) = files.records.rglob("*Processed Copy*")
    sheet = load_workbook(path).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [*layouts.SHARERS, None, None, None, *layouts.SHARERS]
    assert sheet["T1"].value == "CSO Client Number"
    assert {cell.value for cell in sheet["Q"][1:]} == {"Email sent", "NFA", None}
    green = {cell.fill.fgColor.rgb for row in sheet["A2:P40"] for cell in row if cell.fill.fill_type}
    assert green == {"0092D050"}
    (rule,) = (rule for rules in sheet.conditional_formatting for rule in rules.rules)
    assert rule.type == "duplicateValues"


# Every case


def test_on_list_has_every_status_and_the_false_reds(files: Files) -> None:
    result = worked(files, "on-list")
    assert statuses(result) == {
        "Process",
        "Not current",
        "Check",
        "Match level 3",
        "Match level 4",
        "Match level 5",
    }
    not_current = " | ".join(sorted(reasons(result, "Not current")))
    for part in (
        "not in cso_daily",
        "Suspended in",
        "Expired in",
        "Cancelled in",
        "Registered in",
        "no status in",
        "more than once: row 10",
        "(hidden)",
    ):
        assert part in not_current, part
    checks = " | ".join(sorted(reasons(result, "Check")))
    assert "STP DIU process" in checks
    assert "has an unknown status" in checks


def test_daily_diffs_have_every_change_and_an_unknown_one(files: Files) -> None:
    result = worked(files, "daily-diffs")
    assert statuses(result) == {"NFA", "Action", "Check"}
    ids = {row.reason.split(":")[0] for row in result.decisions}
    assert ids == {"D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D10"}
    assert {change.name for change in SETTINGS.changes()} < {what for what, _, _ in diffs.CHANGES}


def test_off_list_is_verified(files: Files) -> None:
    assert [row.status for row in worked(files, "off-list").decisions] == ["Verify"] * 4


def test_sharers_have_every_status(files: Files) -> None:
    result = worked(files, "address-sharer")
    assert statuses(result) == {"New", "Changed", "Seen", "Check address", "Removed"}
    assert any("no cell is white" in reason for reason in reasons(result, "New"))
    assert reasons(result, "Seen") == {"Seen on 06 January 2025; no outcome on file"}
    assert "since 06 January 2025: CSO Tag Date" in reasons(result, "Changed")


def test_sharers_have_every_reason_for_a_row_to_go(files: Files) -> None:
    assert reasons(worked(files, "address-sharer"), "Removed") == {
        "no fixed abode",
        "holiday park",
        "caravan park",
        "motel",
        "the streets differ",
        "the street numbers differ",
        "the flats differ",
        "the highways differ",
        "recognised: Email sent, Processed Copy of 06 January 2025",
        "recognised: NFA, Processed Copy of 06 January 2025",
    }


@pytest.mark.parametrize("place", ["Holiday Road", "Hawea Flat", "Mānuka Drive Ōamaru"])
def test_addresses_that_only_look_like_a_reason_stay(files: Files, address_report: Path, place: str) -> None:
    grid = read_workbook(receive(address_report), PASSWORDS)["CSOs Living With Children"]
    found = {number for number, row in enumerate(grid, 1) if place in row[13]}
    result = worked(files, "address-sharer")
    assert found
    assert {row.status for row in result.decisions if row.row in found} == {"New"}


# ZipCrypto


def test_info_zip_opens_the_zip(archive: Path) -> None:
    command = [tool("unzip"), "-p", "-P", PASSWORD, archive, "cso_off_list_daily_20250113_050021.csv"]
    shown = waiting.run(command, capture_output=True, check=True)
    assert shown.stdout == members(archive)["cso_off_list_daily_20250113_050021.csv"]


def test_info_zip_finds_no_fault_and_refuses_a_wrong_password(archive: Path) -> None:
    assert waiting.run([tool("unzip"), "-tq", "-P", PASSWORD, archive], check=False).returncode == 0
    assert waiting.run([tool("unzip"), "-tq", "-P", "wrong", archive], check=False).returncode != 0


def test_seven_zip_opens_the_zip(archive: Path) -> None:
    tested = waiting.run(
        [tool("7z"), "t", f"-p{PASSWORD}", archive], capture_output=True, text=True, check=True
    )
    assert "Everything is Ok" in tested.stdout


@pytest.mark.parametrize("data", [b"", b"a", b"\x00" * 70_000, bytes(range(256)) * 40])
def test_what_goes_into_a_zip_comes_out(data: bytes) -> None:
    made = dt.datetime(2025, 1, 13, 5, 0, 20)
    held = [zipcrypto.Member("Tūī.csv", data, made), zipcrypto.Member("plain.csv", data, made)]
    packed = zipcrypto.write(held, "Kōwhai 1", random.Random(1), "remark")
    assert packed == zipcrypto.write(held, "Kōwhai 1", random.Random(1), "remark")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["Tūī.csv", "plain.csv"]
        assert archive.infolist()[0].date_time == (2025, 1, 13, 5, 0, 20)
        assert {archive.read(name, pwd="Kōwhai 1".encode()) for name in archive.namelist()} == {data}


# cso-xl demo


def test_demo_works_the_reports_and_says_what_next(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["demo", "--into", str(tmp_path / "demo")])
    assert shown.exit_code == 0, shown.output
    for report in ("Daily diffs", "On list", "Off list", "Address sharer", "Youth Service"):
        assert f"{report} of 13 January 2025" in shown.stdout
    assert f'cso-xl processed --records "{tmp_path / "demo" / "records"}"' in shown.stdout
    filed = {path.name for path in (tmp_path / "demo" / "records").rglob("20250113*")}
    assert filed == {
        "20250113 Daily Diffs.xlsx",
        "20250113 On List.xlsx",
        "20250113 Off List.xlsx",
        "20250113 Master Copy CSOs Living With Children.xlsx",
        "20250113 Filtered Copy CSOs Living With Children.xlsx",
        "20250113 Working Copy CSOs Living With Children.xlsx",
        "20250113 Youth Service Notification.xlsx",
        "20250113 Youth Service Notification [20250113-X1-1-yssu].eml",
    }


def test_demo_twice_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo.run(tmp_path / "demo")
    before = {path: path.read_bytes() for path in kept(tmp_path)}
    assert "Nothing was changed" not in capsys.readouterr().out
    demo.run(tmp_path / "demo")
    assert {path: path.read_bytes() for path in kept(tmp_path)} == before
    assert "Nothing was changed: this practice week was worked before." in capsys.readouterr().out


def test_demo_uses_only_the_practice_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSO_XL_PASSWORD", "another")
    monkeypatch.setattr("keyring.get_password", lambda service, user: pytest.fail("the keyring was asked"))
    demo.run(tmp_path / "demo")


def test_demo_does_not_read_the_users_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "settings.toml"
    own.write_text("this is not TOML")
    monkeypatch.setattr(settings_, "user_file", lambda: own)
    demo.run(tmp_path / "demo")


def test_demo_leaves_a_folder_with_something_else_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileError) as stopped:
        demo.run(tmp_path)
    assert str(stopped.value) == (
        f"{tmp_path} already exists and holds no whole practice week. Nothing in it was touched. "
        "Name a new folder with --into, or take away what is in this one."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_demo_refuses_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    shown = CliRunner().invoke(main, ["demo", "--into", str(tmp_path / "mine.txt")])
    assert (shown.exit_code, (tmp_path / "mine.txt").read_text()) == (1, "mine")
    assert "Name a new folder with --into" in shown.stderr


def test_demo_takes_an_empty_folder(tmp_path: Path) -> None:
    demo.run(tmp_path)
    assert Week().files(tmp_path).are_written()
