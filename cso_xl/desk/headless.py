"""A report without Excel: from the received file, through its procedure, to the filed copies."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cso_xl import doing
from cso_xl.cases.worklist.worklist_lines import EntryInFull
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.sharers import REMOVED
from cso_xl.desk.arrived import Arrived
from cso_xl.desk.decided import Decided
from cso_xl.desk.file_desk import FileDesk
from cso_xl.desk.issues import ComparedIssues
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError
from cso_xl.intake.received import Received
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet import reconcile
from cso_xl.procedures.sheet.finishing import SAVE_AGAIN
from cso_xl.procedures.sheet.watch import Watch
from cso_xl.procedures.work import Work
from cso_xl.records.tree import Filed

NOT_DECIDED = Decided()


@dataclass(frozen=True)
class RunResult:
    """The result of a run: the decision about every received row in order, and the files that were filed."""

    report: str
    date: dt.date
    source: Received
    filed: list[Filed]
    decisions: list[Decision]
    notices: list[str] = field(default_factory=list)
    dry_run: bool = False
    worklist: list[EntryInFull] = field(default_factory=list)
    against_first: ComparedIssues | None = None
    clients: tuple[str, ...] = ()  # the numbers of those whose rows were read or touched [C16]

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
        """The run as one JSON object: one entry in `rows` per received row, in the order received.

        It names nobody: the client event notes, which may name a child, are left to `texts`.
        """
        against = {"against_first": self.against_first.as_json()} if self.against_first else {}
        return {
            "report": self.report,
            "date": self.date.isoformat(),
            "source": {"file": self.source.name, "sha256": self.source.sha256},
            "files": [
                {"kind": file.kind, "path": str(file.place), "state": file.state} for file in self.filed
            ],
            "counts": self.counts,
            "reconciled": True,
            "dry_run": self.dry_run,
            **against,
            "notices": self.notices,
            "rows": [
                {
                    "row": decision.row,
                    "client_number": decision.client_number,
                    "status": decision.status,
                    "reason": decision.reason,
                }
                for decision in self.decisions
            ],
            "worklist": [
                {
                    "ref": entry.line.ref,
                    "rows": entry.line.rows,
                    "client_number": entry.line.client_number,
                    "question": entry.line.question,
                    "outcome": entry.line.outcome,
                    **{name: text for name, text in entry.follows._asdict().items() if name != "cen"},
                }
                for entry in self.worklist
            ],
        }

    @property
    def unchanged(self) -> bool:
        """Whether everything was filed before, so that nothing was written."""
        return bool(self.filed) and all(file.state in ("unchanged", "kept") for file in self.filed)


@dataclass(frozen=True)
class Given:
    """The things given with a report: its date where no file name says it, and outcomes for its worklist.

    Without outcomes people choose them in the filed copy. With `dry_run` nothing is written.
    """

    date: dt.date | None = None
    decided: Decided = NOT_DECIDED
    dry_run: bool = False


NOTHING_GIVEN = Given()


def run(
    report: str,
    source: Path,
    office: Office,
    given: Given = NOTHING_GIVEN,
) -> RunResult:
    """Work one report whole and file its copies and drafts.

    Raises CsoError, and then has filed nothing, for anything that a person has to put right.
    """
    procedure = PROCEDURES[report]
    decided, dry_run = given.decided, given.dry_run
    desk = FileDesk(Arrived(procedure, source, office), given.date)
    if decided.answers and not dry_run and _is_newest(desk, procedure):
        return _into_filed(report, desk, office, decided)
    work = Work(procedure, lambda: desk, office.settings, answers=decided.answers, sent=decided.sent)
    watch = Watch(work)
    for step in procedure.steps:
        watch.run(step)
    doing.tell("File the copies")
    reconcile.of_run(work)
    against = _against_first(work, desk, office)
    filed = desk.publish(dry_run)
    if not dry_run:
        desk.log(watch.traces)
    decisions = [work.decisions[row] for row in sorted(work.decisions)]
    notices = [*desk.notices, *what_is_left(work, desk.date, filed)]
    return RunResult(
        report,
        desk.date,
        desk.source,
        filed,
        decisions,
        notices,
        dry_run,
        list(work.worklist),
        against,
        watch.clients,
    )


def _is_newest(desk: FileDesk, procedure: Procedure) -> bool:
    """Whether this very file is filed, nothing was sent for the same day since, and people work in its copy."""
    newest = desk.issues.filed.get(desk.issues.newest, {})
    return desk.is_in_force and procedure.copies.worked_in in newest


def _into_filed(report: str, desk: FileDesk, office: Office, decided: Decided) -> RunResult:
    """Take outcomes into the filed copy: what people typed in it counts, and it shows what follows [C3].

    A Processed Copy that a run which was cut short, or had too few outcomes, did not save is saved now if it can be.
    """
    from cso_xl.desk import reopen  # here: few runs are given outcomes for what is filed

    result, finished = reopen.mark(report, office, desk.date, decided), PROCEDURES[report].copies.finished
    filed = list(result.filed)
    notices = ["It was filed before: the outcomes were taken into the filed copy.", *result.notices]
    if finished and desk.filed_as and finished not in desk.issues.filed[desk.filed_as]:
        saved = reopen.finish(office, desk.date, False)
        filed += [file for file in saved.filed if file.kind == finished]
        notices += [notice for notice in saved.notices if notice not in notices]
    return replace(result, source=desk.source, filed=filed, notices=notices)


def _against_first(work: Work, desk: FileDesk, office: Office) -> ComparedIssues | None:
    """The comparison of a report that was sent again with the one before it, also added to the notices [C12]."""
    _say_filed_already(desk, office)
    assert work.received is not None
    try:
        against = desk.against_first(work.received)
    except CsoError as error:
        desk.notices.append(f"What differs from the report that came before was not found out: {error}")
        return None
    if against:
        desk.notices.append(str(against))
    return against


def _say_filed_already(desk: FileDesk, office: Office) -> None:
    """Say that this very file is filed, and of one that another has followed how it comes to be in force again."""
    if not desk.filed_as or desk.issue != desk.filed_as:
        return
    name, newest = (
        next(iter(desk.issues.filed[number].values())).name for number in (desk.filed_as, desk.issues.newest)
    )
    if not desk.is_in_force:
        desk.notices.append(
            f"This very file is filed already, as {name}. In force is {newest}, which came after it. Was this one sent "
            "once more, and does it count now? Then give --again: it is filed as the newest."
        )
    elif office.again:
        desk.notices.append(f"This very file is filed already, as {name}. It is not filed again.")


def what_is_left(work: Work, day: dt.date, filed: Sequence[Filed]) -> list[str]:
    """The notices of a run, with the command that is still to come after people have worked in the copy [A11]."""
    finished = work.procedure.copies.finished
    if not finished or any(file.kind == finished for file in filed):
        return work.notices
    return [
        *(notice for notice in work.notices if notice != SAVE_AGAIN),
        "Write the outcome (NFA, Email sent) into Comment of the Working Copy and save it, or choose it on its "
        "worklist, where a notice counts once it is sent; then type: "
        f"cso-xl processed --date {day} (with the same --records).",
    ]
