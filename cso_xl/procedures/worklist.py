"""The sheet 'Worklist': what people look up and decide, and the drafts that follow [D3-D9, L6-L9, L13, O3, A8, A9]."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from cso_xl import dates
from cso_xl.cases import entries as worklist
from cso_xl.cases import questions
from cso_xl.cases.entries import Answer, Entry
from cso_xl.cases.questions import Notice, Outcome, Question
from cso_xl.columns import Column, Record, client_key
from cso_xl.errors import CallError, InputError
from cso_xl.notices import case_notes, drafts, fields, templates
from cso_xl.notices.drafts import Draft
from cso_xl.procedures.marks import mark_rows
from cso_xl.procedures.step import OUTCOMES_SHEET, WORKLIST_SHEET, Step, Work, step
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area
from cso_xl.sheet.protocol import Block, Book, Sheet

HEADINGS = (
    "Ref", "Row", "Client Number", "Client Name", "Question", "Outcome", "Detail", "Service Centre",
    "Service Centre Email", "Due", "Notice", "CEN", "SCN", "To do", "State",
)  # fmt: skip
FOLLOWS = HEADINGS.index("Notice") + 1  # the first of the columns that the program fills in
OUTCOME_HEADINGS = ("Question", "Outcome", "Notice", "CEN", "SCN", "Comment", "Detail", "To do")
_SCN = {"": "", "add": "Add the Special Cautions note", "end-date": "End-date the Special Cautions note"}
NOTES = {"CEN": "client event note", "SCN": "Special Cautions note"}
_NOT_DONE = ("Not drafted", "Outcome is not", "Row ")  # how a State begins that a person has to look at
_EMAIL_SENT, _SENT = "Email sent", "Sent "


class Line(NamedTuple):
    """One row of the worklist as it stands on the sheet: the cells up to Due."""

    ref: str
    row: str
    client_number: str
    client_name: str
    question: str
    outcome: str
    detail: str
    service_centre: str
    service_centre_email: str
    due: str

    @property
    def answer(self) -> Answer:
        """What a person has filled in."""
        return Answer(
            self.outcome, self.detail, self.client_name, self.service_centre, self.service_centre_email
        )

    @property
    def rows(self) -> list[int]:
        """The rows of the report that it is about."""
        return [int(row) for row in self.row.replace(",", " ").split() if row.isdecimal()]


class Follows(NamedTuple):
    """What the program fills in beside an answer."""

    notice: str = ""
    cen: str = ""
    scn: str = ""
    todo: str = ""
    state: str = ""


class Listed(NamedTuple):
    """An entry as it stands, and what follows from its outcome."""

    line: Line
    follows: Follows


def make(
    key: str,
    columns: Sequence[Column],
    id: str,
    also: tuple[str, ...] = (),
    changes: Callable[[Work], Mapping[int, str]] = lambda work: {},
) -> Step:
    """The step 'Make the worklist' of a report.

    `columns` are what it and the notices are read by; `changes` names the kind of change of each row.
    """

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
        _make(work, key, columns, changes(work))

    return made


def draft(key: str, columns: Sequence[Column], id: str, also: tuple[str, ...] = ()) -> Step:
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
        _draft(work, key, columns)

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
    name, question = outcomes.replace("'", "''"), f"${get_column_letter(HEADINGS.index('Question') + 1)}{row}"
    questions = f"'{name}'!$A$2:$A${last}"
    return f"OFFSET('{name}'!$B$1,MATCH({question},{questions},0),0,COUNTIF({questions},{question}),1)"


def lines(sheet: Sheet) -> list[Line]:
    """The worklist as it stands. Raises InputError when its headings are no longer there."""
    headings, *rows = sheet.values() or [[]]
    if tuple(headings[: len(HEADINGS)]) != HEADINGS[: len(headings)] or len(headings) < len(Line._fields):
        raise InputError(
            f"The sheet '{WORKLIST_SHEET}' no longer has its headings ({', '.join(HEADINGS)}). Put them back into row "
            "1, or delete the sheet and press Worklist again."
        )
    return [Line(*(cell.strip() for cell in row[: len(Line._fields)])) for row in rows]


def listed(book: Book) -> list[Listed]:
    """The worklist of a workbook; empty where it has none."""
    sheet = book.sheet(WORKLIST_SHEET)
    if sheet is None:
        return []
    padded = ([*row, *[""] * (len(HEADINGS) - len(row))] for row in sheet.values()[1:])
    follows = (Follows(*row[FOLLOWS - 1 : len(HEADINGS)]) for row in padded)
    return [Listed(line, one) for line, one in zip(lines(sheet), follows, strict=True)]


def without_outcome(book: Book) -> int:
    """How many entries of a workbook's worklist have no outcome yet."""
    sheet = book.sheet(WORKLIST_SHEET)
    return sum(not line.outcome for line in lines(sheet)) if sheet else 0


