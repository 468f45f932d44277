"""A report that was sent again for the same day, row by row against the one before it [C12].

A row is the same when all its received cells are, whatever its number; it has changed when the same client, and
whoever or whatever else it is about, stands in both with other cells.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cso_xl.cells.text import heading_key

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Issue:
    """The received rows of one issue of a day's report: cells by row number, and whom or what each is about.

    A row that `about` does not have, or has as None, is never taken for a changed one.
    """

    headings: Sequence[str]
    rows: Mapping[int, Sequence[str]]
    about: Mapping[int, Hashable | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Differences:
    """What became of the rows: `same` and `changed` name a row of the second and that of the first."""

    same: Mapping[int, int]
    new: tuple[int, ...]
    gone: tuple[int, ...]
    changed: Mapping[int, int]


def same_rows(first: Issue, second: Issue) -> dict[int, int]:
    """Each row of the second that stands in the first as it is, with the row there; of equal rows one for one."""
    return _paired(_fingerprints(second), _fingerprints(first))


def differences(first: Issue, second: Issue) -> Differences:
    """Which rows are as they were, which are new, gone or changed."""
    same = same_rows(first, second)
    of_first, of_second = set(first.rows) - set(same.values()), set(second.rows) - set(same)
    changed = _paired(_about(second, of_second), _about(first, of_first))
    return Differences(
        same,
        tuple(sorted(of_second - set(changed))),
        tuple(sorted(of_first - set(changed.values()))),
        changed,
    )


def _paired(second: Mapping[int, Hashable], first: Mapping[int, Hashable]) -> dict[int, int]:
    """Rows of the same key, the nth of the one with the nth of the other."""
    left = defaultdict(list)
    for row, key in sorted(first.items(), reverse=True):
        left[key].append(row)
    return {row: left[key].pop() for row, key in sorted(second.items()) if left[key]}


def _about(issue: Issue, rows: Iterable[int]) -> dict[int, Hashable]:
    return {row: about for row in rows if (about := issue.about.get(row)) is not None}


def _fingerprints(issue: Issue) -> dict[int, Cells]:
    return {row: _fingerprint(issue.headings, cells) for row, cells in issue.rows.items()}


def _fingerprint(headings: Sequence[str], cells: Sequence[str]) -> Cells:
    """What a row says under which heading: where columns stand, empty ones, and line breaks do not matter."""
    named: dict[str, int] = defaultdict(int)
    found = []
    for at, text in enumerate(cells):
        heading = heading_key(headings[at]) if at < len(headings) else ""
        named[heading] += 1
        if text:
            found.append((f"{heading}\n{named[heading]}", text.replace("\r\n", "\n")))
    return tuple(sorted(found))
