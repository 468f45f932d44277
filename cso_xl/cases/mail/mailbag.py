"""Many saved e-mails filed at once: each is reported on, and none stops another [D12, L12, A12]."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cso_xl.cases.mail.emails import FiledEmail
from cso_xl.errors import CsoError, InputError
from cso_xl.intake.emails import Email, read_email

SUFFIXES = (".eml", ".msg")
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass
class Results:
    """A line for each e-mail: `failed` for those that were not filed, with the reason, `filed` for the others.

    `odd` are those that were filed and that a person is to look at.
    """

    failed: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)


def file_all(
    messages: Sequence[Path],
    file: Callable[[Email], FiledEmail],
    tell: Callable[[int], None] = lambda number: None,
) -> Results:
    """File e-mails in the order in which they were sent: a notice before its answer. `tell` gets each number."""
    results, read = Results(), list[Email]()
    for number, path in enumerate(messages, 1):
        tell(number)
        with _named(path.name, results):
            read.append(read_email(path))
    for email in sorted(read, key=lambda email: (email.at or _LAST, email.name)):
        with _named(email.name, results):
            filed = file(email)
            (results.odd if filed.look else results.filed).append(f"{email.name}: {filed}")
    return results


@contextmanager
def _named(name: str, results: Results) -> Iterator[None]:
    try:
        yield
    except CsoError as error:
        results.failed.append(f"{name}: not filed. {error}")


def in_folders(given: Sequence[Path]) -> list[Path]:
    """The files given, and every e-mail in the folders given. Raises InputError for a folder without any."""
    emails: list[Path] = []
    for path in given:
        inside = _in(path) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"There is no e-mail ({' or '.join(SUFFIXES)}) in {path}.")
        emails += inside
    return list(dict.fromkeys(emails))


def _in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
