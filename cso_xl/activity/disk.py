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
class LogPlace:
    """A log's name in messages, and its folder below the records."""

    name: str
    folder: PurePosixPath


ACTIVITY = LogPlace("activity log", FOLDER)


def writable(folder: Path) -> bool:
    """Whether a folder takes a file: tried, as nothing else tells on Windows; tempfile would try 10,000 times there."""
    trial = folder / f"{TEMPORARY}{os.urandom(8).hex()}.tmp"
    with contextlib.suppress(OSError):
        trial.touch(exist_ok=False)
        trial.unlink()
        return True
    return False


def write(path: Path, data: bytes) -> None:
    """Write at the end of a file, in one go and flushed to the disk; an incomplete write is taken back."""
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
def alone(path: Path, log: LogPlace = ACTIVITY) -> Iterator[None]:
    """Hold the system's own lock on a file beside the log; it ends with its process and so is never stale."""
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
def explained(what: str, log: LogPlace = ACTIVITY) -> Iterator[None]:
    """Raise FileError, in staff's words, when the disk says no within the `with`; `what` is 'read' or 'written'."""
    try:
        yield
    except OSError as error:
        raise FileError(cannot(what, error, log)) from None


def cannot(what: str, error: OSError, log: LogPlace = ACTIVITY) -> str:
    return (
        f"The {log.name} in the folder {log.folder} cannot be {what}: {error.strerror or 'the disk refused it'}. Check "
        "that its drive is connected, that you may write there and that the disk is not full; then try again."
    )
