"""A report without Excel: from the received file, through its procedure, to the filed copies."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cso_xl import dates
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.sharers import REMOVED
from cso_xl.desk import FileDesk, Office
from cso_xl.errors import FileError
from cso_xl.filing.records import Filed, read, source_of
from cso_xl.intake.grids import Grid, decrypt, read_workbook
from cso_xl.intake.received import Received
from cso_xl.procedures import PROCEDURES, address_sharer, reconcile
from cso_xl.procedures.step import REMOVED_SHEET, Procedure, Step, Work

Tell = Callable[[int, int, str], None]  # steps done, steps in all, the step's title


@dataclass(frozen=True)
class Result:
    """What a run did: the decision about every received row in order, and what was filed."""

    report: str
    date: dt.date
    source: Received
    filed: list[Filed]
    decisions: list[Decision]
    notices: list[str] = field(default_factory=list)
    dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Rows in, kept and removed, and rows of each status."""
        removed = sum(decision.status == REMOVED for decision in self.decisions)
        statuses = Counter(decision.status.lower().replace(" ", "_") for decision in self.decisions)
        kept = len(self.decisions) - removed
        return {
            "rows_in": len(self.decisions),
            "kept": kept,
            **({"removed": 0} | dict(sorted(statuses.items()))),
        }

    def as_json(self) -> dict[str, Any]:
        """The run as one JSON object: one entry in `rows` per received row, in the order received."""
        return {
            "report": self.report,
            "date": self.date.isoformat(),
            "source": {"file": self.source.name, "sha256": self.source.sha256},
            "files": [{"kind": one.kind, "path": str(one.path), "state": one.state} for one in self.filed],
            "counts": self.counts,
            "reconciled": True,
            "dry_run": self.dry_run,
            "notices": self.notices,
            "rows": [
                {
                    "row": one.row,
                    "client_number": one.client_number,
                    "status": one.status,
                    "reason": one.reason,
                }
                for one in self.decisions
            ],
        }

    @property
    def unchanged(self) -> bool:
        """Whether everything was filed before, so that nothing was written."""
        return bool(self.filed) and all(one.state in ("unchanged", "kept") for one in self.filed)


def run(
    report: str,
    source: Path,
    office: Office,
    date: dt.date | None = None,
    dry_run: bool = False,
    tell: Tell = lambda done, of, title: None,
) -> Result:
    """Work one report whole and file its copies; with `dry_run` nothing is written.

    Raises CsoError, and then nothing has been filed, for anything a person has to put right.
    """
    procedure = PROCEDURES[report]
    desk = FileDesk(procedure, source, office, date)
    work = Work(lambda: desk, office.settings)
    for done, step in enumerate(procedure.steps):
        tell(done, len(procedure.steps) + 1, step.title)
        step.run(work)
    tell(len(procedure.steps), len(procedure.steps) + 1, "Save")
    reconcile.of_run(work)
    filed = desk.publish(dry_run)
    tell(len(procedure.steps) + 1, len(procedure.steps) + 1, "Done")
    decisions = [work.decisions[row] for row in sorted(work.decisions)]
    notices = [*desk.notices, *work.notices, *_what_is_left(procedure, desk.date, filed)]
    return Result(report, desk.date, desk.source, filed, decisions, notices, dry_run)


def finish(office: Office, date: dt.date | None, without_outcomes: bool) -> Result:
    """Save the Processed Copy from the Working Copy in which the outcomes were commented [A10, A11].

    Without `date` the newest Working Copy counts. Raises FileError when there is none, or when its
    rows and the removed ones are not the Master's.
    """
    procedure = address_sharer.PROCEDURE
    until = date + dt.timedelta(days=1) if date else dt.date.max
    newest = office.records.newest(procedure.key, "working", until)
    if newest is None or (date and newest[0] != date):
        which = f" of {dates.in_full(date)}" if date else ""
        raise FileError(
            f"There is no Working Copy{which} in {office.records.root}. Run the address report first."
        )
    day, path = newest
    working = Received(path.name, read(path))
    opened = Received(path.name, decrypt(working, office.passwords))
    source = source_of(opened.data) or working.sha256
    desk = FileDesk(procedure, path, office, day, source_sha256=source)
    work = Work(lambda: desk, office.settings, without_outcomes=without_outcomes)
    _open_working(work, path.name, read_workbook(opened, office.passwords))
    _check_against_master(work, office)
    for step in _steps(procedure, "A10", "A11"):
        step.run(work)
    filed = desk.publish(False)
    notices = [*work.notices, *_what_is_left(procedure, day, filed)]
    return Result(procedure.name, day, working, filed, [], notices)


def _what_is_left(procedure: Procedure, day: dt.date, filed: Sequence[Filed]) -> list[str]:
    """The command that is still to come, after people have worked in the Working Copy [A11]."""
    if procedure.key != address_sharer.KEY or any(one.kind == "processed" for one in filed):
        return []
    return [
        f"When the Working Copy has them, save it and run: cso-xl processed --date {day} (with the same --records)."
    ]


def _steps(procedure: Procedure, *ids: str) -> list[Step]:
    return [step for step in procedure.steps if step.id in ids]


def _open_working(work: Work, file: str, sheets: Mapping[str, Grid]) -> None:
    """Build the workbook anew from the Working Copy's values: nothing else of it is carried on."""
    title = next(
        (name for name, grid in sheets.items() if grid and address_sharer.is_compared(grid[0])), None
    )
    if title is None:
        raise FileError(
            f"{file} no longer has the headings {', '.join(address_sharer.BETWEEN)} side by side in its first row. "
            "Put them back between this week's and last week's columns, save it and try again."
        )
    widest = max(map(len, sheets[title]))
    rows = [row + [""] * (widest - len(row)) for row in sheets[title]]
    book = work.desk.new_book(title, rows)
    book.report.format_report()
    if removed := sheets.get(REMOVED_SHEET):
        book.add_sheet(REMOVED_SHEET, removed).format_report()
    work.resume(book)
    book.report.highlight_duplicates(address_sharer.both_groups(work))


def _check_against_master(work: Work, office: Office) -> None:
    found = office.newest_master(before=work.desk.date + dt.timedelta(days=1))
    if found is None or found[0] != work.desk.date:
        raise FileError(
            f"There is no Master Copy of {dates.in_full(work.desk.date)} beside the Working Copy."
        )
    reconcile.of_workbook(work, found[1], "The Working Copy")
