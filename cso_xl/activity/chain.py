"""A chained log as a whole: its lines, its heads, and what is wrong with them, whatever is written in it [X5]."""

import contextlib
import hashlib
import io
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, ClassVar, Generic, NamedTuple, Self, TypeVar

from cso_xl.activity import disk
from cso_xl.activity.disk import NoLockError, alone, explained, writable, write
from cso_xl.activity.links import (
    BEHIND,
    HEAD,
    MISSING,
    SET_ASIDE,
    START,
    Head,
    LogFinding,
    LogLine,
    Remembered,
    chain,
)
from cso_xl.errors import FileError
from cso_xl.files.publish import publish, replace
from cso_xl.files.shared import make_folder
from cso_xl.settings import Settings

MOST = 9_999_999  # of a count in a note
_KEEP = (
    "Nothing was logged. Keep the log and its heads as they are and tell your team leader. A new log begins once all "
    "of them have been moved together into a folder of their own."
)
_BLOCKS = (1 << 14, 1 << 18)  # bytes read at a time from the end of the log: at first, and at most

Item = TypeVar("Item")


class MovedOnError(FileError):
    """Raised when others have written into a log since it was read, so that a new line may no longer follow."""


class Now(NamedTuple):
    """The log at one moment: its size in bytes, its heads, and by SHA-256 the unfinished lines set aside."""

    size: int
    heads: Mapping[Path, Head]
    set_aside: Mapping[str, str]


