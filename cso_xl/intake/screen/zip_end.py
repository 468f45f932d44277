"""The end of a ZIP, which says where its list of members stands."""

import struct

from cso_xl.intake import limits
from cso_xl.intake.screen.member import (
    END,
    END64,
    END64_MARK,
    END_MARK,
    FULL,
    IN_ONE_PIECE,
    LOCAL_MARK,
    LOCATOR,
    LOCATOR_MARK,
    SHORT_FULL,
)
from cso_xl.intake.screen.refused import IN_ONE, RefusedError, not_whole

_PADDING = 64 * limits.KIB  # of zeros or line ends after the end: what mail systems add says nothing


def is_last_piece(data: bytes) -> bool:
    """Whether a file is the last of the pieces of a ZIP that was split in the middle of a member."""
    at = _end_of(data)
    if at < 0 or data.startswith(LOCAL_MARK[:2]) or len(data) < at + END.size:
        return False
    _, disk, first_disk, *_, remark = END.unpack_from(data, at)
    return bool(0 < disk < SHORT_FULL and first_disk <= disk and at + END.size + remark == len(data))


def directory(data: bytes) -> tuple[int, int, int]:
    """The start and the end of the central directory, and the number of members that it states."""
    at = _end_of(data)
    if not data.startswith((LOCAL_MARK, END_MARK, IN_ONE_PIECE)):
        if at >= 0 and data.find(LOCAL_MARK, 0, limits.FRONT) >= 0:
            raise RefusedError(
                "holds something before its first member, as a program that unpacks itself does"
            )
        raise not_whole()
    if at < 0:
        raise not_whole()
    _, disk, first_disk, here, count, size, offset, remark = END.unpack_from(data, at)
    _check_last(data, at, at + END.size + remark)
    if disk or first_disk or here != count:
        raise RefusedError("is one piece of a ZIP in several pieces", IN_ONE)
    end = at
    if data[max(0, at - LOCATOR.size) : at].startswith(LOCATOR_MARK):
        end, count, size, offset = _directory64(data, at - LOCATOR.size, (count, size, offset))
    if offset + size != end:
        raise not_whole("is not whole: its list of members is not where it should be")
    return offset, end, count


def _end_of(data: bytes) -> int:
    """The place of the last end record, which a remark may follow; -1 for none."""
    return data.rfind(END_MARK, max(0, len(data) - END.size - SHORT_FULL))


def _check_last(data: bytes, at: int, end: int) -> None:
    """Raise RefusedError when something follows the end, or another end can be meant."""
    if end > len(data):
        raise not_whole()
    if data[end : end + _PADDING].strip(b"\0\r\n") or end + _PADDING < len(data):
        raise RefusedError(f"holds {len(data) - end:,} bytes after its end")
    other = data.find(END_MARK, max(0, len(data) - END.size - SHORT_FULL), at)
    while other >= 0:
        (remark,) = struct.unpack_from("<H", data, other + END.size - 2)
        if other + END.size + remark == len(data):
            raise RefusedError("has two ends, so programs may read it differently")
        other = data.find(END_MARK, other + 1, at)


def _directory64(data: bytes, at: int, short: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The same from the ZIP64 record before the end, which must agree with the end itself."""
    _, disk, record, disks = LOCATOR.unpack_from(data, at)
    lies = RefusedError("gives two different sizes of its list of members (ZIP64)")
    if disk or disks > 1 or record + END64.size > at:
        raise lies
    mark, length, _, _, disk, first_disk, here, *long = END64.unpack_from(data, record)
    if mark != END64_MARK or record + 12 + length != at or disk or first_disk or here != long[0]:
        raise lies
    full = (SHORT_FULL, FULL, FULL)
    if any(value not in (meant, most) for value, meant, most in zip(short, long, full, strict=True)):
        raise lies
    count, size, offset = long
    return record, count, size, offset
