"""E-mails about one notice, as the tests of the post save and file them, and what is recorded of it."""

import datetime as dt
import json
from email.message import EmailMessage
from email.utils import format_datetime

from click.testing import CliRunner

from cso_xl import cli
from helpers.files import PASSWORD

CPS = "cs_help_desk@corrections.govt.nz"
REFERENCE = "20250113-D3-2-cps"
SUBJECT = f"[IN-CONFIDENCE] CSO Change of address notification [{REFERENCE}]"
NOW = dt.datetime(2025, 1, 13, 22, 0, tzinfo=dt.UTC)  # Tuesday 14 January 2025, 11:00 in New Zealand


def call(*arguments, typed=""):
    return CliRunner().invoke(
        cli.main, list(map(str, arguments)), input=typed, env={"CSO_XL_PASSWORD": PASSWORD}
    )


def saved(folder, name, at=NOW, **headers):
    mail = EmailMessage()
    for header, text in headers.items():
        mail[header.replace("_", "-")] = text
    if at:
        mail["Date"] = format_datetime(at)
    mail.set_content("Kia ora\n")
    path = folder / name
    path.write_bytes(mail.as_bytes())
    return path


def open_now(records):
    return json.loads(call("due", "--json", "--records", records).stdout)


def state(records):
    return {one["reference"]: one["state"] for one in open_now(records)}.get(REFERENCE, "closed")


def events(records):
    """The case log, line by line."""
    log = records / "Child Sex Offenders/Cases/Case log.jsonl"
    return [json.loads(line) for line in log.read_text("utf-8").splitlines() if '"kind"' in line]


def names(records, folder):
    return sorted(path.name for path in (records / folder).glob("*.eml"))


ARRIVED = {"Received": "from mail.corrections.govt.nz by mail.example.org"}
KINDS = {  # how a message is told to be the notice, its answer, or neither
    "ours": ({"From": "cpu@example.org", "Subject": SUBJECT}, "sent"),
    "from whom we asked": ({"From": f"Help <{CPS}>", "Subject": f"RE: {SUBJECT}"}, "answer"),
    "arrived as an answer": (
        {"From": "jo@example.org", "Subject": f"RE: {SUBJECT}", **ARRIVED},
        "answer",
    ),
    "forwarded to us": ({"From": "jo@example.org", "Subject": f"FW: {SUBJECT}", **ARRIVED}, "not certain"),
    "our own RE:": ({"From": "cpu@example.org", "Subject": f"RE: {SUBJECT}"}, "not certain"),
    "out of office": (
        {"From": CPS, "Subject": f"Automatic reply: {SUBJECT}", **ARRIVED},
        "is an automatic reply, a receipt or the like, which answers nothing. It was not filed, and the answer to "
        f"{REFERENCE} is still awaited. If it is the answer all the same: File e-mails > Record answer, or "
        "--answer in a terminal.",
    ),
}


def file_sent(records, folder):
    """File the notice as it was sent."""
    done = call("file-email", saved(folder, "notice.eml", **KINDS["ours"][0]), "--records", records)
    assert done.exit_code == 0, done.output
