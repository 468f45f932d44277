"""The choices of a person on the worklist: the sheet 'Outcomes', its drop-downs, and the cells to fill in."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cso_xl.cases import questions
from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.state.contradicted import CONTRADICTION
from cso_xl.cases.state.owed import State
from cso_xl.cases.worklist.layout import CENTRE, NAME_IN_DAILY, WorklistLayout
from cso_xl.cases.worklist.standing import standing
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, WorklistLine, ask
from cso_xl.cells.letters import letters_of
from cso_xl.procedures.work import OUTCOMES_SHEET, Work
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area, runs
from cso_xl.sheet.protocol import Block, Book, Sheet

SCN = {"": "", "add": "Add the Special Cautions note", "end-date": "End-date the Special Cautions note"}
_NAME = (
    "From cso_daily of the same ZIP. The notice says what stands here: if CMS has another name, type it as "
    "Surname, First Names."
)
_FIELD = re.compile(r"\{(\w+)\}")
OUTCOME_HEADINGS = ("Question", "Outcome", "Notice", "CEN", "SCN", "Comment", "Detail", "To do")


def outcomes(settings: Settings, asked: Sequence[Question]) -> Block:
    """The sheet 'Outcomes': what may be chosen, and what follows from each."""
    rows = [
        [
            ask(question),
            outcome.name,
            "; ".join(notice.in_words(settings) for notice in outcome.notices),
            _FIELD.sub(_in_brackets, outcome.cen),
            SCN[outcome.scn],
            outcome.mark,
            outcome.detail.replace("_", " "),
            _todo(outcome),
        ]
        for question in asked
        for outcome in question.outcomes
    ]
    return [list(OUTCOME_HEADINGS), *rows]


def _in_brackets(field: re.Match[str]) -> str:
    """'{service_centre}' as '[service centre]', the way the guidelines write what is to be inserted."""
    return f"[{field[1].replace('_', ' ')}]"


def _todo(outcome: Outcome) -> str:
    also = (f"It answers {id} as well: {name}." for id, name in outcome.also)
    return " ".join(filter(None, (outcome.todo, *also)))


def put_choices(book: Book) -> None:
    """Give each line of the worklist drop-downs of its own questions' outcomes; without a worklist nothing is done.

    The lists go by the questions on the line: a worklist that is sorted takes its values along, and no drop-downs.
    """
    sheet, outcomes = book.sheet(WORKLIST_SHEET), book.sheet(OUTCOMES_SHEET)
    if sheet is None or outcomes is None:
        return
    layout = WorklistLayout.of(sheet.headings())
    if layout is None:
        return
    listed = outcomes.values()
    with_outcomes, rows = {row[0] for row in listed[1:]}, sheet.values()[1:]
    for slot in layout.slots:
        question, column = layout.at(slot.asks), layout.at(slot.outcome) + 1
        places = [place for place, row in enumerate(rows, 2) if row[question].strip() in with_outcomes]
        if places:
            source = _choices(outcomes.name, len(listed), f"${letters_of(question + 1)}{places[0]}")
            asks = rows[places[0] - 2][question].strip() if slot.asks in layout.hidden else ""
            sheet.choose_from(Area(places[0], column, places[-1], column), source, asks)
    if NAME_IN_DAILY in layout.facts:
        _offer_names(sheet, layout, len(rows) + 1)


def _offer_names(sheet: Sheet, layout: WorklistLayout, bottom: int) -> None:
    """Let a person choose the name that cso_daily has as the client's, or type another."""
    column, source = layout.at("Client Name") + 1, letters_of(layout.at(NAME_IN_DAILY) + 1)
    if bottom > 1:
        sheet.choose_from(Area(2, column, bottom, column), f"${source}2", _NAME, only=False)


def _choices(outcomes: str, last: int, question: str) -> str:
    """The formula of a drop-down: the outcomes of the question that stands in this cell of the worklist."""
    name = outcomes.replace("'", "''")
    column = f"'{name}'!$A$2:$A${last}"
    return f"OFFSET('{name}'!$B$1,MATCH({question},{column},0),0,COUNTIF({column},{question}),1)"


def colour(work: Work, sheet: Sheet, layout: WorklistLayout, lines: Sequence[WorklistLine]) -> None:
    """Colour State by what is most urgent, and the cells that a person still fills in; the others are plain [C2]."""
    cases, by_text = work.desk.cases, _by_text(work)
    of_states, fill_in = work.settings.table("colours.state"), work.settings.text("colours.fill_in")
    cells: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        state = standing(line.lines, cases.about, cases.clock).state
        if state:
            cells[of_states[state.name.lower()]][layout.at("State")].append(line.place)
        for heading in _to_fill_in(line, layout, by_text, cases):
            cells[fill_in][layout.at(heading)].append(line.place)
    # No cell is made plain that is coloured next: a Save that Excel breaks off leaves the colours that stood there.
    below = range(2, max((line.place for line in lines), default=1) + 1)
    plain: dict[int, list[int]] = {}
    for at in (column - 1 for column in coloured(layout)):
        taken = {place for columns in cells.values() for place in columns.get(at, ())}
        plain[at] = [place for place in below if place not in taken]
    for shade, columns in (("", plain), *cells.items()):
        areas = [
            Area(first, at + 1, last, at + 1) for at, rows in columns.items() for first, last in runs(rows)
        ]
        if areas:
            sheet.fill(areas, shade)


def coloured(layout: WorklistLayout) -> list[int]:
    """The columns (Excel's numbers) that `colour` colours."""
    filled_in = [heading for slot in layout.slots for heading in (slot.outcome, slot.detail) if heading]
    headings = ("State", "Client Name", *layout.typed, "Done in CMS", *filled_in)
    return [layout.at(heading) + 1 for heading in headings]


def _by_text(work: Work) -> Mapping[str, Question]:
    of_reports = questions.load(work.settings).values()
    return {ask(question): question for of_report in of_reports for question in of_report}


def _to_fill_in(
    line: WorklistLine, layout: WorklistLayout, by_text: Mapping[str, Question], cases: ReportCases
) -> Iterator[str]:
    """The headings under which a person still has something to fill in on a line."""
    owed = {entry.ref: case.owed(cases.clock) for entry in line.lines if (case := cases.case(entry.ref))}
    for slot, entry in zip(layout.slots, line.slots, strict=False):
        question = by_text.get(entry.question) if entry else None
        if entry is None or question is None or not owed.get(entry.ref):
            continue
        debts = (debt for case in cases.about(entry.ref) for debt in case.owed(cases.clock))
        if any(debt.kind in ("decision", CONTRADICTION) for debt in debts):
            yield slot.outcome
        if slot.detail and question.wants_detail:
            yield slot.detail
    open_ = [
        question for entry in line.lines if owed.get(entry.ref) and (question := by_text.get(entry.question))
    ]
    if open_ and not line.lines[0].client_name:
        yield "Client Name"
    if layout.centre and any(outcome.asks_centre for question in open_ for outcome in question.outcomes):
        first = line.lines[0]
        centre = zip(CENTRE, (first.service_centre, first.service_centre_email), strict=True)
        yield from (heading for heading, text in centre if not text)
    if layout.address and any(
        layout.address.lower() in debt.missing for debts in owed.values() for debt in debts
    ):
        yield layout.address
    if any(debt.state is State.TO_DO_IN_CMS for debts in owed.values() for debt in debts):
        yield "Done in CMS"
