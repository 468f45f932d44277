"""The content of Today: items that are open or new, the week's reports and how far each is [C10, X2, L13]."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from cso_xl.cases import questions
from cso_xl.cases.book import CaseBook
from cso_xl.cases.due_lines import Due
from cso_xl.cases.questions import Question, slug
from cso_xl.cases.state.owed import State
from cso_xl.cells import dates
from cso_xl.decisions.working_time import day_of
from cso_xl.desk import day as day_
from cso_xl.desk.due import listed
from cso_xl.procedures import BY_KEY
from cso_xl.records import kept_apart, names
from cso_xl.records.own_folders import DRAFTS
from cso_xl.records.references import DAY
from cso_xl.settings import Settings

_OF_DAY = re.compile(rf"{DAY}[ -]")  # '20250113-L6-7', '20250113.2-L6-7', '20250113 On List'


@dataclass(frozen=True)
class ReportPlaces:
    """The places of a report's day, relative to the records: its folder, and those of its files that exist."""

    folder: PurePosixPath
    workbook: PurePosixPath | None = None
    drafts: PurePosixPath | None = None


@dataclass(frozen=True)
class OpenItem:
    """An open item; `is_new`: it came today, `ask`: the look-up that decides it.

    `draft` and `name` are given only where asked for.
    """

    due: Due
    place: ReportPlaces | None
    is_new: bool
    ask: str = ""
    draft: PurePosixPath | None = None
    name: str = ""

    @property
    def state(self) -> State:
        """Its state."""
        return State(self.due.state)

    @property
    def to_do(self) -> str:
        """A person's next act: the look-up, where it is to be decided."""
        return self.ask or self.due.next


@dataclass(frozen=True)
class Report:
    """A report's day, with the number of its cases in each state, the done ones too."""

    title: str
    date: dt.date
    place: ReportPlaces
    states: Mapping[State, int]


@dataclass(frozen=True)
class Today:
    """Everything that is open at a moment, the gravest first, and how the day and its week stand."""

    day: dt.date
    at: dt.datetime
    items: Sequence[OpenItem]
    week: Sequence[Report]
    lines: Sequence[day_.SummaryLine]
    practice: bool = False
    named: bool = field(default=False)

    def of(self, state: State) -> list[OpenItem]:
        """The items in a state."""
        return [item for item in self.items if item.state is state]

    @property
    def children(self) -> list[OpenItem]:
        """The items that may concern a child under 16 [C10]."""
        return [item for item in self.items if item.due.child]


def gathered(root: Path, settings: Settings, now: dt.datetime, day: dt.date | None = None) -> Today:
    """Today's content for a day: today, or in a practice week's records the newest day with a case."""
    open_now, places = listed(root, settings, now), _Places(root, settings)
    book = CaseBook(root, settings, now)
    practice = kept_apart.is_to_practise(root)
    chosen = day or (_newest(book) if practice else None) or day_of(now)
    asks = _asks(settings)
    items = [OpenItem(due, places.of(due), _has_come(due, day_of(now)), _ask(due, asks)) for due in open_now]
    week = [*_week(book, places, chosen)]
    lines = day_.summary(root, settings, chosen, now)
    return Today(chosen, now, items, week, lines, practice)


def _has_come(due: Due, today: dt.date) -> bool:
    """Whether it is to be decided since today: a row that came, or an answer."""
    return State(due.state) in (State.TO_DECIDE, State.ANSWERED) and due.since.startswith(
        dates.in_cell(today)
    )


def _asks(settings: Settings) -> Mapping[tuple[str, str], Sequence[Question]]:
    """The questions by report and ID, but for those that are asked about some households only."""
    by_id: dict[tuple[str, str], list[Question]] = {}
    for report, of_report in questions.load(settings).items():
        for question in of_report:
            by_id.setdefault((report, question.id), []).extend([] if question.only else [question])
    return by_id


def _ask(due: Due, asks: Mapping[tuple[str, str], Sequence[Question]]) -> str:
    """The words of the question to be decided; '' where an earlier version's log does not tell which of several."""
    if State(due.state) is not State.TO_DECIDE:
        return ""
    entry = due.reference.partition("-")[2]
    of_id = asks.get((due.report.replace("-", "_"), entry.partition("-")[0]), ())
    told = [question for question in of_id if due.change in map(slug, question.rows)]
    meant = of_id if len(of_id) == 1 else told or [one for one in of_id if one.children == due.child]
    return meant[0].ask if len(meant) == 1 else ""


def report_of(due: Due) -> tuple[str, dt.date, int] | None:
    """The key, day and issue of the report that an open item belongs to; None for no report."""
    match = _OF_DAY.match(due.reference)
    if not match or not due.report:
        return None
    return (
        due.report.replace("-", "_"),
        dt.datetime.strptime(match["date"], "%Y%m%d").date(),
        int(match["issue"] or 1),
    )


def workbook_of(settings: Settings, report: str, date: dt.date, issue: int) -> PurePosixPath | None:
    """The copy in which people work; None for a key that is not a report's."""
    procedure = BY_KEY.get(report)
    if procedure is None:
        return None
    return names.of_issue(names.file(settings, report, procedure.copies.worked_in, date), issue)


class _Places:
    """The places of reports; each is looked for once."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self._root, self._settings = root, settings
        self._known: dict[tuple[str, dt.date, int], ReportPlaces] = {}

    def of(self, due: Due) -> ReportPlaces | None:
        key = report_of(due)
        return self.at(*key) if key else None

    def at(self, report: str, date: dt.date, issue: int = 1) -> ReportPlaces:
        key = (report, date, issue)
        if key not in self._known:
            folder = names.folder(self._settings, report, date)
            workbook = workbook_of(self._settings, *key)
            self._known[key] = ReportPlaces(
                folder, self._if_exists(workbook), self._if_exists(folder / DRAFTS)
            )
        return self._known[key]

    def _if_exists(self, path: PurePosixPath | None) -> PurePosixPath | None:
        return path if path and (self._root / path).exists() else None


def _newest(book: CaseBook) -> dt.date | None:
    return max((case.key[1] for case in book.all() if case.key[0] in BY_KEY), default=None)


def _week(book: CaseBook, places: _Places, day: dt.date) -> Iterator[Report]:
    """The reports with cases, of the days of the week up to `day`."""
    for number in range(day.weekday() + 1):
        date = day - dt.timedelta(days=day.weekday() - number)
        for procedure in BY_KEY.values():
            cases = book.of_day(procedure.key, date)
            if cases:
                states = Counter(case.state(book.clock) for case in cases)
                yield Report(procedure.title, date, places.at(procedure.key, date), states)
