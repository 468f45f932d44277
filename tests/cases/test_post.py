"""Answers, other e-mails of Corrections, questions to them, reminders, and the day's summary [X2, X3, X4]."""

import csv
import datetime as dt
import io
import shutil
from email import policy
from email.parser import BytesParser

import pytest

from cso_xl.cases.events import EventKind
from cso_xl.cases.mail import enquiries
from cso_xl.desk import due
from cso_xl.errors import CallError, InputError
from helpers.files import FOLDERS, Week
from helpers.post import (
    CPS,
    KINDS,
    NOW,
    REFERENCE,
    call,
    events,
    file_sent,
    names,
    open_now,
    saved,
    state,
)

BY_HAND = "ask for the answer by hand: no follow-up e-mail is set for this recipient"
CORRECTIONS = "Child Sex Offenders/Corrections E-mails/2025/01 January"


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_and_its_answer_are_told_apart(kind, drafted, tmp_path):
    headers, expected = KINDS[kind]
    if expected != "sent":
        file_sent(drafted, tmp_path)
    before = names(drafted, FOLDERS["daily-diffs"])
    done = call("file-email", saved(tmp_path, "m.eml", **headers), "--records", drafted)
    if expected == "sent":
        assert names(drafted, FOLDERS["daily-diffs"]) == ["20250113 Weka M.eml"]
    elif expected == "answer":
        assert done.stdout.startswith(f"{REFERENCE}: answer filed in ")
        assert names(drafted, FOLDERS["daily-diffs"]) == ["20250113 Weka M answer.eml", "20250113 Weka M.eml"]
    else:
        assert (done.exit_code, names(drafted, FOLDERS["daily-diffs"])) == (1, before)
        assert expected in " ".join(done.stderr.split())
    assert state(drafted) == {"answer": "closed"}.get(expected, "overdue")


@pytest.mark.parametrize("kind", ["from whom we asked", "arrived as an answer", "out of office"])
def test_C6_nothing_answers_a_notice_that_is_not_recorded_as_sent(kind, drafted, tmp_path):
    message = saved(tmp_path, "m.eml", **KINDS[kind][0])
    refused = [
        call("file-email", message, "--records", drafted),
        call("file-email", "--answer", message, "--records", drafted),
        call("answered", REFERENCE, "--records", drafted),
    ]
    assert [done.exit_code == 0 for done in refused] == [False] * 3
    assert (
        refused[1].stderr
        == refused[2].stderr
        == (
            f"{REFERENCE} is not recorded as sent, so it cannot have been answered. If it was sent, file the e-mail "
            "that was sent first: cso-xl file-email.\n"
        )
    )
    assert (state(drafted), names(drafted, FOLDERS["daily-diffs"])) == ("to send", [])


def test_C6_a_machines_reply_is_looked_at_and_a_person_may_accept_it(drafted, tmp_path):
    file_sent(drafted, tmp_path)
    reply = saved(tmp_path, "m.eml", **KINDS["out of office"][0])
    assert call("file-email", reply, "--records", drafted).exit_code == 1
    (line,) = [one for one in open_now(drafted) if one["reference"] == REFERENCE]
    assert (line["state"], line["next"]) == ("overdue", f"machine reply: look; {BY_HAND}")
    assert call("file-email", "--answer", reply, "--records", drafted).exit_code == 0
    assert state(drafted) == "closed"
    (answer,) = [one for one in events(drafted) if one["kind"] == EventKind.ANSWERED]
    assert answer["by"] == "hand"  # it was a person who said so


@pytest.mark.parametrize(("option", "expected"), [("--sent", "overdue"), ("--answer", "closed")])
def test_a_person_says_which_it_is(option, expected, drafted, tmp_path):
    headers, _ = KINDS["our own RE:"]
    if option == "--answer":
        file_sent(drafted, tmp_path)
    done = call("file-email", option, saved(tmp_path, "m.eml", **headers), "--records", drafted)
    assert (done.exit_code, state(drafted)) == (0, expected)


