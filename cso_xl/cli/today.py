"""The command of `cso-xl` for everything that is open, on one page."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl.cli.shared import date_of, guarded, json_option, office_at, records_option, settings_option

if TYPE_CHECKING:
    from cso_xl.today.gathered import Today

_GRAVEST = 15  # lines that are printed


@click.command()
@click.option(
    "--html", "as_html", is_flag=True, help="Write the page into the records and say where it lies."
)
@click.option("--names", is_flag=True, help="With --html: a second page, with people's names.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day [default: today].")
@records_option
@json_option
@settings_option
def today(
    as_html: bool,
    names: bool,
    date: str | None,
    records: Path | None,
    as_json: bool,
    settings_file: Path | None,
) -> None:
    """Show everything that is open, of all reports and weeks, children first, and how the day stands [C10].

    The page has the same, with ways to the workbooks, drafts and folders, and charts of the week. It names nobody
    unless --names is given.
    """

    def work() -> None:
        from cso_xl.errors import CallError
        from cso_xl.today import gathered, kept, named

        if names and not as_html:
            raise CallError("Names are on the page only. Type: cso-xl today --html --names")
        office = office_at(records, settings_file)
        root = office.records.root
        overview, notices = (
            gathered.gathered(root, office.settings, dt.datetime.now(dt.UTC), date_of(date)),
            list[str](),
        )
        if names:
            overview, notices = named.with_names(overview, office)
        page = kept.keep(root, office.settings, overview) if as_html else None
        if as_json:
            click.echo(json.dumps(_as_json(overview, page, notices)))
        else:
            _show(overview, page, notices)

    guarded(work, "today" if as_json else None)


def _as_json(today: "Today", page: Path | None, notices: list[str]) -> dict[str, object]:
    from cso_xl.cases.due_lines import counted

    return {
        "day": today.day.isoformat(),
        "open": dict(counted(item.due for item in today.items)),
        "new": sum(item.is_new for item in today.items),
        "about_children": len(today.children),
        "overdue": sum(item.due.overdue for item in today.items),
        "page": str(page) if page else None,
        "notices": notices,
    }


def _show(today: "Today", page: Path | None, notices: list[str]) -> None:
    from cso_xl.cases.due_lines import counted, in_lines
    from cso_xl.cli import show
    from cso_xl.desk import day

    if page is None:
        show.day(day.title(today.day), today.lines)
        lines, more = in_lines([item.due for item in today.items], _GRAVEST)
        more_words = [f"... and {more} more: 'cso-xl today --html' has them all."] if more else []
        for line in (*lines, *more_words):
            click.echo(line)
    states = [f"{count} {state}" for state, count in counted(item.due for item in today.items)]
    children = f" {len(today.children)} about children." if states else ""
    click.echo(f"{', '.join(states) or 'Nothing is open'}.{children}")
    for notice in notices:
        click.echo(f"Note: {notice}")
    if page:
        click.echo(f"Written: {page}")


COMMANDS = (today,)
