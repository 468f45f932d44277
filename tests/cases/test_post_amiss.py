"""E-mails that do not come as they should: another answer, without a draft, ahead of the clock [C3, C6, C8]."""

import datetime as dt

from cso_xl.cases.events import EventKind
from cso_xl.cases.mail import emails
from helpers.at_work import SAME, Unit
from helpers.post import KINDS, REFERENCE, call, events, file_sent, open_now, saved, state


def test_C8_another_answer_is_looked_at_and_the_same_email_changes_nothing(drafted, tmp_path):
    file_sent(drafted, tmp_path)
    first, second = (
        saved(tmp_path, f"{name}.eml", **KINDS["from whom we asked"][0], Message_ID=f"<{name}@example.org>")
        for name in "ab"
    )
    for _ in range(2):
        assert call("file-email", first, "--records", drafted).exit_code == 0
        assert state(drafted) == "closed"
    for _ in range(2):
        said = call("file-email", second, "--records", drafted).stdout
        assert "It is not the first answer: look at it" in said
    assert len([one for one in events(drafted) if one["kind"] == EventKind.ANSWERED]) == 2
    (line,) = [one for one in open_now(drafted) if one["reference"] == REFERENCE]
    assert (line["notice"], line["next"]) == (
        "another answer",
        "another answer: look; choose the outcome that it gives or, if what was decided stands, cso-xl answered "
        f"{REFERENCE}",
    )
    for expected in ("answered", "was recorded as answered before"):
        assert call("answered", REFERENCE, "--records", drafted).stdout.startswith(
            f"{REFERENCE}: {expected}. "
        )
        assert state(drafted) == "closed"


def test_a_draft_that_was_deleted_is_made_again_and_the_email_filed(drafted, tmp_path):
    (path,) = drafted.rglob("Drafts/*.eml")
    path.unlink()
    message = saved(tmp_path, "m.eml", **KINDS["ours"][0])
    command = ("draft", "daily-diffs", "--date", "2025-01-13")
    assert call("file-email", message, "--records", drafted).stderr == (
        f"There is no draft with the reference {REFERENCE} in {drafted}. Was it deleted? cso-xl {' '.join(command)} "
        "makes it again under the same reference; then file the e-mail.\n"
    )
    assert call(*command, "--records", drafted).exit_code == 0
    assert call("file-email", message, "--records", drafted).exit_code == 0
    assert (state(drafted), path.exists()) == ("overdue", False)
    next(drafted.rglob("Drafts/Sent/*.eml")).unlink()
    refused = call("file-email", message, "--records", drafted).stderr
    assert "Put it back from the recycle bin" in refused


def test_C3_what_was_sent_by_a_clock_far_ahead_is_pointed_out_with_the_way_back(drafted, settings, tmp_path):
    wrong = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    message = saved(tmp_path, "m.eml", wrong, **KINDS["ours"][0])
    assert "wrong" not in str(emails.file_email(drafted, settings, message, wrong))
    (line,) = [one for one in open_now(drafted) if one["reference"] == REFERENCE]
    assert line["next"].startswith("the clock or the e-mail's date is wrong: it was sent on ")
    assert f"; cso-xl take-back {REFERENCE}, and file the e-mail again; wait for" in line["next"]
    assert call("take-back", REFERENCE, "--records", drafted).exit_code == 0
    said = call("file-email", message, "--records", drafted).stdout
    assert "The clock or the e-mail's date is wrong: it is dated " in said
    (line,) = [one for one in open_now(drafted) if one["reference"] == REFERENCE]
    assert line["next"] == "wait for the answer"


def test_C6_a_bounce_from_oranga_tamariki_is_looked_at_although_no_answer_is_awaited(tmp_path, records):
    unit, told = Unit(tmp_path, records), "20250113-A8-2-ot"
    unit.run("address-sharer")
    unit.choose(A8_2=SAME)
    unit.do("draft", "address-sharer")
    unit.send(told)
    assert told not in unit.due()
    next(records.rglob(f"Drafts/Sent/*{told}*")).unlink()  # that it has gone astray does not matter
    bounced = unit.reply(told, Auto_Submitted="auto-replied")
    assert f"cso-xl due now asks whether {told} arrived" in " ".join(bounced.output.split())
    asks = f"machine reply: look; if it did not arrive, send it again; then cso-xl answered {told}"
    assert f"{told}: waiting: {asks}" in unit.due()
    unit.do("answered", told)
    assert told not in unit.due()
