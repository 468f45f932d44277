"""The records root: finding the copies filed in it, and filing a report's copies."""

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

_DRAFTS = (DRAFTS, f"{DRAFTS}/{SENT}", f"{DRAFTS}/{WITHDRAWN}")  # folders where the draft of a notice may lie
SOURCE = "Source SHA-256"  # the property of a filed copy that names the file it was made from


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

    'unchanged' was filed already; so was 'kept', but it is not what this run would file: somebody has worked in it
    since, or earlier outcomes or settings have changed. Of a 'renewed' copy the version before is kept as `earlier`.
    """

    kind: str
    path: PurePosixPath
    state: str
    earlier: PurePosixPath | None = None

    @property
    def place(self) -> PurePosixPath:
        """Where it lies, without a person's name: for a draft only the folder."""
        return self.path.parent if self.kind == "draft" else self.path


@dataclass(frozen=True)
class _Planned:
    """What will become of a copy, and the bytes of the filed copy that it would renew."""

    state: str
    held: bytes = b""


Renews = Callable[[Copy, bytes], bool]  # whether a copy may replace the filed one that holds these bytes


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

        A report sent again for the same day comes after the first [C12]; earlier versions are left out.
        """
        return [(named.date, path) for named, path in self.named(report, kind, before)]

    def newest(
        self, report: str, kind: str, before: dt.date, issue: int | None = None
    ) -> tuple[dt.date, Path] | None:
        """The newest earlier copy of a kind, and of its day the newest issue or the given one; None without one [C12].

        Raises FileError when two different files bear its date.
        """
        earlier = self.named(report, kind, before)
        last_day = [copy for copy in earlier if copy[0].date == earlier[-1][0].date]
        wanted = [(named, path) for named, path in last_day if issue in (None, named.issue)]
        if not wanted:
            return None
        named, path = wanted[-1]
        same_name = [other for other_named, other in wanted[:-1] if other_named == named]
        others = [other for other in same_name if read(other) != read(path)]
        if others:
            listed = ", ".join(str(self.relative(other)) for other in [*others, path])
            raise FileError(
                f"Two different files are the {kind} copy of {in_full(named.date)}: {listed}. Keep the one that was "
                "received."
            )
        return named.date, path

    def named(self, report: str, kind: str, before: dt.date) -> list[tuple[names.Named, Path]]:
        """The same copies, each with its name's date and issue."""
        top, copies = self.root / names.top_folder(self._settings, report), []
        for path in top.rglob("*"):
            named = names.copy_in(self._settings, report, kind, path.name)
            if named and named.date < before and not path.name.startswith(UNFINISHED):
                copies.append((named, path))
        return sorted(copies)

    def issues(self, report: str, date: dt.date) -> dict[int, dict[str, Path]]:
        """The copies filed in a day's folder, by issue and by kind [C12]."""
        folder = self.root / names.folder(self._settings, report, date)
        by_issue = defaultdict[int, dict[str, Path]](dict)
        kinds = names.kinds(self._settings, report)
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            for kind in kinds:
                named = names.copy_in(self._settings, report, kind, path.name)
                if named and named.date == date:
                    by_issue[named.issue][kind] = path
        return dict(sorted(by_issue.items()))

    def draft(self, reference: str) -> Path | None:
        """The draft of a notice; None when there is none.

        Its reference gives its day, and so the folders in which it may lie; only when it is in none of them is it
        looked for wherever reports are filed.
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
            if draft := next((self.root / folder).glob(form), None):
                return draft
        tops = {names.top_folder(self._settings, report) for report in reports}
        places = [(top, place) for top in sorted(tops) for place in _DRAFTS]
        return next(
            (draft for top, place in places for draft in (self.root / top).rglob(f"{place}/{form}")), None
        )

    def made_from(self, path: Path, source: str) -> bool:
        """Whether a filed copy was made from the file with this SHA-256."""
        return source_of(self._unlock(path.name, read(path))) == source

    def holds(self, path: Path, plain: bytes) -> bool:
        """Whether a filed copy holds this workbook, whatever its password."""
        return self._unlock(path.name, read(path)) == plain

    def relative(self, path: Path) -> PurePosixPath:
        """A path as messages show it: relative to the records root."""
        return PurePosixPath(path.relative_to(self.root).as_posix())

    def file(
        self, copies: Sequence[Copy], dry_run: bool = False, renews: Renews = lambda copy, held: False
    ) -> list[Filed]:
        """File all copies of a report, each whole or not at all.

        A copy that is filed already, made from the same received file, stays as it is: somebody may have worked
        in it. Only where `renews` allows it is the filed copy brought up to date, and its earlier version kept beside
        it. Raises FileError, before anything is written, when a filed copy was made from another file, and for a path
        that is too long.
        """
        for copy in copies:
            windows.check(self.root / copy.path, shown(self.root / copy.path))
        planned = {copy.path: self._plan(copy, renews) for copy in copies}
        if dry_run:
            return [Filed(copy.kind, copy.path, planned[copy.path].state) for copy in copies]
        for folder in {(self.root / copy.path).parent for copy in copies}:
            sweep(folder, time.time())
        return [self._file(copy, planned[copy.path]) for copy in copies]

    def _file(self, copy: Copy, planned: _Planned) -> Filed:
        state, path = planned.state, self.root / copy.path
        if state == "to be renewed":
            earlier = self.renew(path, planned.held, copy.data)
            return Filed(copy.kind, copy.path, "renewed", self.relative(earlier))
        if state == "to be filed":
            state = "filed" if publish(path, copy.data) else self._plan(copy).state
        return Filed(copy.kind, copy.path, state)

    def renew(self, path: Path, held: bytes, data: bytes) -> Path:
        """Put `data` in place of a filed copy in which people go on working; the earlier version is kept beside it.

        `held` is what the copy held when it was read. Returns where the earlier version lies. Raises FileError,
        and changes nothing, when the copy is open in a spreadsheet program or somebody has saved it since.
        """
        return versions.swap(path, held, data, self.relative(path))

    def check(self, path: Path, held: bytes) -> None:
        """Raise FileError when a filed copy is open in a spreadsheet program, or was saved since it held `held`."""
        versions.check(path, held, self.relative(path))

    def _plan(self, copy: Copy, renews: Renews = lambda copy, held: False) -> _Planned:
        """What will become of a copy. Raises FileError when the filed copy was made from another file."""
        path = self.root / copy.path
        if not path.exists():
            return _Planned("to be filed")
        held = read(path)
        if held == copy.data:
            return _Planned("unchanged")
        if copy.kind == "draft":
            return _Planned("kept")
        if copy.kind != "master":
            opened = self._unlock(path.name, held)
            if opened == copy.plain:
                return _Planned("unchanged")
            if source_of(opened) == copy.source:
                return _Planned("to be renewed", held) if renews(copy, held) else _Planned("kept")
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
    match = re.search(rf'name="{SOURCE}"[^>]*><vt:lpwstr>([0-9a-f]{{64}})<', properties)
    return match[1] if match else None
