"""The bytes of a ZIP's member, unpacked piece by piece and never beyond the size that it states."""

import struct
import zlib
from collections.abc import Iterator
from itertools import chain

from cso_xl.intake import limits
from cso_xl.intake.screen.member import ENCRYPTED, PIECE, ZipEntry
from cso_xl.intake.screen.refused import AGAIN, TOO_MUCH
from cso_xl.intake.zip_methods import BZIP2, DEFLATED, LZMA


def head_of(data: bytes, member: ZipEntry) -> bytes:
    """A member's first bytes, where no password hides them."""
    if member.flags & ENCRYPTED or not member.size:
        return b""
    if member.method == LZMA:
        _check_dictionary(data, member)
        return b""
    if member.method == BZIP2:
        import bz2

        try:
            # its blocks have at most 900 KB
            return bz2.BZ2Decompressor().decompress(
                data[member.start : member.start + min(member.packed, limits.MIB)], 64
            )
        except OSError:
            raise member.refused("cannot be unpacked", AGAIN) from None
    return next(pieces_of(data, member), b"")


def _check_dictionary(data: bytes, member: ZipEntry) -> None:
    length, _, dictionary = struct.unpack_from("<2xHBL", data, member.start)
    if length != 5 or dictionary > max(limits.DICTIONARY, 2 * member.size):
        raise member.refused(f"claims {dictionary:,} bytes of memory to be unpacked", TOO_MUCH)


def unpacked(data: bytes, member: ZipEntry) -> Iterator[bytes]:
    """A stored or deflated member's bytes, piece by piece; at the end its size and check sum are right."""
    crc = size = 0
    end = member.start + member.packed
    packed = (data[at : min(at + PIECE, end)] for at in range(member.start, end, PIECE))
    try:
        for piece in _inflated(packed) if member.method == DEFLATED else packed:
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > member.size:
                break
            yield piece
    except (zlib.error, EOFError):
        raise member.refused("cannot be unpacked", AGAIN) from None
    if size != member.size or crc != member.crc:
        raise member.refused("does not unpack to what it says", AGAIN)


def pieces_of(data: bytes, member: ZipEntry) -> Iterator[bytes]:
    """The same, but the first piece is long enough to show what the member is, however it was packed."""
    pieces = unpacked(data, member)
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= limits.KIB:
            break
    return chain([first], pieces)


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflate, rest = zlib.decompressobj(-zlib.MAX_WBITS), b""
    while not inflate.eof:
        rest = rest or next(packed, b"")
        piece = inflate.decompress(rest, PIECE)
        if not piece and not rest:
            raise EOFError
        rest = inflate.unconsumed_tail
        if piece:
            yield piece
    if inflate.unused_data or next(packed, b""):
        raise EOFError
