"""A week that is worked at the command line, with outcomes in its worklist."""

import csv
import io
from email import policy
from email.parser import BytesParser

from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import cli
from helpers.entries import Entries
from helpers.files import PASSWORD


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


def to_decide(report, source, records):
    """The worklist as the command prints it, by Ref."""
    shown = call("worklist", report, source, "--records", records)
    assert shown.exit_code == 0, shown.output
    return {row["Ref"]: row for row in csv.DictReader(io.StringIO(shown.stdout))}


def decided(tmp_path, rows):
    path = tmp_path / "decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(rows.values()))))
        writer.writeheader()
        writer.writerows(rows.values())
    return path


def drafts(records):
    mails = {}
    for path in sorted(records.rglob("Drafts/**/*.eml")):  # those that were sent, too
        mail = BytesParser(policy=policy.strict).parsebytes(path.read_bytes())
        mails[path.relative_to(records).as_posix()] = mail
    return mails


def run(report, week, tmp_path, records, decide):
    """Work a report with what `decide` says of each entry of its worklist."""
    source = week.write(report, tmp_path)
    rows = to_decide(report, source, records)
    for row in rows.values():
        row |= decide(row) or {}
    return call("run", report, source, "--records", records, "--decisions", decided(tmp_path, rows))


def worklist_of(records, name):
    worklist = Entries(load_workbook(next(records.rglob(name))))
    return {ref: worklist.said(ref) for ref in worklist.lines}


def address_changed(week):
    for row in range(2, 8):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
    return week
