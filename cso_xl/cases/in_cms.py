"""What a person does in CMS for a case, and then ticks; what they undo there after a correction [C5, C7]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_xl.cases.events import EMAIL_SENT, UNDO, Item, Kind, Recorded, recipients, to_tick

if TYPE_CHECKING:
    from cso_xl.cases.state import Case


@dataclass(frozen=True)
class Doing:
    """Something to be done in CMS for rows, since when; `outcome` is what it follows from, or was done under."""

    item: str
    outcome: str
    rows: tuple[int, ...]
    since: dt.datetime


def to_do(case: Case) -> Iterator[Doing]:
    """What is to be done now: no client event note says that somebody was told before they were."""
    for decision, rows in case.in_force():
        for item, left in case.left_to_tick(decision, rows).items():
            now = tuple(row for row in left if item != Item.CEN or _are_told(case, decision, row))
            if now:
                yield Doing(item, decision.outcome, now, _since(case, decision, item, now))
    yield from to_undo(case)


def waits_for_a_notice(case: Case) -> bool:
    """Whether a client event note is to be written once a notice has been sent."""
    left = sum(len(rows) for one, of in case.in_force() for rows in case.left_to_tick(one, of).values())
    return left > sum(len(one.rows) for one in to_do(case) if not one.item.startswith(UNDO))


def is_all_done(case: Case | None) -> bool | None:
    """Whether somebody has said that all that was to be done in CMS is done; None where nothing was to be."""
    asked = [(decision, rows) for decision, rows in case.in_force() if to_tick(decision)] if case else []
    wrong = any(to_undo(case)) if case else False
    if case is None or not (asked or wrong):
        return None
    return not wrong and not any(case.left_to_tick(decision, rows) for decision, rows in asked)


def to_undo(case: Case) -> Iterator[Doing]:
    """What was done under an outcome that no longer stands, and that the one in force does not ask for [C5]."""
    found: dict[tuple[str, str], list[int]] = {}
    for (item, row), outcome in sorted(_done(case).items()):
        now = case.decided.get(row)
        if now and now.outcome not in (outcome, EMAIL_SENT) and item not in to_tick(now):
            found.setdefault((item, outcome), []).append(row)
    for (item, outcome), rows in found.items():
        since = max(case.decided[row].time for row in rows)
        yield Doing(f"{UNDO}{item}", outcome, tuple(rows), since)


def _done(case: Case) -> dict[tuple[str, int], str]:
    """What has been ticked and not undone since: of each item and row the outcome under which it was last."""
    found: dict[tuple[str, int], str] = {}
    for event in case.standing:
        for row in event.rows if event.kind is Kind.TICKED else ():
            if event.item.startswith(UNDO):
                found.pop((event.item.removeprefix(UNDO), row), None)
            else:
                found[event.item, row] = event.outcome
    return found


def _are_told(case: Case, decision: Recorded, row: int) -> bool:
    """Whether everybody whom an outcome asks to tell of a row has been told."""
    return all(case.is_told(decision, to, row) for to in recipients(decision))


def _since(case: Case, decision: Recorded, item: str, rows: tuple[int, ...]) -> dt.datetime:
    """When something came to be owed: a client event note when the last of its notices had been sent."""
    sent = [
        notice.sent.time
        for to in (recipients(decision) if item == Item.CEN else ())
        for row, notice in case.told(to).items()
        if row in rows and notice.sent
    ]
    return max([decision.time, *sent])
