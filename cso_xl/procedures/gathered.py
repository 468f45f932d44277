"""Which entries stand on one line of the worklist, and the columns that the lines need."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from cso_xl.cases.entries import Entry
from cso_xl.cases.layout import FACTS, Layout, Slot
from cso_xl.cases.questions import Question
from cso_xl.cases.worklist_lines import Together
from cso_xl.cells.columns import client_key

_MOST = 4  # questions of one client side by side; further ones stand on another line

Entries = tuple[Entry | None, ...]  # of each slot


def on_lines(entries: Sequence[Entry], asked: Sequence[Question]) -> list[Entries]:
    """The entries line by line: a client's stand side by side, a household's by itself."""
    by_line: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_line[entry.ref if _is_household(entry) else client_key(entry.client_number)].append(entry)
    split = _by_question if _stand_by_name(asked) else _by_number
    lines = [line for together in by_line.values() for line in split(together, asked)]
    width = max(map(len, lines), default=0)
    return [(*line, *[None] * (width - len(line))) for line in lines]


def layout_of(lines: Sequence[Entries], placed: Sequence[Together], asked: Sequence[Question]) -> Layout:
    """The columns that these entries need, line by line, and what stands on the lines `placed` already."""
    if _stand_by_name(asked):
        slots = [Slot.named(at, one.id, one.short, one.wants_detail) for at, one in enumerate(asked, 1)]
    else:
        wants = [[bool(one and one.question.wants_detail) for one in line] for line in lines]
        typed = [[bool(one and one.detail) for one in line.slots] for line in placed]
        columns = zip_longest(*wants, *typed, fillvalue=False)
        slots = [Slot.free(at, any(column)) for at, column in enumerate(columns, 1)]
    facts = zip(FACTS, zip(*(line.facts for line in placed), strict=True), strict=False)
    centre = any(outcome.asks_centre for question in asked for outcome in question.outcomes)
    used = tuple(heading for heading, said in facts if any(said))
    return Layout(tuple(slots) or (Slot.free(1, True),), used, centre)


def as_they_were(lines: Sequence[Together], asked: Sequence[Question]) -> list[Together]:
    """Lines of which nothing is asked any more, each entry in the slot of its question where that has one."""
    if not _stand_by_name(asked):
        return list(lines)
    ids = [question.id for question in asked]
    return [
        replace(line, slots=tuple(next((one for one in line.lines if one.id == id), None) for id in ids))
        for line in lines
    ]


def _is_household(entry: Entry) -> bool:
    return any("address" in column for column in entry.question.once_per)


def _stand_by_name(asked: Sequence[Question]) -> bool:
    """Whether each question has a column of its own: every client is asked all of them."""
    return len(asked) > 1 and all(question.short for question in asked)


def _by_question(entries: Sequence[Entry], asked: Sequence[Question]) -> list[Entries]:
    """A client's entries, each in its question's slot; what is asked twice stands on another line."""
    of = [[entry for entry in entries if entry.question == question] for question in asked]
    return [
        tuple(each[at] if at < len(each) else None for each in of)
        for at in range(max(map(len, of), default=0))
    ]


def _by_number(entries: Sequence[Entry], asked: Sequence[Question]) -> list[Entries]:
    return [tuple(entries[at : at + _MOST]) for at in range(0, len(entries), _MOST)]
