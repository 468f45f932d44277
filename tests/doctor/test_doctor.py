"""What `cso-xl doctor` looks at, each in order and not, on this computer and on a made-up Windows one."""

import collections
import datetime as dt
import shutil
import sys
from pathlib import Path

import keyring
import pytest

from cso_xl import doctor
from cso_xl import settings as settings_
from cso_xl.addin import check
from cso_xl.computer import office
from cso_xl.computer.findings import IN_ORDER, NOT_HERE, TO_DO
from cso_xl.computer.machine import Machine
from cso_xl.doctor import folder
from cso_xl.errors import FileError
from helpers.files import PASSWORD
from helpers.settings_files import settings_file

TODAY = dt.date(2025, 1, 14)  # a Tuesday
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
APP_PATHS = (r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "")
CLICK_TO_RUN = r"Software\Microsoft\Office\ClickToRun\Configuration"
WINDOWS = {
    APP_PATHS: EXCEL,
    (CLICK_TO_RUN, "VersionToReport"): "16.0.17328.20162",
    (CLICK_TO_RUN, "Platform"): "x64",
}
POLICIES = r"Software\Policies\Microsoft\Office\16.0"
OWN = r"Software\Microsoft\Office\16.0"
VERSIONS = {
    "click": "8.1",
    "fast-zip-decryption": "3.0.0",
    "holidays": "0.109",
    "keyring": "25.7.0",
    "msoffcrypto-tool": "6.1.0",
    "olefile": "0.47",
    "openpyxl": "3.1.5",
    "packaging": "26.0",
    "pandas": "2.2.3",
    "platformdirs": "4",
    "pyopenvba": "6.5.0",
    "pyperclip": "1.11.0",
    "pywin32": "311",
    "pyzipper": "0.4.0",
    "rapidfuzz": "3.14.6",
    "rich": "15.0.0",
    "xlwings": "0.37.8",
}


class Keyring:
    """A keyring that can be used."""

    name, priority = "Made-up Keyring", 5


@pytest.fixture
def look(records):
    """The findings about one subject; what is not given is in order."""

    def at(subject, registry=None, settings_file=None, records=records, today=TODAY, **machine):
        values = WINDOWS | (registry or {})
        made_up = {
            "windows": True,
            "version": VERSIONS.get,
            "registry": lambda key, name: values.get((key, name)),
        }
        found = doctor.examine(Machine(**made_up | machine), settings_file, records, today)
        return [(one.state, one.words, one.advice) for one in found if one.subject == subject]

    return at


# Room for names


FOR_AN_EMAIL = "characters are left for the name of an e-mail"
ADVICE_ON_NAMES = (
    "Ask IT for a shorter path to the records folder, such as a drive letter of its own, or shorten the folders' names "
    "under [filing] in settings.toml."
)


@pytest.mark.parametrize(
    ("length", "state", "words"),
    [
        (3, IN_ORDER, f"82 {FOR_AN_EMAIL}, and every copy's path is short enough for Excel."),
        (25, IN_ORDER, f"60 {FOR_AN_EMAIL}, and every copy's path is short enough for Excel."),
        (26, TO_DO, "59 characters are left for the name of an e-mail: longer ones are cut."),
        (
            80,
            TO_DO,
            f"5 {FOR_AN_EMAIL}; the path of the longest copy has 31 more than Excel opens (218).",
        ),
        (
            120,
            TO_DO,
            f"0 {FOR_AN_EMAIL}; the path of the longest copy has 71 more than Excel opens (218).",
        ),
    ],
)  # fmt: skip
def test_how_much_room_the_records_folder_leaves_for_names(length, state, words, look, monkeypatch):
    root = Path("R" * length)
    monkeypatch.setattr(Path, "absolute", lambda self: self)
    monkeypatch.setattr(Path, "is_dir", lambda self: True)
    monkeypatch.setattr(folder, "master", lambda *_: [])
    monkeypatch.setattr(folder, "room", lambda *_: [])
    monkeypatch.setattr(folder, "records", lambda *_: [])
    advice = "" if state == IN_ORDER else ADVICE_ON_NAMES
    assert look("Room for names", records=root) == [(state, words, advice)]
    assert look("Room for names", records=root, windows=False) == []


