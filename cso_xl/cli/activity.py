"""The commands of `cso-xl` for the logs: whether they are whole, and who touched a client's rows [C3, X5]."""

import csv
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl import settings as settings_
from cso_xl.cli.shared import (
    Subject,
    guarded,
    json_option,
    office_at,
    records_option,
    records_root,
    settings_option,
)
from cso_xl.errors import CsoError

if TYPE_CHECKING:
    from cso_xl.activity import ActivityLog, LogFinding
    from cso_xl.cases.acts.review import Conflict

COLUMNS = ("time", "user", "report", "report_date", "ids", "step")


@click.group(cls=Subject)
def log() -> None:
    """The activity log: which step was done by whom, when, and to which clients' rows [X5]."""


@log.command("verify")
@records_option
@settings_option
def log_verify(records: Path | None, settings_file: Path | None) -> None:
    """Say whether the logs are as they were written: nothing edited, removed, put in, swapped or cut off [C3, X5].

    Both the activity log and, once there is one, the case log.
    """

    def work() -> None:
        from cso_xl.cases.log.log import CaseLog

        settings = settings_.load(settings_file)
        root = records_root(records, settings)
        whole = _verified("activity log", "", _log(records, settings_file).verify())
        cases = CaseLog.of(root, settings)
        if cases.begun():
            whole &= _verified("case log", "Case log: ", cases.verify())
        if not whole:
            sys.exit(CsoError.exit_code)

    guarded(work)


@log.command("review")
@json_option
@records_option
@settings_option
def log_review(as_json: bool, records: Path | None, settings_file: Path | None) -> None:
    """Say who has acted on a client whom they had handed on as a conflict of interest [X6].

    What they decided, sent, ticked, took or looked up since, in any report.
    """

    def work() -> None:
        from cso_xl.cases.acts.review import conflicts
        from cso_xl.cases.book import CaseBook
        from cso_xl.desk.office import ActNote

        office = office_at(records, settings_file)
        root, settings = office.records.root, office.settings
        cases = CaseBook(root, settings, dt.datetime.now(dt.UTC)).all()
        acted_again = conflicts(cases, _log(root, settings_file).entries())
        clients = tuple(dict.fromkeys(conflict.client for conflict in acted_again))
        not_logged = office.note(ActNote("review_conflicts", ids=("X6",), clients=clients))
        click.echo(
            json.dumps([conflict.as_json() for conflict in acted_again])
            if as_json
            else _reviewed(acted_again)
        )
        for line in not_logged:
            click.echo(line, err=True)

    guarded(work, "log review" if as_json else None)


def _reviewed(conflicts: Sequence["Conflict"]) -> str:
    """Each person who acted again, and below what they did."""
    from cso_xl.decisions.working_time import moment

    lines = []
    for conflict in conflicts:
        user, client, when = conflict.user, conflict.client, moment(conflict.handed_on)
        handed_on = (
            f"{user} pressed on {when} when client {client} was handed on in words typed on a sheet, by whom is not "
            "known"
            if conflict.typed
            else f"{user} handed on client {client} on {when}"
        )
        lines.append(f"{handed_on} ({conflict.reference}), and since then:")
        lines += [f"  {moment(act.time)}  {act}" for act in conflict.acts]
    return "\n".join(lines) or "Nobody has acted on a client whom they had handed on."


def _verified(log: str, before: str, findings: Sequence["LogFinding"]) -> bool:
    """Print the findings in a log, `before` each; returns whether the log is as it was written."""
    for finding in findings:
        click.echo(f"{before}{finding}")
    whole = not any(finding.fault for finding in findings)
    if whole:
        click.echo(f"The {log} is as it was written.")
    return whole


@click.command()
@click.argument("client")
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV.")
@json_option
@records_option
@settings_option
def footprint(
    client: str, as_csv: bool, as_json: bool, records: Path | None, settings_file: Path | None
) -> None:
    """Say who touched the rows of the client with number CLIENT, when, in which report and step [X5]."""

    def work() -> None:
        touches = _log(records, settings_file).footprint(client.strip())
        rows = [
            (
                f"{touch.time:%Y-%m-%dT%H:%M:%SZ}",
                touch.user,
                touch.report,
                touch.report_date.isoformat() if touch.report_date else "",
                " ".join(touch.ids),
                touch.step,
            )
            for touch in touches
        ]
        if as_json:
            click.echo(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows]))
        elif as_csv:
            csv.writer(sys.stdout, lineterminator="\n").writerows([COLUMNS, *rows])
        else:
            from cso_xl.cli import show
            from cso_xl.decisions.working_time import moment

            shown = [
                (
                    moment(touch.time),
                    touch.user,
                    _report(touch.report),
                    *row[3:5],
                    _step(touch.report, touch.step),
                )
                for touch, row in zip(touches, rows, strict=True)
            ]
            show.table([name.replace("_", " ").capitalize() for name in COLUMNS], shown)
            click.echo(f"{len(rows)} steps." if len(rows) != 1 else "1 step.")

    guarded(work, "footprint" if as_json else None)


def _report(key: str) -> str:
    """The words for a report; the key itself where there are none."""
    from cso_xl.procedures import BESIDE, BY_KEY, title

    return title(key) if key in BY_KEY or key in BESIDE else key


def _step(report: str, name: str) -> str:
    """The words that staff know a report's step by; of an act that is no step, its name in words."""
    from cso_xl.procedures import BY_KEY

    steps = BY_KEY[report].steps if report in BY_KEY else ()
    titles = {step.name: step.title for step in steps}
    return titles.get(name, name.replace("_", " ").capitalize())


def _log(records: Path | None, settings_file: Path | None) -> "ActivityLog":
    from cso_xl.activity import ActivityLog

    settings = settings_.load(settings_file)
    return ActivityLog.of(records_root(records, settings), settings)


COMMANDS = (log, footprint)
