"""The command of `cso-xl` that counts: figures for the manager, and for release."""

import csv
import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl.cli.shared import date_of, guarded, json_option, office_at, records_option, settings_option
from cso_xl.errors import CallError, FileError

if TYPE_CHECKING:
    from cso_xl.desk.office import Office
    from cso_xl.figures.figures import Figures


@click.command()
@click.option("--from", "first", required=True, metavar="DATE", help="The first day (YYYY-MM-DD).")
@click.option("--to", "last", required=True, metavar="DATE", help="The last day (YYYY-MM-DD).")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Write a workbook with tables and charts.",
)
@click.option(
    "--release", is_flag=True, help="Round every number at random to a multiple of 3, to be released."
)
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV.")
@json_option
@records_option
@settings_option
def figures(
    first: str,
    last: str,
    into: Path | None,
    release: bool,
    as_csv: bool,
    as_json: bool,
    records: Path | None,
    settings_file: Path | None,
) -> None:
    """Count reports, rows, decisions, notices and answers of some days, by week and month [L13, X2].

    Numbers only: nobody is named. They are as the records stand now.
    """

    def work() -> None:
        office = office_at(records, settings_file)
        counted = _counted(office, (first, last), into, release)
        if counted.of_seed:
            click.echo(counted.of_seed, err=True)
        if into:
            _write(office, counted, into)
        if as_json:
            click.echo(json.dumps(counted.as_json()))
        elif as_csv:
            _print(counted)
        elif into:
            click.echo("\n".join([*(f"Note: {line}" for line in counted.notices), f"Written: {into}"]))
        else:
            _show(counted)

    guarded(work, "figures" if as_json else None)


def _counted(office: "Office", days: tuple[str, str], into: Path | None, release: bool) -> "Figures":
    from cso_xl.figures import figures as figures_
    from cso_xl.figures.counting import Span

    first, last = (date_of(day, of) for day, of in zip(days, ("--from", "--to"), strict=True))
    assert first
    assert last
    if into and into.suffix.lower() != ".xlsx":
        raise CallError(f"--into {into}: the figures are a workbook. Name a file that ends in .xlsx.")
    span, now = Span(first, last), dt.datetime.now(dt.UTC)
    if release:
        return figures_.for_release(office, span, now, [into.parent] if into else [])
    return figures_.figures(office, span, now)


def _write(office: "Office", counted: "Figures", into: Path) -> None:
    from cso_xl.figures.workbook import workbook
    from cso_xl.files.publish import publish
    from cso_xl.records import kept_apart

    title = kept_apart.TITLE if kept_apart.is_to_practise(office.records.root) else ""
    if not publish(into, workbook(counted, office.settings, title)):
        raise FileError(f"{into} already exists and stays as it is. Name another file with --into.")


def _print(counted: "Figures") -> None:
    from cso_xl.figures.figures import COLUMNS

    csv.writer(sys.stdout, lineterminator="\n").writerows([COLUMNS, *counted.cells()])
    for line in counted.notices:
        click.echo(f"Note: {line}", err=True)


def _show(counted: "Figures") -> None:
    """All that was counted, without weeks and months: a table for each section, and what it counts."""
    from cso_xl.cli import show
    from cso_xl.figures.sections import SECTIONS

    click.echo(f"Figures {counted.span}{', rounded for release' if counted.released else ''}")
    for section in SECTIONS:
        if lines := counted.of(section):
            click.echo(f"\n{section.name}. {section.about}")
            rows = [(line.of, line.what, f"{line.counts[counted.span.whole]:,}") for line in lines]
            show.table([section.of, "What", "Count"], rows)
    if not counted.lines:
        click.echo("Nothing was filed, drafted, sent or answered on these days.")
    for line in counted.notices:
        click.echo(f"Note: {line}")


COMMANDS = (figures,)
