"""E-mails as gateways, Exchange, SAP, Apple and Thunderbird are reported to send and to save them [I1].

Nobody in them exists.
"""

import base64
import quopri

import pytest

from cso_xl.errors import InputError
from cso_xl.intake.received import NothingAttachedError, attachments, receive
from helpers import ole
from helpers.files import ZIP, Week, eml, zip_crypto

DATA = zip_crypto(Week().members())
BASE64 = base64.encodebytes(DATA).decode()
HEAD = "From: iap@example.invalid\r\nSubject: CSO\r\nDate: Mon, 13 Jan 2025 05:00:00 +1300\r\n"
MIME = "MIME-Version: 1.0\r\n"
PARTED = 'Content-Type: multipart/mixed; boundary="B"\r\n'
TEXT = "Content-Type: text/plain\r\n\r\nKia ora"
NAMED = (
    f'Content-Type: application/zip; name="{ZIP}"\r\nContent-Disposition: attachment; filename="{ZIP}"\r\n'
)
FILE = f"{NAMED}Content-Transfer-Encoding: base64\r\n\r\n{BASE64}"


def mail(*parts, headers=MIME + PARTED):
    body = "".join(f"--B\r\n{part}\r\n" for part in parts)
    return f"{HEAD}{headers}\r\n{body}--B--\r\n".encode()


WHOLE = mail(TEXT, FILE)
WITHIN = WHOLE.decode().replace("--B", "--C").replace('"B"', '"C"')


def carried(data, tmp_path, name="a.eml"):
    path = tmp_path / name
    path.write_bytes(data)
    return [(file.name, file.data) for file in attachments(receive(path))]


def fault(data, tmp_path, name="a.eml"):
    with pytest.raises(InputError) as error:
        carried(data, tmp_path, name)
    return str(error.value)


@pytest.mark.parametrize(
    "headers",
    [
        MIME + PARTED + MIME,
        MIME + PARTED + PARTED,
        MIME.replace("\r\n", '\r\n boundary="x"\r\n') + PARTED,
        MIME + PARTED + "Content-Transfer-Encoding: base64\r\n",
        MIME + PARTED + "Content-Transfer-Encoding: utf-8\r\n",
        MIME + PARTED + "References: <a@example.invalid>\r\n  \r\nAccept-Language: en-NZ\r\n",
    ],
)
def test_headers_that_gateways_write_twice_or_wrongly(headers, tmp_path):
    assert carried(mail(TEXT, FILE, headers=headers), tmp_path) == [(ZIP, DATA)]


def test_all_parts_packed_as_one(tmp_path):
    """SAP's server packs the whole of a multipart in base64, which the standard forbids."""
    parts = WHOLE.partition(b"\r\n\r\n")[2]
    packed = f"{HEAD}{MIME}{PARTED}Content-Transfer-Encoding: base64\r\n\r\n".encode() + base64.encodebytes(
        parts
    )
    assert carried(packed, tmp_path) == [(ZIP, DATA)]


@pytest.mark.parametrize("packed", ["base64", "uuencode", "quoted-printable", "8-bit"])
def test_an_attached_e_mail_that_only_says_it_is_packed(packed, tmp_path):
    within = f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {packed}\r\n\r\n{WITHIN}"
    assert carried(mail(TEXT, within), tmp_path) == [(ZIP, DATA)]


def test_an_attached_e_mail_that_is_packed_as_text(tmp_path):
    """Quoted-printable, whole: its boundary stands there as 'boundary=3D'."""
    body = quopri.encodestring(WITHIN.encode()).decode().replace("\n", "\r\n").replace("\r\r", "\r")
    within = f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{body}"
    assert "boundary=3D" in within
    assert carried(mail(TEXT, within), tmp_path) == [(ZIP, DATA)]


@pytest.mark.parametrize("packed", ["BASE-64", "base64;", "base64 (as ever)", '"base64"'])
def test_the_way_of_packing_however_it_is_written(packed, tmp_path):
    file = f"{NAMED}Content-Transfer-Encoding: {packed}\r\n\r\n{BASE64}"
    assert carried(mail(TEXT, file), tmp_path) == [(ZIP, DATA)]


def test_a_file_from_a_mac_with_what_it_keeps_beside_it(tmp_path):
    fork = f'Content-Type: application/applefile; name="{ZIP}"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAUWBw=='
    forked = (
        f"Content-Type: multipart/appledouble; boundary=C\r\n\r\n--C\r\n{fork}\r\n--C\r\n{FILE}\r\n--C--\r\n"
    )
    assert carried(mail(TEXT, forked), tmp_path) == [(ZIP, DATA)]


