"""The commands of `cso-xl addin`: the tab 'CSO' in Excel, built, installed, bundled, checked and tried."""

import datetime as dt
import json
import sys
from pathlib import Path

import click

from cso_xl import settings as settings_
from cso_xl.cli.shared import Subject, guarded, json_option
from cso_xl.errors import CsoError


@click.group(cls=Subject)
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

    guarded(work)


@addin.command("install")
@click.option(
    "--stay-up",
    is_flag=True,
    help="Keep one Python up between presses: every press after the first starts at once. Close Excel and open it "
    "again after an update of cso_xl.",
)
@click.option(
    "--resident",
    is_flag=True,
    help="Have a Python do what is pressed that you start, at logon or from the Start menu: where Office may start no "
    "program. Without this option it is done where a policy asks for it.",
)
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="The add-in of a bundle, which IT may have signed, in place of one that is built here.",
)
def addin_install(stay_up: bool, resident: bool, file: Path | None) -> None:
    """Put the add-in where Excel loads it for you; needs no administrator."""

    def work() -> None:
        from cso_xl.addin import at_logon, check, install
        from cso_xl.computer import hardened
        from cso_xl.computer.machine import Machine

        places, refused = install.places(), hardened.refused(Machine())
        usual = install.Way.STAYS if stay_up else install.Way.ANEW
        way = install.Way.RESIDENT if resident or (refused and not stay_up) else usual
        install.install(places, way, check.signed(file) if file else None)
        (at_logon.put if way is install.Way.RESIDENT else at_logon.take_away)(places)
        click.echo(f"Installed: {places.addin}")
        if way is install.Way.RESIDENT:
            words = "A Python that you start does what is pressed: now, at logon, and from 'CSO' in the Start menu."
            click.echo(" ".join([*refused, words]))
        click.echo("Start Excel: the tab 'CSO' is there.")

    guarded(work)


@addin.command("bundle")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--for", "system", type=click.Choice(["windows", "linux"]), default="windows", show_default=True,
    help="The computers, all of 64 bits.",
)  # fmt: skip
@click.option(
    "--python",
    metavar="X.Y",
    default=f"{sys.version_info[0]}.{sys.version_info[1]}",
    help="Their version of Python [default: that of this one].",
)
def addin_bundle(folder: Path, system: str, python: str) -> None:
    """Make DIR, a new or empty folder from which the program is installed without the internet and without rights.

    It holds every wheel by its hash, the add-in, the guide for IT and scripts. Only making it needs the network.
    """

    def work() -> None:
        from cso_xl.addin import bundle

        made = bundle.make(folder, bundle.Target(system, python))
        script = "install.cmd" if system == "windows" else "install.sh"
        click.echo(
            f"Made: {made}\nIts page 'For IT.md' says what is in it; {script} installs it for one user."
        )

    guarded(work)


@addin.command("remove")
def addin_remove() -> None:
    """Take away what 'addin install' put there."""

    def work() -> None:
        from cso_xl.addin import at_logon, install

        places = install.places()
        removed = [*at_logon.take_away(places), *install.remove(places)]
        click.echo("\n".join(f"Removed: {path}" for path in removed) or "The add-in is not installed.")

    guarded(work)


@addin.command("resident")
def addin_resident() -> None:
    """Do what is pressed in Excel until you sign out; 'addin install --resident' has it started at logon."""

    def work() -> None:
        from cso_xl.addin import install
        from cso_xl.excel import resident

        resident.serve(install.places().requests)

    guarded(work)


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

    guarded(work)


@addin.command("self-test")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The folder of the report [default: the current one].",
)
@json_option
def addin_self_test(into: Path, as_json: bool) -> None:
    """Drive the Excel that is open through everything that only Excel can prove, on workbooks made for it.

    The report says what passed, what failed with what was seen and which part of the program to mend, what cannot be
    looked at here, and what needs an eye; versions and policy, nobody's data. Exit codes: 0 nothing failed, 1 something
    did, 2 no Excel is open.
    """

    def work() -> None:
        from cso_xl.computer.machine import Machine
        from cso_xl.excel import self_test
        from cso_xl.excel.self_test import report

        app = self_test.excel_that_is_open()
        results = self_test.run(app, settings_.load(settings_.DEFAULTS))
        facts = report.facts(app, Machine())
        if as_json:
            click.echo(json.dumps(report.as_json(results, facts)))
        else:
            path = report.keep(into, results, facts, dt.datetime.now())
            click.echo(f"{report.headline(results)}\nWritten: {path}")
        sys.exit(int(any(result.state == self_test.FAILED for result in results)))

    guarded(work)


COMMANDS = (addin,)
