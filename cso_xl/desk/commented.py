"""The copies of a report in which people comment rows, and their index, as a desk uses them [A4, A7, C3]."""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property

from cso_xl.cases.filed.on_file import FiledCopy, OnFile, Protection, Rows, Seal
from cso_xl.cases.recording.comments import closed_list
from cso_xl.cells.columns import locate, records
from cso_xl.decisions.comment_words import ClosedList
from cso_xl.decisions.recognised import PROCESSED, WORKING, Origin, earlier_rows
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.tables import read_processed
from cso_xl.procedures.procedure import Procedure
from cso_xl.records.tree import Records
from cso_xl.settings import Settings


@dataclass
class Commented:
    """The commented copies in the records, read once and then looked up."""

    procedure: Procedure
    records: Records
    settings: Settings
    passwords: Passwords
    _opened: bool = field(default=False, init=False)

    @cached_property
    def index(self) -> OnFile:
        """The index as it was last written; an index made with other settings is made again."""
        self._opened = True
        reading = [asdict(self._words), self.settings.columns(self.procedure.key)]
        protection = Protection(self.settings.flag("records.protect_copies"), self.passwords.first)
        return OnFile(self.records.root, json.dumps(reading, ensure_ascii=False), protection)

    def follow(self, before: dt.date, working: dt.date | None) -> list[str]:
        """Bring the index up to date with the Processed Copies before a day, and the Working Copies of `working`.

        Returns a notice for each copy that cannot be read.
        """
        copies = [
            FiledCopy(str(self.records.relative(path)), kind, named.date, path, named.issue)
            for kind in ((PROCESSED, WORKING) if working else (PROCESSED,))
            for named, path in self.records.named(self.procedure.key, kind, before)
            if kind == PROCESSED or named.date == working
        ]
        unread = self.index.follow(copies, before, self._rows)
        return [f"The outcomes in {copy.path.name} were not used: {error}" for copy, error in unread]

    def keep(self) -> None:
        """Write the index, if it was used and has changed."""
        if self._opened:
            self.index.keep()

    @cached_property
    def _words(self) -> ClosedList:
        return closed_list(self.settings)

    def _rows(self, copy: FiledCopy, data: bytes, seal: Seal) -> Rows:
        names, columns = self.settings.columns(self.procedure.key), self.procedure.columns
        received = Received(copy.path.name, data, is_own=True)
        table, texts = read_processed(received, columns, names, self.passwords)
        places = locate(table.file, table.headings, columns, names)
        rows = records(table.rows, places, table.excel_rows)
        return earlier_rows(rows, texts, Origin(copy.name, copy.kind, copy.date), self._words, seal)
