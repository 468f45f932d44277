"""The command of `cso-xl` for corrections to what is filed: its versions, and putting one back."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_xl.cli.reports import ReportChoice
from cso_xl.cli.shared import (
    date_of,
    guarded,
    json_option,
    office_at,
    records_option,
    settings_option,
    take_over_option,
)

if TYPE_CHECKING:
    from cso_xl.desk.history import FiledVersion


@click.command()
@click.argument("report", type=ReportChoice())
@click.argument("date", metavar="DATE")
@click.option(
    "--put-back",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="Put version N in force again; the one in force is kept as a version.",
)
@records_option
@json_option
@take_over_option
@settings_option
def history(
    report: str,
    date: str,
    number: int | None,
    records: Path | None,
    as_json: bool,
    take_over: bool,
    settings_file: Path | None,
) -> None:
    """List the versions of REPORT as filed for DATE (YYYY-MM-DD): when, by whom, which is in force; put one back."""

    def work() -> None:
        from cso_xl.desk import history as history_
        from cso_xl.procedures import PROCEDURES

        office, day = office_at(records, settings_file, take_over), date_of(date, "DATE")
        assert day is not None
        answer: dict[str, Any] = {"report": report, "date": day.isoformat()}
        if number is not None:
            put_back = history_.put_back(office, PROCEDURES[report], day, number)
            answer |= {"put_back": put_back.as_json()}
            if not as_json:
                click.echo(str(put_back))
        versions = history_.listed(office, PROCEDURES[report], day)
        if as_json:
            click.echo(json.dumps(answer | {"versions": [version.as_json() for version in versions]}))
        else:
            _show(versions)

    guarded(work, report if as_json else None)


def _show(versions: Sequence["FiledVersion"]) -> None:
    from cso_xl.cli import show

    show.table(
        ["N", "Copy", "Saved", "By", "Bytes", "", "File"],
        [
            (
                str(version.number),
                version.kind,
                _moment(version.saved),
                version.by or "not known",
                f"{version.size:,}",
                "in force" if version.in_force else "",
                version.place.name,
            )
            for version in versions
        ],
    )


def _moment(time: dt.datetime) -> str:
    return f"{time:%d/%m/%Y %H:%M:%S}"


COMMANDS = (history,)
