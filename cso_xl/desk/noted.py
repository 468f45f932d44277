"""What a person was shown of a report, as the activity log has it: nothing was done [X5]."""

from collections.abc import Iterable

from cso_xl.cases.worklist_lines import Listed
from cso_xl.cells.columns import client_numbers
from cso_xl.desk.headless import Result
from cso_xl.desk.office import Note, Office
from cso_xl.procedures import PROCEDURES


def shown(office: Office, step: str, result: Result) -> list[str]:
    """Note that a person was shown the rows of a report and that nothing was done; says why not where it cannot."""
    return office.note(Note(step, PROCEDURES[result.report].key, result.date, clients=result.clients))


def clients_of(entries: Iterable[Listed]) -> tuple[str, ...]:
    """The client numbers of lines of a worklist."""
    return tuple(sorted(client_numbers(entry.line.client_number for entry in entries)))
