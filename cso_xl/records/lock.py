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


@contextlib.contextmanager
def only_one(path: Path, taken: str) -> Iterator[None]:
    """Hold a lock on a file within a `with`; raises FileError with the words `taken` when another has it."""
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
            raise FileError(taken)
        try:
            yield
        finally:
            release(file)
    finally:
        os.close(file)
