"""ZIPs and the packages of workbooks: their directories, checked against their content."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cso_xl.intake import limits
from cso_xl.intake.screen.member import (
    AES_KIND,
    AES_ROOM,
    ARCHIVE_MARKS,
    ARCHIVES,
    CENTRAL,
    CENTRAL_MARK,
    DESCRIPTOR,
    DESCRIPTOR_MARK,
    ENCRYPTED,
    END64_MARK,
    END_MARK,
    FULL,
    IN_ONE_PIECE,
    LOCAL,
    LOCAL_MARK,
    MASKED,
    SAME,
    SIZES64,
    STRONG,
    STRONG_KIND,
    UNICODE_NAME,
    ZIP_ROOM,
    ZIPCRYPTO_ROOM,
    ArchiveLimits,
    ZipEntry,
    decoded,
)
from cso_xl.intake.screen.refused import (
    AGAIN,
    IN_ONE,
    PACK_AGAIN,
    REPORTS_ONLY,
    TOO_MUCH,
    RefusedError,
    fault_of_name,
    not_whole,
    plain_name,
    windows_key,
)
from cso_xl.intake.screen.unpack import head_of
from cso_xl.intake.screen.zip_end import directory
from cso_xl.intake.zip_methods import AES, STORED

VERSION = 63  # of the format, times ten: the latest that the reader knows


def check_zip(data: bytes) -> None:
    for member in members_of(data, ZIP_ROOM):
        head = head_of(data, member)
        nested = member.suffix not in (".xlsx", ".xlsm") and head.startswith(ARCHIVE_MARKS)
        if nested or ARCHIVES.fullmatch(member.suffix):
            raise member.refused("is an archive in the archive", REPORTS_ONLY)


def names_in(data: bytes) -> list[str]:
    """The members' names in the archive's list of them; nothing else is looked at. Raises RefusedError."""
    try:
        at, end, count = directory(data)
        if count > limits.PARTS:
            return []
        return [member.name for member in _listed(data, at, end, count, "file")]
    except (struct.error, UnicodeDecodeError):
        raise not_whole() from None


def members_of(data: bytes, room: ArchiveLimits) -> list[ZipEntry]:
    """Every member of an archive. Raises RefusedError unless it is whole, without gap or overlap, within `room`."""
    try:
        at, end, count = directory(data)
        if count > room.members:
            raise RefusedError(f"holds {count:,} {room.word}s; at most {room.members:,} are opened", TOO_MUCH)
        members = _listed(data, at, end, count, room.word)
        for member in members:
            _check_member(member, room)
        _check_total(members, room, len(data))
        _check_names(members)
        return _placed(data, members, at)
    except (struct.error, UnicodeDecodeError):
        raise not_whole() from None


def _listed(data: bytes, at: int, end: int, count: int, word: str) -> list[ZipEntry]:
    members = []
    for number in range(1, count + 1):
        if at + CENTRAL.size > end or not data.startswith(CENTRAL_MARK, at):
            raise not_whole()
        fields = CENTRAL.unpack_from(data, at)
        raw_end = at + CENTRAL.size + fields[11]
        raw, extra = data[at + CENTRAL.size : raw_end], data[raw_end : raw_end + fields[12]]
        members.append(_entry(f"{word} {number}", fields, raw, _extras(extra)))
        at = raw_end + fields[12] + fields[13]
    if at != end:
        raise not_whole("is not whole: its list of members does not end where it should")
    return members


def _entry(where: str, fields: tuple[int, ...], raw: bytes, extra: dict[int, bytes]) -> ZipEntry:
    flags, method, crc, packed, size = fields[4], fields[5], *fields[8:11]
    name = decoded(raw, flags)
    if UNICODE_NAME in extra:  # Info-ZIP's: the same name with all its letters
        version, check = struct.unpack_from("<BL", extra[UNICODE_NAME])
        if version != 1 or check != zlib.crc32(raw):
            raise RefusedError(f"cannot be used: {where} has two names")
        name = extra[UNICODE_NAME][5:].decode().replace("\\", "/")
    if shown := plain_name(name):
        where += f" ('{shown}')"
    if fields[3] & 0xFF > VERSION:
        raise RefusedError(f"cannot be used: {where} is packed in an unknown way", PACK_AGAIN)
    if fields[14]:
        raise RefusedError("is one piece of a ZIP in several pieces", IN_ONE)
    size, packed, offset = _sizes64(where, extra, (size, packed, fields[17]))
    return ZipEntry(where, name, raw, flags, method, crc, packed, size, offset, fields[16] >> 16, extra)


def _extras(data: bytes) -> dict[int, bytes]:
    """The extra fields of a header by their kind."""
    fields: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, at)
        at += 4 + length
        if at > len(data) or (kind in fields and kind in (SIZES64, AES_KIND, UNICODE_NAME)):
            raise not_whole()
        fields[kind] = data[at - length : at]
    return fields


def _sizes64(where: str, extra: Mapping[int, bytes], short: Iterable[int]) -> list[int]:
    """The sizes (and offset), those that stand in the ZIP64 field taken from it."""
    field64 = extra.get(SIZES64, b"")
    long = list(struct.unpack_from(f"<{len(field64) // 8}Q", field64))
    sizes = list(short)
    lies = RefusedError(f"cannot be used: {where} gives two different sizes (ZIP64)")
    if FULL not in sizes and not set(long) <= {*sizes, 0}:
        raise lies
    for place, size in enumerate(sizes):
        if size == FULL:
            if not long:
                raise lies
            sizes[place] = long.pop(0)
    return sizes


def _check_member(member: ZipEntry, room: ArchiveLimits) -> None:
    for fault in filter(None, map(fault_of_name, member.names)):
        raise member.refused(fault)
    if member.mode >> 12 == 0xA:  # Unix's number for a link
        raise member.refused("is a link to another file")
    if member.name.endswith("/") and (member.size or member.packed > ZIPCRYPTO_ROOM):
        raise member.refused("is a folder that holds bytes of its own")
    if member.size > limits.MEMBER_SIZE:
        raise member.refused(
            f"unpacks to {member.size:,} bytes; at most {limits.MEMBER_SIZE:,} are opened", TOO_MUCH
        )
    if member.size > limits.RATIO_FROM and member.size > limits.RATIO * member.packed:
        times = member.size // max(1, member.packed)
        raise member.refused(
            f"unpacks to {times:,} times its size; at most {limits.RATIO} times are opened", TOO_MUCH
        )
    method = _method(member, room)
    if method not in room.methods:
        raise member.refused(f"is packed in an unknown way (method {method})", PACK_AGAIN)
    _check_room(member, method)


def _method(member: ZipEntry, room: ArchiveLimits) -> int:
    """How a member is packed under its encryption, which must be one of the two kinds that are opened."""
    if not member.flags & ENCRYPTED:
        return member.method
    if room.is_package:
        raise member.refused("is encrypted by itself, which Excel never does")
    if member.flags & (STRONG | MASKED) or STRONG_KIND in member.extra:
        raise member.refused("is encrypted in a way that is not opened", PACK_AGAIN)
    if member.method != AES:
        return member.method
    version, maker, strength, method = struct.unpack("<H2sBH", member.extra.get(AES_KIND, b""))
    if version not in (1, 2) or maker != b"AE" or strength not in AES_ROOM:
        raise member.refused("is encrypted in a way that is not opened", PACK_AGAIN)
    return int(method)


def _check_room(member: ZipEntry, method: int) -> None:
    """Check that the packed bytes are enough for the encryption and, when only stored, exactly the member's size."""
    room = 0
    if member.flags & ENCRYPTED:
        room = AES_ROOM[member.extra[AES_KIND][4]] if member.method == AES else ZIPCRYPTO_ROOM
    held = member.packed - room
    is_bare_folder = member.name.endswith("/") and not member.packed
    if not is_bare_folder and (
        held < 0 or (method == STORED and held != member.size) or (member.size and not held)
    ):
        raise member.refused("gives sizes that cannot both be true", AGAIN)


