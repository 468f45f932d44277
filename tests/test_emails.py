"""Sent e-mails: their names, reading and filing them [D12, L12, A12]. Every person in here is invented."""

import datetime as dt
import math
import re
import struct
import traceback
import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl.errors import InputError
from cso_xl.filing.emails import SentEmail, email_name, file_sent, read_sent, safe_name

DAY = dt.date(2025, 1, 8)
REFERENCE = "20250113-D3-7-cps"
SUBJECT = f"RE: CSO Change of address notification [{REFERENCE}]"
FOLDER = PurePosixPath("Child Sex Offenders", "On List")
EMAIL = SentEmail("sent.msg", ".msg", SUBJECT, b"one")
OTHER = SentEmail("sent.msg", ".msg", SUBJECT, b"another")

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD  # in an OLE file: last of a chain, not used, a FAT sector
UTF_16 = "__substg1.0_0037001F"
PROPERTIES = "__properties_version1.0"


def ole(streams):
    """An OLE file [MS-CFB] of short streams: header, FAT, directory, mini FAT, mini stream; as Outlook's .msg is."""
    mini, chain, entries = b"", [], []
    for name, data in sorted(streams.items(), key=lambda item: (len(item[0]), item[0].upper())):
        assert 0 < len(data) < 4096, "longer streams lie elsewhere"
        first, count = len(chain), math.ceil(len(data) / 64)
        chain += [*range(first + 1, first + count), END]
        mini += data.ljust(64 * count, b"\0")
        entries.append(
            (name, 2, len(entries) + 2 if len(entries) + 1 < len(streams) else FREE, FREE, first, len(data))
        )
    directory = b"".join(_entry(*entry) for entry in [("Root Entry", 5, FREE, 1, None, len(mini)), *entries])
    mini_fat = struct.pack(f"<{len(chain)}I", *chain)
    parts = [_sectors(directory, b"\0"), _sectors(mini_fat, b"\xff"), _sectors(mini, b"\0")]
    lengths = [len(part) // 512 for part in parts]
    starts = [1, 1 + lengths[0], 1 + lengths[0] + lengths[1]]
    fat = [FAT]
    for start, length in zip(starts, lengths, strict=True):
        fat += [*range(start + 1, start + length), END]
    assert len(fat) <= 128, "one FAT sector is all there is"
    parts[0] = parts[0].replace(b"\xaa\xaa\xaa\xaa", struct.pack("<I", starts[2]), 1)
    header = struct.pack(
        "<8s16x5H6x9I", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6,
        0, 1, starts[0], 0, 4096, starts[1], lengths[1], END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + struct.pack("<128I", *fat, *[FREE] * (128 - len(fat))) + b"".join(parts)


def _entry(name, kind, right, child, first, size):
    encoded = name.encode("utf-16-le")
    start = b"\xaa\xaa\xaa\xaa" if first is None else struct.pack("<I", first)
    return (
        struct.pack("<64sHBBIII36x", encoded, len(encoded) + 2, kind, 1, FREE, right, child)
        + start
        + struct.pack("<Q", size)
    )


def _sectors(data, filler):
    return data.ljust(512 * max(1, math.ceil(len(data) / 512)), filler)


def msg(texts):
    """An Outlook message: its header of 32 bytes, one property, and `texts` by stream."""
    return ole({PROPERTIES: bytes(32) + struct.pack("<IIQ", 0x340D0003, 6, 0x40000), **texts})


def eml(*headers):
    return "\r\n".join([*headers, "", "Kia ora", ""]).encode()


def saved(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


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
        ("a\x00b\x1fc\x7fd", "a b c d"),
        ("CON", "CON_"),
        ("nul", "nul_"),
        ("Com1", "Com1_"),
        ("CON:", "CON_"),
        ("Conway", "Conway"),
        ("Con Smith", "Con Smith"),
        ("=1+1", "=1+1"),
        ("", ""),
        ("???", ""),
        ("x" * 200, "x" * 120),
        ("x" * 119 + " Smith", "x" * 119),
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
    assert name == name.strip().rstrip(".")
    assert "  " not in name
    assert unicodedata.is_normalized("NFC", name)
    assert "." in name or safe_name(name) == name


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
    ("subject", "reference"),
    [
        (SUBJECT, REFERENCE),
        (f"[{REFERENCE}]", REFERENCE),
        (f"[IN-CONFIDENCE] CSO off list: please verify [{REFERENCE}] ", REFERENCE),
        ("CSO [20250113-A10-1234567-ot]", "20250113-A10-1234567-ot"),
        ("", None),
        ("CSO Change of address notification", None),
        (REFERENCE, None),
        ("[IN-CONFIDENCE]", None),
        ("[2025011-D3-7-cps]", None),
        ("[20250113-d3-7-cps]", None),
        ("[20250113-D3-12345678-cps]", None),
        ("[20250113-D3-7-c]", None),
    ],
)
def test_our_reference_in_a_subject(subject, reference):
    assert SentEmail("sent.eml", ".eml", subject, b"x").reference == reference


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        ((f"Subject: {SUBJECT}", "Date: Wed, 8 Jan 2025 09:30:00 +1300"), SUBJECT),
        (("From: a@example.govt.nz",), ""),
        (("Subject: CSO Change of", f" address [{REFERENCE}]"), f"CSO Change of address [{REFERENCE}]"),
        (("Subject: =?utf-8?q?Ng=C4=81_mihi?=",), "Ngā mihi"),
    ],
)
def test_a_sent_eml(tmp_path, headers, subject):
    data = eml(*headers)
    assert read_sent(saved(tmp_path, "Sent.EML", data)) == SentEmail("Sent.EML", ".eml", subject, data)


