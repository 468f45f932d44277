"""E-mails as they were saved from Outlook, .eml or .msg: whose they are, when they were sent [D12, L12, A12, X2-X4]."""

import contextlib
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_xl.decisions.working_time import day_of
from cso_xl.errors import InputError
from cso_xl.intake.apart import apart
from cso_xl.intake.machine_replies import is_automatic
from cso_xl.intake.outlook import Message
from cso_xl.intake.received import receive
from cso_xl.intake.screen import screen
from cso_xl.intake.screen.kinds import EML, MSG, kind_of
from cso_xl.intake.screen.mail_text import as_written, mail_text

if TYPE_CHECKING:
    from email.message import EmailMessage

_ALWAYS = ("from", "to", "date", "subject")  # headers of which an e-mail has at least one
# [MS-OXPROPS] of a .msg: short properties by tag, and texts by the first half of theirs
_SENT = (0x0039_0040, 0x0E06_0040)  # PidTagClientSubmitTime, PidTagMessageDeliveryTime
_FLAGS, _UNSENT = 0x0E07_0003, 0x8  # PidTagMessageFlags and its mfUnsent
_SUBJECT, _CLASS, _HEADERS, _ID = "0037", "001A", "007D", "1035"
_ADDRESS_TYPE, _ADDRESS, _SMTP_ADDRESS = "0C1E", "0C1F", "5D01"
_BODY, _HTML = "1000", "1013"  # PidTagBody, PidTagHtml
_FIRST_LINE = re.compile(r"\A(?:[^:\n]*\n)+")  # 'Microsoft Mail Internet Headers Version 2.0'
_ADDRESSES = re.compile(r"[\w.+'-]+@[\w.-]*\w")
_ZONES = (  # as some programs write them, and as e-mails have them
    (re.compile(r"\bNZDT\b"), "+1300"),
    (re.compile(r"\bNZST\b"), "+1200"),
    (re.compile(r"(?<= [+-]\d\d):(?=\d\d\b)"), ""),
)
_NUMBER = re.compile(r"(?<!\d)(?:\d{3}[ -]\d{3}[ -]\d{3}|\d{1,9})(?!\d)")  # as a client's is written
_MOST_NUMBERS = 10_000
_LAST_YEAR = 2099
_UNREADABLE = "cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."


@dataclass(frozen=True)
class Email:
    """A saved message. `at` is when it was sent, None for a draft; `sender` an address, '' where it is not known;
    `id` is its Message-ID, '' without one.

    `arrived` says that it came from outside, `automatic` that no human wrote it: a receipt, a bounce or the like [C6].
    `recipients` are addresses, `numbers` every number in its text that may be a client's; empty where not known.
    """

    name: str
    suffix: str
    subject: str
    at: dt.datetime | None
    data: bytes
    sender: str = ""
    id: str = ""
    arrived: bool = False
    automatic: bool = False
    recipients: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def mark(self) -> str:
        """The mark by which the same e-mail is known however it was saved: 16 hexadecimal digits."""
        return hashlib.sha256(self.id.encode() or self.data).hexdigest()[:16]

    @property
    def day(self) -> dt.date | None:
        """The day in New Zealand on which it was sent."""
        return day_of(self.at) if self.at else None


def read_email(path: Path) -> Email:
    """A saved message (.eml or .msg). Raises InputError for anything else, and for one that is damaged."""
    received = receive(path, is_own=True)  # let in below, once it is known to be one
    if received.suffix not in (EML, MSG):
        what = kind_of(path.name, received.data).what
        raise InputError(
            f"{path.name} is not an e-mail{f', but {what}' if what else ''}. Save it from Outlook as .msg or .eml "
            "(drag it into a folder)."
        )
    screen(path.name, received.data)
    facts = (_of_eml if received.suffix == EML else _of_msg)(path.name, received.data)
    at = facts.pop("at")
    moment = dt.datetime.fromisoformat(at) if at else None
    recipients, numbers = (frozenset(facts.pop(name)) for name in ("recipients", "numbers"))
    return Email(
        path.name, received.suffix, at=moment, data=received.data, recipients=recipients, numbers=numbers, **facts
    )  # fmt: skip


