"""Datamatch ZIPs by real programs: opened, told apart, refused [I1, I2]."""

import datetime as dt

import pytest

from cso_xl.errors import CsoError, InputError, PasswordError
from cso_xl.intake.datamatch import Datamatch, kind_of
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received, receive
from helpers.files import (
    NAMES,
    ZIP,
    Week,
    csv_bytes,
    zip_crypto,
    zip_with,
)
from helpers.programs import tool
from helpers.reading import NOT_ZIP, WRONG_PASSWORD, info_zip, message, seven_zip

MAKERS = {
    "Info-ZIP, ZipCrypto": info_zip,
    "7-Zip, AES-256": lambda path, members: seven_zip(path, members, "-mem=AES256"),
    "7-Zip, AES-128": lambda path, members: seven_zip(path, members, "-mem=AES128"),
    "7-Zip, ZipCrypto": lambda path, members: seven_zip(path, members, "-mem=ZipCrypto"),
    "not packed": lambda path, members: seven_zip(path, members, "-mem=AES256", "-mx=0"),
    "bzip2": lambda path, members: seven_zip(path, members, "-mem=ZipCrypto", "-mm=BZip2"),
    "lzma": lambda path, members: seven_zip(path, members, "-mem=AES256", "-mm=LZMA"),
}
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def unpacked(path, passwords, kind="on_list"):
    return Datamatch(receive(path)).read(kind, passwords)


@makers
def test_a_zip_made_by_a_real_program_opens(make, tmp_path, passwords):
    members = Week().members()
    path = make(tmp_path / ZIP, members)
    for kind, report in (("on_list", "on-list"), ("cso_daily", "cso-daily"), ("daily_diffs", "daily-diffs")):
        assert unpacked(path, passwords, kind) == Received(NAMES[report], members[NAMES[report]])


@makers
def test_a_wrong_password_opens_no_zip(make, tmp_path, settings, monkeypatch):
    path = make(tmp_path / ZIP, Week().members())
    monkeypatch.setenv("CSO_XL_PASSWORD", "wrong")
    assert message(PasswordError, unpacked, path, Passwords(settings)) == WRONG_PASSWORD.format(ZIP)


@pytest.mark.parametrize("make", [info_zip, MAKERS["bzip2"]], ids=["deflate", "bzip2"])
def test_a_wrong_password_that_passes_the_check_byte_is_still_wrong(make, tmp_path, settings, monkeypatch):
    datamatch = Datamatch(receive(make(tmp_path / ZIP, Week(200).members())))
    for number in range(600):  # ZipCrypto's check lets one wrong password in 256 through
        monkeypatch.setenv("CSO_XL_PASSWORD", f"wrong {number}")
        found = message(PasswordError, datamatch.read, "on_list", Passwords(settings))
        assert found == WRONG_PASSWORD.format(ZIP)


