"""A notice that bounced and was sent once more: in both ways of working [C6, C15, X2]."""

import datetime as dt

import pytest

from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import now
from helpers.post import CPS, saved

TOLD = "20250113-D3-2-cps"
SUBJECT = f"[IN-CONFIDENCE] CSO Change of address notification [{TOLD}]"
SENT, AGAIN = now() - dt.timedelta(days=9), now() - dt.timedelta(hours=1)


@pytest.fixture
def bounced(hands, tmp_path):
    """CPS was to be told, and a machine replied."""
    week = Week(1)
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    worked = hands("daily-diffs", week)
    worked.folder = tmp_path
    book = worked.book()
    book.cell("D3-2", "Outcome").value, book.cell("D3-2", "Client Name").value = (
        "Address changed: tell CPS", "Weka, Mere",
    )  # fmt: skip
    book.save()
    worked.press()
    worked.save()
    worked.file(ours(worked, SENT))
    worked.file(bounce(worked, SENT + dt.timedelta(minutes=1)))
    assert state(worked).startswith("overdue: machine reply: look; ")
    return worked


def ours(worked, at):
    return saved(worked.folder, f"sent {at:%d%H%M}.eml", at, From="cpu@example.org", To=CPS, Subject=SUBJECT)


def bounce(worked, at):
    subject, received = f"Undeliverable: {SUBJECT}", "from mail.example.org by mail.example.org"
    return saved(
        worked.folder, f"bounce {at:%d%H%M}.eml", at, From="postmaster@example.org", Subject=subject,
        Auto_Submitted="auto-replied", Received=received,
    )  # fmt: skip


def state(worked):
    (line,) = (line for line in due.listed(worked.records, worked.settings, now()) if line.reference == TOLD)
    return f"{line.state}: {line.next}"


def test_X2_the_answer_is_awaited_from_then_on(bounced):
    bounced.file(ours(bounced, AGAIN))
    assert state(bounced) == "waiting: wait for the answer"


def test_C6_the_first_bounce_filed_again_says_nothing_new_and_a_second_one_does(bounced):
    bounced.file(ours(bounced, AGAIN))
    bounced.file(bounce(bounced, SENT + dt.timedelta(minutes=2)))
    assert state(bounced) == "waiting: wait for the answer"
    bounced.file(bounce(bounced, AGAIN + dt.timedelta(minutes=1)))
    assert state(bounced) == "waiting: machine reply: look; wait for the answer"


def test_C6_the_same_e_mail_filed_twice_is_not_sent_once_more(bounced):
    bounced.file(ours(bounced, SENT))
    assert state(bounced).startswith("overdue: machine reply: look; ")
