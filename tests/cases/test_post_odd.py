"""E-mails that are filed, and that a person is to look at: sent elsewhere, about another, filed before [D12, C6]."""

import datetime as dt

import pytest

from helpers.files import FOLDERS
from helpers.post import CPS, KINDS, NOW, REFERENCE, call, file_sent, names, saved, state

SENT = KINDS["ours"][0]
FILED = f"{REFERENCE}: filed in {FOLDERS['daily-diffs']}"
ELSEWHERE = ". Look at it: it was not sent to every address of its draft"
TO_OTHERS = ". Look at it: it was sent to an address that its draft does not have"


@pytest.mark.parametrize(
    ("to", "look"),
    [
        ({"To": CPS}, ""),
        ({"To": f"Help Desk <{CPS.upper()}>"}, ""),
        ({"To": CPS, "Cc": "friend@home.example"}, TO_OTHERS),
        ({}, ""),
    ],
)
def test_a_notice_that_went_elsewhere_than_its_draft_is_pointed_out(to, look, drafted, tmp_path):
    done = call("file-email", saved(tmp_path, "m.eml", **SENT, **to), "--records", drafted)
    assert (done.stdout, state(drafted)) == (f"{FILED}{look}\n", "overdue")


@pytest.mark.parametrize("subject", ["FW: ", "Please check before I send: "])
def test_a_copy_that_only_a_colleague_got_is_not_the_notice_unless_a_person_says_so(
    subject, drafted, tmp_path
):
    own = SENT | {"Subject": subject + SENT["Subject"], "To": "friend@home.example"}
    message, before = saved(tmp_path, "m.eml", **own), state(drafted)
    refused = call("file-email", message, "--records", drafted)
    assert (refused.exit_code, state(drafted), names(drafted, FOLDERS["daily-diffs"] + "/Drafts/Sent")) == (
        1,
        before,
        [],
    )
    assert (
        "m.eml went to none of the addresses of its draft, so it was not filed as the notice that was sent: that still "
        "has to be sent. If it was sent with this e-mail all the same, say so with --sent."
    ) in refused.stderr
    done = call("file-email", message, "--sent", "--records", drafted)
    assert (done.stdout, state(drafted)) == (f"{FILED}{ELSEWHERE}{TO_OTHERS}\n", "overdue")


def test_what_a_person_has_called_the_answer_is_it_the_second_time_as_well(drafted, tmp_path):
    file_sent(drafted, tmp_path)
    message = saved(tmp_path, "m.eml", **KINDS["out of office"][0])
    assert "It was not filed" in call("file-email", message, "--records", drafted).stderr
    for option, filed in ((["--answer"], "filed in "), ([], "filed before, in ")):
        done = call("file-email", message, *option, "--records", drafted)
        assert done.stdout.startswith(f"{REFERENCE}: answer {filed}")


@pytest.mark.parametrize(
    ("text", "is_odd"),
    [
        ("Client number: 010000001", False),
        ("Client number: 10000001", False),
        ("Client number: 010 000 001", False),
        ("Client number: 010000002, born 01/02/1980", True),
        ("Kia ora", False),
    ],
)
def test_a_notice_about_another_client_than_its_draft_is_pointed_out(text, is_odd, drafted, tmp_path):
    message = saved(tmp_path, "m.eml", **SENT, To=CPS)
    message.write_bytes(message.read_bytes().replace(b"Kia ora", text.encode()))
    look = ". Look at it: it does not name client 010000001, whom its draft was about" if is_odd else ""
    assert call("file-email", message, "--records", drafted).stdout == f"{FILED}{look}\n"


def test_an_answer_from_before_the_notice_was_sent_is_pointed_out(drafted, tmp_path):
    file_sent(drafted, tmp_path)
    early = saved(tmp_path, "m.eml", NOW - dt.timedelta(days=1), **KINDS["from whom we asked"][0])
    assert call("file-email", early, "--records", drafted).stdout == (
        f"{REFERENCE}: answer filed in {FOLDERS['daily-diffs']}. Look at it: it is dated 13/01/2025 11:00, before the "
        "notice was sent (14/01/2025 11:00)\n"
    )


@pytest.mark.parametrize(("kind", "what"), [("ours", ""), ("from whom we asked", "answer ")])
def test_an_email_that_a_colleague_has_filed_is_said_to_be_filed_before(kind, what, drafted, tmp_path):
    file_sent(drafted, tmp_path)
    message = saved(tmp_path, "notice.eml" if kind == "ours" else "m.eml", **KINDS[kind][0])
    call("file-email", message, "--records", drafted)
    before = names(drafted, FOLDERS["daily-diffs"])
    done = call("file-email", message, "--records", drafted)
    assert done.stdout == f"{REFERENCE}: {what}filed before, in {FOLDERS['daily-diffs']}\n"
    assert names(drafted, FOLDERS["daily-diffs"]) == before


def test_of_a_folder_those_to_look_at_come_before_those_that_are_in_order(drafted, tmp_path):
    folder = tmp_path / "sent"
    folder.mkdir()
    saved(folder, "a.eml", **SENT, To=CPS)
    saved(folder, "b.eml", NOW + dt.timedelta(hours=1), **SENT, To=CPS, Cc="friend@home.example")
    lines = call("file-email", folder, "--records", drafted).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["b.eml", "a.eml"]
