"""The command of `cso-xl` that finds a client."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl.cli.shared import guarded, json_option, office_at, records_option, settings_option

if TYPE_CHECKING:
    from cso_xl.desk.client import ClientHistory


@click.command()
@click.argument("client")
@json_option
@records_option
@settings_option
def find(client: str, as_json: bool, records: Path | None, settings_file: Path | None) -> None:
    """Find the client with number CLIENT: every report, row, outcome, notice and answer, and where the copies lie [X5].

    A client who shares another's address is found too. That somebody looked is in the activity log.
    """

    def work() -> None:
        from cso_xl.desk import client as client_

        on_file = client_.find(office_at(records, settings_file), client, dt.datetime.now(dt.UTC))
        if as_json:
            click.echo(json.dumps(on_file.as_json()))
        else:
            _show(on_file)

    guarded(work, "find" if as_json else None)


def _show(on_file: "ClientHistory") -> None:
    from cso_xl.desk import client_lines

    click.echo(client_lines.headline(on_file))
    for line in client_lines.of_all(on_file):
        click.echo(f"{'  ' * line.depth}{line.text}" if line.depth else f"\n{line.text}")
    for notice in on_file.notices:
        click.echo(f"Note: {notice}")


COMMANDS = (find,)
