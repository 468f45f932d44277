"""What Outlook sends where it should not: winmail.dat."""

import struct


def winmail(*files, end=b""):
    """An e-mail in Rich Text [MS-OXTNEF]: each file by its short name, its long one as Unicode, and its bytes."""
    out = b"\x78\x9f\x3e\x22\1\0"

    def put(level, what, data):
        nonlocal out
        out += struct.pack("<BLL", level, what, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    put(1, 0x0008_9006, b"\0\0\1\0")  # its version
    for short, long, data in files:
        put(2, 0x0006_9002, bytes(14))
        put(2, 0x0001_8010, short.encode("cp1252") + b"\0")
        put(2, 0x0006_800F, data)
        text = long.encode("utf-16-le") + b"\0\0"
        if long:
            put(2, 0x0006_9005, struct.pack("<LHHLL", 1, 0x001F, 0x3707, 1, len(text)) + text)
    return out + end
