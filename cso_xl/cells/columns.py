"""Columns found by heading [I7], and the faults of their rows.

A decision never sees a file: it gets the records that this module makes, each row's text by column key
('client_number', ...), under Excel's row numbers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from cso_xl.cells import dates
from cso_xl.cells.letters import letters_of, number_of
from cso_xl.cells.text import heading_key, squeeze
from cso_xl.errors import Fault, InputError

Record = Mapping[str, str]  # a row's cells by column key
Records = Mapping[int, Record]  # by Excel row

CLIENT_NUMBER = re.compile("[0-9]{1,9}")
_SHORT_FORM = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_LETTER = re.compile("[A-Z]{1,3}")


class CellKind(Enum):
    """The content that the cells of a column must have."""

    TEXT = "any text"
    CLIENT_NUMBER = "a client number of up to 9 digits"
    CLIENT_NUMBER_OR_EMPTY = "a client number of up to 9 digits, or nothing"
    MATCH_LEVEL = "1, 2, 3, 4 or 5"
    MATCH_LEVEL_OR_EMPTY = "1, 2, 3, 4 or 5, or nothing"
    DATE = "a date with the day first, such as 06/01/2025, or nothing"


@dataclass(frozen=True)
class Column:
    """A column that a report is read by; its headings stand in settings under `key`."""

    key: str
    kind: CellKind = CellKind.TEXT
    required: bool = True


def client_key(number: str) -> str:
    """A client number as it is compared: without spaces and leading zeros [L3]."""
    return number.strip().lstrip("0")


def client_numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """The client numbers among texts, each once, as they are typed and in their order."""
    typed = dict.fromkeys(text.strip() for text in texts)
    return tuple(number for number in typed if CLIENT_NUMBER.fullmatch(number))


def find(headings: Sequence[str], names: Sequence[str]) -> list[int]:
    """Positions (from 0) of the headings that match a name: the first of `names` that any heading matches."""
    keys = [heading_key(heading) for heading in headings]
    for name in names:
        if hits := [place for place, key in enumerate(keys) if key and key == heading_key(name)]:
            return hits
    for name in names:
        if _LETTER.fullmatch(name) and number_of(name) <= len(headings):
            return [number_of(name) - 1]
    return []


def locate(
    file: str, headings: Sequence[str], columns: Sequence[Column], names: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """For each column key its position (from 0); an optional column that is absent has none.

    Raises InputError that names every missing or doubled column and the headings found [I7].
    """
    places, faults = {}, []
    for column in columns:
        hits = find(headings, names[column.key])
        if len(hits) > 1:
            faults.append(Fault(_repeated(names[column.key][0], hits)))
        elif hits:
            places[column.key] = hits[0]
        elif column.required:
            faults.append(Fault(_missing(headings, names[column.key])))
    if faults:
        raise InputError(
            "\n".join(
                [
                    f"{file} does not have the columns it should:",
                    *(f"  {fault}" for fault in faults),
                    _found(headings, names),
                    "Check that the report was exported with its headings. If a column has only been given "
                    "another name, add that name to [columns] in settings.toml.",
                ]
            ),
            faults,
        )
    return places


def _found(headings: Sequence[str], names: Mapping[str, Sequence[str]]) -> str:
    """The headings found, if one of them is known; a row without a known heading may hold anybody's data."""
    if list(headings) == [""]:  # of a sheet: its report begins in column A
        return "Column A is empty. If a column was inserted left of the report, delete it, then try again."
    known_keys = {heading_key(name) for aliases in names.values() for name in aliases}
    if not any(heading_key(heading) in known_keys for heading in headings):
        if len(headings) == 1 and sum(key in heading_key(headings[0]) for key in known_keys) > 1:
            return (
                "All headings stand in one cell: what separates the others is not a comma, a semicolon, a tab or a bar "
                "(|). Ask the sender for it as a CSV (Comma delimited)."
            )
        many = "1 cell" if len(headings) == 1 else f"{len(headings)} cells"
        return f"The first row, of {many}, does not look like headings."
    return f"Headings found: {', '.join(repr(heading) for heading in headings if heading.strip())}."


def _missing(headings: Sequence[str], names: Sequence[str]) -> str:
    from difflib import get_close_matches

    folded = [heading.casefold() for heading in headings]
    near = get_close_matches(names[0].casefold(), folded, 1, 0.6)
    hint = f" The nearest heading is '{headings[folded.index(near[0])]}'." if near else ""
    return f"Column '{names[0]}' is missing.{hint}"


def _repeated(name: str, hits: Sequence[int]) -> str:
    *others, last = [letters_of(hit + 1) for hit in hits]
    how_often = "twice" if len(hits) == 2 else f"{len(hits)} times"
    return f"Column '{name}' appears {how_often}: {', '.join(others)} and {last}."


def records(
    rows: Sequence[Sequence[str]], places: Mapping[str, int], excel_rows: Sequence[int]
) -> dict[int, Record]:
    """The columns of `places`, row by row, by Excel row; a short row reads as empty cells."""
    cells = zip(*cells_of(rows, places).values(), strict=True)
    return {
        number: dict(zip(places, row, strict=True)) for number, row in zip(excel_rows, cells, strict=True)
    }


def cells_of(rows: Sequence[Sequence[str]], places: Mapping[str, int]) -> dict[str, list[str]]:
    """The columns of `places`, each from top to bottom; a short row reads as empty cells."""
    return {key: [row[place] if place < len(row) else "" for row in rows] for key, place in places.items()}


def faults(
    excel_rows: Sequence[int],
    cells: Mapping[str, Sequence[str]],
    columns: Sequence[Column],
    headings: Mapping[str, str],
) -> list[Fault]:
    """Every cell that does not hold what its column must, in row order; cells and headings by column key."""
    cell_faults = [
        Fault(f"{wrong[text]}. Expected {column.kind.value}.", int(row), headings[column.key])
        for column in columns
        if column.key in cells and (wrong := _wrong_texts(cells[column.key], column.kind))
        for row, text in zip(excel_rows, cells[column.key], strict=True)
        if text in wrong
    ]
    return sorted(cell_faults, key=lambda fault: fault.row or 0)


def _wrong_texts(cells: Sequence[str], kind: CellKind) -> dict[str, str]:
    if kind is CellKind.TEXT:
        return {}
    return {text: wrong for text in set(cells) if (wrong := _wrong(text, kind))}


def _wrong(text: str, kind: CellKind) -> str | None:
    """The fault of a cell, without its content; None when it has none."""
    stripped = text.strip()
    if kind is CellKind.MATCH_LEVEL or (kind is CellKind.MATCH_LEVEL_OR_EMPTY and stripped):
        return _wrong_level(text)
    if not stripped:
        return "is empty" if kind is CellKind.CLIENT_NUMBER else None
    if kind is CellKind.DATE:
        return None if dates.parse(text) else dates.trouble(text)
    if CLIENT_NUMBER.fullmatch(stripped):
        return None
    if _SHORT_FORM.fullmatch(stripped):
        return "was shortened by Excel to the form 1.23E+08; use the file as it was received"
    if stripped.isdecimal():
        return "has more than 9 digits"
    return "holds a sign that cannot be seen" if CLIENT_NUMBER.fullmatch(squeeze(text)) else "is not a number"


def _wrong_level(text: str) -> str | None:
    if re.fullmatch("[1-5]", text):
        return None
    if not text.strip():
        return "is empty"
    if text != text.strip():
        return "has a space beside the number"
    return "starts with a zero" if text.startswith("0") else "is not a match level"
