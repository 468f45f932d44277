"""Sent e-mails: their names, reading and filing them [D12, L12, A12]. Every person in here is invented."""

import datetime as dt
import re
import traceback
import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.errors import FileError, InputError, SettingsError
from cso_xl.intake.emails import Email, read_email
from cso_xl.records import emails
from cso_xl.records.emails import email_name, file_email, reference_in, safe_name
from helpers.sent_mails import eml, msg, ole, saved, ticks

DAY = dt.date(2025, 1, 8)
REFERENCE = "20250113-D3-7-cps"
SUBJECT = f"RE: CSO Change of address notification [{REFERENCE}]"
FOLDER = PurePosixPath("Child Sex Offenders", "On List")
EMAIL = Email("sent.msg", ".msg", SUBJECT, None, b"one")
OTHER = Email("sent.msg", ".msg", SUBJECT, None, b"another")
UTF_16 = "__substg1.0_0037001F"
ANSI = "__substg1.0_0037001E"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith JA", "Smith JA"),
        ("  Smith \t JA\r\n", "Smith JA"),
        (r'a\b/c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("Ngāti-O'Brien MJĀ", "Ngāti-O'Brien MJĀ"),
        ("Nga\N{COMBINING MACRON}ti", "Ngāti"),
        ("Smith J.", "Smith J"),
        ("Smith . . ", "Smith"),
        ("../../Smith", ".. .. Smith"),
        ("a\x00b\x1fc\x7fd\x9fe", "a b c d e"),
        ("Smith\N{RIGHT-TO-LEFT OVERRIDE}gsm.exe", "Smith gsm.exe"),
        ("Smith\N{ZERO WIDTH SPACE}JA", "Smith JA"),
        ("\ud800Smith", "Smith"),
        ("CON", "CON_"),
        ("nul", "nul_"),
        ("Com1", "Com1_"),
        ("LPT\N{SUPERSCRIPT TWO}", "LPT\N{SUPERSCRIPT TWO}_"),
        ("CON.txt", "CON_.txt"),
        ("CON .txt", "CON_ .txt"),
        ("CON:", "CON_"),
        ("CONIN$", "CONIN$_"),
        ("Conway", "Conway"),
        ("Con Smith", "Con Smith"),
        ("=1+1", "=1+1"),
        ("", ""),
        ("???", ""),
        ("x" * 200, "x" * 120),
        ("x" * 119 + " Smith", "x" * 119),
        ("con." + "x" * 200, "con_." + "x" * 115),
    ],
)
def test_safe_name(text, expected):
    assert safe_name(text) == expected


WORDS = st.sampled_from(
    ["CON", "nul", ".", " ", ":", "\N{COMBINING MACRON}", "a", "\0", "\u202e", "COM1", "<", "$"]
)


@given(st.text() | st.lists(WORDS).map("".join) | st.text(min_size=110))
def test_a_safe_name_is_one_on_windows_and_stays_as_it_is(text):
    name = safe_name(text)
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\x7f]', name)
    assert not re.fullmatch(r"(con|prn|aux|nul|com[1-9]|lpt[1-9]) *(\..*)?", name, re.IGNORECASE)
    assert name == name.strip().rstrip(".")
    assert "  " not in name
    assert len(name) <= 120
    assert unicodedata.is_normalized("NFC", name)
    name.encode()
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("report", "named", "expected"),
    [
        ("daily_diffs", {"client": "Smith JA"}, "20250108 Smith JA"),
        ("on_list", {"client": "Smith JA", "service_centre": "Porirua"}, "20250108 Smith JA"),
        (
            "on_list_scm",
            {"client": "Smith JA", "service_centre": "Porirua"},
            "20250108 Smith JA-CSO Notification email sent to SCM (Porirua)",
        ),
        ("off_list", {"client": "Smith JA"}, "20250108 Smith JA"),
        ("address_sharer", {"child": "Kauri MĀ", "cso": "Smith JA"}, "20250108 Kauri MĀ Smith JA"),
        ("daily_diffs", {"client": "../{0} Smith?"}, "20250108 .. {0} Smith"),
        ("daily_diffs", {"client": " "}, "20250108 name not given"),
        ("daily_diffs", {"client": "=Smith"}, "20250108 =Smith"),
    ],
)
def test_an_email_is_named_as_in_the_procedure(settings, report, named, expected):
    assert email_name(settings, report, DAY, named) == expected


