"""The command `cso-xl`: thin, as the buttons are. It finds the file, runs the procedure, shows the result."""

import datetime as dt
import io
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from cso_xl import settings as settings_
from cso_xl.errors import CallError, CsoError, Fault, InputError
from cso_xl.settings import Settings

REPORTS = ("daily-diffs", "on-list", "off-list", "address-sharer")
STEPS_SHOWN_AFTER = 1.0  # seconds until a progress bar appears

_settings_option = click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    help="A settings.toml in place of your own.",
)
_records_option = click.option(
    "--records",
    type=click.Path(path_type=Path),
    help="The folder that stands for Objective [settings: records.root].",
)
_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object instead of tables."
)


_decisions_option = click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    help="A CSV of outcomes for the worklist; 'cso-xl worklist' prints one to fill in.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cso_xl", prog_name="cso-xl")
def main() -> None:
    """The Central Processing Unit's four CSO reports, from the received file to the filed copies."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without macrons shows '?' and goes on


@main.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.argument("input", type=click.Path(path_type=Path))
@_records_option
@click.option(
    "--date", metavar="YYYY-MM-DD", help="The report's date, when the file's name has none or a wrong one."
)
@_json_option
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would be done.")
@_decisions_option
@_settings_option
def run(
    report: str,
    input: Path,
    records: Path | None,
    date: str | None,
    as_json: bool,
    dry_run: bool,
    decisions: Path | None,
    settings_file: Path | None,
) -> None:
    """Work REPORT from INPUT (a ZIP, .eml, .csv or .xlsx) and file its copies.

    The password comes from the environment variable CSO_XL_PASSWORD, the keyring, or a prompt.
    """

    def work() -> None:
        from cso_xl import headless
        from cso_xl.desk import Office

        settings = settings_.load(settings_file)
        root = _records_root(records, settings)
        office = Office.at(root, settings, _passwords(settings))
        job = partial(headless.run, report, input, office, _date(date), dry_run, decided=_decided(decisions))
        if as_json:
            click.echo(json.dumps(job().as_json()))
            return
        from cso_xl import show

        with show.progress(STEPS_SHOWN_AFTER) as tell:
            result = job(tell=tell)
        show.summary(result, root)

    _guarded(work, report if as_json else None)


@main.command()
@click.option("--date", metavar="YYYY-MM-DD", help="The Working Copy's date [default: the newest].")
@_records_option
@click.option("--without-outcomes", is_flag=True, help="Save it although rows have no outcome yet.")
@_settings_option
def processed(
    date: str | None, records: Path | None, without_outcomes: bool, settings_file: Path | None
) -> None:
    """Save the address sharers' Processed Copy from the commented Working Copy [A10, A11]."""

    def work() -> None:
        from cso_xl import headless, show
        from cso_xl.desk import Office

        settings = settings_.load(settings_file)
        root = _records_root(records, settings)
        office = Office.at(root, settings, _passwords(settings))
        result = headless.finish(office, _date(date), without_outcomes)
        show.summary(result, root)
        if not result.filed:
            sys.exit(CsoError.exit_code)

    _guarded(work)


@main.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.argument("input", type=click.Path(path_type=Path))
@_records_option
@click.option("--date", metavar="YYYY-MM-DD", help="The report's date, when the file's name has none.")
@_settings_option
def worklist(
    report: str, input: Path, records: Path | None, date: str | None, settings_file: Path | None
) -> None:
    """Print what people have to look up in REPORT, as a CSV whose outcomes can be filled in for --decisions."""

    def work() -> None:
        from cso_xl import headless, show
        from cso_xl.desk import Office

        settings = settings_.load(settings_file)
        office = Office.at(_records_root(records, settings), settings, _passwords(settings))
        show.worklist(headless.run(report, input, office, _date(date), dry_run=True))

    _guarded(work)


@main.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.option("--date", metavar="YYYY-MM-DD", help="The filed copy's date [default: the newest].")
@_records_option
@_json_option
@_settings_option
def draft(
    report: str, date: str | None, records: Path | None, as_json: bool, settings_file: Path | None
) -> None:
    """Draft the notices for the outcomes chosen on the worklist of REPORT's filed copy. Nothing is sent."""

    def work() -> None:
        from cso_xl import headless, show
        from cso_xl.desk import Office

        settings = settings_.load(settings_file)
        root = _records_root(records, settings)
        office = Office.at(root, settings, _passwords(settings))
        result = headless.draft(report, office, _date(date))
        if as_json:
            click.echo(json.dumps(result.as_json()))
        else:
            show.summary(result, root)

    _guarded(work, report if as_json else None)