def test_time_runs_from_when_it_was_sent_not_from_when_it_was_filed(drafted, tmp_path):
    call("file-email", saved(tmp_path, "m.eml", **KINDS["ours"][0]), "--records", drafted)
    (listed,) = [one for one in open_now(drafted) if one["reference"] == REFERENCE]
    assert listed["due"] == "17/01/2025 11:00"


def test_a_clock_that_is_ahead_does_not_give_more_time(drafted, tmp_path):
    late = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    call("file-email", saved(tmp_path, "m.eml", late, **KINDS["ours"][0]), "--records", drafted)
    (listed,) = [one for one in open_now(drafted) if one["reference"] == REFERENCE]
    due = dt.datetime.strptime(listed["due"], "%d/%m/%Y %H:%M")
    assert due < dt.datetime.now() + dt.timedelta(days=30)


@pytest.mark.parametrize(
    ("subject", "sender", "name"),
    [
        ("CSO - 'Dropped from  Master list'", "noreply@example.org", "20250114 Dropped from master list"),
        ("Date of birth exceptions 13/01", "noreply@example.org", "20250114 Date of birth exceptions"),
        ("Is Canarova known to you?", "officer@Corrections.govt.nz", "20250114 Ad hoc request"),
    ],
)
def test_X3_X4_what_corrections_sends_beside_the_reports_is_filed(subject, sender, name, records, tmp_path):
    message = saved(tmp_path, "m.eml", Subject=subject, From=sender)
    for _ in range(2):
        done = call("file-email", message, "--records", records)
        assert (done.exit_code, "Canarova" in done.output) == (0, False)
    assert names(records, CORRECTIONS) == [f"{name}.eml"]
    shown = call("day", "--date", "2025-01-14", "--records", records).stdout
    words = "check the identity" if "Ad hoc" in name else "nothing is done with it [X4]"
    assert f"{name[9:]}" in shown
    assert f"1 filed; {words}" in shown
    assert "Canarova" not in shown
    assert "1 filed" not in call("day", "--date", "2025-01-15", "--records", records).stdout


def test_anybody_elses_email_is_not_filed(records, tmp_path):
    message = saved(tmp_path, "m.eml", Subject="Lunch?", From="jo@notcorrections.govt.nz")
    done = call("file-email", message, "--records", records)
    assert done.exit_code == 1
    assert "it is not an e-mail from Corrections either" in " ".join(done.stderr.split())
    assert list(records.rglob("*.*")) == []


# Questions to Corrections [X2, X3]


def draft_of(records, reference):
    path = next(records.rglob(f"Drafts/*{reference}*.eml"))
    return path, BytesParser(policy=policy.strict).parsebytes(path.read_bytes())


