"""`cso-xl training week`: a practice week in a folder of its own, of any Monday, size and seed."""

import datetime as dt
from pathlib import Path

import click

from cso_xl.cells.dates import in_full
from cso_xl.errors import CallError, FileError
from cso_xl.practice.week import PASSWORD, Files, Sizes, Week

FIRST, LAST = (
    dt.date(2000, 1, 3),
    dt.date(2099, 12, 28),
)  # Mondays: file names and e-mails have no other years


def make(folder: Path, week: Week) -> None:
    """Write `week` into a folder that is new or empty, and say what to do with it.

    Raises CallError for a week that does not begin on a Monday, FileError when the folder holds something.
    """
    _check(week.monday)
    if not is_free(folder):
        raise FileError(
            f"{folder} already exists and holds something. Nothing in it was touched. Name a new folder, or an "
            "empty one."
        )
    _say(week, week.write(folder))


def week_of(seed: int | None, rows: int | None, monday: dt.date | None) -> Week:
    """The practice week of this seed, size and Monday; for None, those of the usual week, workbooks/practice-week."""
    usual = Week()
    return Week(
        usual.monday if monday is None else monday,
        usual.sizes if rows is None else Sizes.of(rows),
        usual.seed if seed is None else seed,
    )


def is_free(folder: Path) -> bool:
    """Whether a folder is new or empty. Raises FileError when that cannot be seen."""
    try:
        return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise FileError(f"{folder} cannot be read: {error.strerror}. Name another folder.") from None


def _check(monday: dt.date) -> None:
    if not FIRST <= monday <= LAST:
        raise CallError(f"--date {monday}: choose a Monday from {FIRST} to {LAST}.")
    if monday.weekday():
        before = monday - dt.timedelta(days=monday.weekday())
        after = before + dt.timedelta(days=7)
        raise CallError(
            f"--date {monday} is not a Monday. The Mondays before and after it are {before} and {after}."
        )


def _say(week: Week, files: Files) -> None:
    lines = (
        f"The week of {in_full(week.monday)}, with seed {week.seed}. Nobody in it exists.",
        f"Received:  {files.datamatch.parent}",
        f"Records:   {files.records}",
        f"Password:  {PASSWORD}",
        f"Begin with {files.about}: it says how to go from the e-mails to the filed copies.",
    )
    for line in lines:
        click.echo(line)
