"""Whether this computer is set up for cso_xl, in plain words, and what to do where it is not.

It has to work where things are missing: every check imports by itself what it looks at.
"""

import datetime as dt
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.cells.dates import in_full
from cso_xl.errors import CsoError, SettingsError
from cso_xl.machine import Machine
from cso_xl.records.publish import UNFINISHED
from cso_xl.settings import Settings

IN_ORDER, TO_DO, NOT_HERE = "in order", "to do", "not here"
ENOUGH_SPACE = 1_000_000_000  # bytes: many weeks of copies
WITHOUT_EXCEL = (
    "What works without it: every report from the command line (cso-xl run, cso-xl processed), the synthetic week to "
    "practise on (cso-xl demo), and building the add-in. The copies open in any spreadsheet program."
)
_REFUSALS = (  # what an organisation or a person can have set in Office: key, value, what it means
    (r"Common", "VBAOff", "Office runs no macros at all"),
    (
        r"Common\Security",
        "RequireAlwaysOnMacroSig",
        "Office loads only add-ins signed by a trusted publisher",
    ),
    (r"Excel\Security", "DisableAllAddins", "Excel loads no add-ins"),
    (r"Excel\Security", "RequireAddinSig", "Excel loads only add-ins signed by a trusted publisher"),
)
_COLOURS = {IN_ORDER: "green", TO_DO: "bold red", NOT_HERE: "yellow"}


@dataclass(frozen=True)
class Finding:
    """What was looked at, its state (IN_ORDER, TO_DO or NOT_HERE) in words, and what to do about it."""

    subject: str
    state: str
    words: str
    advice: str = ""


def examine(
    machine: Machine, settings_file: Path | None, records: Path | None, today: dt.date
) -> list[Finding]:
    """Every finding, in the order in which things are to be put right; `records` wins over settings."""
    try:
        settings, readable = settings_.load(settings_file), True
    except (SettingsError, ImportError):
        settings, readable = settings_.load(settings_.DEFAULTS), False
    set_root = settings.text("records.root")
    root = records.absolute() if records else Path(set_root) if set_root else None
    checks: list[tuple[str, Callable[[], Sequence[Finding]]]] = [
        ("Python", partial(_python, machine)),
        ("Python's compiled files", _compiled),
        ("Questions on the screen", _tkinter),
        ("Parts", partial(_parts, machine)),
        ("Reading files", _reading),
        ("Excel", partial(_excel, machine)),
        ("Macros", partial(_macros, machine)),
        ("Add-in", partial(_addin, machine)),
        ("Settings", partial(_settings, settings_file)),
        ("Records folder", partial(_records, root, readable)),
        ("Room for the records", partial(_room, root)),
        ("Room for names", partial(_room_for_names, machine, root, settings)),
        ("Last week's Master", partial(_master, root, settings, today)),
        ("Road register", partial(_roads, settings)),
        ("Password", partial(_password, settings)),
    ]
    return [finding for subject, check in checks for finding in _found(subject, check)]


def exit_code(findings: Sequence[Finding]) -> int:
    """0 when everything that this computer can have is in order."""
    return int(any(one.state == TO_DO for one in findings))


