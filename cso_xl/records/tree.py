"""The records root: what is filed there, and filing a report's copies."""

import datetime as dt
import io
import re
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.cells.dates import in_full
from cso_xl.errors import FileError
from cso_xl.files import windows
from cso_xl.files.publish import UNFINISHED, publish, shown, sweep
from cso_xl.files.publish import read as read
from cso_xl.records import names, versions
from cso_xl.records.own_folders import DRAFTS, SENT, WITHDRAWN
from cso_xl.settings import Settings

_DRAFTS = (DRAFTS, f"{DRAFTS}/{SENT}", f"{DRAFTS}/{WITHDRAWN}")  # where the draft of a notice may lie
SOURCE = "Source SHA-256"  # the property in which a filed copy names the file it was made from


@dataclass(frozen=True)
class Copy:
    """A copy to be filed; `path` is relative to the records root, `source` the SHA-256 of the file it came from.

    `plain` is what `data` holds without its password, if it has one.
    """

    kind: str
    path: PurePosixPath
    data: bytes
    source: str
    plain: bytes = b""


@dataclass(frozen=True)
class Filed:
    """What became of a copy: 'filed', 'unchanged', 'kept', 'renewed' or, in a dry run, 'to be filed', 'to be renewed'.

    'unchanged' was there already; so was 'kept', but it is not what this run would file: somebody has
    worked in it since, or earlier outcomes or settings have changed. What a 'renewed' one was is kept as `earlier`.
    """

    kind: str
    path: PurePosixPath
    state: str
    earlier: PurePosixPath | None = None

    @property
    def place(self) -> PurePosixPath:
        """Where it lies, without a person's name: of a draft the folder only."""
        return self.path.parent if self.kind == "draft" else self.path


@dataclass(frozen=True)
class _Found:
    """What is where a copy is to be filed: its bytes, and what becomes of the copy."""

    state: str
    data: bytes = b""


Renews = Callable[
    [Copy, bytes], bool
]  # whether a copy may take the place of what is filed, whose bytes are given


