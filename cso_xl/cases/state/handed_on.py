"""A case that is handed on for a conflict of interest is answered by nobody until somebody takes it [X6].

Code that decides, ticks, marks, closes or records an answer at a person's word asks here first. That an e-mail came or
went is a fact and no answer: it is recorded all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cso_xl.cases.events import By, Event, EventKind, Recorded
from cso_xl.cases.state.state import Case
from cso_xl.errors import CallError


def free(case: Case, rows: Iterable[int]) -> tuple[int, ...]:
    """The rows among these that anybody may answer."""
    return tuple(row for row in rows if row not in case.handed_on)


def waiting(case: Case, rows: Iterable[int]) -> tuple[int, ...]:
    """The rows among these that wait for somebody to take them."""
    return tuple(row for row in rows if row in case.handed_on)


def expect_taken(cases: Iterable[Case], rows: Collection[int], then: str = "") -> None:
    """Raise CallError if one of these received rows waits to be taken; it says what to do first, and then `then`."""
    if untaken := [case for case in cases if waiting(case, rows)]:
        raise CallError(" ".join(filter(None, (why(untaken), then))))


def why(cases: Sequence[Case]) -> str:
    """The reason why nobody can answer cases that were handed on, and what is to be done first."""
    references = [case.reference for case in cases]
    by = dict.fromkeys(_named(event) for case in cases for event in untaken(case))
    were, them = ("was", "it") if len(cases) == 1 else ("were", "them")
    named = " ".join(references)
    return (
        f"{', '.join(references)} {were} handed on for a conflict of interest by {', '.join(by)}. A colleague takes "
        f"{them} first: press 'Take it' on the worklist, or run cso-xl take {named}. Handed on by mistake? Take that "
        f"back: cso-xl take-back {named}."
    )


def untaken(case: Case) -> list[Recorded]:
    """The events, of whomever, by which rows are handed on that nobody has taken since."""
    first = min((event.sequence for event in case.handed_on.values()), default=0)
    return [
        event
        for event in case.standing
        if event.kind is EventKind.HANDED_ON
        and event.sequence >= first
        and any(
            row in case.handed_on and case.handed_on[row].sequence <= event.sequence for row in event.rows
        )
    ]


def is_declared(case: Case, row: int, user: str) -> bool:
    """Whether an account has said itself that a row that is handed on is a conflict of interest for it."""
    return any(
        row in event.rows and by_whom(event) == user and event.by != By.TYPED for event in untaken(case)
    )


def by_the_same(case: Case, user: str, named: str = "this account") -> str:
    """A message that whoever has the case now handed it on; '' when somebody else did."""
    own = [event for event in case.standing if event.kind is EventKind.HANDED_ON and by_whom(event) == user]
    if not own:
        return ""
    how = "handed on" if any(event.by != By.TYPED for event in own) else "typed on a sheet and recorded"
    return f"It was {how} from {named}: whoever knows the client leaves it to a colleague."


def _named(event: Event) -> str:
    typed = " (typed on a sheet: by whom is not known)" if event.by == By.TYPED else ""
    return f"{by_whom(event)}{typed}"


def by_whom(event: Event) -> str:
    """The account whose conflict of interest it is; an account that files the report again only repeats it [C12]."""
    return event.holder or event.user
