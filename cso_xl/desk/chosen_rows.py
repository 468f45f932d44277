"""Rows that are marked without Excel: chosen by their number in the received file [C1], and named afterwards."""

from collections.abc import Iterable, Sequence

from cso_xl.cells.columns import Record
from cso_xl.errors import CallError
from cso_xl.procedures.step import Step
from cso_xl.procedures.work import Work
from cso_xl.sheet.areas import in_ranges

_WHOSE = {
    "client_number": "client",
    "cso_client_number": "CSO",
    "sharer_client_number": "sharer",
}  # by column, in words


def places(work: Work, chosen: Sequence[range]) -> tuple[int, ...]:
    """The places on the sheet of the chosen rows; of a range, those rows that are on the sheet.

    Raises CallError that names the rows of the sheet, or a row that appears on it twice.
    """
    on_sheet = _on_the_sheet(work, chosen)
    if doubled := sorted(work.doubled.intersection(on_sheet)):
        raise CallError(
            f"Row {doubled[0]} appears twice on the sheet. Delete the one that was pasted, then try again."
        )
    if unknown := [_words(rows) for rows in chosen if not {*rows}.intersection(on_sheet)]:
        raise CallError(
            f"Not on the sheet: row {', row '.join(unknown)}. Rows go by their column Row; there are rows "
            f"{in_words(work.places)}."
        )
    return tuple(sorted(work.places[row] for row in on_sheet))


def marked_in_words(work: Work, mark: Step, chosen: Sequence[range]) -> list[str]:
    """Notices: the rows that were marked, each with its client numbers, and those of a range not on the sheet."""
    records = work.records(work.procedure.columns)
    on_sheet = _on_the_sheet(work, chosen)
    whose = [f"row {row} ({_whose(records[row])})" for row in sorted(on_sheet)]
    left = {row for rows in chosen for row in rows}.difference(on_sheet)
    named = f"row{'' if len(left) == 1 else 's'} {in_words(left)}"
    skipped = [f"Not on the sheet, so not marked: {named}."] if left else []
    return [f"{mark.title}: {', '.join(whose)}.", *skipped]


def _whose(record: Record) -> str:
    return ", ".join(f"{word} {record[key]}" for key, word in _WHOSE.items() if record.get(key))


def in_words(rows: Iterable[int]) -> str:
    """Rows by their numbers, consecutive ones as a range: '2, 5 to 9'."""
    return ", ".join(in_ranges(rows))


def _words(rows: range) -> str:
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]} to {rows[-1]}"


def _on_the_sheet(work: Work, chosen: Sequence[range]) -> set[int]:
    return {row for rows in chosen for row in rows}.intersection(work.places)
