"""Writing a file whole or not at all, and never over a file whose content is not kept."""

import contextlib
import itertools
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from cso_xl.errors import FileError
from cso_xl.files import windows
from cso_xl.files.shared import make_folder, share

UNFINISHED = ".cso_xl-"  # the start of the name of a file that is still being written
ABANDONED = 600  # seconds after which nobody is writing an unfinished file any more
PAUSES = (0.1, 0.2, 0.4, 0.8)  # seconds between tries while another program holds the file

T = TypeVar("T")


def shown(path: Path) -> str:
    """A file as messages name it: of an e-mail, whose name is a person's, only the folder."""
    return f"An e-mail in {path.parent}" if path.suffix in (".eml", ".msg") else str(path)


def read(path: Path) -> bytes:
    """A filed copy's bytes. Raises FileError when it cannot be read."""
    try:
        return patiently(path.read_bytes)
    except OSError as error:
        raise FileError(
            f"{shown(path)} cannot be read: {windows.why(error)}. Close it in Excel and try again."
        ) from None


def publish(path: Path, data: bytes) -> bool:
    """Write a new file. Returns False, and writes nothing, when a file of that name is already there.

    The bytes go to a temporary name in the same folder, are flushed and read back, and only then
    get their name, by a link that never overwrites. Raises FileError when the disk says no.
    """
    with _unfinished(path, data) as unfinished:
        return patiently(lambda: _give_name(unfinished, path), is_ours=True)


def sweep(folder: Path, now: float) -> list[Path]:
    """Remove the unfinished files of programs that were ended; `now` is in seconds, like files' times."""
    left = []
    for path in folder.glob(f"{UNFINISHED}*.tmp"):
        with contextlib.suppress(OSError):  # another may have swept it, or still hold it
            if now - path.stat().st_mtime > ABANDONED:
                path.unlink()
                left.append(path)
    return left


def replace(path: Path, data: bytes, beside: Path | None = None) -> None:
    """Write a file in place of the present one, in one move. Raises FileError when the disk says no.

    Until it is whole it lies in its own folder, or in `beside` when programs open every file in its own.
    """
    with _unfinished(path, data, beside) as unfinished:
        patiently(lambda: unfinished.replace(path), is_ours=True)


def move(path: Path, to: Path) -> None:
    """Move a file, never over another; a file that is gone meanwhile is no error. Raises FileError.

    A file that an earlier move, cut short, left in both places lies only in the new place afterwards.
    """
    for number in itertools.count(1):
        place = to if number == 1 else to.with_name(f"{to.stem} ({number}){to.suffix}")
        try:
            make_folder(place.parent)
            if patiently(partial(_give_name, path, place)) or path.read_bytes() == place.read_bytes():
                path.unlink(missing_ok=True)
                return
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileError(
                f"{shown(path)} could not be moved: {error.strerror or 'the disk refused it'}. Close it if it is open, "
                "then try again."
            ) from None


@contextlib.contextmanager
def _unfinished(path: Path, data: bytes, beside: Path | None = None) -> Iterator[Path]:
    """A temporary file with the data, beside `path`; it is gone afterwards unless it was given another name."""
    windows.check(path, shown(path))
    unfinished = (beside or path.parent) / f"{UNFINISHED}{os.urandom(8).hex()}.tmp"
    try:
        patiently(lambda: make_folder(path.parent))
        try:
            patiently(lambda: _write(unfinished, data))
            yield unfinished
        finally:
            with contextlib.suppress(OSError):  # the next run sweeps a file that stays
                patiently(lambda: unfinished.unlink(missing_ok=True), is_ours=True)
    except OSError as error:
        raise FileError(
            f"{shown(path)} could not be written: {windows.why(error) or 'the disk refused it'}. Check that the folder "
            "is there, that you may write to it and that the disk is not full, and that the file is not open in Excel; "
            "then try again."
        ) from None


def patiently(call: Callable[[], T], is_ours: bool = False) -> T:
    """The result of a call on files, tried again for a moment while another program holds the file.

    `is_ours` says that we wrote the file just before: renaming or removing it is then 'denied' only for a moment.
    """
    for pause in PAUSES:
        try:
            return call()
        except OSError as error:
            if not windows.is_held(error, is_ours):
                raise
        time.sleep(pause)
    return call()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:  # over an earlier try: the name is nobody else's
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    share(path)
    if path.read_bytes() != data:
        raise OSError(0, "what was read back is not what was written")


def _give_name(unfinished: Path, path: Path) -> bool:
    try:
        if windows.limits():
            unfinished.rename(path)  # on Windows a rename never overwrites
        else:
            path.hardlink_to(unfinished)
    except FileExistsError:
        return False
    return True
