"""The steps 'Make the worklist' and 'Draft the notices' of a report [D3-D9, L6-L9, L13, O3, A8, A9]."""

from __future__ import annotations

import datetime as dt

from cso_xl.cases.worklist.entries import Entry
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, EntryInFull, Follows, Lines, read
from cso_xl.errors import CallError, InputError
from cso_xl.notices import cms_notes, templates
from cso_xl.procedures.step import Step, step
from cso_xl.procedures.work import OUTCOMES_SHEET, Work
from cso_xl.procedures.worklist import drafting, given
from cso_xl.procedures.worklist.asked import entries_of
from cso_xl.procedures.worklist.choices import SCN
from cso_xl.procedures.worklist.keeping_up import begin, comment, keep_up
from cso_xl.procedures.worklist.laying_out import lay_out
from cso_xl.procedures.worklist.take_in import Sheets
from cso_xl.settings import Settings

NOTES = {"CEN": "client event note", "SCN": "Special Cautions note"}
_MADE_AGAIN = (
    f"The sheet '{WORKLIST_SHEET}' was deleted and is made again. What was recorded stands on it; what was typed on it "
    "since the last press is gone: choose again. In Excel, Undo last step may bring it back."
)


def make(id: str, also: tuple[str, ...] = ()) -> Step:
    """The step 'Make the worklist' of a report."""

    @step(
        id,
        "Make the worklist",
        by_hand="Remember for each row what is to be looked up in CMS and SWIFTT.",
        why="What is only in somebody's head is forgotten when they are away.",
        also=also,
        name="make_worklist",
    )
    def made(work: Work) -> None:
        """Writes the sheet 'Worklist': a line for each client or household, with what one decides by and chooses."""
        _make(work)

    return made


def draft(id: str, also: tuple[str, ...] = ()) -> Step:
    """The step 'Draft the notices' of a report."""

    @step(
        id,
        "Draft the notices",
        by_hand="Open the template that the guidelines name for the outcome, fill it in, address it.",
        why="A notice to the wrong people, or with a name left out, cannot be taken back.",
        also=also,
        name="draft_notices",
    )
    def drafted(work: Work) -> None:
        """Drafts a notice for each outcome that asks for one, and writes what else follows. Nothing is sent."""
        if work.book.sheet(WORKLIST_SHEET) is None:
            raise CallError("Press 'Worklist' first: this workbook has none yet.")
        keep_up(work)

    return drafted


def listed(work: Work) -> list[EntryInFull]:
    """The entries of the worklist as they stand, with what follows from their recorded outcomes."""
    sheets = Sheets(work)
    entries = [(line, sheets.question(line), sheets.cases.case(line.ref)) for line in sheets.lines]
    return [
        EntryInFull(
            line, drafting.follows(work, sheets.records, line, question) if question and case else Follows()
        )
        for line, question, case in entries
    ]


def note(entry: EntryInFull, kind: str, settings: Settings, day: dt.date, today: dt.date) -> str:
    """The 'CEN' or 'SCN' that follows from an entry, ready to be copied into CMS; `day` is the report's [D9, L6].

    Raises InputError when none follows from it, or when the text still lacks something.
    """
    ref, follows = entry.line.ref, entry.follows
    if not (follows.cen if kind == "CEN" else follows.scn.startswith(SCN["add"])):
        why = follows.state or (
            "press 'Draft notices' first" if entry.line.outcome else "it has no outcome yet"
        )
        raise InputError(f"No {NOTES[kind]} follows from {ref}: {why}.")
    if kind == "SCN":
        return cms_notes.caution_note(settings, today)
    if lacks := templates.left_open(follows.cen):
        raise InputError(
            f"The {NOTES[kind]} of {ref} still lacks: {', '.join(lacks)}. Fill it in on the worklist, then draft again."
        )
    return cms_notes.event_note(settings, follows.cen, day)


def _make(work: Work) -> None:
    work.expect_status(work.procedure.asks.after)
    sheet, records = work.book.sheet(WORKLIST_SHEET), work.records(work.procedure.asks.columns)
    if sheet is None and work.book.sheet(OUTCOMES_SHEET):
        work.notices.append(_MADE_AGAIN)
    before = read(sheet) if sheet else Lines(None)
    entries = entries_of(work, records)
    given.check(work, entries)
    given.keep_newer_decisions(work, entries, before)
    lay_out(work, entries, records, before)
    listed_before = {(line.id, line.rows) for together in before.lines for line in together.lines}
    new = [entry for entry in entries if (entry.question.id, entry.rows) not in listed_before]
    _comment_recorded(work, new)
    begin(work)


def _comment_recorded(work: Work, new: list[Entry]) -> None:
    """Write into Comment the recorded outcomes of entries new to this worklist, as when a report is run again."""
    cases = [work.desk.cases.case(entry.ref) for entry in new]
    if any(case and (case.decided or case.handed_on) for case in cases):
        comment(work, Sheets(work), [row for entry in new for row in entry.rows])
