"""The activity log as a whole: its lines, its heads, and what is wrong with them [X5]."""

import contextlib
import hashlib
import io
import itertools
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cso_xl.activity.disk import FOLDER, NoLockError, alone, told, writable, write
from cso_xl.activity.line import FORMS, HASH, MOST, START, Done, Entry, Line, chain, fits, parse, written
from cso_xl.errors import CallError, FileError
from cso_xl.filing.publish import publish, replace
from cso_xl.settings import Settings

LOG = "Activity log.jsonl"
LOCK = "Activity log.lock"
HEAD = "{records} activity head.json"  # beside the records root, and in the second place
UNFINISHED = "Activity log unfinished {hash}.txt"  # what there was of a line that was never finished
SET_ASIDE, BEHIND, MISSING = "unfinished_line_set_aside", "head_was_behind", "head_was_missing"
_RECORDED = {  # what the log notes about itself, as `verify` says it
    SET_ASIDE: "an unfinished line stood here, as when a computer stops while it writes; what there was of it lies "
    "beside the log in a file of its own.",
    BEHIND: "when this was written, a head did not know the last lines before it: a computer stopped before it wrote "
    "the head, the head was out of reach, or those lines were put in.",
    MISSING: "when this was written, a head was missing or could not be read: it cannot show whether lines before "
    "this one were cut off.",
}
_KEEP = (
    "Nothing was logged. Keep the log and its heads as they are and tell your team leader. A new log begins once all "
    "of them have been moved together into a folder of their own."
)
_HEAD = re.compile(rf'\{{"sequence":([1-9][0-9]{{0,14}}),"hash":"({HASH})"\}}\n')
_BLOCK = 1 << 18  # bytes read at a time from the end of the log


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with the log or, when it is no `fault`, that whoever reads the log should know.

    `line` is the line's number in the file, None when it is about no line.
    """

    line: int | None
    said: str
    fault: bool = True

    def __str__(self) -> str:
        return self.said if self.line is None else f"Line {self.line}: {self.said}"


class _Head(NamedTuple):
    """What a head says; `state` is 'there', 'missing', 'out of reach' or 'damaged'."""

    state: str
    sequence: int = 0
    hash: str = ""


class _Now(NamedTuple):
    """What there is at one moment: bytes of the log, heads, unfinished lines set aside by SHA-256."""

    size: int
    heads: Mapping[Path, _Head]
    set_aside: Mapping[str, str]


class _Seen:
    """What is remembered of the lines that were read: little, however long the log."""

    def __init__(self, heads: Iterable[_Head]) -> None:
        self._wanted = {head.sequence for head in heads}
        self._known: dict[int, tuple[int, str]] = {}
        self.findings: list[Finding] = []
        self.set_aside: dict[str, int] = {}
        self.lines = self.last = 0

    def take(self, number: int, line: Line | None, fault: str) -> None:
        """Remember a line and what is wrong with it."""
        if fault:
            self.findings.append(Finding(number, fault))
        if line is None:
            return
        self.lines, self.last = number, line.sequence
        if line.sequence in self._wanted:
            self._known[line.sequence] = number, line.hash
        if line.step in _RECORDED:
            self.findings.append(Finding(number, _RECORDED[line.step], fault=False))
        if line.step == SET_ASIDE:
            self.set_aside[line.before] = number

    def lacks(self, head: _Head) -> bool:
        """Whether a head knows a line that is not among these."""
        return head.state == "there" and self._known.get(head.sequence, (0, ""))[1] != head.hash

    def against(self, head: _Head, place: Path) -> Iterator[Finding]:
        """What a head knows and these lines do not show, or the other way round."""
        number, _ = self._known.get(head.sequence, (None, ""))
        if head.sequence > self.last:
            yield Finding(
                self.lines + 1,
                f"from here on lines are gone or changed: the head in {place} knows {head.sequence}.",
            )
        elif self.lacks(head):
            yield Finding(
                number,
                f"the log does not have line {head.sequence} as the head in {place} knows it: the log was written "
                "anew, or the head was changed.",
            )
        elif number and head.sequence < self.last:
            yield Finding(
                number + 1,
                f"from here on the head in {place} knows nothing: lines were put in, the head was changed, or it "
                "could not be written.",
            )


class Log:
    """The activity log of a records root; `second` is one more folder for the head, best on another drive.

    Raises FileError when `root` is not a folder, as the methods do when the log cannot be read or written.
    """

    def __init__(self, root: Path, second: Path | None = None) -> None:
        if not root.is_dir():
            raise FileError(f"The records folder {root} does not exist. Check that its drive is connected.")
        root = root.resolve()
        self._folder = root / FOLDER
        self._path = self._folder / LOG
        name = HEAD.format(records=root.name or "Records")
        self._heads = {"beside": root.parent / name}
        if second is not None and second.resolve() != root.parent:
            self._heads["second"] = second.resolve() / name

    @classmethod
    def of(cls, root: Path, settings: Settings) -> "Log":
        """The log of a records root, its head also where settings say."""
        second = settings.text("activity.second")
        return cls(root, Path(second) if second else None)

    def append(self, done: Done) -> Entry:
        """Write a line, flushed to the disk, and the heads; returns it as it can be read back.

        Lines about the log itself come before it when an earlier line was left unfinished or a head was
        behind or missing. A head that cannot be written now is behind at the next line. Raises FileError,
        and writes nothing, when the log was changed or its disk says no.
        """
        with told("written"):
            self._folder.mkdir(parents=True, exist_ok=True)
            with alone(self._folder / LOCK):
                last, unfinished = self._end()
                notes = self._notes(last, done)
                if unfinished:
                    notes.append(self._set_aside(unfinished, done))
                for note in notes:
                    last = self._add(note, last)
                return self._add(done, last).entry()

    def entries(self) -> Iterator[Entry]:
        """Every line, the oldest first, one at a time.

        Raises FileError at the first that is not as it was written, and after the last when the heads know more.
        """
        return (line.entry() for line in self._intact())

    def footprint(self, number: str) -> list[Entry]:
        """Who touched a client's rows, when, in which report and step; leading zeros do not matter [X5].

        Raises CallError for what is no client number, and FileError as `entries` does.
        """
        if not fits(FORMS["clients"], number):
            raise CallError("What was given is not a client number: it has 1 to 9 digits.")
        key = number.lstrip("0")
        found = (line.entry() for line in self._intact() if f'{key}"' in line.text)
        return [entry for entry in found if any(client.lstrip("0") == key for client in entry.clients)]

    def verify(self) -> list[Finding]:
        """Every edit, removal, insertion, swap or cut, by line, then what the heads show; [] when all is well."""
        now = self._now()
        seen = _Seen(now.heads.values())
        for number, line, fault in chain(self._lines(now.size)):
            seen.take(number, line, fault)
        return [*seen.findings, *_unfinished(seen.set_aside, now.set_aside), *_compared(seen, now.heads)]

    def _intact(self) -> Iterator[Line]:
        """The lines, checked as they pass; what is unfinished at the end is no line yet."""
        now = self._now()
        seen = _Seen(now.heads.values())
        for number, line, fault in chain(raw for raw in self._lines(now.size) if raw.endswith(b"\n")):
            seen.take(number, line, fault)
            if fault or line is None:
                raise FileError(_not_as_written(Finding(number, fault)))
            yield line
        for path, head in now.heads.items():
            if seen.lacks(head):
                raise FileError(_not_as_written(next(seen.against(head, path.parent))))

    def _lines(self, size: int) -> Iterator[bytes]:
        """The first `size` bytes of the log, line by line."""
        with told("read"), self._open() as file:
            while raw := file.readline(size):
                size -= len(raw)
                yield raw

    def _backwards(self) -> Iterator[bytes]:
        """What stands after the last whole line, then the lines from the last to the first, without their ends."""
        at, pending = self._size(), b""
        with self._open() as file:
            while at:
                length = min(_BLOCK, at)
                at -= length
                file.seek(at)
                pending, *lines = (file.read(length) + pending).split(b"\n")
                yield from reversed(lines)
        yield pending

    def _open(self) -> BinaryIO:
        return self._path.open("rb") if self._path.exists() else io.BytesIO()

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def _end(self) -> tuple[Line | None, bytes]:
        """The last whole line, and what stands after it; no more of the log is read."""
        unfinished, *raws = itertools.islice(self._backwards(), 2)
        last = parse(raws[0] + b"\n") if raws else None
        if raws and not (last and last.intact):
            raise FileError(f"The last line of the activity log is not as it was written. {_KEEP}")
        return last, unfinished

    def _has(self, head: _Head) -> bool:
        """Whether the log has the line that the head knows; it is read backwards as far as that."""
        for raw in itertools.islice(self._backwards(), 1, None):
            line = parse(raw + b"\n")
            if line is None or line.sequence <= head.sequence:
                return line is not None and (line.sequence, line.hash) == (head.sequence, head.hash)
        return False

    def _notes(self, last: Line | None, done: Done) -> list[Done]:
        """What is to be noted about the heads. Raises FileError when one knows what the log does not have."""
        behind: dict[str, int] = {}
        missing: dict[str, int] = {}
        for key, path in self._heads.items():
            head = _read_head(path)
            if head.state == "damaged" or (head.state == "there" and not self._has(head)):
                raise FileError(
                    f"The activity log and its head in {path.parent} do not agree: one of them was changed, or lines "
                    f"at the log's end are gone. {_KEEP}"
                )
            lag = min(last.sequence - head.sequence, MOST) if last else 0
            if lag and writable(path.parent):
                (behind if head.state == "there" else missing)[key] = lag
        notes = ((BEHIND, behind), (MISSING, missing))
        return [_note(done, step, counts=counts) for step, counts in notes if counts]

    def _set_aside(self, unfinished: bytes, done: Done) -> Done:
        """Move an unfinished line into a file of its own beside the log; returns what is to be noted of it."""
        digest = hashlib.sha256(unfinished).hexdigest()
        publish(self._folder / UNFINISHED.format(hash=digest[:16]), unfinished)
        os.truncate(self._path, self._size() - len(unfinished))
        return _note(done, SET_ASIDE, before=digest)

    def _add(self, done: Done, last: Line | None) -> Line:
        """Write one line after `last`, then the heads."""
        data = written(done, last.sequence + 1 if last else 1, last.hash if last else START)
        line = parse(data)
        if line is None:  # its counts were changed after they were checked
            raise ValueError("the activity log does not take what was given as counts")
        write(self._path, data)
        for path in self._heads.values():
            _keep_head(path, f'{{"sequence":{line.sequence},"hash":"{line.hash}"}}\n'.encode())
        return line

    def _now(self) -> _Now:
        """What there is while nobody writes; for who may only read, what there is."""
        with told("read"), contextlib.ExitStack() as stack:
            with contextlib.suppress(NoLockError):
                stack.enter_context(alone(self._folder / LOCK))
            paths = sorted(self._folder.glob(UNFINISHED.format(hash="*")))
            set_aside = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in paths}
            heads = {path: _read_head(path) for path in self._heads.values()}
            return _Now(self._size(), heads, set_aside)


def _note(done: Done, step: str, before: str = "", counts: Mapping[str, int] | None = None) -> Done:
    """A line about the log itself, in the name of who came upon it."""
    return Done(
        time=done.time, user=done.user, report="", report_date=None, ids=("X5",), step=step, before=before,
        counts=counts or {},
    )  # fmt: skip


def _unfinished(noted: Mapping[str, int], there: Mapping[str, str]) -> Iterator[Finding]:
    """Unfinished lines that were set aside, of which the note or the file is gone."""
    for digest in sorted(there.keys() - noted.keys()):
        yield Finding(None, f"The log has no note of '{there[digest]}', or that file was changed.")
    for digest in sorted(noted.keys() - there.keys()):
        yield Finding(noted[digest], "the file with the unfinished line is gone, or was changed.")


def _compared(seen: _Seen, heads: Mapping[Path, _Head]) -> Iterator[Finding]:
    """What the heads know against what the log has."""
    known = {head[1:] for head in heads.values() if head.state == "there"}
    for path, head in heads.items():
        place = path.parent
        if head.state == "there":
            yield from seen.against(head, place)
        elif head.state == "damaged":
            yield Finding(None, f"The head in {place} does not read as cso_xl writes it: it was changed.")
        elif seen.lines and known and not writable(place):
            yield Finding(None, f"The head in {place} is out of reach of this account.", fault=False)
        elif seen.lines or head.state == "out of reach":
            yield Finding(None, f"The head in {place} is {head.state}: without it a cut end may not show.")
    if len(known) > 1:
        yield Finding(None, "The two heads do not agree with each other.")


def _not_as_written(finding: Finding) -> str:
    return (
        f"The activity log is not as it was written. {finding} Have the log verified and get its earlier version back "
        "before anybody relies on it."
    )


def _read_head(path: Path) -> _Head:
    try:
        found = _HEAD.fullmatch(path.read_bytes().decode())
    except FileNotFoundError:
        return _Head("missing")
    except UnicodeDecodeError:
        return _Head("damaged")
    except OSError:
        return _Head("out of reach")
    return _Head("there", int(found[1]), found[2]) if found else _Head("damaged")


def _keep_head(path: Path, data: bytes) -> None:
    """Put a head in its place if that can be; on Windows another program may hold the old one for a moment."""
    for pause in (0.01, 0.05, 0.2, 0.0) if os.name == "nt" else (0.0,):
        with contextlib.suppress(FileError):
            if path.parent.is_dir():
                replace(path, data)
            break
        time.sleep(pause)
