"""Outcomes decided elsewhere, as a CSV, for a run without Excel [D3-D8, L6-L9, O3, A8]."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cso_xl.cases.worklist.entries import Answer
from cso_xl.cases.worklist.layout import FACTS, heading_of
from cso_xl.cells.text import heading_key
from cso_xl.errors import Fault, InputError
from cso_xl.intake.grids import read_csv
from cso_xl.intake.received import receive
from cso_xl.intake.screen.kinds import WORKBOOKS
from cso_xl.notices.templates import ADDRESSES

COLUMNS = (
    "Ref", "Outcome", "Detail", "Client Name", "Service Centre", "Service Centre Email",
    *map(heading_of, ADDRESSES), "Sent",
)  # fmt: skip
# how much was known when the file was printed: it overrules no decision made since [C3]
TRACE = "Trace"
# may be in the file, for the person who fills it in
CLIENT, CHOICES = "Client Number", "Choose from"
_LEFT_ALONE = (CLIENT, "Question", CHOICES, "State", *FACTS, "Row", "Due")
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")
_WHAT_TO_DO = "Nothing was written. Each Ref is named once; Sent says yes, no or nothing."


@dataclass(frozen=True)
class Decided:
    """Answers by the worklist's Ref, and the Refs whose notice a person has sent."""

    answers: dict[str, Answer] = field(default_factory=dict)
    sent: frozenset[str] = frozenset()


def read(path: Path) -> Decided:
    """The outcomes in a CSV with the columns Ref, Outcome and, where needed, the others of COLUMNS.

    Raises InputError for a missing or unknown column, a Ref that is empty or appears twice, a word under Sent that
    is neither yes nor no.
    """
    received = receive(path)
    if received.suffix in WORKBOOKS:
        raise InputError(
            f"{path.name} is an Excel workbook, and decisions are read from a CSV. In Excel choose Save As > CSV UTF-8 "
            "(Comma delimited) and use that."
        )
    headings, *rows = read_csv(received, _known_headings) or [[]]
    places = _places(path.name, headings)
    answers: dict[str, Answer] = {}
    sent, faults = set(), []
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        ref, *given, was_sent = (_cell(row, places.get(heading)) for heading in COLUMNS)
        if not ref or ref in answers:
            faults.append(Fault("appears twice" if ref else "is empty", number, "Ref"))
            continue
        *given, housing, new = given
        answers[ref] = Answer(*given)._replace(address=housing or new, trace=_cell(row, places.get(TRACE)))
        if was_sent.casefold() in _YES:
            sent.add(ref)
        elif was_sent.casefold() not in _NO:
            faults.append(Fault("is neither yes nor no", number, "Sent"))
    if faults:
        raise InputError.of_faults(path.name, faults, _WHAT_TO_DO)
    return Decided(answers, frozenset(sent))


def columns(address: str) -> list[str]:
    """The columns of a list whose notices tell the address of this field, '' for none: the other is left out."""
    others = {heading_of(name) for name in ADDRESSES if name != address}
    return [heading for heading in COLUMNS if heading not in others]


def _known_headings(row: Sequence[str]) -> int:
    keys = {heading_key(heading) for heading in COLUMNS}
    return sum(heading_key(text) in keys for text in row)


def _places(file: str, headings: Sequence[str]) -> dict[str, int]:
    by_key = {heading_key(heading): heading for heading in (*COLUMNS, TRACE)}
    places = {by_key[key]: at for at, text in enumerate(headings) if (key := heading_key(text)) in by_key}
    missing = [heading for heading in COLUMNS[:2] if heading not in places]
    allowed = {*by_key, *map(heading_key, _LEFT_ALONE)}
    odd = [text for text in headings if text.strip() and heading_key(text) not in allowed]
    if missing or odd:  # without Ref the first row may be anybody's data: it is not repeated
        raise InputError(
            f"{file} is not a list of decisions: {', '.join(missing or odd)} "
            f"{'is missing' if missing else 'is not known'}. Its columns are {', '.join(COLUMNS)}; "
            "'cso-xl worklist' prints it with everything but the outcomes filled in."
        )
    return places


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""
