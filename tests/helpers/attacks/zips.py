"""ZIPs as nobody should send them, and ZIPs written header by header."""

import struct
import unicodedata
import zlib
from dataclasses import dataclass, field
from functools import cache

from helpers.attacks.listing import attack
from helpers.files import ZIP, Week, zip_crypto

CSV = b"Client Number,Name\r\n00012,A\r\n"
FULL = 0xFFFF_FFFF


@dataclass
class Entry:
    """A member as it is to be written; `listed` and `local` replace fields of one header only."""

    name: bytes | str = "cso_on_list_daily_20250113_050021.csv"
    data: bytes = CSV
    method: int = 8
    flags: int = 0
    mode: int = 0o100644
    packed: bytes | None = None
    size: int | None = None
    extra: bytes = b""
    listed: dict = field(default_factory=dict)
    local: dict = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""

    def header(self, **instead):
        name = self.name if isinstance(self.name, bytes) else self.name.encode()
        utf8 = 0 if isinstance(self.name, bytes) or name.isascii() else 1 << 11
        body = self.body()
        fields = {
            "flags": self.flags | utf8,
            "method": self.method,
            "crc": zlib.crc32(self.data),
            "packed": len(body),
            "size": len(self.data) if self.size is None else self.size,
            "name": name,
            "extra": self.extra,
        }
        return fields | instead

    def body(self):
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == 8 else self.data


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def packed_fields(header):
    sizes = (header["crc"], header["packed"], header["size"], len(header["name"]), len(header["extra"]))
    return struct.pack("<5H3L2H", 20, header["flags"], header["method"], 0, 0x5A2D, *sizes)


def archive(*entries, before=b"", after=b"", gap=b"", remark=b"", end=None):
    """A ZIP written header by header; `end` replaces fields of its end."""
    body, listed = bytearray(before), b""
    for entry in entries:
        body += entry.before
        offset = len(body)
        local = entry.header(**entry.local)
        body += b"PK\3\4" + packed_fields(local) + local["name"] + local["extra"] + entry.body() + entry.after
        header = entry.header(**entry.listed)
        offset = header.get("offset", offset)
        listed += b"PK\1\2\x14\3" + packed_fields(header)
        listed += struct.pack("<3H2L", 0, 0, 0, entry.mode << 16, offset) + header["name"] + header["extra"]
    body += gap
    fields = {"disk": 0, "here": len(entries), "count": len(entries), "size": len(listed), "at": len(body)}
    stated = fields | (end or {})
    tail = struct.pack(
        "<4s4H2LH",
        b"PK\5\6",
        stated["disk"],
        0,
        stated["here"],
        stated["count"],
        stated["size"],
        stated["at"],
        len(remark),
    )
    return bytes(body + listed + tail + remark + after)


def named(name):
    return ZIP, archive(Entry(), Entry(name=name))


@cache
def datamatch():
    """A legitimate datamatch ZIP."""
    return zip_crypto(Week(20).members())


@attack
def zip_cut_short():
    return ZIP, datamatch()[:-300]


@attack
def zip_that_is_none():
    return ZIP, CSV * 100


@attack
def zip_that_unpacks_itself():
    return ZIP, b"MZ" + bytes(510) + datamatch()


@attack
def zip_that_unpacks_itself_with_right_offsets():
    return ZIP, archive(Entry(), before=b"MZ" + bytes(510))


@attack
def zip_with_bytes_after_its_end():
    return ZIP, datamatch() + b"<script>alert(1)</script>"


@attack
def zip_with_two_ends():
    other = archive(Entry(data=b"other"))
    return ZIP, archive(Entry(), remark=other + b"")[:-22] + other[-22:]


@attack
def zip_with_a_zip_in_its_remark():
    return ZIP, archive(Entry(), remark=archive(Entry(data=b"other")))


@attack
def zip_with_an_end_in_its_remark():
    return ZIP, archive(Entry(), remark=struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0))


@attack
def zip_with_too_many_members():
    return ZIP, archive(*(Entry(name=f"{number}.csv") for number in range(1001)))


