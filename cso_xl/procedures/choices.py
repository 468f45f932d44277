"""What a person chooses on the worklist: the sheet 'Outcomes', the drop-downs that go by it, the cells to fill in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cso_xl.cases import questions
from cso_xl.cases.layout import CENTRE, NAME_IN_DAILY, Layout
from cso_xl.cases.of_report import ReportCases
from cso_xl.cases.owed import State
from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.standing import standing
from cso_xl.cases.worklist_lines import WORKLIST_SHEET, Together, ask
from cso_xl.cells.letters import letters_of
from cso_xl.procedures.work import OUTCOMES_SHEET, Work
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area, runs
from cso_xl.sheet.protocol import Block, Book, Sheet

SCN = {"": "", "add": "Add the Special Cautions note", "end-date": "End-date the Special Cautions note"}
_NAME = (
    "Surname, First Names. The drop-down has the name in cso_daily; the notice says what you choose or type."
)
OUTCOME_HEADINGS = ("Question", "Outcome", "Notice", "CEN", "SCN", "Comment", "Detail", "To do")


def outcomes(settings: Settings, asked: Sequence[Question]) -> Block:
    """The sheet 'Outcomes': what may be chosen, and what follows from each."""
    rows = [
        [
            ask(question),
            one.name,
            "; ".join(notice.in_words(settings) for notice in one.notices),
            one.cen,
            SCN[one.scn],
            one.mark,
            one.detail.replace("_", " "),
            _todo(one),
        ]
        for question in asked
        for one in question.outcomes
    ]
    return [list(OUTCOME_HEADINGS), *rows]


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
    layout = Layout.of(sheet.headings())
    if layout is None:
        return
    listed = outcomes.values()
    known, rows = {row[0] for row in listed[1:]}, sheet.values()[1:]
    for slot in layout.slots:
        question, column = layout.at(slot.asks), layout.at(slot.outcome) + 1
        asked = [place for place, row in enumerate(rows, 2) if row[question].strip() in known]
        if asked:
            source = _choices(outcomes.name, len(listed), f"${letters_of(question + 1)}{asked[0]}")
            asks = rows[asked[0] - 2][question].strip() if slot.asks in layout.hidden else ""
            sheet.choose_from(Area(asked[0], column, asked[-1], column), source, asks)
    if NAME_IN_DAILY in layout.facts:
        _offer_names(sheet, layout, len(rows) + 1)


def _offer_names(sheet: Sheet, layout: Layout, bottom: int) -> None:
    """Let the name that cso_daily has be chosen as the client's, which a person may also type."""
    column, there = layout.at("Client Name") + 1, letters_of(layout.at(NAME_IN_DAILY) + 1)
    if bottom > 1:
        sheet.choose_from(Area(2, column, bottom, column), f"${there}2", _NAME, only=False)


def _choices(outcomes: str, last: int, question: str) -> str:
    """The formula of a drop-down: the outcomes of the question that stands in this cell of the worklist."""
    name = outcomes.replace("'", "''")
    asked = f"'{name}'!$A$2:$A${last}"
    return f"OFFSET('{name}'!$B$1,MATCH({question},{asked},0),0,COUNTIF({asked},{question}),1)"


def colour(work: Work, sheet: Sheet, layout: Layout, lines: Sequence[Together]) -> None:
    """Colour State by what is most urgent, and the cells that a person still fills in; the others are plain [C2]."""
    cases, by_id = work.desk.cases, _by_text(work)
    cells: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        state = standing(line.lines, cases.case, cases.clock).state
        if state:
            cells[work.settings.text(f"colours.state.{state.name.lower()}")][layout.at("State")].append(
                line.place
            )
        for heading in _to_fill_in(line, layout, by_id, cases):
            cells[work.settings.text("colours.fill_in")][layout.at(heading)].append(line.place)
    bottom = max((line.place for line in lines), default=1)
    if bottom > 1:
        sheet.fill([Area(2, column, bottom, column) for column in coloured(layout)], "")
    for shade, columns in cells.items():
        areas = [
            Area(first, at + 1, last, at + 1) for at, rows in columns.items() for first, last in runs(rows)
        ]
        sheet.fill(areas, shade)


def coloured(layout: Layout) -> list[int]:
    """The columns (Excel's numbers) that `colour` colours."""
    filled_in = [heading for slot in layout.slots for heading in (slot.outcome, slot.detail) if heading]
    headings = ("State", "Client Name", *(CENTRE if layout.centre else ()), "Done in CMS", *filled_in)
    return [layout.at(heading) + 1 for heading in headings]


def _by_text(work: Work) -> Mapping[str, Question]:
    return {ask(one): one for asked in questions.load(work.settings).values() for one in asked}


def _to_fill_in(
    line: Together, layout: Layout, asked: Mapping[str, Question], cases: ReportCases
) -> Iterator[str]:
    """The headings under which a person still has something to fill in on a line."""
    owed = {one.ref: case.owed(cases.clock) for one in line.lines if (case := cases.case(one.ref))}
    for slot, one in zip(layout.slots, line.slots, strict=False):
        question = asked.get(one.question) if one else None
        if one is None or question is None or not owed.get(one.ref):
            continue
        if any(what.what == "decision" for what in owed[one.ref]):
            yield slot.outcome
        if slot.detail and question.wants_detail:
            yield slot.detail
    open_ = [question for one in line.lines if owed.get(one.ref) and (question := asked.get(one.question))]
    if open_ and not line.lines[0].client_name:
        yield "Client Name"
    if layout.centre and any(outcome.asks_centre for question in open_ for outcome in question.outcomes):
        first = line.lines[0]
        there = zip(CENTRE, (first.service_centre, first.service_centre_email), strict=True)
        yield from (heading for heading, text in there if not text)
    if any(what.state is State.TO_DO_IN_CMS for found in owed.values() for what in found):
        yield "Done in CMS"
