"""A search for a client: every report that names them, with their rows, cases and notices, and its copies [X5]."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cso_xl import activity, doing
from cso_xl.cases import questions
from cso_xl.cases.book import CaseBook
from cso_xl.cases.state.owed import Clock
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import held
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET
from cso_xl.cells import dates
from cso_xl.cells.columns import CLIENT_NUMBER, CellKind, client_key
from cso_xl.cells.columns import find as find_columns
from cso_xl.desk.office import ActNote, Office
from cso_xl.errors import CallError, CsoError
from cso_xl.intake.grids import Grid, read_workbook
from cso_xl.intake.received import Received
from cso_xl.procedures import BY_KEY
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import comment_column
from cso_xl.procedures.work import OUTCOMES_SHEET, REMOVED_HEADINGS, REMOVED_SHEET
from cso_xl.records.tree import read

FIND = "find"  # its name in the activity log
_NUMBERS = (CellKind.CLIENT_NUMBER, CellKind.CLIENT_NUMBER_OR_EMPTY)
_Day = tuple[str, dt.date, int]  # a report's key, date and issue


@dataclass(frozen=True)
class Row:
    """A row that names the client: its received number ('' where the copy has none), and the texts beside it."""

    sheet: str
    number: str = ""
    status: str = ""
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True)
class OfDay:
    """The rows and cases of a report of a day about the client; `copies` is by kind, relative to the records root."""

    procedure: Procedure
    date: dt.date
    issue: int
    copies: Mapping[str, PurePosixPath]
    rows: Sequence[Row]
    cases: Sequence[Case]


@dataclass(frozen=True)
class ClientHistory:
    """A client and the reports that name them, the newest first; `notices` name the copies that could not be read."""

    number: str
    days: Sequence[OfDay]
    notices: Sequence[str]
    clock: Clock
    folders: Mapping[str, PurePosixPath]  # the folder of a notice's e-mail, by the notice's reference
    outcomes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # in words, by report and key

    def as_json(self) -> dict[str, Any]:
        """Everything as one JSON object; it holds no name."""
        return {
            "client": self.number,
            "reports": [self._report(day) for day in self.days],
            "notices": list(self.notices),
        }

    def _report(self, day: OfDay) -> dict[str, Any]:
        return {
            "report": day.procedure.name,
            "date": day.date.isoformat(),
            "issue": day.issue,
            "copies": {kind: str(place) for kind, place in day.copies.items()},
            "rows": [vars(row) for row in day.rows],
            "cases": [self._case(case) for case in day.cases],
        }

    def _case(self, case: Case) -> dict[str, Any]:
        return {
            "reference": case.reference,
            "rows": list(case.rows),
            "is_about": "client" if client_key(case.client) == client_key(self.number) else "sharer",
            "state": held(case, self.clock),
            "events": [
                {
                    "time": event.time.isoformat(timespec="seconds"),
                    "user": event.user,
                    "kind": event.kind.value,
                    "outcome": event.outcome,
                    "item": event.item,
                    "reference": event.reference,
                    "rows": list(event.rows),
                    "holder": event.holder,
                }
                for event in case.events
            ],
            "letters": [
                {"reference": notice.reference, "folder": str(self.folders.get(notice.reference, ""))}
                for notice in case.notices
            ],
        }


def find(office: Office, number: str, now: dt.datetime) -> ClientHistory:
    """Everything that is on file about a client, of all reports and weeks; the search is logged.

    Rows in which the client shares the address count too. Raises CallError for text that is not a client number,
    FileError where a log is not as it was written.
    """
    number = "".join(number.split())  # CMS shows it in groups
    if not CLIENT_NUMBER.fullmatch(number) or not client_key(number):
        raise CallError(
            "What was typed is not a client number: it has 1 to 9 digits. A client is found by it and not by name: "
            "look the number up in CMS."
        )
    root, settings = office.records.root, office.settings
    book = CaseBook(root, settings, now)
    cases: dict[_Day, list[Case]] = defaultdict(list)
    for case in book.about(number):
        cases[case.key[:3]].append(case)
        number = next(
            (each for each in case.people if client_key(each) == client_key(number)), number
        )  # as written
    notices: list[str] = []
    named = _days(office, number, cases)
    days = []
    for at, (key, copies) in enumerate(named.items(), 1):
        doing.tell(f"Look through {BY_KEY[key[0]].words} of {dates.in_full(key[1])}", at, len(named))
        days.append(_of_day(office, number, _Filed(key, copies, cases.get(key, ())), notices))
    references = (notice.reference for day in days for case in day.cases for notice in case.notices)
    folders = {reference: place for reference in references if (place := _folder(office, reference))}
    notices += office.note(ActNote(FIND, clients=(number,)))
    return ClientHistory(number, days, notices, book.clock, folders, questions.outcomes(settings))


class _Filed(NamedTuple):
    """A report of a day that names the client, its copies, and the cases about them."""

    day: _Day
    copies: Mapping[str, Path]
    cases: Sequence[Case]


def _days(office: Office, number: str, cases: Iterable[_Day]) -> Mapping[_Day, Mapping[str, Path]]:
    """The reports that name the client, the newest first: those with a case, and those whose steps touched their rows.

    Each with its copies, by kind.
    """
    log = activity.ActivityLog.of(office.records.root, office.settings)
    logged = {
        (entry.report, entry.report_date)
        for entry in log.footprint(number)
        if entry.report in BY_KEY and entry.report_date
    }
    with_case = {key for key in cases if key[0] in BY_KEY}
    copies = {
        (report, date, issue): filed
        for report, date in logged | {key[:2] for key in with_case}
        for issue, filed in office.records.issues(report, date).items()
    }
    named = with_case | {key for key in copies if key[:2] in logged}
    newest_first = sorted(named, key=lambda key: (key[1], key[0], key[2]), reverse=True)
    return {key: copies.get(key, {}) for key in newest_first}


def _of_day(office: Office, number: str, filed: _Filed, notices: list[str]) -> OfDay:
    report, date, issue = filed.day
    procedure = BY_KEY[report]
    rows: list[Row] = []
    try:
        if path := filed.copies.get(procedure.copies.worked_in):
            rows = [*_rows(office, procedure, path, number)]
    except CsoError as error:
        notices.append(f"Rows could not be looked up. {error}")
    places = {kind: office.records.relative(path) for kind, path in filed.copies.items()}
    return OfDay(procedure, date, issue, places, rows, filed.cases)


def _rows(office: Office, procedure: Procedure, path: Path, number: str) -> Iterator[Row]:
    """The rows that name the client in the copy in which people work, removed ones too."""
    received, names = Received(path.name, read(path), is_own=True), office.settings.columns(procedure.key)
    numbers = [names[column.key] for column in procedure.columns if column.kind in _NUMBERS]
    for sheet, grid in read_workbook(received, office.passwords).items():
        if sheet in (WORKLIST_SHEET, OUTCOMES_SHEET) or not grid:
            continue
        texts_of = _removed if sheet == REMOVED_SHEET else _beside
        for cells in _naming(grid, numbers, client_key(number)):
            yield Row(sheet, *texts_of(grid[0], cells))


def _naming(grid: Grid, numbers: Iterable[Sequence[str]], key: str) -> Iterator[Sequence[str]]:
    """The rows of this week's block that name the client; of each heading the first column counts."""
    ours = beside.find(grid[0])
    headings = grid[0][: ours.first - 1] if ours else grid[0]
    columns = [hits[0] for names in numbers if (hits := find_columns(headings, names))]
    rows = ([*cells, *[""] * (len(grid[0]) - len(cells))] for cells in grid[1:])
    return (cells for cells in rows if any(client_key(cells[at]) == key for at in columns))


def _beside(headings: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Row, Status, Reason and Comment of a row of the report."""
    ours = beside.find(headings)
    if ours is None:
        return
    comment = comment_column(headings, ours.first - 1)
    for column in (ours.row, ours.status, ours.reason, comment):
        yield cells[column - 1] if column else ""


def _removed(headings: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """The same of a row that was removed."""
    row, reason = (cells[headings.index(heading)] for heading in REMOVED_HEADINGS)
    yield from (row, "Removed", reason)


def _folder(office: Office, reference: str) -> PurePosixPath | None:
    """The folder of a notice's e-mail, without the file name, which has a person's name."""
    path = office.records.draft(reference)
    return office.records.relative(path).parent if path else None