@pytest.mark.parametrize("subject", [SUBJECT, "Ngā mihi", "x"])
def test_a_sent_msg(tmp_path, subject):
    """The file is made by `ole`, without Outlook."""
    data = msg({UTF_16: subject.encode("utf-16-le")})
    assert read_sent(saved(tmp_path, "Sent.msg", data)) == SentEmail("Sent.msg", ".msg", subject, data)


BROKEN = " cannot be read as an Outlook message. Save it from Outlook again."


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("sent.docx", b"PK", " is no e-mail. Save it from Outlook as .msg or .eml (drag it into a folder)."),
        ("sent", b"x", " is no e-mail. Save it from Outlook as .msg or .eml (drag it into a folder)."),
        ("sent.msg", b"", " is empty (0 bytes). Save it from the e-mail again."),
        ("sent.eml", b"", " is empty (0 bytes). Save it from the e-mail again."),
        ("sent.msg", b"Subject: Kauri Tane\r\n\r\n", BROKEN),
        ("sent.msg", msg({UTF_16: b"x\0"})[:700], BROKEN),
        ("sent.msg", ole({"WordDocument": b"Kauri Tane"}), BROKEN),
    ],
)
def test_what_is_no_email_is_refused_without_a_word_of_what_it_holds(tmp_path, name, data, message):
    with pytest.raises(InputError) as error:
        read_sent(saved(tmp_path, name, data))
    assert str(error.value) == f"{name}{message}"
    assert "Kauri" not in "".join(traceback.format_exception(error.value))


def test_an_email_that_is_not_there(tmp_path):
    path = tmp_path / "sent.msg"
    with pytest.raises(InputError) as error:
        read_sent(path)
    assert str(error.value) == f"{path} does not exist. Check the folder and the name."


def filed(records):
    return {path.name: path.read_bytes() for path in records.rglob("*") if path.is_file()}


def test_a_sent_email_is_filed_under_its_name(records):
    assert file_sent(records, FOLDER, "20250108 Smith JA", EMAIL) == FOLDER / "20250108 Smith JA.msg"
    assert filed(records) == {"20250108 Smith JA.msg": b"one"}


def test_the_same_email_twice_is_filed_once(records):
    first = file_sent(records, FOLDER, "20250108 Smith JA", EMAIL)
    assert file_sent(records, FOLDER, "20250108 Smith JA", EMAIL) == first
    assert filed(records) == {"20250108 Smith JA.msg": b"one"}


def test_another_email_of_that_name_gets_a_number_and_keeps_it(records):
    for email in (EMAIL, OTHER, EMAIL, OTHER):
        last = file_sent(records, FOLDER, "20250108 Smith JA", email)
    assert last == FOLDER / "20250108 Smith JA (2).msg"
    assert filed(records) == {"20250108 Smith JA.msg": b"one", "20250108 Smith JA (2).msg": b"another"}


def test_the_other_kind_of_file_does_not_take_the_name(records):
    file_sent(records, FOLDER, "20250108 Smith JA", EMAIL)
    email = SentEmail("sent.eml", ".eml", SUBJECT, b"one")
    assert file_sent(records, FOLDER, "20250108 Smith JA", email) == FOLDER / "20250108 Smith JA.eml"
