"""The steps 'Make the worklist' and 'Draft the notices' of a report [D3-D9, L6-L9, L13, O3, A8, A9]."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cso_xl.cases import comments, entries, questions
from cso_xl.cases.carry import carry, replace_changed
from cso_xl.cases.entries import Answer, Entry
from cso_xl.cases.events import Kind, to_tick
from cso_xl.cases.lines import (
    HEADINGS,
    NOT_PLACED,
    WORKLIST_SHEET,
    Follows,
    Line,
    Listed,
    ask,
    cells,
    line_of,
    lines,
    places,
)
from cso_xl.cases.merge import shown
from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.state import Case
from cso_xl.cases.words import NO_DRAFT, of_case
from cso_xl.cells import dates
from cso_xl.cells.columns import client_key
from cso_xl.cells.letters import letters_of
from cso_xl.decisions.working_time import decision_due
from cso_xl.errors import CallError, InputError
from cso_xl.notices import case_notes, templates
from cso_xl.procedures import drafting, given
from cso_xl.procedures.drafting import SCN
from cso_xl.procedures.marks import colour_rows, comment_column, write_comments
from cso_xl.procedures.step import Step, step
from cso_xl.procedures.take_in import Sheets, Taken, fingerprint_of, number_of, outcome_now
from cso_xl.procedures.work import OUTCOMES_SHEET, Work
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area, runs
from cso_xl.sheet.protocol import Block, Book, Sheet

OUTCOME_HEADINGS = ("Question", "Outcome", "Notice", "CEN", "SCN", "Comment", "Detail", "To do")
NOTES = {"CEN": "client event note", "SCN": "Special Cautions note"}


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
        """Writes the sheet 'Worklist': each thing to look up or decide, with the outcomes to choose from."""
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
        _draft(work)

    return drafted


def put_choices(book: Book) -> None:
    """Give each line of the worklist a drop-down of its own question's outcomes; without a worklist nothing is done.

    The list goes by the Question beside the cell: a worklist that is sorted takes its values along, and no drop-downs.
    """
    sheet, outcomes = book.sheet(WORKLIST_SHEET), book.sheet(OUTCOMES_SHEET)
    if sheet is None or outcomes is None:
        return
    listed = outcomes.values()
    known = {row[0] for row in listed[1:]}
    question, column = HEADINGS.index("Question"), HEADINGS.index("Outcome") + 1
    asked = [place for place, row in enumerate(sheet.values()[1:], 2) if row[question].strip() in known]
    if asked:
        source = _choices(outcomes.name, len(listed), asked[0])
        sheet.choose_from(Area(asked[0], column, asked[-1], column), source)


def _choices(outcomes: str, last: int, row: int) -> str:
    """The formula of a drop-down: the outcomes of the question that stands in this row of the worklist."""
    name, question = outcomes.replace("'", "''"), f"${letters_of(HEADINGS.index('Question') + 1)}{row}"
    questions = f"'{name}'!$A$2:$A${last}"
    return f"OFFSET('{name}'!$B$1,MATCH({question},{questions},0),0,COUNTIF({questions},{question}),1)"


def note(entry: Listed, kind: str, settings: Settings, day: dt.date, today: dt.date) -> str:
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
        return case_notes.caution_note(settings, today)
    if lacks := templates.left_open(follows.cen):
        raise InputError(
            f"The {NOTES[kind]} of {ref} still lacks: {', '.join(lacks)}. Fill it in on the worklist, then draft again."
        )
    return case_notes.event_note(settings, follows.cen, day)


def _make(work: Work) -> None:
    asks = work.procedure.asks
    work.expect_status(asks.after)
    asked = questions.load(work.settings)[work.procedure.key]
    records, changes = work.records(asks.columns), asks.changes(work)
    made = [
        _as_known(work, one)
        for one in entries.entries(asked, work.received_decisions(), records, changes, work.desk.date)
    ]
    _record_asked(work, made)
    before = _lines_before(work)
    beside_lines = _typed_beside(work)
    if work.book.sheet(WORKLIST_SHEET) is None and work.book.sheet(OUTCOMES_SHEET):
        work.notices.append(
            f"The sheet '{WORKLIST_SHEET}' was deleted and is made again. What was recorded stands on it; what was "
            "typed on it since the last press is gone: choose again. In Excel, Undo last step may bring it back."
        )
    known = set(before)
    _grow(before, made)
    prints = work.fingerprints()
    due = _due(work)
    new = [_line(work, entry, before.pop(_place(entry), None), prints, due) for entry in made]
    given.check(work.answers, made)
    rows = [cells(line, _state(work, line)) for line in new]
    rows += [cells(line, Follows(state=f"This {NOT_PLACED}")) for line in before.values() if _is_typed(line)]
    if len(rows) > len(new):
        work.notices.append(
            f"On the worklist {len(rows) - len(new)} {'line' if len(rows) - len(new) == 1 else 'lines'} {NOT_PLACED}: "
            "they stand last, and nothing follows from them."
        )
    _write(work, WORKLIST_SHEET, _with_typed([list(HEADINGS), *rows], beside_lines))
    _write(work, OUTCOMES_SHEET, _outcomes(work, list(entries.each_question(made))))
    put_choices(work.book)
    _colour_states(work, dict(enumerate((line.ref for line in new), 2)))
    _comment_what_is_known(work, [entry for entry in made if _place(entry) not in known])


def _as_known(work: Work, entry: Entry) -> Entry:
    """An entry under the name by which it is known, also when a row was restored above its first [C1]."""
    cases = work.desk.cases
    if cases.case(entry.ref):
        return entry
    known = [
        case.asked.entry
        for case in cases.all()
        if case.asked.entry.startswith(f"{entry.question.id}-") and {*case.rows} & {*entry.rows}
    ]
    return replace(entry, known_as=known[0]) if known else entry


def _grow(before: dict[tuple[str, tuple[int, ...]], Line], made: Sequence[Entry]) -> None:
    """Place the line of a household under the rows that it has now: what was typed on it goes along."""
    for entry in made:
        if _place(entry) in before:
            continue
        smaller = [
            place for place, line in before.items() if line.ref == entry.ref and {*place[1]} < {*entry.rows}
        ]
        if smaller:
            before[_place(entry)] = before.pop(smaller[0])


def _comment_what_is_known(work: Work, new: Sequence[Entry]) -> None:
    """Write into Comment what is recorded of entries that this worklist did not have, as when a report is run again."""
    cases = [work.desk.cases.case(entry.ref) for entry in new]
    if any(case and (case.decided or case.handed_on) for case in cases):
        _comment(work, Sheets(work), [row for entry in new for row in entry.rows])


def _record_asked(work: Work, made: Sequence[Entry]) -> None:
    """Record each entry that was not asked yet, or not about these rows [C3]."""
    prints, cases = work.fingerprints(), work.desk.cases
    for entry in made:
        case, trace = cases.case(entry.ref), fingerprint_of(entry.rows, prints)
        rows = tuple(sorted({*entry.rows, *(case.rows if case else ())}))  # what was asked is not forgotten
        if case is None or case.rows != rows:
            cases.add(
                entry.ref, Kind.ASKED, rows=rows, client=number_of(entry.client_number),
                others=entry.others, child=entry.child, fingerprint=trace, prints=_each(rows, prints),
            )  # fmt: skip
        if case is None and (first := cases.before(entry.ref)):
            carry(cases, entry.ref, first)
    replace_changed(cases, {(entry.question.id, client_key(entry.client_number)) for entry in made})


def _each(rows: Sequence[int], prints: Mapping[int, str]) -> tuple[str, ...]:
    """Of each of several rows what it says; nothing for a single one, or where one is not on the sheet."""
    return tuple(prints[row] for row in rows) if len(rows) > 1 and prints.keys() >= set(rows) else ()


def _lines_before(work: Work) -> dict[tuple[str, tuple[int, ...]], Line]:
    """The lines of the worklist that is there already, by what they ask and the rows they are about."""
    sheet = work.book.sheet(WORKLIST_SHEET)
    return {(line.question.partition(":")[0], line.rows): line for line in lines(sheet)} if sheet else {}


def _typed_beside(work: Work) -> dict[str, list[str]]:
    """By Ref, what a person has typed right of the worklist's own columns; by '' the headings they gave it."""
    sheet = work.book.sheet(WORKLIST_SHEET)
    rows = sheet.values() if sheet else []
    found = {("" if at == 0 else row[0].strip()): list(row[len(HEADINGS) :]) for at, row in enumerate(rows)}
    return found if any(any(cells) for cells in found.values()) else {}


