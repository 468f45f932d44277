"""What a person, or a program, reads in the terminal."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cso_xl import settings as settings_
from cso_xl.cases.due_lines import Due, counted
from cso_xl.cases.questions import WHO
from cso_xl.cases.words import DONE
from cso_xl.cases.worklist.layout import FACTS
from cso_xl.cases.worklist.trace import Trace
from cso_xl.cells import dates
from cso_xl.decisions.working_time import moment
from cso_xl.desk import decided
from cso_xl.desk.day import SummaryLine
from cso_xl.desk.headless import RunResult
from cso_xl.errors import FileError
from cso_xl.files.publish import publish
from cso_xl.intake.datamatch import Datamatch
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.procedure import Procedure
from cso_xl.settings import Settings
from cso_xl.training.check import MISSING, RIGHT, WRONG, Marked, score

if TYPE_CHECKING:
    from cso_xl.cases.worklist.worklist_lines import EntryInFull
    from cso_xl.today.queue import Queued
    from cso_xl.training.outcomes import MarkedOutcome
    from cso_xl.training.rows import Compared

_STATES = {
    "filed": "filed",
    "unchanged": "was there already, unchanged",
    "kept": "was there already, worked in since: left as it is",
    "to be filed": "would be filed",
    "renewed": "brought up to date",
    "to be renewed": "would be brought up to date",
}
_MARKS = {RIGHT: "green", WRONG: "bold", MISSING: "yellow"}


def summary(result: RunResult, root: Path, rows: bool = False) -> None:
    """The outcome of a run: statuses, reconciliation, files, notices; with `rows` every row."""
    console = _console()
    title = PROCEDURES[result.report].title
    console.print(f"\n[bold]{title}[/bold] of {dates.in_full(result.date)}", highlight=False)
    if result.decisions:
        _statuses(console, result)
    if rows:
        _rows(console, result)
    for (kind, state, place), count in Counter(
        (copy.kind, copy.state, copy.place) for copy in result.filed
    ).items():
        many = f"{count} drafts" if kind == "draft" and count > 1 else kind
        became = _STATES[state] if many == kind else _STATES[state].replace("was there", "were there", 1)
        console.print(f"  {many}: {became}", highlight=False)
        console.print(f"    {root / place}", highlight=False, soft_wrap=True, markup=False)
    if result.worklist:
        _entries(console, result.worklist)
    for notice in result.notices:
        console.print(f"  Note: {notice}", highlight=False, markup=False)
    if result.dry_run:
        console.print("  Dry run: nothing was filed.")
    elif result.unchanged:
        console.print("  This report was filed before. Nothing was changed.")


def _entries(console: Console, entries: Sequence[EntryInFull]) -> None:
    """How far the worklist is, and below it what each decided entry still asks of a person."""
    answered = [entry for entry in entries if entry.follows.is_decided]
    left = [entry for entry in answered if entry.follows.state != DONE]
    done = f", {len(answered) - len(left)} done" if len(left) < len(answered) else ""
    many = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
    console.print(f"  Worklist: {many}, {len(answered)} decided{done}.", highlight=False)
    for entry in left:
        console.print(f"    {entry.line.ref}: {entry.follows.state}", highlight=False, markup=False)


def _statuses(console: Console, result: RunResult) -> None:
    counts = result.counts
    table = Table("Status", "Rows", box=None, pad_edge=False, padding=(0, 2))
    table.columns[1].justify = "right"
    for status in sorted({decision.status for decision in result.decisions}):
        table.add_row(status, str(sum(decision.status == status for decision in result.decisions)))
    console.print(table)
    removed = f" + {counts['removed']} removed" if counts["removed"] else ""
    console.print(
        f"  {counts['rows_in']} {'row' if counts['rows_in'] == 1 else 'rows'} in = {counts['kept']} kept{removed}. "
        "Every row is accounted for.",
        highlight=False,
    )


def _rows(console: Console, result: RunResult) -> None:
    table = Table("Row", "Client", "Status", "Reason", box=None, pad_edge=False, padding=(0, 2))
    for decision in result.decisions:
        cells = (decision.client_number, decision.status, decision.reason)
        table.add_row(str(decision.row), *map(escape, cells))
    console.print(table)


def worklist(
    result: RunResult, choices: Mapping[str, Sequence[str]], address: str, into: Path | None = None
) -> None:
    """The worklist as a CSV: what 'cso-xl run --decisions' reads, with what was decided and the rest left to fill in.

    Beside each Ref stand whom it is about, what is asked, and the `choices` by question; `address` is the field of the
    address that a person may type, '' for none. Written into a file it is UTF-8 with a mark, so that Excel reads every
    macron. Raises FileError when there is a different file of that name.
    """
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    ref, *to_fill_in = decided.columns(address)
    asks = (decided.CLIENT, "Question", decided.CHOICES)
    out.writerow([ref, *asks, *to_fill_in, "State", *FACTS, decided.TRACE])
    for entry in result.worklist:
        line = entry.line
        of_client = (
            line.client_name,
            line.service_centre,
            line.service_centre_email,
            *([line.address] if address else []),
        )
        asked = (line.ref, line.client_number, line.question, "\n".join(choices.get(line.question, ())))
        own = (line.outcome, line.detail, *of_client, "")
        printed = str(Trace.read(line.trace).told_by(line._asdict()))
        out.writerow([*asked, *own, entry.follows.state, *entry.facts, printed])
    if into is None:
        sys.stdout.write(text.getvalue())
    elif publish(into, text.getvalue().encode("utf-8-sig")):
        _console().print(f"Written: {into}", highlight=False, soft_wrap=True, markup=False)
    else:
        raise FileError(f"{into} already exists. Name another file, or delete that one.")


def due(listed: Sequence[Due], as_json: bool = False) -> None:
    """What is open, the gravest first."""
    if as_json:
        sys.stdout.write(json.dumps([asdict(line) for line in listed]) + "\n")
    elif listed:
        headings = ("Reference", "State", "Due", "To", "Client", "Since", "Next")
        held = any(line.holder for line in listed)
        rows = [
            [
                line.reference,
                line.state,
                line.due,
                WHO.get(line.to, line.to),
                line.client,
                line.since,
                line.next,
            ]
            for line in listed
        ]
        rows = [[*row, line.holder] if held else row for row, line in zip(rows, listed, strict=True)]
        table([*headings, "With"] if held else headings, rows)
        _console().print(", ".join(f"{count} {state}" for state, count in counted(listed)), highlight=False)
    else:
        _console().print("Nothing is open.")


def drafts(queued: Sequence[Queued]) -> None:
    """The drafts that are to be sent, about children first."""
    from cso_xl.today.queue import in_words

    if queued:
        held = any(draft.holder for draft in queued)
        headings = ("Reference", "About", "What", "To", "Client", "Since", *(["With"] if held else []))
        table(headings, [_of_draft(draft)[: len(headings)] for draft in queued])
    _console().print(in_words(queued), highlight=False)
    for folder in sorted({draft.folder for draft in queued} - {""}):
        sys.stdout.write(f"  in {folder}\n")


def _of_draft(draft: Queued) -> tuple[str, ...]:
    what = draft.what if draft.folder else f"{draft.what} (is gone: draft it again)"
    about = "a child" if draft.child else ""
    return (
        draft.reference, about, what, WHO.get(draft.to, draft.to), draft.client, moment(draft.since), draft.holder
    )  # fmt: skip


def day(title: str, lines: Sequence[SummaryLine]) -> None:
    """How a day stands, line by line."""
    table = Table("", "", box=None, pad_edge=False, padding=(0, 2), show_header=False)
    for line in lines:
        table.add_row(escape(line.about), escape(line.state))
    console = _console()
    console.print(f"[bold]{title}[/bold]", highlight=False)
    console.print(table)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings."""
    shown = Table(*headings, box=None, pad_edge=False, padding=(0, 2))
    for row in rows:
        shown.add_row(*map(escape, row))
    _console().print(shown)