def note(entry: Listed, kind: str, settings: Settings, day: dt.date, today: dt.date) -> str:
    """The 'CEN' or 'SCN' that follows from an entry, ready to be copied into CMS; `day` is the report's [D9, L6].

    Raises InputError when none follows from it, or when the text still lacks something.
    """
    ref, follows = entry.line.ref, entry.follows
    if not (follows.cen if kind == "CEN" else follows.scn.startswith(_SCN["add"])):
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


def _make(work: Work, key: str, columns: Sequence[Column], changes: Mapping[int, str]) -> None:
    work.expect_status("Say what to do" if key != "address_sharer" else "Compare with last week")
    asked = questions.load(work.settings)[key]
    made = worklist.entries(
        asked, work.received_decisions(), work.records(key, columns), changes, work.desk.date
    )
    there = work.book.sheet(WORKLIST_SHEET)
    kept = {(line.ref, client_key(line.client_number)): line.answer for line in lines(there)} if there else {}
    if there is None and work.book.sheet(OUTCOMES_SHEET):
        work.notices.append(
            f"The sheet '{WORKLIST_SHEET}' had been deleted and is made again. What was chosen and typed on it is "
            "gone: choose again. In Excel, Undo last step may bring it back."
        )
    due = _due(work, key)
    block: list[list[str]] = [list(HEADINGS)]
    for entry in made:
        old = kept.get((entry.ref, client_key(entry.client_number)))
        block.append(_cells(entry, work.answers.get(entry.ref) or old, due))
    if unknown := sorted(set(work.answers) - {entry.ref for entry in made}):
        raise InputError(
            f"The decisions name what is not on the worklist: {', '.join(unknown[:20])}. "
            f"On it are: {', '.join(entry.ref for entry in made) or 'no entries'}."
        )
    _write(work, WORKLIST_SHEET, block)
    _write(work, OUTCOMES_SHEET, _outcomes(work, list(worklist.each_question(made))))
    put_choices(work.book)


def _write(work: Work, name: str, block: Block) -> None:
    """A sheet with this block, new or in place of what stood there."""
    sheet = work.book.sheet(name)
    if sheet is None:
        work.book.add_sheet(name, block).format_report()
        return
    spare = len(sheet.values()) - len(block)
    sheet.paste(1, 1, [*block, *([[""] * len(block[0])] * spare)])


def _cells(entry: Entry, answer: Answer | None, due: str) -> list[str]:
    given = answer or Answer()
    return [
        entry.ref,
        ", ".join(map(str, entry.rows)),
        entry.client_number,
        given.client_name or entry.client_name,
        ask(entry.question),
        given.outcome,
        given.detail,
        given.service_centre or entry.service_centre,
        given.service_centre_email or entry.service_centre_email,
        due,
        *([""] * (len(HEADINGS) - len(Line._fields))),
    ]


def ask(question: Question) -> str:
    """A question as it stands on the worklist: 'D3: Which address does CMS show now?'."""
    return f"{question.id}: {question.ask}"


