"""Files within winmail.dat, in which Outlook packs an e-mail in Rich Text for other programs [MS-OXTNEF]."""

import struct
from collections.abc import Iterator

from cso_xl.intake.apart import apart

MARK = b"\x78\x9f\x3e\x22"
_ATTRIBUTE = struct.Struct("<BLL")  # level, tag, length; a check sum of two bytes follows its data
_FIRST = 6  # bytes of mark and key before the first
_STARTS, _TITLE, _DATA, _MORE = 0x0006_9002, 0x0001_8010, 0x0006_800F, 0x0006_9005  # of an attachment
_LONG_NAMES = (
    (b"\x1f\0\x07\x37\1\0\0\0", "utf-16-le"),
    (b"\x1e\0\x07\x37\1\0\0\0", "cp1252"),
)  # its long name
_NO_NAME = "attachment without a name"


@apart("cannot be read.")
def of_tnef(_: str, data: bytes) -> list[tuple[str, bytes]]:
    """Each attached file's name and bytes; none when winmail.dat is not whole."""
    files: list[tuple[str, bytes]] = []
    try:
        for tag, value in _attributes(data):
            if tag == _STARTS:
                files.append((_NO_NAME, b""))
            elif tag == _TITLE and files:
                files[-1] = value.decode("cp1252", "replace").rstrip("\0") or _NO_NAME, files[-1][1]
            elif tag == _DATA and files:
                files[-1] = files[-1][0], value
            elif tag == _MORE and files and (name := _long_name(value)):
                files[-1] = name, files[-1][1]
    except struct.error:
        return []
    return [(name, held) for name, held in files if held]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = _FIRST
    while at < len(data):
        _, tag, length = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        if at + length + 2 > len(data):
            raise struct.error
        yield tag, data[at : at + length]
        at += length + 2


def _long_name(properties: bytes) -> str:
    for tag, encoding in _LONG_NAMES:
        at = properties.find(tag)
        if at >= 0:
            (length,) = struct.unpack_from("<L", properties, at + len(tag))
            start = at + len(tag) + 4
            return properties[start : start + length].decode(encoding, "replace").rstrip("\0")
    return ""
