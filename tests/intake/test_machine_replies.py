"""What a program wrote by itself is no answer [C6]. Every person in here is invented."""

import pytest

from cso_xl.intake.emails import read_email
from cso_xl.intake.machine_replies import is_automatic
from helpers.sent_mails import eml, msg, saved

SUBJECT = "[IN-CONFIDENCE] CSO Change of address notification [20250609-D3-2-cps]"

MACHINES = {
    "read receipt": (
        f"Subject: Read: {SUBJECT}",
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="B"',
    ),
    "receipt with another subject": (f"Subject: RE: {SUBJECT}", "Content-Type: Multipart/Report; boundary=B"),
    "bounce": (f"Subject: {SUBJECT}", "Return-Path: <>"),
    "bounce of Exim's": (f"Subject: {SUBJECT}", "X-Failed-Recipients: cs_help_desk@example.org"),
    "postmaster": (f"Subject: {SUBJECT}", "From: Mail Delivery System <MAILER-DAEMON@example.org>"),
    "Exchange": (
        f"Subject: x {SUBJECT}",
        "From: <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
    ),
    "RFC 3834": (f"Subject: RE: {SUBJECT}", "Auto-Submitted: auto-generated (ticket)"),
    "RFC 3834, folded": (f"Subject: RE: {SUBJECT}", "Auto-Submitted:", " auto-replied"),
    "ticket": (
        f"Subject: RE: {SUBJECT} - Ticket 12345 logged",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
    ),
    "vacation": (f"Subject: RE: {SUBJECT}", "Precedence: Auto-Reply"),
    "junk": (f"Subject: RE: {SUBJECT}", "Precedence: junk"),
    "X-Autoreply": (f"Subject: RE: {SUBJECT}", "X-Autoreply: yes"),
    "X-Autorespond": (f"Subject: RE: {SUBJECT}", "X-Autorespond: CSO Change of address"),
    "X-Auto-Response": (f"Subject: RE: {SUBJECT}", "X-Auto-Response: 1"),
    "X-AutoReply-From": (f"Subject: RE: {SUBJECT}", "X-AutoReply-From: cps@example.org"),
    "FirstClass": (f"Subject: RE: {SUBJECT}", "X-FC-MachineGenerated: true"),
}
HUMANS = {
    "reply": (f"Subject: RE: {SUBJECT}",),
    "suppresses automatic replies": (f"Subject: RE: {SUBJECT}", "X-Auto-Response-Suppress: All"),
    "asks for a receipt": (f"Subject: RE: {SUBJECT}", "Disposition-Notification-To: a@example.org"),
    "says that it is none": (f"Subject: RE: {SUBJECT}", "Auto-Submitted: no; x=y", "X-Autoreply: no"),
    "list": (f"Subject: RE: {SUBJECT}", "Precedence: list"),
    "first class": (f"Subject: RE: {SUBJECT}", "Precedence: first-class"),
    "with a path back": (f"Subject: RE: {SUBJECT}", "Return-Path: <cps@example.org>"),
    "of several parts": (f"Subject: RE: {SUBJECT}", "Content-Type: multipart/mixed; boundary=report"),
}


@pytest.mark.parametrize("kind", MACHINES)
def test_a_machine_is_known_by_its_headers_in_either_format(kind, tmp_path):
    headers = MACHINES[kind]
    assert read_email(saved(tmp_path, "m.eml", eml(*headers))).automatic
    old = "Microsoft Mail Internet Headers Version 2.0\r\n" + "\r\n".join(headers)
    for text in ("\r\n".join(headers), old):
        streams = {"__substg1.0_007D001F": text.encode("utf-16-le"), "__substg1.0_0037001F": b"x\0"}
        if "From:" in text:
            streams |= {
                "__substg1.0_0C1E001F": "SMTP".encode("utf-16-le"),
                "__substg1.0_0C1F001F": text.rpartition("<")[2].rstrip(">").encode("utf-16-le"),
            }
        assert read_email(saved(tmp_path, "m.msg", msg(streams))).automatic


@pytest.mark.parametrize("kind", HUMANS)
def test_a_human_stays_one(kind, tmp_path):
    headers = HUMANS[kind]
    assert not read_email(saved(tmp_path, "m.eml", eml(*headers))).automatic
    streams = {"__substg1.0_007D001F": "\r\n".join(headers).encode("utf-16-le")}
    assert not read_email(saved(tmp_path, "m.msg", msg(streams))).automatic


@pytest.mark.parametrize(
    ("message_class", "is_machine"),
    [
        ("REPORT.IPM.Note.IPNRN", True),
        ("REPORT.IPM.Note.IPNNRN", True),
        ("REPORT.IPM.Note.NDR", True),
        ("Report.IPM.Note.DR", True),
        ("IPM.Note.Rules.OofTemplate.Microsoft", True),
        ("IPM.Note.Rules.ReplyTemplate.Microsoft", True),
        ("IPM.Recall.Report.Failure", True),
        ("IPM.Note", False),
        ("IPM.Note.SMIME.MultipartSigned", False),
        ("IPM.Note.Reports", False),
    ],
)
def test_the_class_that_outlook_gives_a_message(message_class, is_machine, tmp_path):
    streams = {"__substg1.0_001A001F": message_class.encode("utf-16-le")}
    assert read_email(saved(tmp_path, "m.msg", msg(streams))).automatic is is_machine


@pytest.mark.parametrize(
    ("subject", "is_machine"),
    [
        (f"Read: {SUBJECT}", True),
        (f"Not read: {SUBJECT}", True),
        (f"Undeliverable: {SUBJECT}", True),
        (f"Delivered: {SUBJECT}", True),
        (f"Relayed: {SUBJECT}", True),
        (f"Delivery delayed:{SUBJECT}", True),
        (f"Automatic reply: RE: {SUBJECT}", True),
        (f"[EXTERNAL] Automatic reply: {SUBJECT}", True),
        (f"EXT: [IN-CONFIDENCE] Read: {SUBJECT}", True),
        (f"Out of Office AutoReply: {SUBJECT}", True),
        (f"AutoReply: {SUBJECT}", True),
        (f"Auto-response: {SUBJECT}", True),
        (f"Recall: {SUBJECT}", True),
        (f"Message Recall Failure: {SUBJECT}", True),
        (f"Return Receipt (displayed) - {SUBJECT}", True),
        ("Undelivered Mail Returned to Sender", True),
        ("Delivery Status Notification (Failure)", True),
        ("Mail delivery failed: returning message to sender", True),
        ("Returned mail: see transcript for details", True),
        (SUBJECT, False),
        (f"RE: {SUBJECT}", False),
        (f"[EXTERNAL] RE: {SUBJECT}", False),
        (f"RE: Automatic reply: {SUBJECT}", False),
        (f"Ready: {SUBJECT}", False),
        (f"Automatically {SUBJECT}", False),
        (f"Read {SUBJECT}", False),
        ("", False),
    ],
)
def test_the_subjects_that_mail_programs_give(subject, is_machine):
    assert is_automatic(subject) is is_machine
