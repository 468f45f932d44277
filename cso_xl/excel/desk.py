"""The desk of a press: each copy is filed at once, and a person is asked where somebody may have worked since."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import xlwings as xw

from cso_xl.cases.book import OF_THE_PROGRAM
from cso_xl.cases.events import EventKind
from cso_xl.cases.state.state import cases
from cso_xl.desk import filed_copy
from cso_xl.desk.arrived import Arrived
from cso_xl.desk.file_desk import FileDesk
from cso_xl.desk.filing import KEPT_AS
from cso_xl.errors import Cancelled, CsoError
from cso_xl.excel import messages, ribbon_state
from cso_xl.intake.tables import Table
from cso_xl.procedures.remark import Remark
from cso_xl.procedures.sheet import reconcile
from cso_xl.procedures.work import Work
from cso_xl.records import names, versions
from cso_xl.records.claims import ClaimedError
from cso_xl.records.tree import SOURCE, Copy, Filed, read
from cso_xl.sheet import excel_only
from cso_xl.sheet.protocol import Block
from cso_xl.sheet.xlwings_engine import LiveBook

if TYPE_CHECKING:
    from cso_xl.cases.filed.on_file import OnFile

_NOT_LAST = "{} is filed, and it is not what this workbook filed last: somebody may have worked in it since."
_WORDS = {  # by whether it is a draft, and what became of it
    (False, "filed"): "Filed: {0}",
    (False, "unchanged"): "Filed before, unchanged: {0}",
    (False, "kept"): "Filed before; it stays as it is: {0}",
    (False, "renewed"): "Filed again: {0}",
    (False, "saved"): "Saved where it is filed: {0}",
    (True, "filed"): "Drafted, for you to read and send: {1}, in {0}",
    (True, "unchanged"): "Drafted before, unchanged: {1}, in {0}",
    (True, "kept"): "Drafted before with other words: {1}, in {0}. For a new one, delete the old one first.",
}


class LiveDesk(FileDesk):
    """The desk as it is without Excel, except that new workbooks open in Excel and each copy is filed at once.

    With `find_received` the workbook in front is the filed copy itself, and the received file is looked for only when
    a step needs what stands in no copy.
    """

    def __init__(
        self,
        app: xw.App,
        arrived: Arrived,
        date: dt.date,
        issue: int | None = None,
        find_received: Callable[[], Arrived] | None = None,
    ) -> None:
        super().__init__(arrived, date, issue)
        self._app = app
        self._is_filed_copy = find_received is not None
        self._find_received = find_received or (lambda: arrived)
        self.filed_last: dict[PurePosixPath, str] = {}  # by this workbook: the SHA-256 of what is filed
        self.book: xw.Book | None = None  # the workbook in front
        self.opened_as: Path | None = None  # where it lies, if it was saved
        self.is_saved = False  # where it lies, by this press
        self._to_save: set[PurePosixPath] = set()  # filed copies that are open here

    def new_book(self, title: str, rows: Block) -> LiveBook:
        """A new workbook in Excel, not saved anywhere."""
        return LiveBook.new(self._app, self._settings, title, rows, self.properties)

    @cached_property
    def _received(self) -> Arrived:
        return self._find_received()

    def report(self) -> Table:
        """The report, as received, its cells checked."""
        return self._received.report()

    def cso_daily(self) -> Table:
        """The topmost report of the same ZIP, or the file of that name beside a CSV [L3]."""
        return self._received.cso_daily

    def properties(self) -> dict[str, str]:
        """The document properties of a filed copy, which say where it came from."""
        return {SOURCE: self._arrived.source_sha256}

    def on_file(self, last_week: dt.date | None = None) -> "OnFile":
        """As without Excel; the index is written at once, since the next press reads it again."""
        on_file = super().on_file(last_week)
        on_file.keep()
        return on_file

    def claim(self) -> None:
        """Claim the report for this person; somebody else's claim is taken over only when they say so.

        Raises Cancelled when they do not.
        """
        claims = self._office.claims()
        try:
            claims.take(self._procedure.key, self.date)
        except ClaimedError as error:
            if not messages.ask(self._app, f"{error} Do you take it over?"):
                raise Cancelled("The report is somebody else's.") from None
            claims.take(self._procedure.key, self.date, take_over=True)

    def ask_again(self) -> None:
        """Ask whether this file is worked beside another one of the same day's report that is filed [C12].

        Raises Cancelled when it is not.
        """
        if not self.issues.filed or self.is_in_force:
            return
        self._issue = self.issues.next
        kind = self._procedure.copies.received
        first = names.file(self._settings, self._procedure.key, kind, self.date)
        name = names.of_issue(first, self._issue).stem
        if not messages.ask(
            self._app,
            f"This day's report was filed before and this file differs. {self._differences()} Is it to be worked "
            f"beside the first, as '{name}'?",
        ):
            raise Cancelled("The report that is filed counts.")

    def _differences(self) -> str:
        report = self.report()
        try:
            return str(self.against_first(report))
        except CsoError as error:
            return f"What differs was not found out: {error}"

    def release(self) -> None:
        """Give the report back: its last copy is filed."""
        self._office.claims().release(self._procedure.key, self.date)

    def reconcile(self, work: Work) -> None:
        """Before what the step has made is filed: raise FileError unless every row is accounted for."""
        kinds = {copy.kind for copy in self._filing.copies}
        if kinds and not self._is_filed_copy:
            reconcile.of_workbook(work, self.report(), "This workbook")
        elif kinds - {"draft"} and self.opened_as:
            filed, _, _ = filed_copy.opened(self._procedure, self._office, self.date, self.opened_as)
            reconcile.with_filed(work, filed.places)

    def filed(self) -> list[str]:
        """File what the step has made, and say what became of it."""
        copies, self._filing.copies = self._filing.copies, []
        decided, filed = self.has_cases, list[Filed]()
        if copies or self._recording.has_events:
            self.claim()
            self._ask_about_work(copies)
            filed = [*map(self._saved, self._filing.file(copies, renews=self._renews))]
        filed += self._corrected() if decided else []
        for copy in filed:
            if copy.kind != "draft" and copy.state != "kept":
                self.filed_last[copy.path] = _sha256(read(self._records.root / copy.path))
        counts = Counter((copy.kind == "draft", copy.state, copy.place) for copy in filed)
        return [
            (str if (is_draft, state) == (True, "kept") else Remark)(
                _WORDS[is_draft, state].format(place, count)
            )
            for (is_draft, state, place), count in counts.items()
        ]

    def recorded(self) -> list[str]:
        """The cases of which something was recorded since this was asked last, that a person may take back."""
        events, self._recording.recorded = self._recording.recorded, []
        own = [
            event for event in events if event.kind not in OF_THE_PROGRAM or event.kind is EventKind.DRAFTED
        ]
        return [case.reference for case in cases(own).values()]

    def _ask_about_work(self, copies: Sequence[Copy]) -> None:
        """Ask whether all is done where somebody has worked in the Working Copy [A11]; raises Cancelled if not."""
        kinds = self._procedure.copies
        path = self._records.root / (place := self._place(kinds.worked_in))
        if not any(copy.kind == kinds.finished for copy in copies) or not path.exists():
            return
        if self._is_open_from(path) or _sha256(read(path)) == self.filed_last.get(place):
            return
        all_is_done = (
            "What they typed is not in this workbook. Yes: all is done, file it. No: look there first."
        )
        if not self._wants(place, all_is_done):
            raise Cancelled("Somebody else's work is to be looked at first.")

    def _renews(self, copy: Copy, filed: bytes) -> bool:
        """Whether what is filed is what this workbook filed last, or a person wants it replaced all the same."""
        path = self._records.root / copy.path
        if self._is_open_from(path):
            self.notices.append(Remark(KEPT_AS.format(versions.kept(path, filed).name)))
            self._to_save.add(copy.path)
            return False
        if _sha256(filed) == self.filed_last.get(copy.path):
            return True
        replace = "Yes: file this workbook in its place; the earlier version is kept. No: leave it as it is."
        return self._wants(copy.path, replace)

    def _saved(self, copy: Filed) -> Filed:
        """Save the workbook in front where it is itself the filed copy, which cannot be replaced while it is open."""
        if copy.path not in self._to_save or self.book is None:
            return copy
        state = ribbon_state.read(self.book)
        ribbon_state.take_off(self.book)
        excel_only.save_in_place(self.book)
        ribbon_state.write(self.book, state)  # what was done on it stays known
        self.is_saved = True
        return replace(copy, state="saved")

    def _is_open_from(self, path: Path) -> bool:
        return self.opened_as is not None and self.opened_as.exists() and path.samefile(self.opened_as)

    def _wants(self, place: PurePosixPath, what: str) -> bool:
        """Whether a person wants this although somebody else may have worked in a filed copy."""
        return messages.ask(self._app, f"{_NOT_LAST.format(place)} {what}")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