# Python and its parts


def test_python(look):
    version = sys.version.split()[0]
    assert look("Python", bits=64) == [(IN_ORDER, f"Python {version}, 64-bit, {sys.executable}.", "")]
    [(state, words, advice)] = look("Python", bits=32)
    assert (state, words) == (TO_DO, f"Python {version}, 32-bit, {sys.executable}.")
    assert advice.startswith("Install the 64-bit Python from python.org, then cso_xl in it")


def test_compiled_files(look, compiled_files_kept):
    [kept] = look("Python's compiled files")
    assert kept == (IN_ORDER, "They are kept, so that a press starts quickly.", "")
    compiled_files_kept.unlink()
    [(state, words, advice)] = look("Python's compiled files")
    kept_in = compiled_files_kept.parent
    assert (state, words) == (
        TO_DO,
        f"They cannot be kept in {kept_in}, or are not to be: each press takes three to four times as long.",
    )
    assert f'-m compileall "{kept_in.parents[1]}"' in advice


def test_questions_on_the_screen(look, monkeypatch, tkinter):
    subject = "Questions on the screen"
    assert look(subject) == [(IN_ORDER, "They can be asked, with tkinter 8.6.", "")]
    cannot = "a button cannot ask for the password, a file or a date."

    def broken():
        raise tkinter.TclError("no usable init.tcl")

    monkeypatch.setattr(tkinter, "Tcl", broken)
    assert look(subject)[0][:2] == (TO_DO, f"This Python's tkinter does not start: {cannot}")
    monkeypatch.setitem(sys.modules, "tkinter", None)
    [(state, words, advice)] = look(subject)
    assert (state, words) == (TO_DO, f"This Python has no tkinter: {cannot}")
    assert "choose Modify and tick 'tcl/tk and IDLE'" in advice


def test_xlwings(look):
    assert look("xlwings") == [(IN_ORDER, "xlwings 0.37.8.", "")]
    for version, said in {
        "0.37.4": "xlwings 0.37.4",
        "0.9": "xlwings 0.9",
        None: "xlwings is missing",
    }.items():
        [(state, words, advice)] = look("xlwings", version=(VERSIONS | {"xlwings": version}).get)
        assert (state, words) == (TO_DO, f"Missing or of a wrong version: {said}.")
        assert advice == f'Run: "{sys.executable}" -m pip install "xlwings>=0.37.5"'


def test_other_parts(look):
    [(state, words, _)] = look("Other parts")
    assert state == IN_ORDER
    assert "pandas 2.2.3" in words
    assert "pywin32 311" in words
    [(state, words, advice)] = look(
        "Other parts", version=(VERSIONS | {"pandas": None, "openpyxl": "3.2"}).get
    )
    assert (state, words) == (TO_DO, "Missing or of a wrong version: openpyxl 3.2, pandas is missing.")
    assert advice.startswith(f'Run: "{sys.executable}" -m pip install "openpyxl')
    assert '"pandas>=2.2"' in advice


def test_pywin32_is_needed_on_windows_only(look):
    version = (VERSIONS | {"pywin32": None}).get
    assert look("Other parts", version=version)[0][1] == "Missing or of a wrong version: pywin32 is missing."
    assert look("Other parts", version=version, windows=False)[0][0] == IN_ORDER


def test_this_computers_own_parts_are_in_order(look):
    assert look("Other parts", version=Machine().version, windows=False)[0][0] == IN_ORDER
    assert look("xlwings", version=Machine().version)[0][0] == IN_ORDER
    assert Machine().version("no-such-package") is None


# Excel


def test_excel(look):
    assert look("Excel") == [(IN_ORDER, f"Excel 16.0.17328.20162, 64-bit, {EXCEL}.", "")]
    assert ", 32-bit, " in look("Excel", {(CLICK_TO_RUN, "Platform"): "x86"})[0][1]
    of_old = {(CLICK_TO_RUN, "Platform"): None, (CLICK_TO_RUN, "VersionToReport"): None}
    assert look("Excel", of_old) == [(IN_ORDER, f"Excel of a version not known, {EXCEL}.", "")]


