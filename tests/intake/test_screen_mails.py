"""The screen to the last byte: e-mails, their headers and their parts."""

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


@pytest.mark.parametrize(
    "header", ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "MIME-Version"]
)
def test_a_header_that_says_what_a_part_is_stands_there_once(header):
    value = {"Content-Type": "text/plain", "Content-Transfer-Encoding": "7bit"}.get(header, "1")
    line = f"{header}: {value}".encode()
    assert not is_refused(MAIL, message(line)[1])
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


@pytest.mark.parametrize(("transfer", "passes"), [
    ("7bit", True), ("8BIT", True), ("binary", True), ("base64", True), ("quoted-printable", True),
    ("uuencode", True), ("x-yencode", False),
])  # fmt: skip
def test_how_a_part_is_packed(transfer, passes):
    line = f"Content-Transfer-Encoding: {transfer}".encode()
    assert is_refused(MAIL, message(line)[1], "in a way that e-mails do not use") is not passes
    within = message(b"Content-Type: message/rfc822", line, body=b"Subject: a\n\nb")[1]
    assert is_refused(MAIL, within, "in a way that e-mails do not use") is not passes
