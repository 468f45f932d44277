"""Windows' limits on paths, and its errors in staff's words.

Elsewhere paths have no limit.
"""

import errno
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

from cso_xl.errors import FileError

LONGEST = 259  # characters of a path with its drive [learn.microsoft.com, Maximum Path Length Limitation]
WITH_LONG_PATHS = 32_766  # the same where long paths are switched on
BY_EXCEL = 218  # Excel opens no file with a longer path, whatever Windows allows
LEFT_OF_A_NAME = 20  # characters that are left of a name at least: the date and the start of a surname
LONG_PATHS_KEY, LONG_PATHS_NAME = r"SYSTEM\CurrentControlSet\Control\FileSystem", "LongPathsEnabled"
HELD = (32, 33)  # sharing violation, lock violation
_DENIED = 5  # also of a file that another program has open, and of one that is being deleted
_WORKBOOKS = (".xlsx", ".xlsm")
_TOO_LONG = "its path is longer than Windows allows"
_OFFLINE = (
    "it lies in OneDrive, which does not hand it over now. In its folder, right-click it > 'Always keep on this "
    "device' and wait for the green tick"
)
_GONE = "the drive or the network it lies on does not answer"
_MEANINGS = {  # Windows' errors whose own words do not help
    **dict.fromkeys(HELD, "another program has it open"),
    3: "a folder on the way to it does not exist",
    19: "the drive is write-protected",
    **dict.fromkeys((39, 112), "the disk is full"),
    **dict.fromkeys((53, 55, 59, 64, 67, 121, 1203, 1222, 1231, 1232, 1236, 2250), _GONE),
    **dict.fromkeys((111, 206), _TOO_LONG),
    123: "Windows does not allow its name",
    **dict.fromkeys(range(358, 405), _OFFLINE),
}


@dataclass(frozen=True)
class Limits:
    """The longest path of a file, and of a workbook, which Excel has to open."""

    path: int
    workbook: int

    def of(self, path: PurePath) -> int:
        """The longest path that this file may have."""
        return self.workbook if path.suffix.lower() in _WORKBOOKS else self.path


def limits_with(long_paths: bool) -> Limits:
    """Windows' limits, with or without long paths."""
    return Limits(WITH_LONG_PATHS if long_paths else LONGEST, BY_EXCEL)


@cache
def limits() -> Limits | None:
    """The limits on this computer; None where there are none."""
    return limits_with(_has_long_paths()) if sys.platform == "win32" else None


def _has_long_paths() -> bool:
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, LONG_PATHS_KEY) as key:
            return bool(winreg.QueryValueEx(key, LONG_PATHS_NAME)[0] == 1)
    except OSError:
        return False


def length(path: PurePath | str) -> int:
    """A path's length as Windows counts it, in units of UTF-16."""
    return len(str(path).encode("utf-16-le", "surrogatepass")) // 2


def shortened(name: str, folder: Path, rest: str) -> str:
    """A name cut so that folder, name and the rest of the file's name fit, never to less than LEFT_OF_A_NAME."""
    allowed = limits()
    if allowed is None:
        return name
    room = allowed.of(PurePath(f"x{rest}")) - length(folder.absolute()) - 1 - length(rest)
    while name and length(name) > max(room, LEFT_OF_A_NAME):
        name = name[:-1]
    return name.rstrip(". ")


def check(path: Path, shown: str) -> None:
    """Raise FileError for a path that Windows, or Excel, would not open; `shown` is how a message names it."""
    allowed = limits()
    if allowed is None or length(path.absolute()) <= allowed.of(path):
        return
    most = allowed.of(path)
    who = "Excel opens" if most == allowed.workbook else "Windows allows"
    raise FileError(
        f"{shown} could not be written: its path would have {length(path.absolute())} characters, and {who} at most "
        f"{most}. Give the records folder a shorter path (ask IT for a drive letter of its own), or shorten the "
        "folders' names under [filing] in settings.toml. 'cso-xl doctor' shows how long names may be."
    )


def is_held(error: OSError, is_ours: bool = False) -> bool:
    """Whether a call may work in a moment, because another program has the file open or the system was interrupted.

    `is_ours` says that we wrote the file just before, so that by 'access denied', too, Windows means that it is open.
    """
    held = (*HELD, _DENIED) if is_ours else HELD
    return error.errno in (errno.EINTR, errno.EBUSY) or getattr(error, "winerror", None) in held


def why(error: OSError) -> str:
    """An error's meaning, in words that follow 'could not be written: '; '' when it is not known."""
    return _MEANINGS.get(getattr(error, "winerror", None) or 0) or error.strerror or ""
