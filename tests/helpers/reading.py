"""Readers as tests call them, and what staff read when one refuses."""

import pytest

from cso_xl.cells.columns import Column
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.received import Received
from cso_xl.intake.tables import read_table
from helpers.files import PASSWORD, ZIP, raw_xlsx, zip_with
from helpers.programs import tool

ASK_AGAIN = "Ask the sender for the report again; nothing was written."
WRONG_PASSWORD = (
    "{} did not open: wrong password, or a damaged file. Nothing was written. Check the password "
    "with your trainer; if it is right, save the file from the e-mail again."
)
NOT_XLSX = (
    "r.xlsx is not an Excel workbook of today's kind (.xlsx). "
    "Open it in Excel, save it as .xlsx and use that copy; if it does not open, ask for it again."
)
NOT_ZIP = f"{ZIP} is not a whole ZIP file: it may have been cut short. Save it from the e-mail again."
COLUMNS = (Column("number"), Column("name"))
NAMED = {"number": ["Client Number"], "name": ["Name"]}


def message(error, call, *args):
    """What staff read when `call` stops."""
    with pytest.raises(error) as stopped:
        call(*args)
    return str(stopped.value)


def table(data, passwords, name="r.csv"):
    data = data.encode() if isinstance(data, str) else data
    return read_table(Received(name, data), COLUMNS, NAMED, passwords)


def info_zip(path, members, password=PASSWORD):
    return zip_with([tool("zip"), "-q", "-X", "-e", "-P", password], path, members)


def seven_zip(path, members, *options, password=PASSWORD):
    return zip_with([tool("7z"), "a", "-bd", "-tzip", *options, f"-p{password}"], path, members)


CELLS = [
    "=1+1",
    "+64 9",
    "-5",
    "@x",
    "1E5",
    "TRUE",
    "00012",
    "#N/A",
    "NULL",
    "nan",
    "2025-01-06",
    "1.10",
    "'",
]


CHECK_HEADINGS = (
    "Check that the report was exported with its headings. If a column has only been given another name, "
    "add that name to [columns] in settings.toml."
)


GRID = [["Client Number", "Name"], ["00012", "=1+1"], ["1E5", "a\nb"]]


def book(data, passwords):
    return read_workbook(Received("r.xlsx", data), passwords)


def only(data, passwords):
    ((_, grid),) = book(data, passwords).items()
    return grid


HARMS = ["workbook_with_macros", "workbook_with_dde", "workbook_with_entities", "workbook_bomb"]


def change(**cells):
    """A function that sets cells of the first sheet: a value, or a value and its number format."""

    def changed(workbook):
        for place, value in cells.items():
            cell = workbook.worksheets[0][place]
            cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")

    return changed


def first(rows, passwords, strings="", epoch=1900):
    """What A1 of a workbook written by hand reads as."""
    return only(raw_xlsx(rows, strings, epoch), passwords)[0][0]
