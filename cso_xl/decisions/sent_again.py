"""A report that was sent again for the same day, row by row against the one before it [C12].

A row is the same when all its received cells are, whatever its number; it has changed when both issues have a row
about the same client, and the same person or thing beside, with different cells.
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
    """How two issues differ: `same` and `changed` give a row of the second and its row of the first."""

    same: Mapping[int, int]
    new: tuple[int, ...]
    gone: tuple[int, ...]
    changed: Mapping[int, int]


def same_rows(first: Issue, second: Issue) -> dict[int, int]:
    """Each row of the second that the first has unchanged, with its row there; equal rows are paired one for one."""
    return _paired(_fingerprints(second), _fingerprints(first))


def differences(first: Issue, second: Issue) -> Differences:
    """The rows that are the same, new, gone or changed."""
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
    """The second's rows, each with the first's row of the same key: the nth with the nth."""
    unpaired = defaultdict(list)
    for row, key in sorted(first.items(), reverse=True):
        unpaired[key].append(row)
    return {row: unpaired[key].pop() for row, key in sorted(second.items()) if unpaired[key]}


def _about(issue: Issue, rows: Iterable[int]) -> dict[int, Hashable]:
    return {row: about for row in rows if (about := issue.about.get(row)) is not None}


def _fingerprints(issue: Issue) -> dict[int, Cells]:
    return {row: _fingerprint(issue.headings, cells) for row, cells in issue.rows.items()}


def _fingerprint(headings: Sequence[str], cells: Sequence[str]) -> Cells:
    """A row's texts by heading; the order of columns, empty cells and the kind of line break do not matter."""
    count: dict[str, int] = defaultdict(int)
    texts = []
    for at, text in enumerate(cells):
        heading = heading_key(headings[at]) if at < len(headings) else ""
        count[heading] += 1
        if text:
            texts.append((f"{heading}\n{count[heading]}", text.replace("\r\n", "\n")))
    return tuple(sorted(texts))
