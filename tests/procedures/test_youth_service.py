"""The Youth Service Notification: who is listed, and nobody else in what is sent [X1]."""

import io
import json
import zipfile
from email import message_from_bytes, policy

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import cli
from cso_xl import settings as settings_
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.on_list import StatusWords
from cso_xl.decisions.youth_service import YouthWords, decide
from helpers.files import PASSWORD, Week, kept

FOLDER = "Child Sex Offenders/Youth Service Notification/2025/01 January"
COPY = f"{FOLDER}/20250113 Youth Service Notification.xlsx"
DRAFT = f"{FOLDER}/Drafts/20250113 Youth Service Notification [20250113-X1-1-yssu].eml"
LISTED = ("Listed", "X1: Youth Service, active benefit")
WORDS = YouthWords(StatusWords("Current", ("Suspended", "Expired")), ("Yes", "Y"), ("No", "N"))


@pytest.mark.parametrize(
    ("youth", "status", "expected"),
    [
        ("Y", "Current", LISTED),
        (" yes ", "CURRENT", LISTED),
        ("Y", "Suspended", None),
        ("Y", "", None),
        ("N", "Current", None),
        ("", "Current", None),
        ("maybe", "Current", ("Check", "X1: Youth Service says neither yes nor no")),
        ("maybe", "Expired", None),
        ("Y", "Curent", ("Check", "X1: the benefit's status is not a known word")),
        ("maybe", "Curent", ("Check", "X1: Youth Service says neither yes nor no")),
        ("N", "Curent", None),
    ],
)
def test_who_is_listed(youth, status, expected):
    found = decide({7: {"client_number": " 012", "youth_service": youth, "status": status}}, WORDS)
    assert found == ({7: Decision(7, "012", *expected)} if expected else {})


def test_a_client_who_is_there_twice_is_listed_and_checked():
    row = {"client_number": "012", "youth_service": "Y", "status": "Current"}
    found = decide({2: row, 3: {**row, "client_number": "12"}}, WORDS)
    assert [(one.status, one.reason) for one in found.values()] == [
        LISTED,
        ("Check", "X1: the client number is listed twice"),
    ]


@pytest.fixture
def week(tmp_path):
    """Six clients: two of Youth Service with an active benefit (rows 2 and 4), one to be checked (row 6)."""
    made = Week()
    for row, says in ((2, "Y"), (3, "Y"), (4, "Yes"), (5, "N"), (6, "?"), (7, "Y")):
        made.set("cso-daily", row, "Youth Service", says)
    return made


@pytest.fixture
def call(week, tmp_path, records):
    settings = tmp_path / "own.toml"
    settings.write_text('[notices.addresses]\nyssu = "manager@example.org, delegate@example.org"\n', "utf-8")
    source = week.write("daily-diffs", tmp_path)

    def run(*more, settings=settings):
        words = ["run", "youth-service", source, "--records", records, "--settings", settings, *more]
        return CliRunner().invoke(cli.main, list(map(str, words)), env={"CSO_XL_PASSWORD": PASSWORD})

    return run


def names(workbook):
    rows = load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [row[1] for row in rows]


