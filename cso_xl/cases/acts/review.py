"""Who has acted again on a client whom they had handed on for a conflict of interest [X6]."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cso_xl.activity import Logged
from cso_xl.cases.events import By, EventKind, Recorded
from cso_xl.cases.state.handed_on import by_whom
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key

LOOKS = {  # steps of the activity log that are about one client, in words
    "find": "looked the client up",
    "copy_cen": "copied the client event note",
    "copy_scn": "copied the Special Cautions note",
    "show_text": "looked at the notes for CMS",
}
_ACTS = (
    EventKind.DECIDED, EventKind.UNDECIDED, EventKind.SENT, EventKind.ANSWERED, EventKind.REMINDED,
    EventKind.TICKED, EventKind.TAKEN, EventKind.GIVEN, EventKind.TAKEN_BACK,
)  # fmt: skip


@dataclass(frozen=True)
class Did:
    """What somebody did; `reference` is the case's, '' where they looked."""

    time: dt.datetime
    what: str
    reference: str = ""

    def __str__(self) -> str:
        """'decided nfa 20250113-D3-3', 'looked the client up'."""
        return f"{LOOKS.get(self.what.replace(' ', '_'), self.what)} {self.reference}".rstrip()


@dataclass(frozen=True)
class Conflict:
    """That an account handed a client on, when and in which case, and what it has done about that client since.

    `typed`: it stood on a sheet, and the account pressed then; whether it was its own word is not known.
    """

    user: str
    client: str
    handed_on: dt.datetime
    reference: str
    typed: bool = False
    acts: list[Did] = field(default_factory=list)

    def as_json(self) -> Mapping[str, object]:
        """The same for a program."""
        acts = [vars(act) | {"time": act.time.isoformat(timespec="seconds")} for act in self.acts]
        return vars(self) | {"handed_on": self.handed_on.isoformat(timespec="seconds"), "acts": acts}


def conflicts(cases: Sequence[Case], looked: Iterable[Logged]) -> list[Conflict]:
    """Those who have acted on, or looked at, a client again after handing the client on; the newest act comes last.

    Those who share the client's address count as the client does: either may be whom they know.
    """
    by_client = _handed_on(cases)
    for did, user, people in (*_acts(cases), *_looks(looked)):
        for client in people:
            conflict = by_client.get((user, client_key(client)))
            if conflict and did.time > conflict.handed_on:
                conflict.acts.append(did)
    acted = [conflict for conflict in by_client.values() if conflict.acts]
    for conflict in acted:
        conflict.acts.sort(key=lambda did: did.time)
    return sorted(acted, key=lambda conflict: (conflict.acts[-1].time, conflict.client))


def _handed_on(cases: Iterable[Case]) -> dict[tuple[str, str], Conflict]:
    """When each account first handed each client on; what was handed on by mistake was taken back, and is left out.

    Its own word counts before what was only typed.
    """
    first: dict[tuple[str, str], Conflict] = {}
    for case in cases:
        for event in case.standing:
            for client in case.people if event.kind is EventKind.HANDED_ON else ():
                new = Conflict(by_whom(event), client, event.time, case.reference, event.by == By.TYPED)
                key = (new.user, client_key(client))
                if key not in first or (new.typed, new.handed_on) < (first[key].typed, first[key].handed_on):
                    first[key] = new
    return first


_Act = tuple[Did, str, Sequence[str]]  # what was done, by whom, about which clients


def _acts(cases: Iterable[Case]) -> Iterator[_Act]:
    for case in cases:
        for event in case.events:
            if event.kind in _ACTS and not _is_given_away(event):
                what = " ".join(filter(None, (event.kind.replace("_", " "), event.outcome, event.item)))
                yield Did(event.time, what, case.reference), event.user, case.people


def _is_given_away(event: Recorded) -> bool:
    """Whether somebody gave a case to a colleague, as they are to do when they know the client."""
    return event.kind is EventKind.GIVEN and event.holder != event.user


def _looks(looked: Iterable[Logged]) -> Iterator[_Act]:
    for look in looked:
        if look.step in LOOKS:
            yield Did(look.time, look.step.replace("_", " ")), look.user, look.clients
