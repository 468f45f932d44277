"""The button for cases whose rows are gone from a report that was sent again [C5, C12]."""

import datetime as dt

from cso_xl.cases.acts import acts
from cso_xl.cases.book import CaseBook
from cso_xl.cases.state import gone
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import of_case, of_rows
from cso_xl.desk import earlier_issues
from cso_xl.errors import Cancelled
from cso_xl.excel import dialogs, messages
from cso_xl.excel.patience import saying
from cso_xl.excel.session import Session
from cso_xl.excel.sources import records_root
from cso_xl.procedures.remark import Remark


def settle(excel: Session) -> str:
    """Let a person say which of these cases are settled: what was told stands, or was in error and is corrected."""
    book = CaseBook(records_root(excel.settings), excel.settings, dt.datetime.now(dt.UTC))
    with saying(excel.app, "Look for rows that are gone"):
        listed = [case for case in book.open() if _is_left(case, book)]
    if not listed:
        return Remark("No case is open whose row is gone from a report that was sent again.")
    chosen = dialogs.ask_which(
        "The rows of these cases are not in their report as it was sent again. Which are settled?",
        [f"{case.reference}, client {case.client}: {of_case(case, book.clock)}" for case in listed],
    )
    if chosen is None:
        raise Cancelled("Nothing was chosen.")
    words = "\n".join(_settled(excel, listed[at], book.clock.now) for at in chosen)
    excel.mark_sent()
    return words


def _is_left(case: Case, book: CaseBook) -> bool:
    rows = gone.unsettled(case)
    return any(not rows.isdisjoint(owed.rows) for owed in case.owed(book.clock))


def _settled(excel: Session, case: Case, now: dt.datetime) -> str:
    office = excel.sources.office
    rows = sorted(gone.unsettled(case) & gone.acted_on(case))
    if rows and messages.ask(excel.app, _question(case, rows)):
        return acts.stands(office.records, excel.settings, case.reference, now)
    return earlier_issues.close(office, case.reference, now)


def _question(case: Case, rows: list[int]) -> str:
    sent = ", ".join(gone.told(case, rows))
    what = (
        f"{sent} was sent about {of_rows(rows)}"
        if sent
        else f"Something was done in CMS about {of_rows(rows)}"
    )
    return (
        f"{case.reference}: {what}. Does that stand? Yes: it stands as it is. No: it was in error; the case is closed "
        "with NFA, and the correction is drafted."
    )