def test_windows_without_excel(look):
    words = f"Excel was not found on this computer. {office.WITHOUT_EXCEL}"
    assert look("Excel", {APP_PATHS: None}) == [(TO_DO, words, "Ask IT for Excel as part of Microsoft 365.")]


def test_a_computer_that_cannot_have_excel(look):
    words = f"The buttons need Excel for Windows. {office.WITHOUT_EXCEL}"
    assert look("Excel", windows=False) == [(NOT_HERE, words, "")]
    assert look("Macros", windows=False) == []
    assert look("Add-in", windows=False) == [(NOT_HERE, "It is loaded by Excel for Windows only.", "")]


@pytest.mark.parametrize(
    ("registry", "words"),
    [
        ({}, "Nothing is set in Office that would keep the add-in from running."),
        (
            {(rf"{POLICIES}\Excel\Security", "VBAWarnings"): 2},
            "Nothing is set in Office that would keep the add-in from running.",
        ),
        (
            {(rf"{POLICIES}\Excel\Security", "VBAWarnings"): 4},
            "Excel runs macros only in folders that it trusts. The add-in lies in one, XLSTART.",
        ),
        (
            {
                (rf"{POLICIES}\Excel\Security", "VBAWarnings"): 1,
                (rf"{OWN}\Excel\Security", "VBAWarnings"): 4,
                (rf"{POLICIES}\Excel\Security", "BlockContentExecutionFromInternet"): 1,
            },
            "Nothing is set in Office that would keep the add-in from running. Macros in files from the internet are "
            "blocked; the add-in is built here and is none.",
        ),
    ],
    ids=["nothing", "asks", "trusted folders", "the organisation wins"],
)
def test_macros_that_may_run(registry, words, look):
    assert look("Macros", registry)[0][:2] == (IN_ORDER, words)


@pytest.mark.parametrize(
    ("registry", "words"),
    [
        ({(rf"{POLICIES}\Common", "VBAOff"): 1}, "Office runs no macros at all."),
        ({(rf"{OWN}\Excel\Security", "DisableAllAddins"): 1}, "Excel loads no add-ins."),
        (
            {(rf"{POLICIES}\Excel\Security", "RequireAddinSig"): 1},
            "Excel loads only add-ins signed by a trusted publisher.",
        ),
        (
            {(rf"{POLICIES}\Common\Security", "RequireAlwaysOnMacroSig"): 1},
            "Office loads only add-ins signed by a trusted publisher.",
        ),
        (
            {
                (rf"{POLICIES}\Excel\Security", "VBAWarnings"): 4,
                (rf"{POLICIES}\Excel\Security\Trusted Locations", "AllLocationsDisabled"): 1,
            },
            "Excel runs no macros that are not signed, and trusts no folder.",
        ),
    ],
    ids=["VBA", "add-ins", "signed add-ins", "signed by Office", "no trusted folder"],
)
def test_macros_that_are_refused(registry, words, look):
    advice = "Ask IT to allow the add-in cso_xl.xlam, or to sign it; until then use the command line."
    assert look("Macros", registry) == [(TO_DO, f"{words} The tab CSO cannot come up.", advice)]


def test_the_add_in(look, monkeypatch):
    assert look("Add-in") == [(IN_ORDER, "The add-in is installed.", "")]
    both = [check.Finding(True, "It is there."), check.Finding(False, "It starts another Python.")]
    monkeypatch.setattr(check, "check", lambda _: both)
    assert look("Add-in") == [(IN_ORDER, "It is there.", ""), (TO_DO, "It starts another Python.", "")]

    def cannot(_):
        raise FileError("The installed xlwings has no template.")

    monkeypatch.setattr(check, "check", cannot)
    assert look("Add-in") == [(TO_DO, "The installed xlwings has no template.", "")]


def test_a_check_whose_part_is_missing(look, monkeypatch):
    monkeypatch.setitem(sys.modules, "cso_xl.addin.check", None)
    said = "This could not be looked at: the part 'cso_xl.addin.check' is missing."
    assert look("Add-in") == [(TO_DO, said, "Install cso_xl again, as its page 'For IT' says.")]