def _check_total(members: list[ZipEntry], room: ArchiveLimits, length: int) -> None:
    total = sum(member.size for member in members)
    if total > room.total:
        raise RefusedError(f"unpacks to {total:,} bytes; at most {room.total:,} are opened", TOO_MUCH)
    if sum(member.packed for member in members) > length:
        raise RefusedError("has members that overlap, so that it would unpack to more than it holds")


def _check_names(members: list[ZipEntry]) -> None:
    keys: dict[str, str] = {}
    for member in members:
        for key in map(windows_key, member.names):
            if keys.setdefault(key, member.where) != member.where:
                raise member.refused(f"has the same name as {keys[key]}")


def _placed(data: bytes, members: list[ZipEntry], end: int) -> list[ZipEntry]:
    """The members with the start of their data; each must begin where the one before ends."""
    placed, at = {}, len(IN_ONE_PIECE) - len(LOCAL_MARK) if data.startswith(IN_ONE_PIECE) else 0
    for member in sorted(members, key=lambda entry: entry.offset):
        if member.offset < at:
            raise member.refused("overlaps another, so that it would unpack to more than it holds")
        if member.offset > at:
            raise RefusedError(
                f"holds {member.offset - at:,} bytes before {member.where} that belong to none"
            )
        start = _check_local(data, member)
        at = start + member.packed
        at += _descriptor(data, member, at, end)
        placed[member.offset] = replace(member, start=start)
    if at != end:
        raise RefusedError(
            "has members that overlap, so that it would unpack to more than it holds"
            if at > end
            else f"holds {end - at:,} bytes after its last member that belong to none"
        )
    return [placed[member.offset] for member in members]


