"""What the page and the sheet Today say alike: the states, what concerns whom, the reports by name."""

from collections.abc import Iterator, Sequence

from cso_xl.cases.owed import State
from cso_xl.cells import dates
from cso_xl.procedures import title
from cso_xl.today.gathered import Item, Place, report_of

OPEN = {  # each state in which something is open: how its part is headed
    State.TO_DECIDE: "To decide",
    State.TO_SEND: "To send",
    State.OVERDUE: "Answer overdue",
    State.WAITING: "Awaited",
    State.ANSWERED: "Answered: decide now",
    State.TO_DO_IN_CMS: "To do in CMS",
    State.HANDED_ON: "Handed on",
}


def concerns(item: Item) -> list[str]:
    """What is to be seen at once of something that is open: 'Child', 'New', 'Overdue'."""
    holds = (item.due.child, item.is_new, item.due.overdue)
    return [word for word, one in zip(("Child", "New", "Overdue"), holds, strict=True) if one]


def by_report(items: Sequence[Item]) -> Iterator[tuple[str, Place, list[Item]]]:
    """What is open by the report it came with, the oldest first: its name, where it lies, and what is open of it."""
    found: dict[tuple[str, Place], list[Item]] = {}
    for one in items:
        if one.place and (key := report_of(one.due)):
            name = f"{title(key[0])} of {dates.in_full(key[1])}{f' ({key[2]})' if key[2] > 1 else ''}"
            found.setdefault((name, one.place), []).append(one)
    order = sorted(found.items(), key=lambda one: one[1][0].due.reference)
    yield from ((name, place, listed) for (name, place), listed in order)
