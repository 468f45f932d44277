"""What must be so, known by construction."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

D3, D5, D8, OT = (
    "Address changed: tell CPS",
    "No note: ask CPS to confirm",
    "",
    "Same address: tell Oranga Tamariki",
)
NFA, ADULTS = "Not the same address: NFA", "Same address, nobody under 16: NFA"
YSSU = "tell"  # the week's notification, which no person decides
FOLLOWS = {  # outcome: notices to, what is to be ticked in CMS, its answer asks for a decision
    "Address changed: tell CPS": (("cps",), {"cen"}, False),
    "No note: ask CPS to confirm": (("cps",), set(), True),
    "CPS confirmed: add the note": ((), {"add-scn", "other"}, False),
    "CPS confirmed, no such benefit": ((), {"add-scn"}, False),
    "CPS confirmed, benefit registered or current": (("scm",), {"add-scn", "cen"}, False),
    "CPS: not a CSO: NFA": ((), set(), False),
    "Children under 16 included: tell CPS and Oranga Tamariki": (("cps", "ot"), {"cen"}, False),
    "No children under 16: NFA": ((), set(), False),
    "Note in place: NFA": ((), set(), False),
    "Note in place: NFAR": ((), set(), False),
    "Team leader: NFA": ((), set(), False),
    "Team leader: handled as they said": ((), set(), False),
    "No note: add it": ((), {"add-scn"}, False),
    "Registered, current or appointment: tell ASCM/SCM": (("scm",), {"cen"}, False),
    "Neither: NFA": ((), set(), False),
    "Dependent children: tell CPS and Oranga Tamariki": (("cps",), set(), False),
    "No children: NFA": ((), set(), False),
    "Not in social housing: NFA": ((), set(), False),
    "Not asked yet: ask CPS": (("cps",), set(), True),
    "Confirmed: end-date the note": ((), {"end-date-scn"}, False),
    "Still a CSO: the note stays": ((), set(), False),
    YSSU: (("yssu",), set(), False),
    OT: (("ot",), set(), False),
    NFA: ((), set(), False),
    ADULTS: ((), set(), False),
}
AWAITED = {"cps", "scm"}


@dataclass
class Entry:
    """One question, as it truly stands."""

    report: str
    date: dt.date
    ref: str  # 20250609-A8-2
    rows: list
    outcome: str = ""
    to_tick: set = field(default_factory=set)
    done: set = field(default_factory=set)  # in CMS, and not undone
    notices: dict = field(
        default_factory=dict
    )  # notice's reference: to send, waiting, answered, '', withdrawn
    opened: bool = False  # the answer has come: decide
    is_missing: bool = False  # an address without which nothing is drafted

    def decide(self, outcome):
        """The outcome was chosen: what it owes; notices that no longer follow are withdrawn or to be corrected."""
        if outcome == self.outcome:
            return
        to, items, _ = FOLLOWS[outcome]
        self.to_tick = {*items}
        in_error = []
        for reference, state in self.notices.items():
            if state == "to send":
                self.notices[reference] = "withdrawn"
            elif state in ("waiting", "told") and not self.opened:
                in_error.append(reference)
        self.outcome, self.opened = outcome, False
        self.fresh = [f"{self.ref}-{recipient}" for recipient in to]
        for reference in in_error:
            self.notices[reference] = "in error"
            self.notices[f"{reference}-2"] = "correction"

    def drafted(self, references):
        for reference in references:
            self.notices[reference] = "to send"

    def ticks(self):
        """What is to be done in CMS now: a client event note once its notices were sent, and what is to be undone."""
        waits = {"cen"} if "to send" in self.notices.values() else set()
        return {*(self.to_tick - waits), *(f"undo-{item}" for item in self.done - FOLLOWS[self.outcome][1])}

    def tick(self):
        """All of it was done."""
        for item in self.ticks():
            if item.startswith("undo-"):
                self.done.discard(item.removeprefix("undo-"))
            else:
                self.done.add(item)
                self.to_tick.discard(item)

    def owed(self):
        """What `due` must list: reference to states of which one must stand."""
        found = {}
        if not self.outcome:
            found[self.ref] = {"to decide"}
        elif self.ticks():
            found[self.ref] = {"to do in CMS"}
        if self.is_missing:
            found[self.ref] = {"to send"}
        for reference, state in self.notices.items():
            if state == "to send":
                found[reference] = {"to send"}
            elif state == "answered" and self.opened:
                found[reference] = {"answered: decide now"}
            elif state == "waiting":
                found[reference] = {"waiting", "overdue"}
            elif state == "in error":
                found[reference] = {"to send"}  # the correction
        return found


class Recognised:
    """Which rows have their outcome in a Processed Copy [C11]."""

    def __init__(self):
        self._on_file = defaultdict(Counter)

    def processed(self, date, outcomes):
        """A Processed Copy was filed, with an outcome for each of these rows."""
        for key in outcomes:
            self._on_file[key][date] += 1

    def may_remove(self, rows):
        """How many rows of each key may go as recognised."""
        return {key: max(self._on_file[key].values(), default=0) for key in {row.key for row in rows}}
