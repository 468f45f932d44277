"""Putting the add-in where Excel loads it for this user, and telling it which Python to start.

No administrator is needed. Excel opens what lies in XLSTART at its start, and trusts that folder.
"""

import contextlib
import locale
import os
import sys
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from cso_xl.addin import vba
from cso_xl.addin.build import FILE_NAME, build
from cso_xl.errors import FileError
from cso_xl.files.publish import replace

ENCODING = locale.getencoding()  # Excel's VBA reads the config in the system's own code page


class Way(Enum):
    """How a press reaches Python, in words that follow 'The add-in ...'."""

    ANEW = "starts this Python, {}, anew for each press"
    STAYS = "starts this Python, {}, once, and it stays up between presses"
    RESIDENT = "starts nothing: it asks this Python, {}, which you start"


@dataclass(frozen=True)
class Places:
    """Where the add-in and its config lie, which Python works for it, and the Start menu's folder."""

    startup: Path
    config_folder: Path
    interpreter: Path
    programs: Path

    @property
    def addin(self) -> Path:
        """The add-in that Excel loads."""
        return self.startup / FILE_NAME

    @property
    def config(self) -> Path:
        """xlwings' config of this user."""
        return self.config_folder / f"{vba.PROJECT}.conf"

    @property
    def requests(self) -> Path:
        """Where the add-in writes what was pressed, for a Python that it does not start."""
        return self.config_folder / "presses"


def places() -> Places:
    """This user's places. Raises FileError where there is no Excel for Windows."""
    if sys.platform != "win32":
        raise FileError(
            "The buttons need Excel for Windows, and this is another system. 'cso-xl addin build' builds the add-in "
            f"here all the same: it writes {FILE_NAME} into the current folder."
        )
    microsoft = Path(os.environ["APPDATA"]) / "Microsoft"
    config_folder = Path(os.environ["USERPROFILE"]) / f".{vba.PROJECT}"
    programs = microsoft / "Windows" / "Start Menu" / "Programs"
    interpreter = Path(sys.executable).with_name("python.exe")
    return Places(microsoft / "Excel" / "XLSTART", config_folder, interpreter, programs)


def install(places: Places, way: Way, package: bytes | None = None) -> None:
    """Put the add-in, which is built here or given as `package`, and its config in place of earlier ones.

    Raises FileError when Excel has the add-in open, or when a Python that stays up lacks xlwings' DLL.
    """
    if way is Way.STAYS and (missing := missing_dll(places)):
        raise FileError(missing)
    config = config_file(places, way)
    # beside XLSTART: Excel would open an unfinished file in it
    replace(places.addin, package or build(), beside=places.startup.parent)
    replace(places.config, config)


def remove(places: Places) -> list[Path]:
    """Take away what install put there; returns what was taken away."""
    installed = [path for path in (places.addin, places.config) if path.exists()]
    for path in installed:
        try:
            path.unlink()
        except OSError as error:
            raise FileError(_in_use(path, error)) from None
    with contextlib.suppress(OSError):  # not there, or other files in it
        places.config_folder.rmdir()
    return installed


def config_file(places: Places, way: Way) -> bytes:
    """xlwings' settings, and one of ours; nothing is ever imported from the folder of the open workbook."""
    settings = {
        "INTERPRETER_WIN": str(places.interpreter),
        "USE UDF SERVER": str(way is Way.STAYS),
        "SHOW CONSOLE": "False",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }
    if way is Way.RESIDENT:
        settings["REQUESTS"] = str(places.requests)
    try:
        return "".join(f'"{key}","{value}"\r\n' for key, value in settings.items()).encode(ENCODING)
    except UnicodeEncodeError:
        raise FileError(
            f"Excel cannot read the name of the folder {places.interpreter.parent}. Install Python and cso_xl in a "
            "folder whose name has plain letters only, then try again."
        ) from None


def missing_dll(places: Places) -> str | None:
    """What to do when xlwings' DLL, which a Python that stays up needs, does not lie where xlwings looks for it."""
    folders = (places.interpreter.parent, places.interpreter.parent.parent)
    name = f"xlwings64-{metadata.version('xlwings')}.dll"
    if any((folder / name).is_file() for folder in folders):
        return None
    return (
        f"A Python that stays up needs {name} in {folders[0]} or {folders[1]}, and it is in neither. Install cso_xl "
        "in a virtual environment, which puts it there, or install the add-in without --stay-up."
    )


def _in_use(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"{path} is in use or protected. Close Excel and try again."
    return (
        f"{path} could not be changed: {error.strerror or 'the disk refused it'}. Try again, or tell support."
    )
