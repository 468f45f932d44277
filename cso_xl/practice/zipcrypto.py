"""Writing ZIPs with the password protection that Windows Explorer opens (ZipCrypto, traditional PKWARE).

For practice data only: ZipCrypto was broken long ago and protects nothing real. It is here because
the received ZIPs use it and no maintained library writes it.
"""

import datetime as dt
import random
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

_VERSION = 20  # of the ZIP format: deflate and encryption, sizes up to 4 GB
_ENCRYPTED, _UTF8_NAME = 1 << 0, 1 << 11
_DEFLATED = 8
_POLYNOMIAL = 0xEDB88320  # of CRC-32


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_CRC = tuple(_crc_of(byte) for byte in range(256))


@dataclass(frozen=True)
class Member:
    """One file to go into the ZIP."""

    name: str
    data: bytes
    modified: dt.datetime


def write(members: Sequence[Member], password: str, rng: random.Random, comment: str = "") -> bytes:
    """A ZIP of deflated, encrypted members; equal calls with an equally seeded `rng` give equal bytes."""
    body, directory = bytearray(), bytearray()
    for member in members:
        name, crc = member.name.encode(), zlib.crc32(member.data)
        header = rng.randbytes(11) + bytes([crc >> 24])  # the last byte is how a wrong password shows
        data = encrypt(header + _deflate(member.data), password.encode())
        flags = _ENCRYPTED | (0 if member.name.isascii() else _UTF8_NAME)
        common = struct.pack(
            "<5H3L2H",
            *(_VERSION, flags, _DEFLATED, *_dos_time(member.modified)),
            *(crc, len(data), len(member.data), len(name), 0),
        )
        directory += struct.pack("<4sH", b"PK\1\2", _VERSION) + common
        directory += struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + common + name + data
    remark, count = comment.encode(), len(members)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), len(remark))
    return bytes(body + directory + end + remark)


def encrypt(data: bytes, password: bytes) -> bytes:
    """`data`, its 12 header bytes first, as ZipCrypto writes it."""
    table = _CRC
    key0, key1, key2 = 0x12345678, 0x23456789, 0x34567890
    out = bytearray(len(data))
    for place, byte in enumerate(password + data, -len(password)):
        if place >= 0:
            mask = (key2 | 2) & 0xFFFF
            out[place] = byte ^ (mask * (mask ^ 1) >> 8 & 0xFF)
        key0 = key0 >> 8 ^ table[(key0 ^ byte) & 0xFF]
        key1 = ((key1 + (key0 & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        key2 = key2 >> 8 ^ table[(key2 ^ key1 >> 24) & 0xFF]
    return bytes(out)


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _dos_time(when: dt.datetime) -> tuple[int, int]:
    """Time and date as a ZIP holds them: two seconds are the smallest step, 1980 the first year."""
    return (
        when.hour << 11 | when.minute << 5 | when.second // 2,
        (when.year - 1980) << 9 | when.month << 5 | when.day,
    )
