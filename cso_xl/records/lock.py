"""The system's own lock on a file; it ends with its process and so is never stale."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cso_xl.errors import FileError
from cso_xl.files import windows
from cso_xl.files.shared import make_folder, share

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


_AFTER_LOCK = 1  # Windows locks the first byte, and lets nobody else read it
_LONGEST = 300  # bytes


def take(file: int) -> bool:
    """Lock an open file; False when another has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def release(file: int) -> None:
    """Unlock an open file."""
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)


def _write(file: int, by: str) -> None:
    os.ftruncate(file, 0)
    os.lseek(file, _AFTER_LOCK, os.SEEK_SET)
    os.write(file, by.encode())


def _holder(file: int) -> str:
    """The words that the holder of a lock has written into it; '' while there are none."""
    os.lseek(file, _AFTER_LOCK, os.SEEK_SET)
    with contextlib.suppress(OSError):  # Windows may refuse
        return os.read(file, _LONGEST).decode(errors="replace").strip()
    return ""


@contextlib.contextmanager
def only_one(path: Path, taken: str, by: str = "") -> Iterator[None]:
    """Hold a lock on a file within a `with`, and write into it who holds it: `by`.

    Raises FileError with the words `taken` when another has it; '{by}' in them is what that one has written.
    """
    try:
        make_folder(path.parent)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        share(path)
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {windows.why(error) or 'the disk refused it'}. Check that you may write there."
        ) from None
    try:
        if not take(file):
            raise FileError(taken.format(by=_holder(file) or "another run"))
        try:
            _write(file, by)
            yield
        finally:
            release(file)
    finally:
        os.close(file)