@attack
def zip_with_more_members_than_listed():
    return ZIP, archive(Entry(), Entry(name="b.csv"), end={"here": 1, "count": 1})


@attack
def zip_in_pieces():
    return ZIP, archive(Entry(), end={"disk": 1})


@attack
def zip_with_a_member_of_two_gigabytes():
    return ZIP, archive(Entry(flags=1, packed=bytes(11 << 20), size=2 << 30))


@attack
def zip_of_three_gigabytes():
    entries = (
        Entry(name=f"{number}.csv", flags=1, packed=bytes(6 << 20), size=1000 << 20) for number in range(3)
    )
    return ZIP, archive(*entries)


@attack
def zip_bomb():
    return ZIP, archive(Entry(data=bytes(17 << 20)))


@attack
def zip_bomb_of_overlapping_members():
    """A member whose packed bytes hold the whole next member, header and all (after Fifield)."""
    inner = Entry(name="b.csv", data=CSV * 1000)
    held = b"PK\3\4" + packed_fields(inner.header()) + b"b.csv"
    quoted = b"\0" + struct.pack("<2H", len(held), len(held) ^ 0xFFFF) + held + inner.body()
    data = held + inner.data
    outer = Entry(name="a.csv", data=data, packed=quoted)
    start = len(b"PK\3\4" + packed_fields(outer.header()) + b"a.csv") + 5
    made = archive(outer, Entry(name="b.csv", data=CSV * 1000, listed={"offset": start}))
    return ZIP, made


@attack
def zip_bomb_of_one_member_listed_often():
    entries = [Entry(name="a.csv", data=bytes(1 << 20))]
    entries += [
        Entry(name=f"{number}.csv", data=bytes(1 << 20), listed={"offset": 0}) for number in range(50)
    ]
    return ZIP, archive(*entries)


@attack
def zip_in_a_zip():
    return ZIP, archive(Entry(), Entry(name="r.zip", data=datamatch()))


@attack
def zip_in_a_zip_under_another_name():
    return ZIP, archive(Entry(name="r.csv", data=datamatch()))


@attack
def archive_in_a_zip_packed_by_bzip2():
    import bz2

    held = b"7z\xbc\xaf\x27\x1c" + bytes(100)
    return ZIP, archive(Entry(data=held, method=12, packed=bz2.compress(held)))


@attack
def zip_with_another_name_inside():
    return ZIP, archive(Entry(name="a.csv", local={"name": b"b.csv"}))


@attack
def zip_with_another_size_inside():
    return ZIP, archive(Entry(local={"size": 5}))


@attack
def zip_with_another_check_sum_inside():
    return ZIP, archive(Entry(local={"crc": 5}))


@attack
def zip_with_another_method_inside():
    return ZIP, archive(Entry(local={"method": 0}))


@attack
def zip_encrypted_in_the_list_only():
    return ZIP, archive(Entry(data=bytes(50), method=0, packed=bytes(62), flags=1, local={"flags": 0}))


@attack
def zip_with_an_absolute_name():
    return named("/etc/passwd.csv")


@attack
def zip_with_a_drive_in_a_name():
    return named("C:/Windows/a.csv")


@attack
def zip_with_a_stream_in_a_name():
    return named("a.csv:hidden")


@attack
def zip_that_climbs_out_of_its_folder():
    return named("a/../../../b.csv")


@attack
def zip_with_backslashes_in_a_name():
    return named("..\\..\\b.csv")


@attack
def zip_with_a_control_character_in_a_name():
    return named("a\x1b[31m.csv")


@attack
def zip_with_a_nul_in_a_name():
    return named(b"a.csv\0.exe")


@attack
def zip_with_a_device_of_windows():
    return named("CON.csv")


@attack
def zip_with_a_device_of_windows_in_a_folder():
    return named("a/aux .x/b.csv")


@attack
def zip_with_a_name_turned_around():
    return named("cso_on_list_\u202evsc.exe")


