"""A filed copy opened again without Excel: to draft notices, to mark rows, to finish it, to read its case notes."""

import datetime as dt
from collections.abc import Sequence

from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, EntryInFull, lines
from cso_xl.cells import dates
from cso_xl.desk import chosen_rows, filed_copy
from cso_xl.desk.decided import Decided
from cso_xl.desk.file_desk import FileDesk
from cso_xl.desk.headless import NOT_DECIDED, RunResult, what_is_left
from cso_xl.desk.noted import clients_of
from cso_xl.desk.office import ActNote, Office
from cso_xl.errors import CallError, FileError, InputError
from cso_xl.intake.received import Received
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.sheet import reconcile
from cso_xl.procedures.sheet.finishing import copy_to_file
from cso_xl.procedures.sheet.watch import Watch
from cso_xl.procedures.step import Step
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist import worklist
from cso_xl.records.tree import Filed

NOTHING_CHOSEN = (
    "No outcome is chosen on the worklist yet, so there is nothing to draft. Choose in the filed copy, or give a "
    "list of outcomes: cso-xl mark {} --decisions FILE."
)


def finish(office: Office, date: dt.date | None, without_outcomes: bool) -> RunResult:
    """Save the Processed Copy from the Working Copy in which the outcomes were commented [A10, A11].

    Without `date` the newest Working Copy counts. A Processed Copy that is filed already is brought up to date, and
    its earlier version kept; so is the Working Copy when events from it were recorded. Raises FileError when there is
    none, or when its rows and the removed ones are not the Master's.
    """
    procedure = next(procedure for procedure in PROCEDURES.values() if procedure.copies.finished)
    work, desk, working = filed_copy.newest(procedure, office, date)
    work.without_outcomes = without_outcomes
    _check_against_master(work, desk, office)
    watch = Watch(work, from_now=True)
    finished, has_worklist = procedure.copies.finished, work.book.sheet(WORKLIST_SHEET) is not None
    for step in procedure.steps:
        if step.paints or step.files == finished or (step.name == "draft_notices" and has_worklist):
            watch.run(step)
    is_news = has_worklist and bool(desk.cases.pending)
    with desk.at_work(working):
        filed = desk.publish(False, renewed=(finished,))
        if is_news:  # otherwise a new choice in it would seem to contradict a decision made since
            filed.append(desk.renew(working, copy_to_file(work)))
    desk.log(watch.traces)
    notices = [*desk.notices, *what_is_left(work, desk.date, filed)]
    return RunResult(procedure.name, desk.date, working, filed, [], notices)


def draft(report: str, office: Office, date: dt.date | None, dry_run: bool = False) -> RunResult:
    """Draft the notices for the outcomes that people have chosen on the worklist of a filed copy.

    Without `date` the newest copy counts. Its worklist then shows the drafts, and its earlier version is kept; if it
    cannot be written, because it is open in Excel, a notice says so. With `dry_run` nothing is written.
    Raises FileError when there is no copy, CallError when it has no worklist.
    """
    procedure = PROCEDURES[report]
    work, desk, source = filed_copy.newest(procedure, office, date)
    watch = Watch(work, from_now=True)
    for step in procedure.steps:
        if step.name == "draft_notices" or (step.paints and not dry_run):
            watch.run(step)
    filed = desk.publish(dry_run)
    if not dry_run:
        if work.book.sheet(WORKLIST_SHEET):
            filed += _brought_up_to_date(work, desk, source)
        desk.log(watch.traces)
    notices = [*desk.notices, *work.notices]
    listed = list(work.worklist)
    if listed and not dry_run and not any(entry.follows.is_decided for entry in listed):
        notices.append(NOTHING_CHOSEN.format(report))
    return RunResult(report, desk.date, source, filed, [], notices, worklist=listed, clients=_people(work))


def _people(work: Work) -> tuple[str, ...]:
    """The client numbers of everybody whom the worklist is about [C16]."""
    cases = (work.desk.cases.case(entry.line.ref) for entry in work.worklist)
    return tuple(sorted({number for case in cases if case for number in case.people}))


def _brought_up_to_date(work: Work, desk: FileDesk, source: Received) -> list[Filed]:
    """The copy, renewed so that it shows the drafts; where it cannot be written, a notice: the drafts are made."""
    try:
        return [desk.renew(source, copy_to_file(work))]
    except FileError as error:
        desk.notices.append(f"The drafts are made; the copy itself does not say so yet. {error}")
        return []


