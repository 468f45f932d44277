"""CSV files and workbooks as grids of text: grid[0] is Excel's row 1. Every cell comes out as text [I4]."""

import csv
import re

from cso_xl.cells.limits import EXCEL_COLUMNS, EXCEL_ROWS, EXCEL_TEXT, UNWRITABLE
from cso_xl.errors import Fault, InputError
from cso_xl.intake.csv_text import Score, decoded, written
from cso_xl.intake.passwords import EXCELS_OWN, Passwords
from cso_xl.intake.readers import decrypted, sheets_of
from cso_xl.intake.received import Received
from cso_xl.intake.screen import screen_workbook
from cso_xl.intake.screen.ole import OLE

Grid = list[list[str]]

_ASK_AGAIN = "Ask the sender for the report again; nothing was written."
_GUARDED = re.compile(r'^="([^"]*)"$')  # how exporters keep Excel from making a number of a text


def read_csv(received: Received, score: Score = lambda row: 0) -> Grid:
    """A CSV in UTF-8 (with or without BOM), UTF-16 or Windows-1252, CRLF or LF.

    Its cells are separated by commas, or else by the tabs, semicolons or bars with which `score` finds most headings.
    Raises InputError for another encoding, quotes that do not close, or what Excel cannot hold.
    """
    csv.field_size_limit(EXCEL_TEXT)
    found = written(decoded(received.name, received.data), score)
    is_guarded = '="' in found.text
    grid: Grid = []
    known: dict[str, str] = {}  # equal cells are one text in memory: most columns hold few different ones
    try:
        for row in found.rows(strict=True):
            cells = [_GUARDED.sub(r"\1", cell) for cell in row] if is_guarded else row
            grid.append([known.setdefault(cell, cell) for cell in cells])
    except csv.Error as error:
        reason = (
            f"holds a cell of more than {EXCEL_TEXT:,} characters, which Excel would cut"
            if "field limit" in str(error)
            else "has a quotation mark that is not closed or stands inside a cell"
        )
        raise InputError.of_faults(received.name, [Fault(reason, len(grid) + 1)], _ASK_AGAIN) from None
    _check_size(received, grid)
    if UNWRITABLE.search(found.text):
        faults = [
            Fault("holds a control character, which Excel cannot keep", number)
            for number, row in enumerate(grid, 1)
            if any(UNWRITABLE.search(cell) for cell in row)
        ]
        raise InputError.of_faults(received.name, faults, _ASK_AGAIN)
    return grid


def read_workbook(received: Received, passwords: Passwords) -> dict[str, Grid]:
    """The visible sheets of an .xlsx, encrypted or not, by name [A1, I6].

    Real dates come out as DD/MM/YYYY, whole numbers without a decimal point, with the leading
    zeros that their number format shows. Raises InputError for a file that is not a workbook or has
    formulas (whose values cannot be trusted), PasswordError when it does not open.
    """
    sheets = sheets_of(received.name, decrypt(received, passwords), is_own=received.is_own)
    for grid in sheets.values():
        _check_size(received, grid)
    return sheets


def decrypt(received: Received, passwords: Passwords) -> bytes:
    """The bytes of a plain .xlsx from a plain or encrypted one, its integrity verified, and screened as it is."""
    if not received.data.startswith(OLE):  # encrypted
        return received.data
    name, data = received.name, received.data
    plain = passwords.open(name, lambda password: decrypted(name, data, password), EXCELS_OWN)
    if not received.is_own:
        screen_workbook(name, plain)
    return plain


def _check_size(received: Received, grid: Grid) -> None:
    widest = max(map(len, grid), default=0)
    if len(grid) > EXCEL_ROWS or widest > EXCEL_COLUMNS:
        raise InputError(
            f"{received.name} has {len(grid):,} rows and up to {widest:,} columns. Excel holds {EXCEL_ROWS:,} rows "
            f"and {EXCEL_COLUMNS:,} columns. {_ASK_AGAIN}"
        )


def padded(grid: Grid) -> Grid:
    """The rows as wide as the widest."""
    widest = max(map(len, grid))
    return [row + [""] * (widest - len(row)) for row in grid]
