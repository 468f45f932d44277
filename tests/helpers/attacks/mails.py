"""E-mails as nobody should send them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

from helpers.attacks.listing import attack
from helpers.attacks.zips import datamatch
from helpers.files import ZIP, eml

MAIL = "report.eml"


@cache
def mail():
    """A legitimate e-mail with a datamatch ZIP."""
    return eml({"image001.png": b"png", ZIP: datamatch()})


def forwarded(times=1):
    """An e-mail in an e-mail, as Outlook forwards one."""
    data = mail()
    for _ in range(times):
        around = EmailMessage()
        around["Subject"] = "FW: the report"
        around.set_content("See attached. Synthetic.\n")
        around.add_attachment(message_from_bytes(data, policy=policy.default))
        data = around.as_bytes()
    return data


def message(*headers, body=b"Synthetic\r\n"):
    head = (b"From: iap@example.invalid", b"Subject: Synthetic", *headers)
    return MAIL, b"\r\n".join(head) + b"\r\n\r\n" + body


def attached(name):
    return MAIL, eml({"image001.png": b"png", name: b"zip"})


def nested(depth):
    """Parts within each other, each with its own boundary."""
    text = b"Synthetic\r\n"
    for number in range(depth):
        mark = b"b%d" % number
        text = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
            mark,
            mark,
            text,
            mark,
        )
    return b"Subject: Synthetic\r\n" + text


@attack
def mail_with_too_many_headers():
    return message(*(b"X-%d: a" % number for number in range(600)))


@attack
def mail_with_a_header_without_end():
    return message(b"X-A: " + b"a" * 100_000)


@attack
def mail_with_a_folded_header_without_end():
    return message(b"X-A: a" + b"\r\n\ta" * 30_000)


@attack
def mail_with_headers_without_end():
    return message(*(b"X-%d: " % number + b"a" * 50_000 for number in range(30)))


@attack
def mail_with_a_subject_without_end():
    return MAIL, b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\r\n\r\nSynthetic\r\n"


@attack
def mail_with_deep_parts():
    return MAIL, nested(200)


@attack
def mail_with_deep_parts_in_bare_returns():
    return MAIL, nested(200).replace(b"\r\n", b"\r")


@attack
def mail_forwarded_without_end():
    return (
        MAIL,
        b"Subject: a\r\nContent-Type: message/rfc822\r\n\r\n" * 300 + b"Subject: b\r\n\r\nSynthetic\r\n",
    )


@attack
def mail_digest_without_end():
    text = b"Subject: b\r\n\r\nSynthetic\r\n"
    for number in range(100):
        mark = b"b%d" % number
        text = b"Content-Type: multipart/digest; boundary=%s\r\n\r\n--%s\r\n\r\n%s\r\n--%s--\r\n" % (
            mark,
            mark,
            text,
            mark,
        )
    return MAIL, text


@attack
def mail_with_too_many_parts():
    parts = b"--b\r\n\r\na\r\n" * 1_000
    return message(b"Content-Type: multipart/mixed; boundary=b", body=parts + b"--b--\r\n")


@attack
def mail_of_boundaries():
    return message(b"Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n" * 200_000)


@attack
def mail_of_reports_of_delivery():
    return message(b"Content-Type: message/delivery-status", body=b"a: b\r\n\r\n" * 1_000 + b"a: b\r\n")


@attack
def mail_with_a_boundary_without_end():
    return message(b"Content-Type: multipart/mixed; boundary=" + b"b" * 500)


@attack
def mail_with_an_empty_boundary():
    return message(b'Content-Type: multipart/mixed; boundary=""', body=b"--\r\n\r\na\r\n----\r\n")


@attack
def mail_with_two_kinds():
    return message(b"Content-Type: text/plain", b"Content-Type: multipart/mixed; boundary=b")


@attack
def mail_packed_in_an_unknown_way():
    named = b"Content-Disposition: attachment; filename=r.zip"
    return message(
        named, b"Content-Transfer-Encoding: x-yencode", body=b"=ybegin line=128 size=1 name=r.zip\r\n"
    )


@attack
def mail_with_a_path_in_a_name():
    return attached("../../r.zip")


@attack
def mail_with_a_windows_path_in_a_name():
    return attached("C:\\Windows\\r.zip")


@attack
def mail_with_a_device_as_a_name():
    return attached("nul.zip")


@attack
def mail_with_a_name_turned_around():
    return attached("report\u202exslx.exe")


@attack
def mail_with_two_reports_of_one_name():
    first = eml({ZIP: b"one"})
    return MAIL, eml({ZIP: b"two", "second.eml": b""}).replace(b"second.eml", ZIP.upper().encode()) + first[
        :0
    ]
