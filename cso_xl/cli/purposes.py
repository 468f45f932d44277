"""What `cso-xl --help` says: every command under what one wants to do; and what to type after a wrong call."""

import difflib
from typing import IO, Any

import click

from cso_xl.cli.decide import MARKS
from cso_xl.cli.reports import names
from cso_xl.cli.shared import Guarded, sentence

PURPOSES = {  # what one wants to do: the commands, each with an example
    "Receive": {
        "work": 'cso-xl work "C:/CSO/Inbox"',
        "run": 'cso-xl run on-list "CSO Datamatch ZIP file.eml"',
        "members": 'cso-xl members "CSO Datamatch ZIP file.eml"',
    },
    "Decide": {
        "worklist": "cso-xl worklist on-list --into decided.csv",
        "mark": "cso-xl mark address-sharer nfa 5 7-9",
        "processed": "cso-xl processed --date 2025-01-13",
        "take": "cso-xl take 20250113-A8-5",
        "give": "cso-xl give 20250113-A8-5 --to jsmith042",
        "close": "cso-xl close 20250113-D3-7",
    },
    "Send": {
        "draft": "cso-xl draft on-list",
        "drafts": "cso-xl drafts --html",
        "file-email": 'cso-xl file-email "C:/CSO/Sent"',
        "ask": "cso-xl ask more-detail",
        "return": "cso-xl return --date 2025-01-13",
    },
    "Follow up": {
        "today": "cso-xl today --html",
        "due": "cso-xl due",
        "day": "cso-xl day --date 2025-01-13",
        "remind": "cso-xl remind",
        "answered": "cso-xl answered 20250113-L7-2-scm",
        "text": "cso-xl text on-list L6-2",
        "tick": "cso-xl tick 20250113-L6-7 L7-7",
        "take-back": "cso-xl take-back 20250113-D3-7",
    },
    "Look up": {
        "find": "cso-xl find 010000001",
        "figures": "cso-xl figures --from 2025-01-01 --to 2025-03-31 --into Figures.xlsx",
        "history": "cso-xl history on-list 2025-01-13",
        "footprint": "cso-xl footprint 010000001 --csv",
        "log": "cso-xl log review",
        "steps": "cso-xl steps on-list",
        "addresses": 'cso-xl addresses compare "4/12 Kauri Rd" "Flat 4, 12 Kauri Road"',
    },
    "Set up": {
        "demo": "cso-xl demo",
        "doctor": "cso-xl doctor",
        "settings": "cso-xl settings",
        "addin": "cso-xl addin install",
        "training": "cso-xl training week practice",
    },
}


class WrongCallError(click.UsageError):
    """A call that cannot be meant: what is wrong with it, and what to type."""

    def __init__(self, error: click.UsageError) -> None:
        of_argument = type(error) is click.BadParameter and isinstance(error.param, click.Argument)
        super().__init__(error.message if of_argument else error.format_message(), error.ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on standard error."""
        command = self.ctx.command_path if self.ctx else "cso-xl"
        example = self.ctx.command.epilog if self.ctx else None
        lines = [self.format_message(), *([example.removeprefix("\b\n")] if example else [])]
        click.echo("\n".join([*lines, f"'{command} --help' says more."]), err=True)


class ByPurpose(Guarded):
    """The command `cso-xl`: its commands by what one wants to do, each with an example."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, with its example below its help."""
        super().add_command(cmd, name)
        for examples in PURPOSES.values():
            if example := examples.get(cmd.name or ""):
                cmd.epilog = f"\b\nFor example:  {example}"

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command under what one wants to do, with the whole of its first sentence."""
        for purpose, examples in PURPOSES.items():
            with formatter.section(purpose):
                formatter.write_dl([(name, sentence(self.commands[name])) for name in examples])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. Raises UsageError that says what to type."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(self._unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is called. Raises WrongCallError, which says what to type, for a wrong call."""
        try:
            return super().invoke(ctx)
        except WrongCallError:
            raise
        except click.UsageError as error:
            raise WrongCallError(error) from None

    def _unknown(self, name: str) -> str:
        if name in names():
            return f"'{name}' is a report, not a command. Type: cso-xl run {name} FILE"
        if name in MARKS:
            return f"'{name}' is a mark, not a command. Type: cso-xl mark address-sharer {name} 5"
        near = difflib.get_close_matches(name, self.commands)
        return f"There is no command '{name}'." + (f" Did you mean {' or '.join(near)}?" if near else "")
