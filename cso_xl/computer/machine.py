"""The computer itself, as the doctor asks it: its kind, installed packages, the Windows registry."""

import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import PureWindowsPath

_OFFICE = r"Microsoft\Office\16.0"  # Excel 2016 and all later ones, Microsoft 365 too
_REMOTE = 4  # DRIVE_REMOTE


def _version(package: str) -> str | None:
    """The version of an installed package; None when it is not installed."""
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(package)
    return None


def _registry(key: str, name: str) -> object:
    """A value of the Windows registry, this user's before the computer's; None without one."""
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
                with suppress(OSError), winreg.OpenKey(root, key, access=winreg.KEY_READ | view) as opened:
                    return winreg.QueryValueEx(opened, name)[0]
    return None


def _is_on_a_share(path: str) -> bool:
    r"""Whether a path lies on another computer: \\server\share, or a drive that stands for one."""
    drive = PureWindowsPath(path).drive
    if drive.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(drive) and ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE
    return False


@dataclass(frozen=True)
class Machine:
    """This computer; tests put another one in its place."""

    windows: bool = sys.platform == "win32"
    bits: int = struct.calcsize("P") * 8
    version: Callable[[str], str | None] = _version
    registry: Callable[[str, str], object] = _registry
    executable: str = sys.executable
    home: str = sys.base_prefix  # of the Python from which a virtual environment was made
    profile: str = os.environ.get("APPDATA", "")
    is_on_a_share: Callable[[str], bool] = _is_on_a_share

    def setting(self, key: str, name: str) -> object:
        """Office's setting by the organisation, or else by the person, e.g. under 'Excel\\Security'."""
        ordered = self.registry(rf"Software\Policies\{_OFFICE}\{key}", name)
        return ordered if ordered is not None else self.registry(rf"Software\{_OFFICE}\{key}", name)