def mark(
    report: str,
    office: Office,
    date: dt.date | None,
    decided: Decided = NOT_DECIDED,
    marked: tuple[Step, Sequence[range]] | None = None,
) -> RunResult:
    """Bring the filed copy in which people work up to date: outcomes, marks, drafts, and notices sent since.

    `marked` is a mark with the received rows that it is for. Without `date` the newest copy counts. The
    earlier version is kept beside it. Raises FileError when there is no copy, when it is open in Excel, or when its
    rows are not as they were.
    """
    procedure = PROCEDURES[report]
    work, desk, source = filed_copy.newest(procedure, office, date)
    work.answers, work.sent = decided.answers, decided.sent
    if procedure.copies.has_master:
        _check_against_master(work, desk, office)
    watch = Watch(work, from_now=True)
    if marked:
        step, chosen = marked
        _know_all(work, watch)
        work.selected = chosen_rows.places(work, chosen)
        watch.run(step)
        work.notices += chosen_rows.marked_in_words(work, step, chosen)
    for step in procedure.steps:
        if step.paints or step.name in ("make_worklist", "draft_notices"):
            watch.run(step)
    with desk.at_work(source):
        filed = desk.publish(False)
        filed.append(desk.renew(source, copy_to_file(work)))
    desk.log(watch.traces)
    notices = [*desk.notices, *work.notices]
    return RunResult(report, desk.date, source, filed, [], notices, worklist=list(work.worklist))


def _know_all(work: Work, watch: Watch) -> None:
    """Bring the copy up to date with events recorded since: a mark that it has from before must not count as new."""
    sheet, cases = work.book.sheet(WORKLIST_SHEET), work.desk.cases
    known = {line.ref: line.known_events for line in lines(sheet)} if sheet else {}
    if any((case := cases.case(ref)) and len(case.events) > count for ref, count in known.items()):
        watch.run(next(step for step in work.procedure.steps if step.name == "draft_notices"))


def texts(
    report: str, ref: str | None, office: Office, date: dt.date | None, today: dt.date
) -> tuple[str, list[str]]:
    """The case-note texts of one entry of the worklist, or of all, ready to be copied into CMS [D9, L6].

    The second are notices where this could not be logged [C16]. Raises CallError for an entry that is not on the
    worklist, InputError where no note follows yet.
    """
    result = draft(report, office, date, dry_run=True)
    meant = [entry for entry in result.worklist if ref is None or entry.line.ref.casefold() == ref.casefold()]
    if ref and not meant:
        refs = ", ".join(entry.line.ref for entry in result.worklist)
        raise CallError(f"'{ref}' is not on the worklist. On it are: {refs}.")
    noted = [entry for entry in meant if _kinds(entry)]
    if not noted:
        state = (meant[0].follows.state or "it has no outcome yet") if ref else "no outcome asks for one"
        raise InputError(f"No note follows from {ref or 'the worklist'}: {state}.")
    settings, key = office.settings, PROCEDURES[report].key
    notes = [
        ("" if ref else f"{entry.line.ref}, client {entry.line.client_number}:\n")
        + worklist.note(entry, kind, settings, result.date, today)
        for entry in noted
        for kind in _kinds(entry)
    ]
    seen = ActNote("show_text", key, result.date, clients=clients_of(noted))
    return "\n\n".join(notes), office.note(seen)


def _kinds(entry: EntryInFull) -> list[str]:
    """The kinds of note that follow from an entry."""
    follows = {"CEN": bool(entry.follows.cen), "SCN": entry.follows.scn.startswith("Add")}
    return [kind for kind, does_follow in follows.items() if does_follow]


def with_worklists(office: Office) -> list[str]:
    """The reports with a worklist of which a copy is filed."""
    return [
        procedure.name
        for procedure in PROCEDURES.values()
        if procedure.worklist
        and office.records.newest(procedure.key, procedure.copies.worked_in, dt.date.max)
    ]


def _check_against_master(work: Work, desk: FileDesk, office: Office) -> None:
    newest = office.newest_master(work.procedure, work.desk.date + dt.timedelta(days=1), desk.issue)
    if newest is None or newest[0] != work.desk.date:
        raise FileError(
            f"There is no Master Copy of {dates.in_full(work.desk.date)} beside the Working Copy."
        )
    reconcile.of_workbook(work, newest[1], "The Working Copy")
