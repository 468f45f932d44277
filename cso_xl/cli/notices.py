"""The commands of `cso-xl` for what follows from the reports: drafts, texts, sent e-mails, what is due."""

import datetime as dt
import json
import sys
from pathlib import Path

import click

from cso_xl import settings as settings_
from cso_xl.cli.reports import ReportChoice
from cso_xl.cli.shared import (
    date_of,
    guarded,
    json_option,
    office_at,
    records_option,
    records_root,
    settings_option,
    show_result,
    warn,
)
from cso_xl.errors import CallError, CsoError

QUESTIONS = ("more-detail", "housing-referral")


@click.command()
@click.argument("report", metavar="[REPORT]", type=ReportChoice(), required=False)
@click.option("--date", metavar="YYYY-MM-DD", help="The filed copy's date [default: the newest].")
@records_option
@json_option
@settings_option
def draft(
    report: str | None, date: str | None, records: Path | None, as_json: bool, settings_file: Path | None
) -> None:
    """Draft the notices for the outcomes chosen on the worklist of REPORT's filed copy, or of all. Nothing is sent."""

    def work() -> None:
        from cso_xl.desk import reopen

        if report is None and (as_json or date):
            raise CallError("Name the report whose copy is meant, e.g.: cso-xl draft on-list")
        office = office_at(records, settings_file)
        for name in [report] if report else reopen.with_worklists(office):
            show_result(reopen.draft(name, office, date_of(date)), office, as_json)

    guarded(work, report if as_json else None)


@click.command()
@click.argument("report", type=ReportChoice(with_worklist=True))
@click.argument("ref", metavar="[REF]", required=False)
@click.option("--date", metavar="YYYY-MM-DD", help="The filed copy's date [default: the newest].")
@records_option
@settings_option
def text(
    report: str, ref: str | None, date: str | None, records: Path | None, settings_file: Path | None
) -> None:
    """Print the case-note texts that follow from REF on REPORT's worklist, or from all, to copy into CMS [D9, L6]."""

    def work() -> None:
        from cso_xl.decisions.working_time import day_of
        from cso_xl.desk import reopen

        office, today = office_at(records, settings_file), day_of(dt.datetime.now(dt.UTC))
        notes, not_logged = reopen.texts(report, ref, office, date_of(date), today)
        click.echo(notes)
        warn(not_logged)

    guarded(work)


@click.command("drafts")
@click.option("--date", metavar="YYYY-MM-DD", help="Only of that day's reports [default: of all days].")
@click.option("--html", "as_html", is_flag=True, help="Write the list into the records as a page.")
@records_option
@json_option
@settings_option
def listed_drafts(
    date: str | None, as_html: bool, records: Path | None, as_json: bool, settings_file: Path | None
) -> None:
    """List the drafts that are to be sent, of all reports as one queue: what, to whom, which case [C5].

    About children first. It names nobody; that somebody looked is in the activity log.
    """

    def work() -> None:
        from cso_xl.cli import show
        from cso_xl.today import queue, queue_page

        office, day, now = office_at(records, settings_file), date_of(date), dt.datetime.now(dt.UTC)
        queued, not_logged = queue.queue(office, now, day)
        page = queue_page.keep(office.records.root, office.settings, queued, now, day) if as_html else None
        if as_json:
            drafts = [entry.as_json() for entry in queued]
            click.echo(
                json.dumps({"drafts": drafts, "page": str(page) if page else None, "notices": not_logged})
            )
            return
        show.drafts(queued)
        warn(not_logged)
        if page:
            click.echo(f"Written: {page}")

    guarded(work, "drafts" if as_json else None)


@click.command("file-email")
@click.argument("messages", metavar="EMAIL...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sent", "kind", flag_value="sent", help="They are notices that were sent.")
@click.option("--answer", "kind", flag_value="answer", help="They are answers to notices.")
@records_option
@settings_option
def file_email(
    messages: tuple[Path, ...], kind: str | None, records: Path | None, settings_file: Path | None
) -> None:
    """File saved e-mails (.eml, .msg): sent notices, answers, and what else Corrections sends [D12, L12, A12, X3, X4].

    EMAIL is a file, or a folder for every e-mail in it; of several those that were not filed are said first.
    Notices and answers go beside their report, under the name of their draft; that they were sent or answered is
    recorded. Whether it is the one or the other is seen from the message; --sent or --answer says so where it is not.
    """

    def work() -> None:
        from cso_xl.cases.mail import emails as post
        from cso_xl.cases.mail import mailbag

        settings = settings_.load(settings_file)
        root, now = records_root(records, settings), dt.datetime.now(dt.UTC)
        paths = mailbag.in_folders(messages)
        if len(paths) == 1:
            click.echo(post.file_email(root, settings, paths[0], now, kind))
            return
        result = mailbag.file_all(paths, lambda email: post.file_read(root, settings, email, now, kind))
        warn(result.failed)
        warn([f"{len(result.failed)} of {len(paths)} e-mails were not filed."] if result.failed else [])
        click.echo("\n".join([*result.odd, *result.filed]))
        if result.failed:
            sys.exit(CsoError.exit_code)

    guarded(work)


