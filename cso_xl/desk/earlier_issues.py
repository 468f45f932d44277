"""The corrections owed for earlier issues of a day's report, whose worklists nobody works on any more [C5, C12]."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from cso_xl.cases.acts import acts
from cso_xl.cases.book import CaseBook
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import of_case
from cso_xl.desk import filed_copy
from cso_xl.desk.file_desk import FileDesk
from cso_xl.desk.office import ActNote, Office
from cso_xl.errors import CsoError
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.worklist import drafting
from cso_xl.procedures.worklist.take_in import Sheets
from cso_xl.records.tree import Filed


def close(office: Office, reference: str, now: dt.datetime) -> str:
    """Close a case whose row is gone from the report as it was sent again, and draft the correction that it owes."""
    records, settings = office.records, office.settings
    asked = acts.close(records, settings, reference, now).asked
    procedure = next(one for one in PROCEDURES.values() if one.key == asked.report)
    notices: list[str] = []
    _of_issue(office, procedure, asked.date, asked.issue, notices)
    book = CaseBook(records.root, settings, now)
    case = book.case_of(reference)
    closed = f"{reference}: closed, NFA. Now: {of_case(case, book.clock)}."
    return " ".join([closed, *notices])


def correct(office: Office, procedure: Procedure, desk: FileDesk) -> list[Filed]:
    """Draft what is owed for the issues before a desk's; the desk's notices say what could not be drafted."""
    filed: list[Filed] = []
    for issue in range(1, desk.issue):
        filed += _of_issue(office, procedure, desk.date, issue, desk.notices)
    return filed


def _of_issue(
    office: Office, procedure: Procedure, date: dt.date, issue: int, notices: list[str]
) -> list[Filed]:
    """Draft the corrections owed for one issue; `notices` get what cannot be drafted, and why."""
    book = CaseBook(office.records.root, office.settings, office.clock())
    owing = {
        case.asked.entry: case
        for case in book.of_day(procedure.key, date)
        if case.asked.issue == issue and _owes(case, book)
    }
    if not owing:
        return []
    try:
        path = office.records.issues(procedure.key, date)[issue][procedure.copies.worked_in]
        return _drafted(office, procedure, path, owing)
    except (CsoError, KeyError) as error:
        why = f" {error}" if isinstance(error, CsoError) else ""
        named = ", ".join(case.reference for case in owing.values())
        notices.append(f"The correction of {named} could not be drafted: write it by hand.{why}")
        return []


def _owes(case: Case, book: CaseBook) -> bool:
    return any(owed.kind == "correction" for owed in case.owed(book.clock))


def _drafted(office: Office, procedure: Procedure, path: Path, owing: Mapping[str, Case]) -> list[Filed]:
    """The drafts made from the copy at `path`, in which the rows stand that the notices were about."""
    day = next(iter(owing.values())).asked.date
    work, desk, _ = filed_copy.opened(procedure, office, day, path)
    sheets = Sheets(work)
    for line in sheets.lines:
        if line.ref in owing:
            drafting.correct(work, sheets, line)
    filed = desk.publish(False)
    if any(file.state == "filed" for file in filed):
        people = tuple(sorted({number for case in owing.values() for number in case.people}))
        desk.notices += office.note(
            ActNote("draft_correction", procedure.key, day, ("C5", "C12"), clients=people)
        )
    return filed
