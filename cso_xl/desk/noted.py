"""Entries of the activity log that a person was shown a report and did nothing to it [X5]."""

from collections.abc import Iterable

from cso_xl.cases.worklist.worklist_lines import EntryInFull
from cso_xl.cells.columns import client_numbers
from cso_xl.desk.headless import RunResult
from cso_xl.desk.office import ActNote, Office
from cso_xl.procedures import PROCEDURES


def shown(office: Office, step: str, result: RunResult) -> list[str]:
    """Log that a person was shown the rows of a report and did nothing; a notice where that cannot be logged."""
    return office.note(ActNote(step, PROCEDURES[result.report].key, result.date, clients=result.clients))


def clients_of(entries: Iterable[EntryInFull]) -> tuple[str, ...]:
    """The client numbers of lines of a worklist."""
    return tuple(sorted(client_numbers(entry.line.client_number for entry in entries)))
