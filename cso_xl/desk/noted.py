"""A line in the activity log about what is no step of a report: what was looked at, put back, worked at once [X5]."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cso_xl import activity
from cso_xl.cases.lines import Listed
from cso_xl.cells.columns import CLIENT_NUMBER
from cso_xl.desk.headless import Result
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError
from cso_xl.procedures import PROCEDURES


@dataclass(frozen=True)
class Note:
    """What was done, on which report, whose rows; `before` and `after` are the SHA-256 of a workbook."""

    step: str
    report: str = ""
    date: dt.date | None = None
    before: str = ""
    after: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    clients: tuple[str, ...] = ()


def note(office: Office, what: Note) -> list[str]:
    """Write the line; says why not where it cannot, which stops nobody."""
    try:
        activity.Log.of(office.records.root, office.settings).append(
            activity.Done(
                time=dt.datetime.now(dt.UTC),
                user=activity.os_user(),
                report=what.report,
                report_date=what.date,
                ids=(),
                step=what.step,
                before=what.before,
                after=what.after,
                counts=what.counts,
                clients=what.clients,
            )
        )
    except CsoError as error:
        return [str(error)]
    return []


def shown(office: Office, step: str, result: Result) -> list[str]:
    """Note that a person was shown the rows of a report and that nothing was done; says why not where it cannot."""
    return note(office, Note(step, PROCEDURES[result.report].key, result.date, clients=result.clients))


def clients_of(entries: Iterable[Listed]) -> tuple[str, ...]:
    """The client numbers of lines of a worklist."""
    numbers = {entry.line.client_number.strip() for entry in entries}
    return tuple(sorted(number for number in numbers if CLIENT_NUMBER.fullmatch(number)))
