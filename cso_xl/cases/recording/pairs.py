"""The rows of a report sent again, each paired with one row of an earlier issue that says the same [C11, C12]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_xl.cases.state import in_cms

if TYPE_CHECKING:
    from cso_xl.cases.events import Event
    from cso_xl.cases.state.state import Case

Place = Mapping[int, int]  # from a row of an earlier case, the row that is paired with it
_Alike = tuple[str, str]  # the question's number, and the fingerprint of a row that it asks about


@dataclass(frozen=True)
class Earlier:
    """A case of an earlier issue, and which of its rows is which row of an entry."""

    case: Case
    place: Place

    @property
    def back(self) -> Place:
        """From a row of the entry, the row of the case."""
        return {now: row for row, now in self.place.items()}


def same_rows(asked: Event) -> tuple[str, ...]:
    """The fingerprints of a case's received rows, whatever their order; empty where they are not known."""
    return tuple(sorted(asked.prints)) or ((asked.fingerprint,) if asked.fingerprint else ())


def prints(case: Case) -> dict[int, str]:
    """The fingerprint of each row of a case, where it is known."""
    of_row = case.asked.prints or (case.asked.fingerprint,)
    return {row: text for row, text in zip(case.rows, of_row, strict=False) if text}


def paired(new: Iterable[Case], earlier: Iterable[Case]) -> dict[str, list[Earlier]]:
    """For each new entry the earlier cases that ask the same of its rows, with the rows that are paired.

    Of rows that cannot be told apart each is paired with one: first those of which somebody was told. So a decision
    covers one row, and of a household told before, nobody else is taken for it [C11].
    """
    free = _free(new)
    pairs: dict[str, list[Earlier]] = defaultdict(list)
    by_issue: dict[int, list[Case]] = defaultdict(list)
    for case in earlier:
        by_issue[case.asked.issue].append(case)
    for _, of_issue in sorted(by_issue.items()):
        left = {alike: [*rows] for alike, rows in free.items()}
        for case in sorted(of_issue, key=_weight):
            places: dict[str, dict[int, int]] = defaultdict(dict)
            for row, text in prints(case).items():
                if same := left.get((_question(case), text)):
                    entry, now = same.pop(0)
                    places[entry][row] = now
            for entry, place in places.items():
                pairs[entry].append(Earlier(case, place))
    return pairs


def _free(new: Iterable[Case]) -> Mapping[_Alike, list[tuple[str, int]]]:
    """The new rows, each with its entry, by what they say."""
    free: dict[_Alike, list[tuple[str, int]]] = defaultdict(list)
    for case in sorted(new, key=lambda case: case.rows):
        for row, text in prints(case).items():
            free[_question(case), text].append((case.asked.entry, row))
    return free


def _question(case: Case) -> str:
    return case.asked.entry.partition("-")[0]


def _weight(case: Case) -> tuple[int, tuple[int, ...]]:
    """Sorts first the cases whose decision must not be lost: told or done, handed on, to be told, not decided."""
    if case.was_sent or in_cms.done(case):
        return 0, case.rows
    if case.handed_on:
        return 1, case.rows
    if any(notice.is_draft for notice in case.notices):
        return 2, case.rows
    return (4 if case.decided else 3), case.rows
