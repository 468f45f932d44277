"""New events of the cases of a report's day, on their way into the case log [C3]."""

import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cso_xl.cases import drafts
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import Event, EventKind, Recorded
from cso_xl.cases.filed import open_rows
from cso_xl.cases.filed.open_rows import FiledRow, Open
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.state.state import Case, cases
from cso_xl.desk.office import Office
from cso_xl.files.publish import sweep
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import emails, names


@dataclass
class Recording:
    """The cases of a report's day, once a step has asked for them; `issue` is asked for then, too.

    Notices to a person are added to `notices`, events that it has recorded to `recorded`.
    """

    office: Office
    report: Procedure
    date: dt.date
    issue: Callable[[], int]
    notices: list[str]
    recorded: list[Recorded] = field(default_factory=list, init=False)
    _looked_up: ReportCases | None = field(default=None, init=False)

    @cached_property
    def _book(self) -> CaseBook:
        return CaseBook(self.office.records.root, self.office.settings, self.office.clock())

    @property
    def cases(self) -> ReportCases:
        """The cases, looked up when they are first asked for, and again once their events are recorded."""
        if self._looked_up is None:
            asks = self.report.worklist
            self._looked_up = self._book.of_report(self.report.key, self.date, self.issue())
            self._looked_up.come_again = asks is not None and asks.come_again
        return self._looked_up

    def look_again(self) -> None:
        """Look the cases up anew when they are next asked for: something was recorded past this desk."""
        self._looked_up = None

    def cases_of(self, clients: Collection[str]) -> Mapping[str, Sequence[Case]]:
        """The cases of other reports up to this day about clients, by their numbers without leading zeros [C10]."""
        own = (self.report.key, self.date, self.issue())
        return {
            client: [case for case in of_client if case.key[1] <= self.date and case.key[:3] != own]
            for client, of_client in self._book.of_clients(clients).items()
        }

    def open_rows(self) -> Mapping[FiledRow, Open]:
        """The rows of this report's earlier weeks whose outcome does not hold [C11]."""
        return open_rows.before(self._book, self.report.key, self.date)

    @property
    def has_cases(self) -> bool:
        """Whether a step has looked up the cases."""
        return self._looked_up is not None

    @property
    def has_events(self) -> bool:
        """Whether the cases have events that are not recorded yet."""
        return self._looked_up is not None and bool(self._looked_up.pending)

    def record(self, later: Collection[EventKind] = ()) -> None:
        """Record the new events of the cases, and move their drafts to the folders where they belong."""
        if not self.has_cases:
            return
        if self.has_events:
            known = len(self.cases.events)
            self._say_withdrawn(self._book.record(self.cases, later))
            self.recorded += self.cases.events[known:]
        root, settings = self.office.records.root, self.office.settings
        folder = names.folder(settings, self.report.key, self.date) / emails.DRAFTS
        sweep(root / folder, time.time())  # unfinished files of a step that was cut short
        drafts.arrange(root, settings, _with_drafts(self.cases.events))
        if not self.cases.pending:
            self._looked_up = None  # from now on the recorded events have numbers

    def _say_withdrawn(self, elsewhere: Sequence[Event]) -> None:
        """Take drafts of other reports out of their Drafts, and say so: the client is no longer a CSO [C8]."""
        for event in elsewhere:
            case = self._book.case_of(event.reference)
            drafts.arrange(self.office.records.root, self.office.settings, [case])
            self.notices.append(
                f"Withdrawn, for the client is no longer a CSO: {event.reference}. It is to be decided anew."
            )


def _with_drafts(events: Sequence[Recorded]) -> Collection[Case]:
    """The cases of which a notice was drafted; of a long list that is a small part."""
    drafted = {(event.issue, event.entry) for event in events if event.kind is EventKind.DRAFTED}
    return cases(event for event in events if (event.issue, event.entry) in drafted).values()