def procedure(steps: Procedure) -> None:
    """The procedure as a table: ID, what was done by hand, what the step does."""
    table = Table(
        "ID",
        "Step",
        "By hand",
        "What the step does",
        title=f"{steps.title} ({steps.name})",
        title_justify="left",
    )
    for step in steps.steps:
        table.add_row(", ".join(step.ids), step.title, step.by_hand, step.does)
        table.add_section()
    _console().print(table, markup=False)


def settings(in_force: Settings, user_file: Path) -> None:
    """Every setting as TOML with the file it came from."""
    console = _console()
    state = "" if user_file.is_file() else " (not there: all settings are defaults)"
    console.print(f"Your settings: {user_file}{state}", highlight=False, soft_wrap=True, markup=False)
    for name, value, origin in settings_.leaves(in_force):
        console.print(f"{name} = {_toml(value)}   # {origin}", highlight=False, soft_wrap=True, markup=False)


def members(zip_file: Datamatch) -> None:
    """What the ZIP holds: name, kind, size and date."""
    table = Table("Name", "Kind", "Size", "Modified", box=None, pad_edge=False, padding=(0, 2))
    for member in zip_file.members:
        table.add_row(
            escape(member.name),
            member.kind or "not known",
            f"{member.size:,}",
            f"{member.modified:%d/%m/%Y %H:%M}",
        )
    _console().print(table)
    if zip_file.missing:
        _console().print(f"Not in it: {', '.join(zip_file.missing)}.", highlight=False)


def marked(
    answers: Sequence[Marked], sheets: Sequence[Compared], outcomes: Sequence[MarkedOutcome] = ()
) -> None:
    """What a trainee answered, did on the exercises' sheets and chose on worklists, each with its remark."""
    console = _console()
    of_sheet = {compared.report: compared for compared in sheets}
    for title, group in groupby(answers, key=lambda answer: answer.exercise.title):
        of_exercise = list(group)
        console.print(f"\n[bold]{title}[/bold]: {score(of_exercise)}", highlight=False)
        table = _marks()
        for answer in of_exercise:
            place = "" if answer.question.row is None else f"Row {answer.question.row}:"
            table.add_row(str(answer.number), place, Text(answer.words, _MARKS[answer.state]))
        console.print(table)
        if sheet := of_sheet.get(of_exercise[0].exercise.report):
            console.print(sheet.headline, highlight=False, markup=False)
            for left in sheet.left:
                console.print(Text(f"  {left.words}", _MARKS[WRONG]))
    for report, chosen in groupby(outcomes, key=lambda outcome: outcome.report):
        of_report = list(chosen)
        headline = f"\n[bold]{PROCEDURES[report].title}, outcomes[/bold]: {score(of_report)}"
        console.print(headline, highlight=False)
        table = _marks()
        for outcome in of_report:
            table.add_row(outcome.ref, Text(outcome.words, _MARKS[outcome.state]))
        console.print(table)


def _marks() -> Table:
    return Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _console() -> Console:
    return Console(width=None if Console().is_terminal else 160)