@pytest.mark.parametrize(
    "template", ["{yyyymmdd} {clent}", "{yyyymmdd} {}", "{yyyymmdd} {client", "{client.x}"]
)
def test_a_template_of_ones_own_that_asks_for_something_else(tmp_path, template):
    file = tmp_path / "settings.toml"
    file.write_text(f'[filing_emails]\noff_list = "{template}"\n')
    with pytest.raises(SettingsError) as error:
        settings_.load(file)
    assert "'filing_emails.off_list' may hold {yyyymmdd}, {client} only." in str(error.value)


@pytest.mark.parametrize(
    ("subject", "reference"),
    [
        (SUBJECT, REFERENCE),
        (f"[{REFERENCE}]", REFERENCE),
        (f"[IN-CONFIDENCE] CSO off list: please verify [{REFERENCE}] ", REFERENCE),
        (f"FW: [20250106-L7-12-scm] RE: CSO [{REFERENCE}]", REFERENCE),
        ("CSO [20250113-A10-1234567-ot]", "20250113-A10-1234567-ot"),
        ("", None),
        ("CSO Change of address notification", None),
        (REFERENCE, None),
        ("[IN-CONFIDENCE]", None),
        ("[2025011-D3-7-cps]", None),
        ("[20250113-d3-7-cps]", None),
        ("[20250113-D3-12345678-cps]", None),
        ("[20250113-D3-7-c]", None),
        ("[20250113-D\N{ARABIC-INDIC DIGIT THREE}-7-cps]", None),
    ],
)
def test_our_reference_in_a_subject(subject, reference):
    assert reference_in(subject) == reference


@pytest.mark.parametrize(
    ("headers", "subject", "sent"),
    [
        ((f"Subject: {SUBJECT}", "Date: Wed, 8 Jan 2025 09:30:00 +1300"), SUBJECT, DAY),
        ((f"Subject: {SUBJECT}", "Date: Tue, 7 Jan 2025 20:30:00 +0000"), SUBJECT, DAY),
        ((f"Subject: {SUBJECT}", "Date: Tue, 7 Jan 2025 20:30:00 -0000"), SUBJECT, DAY),
        (("Subject: x", "Date: Mon, 7 Jul 2025 11:59:00 GMT"), "x", dt.date(2025, 7, 7)),
        (("Subject: x", "Date: Mon, 7 Jul 2025 12:00:00 GMT"), "x", dt.date(2025, 7, 8)),
        (("Subject: x", "Date: yesterday"), "x", None),
        (("Subject: x", "Date: Fri, 31 Dec 9999 23:00:00 +0000"), "x", None),
        (("Subject: x", "X-Unsent: 1"), "x", None),
        (("Subject: x", "X-Unsent: 1", "Date: Wed, 8 Jan 2025 09:30:00 +1300"), "x", None),
        (("From: a@example.govt.nz",), "", None),
        (("Subject: CSO Change of", f" address [{REFERENCE}]"), f"CSO Change of address [{REFERENCE}]", None),
        (("Subject: =?utf-8?q?Ng=C4=81_mihi?=",), "Ngā mihi", None),
        (("\ufeffSubject: x",), "x", None),
        (("To: a@example.govt.nz",), "", None),
        (("Date: Wed, 8 Jan 2025 09:30:00 +1300",), "", DAY),
    ],
)
def test_a_sent_eml(tmp_path, headers, subject, sent):
    data = eml(*headers)
    read = read_email(saved(tmp_path, "Sent.EML", data))
    assert (read.name, read.suffix, read.subject, read.day, read.data) == (
        "Sent.EML",
        ".eml",
        subject,
        sent,
        data,
    )