def attached(draft):
    mail = message_from_bytes(draft.read_bytes(), policy=policy.strict)
    return mail, {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def test_X1_no_line_of_the_draft_is_longer_than_mail_servers_take(call, records):
    """RFC 2045: 76 characters of what is encoded; a subject may be longer, so that it stays on one line."""
    call()
    _, _, body = (records / DRAFT).read_bytes().partition(b"\r\n\r\n")
    assert max(len(line) for line in body.splitlines() if not line.startswith(b"Content-")) <= 76


def test_X1_the_workbook_is_filed_and_attached_to_its_draft(call, records):
    said = call()
    assert said.exit_code == 0, said.output
    assert "Listed: 3 of the 6 rows of cso_daily_20250113_050021.csv." in said.output
    assert "Before it is sent, check row 4 of the workbook: Reason says what." in said.output
    workbook = (records / COPY).read_bytes()
    assert names(workbook) == ["Canarova1", "Canarova3", "Canarova5"]
    mail, workbooks = attached(records / DRAFT)
    assert workbooks == {"20250113 Youth Service Notification.xlsx": workbook}
    assert mail["To"] == "manager@example.org, delegate@example.org"
    assert mail["Subject"] == "[IN-CONFIDENCE] Youth Service Notification [20250113-X1-1-yssu]"
    assert "made from the report of 13 January 2025" in mail.get_body(("plain",)).get_content()


def test_without_an_address_the_workbook_is_filed_and_what_is_missing_is_said(call, records):
    said = call(settings=settings_.DEFAULTS)
    assert said.exit_code == 0, said.output
    assert "The notification was not drafted: set notices.addresses.yssu" in " ".join(said.output.split())
    assert (records / COPY).is_file() and not (records / DRAFT).exists()


def test_nobody_else_is_in_what_is_sent(call, records):
    """Neither a row that is not listed nor a column that is not needed, in any part of the workbook."""
    call()
    with zipfile.ZipFile(records / COPY) as package:
        held = b"".join(map(package.read, package.namelist()))
    for absent in (b"Canarova2", b"Canarova4", b"Canarova6", b"Sentinelle", b"Corrections Surname"):
        assert absent not in held


def test_again_nothing_new_is_made(call, records):
    call()
    before = {path: path.read_bytes() for path in kept(records)}
    assert "This report was filed before. Nothing was changed." in call().output
    assert {path: path.read_bytes() for path in kept(records)} == before


def test_what_staff_took_out_of_the_filed_copy_is_not_sent(call, records, tmp_path):
    nobody = tmp_path / "nobody.toml"
    nobody.write_text("", "utf-8")
    assert "set notices.addresses.yssu" in call(settings=nobody).output
    assert not (records / DRAFT).exists()
    book = load_workbook(records / COPY)
    book.worksheets[0].delete_rows(4)
    book.save(records / COPY)
    assert call().exit_code == 0
    _, workbooks = attached(records / DRAFT)
    assert list(map(names, workbooks.values())) == [["Canarova1", "Canarova3"]]


def test_a_week_without_anybody_drafts_nothing(week, call, records):
    for row in range(2, 8):
        week.set("cso-daily", row, "Youth Service", "N")
    week.write("daily-diffs", records.parent)
    said = call()
    assert (said.exit_code, (records / COPY).exists(), (records / DRAFT).exists()) == (0, True, False)
    assert "No client is listed this week" in said.output


@pytest.mark.parametrize("says", ["", "Canarova"])
def test_a_column_that_never_says_yes_or_no_is_another_column(says, week, call, records):
    for row in range(2, 8):
        week.set("cso-daily", row, "Youth Service", says)
    week.write("daily-diffs", records.parent)
    said = call()
    assert said.exit_code == 1
    assert "column 'Youth Service' says in no row" in said.output
    assert "Canarova" not in said.output
    assert not list(records.rglob("*"))


def test_a_listed_client_without_a_number_stops_the_run(week, call, records):
    week.set("cso-daily", 3, "CSO Client Number", "")  # not listed, so it does not matter
    week.set("cso-daily", 4, "CSO Client Number", "")
    week.write("daily-diffs", records.parent)
    said = call()
    assert said.exit_code == 1
    assert "row 4" in said.output
    assert "row 3" not in said.output
    assert not list(records.rglob("*"))


def due(records):
    listed = json.loads(CliRunner().invoke(cli.main, ["due", "--json", "--records", str(records)]).stdout)
    return {(line["reference"], line["state"], line["next"]) for line in listed}


SEND = "read the draft and send it, then file the e-mail"
NOTICE = "20250113-X1-1-yssu"


def command(records, *words):
    done = CliRunner().invoke(
        cli.main, [*map(str, words), "--records", str(records)], env={"CSO_XL_PASSWORD": PASSWORD}
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_C10_what_could_not_be_drafted_for_want_of_an_address_stays_in_due(call, records, tmp_path):
    for _ in range(2):
        call(settings=settings_.DEFAULTS)
        missing = "fill in notices.addresses.yssu in settings, then draft again"
        assert due(records) == {("20250113-X1-1", "to send", missing)}
    command(records, "draft", "youth-service", "--settings", tmp_path / "own.toml")
    assert due(records) == {(NOTICE, "to send", SEND)}
    assert (records / DRAFT).is_file()


def test_C3_a_notification_that_was_taken_back_is_drafted_anew(call, records):
    call()
    command(records, "take-back", NOTICE)
    call()
    assert due(records) == {(f"{NOTICE}-2", "to send", SEND)}
    assert (records / DRAFT.replace("yssu]", "yssu-2]")).is_file()


def test_C3_that_it_is_to_be_told_is_no_decision_that_stays_taken_back(call, records):
    call()
    command(records, "take-back", "20250113-X1-1")
    call()
    assert {line[:2] for line in due(records)} == {(f"{NOTICE}-2", "to send")}


@pytest.mark.parametrize("says", ["Y", "N"])
def test_C12_sent_again_the_first_notification_is_not_left_ready(week, call, records, says):
    call()
    for row in range(2, 8):
        week.set("cso-daily", row, "Youth Service", says)
    week.write("daily-diffs", records.parent)
    assert f"Withdrawn: {NOTICE}. Its draft must not be sent" in " ".join(call("--again").output.split())
    assert due(records) == ({("20250113.2-X1-1-yssu", "to send", SEND)} if says == "Y" else set())
    assert not (records / DRAFT).exists()