def test_apple_mails_own_file(tmp_path):
    """The number of bytes above, a list of properties below (.emlx)."""
    own = b"%d      \n" % len(WHOLE) + WHOLE + b'<?xml version="1.0"?>\n<plist version="1.0"></plist>\n'
    assert carried(own, tmp_path, "a.emlx") == [(ZIP, DATA)]


def test_one_file_twice_is_one(tmp_path):
    """In the e-mail and in its forwarded original, or below a gateway's note."""
    assert carried(mail(FILE, f"Content-Type: message/rfc822\r\n\r\n{WITHIN}"), tmp_path) == [(ZIP, DATA)]
    assert carried(mail(TEXT, FILE, FILE), tmp_path) == [(ZIP, DATA)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("RE: cso.zip", "RE cso.zip"),
        ("cso 13/01/2025.zip", "cso 13-01-2025.zip"),
        ("\u200ecso.zip", "cso.zip"),
    ],
)
def test_names_that_only_windows_forbids(name, shown, tmp_path):
    assert carried(eml({name: DATA}), tmp_path) == [(shown, DATA)]
    assert carried(ole.msg({}, [ole.file(name, DATA)]), tmp_path, "a.msg") == [(shown, DATA)]


# What stands in a report's place

TAKEN_OUT = (
    "a.eml no longer carries the report: a file was taken out of it, as {} says. Open the e-mail in Outlook and read "
    "that; then ask IT to release the file, or the sender to send it again."
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "Malware Alert Text.txt",
            "Malware was detected.\r\nAction taken: All attachments have been removed.",
        ),
        (f"{ZIP}.txt", f"The attachment {ZIP} was blocked because it is encrypted."),
        (ZIP, "This file has been quarantined."),
        ("Deleted: x.zip", "You deleted an attachment from this message. The original MIME headers were:"),
    ],
)
def test_a_note_in_place_of_the_report(name, text, tmp_path):
    assert fault(eml({name: text.encode()}), tmp_path) == TAKEN_OUT.format(name.replace(":", ""))
    assert carried(eml({name: text.encode(), "b.zip": DATA}), tmp_path)[1] == ("b.zip", DATA)


def test_a_disclaimer_is_no_such_note(tmp_path):
    text = b"If you are not the addressee, delete this e-mail and the files attached to it."
    assert carried(eml({"ATT00001.txt": text}), tmp_path) == [("ATT00001.txt", text)]


@pytest.mark.parametrize("name", ["message.html", "securedoc_20250113T050000.html", "SecureMessageAtt.htm"])
def test_a_web_page_in_place_of_the_report(name, tmp_path):
    assert fault(eml({name: b"<html>Read your message</html>"}), tmp_path) == (
        f"a.eml carries {name}, and that is a web page, as secure mail systems send it in place of an e-mail. Sign in "
        "on it only where you know the system; else ask the sender for the report in a ZIP with a password."
    )


def test_a_text_that_exchange_has_made_a_page_is_no_such_page(tmp_path):
    assert carried(eml({"ATT00001.htm": b"<html>x</html>"}), tmp_path) == [
        ("ATT00001.htm", b"<html>x</html>")
    ]


SCANNED = (
    "{} was saved while Exchange was still scanning what is attached. Wait until that shows in Outlook, and save the "
    "e-mail again."
)


def test_an_e_mail_whose_files_are_still_scanned(tmp_path):
    within = "Content-Type: message/rfc822\r\n\r\nFrom: a@example.invalid\r\nSubject: ATP Scan In Progress\r\n\r\nx"
    assert fault(mail(TEXT, within), tmp_path) == SCANNED.format("a.eml")
    inner = ole.message({"0037": "x"}, [], within=True)
    held = {**ole.embedded(inner), "__substg1.0_3001001F": "ATP Scan In Progress".encode("utf-16-le")}
    assert fault(ole.msg({}, [held]), tmp_path, "a.msg") == SCANNED.format("a.msg")


def test_files_that_nobody_can_tell_from_the_text(tmp_path):
    """With a header that names no kind, every reader takes the parts for one text."""
    assert fault(mail(TEXT, FILE, headers=MIME + 'Content-Type: ; boundary="B"\r\n'), tmp_path) == (
        "a.eml carries files that cannot be told from its text. Open the e-mail in Outlook, save the files attached to "
        "it in a folder and use those."
    )
    with pytest.raises(NothingAttachedError):
        carried(mail(TEXT), tmp_path)


def test_a_damaged_e_mail_within_another_is_told_with_both_names(tmp_path):
    assert fault(eml({"CSO.msg": ole.msg({}, [])[:600]}), tmp_path).startswith(
        "Attached to a.eml: CSO.msg is "
    )
