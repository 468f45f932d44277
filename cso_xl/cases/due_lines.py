"""One list of what is open, over all reports and weeks: to decide, to send, awaited, to do in CMS [C10, X2, L13]."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from itertools import groupby

from cso_xl.cases import words
from cso_xl.cases.book import CaseBook
from cso_xl.cases.state import gone
from cso_xl.cases.state.after_sending import ANOTHER_ANSWER, MACHINE_REPLY
from cso_xl.cases.state.contradicted import CONTRADICTION
from cso_xl.cases.state.owed import Clock, Owed, State
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import item
from cso_xl.decisions.working_time import day_of, is_ahead, moment

_NEXT = {
    State.TO_DECIDE: "look it up and choose an outcome on the worklist",
    State.WAITING: "wait for the answer",
    State.ANSWERED: "choose the outcome that the answer gives",
    State.HANDED_ON: "a colleague takes it, then chooses an outcome",
}


@dataclass(frozen=True)
class Due:
    """One line of what is open; `client` is a number, '' where none is known.

    `reference` is the notice's, or the day and the entry: '20250113-L6-7'. `rows` are received rows, `since` is when it
    came to be owed, `who` the account that acted last, `holder` the account that has it, '' for nobody; `next` is what
    is to be done; `change` is the kind of change that is asked about: 'added-sha'.
    """

    reference: str
    state: str
    due: str
    to: str
    client: str
    notice: str
    report: str = ""
    rows: tuple[int, ...] = ()
    since: str = ""
    who: str = ""
    holder: str = ""
    next: str = ""
    child: bool = False
    overdue: bool = field(default=False, repr=False)
    change: str = field(default="", repr=False)

    def __str__(self) -> str:
        late = ", overdue" if self.overdue and self.state != State.OVERDUE.value else ""
        until = f", due {self.due}" if self.due else ""
        held = f" (with {self.holder})" if self.holder else ""
        return f"{self.reference}: {self.state}{late}{until}: {self.next}{held}"


def in_lines(listed: Sequence[Due], most: int) -> tuple[list[str], int]:
    """The first `most` lines of what is open, and how many things stand on the others.

    What is alike about the same rows is one line: '20250113-L8-2, L9-2: to decide: …'.
    """
    groups = [[*group] for _, group in groupby(listed, key=_alike)]
    lines = [str(replace(group[0], reference=_references(group))) for group in groups[:most]]
    return lines, sum(map(len, groups[most:]))


def _alike(due: Due) -> tuple[object, ...]:
    rest = replace(
        due, reference=due.reference.partition("-")[0], notice="", to="", since="", who="", child=False
    )
    return astuple(rest) if due.rows else (due.reference,)


def _references(group: Sequence[Due]) -> str:
    first, *others = (due.reference for due in group)
    return ", ".join([first, *(other.partition("-")[2] for other in others)])


def of_book(book: CaseBook) -> list[Due]:
    """Everything that is open in a book of cases, the gravest first."""
    lines = [line for case in book.open() for line in _of_case(case, book.clock)]
    ordered = sorted(lines, key=lambda line: line[0])
    return [line for _, line in ordered]


_Order = tuple[bool, bool, dt.datetime, str, int]


def _of_case(case: Case, clock: Clock) -> Iterator[tuple[_Order, Due]]:
    gone_rows = gone.unsettled(case)
    for owed in case.owed(clock):
        overdue = owed.state is State.OVERDUE or (owed.due is not None and owed.due < clock.now)
        usual = _of_the_case(case, owed) or _next(owed, clock)
        next_ = gone.next_of(case, owed, usual) if {*owed.rows} & gone_rows else usual
        line = _line(case, owed, overdue, _ahead(owed, clock) + next_)
        row = owed.rows[0] if owed.rows else 0
        yield (not case.child, not overdue, owed.since, f"{case.key[:3]}", row), line


def _line(case: Case, owed: Owed, overdue: bool, next_: str) -> Due:
    asked = case.asked
    return Due(
        reference=owed.reference or case.reference,
        state=owed.state.value,
        due=_due(owed),
        to=owed.to,
        client=case.client,
        notice=owed.notice.drafted.notice if owed.notice and owed.kind == "notice" else owed.kind,
        report=asked.report.replace("_", "-"),
        rows=owed.rows,
        since=moment(owed.since),
        who=case.standing[-1].user if case.standing else asked.user,
        holder=case.holder,
        next=next_,
        child=case.child,
        overdue=overdue,
        change=asked.change,
    )


def _due(owed: Owed) -> str:
    if owed.due is None:
        return ""
    by_the_hour = owed.state in (State.WAITING, State.OVERDUE)
    return moment(owed.due) if by_the_hour else f"{day_of(owed.due):%d/%m/%Y}"


def _next(owed: Owed, clock: Clock) -> str:
    if owed.state is State.TO_DO_IN_CMS:
        return f"{item(owed.kind)}, then tick it"
    if owed.kind == ANOTHER_ANSWER:
        return (
            "another answer: look; choose the outcome that it gives or, if what was decided stands, "
            f"cso-xl answered {owed.reference}"
        )
    if owed.kind == MACHINE_REPLY:
        return (
            f"machine reply: look; if it did not arrive, send it again; then cso-xl answered {owed.reference}"
        )
    if owed.kind == "withdrawal":
        return "do not send it"
    if owed.state is State.TO_SEND and owed.notice is None:
        return f"fill in {', '.join(owed.missing)}, then draft again" if owed.missing else "draft it"
    if owed.state is State.TO_SEND:
        return "read the draft and send it, then file the e-mail"
    usual = _remind(owed, clock) if owed.state is State.OVERDUE else _NEXT[owed.state]
    if owed.notice and owed.notice.machine_replied and owed.state in (State.WAITING, State.OVERDUE):
        return f"machine reply: look; {usual}"
    return f"another answer: look; {usual}" if owed.notice and owed.notice.another else usual


def _ahead(owed: Owed, clock: Clock) -> str:
    """A warning where an answer is awaited from a moment that is still to come: a clock was wrong; else ''."""
    if owed.state is not State.WAITING or not is_ahead(owed.since, clock.now):
        return ""
    return (
        f"the clock or the e-mail's date is wrong: it was sent on {moment(owed.since)}; cso-xl take-back "
        f"{owed.reference}, and file the e-mail again; "
    )


def _of_the_case(case: Case, owed: Owed) -> str:
    """The next thing to do where that is said of the whole case; else ''."""
    if owed.kind == "correction":
        return _correction(case, owed)
    return words.contradiction(case, owed) if owed.kind == CONTRADICTION else ""


def _correction(case: Case, owed: Owed) -> str:
    """The way to tell a recipient that a notice was sent in error [C5]."""
    drafts = [notice for notice in case.corrections(owed.notice) if notice.is_draft] if owed.notice else []
    report, date = case.asked.report.replace("_", "-"), case.asked.date
    how = (
        f"read the correction {drafts[-1].reference} and send it, then file the e-mail"
        if drafts
        else f"draft the correction: cso-xl draft {report} --date {date}"
    )
    return f"tell the recipient that it was sent in error: {how}"


def _remind(owed: Owed, clock: Clock) -> str:
    """The way to ask for an overdue answer: with a follow-up e-mail where the recipient gets one [X2]."""
    if owed.to not in clock.reminds:
        return "ask for the answer by hand: no follow-up e-mail is set for this recipient"
    if owed.notice and owed.notice.reminded:
        return "send the follow-up e-mail that was drafted, unless it was sent, and wait for the answer"
    return "draft the follow-up e-mail (cso-xl remind, or the button 'Follow-up e-mails') and send it"


def counted(lines: Iterable[Due]) -> list[tuple[str, int]]:
    """The number of lines of each state, in the guidelines' order [C2]."""
    order = [state.value for state in State]
    states = sorted((line.state for line in lines), key=order.index)
    return [(state, len(list(alike))) for state, alike in groupby(states)]
