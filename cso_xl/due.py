"""What is due: notices to be sent, answers awaited, and the unit's own matches to be confirmed [X2, L13]."""

import datetime as dt
from dataclasses import dataclass

from cso_xl import dates
from cso_xl.columns import client_key
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.desk import Office
from cso_xl.errors import CsoError
from cso_xl.filing.follow_ups import FollowUps
from cso_xl.filing.records import read
from cso_xl.intake.grids import Grid, read_workbook
from cso_xl.intake.received import Received
from cso_xl.procedures.added import added_sheets
from cso_xl.procedures.on_list import KEY as ON_LIST
from cso_xl.procedures.step import WORKLIST_SHEET
from cso_xl.procedures.worklist import HEADINGS


@dataclass(frozen=True)
class Due:
    """One line of what is due; `client` is a number, '' where several are meant."""

    reference: str
    state: str
    due: str
    to: str
    client: str
    notice: str

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}" + (f", due {self.due}" if self.due else "")


def listed(office: Office, now: dt.datetime) -> list[Due]:
    """The matches of the newest on list that are still to be confirmed, then the notices, the most urgent first."""
    follow_ups = FollowUps(office.records.root, office.settings)
    notices = [
        Due(one.reference, one.state(now), one.due_text, one.to, one.client_number, one.notice)
        for one in follow_ups.open(now)
    ]
    return [*_matches(office, now), *notices]


def _matches(office: Office, now: dt.datetime) -> list[Due]:
    """A line while entries of the newest on list have no outcome; it says so when the copy cannot be read [L13]."""
    newest = office.records.newest(ON_LIST, "report", dt.date.max)
    if newest is None:
        return []
    date, path = newest
    due = date + dt.timedelta(days=office.settings.number("on_list.due_days"))
    overdue = now.astimezone(NEW_ZEALAND).date() > due
    try:
        sheets = read_workbook(Received(path.name, read(path), is_own=True), office.passwords)
        added = added_sheets({name: one[0] for name, one in sheets.items() if one})
        grid = sheets[added[WORKLIST_SHEET]] if WORKLIST_SHEET in added else []
        clients = len(_open_clients(grid))
    except CsoError:
        said = "the filed copy could not be read"
    else:
        if not clients:
            return []
        said = f"matches of {clients} client{'' if clients == 1 else 's'}"
    state = "overdue" if overdue else "to be confirmed"
    return [Due(path.stem, state, dates.in_cell(due), "cpu", "", said)]


def _open_clients(grid: Grid) -> set[str]:
    """The clients of the entries that have no outcome."""
    outcome, number = (HEADINGS.index(heading) for heading in ("Outcome", "Client Number"))
    return {client_key(row[number]) for row in grid[1:] if len(row) <= outcome or not row[outcome].strip()}
