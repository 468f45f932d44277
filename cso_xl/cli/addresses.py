"""The commands of `cso-xl` for addresses: whether two are one place, and the road register [A4]."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_xl import settings as settings_
from cso_xl.cli.shared import Subject, guarded, json_option, settings_option
from cso_xl.errors import CallError
from cso_xl.settings import Settings

if TYPE_CHECKING:
    from cso_xl.addresses.comparing import Comparison
    from cso_xl.addresses.register import Register

Rows = Sequence[tuple[int, "Comparison"]]


@click.group(cls=Subject)
def addresses() -> None:
    """Whether two addresses are one place, and why; the road register [A4]."""


@addresses.command("compare")
@click.argument("what", nargs=-1, required=True)
@click.option(
    "--register",
    "register_file",
    type=click.Path(path_type=Path),
    help="A road register in place of the one in settings.",
)
@json_option
@settings_option
def compare(
    what: tuple[str, ...], register_file: Path | None, as_json: bool, settings_file: Path | None
) -> None:
    """Compare two addresses, A and B, or those in a CSV with the columns CSO Address and Sharer Address.

    Nothing is written or kept. The answer repeats the addresses: run it where they may be seen.
    """

    def work() -> None:
        from cso_xl.addresses import comparer

        settings = settings_.load(settings_file)
        rows = _pairs(what, settings)
        with _register(register_file, settings) as register:
            comparing = comparer(settings, register)
            _show([(row, comparing.compare(*pair)) for row, pair in rows], as_json)

    guarded(work, "addresses" if as_json else None)


@addresses.command("register")
@click.argument("export", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="The index [settings: addresses.register; else beside EXPORT].",
)
@settings_option
def register(export: Path, into: Path | None, settings_file: Path | None) -> None:
    """Build the road register from EXPORT: 'NZ Addresses' or 'NZ Roads' of the LINZ Data Service, as CSV or its ZIP."""

    def work() -> None:
        from cso_xl.addresses.export import build
        from cso_xl.addresses.words import Words

        settings = settings_.load(settings_file)
        named = settings.text("addresses.register")
        target = into or (Path(named) if named else export.with_name(f"{export.name.split('.')[0]}.sqlite"))
        about = build(export, target, Words.of(settings))
        click.echo(f"Written: {target}\n{about.in_words()}")
        if str(target) != named:
            click.echo(
                f"To use it, write its full path as register under [addresses] in {settings_.user_file()}."
            )

    guarded(work)


def _pairs(what: Sequence[str], settings: Settings) -> list[tuple[int, tuple[str, str]]]:
    """The pairs to compare, each with Excel's row number; of two addresses as such, 1."""
    if len(what) == 2:
        return [(1, (what[0], what[1]))]
    if len(what) > 2:
        raise CallError("Name two addresses, each in quotation marks, or one CSV.")
    if not (Path(what[0]).exists() or what[0].lower().endswith(".csv")):
        raise CallError("One address was given, and it takes two, each in quotation marks; or one CSV.")
    from cso_xl.cells.columns import Column, locate
    from cso_xl.intake.grids import read_csv
    from cso_xl.intake.received import receive

    received = receive(Path(what[0]))
    headings, *rows = read_csv(received) or [[]]
    columns = [Column("cso_address"), Column("sharer_address")]
    places = locate(received.name, headings, columns, settings.columns("address_sharer"))
    pairs = []
    for number, row in enumerate(rows, 2):
        cells = [row[places[column.key]] if places[column.key] < len(row) else "" for column in columns]
        if any(row):
            pairs.append((number, (cells[0], cells[1])))
    return pairs


@contextmanager
def _register(file: Path | None, settings: Settings) -> "Iterator[Register | None]":
    """The register to use: the named file, which may also be an export, or the one in settings."""
    from cso_xl.addresses import register as register_

    with ExitStack() as stack:
        opened = register_.from_settings(settings) if file is None else None
        if file is not None:
            opened = register_.Register.open(_index(file, settings, stack))
        if opened is not None:
            stack.enter_context(opened)
        yield opened


def _index(file: Path, settings: Settings, stack: ExitStack) -> Path:
    """The index: the file itself, or one built from it for this call only."""
    if file.suffix.lower() not in (".csv", ".gz", ".zip"):
        return file
    from cso_xl.addresses.export import build
    from cso_xl.addresses.words import Words

    index = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cso_xl-"))) / "roads.sqlite"
    build(file, index, Words.of(settings))
    return index


def _show(rows: Rows, as_json: bool) -> None:
    if as_json:
        listed = [
            {"row": row, "verdict": comparison.verdict.value, "reason": comparison.in_full or "written alike"}
            for row, comparison in rows
        ]
        click.echo(json.dumps({"rows": listed}, ensure_ascii=False))
        return
    for row, comparison in rows:
        before = f"row {row}: " if len(rows) > 1 else ""
        click.echo(f"{before}{comparison.verdict.value}: {comparison.in_full or 'written alike'}")
    if len(rows) > 1:
        counts = [
            f"{sum(comparison.verdict.value == name for _, comparison in rows)} {name}"
            for name in ("same", "check", "different")
        ]
        click.echo(", ".join(counts) + ".")


COMMANDS = (addresses,)
