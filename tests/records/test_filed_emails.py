"""Sent e-mails: how they are called, and where they are filed [D12, L12, A12]. Every person in here is invented."""

import re
import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.errors import FileError, SettingsError
from cso_xl.intake.emails import Email
from cso_xl.records import emails
from cso_xl.records.emails import email_name, file_email, reference_in, safe_name
from helpers.sent_mails import DAY, REFERENCE, SUBJECT

FOLDER = PurePosixPath("Child Sex Offenders", "On List")
EMAIL = Email("sent.msg", ".msg", SUBJECT, None, b"one")
OTHER = Email("sent.msg", ".msg", SUBJECT, None, b"another")


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


def filed(records):
    return {path.name: path.read_bytes() for path in records.rglob("*") if path.is_file()}


def test_a_sent_email_is_filed_under_its_name(records):
    assert file_email(records, FOLDER, "20250108 Smith JA", EMAIL) == (FOLDER / "20250108 Smith JA.msg", True)
    assert filed(records) == {"20250108 Smith JA.msg": b"one"}


def test_the_same_email_twice_is_filed_once(records):
    path, _ = file_email(records, FOLDER, "20250108 Smith JA", EMAIL)
    assert file_email(records, FOLDER, "20250108 Smith JA", EMAIL) == (path, False)
    assert filed(records) == {"20250108 Smith JA.msg": b"one"}


def test_another_email_of_that_name_gets_a_number_and_keeps_it(records):
    for email in (EMAIL, OTHER, EMAIL, OTHER):
        last, _ = file_email(records, FOLDER, "20250108 Smith JA", email)
    assert last == FOLDER / "20250108 Smith JA (2).msg"
    assert filed(records) == {"20250108 Smith JA.msg": b"one", "20250108 Smith JA (2).msg": b"another"}


def test_the_other_kind_of_file_does_not_take_the_name(records):
    file_email(records, FOLDER, "20250108 Smith JA", EMAIL)
    email = Email("sent.eml", ".eml", SUBJECT, None, b"one")
    assert file_email(records, FOLDER, "20250108 Smith JA", email) == (FOLDER / "20250108 Smith JA.eml", True)


def test_a_name_does_not_lead_out_of_the_folder(records):
    assert file_email(records, FOLDER, "../../Smith", EMAIL) == (FOLDER / ".. .. Smith.msg", True)


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
