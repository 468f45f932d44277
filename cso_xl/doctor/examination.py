"""Whether this computer is set up for cso_xl, in plain words, and what to do where it is not.

It must work where things are missing: each check imports what it looks at only when it is made.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.computer import hardened, office
from cso_xl.computer.findings import COLOURS, TO_DO, Finding
from cso_xl.computer.machine import Machine
from cso_xl.doctor import configured, folder, installed
from cso_xl.errors import CsoError, SettingsError


def examine(
    machine: Machine, settings_file: Path | None, records: Path | None, today: dt.date
) -> list[Finding]:
    """Every finding, in the order in which things are to be put right; `records` wins over settings."""
    try:
        settings, readable = settings_.load(settings_file), True
    except (SettingsError, ImportError):
        settings, readable = settings_.load(settings_.DEFAULTS), False
    set_root = settings.text("records.root")
    root = records.absolute() if records else Path(set_root) if set_root else None
    checks: list[tuple[str, Callable[[], Sequence[Finding]]]] = [
        ("Python", partial(installed.python, machine)),
        ("Python's origin", partial(hardened.store, machine)),
        ("Python's compiled files", installed.compiled),
        ("Questions on the screen", installed.tkinter),
        ("Parts", partial(installed.parts, machine)),
        ("Reading files", installed.reading),
        ("Excel", partial(office.excel, machine)),
        ("Macros", partial(office.macros, machine)),
        ("Starting Python", partial(installed.starting, machine)),
        ("Profile", partial(hardened.profile, machine)),
        ("Add-in", partial(installed.addin, machine)),
        ("Settings", partial(configured.settings, settings_file)),
        ("Records folder", partial(folder.records, root, readable)),
        ("Heads of the logs", partial(folder.heads, root, settings)),
        ("Room for the records", partial(folder.room, root)),
        ("Room for names", partial(folder.room_for_names, machine, root, settings)),
        ("Last week's Master", partial(folder.master, root, settings, today)),
        ("Road register", partial(configured.roads, settings)),
        ("Seed of rounded figures", partial(configured.seed, settings, root)),
        ("Password", partial(configured.password, settings)),
    ]
    return [finding for subject, check in checks for finding in _found(subject, check)]


def exit_code(findings: Sequence[Finding]) -> int:
    """0 when everything that this computer can have is in order."""
    return int(any(finding.state == TO_DO for finding in findings))


def _found(subject: str, check: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
    """What a check finds; a check that could not be made is a finding too."""
    try:
        return check()
    except CsoError as error:
        return [Finding(subject, TO_DO, str(error))]
    except ImportError as error:
        words = f"This could not be looked at: the part '{error.name}' is missing."
        return [Finding(subject, TO_DO, words, "Install cso_xl again, as its page 'For IT' says.")]
    except OSError as error:
        return [Finding(subject, TO_DO, f"This could not be looked at: {error.strerror}.", "Tell support.")]


# What a person, or a program, is shown


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """The findings for a program."""
    return {"in_order": exit_code(findings) == 0, "findings": [asdict(finding) for finding in findings]}


def show(findings: Sequence[Finding]) -> None:
    """The findings as a table, with what is to be done under each."""
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        print(
            *(
                f"{finding.subject}: {finding.state}. {finding.words} {finding.advice}"
                for finding in findings
            ),
            sep="\n",
        )
        return
    console = Console(width=None if Console().is_terminal else 160)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for finding in findings:
        words = Text(finding.words)
        if finding.advice:
            words.append(f"\n{finding.advice}", "italic")
        table.add_row(finding.subject, Text(finding.state, COLOURS[finding.state]), words)
    console.print(table)
    to_do = sum(finding.state == TO_DO for finding in findings)
    if to_do:
        console.print(f"\n{to_do} to do.", highlight=False)
    else:
        console.print("\nEverything that this computer can have is in order.")
