"""The sheet 'Worklist' as it stands: a line for each client or household, with the entries that are on it [C1]."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cso_xl.cases.questions import Question, load
from cso_xl.cases.worklist import earlier_worklist
from cso_xl.cases.worklist.entries import Answer, Entry
from cso_xl.cases.worklist.layout import CENTRE, FACTS, LEFT, RIGHT, Slot, WorklistLayout
from cso_xl.cases.worklist.trace import Trace, is_another
from cso_xl.errors import InputError
from cso_xl.settings import Settings
from cso_xl.sheet.protocol import Block, Book, Sheet

WORKLIST_SHEET = "Worklist"
NOT_PLACED = "could not be placed"
_YES = ("done", "yes", "y", "x", "✓", "✔")
_NO = ("", "no", "not yet", "n")


class WorklistEntry(NamedTuple):
    """An entry as it stands on the sheet: what names it, and what people fill in.

    `done` is what they wrote under 'Done in CMS'; `trace` tells how much was known when the line was written.
    """

    ref: str
    row: str
    client_number: str
    client_name: str
    question: str
    outcome: str = ""
    detail: str = ""
    service_centre: str = ""
    service_centre_email: str = ""
    done: str = ""
    trace: str = ""
    address: str = ""

    @property
    def answer(self) -> Answer:
        """What a person has filled in."""
        return Answer(
            self.outcome, self.detail, self.client_name, self.service_centre, self.service_centre_email,
            self.address,
        )  # fmt: skip

    @property
    def rows(self) -> tuple[int, ...]:
        """The received rows that it is about."""
        return tuple(int(row) for row in self.row.replace(",", " ").split() if row.isdecimal())

    @property
    def id(self) -> str:
        """The question's number in the guidelines: 'L6'."""
        return self.question.partition(":")[0]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its rows when they were asked about; '' on an earlier sheet."""
        return Trace.read(self.trace).fingerprint

    @property
    def known_events(self) -> int:
        """The number of its case's events that were known when the line was written."""
        return Trace.read(self.trace).known_events

    def has_other(self, field: str) -> bool:
        """Whether a field says something else than when its outcome was decided; one emptied says nothing."""
        return is_another(getattr(self, field), Trace.read(self.trace).told(field))

    @property
    def is_ticked(self) -> bool | None:
        """Whether a person says that all of it is done in CMS [C7]; None for a word that is neither yes nor no."""
        return _is_yes(self.done)


class Follows(NamedTuple):
    """The program's words beside an answer; `is_decided`: each of its rows has an outcome."""

    notice: str = ""
    cen: str = ""
    scn: str = ""
    todo: str = ""
    state: str = ""
    is_decided: bool = False


class Facts(NamedTuple):
    """The facts that a decision rests on, in words: the report's, cso_daily's, and what was decided before.

    `name`, `birth` (a date) and `prn` are the client's in cso_daily, where the report does not have them.
    """

    born: str = ""
    report: str = ""
    name: str = ""
    daily: str = ""
    before: str = ""
    birth: str = ""
    prn: str = ""


class EntryInFull(NamedTuple):
    """An entry as it stands, what follows from its outcome, and the facts that a decision rests on."""

    line: WorklistEntry
    follows: Follows
    facts: Facts = Facts()


@dataclass(frozen=True)
class WorklistLine:
    """The entries about a client or a household on one line of the sheet: for each slot its entry, or None.

    `place` is the line's row on the sheet, 0 while it has none; `more` is what was typed right of the worklist.
    """

    slots: tuple[WorklistEntry | None, ...]
    facts: Facts = Facts()
    place: int = 0
    more: tuple[str, ...] = ()

    @property
    def lines(self) -> list[WorklistEntry]:
        """Its entries."""
        return [line for line in self.slots if line]


@dataclass(frozen=True)
class Lines:
    """A worklist as it stands; `layout` is None if it was made before a client's questions stood on one line.

    `typed_headings` are those that somebody has written above the columns right of it.
    """

    layout: WorklistLayout | None
    lines: list[WorklistLine] = field(default_factory=list)
    typed_headings: tuple[str, ...] = ()


