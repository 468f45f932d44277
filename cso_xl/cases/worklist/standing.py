"""How the entries on one line of the worklist stand together: in words, since when, until when, how grave [C2, C10]."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cso_xl.cases.state.owed import ORDER, SETTLED, Clock, Owed, State
from cso_xl.cases.state.state import Case
from cso_xl.cases.worklist.worklist_lines import Follows, WorklistEntry
from cso_xl.decisions.working_time import day_of


@dataclass(frozen=True)
class Standing:
    """Entries that stand on one line, and those of their cases that are known."""

    lines: Sequence[WorklistEntry]
    cases: Sequence[Case]
    clock: Clock

    @property
    def state(self) -> State | None:
        """The most urgent state on the line; None where nothing is known."""
        states = [case.state(self.clock) for case in self.cases]
        return min(states, key=lambda state: (state in SETTLED, ORDER[state]), default=None)

    @cached_property
    def owed(self) -> Sequence[Owed]:
        """Everything that is owed."""
        return [owed for case in self.cases for owed in case.owed(self.clock)]

    @property
    def since(self) -> dt.date | None:
        """The day on which the oldest of what is owed came to be owed; None when nothing is."""
        return day_of(min(owed.since for owed in self.owed)) if self.owed else None

    @property
    def due(self) -> dt.date | None:
        """The first day on which something is due; None when nothing is."""
        due = [owed.due for owed in self.owed if owed.due]
        return day_of(min(due)) if due else None

    @property
    def order(self) -> tuple[bool, bool, str, int]:
        """Sorts the gravest first: a child, then an answer that is overdue, then the oldest.

        No decision moves a line: whoever works through the list finds each where it was.
        """
        is_about_child = any(case.child for case in self.cases)
        is_overdue = any(owed.state is State.OVERDUE for owed in self.owed)
        asked = min((case.asked.time for case in self.cases), default=None)
        first = min((row for line in self.lines for row in line.rows), default=0)
        return not is_about_child, not is_overdue, asked.isoformat() if asked else "", first


def standing(
    lines: Sequence[WorklistEntry], cases_about: Callable[[str], Sequence[Case]], clock: Clock
) -> Standing:
    """The standing of these entries."""
    return Standing(lines, [case for line in lines for case in cases_about(line.ref)], clock)


def together(texts: Mapping[str, str]) -> str:
    """The texts of the entries, by name, those alike together: 'To decide: L6, L8'; just the text if all are alike."""
    named: dict[str, list[str]] = defaultdict(list)
    for name, text in texts.items():
        named[text].append(name)
    if len(named) < 2:
        return "".join(named)
    return "\n".join(
        f"{text} ({', '.join(names)})" if ":" in text else f"{text}: {', '.join(names)}"
        for text, names in named.items()
        if text
    )


def names(lines: Sequence[WorklistEntry]) -> list[str]:
    """What each entry is called on its line: its question's number, or its Ref where another entry has that number."""
    ids = [line.id for line in lines]
    return [id if ids.count(id) == 1 else line.ref for id, line in zip(ids, lines, strict=True)]


def what_follows(follows: Mapping[str, Follows]) -> str:
    """The notices, notes and whatever else is to be done, by entry."""
    texts = {name: _in_words(entry) for name, entry in follows.items()}
    if len(texts) == 1:
        return "".join(texts.values())
    return "\n".join(f"{name}: {text}" for name, text in texts.items() if text)


def _in_words(follows: Follows) -> str:
    cen = f"CEN: {follows.cen}" if follows.cen else ""
    return ". ".join(text.rstrip(".") for text in (follows.notice, cen, follows.scn, follows.todo) if text)


def done(lines: Sequence[WorklistEntry], ticked: Sequence[bool | None], is_decided: bool) -> str:
    """The text under 'Done in CMS'; `ticked`: whether all of each entry is done, None where nothing is to be done.

    While an outcome is still to be chosen or taken in, 'Done' would count for it too: the entries that are done are
    named instead.
    """
    texts = {line.done for line in lines}
    if len(texts) == 1:
        return texts.pop()
    if any(ticked) and False not in ticked and is_decided:
        return "Done"
    return ", ".join(name for name, line in zip(names(lines), lines, strict=True) if line.done)
