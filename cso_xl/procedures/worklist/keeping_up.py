"""Text typed on the worklist and beside the rows is taken in; what follows is drafted and shown [A9, C3]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cso_xl.cases.recording import comments
from cso_xl.cases.state import in_cms
from cso_xl.cases.words import NO_DRAFT
from cso_xl.cases.worklist.trace import Trace, typed_print
from cso_xl.cases.worklist.worklist_lines import (
    WORKLIST_SHEET,
    EntryInFull,
    Follows,
    Lines,
    WorklistEntry,
)
from cso_xl.procedures.remark import Remark
from cso_xl.procedures.sheet.beside import comment_column
from cso_xl.procedures.sheet.colours import colour_rows
from cso_xl.procedures.sheet.marks import write_comments
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist import drafting
from cso_xl.procedures.worklist.asked import entries_of
from cso_xl.procedures.worklist.laying_out import lay_out, write_lines
from cso_xl.procedures.worklist.take_in import Sheets, TakenLine, outcome_now


def keep_up(work: Work) -> None:
    """Before a copy is filed, take in text typed since, draft what follows, withdraw what no longer does [C3]."""
    if work.book.sheet(WORKLIST_SHEET) and work.taken_in != _as_typed(work):
        follow(work)


def begin(work: Work) -> None:
    """Note, when the worklist is new, that nothing is to be taken in: nobody has answered or recorded anything."""
    lines = [listed.line for listed in work.worklist]
    answered = any(line.outcome or line.detail or line.done for line in lines)
    cases = (work.desk.cases.case(line.ref) for line in lines)
    recorded = any(case and len(case.events) > 1 for case in cases)
    if not (answered or recorded or any(_comments(work))):
        work.taken_in = _as_typed(work)


def follow(work: Work) -> None:
    """Take in typed text, draft and withdraw notices, and write the result on the worklist and into Comment."""
    sheets = Sheets(work)
    taken = sheets.take_in()
    follows = [drafting.follow(work, sheets, entry) for entry in taken]
    renewed = [_renewed(sheets, entry) for entry in taken]
    worklist = _with(sheets.worklist, renewed)
    facts = [line.facts for line in worklist.lines for _ in line.lines]
    lines = zip(renewed, follows, facts, strict=True)
    work.worklist = [EntryInFull(*parts) for parts in lines]
    if worklist.layout:
        write_lines(work, worklist, _by_line(worklist, follows))
    else:
        lay_out(work, entries_of(work, sheets.records), sheets.records, worklist)
    comment(work, sheets, [row for line in sheets.lines for row in line.rows])
    _say_what_is_left(work, taken)
    work.notices += _not_understood(sheets)
    work.taken_in = _as_typed(work)


def _with(worklist: Lines, renewed: Sequence[WorklistEntry]) -> Lines:
    """The worklist with its entries as they are now known."""
    new = iter(renewed)
    lines = [
        replace(line, slots=tuple(next(new) if slot else None for slot in line.slots))
        for line in worklist.lines
    ]
    return replace(worklist, lines=lines)


def _by_line(worklist: Lines, follows: Sequence[Follows]) -> list[list[Follows]]:
    rest = iter(follows)
    return [[next(rest) for _ in line.lines] for line in worklist.lines]


def _as_typed(work: Work) -> int:
    """A hash of the worklist and of Comment, which differs when anything has changed."""
    sheet = work.book.sheet(WORKLIST_SHEET)
    return hash((tuple(map(tuple, sheet.values())) if sheet else (), _comments(work)))


def _comments(work: Work) -> tuple[str, ...]:
    """The texts in Comment, row by row; none without that column."""
    column = comment_column(work.sheet.headings(), work.width)
    return tuple(row[column - 1] for row in work.rows()) if column else ()


def _renewed(sheets: Sheets, taken: TakenLine) -> WorklistEntry:
    """A line as it is now: its outcome in force, and how many events of its case are known."""
    line, case = taken.line, taken.case
    if taken.trouble or case is None or taken.question is None:
        return line
    case = sheets.cases.case(line.ref) or case
    name = outcome_now(line, taken.question, case)
    done = (line.done or "Done") if in_cms.is_all_done(case) else ""
    trace = Trace.read(line.trace)._replace(known_events=len(case.events))
    outcome = taken.question.outcome(name)
    if outcome and outcome.detail:
        trace = trace._replace(detail=typed_print(line.detail) or trace.detail)
    if outcome and outcome.asks_centre:
        trace = trace._replace(
            centre=typed_print(line.service_centre_email) or trace.centre,
            centre_name=typed_print(line.service_centre) or trace.centre_name,
        )
    if outcome and outcome.notices:
        trace = trace._replace(
            address=typed_print(line.address) or trace.address,
            client_name=typed_print(line.client_name) or trace.client_name,
        )
    return line._replace(outcome=name, trace=str(trace), done=done)


def comment(work: Work, sheets: Sheets, rows: Iterable[int]) -> None:
    """Bring Comment of rows that the worklist is about up to date: NFA and the like, Email sent, Done."""
    places = work.places
    texts = {row: drafting.comment_of(sheets, row) for row in dict.fromkeys(rows) if row in places}
    write_comments(work, {places[row]: text for row, text in texts.items() if text is not None})
    as_they_are = {row: sheets.comments.get(row, "") for row, text in texts.items() if text is None}
    understood = {row: text for row, text in as_they_are.items() if comments.keys(text, sheets.words)}
    colour_rows(work, {places[row]: text for row, text in understood.items()})


def _say_what_is_left(work: Work, taken: Sequence[TakenLine]) -> None:
    left = [
        listed.line.ref
        for listed, entry in zip(work.worklist, taken, strict=True)
        if entry.trouble or NO_DRAFT in listed.follows.state
    ]
    if left:
        work.notices.append(f"On the worklist {', '.join(left)} could not be drafted: State says why.")


def _not_understood(sheets: Sheets) -> Iterator[str]:
    """Remarks on the rows asked about whose comment settles nothing, since it is not understood [C4]."""
    for row in sorted({row for line in sheets.lines for row in line.rows}):
        if words := comments.settles_nothing(row, sheets.comments.get(row, ""), sheets.words):
            yield Remark(words)
