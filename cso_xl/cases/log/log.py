"""The case log: what happened to every case, in a chain that shows every later change [C1, C3]."""

import contextlib
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

from cso_xl.activity.chain import Chain, Now
from cso_xl.activity.disk import explained
from cso_xl.activity.links import LogLine
from cso_xl.cases.events import Event, Recorded
from cso_xl.cases.log.index import Index, begins, dumped, loaded
from cso_xl.cases.log.log_line import INDEX, LogNote, kept, key, parse, recorded, written
from cso_xl.cases.log.reading import Reading
from cso_xl.errors import FileError
from cso_xl.files.publish import replace
from cso_xl.records.own_folders import CASES
from cso_xl.records.references import REFERENCE
from cso_xl.settings import Settings

RENEWED_AFTER = 200  # lines unknown to the index; reading them takes milliseconds
FAR_BEHIND = 1 << 20  # bytes unknown to it; some 2,000 lines, which take a twentieth of a second
_BEGINNING = 1024  # bytes of the index that say how far it knows the log

_CLIENT = re.compile(rb'"client":"[0-9]*"')
_SHARING = re.compile(_CLIENT.pattern + rb'|"others":\[[^\]]*\]')
_WITHOUT_ZEROS = re.compile(rb'"0*([0-9]+)"')

T = TypeVar("T")


def _always(_: Sequence[Recorded]) -> bool:
    return True