def _check_local(data: bytes, member: ZipEntry) -> int:
    """Where a member's data begin; its own header must agree with the list."""
    if not data.startswith(LOCAL_MARK, member.offset):
        raise not_whole(f"is not whole: {member.where} is not where it should be")
    _, _, flags, method, _, _, crc, packed, size, name, extra = LOCAL.unpack_from(data, member.offset)
    at = member.offset + LOCAL.size + name
    extras = _extras(data[at : at + extra])
    size, packed = _sizes64(member.where, extras, (size, packed))
    follows = (flags | member.flags) & DESCRIPTOR
    pairs = [(packed, member.packed), (size, member.size)]
    if not (follows and flags & ENCRYPTED):  # Info-ZIP writes the time there while it does not know the sum
        pairs.append((crc, member.crc))
    if (
        data[at - name : at] != member.raw
        or method != member.method
        or (flags ^ member.flags) & SAME
        or extras.get(AES_KIND) != member.extra.get(AES_KIND)
        or any(own != listed and (own or not follows) for own, listed in pairs)
    ):
        raise member.refused("does not agree with the list of what is in it")
    return int(at + extra)


def _descriptor(data: bytes, member: ZipEntry, at: int, end: int) -> int:
    """How many bytes of sizes follow a member's data, as its flags may say."""
    for form in ("<2L", "<2Q") if member.flags & DESCRIPTOR or data.startswith(DESCRIPTOR_MARK, at) else ():
        if form == "<2L" and max(member.packed, member.size) > FULL:
            continue
        sizes = struct.pack("<L", member.crc) + struct.pack(form, member.packed, member.size)
        for follows in (DESCRIPTOR_MARK + sizes, sizes):
            if (
                data.startswith(follows, at)
                and at + len(follows) <= end
                and _mark_at(data, at + len(follows))
            ):
                return len(follows)
    return 0


def _mark_at(data: bytes, at: int) -> bool:
    return data.startswith((LOCAL_MARK, CENTRAL_MARK, END64_MARK, END_MARK), at)
