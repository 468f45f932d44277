"""One member of a ZIP, and how much room members have."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from cso_xl.intake import limits
from cso_xl.intake.screen.refused import HARM, RefusedError
from cso_xl.intake.zip_methods import BZIP2, DEFLATED, LZMA, STORED

LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"
IN_ONE_PIECE = b"PK00" + LOCAL_MARK  # a ZIP that was to be split, and came out whole
END64_MARK, LOCATOR_MARK, DESCRIPTOR_MARK = b"PK\6\6", b"PK\6\7", b"PK\7\x08"
LOCAL, CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s2B5H3L5H2L")
END, END64, LOCATOR = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
ENCRYPTED, DESCRIPTOR, _PATCH, STRONG, _UTF8, MASKED = (1 << bit for bit in (0, 3, 5, 6, 11, 13))
SAME = ENCRYPTED | _PATCH | STRONG | _UTF8 | MASKED  # flags that both headers of a member must agree on
SIZES64, AES_KIND, STRONG_KIND, UNICODE_NAME = 0x0001, 0x9901, 0x0017, 0x7075  # extra fields
AES_ROOM = {1: 8 + 12, 2: 12 + 12, 3: 16 + 12}  # bytes of salt, check and seal by strength
ZIPCRYPTO_ROOM = 12
FULL, SHORT_FULL = 0xFFFF_FFFF, 0xFFFF  # 'see the ZIP64 field'
ARCHIVES = re.compile(
    r"\.(zipx?|7z|rar|tar|t?gz|t?bz2|t?xz|zst|lz|lzma|z|cab|arj|lzh|lha|ace|iso|img|vhdx?|wim|jar|apk|msix"
    r"|doc[xm]|ppt[xm]|xlsb|xlam)"
)
ARCHIVE_MARKS = (LOCAL_MARK, b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
PIECE = 64 * limits.KIB  # unpacked at a time


@dataclass(frozen=True)
class ArchiveLimits:
    """The limits on an archive of a kind."""

    members: int
    total: int
    methods: frozenset[int]
    word: str  # for a member, in messages
    is_package: bool = False


ZIP_ROOM = ArchiveLimits(
    limits.MEMBERS, limits.TOTAL_SIZE, frozenset((STORED, DEFLATED, BZIP2, LZMA)), "file"
)
PACKAGE_ROOM = ArchiveLimits(
    limits.PARTS, limits.PACKAGE_SIZE, frozenset((STORED, DEFLATED)), "part", is_package=True
)


@dataclass(frozen=True)
class ZipEntry:
    """One entry of a central directory; sizes in bytes, `start` where its data begin."""

    where: str
    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    extra: Mapping[int, bytes]
    start: int = 0

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def names(self) -> list[str]:
        """Every name that a program may give it."""
        return sorted({self.name, decoded(self.raw, self.flags)})

    def refused(self, what: str, to_do: str = HARM) -> RefusedError:
        return RefusedError(f"cannot be used: {self.where} {what}", to_do)


def decoded(raw: bytes, flags: int) -> str:
    """A member's name; some programs write Windows' mark between folders, which Windows and Excel read alike."""
    return raw.decode("utf-8" if flags & _UTF8 else "cp437").replace("\\", "/")
