"""Sent e-mails, read [D12, L12, A12]. Every person in here is invented."""

import datetime as dt
import traceback

import pytest

from cso_xl.errors import InputError
from cso_xl.intake.emails import read_email
from helpers.ole import message, recipient
from helpers.sent_mails import DAY, REFERENCE, SUBJECT, eml, msg, ole, saved, ticks

UTF_16 = "__substg1.0_0037001F"
ANSI = "__substg1.0_0037001E"


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
        ("sent.docx", b"PK", f" is not an e-mail, but plain text.{SAVE}"),
        ("sent.pdf", b"%PDF-1.7", f" is not an e-mail, but a PDF document.{SAVE}"),
        ("sent.msg", b"Kauri Tane\r\n", f" is not an e-mail, but plain text.{SAVE}"),
        ("sent", b"x", f" is not an e-mail.{SAVE}"),
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
            f" is not an e-mail, but a Word document (.doc).{SAVE}",
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


def test_to_whom_an_eml_went_and_which_numbers_its_texts_have(tmp_path):
    headers = ("To: CPS <CPS@example.govt.nz>, b@example.govt.nz", "Cc: c@example.govt.nz", "Subject: x")
    html = eml(*headers, "Content-Type: text/html; charset=no-such").replace(
        b"Kia ora", b"<li>Client 010 000 001, born 01/02/1980, account 1234567890</li>"
    )
    read = read_email(saved(tmp_path, "sent.eml", html))
    assert read.recipients == {"cps@example.govt.nz", "b@example.govt.nz", "c@example.govt.nz"}
    assert read.numbers == set()  # in letters that nobody knows
    read = read_email(saved(tmp_path, "sent.eml", html.replace(b"no-such", b"utf-8")))
    assert read.numbers == {"010000001", "01", "02", "1980"}


@pytest.mark.parametrize(
    ("listed", "recipients"),
    [
        (
            [recipient("A@example.govt.nz"), recipient("b@example.govt.nz", "3003")],
            {"a@example.govt.nz", "b@example.govt.nz"},
        ),
        ([recipient("a@example.govt.nz"), recipient("/o=MSD/cn=b", "3003")], set()),
        ([], set()),
    ],
)
def test_to_whom_an_outlook_email_went_and_which_numbers_its_text_has(listed, recipients, tmp_path):
    tree = message({"0037": "x", "1000": "Client number: 010000001"})
    tree |= {f"__recip_version1.0_#{number:08X}": storage for number, storage in enumerate(listed)}
    read = read_email(saved(tmp_path, "sent.msg", ole(tree)))
    assert (read.recipients, read.numbers) == (recipients, {"010000001"})