def _with_typed(block: list[list[str]], beside_lines: Mapping[str, list[str]]) -> Block:
    """The block with what was typed beside each line, wherever the line stands now."""
    width = max(map(len, beside_lines.values()), default=0)
    refs = ["", *(row[0] for row in block[1:])]
    return [[*row, *beside_lines.get(ref, [""] * width)] for ref, row in zip(refs, block, strict=True)]


def _place(entry: Entry) -> tuple[str, tuple[int, ...]]:
    return entry.question.id, entry.rows


def _is_typed(line: Line) -> bool:
    """Whether a person has filled in something that must not be lost."""
    return bool(line.outcome or line.detail or line.done)


def _line(work: Work, entry: Entry, before: Line | None, prints: Mapping[int, str], due: str) -> Line:
    """An entry with what a person has filled in, or else with what is recorded of it."""
    case = work.desk.cases.case(entry.ref)
    now = shown(case, entry.question)
    recorded = entry.question.of_key(now.outcome)
    told = work.answers.get(entry.ref) or (before.answer if before else None)
    answer = told or Answer(outcome=recorded.name if recorded else "")
    known = before.known if before else now.known
    trace = f"{fingerprint_of(entry.rows, prints)} {known}"
    return line_of(entry, answer, due, before.done if before else "", trace)


