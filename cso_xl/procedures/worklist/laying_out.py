"""The sheet 'Worklist' made and made again: a line for each client or household, the gravest first [C1, C3, C10]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cso_xl.cases.recording.merge import shown
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.state import in_cms
from cso_xl.cases.told import told_address
from cso_xl.cases.worklist.entries import Answer, Entry, each_question
from cso_xl.cases.worklist.layout import WorklistLayout, heading_of
from cso_xl.cases.worklist.standing import done, names, standing, together, what_follows
from cso_xl.cases.worklist.trace import Trace, typed_print
from cso_xl.cases.worklist.worklist_lines import (
    NOT_PLACED,
    WORKLIST_SHEET,
    EntryInFull,
    Facts,
    Follows,
    Lines,
    StandingCells,
    WorklistEntry,
    WorklistLine,
    ask,
    cells,
    line_of,
)
from cso_xl.cells import dates
from cso_xl.cells.columns import Record
from cso_xl.notices.fields import has_new_address
from cso_xl.procedures.sheet.finishing import arrange
from cso_xl.procedures.work import OUTCOMES_SHEET, Work
from cso_xl.procedures.worklist import choices, drafting, gathered, given
from cso_xl.procedures.worklist.facts import ClientFacts
from cso_xl.procedures.worklist.gathered import Entries
from cso_xl.procedures.worklist.take_in import fingerprint_of
from cso_xl.sheet.protocol import Block, Sheet


def lay_out(work: Work, entries: Sequence[Entry], records: Mapping[int, Record], before: Lines) -> None:
    """Write the worklist with these entries; text that a person typed on the one `before` stays with its entry."""
    by_text, cases = {ask(question): question for question in work.questions}, work.desk.cases
    earlier = _Before(before, entries)
    lines = gathered.on_lines(entries, work.questions)
    facts, prints = ClientFacts(work, records, entries), work.fingerprints()
    asked_lines = sorted(
        (_together(work, line, earlier, facts, prints) for line in lines),
        key=lambda line: standing(line.lines, cases.about, cases.clock).order,
    )
    lost = gathered.as_they_were(earlier.left(cases), work.questions)
    layout = gathered.layout_of(
        lines, [*asked_lines, *lost], work.questions, _address(work, entries, records, lost)
    )
    if lost:
        work.notices.append(_not_placed(len(lost)))
    placed = [replace(line, place=at) for at, line in enumerate([*asked_lines, *lost], 2)]
    follows = [
        [drafting.follows(work, records, entry, by_text[entry.question]) for entry in line.lines]
        for line in asked_lines
    ]
    follows += [[Follows(state=f"This {NOT_PLACED}")] * len(line.lines) for line in lost]
    _write(work, layout, placed, follows, before)
    work.worklist = [
        EntryInFull(entry, follow, line.facts)
        for line, of_line in zip(placed, follows, strict=True)
        for entry, follow in zip(line.lines, of_line, strict=True)
    ]
    write_outcomes(work, entries)
    choices.put_choices(work.book)


def _address(
    work: Work, entries: Sequence[Entry], records: Mapping[int, Record], lost: Sequence[WorklistLine]
) -> str:
    """The heading of the address that a notice may tell and a person types; '' where none is typed [C9].

    That of social housing stands on every worklist that may tell it [L9]; the new one where a row lacks it [D3].
    """
    name = told_address(work.questions, work.settings)
    if name == "new_address" and not any(entry.address for line in lost for entry in line.lines):
        lacking = (entry for entry in entries if not has_new_address(records[entry.rows[0]]))
        name = told_address(each_question([*lacking]), work.settings)
    return heading_of(name)


class _Before:
    """The entries that stood on the worklist before; each is gone from here once it is taken."""

    def __init__(self, worklist: Lines, entries: Sequence[Entry]) -> None:
        self._worklist = worklist
        self._lines = {
            (entry.id, entry.rows): (entry, line) for line in worklist.lines for entry in line.lines
        }
        for entry in entries:
            self._grow(entry)

    def _grow(self, entry: Entry) -> None:
        """Put the line of a household under the rows that it has now, with the text that was typed on it."""
        place = (entry.question.id, entry.rows)
        if place in self._lines:
            return
        smaller = [
            (id, rows)
            for (id, rows), (line, _) in self._lines.items()
            if line.ref == entry.ref and {*rows} < {*entry.rows}
        ]
        if smaller:
            self._lines[place] = self._lines.pop(smaller[0])

    def take(self, entry: Entry) -> tuple[WorklistEntry, WorklistLine] | None:
        """The entry as it stood, and the line it stood on; None if it is new."""
        return self._lines.pop((entry.question.id, entry.rows), None)

    def left(self, cases: ReportCases) -> list[WorklistLine]:
        """The lines of entries that are no longer asked, but still owe something or have text that a person typed."""
        left = {id(entry) for entry, _ in self._lines.values()}
        lines = (
            replace(line, slots=tuple(entry if id(entry) in left else None for entry in line.slots))
            for line in self._worklist.lines
        )
        return [
            line for line in lines if any(_is_typed(entry) or _is_open(entry, cases) for entry in line.lines)
        ]


def _is_typed(line: WorklistEntry) -> bool:
    return bool(line.outcome or line.detail or line.done)


def _is_open(line: WorklistEntry, cases: ReportCases) -> bool:
    case = cases.case(line.ref)
    return bool(case and case.owed(cases.clock))


def _together(
    work: Work, line: Entries, before: _Before, client_facts: ClientFacts, prints: Mapping[int, str]
) -> WorklistLine:
    """A line of the worklist: its entries as a person has left them, and the facts known now."""
    as_stood = {entry.ref: before.take(entry) for entry in line if entry}
    earlier = [stood[1] for stood in as_stood.values() if stood]
    slots = [_line(work, entry, as_stood[entry.ref], prints) if entry else None for entry in line]
    entries = [entry for entry in line if entry]
    if not earlier:  # what a person has emptied stays empty
        slots = _with_housing(slots, client_facts)
    facts = client_facts.of(entries, earlier[0].facts if earlier else Facts())
    stood = {ref: entry[0].answer for ref, entry in as_stood.items() if entry}
    alike = tuple(_alike(slots, entries, stood, "" if earlier else facts.name))
    for now in filter(None, alike):
        if now.ref in work.answers and now.ref in stood:
            work.notices += given.differing(work.answers[now.ref], stood[now.ref], now)
    return WorklistLine(
        alike,
        facts,
        more=_joined([old.more for old in earlier]),
    )


def _with_housing(
    slots: Sequence[WorklistEntry | None], client_facts: ClientFacts
) -> list[WorklistEntry | None]:
    """New entries with the address that cso_daily gives for social housing, where the report gives none [L9]."""
    return [
        line._replace(address=line.address or client_facts.housing(line.client_number)) if line else None
        for line in slots
    ]


def _line(
    work: Work, entry: Entry, stood: tuple[WorklistEntry, WorklistLine] | None, prints: Mapping[int, str]
) -> WorklistEntry:
    """An entry with the answer that a person has typed, or else with the recorded one."""
    case, before = work.desk.cases.case(entry.ref), stood[0] if stood else None
    now = shown(case, entry.question)
    recorded = entry.question.of_key(now.outcome)
    outcome = recorded.name if recorded else ""
    answer_so_far = before.answer if before else _typed_before(work, entry)._replace(outcome=outcome)
    decided = work.answers.get(entry.ref)
    answer = decided.over(answer_so_far, entry) if decided else answer_so_far
    then = (
        Trace.read(before.trace)
        if before
        else Trace(
            "",
            now.known_events,
            typed_print(answer_so_far.detail),
            typed_print(answer_so_far.service_centre_email),
            typed_print(answer_so_far.address if recorded and recorded.notices else ""),
            typed_print(answer_so_far.service_centre if recorded and recorded.asks_centre else ""),
            typed_print(answer_so_far.client_name if recorded and recorded.notices else ""),
        )
    )
    trace = then._replace(fingerprint=fingerprint_of(entry.rows, prints))
    return line_of(entry, answer, before.done if before else "", str(trace))


def _typed_before(work: Work, entry: Entry) -> Answer:
    """What people typed about the same rows on the worklist of the report as it came before that day [C12]."""
    asked = {(pair.case.asked.issue, pair.case.asked.entry) for pair in work.desk.cases.before(entry.ref)}
    answers = [
        line.answer
        for issue, ref in sorted(asked)
        for together in work.desk.worklist_before(issue).lines
        for line in together.lines
        if line.ref == ref
    ]
    details = dict.fromkeys(answer.detail for answer in answers if answer.detail)
    return answers[-1]._replace(detail="; ".join(details)) if answers else Answer()


def _alike(
    lines: Sequence[WorklistEntry | None], entries: Sequence[Entry], stood: Mapping[str, Answer], name: str
) -> Iterator[WorklistEntry | None]:
    """Give all entries of a line the client's name and service centre that a person has typed for one of them.

    What is given for one now counts before what `stood` for all.
    Where neither the report nor a person names the client, `name` is there, cso_daily's, to be read and overwritten.
    """
    fields = ("client_name", "service_centre", "service_centre_email", "address")
    own = [line for line in lines if line]
    before = [stood.get(line.ref) or line for line in own]
    typed = {
        field: _other(own, before, field)
        or _other(own, entries, field)
        or _other(own, [Answer()] * len(own), field)
        for field in fields
    }
    typed["client_name"] = typed["client_name"] or name
    for line in lines:
        yield line._replace(**typed) if line else None


def _other(lines: Sequence[WorklistEntry], than: Sequence[object], field: str) -> str:
    """The first text of these lines in a field that says something else there; '' for none."""
    of_each = zip(lines, than, strict=True)
    return next(
        (text for line, other in of_each if (text := getattr(line, field)) and text != getattr(other, field)),
        "",
    )


def _joined(typed: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The texts typed right of several lines that are now one, column by column."""
    width = max(map(len, typed), default=0)
    padded = [(*texts, *[""] * (width - len(texts))) for texts in typed]
    return tuple("; ".join(dict.fromkeys(filter(None, column))) for column in zip(*padded, strict=True))


