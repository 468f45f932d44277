"""The screen to the last byte: each field and flag of a ZIP's headers counts."""

import struct
import zlib

import pytest

from cso_xl.intake.screen import screen
from helpers.attacks.zips import Entry, archive
from helpers.files import ZIP
from helpers.screening import is_refused


@pytest.mark.parametrize(
    ("bit", "matters"), [(1, False), (2, False), (5, True), (6, True), (11, True), (13, True)]
)
def test_both_headers_of_a_member_agree_on_what_its_flags_mean(bit, matters):
    data = archive(Entry(local={"flags": 1 << bit}))
    assert is_refused(ZIP, data, "does not agree with the list of what is in it") is matters


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({"disk": 1}, "is one piece of a ZIP in several pieces"),
        ({"here": 2}, "is one piece of a ZIP in several pieces"),
        ({"here": 2, "count": 2}, "is not whole"),
        ({"size": 10}, "is not whole: its list of members is not where it should be"),
        ({"at": 0}, "is not whole: its list of members is not where it should be"),
    ],
)
def test_the_end_of_a_zip_says_what_there_is(end, words):
    assert is_refused(ZIP, archive(Entry(), end=end), f"{ZIP} {words}. ")


def test_a_member_that_begins_on_another_disk():
    data = bytearray(archive(Entry()))
    data[data.index(b"PK\1\2") + 34] = 1
    assert is_refused(ZIP, bytes(data), f"{ZIP} is one piece of a ZIP in several pieces. ")


@pytest.mark.parametrize(("version", "passes"), [(20, True), (63, True), (64, False)])
def test_a_zip_of_a_version_that_the_reader_knows(version, passes):
    data = archive(Entry()).replace(b"PK\1\2\x14\3\x14", b"PK\1\2\x14\3" + bytes([version]))
    assert is_refused(ZIP, data, "is packed in an unknown way") is not passes


@pytest.mark.parametrize("form", ["<2L", "<2Q"])
@pytest.mark.parametrize("mark", [b"PK\7\x08", b""])
def test_the_sizes_that_follow_a_member(form, mark):
    entry = Entry(flags=8)
    crc, packed, size = (entry.header()[key] for key in ("crc", "packed", "size"))
    after = mark + struct.pack("<L", crc) + struct.pack(form, packed, size)
    local = {"crc": 0, "packed": 0, "size": 0}
    other = Entry(name="b.csv")
    screen(ZIP, archive(Entry(flags=8, local=local, after=after), other))
    if mark:
        screen(ZIP, archive(Entry(local=local | {"flags": 8}, after=after), other))
    screen(ZIP, archive(Entry(listed={"flags": 8}, local=local, after=after), other))
    wrong = mark + struct.pack("<L", crc) + struct.pack(form, packed, size + 1)
    assert is_refused(ZIP, archive(Entry(flags=8, local=local, after=wrong), other), "that belong to none")
    assert is_refused(ZIP, archive(Entry(local=local), other), "does not agree with the list")
    assert is_refused(ZIP, archive(Entry(after=after), other), "that belong to none") is not bool(mark)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a/b.csv", "A./B.csv. ", True),
        ("a/b.csv", "a//b.csv", True),
        ("ab.csv", "a/b.csv", False),
        ("a/b.csv", "b.csv", False),
    ],
)
def test_names_that_windows_takes_for_the_same(one, other, same):
    assert is_refused(ZIP, archive(Entry(name=one), Entry(name=other)), "has the same name as file 1") is same


@pytest.mark.parametrize(
    ("version", "check", "words"),
    [(1, 0, ""), (2, 0, "has two names"), (1, 1, "has two names")],
)
def test_a_second_name_is_of_the_first(version, check, words):
    note = struct.pack("<BL", version, zlib.crc32(b"Maori.csv") ^ check) + "Māori.csv".encode()
    data = archive(Entry(name=b"Maori.csv", extra=struct.pack("<2H", 0x7075, len(note)) + note))
    assert is_refused(ZIP, data, words) is bool(words)


