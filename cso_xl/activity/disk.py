"""A chained log's disk: one writer at a time, lines written whole, and what to say when the disk says no."""

import contextlib
import errno
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.errors import FileError
from cso_xl.files.publish import UNFINISHED as TEMPORARY
from cso_xl.files.shared import share
from cso_xl.records import lock, own_folders

FOLDER = own_folders.ACTIVITY
WAIT = 30.0  # seconds; a line takes milliseconds, so nobody waits as long as this while all is well


@dataclass(frozen=True)
class Log:
    """What messages call a log, and the folder below the records that it lies in."""

    name: str
    folder: PurePosixPath


ACTIVITY = Log("activity log", FOLDER)


def writable(folder: Path) -> bool:
    """Tried, because on Windows nothing else tells; tempfile would try there ten thousand times."""
    trial = folder / f"{TEMPORARY}{os.urandom(8).hex()}.tmp"
    with contextlib.suppress(OSError):
        trial.touch(exist_ok=False)
        trial.unlink()
        return True
    return False


def write(path: Path, data: bytes) -> None:
    """One write at the end of the file, flushed to the disk; what is not written whole is taken back."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    share(path)
    try:
        size = os.fstat(file).st_size
        try:
            if os.write(file, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(file, size)
            raise
    finally:
        os.close(file)


class NoLockError(FileError):
    """Raised when the lock's file cannot be opened."""


@contextlib.contextmanager
def alone(path: Path, log: Log = ACTIVITY) -> Iterator[None]:
    """Hold the lock: the system's own, on a file beside the log, for it goes with its process and is never stale."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        share(path)
    except OSError as error:
        raise NoLockError(cannot("written", error, log)) from None
    try:
        end = time.monotonic() + WAIT
        while not lock.take(file):
            if time.monotonic() > end:
                raise FileError(
                    f"The {log.name} was not free for {WAIT:.0f} seconds: another computer is writing in it. Nothing "
                    "was logged; try again."
                )
            time.sleep(random.uniform(0.001, 0.01))
        try:
            yield
        finally:
            lock.release(file)
    finally:
        os.close(file)


@contextlib.contextmanager
def told(what: str, log: Log = ACTIVITY) -> Iterator[None]:
    """Say in staff's words that the disk said no. Raises FileError."""
    try:
        yield
    except OSError as error:
        raise FileError(cannot(what, error, log)) from None


def cannot(what: str, error: OSError, log: Log = ACTIVITY) -> str:
    return (
        f"The {log.name} in the folder {log.folder} cannot be {what}: {error.strerror or 'the disk refused it'}. Check "
        "that its drive is connected, that you may write there and that the disk is not full; then try again."
    )
