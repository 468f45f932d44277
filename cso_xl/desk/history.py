"""The versions of a filed report: which files, when and by whom, and putting one back."""

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
from cso_xl.desk.office import ActNote, Office
from cso_xl.errors import CallError, CsoError, FileError
from cso_xl.files.publish import UNFINISHED, publish, read
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import names, versions
from cso_xl.records.versions import Version

PUT_BACK = "put_back"  # its name in the activity log
_CASES_STAY = (
    "What was recorded of its cases (outcomes, what was sent, ticks) stays: cso-xl take-back takes it back."
)
_LOGGED_WITHIN = dt.timedelta(seconds=10)  # after a copy was filed, its steps stand in the activity log


@dataclass(frozen=True)
class FiledVersion:
    """A version of a filed report; `number` counts from the oldest, `by` is "" where nobody is known."""

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
    """A version that is in force again; `earlier` is the one it replaced, None where the copy was gone."""

    version: FiledVersion
    place: PurePosixPath
    earlier: PurePosixPath | None
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The version that was put back, and the place of the one that it replaced."""
        return {
            "number": self.version.number,
            "path": str(self.place),
            "kept_as": str(self.earlier) if self.earlier else None,
            "notices": list(self.notices),
        }

    def __str__(self) -> str:
        kept = f" {KEPT_AS.format(self.earlier.name)}" if self.earlier else ""
        return "\n".join(
            (
                f"Version {self.version.number} is in force again: {self.place}.{kept}",
                _CASES_STAY,
                *self.notices,
            )
        )


def listed(office: Office, procedure: Procedure, date: dt.date) -> list[FiledVersion]:
    """The versions of all copies of a report of a day, the oldest first, those in force last.

    Raises FileError when nothing of it is filed.
    """
    records, all_versions = office.records, list(_versions(office, procedure.key, date))
    if not all_versions:
        raise FileError(
            f"Nothing of the {procedure.title.lower()} report of {dates.in_full(date)} is filed in {records.root}. Run "
            "the report first, or give another date."
        )
    logged = _logged(office, procedure.key, date)
    all_versions.sort(key=lambda each: (each[2].in_force, each[2].since, each[2].number, each[2].path))
    return [
        FiledVersion(
            number,
            kind,
            named.issue,
            records.relative(version.path),
            version.since,
            _by(version, logged),
            version.path.stat().st_size,
            version.in_force,
        )
        for number, (kind, named, version) in enumerate(all_versions, 1)
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
    note = ActNote(PUT_BACK, procedure.key, date, before=_sha256(before), after=_sha256(data))
    return PutBack(chosen, records.relative(copy), earlier, tuple(office.note(note)))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _chosen(all_versions: list[FiledVersion], number: int) -> FiledVersion:
    chosen = next((version for version in all_versions if version.number == number), None)
    if chosen is None:
        raise CallError(f"There is no version {number}: they are numbered from 1 to {len(all_versions)}.")
    if chosen.in_force:
        raise CallError(f"Version {number} is in force: {chosen.place}. Nothing was changed.")
    return chosen


def _versions(office: Office, report: str, date: dt.date) -> Iterator[tuple[str, names.Named, Version]]:
    """Every copy of a day and every version of a copy, with its kind."""
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
    version = names.version_in(path.stem)
    return path.with_name(f"{version[0]}{path.suffix}") if version else path


def _logged(office: Office, report: str, date: dt.date) -> list[activity.Logged]:
    """The entries of the activity log about the report; none when it cannot be read."""
    with suppress(CsoError):
        log = activity.ActivityLog.of(office.records.root, office.settings)
        return [entry for entry in log.entries() if (entry.report, entry.report_date) == (report, date)]
    return []


def _by(version: Version, logged: list[activity.Logged]) -> str:
    """The person who saved a version: the one the workbook names, or else the one whose step filed it."""
    near = [entry for entry in logged if version.since <= entry.time <= version.since + _LOGGED_WITHIN]
    by_log = near[0].user if near else ""
    return by_log if near and near[0].step == PUT_BACK else (_saved_by(version.path) or by_log)


def _saved_by(path: Path) -> str:
    """The person who saved a workbook last, as Excel notes it; "" for a file of ours or one with a password."""
    try:
        with zipfile.ZipFile(io.BytesIO(read(path))) as package:
            properties = package.read("docProps/core.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, NotImplementedError, RuntimeError):
        return ""
    name = re.search(r"<cp:lastModifiedBy>([^<]{1,64})</cp:lastModifiedBy>", properties)
    return name[1].strip() if name else ""
