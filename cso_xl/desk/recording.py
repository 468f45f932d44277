"""What has happened to the cases of a report's day, on its way into the case log [C3]."""

import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cso_xl.cases import drafts, open_rows
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import Event, Kind
from cso_xl.cases.of_report import ReportCases
from cso_xl.cases.open_rows import FiledRow, Open
from cso_xl.cases.state import Case, cases
from cso_xl.desk.office import Office
from cso_xl.files.publish import sweep
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import emails, names


@dataclass
class Recording:
    """The cases of a report's day, once a step has asked for them; `issue` is asked for then, too.

    What a person is to be told is added to `notices`.
    """

    office: Office
    report: Procedure
    date: dt.date
    issue: Callable[[], int]
    notices: list[str]
    _looked_up: ReportCases | None = field(default=None, init=False)

    @cached_property
    def _book(self) -> CaseBook:
        return CaseBook(self.office.records.root, self.office.settings, self.office.clock())

    @property
    def cases(self) -> ReportCases:
        """The cases, looked up when they are first asked for, and again once they were recorded."""
        if self._looked_up is None:
            asks = self.report.worklist
            self._looked_up = self._book.of_report(self.report.key, self.date, self.issue())
            self._looked_up.come_again = asks is not None and asks.come_again
        return self._looked_up

    def look_again(self) -> None:
        """Look the cases up anew when they are next asked for: something was recorded past this desk."""
        self._looked_up = None

    def cases_of(self, clients: Collection[str]) -> Mapping[str, Sequence[Case]]:
        """What other reports up to this day asked about clients, by their numbers without zeros in front [C10]."""
        own = (self.report.key, self.date, self.issue())
        return {
            client: [case for case in found if case.key[1] <= self.date and case.key[:3] != own]
            for client, found in self._book.of_clients(clients).items()
        }

    def open_rows(self) -> Mapping[FiledRow, Open]:
        """The rows of this report's earlier weeks of which the outcome does not stand [C11]."""
        return open_rows.before(self._book, self.report.key, self.date)

    @property
    def has_cases(self) -> bool:
        """Whether a step has looked up the cases."""
        return self._looked_up is not None

    @property
    def has_events(self) -> bool:
        """Whether something has happened to the cases that is not recorded yet."""
        return self._looked_up is not None and bool(self._looked_up.pending)

    def record(self, later: Collection[Kind] = ()) -> None:
        """Record what has happened to the cases, and let their drafts lie where they belong."""
        if not self.has_cases:
            return
        if self.has_events:
            self._say_withdrawn(self._book.record(self.cases, later))
        root, settings = self.office.records.root, self.office.settings
        folder = names.folder(settings, self.report.key, self.date) / emails.DRAFTS
        sweep(root / folder, time.time())  # what a step that was cut short has left
        drafts.arrange(root, settings, cases(self.cases.events).values())
        if not self.cases.pending:
            self._looked_up = None  # what is recorded has a number from now on

    def _say_withdrawn(self, elsewhere: Sequence[Event]) -> None:
        """Take drafts of other reports out of their Drafts: the client is no longer a CSO [C8]."""
        for event in elsewhere:
            case = self._book.case_of(event.reference)
            drafts.arrange(self.office.records.root, self.office.settings, [case])
            self.notices.append(
                f"Withdrawn, for the client is no longer a CSO: {event.reference}. It is to be decided anew."
            )
