"""The confirmed matches of a week and the action taken, from the cases and the filed copies [L13]."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_xl.cases import questions
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import Item
from cso_xl.cases.questions import Outcome
from cso_xl.cases.state.state import Case
from cso_xl.cells import dates
from cso_xl.cells.columns import client_key, locate, records
from cso_xl.cells.text import squeeze
from cso_xl.decisions.working_time import day_of
from cso_xl.desk.issues import received_rows
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure

HEADINGS = (
    "PRN", "Surname", "Given Names", "Date of Birth", "Client Number", "Match confirmed", "Action taken",
)  # fmt: skip
_WHO = ("prn", "surname", "given_names", "date_of_birth")
_TOLD = {"cps": "Community Probation Services", "ot": "Oranga Tamariki", "scm": "the service centre"}


@dataclass(frozen=True)
class ReportWeek:
    """The days of a week of reports, by its Monday."""

    monday: dt.date

    @property
    def days(self) -> list[dt.date]:
        """All seven."""
        return [self.monday + dt.timedelta(days) for days in range(7)]


def confirmed(office: Office, week: ReportWeek, book: CaseBook) -> tuple[list[list[str]], list[str]]:
    """A row under HEADINGS for each client with a confirmed match, by client number, and nobody else; notices.

    The notices name, by client number, the clients whose name could not be looked up.
    """
    by_report, of_client = questions.load(office.settings), defaultdict[str, list[Case]](list)
    for case in (case for report in by_report for day in week.days for case in book.of_day(report, day)):
        of_client[client_key(case.client)].append(case)
    people, unread = _people(office, week)
    rows = []
    for client, cases in sorted(of_client.items()):
        if confirming := [each for case in cases for each in _confirming(case, by_report)]:
            number, since = cases[0].client, min(day for _, day in confirming)
            person = people.get(client, ("",) * len(_WHO))
            actions = "; ".join(dict.fromkeys((*_actions(confirming, cases), *_told(cases))))
            rows.append([*person, number, dates.in_cell(since), actions])
    unknown = [row[4] for row in rows if not row[1]]
    lacking = [f"The name of client {number} is on no list of that week: fill it in." for number in unknown]
    return rows, [*unread, *lacking]


_Confirming = tuple[Outcome, dt.date]  # an outcome that confirms a match, and the day of the decision


def _confirming(case: Case, by_report: Mapping[str, Sequence[questions.Question]]) -> Iterator[_Confirming]:
    """The outcomes in force of a case that confirm the match."""
    report, _, _, entry = case.key
    for decision, _ in case.in_force() if not case.is_replaced else ():
        own = (question for question in by_report[report] if question.id == entry.partition("-")[0])
        outcomes = (question.of_key(decision.outcome) for question in own)
        outcome = next((outcome for outcome in outcomes if outcome), None)
        if outcome and outcome.confirms:
            yield outcome, day_of(decision.time)


def _actions(confirming: Iterable[_Confirming], cases: Iterable[Case]) -> Iterator[str]:
    """The action taken on the Special Cautions note."""
    ticked = [tick for case in cases for (item, _, _), tick in case.ticked.items() if item == Item.ADD_SCN]
    for outcome, _ in confirming:
        if outcome.scn != "add":
            yield outcome.confirms
        elif ticked:
            yield f"{outcome.confirms}: added on {dates.in_cell(day_of(ticked[-1].time))}"
        else:
            yield f"{outcome.confirms}: to be added"


def _told(cases: Iterable[Case]) -> Iterator[str]:
    """The recipients told, and the days; notices sent in error are left out."""
    for case in cases:
        for notice in case.notices:
            drafted, to = notice.drafted, _TOLD.get(notice.drafted.to)
            if to and notice.sent_at and not (drafted.asks or drafted.about or case.in_error(notice)):
                yield f"{to} told on {dates.in_cell(day_of(notice.sent_at))}"


def _people(office: Office, week: ReportWeek) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """PRN, names and date of birth of everybody on the week's lists, by client; notices of lists not read."""
    people: dict[str, tuple[str, ...]] = {}
    unread = []
    for procedure in PROCEDURES.values():
        columns = procedure.worklist.columns if procedure.worklist else ()
        if not {*_WHO} <= {column.key for column in columns}:
            continue
        kind, after = procedure.copies.received, week.days[-1] + dt.timedelta(1)
        for date, copy in office.records.copies(procedure.key, kind, after):
            try:
                people |= dict(_of_copy(office, procedure, copy)) if date in week.days else {}
            except CsoError as error:
                unread.append(f"Names could not be looked up. {error}")
    return people, unread


def _of_copy(office: Office, procedure: Procedure, copy: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    table = received_rows(procedure, office.settings, office.passwords, copy)
    columns = procedure.asks.columns
    places = locate(table.file, table.headings, columns, office.settings.columns(procedure.key))
    for record in records(table.rows, places, table.excel_rows).values():
        yield client_key(record["client_number"]), tuple(squeeze(record.get(key, "")) for key in _WHO)