def test_a_zip_without_a_password_needs_none(tmp_path, settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    members = Week().members()
    path = zip_with([tool("zip"), "-q"], tmp_path / ZIP, members)
    assert unpacked(path, Passwords(settings)).data == members[NAMES["on-list"]]


def test_without_a_password_it_says_how_to_give_one(settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    datamatch = Datamatch(Received(ZIP, zip_crypto(Week().members())))
    assert message(PasswordError, datamatch.read, "on_list", Passwords(settings)) == (
        f"{ZIP} needs a password and none was given. Type it when asked, keep it in the keyring "
        "(keyring set cso_xl datamatch), or set the environment variable CSO_XL_PASSWORD."
    )


@pytest.mark.parametrize("password", ["Pōhutukawa 1", "p@ss#$%&*'\"", "x" * 200])
def test_passwords_with_awkward_letters(password, tmp_path, settings, monkeypatch):
    monkeypatch.setenv("CSO_XL_PASSWORD", password)
    path = info_zip(tmp_path / ZIP, Week().members(), password)
    assert unpacked(path, Passwords(settings)).name == NAMES["on-list"]


def test_members_are_told_apart_under_both_prefixes():
    kinds = {
        "cso_daily_20250117_050021.csv": "cso_daily",
        "cso_daily_diffs_20250117_05_46_13.csv": "daily_diffs",
        "cso_on_list_daily_20250117_050021.csv": "on_list",
        "cso_off_list_daily_20250117_050021.csv": "off_list",
        "cso_v2_daily_20250117_050021.csv": "v2",
        "cso_v3_daily_20250117_050021.csv": "v3",
        "cso_daily_diffs_16JAN2025.html": "daily_diffs_page",
    }
    for name, kind in kinds.items():
        assert (name, kind_of(name)) == (name, kind)
        assert kind_of(name.replace("cso_", "csso_")) == kind
        assert kind_of(name.upper()) == kind
        assert kind_of(f"Week 3/{name}") == kind_of(f"Week 3\\{name}") == kind
        assert kind_of(f"copy of {name}") is None
    assert kind_of("ssv_comp_16JAN2025.html") == "ssv_comp"
    assert kind_of("cso_v4_daily_20250117_050021.csv") is None
    assert kind_of("cssso_daily_20250117_050021.csv") is None


@pytest.mark.parametrize("prefix", ["cso_", "csso_"])
def test_the_list_needs_no_password(prefix, settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    members = {name.replace("cso_", prefix): data for name, data in Week().members().items()}
    datamatch = Datamatch(Received(ZIP, zip_crypto({**members, "notes.txt": b"x"})))
    listed = {member.name: member for member in datamatch.members}
    assert list(listed) == [*members, "notes.txt"]
    assert {name: member.size for name, member in listed.items() if name in members} == {
        name: len(data) for name, data in members.items()
    }
    assert {member.modified for member in listed.values()} == {dt.datetime(2025, 1, 13, 5, 0, 20)}
    assert (datamatch.unknown, datamatch.missing) == (["notes.txt"], [])


def test_a_member_without_a_date_is_of_the_first_that_a_zip_can_have():
    data = zip_crypto({NAMES["on-list"]: b"x"})
    at = data.index(b"PK\1\2") + 12
    (member,) = Datamatch(Received(ZIP, data[:at] + bytes(4) + data[at + 4 :])).members
    assert member.modified == dt.datetime(1980, 1, 1)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("cso_daily", "cso_daily_YYYYMMDD_HHMMSS.csv"),
        ("daily_diffs", "cso_daily_diffs_YYYYMMDD_HH_MM_SS.csv"),
        ("on_list", "cso_on_list_daily_YYYYMMDD_HHMMSS.csv"),
        ("off_list", "cso_off_list_daily_YYYYMMDD_HHMMSS.csv"),
    ],
)
def test_a_zip_of_nothing_holds_no_report(kind, name, passwords):
    datamatch = Datamatch(Received(ZIP, zip_crypto({})))
    assert message(InputError, datamatch.read, kind, passwords) == (
        f"{ZIP} holds no {name} (nor under the prefix csso_). It holds: nothing. Check that it is the datamatch ZIP of "
        "the day; if it is, ask IAP for the missing file."
    )


def test_a_missing_member_is_named_with_what_is_there(passwords):
    members = {"notes.txt": b"x", "cso_v2_daily_20250113_050021.csv": b"x"}
    datamatch = Datamatch(Received(ZIP, zip_crypto(members)))
    assert "on_list" in datamatch.missing
    assert message(InputError, datamatch.read, "cso_daily", passwords) == (
        f"{ZIP} holds no cso_daily_YYYYMMDD_HHMMSS.csv (nor under the prefix csso_). It holds: notes.txt, "
        "cso_v2_daily_20250113_050021.csv. Check that it is the datamatch ZIP of the day; if it is, ask IAP "
        "for the missing file."
    )


def test_two_members_of_a_kind_are_refused(passwords):
    members = {"cso_on_list_daily_20250113_050021.csv": b"x", "csso_on_list_daily_20250113_060021.csv": b"x"}
    datamatch = Datamatch(Received(ZIP, zip_crypto(members)))
    assert message(InputError, datamatch.read, "on_list", passwords) == (
        f"{ZIP} holds 2 files that may be the on list: {', '.join(members)}. "
        "Take out the one that is meant and run that CSV."
    )


def test_an_empty_member_is_refused(passwords):
    datamatch = Datamatch(Received(ZIP, zip_crypto({NAMES["on-list"]: b""})))
    assert message(InputError, datamatch.read, "on_list", passwords) == (
        f"{NAMES['on-list']} in {ZIP} is empty (0 bytes). Ask IAP to send it again."
    )


@makers
def test_a_zip_that_was_cut_short(make, tmp_path, passwords):
    data = make(tmp_path / ZIP, Week().members()).read_bytes()
    for length in range(1, len(data), len(data) // 40):
        assert message(InputError, Datamatch, Received(ZIP, data[:length])) == NOT_ZIP


@makers
def test_a_flipped_bit_in_a_member_is_noticed(make, tmp_path, passwords):
    """Whatever is damaged, it is one of our messages, and never another content."""
    members = {NAMES["on-list"]: csv_bytes(Week(60).grids["on-list"])}
    data = make(tmp_path / ZIP, members).read_bytes()
    noticed = 0
    for place in range(0, len(data), max(1, len(data) // 150)):
        flipped = bytearray(data)
        flipped[place] ^= 0x10
        try:
            read = Datamatch(Received(ZIP, bytes(flipped))).read("on_list", passwords)
        except CsoError:
            noticed += 1
        else:
            assert read.data == members[NAMES["on-list"]]
    assert noticed > 100


def test_a_member_packed_in_an_unknown_way(tmp_path, passwords):
    path = seven_zip(tmp_path / ZIP, Week().members(), "-mem=ZipCrypto", "-mm=Deflate64")
    assert message(InputError, unpacked, path, passwords) == (
        f"{ZIP} cannot be used: file 1 ('{NAMES['cso-daily']}') is packed in an unknown way (method 9). "
        "Nothing in it was opened. Ask the sender to pack it with Windows, or with 7-Zip as ZIP with AES-256."
    )


@pytest.mark.parametrize("data", [b"PK", b"this is no zip", b"PK\x03\x04" + bytes(200)])
def test_a_zip_that_is_none(data):
    assert message(InputError, Datamatch, Received(ZIP, data)) == NOT_ZIP
