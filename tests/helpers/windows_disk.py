"""A disk that behaves as Windows' does, where pyfakefs alone does not: lengths, names, other programs' hands.

pyfakefs brings the drives, the backslashes, and names in which case does not matter.
"""

import contextlib
import errno
import re

import pyfakefs.fake_pathlib
from pyfakefs.fake_filesystem import OSType
from pyfakefs.fake_filesystem_unittest import Patcher
from pyfakefs.fake_os import FakeOsModule

LONGEST = 259
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\..*)?", re.IGNORECASE)


def windows_error(number, kind=PermissionError, code=errno.EACCES):
    """An error as Windows gives it, with its own number."""
    error = kind(code, f"Windows says {number}")
    error.winerror = number
    return error


class Disk:
    """The fake disk; `held` makes the next calls of a kind fail, as another program that has the file open does."""

    def __init__(self, fs, long_paths):
        self.fs, self.long_paths, self.slept = fs, long_paths, []
        self._held = []
        self._normal = fs.absnormpath
        fs.absnormpath = self._absnormpath
        for method in ("rename", "remove"):
            setattr(fs, method, self.guarded(method, getattr(fs, method)))

    def held(self, call, number=32, times=1):
        """The next so many calls of a kind ('rename', 'remove', 'mkdir') fail with Windows' number."""
        self._held += [(call, number)] * times

    @property
    def longest(self):
        """The longest path on it."""
        return max((len(str(path)) for path in self.files()), default=0)

    def files(self):
        """Every file on it."""
        return [path for path in pyfakefs.fake_pathlib.FakePath("C:\\").rglob("*") if path.is_file()]

    def fail(self, call):
        """Raise what was asked for, if anything was."""
        if (fault := next((held for held in self._held if held[0] == call), None)) is not None:
            self._held.remove(fault)
            raise windows_error(fault[1])

    def guarded(self, name, real):
        """A file call that fails where it was asked for."""

        def call(*args, **more):
            self.fail(name)
            return real(*args, **more)

        return call

    def _absnormpath(self, path):
        """A path as Windows takes it: trailing dots and spaces dropped, devices and what is too long refused."""
        normal = self._normal(path)
        text = normal.decode() if isinstance(normal, bytes) else normal
        if not text.upper().startswith("C:"):
            return normal
        steps = [step.rstrip(". ") if step not in (".", "..") else step for step in text.split("\\")]
        text = "\\".join(steps)
        if len(text) > (LONGEST if not self.long_paths else 32_766) or any(len(step) > 255 for step in steps):
            raise windows_error(206, FileNotFoundError, errno.ENOENT)
        if any(_DEVICE.fullmatch(step) for step in steps) or set(text[2:]) & set(':*?"<>|'):
            raise windows_error(123, OSError, errno.EINVAL)
        return text.encode() if isinstance(normal, bytes) else text


@contextlib.contextmanager
def windows_disk(monkeypatch, long_paths=False):
    """A fake Windows disk C: in place of every file call, with the program's own limits for it."""
    from cso_xl.files import publish, windows

    limits = windows.limits_with(long_paths)
    with Patcher() as patcher:
        patcher.fs.os = OSType.WINDOWS
        disk = Disk(patcher.fs, long_paths)
        monkeypatch.setattr(windows, "limits", lambda: limits)
        monkeypatch.setattr(publish.time, "sleep", disk.slept.append)
        monkeypatch.setattr(FakeOsModule, "mkdir", disk.guarded("mkdir", FakeOsModule.mkdir))
        yield disk