# Settings and records


def test_settings(look, tmp_path):
    own = settings_.user_file()
    words = f"All settings are the defaults. Your own would stand in {own}."
    assert look("Settings") == [(IN_ORDER, words, "")]
    file = settings_file(tmp_path, "[address_sharer]\ngap = 4\n")
    words = f"1 of your own, in {file}; all others are the defaults."
    assert look("Settings", settings_file=file) == [(IN_ORDER, words, "")]


def test_settings_that_cannot_be_used(look, tmp_path):
    file = settings_file(tmp_path, "[address_sharer]\ngap = 1\n")
    [(state, words, _)] = look("Settings", settings_file=file)
    wrong = "'address_sharer.gap' must be 3 or more: Status, Reason and Comment stand in the gap."
    assert (state, words) == (TO_DO, f"{file} cannot be used:\n  {wrong}")
    assert look("Records folder", settings_file=file)[0][0] == IN_ORDER
    assert look("Records folder", settings_file=file, records=None) == []


def test_the_records_folder(look, records, tmp_path):
    words = f"{records} is there, and you may write in it."
    assert look("Records folder") == [(IN_ORDER, words, "")]
    assert list(records.iterdir()) == []
    in_settings = settings_file(tmp_path, f"[records]\nroot = '{records}'\n")
    assert look("Records folder", records=None, settings_file=in_settings) == [(IN_ORDER, words, "")]


def test_no_records_folder(look, tmp_path):
    [(state, words, advice)] = look("Records folder", records=None)
    assert (state, words) == (TO_DO, "No records folder is set.")
    own = settings_.user_file()
    assert advice == f"Write it as root under [records] in {own}, or name it with --records."
    gone = tmp_path / "gone"
    [(state, words, _)] = look("Records folder", records=gone)
    assert (state, words) == (TO_DO, f"{gone} does not exist.")
    assert not gone.exists()


def test_a_records_folder_that_is_not_whole(look, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    in_settings = settings_file(tmp_path, '[records]\nroot = "records"\n')
    [(state, words, advice)] = look("Records folder", records=None, settings_file=in_settings)
    assert (state, words) == (TO_DO, "records means another folder in every place.")
    assert advice == "Write it in full, from the drive on."
    assert look("Records folder", records=Path("records"))[0][0] == IN_ORDER


def test_a_records_folder_in_which_nothing_may_be_written(look, records, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    advice = "Ask IT for the right to make and delete files there."
    assert look("Records folder") == [(TO_DO, f"You may not write in {records}.", advice)]


def test_the_heads_of_the_logs(look, records, monkeypatch):
    beside = f"They are kept in {records.parent}."
    assert look("Heads of the logs") == [(IN_ORDER, beside, "")]
    assert look("Heads of the logs", records=None) == []
    can_write = folder._can_write
    monkeypatch.setattr(folder, "_can_write", lambda place: place != records.parent and can_write(place))
    [(state, words, advice)] = look("Heads of the logs")
    assert (state, words) == (
        TO_DO, f"You may not write in {records.parent}, where the heads of the logs lie.",
    )  # fmt: skip
    assert (
        advice
        == "Ask IT that all who work here may make files there, or to put the records one folder deeper."
    )


def test_room(look, monkeypatch, tmp_path):
    usage = collections.namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1_500_000_000))
    assert look("Room for the records") == [(IN_ORDER, "1.5 GB are free where the records lie.", "")]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(200_000_000))
    assert look("Room for the records")[0][:2] == (TO_DO, "0.2 GB are free where the records lie.")
    assert look("Room for the records", records=tmp_path / "gone") == []


def filed(records, date):
    folder = records / "Child Sex Offenders" / "Address Sharing Notifications"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{date} Master Copy CSOs Living With Children.xlsx").write_bytes(date.encode())
    return folder


def test_last_weeks_master(look, records):
    [(state, words, advice)] = look("Last week's Master")
    assert (state, words) == (NOT_HERE, "No Master Copy is filed yet.")
    assert advice.endswith("without it rows that were seen before are marked New.")
    filed(records, "20241230")
    [(state, words, _)] = look("Last week's Master")
    assert (state, words) == (
        NOT_HERE,
        "The newest Master Copy is that of 30 December 2024. There is none of last week.",
    )
    filed(records, "20250106")
    words = "The newest Master Copy is that of 06 January 2025."
    assert look("Last week's Master") == [(IN_ORDER, words, "")]


