"""Gathers what the facts of a line rest on: the report, cso_daily of its ZIP, earlier decisions [C10]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cso_xl.cases import questions
from cso_xl.cases.worklist import facts
from cso_xl.cases.worklist.entries import Entry
from cso_xl.cases.worklist.worklist_lines import Facts
from cso_xl.cells.columns import Column, Record, client_key, locate, records
from cso_xl.cells.text import squeeze
from cso_xl.decisions.on_list import StatusWords
from cso_xl.errors import AbsentError, CsoError
from cso_xl.procedures.work import Work
from cso_xl.settings import Settings

if TYPE_CHECKING:
    from cso_xl.cases.state.state import Case
    from cso_xl.intake.tables import Table

DAILY_COLUMNS = tuple(
    Column(key, required=key == "client_number")
    for key in (
        "client_number", "surname", "given_names", "date_of_birth", "address", "address_2", "suburb", "town",
        "postcode", "benefit_type", "status", "service_centre", "dependent_children", "youngest_child",
        "housing_status", "housing_address", "special_caution", "deceased", "prn",
    )
)  # fmt: skip
_TO_FIND = ("date_of_birth", "prn")  # Corrections finds a client by these, beside the name and number


class ClientFacts:
    """The facts about the clients of some entries; each source is read once, when it is first asked for."""

    def __init__(self, work: Work, report: Mapping[int, Record], entries: Sequence[Entry]) -> None:
        self._work, self._report, self._entries = work, report, entries

    def of(self, entries: Sequence[Entry], before: Facts) -> Facts:
        """The facts of a line with these entries; a fact that cannot be read any more is as it was `before`."""
        rows = list(dict.fromkeys(row for entry in entries for row in entry.rows))
        client, asks = client_key(entries[0].client_number), self._work.procedure.asks
        born = self._report[rows[0]].get(asks.born, "")
        of_daily = self._of_daily(client, before, entries[0], self._report[rows[0]])
        return of_daily._replace(
            born=facts.born(born, self._work.desk.date) if asks.born in self._report[rows[0]] else "",
            report=facts.fitting(asks.says(self._work, self._report, rows)),
            before=facts.before(self._cases.get(client, ()), self._asked, self._work.desk.cases.clock),
        )

    def _of_daily(self, client: str, before: Facts, entry: Entry, report: Record) -> Facts:
        """The facts of cso_daily about a client: name, date of birth and PRN only where the report gives none."""
        if self._daily is None:
            return before
        rows = self._daily.get(client, ())
        lacking = [squeeze(rows[0].get(key, "")) if rows and not report.get(key) else "" for key in _TO_FIND]
        name = "" if entry.client_name else facts.name_of(rows)
        return Facts("", "", name, facts.daily(rows, self._work.desk.date), "", *lacking)

    def housing(self, client: str) -> str:
        """The address at which cso_daily says that a client lives in social housing; '' where it says none [L9]."""
        rows = (self._daily or {}).get(client_key(client), ())
        return next((text for row in rows if (text := squeeze(row.get("housing_address", "")))), "")

    @cached_property
    def _asked(self) -> Mapping[str, Sequence[questions.Question]]:
        return questions.load(self._work.settings)

    @cached_property
    def _cases(self) -> Mapping[str, Sequence[Case]]:
        return self._work.desk.cases_of({entry.client_number for entry in self._entries})

    @cached_property
    def _daily(self) -> Mapping[str, list[Record]] | None:
        """The rows of cso_daily by client, the current first; None where it did not come with the report."""
        if not self._work.procedure.arrives.in_zip or not self._entries:
            return None
        work, wanted = self._work, {client_key(entry.client_number) for entry in self._entries}
        try:
            return _by_client(work.desk.cso_daily(), wanted, work.settings)
        except AbsentError:
            return None
        except CsoError as error:
            work.notices.append(f"The worklist does not show what cso_daily says: {error}")
            return None


def _by_client(table: Table, clients: Collection[str], settings: Settings) -> Mapping[str, list[Record]]:
    """The rows of cso_daily about these clients, the current first."""
    places = locate(table.file, table.headings, DAILY_COLUMNS, settings.columns("cso_daily"))
    number, words = places["client_number"], StatusWords.of(settings)
    rows = [row for row in table.rows if client_key(row[number]) in clients]
    by_client: dict[str, list[Record]] = defaultdict(list)
    for record in records(rows, places, range(len(rows))).values():
        by_client[client_key(record["client_number"])].append(record)
    for own in by_client.values():
        own.sort(key=lambda record: not words.is_current(record.get("status", "")))
    return by_client
