"""The records root: what is filed there, and filing a report's copies."""

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl import windows
from cso_xl.dates import in_full
from cso_xl.errors import FileError
from cso_xl.filing import names
from cso_xl.filing.publish import UNFINISHED, patiently, publish, replace, shown, sweep
from cso_xl.settings import Settings

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
    """What became of a copy: 'filed', 'unchanged', 'kept' or, in a dry run, 'to be filed'.

    'unchanged' was there already; so was 'kept', but it is not what this run would file: somebody has
    worked in it since, or earlier outcomes or settings have changed.
    """

    kind: str
    path: PurePosixPath
    state: str

    @property
    def place(self) -> PurePosixPath:
        """Where it lies, without a person's name: of a draft the folder only."""
        return self.path.parent if self.kind == "draft" else self.path


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
        """Filed copies of a kind with an earlier date, oldest first, wherever under the report's folder they lie."""
        top = self.root / names.top_folder(self._settings, report)
        found = []
        for path in sorted(top.rglob("*")):
            date = names.date_in(self._settings, report, kind, path.name)
            if date and date < before and not path.name.startswith(UNFINISHED):
                found.append((date, path))
        return sorted(found)

    def newest(self, report: str, kind: str, before: dt.date) -> tuple[dt.date, Path] | None:
        """The newest earlier copy of a kind; None when there is none.

        Raises FileError when two different files bear its date.
        """
        found = self.copies(report, kind, before)
        if not found:
            return None
        date, path = found[-1]
        same_day = [other for day, other in found[:-1] if day == date]
        others = [other for other in same_day if read(other) != read(path)]
        if others:
            listed = ", ".join(str(self.relative(other)) for other in [*others, path])
            raise FileError(
                f"Two different files are the {kind} copy of {in_full(date)}: {listed}. Keep the one that was received."
            )
        return date, path

    def relative(self, path: Path) -> PurePosixPath:
        """A path as it is shown: relative to the records root."""
        return PurePosixPath(path.relative_to(self.root).as_posix())

    def file(self, copies: Sequence[Copy], dry_run: bool = False) -> list[Filed]:
        """File all copies of a report, each whole or not at all, never over another.

        A copy that is there already, made from the same received file, stays as it is: somebody may
        have worked in it. Raises FileError, before anything is written, when one was made from another, and for a path
        that is too long.
        """
        for copy in copies:
            windows.check(self.root / copy.path, shown(self.root / copy.path))
        states = {copy.path: self._state(copy) for copy in copies}
        if dry_run:
            return [Filed(copy.kind, copy.path, states[copy.path]) for copy in copies]
        filed = []
        for folder in {(self.root / copy.path).parent for copy in copies}:
            sweep(folder, time.time())
        for copy in copies:
            state = states[copy.path]
            if state == "to be filed":
                state = "filed" if publish(self.root / copy.path, copy.data) else self._state(copy)
            filed.append(Filed(copy.kind, copy.path, state))
        return filed

    def renew(self, path: Path, there: bytes, data: bytes) -> Path:
        """Put `data` in place of a filed copy in which people go on working; the earlier version is kept beside it.

        `there` is what the copy held when it was read. Returns where the earlier version lies. Raises FileError,
        and changes nothing, when the copy is open in a spreadsheet program or somebody has saved it since.
        """
        if any((path.parent / name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#")):
            raise FileError(
                f"{self.relative(path)} is open in Excel. Save and close it there, then try again."
            )
        saved = dt.datetime.fromtimestamp(patiently(path.stat).st_mtime)
        earlier = path.with_name(f"{path.stem}, as of {saved:%Y%m%d %H%M%S}{path.suffix}")
        publish(earlier, there)
        if read(path) != there:
            raise FileError(
                f"{self.relative(path)} was saved by somebody just now. Nothing was changed; try again."
            )
        replace(path, data)
        return earlier

    def _state(self, copy: Copy) -> str:
        path = self.root / copy.path
        if not path.exists():
            return "to be filed"
        there = read(path)
        if there == copy.data:
            return "unchanged"
        if copy.kind == "draft":
            return "kept"
        if copy.kind != "master":
            opened = self._unlock(path.name, there)
            same_source = source_of(opened) == copy.source
            if opened == copy.plain:
                return "unchanged"
            if same_source and copy.kind != "processed":
                return "kept"
            if same_source:
                raise FileError(
                    f"{copy.path} is already filed, and the Working Copy has changed since. Nothing was written. If "
                    "the Working Copy is right, move the old Processed Copy elsewhere and try again."
                )
        raise FileError(
            f"{copy.path} is already filed and was made from another file. Nothing was written, and it stays as it "
            "is. If the report was sent again for the same day, ask your team leader which one counts; if the date "
            "is wrong, give the right one with --date."
        )


def read(path: Path) -> bytes:
    """A filed copy's bytes. Raises FileError when it cannot be read."""
    try:
        return patiently(path.read_bytes)
    except OSError as error:
        raise FileError(
            f"{shown(path)} cannot be read: {windows.why(error)}. Close it in Excel and try again."
        ) from None


def source_of(workbook: bytes) -> str | None:
    """The SHA-256 that a filed copy names as its source; None when it names none."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as package:
            properties = package.read("docProps/custom.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return None
    found = re.search(rf'name="{SOURCE}"[^>]*><vt:lpwstr>([0-9a-f]{{64}})<', properties)
    return found[1] if found else None
