"""Presses, as the add-in writes them for a Python that Excel did not start: files in the user's own folder.

A request names a button and a workbook, never code. It is written whole under a name of its own, taken in one move, and
answered once; one that is old, or that was there before, is never acted on.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cso_xl.errors import FileError
from cso_xl.files.publish import replace

NAME = re.compile(r"(\d{14}-\d{6}-\d+)\.press")
STALE = 60.0  # seconds after which what was pressed is no longer what a person wants
_LARGEST = 4_096  # bytes
_FORM = "cso_xl press 1"
_AHEAD = 5.0  # seconds that a file's time may lie in the future: clocks are not exact
REFUSED = "What was pressed could not be read, so nothing was done. Press again; if that does not help, tell support."
HALF_DONE = (
    "The Python that works for the CSO add-in has ended before the step was done. Look whether the sheet is as it was; "
    "if not, close the workbook without saving and open the report again."
)
TOO_OLD = "What was pressed is too old, so nothing was done. Press again."


class Request(NamedTuple):
    """A press: the button's name, the workbook's, and the window of its Excel."""

    button: str
    book: str
    window: int


class TakenRequest(NamedTuple):
    """A request that nobody else can take; without `request` it is refused, for the reason in `words`."""

    id: str
    request: Request | None
    words: str = ""


def prepare(folder: Path) -> None:
    """Make the folder, for this user alone. Raises FileError when it is another's, or others may write in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if hasattr(os, "getuid"):
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o022:
            raise FileError(
                f"{folder} is not this user's alone, so no press is taken from there. Tell support."
            )


def take(folder: Path, began: float, now: float) -> Iterator[TakenRequest]:
    """The presses not taken yet, in their order; `began` is when this Python began to answer."""
    for path in sorted(folder.iterdir()):
        if match := NAME.fullmatch(path.name):
            taken = path.with_suffix(".taken")
            try:
                path.replace(taken)
            except OSError:
                continue  # it was withdrawn, or is locked for a moment: the next look finds it again
            yield _read(match[1], taken, max(began, now - STALE), now + _AHEAD)
            with suppress(OSError):
                taken.unlink()


def answer(folder: Path, id: str, words: str = "") -> None:
    """Say that a press is over; `words` are what the add-in has to say, '' for nothing."""
    replace(folder / f"{id}.done", words.encode("ascii", "replace"))


def take_over(folder: Path, now: float) -> None:
    """Answer the presses that another Python took and did not do; remove files that nobody awaits any more."""
    for path in folder.glob("*.taken"):
        answer(folder, path.stem, HALF_DONE)
        path.unlink()
    for path in (*folder.glob("*.done"), *folder.glob("*.tmp")):
        with suppress(OSError):
            if path.lstat().st_mtime < now - STALE:
                path.unlink()


def _read(id: str, path: Path, since: float, until: float) -> TakenRequest:
    try:
        status = path.lstat()
        is_ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
        if not (stat.S_ISREG(status.st_mode) and is_ours and status.st_size <= _LARGEST):
            return TakenRequest(id, None, REFUSED)
        if not since <= status.st_mtime <= until:
            return TakenRequest(id, None, TOO_OLD)
        request = parse(path.read_bytes())
    except OSError:
        request = None
    return TakenRequest(id, request, "" if request else REFUSED)


def parse(data: bytes) -> Request | None:
    """The request in a file's bytes; None for anything else, or for a button that does not exist."""
    from cso_xl.procedures.ribbon_buttons import BUTTONS

    try:
        form, button, window, book = data.decode("ascii").splitlines()
        name = bytes.fromhex(book).decode("utf-16-be")
    except ValueError:
        return None
    if form != _FORM or button not in BUTTONS or not re.fullmatch(r"\d{1,19}", window) or not name:
        return None
    return Request(button, name, int(window))
