"""The command of `cso-xl` for everything that came: worked in one go, also on a schedule."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl import settings as settings_
from cso_xl.cli.shared import (
    date_of,
    guarded,
    json_option,
    office_at,
    records_option,
    settings_option,
)
from cso_xl.errors import CallError

if TYPE_CHECKING:
    from cso_xl.desk.office import Office
    from cso_xl.inbox.working import Worked


@click.command()
@click.argument("inbox", metavar="[INBOX...]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--no-input", is_flag=True, help="Ask nothing, as on a schedule: the password is set or in the keyring."
)
@click.option(
    "--date", metavar="YYYY-MM-DD", help="The day by which is told what did not come [default: today]."
)
@records_option
@json_option
@settings_option
def work(
    inbox: tuple[Path, ...],
    no_input: bool,
    date: str | None,
    records: Path | None,
    as_json: bool,
    settings_file: Path | None,
) -> None:
    """Work everything that came: each report that is due, and the e-mails that belong to cases [I1-I3, A1].

    INBOX is the folder in which the e-mails were saved, or the e-mails, ZIPs and workbooks themselves [settings:
    inbox.folder]. Daily diffs are
    worked every day, the lists once a week: Monday's, or the first that came. Doing it twice changes nothing. An error
    in one report stops no other, and is said first. Exit codes: 0 done, 1 something could not be worked, 2 the call.
    """

    def run() -> None:
        from cso_xl.inbox import page, working

        office = office_at(records, settings_file, asks=not no_input)
        done = working.work(inbox or _from_settings(office), office, dt.datetime.now(dt.UTC), date_of(date))
        if as_json:
            click.echo(json.dumps(page.as_json(done)))
        else:
            _show(done)
        sys.exit(done.exit_code)

    guarded(run, "work" if as_json else None)


def _from_settings(office: "Office") -> tuple[Path, ...]:
    """The folder that settings name. Raises CallError when they name none."""
    if folder := office.settings.text("inbox.folder"):
        return (Path(folder),)
    raise CallError(
        "Name the folder in which the e-mails were saved, or the files themselves: cso-xl work FOLDER. Or write it, "
        f"once and for all, as folder under [inbox] in {settings_.user_file()}."
    )


def _show(done: "Worked") -> None:
    from cso_xl.inbox import page

    click.echo(page.headline(done))
    for section in page.sections(done):
        click.echo(f"\n{section.heading}")
        for line in section.lines:
            click.echo(f"  {line}")


COMMANDS = (work,)
