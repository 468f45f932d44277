"""The screen to the last byte: e-mails, their headers and their parts."""

from urllib.parse import quote

import pytest

from helpers.attacks.mails import MAIL, message
from helpers.files import eml
from helpers.screening import is_refused


@pytest.mark.parametrize(
    ("suffix", "is_report"), [("zip", True), ("csv", True), ("XLSX", True), ("xlsm", True), ("png", False)]
)
def test_two_reports_of_one_name(suffix, is_report):
    twice = eml({f"a.{suffix}": b"1", "second": b"2"}).replace(b"second", f"A.{suffix}".encode())
    assert is_refused(MAIL, twice, "appears twice, so it is ambiguous") is is_report


@pytest.mark.parametrize("name", ["week 3/r.zip", "/r.zip", "c:r.zip"])
def test_an_attachments_name_leads_to_no_folder(name):
    line = f'Content-Disposition: attachment; filename="{name}"'.encode()
    assert is_refused(MAIL, message(line)[1], " has a name that leads to another folder. ")


@pytest.mark.parametrize("header", ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"])
def test_a_header_that_says_what_a_part_is_says_it_once(header):
    """Twice in the same words it says nothing else, and some programs and gateways write it so."""
    line = f"{header}: text/plain".encode()
    assert not is_refused(MAIL, message(line, line)[1])
    assert not is_refused(MAIL, message(line, line.replace(b": ", b":\r\n\t"))[1])
    assert is_refused(MAIL, message(line, line.upper())[1], "two headers that say what it is")
    assert is_refused(MAIL, message(line + b"; a=b" * 70)[1], "has a header of more than 128 words")


READ = (
    "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "Date",
    "X-Unsent", "Auto-Submitted",
)  # fmt: skip


@pytest.mark.parametrize("header", READ)
def test_a_header_that_is_read_is_a_short_one(header):
    data = f"{header.upper()}: ".encode() + b"a" * 2048 + b"\r\n\r\nSynthetic\r\n"
    assert is_refused(MAIL, data, f"has a header of {2048 + len(header) + 2:,} bytes; at most 2,048 are read")


UNKNOWN = (
    "has a file that is packed in a way that e-mails do not use. Open the e-mail in Outlook, save the files "
)


@pytest.mark.parametrize(("transfer", "is_known"), [
    ("7bit", True), ("8BIT", True), ("binary", True), ("base64", True), ("quoted-printable", True), ("uuencode", True),
    ("8-bit", True), ("Base-64;", True), ("7bit (plain)", True), ("x-yencode", False), ("binhex", False),
])  # fmt: skip
def test_how_a_part_is_packed(transfer, is_known):
    """A text in a way that nobody knows is read as it is; a file is not."""
    line = f"Content-Transfer-Encoding: {transfer}".encode()
    assert not is_refused(MAIL, message(line)[1])
    named = message(line, b"Content-Disposition: attachment; filename=a.csv")[1]
    assert is_refused(MAIL, named, UNKNOWN) is not is_known
    file = message(line, b"Content-Type: application/zip")[1]
    assert is_refused(MAIL, file, UNKNOWN) is not is_known


PATH = b'Content-Disposition: attachment; filename="../r.zip"\n\nx'


@pytest.mark.parametrize("transfer", ["7bit", "base64", "uuencode", "x-yencode", "quoted-printable"])
@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed; boundary=b", "message/partial"])
def test_what_only_says_that_it_is_packed_is_looked_into(kind, transfer):
    """An e-mail within another, or the parts of one, whose text is there to be read whatever its header says."""
    lines = (f"Content-Type: {kind}".encode(), f"Content-Transfer-Encoding: {transfer}".encode())
    body = PATH if kind.startswith("message") else b"--b\n" + PATH + b"\n--b--\n"
    assert is_refused(MAIL, message(*lines, body=body)[1], "has a name that leads to another folder")
    assert is_refused(MAIL, message(*lines, body=b"Subject: a\nX: b\n" * 300)[1], "has 600 headers") is (
        kind.startswith("message")
    )


@pytest.mark.parametrize(
    ("name", "passes"),
    [("RE: cso.zip", True), ("Deleted: cso.zip", True), ("cso 13/01/2025.zip", True), ("cso 13:01:2025.zip", True),
     ("\u200ecso.zip", True), ("\u202ecso.zip", False), ("c: cso.zip", False), ("a/b.zip", False), ("..:a", False)],
)  # fmt: skip
def test_a_name_that_only_windows_forbids_is_no_alarm(name, passes):
    line = f"Content-Disposition: attachment; filename*=UTF-8''{quote(name, safe='')}".encode()
    assert is_refused(MAIL, message(line)[1]) is not passes


def test_what_a_mac_keeps_beside_a_file_has_its_name():
    """In AppleDouble the note and the file are called alike; outside of it two of a name are two."""
    fork = b"Content-Type: application/applefile; name=r.zip\n\nnote\n"
    file = b"Content-Type: application/zip; name=r.zip\n\nfile\n"
    for kind, passes in (("appledouble", True), ("mixed", False)):
        body = b"--b\n" + fork + b"--b\n" + file + b"--b--\n"
        data = message(f"Content-Type: multipart/{kind}; boundary=b".encode(), body=body)[1]
        assert is_refused(MAIL, data, "appears twice, so it is ambiguous") is not passes


def test_one_file_twice_is_one():
    def twice(other):
        held = eml({"a.zip": b"1", "second": other}).replace(b"second", b"A.ZIP")
        return is_refused(
            MAIL, held, "appears twice, so it is ambiguous. Open the e-mail in Outlook, save the one "
        )

    assert (twice(b"1"), twice(b"2")) == (False, True)
