"""The command of `cso-xl` that finds a client."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl.cli.shared import guarded, json_option, office_at, records_option, settings_option

if TYPE_CHECKING:
    from cso_xl.cases.events import Recorded
    from cso_xl.desk.client import Found, OfDay


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

        found = client_.find(office_at(records, settings_file), client, dt.datetime.now(dt.UTC))
        if as_json:
            click.echo(json.dumps(found.as_json()))
        else:
            _show(found)

    guarded(work, "find" if as_json else None)


def _show(found: "Found") -> None:
    count = len(found.days)
    reports = f"{count} reports name" if count > 1 else f"{count or 'No'} report names"
    click.echo(f"{reports} client {found.number}.")
    for day in found.days:
        click.echo("\n" + "\n".join(_lines(found, day)))
    for line in found.notices:
        click.echo(f"Note: {line}")


def _lines(found: "Found", day: "OfDay") -> list[str]:
    """What a report of a day says: the rows, what was asked and what came of it, the copies."""
    from cso_xl.cases.words import of_case
    from cso_xl.cells import dates

    lines = [
        f"{day.procedure.title} of {dates.in_full(day.date)}{f', issue {day.issue}' if day.issue > 1 else ''}"
    ]
    for row in day.rows:
        said = ": ".join(filter(None, (row.status, row.reason)))
        comment = f" Comment: {row.comment}" if row.comment else ""
        lines.append(
            f"  row {row.number or 'without a number'}, '{row.sheet}': {said or 'nothing is said yet'}.{comment}"
        )
    if not (day.rows or day.cases):
        lines.append("  no row names the client: the number stands among those pasted beside the rows")
    for case in day.cases:
        lines.append(f"  {case.reference}: {of_case(case, found.clock)}")
        lines += [f"    {_happened(event)}" for event in case.events]
        lines += [
            f"    {one.reference} lies in {found.folders[one.reference]}"
            for one in case.notices
            if one.reference in found.folders
        ]
    return [*lines, *(f"  {kind} copy: {place}" for kind, place in day.copies.items())]


def _happened(event: "Recorded") -> str:
    """'13/01/2025 10:00 mere: decided note-in-place'."""
    from cso_xl.decisions.working_time import moment

    what = " ".join(filter(None, (event.kind.replace("_", " "), event.outcome, event.item, event.reference)))
    return f"{moment(event.time)} {event.user}: {what}"


COMMANDS = (find,)
