"""The columns of the sheet 'Worklist': who, what is known, what a person fills in, what follows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cso_xl.notices.templates import ADDRESSES

LEFT = ("Ref", "Client Number", "Client Name", "State")  # these stay in sight
NAME_IN_DAILY = "Name in cso_daily"
FOR_NOTICES = ("Date of birth in cso_daily", "PRN in cso_daily")  # staff read 'cso_daily says'
FACTS = ("Born", "The report says", NAME_IN_DAILY, "cso_daily says", "Decided before", *FOR_NOTICES)
CENTRE = ("Service Centre", "Service Centre Email")
RIGHT = ("What follows", "Done in CMS", "Since", "Due", "Row", "Trace")
_QUESTION = re.compile("Question(?: ([2-9]))?")
_DETAIL = re.compile("(?:.+ )?Detail(?: [2-9])?")


@dataclass(frozen=True)
class Slot:
    """The place of a question about a client: the headings of its outcome and of its Detail, if any.

    `asks` heads the question itself, which stands before them and which the drop-down depends on.
    """

    asks: str
    outcome: str
    detail: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns, in their order."""
        return tuple(filter(None, (self.asks, self.outcome, self.detail)))

    @classmethod
    def free(cls, number: int, with_detail: bool) -> "Slot":
        """The slot of a client's first, second, ... question, whichever that is."""
        suffix = f" {number}" if number > 1 else ""
        return cls(f"Question{suffix}", f"Outcome{suffix}", f"Detail{suffix}" if with_detail else "")

    @classmethod
    def named(cls, number: int, id: str, short: str, with_detail: bool) -> "Slot":
        """The slot of a question that every client is asked: 'L6: note in place?'."""
        suffix = f" {number}" if number > 1 else ""
        return cls(f"Question{suffix}", f"{id}: {short}", f"{id} Detail" if with_detail else "")


@dataclass(frozen=True)
class WorklistLayout:
    """The columns of a worklist: its slots, those of FACTS that it has, whether it has the service centre's.

    `address` heads the address that a notice tells and a person types, '' where none is typed [C9]; `order` is that of
    a sheet whose columns stand in another one, such as a copy made before.
    """

    slots: tuple[Slot, ...]
    facts: tuple[str, ...] = ()
    centre: bool = False
    address: str = ""
    order: tuple[str, ...] = ()

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Every heading, in order."""
        if self.order:
            return self.order
        slots = (heading for slot in self.slots for heading in slot.headings)
        shown = (heading for heading in self.facts if heading not in FOR_NOTICES)
        *right, last = RIGHT
        return (
            *LEFT, *shown, *slots, *self.typed, *right, *self._for_notices, last,
        )  # fmt: skip

    @property
    def typed(self) -> tuple[str, ...]:
        """The headings of what is typed once for all of a client's questions."""
        return (*((self.address,) if self.address else ()), *(CENTRE if self.centre else ()))

    @property
    def _for_notices(self) -> tuple[str, ...]:
        return tuple(heading for heading in self.facts if heading in FOR_NOTICES)

    def at(self, heading: str) -> int:
        """The position (from 0) of a heading."""
        return self.headings.index(heading)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The headings that nobody needs to see: what only notices and lists use, questions in outcomes' headings."""
        asked = (slot.asks for slot in self.slots if not slot.outcome.startswith("Outcome"))
        return (*asked, NAME_IN_DAILY, *self._for_notices, "Trace")

    @property
    def frozen(self) -> int:
        """The number of first columns that say whose line it is, and how it stands."""
        return max(map(self.at, LEFT)) + 1

    @classmethod
    def of(cls, headings: Sequence[str]) -> "WorklistLayout | None":
        """The layout of a worklist with these headings, whatever stands right of them; None for other headings."""
        if RIGHT[-1] not in headings:
            return None
        own = tuple(headings[: headings.index(RIGHT[-1]) + 1])
        facts = tuple(heading for heading in own if heading in FACTS)
        address = next((heading for name in ADDRESSES if (heading := heading_of(name)) in own), "")
        layout = cls(_slots(own), facts, CENTRE[0] in own, address)
        if not layout.slots or sorted(layout.headings) != sorted(own):
            return None
        return layout if layout.headings == own else replace(layout, order=own)


def heading_of(field: str) -> str:
    """The heading under which a person types a field of a notice: 'Housing Address'."""
    return field.replace("_", " ").title()


def _slots(headings: Sequence[str]) -> tuple[Slot, ...]:
    """The slots among headings: each a question, the outcome after it, and Detail where that comes next."""
    slots = []
    for at, heading in enumerate(headings[:-1]):
        if _QUESTION.fullmatch(heading):
            detail = headings[at + 2] if _DETAIL.fullmatch("".join(headings[at + 2 : at + 3])) else ""
            slots.append(Slot(heading, headings[at + 1], detail))
    return tuple(slots)