@pytest.mark.parametrize(
    ("note", "room", "passes"),
    [
        ((1, b"AE", 1), 20, True),
        ((2, b"AE", 2), 24, True),
        ((2, b"AE", 3), 28, True),
        ((3, b"AE", 3), 28, False),
        ((2, b"AX", 3), 28, False),
        ((2, b"AE", 4), 28, False),
        ((2, b"AE", 3), 27, False),
    ],
)
def test_the_note_on_aes(note, room, passes):
    extra = struct.pack("<2H", 0x9901, 7) + struct.pack("<H2sBH", *note, 0)
    entry = Entry(data=b"abc", method=99, flags=1, packed=bytes(room + 3), extra=extra)
    assert is_refused(ZIP, archive(entry)) is not passes


def with_end64(masked=True, **instead):
    """A ZIP whose end says 'see the ZIP64 record', which stands behind its list."""
    plain = archive(Entry())
    body, end = plain[:-22], plain[-22:]
    size, at = struct.unpack_from("<2L", end, 12)
    told = {
        "mark": b"PK\6\6",
        "length": 44,
        "disk": 0,
        "first": 0,
        "here": 1,
        "count": 1,
        "size": size,
        "at": at,
    }
    told |= {"locator_disk": 0, "record": len(body), "disks": 1} | instead
    names = ("disk", "first", "here", "count", "size", "at")
    record = struct.pack("<4sQ2H2L4Q", told["mark"], told["length"], 45, 45, *(told[name] for name in names))
    locator = struct.pack("<4sLQL", b"PK\6\7", told["locator_disk"], told["record"], told["disks"])
    if masked:
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0)
    return body + record + locator + end


@pytest.mark.parametrize("masked", [True, False])
def test_a_zip64_that_says_the_same_twice_passes(masked):
    screen(ZIP, with_end64(masked))
    screen(ZIP, with_end64(masked, disks=0))


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("mark", b"PK\6\5"),
        ("length", 45),
        ("disk", 1),
        ("first", 1),
        ("here", 2),
        ("locator_disk", 1),
        ("record", 1),
        ("record", 1 << 40),
        ("disks", 2),
    ],
)
def test_a_zip64_that_lies(told, value):
    words = "gives two different sizes of its list of members (ZIP64). "
    assert is_refused(ZIP, with_end64(**{told: value}), words)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry(name="a/", data=b""), ""),
        (Entry(name="a/", data=b"", packed=bytes(12), method=0, flags=1), ""),
        (Entry(name="a/", data=b"", packed=bytes(13), method=0), "is a folder that holds bytes of its own"),
        (Entry(name="a/", data=b"", packed=b"", size=1), "is a folder that holds bytes of its own"),
        (Entry(name="a.csv", data=b"abc", packed=b""), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", method=0, packed=b"abcd"), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", flags=1, packed=bytes(11)), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", flags=1, packed=bytes(12)), "gives sizes that cannot both be true"),
        (Entry(name="a.csv", data=b"abc", flags=1, packed=bytes(13)), ""),
        (Entry(name="a.csv", data=b"", packed=b""), ""),
    ],
)
def test_a_members_sizes_can_be_true(entry, words):
    data = archive(Entry(name="b.csv"), entry)
    assert is_refused(ZIP, data, words) is bool(words)


def test_a_member_whose_sizes_are_given_twice():
    first = Entry()
    at = len(archive(first)) - len(archive()) - 46 - len(first.name)  # where the second begins
    for offset in (at, at + 1):
        extra = struct.pack("<2H3Q", 1, 24, 0, 0, offset)
        data = archive(first, Entry(name="a/", data=b"", method=0, listed={"extra": extra}))
        assert is_refused(ZIP, data, "('a/') gives two different sizes (ZIP64)") is (offset != at)


def test_a_member_that_is_not_where_the_list_says():
    data = archive(Entry(), Entry(name="b.csv"))
    at = data.index(b"PK\3\4", 4)
    told = data[:at] + b"PK\3\5" + data[at + 4 :]
    assert is_refused(ZIP, told, f"{ZIP} is not whole: file 2 ('b.csv') is not where it should be. ")


def test_a_last_member_that_reaches_into_the_list():
    sizes = {"packed": len(Entry().body()) + 5}
    assert is_refused(
        ZIP, archive(Entry(listed=sizes, local=sizes)), f"{ZIP} has members that overlap, so that it "
    )