def _not_placed(lines: int) -> str:
    return (
        f"On the worklist {lines} {'line' if lines == 1 else 'lines'} {NOT_PLACED}: they stand last, and nothing "
        "follows from them."
    )


def shown_of(work: Work, line: WorklistLine, follows: Sequence[Follows]) -> StandingCells:
    """The cells that the program writes on a line; `follows` has a value for each of its entries."""
    cases, by_name = work.desk.cases, dict(zip(names(line.lines), follows, strict=True))
    now = standing(line.lines, cases.about, cases.clock)
    return StandingCells(
        together({name: follow.state for name, follow in by_name.items()}),
        dates.in_cell(now.since) if now.since else "",
        dates.in_cell(now.due) if now.due else "",
        what_follows(by_name),
        done(
            line.lines,
            [in_cms.is_all_done(cases.case(entry.ref)) for entry in line.lines],
            all(follow.is_decided for follow in follows),
        ),
    )


def _write(
    work: Work,
    layout: WorklistLayout,
    lines: Sequence[WorklistLine],
    follows: Sequence[Sequence[Follows]],
    before: Lines,
) -> None:
    """Write the lines on the sheet in place of its old content; columns that are not needed are hidden."""
    rows = (
        cells(layout, line, shown_of(work, line, of_line))
        for line, of_line in zip(lines, follows, strict=True)
    )
    block: Block = [[*layout.headings, *before.typed_headings], *rows]
    sheet = work.book.sheet(WORKLIST_SHEET)
    if sheet is None:
        sheet = work.book.add_sheet(WORKLIST_SHEET, block)
        sheet.format_report()
    else:
        _write_over(sheet, block)
    if before.layout != layout:
        sheet.no_choices()
        arrange(sheet)
    choices.colour(work, sheet, layout, lines)