class CaseLog(Chain[Event | LogNote]):
    """The case log of a records root; `second` is one more folder for the head, best on another drive.

    `is_open` says whether an entry with these events is open, by them alone and not by the clock; `rule` is a text that
    changes whenever that function does. Beside the log lies an index, which is made again when it is missing, damaged,
    old or of another rule, by `open` and now and then by `append`; nothing else writes it. Nobody needs it: an account
    that may not write reads without it.
    Raises FileError when `root` is not a folder, as the methods do when the log cannot be read or written.
    """

    TITLE = "Case log"
    FOLDER = CASES
    HEAD = "{records} case log head.json"
    UNCHECKED = "time, at, issue or of"  # an Event takes numbers and years that are too large for a line

    def __init__(
        self,
        root: Path,
        second: Path | None = None,
        is_open: Callable[[Sequence[Recorded]], bool] = _always,
        rule: str = "",
    ) -> None:
        super().__init__(root, second)
        self._is_open = is_open
        self._rule = f"{is_open.__module__}.{is_open.__qualname__} {rule}".strip()
        self._index = self._folder / "Case index.json"

    @classmethod
    def of(
        cls,
        root: Path,
        settings: Settings,
        is_open: Callable[[Sequence[Recorded]], bool] = _always,
        rule: str = "",
    ) -> Self:
        """The log of a records root, its head also where settings say."""
        second = settings.text("activity.second")
        return cls(root, Path(second) if second else None, is_open, rule)

    def append(self, events: Sequence[Event], since: int | None = None) -> list[Recorded]:
        """Write events, all or none, and the heads, flushed to the disk; returns the events as they can be read back.

        Raises MovedOnError, and writes none, when anything was written after the line with the number `since`.
        Raises FileError, and writes none, when the log was changed or its disk refuses: what cannot be recorded is not
        to be done [C3]. Raises ValueError for a number or a year that is too large.
        """
        if not events:
            return []
        self._keep_up()
        return list(map(kept, events, self._write(events, since)))

    def events(self) -> Iterator[Recorded]:
        """Every event, the oldest first, one at a time.

        Raises FileError at the first line that is not as it was written, and after the last when the heads know more.
        """
        return (recorded(line) for line in self._intact() if not line.note)

    def of_report(self, report: str, date: dt.date) -> list[Recorded]:
        """The events of a report's day, whatever the issue, in order."""
        return self._read(lambda reading: _recorded(reading.day(key(report, date))))

    def of_entry(self, report: str, date: dt.date, issue: int, entry: str) -> list[Recorded]:
        """The events of one entry, in order."""
        return [
            event for event in self.of_report(report, date) if (event.issue, event.entry) == (issue, entry)
        ]

    def of_reference(self, reference: str) -> list[Recorded]:
        """The events of the entry that a notice's reference names, in order; none for text that is not a reference."""
        match = re.fullmatch(REFERENCE, reference)
        if not match:
            return []
        date = f"{match['date'][:4]}-{match['date'][4:6]}-{match['date'][6:]}"
        ends = key("", date, match["issue"] or 1, match["entry"])

        def entry(reading: Reading) -> list[Recorded]:
            lines = (
                line for day in reading.days(date) for line in reading.day(day) if line.key.endswith(ends)
            )
            return _recorded(sorted(lines, key=lambda line: line.sequence))

        return self._read(entry)

    def of_clients(self, clients: Collection[str], sharing: bool = False) -> list[list[Recorded]]:
        """The events that name these clients, by entry; `clients` are their numbers without zeros in front.

        With `sharing` also the events that name one of them as somebody who shares the client's address. The lines are
        found by the number in them: of the whole log only they are read as lines.
        """
        wanted = {number.encode() for number in clients}
        if not wanted:
            return []
        with explained("read", self._log), self._open() as file:
            data = file.read()
        by_entry: dict[str, list[LogLine]] = {}
        for match in (_SHARING if sharing else _CLIENT).finditer(data):
            if wanted.isdisjoint(_WITHOUT_ZEROS.findall(match[0])):
                continue
            raw = data[data.rfind(b"\n", 0, match.start()) + 1 : data.find(b"\n", match.end()) + 1]
            if (line := parse(raw)) and line.intact:
                by_entry.setdefault(line.key, []).append(line)
        return list(map(_recorded, by_entry.values()))

    def open(self) -> list[list[Recorded]]:
        """The events of every entry that is not known to be closed, the entry that is longest in the log first."""
        return self._read(self._opened, opens=True)

    def _opened(self, reading: Reading) -> list[list[Recorded]]:
        if len(reading.tail) >= RENEWED_AFTER:
            self._renew(reading.index())
        return [entry.events for entry in reading.open.values()]

    def _keep_up(self) -> None:
        """Make the index again when it is far behind: some who write never ask for all that is open."""
        with contextlib.suppress(OSError, FileError):
            index = begins(self._index_data(_BEGINNING)) or Index(self._rule)
            if index.rule == self._rule and self._size() - index.end > FAR_BEHIND:
                self.open()

    def _read(self, use: Callable[[Reading], T], opens: bool = False) -> T:
        """The result of `use` on the log as it is now, which is read whole if the index and the log do not agree.

        `opens`: the result depends on what is open, so an index of another rule is no use.
        """
        data = self._index_data()  # read before the log, so that the log has the note of it
        now = self._now()
        if data:
            with contextlib.suppress(FileError):
                return self._used(self._after(data, now, opens), use)
        return self._used(Reading(self._path, Index(self._rule), self._intact(now), self._is_open), use)

    def _used(self, reading: Reading, use: Callable[[Reading], T]) -> T:
        with explained("read", self._log):
            return use(reading)

    def _index_data(self, size: int = -1) -> bytes:
        """The bytes of the index, or its first ones; none where it cannot be read."""
        with contextlib.suppress(OSError), self._index.open("rb", buffering=0) as file:
            return file.read(size)
        return b""

    def _after(self, data: bytes, now: Now, opens: bool) -> Reading:
        """The index and the lines after it, to be read. Raises FileError where it does not agree with the log."""
        index = begins(data)
        last = index and self._last(index, now.size)
        if not (index and last) or (opens and index.rule != self._rule):
            raise FileError("The case index is not one of this case log.")
        tail = list(self._intact(now, last, index.end))
        digest = hashlib.sha256(data).hexdigest()
        if not any((line.note, line.about) == (INDEX, digest) for line in tail):
            raise FileError("The case index was changed, or a computer stopped when it was made.")
        return Reading(self._path, loaded(data), tail, self._is_open)

    def _last(self, index: Index, size: int) -> LogLine | None:
        """The last line that the index knows; None where the log does not hold it in that place."""
        if not index.start < index.end <= size:
            return None
        with explained("read", self._log), self._open() as file:
            file.seek(index.start)
            line = parse(file.read(index.end - index.start))
        return (
            line
            if line and line.intact and (line.sequence, line.hash) == (index.sequence, index.hash)
            else None
        )

    def _renew(self, index: Index) -> None:
        """Put an index in place of the old one and note it in the log, if that can be done."""
        data = dumped(index)
        note = LogNote(note=INDEX, about=hashlib.sha256(data).hexdigest())
        with contextlib.suppress(FileError), explained("written", self._log), self._alone():
            replace(self._index, data)
            self._write_alone([note])

    def _written(self, item: Event | LogNote, sequence: int, previous: str, more: int) -> bytes:
        return written(item, sequence, previous, more)

    def _parse(self, raw: bytes) -> LogLine | None:
        return parse(raw)

    def _note(self, item: Event | LogNote, note: str, about: str, counts: Mapping[str, int]) -> LogNote:
        return LogNote(time=item.time, user=item.user, note=note, about=about, counts=counts or None)


def _recorded(lines: Iterable[LogLine]) -> list[Recorded]:
    return [recorded(line) for line in lines]
