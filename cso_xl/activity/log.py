"""The activity log: its files, its lines, and whose rows were touched [X5]."""

import re
from collections.abc import Iterator, Mapping

from cso_xl.activity.chain import Chain
from cso_xl.activity.disk import FOLDER, explained
from cso_xl.activity.line import FORMS, Done, Logged, entry, fits, parse, written
from cso_xl.activity.links import LogLine
from cso_xl.errors import CallError

_USER = re.compile(rb'"user":"([^"]+)"')


class ActivityLog(Chain[Done]):
    """The activity log of a records root; `second` is one more folder for the head, best on another drive.

    Raises FileError when `root` is not a folder, as the methods do when the log cannot be read or written.
    """

    TITLE = "Activity log"
    FOLDER = FOLDER
    HEAD = "{records} activity head.json"
    UNCHECKED = "counts"  # they may be changed after they were checked

    def append(self, done: Done) -> Logged:
        """Write a line, flushed to the disk, and the heads; returns it as it can be read back.

        Lines about the log itself come before it when an earlier line was left unfinished or a head was
        behind or missing. A head that cannot be written now is behind at the next line. Raises FileError,
        and writes nothing, when the log was changed or its disk says no.
        """
        return entry(self._write([done])[-1])

    def entries(self) -> Iterator[Logged]:
        """Every line, the oldest first, one at a time.

        Raises FileError at the first line that is not as it was written, and after the last when the heads know more.
        """
        return map(entry, self._intact())

    def footprint(self, number: str) -> list[Logged]:
        """Who touched a client's rows, when, in which report and step; leading zeros do not matter [X5].

        Raises CallError for what is not a client number, and FileError as `entries` does.
        """
        if not fits(FORMS["clients"], number):
            raise CallError("What was given is not a client number: it has 1 to 9 digits.")
        key = number.lstrip("0")
        likely = (entry(line) for line in self._intact() if f'{key}"' in line.text)
        return [done for done in likely if any(client.lstrip("0") == key for client in done.clients)]

    def users(self) -> list[str]:
        """The accounts of its lines, by name."""
        if not self.begun():
            return []
        with explained("read", self._log), self._open() as file:
            return sorted({match[1].decode() for match in _USER.finditer(file.read())})

    def _written(self, item: Done, sequence: int, previous: str, more: int) -> bytes:
        return written(item, sequence, previous)

    def _parse(self, raw: bytes) -> LogLine | None:
        return parse(raw)

    def _note(self, item: Done, note: str, about: str, counts: Mapping[str, int]) -> Done:
        return Done(
            time=item.time, user=item.user, report="", report_date=None, ids=("X5",), step=note, before=about,
            counts=counts,
        )  # fmt: skip
