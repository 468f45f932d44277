"""Earlier versions of filed copies: '20250113 On List, as of 20250113 101500.xlsx', beside the copy itself.

Only `swap` replaces a filed copy, and it keeps the earlier version.
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


def swap(path: Path, held: bytes, data: bytes, shown: object) -> Path:
    """Put `data` in place of a filed copy; what it `held` is kept under a name of its own, which is returned.

    `shown` is how messages name the copy. Raises FileError, and changes nothing, when the copy is open in a
    spreadsheet program, or no longer holds what it `held` when it was read.
    """
    check(path, held, shown)
    changed = _changed(shown)
    with _alone(path, changed):
        if read(path) != held:
            raise changed
        earlier = keep(path, held)
        if read(path) != held:
            raise changed
        replace(path, data)
    return earlier


def check(path: Path, held: bytes, shown: object) -> None:
    """Raise FileError when a copy is open in a spreadsheet program, or no longer holds what it `held`."""
    if any((path.parent / name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#")):
        raise FileError(f"{shown} is open in Excel. Save and close it there, then try again.")
    if read(path) != held:
        raise _changed(shown)


def _changed(shown: object) -> FileError:
    return FileError(f"{shown} was saved by somebody just now, and stays as they saved it. Try again.")


def keep(path: Path, data: bytes) -> Path:
    """Keep a filed copy's bytes beside it, under a name that no other file has; returns where they lie.

    The name says since when the copy was so, by its own time; whatever the clock says, no version takes the
    place of another: those of the same second are numbered.
    """
    since = saved(path)
    for number in itertools.count(1):
        earlier = path.with_name(f"{names.version(path.stem, since, number)}{path.suffix}")
        if not earlier.exists() and publish(earlier, data):
            break
    return earlier


def kept(path: Path, data: bytes) -> Path:
    """The version beside a copy that holds `data`, the copy's bytes now; kept now when there is none."""
    same = (version.path for version in of(path) if not version.in_force and read(version.path) == data)
    return next(same, None) or keep(path, data)


def of(path: Path) -> list[Version]:
    """The versions of a filed copy that lie beside it, and the copy itself, the oldest first."""
    versions = []
    for other in path.parent.iterdir():
        named = names.version_in(other.stem)
        if named and named[0].casefold() == path.stem.casefold() and other.suffix == path.suffix:
            versions.append(Version(other, in_new_zealand(named[1]), False, named[2]))
    if path.exists():
        versions.append(Version(path, saved(path), True))
    return sorted(versions, key=lambda version: (version.in_force, version.since, version.number))


def in_new_zealand(at: dt.datetime) -> dt.datetime:
    """The moment that the name of a version says."""
    return at.replace(tzinfo=NEW_ZEALAND)


def saved(path: Path) -> dt.datetime:
    """When a file was written, by its own time, in New Zealand."""
    return local(dt.datetime.fromtimestamp(patiently(path.stat).st_mtime, dt.UTC))


@contextlib.contextmanager
def _alone(path: Path, otherwise: FileError) -> Iterator[None]:
    """Be the only process of this program that replaces a file; raises `otherwise` when another does so now."""
    sweep(path.parent, time.time())
    lock = path.with_name(f"{UNFINISHED}{path.name}.tmp")
    if not publish(lock, b""):
        raise otherwise
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