def _state(work: Work, line: Line) -> Follows:
    case = work.desk.cases.case(line.ref)
    return Follows(state=of_case(case, work.desk.cases.clock) if case else "")


def _write(work: Work, name: str, block: Block) -> None:
    """A sheet with this block, new or in place of what stood there."""
    sheet = work.book.sheet(name)
    if sheet is None:
        work.book.add_sheet(name, block).format_report()
        return
    spare = len(sheet.values()) - len(block)
    sheet.paste(1, 1, [*block, *([[""] * len(block[0])] * spare)])


def _outcomes(work: Work, asked: Sequence[Question]) -> Block:
    """The sheet 'Outcomes': what may be chosen, and what follows from each."""
    rows = [
        [
            ask(question),
            one.name,
            _notices(work, one),
            one.cen,
            SCN[one.scn],
            one.mark,
            one.detail.replace("_", " "),
            one.todo,
        ]
        for question in asked
        for one in question.outcomes
    ]
    return [list(OUTCOME_HEADINGS), *rows]


def _notices(work: Work, outcome: Outcome) -> str:
    return "; ".join(notice.in_words(work.settings) for notice in outcome.notices)


def _draft(work: Work) -> None:
    sheet = work.book.sheet(WORKLIST_SHEET)
    if sheet is None:
        raise CallError("Press 'Worklist' first: this workbook has none yet.")
    _keep_up(work, sheet)


def keep_up(work: Work) -> None:
    """Before a copy is filed take in what was typed since, and draft and withdraw what follows [C3]."""
    sheet = work.book.sheet(WORKLIST_SHEET)
    if sheet and work.taken_in != _as_typed(work, sheet):
        _keep_up(work, sheet)