def _outcomes(work: Work, asked: Sequence[Question]) -> Block:
    """The sheet 'Outcomes': what may be chosen, and what follows from each."""
    rows = [
        [
            ask(question),
            one.name,
            _notices(work, one),
            one.cen,
            _SCN[one.scn],
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


def _draft(work: Work, key: str, columns: Sequence[Column]) -> None:
    sheet = work.book.sheet(WORKLIST_SHEET)
    if sheet is None:
        raise CallError("Press 'Worklist' first: this workbook has none yet.")
    asked = {ask(question): question for question in questions.load(work.settings)[key]}
    records, sent = work.records(key, columns), work.desk.sent()
    there = lines(sheet)
    follows = [_follow(work, line, asked.get(line.question), records, sent) for line in there]
    sheet.paste(1, FOLLOWS, [HEADINGS[FOLLOWS - 1 :], *follows])
    _mark(work, [Listed(*one) for one in zip(there, follows, strict=True)], asked)
    left = [line.ref for line, one in zip(there, follows, strict=True) if one.state.startswith(_NOT_DONE)]
    if left:
        work.notices.append(f"On the worklist {', '.join(left)} could not be drafted: State says why.")


def _follow(
    work: Work,
    line: Line,
    question: Question | None,
    records: Mapping[int, Record],
    sent: Collection[str],
) -> Follows:
    """What follows from one answer; a fault of one entry stops that entry alone and is said under State."""
    if not line.outcome:
        return Follows()
    outcome = question.outcome(line.outcome) if question else None
    if question is None or outcome is None:
        return Follows(state="Outcome is not in the list: choose one of the drop-down")
    rows = [records[row] for row in line.rows if _is_of(records.get(row), line)]
    if not rows or len(rows) < len(line.rows):
        return Follows(state=f"Row {line.row} is another client's now: undo the sorting, then press again")
    typed = worklist.detail_fields(outcome, line.answer)
    values = fields.of_rows(question.report, rows, typed, work.desk.date)
    states = [
        f"{_SENT}{reference}"
        if (reference := _reference(work, line, notice)) in sent
        else _drafted(work, line, question, notice, rows, values)
        for notice in outcome.notices
    ]
    return Follows(
        _notices(work, outcome),
        case_notes.short_description(outcome.cen, values),
        _SCN[outcome.scn],
        outcome.todo,
        "; ".join(states or [outcome.mark or "Done"]),
    )


def _drafted(
    work: Work,
    line: Line,
    question: Question,
    notice: Notice,
    rows: Sequence[Record],
    values: Mapping[str, str],
) -> str:
    """Draft one notice; says its reference, or why there is no draft."""
    day, settings = work.desk.date, work.settings
    reference = _reference(work, line, notice)
    template = templates.load(settings, notice.template)
    addresses = settings.table("notices.addresses")
    to = str(addresses[notice.to]) or (line.service_centre_email if notice.to == "scm" else "")
    missing = [name.replace("_", " ") for name in template.missing({**values, "reference": reference})]
    if "@" not in to:
        missing.append(
            "Service Centre Email" if notice.to == "scm" else f"notices.addresses.{notice.to} in settings"
        )
    if missing:
        return f"Not drafted ({notice.in_words(settings)}): {', '.join(missing)} missing"
    cc = str(addresses[notice.cc]) if notice.cc else ""
    mail = drafts.message(
        template, {**values, "reference": reference}, to, cc, settings.text("records.classification")
    )
    names = fields.filed_under(question.report, rows, values, day)
    work.desk.draft(Draft(reference, notice.template, notice.to, values["client_number"], mail), names)
    return f"Drafted {reference}"


def _reference(work: Work, line: Line, notice: Notice) -> str:
    """What a notice is known by: '20250113-D3-7-cps'."""
    return f"{work.desk.date:%Y%m%d}-{line.ref}-{notice.to}"


def _mark(work: Work, there: Sequence[Listed], asked: Mapping[str, Question]) -> None:
    """Comment the rows all of whose entries are settled: NFA and the like, or 'Email sent' where it was.

    An entry that could not be followed settles nothing: its row may be another client's by now.
    """
    texts: dict[int, list[str]] = defaultdict(list)
    waiting: set[int] = set()
    for line, follows in there:
        question = None if follows.state.startswith(_NOT_DONE) else asked.get(line.question)
        outcome = question.outcome(line.outcome) if question else None
        was_sent = line.ref in work.sent or all(one.startswith(_SENT) for one in follows.state.split("; "))
        mark = _comment(outcome, was_sent) if outcome else ""
        for row in line.rows:
            texts[row].append(mark)
            if not mark:
                waiting.add(row)
    by_text: dict[str, list[int]] = defaultdict(list)
    for row, marks in texts.items():
        if row not in waiting:
            by_text["; ".join(dict.fromkeys(marks))].append(row)
    for text, rows in by_text.items():
        places = [work.places[row] for row in rows if row in work.places]
        mark_rows(work, sorted(places), text, "colours.done")


def _comment(outcome: Outcome, sent: bool) -> str:
    if outcome.notices:
        return _EMAIL_SENT if sent else ""
    return outcome.mark or ("Done" if outcome.scn else "")


def _is_of(record: Record | None, line: Line) -> bool:
    if record is None:
        return False
    number = record.get("client_number") or record.get("cso_client_number", "")
    return client_key(number) == client_key(line.client_number)


def _due(work: Work, key: str) -> str:
    """The day by which a match is to be confirmed [L13]; the other reports name none."""
    if key != "on_list":
        return ""
    return dates.in_cell(work.desk.date + dt.timedelta(days=work.settings.number("on_list.due_days")))
