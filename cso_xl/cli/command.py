"""The command `cso-xl`: thin, as the buttons are. It finds the file, runs the procedure, shows the result."""

import datetime as dt
import io
import json
import sys
from pathlib import Path

import click

from cso_xl import settings as settings_
from cso_xl.cli import (
    activity,
    addin,
    addresses,
    cases,
    decide,
    figures,
    find,
    history,
    notices,
    today,
    training,
    work,
)
from cso_xl.cli.purposes import ByPurpose
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
    settings_option,
    show_result,
    take_over_option,
    which_it_is,
)
from cso_xl.errors import CsoError


@click.group("cso-xl", cls=ByPurpose, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cso_xl", prog_name="cso-xl")
def main() -> None:
    """The Central Processing Unit's CSO reports, from the received file to the filed copies."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without macrons shows '?' and goes on


@main.command()
@click.argument("report", type=ReportChoice())
@click.argument("input", type=click.Path(path_type=Path))
@records_option
@click.option(
    "--date", metavar="YYYY-MM-DD", help="The report's date, when the file's name has none or a wrong one."
)
@json_option
@click.option("--dry-run", is_flag=True, help="File nothing; show what would be done.")
@again_option
@decisions_option
@take_over_option
@settings_option
def run(
    report: str,
    input: Path,
    records: Path | None,
    date: str | None,
    as_json: bool,
    dry_run: bool,
    again: bool,
    decisions: Path | None,
    take_over: bool,
    settings_file: Path | None,
) -> None:
    """Work REPORT from INPUT (a ZIP, .eml, .msg, .csv or .xlsx) and file its copies.

    The password comes from the environment variable CSO_XL_PASSWORD, the keyring, or a prompt.
    """

    def work() -> None:
        from cso_xl.intake import apart
        from cso_xl.procedures import PROCEDURES

        apart.expect(workbooks=not PROCEDURES[report].arrives.in_zip)
        from cso_xl.desk import headless, noted  # while the readers' process starts

        office = office_at(records, settings_file, take_over, again)
        given = headless.Given(date_of(date), decided(decisions), dry_run)
        with which_it_is(report, input, office):
            result = headless.run(report, input, office, given)
        if dry_run:
            result.notices.extend(noted.shown(office, "dry_run", result))
        show_result(result, office, as_json)

    guarded(work, report if as_json else None)


@main.command()
@click.option("--date", metavar="YYYY-MM-DD", help="The Working Copy's date [default: the newest].")
@records_option
@click.option("--without-outcomes", is_flag=True, help="Save it although rows have no outcome yet.")
@take_over_option
@settings_option
def processed(
    date: str | None,
    records: Path | None,
    without_outcomes: bool,
    take_over: bool,
    settings_file: Path | None,
) -> None:
    """Save the address sharers' Processed Copy from the commented Working Copy [A10, A11]."""

    def work() -> None:
        from cso_xl.desk import reopen

        office = office_at(records, settings_file, take_over)
        result = reopen.finish(office, date_of(date), without_outcomes)
        show_result(result, office, as_json=False)
        if not any(copy.kind == "processed" for copy in result.filed):
            sys.exit(CsoError.exit_code)

    guarded(work)


@main.command()
@click.argument("report", type=ReportChoice(), required=False)
def steps(report: str | None) -> None:
    """Print the procedure of REPORT, or of all reports: what staff did by hand, and what each step does."""
    from cso_xl.cli import show
    from cso_xl.procedures import PROCEDURES

    for name in [report] if report else PROCEDURES:
        show.procedure(PROCEDURES[name])


@main.command()
@settings_option
def settings(settings_file: Path | None) -> None:
    """Show every setting in force, and which file it came from."""

    def work() -> None:
        from cso_xl.cli import show

        show.settings(settings_.load(settings_file), settings_file or settings_.user_file())

    guarded(work)


@main.command()
@click.argument("zip_file", metavar="ZIP", type=click.Path(path_type=Path))
def members(zip_file: Path) -> None:
    """List what a datamatch ZIP, or an e-mail carrying it, holds; needs no password [I1, I3]."""

    def work() -> None:
        from cso_xl.cli import show
        from cso_xl.intake import datamatch

        show.members(datamatch.open_zip(zip_file))

    guarded(work)


@main.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("cso-xl-demo"),
    show_default=True,
    help="The folder for the synthetic week.",
)
def demo(into: Path) -> None:
    """Make a synthetic week, run the reports on it and show what each row became."""

    def work() -> None:
        from cso_xl.cli import demo as practice_demo

        practice_demo.run(into)

    guarded(work)


@main.command()
@records_option
@json_option
@settings_option
def doctor(records: Path | None, as_json: bool, settings_file: Path | None) -> None:
    """Say whether this computer is set up for cso_xl, and what to do where it is not."""

    def work() -> None:
        from cso_xl import doctor
        from cso_xl.computer.machine import Machine

        findings = doctor.examine(Machine(), settings_file, records, dt.date.today())
        if as_json:
            click.echo(json.dumps(doctor.as_json(findings)))
        else:
            doctor.show(findings)
        sys.exit(doctor.exit_code(findings))

    guarded(work)


for command in (
    *work.COMMANDS,
    *decide.COMMANDS,
    *addin.COMMANDS,
    *notices.COMMANDS,
    *today.COMMANDS,
    *find.COMMANDS,
    *figures.COMMANDS,
    *history.COMMANDS,
    *activity.COMMANDS,
    *cases.COMMANDS,
    *addresses.COMMANDS,
    *training.COMMANDS,
):
    main.add_command(command)
