"""The commands of `cso-xl` for a case by its reference: answered, take back, tick, take, give, close [C3, C6, C7]."""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import click

from cso_xl.cli.shared import guarded, office_at, records_option, settings_option
from cso_xl.records.references import WITHOUT_DAY

_DONE = ("add-scn", "end-date-scn", "cen", "relationships", "other")
ITEMS = (*_DONE, *(f"undo-{item}" for item in _DONE))


def _whole(context: click.Context, parameter: click.Parameter, typed: tuple[str, ...]) -> tuple[str, ...]:
    """References as `due` shows them: '20250113-L8-2, L9-2' are two, both of the day that was named before."""
    whole: list[str] = []
    for word in (reference.rstrip(",") for reference in typed):
        day = whole[-1].partition("-")[0] if whole else ""
        whole.append(f"{day}-{word}" if day and re.fullmatch(WITHOUT_DAY, word) else word)
    return tuple(filter(None, whole))


_references = click.argument("references", metavar="REFERENCE...", nargs=-1, required=True, callback=_whole)


def _each(
    act: Callable[[ModuleType], Callable[..., str]],
    references: tuple[str, ...],
    records: Path | None,
    settings_file: Path | None,
) -> None:
    """Do one of `acts` with each case and say what became of it; they are loaded only now, as that takes a moment."""

    def work() -> None:
        from cso_xl.cases.acts import acts

        office = office_at(records, settings_file)
        for reference in references:
            click.echo(act(acts)(office.records, office.settings, reference, dt.datetime.now(dt.UTC)))

    guarded(work)


@click.command()
@_references
@records_option
@settings_option
def answered(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Record that the answer to a notice has come [X2]."""
    _each(lambda acts: acts.answered, references, records, settings_file)


@click.command("take-back")
@_references
@records_option
@settings_option
def take_back(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Take back the last thing recorded of a notice (20250113-D3-7-cps) or a case (20250113-D3-7) [C3].

    Nothing is erased: what is taken back stays in the case log, with who took it back and when. A draft that no
    longer follows from anything is withdrawn.
    """
    _each(lambda acts: acts.take_back, references, records, settings_file)


@click.command()
@_references
@click.option("--item", "items", type=click.Choice(ITEMS), multiple=True, help="Only this [default: all].")
@records_option
@settings_option
def tick(
    references: tuple[str, ...], items: tuple[str, ...], records: Path | None, settings_file: Path | None
) -> None:
    """Say that what a case asks for has been done in CMS: the note added or end-dated, the CEN written [C7]."""
    _each(lambda acts: partial(acts.tick, items=items), references, records, settings_file)


@click.command()
@_references
@click.option("--take-over", is_flag=True, help="A colleague has it, who knows that you take it.")
@records_option
@settings_option
def take(
    references: tuple[str, ...], take_over: bool, records: Path | None, settings_file: Path | None
) -> None:
    """Take a case: one that was handed on for a conflict of interest, nobody's, or a colleague's [X6]."""
    _each(lambda acts: partial(acts.take, take_over=take_over), references, records, settings_file)


@click.command()
@_references
@click.option("--to", required=True, metavar="ACCOUNT", help="The colleague's account, such as jsmith042.")
@click.option("--take-over", is_flag=True, help="Somebody else has it, who knows that you give it on.")
@records_option
@settings_option
def give(
    references: tuple[str, ...], to: str, take_over: bool, records: Path | None, settings_file: Path | None
) -> None:
    """Give a case to a colleague: the lists then show that it is theirs [X6]."""
    _each(
        lambda acts: partial(acts.give, to=acts.handover.Receiver(to, take_over)),
        references,
        records,
        settings_file,
    )


@click.command()
@_references
@click.option("--stands", is_flag=True, help="What was sent or done about it is right: nothing is corrected.")
@records_option
@settings_option
def close(
    references: tuple[str, ...], stands: bool, records: Path | None, settings_file: Path | None
) -> None:
    """Say that a case needs no further action: its row is gone from the report as it was sent again [C12].

    Where a notice of it was sent, the correction is drafted [C5].
    """
    if stands:
        _each(lambda acts: acts.stands, references, records, settings_file)
        return

    def work() -> None:
        from cso_xl.desk import earlier_issues

        office = office_at(records, settings_file)
        for reference in references:
            click.echo(earlier_issues.close(office, reference, dt.datetime.now(dt.UTC)))

    guarded(work)


COMMANDS = (answered, take_back, tick, take, give, close)
