"""The commands of `cso-xl` for a case by its reference: take back, tick what is done in CMS, take over [C3, C7]."""

import datetime as dt
from pathlib import Path

import click

from cso_xl.cli.shared import guarded, office_at, records_option, settings_option

ITEMS = ("add-scn", "end-date-scn", "cen", "relationships", "other")


@click.command("take-back")
@click.argument("references", metavar="REFERENCE...", nargs=-1, required=True)
@records_option
@settings_option
def take_back(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Take back the last thing recorded of a notice (20250113-D3-7-cps) or a case (20250113-D3-7) [C3].

    Nothing is erased: what is taken back stays in the case log, with who took it back and when. A draft that no
    longer follows from anything is withdrawn.
    """

    def work() -> None:
        from cso_xl.cases import acts

        office = office_at(records, settings_file)
        for reference in references:
            click.echo(acts.take_back(office.records, office.settings, reference, _now()))

    guarded(work)


@click.command()
@click.argument("references", metavar="REFERENCE...", nargs=-1, required=True)
@click.option("--item", "items", type=click.Choice(ITEMS), multiple=True, help="Only this [default: all].")
@records_option
@settings_option
def tick(
    references: tuple[str, ...], items: tuple[str, ...], records: Path | None, settings_file: Path | None
) -> None:
    """Say that what a case asks for has been done in CMS: the note added or end-dated, the CEN written [C7]."""

    def work() -> None:
        from cso_xl.cases import acts

        office = office_at(records, settings_file)
        for reference in references:
            click.echo(acts.tick(office.records, office.settings, reference, items, _now()))

    guarded(work)


@click.command()
@click.argument("references", metavar="REFERENCE...", nargs=-1, required=True)
@records_option
@settings_option
def take(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Take a case that a colleague has handed on for a conflict of interest [X6]."""

    def work() -> None:
        from cso_xl.cases import acts

        office = office_at(records, settings_file)
        for reference in references:
            click.echo(acts.take(office.records, office.settings, reference, _now()))

    guarded(work)


@click.command()
@click.argument("references", metavar="REFERENCE...", nargs=-1, required=True)
@records_option
@settings_option
def close(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Say that a case needs no further action: its row is gone from the report as it was sent again [C12]."""

    def work() -> None:
        from cso_xl.cases import acts

        office = office_at(records, settings_file)
        for reference in references:
            click.echo(acts.close(office.records, office.settings, reference, _now()))

    guarded(work)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


COMMANDS = (take_back, tick, take, close)