def _as_typed(work: Work, sheet: Sheet) -> int:
    """What stands on the worklist and beside the rows, as a number that is another when anything has changed."""
    column = comment_column(work.sheet.headings(), work.width)
    comments = tuple(row[column - 1] for row in work.rows()) if column else ()
    return hash((tuple(map(tuple, sheet.values())), comments))


def _keep_up(work: Work, sheet: Sheet) -> None:
    sheets = Sheets(work)
    taken = sheets.take_in()
    follows = [drafting.follow(work, sheets, one) for one in taken]
    new = [_renewed(sheets, one) for one in taken]
    written = dict(zip(places(sheet), map(cells, new, follows), strict=True))
    empty = [""] * len(HEADINGS)
    sheet.paste(1, 1, [HEADINGS, *(written.get(place, empty) for place in range(2, len(sheet.values()) + 1))])
    _comment(work, sheets, [row for line in sheets.lines for row in line.rows])
    _say_what_is_left(work, [Listed(*one) for one in zip(new, follows, strict=True)], taken)
    _colour_states(work, dict(zip(places(sheet), (line.ref for line in new), strict=True)))
    work.taken_in = _as_typed(work, sheet)


def _renewed(sheets: Sheets, taken: Taken) -> Line:
    """A line as it is now known: its outcome in force, and how much of the case is."""
    line, case = taken.line, taken.case
    if taken.trouble or case is None or taken.question is None:
        return line
    case = sheets.cases.case(line.ref) or case
    name = outcome_now(line, taken.question, case)
    done = line.done if _is_ticked(case) else ""
    return line._replace(outcome=name, trace=f"{line.fingerprint} {len(case.events)}", done=done)


def _is_ticked(case: Case) -> bool:
    """Whether something was to be done in CMS, and somebody has said that all of it is [C7]."""
    asked = [(decision, rows) for decision, rows in case.in_force() if to_tick(decision)]
    return bool(asked) and not any(case.to_tick(decision, rows) for decision, rows in asked)


def _comment(work: Work, sheets: Sheets, rows: Iterable[int]) -> None:
    """Bring Comment of rows that the worklist is about up to date: NFA and the like, Email sent, Done."""
    places = work.places
    texts = {row: drafting.comment_of(sheets, row) for row in dict.fromkeys(rows) if row in places}
    write_comments(work, {places[row]: text for row, text in texts.items() if text is not None})
    as_they_are = {row: sheets.comments.get(row, "") for row, text in texts.items() if text is None}
    understood = {row: text for row, text in as_they_are.items() if comments.keys(text, sheets.words)}
    colour_rows(work, {places[row]: text for row, text in understood.items()})


def _colour_states(work: Work, refs: Mapping[int, str]) -> None:
    """Colour State of each line (Ref by row of the sheet) by what is most urgent; its words say the same [C2]."""
    sheet, column = work.book.sheet(WORKLIST_SHEET), HEADINGS.index("State") + 1
    by_state: dict[str, list[int]] = defaultdict(list)
    for row, ref in refs.items():
        if case := work.desk.cases.case(ref):
            by_state[case.state(work.desk.cases.clock).name.lower()].append(row)
    for state, rows in by_state.items():
        areas = [Area(first, column, last, column) for first, last in runs(rows)]
        if sheet:
            sheet.fill(areas, work.settings.text(f"colours.state.{state}"))


def _say_what_is_left(work: Work, there: Sequence[Listed], taken: Sequence[Taken]) -> None:
    left = [
        line.ref
        for (line, follows), one in zip(there, taken, strict=True)
        if one.trouble or NO_DRAFT in follows.state
    ]
    if left:
        work.notices.append(f"On the worklist {', '.join(left)} could not be drafted: State says why.")


def _due(work: Work) -> str:
    """The day by which a match is to be confirmed [L13]; '' of a report that names none."""
    due = decision_due(work.procedure.key, work.desk.date, work.settings)
    return dates.in_cell(due) if due else ""