@pytest.mark.parametrize(
    ("texts", "properties", "subject", "sent"),
    [
        ({UTF_16: SUBJECT.encode("utf-16-le")}, {"x00390040": ticks(2025, 1, 7, 20, 30)}, SUBJECT, DAY),
        ({UTF_16: "Ngā".encode("utf-16-le")}, {"x0E060040": ticks(2025, 1, 8)}, "Ngā", DAY),
        ({UTF_16: "x".encode("utf-16-le"), ANSI: b"y"}, {"x00390040": 0}, "x", None),
        ({ANSI: "Café".encode("cp1252")}, {}, "Café", None),
        ({UTF_16: "FAX\0".encode("utf-16-le")}, {}, "FAX", None),
        ({ANSI: b"Caf\x81"}, {}, "Caf\N{REPLACEMENT CHARACTER}", None),
        ({ANSI: "Ngā".encode("cp1257")}, {"x3FFD0003": 1257}, "Ngā", None),
        ({ANSI: "Ngā".encode()}, {"x3FFD0003": 65001}, "Ngā", None),
        ({}, {"x00390040": ticks(2025, 1, 7, 20, 30)}, "", DAY),
        ({}, {"x00390040": 2**64 - 1}, "", None),
        ({UTF_16: "x\0".encode("utf-16-le")}, {"x0E070003": 0x8, "x0E060040": ticks(2025, 1, 8)}, "x", None),
        ({UTF_16: "x".encode("utf-16-le")}, {"x0E070003": 0x7, "x0E060040": ticks(2025, 1, 8)}, "x", DAY),
        ({ANSI: "格式".encode("cp950")}, {"x3FDE0003": 950}, "格式", None),
        ({ANSI: b"x"}, {"x3FDE0003": 20127}, "x", None),
        ({ANSI: "Ngā".encode("iso8859-4")}, {"x3FDE0003": 28594}, "Ngā", None),
        ({ANSI: b"x"}, {"x3FDE0003": 99999}, "x", None),
    ],
)
def test_a_sent_msg(tmp_path, texts, properties, subject, sent):
    """The files are made by `ole`, without Outlook."""
    data = msg(texts, **properties)
    read = read_email(saved(tmp_path, "Sent.msg", data))
    assert (read.name, read.suffix, read.subject, read.day, read.data) == (
        "Sent.msg",
        ".msg",
        subject,
        sent,
        data,
    )


SMTP, EXCHANGE = {"__substg1.0_0C1E001F": "SMTP"}, {"__substg1.0_0C1E001F": "EX"}
ADDRESS, SMTP_ADDRESS = "__substg1.0_0C1F001F", "__substg1.0_5D01001F"


@pytest.mark.parametrize(
    ("name", "message", "expected"),
    [
        (
            "a.eml",
            ("From: CS Help Desk <CS@Example.org>", "Received: from x"),
            ("cs@example.org", True, False),
        ),
        ("a.eml", ("From: cpu@example.org", "Auto-Submitted: no"), ("cpu@example.org", False, False)),
        ("a.eml", ("Subject: x", "Auto-Submitted: auto-replied"), ("", False, True)),
        ("a.eml", ("Subject: Automatic reply: x",), ("", False, True)),
        ("a.eml", ("Subject: Out of Office: x",), ("", False, True)),
        ("a.eml", ("Subject: Automatically x",), ("", False, False)),
        ("a.msg", {**SMTP, ADDRESS: "CS@Example.org\0"}, ("cs@example.org", False, False)),
        ("a.msg", {**EXCHANGE, ADDRESS: "/O=MSD/CN=CPU"}, ("", False, False)),
        ("a.msg", {**EXCHANGE, ADDRESS: "/O=MSD", SMTP_ADDRESS: "a@b.nz"}, ("a@b.nz", False, False)),
        ("a.msg", {"__substg1.0_007D001F": "Received: from x"}, ("", True, False)),
        ("a.msg", {"__substg1.0_001A001F": "IPM.Note.Rules.OofTemplate.Microsoft"}, ("", False, True)),
    ],
)
def test_whose_an_email_is(tmp_path, name, message, expected):
    if name.endswith(".eml"):
        data = eml(*message)
    else:
        data = msg({stream: text.encode("utf-16-le") for stream, text in message.items()})
    read = read_email(saved(tmp_path, name, data))
    assert (read.sender, read.arrived, read.automatic) == expected