@main.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.argument("ref")
@click.option("--date", metavar="YYYY-MM-DD", help="The filed copy's date [default: the newest].")
@_records_option
@_settings_option
def text(report: str, ref: str, date: str | None, records: Path | None, settings_file: Path | None) -> None:
    """Print the case-note texts that follow from REF on REPORT's worklist, to copy into CMS [D9, L6]."""

    def work() -> None:
        from cso_xl import headless
        from cso_xl.desk import Office

        settings = settings_.load(settings_file)
        office = Office.at(_records_root(records, settings), settings, _passwords(settings))
        click.echo(headless.texts(report, ref, office, _date(date), dt.date.today()))

    _guarded(work)


@main.command("file-email")
@click.argument("messages", metavar="EMAIL...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_records_option
@_settings_option
def file_email(messages: tuple[Path, ...], records: Path | None, settings_file: Path | None) -> None:
    """File sent e-mails (.eml, .msg) beside their report, under the name of their draft [D12, L12, A12]."""

    def work() -> None:
        from cso_xl import post

        settings = settings_.load(settings_file)
        root = _records_root(records, settings)
        for message in messages:
            filed = post.file_email(root, settings, message, dt.datetime.now(dt.UTC))
            click.echo(f"{filed.reference}: filed in {filed.folder}")

    _guarded(work)


@main.command()
@_records_option
@_json_option
@_settings_option
def due(records: Path | None, as_json: bool, settings_file: Path | None) -> None:
    """List the notices that are still to be sent, and the answers that are due or overdue [X2]."""

    def work() -> None:
        from cso_xl import show
        from cso_xl.filing.follow_ups import FollowUps

        settings = settings_.load(settings_file)
        now = dt.datetime.now(dt.UTC)
        show.due(FollowUps(_records_root(records, settings), settings).open(now), now, as_json)

    _guarded(work)


@main.command()
@click.argument("references", metavar="REFERENCE...", nargs=-1, required=True)
@_records_option
@_settings_option
def answered(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Record that the answer to a notice has come [X2]."""

    def work() -> None:
        from cso_xl.filing.follow_ups import FollowUps

        settings = settings_.load(settings_file)
        follow_ups = FollowUps(_records_root(records, settings), settings)
        for reference in references:
            new = follow_ups.answered(reference, dt.datetime.now(dt.UTC))
            click.echo(f"{reference}: {'answered' if new else 'was recorded as answered before'}")

    _guarded(work)


@main.command()
@click.argument("report", type=click.Choice(REPORTS), required=False)
def steps(report: str | None) -> None:
    """Print the procedure of REPORT, or of all four: what staff did by hand, and what each step does."""
    from cso_xl import show
    from cso_xl.procedures import PROCEDURES

    for name in [report] if report else REPORTS:
        show.procedure(PROCEDURES[name])


@main.command()
@_settings_option
def settings(settings_file: Path | None) -> None:
    """Show every setting in force, and which file it came from."""

    def work() -> None:
        from cso_xl import show

        show.settings(settings_.load(settings_file), settings_file or settings_.user_file())

    _guarded(work)


@main.command()
@click.argument("zip_file", metavar="ZIP", type=click.Path(path_type=Path))
def members(zip_file: Path) -> None:
    """List what a datamatch ZIP, or an .eml carrying it, holds; needs no password [I1, I3]."""

    def work() -> None:
        from cso_xl import show
        from cso_xl.intake.datamatch import Datamatch
        from cso_xl.intake.received import attachments, receive

        received = receive(zip_file)
        if received.suffix == ".eml":
            received = next((one for one in attachments(received) if one.suffix == ".zip"), received)
        show.members(Datamatch(received))

    _guarded(work)


@main.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("cso-xl-demo"),
    show_default=True,
    help="The folder for the synthetic week.",
)
def demo(into: Path) -> None:
    """Make a synthetic week, run all four reports on it and show what each row became."""

    def work() -> None:
        from cso_xl.practice import demo as practice_demo

        practice_demo.run(into)

    _guarded(work)


@main.group()
def addin() -> None:
    """The ribbon tab 'CSO' in Excel: build, install, remove or check the add-in."""


@addin.command("build")
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path(), help="The folder [default: the current one]."
)
def addin_build(into: Path) -> None:
    """Build cso_xl.xlam from the installed xlwings; needs no Excel."""

    def work() -> None:
        from cso_xl.addin import build

        click.echo(f"Written: {build.write(into)}")

    _guarded(work)


@addin.command("install")
@click.option(
    "--resident",
    is_flag=True,
    help="Keep one Python up between presses: every press after the first starts at once. Close Excel and open it "
    "again after an update of cso_xl.",
)
def addin_install(resident: bool) -> None:
    """Put the add-in where Excel loads it for you; needs no administrator."""

    def work() -> None:
        from cso_xl.addin import install

        places = install.places()
        install.install(places, resident)
        click.echo(f"Installed: {places.addin}\nStart Excel: the tab 'CSO' is there.")

    _guarded(work)


@addin.command("remove")
def addin_remove() -> None:
    """Take away what 'addin install' put there."""

    def work() -> None:
        from cso_xl.addin import install

        removed = install.remove(install.places())
        click.echo("\n".join(f"Removed: {path}" for path in removed) or "The add-in is not installed.")

    _guarded(work)


@addin.command("check")
def addin_check() -> None:
    """Say whether the installed add-in is whole, up to date and starts this Python."""

    def work() -> None:
        from cso_xl.addin import check, install

        findings = check.check(install.places())
        for finding in findings:
            click.echo(f"{'OK ' if finding.ok else 'NOT OK '} {finding.says}")
        if not all(finding.ok for finding in findings):
            sys.exit(CsoError.exit_code)

    _guarded(work)


@main.command()
@_records_option
@_json_option
@_settings_option
def doctor(records: Path | None, as_json: bool, settings_file: Path | None) -> None:
    """Say whether this computer is set up for cso_xl, and what to do where it is not."""

    def work() -> None:
        from cso_xl import doctor
        from cso_xl.machine import Machine

        findings = doctor.examine(Machine(), settings_file, records, dt.date.today())
        if as_json:
            click.echo(json.dumps(doctor.as_json(findings)))
        else:
            doctor.show(findings)
        sys.exit(doctor.exit_code(findings))

    _guarded(work)


def _guarded(work: Callable[[], None], json_report: str | None = None) -> None:
    """Run a command; turn whatever is raised into a message and an exit code."""
    try:
        work()
    except CsoError as error:
        _stop(str(error), error.exit_code, json_report, error.faults if isinstance(error, InputError) else ())
    except (KeyboardInterrupt, click.Abort):
        _stop(
            "Stopped. What was already filed stays filed; run the report again to complete it.",
            1,
            json_report,
        )
    except Exception as error:
        _stop(_unexpected(error), CsoError.exit_code, json_report)


def _unexpected(error: Exception) -> str:
    """What support needs to know of a fault of the program: where it happened, and nothing of the data."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        "The program failed in a way that was not foreseen. A report is filed whole or not at all; what was filed "
        f"before is safe. Tell support: {type(error).__name__} in {Path(last.filename).name}, line {last.lineno}."
    )


def _stop(message: str, code: int, json_report: str | None, faults: Sequence[Fault] = ()) -> NoReturn:
    """Say what is wrong on standard error, and as an object on standard output where JSON was asked for."""
    if json_report is not None:
        listed = [{"row": fault.row, "column": fault.column, "message": fault.message} for fault in faults]
        answer = {"report": json_report, "reconciled": False, "error": message, "faults": listed}
        click.echo(json.dumps(answer))
    click.echo(message, err=True)
    sys.exit(code)


def _records_root(given: Path | None, settings: Settings) -> Path:
    root = given or (Path(settings.text("records.root")) if settings.text("records.root") else None)
    if root is None:
        raise CallError(
            "No records folder is set. Name it with --records DIR, or once and for all as root under [records] in "
            f"{settings_.user_file()}."
        )
    return root


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise CallError(f"--date {text}: no such date. Write it as YYYY-MM-DD, e.g. 2025-01-06.") from None


def _decided(path: Path | None) -> "Any":
    from cso_xl.intake import decided

    return decided.read(path) if path else decided.Decided()


def _passwords(settings: Settings) -> "Any":
    from cso_xl.intake.passwords import Passwords

    def ask(prompt: str) -> str:
        return str(click.prompt(prompt, hide_input=True, default="", show_default=False, err=True))

    return Passwords(settings, ask if sys.stdin is not None and sys.stdin.isatty() else None)
