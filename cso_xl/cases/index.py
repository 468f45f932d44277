"""The case index: where each report's day lies in the case log, and which entries are open [C3, C10].

It is made from the log and holds nothing that the log does not. The log notes the SHA-256 of each index that is
made: one that was changed, or that belongs to another log, is not believed but made again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cso_xl.activity.links import HASH, START, Line

_FORMAT = 1


class Spot(NamedTuple):
    """Where lines lie in the log: from byte, to byte, from, to, ...; `digest` is over their hashes, in order."""

    digest: str = ""
    ends: Sequence[int] = ()

    def ranges(self) -> list[tuple[int, int]]:
        return list(zip(self.ends[::2], self.ends[1::2], strict=True))


class Placed(NamedTuple):
    """A line, and from which byte to which it stands in the log."""

    line: Line
    start: int
    end: int


@dataclass(frozen=True)
class Index:
    """What is known of the log as far as a line, by its number, hash and bytes; `days` and `open` by `line.key`."""

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


def dumped(index: Index, rule: str) -> bytes:
    """An index as it lies beside the log; `rule` names what counts as open."""
    facts = {"format": _FORMAT, "rule": rule, **vars(index)}
    return json.dumps(facts, separators=(",", ":")).encode()


def begins(data: bytes, rule: str) -> Index | None:
    """How far an index knows the log, without its days; None where it is none, or of another rule or format."""
    form = (
        rf'\{{"format":{_FORMAT},"rule":{re.escape(json.dumps(rule))},"sequence":([0-9]{{1,15}}),"hash":"({HASH})",'
        r'"start":([0-9]{1,15}),"end":([0-9]{1,15}),"days":'
    )
    if not (found := re.match(form.encode(), data)):
        return None
    sequence, own, start, end = found.groups()
    return Index(int(sequence), own.decode(), int(start), int(end))


def loaded(data: bytes) -> Index:
    """An index that the log vouches for: it is as `dumped` made it."""
    facts = json.loads(data)
    days, still_open = ({key: Spot(*spot) for key, spot in facts[name].items()} for name in ("days", "open"))
    return Index(facts["sequence"], facts["hash"], facts["start"], facts["end"], days, still_open)
