"""E-mails as they were saved from Outlook, .eml or .msg: whose they are, when they were sent [D12, L12, A12, X2-X4]."""

import codecs
import datetime as dt
import io
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.errors import InputError
from cso_xl.intake.apart import apart
from cso_xl.intake.machine_replies import is_automatic
from cso_xl.intake.received import receive

if TYPE_CHECKING:
    import olefile

_ALWAYS = ("from", "to", "date", "subject")  # headers of which an e-mail has at least one
# [MS-OXPROPS] of a .msg: short properties by tag, and texts by the first half of theirs
_SENT = (0x0039_0040, 0x0E06_0040)  # PidTagClientSubmitTime, PidTagMessageDeliveryTime
_CODE_PAGES = (0x3FFD_0003, 0x3FDE_0003)  # PidTagMessageCodepage, PidTagInternetCodepage
_FLAGS, _UNSENT = 0x0E07_0003, 0x8  # PidTagMessageFlags and its mfUnsent
_SUBJECT, _CLASS, _HEADERS = "0037", "001A", "007D"
_ADDRESS_TYPE, _ADDRESS, _SMTP_ADDRESS = "0C1E", "0C1F", "5D01"
_ENCODINGS = {20127: "ascii", **{28590 + part: f"iso8859-{part}" for part in range(1, 17)}}
_FIRST_LINE = re.compile(r"\A(?:[^:\n]*\n)+")  # 'Microsoft Mail Internet Headers Version 2.0'
_LAST_YEAR = 2099
_UNREADABLE = "cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."


@dataclass(frozen=True)
class Email:
    """A saved message. `at` is when it was sent, None for a draft; `sender` an address, '' where it is not known.

    `arrived` says that it came from outside, `automatic` that no human wrote it: a receipt, a bounce or the like [C6].
    """

    name: str
    suffix: str
    subject: str
    at: dt.datetime | None
    data: bytes
    sender: str = ""
    arrived: bool = False
    automatic: bool = False

    @property
    def day(self) -> dt.date | None:
        """The day in New Zealand on which it was sent."""
        return self.at.astimezone(NEW_ZEALAND).date() if self.at else None


def read_email(path: Path) -> Email:
    """A saved message (.eml or .msg). Raises InputError for anything else, and for one that is damaged."""
    received = receive(path)
    reader = {".eml": _of_eml, ".msg": _of_msg}.get(received.suffix)
    if reader is None:
        raise InputError(
            f"{path.name} is no e-mail. Save it from Outlook as .msg or .eml (drag it into a folder)."
        )
    facts = reader(path.name, received.data)
    at = facts.pop("at")
    moment = dt.datetime.fromisoformat(at) if at else None
    return Email(path.name, received.suffix, at=moment, data=received.data, **facts)


@apart(_UNREADABLE)
def _of_eml(_: str, data: bytes) -> dict[str, Any]:
    from email import policy
    from email.parser import BytesParser
    from email.utils import parseaddr

    message = BytesParser(policy=policy.default).parsebytes(
        data.removeprefix(codecs.BOM_UTF8), headersonly=True
    )
    if not any(header in message for header in _ALWAYS):
        raise ValueError("no header of an e-mail")
    subject = str(message.get("subject", ""))
    is_draft = str(message.get("x-unsent", "")).strip() == "1"
    sender = parseaddr(str(message.get("from", "")))[1].casefold()
    return {
        "subject": subject,
        "at": None if is_draft else _moment(str(message.get("date", ""))),
        "sender": sender,
        "arrived": "received" in message,
        "automatic": is_automatic(subject, message.raw_items(), sender),
    }


def _moment(date: str) -> str | None:
    """The moment in a Date header; a time without a zone is Greenwich's, as e-mails have it."""
    from email.utils import parsedate_to_datetime

    try:
        at = parsedate_to_datetime(date)
        return _possible((at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _possible(at: dt.datetime) -> str | None:
    """The moment in ISO's form; None for one that no clock can have shown."""
    return at.isoformat() if at.year <= _LAST_YEAR else None


@apart(_UNREADABLE)
def _of_msg(_: str, data: bytes) -> dict[str, Any]:
    """Outlook's .msg: an OLE file with the short properties in one stream and one stream for each text."""
    from email.parser import HeaderParser

    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as message:
        table = message.openstream("__properties_version1.0").read()
        properties = dict(struct.unpack_from("<I4xQ", table, at) for at in range(32, len(table) - 15, 16))
        code_page = next(filter(None, (properties.get(tag) for tag in _CODE_PAGES)), 1252) & 0xFFFFFFFF
        texts = {
            tag: _text(message, tag, code_page)
            for tag in (_SUBJECT, _CLASS, _HEADERS, _ADDRESS_TYPE, _ADDRESS, _SMTP_ADDRESS)
        }
    is_draft = properties.get(_FLAGS, 0) & _UNSENT
    by_internet = texts[_ADDRESS_TYPE].casefold() == "smtp"  # else an address of the Exchange server's own
    sender = (texts[_SMTP_ADDRESS] or (texts[_ADDRESS] if by_internet else "")).casefold()
    headers = HeaderParser().parsestr(_FIRST_LINE.sub("", texts[_HEADERS])).items()
    return {
        "subject": texts[_SUBJECT],
        "at": None if is_draft else _sent(properties),
        "sender": sender,
        "arrived": bool(texts[_HEADERS]),
        "automatic": is_automatic(texts[_SUBJECT], headers, sender, texts[_CLASS]),
    }


def _text(message: "olefile.OleFileIO", tag: str, code_page: int) -> str:
    """A text, Unicode or in the message's code page; '' when it has none."""
    for kind, encoding in (("001F", "utf-16-le"), ("001E", _encoding(code_page))):
        stream = f"__substg1.0_{tag}{kind}"
        if message.exists(stream):
            return str(message.openstream(stream).read(), encoding, "replace").rstrip("\0")
    return ""


def _encoding(code_page: int) -> str:
    """Python's name of a Windows code page; of one that it does not know the letters A to Z are read all the same."""
    name = _ENCODINGS.get(code_page, f"cp{code_page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "latin-1"
    return name


def _sent(properties: Mapping[int, int]) -> str | None:
    """The moment of submission, else of delivery: tenths of a microsecond since 1601 [MS-DTYP FILETIME]."""
    ticks = next(filter(None, (properties.get(tag) for tag in _SENT)), None)
    if ticks is None:
        return None
    try:
        return _possible(dt.datetime(1601, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=ticks // 10))
    except OverflowError:
        return None
