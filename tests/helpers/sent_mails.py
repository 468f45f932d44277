"""E-mails as they lie in a folder of sent ones: .eml, and .msg written sector by sector."""

import datetime as dt
import struct

from helpers.ole import PROPERTIES, ole


def msg(texts, **properties):
    """An Outlook message: `texts` by stream, `properties` by tag in hexadecimal, e.g. x00390040=ticks."""
    table = bytes(32)
    for tag, value in {"x340D0003": 0x40000, **properties}.items():
        table += struct.pack("<IIQ", int(tag[1:], 16), 6, value)
    return ole({PROPERTIES: table, **texts})


def ticks(*when):
    """A moment in Greenwich as Windows counts: tenths of a microsecond since 1601."""
    since = dt.datetime(*when, tzinfo=dt.UTC) - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
    return since // dt.timedelta(microseconds=1) * 10


def eml(*headers):
    return "\r\n".join([*headers, "", "Kia ora", ""]).encode()


def saved(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


DAY = dt.date(2025, 1, 8)
REFERENCE = "20250113-D3-7-cps"
SUBJECT = f"RE: CSO Change of address notification [{REFERENCE}]"
