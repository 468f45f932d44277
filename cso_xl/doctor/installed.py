"""Python and its parts: what the program stands on, and whether it can ask and read."""

import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path

from cso_xl.computer.findings import IN_ORDER, NOT_HERE, TO_DO, Finding
from cso_xl.computer.machine import Machine
from cso_xl.errors import CsoError


def python(machine: Machine) -> list[Finding]:
    words = f"Python {sys.version.split()[0]}, {machine.bits}-bit, {sys.executable}."
    if machine.bits >= 64:
        return [Finding("Python", IN_ORDER, words)]
    advice = "Install the 64-bit Python from python.org, then cso_xl in it: a large report does not fit into this one."
    return [Finding("Python", TO_DO, words, advice)]


def compiled() -> list[Finding]:
    """Whether Python keeps what it compiled: it has just tried to keep this very module."""
    subject, kept = "Python's compiled files", Path(cache_from_source(__file__))
    if kept.is_file():
        return [Finding(subject, IN_ORDER, "They are kept, so that a press starts quickly.")]
    words = f"They cannot be kept in {kept.parent}, or are not to be: each press takes three to four times as long."
    advice = (
        f'Have somebody who may write there run: "{sys.executable}" -m compileall "{kept.parents[2]}". '
        "If the environment variable PYTHONDONTWRITEBYTECODE is set, take it out."
    )
    return [Finding(subject, TO_DO, words, advice)]


def tkinter() -> list[Finding]:
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


def parts(machine: Machine) -> list[Finding]:
    """Every package that cso_xl needs, by its own list of requirements."""
    wanted = [requirement for requirement in metadata.requires("cso_xl") or [] if ";" not in requirement]
    if machine.windows:
        wanted.append("pywin32")
    xlwings = [requirement for requirement in wanted if requirement.startswith("xlwings")]
    others = [requirement for requirement in wanted if requirement not in xlwings]
    return [_installed(machine, "xlwings", xlwings), _installed(machine, "Other parts", others)]


def _installed(machine: Machine, subject: str, wanted: Sequence[str]) -> Finding:
    names = [re.split(r"[^\w.-]", requirement)[0] for requirement in wanted]
    versions = {name: machine.version(name) for name in names}
    wrong = [
        f"{name} {versions[name] or 'is missing'}"
        for name, requirement in zip(names, wanted, strict=True)
        if not _fits(versions[name], requirement)
    ]
    if not wrong:
        return Finding(subject, IN_ORDER, f"{', '.join(f'{name} {versions[name]}' for name in names)}.")
    needed = [
        requirement
        for requirement, name in zip(wanted, names, strict=True)
        if not _fits(versions[name], requirement)
    ]
    quoted = " ".join(f'"{requirement}"' for requirement in needed)
    advice = f'Run: "{sys.executable}" -m pip install {quoted}'
    return Finding(subject, TO_DO, f"Missing or of a wrong version: {', '.join(wrong)}.", advice)


def _fits(version: str | None, requirement: str) -> bool:
    """Whether a version is there and within the bounds (>= and <) of a requirement."""
    if version is None:
        return False
    bounds = re.findall(r"(>=|<)\s*([\d.]+)", requirement)
    return all((_numbers(version) >= _numbers(bound)) == (sign == ">=") for sign, bound in bounds)


def _numbers(version: str) -> list[int]:
    return [*map(int, re.findall(r"\d+", version)), 0, 0][:3]


def reading() -> list[Finding]:
    """Whether files can be read in a process of their own, within its limits."""
    from cso_xl.intake import apart
    from cso_xl.intake.limits import READ_MEMORY, READ_SECONDS

    words = "A process of its own reads what is received, for "
    time, memory = f"at most {READ_SECONDS} seconds a file", f"in at most {READ_MEMORY >> 20:,} MB of memory"
    if apart.is_limited("this computer", b""):
        return [Finding("Reading files", IN_ORDER, f"{words}{time}, {memory}.")]
    advice = "Windows refused to limit its memory. Tell support; until then a damaged file may take more."
    return [Finding("Reading files", TO_DO, f"{words}{time}, but not {memory}.", advice)]


def addin(machine: Machine) -> list[Finding]:
    """The add-in that Excel loads."""
    if not machine.windows:
        return [Finding("Add-in", NOT_HERE, "It is loaded by Excel for Windows only.")]
    from cso_xl.addin.check import check
    from cso_xl.addin.install import places

    return [Finding("Add-in", IN_ORDER if ok else TO_DO, says) for ok, says in check(places())]


def starting(machine: Machine) -> list[Finding]:
    """Whether a press reaches Python in the way in which the add-in is installed."""
    from cso_xl.computer import hardened

    return hardened.programs(machine, is_resident=machine.windows and _is_resident())


def _is_resident() -> bool:
    from cso_xl.addin import check, install

    with suppress(CsoError):  # no Excel for Windows: the add-in's own finding says so
        return check.way(install.places()) is install.Way.RESIDENT
    return False