@apart(_UNREADABLE)
def _of_eml(_: str, data: bytes) -> dict[str, Any]:
    from email import policy
    from email.parser import BytesParser
    from email.utils import getaddresses

    message = BytesParser(policy=policy.default).parsebytes(mail_text(data))
    if not any(header in message for header in _ALWAYS):
        raise ValueError("no header of an e-mail")
    subject = str(message.get("subject", ""))
    is_draft = str(message.get("x-unsent", "")).strip() == "1"
    sender = _address(str(message.get("from", "")))
    sent_to = [str(value) for name in ("to", "cc", "bcc") for value in message.get_all(name, [])]
    return {
        "subject": subject,
        "at": None if is_draft else _moment(as_written(message, "date")),
        "sender": sender,
        "id": str(message.get("message-id", "")).strip(),
        "arrived": "received" in message,
        "automatic": is_automatic(subject, message.raw_items(), sender),
        "recipients": [address.casefold() for _, address in getaddresses(sent_to) if "@" in address],
        "numbers": _numbers(_texts(message)),
    }


def _address(sender: str) -> str:
    """The address in a From header, also beside a name with a comma; '' where none is, or several are."""
    from email.utils import parseaddr

    plain = parseaddr(sender)[1].casefold()
    found = {plain} if "@" in plain else set(_ADDRESSES.findall(sender.casefold()))
    return found.pop() if len(found) == 1 else ""


def _texts(message: "EmailMessage") -> Iterator[str]:
    """The texts of a message and of those within it, as far as they can be read; what is attached is left out."""
    for part in message.walk():
        if part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment":
            continue
        with contextlib.suppress(LookupError, ValueError, KeyError, AttributeError):
            data = part.get_payload(decode=True)
            yield data.decode(part.get_content_charset("utf-8"), "replace") if isinstance(data, bytes) else ""


def _numbers(texts: Iterable[str]) -> list[str]:
    """Every number in texts that may be a client's, its digits only."""
    found = (match[0] for text in texts for match in _NUMBER.finditer(text))
    return sorted({re.sub(r"\D", "", number) for number in islice(found, _MOST_NUMBERS)})


def _moment(date: str) -> str | None:
    """The moment in a Date header; a time without a zone is Greenwich's, as e-mails have it."""
    from email.utils import parsedate_to_datetime

    for name, offset in _ZONES:
        date = name.sub(offset, date)
    try:
        at = dt.datetime.fromisoformat(date) if date[:4].isdigit() else parsedate_to_datetime(date)
        return _possible((at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _possible(at: dt.datetime) -> str | None:
    """A moment in ISO's form; None for one that no clock can have shown."""
    return at.isoformat() if at.year <= _LAST_YEAR else None


@apart(_UNREADABLE)
def _of_msg(_: str, data: bytes) -> dict[str, Any]:
    """The same facts from Outlook's .msg, whose transport headers are those of an .eml."""
    from email.parser import HeaderParser

    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        message = Message(container)
        texts = {
            tag: message.text(tag)
            for tag in (_SUBJECT, _CLASS, _HEADERS, _ID, _ADDRESS_TYPE, _ADDRESS, _SMTP_ADDRESS, _BODY, _HTML)
        }
        recipients = [*message.recipients()]
    is_draft = message.properties.get(_FLAGS, 0) & _UNSENT
    by_internet = texts[_ADDRESS_TYPE].casefold() == "smtp"  # else an address of the Exchange server's own
    sender = (texts[_SMTP_ADDRESS] or (texts[_ADDRESS] if by_internet else "")).casefold()
    headers = HeaderParser().parsestr(_FIRST_LINE.sub("", texts[_HEADERS]))
    return {
        "subject": texts[_SUBJECT],
        "at": None if is_draft else _sent(message.properties),
        "sender": sender,
        "id": texts[_ID].strip() or str(headers.get("message-id", "")).strip(),
        "arrived": bool(texts[_HEADERS]),
        "automatic": is_automatic(texts[_SUBJECT], headers.items(), sender, texts[_CLASS]),
        "recipients": recipients if all("@" in address for address in recipients) else [],
        "numbers": _numbers([texts[_BODY], texts[_HTML]]),
    }


def _sent(properties: Mapping[int, int]) -> str | None:
    """The moment of submission, else of delivery: tenths of a microsecond since 1601 [MS-DTYP FILETIME]."""
    ticks = next(filter(None, (properties.get(tag) for tag in _SENT)), None)
    if ticks is None:
        return None
    try:
        return _possible(dt.datetime(1601, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=ticks // 10))
    except OverflowError:
        return None
