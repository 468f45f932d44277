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
    from cso_xl.desk.history import Listed


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
            done = history_.put_back(office, PROCEDURES[report], day, number)
            answer |= {"put_back": done.as_json()}
            if not as_json:
                click.echo(str(done))
        there = history_.listed(office, PROCEDURES[report], day)
        if as_json:
            click.echo(json.dumps(answer | {"versions": [one.as_json() for one in there]}))
        else:
            _show(there)

    guarded(work, report if as_json else None)


def _show(there: Sequence["Listed"]) -> None:
    from cso_xl.cli import show

    show.table(
        ["N", "Copy", "Saved", "By", "Bytes", "", "File"],
        [
            (
                str(one.number),
                one.kind,
                _moment(one.saved),
                one.by or "not known",
                f"{one.size:,}",
                "in force" if one.in_force else "",
                one.place.name,
            )
            for one in there
        ],
    )


def _moment(at: dt.datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M:%S}"


COMMANDS = (history,)
