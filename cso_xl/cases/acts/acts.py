"""A person's acts on a case: answered, taken back, ticked, taken; each is logged and put in words [C3-C7, C16]."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cso_xl import activity
from cso_xl.cases import drafts
from cso_xl.cases.acts import closing, handover
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.cases.filed.behind import behind
from cso_xl.cases.state import handed_on
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import of_case
from cso_xl.decisions.working_time import moment
from cso_xl.errors import CallError
from cso_xl.records.account import account, os_user
from cso_xl.records.tree import Records
from cso_xl.settings import Settings


def answered(records: Records, settings: Settings, reference: str, now: dt.datetime) -> str:
    """Record, at a person's word, that a notice that was sent has been answered [C6]."""
    book = CaseBook(records.root, settings, now)
    named = book.find(reference)
    rows = named.notice.drafted.rows
    handed_on.expect_taken([] if handed_on.free(named.case, rows) else [named.case], rows)
    new = book.answered(reference, now, By.HAND)
    case = book.find(reference).case
    drafts.arrange(records.root, settings, [case])
    log(records, settings, Act("record_answer", ("C6", "X2")), case, now)
    return f"{reference}: {'answered' if new else 'was recorded as answered before'}. {of_case(case, book.clock)}."


def take_back(records: Records, settings: Settings, reference: str, now: dt.datetime) -> str:
    """Take back the last event of a notice or a case, and move its drafts to where they then belong."""
    book = CaseBook(records.root, settings, now)
    undone = book.take_back(reference)
    event = undone.event
    drafts.arrange(records.root, settings, [undone.case])
    log(records, settings, Act("take_back", ("C3",)), undone.case, now)
    taken_back = f"{reference}: '{event.kind.replace('_', ' ')}' of {moment(event.time)} by {event.user} is taken back."
    withdrawn = f" Withdrawn: {', '.join(undone.withdrawn)}." if undone.withdrawn else ""
    undecided = " The outcome that rested on it counts no longer: choose again." if undone.undecided else ""
    standing = f"Now: {of_case(undone.case, book.clock)}."
    return " ".join([f"{taken_back}{undecided}{withdrawn}", standing, *behind(records, *undone.case.key[:3])])


def tick(
    records: Records, settings: Settings, reference: str, now: dt.datetime, items: Sequence[str] = ()
) -> str:
    """Record that a person has done in CMS what a case asks for [C7]."""
    book = CaseBook(records.root, settings, now)
    case = book.tick(reference, items)
    log(records, settings, Act("tick", ("C7",)), case, now)
    return f"{reference}: ticked. Now: {of_case(case, book.clock)}."


def close(records: Records, settings: Settings, reference: str, now: dt.datetime) -> Case:
    """Record that a case whose row is gone from the report as it was sent again needs no further action [C12]."""
    case = closing.close(CaseBook(records.root, settings, now), reference)
    drafts.arrange(records.root, settings, [case])
    log(records, settings, Act("close", ("C12",)), case, now)
    return case


def stands(records: Records, settings: Settings, reference: str, now: dt.datetime) -> str:
    """Record that what was told or done about a row that is gone from the report as it was sent again stands [C12]."""
    book = CaseBook(records.root, settings, now)
    case = closing.stands(book, reference)
    log(records, settings, Act("close", ("C12",)), case, now)
    return f"{reference}: stands as it is. Now: {of_case(case, book.clock)}."


def take(
    records: Records, settings: Settings, reference: str, now: dt.datetime, take_over: bool = False
) -> str:
    """Record that somebody takes a case: one that was handed on [X6], a colleague's, or nobody's."""
    book = CaseBook(records.root, settings, now)
    case = handover.take(book, reference, take_over)
    log(records, settings, Act("take", ("X6",)), case, now)
    taken = f"{reference}: taken. Now: {of_case(case, book.clock)}."
    return " ".join(filter(None, (taken, handed_on.by_the_same(case, book.user))))


def give(
    records: Records, settings: Settings, reference: str, now: dt.datetime, to: handover.Receiver
) -> str:
    """Record that a colleague, by the name of their account, has a case from now on.

    Raises CallError for an account under which nobody has worked in these records: what was typed may be anybody's
    name, and is not repeated.
    """
    book, holder = CaseBook(records.root, settings, now), account(to.account.strip())
    users = activity.ActivityLog.of(records.root, settings).users()
    if holder not in users:
        known = f" These accounts have: {', '.join(users)}." if users else ""
        raise CallError(
            f"Nobody has worked in these records so far under the account that was named.{known} A new colleague takes "
            "the case themselves."
        )
    case = handover.give(book, reference, replace(to, account=holder))
    log(records, settings, Act("give", ("X6",)), case, now)
    given = f"{reference}: given to {holder}. Now: {of_case(case, book.clock)}."
    return " ".join(filter(None, (given, handed_on.by_the_same(case, holder, f"the account {holder}"))))


@dataclass(frozen=True)
class Act:
    """What was done with a case: the activity log's name for it, and the guidelines' numbers."""

    step: str
    ids: tuple[str, ...]


def log(records: Records, settings: Settings, act: Act, case: Case, now: dt.datetime) -> None:
    """Write a line in the activity log: who did what about the client and those who share the address [C16, X5].

    Raises FileError when it cannot be written.
    """
    asked = case.asked
    done = activity.Done(
        time=now,
        user=os_user(),
        report=asked.report,
        report_date=asked.date,
        ids=act.ids,
        step=act.step,
        counts={"events": len(case.events)},
        clients=case.people,
    )
    activity.ActivityLog.of(records.root, settings).append(done)
