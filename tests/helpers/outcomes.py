"""What follows from each outcome: a table typed from the procedure, not from the program."""

import csv
from pathlib import Path

import pytest

CPS, OT = "cs_help_desk@corrections.govt.nz", "contact@ot.govt.nz"
ADVISED = "Community Probation Services have been advised"
with (Path(__file__).parents[1] / "data" / "outcomes.csv").open(encoding="utf-8", newline="") as file:
    TABLE = list(csv.DictReader(file))  # typed from the procedure, not from the program


EACH_ROW = pytest.mark.parametrize(
    "row", TABLE, ids=[f"{row['id']} {row['only']}{row['change']} {row['outcome']}" for row in TABLE]
)


def to_tick(row):
    """What is ticked once it is done in CMS: every note, and what the table names."""
    notes = {"": [], "add": ["add-scn"], "end-date": ["end-date-scn"]}[row["scn"]]
    return [*notes, *(["cen"] if row["cen"] else []), *row["ticks"].split()]
