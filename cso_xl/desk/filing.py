"""A report's copies and drafts on their way into the records, after what has happened to its cases [C3]."""

import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath

from cso_xl.cases.events import EventKind
from cso_xl.cases.filed.behind import behind
from cso_xl.desk.recording import Recording
from cso_xl.files.publish import sweep
from cso_xl.intake.grids import decrypt
from cso_xl.intake.received import Received
from cso_xl.procedures.remark import Remark
from cso_xl.records.protect import protect
from cso_xl.records.tree import Copy, Filed, Renews

KEPT_AS = "The earlier version is kept as {}."


class Filing:
    """The copies that the steps of a report have made, and their filing: nothing is filed that cannot be recorded.

    Notices to a person are added to the recording's `notices`.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording, self._notices = recording, recording.notices
        self._office, self._report, self._date = recording.office, recording.report, recording.date
        self.copies: list[Copy] = []

    def protected(self, data: bytes) -> bytes:
        """A copy as it is filed: with the password where the settings say so [I6]."""
        if self._office.settings.flag("records.protect_copies"):
            return protect(data, self._office.passwords.first())
        return data

    def file(
        self, copies: Sequence[Copy], dry_run: bool = False, renews: Renews = lambda copy, filed: False
    ) -> list[Filed]:
        """Record the new events of the cases, then file copies: nothing is filed that cannot be recorded [C3].

        A draft lies in Drafts before it is recorded as sent: a step that was cut short makes it when it is run again.
        """
        renews, records = _asked_once(renews), self._office.records
        planned = records.file(copies, True, renews)  # raises before anything is written
        if dry_run:
            return planned
        self._recording.record(later=(EventKind.SENT,))
        drafts = iter(records.file([copy for copy in copies if copy.kind == "draft"], renews=renews))
        self._recording.record()
        others = iter(records.file([copy for copy in copies if copy.kind != "draft"], renews=renews))
        filed = [next(drafts if copy.kind == "draft" else others) for copy in copies]
        self._notices += [Remark(KEPT_AS.format(file.earlier.name)) for file in filed if file.earlier]
        for copy, file in zip(copies, filed, strict=True):
            if (file.kind, file.state) == (self._report.copies.worked_in, "renewed"):
                self._say_behind(copy.plain)
        return filed

    def publish(self, dry_run: bool, renewed: Collection[str] = ()) -> list[Filed]:
        """File every copy that the steps made; a filed copy of a kind among `renewed` is brought up to date.

        A copy in which somebody has worked counts more than this run: the finished copy is then left to
        `cso-xl processed`.
        """
        kinds = self._report.copies

        def renews(copy: Copy, filed: bytes) -> bool:
            return copy.kind in renewed

        copies, records = self.copies, self._office.records
        planned = records.file([copy for copy in copies if copy.kind != kinds.finished], True, renews)
        if any((file.kind, file.state) == (kinds.worked_in, "kept") for file in planned):
            copies = [copy for copy in copies if copy.kind != kinds.finished]
        planned += records.file([copy for copy in copies if copy.kind == kinds.finished], True, renews)
        self._say_kept(planned)
        writes = self._recording.has_events or any(file.state.startswith("to be") for file in planned)
        if dry_run or not writes:
            return self.file(copies, dry_run, renews)
        with self.claimed():
            return self.file(copies, renews=renews)

    def renew(self, path: Path, copy: Received, data: bytes) -> Filed:
        """Put `data` in place of the filed copy in which people work, as `copy` was read from `path`."""
        place, kind = self._office.records.relative(path), self._report.copies.worked_in
        sweep(path.parent, time.time())  # unfinished files of a run that was cut short
        if data == decrypt(copy, self._office.passwords):
            return Filed(kind, place, "unchanged")
        protected = self.protected(data)
        with self.claimed():
            earlier = self._office.records.renew(path, copy.data, protected)
        self._notices.append(Remark(KEPT_AS.format(earlier.name)))
        self._say_behind(data)
        return Filed(kind, place, "renewed")

    def _say_behind(self, plain: bytes) -> None:
        """Say so if the finished copy is behind the one in which people work, whose bytes are `plain` [C11]."""
        issue = self._recording.issue()
        self._notices += behind(self._office.records, self._report.key, self._date, issue, plain)

    @contextmanager
    def at_work(self, path: Path, copy: Received) -> Iterator[None]:
        """Claim the report for the length of a `with`, while its filed copy is as it was read.

        Raises FileError, before anything is recorded, when somebody else is at it, or it is open in Excel.
        """
        with self.claimed():
            self._office.records.check(path, copy.data)
            yield

    def claimed(self) -> AbstractContextManager[None]:
        """Claim the report for this process for the length of a `with`."""
        return self._office.claims(os.getpid()).held(self._report.key, self._date, self._office.take_over)

    def _say_kept(self, planned: Sequence[Filed]) -> None:
        kept = [file.kind for file in planned if file.state == "kept" and file.kind != "draft"]
        if kept:
            self._notices.append(
                f"The {' and '.join(kept)} copy stays as it is filed. What is shown here may differ from it: somebody "
                "has worked in it since, or earlier outcomes or the settings have changed."
            )


def _asked_once(renews: Renews) -> Renews:
    """`renews` with its first answer for each copy and the bytes filed: it may be a question to a person.

    If somebody has saved the filed copy since, the question is asked again.
    """
    answers: dict[tuple[PurePosixPath, bytes], bool] = {}

    def once(copy: Copy, filed: bytes) -> bool:
        if (copy.path, filed) not in answers:
            answers[copy.path, filed] = renews(copy, filed)
        return answers[copy.path, filed]

    return once