@attack
def zip_with_wildcards_in_a_name():
    return named("cso_*.csv")


@attack
def zip_with_a_name_that_is_too_long():
    return named("a" * 300 + ".csv")


@attack
def zip_with_a_member_without_a_name():
    return named(b"")


@attack
def zip_with_a_broken_name():
    return ZIP, archive(Entry(name=b"a\xff\xfe.csv", flags=1 << 11))


@attack
def zip_with_two_members_of_one_name():
    return named(Entry().name)


@attack
def zip_with_names_that_differ_in_capitals():
    return named(Entry().name.upper())


@attack
def zip_with_names_that_differ_in_how_letters_are_made():
    first, second = (unicodedata.normalize(form, "Māori.csv") for form in ("NFC", "NFD"))
    return ZIP, archive(Entry(name=first), Entry(name=second))


@attack
def zip_with_names_that_differ_in_a_last_point():
    return named(f"{Entry().name}.")


@attack
def zip_with_a_second_name():
    name = b"b.csv"
    field_ = b"\1" + struct.pack("<L", zlib.crc32(b"another")) + name
    return ZIP, archive(Entry(name="a.csv", extra=struct.pack("<2H", 0x7075, len(field_)) + field_))


@attack
def zip_with_a_link():
    return ZIP, archive(Entry(data=b"/etc/passwd", mode=0o120777))


@attack
def zip_with_a_folder_that_holds_bytes():
    return named("folder/")


@attack
def zip_packed_in_an_unknown_way():
    return ZIP, archive(Entry(method=93, packed=CSV))


@attack
def zip_packed_by_deflate64():
    return ZIP, archive(Entry(method=9, packed=deflated(CSV)))


@attack
def zip_with_a_huge_dictionary():
    held = b"\x09\x14\5\0\x5d" + struct.pack("<L", 0xF000_0000) + bytes(100)
    return ZIP, archive(Entry(method=14, packed=held, flags=2))


@attack
def zip_of_a_stored_member_with_another_size():
    return ZIP, archive(Entry(method=0, size=1_000_000))


@attack
def zip64_that_lies_in_the_list():
    extra = struct.pack("<2H2Q", 1, 16, 7, 7)
    return ZIP, archive(Entry(listed={"extra": extra}))


@attack
def zip64_without_its_sizes():
    return ZIP, archive(Entry(listed={"size": FULL, "packed": FULL}))


@attack
def zip64_with_other_sizes_inside():
    extra = struct.pack("<2H2Q", 1, 16, 7, 7)
    return ZIP, archive(Entry(local={"extra": extra, "size": FULL, "packed": FULL}))


@attack
def zip64_that_lies_at_the_end():
    data = archive(Entry())
    body, end = data[:-22], data[-22:]
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, 60, 0)
    return ZIP, body + record + struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1) + end


@attack
def zip_with_strong_encryption():
    return ZIP, archive(Entry(flags=1 | 1 << 6, packed=bytes(100)))


@attack
def zip_with_a_masked_list():
    return ZIP, archive(Entry(flags=1 | 1 << 13, packed=bytes(100)))


@attack
def zip_with_unknown_aes():
    extra = struct.pack("<2HH2sBH", 0x9901, 7, 2, b"AE", 9, 8)
    return ZIP, archive(Entry(flags=1, method=99, packed=bytes(100), extra=extra))


@attack
def zip_with_aes_without_its_note():
    return ZIP, archive(Entry(flags=1, method=99, packed=bytes(100)))


@attack
def zip_with_aes_that_is_not_encrypted():
    return ZIP, archive(Entry(method=99, packed=bytes(100)))


@attack
def zip_with_less_than_its_encryption_needs():
    return ZIP, archive(Entry(flags=1, packed=bytes(5)))


@attack
def zip_with_a_member_that_is_not_listed():
    return ZIP, archive(Entry(), Entry(name="b.csv", before=archive(Entry(name="c.csv"))[:60]))


@attack
def zip_with_bytes_before_its_list():
    return ZIP, archive(Entry(), gap=b"<html>")
