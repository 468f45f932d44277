"""The commands of `cso-xl` for trainers: what to teach and practise with, all of it synthetic [X8]."""

import json
from pathlib import Path

import click

from cso_xl.cli.reports import ReportChoice
from cso_xl.cli.shared import Subject, date_of, guarded, json_option

MOST_ROWS = 10_000  # they take two minutes and 1 GB of memory to make; a real day has 300


@click.group(cls=Subject)
def training() -> None:
    """What to teach and to practise with. Everybody in it is invented [X8]."""


@training.command("week")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--seed", type=int, metavar="N", help="Another number gives other people [default: 2025].")
@click.option(
    "--rows",
    type=click.IntRange(1, MOST_ROWS),
    metavar="N",
    help="Rows of the address report, the others in proportion; 300 is a real day. No report has fewer rows than "
    "cases to show [default: 40, and smaller lists].",
)
@click.option(
    "--date", metavar="YYYY-MM-DD", help="The Monday on which the week begins [default: 2025-01-13]."
)
def week(folder: Path, seed: int | None, rows: int | None, date: str | None) -> None:
    """Make a week to practise on in DIR, a new or empty folder: e-mails, last week's records, a README.

    The same N's and date give the same files, byte for byte.
    """

    def work() -> None:
        from cso_xl.practice import fresh

        fresh.make(folder, fresh.week_of(seed, rows, date_of(date)))

    guarded(work)


@training.command("build")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("workbooks"),
    show_default=True,
    help="The folder of the workbook.",
)
def build(into: Path) -> None:
    """Build 'CSO training.xlsx', the annotated workbook to teach from; always the same, byte for byte."""

    def work() -> None:
        from cso_xl.training import workbook

        click.echo(f"Written: {workbook.write(into)}")

    guarded(work)


@training.command("check")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--report", type=ReportChoice(), help="Only the exercise on this report.")
@json_option
def check(file: Path, report: str | None, as_json: bool) -> None:
    """Mark FILE: a copy of the training workbook, a filed copy of the practice week, or its worklist as a CSV.

    Of the workbook the answers and the rows of its exercises, of a worklist the outcomes, each with its rule.
    """

    def work() -> None:
        from cso_xl.cli import show
        from cso_xl.training import all_of_it, check

        marked = all_of_it.marked(file, report)
        if as_json:
            click.echo(json.dumps(check.as_json(*marked)))
        else:
            show.marked(*marked)

    guarded(work, json_report=report if as_json else None)


COMMANDS = (training,)
