"""What a sheet says against a decision that was made since it was written, until a person settles it [C3, C10]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cso_xl.cases.events import EventKind, Recorded
from cso_xl.cases.state.owed import Owed, State

if TYPE_CHECKING:
    from cso_xl.cases.state.state import Case

CONTRADICTION = "contradiction"  # what is owed: a word between two people
_SETTLES = (EventKind.DECIDED, EventKind.UNDECIDED, EventKind.HANDED_ON)


def rows(case: Case) -> Mapping[int, Recorded]:
    """The rows of which a sheet says otherwise than was decided, and nobody has decided them anew since."""
    said: dict[int, Recorded] = {}
    for event in case.standing:
        if event.kind is EventKind.CONTRADICTED:
            said |= dict.fromkeys(event.rows, event)
        elif event.kind in _SETTLES:
            for row in event.rows:
                said.pop(row, None)
    return said


def to_settle(case: Case) -> Iterator[Owed]:
    """What two people have to settle."""
    said = rows(case)
    for event in {event.sequence: event for event in said.values()}.values():
        yield Owed(
            CONTRADICTION, State.TO_DECIDE, tuple(row for row in said if said[row] is event), event.time
        )