def test_X3_more_detail_is_asked_for_once(records):
    for said in ("drafted", "drafted before"):
        done = call("ask", "more-detail", "--records", records, typed="Wēka, Mere Ānia\nmiddle name\n")
        assert done.exit_code == 0
        assert f"-X3-1-cps: {said}, in " in done.stdout
    path, mail = draft_of(records, "X3-1")
    assert path.name.split(" ", 1)[1].startswith("Wēka MĀ [")
    assert mail["To"] == CPS
    assert "Weka" not in mail["Subject"] and "Wēka" not in mail["Subject"]
    body = mail.get_body(("plain",)).get_content()
    assert "- Name in your e-mail: Wēka, Mere Ānia" in body and "- What we need: middle name" in body
    assert (
        "-X3-2-cps: drafted, in "
        in call("ask", "more-detail", "--records", records, typed="Other, Ann\ndate of birth\n").stdout
    )
    assert len(list(records.rglob("Drafts/*.eml"))) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("\n0123\nx\n", "Missing: Client's name (Surname, First Names)"),
        ("Weka, Mere\n\n\n", "Missing: Client number; What is asked"),
        ("Weka, Mere\nCanarova\nx\n", "The client number must be up to 9 digits"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_drafted(typed, said, records):
    done = call("ask", "housing-referral", "--records", records, typed=typed)
    assert (done.exit_code, list(records.rglob("*.*"))) == (1, [])
    assert said in done.stderr
    assert "Canarova" not in done.stderr.splitlines()[-1]  # the line above shows what was typed


@pytest.fixture
def referral_asked(records, settings, tmp_path):
    """A question about a housing referral that was sent on Tuesday 14 January at 11:00."""
    housing = enquiries.ENQUIRIES["housing-referral"]
    typed = {"client_name": "Weka, Mere", "client_number": "012", "detail": "a flat in Ōtaki"}
    made = enquiries.ask(records, settings, housing, typed, NOW)
    subject = f"[IN-CONFIDENCE] Housing referral: is it approved? [{made.reference}]"
    message = saved(tmp_path, "m.eml", Subject=subject, From="cpu@example.org")
    assert call("file-email", message, "--records", records).exit_code == 0
    return made.reference


def next_of(reference, *at):
    return next(line.next for line in due.listed(*at) if line.reference == reference)


def test_X2_a_reminder_follows_once_48_hours_have_gone_by(referral_asked, records, settings):
    in_time, late = NOW + dt.timedelta(hours=47), NOW + dt.timedelta(hours=49)
    assert enquiries.overdue(records, settings, in_time) == []
    with pytest.raises(CallError, match="No answer to 20250114-X2-1-cuh is overdue"):
        enquiries.remind(records, settings, referral_asked, in_time)
    assert enquiries.overdue(records, settings, late) == [referral_asked]
    assert next_of(referral_asked, records, settings, late).startswith("draft the follow-up")
    first, again = (enquiries.remind(records, settings, referral_asked, late) for _ in range(2))
    assert next_of(referral_asked, records, settings, late).startswith("send the follow-up")
    assert (first.new, again.new) == (True, False)
    path = next(records.rglob("*follow-up.eml"))
    mail = BytesParser(policy=policy.strict).parsebytes(path.read_bytes())
    body = mail.get_body(("plain",)).get_content()
    assert (mail["To"], mail["X-Unsent"]) == (CPS, "1")
    assert mail["Subject"] == f"[IN-CONFIDENCE] Answer outstanding [{referral_asked}]"
    assert "We wrote to you on 14 January 2025" in body and "it was due on 16/01/2025 11:00" in body
    assert "- What is asked: a flat in Ōtaki" in body


def test_the_reminder_that_was_sent_is_filed_too_and_the_answer_ends_it(
    referral_asked, records, settings, tmp_path
):
    late = NOW + dt.timedelta(hours=49)
    enquiries.remind(records, settings, referral_asked, late)
    reminder = saved(
        tmp_path, "r.eml", late, Subject=f"Answer outstanding [{referral_asked}]", From="cpu@example.org"
    )
    assert call("file-email", reminder, "--records", records).exit_code == 0
    assert names(records, CORRECTIONS) == ["20250114 Weka M (2).eml", "20250114 Weka M.eml"]
    assert lying(records, "Sent") == [
        f"20250114 Weka M [{referral_asked}] follow-up.eml",
        f"20250114 Weka M [{referral_asked}].eml",
    ]
    answer = saved(tmp_path, "a.eml", late, Subject=f"RE: Answer outstanding [{referral_asked}]", From=CPS)
    assert call("file-email", answer, "--records", records).exit_code == 0
    assert enquiries.overdue(records, settings, late) == []
    assert call("remind", "--records", records).stdout == "No follow-up e-mail is to be sent.\n"


def test_C5_a_reminder_of_what_has_been_answered_is_not_to_be_sent(
    referral_asked, records, settings, tmp_path
):
    late = NOW + dt.timedelta(hours=49)
    enquiries.remind(records, settings, referral_asked, late)
    draft, follow_up = (
        f"20250114 Weka M [{referral_asked}].eml",
        f"20250114 Weka M [{referral_asked}] follow-up.eml",
    )
    assert (lying(records), lying(records, "Sent")) == ([follow_up], [draft])
    assert call("answered", referral_asked, "--records", records).exit_code == 0
    assert (lying(records), lying(records, "Withdrawn")) == ([], [follow_up])
    assert call("take-back", referral_asked, "--records", records).exit_code == 0
    assert (lying(records), lying(records, "Withdrawn")) == ([follow_up], [])
    assert enquiries.remind(records, settings, referral_asked, late).new is False


def test_what_was_sent_is_no_longer_among_the_drafts_until_that_is_taken_back(drafted, tmp_path):
    [draft] = lying(drafted)
    message = saved(tmp_path, "m.eml", **KINDS["ours"][0])
    for _ in range(2):
        assert call("file-email", message, "--records", drafted).exit_code == 0
        assert (lying(drafted), lying(drafted, "Sent")) == ([], [draft])
    assert call("take-back", REFERENCE, "--records", drafted).exit_code == 0
    assert (lying(drafted), lying(drafted, "Sent")) == ([draft], [])


def test_a_question_that_was_sent_is_not_drafted_again(referral_asked, records, settings):
    again = enquiries.ask(
        records, settings, enquiries.ENQUIRIES["housing-referral"],
        {"client_name": "Weka, Mere", "client_number": "012", "detail": "a flat in Ōtaki"}, NOW,
    )  # fmt: skip
    assert (again.reference, again.new, again.folder.name) == (referral_asked, False, "Sent")
    assert lying(records) == []


def lying(records, place=""):
    """The drafts in Drafts, or in a folder below it."""
    folder = "Drafts" if not place else f"Drafts/{place}"
    return sorted(path.name for path in records.rglob(f"{folder}/*.eml"))


def test_the_guidelines_send_no_reminder_to_others(drafted, settings, tmp_path):
    call("file-email", saved(tmp_path, "m.eml", **KINDS["ours"][0]), "--records", drafted)
    done = call("remind", REFERENCE, "--records", drafted)
    assert done.exit_code == 2
    assert "No follow-up e-mail is sent to 'cps': see [reminders]" in done.stderr
    assert BY_HAND in [one["next"] for one in open_now(drafted)]
    assert call("remind", "--records", drafted).stdout == (
        f"Overdue, and no follow-up e-mail is set for the recipient: {REFERENCE}. Ask for the answer by hand, or name "
        "a template under [reminders] in settings.toml.\n"
    )
    own = tmp_path / "own.toml"
    own.write_text('[reminders]\ncps = "cuh_follow_up"\n', "utf-8")
    assert "drafted, in" in call("remind", "--records", drafted, "--settings", own).stdout


def test_a_reminder_goes_to_those_to_whom_the_notice_went(drafted, tmp_path):
    """Who had a copy of the notice has a copy of the reminder."""
    [draft] = [path for path in drafted.rglob("*.eml") if REFERENCE in path.name]
    draft.write_bytes(draft.read_bytes().replace(b"\nSubject:", b"\nCc: copy@example.org\r\nSubject:", 1))
    call("file-email", saved(tmp_path, "m.eml", **KINDS["ours"][0]), "--records", drafted)
    own = tmp_path / "own.toml"
    own.write_text('[reminders]\ncps = "cuh_follow_up"\n', "utf-8")
    assert call("remind", "--records", drafted, "--settings", own).exit_code == 0
    [reminder] = drafted.rglob("Drafts/*follow-up.eml")
    first, second = (
        BytesParser(policy=policy.strict).parsebytes(one.read_bytes())
        for one in (draft.parent / "Sent" / draft.name, reminder)
    )
    assert (second["To"], second["Cc"]) == (first["To"], "copy@example.org")


def test_a_question_without_an_address_is_not_drafted(records, settings):
    settings.values["notices"]["addresses"] |= {"cuh": ""}
    with pytest.raises(InputError, match=r"Missing: notices.addresses.cuh in settings"):
        enquiries.ask(
            records,
            settings,
            enquiries.ENQUIRIES["housing-referral"],
            {"client_name": "A", "client_number": "1", "detail": "x"},
            NOW,
        )


# The unit's own two days [L13]

L6_TO_L9 = {
    "L6": "Note in place: NFAR",
    "L7": "Neither: NFA",
    "L8": "No children: NFA",
    "L9": "Not in social housing: NFA",
}


def confirmed_by(records, settings, now):
    """What `due` says of the matches that are still to be confirmed."""
    listed = due.listed(records, settings, now)
    return [(one.reference, one.state, one.due, one.overdue) for one in listed if one.state == "to decide"]


def test_L13_matches_are_due_until_each_has_its_outcome(records, settings, tmp_path):
    week = Week()
    week.set("cso-daily", 3, "SWIFTT Status", "Current")
    source = week.write("on-list", tmp_path)
    call("run", "on-list", source, "--records", records)
    entries = [f"20250113-{question}-{row}" for row in (2, 3) for question in L6_TO_L9]
    late = dt.datetime(2025, 1, 15, 12, tzinfo=dt.UTC)  # Thursday 16 January, 1:00 in New Zealand
    found = confirmed_by(records, settings, NOW)
    assert sorted(found) == sorted((entry, "to decide", "15/01/2025", False) for entry in entries)
    assert [is_late for *_, is_late in confirmed_by(records, settings, late)] == [True] * 8
    assert (
        "20250113-L6-2: to decide, overdue, due 15/01/2025: look it up and choose an outcome on the worklist"
        in [str(one) for one in due.listed(records, settings, late)]
    )
    assert "20250113-L6-2" in call("due", "--records", records).stdout
    printed = call("worklist", "on-list", source, "--records", records).stdout
    refs = [line["Ref"] for line in csv.DictReader(io.StringIO(printed))]
    rows = [f"{ref},{L6_TO_L9[ref[:2]]}" for ref in refs]
    decided = tmp_path / "decided.csv"
    for chosen, left in ((rows[:-1], 1), (rows, 0)):
        decided.write_text("\n".join(["Ref,Outcome", *chosen]), "utf-8")
        assert call("mark", "on-list", "--decisions", decided, "--records", records).exit_code == 0
        assert len(confirmed_by(records, settings, NOW)) == left


def test_C10_children_stand_before_paper_and_every_week_is_listed(records, settings, tmp_path):
    """The matches of an older On List stay until each has its outcome."""
    for date in ("2025-01-06", "2025-01-13"):
        source = Week().write("on-list", tmp_path / date)
        call("run", "on-list", source, "--records", records, "--date", date)
    listed = [one.reference for one in due.listed(records, settings, NOW)]
    assert listed == [
        f"{day}-{question}-2"
        for questions in (("L8", "L9"), ("L6", "L7"))  # about children, then the others
        for day in ("20250106", "20250113")
        for question in questions
    ]


def test_an_on_list_that_cannot_be_read_is_still_due(records, settings, tmp_path):
    call("run", "on-list", Week().write("on-list", tmp_path), "--records", records)
    next(records.rglob("*On List.xlsx")).write_bytes(b"damaged")
    assert len(confirmed_by(records, settings, NOW)) == 4


def test_an_on_list_from_before_cases_were_recorded_is_due_until_it_was_opened(records, settings, tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    call("run", "on-list", Week().write("on-list", tmp_path), "--records", made)
    shutil.copytree(made / FOLDERS["on-list"], records / FOLDERS["on-list"])
    (shown,) = due.listed(records, settings, NOW)
    assert str(shown) == (
        "20250113 On List: to decide: it was filed before cases were recorded: open it and press Draft notices, or run "
        "cso-xl mark on-list --date 2025-01-13"
    )
    assert call("mark", "on-list", "--date", "2025-01-13", "--records", records).exit_code == 0
    assert len(confirmed_by(records, settings, NOW)) == 4


# The day's summary


def test_the_day_says_what_is_filed_and_what_is_open(drafted):
    shown = " ".join(call("day", "--date", "2025-01-13", "--records", drafted).stdout.split())
    for said in (
        "Monday 13 January 2025",
        "Daily diffs filed",
        "On list not filed",
        "Cases of this day 5 to decide, 1 to send",
        "Open, of any day 5 to decide, 1 to send",
        "Answers overdue, of any day 0",
    ):
        assert said in shown
    assert "Weka" not in shown


def test_the_day_names_the_copies_that_are_still_to_come(tmp_path, records):
    call("run", "address-sharer", Week().write("address-sharer", tmp_path), "--records", records)
    shown = " ".join(call("day", "--date", "2025-01-13", "--records", records).stdout.split())
    assert "Address sharer master, filtered, working filed; not yet: processed" in shown
