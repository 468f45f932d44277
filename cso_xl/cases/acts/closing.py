"""A person's word on a case whose rows are gone from their report as it was sent again [C5, C12]."""

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import EventKind
from cso_xl.cases.log.at_once import at_once
from cso_xl.cases.recording.pairs import same_rows
from cso_xl.cases.state import gone, handed_on
from cso_xl.cases.state.state import Case
from cso_xl.errors import CallError


@at_once
def close(book: CaseBook, reference: str) -> Case:
    """Record that the rows of a case need no further action: those that are gone, if only some of them are.

    Raises CallError for a case that is decided on a worklist.
    """
    case = book.case_of(reference)
    if not book.is_sent_again(case):
        raise CallError(f"{reference} stands on its worklist: choose the outcome there.")
    rows = tuple(gone.rows(case)) or (() if same_rows(case.asked) else case.rows)
    if not rows:
        raise CallError(
            f"{reference}: none of its rows is gone. Choose the outcome on the worklist of the report as it was sent "
            "again."
        )
    handed_on.expect_taken([case], rows)
    if {*rows} <= {row for row, decision in case.decided.items() if decision.outcome == "nfa"}:
        return case
    drafts = [
        book.withdrawn(case, notice)
        for notice in case.notices
        if notice.is_draft and {*notice.drafted.rows} & {*rows}
    ]
    book.append([*drafts, book.event(case, EventKind.DECIDED, rows=rows, outcome="nfa")])
    return book.case_of(reference)


@at_once
def stands(book: CaseBook, reference: str) -> Case:
    """Record that what was told or done about rows that are gone stands.

    Raises CallError where no row is gone.
    """
    case = book.case_of(reference)
    rows = tuple(gone.rows(case))
    if not rows:
        raise CallError(f"{reference}: none of its rows is gone from a report that was sent again.")
    handed_on.expect_taken([case], rows)
    book.append([book.event(case, EventKind.STANDS, rows=rows)])
    return book.case_of(reference)