def _found(subject: str, check: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
    """What a check finds; that it could not be made is a finding too."""
    try:
        return check()
    except CsoError as error:
        return [Finding(subject, TO_DO, str(error))]
    except ImportError as error:
        words = f"This could not be looked at: the part '{error.name}' is missing."
        return [Finding(subject, TO_DO, words, "Install cso_xl again, as its README says.")]
    except OSError as error:
        return [Finding(subject, TO_DO, f"This could not be looked at: {error.strerror}.", "Tell support.")]


# Python and its parts


def _python(machine: Machine) -> list[Finding]:
    words = f"Python {sys.version.split()[0]}, {machine.bits}-bit, {sys.executable}."
    if machine.bits >= 64:
        return [Finding("Python", IN_ORDER, words)]
    advice = "Install the 64-bit Python from python.org, then cso_xl in it: a large report does not fit into this one."
    return [Finding("Python", TO_DO, words, advice)]


def _compiled() -> list[Finding]:
    """Whether Python keeps what it compiled: it has just tried to keep this very module."""
    subject, kept = "Python's compiled files", Path(cache_from_source(__file__))
    if kept.is_file():
        return [Finding(subject, IN_ORDER, "They are kept, so that a press starts quickly.")]
    words = f"They cannot be kept in {kept.parent}, or are not to be: each press takes three to four times as long."
    advice = (
        f'Have somebody who may write there run: "{sys.executable}" -m compileall "{kept.parent.parent}". '
        "If the environment variable PYTHONDONTWRITEBYTECODE is set, take it out."
    )
    return [Finding(subject, TO_DO, words, advice)]


def _tkinter() -> list[Finding]:
    subject = "Questions on the screen"
    try:
        import tkinter

        tkinter.Tcl()
    except ImportError:
        words = "This Python has no tkinter: a button cannot ask for the password, a file or a date."
    except tkinter.TclError:
        words = (
            "This Python's tkinter does not start: a button cannot ask for the password, a file or a date."
        )
    else:
        return [Finding(subject, IN_ORDER, f"They can be asked, with tkinter {tkinter.TkVersion}.")]
    advice = (
        "On Windows run Python's installer again, choose Modify and tick 'tcl/tk and IDLE'. On Debian and Ubuntu: "
        "apt-get install python3-tk."
    )
    return [Finding(subject, TO_DO, words, advice)]


def _parts(machine: Machine) -> list[Finding]:
    """Every package that cso_xl is made of, by what its own list of requirements says."""
    wanted = [one for one in metadata.requires("cso_xl") or [] if ";" not in one]
    if machine.windows:
        wanted.append("pywin32")
    xlwings = [one for one in wanted if one.startswith("xlwings")]
    others = [one for one in wanted if one not in xlwings]
    return [_installed(machine, "xlwings", xlwings), _installed(machine, "Other parts", others)]


def _installed(machine: Machine, subject: str, wanted: Sequence[str]) -> Finding:
    names = [re.split(r"[^\w.-]", one)[0] for one in wanted]
    versions = {name: machine.version(name) for name in names}
    wrong = [
        f"{name} {versions[name] or 'is missing'}"
        for name, one in zip(names, wanted, strict=True)
        if not _fits(versions[name], one)
    ]
    if not wrong:
        return Finding(subject, IN_ORDER, f"{', '.join(f'{name} {versions[name]}' for name in names)}.")
    needed = [one for one, name in zip(wanted, names, strict=True) if not _fits(versions[name], one)]
    advice = (
        f'Run: "{sys.executable}" -m pip install {" ".join(f"{chr(34)}{one}{chr(34)}" for one in needed)}'
    )
    return Finding(subject, TO_DO, f"Missing or of a wrong version: {', '.join(wrong)}.", advice)


def _fits(version: str | None, requirement: str) -> bool:
    """Whether a version is there and within the bounds (>= and <) of a requirement."""
    if version is None:
        return False
    bounds = re.findall(r"(>=|<)\s*([\d.]+)", requirement)
    return all((_numbers(version) >= _numbers(bound)) == (sign == ">=") for sign, bound in bounds)


def _numbers(version: str) -> list[int]:
    return [*map(int, re.findall(r"\d+", version)), 0, 0][:3]


# Excel


def _excel(machine: Machine) -> list[Finding]:
    if not machine.windows:
        words = f"The buttons need Excel for Windows. {WITHOUT_EXCEL}"
        return [Finding("Excel", NOT_HERE, words)]
    path = machine.registry(r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "")
    if not path:
        words = f"Excel was not found on this computer. {WITHOUT_EXCEL}"
        return [Finding("Excel", TO_DO, words, "Ask IT for Excel as part of Microsoft 365.")]
    installed = r"Software\Microsoft\Office\ClickToRun\Configuration"
    version = machine.registry(installed, "VersionToReport")
    platform = machine.registry(installed, "Platform")
    bits = {"x64": ", 64-bit", "x86": ", 32-bit"}.get(str(platform), "")
    return [Finding("Excel", IN_ORDER, f"Excel {version or 'of a version not known'}{bits}, {path}.")]


def _macros(machine: Machine) -> list[Finding]:
    """What Office is told to refuse; the add-in is not signed, and lies in XLSTART, a trusted folder."""
    if not machine.windows:
        return []
    refused = [words for key, name, words in _REFUSALS if machine.told(key, name) == 1]
    macros_off = machine.told(r"Excel\Security", "VBAWarnings") in (3, 4)  # all but signed ones; all
    if macros_off and machine.told(r"Excel\Security\Trusted Locations", "AllLocationsDisabled") == 1:
        refused.append("Excel runs no macros that are not signed, and trusts no folder")
    if refused:
        advice = "Ask IT to allow the add-in cso_xl.xlam, or to sign it; until then use the command line."
        return [Finding("Macros", TO_DO, f"{'. '.join(refused)}. The tab CSO cannot come up.", advice)]
    words = "Nothing is set in Office that would keep the add-in from running."
    if macros_off:
        words = "Excel runs macros only in folders that it trusts. The add-in lies in one, XLSTART."
    if machine.told(r"Excel\Security", "BlockContentExecutionFromInternet") == 1:
        words += " Macros in files from the internet are blocked; the add-in is built here and is none."
    advice = "If the tab CSO does not come up, ask IT to allow the add-in cso_xl.xlam." if macros_off else ""
    return [Finding("Macros", IN_ORDER, words, advice)]


def _addin(machine: Machine) -> list[Finding]:
    if not machine.windows:
        return [Finding("Add-in", NOT_HERE, "It is loaded by Excel for Windows only.")]
    from cso_xl.addin.check import check
    from cso_xl.addin.install import places

    return [Finding("Add-in", IN_ORDER if ok else TO_DO, says) for ok, says in check(places())]


# Settings and records


def _settings(file: Path | None) -> list[Finding]:
    chosen = file or settings_.user_file()
    settings = settings_.load(file)
    own = sum(origin != "default" for _, _, origin in settings_.leaves(settings))
    if not own:
        words = f"All settings are the defaults. Your own would stand in {chosen}."
    else:
        words = f"{own} of your own, in {chosen}; all others are the defaults."
    return [Finding("Settings", IN_ORDER, words)]


def _records(root: Path | None, settings_readable: bool) -> list[Finding]:
    subject = "Records folder"
    if root is None:
        if not settings_readable:
            return []  # nobody can say whether one is set
        advice = f"Write it as root under [records] in {settings_.user_file()}, or name it with --records."
        return [Finding(subject, TO_DO, "No records folder is set.", advice)]
    if not root.is_absolute():
        advice = "Write it in full, from the drive on."
        return [Finding(subject, TO_DO, f"{root} means another folder in every place.", advice)]
    if not root.is_dir():
        advice = "Check its name, and that the drive is connected. cso-xl never makes it by itself."
        return [Finding(subject, TO_DO, f"{root} does not exist.", advice)]
    if not _can_write(root):
        advice = "Ask IT for the right to make and delete files there."
        return [Finding(subject, TO_DO, f"You may not write in {root}.", advice)]
    return [Finding(subject, IN_ORDER, f"{root} is there, and you may write in it.")]


def _can_write(folder: Path) -> bool:
    """Whether a file can be made there; it is deleted at once."""
    trial = folder / f"{UNFINISHED}{secrets.token_hex(8)}.tmp"
    try:
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError:
        return False
    return True


def _room(root: Path | None) -> list[Finding]:
    if root is None or not root.is_dir():
        return []
    free = shutil.disk_usage(root).free
    words = f"{free / 1e9:,.1f} GB are free where the records lie."
    if free < ENOUGH_SPACE:
        return [
            Finding("Room for the records", TO_DO, words, "Ask IT for more, before a report cannot be filed.")
        ]
    return [Finding("Room for the records", IN_ORDER, words)]


def _room_for_names(machine: Machine, root: Path | None, settings: Settings) -> list[Finding]:
    """Whether the paths of what is filed are as short as Windows and Excel need them."""
    if not machine.windows or root is None or not root.is_dir():
        return []
    from cso_xl import windows
    from cso_xl.records.room import ADVICE, left

    has_long_paths = machine.registry(windows.LONG_PATHS_KEY, windows.LONG_PATHS_NAME) == 1
    room = left(settings, root, windows.limits_with(has_long_paths))
    if room.is_enough:
        return [Finding("Room for names", IN_ORDER, str(room))]
    return [Finding("Room for names", TO_DO, str(room), ADVICE)]


def _master(root: Path | None, settings: Settings, today: dt.date) -> list[Finding]:
    """Whether the address sharers have something to be compared with."""
    if root is None or not root.is_dir():
        return []
    from cso_xl.records.tree import Records

    subject = "Last week's Master"
    found = Records(root, settings).newest("address_sharer", "master", before=today)
    advice = "If there was one, file it under its name; without it rows that were seen before are marked New."
    if found is None:
        return [Finding(subject, NOT_HERE, "No Master Copy is filed yet.", advice)]
    date, _ = found
    words = f"The newest Master Copy is that of {in_full(date)}."
    if date < today - dt.timedelta(days=today.weekday() + 7):
        return [Finding(subject, NOT_HERE, f"{words} There is none of last week.", advice)]
    return [Finding(subject, IN_ORDER, words)]


def _roads(settings: Settings) -> list[Finding]:
    """The road register, which an office may do without [A4]."""
    subject, named = "Road register", settings.text("addresses.register")
    if not named:
        words = "None is set: more addresses are left to a person as 'Check address'."
        advice = (
            "Export 'NZ Addresses' from the LINZ Data Service as CSV, run 'cso-xl addresses register FILE', and name "
            "the index as register under [addresses] in settings."
        )
        return [Finding(subject, NOT_HERE, words, advice)]
    if not Path(named).is_absolute():
        words = f"{named} means another file in every place."
        return [Finding(subject, TO_DO, words, "Write it in full, from the drive on.")]
    from cso_xl.addresses.register import Register

    with Register.open(Path(named)) as register:
        return [Finding(subject, IN_ORDER, register.about.in_words())]


def _reading() -> list[Finding]:
    """Whether files can be read in a process of their own, within its limits."""
    from cso_xl.intake import apart
    from cso_xl.intake.screen.limits import READ_MEMORY, READ_SECONDS

    words = "A process of its own reads what is received, for "
    time, memory = f"at most {READ_SECONDS} seconds a file", f"in at most {READ_MEMORY >> 20:,} MB of memory"
    if apart.is_limited("this computer", b""):
        return [Finding("Reading files", IN_ORDER, f"{words}{time}, {memory}.")]
    advice = "Windows refused to limit its memory. Tell support; until then a damaged file may take more."
    return [Finding("Reading files", TO_DO, f"{words}{time}, but not {memory}.", advice)]


def _password(settings: Settings) -> list[Finding]:
    """Where the password is kept; never what it is."""
    from cso_xl.excel.dialogs import keyring_name
    from cso_xl.intake.passwords import VARIABLE

    found = []
    if os.environ.get(VARIABLE):
        words = (
            f"It is in the environment variable {VARIABLE}, where every program that you start can read it."
        )
        advice = "Take the variable out once the password is in the keyring."
        found.append(Finding("Password", IN_ORDER, words, advice))
    kept_in = keyring_name()
    service, user = (settings.text(f"password.keyring_{key}") for key in ("service", "user"))
    if kept_in is None:
        words = "This computer has nothing that keeps passwords: it is asked for each time."
        return [*found, Finding("Keyring", NOT_HERE, words)]
    if _is_stored(service, user):
        return [*found, Finding("Keyring", IN_ORDER, f"The password is kept in {kept_in}.")]
    words = f"No password is kept in {kept_in}: it is asked for each time."
    return [*found, Finding("Keyring", IN_ORDER, words, f"To keep it, run: keyring set {service} {user}")]


def _is_stored(service: str, user: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError):
        return bool(keyring.get_password(service, user))
    return False


# What a person, or a program, is shown


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """The findings for a program."""
    return {"in_order": exit_code(findings) == 0, "findings": [asdict(one) for one in findings]}


def show(findings: Sequence[Finding]) -> None:
    """The findings as a table, what is to be done under each."""
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        print(*(f"{one.subject}: {one.state}. {one.words} {one.advice}" for one in findings), sep="\n")
        return
    console = Console(width=None if Console().is_terminal else 160)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for one in findings:
        words = Text(one.words)
        if one.advice:
            words.append(f"\n{one.advice}", "italic")
        table.add_row(one.subject, Text(one.state, _COLOURS[one.state]), words)
    console.print(table)
    to_do = sum(one.state == TO_DO for one in findings)
    if to_do:
        console.print(f"\n{to_do} to do.", highlight=False)
    else:
        console.print("\nEverything that this computer can have is in order.")
