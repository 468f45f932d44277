"""The versions of a filed report: what was filed, when and by whom, and putting one back."""

import datetime as dt
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cso_xl import activity
from cso_xl.cells import dates
from cso_xl.desk.filing import KEPT_AS
from cso_xl.desk.office import Note, Office
from cso_xl.errors import CallError, CsoError, FileError
from cso_xl.files.publish import UNFINISHED, publish, read
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import names, versions
from cso_xl.records.versions import Version

PUT_BACK = "put_back"  # as the activity log calls it
_LOGGED_WITHIN = dt.timedelta(seconds=10)  # after a copy was filed, its steps stand in the activity log


@dataclass(frozen=True)
class Listed:
    """A version of a filed report; `number` counts them from the oldest, `by` is "" where it is not known."""

    number: int
    kind: str
    issue: int
    place: PurePosixPath
    saved: dt.datetime
    by: str
    size: int
    in_force: bool

    def as_json(self) -> dict[str, Any]:
        """The version as one JSON object."""
        return {
            "number": self.number,
            "kind": self.kind,
            "issue": self.issue,
            "path": str(self.place),
            "saved": self.saved.isoformat(timespec="seconds"),
            "by": self.by,
            "size": self.size,
            "in_force": self.in_force,
        }


@dataclass(frozen=True)
class PutBack:
    """A version that is in force again; `earlier` is what was, None where the copy was gone."""

    version: Listed
    place: PurePosixPath
    earlier: PurePosixPath | None
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What was put back, and where the one that was in force lies now."""
        return {
            "number": self.version.number,
            "path": str(self.place),
            "kept_as": str(self.earlier) if self.earlier else None,
            "notices": list(self.notices),
        }

    def __str__(self) -> str:
        kept = f" {KEPT_AS.format(self.earlier.name)}" if self.earlier else ""
        return "\n".join(
            (f"Version {self.version.number} is in force again: {self.place}.{kept}", *self.notices)
        )


def listed(office: Office, procedure: Procedure, date: dt.date) -> list[Listed]:
    """The versions of all copies of a report of a day, the oldest first, those in force last.

    Raises FileError when nothing of it is filed.
    """
    records, found = office.records, list(_found(office, procedure.key, date))
    if not found:
        raise FileError(
            f"Nothing of the {procedure.title.lower()} report of {dates.in_full(date)} is filed in {records.root}. Run "
            "the report first, or give another date."
        )
    logged = _logged(office, procedure.key, date)
    found.sort(key=lambda one: (one[2].in_force, one[2].since, one[2].number, one[2].path))
    return [
        Listed(
            number,
            kind,
            named.issue,
            records.relative(one.path),
            one.since,
            _by(one, logged),
            one.path.stat().st_size,
            one.in_force,
        )
        for number, (kind, named, one) in enumerate(found, 1)
    ]


def put_back(office: Office, procedure: Procedure, date: dt.date, number: int) -> PutBack:
    """Put a version in force again; the one that is in force is kept as a version.

    Raises CallError for a number that no version has, or that of one in force; ClaimedError when somebody else is
    at the report; FileError when the copy is open in a spreadsheet program.
    """
    chosen, records = _chosen(listed(office, procedure, date), number), office.records
    path = records.root / chosen.place
    data, copy = read(path), _copy_of(path)
    before, earlier = b"", None
    with office.claims(os.getpid()).held(procedure.key, date, office.take_over):
        if not publish(copy, data):
            before = read(copy)
            earlier = records.relative(records.renew(copy, before, data))
    done = Note(PUT_BACK, procedure.key, date, before=_sha256(before), after=_sha256(data))
    return PutBack(chosen, records.relative(copy), earlier, tuple(office.note(done)))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _chosen(there: list[Listed], number: int) -> Listed:
    chosen = next((one for one in there if one.number == number), None)
    if chosen is None:
        raise CallError(f"There is no version {number}: they are numbered from 1 to {len(there)}.")
    if chosen.in_force:
        raise CallError(f"Version {number} is in force: {chosen.place}. Nothing was changed.")
    return chosen


def _found(office: Office, report: str, date: dt.date) -> Iterator[tuple[str, names.Named, Version]]:
    """Every copy of a day and every version of one, with its kind."""
    settings, records = office.settings, office.records
    for kind in names.kinds(settings, report):
        copies = {records.root / names.file(settings, report, kind, date)}
        copies |= {
            path for day, path in records.copies(report, kind, date + dt.timedelta(days=1)) if day == date
        }
        for path in {path for folder in {copy.parent for copy in copies} for path in _files(folder)}:
            of_version = names.version_in(path.stem)
            named = names.copy_in(settings, report, kind, _copy_of(path).name)
            if named and named.date == date:
                since, number = (of_version[1], of_version[2]) if of_version else (None, 1)
                saved = versions.in_new_zealand(since) if since else versions.saved(path)
                yield kind, named, Version(path, saved, since is None, number)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(UNFINISHED)]


def _copy_of(path: Path) -> Path:
    """The copy that a file is a version of; the file itself when it is none."""
    known = names.version_in(path.stem)
    return path.with_name(f"{known[0]}{path.suffix}") if known else path


def _logged(office: Office, report: str, date: dt.date) -> list[activity.Logged]:
    """What the activity log knows of the report; nothing when it cannot be read."""
    with suppress(CsoError):
        log = activity.Log.of(office.records.root, office.settings)
        return [one for one in log.entries() if (one.report, one.report_date) == (report, date)]
    return []


def _by(version: Version, logged: list[activity.Logged]) -> str:
    """Who saved a version: whom the workbook names, or else who did the step that filed it."""
    near = [one for one in logged if version.since <= one.time <= version.since + _LOGGED_WITHIN]
    by_log = near[0].user if near else ""
    return by_log if near and near[0].step == PUT_BACK else (_saved_by(version.path) or by_log)


def _saved_by(path: Path) -> str:
    """Who saved a workbook last, as Excel notes it; "" for what we have filed, and for what has a password."""
    try:
        with zipfile.ZipFile(io.BytesIO(read(path))) as package:
            properties = package.read("docProps/core.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, NotImplementedError, RuntimeError):
        return ""
    found = re.search(r"<cp:lastModifiedBy>([^<]{1,64})</cp:lastModifiedBy>", properties)
    return found[1].strip() if found else ""
