"""The Python that does what is pressed, started by the user: in the Start menu, and at logon; no rights are needed."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cso_xl.addin.install import Places
from cso_xl.errors import FileError
from cso_xl.excel import resident
from cso_xl.intake.passwords import kept_from_children

NAME = "CSO.lnk"
_ARGUMENTS = ("-m", "cso_xl", "addin", "resident")
_STILL_RUNS = (
    "The Python that works for the add-in is busy and has not ended. Finish what it asks, or sign out and in again; "
    "then try again."
)


def shortcuts(places: Places) -> Sequence[Path]:
    """The shortcuts to the resident Python: in the Start menu, and among what starts at logon."""
    return places.programs / NAME, places.programs / "Startup" / NAME


def put(places: Places) -> None:
    """Put the shortcuts in place, and start the resident Python. Raises FileError when an earlier one does not end."""
    take_away(places)
    python = places.interpreter.with_name("pythonw.exe")
    for path in shortcuts(places):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_shortcut(path, python, subprocess.list2cmdline(_ARGUMENTS))
    start(python)


def take_away(places: Places) -> list[Path]:
    """End the resident Python and remove its shortcuts; returns these. Raises FileError when it does not end."""
    if not resident.end(places.requests):
        raise FileError(_STILL_RUNS)
    existing = [path for path in shortcuts(places) if path.exists()]
    for path in existing:
        path.unlink()
    for path in places.requests.glob("*"):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # not there
        places.requests.rmdir()
    return existing


def start(python: Path) -> None:
    """Start the resident Python so that it goes on when the program that started it has ended."""
    with kept_from_children():
        subprocess.Popen([python, *_ARGUMENTS], stdin=subprocess.DEVNULL, start_new_session=True)


def write_shortcut(path: Path, program: Path, arguments: str) -> None:
    """Write a Windows shortcut."""
    if sys.platform != "win32":
        raise FileError("Shortcuts are Windows'.")
    import pythoncom
    from win32com.shell import shell

    kind = pythoncom.CLSCTX_INPROC_SERVER
    link = pythoncom.CoCreateInstance(shell.CLSID_ShellLink, None, kind, shell.IID_IShellLink)
    link.SetPath(str(program))
    link.SetArguments(arguments)
    link.SetDescription("Works for the tab CSO in Excel. No window opens.")
    link.QueryInterface(pythoncom.IID_IPersistFile).Save(str(path), 0)
