"""Cases told in words for the tests: events in, what is owed out."""

import datetime as dt

from cso_xl.cases.events import EventKind, Item, Recorded
from cso_xl.cases.state.owed import Clock
from cso_xl.cases.state.state import Case
from helpers.case_events import MONDAY, event

HOUR = dt.timedelta(hours=1)
SAME, NFA, OTHER = "same-address", "not-the-same-address", "same-address-nobody-under-16"
ASK, CONFIRMED, DENIED = "ask-cps", "cps-confirmed", "cps-not-a-cso"
OWES = {  # what follows from an outcome
    SAME: ("ot",),
    ASK: ("cps",),
    CONFIRMED: ("scm", Item.ADD_SCN.value, Item.CEN.value),
}


def asked(*rows, **more):
    return {"kind": EventKind.ASKED, "rows": rows, **more}


def decided(outcome, *rows, **more):
    owes, asks = OWES.get(outcome, ()), outcome == ASK
    return {"kind": EventKind.DECIDED, "outcome": outcome, "rows": rows, "owes": owes, "asks": asks, **more}


def undecided(*rows):
    return {"kind": EventKind.UNDECIDED, "rows": rows}


def drafted(name, outcome, *rows, **more):
    """A draft by a short name: 'ot' or 'ot-2'."""
    to, asks = name.partition("-")[0], outcome == ASK
    return {
        "kind": EventKind.DRAFTED, "outcome": outcome, "rows": rows, "to": to, "asks": asks, "reference": ref(name),
        "notice": "a_notice", **more,
    }  # fmt: skip


def corrects(name, of, *rows):
    return drafted(name, SAME, *rows, about=ref(of), notice="correction")


def became(kind, name, **more):
    return {"kind": kind, "reference": ref(name), "to": name.partition("-")[0], **more}


def sent(name, **more):
    return became(EventKind.SENT, name, **more)


def withdrawn(name):
    return became(EventKind.WITHDRAWN, name)


def answered(name):
    return became(EventKind.ANSWERED, name)


def ticked(item, outcome, *rows):
    return {"kind": EventKind.TICKED, "item": item, "outcome": outcome, "rows": rows}


def taken_back(of):
    """The event with that place (from 1) counts no longer."""
    return {"kind": EventKind.TAKEN_BACK, "of": of}


def happened(kind, *rows):
    return {"kind": kind, "rows": rows}


def ref(name):
    return f"20250113-A8-2-{name}"


def case(*events):
    """A case; its events happen an hour after each other."""
    made = [event("A8-2", **{"time": MONDAY + number * HOUR, **facts}) for number, facts in enumerate(events)]
    return Case(
        tuple(
            Recorded(**vars(fact), sequence=number, previous="", hash="")
            for number, fact in enumerate(made, 1)
        )
    )


def clock(hours=100, due_after=72):
    """So many hours after the first event; of Oranga Tamariki no answer is awaited."""

    def answer_due(to, at):
        return None if to == "ot" else at + due_after * HOUR

    return Clock(MONDAY + hours * HOUR, answer_due)


def owed(*events, hours=100):
    """Everything that is owed in words: what, its state, the rows, and the notice or to whom it is to go."""
    dues = case(*events).owed(clock(hours))
    return [
        " ".join(
            filter(
                None,
                (
                    due.kind,
                    f"[{due.state.value}]",
                    ",".join(map(str, due.rows)),
                    due.reference[14:] or due.to,
                ),
            )
        )
        for due in dues
    ]