def ask(question: Question) -> str:
    """A question as it stands on the worklist: 'D3: Which address does CMS show now?'."""
    return f"{question.id}: {question.ask}"


def choices(settings: Settings, report: str) -> Mapping[str, tuple[str, ...]]:
    """The outcomes of a report's questions, by the question as it stands on the worklist."""
    of_report = load(settings)[report.replace("-", "_")]
    return {ask(question): tuple(outcome.name for outcome in question.outcomes) for question in of_report}


def line_of(entry: Entry, answer: Answer, done: str, trace: str) -> WorklistEntry:
    """An entry as a line, with what a person has filled in."""
    return WorklistEntry(
        entry.ref,
        ", ".join(map(str, entry.rows)),
        entry.client_number,
        answer.client_name or entry.client_name,
        ask(entry.question),
        answer.outcome,
        answer.detail,
        answer.service_centre or entry.service_centre,
        answer.service_centre_email or entry.service_centre_email,
        done,
        trace,
        answer.address or entry.address,
    )


class StandingCells(NamedTuple):
    """The cells of a line in which the program says how its entries stand."""

    state: str = ""
    since: str = ""
    due: str = ""
    follows: str = ""
    done: str = ""


def cells(layout: WorklistLayout, together: WorklistLine, shown: StandingCells) -> list[str]:
    """A line as it is written on the sheet."""
    lines = together.lines
    first, rows = lines[0], list(dict.fromkeys(line.row for line in lines))
    texts = {
        "Ref": "\n".join(line.ref for line in lines),
        "Row": "\n".join([line.row for line in lines] if len(rows) > 1 else rows),
        "State": shown.state,
        "Since": shown.since,
        "Due": shown.due,
        "Client Number": first.client_number,
        "Client Name": first.client_name,
        **dict(zip(FACTS, together.facts, strict=True)),
        layout.address: first.address,
        **dict(zip(CENTRE, (first.service_centre, first.service_centre_email), strict=True)),
        "What follows": shown.follows,
        "Done in CMS": shown.done,
        "Trace": "\n".join(line.trace for line in lines),
    }
    for slot, line in zip(layout.slots, together.slots, strict=False):
        if line:
            texts |= {slot.asks: line.question, slot.outcome: line.outcome, slot.detail: line.detail}
    return [*(texts.get(heading, "") for heading in layout.headings), *together.more]


def read(sheet: Sheet) -> Lines:
    """The worklist as it stands, in whichever layout. Raises InputError when its headings are no longer there."""
    return of_cells(sheet.values())


def of_cells(values: Block) -> Lines:
    """The worklist whose cells these are. Raises InputError when its headings are gone, or a line was copied."""
    headings, *rows = values or [[]]
    filled = [(place, row) for place, row in enumerate(rows, 2) if any(row)]
    layout = WorklistLayout.of(headings)
    if layout:
        width = len(layout.headings)
        listed = [_together(layout, place, row) for place, row in filled]
        _expect_once(listed)
        return Lines(layout, listed, tuple(headings[width:]))
    width = earlier_worklist.width(headings)
    if not width:
        raise InputError(
            f"The sheet '{WORKLIST_SHEET}' no longer has its headings ({', '.join((*LEFT, '...', *RIGHT))}). Put them "
            "back into row 1, or delete the sheet and press Worklist again."
        )
    before = [
        WorklistLine(
            (WorklistEntry(**earlier_worklist.cells(row[:width])),), place=place, more=tuple(row[width:])
        )
        for place, row in filled
    ]
    return Lines(None, before, tuple(headings[width:]))


def _expect_once(listed: Sequence[WorklistLine]) -> None:
    """Raise InputError where a line was copied: of two outcomes nobody could say which one is meant."""
    places: dict[tuple[str, str], int] = {}
    for together in listed:
        for entry in together.lines:
            first = places.setdefault((entry.ref, entry.row), together.place)
            if first != together.place:
                raise InputError(
                    f"{entry.ref} stands twice on the sheet '{WORKLIST_SHEET}', in its rows {first} and "
                    f"{together.place}. Delete the one that was pasted, then press again. Nothing was changed."
                )