@click.command()
@records_option
@json_option
@settings_option
def due(records: Path | None, as_json: bool, settings_file: Path | None) -> None:
    """List everything that is open, of all reports and weeks, the gravest first [C10, X2, L13]."""

    def work() -> None:
        from cso_xl.cli import show
        from cso_xl.desk import due as due_

        settings = settings_.load(settings_file)
        now = dt.datetime.now(dt.UTC)
        show.due(due_.listed(records_root(records, settings), settings, now), as_json)

    guarded(work)


@click.command()
@click.argument("question", type=click.Choice(QUESTIONS))
@records_option
@settings_option
def ask(question: str, records: Path | None, settings_file: Path | None) -> None:
    """Draft a QUESTION to Corrections: more detail for an identity check, or a housing referral [X2, X3].

    What it needs is asked for, or read line by line from standard input: names do not belong in a command line.
    """

    def work() -> None:
        from cso_xl.cases.mail import enquiries

        settings = settings_.load(settings_file)
        root = records_root(records, settings)
        chosen = enquiries.ENQUIRIES[question]
        typed = {
            name: str(click.prompt(label, default="", show_default=False, err=True))
            for name, label in chosen.fields.items()
        }
        click.echo(enquiries.ask(root, settings, chosen, typed, dt.datetime.now(dt.UTC)))

    guarded(work)


@click.command()
@click.argument("references", metavar="[REFERENCE...]", nargs=-1)
@records_option
@settings_option
def remind(references: tuple[str, ...], records: Path | None, settings_file: Path | None) -> None:
    """Draft the follow-up e-mail for overdue answers: all that are to have one, or those named [X2]."""

    def work() -> None:
        from cso_xl.cases.mail import enquiries

        settings = settings_.load(settings_file)
        root, now = records_root(records, settings), dt.datetime.now(dt.UTC)
        drafted = (
            [str(enquiries.remind(root, settings, reference, now)) for reference in references]
            if references
            else enquiries.remind_all(root, settings, now)
        )
        click.echo("\n".join(drafted))

    guarded(work)


@click.command("return")
@click.option("--date", metavar="YYYY-MM-DD", help="A day of the week that is meant [default: today].")
@records_option
@settings_option
def returned(date: str | None, records: Path | None, settings_file: Path | None) -> None:
    """Draft the return to Corrections: a week's confirmed matches and the action taken, and nothing else [L13].

    Off until [notices.addresses] match in settings names who gets it. What has changed since is another return.
    """

    def work() -> None:
        from cso_xl.decisions.working_time import day_of
        from cso_xl.desk import match_return

        office, now = office_at(records, settings_file), dt.datetime.now(dt.UTC)
        drafted = match_return.make(office, date_of(date) or day_of(now), now)
        click.echo(drafted)
        warn(drafted.notices)

    guarded(work)


@click.command()
@click.option("--date", metavar="YYYY-MM-DD", help="The day [default: today].")
@records_option
@settings_option
def day(date: str | None, records: Path | None, settings_file: Path | None) -> None:
    """Say how a day stands: reports filed, e-mails that came, notices and answers [X2-X4]."""

    def work() -> None:
        from cso_xl.cli import show
        from cso_xl.decisions.working_time import day_of
        from cso_xl.desk import day as day_

        settings, now = settings_.load(settings_file), dt.datetime.now(dt.UTC)
        chosen = date_of(date) or day_of(now)
        lines = day_.summary(records_root(records, settings), settings, chosen, now)
        show.day(day_.title(chosen), lines)

    guarded(work)


COMMANDS = (draft, listed_drafts, text, file_email, ask, returned, remind, due, day)