class Records:
    """The folder tree that stands for Objective; `unlock` opens a filed copy that has a password.

    Raises FileError when `root` is not a folder.
    """

    def __init__(
        self, root: Path, settings: Settings, unlock: Callable[[str, bytes], bytes] = lambda name, data: data
    ) -> None:
        if not root.is_dir():
            raise FileError(
                f"The records folder {root} does not exist. Check its name (--records, or [records] root in "
                "settings.toml), or that the drive is connected. cso-xl never makes it by itself."
            )
        self.root = root
        self._settings = settings
        self._unlock = unlock

    def copies(self, report: str, kind: str, before: dt.date) -> list[tuple[dt.date, Path]]:
        """Filed copies of a kind with an earlier date, oldest first, wherever under the report's folder they lie.

        What was sent again for the same day comes after the first [C12]; earlier versions are none of them.
        """
        return [(named.date, path) for named, path in self.named(report, kind, before)]

    def newest(
        self, report: str, kind: str, before: dt.date, issue: int | None = None
    ) -> tuple[dt.date, Path] | None:
        """The newest earlier copy of a kind, of its day the newest issue or that asked for; None without one [C12].

        Raises FileError when two different files bear its date.
        """
        found = self.named(report, kind, before)
        found = [one for one in found if one[0].date == found[-1][0].date and issue in (None, one[0].issue)]
        if not found:
            return None
        named, path = found[-1]
        same_day = [other for other_named, other in found[:-1] if other_named == named]
        others = [other for other in same_day if read(other) != read(path)]
        if others:
            listed = ", ".join(str(self.relative(other)) for other in [*others, path])
            raise FileError(
                f"Two different files are the {kind} copy of {in_full(named.date)}: {listed}. Keep the one that was "
                "received."
            )
        return named.date, path

    def named(self, report: str, kind: str, before: dt.date) -> list[tuple[names.Named, Path]]:
        """The same copies with what their names say: the date, and which of that day's reports they are of."""
        top, found = self.root / names.top_folder(self._settings, report), []
        for path in top.rglob("*"):
            named = names.copy_in(self._settings, report, kind, path.name)
            if named and named.date < before and not path.name.startswith(UNFINISHED):
                found.append((named, path))
        return sorted(found)

    def issues(self, report: str, date: dt.date) -> dict[int, dict[str, Path]]:
        """What is filed of a day in its folder: by issue, and by kind of copy [C12]."""
        folder, found = (
            self.root / names.folder(self._settings, report, date),
            defaultdict[int, dict[str, Path]](dict),
        )
        kinds = names.kinds(self._settings, report)
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            for kind in kinds:
                named = names.copy_in(self._settings, report, kind, path.name)
                if named and named.date == date:
                    found[named.issue][kind] = path
        return dict(sorted(found.items()))

    def draft(self, reference: str) -> Path | None:
        """The draft of a notice; None when there is none.

        Its reference says of which day it is, and so in which folders it may lie; only when it is in none of them is
        it looked for wherever reports are filed.
        """
        form, reports = f"*[[]{reference}[]].eml", list(self._settings.table("filing"))
        try:
            day = dt.date.fromisoformat(reference[:8])
            of_day = {
                names.folder(self._settings, report, day) / place for report in reports for place in _DRAFTS
            }
        except ValueError:
            of_day = set()
        for folder in sorted(of_day):
            if found := next((self.root / folder).glob(form), None):
                return found
        tops = {names.top_folder(self._settings, report) for report in reports}
        places = [(top, place) for top in sorted(tops) for place in _DRAFTS]
        return next(
            (found for top, place in places for found in (self.root / top).rglob(f"{place}/{form}")), None
        )

    def made_from(self, path: Path, source: str) -> bool:
        """Whether a filed copy was made from the file with this SHA-256."""
        return source_of(self._unlock(path.name, read(path))) == source

    def holds(self, path: Path, plain: bytes) -> bool:
        """Whether a filed copy holds this workbook, whatever its password."""
        return self._unlock(path.name, read(path)) == plain

    def relative(self, path: Path) -> PurePosixPath:
        """A path as it is shown: relative to the records root."""
        return PurePosixPath(path.relative_to(self.root).as_posix())

    def file(
        self, copies: Sequence[Copy], dry_run: bool = False, renews: Renews = lambda copy, there: False
    ) -> list[Filed]:
        """File all copies of a report, each whole or not at all.

        A copy that is there already, made from the same received file, stays as it is: somebody may have worked
        in it. Only where `renews` says so for it and what is there, it is brought up to date, and the earlier
        version is kept beside it. Raises FileError, before anything is written, when one was made from another, and
        for a path that is too long.
        """
        for copy in copies:
            windows.check(self.root / copy.path, shown(self.root / copy.path))
        found = {copy.path: self._found(copy, renews) for copy in copies}
        if dry_run:
            return [Filed(copy.kind, copy.path, found[copy.path].state) for copy in copies]
        for folder in {(self.root / copy.path).parent for copy in copies}:
            sweep(folder, time.time())
        return [self._file(copy, found[copy.path]) for copy in copies]

    def _file(self, copy: Copy, found: _Found) -> Filed:
        state, path = found.state, self.root / copy.path
        if state == "to be renewed":
            earlier = self.renew(path, found.data, copy.data)
            return Filed(copy.kind, copy.path, "renewed", self.relative(earlier))
        if state == "to be filed":
            state = "filed" if publish(path, copy.data) else self._found(copy).state
        return Filed(copy.kind, copy.path, state)

    def renew(self, path: Path, there: bytes, data: bytes) -> Path:
        """Put `data` in place of a filed copy in which people go on working; the earlier version is kept beside it.

        `there` is what the copy held when it was read. Returns where the earlier version lies. Raises FileError,
        and changes nothing, when the copy is open in a spreadsheet program or somebody has saved it since.
        """
        return versions.swap(path, there, data, self.relative(path))

    def check(self, path: Path, there: bytes) -> None:
        """Raise FileError when a filed copy is open in a spreadsheet program, or was saved since it held `there`."""
        versions.check(path, there, self.relative(path))

    def _found(self, copy: Copy, renews: Renews = lambda copy, there: False) -> _Found:
        """What is where a copy is to be filed, and what becomes of it."""
        path = self.root / copy.path
        if not path.exists():
            return _Found("to be filed")
        there = read(path)
        if there == copy.data:
            return _Found("unchanged")
        if copy.kind == "draft":
            return _Found("kept")
        if copy.kind != "master":
            opened = self._unlock(path.name, there)
            if opened == copy.plain:
                return _Found("unchanged")
            if source_of(opened) == copy.source:
                return _Found("to be renewed", there) if renews(copy, there) else _Found("kept")
        raise FileError(
            f"{copy.path} is already filed and was made from another file. Nothing was written, and it stays as it "
            "is. If the report was sent again for the same day, ask your team leader which one counts; if the date "
            "is wrong, give the right one with --date. To file this one beside it, give --again."
        )


def source_of(workbook: bytes) -> str | None:
    """The SHA-256 that a filed copy names as its source; None when it names none."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as package:
            properties = package.read("docProps/custom.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return None
    found = re.search(rf'name="{SOURCE}"[^>]*><vt:lpwstr>([0-9a-f]{{64}})<', properties)
    return found[1] if found else None