def _write_over(sheet: Sheet, block: Block) -> None:
    """Write the block in place of the whole content of a sheet."""
    old = sheet.values()
    width, height = max(map(len, [*block, *old[:1]])), max(len(block), len(old))
    rows = [*block, *([[]] * (height - len(block)))]
    sheet.paste(1, 1, [[*row, *[""] * (width - len(row))] for row in rows])


def write_lines(work: Work, worklist: Lines, follows: Sequence[Sequence[Follows]]) -> None:
    """Write on each line, where a person has left it, its outcome and what follows."""
    sheet, layout = work.book.sheet(WORKLIST_SHEET), worklist.layout
    assert sheet is not None and layout is not None
    written = zip(worklist.lines, follows, strict=True)
    new = {line.place: cells(layout, line, shown_of(work, line, of_line)) for line, of_line in written}
    headings, *rows = sheet.values()
    block = [[*new.get(place, row), *row[len(new.get(place, row)) :]] for place, row in enumerate(rows, 2)]
    if block != rows:
        sheet.paste(1, 1, [headings, *block])
    choices.colour(work, sheet, layout, worklist.lines)


def write_outcomes(work: Work, entries: Sequence[Entry]) -> None:
    """Write the sheet 'Outcomes': the outcomes that may be chosen for these entries."""
    block = choices.outcomes(work.settings, list(each_question(entries)))
    sheet = work.book.sheet(OUTCOMES_SHEET)
    if sheet is None:
        work.book.add_sheet(OUTCOMES_SHEET, block).format_report()
    else:
        _write_over(sheet, block)
