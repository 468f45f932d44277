"""The things that a person does in CMS for a case and then ticks, or undoes after a correction [C5, C7]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_xl.cases.events import EMAIL_SENT, UNDO, EventKind, Item, Recorded, recipients, to_tick

if TYPE_CHECKING:
    from cso_xl.cases.state.state import Case


@dataclass(frozen=True)
class Doing:
    """Something to be done in CMS for rows, and since when; `outcome` asks for it, or did when it was done."""

    item: str
    outcome: str
    rows: tuple[int, ...]
    since: dt.datetime


def to_do(case: Case) -> Iterator[Doing]:
    """The things to be done now; a client event note only when everybody whom it says was told has been told."""
    for decision, rows in case.in_force():
        for item, left in case.left_to_tick(decision, rows).items():
            now = tuple(row for row in left if item != Item.CEN or _are_told(case, decision, row))
            if now:
                yield Doing(item, decision.outcome, now, _since(case, decision, item, now))
    yield from to_undo(case)


def waits_for_a_notice(case: Case) -> bool:
    """Whether a client event note is to be written once a notice has been sent."""
    left = sum(
        len(rows)
        for decision, decided in case.in_force()
        for rows in case.left_to_tick(decision, decided).values()
    )
    return left > sum(len(doing.rows) for doing in to_do(case) if not doing.item.startswith(UNDO))


def is_all_done(case: Case | None) -> bool | None:
    """Whether somebody has said that all work in CMS is done; None where there was none to do."""
    to_do_for = [(decision, rows) for decision, rows in case.in_force() if to_tick(decision)] if case else []
    wrong = any(to_undo(case)) if case else False
    if case is None or not (to_do_for or wrong):
        return None
    return not wrong and not any(case.left_to_tick(decision, rows) for decision, rows in to_do_for)


def to_undo(case: Case) -> Iterator[Doing]:
    """The things done under an outcome that no longer stands, if the one in force does not ask for them [C5]."""
    wrong: dict[tuple[str, str], list[int]] = {}
    for (item, row), outcome in sorted(done(case).items()):
        now = case.decided.get(row)
        if now and now.outcome not in (outcome, EMAIL_SENT) and item not in to_tick(now):
            wrong.setdefault((item, outcome), []).append(row)
    for (item, outcome), rows in wrong.items():
        since = max(case.decided[row].time for row in rows)
        yield Doing(f"{UNDO}{item}", outcome, tuple(rows), since)


def done(case: Case) -> dict[tuple[str, int], str]:
    """For each item and row that is ticked, and not undone since, the outcome under which it was ticked last."""
    ticked: dict[tuple[str, int], str] = {}
    for event in case.standing:
        for row in event.rows if event.kind is EventKind.TICKED else ():
            if event.item.startswith(UNDO):
                ticked.pop((event.item.removeprefix(UNDO), row), None)
            else:
                ticked[event.item, row] = event.outcome
    return ticked


def _are_told(case: Case, decision: Recorded, row: int) -> bool:
    """Whether everybody who is to be told of a row, by its outcome, has been told."""
    return all(case.is_told(decision, to, row) for to in recipients(decision))


def _since(case: Case, decision: Recorded, item: str, rows: tuple[int, ...]) -> dt.datetime:
    """The time when something came to be owed; for a client event note, when the last of its notices had been sent."""
    sent = [
        notice.sent.time
        for to in (recipients(decision) if item == Item.CEN else ())
        for row, notice in case.last_notices(to).items()
        if row in rows and notice.sent
    ]
    return max([decision.time, *sent])
