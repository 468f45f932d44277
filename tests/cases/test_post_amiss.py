"""E-mails that are not what the case waits for: another answer [C6, C8]."""

from cso_xl.cases.events import Kind
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
    assert len([one for one in events(drafted) if one["kind"] == Kind.ANSWERED]) == 2
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
