"""Saved e-mails filed many at once: of each it is said what became of it, and none stops another [D12, L12, A12]."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cso_xl.cases.emails import Filed
from cso_xl.errors import CsoError, InputError
from cso_xl.intake.emails import Email, read_email

SUFFIXES = (".eml", ".msg")
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass
class Said:
    """What became of e-mails: `failed` those that were not filed, with why, and those that were `filed`."""

    failed: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)


def file_all(
    messages: Sequence[Path],
    file: Callable[[Email], Filed],
    tell: Callable[[int], None] = lambda number: None,
) -> Said:
    """File e-mails in the order in which they were sent: a notice before its answer; `tell` hears which one is next."""
    said, read = Said(), list[Email]()
    for number, path in enumerate(messages, 1):
        tell(number)
        with _named(path.name, said):
            read.append(read_email(path))
    for email in sorted(read, key=lambda one: (one.at or _LAST, one.name)):
        with _named(email.name, said):
            said.filed.append(f"{email.name}: {file(email)}")
    return said


@contextmanager
def _named(name: str, said: Said) -> Iterator[None]:
    try:
        yield
    except CsoError as error:
        said.failed.append(f"{name}: not filed. {error}")


def in_folders(given: Sequence[Path]) -> list[Path]:
    """The e-mails that are meant: files as they are, of a folder every e-mail in it. Raises InputError for none."""
    found = []
    for path in given:
        inside = _in(path) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"There is no e-mail ({' or '.join(SUFFIXES)}) in {path}.")
        found += inside
    return list(dict.fromkeys(found))


def _in(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES)
