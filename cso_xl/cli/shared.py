"""What the commands of `cso-xl` share: options, where the records are, and how an error is said."""

import datetime as dt
import gc
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cso_xl import faults
from cso_xl import settings as settings_
from cso_xl.cells.limits import EXCEL_ROWS
from cso_xl.cli import progress
from cso_xl.errors import CallError, CsoError, Fault, InputError, of_disk
from cso_xl.records.claims import ClaimedError
from cso_xl.settings import Settings

if TYPE_CHECKING:
    from cso_xl.desk.headless import RunResult
    from cso_xl.desk.office import Office
    from cso_xl.procedures.procedure import Procedure

# A long report is millions of texts and records, none of which lead back to themselves: without this Python would go
# through all of them again and again to find out.
_SELDOM = 100_000  # objects that are made before Python looks for such circles; its own choice is 700

settings_option = click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    help="A settings.toml in place of your own.",
)
records_option = click.option(
    "--records",
    type=click.Path(path_type=Path),
    help="The folder that stands for Objective [settings: records.root].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")


take_over_option = click.option(
    "--take-over", is_flag=True, help="Work on a report that somebody has claimed and left: ask them first."
)
again_option = click.option(
    "--again",
    is_flag=True,
    help="The report was sent again for the same day: file it beside the first, as '... (2)'.",
)
decisions_option = click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    help="A CSV of outcomes for the worklist; 'cso-xl worklist' prints one to fill in.",
)


_IDS = re.compile(r" \[[A-Z]\d[^\]]*\]")  # of the guidelines: 'cso-xl steps' explains them


def sentence(command: click.Command) -> str:
    """The whole of the first sentence of a command's help."""
    return _IDS.sub("", command.get_short_help_str(limit=1_000))


class Subject(click.Group):
    """A command with commands of its own, each listed with the whole of its first sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence(command)) for name, command in sorted(self.commands.items())])


class Guarded(click.Group):
    """A command whose every failure is said in words, even one before any of its commands has begun."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line."""
        gc.set_threshold(_SELDOM)
        try:
            return super().main(*args, **kwargs)
        except Exception as error:
            _stop(_unexpected(error), CsoError.exit_code, None)


def guarded(work: Callable[[], None], json_report: str | None = None) -> None:
    """Run a command; turn whatever is raised into a message and an exit code."""
    try:
        with progress.shown():
            work()
    except ClaimedError as error:
        _stop(f"{error} The option --take-over does that.", error.exit_code, json_report)
    except CsoError as error:
        _stop(str(error), error.exit_code, json_report, error.faults if isinstance(error, InputError) else ())
    except BrokenPipeError:  # whoever reads what is printed has seen enough; click ends quietly
        raise
    except OSError as error:
        _stop(str(of_disk(error)), CsoError.exit_code, json_report)
    except (KeyboardInterrupt, click.Abort):
        _stop(
            "Stopped. What was already filed stays filed; give the command again to complete it.",
            1,
            json_report,
        )
    except Exception as error:
        _stop(_unexpected(error), CsoError.exit_code, json_report)


def _unexpected(error: Exception) -> str:
    """What support needs to know of a fault of the program: where it happened, and nothing of the data."""
    return (
        "The program failed in a way that was not foreseen. A report is filed whole or not at all; what was filed "
        f"before is safe. Tell support this number: {faults.record(error)}. It stands in {faults.log_file()}."
    )


def _stop(message: str, code: int, json_report: str | None, faults: Sequence[Fault] = ()) -> NoReturn:
    """Say what is wrong on standard error, and as an object on standard output where JSON was asked for."""
    if json_report is not None:
        listed = [{"row": fault.row, "column": fault.column, "message": fault.message} for fault in faults]
        answer = {"report": json_report, "reconciled": False, "error": message, "faults": listed}
        click.echo(json.dumps(answer))
    click.echo(message, err=True)
    sys.exit(code)


def records_root(given: Path | None, settings: Settings) -> Path:
    """The folder named, or the one in settings. Raises CallError when neither is."""
    root = given or (Path(settings.text("records.root")) if settings.text("records.root") else None)
    if root is None:
        raise CallError(
            "No records folder is set. Name it with --records DIR, or once and for all as root under [records] in "
            f"{settings_.user_file()}."
        )
    return root


def office_at(
    records: Path | None,
    settings_file: Path | None,
    take_over: bool = False,
    again: bool = False,
    asks: bool = True,
) -> "Office":
    """Where a command works: the records folder, the settings in force, the passwords, for which it `asks`."""
    from cso_xl.desk.office import Office

    settings = settings_.load(settings_file)
    office = Office.at(records_root(records, settings), settings, passwords(settings, asks), take_over)
    return replace(office, again=again)


@contextmanager
def which_it_is(report: str, path: Path, office: "Office") -> Iterator[None]:
    """Raise InputError that says which report a file is, and what to type, when it turns out to be another's."""
    try:
        yield
    except (InputError, CallError) as error:
        from cso_xl.inbox import came

        others = came.instead(report, path, office)
        if not others:
            raise
        raise InputError(f"{path.name} {_instead(report, others, path)}") from error


def _instead(report: str, others: Sequence["Procedure"], path: Path) -> str:
    wanted, titles = report.replace("-", " "), [other.title.lower() for other in others]
    call = f'cso-xl run {others[0].name} "{path}"'
    if len(others) == 1:
        return f"is the {titles[0]} report, not the {wanted} report. Type: {call}"
    listed = f"{', '.join(titles[:-1])} and {titles[-1]}"
    return f"holds the reports {listed}, and no {wanted} report. Type, for example: {call}"


def show_result(result: "RunResult", office: "Office", as_json: bool) -> None:
    """Show what a run did, to a person or, as one JSON object, to a program."""
    if as_json:
        click.echo(json.dumps(result.as_json()))
        return
    from cso_xl.cli import show  # here: a program that reads JSON waits for no tables

    show.summary(result, office.records.root)


def date_of(text: str | None, of: str = "--date") -> dt.date | None:
    """The date of an option; None without one. Raises CallError for a text that is not a date."""
    if text is None:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise CallError(f"{of} {text}: no such date. Write it as YYYY-MM-DD, e.g. 2025-01-06.") from None


def rows_of(text: str) -> range:
    """The rows that a text names: '5', or '5-9' for those from 5 to 9. Raises CallError for anything else."""
    match = re.fullmatch(r"(\d{1,7})(?:[-–](\d{1,7}))?,?", text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 2 <= first <= last <= EXCEL_ROWS:
        raise CallError(
            "A row is written as its column Row has it, from 2 on: 5, or 5-9 for those from 5 to 9."
        )
    return range(first, last + 1)


def decided(path: Path | None) -> "Any":
    """The outcomes in a CSV; no outcomes without one."""
    from cso_xl.desk import decided

    return decided.read(path) if path else decided.Decided()


def warn(lines: Iterable[str]) -> None:
    """Say lines on standard error."""
    for line in lines:
        click.echo(line, err=True)


def passwords(settings: Settings, asks: bool = True) -> "Any":
    """Passwords from the environment, the keyring or, at a terminal where it `asks`, a prompt."""
    from cso_xl.intake.passwords import Passwords

    def ask(prompt: str) -> str:
        return str(click.prompt(prompt, hide_input=True, default="", show_default=False, err=True))

    is_person = asks and sys.stdin is not None and sys.stdin.isatty()
    return Passwords(settings, ask if is_person else None)
