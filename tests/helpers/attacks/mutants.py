"""Random mutants of legitimate files."""

import io
import random
import zipfile
from collections.abc import Iterator

from helpers.attacks.encrypted_workbooks import sealed
from helpers.attacks.workbooks import OLE
from helpers.attacks.zips import FULL, Entry, archive
from helpers.files import PASSWORD, Week, zip_crypto

_MAGIC = (
    b"PK\3\4",
    b"PK\1\2",
    b"PK\5\6",
    b"PK\6\6",
    b"PK\7\x08",
    OLE,
    b"MZ",
    b"<!DOCTYPE",
    b"<",
    b"&",
    b"\0" * 8,
)
_MAGIC += (
    b"\r\n\r\n",
    b"\r\n--",
    b"boundary=",
    b"Content-Type: message/rfc822\r\n",
    b"]]>",
    b"<!--",
    b"r='XFD1'",
    b"\xff" * 4,
)
_LENGTHS = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFE, FULL)


def _flip(data, at, rng):
    data[at] ^= 1 << rng.randrange(8)


def _remove(data, at, rng):
    del data[at : at + rng.choice((1, 2, 16, 500))]


def _repeat(data, at, rng):
    data[at:at] = data[at : at + rng.choice((1, 4, 30, 1000))] * rng.choice((1, 2, 20))


def _swap(data, at, rng):
    length, other = rng.choice((1, 8, 46, 300)), rng.randrange(len(data))
    first, second = data[at : at + length], data[other : other + length]
    data[at : at + len(second)], data[other : other + len(first)] = second, first


def _length(data, at, rng):
    size = rng.choice((2, 4, 8))
    value = rng.choice((*_LENGTHS, len(data), rng.randrange(1 << 16))) % (1 << 8 * size)
    data[at : at + size] = value.to_bytes(size, "little")


def _plant(data, at, rng):
    magic = rng.choice(_MAGIC)
    data[at : at + rng.choice((0, len(magic)))] = magic


def _truncate(data, at, rng):
    del data[at:]


_CHANGES = (_flip, _flip, _remove, _repeat, _swap, _length, _length, _plant, _plant, _truncate)


def mutant(data: bytes, rng: random.Random) -> bytes:
    """One file with one to four changes, half of them near a header."""
    changed_ = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if changed_:
            rng.choice(_CHANGES)(changed_, _place(changed_, rng), rng)
    return bytes(changed_)


def _place(data, rng):
    at = rng.randrange(len(data))
    mark = data.find(b"PK", at) if rng.random() < 0.5 else -1
    return at if mark < 0 else min(mark + rng.randrange(46), len(data) - 1)


def mutants(data: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Mutants of a file; the same seed gives the same ones."""
    rng = random.Random(seed)
    return (mutant(data, rng) for _ in range(count))


def mutants_within(workbook_: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Whole packages of which one part is a mutant: what gets past the check sums."""
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(workbook_)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(count):
        part = rng.choice(sorted(parts))
        yield archive(
            *(
                Entry(name=name, data=mutant(parts[name], rng) if name == part else parts[name])
                for name in parts
            )
        )


def mutants_of_members(count: int, seed: int = 1, password: str = PASSWORD) -> Iterator[bytes]:
    """Whole datamatch ZIPs of which one member is a mutant."""
    rng = random.Random(seed)
    members = Week(6).members()
    for _ in range(count):
        name = rng.choice(sorted(members))
        yield zip_crypto(members | {name: mutant(members[name], rng)}, password)


def mutants_sealed(count: int, seed: int = 1) -> Iterator[bytes]:
    """Encrypted workbooks with a changed note on their encryption or a changed directory."""
    rng = random.Random(seed)
    data = sealed(rounds=1_000)
    starts = [data.index(b"<?xml") - 8, data.index("Root Entry".encode("utf-16-le")), 0]
    for _ in range(count):
        changed_ = bytearray(data)
        at = rng.choice(starts) + rng.randrange(1400)
        rng.choice(_CHANGES)(changed_, min(at, len(data) - 1), rng)
        yield bytes(changed_)