def lines(sheet: Sheet) -> list[WorklistEntry]:
    """Every entry of the worklist. Raises InputError when its headings are no longer there."""
    return [line for together in read(sheet).lines for line in together.lines]


def without_outcome(book: Book) -> int:
    """The number of entries on a workbook's worklist that have no outcome yet."""
    sheet = book.sheet(WORKLIST_SHEET)
    return sum(not line.outcome for line in lines(sheet)) if sheet else 0


def _together(layout: WorklistLayout, place: int, row: Sequence[str]) -> WorklistLine:
    """The entries on one line of the sheet."""
    cells = dict(zip(layout.headings, (cell.strip().replace("\r\n", "\n") for cell in row), strict=False))
    asked = [slot for slot in layout.slots if cells.get(slot.asks)]
    refs = [ref for part in cells["Ref"].split("\n") if (ref := part.strip(" ,"))]
    if not refs and not asked:
        raise InputError(
            f"Row {place} of the sheet '{WORKLIST_SHEET}' has text, but no line of the worklist stands there. Move it "
            "to the right of the line that it is about, or delete it, then press again. Nothing was changed."
        )
    if len(refs) != len(asked):
        raise InputError(
            f"Row {place} of the sheet '{WORKLIST_SHEET}' no longer names what it asks in Ref. Undo that, or delete "
            "the sheet and press Worklist again."
        )
    ids = [cells[slot.asks].partition(":")[0] for slot in asked]
    own = zip(
        refs, _each(cells["Row"], len(refs)), _each(cells["Trace"], len(refs)),
        _ticked(cells["Done in CMS"], refs, ids), strict=True,
    )  # fmt: skip
    own_of = dict(zip(asked, own, strict=True))
    slots = tuple(
        _line(layout, cells, slot, own_of[slot]) if slot in own_of else None for slot in layout.slots
    )
    facts = Facts(*(cells.get(heading, "") for heading in FACTS))
    return WorklistLine(slots, facts, place, tuple(row[len(layout.headings) :]))


def _line(
    layout: WorklistLayout, cells: Mapping[str, str], slot: Slot, own: tuple[str, str, str, str]
) -> WorklistEntry:
    """The entry that is answered in a slot; `own` is its own part of Ref, Row, Trace and 'Done in CMS'."""
    ref, row, trace, done = own
    return WorklistEntry(
        ref,
        row,
        cells["Client Number"],
        cells["Client Name"],
        cells[slot.asks],
        cells.get(slot.outcome, ""),
        cells.get(slot.detail, ""),
        cells.get(CENTRE[0], ""),
        cells.get(CENTRE[1], ""),
        done,
        trace,
        cells.get(layout.address, ""),
    )


def _each(text: str, entries: int) -> list[str]:
    """Each entry's part of a line's cell: the cell has a part for each entry, or one for all."""
    parts = text.split("\n")
    return parts if len(parts) == entries else [text if len(parts) == 1 else ""] * entries


def _ticked(text: str, refs: Sequence[str], ids: Sequence[str]) -> list[str]:
    """What 'Done in CMS' says of each entry: 'Done' means all of them, 'L6, L9' these two."""
    if len(refs) == 1 or _is_yes(text) is not None:
        return [text] * len(refs)
    once = [id if ids.count(id) == 1 else "" for id in ids]
    of_each = [{ref.casefold(), id.casefold()} - {""} for ref, id in zip(refs, once, strict=True)]
    named = {word for word in re.findall(r"[\w.-]+", text.casefold()) if word not in ("done", "and")}
    if not named <= set().union(*of_each):
        return [text] * len(refs)
    return ["Done" if named & names else "" for names in of_each]


def _is_yes(text: str) -> bool | None:
    word = text.strip().casefold()
    if word in _NO:
        return False
    return True if word in _YES or word.startswith("done ") else None
