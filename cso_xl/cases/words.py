"""How staff read the states of a case: on the worklist, in messages and lists [C2]."""

from collections.abc import Iterable, Sequence

from cso_xl.cases.events import UNDO
from cso_xl.cases.questions import WHO
from cso_xl.cases.state.after_sending import ANOTHER_ANSWER, MACHINE_REPLY
from cso_xl.cases.state.contradicted import CONTRADICTION
from cso_xl.cases.state.gone import GONE
from cso_xl.cases.state.owed import Clock, Owed, State
from cso_xl.cases.state.state import Case
from cso_xl.decisions.working_time import moment

ITEMS = {
    "add-scn": "add the Special Cautions note",
    "end-date-scn": "end-date the Special Cautions note",
    "cen": "write the client event note",
    "relationships": "end-date the relationships",
    "other": "do what 'To do' says",
}
NO_DRAFT = "not drafted"
DONE = "Done"  # nothing is owed
LATER = "The client event note is to be written once its notice has been sent, and ticked then."


def item(name: str) -> str:
    """What is to be done in CMS, in words: 'write the client event note'."""
    if name.startswith(UNDO):
        return f"undo '{ITEMS[name.removeprefix(UNDO)]}', which was done under the earlier outcome"
    return ITEMS[name]


def withdrawn(reference: str) -> str:
    """A message that a notice is withdrawn [C5]."""
    return f"Withdrawn: {reference}. Its draft must not be sent; it lies in Drafts/Withdrawn."


def of_case(case: Case, clock: Clock) -> str:
    """Everything that is owed, the most urgent first: 'To send: 20250113-D3-7-cps; To do in CMS: …'."""
    owed = case.owed(clock)
    if not owed:
        return "Withdrawn" if case.is_replaced else DONE
    ticks = [tick for tick in owed if tick.state is State.TO_DO_IN_CMS]
    others = [of_owed(other, case) for other in owed if other.state is not State.TO_DO_IN_CMS]
    return "; ".join([*dict.fromkeys(others), *([_to_tick(ticks)] if ticks else [])])


def held(case: Case, clock: Clock) -> str:
    """The same as `of_case`, and who has the case while something is owed: 'To decide (with mere)'."""
    return of_case(case, clock) + (f" (with {case.holder})" if case.holder and case.owed(clock) else "")


def of_all(cases: Sequence[Case], clock: Clock) -> str:
    """A case as `held` says, and what earlier ones about its rows still owe, each with its reference [C2, C12]."""
    case, *earlier = cases
    still = [f"{held(first, clock)} ({first.reference})" for first in earlier if first.owed(clock)]
    return "; ".join([*([held(case, clock)] if case.owed(clock) or not still else []), *still])


def contradiction(case: Case, owed: Owed) -> str:
    """What two people have to settle, and how, where a sheet says otherwise than was decided since [C3]."""
    who = ", ".join(dict.fromkeys(case.decided[row].user for row in owed.rows if row in case.decided))
    return (
        f"a copy of the worklist says otherwise than {who or 'somebody'} decided: talk to each other, then choose "
        "there what was decided and press; if another is right, choose it after that; if that copy is gone, cso-xl "
        f"take-back {case.reference}"
    )


def of_owed(owed: Owed, case: Case) -> str:
    """One thing that is owed, in words."""
    if owed.kind == GONE:
        return f"To decide: {of_rows(owed.rows)} of the report before is gone, and was told of or done"
    if owed.kind == CONTRADICTION:
        return f"To decide: {contradiction(case, owed)}"
    if owed.state is State.TO_DECIDE:
        return "To decide" + (f" ({of_rows(owed.rows)})" if len(owed.rows) < len(case.rows) else "")
    if owed.state is State.HANDED_ON:
        return "Handed on: a colleague decides" + (
            f" ({of_rows(owed.rows)})" if len(owed.rows) < len(case.rows) else ""
        )
    if owed.state is State.TO_DO_IN_CMS:
        return _to_tick([owed])
    if owed.kind == "correction":
        drafts = (
            [notice for notice in case.corrections(owed.notice) if notice.is_draft] if owed.notice else []
        )
        drafted = f"the correction {drafts[-1].reference}" if drafts else "a correction"
        return f"To send: {drafted}, because {owed.reference} was sent in error: tell {WHO.get(owed.to, owed.to)}"
    if owed.kind == "withdrawal":
        return f"Not to be sent: {owed.reference}"
    if owed.state is State.TO_SEND:
        if owed.notice:
            return f"To send: {owed.reference}"
        missing = f": {', '.join(owed.missing)} missing" if owed.missing else ""
        return f"To send: {NO_DRAFT} (to {WHO.get(owed.to, owed.to)}){missing}"
    if owed.kind == MACHINE_REPLY:
        return f"Machine reply: look whether {owed.reference} arrived"
    if owed.kind == ANOTHER_ANSWER:
        return f"Another answer: look ({owed.reference})"
    if owed.state is State.ANSWERED:
        return f"Answered: decide now ({owed.reference})"
    machine = ", machine reply: look" if owed.notice and owed.notice.machine_replied else ""
    if owed.state is State.OVERDUE and owed.due:
        return f"Overdue since {moment(owed.due)}: {owed.reference}{machine}"
    until = f" until {moment(owed.due)}" if owed.due else " for the answer"
    return f"Waiting{until}: {owed.reference}{machine}"


def _to_tick(ticks: Iterable[Owed]) -> str:
    return f"To do in CMS: {', '.join(dict.fromkeys(item(tick.kind) for tick in ticks))}"


def of_rows(rows: Sequence[int]) -> str:
    """'row 5', 'rows 5, 7'."""
    return f"row{'' if len(rows) == 1 else 's'} {', '.join(map(str, rows))}"
