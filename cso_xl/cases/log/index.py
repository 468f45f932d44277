"""The case index: where each report's day lies in the case log, and which entries are open [C3, C10].

It is made from the log and holds nothing that the log does not. The log notes the SHA-256 of each index: an index that
was changed, or that belongs to another log, is not believed but made again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cso_xl.activity.links import HASH, START, LogLine

_FORMAT = 1
_BEGINS = re.compile(
    rf'\{{"format":{_FORMAT},"rule":"([ -!#-\[\]-~]*+)","sequence":([0-9]{{1,15}}),"hash":"({HASH})",'
    r'"start":([0-9]{1,15}),"end":([0-9]{1,15}),"days":'.encode()
)


class Spot(NamedTuple):
    """The place of lines in the log: `ends` are from byte, to byte, from, to, ...; `digest` is over their hashes."""

    digest: str = ""
    ends: Sequence[int] = ()

    def ranges(self) -> list[tuple[int, int]]:
        return list(zip(self.ends[::2], self.ends[1::2], strict=True))


class Placed(NamedTuple):
    """A line, and the bytes from and to which it stands in the log."""

    line: LogLine
    start: int
    end: int


@dataclass(frozen=True)
class Index:
    """Knowledge of the log up to one line, given by number, hash and bytes; `days` and `open` are by `log_line.key`.

    `rule` names the rule by which entries counted as open when it was made.
    """

    rule: str = ""
    sequence: int = 0
    hash: str = START
    start: int = 0
    end: int = 0
    days: Mapping[str, Spot] = field(default_factory=dict)
    open: Mapping[str, Spot] = field(default_factory=dict)


def extended(spot: Spot, lines: Iterable[Placed]) -> Spot:
    """A spot with lines after it."""
    digest, ends = spot.digest, list(spot.ends)
    for line, start, end in lines:
        digest = hashlib.sha256(f"{digest}{line.hash}".encode()).hexdigest()[:32]
        if ends and ends[-1] == start:
            ends[-1] = end
        else:
            ends += (start, end)
    return Spot(digest, ends)


def dumped(index: Index) -> bytes:
    """An index as it lies beside the log."""
    return json.dumps({"format": _FORMAT, **vars(index)}, separators=(",", ":")).encode()


def begins(data: bytes) -> Index | None:
    """An index without its days: how far it knows the log; None for other bytes, or another format."""
    if not (match := _BEGINS.match(data)):
        return None
    rule, sequence, own, start, end = (part.decode() for part in match.groups())
    return Index(rule, int(sequence), own, int(start), int(end))


@lru_cache(maxsize=1)
def loaded(data: bytes) -> Index:
    """An index that the log vouches for, as `dumped` made it. The last is remembered, since it is asked for often."""
    facts = json.loads(data)
    facts.pop("format")
    for name in ("days", "open"):
        facts[name] = {key: Spot(*spot) for key, spot in facts[name].items()}
    return Index(**facts)
