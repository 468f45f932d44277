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
FOLLOWS = {  # outcome: notices to, something to tick in CMS, its answer asks for a decision
    "Address changed: tell CPS": (("cps",), True, False),
    "No note: ask CPS to confirm": (("cps",), False, True),
    "CPS confirmed: add the note": ((), True, False),
    "CPS confirmed, no such benefit": ((), True, False),
    "CPS confirmed, benefit registered or current": (("scm",), True, False),
    "CPS: not a CSO: NFA": ((), False, False),
    "Children under 16 included: tell CPS and Oranga Tamariki": (("cps", "ot"), True, False),
    "No children under 16: NFA": ((), False, False),
    "Note in place: NFA": ((), False, False),
    "Note in place: NFAR": ((), False, False),
    "Team leader: NFA": ((), False, False),
    "Team leader: handled as they said": ((), False, False),
    "No note: add it": ((), True, False),
    "Registered, current or appointment: tell ASCM/SCM": (("scm",), True, False),
    "Neither: NFA": ((), False, False),
    "Dependent children: tell CPS and Oranga Tamariki": (("cps",), False, False),
    "No children: NFA": ((), False, False),
    "Not in social housing: NFA": ((), False, False),
    "Not asked yet: ask CPS": (("cps",), False, True),
    "Confirmed: end-date the note": ((), True, False),
    "Still a CSO: the note stays": ((), False, False),
    OT: (("ot",), False, False),
    NFA: ((), False, False),
    ADULTS: ((), False, False),
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
    to_tick: bool = False
    notices: dict = field(
        default_factory=dict
    )  # notice's reference: to send, waiting, answered, '', withdrawn
    opened: bool = False  # the answer has come: decide

    def decide(self, outcome):
        """The outcome was chosen: what it owes; notices that no longer follow are withdrawn or to be corrected."""
        if outcome == self.outcome:
            return
        to, self.to_tick, _ = FOLLOWS[outcome]
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

    def owed(self):
        """What `due` must list: reference to states of which one must stand."""
        found = {}
        if not self.outcome:
            found[self.ref] = {"to decide"}
        elif self.to_tick:
            found[self.ref] = {"to do in CMS"}
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
