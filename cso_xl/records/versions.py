"""Earlier versions of filed copies: '20250113 On List, as of 20250113 101500.xlsx', beside the copy itself.

Nothing that is filed is replaced but by `swap`, which keeps what was there.
"""

import contextlib
import datetime as dt
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cso_xl.decisions.working_time import NEW_ZEALAND, local
from cso_xl.errors import FileError
from cso_xl.files.publish import UNFINISHED, patiently, publish, read, replace, sweep
from cso_xl.records import names


@dataclass(frozen=True)
class Version:
    """A version of a filed copy; `since` is when it was saved, `in_force` that it is the copy itself."""

    path: Path
    since: dt.datetime
    in_force: bool
    number: int = 1


def swap(path: Path, there: bytes, data: bytes, shown: object) -> Path:
    """Put `data` in place of a filed copy; what was `there` is kept under a name of its own, which is returned.

    `shown` is how messages name the copy. Raises FileError, and changes nothing, when the copy is open in a
    spreadsheet program, or no longer holds what it held when it was read.
    """
    check(path, there, shown)
    changed = _changed(shown)
    with _alone(path, changed):
        if read(path) != there:
            raise changed
        earlier = keep(path, there)
        if read(path) != there:
            raise changed
        replace(path, data)
    return earlier


def check(path: Path, there: bytes, shown: object) -> None:
    """Raise FileError when a copy is open in a spreadsheet program, or no longer holds what was `there`."""
    if any((path.parent / name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#")):
        raise FileError(f"{shown} is open in Excel. Save and close it there, then try again.")
    if read(path) != there:
        raise _changed(shown)


def _changed(shown: object) -> FileError:
    return FileError(f"{shown} was saved by somebody just now, and stays as they saved it. Try again.")


def keep(path: Path, data: bytes) -> Path:
    """Keep what a filed copy holds beside it, under a name that no other has; returns where it lies.

    The name says since when the copy was so, by its own time; whatever the clock says, no version takes the
    place of another: those of one second are numbered.
    """
    since = saved(path)
    for number in itertools.count(1):
        earlier = path.with_name(f"{names.version(path.stem, since, number)}{path.suffix}")
        if not earlier.exists() and publish(earlier, data):
            break
    return earlier


def kept(path: Path, data: bytes) -> Path:
    """Where a version that holds `data`, what the copy holds now, lies beside it; kept now if none does."""
    same = (one.path for one in of(path) if not one.in_force and read(one.path) == data)
    return next(same, None) or keep(path, data)


def of(path: Path) -> list[Version]:
    """The versions of a filed copy that lie beside it, and the copy itself, the oldest first."""
    found = []
    for other in path.parent.iterdir():
        known = names.version_in(other.stem)
        if known and known[0].casefold() == path.stem.casefold() and other.suffix == path.suffix:
            found.append(Version(other, in_new_zealand(known[1]), False, known[2]))
    if path.exists():
        found.append(Version(path, saved(path), True))
    return sorted(found, key=lambda one: (one.in_force, one.since, one.number))


def in_new_zealand(at: dt.datetime) -> dt.datetime:
    """The moment that the name of a version says."""
    return at.replace(tzinfo=NEW_ZEALAND)


def saved(path: Path) -> dt.datetime:
    """When a file was written, by its own time, in New Zealand."""
    return local(dt.datetime.fromtimestamp(patiently(path.stat).st_mtime, dt.UTC))


@contextlib.contextmanager
def _alone(path: Path, otherwise: FileError) -> Iterator[None]:
    """Be the only one of this program who replaces a file; raises `otherwise` when somebody else does it now."""
    sweep(path.parent, time.time())
    lock = path.with_name(f"{UNFINISHED}{path.name}.tmp")
    if not publish(lock, b""):
        raise otherwise
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