SAVE = " Save it from Outlook as .msg or .eml (drag it into a folder)."
BROKEN = " cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("sent.docx", b"PK", f" is no e-mail: it is plain text.{SAVE}"),
        ("sent.pdf", b"%PDF-1.7", f" is no e-mail: it is a PDF document.{SAVE}"),
        ("sent.msg", b"Kauri Tane\r\n", f" is no e-mail: it is plain text.{SAVE}"),
        ("sent", b"x", f" is no e-mail.{SAVE}"),
        ("sent.msg", b"", " is empty (0 bytes). Save it from the e-mail again."),
        ("sent.eml", b"", " is empty (0 bytes). Save it from the e-mail again."),
        (
            "sent.msg",
            msg({UTF_16: b"x\0"})[:700],
            " is an Outlook e-mail (.msg) that is not whole. Save it from Outlook again: drag it from the list of "
            "e-mails into a folder.",
        ),
        (
            "sent.msg",
            ole({"WordDocument": b"Kauri Tane"}),
            f" is no e-mail: it is a Word document (.doc).{SAVE}",
        ),
        ("sent.eml", b"Kauri Tane lives here.\r\n", BROKEN),
        ("sent.eml", b"\r\n\r\n", BROKEN),
        ("sent.eml", bytes(range(256)), BROKEN),
    ],
)
def test_what_is_no_email_is_refused_without_a_word_of_what_it_holds(tmp_path, name, data, message):
    with pytest.raises(InputError) as error:
        read_email(saved(tmp_path, name, data))
    assert str(error.value) == f"{name}{message}"
    assert "Kauri" not in "".join(traceback.format_exception(error.value))


def test_an_email_that_is_not_there(tmp_path):
    path = tmp_path / "sent.msg"
    with pytest.raises(InputError) as error:
        read_email(path)
    assert str(error.value) == f"{path} does not exist. Check the folder and the name."


def filed(records):
    return {path.name: path.read_bytes() for path in records.rglob("*") if path.is_file()}


def test_a_sent_email_is_filed_under_its_name(records):
    assert file_email(records, FOLDER, "20250108 Smith JA", EMAIL) == FOLDER / "20250108 Smith JA.msg"
    assert filed(records) == {"20250108 Smith JA.msg": b"one"}


def test_the_same_email_twice_is_filed_once(records):
    first = file_email(records, FOLDER, "20250108 Smith JA", EMAIL)
    assert file_email(records, FOLDER, "20250108 Smith JA", EMAIL) == first
    assert filed(records) == {"20250108 Smith JA.msg": b"one"}


def test_another_email_of_that_name_gets_a_number_and_keeps_it(records):
    for email in (EMAIL, OTHER, EMAIL, OTHER):
        last = file_email(records, FOLDER, "20250108 Smith JA", email)
    assert last == FOLDER / "20250108 Smith JA (2).msg"
    assert filed(records) == {"20250108 Smith JA.msg": b"one", "20250108 Smith JA (2).msg": b"another"}


def test_the_other_kind_of_file_does_not_take_the_name(records):
    file_email(records, FOLDER, "20250108 Smith JA", EMAIL)
    email = Email("sent.eml", ".eml", SUBJECT, None, b"one")
    assert file_email(records, FOLDER, "20250108 Smith JA", email) == FOLDER / "20250108 Smith JA.eml"


def test_a_name_does_not_lead_out_of_the_folder(records):
    assert file_email(records, FOLDER, "../../Smith", EMAIL) == FOLDER / ".. .. Smith.msg"


def test_there_is_an_end_to_numbers(records, monkeypatch):
    monkeypatch.setattr(emails, "_COPIES", 2)
    for email in (EMAIL, OTHER):
        file_email(records, FOLDER, "20250108 Smith JA", email)
    third = Email("sent.msg", ".msg", SUBJECT, None, b"a third")
    with pytest.raises(FileError) as error:
        file_email(records, FOLDER, "20250108 Smith JA", third)
    assert str(error.value) == (
        f"{FOLDER} has 2 e-mails called 20250108 Smith JA already. File this one by hand."
    )
    assert len(filed(records)) == 2