class Chain(Generic[Item]):
    """The log of a records root; `second` is one more folder for the head, best on another drive.

    A subclass names the log's files and says how an Item is written, read and noted. Raises FileError when `root` is
    not a folder; the methods raise it when the log cannot be read or written.
    """

    TITLE: ClassVar[str]  # the start of its files' names; in messages in small letters
    FOLDER: ClassVar[PurePosixPath]  # below the records
    UNCHECKED: ClassVar[str]  # the part of an Item that may be such that no line takes it
    HEAD: ClassVar[str]  # the head's name, beside the records root and in the second place

    def __init__(self, root: Path, second: Path | None = None) -> None:
        if not root.is_dir():
            raise FileError(f"The records folder {root} does not exist. Check that its drive is connected.")
        root = root.resolve()
        self._log = disk.LogPlace(self.TITLE.lower(), self.FOLDER)
        self._folder = root / self.FOLDER
        self._path = self._folder / f"{self.TITLE}.jsonl"
        name = self.HEAD.format(records=root.name or "Records")
        self._heads = {"beside": root.parent / name}
        if second is not None and second.resolve() != root.parent:
            self._heads["second"] = second.resolve() / name

    @classmethod
    def of(cls, root: Path, settings: Settings) -> Self:
        """The log of a records root, its head also where settings say."""
        second = settings.text("activity.second")
        return cls(root, Path(second) if second else None)

    def begun(self) -> bool:
        """Whether there is a log, or a head that knows of one."""
        return any(path.exists() for path in (self._path, *self._heads.values()))

    def last(self) -> int:
        """The number of the last line that has all that was written together with it; 0 before the first line.

        Raises FileError when that line is not as it was written, or cannot be read.
        """
        with explained("read", self._log):
            line, _ = self._end()
        return line.sequence if line else 0

    def verify(self) -> list[LogFinding]:
        """Every edit, removal, insertion, swap or cut, by line, then those the heads show; [] when all is well."""
        now = self._now()
        seen = Remembered(now.heads.values())
        for number, line, fault in chain(self._lines(now.size), self._parse):
            seen.take(number, line, fault)
        aside = _unfinished(seen.set_aside, now.set_aside)
        return [*seen.findings, *seen.torn(), *aside, *_compared(seen, now.heads)]

    def _write(self, items: Sequence[Item], since: int | None = None) -> list[LogLine]:
        """Write lines, all of them or none, flushed to the disk, and the heads; returns them as they can be read back.

        Lines about the log itself come before them when an earlier line was left unfinished or a head was
        behind or missing. A head that cannot be written now is behind at the next line. Raises FileError,
        and writes nothing, when the log was changed or its disk says no; MovedOnError when the number of its last line
        is not `since`.
        """
        with explained("written", self._log):
            make_folder(self._folder)
            with self._alone():
                return self._write_alone(items, since)

    def _write_alone(self, items: Sequence[Item], since: int | None = None) -> list[LogLine]:
        """The same, once the lock is held."""
        last, unfinished = self._end()
        if since not in (None, last.sequence if last else 0):
            raise MovedOnError(
                f"Others have written into the {self._log.name} at the same moment; try again."
            )
        notes = self._notes(last, items[0])
        if unfinished:
            notes.append(self._set_aside(unfinished, items[0]))
        for note in notes:
            last = self._add([note], last)[-1]
        return self._add(items, last)

    def _written(self, item: Item, sequence: int, previous: str, more: int) -> bytes:
        """A line as it stands in the log, followed by `more` lines that are written together with it."""
        raise NotImplementedError

    def _parse(self, raw: bytes) -> LogLine | None:
        """A line of the log; None when it does not read as cso_xl writes them."""
        raise NotImplementedError

    def _note(self, item: Item, note: str, about: str, counts: Mapping[str, int]) -> Item:
        """A line about the log itself, in the name of the person for whom `item` was to be written."""
        raise NotImplementedError

    def _alone(self) -> contextlib.AbstractContextManager[None]:
        return alone(self._folder / f"{self.TITLE}.lock", self._log)

    def _intact(
        self, now: Now | None = None, before: LogLine | None = None, start: int = 0
    ) -> Iterator[LogLine]:
        """The lines, or those after `before`, which begin at `start`, checked as they pass.

        An unfinished end is not a line yet. Raises FileError as `entries` of the activity log does.
        """
        now = now or self._now()
        seen = Remembered(now.heads.values())
        if before:
            seen.take(before.sequence, before, "")
        together: list[LogLine] = []
        for number, line, fault in chain(self._ended(now.size, start), self._parse, before):
            seen.take(number, line, fault)
            if fault or line is None:
                raise self._not_as_written(LogFinding(number, fault))
            together.append(line)
            if not line.more:
                yield from together
                together = []
        for path, head in now.heads.items():
            earlier = before is not None and head.sequence < before.sequence
            if seen.lacks(head) and not (earlier and self._has(head)):
                raise self._not_as_written(next(seen.against(head, path.parent)))

    def _ended(self, size: int, start: int) -> Iterator[bytes]:
        return (raw for raw in self._lines(size, start) if raw.endswith(b"\n"))

    def _lines(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The log from byte `start` to byte `size`, line by line."""
        with explained("read", self._log), self._open() as file:
            file.seek(start)
            while raw := file.readline(size - start):
                start += len(raw)
                yield raw

    def _backwards(self) -> Iterator[bytes]:
        """The text after the last whole line, then the lines from the last to the first, without their ends."""
        at, pending = self._size(), b""
        block, most = _BLOCKS
        with self._open() as file:
            while at:
                length = min(block, at)
                at, block = at - length, min(block * 2, most)
                file.seek(at)
                pending, *lines = (file.read(length) + pending).split(b"\n")
                yield from reversed(lines)
        yield pending

    def _open(self) -> BinaryIO:
        return self._path.open("rb") if self._path.exists() else io.BytesIO()

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def _end(self) -> tuple[LogLine | None, bytes]:
        """The last line that was written with all that belongs to it, and the text after it; no more is read."""
        backwards = self._backwards()
        unfinished = next(backwards)
        for raw in backwards:
            line = self._parse(raw + b"\n")
            if not (line and line.intact):
                raise FileError(f"The last line of the {self._log.name} is not as it was written. {_KEEP}")
            if not line.more:
                return line, unfinished
            unfinished = raw + b"\n" + unfinished
        return None, unfinished

    def _has(self, head: Head) -> bool:
        """Whether the log has the line that the head knows; it is read backwards as far as that."""
        backwards = self._backwards()
        next(backwards)
        for raw in backwards:
            line = self._parse(raw + b"\n")
            if line is None or line.sequence <= head.sequence:
                return line is not None and (line.sequence, line.hash) == (head.sequence, head.hash)
        return False

    def _notes(self, last: LogLine | None, item: Item) -> list[Item]:
        """The notes to write about the heads. Raises FileError when a head knows a line that the log does not have."""
        behind: dict[str, int] = {}
        missing: dict[str, int] = {}
        for key, path in self._heads.items():
            head = _read_head(path)
            is_last = last is not None and head[1:] == (last.sequence, last.hash)
            if head.state == "damaged" or (head.state == "there" and not (is_last or self._has(head))):
                raise FileError(
                    f"The {self._log.name} and its head in {path.parent} do not agree: one of them was changed, or "
                    f"lines at the log's end are gone. {_KEEP}"
                )
            lag = min(last.sequence - head.sequence, MOST) if last else 0
            if lag and writable(path.parent):
                (behind if head.state == "there" else missing)[key] = lag
        notes = ((BEHIND, behind), (MISSING, missing))
        return [self._note(item, note, "", counts) for note, counts in notes if counts]

    def _set_aside(self, unfinished: bytes, item: Item) -> Item:
        """Move an unfinished line into a file of its own beside the log; returns the note to write about it."""
        digest = hashlib.sha256(unfinished).hexdigest()
        publish(self._folder / f"{self.TITLE} unfinished {digest[:16]}.txt", unfinished)
        os.truncate(self._path, self._size() - len(unfinished))
        return self._note(item, SET_ASIDE, digest, {})

    def _add(self, items: Sequence[Item], last: LogLine | None) -> list[LogLine]:
        """Write lines after `last`, then the heads."""
        lines: list[LogLine] = []
        written: list[bytes] = []
        for more, item in zip(reversed(range(len(items))), items, strict=True):
            raw, line = self._line(item, lines[-1] if lines else last, more)
            written.append(raw)
            lines.append(line)
        write(self._path, b"".join(written))
        for path in self._heads.values():
            _keep_head(path, f'{{"sequence":{lines[-1].sequence},"hash":"{lines[-1].hash}"}}\n'.encode())
        return lines

    def _line(self, item: Item, last: LogLine | None, more: int) -> tuple[bytes, LogLine]:
        """The bytes to write after `last`, and the line as it reads."""
        raw = self._written(item, last.sequence + 1 if last else 1, last.hash if last else START, more)
        line = self._parse(raw)
        if line is None:
            raise ValueError(f"the {self._log.name} does not take what was given as {self.UNCHECKED}")
        return raw, line

    def _now(self) -> Now:
        """The log while nobody writes; for somebody who may only read, as it is."""
        with explained("read", self._log), contextlib.ExitStack() as stack:
            with contextlib.suppress(NoLockError):
                stack.enter_context(self._alone())
            paths = sorted(self._folder.glob(f"{self.TITLE} unfinished *.txt"))
            set_aside = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in paths}
            heads = {path: _read_head(path) for path in self._heads.values()}
            return Now(self._size(), heads, set_aside)

    def _not_as_written(self, finding: LogFinding) -> FileError:
        return FileError(
            f"The {self._log.name} is not as it was written. {finding} Have the log verified and get its earlier "
            "version back before anybody relies on it."
        )


def _unfinished(noted: Mapping[str, int], files: Mapping[str, str]) -> Iterator[LogFinding]:
    """The unfinished lines that were set aside and whose note or file is gone."""
    for digest in sorted(files.keys() - noted.keys()):
        yield LogFinding(None, f"The log has no note of '{files[digest]}', or that file was changed.")
    for digest in sorted(noted.keys() - files.keys()):
        yield LogFinding(noted[digest], "the file with the unfinished line is gone, or was changed.")


def _compared(seen: Remembered, heads: Mapping[Path, Head]) -> Iterator[LogFinding]:
    """The differences between the heads and the log."""
    ends = {head[1:] for head in heads.values() if head.state == "there"}
    for path, head in heads.items():
        place = path.parent
        if head.state == "there":
            yield from seen.against(head, place)
        elif head.state == "damaged":
            yield LogFinding(None, f"The head in {place} does not read as cso_xl writes it: it was changed.")
        elif seen.lines and ends and not writable(place):
            yield LogFinding(None, f"The head in {place} is out of reach of this account.", fault=False)
        elif seen.lines or head.state == "out of reach":
            yield LogFinding(None, f"The head in {place} is {head.state}: without it a cut end may not show.")
    if len(ends) > 1:
        yield LogFinding(None, "The two heads do not agree with each other.")


def _read_head(path: Path) -> Head:
    try:
        match = HEAD.fullmatch(path.read_bytes().decode())
    except FileNotFoundError:
        return Head("missing")
    except UnicodeDecodeError:
        return Head("damaged")
    except OSError:
        return Head("out of reach")
    return Head("there", int(match[1]), match[2]) if match else Head("damaged")


def _keep_head(path: Path, data: bytes) -> None:
    """Put a head in its place if that can be; on Windows another program may hold the old one for a moment."""
    for pause in (0.01, 0.05, 0.2, 0.0) if os.name == "nt" else (0.0,):
        with contextlib.suppress(FileError):
            if path.parent.is_dir():
                replace(path, data)
            break
        time.sleep(pause)
