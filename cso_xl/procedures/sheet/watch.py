"""A step's effect on a workbook, for the activity log: fingerprints before and after, whose rows changed [X5]."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cso_xl import doing
from cso_xl.cells.columns import CLIENT_NUMBER, CellKind
from cso_xl.cells.text import heading_key
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.step import Step
from cso_xl.procedures.work import ADDED_SHEETS, REMOVED_SHEET, Work
from cso_xl.sheet.protocol import Block

_KINDS = (CellKind.CLIENT_NUMBER, CellKind.CLIENT_NUMBER_OR_EMPTY)
_OWN_HEADING = "Client Number"  # on the sheet Worklist


@dataclass(frozen=True)
class Trace:
    """A step that was run: SHA-256 of all cells before and after ('' without a workbook), rows, client numbers."""

    step: Step
    before: str
    after: str
    counts: Mapping[str, int]
    clients: tuple[str, ...]


@dataclass(frozen=True)
class _Seen:
    """The cells at one moment: their fingerprint, and by client a hash of its rows."""

    sha256: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def clients_changed(self, since: "_Seen") -> set[str]:
        """The clients whose rows are not as they were."""
        return set() if self is since else {client for client, _ in self.rows.items() ^ since.rows.items()}


class Watch:
    """Runs the steps of a report and notes what each did; the rows that the first of them shows count as touched."""

    def __init__(self, work: Work, *, from_now: bool = False) -> None:
        procedure = work.procedure
        names = work.settings.columns(procedure.key)
        wanted = [name for column in procedure.columns if column.kind in _KINDS for name in names[column.key]]
        self._headings = {heading_key(name) for name in (*wanted, _OWN_HEADING)}
        self._work = work
        self.traces: list[Trace] = []
        self._seen = _Seen()
        if from_now:
            self._seen = self._look()

    def run(self, step: Step) -> None:
        """Run a step and note what it did."""
        self._tell(step)
        before, recorded = self._seen, self._recorded()
        step.run(self._work)
        if not step.files:
            self._seen = self._look()
        now = self._seen
        changed = now.clients_changed(before) | self._people(recorded)
        self.traces.append(Trace(step, before.sha256, now.sha256, now.counts, tuple(sorted(changed))))

    def _tell(self, step: Step) -> None:
        steps = self._work.procedure.steps
        number, total = (steps.index(step) + 1, len(steps)) if step in steps else (0, 0)
        doing.tell(step.title, number, total)

    @property
    def clients(self) -> tuple[str, ...]:
        """The numbers of everybody whose rows were touched."""
        return tuple(sorted({client for trace in self.traces for client in trace.clients}))

    def _look(self) -> _Seen:
        if self._work.open_book is None:
            return _Seen()
        sheets, whole = dict(self._sheets()), hashlib.sha256()
        for block in sheets.values():
            for row in block:
                whole.update(("\x1f".join(row) + "\x1e").encode())
        sha256, counts = whole.hexdigest(), {name: _filled(block) for name, block in sheets.items()}
        if (sha256, counts) == (self._seen.sha256, self._seen.counts):
            return self._seen
        rows = defaultdict[str, int](int)
        for name, block in sheets.items():
            for part in _side_by_side(block):
                self._count(name, part, rows)
        return _Seen(sha256, dict(rows), counts)

    def _count(self, name: str, part: Block, rows: dict[str, int]) -> None:
        """Add to each client's hash the rows of a sheet that name it."""
        columns = [at for at, heading in enumerate(part[0]) if heading_key(heading) in self._headings]
        for row in part:
            for client in {row[at].strip() for at in columns if at < len(row)}:
                if CLIENT_NUMBER.fullmatch(client):
                    rows[client] += hash((name, *row))

    def _recorded(self) -> int:
        """The number of events that steps have recorded."""
        return len(self._work.desk.cases.pending) if self._has_cases() else 0

    def _has_cases(self) -> bool:
        return self._work.has_desk and self._work.desk.has_cases

    def _people(self, recorded: int) -> set[str]:
        """The people in events after the first `recorded`: the client, and those who share the address [C16]."""
        if not self._has_cases():
            return set()
        cases = self._work.desk.cases
        touched = (cases.case(entry) for entry in {event.entry for event in cases.pending[recorded:]})
        return {number for case in touched if case for number in case.people}

    def _sheets(self) -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
        """The report and the sheets that steps have added, by a word for each."""
        book = self._work.book
        yield "rows", book.report.values() or [[]]
        for name in ADDED_SHEETS:
            if sheet := book.sheet(name):
                yield ("removed" if name == REMOVED_SHEET else name.lower()), sheet.values() or [[]]


def _filled(block: Block) -> int:
    """The number of rows under the headings that hold anything."""
    return sum(any(row) for row in block[1:])


def _side_by_side(block: Block) -> list[Block]:
    """This week's columns with ours, and last week's beside them, apart: a row has other people on each side."""
    headings, ours = block[0], beside.find(block[0])
    right = range(ours.reason, len(headings)) if ours else ()
    again = next((at for at in right if headings[at] == headings[0]), None)
    if again is None:
        return [block]
    return [[row[:again] for row in block], [row[again:] for row in block]]
