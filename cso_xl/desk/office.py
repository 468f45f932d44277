"""The place of a run: the records, the settings in force, the passwords."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cso_xl.errors import CsoError
from cso_xl.intake.grids import decrypt
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.tables import Table, read_table
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet.watch import Trace
from cso_xl.records import kept_apart
from cso_xl.records.account import os_user
from cso_xl.records.claims import Claims, Owner
from cso_xl.records.tree import Records, read
from cso_xl.settings import Settings


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class ActNote:
    """An act for the activity log: its report, whose rows; `before` and `after` are the SHA-256 of a workbook."""

    step: str
    report: str = ""
    date: dt.date | None = None
    ids: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    clients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """The place of a run: the records, the settings in force, the passwords.

    `take_over` is a person's word that nobody is at a report that is claimed, `again` their word that a report sent
    again for the same day is to be filed beside the first [C12].
    """

    records: Records
    settings: Settings
    passwords: Passwords
    take_over: bool = False
    again: bool = False
    clock: Callable[[], dt.datetime] = field(default=now)

    @classmethod
    def at(cls, root: Path, settings: Settings, passwords: Passwords, take_over: bool = False) -> "Office":
        """The office whose records root is `root`; its filed copies open with the run's passwords.

        Raises FileError when `root` is not a folder.
        """

        def unlock(name: str, data: bytes) -> bytes:
            return decrypt(Received(name, data, is_own=True), passwords)

        records = Records(root, settings, unlock)
        return cls(records, kept_apart.in_force(settings, root), passwords, take_over)

    def claims(self, process: int = 0) -> Claims:
        """The claims as this person makes them, here and now; `process` 0 is any of that person's."""
        return Claims(self.records, Owner.this(process), self.clock())

    def log(self, report: str, date: dt.date | None, traces: Sequence[Trace]) -> list[str]:
        """Write the traces of steps into the activity log; a notice where it cannot, which stops nobody [X5]."""
        return self.note(
            *(
                ActNote(
                    trace.step.name,
                    report,
                    date,
                    trace.step.ids,
                    trace.before,
                    trace.after,
                    trace.counts,
                    trace.clients,
                )
                for trace in traces
            )
        )

    def note(self, *notes: ActNote) -> list[str]:
        """Write a line each into the activity log; a notice where it cannot, which stops nobody [X5]."""
        from cso_xl import activity  # here: a press that stops at a question has nothing to log

        try:
            log = activity.ActivityLog.of(self.records.root, self.settings)
            for note in notes:
                log.append(
                    activity.Done(
                        time=self.clock(),
                        user=os_user(),
                        report=note.report,
                        report_date=note.date,
                        ids=note.ids,
                        step=note.step,
                        before=note.before,
                        after=note.after,
                        counts=note.counts,
                        clients=note.clients,
                    )
                )
        except CsoError as error:
            return [str(error)]
        return []

    def newest_master(
        self, procedure: Procedure, before: dt.date, issue: int | None = None
    ) -> tuple[dt.date, Table] | None:
        """A report's newest Master Copy of an earlier date, of that issue if one is given, and its date [A6]."""
        newest = self.records.newest(procedure.key, procedure.copies.received, before, issue)
        if newest is None:
            return None
        date, path = newest
        master = Received(path.name, read(path), is_own=True)
        names = self.settings.columns(procedure.key)
        return date, read_table(master, procedure.columns, names, self.passwords)
