"""The commands of `cso-xl` with which people decide: the worklist, and a copy that is brought up to date."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl.cli.reports import ReportChoice
from cso_xl.cli.shared import (
    again_option,
    date_of,
    decided,
    decisions_option,
    guarded,
    json_option,
    office_at,
    records_option,
    rows_of,
    settings_option,
    show_result,
    take_over_option,
    warn,
    which_it_is,
)
from cso_xl.errors import CallError

if TYPE_CHECKING:
    from cso_xl.desk.headless import RunResult
    from cso_xl.desk.office import Office

MARKS = ("email-sent", "nfa", "conflict-of-interest")


@click.command()
@click.argument("report", type=ReportChoice(with_worklist=True))
@click.argument("input", type=click.Path(path_type=Path), required=False)
@records_option
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    help="The filed copy's date [default: the newest]; with INPUT the report's, when the file's name has none.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="Write it into this file, which Excel reads, macrons and all.",
)
@again_option
@settings_option
def worklist(
    report: str,
    input: Path | None,
    records: Path | None,
    date: str | None,
    into: Path | None,
    again: bool,
    settings_file: Path | None,
) -> None:
    """Print what people have to look up in REPORT, as a CSV whose outcomes can be filled in for --decisions.

    Of the copy that is filed; or, with INPUT, of a report that is not filed yet.
    """

    def work() -> None:
        from cso_xl.cases import questions, told
        from cso_xl.cases.worklist import worklist_lines
        from cso_xl.cli import show
        from cso_xl.desk import noted

        office = office_at(records, settings_file, again=again)
        asked = questions.load(office.settings)[report.replace("-", "_")]
        address = told.told_address(asked, office.settings)
        result = _with_worklist(report, input, office, date_of(date))
        show.worklist(result, worklist_lines.choices(office.settings, report), address, into)
        warn(noted.shown(office, "show_worklist", result))

    guarded(work)


def _with_worklist(report: str, input: Path | None, office: "Office", date: dt.date | None) -> "RunResult":
    """What would be done to the filed copy, or with a report that came; nothing is written."""
    from cso_xl.desk import headless, reopen

    if input is None:
        return reopen.draft(report, office, date, dry_run=True)
    with which_it_is(report, input, office):
        return headless.run(report, input, office, headless.Given(date, dry_run=True))


@click.command()
@click.argument("report", type=ReportChoice(with_worklist=True))
@click.argument("text", metavar="[MARK", type=click.Choice(MARKS), required=False)
@click.argument("rows", metavar="ROW...]", nargs=-1)
@decisions_option
@click.option("--date", metavar="YYYY-MM-DD", help="The filed copy's date [default: the newest].")
@records_option
@json_option
@take_over_option
@settings_option
def mark(
    report: str,
    text: str | None,
    rows: tuple[str, ...],
    decisions: Path | None,
    date: str | None,
    records: Path | None,
    as_json: bool,
    take_over: bool,
    settings_file: Path | None,
) -> None:
    """Bring REPORT's filed copy up to date: mark rows, take in outcomes, and mark what was sent [A8, A10, O4, X6].

    MARK is email-sent, nfa or conflict-of-interest, ROW a row as its column Row names it, or several of them: 5-9.
    The earlier version of the copy is kept beside it.
    """

    def work() -> None:
        from cso_xl.desk import reopen
        from cso_xl.procedures.sheet import marks

        if bool(text) != bool(rows):
            raise CallError(
                "Name the rows to mark after the mark, e.g.: cso-xl mark address-sharer nfa 5 7-9"
            )
        chosen = [*map(rows_of, rows)]
        office = office_at(records, settings_file, take_over)
        marked = next(
            ((step, chosen) for step in marks.MARKS if text and step.name == text.replace("-", "_")), None
        )
        result = reopen.mark(report, office, date_of(date), decided(decisions), marked)
        show_result(result, office, as_json)

    guarded(work, report if as_json else None)


COMMANDS = (worklist, mark)