def test_two_different_masters_of_one_day(look, records):
    folder = filed(records, "20250106")
    (folder / "20250106 Master Copy CSOs Living With Children.csv").write_bytes(b"another")
    [(state, words, _)] = look("Last week's Master")
    assert state == TO_DO
    assert words.startswith("Two different files are the master copy of 06 January 2025: ")


# The password


def test_no_keyring(look):
    words = "This computer has nothing that keeps passwords: it is asked for each time."
    assert look("Keyring") == [(NOT_HERE, words, "")]


def test_a_keyring_with_and_without_the_password(look, monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    monkeypatch.setattr(keyring, "get_password", lambda service, user: None)
    words = "No password is kept in Made-up Keyring: it is asked for each time."
    assert look("Keyring") == [(IN_ORDER, words, "To keep it, run: keyring set cso_xl datamatch")]
    monkeypatch.setattr(keyring, "get_password", lambda service, user: PASSWORD)
    assert look("Keyring") == [(IN_ORDER, "The password is kept in Made-up Keyring.", "")]


def test_a_keyring_that_is_locked(look, monkeypatch):
    def locked(*_):
        raise keyring.errors.KeyringLocked

    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    monkeypatch.setattr(keyring, "get_password", locked)
    assert look("Keyring")[0][1] == "No password is kept in Made-up Keyring: it is asked for each time."


def test_the_password_in_the_environment(look, monkeypatch):
    words = (
        "It is in the environment variable CSO_XL_PASSWORD, where every program that you start can read it."
    )
    advice = "Take the variable out once the password is in the keyring."
    assert look("Password") == [(IN_ORDER, words, advice)]
    monkeypatch.delenv("CSO_XL_PASSWORD")
    assert look("Password") == []


# The seed of rounded figures

SEED = "Seed of rounded figures"


@pytest.fixture
def seeded(tmp_path):
    """Settings that name a unit's seed, and where it lies."""

    def seeded(path, held=f"{'0f' * 32}\n", mode=0o640):
        if held:
            path.write_text(held)
            path.chmod(mode)
        return settings_file(tmp_path, f'[figures]\nseed = "{path.as_posix()}"\n')

    return seeded


def test_before_figures_were_released_no_seed_is_missed(look):
    [(state, words, _)] = look(SEED)
    assert state == IN_ORDER and words.startswith("No figures were rounded for release from here")


def test_a_seed_that_settings_name_is_there(look, seeded, tmp_path):
    assert look(SEED, settings_file=seeded(tmp_path / "seed.txt")) == [
        (IN_ORDER, f"{tmp_path / 'seed.txt'} is there, apart from the records.", "")
    ]


def test_a_seed_that_settings_name_is_gone(look, seeded, tmp_path):
    [(state, words, advice)] = look(SEED, settings_file=seeded(tmp_path / "seed.txt", held=""))
    assert (state, words) == (TO_DO, f"{tmp_path / 'seed.txt'} is not there.")
    assert advice.startswith("If figures were released with it, restore it")


def test_a_seed_that_others_may_read(look, seeded, tmp_path):
    [(state, words, _)] = look(SEED, settings_file=seeded(tmp_path / "seed.txt", mode=0o644))
    assert (state, words.partition(":")[0]) == (TO_DO, f"Others may read {tmp_path / 'seed.txt'}")


def test_a_seed_that_lies_in_the_records(look, seeded, records):
    [(state, words, _)] = look(SEED, settings_file=seeded(records / "seed.txt"))
    assert (state, words.partition(" lies in the records")[0]) == (TO_DO, f"{records / 'seed.txt'}")


def test_a_file_that_holds_no_seed(look, seeded, tmp_path):
    [(state, words, _)] = look(SEED, settings_file=seeded(tmp_path / "seed.txt", held="password"))
    assert state == TO_DO and "does not hold a seed for rounding" in words and "password" not in words
