"""What happens to a case: one event a line of the case log, written once and never changed [C1, C3].

An event holds no name, address or date of birth: what it takes is digits, dates, hashes and words of the
program's own.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Protocol

from cso_xl.activity.line import FORMS as ACTIVITY_FORMS
from cso_xl.activity.line import all_fit, fits
from cso_xl.cells.columns import CLIENT_NUMBER
from cso_xl.notices.templates import FIELDS
from cso_xl.records.references import ENTRY, REFERENCE

LAST_YEAR = 2099  # nobody's clock is later


class EventKind(StrEnum):
    """What happened."""

    ASKED = "asked"  # a row of a report asks something of a person
    DECIDED = "decided"  # a person chose an outcome for rows of it
    UNDECIDED = "undecided"  # a person took the outcome of rows away again
    CONTRADICTED = "contradicted"  # a sheet says `outcome`, and did not know what was decided since [C3]
    NOT_DRAFTED = "not_drafted"  # a notice that the outcome asks for could not be drafted: see `missing`
    DRAFTED = "drafted"
    WITHDRAWN = "withdrawn"  # a draft that was not sent is not to be sent any more [C5]
    SENT = "sent"
    ANSWERED = "answered"
    MACHINE_REPLIED = "machine_replied"  # a receipt or an automatic reply came: no answer [C6]
    REMINDED = "reminded"
    TICKED = "ticked"  # a person did in CMS what `item` says [C7]
    HANDED_ON = "handed_on"  # conflict of interest [X6]
    TAKEN = "taken"  # by a colleague
    GIVEN = "given"  # `holder` has the case from now on: given to a colleague, or taken over from one
    REPLACED = "replaced"  # the report was sent again, and that asks about the row [C12]
    GONE = "gone"  # the report was sent again, and no longer has the row as it was [C12]
    BACK = "back"  # it has the row again, sent once more
    STANDS = "stands"  # a person says that what was told or done about a row that is gone stands
    TAKEN_BACK = "taken_back"  # the event with the number `of` counts no longer


DECIDES = (
    EventKind.DECIDED,
    EventKind.UNDECIDED,
    EventKind.HANDED_ON,
    EventKind.TAKEN,
    EventKind.TAKEN_BACK,
)  # a person, about rows


class By(StrEnum):
    """How the program knows that a notice was sent or answered, or that somebody knows the client."""

    EMAIL = "email"  # the e-mail was filed
    HAND = "hand"  # a person said so [C6]
    TYPED = "typed"  # it stood on a sheet: who typed it is not known, `user` is who pressed then [X6]


class Item(StrEnum):
    """What is to be done in CMS, and ticked when it is [C7]."""

    ADD_SCN = "add-scn"
    END_DATE_SCN = "end-date-scn"
    CEN = "cen"
    RELATIONSHIPS = "relationships"
    OTHER = "other"  # what the worklist says under 'To do'
    UNDO_ADD_SCN = "undo-add-scn"  # done under an outcome that was corrected since [C5]
    UNDO_END_DATE_SCN = "undo-end-date-scn"
    UNDO_CEN = "undo-cen"
    UNDO_RELATIONSHIPS = "undo-relationships"
    UNDO_OTHER = "undo-other"


UNDO = "undo-"  # the beginning of an Item that undoes another
EMAIL_SENT = (
    "email-sent"  # the outcome where Comment says so: it takes back nothing that was sent, or done in CMS
)

_SLUG = r"[a-z0-9]{1,80}(?:-[a-z0-9]{1,80}){0,40}"
_UNNAMED = re.sub(r"\?P<\w+>", "?:", REFERENCE)
FORMS: Mapping[str, str] = {  # of the fields that are texts, or tuples of them
    "user": ACTIVITY_FORMS["user"],
    "kind": "|".join(EventKind),
    "report": ACTIVITY_FORMS["report"],
    "entry": ENTRY,
    "client": rf"(?:{CLIENT_NUMBER.pattern})?",
    "others": CLIENT_NUMBER.pattern,
    "outcome": rf"(?:{_SLUG})?",
    "letters": r"[a-z0-9_]{1,40} to [a-z]{2,5}(?: cc [a-z]{2,5})?",
    "owes": rf"[a-z]{{2,5}}|{'|'.join(Item)}",
    "renews": rf"[a-z]{{2,5}}|{Item.CEN}",
    "reference": rf"(?:{_UNNAMED})?",
    "to": r"(?:[a-z]{2,5})?",
    "notice": r"(?:[a-z0-9_]{1,40})?",
    "about": rf"(?:{_UNNAMED})?",
    "item": rf"(?:{'|'.join(Item)})?",
    "missing": rf"{'|'.join(name.replace('_', ' ') for name in sorted(FIELDS, key=len, reverse=True))}"
    r"|Service Centre Email|notices\.addresses\.[a-z]{2,5} in settings",
    "by": rf"(?:{'|'.join(By)})?",
    "fingerprint": r"(?:[0-9a-f]{16})?",
    "prints": r"[0-9a-f]{16}",
    "change": rf"(?:{_SLUG})?",
    "holder": rf"(?:{ACTIVITY_FORMS['user']})?",
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to the entry `entry` ('D3-7') of a report; `issue` counts the reports of one day [C12].

    `rows` are rows of the received file, `fingerprint` that of their received cells, `prints` those of the single rows
    where there are several; `others` are the client numbers of the people who share an address with the client [C16];
    `child` says that a child under 16, or of unknown age, may be concerned [C10]. `owes` is what follows from an
    outcome: recipients to be told, and Items to be ticked; `asks` says that an answer to it opens another decision,
    `answers` that it is such a decision [C8]; `renews` are those of `owes` in which something else is said than under
    the same outcome before, for its Detail is another [C5]. `letters` are the notices that an outcome asks for, or the
    one that was drafted: 'alias_name to cps'. `about` is the notice that this one corrects, `at` when an e-mail was
    sent, `of` the number of the event that is taken back, `holder` the account to which the case was given, or which
    handed it on in the first report, `change` the kind of change that is asked about: 'added-sha'.

    Raises ValueError, which does not repeat what was given, for anything in which a name could stand.
    """

    time: dt.datetime
    user: str
    kind: EventKind
    report: str
    date: dt.date
    entry: str
    issue: int = 1
    rows: tuple[int, ...] = ()
    client: str = ""
    others: tuple[str, ...] = ()
    child: bool = False
    outcome: str = ""
    owes: tuple[str, ...] = ()
    asks: bool = False
    reference: str = ""
    to: str = ""
    notice: str = ""
    about: str = ""
    item: str = ""
    missing: tuple[str, ...] = ()
    by: str = ""
    at: dt.datetime | None = None
    of: int = 0
    fingerprint: str = ""
    prints: tuple[str, ...] = ()
    holder: str = ""
    letters: tuple[str, ...] = ()
    answers: bool = False
    renews: tuple[str, ...] = ()
    change: str = ""

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, value in vars(self).items()
            if value is not _DEFAULTS.get(name, ...) and not _fits(name, value)
        ]
        if wrong:
            raise ValueError(f"the case log does not take what was given as {', '.join(wrong)}")


