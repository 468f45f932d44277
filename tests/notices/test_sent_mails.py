"""After the draft: it is sent, filed, and its answer awaited [X2, D12]."""

import datetime as dt
import json
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime

import pytest

from cso_xl.records import emails
from helpers.decided import address_changed, call, run
from helpers.files import FOLDERS, Week


def sent_from(draft, folder, subject=None):
    """The message as it lies among the sent ones: as drafted, with a sender and a date."""
    mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
    del mail["X-Unsent"]
    mail["From"], mail["Date"] = "cpu@example.org", format_datetime(dt.datetime.now(dt.UTC))
    if subject is not None:
        mail.replace_header("Subject", subject)
    path = folder / "sent.eml"
    path.write_bytes(mail.as_bytes())
    return path


def states(records):
    """What `due` says of each line that is open."""
    return {
        row["reference"]: row["state"]
        for row in json.loads(call("due", "--json", "--records", records).stdout)
    }


def test_D12_a_sent_email_is_filed_beside_its_report_and_the_answer_is_awaited(tmp_path, records):
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    reference = "20250113-D3-2-cps"

    def listed():
        return states(records)

    assert listed()[reference] == "to send"
    message = sent_from(next(records.rglob(f"*{reference}*.eml")), tmp_path)
    for said in ("filed in", "filed before, in"):  # a second time
        done = call("file-email", message, "--records", records)
        assert (done.exit_code, done.stdout) == (0, f"{reference}: {said} {FOLDERS['daily-diffs']}\n")
    filed = [path.name for path in (records / FOLDERS["daily-diffs"]).glob("*.eml")]
    assert filed == ["20250113 Weka M.eml"]
    assert listed()[reference] == "waiting"
    assert call("answered", reference, "--records", records).stdout == (
        f"{reference}: answered. To do in CMS: write the client event note.\n"
    )
    assert reference not in listed()
    assert listed()["20250113-D3-2"] == "to do in CMS"  # an answer ends the waiting, and nothing else [C7]
    kept = (records / "Child Sex Offenders/Cases/Case log.jsonl").read_text("utf-8")
    assert "Weka" not in kept and reference in kept


def test_a_draft_is_not_filed_as_sent(tmp_path, records):
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    draft = next(records.rglob("*.eml"))
    done = call("file-email", draft, "--records", records)
    assert (done.exit_code, done.stderr) == (
        1,
        f"{draft.name} has not been sent yet: it is a draft or has no date. Send it first, then file what was sent.\n",
    )
    assert states(records)["20250113-D3-2-cps"] == "to send"


def test_two_emails_of_one_name_are_both_kept(tmp_path, records):
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    for row in (2, 3):
        message = sent_from(next(records.rglob(f"*D3-{row}-cps*.eml")), tmp_path)
        assert call("file-email", message, "--records", records).exit_code == 0
    filed = sorted(path.name for path in (records / FOLDERS["daily-diffs"]).glob("*.eml"))
    assert filed == ["20250113 Weka M (2).eml", "20250113 Weka M.eml"]


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.eml", b"Subject: hello\n\nx\n", "a.eml has no reference such as"),
        (
            "a.eml",
            b"Subject: x [20250113-D3-9-cps]\n\nx\n",
            "There is no draft with the reference 20250113-D3-9-cps",
        ),
        ("a.pdf", b"%PDF-1.7", "a.pdf is not an e-mail, but a PDF document."),
        ("a.msg", b"not Outlook's", "a.msg is not an e-mail, but plain text."),
        ("a.eml", b"", "a.eml is empty (0 bytes)."),
    ],
)
def test_what_is_not_one_of_our_emails_is_not_filed(name, data, complaint, tmp_path, records):
    (tmp_path / name).write_bytes(data)
    done = call("file-email", tmp_path / name, "--records", records)
    assert (done.exit_code, list(records.rglob("*.*"))) == (1, [])
    assert complaint in done.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith JA", "Smith JA"),
        ("Ō'Kauri / Weka: <x>?", "Ō'Kauri Weka x"),
        ("CON", "CON_"),
        ("name. ", "name"),
        ("A\u0304pi", "Āpi"),
        ("x" * 200, "x" * 120),
    ],
)
def test_a_name_is_one_that_windows_takes(text, expected):
    assert emails.safe_name(text) == expected
