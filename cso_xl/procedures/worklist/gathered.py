"""The entries that stand together on a line of the worklist, and the columns that the lines need."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from cso_xl.cases.questions import Question
from cso_xl.cases.worklist.entries import Entry
from cso_xl.cases.worklist.layout import FACTS, Slot, WorklistLayout
from cso_xl.cases.worklist.worklist_lines import WorklistLine
from cso_xl.cells.columns import client_key

_MOST = 4  # questions about a client side by side; any more stand on another line

Entries = tuple[Entry | None, ...]  # one for each slot


def on_lines(entries: Sequence[Entry], questions: Sequence[Question]) -> list[Entries]:
    """The entries line by line: a client's stand side by side, each household's on a line of its own."""
    by_line: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_line[entry.ref if _is_household(entry) else client_key(entry.client_number)].append(entry)
    split = _by_question if _stand_by_name(questions) else _by_number
    lines = [line for together in by_line.values() for line in split(together, questions)]
    width = max(map(len, lines), default=0)
    return [(*line, *[None] * (width - len(line))) for line in lines]


def layout_of(
    lines: Sequence[Entries], placed: Sequence[WorklistLine], questions: Sequence[Question], address: str
) -> WorklistLayout:
    """The columns that these entries need, and those with text on the lines that are `placed` already."""
    if _stand_by_name(questions):
        slots = [
            Slot.named(at, question.id, question.short, question.wants_detail)
            for at, question in enumerate(questions, 1)
        ]
    else:
        wants = [[bool(entry and entry.question.wants_detail) for entry in line] for line in lines]
        typed = [[bool(entry and entry.detail) for entry in line.slots] for line in placed]
        columns = zip_longest(*wants, *typed, fillvalue=False)
        slots = [Slot.free(at, any(column)) for at, column in enumerate(columns, 1)]
    facts = zip(FACTS, zip(*(line.facts for line in placed), strict=True), strict=False)
    centre = any(outcome.asks_centre for question in questions for outcome in question.outcomes)
    used = tuple(heading for heading, texts in facts if any(texts))
    return WorklistLayout(tuple(slots) or (Slot.free(1, True),), used, centre, address)


def as_they_were(lines: Sequence[WorklistLine], questions: Sequence[Question]) -> list[WorklistLine]:
    """The lines whose questions are no longer asked, each entry in its question's slot if it has one."""
    if not _stand_by_name(questions):
        return list(lines)
    ids = [question.id for question in questions]
    return [
        replace(
            line, slots=tuple(next((entry for entry in line.lines if entry.id == id), None) for id in ids)
        )
        for line in lines
    ]


def _is_household(entry: Entry) -> bool:
    return any("address" in column for column in entry.question.once_per)


def _stand_by_name(questions: Sequence[Question]) -> bool:
    """Whether each question has a column of its own: every client is asked all of them."""
    return len(questions) > 1 and all(question.short for question in questions)


def _by_question(entries: Sequence[Entry], questions: Sequence[Question]) -> list[Entries]:
    """A client's entries, each in its question's slot; a question asked twice stands on another line."""
    by_question = [[entry for entry in entries if entry.question == question] for question in questions]
    return list(zip_longest(*by_question))


def _by_number(entries: Sequence[Entry], questions: Sequence[Question]) -> list[Entries]:
    return [tuple(entries[at : at + _MOST]) for at in range(0, len(entries), _MOST)]
