"""The sheet 'Worklist' as it stands: a line for each entry, what people fill in, and what follows [C1]."""

from collections.abc import Sequence
from typing import NamedTuple

from cso_xl.cases.entries import Answer, Entry
from cso_xl.cases.questions import Question
from cso_xl.errors import InputError
from cso_xl.sheet.protocol import Book, Sheet

WORKLIST_SHEET = "Worklist"
HEADINGS = (
    "Ref", "Row", "Client Number", "Client Name", "Question", "Outcome", "Detail", "Service Centre",
    "Service Centre Email", "Due", "Notice", "CEN", "SCN", "To do", "State", "Done in CMS", "Trace",
)  # fmt: skip
FOLLOWS = HEADINGS.index("Notice") + 1  # the first of the columns that the program fills in
DONE_IN_CMS, TRACE = (HEADINGS.index(heading) for heading in ("Done in CMS", "Trace"))
_BEFORE = HEADINGS[:DONE_IN_CMS]  # the headings before cases were recorded
NOT_PLACED = "could not be placed"
_YES = ("done", "yes", "y", "x", "✓", "✔")
_NO = ("", "no", "not yet", "n")


class Line(NamedTuple):
    """One row of the worklist as it stands on the sheet: what people fill in, and what names the entry.

    `done` is what they wrote under 'Done in CMS', `trace` how much was known when the line was written.
    """

    ref: str
    row: str
    client_number: str
    client_name: str
    question: str
    outcome: str
    detail: str
    service_centre: str
    service_centre_email: str
    due: str
    done: str = ""
    trace: str = ""

    @property
    def answer(self) -> Answer:
        """What a person has filled in."""
        return Answer(
            self.outcome, self.detail, self.client_name, self.service_centre, self.service_centre_email
        )

    @property
    def rows(self) -> tuple[int, ...]:
        """The received rows that it is about."""
        return tuple(int(row) for row in self.row.replace(",", " ").split() if row.isdecimal())

    @property
    def fingerprint(self) -> str:
        """What its rows held when they were asked about; '' on a sheet from before."""
        return self.trace.partition(" ")[0]

    @property
    def known(self) -> int:
        """How many events of its case were known when the line was written."""
        known = self.trace.partition(" ")[2].strip()
        return int(known) if known.isdecimal() else 0

    @property
    def is_ticked(self) -> bool | None:
        """Whether a person says that all of it is done in CMS [C7]; None for a word that is neither yes nor no."""
        word = self.done.strip().casefold()
        if word in _NO:
            return False
        return True if word in _YES or word.startswith("done ") else None


class Follows(NamedTuple):
    """What the program fills in beside an answer."""

    notice: str = ""
    cen: str = ""
    scn: str = ""
    todo: str = ""
    state: str = ""


class Listed(NamedTuple):
    """An entry as it stands, and what follows from its outcome."""

    line: Line
    follows: Follows


def ask(question: Question) -> str:
    """A question as it stands on the worklist: 'D3: Which address does CMS show now?'."""
    return f"{question.id}: {question.ask}"


def cells(line: Line, follows: Follows) -> list[str]:
    """A line as it is written on the sheet."""
    return [*line[: FOLLOWS - 1], *follows, line.done, line.trace]


def line_of(entry: Entry, answer: Answer, due: str, done: str, trace: str) -> Line:
    """An entry as a line, with what a person has filled in."""
    return Line(
        entry.ref,
        ", ".join(map(str, entry.rows)),
        entry.client_number,
        answer.client_name or entry.client_name,
        ask(entry.question),
        answer.outcome,
        answer.detail,
        answer.service_centre or entry.service_centre,
        answer.service_centre_email or entry.service_centre_email,
        due,
        done,
        trace,
    )


def lines(sheet: Sheet) -> list[Line]:
    """The worklist as it stands. Raises InputError when its headings are no longer there."""
    return [line for line, _ in _read(sheet)]


def places(sheet: Sheet) -> list[int]:
    """Where each line of the worklist stands (Excel's row): a person may have left empty rows between them."""
    return [place for place, row in enumerate(sheet.values()[1:], 2) if any(row)]


def listed(book: Book) -> list[Listed]:
    """The worklist of a workbook; empty where it has none."""
    sheet = book.sheet(WORKLIST_SHEET)
    return [Listed(line, Follows(*cells)) for line, cells in _read(sheet)] if sheet else []


def without_outcome(book: Book) -> int:
    """How many entries of a workbook's worklist have no outcome yet."""
    sheet = book.sheet(WORKLIST_SHEET)
    return sum(not line.outcome for line in lines(sheet)) if sheet else 0


def _read(sheet: Sheet) -> list[tuple[Line, Sequence[str]]]:
    headings, *rows = sheet.values() or [[]]
    if tuple(headings[: len(_BEFORE)]) != _BEFORE[: len(headings)] or len(headings) < FOLLOWS - 1:
        raise InputError(
            f"The sheet '{WORKLIST_SHEET}' no longer has its headings ({', '.join(HEADINGS)}). Put them back into row "
            "1, or delete the sheet and press Worklist again."
        )
    padded = ([*map(str.strip, row), *[""] * (len(HEADINGS) - len(row))] for row in rows if any(row))
    first, last = FOLLOWS - 1, DONE_IN_CMS
    return [(_line(row), row[first:last]) for row in padded]


def _line(row: Sequence[str]) -> Line:
    return Line._make([*row[: FOLLOWS - 1], row[DONE_IN_CMS], row[TRACE]])
