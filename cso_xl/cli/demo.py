"""`cso-xl demo`: a practice week, the reports on it, and what each row became."""

from pathlib import Path

import click

from cso_xl import settings as settings_
from cso_xl.cli import show
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.errors import FileError
from cso_xl.practice.fresh import is_free
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.week import PASSWORD, Files, Week
from cso_xl.procedures import PROCEDURES
from cso_xl.records import kept_apart


def run(into: Path) -> None:
    """Write the practice week into `into` unless it is there, work its reports and show them.

    Uses the default settings, not the user's own. Raises FileError, and touches nothing, when `into`
    holds something else.
    """
    files = _week_in(into)
    settings = kept_apart.in_force(settings_.load(settings_.DEFAULTS), files.records)
    office = Office.at(files.records, settings, PracticePasswords(settings))
    unchanged = True
    for report in PROCEDURES.values():
        result = headless.run(report.name, files.carrying(report), office)
        show.summary(result, files.records, rows=True)
        unchanged = unchanged and result.unchanged
    _say_what_next(files, unchanged)


def _week_in(into: Path) -> Files:
    """The files of the practice week in a folder, written there if it is new or empty."""
    week = Week()
    files = week.files(into)
    if files.are_written():
        return files
    if not is_free(into):
        raise FileError(
            f"{into} already exists and holds no whole practice week. Nothing in it was touched. Name a new folder "
            "with --into, or take away what is in this one."
        )
    return week.write(into)


def _say_what_next(files: Files, unchanged: bool) -> None:
    lines = [
        "",
        "Nothing was changed: this practice week was worked before."
        if unchanged
        else "Every row above is invented. Nobody in it exists.",
        f"Received:  {files.datamatch.parent}",
        f"Records:   {files.records}",
        f"Password:  {PASSWORD}",
        "",
        "Try next: open the Working Copy of the address report in Excel, write an outcome (Email sent or NFA) into "
        "Comment beside each row, save it and close it. Then save the Processed Copy, which asks for that password:",
        f'  cso-xl processed --records "{files.records}"',
    ]
    for line in lines:
        click.echo(line)
