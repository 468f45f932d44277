"""The lines of a chained log: how each is bound to the line before it, and what is wrong with them [X5]."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

START = "0" * 96  # the hash of the line before, in the first line
HASH = r"[0-9a-f]{96}"
HEAD = re.compile(rf'\{{"sequence":([1-9][0-9]{{0,14}}),"hash":"({HASH})"\}}\n')
SET_ASIDE, BEHIND, MISSING = "unfinished_line_set_aside", "head_was_behind", "head_was_missing"
_RECORDED = {  # a log's notes about itself, in the words of `verify`
    SET_ASIDE: "an unfinished line stood here, as when a computer stops while it writes; its text lies "
    "beside the log in a file of its own.",
    BEHIND: "when this was written, a head did not know the last lines before it: a computer stopped before it wrote "
    "the head, the head was out of reach, or those lines were put in.",
    MISSING: "when this was written, a head was missing or could not be read: it cannot show whether lines before "
    "this one were cut off.",
}
_UNFINISHED = "it is unfinished: a computer stopped while it wrote, or its end was cut off."


class LogLine(NamedTuple):
    """A line that reads as cso_xl writes them; `intact` when its hash is right.

    `note` is the line's kind, which may be a note of the log about itself, and `about` the hash of the file that such
    a note is about. `more` lines that were written together with it stand after it; it is looked up by its `key`.
    """

    text: str
    sequence: int
    previous: str
    hash: str
    intact: bool
    note: str = ""
    about: str = ""
    key: str = ""
    more: int = 0
    size: int = 0  # in bytes, where whoever keeps the log wants to find it again


@dataclass(frozen=True)
class LogFinding:
    """A fault of the log or, when it is no `fault`, a remark for whoever reads the log.

    `line` is the line's number in the file, None when the finding is about no line.
    """

    line: int | None
    words: str
    fault: bool = True

    def __str__(self) -> str:
        return self.words if self.line is None else f"Line {self.line}: {self.words}"


class Head(NamedTuple):
    """What a head says; `state` is 'there', 'missing', 'out of reach' or 'damaged'."""

    state: str
    sequence: int = 0
    hash: str = ""


def chain(
    raws: Iterable[bytes], parse: Callable[[bytes], LogLine | None], before: LogLine | None = None
) -> Iterator[tuple[int, LogLine | None, str]]:
    """Each line with its number in the file and its fault, '' without one.

    `before` is the line before the first; its number in the file is its number in the log.
    """
    expected, link = (before.sequence + 1, before.hash) if before else (1, START)
    for number, raw in enumerate(raws, expected):
        line = parse(raw)
        yield number, line, _fault(raw, line, expected, link)
        expected, link = (line.sequence + 1, line.hash) if line else (expected + 1, "")


def _fault(raw: bytes, line: LogLine | None, expected: int, link: str) -> str:
    """What is wrong with a line; after a line that cannot be read there is no `link`, and the next is believed."""
    if line is None and not raw.endswith(b"\n"):
        return _UNFINISHED
    if line is None:
        return "it does not read as cso_xl writes: it was changed or put in."
    if not line.intact:
        return "it was changed after it was written."
    if line.sequence > expected:
        return f"lines before it are gone: it is number {line.sequence}, but {expected} was expected."
    if line.sequence < expected:
        return f"it was put in, doubled or moved: it is number {line.sequence}, but {expected} was expected."
    if link and line.previous != link:
        return "the line before it is not the one that stood there when this was written."
    return ""


class Remembered:
    """The little that is remembered of the lines that were read, however long the log."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._wanted = {head.sequence for head in heads}
        self._of_heads: dict[int, tuple[int, str]] = {}  # number and hash of the lines that heads know
        self._more = 0
        self.findings: list[LogFinding] = []
        self.set_aside: dict[str, int] = {}
        self.lines = self.last = 0

    def take(self, number: int, line: LogLine | None, fault: str) -> None:
        """Remember a line and what is wrong with it."""
        if fault:
            self.findings.append(LogFinding(number, fault))
        if line is None:
            return
        self.lines, self.last, self._more = number, line.sequence, line.more
        if line.sequence in self._wanted:
            self._of_heads[line.sequence] = number, line.hash
        if line.note in _RECORDED:
            self.findings.append(LogFinding(number, _RECORDED[line.note], fault=False))
        if line.note == SET_ASIDE:
            self.set_aside[line.about] = number

    def torn(self) -> Iterator[LogFinding]:
        """The last line, when others that were written together with it are not there."""
        if self._more:
            yield LogFinding(
                self.lines,
                "what was written together with it is not there: a computer stopped while it wrote, or the log's end "
                "was cut off.",
            )

    def lacks(self, head: Head) -> bool:
        """Whether a head knows a line that is not among these."""
        return head.state == "there" and self._of_heads.get(head.sequence, (0, ""))[1] != head.hash

    def against(self, head: Head, place: object) -> Iterator[LogFinding]:
        """The finding where a head knows more than these lines show, or less."""
        number, _ = self._of_heads.get(head.sequence, (None, ""))
        if head.sequence > self.last:
            yield LogFinding(
                self.lines + 1,
                f"from here on lines are gone or changed: the head in {place} knows {head.sequence}.",
            )
        elif self.lacks(head):
            yield LogFinding(
                number,
                f"the log does not have line {head.sequence} as the head in {place} knows it: the log was written "
                "anew, or the head was changed.",
            )
        elif number and head.sequence < self.last:
            yield LogFinding(
                number + 1,
                f"from here on the head in {place} knows nothing: lines were put in, the head was changed, or it "
                "could not be written.",
            )