_SEVERAL = ("owes", "missing", "others", "prints", "letters", "renews")  # fields that are tuples of texts
_DEFAULTS = {field.name: field.default for field in fields(Event)}  # a field with its default fits


def _fits(name: str, value: object) -> bool:
    """Whether a field may hold a value."""
    if name in FORMS:
        return all_fit(FORMS[name], value) if name in _SEVERAL else fits(FORMS[name], value)
    return name not in _OTHERS or _OTHERS[name](value)


def _is_time(value: object) -> bool:
    return isinstance(value, dt.datetime) and value.tzinfo is not None and value.year <= LAST_YEAR


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def _are_rows(value: object) -> bool:
    return isinstance(value, tuple) and all(type(row) is int and 0 < row < 10_000_000 for row in value)


_OTHERS: Mapping[str, Callable[[object], bool]] = {  # what a field that is no text may hold
    "time": _is_time,
    "at": lambda value: value is None or _is_time(value),
    "date": lambda value: type(value) is dt.date,
    "issue": _is_number, "of": _is_number, "sequence": _is_number,
    "child": _is_yes_or_no, "asks": _is_yes_or_no, "answers": _is_yes_or_no,
    "rows": _are_rows,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Recorded(Event):
    """An event as it stands in the case log: its number, the hash of the line before, and its own."""

    sequence: int
    previous: str
    hash: str

    @classmethod
    def checked(cls, facts: Mapping[str, object]) -> "Recorded":
        """An event whose fields were checked before; checking them again would take twice as long as all else."""
        event = object.__new__(cls)
        vars(event).update(facts)
        return event


_ITEMS = frozenset(item.value for item in Item)


class Owing(Protocol):
    """A decision: it says what follows from it."""

    @property
    def owes(self) -> tuple[str, ...]:
        """Who is to be told, and what is to be ticked."""


def recipients(decision: Owing) -> list[str]:
    """Who is to be told of a decision."""
    return [word for word in decision.owes if word not in _ITEMS]


def to_tick(decision: Owing) -> list[str]:
    """What a decision asks a person to do in CMS and then tick [C7]."""
    return [word for word in decision.owes if word in _ITEMS]
