"""E-mails in the records: what they are called, and filing those that were sent [D12, L12, A12]."""

import codecs
import datetime as dt
import io
import re
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.errors import FileError, InputError
from cso_xl.filing.follow_ups import REFERENCE
from cso_xl.filing.publish import publish
from cso_xl.filing.records import read
from cso_xl.intake.received import receive
from cso_xl.settings import Settings

if TYPE_CHECKING:
    import olefile

LONGEST = 120  # characters of a name: Windows allows a path of 259 in all
_FORBIDDEN = re.compile(  # by Windows; control characters, and those that no one sees in a name
    r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
_RESERVED = re.compile(
    r"^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= ?(?:\.|$))", re.IGNORECASE
)
_REFERENCE = re.compile(rf"\[({REFERENCE.pattern})\]")
_COPIES = 100  # of one name in one folder
_ALWAYS = ("from", "to", "date", "subject")  # headers of which an e-mail has at least one
_SENT = (0x0039_0040, 0x0E06_0040)  # [MS-OXPROPS] PidTagClientSubmitTime, PidTagMessageDeliveryTime
_CODE_PAGE = 0x3FFD_0003  # [MS-OXPROPS] PidTagMessageCodepage


@dataclass(frozen=True)
class SentEmail:
    """A message that a person has sent, as it was saved from Outlook; `sent` is the day in New Zealand."""

    name: str
    suffix: str
    subject: str
    sent: dt.date | None
    data: bytes

    @property
    def reference(self) -> str | None:
        """Our reference in its subject: '20250113-D3-7-cps'; None when it has none."""
        return reference_in(self.subject)


def reference_in(subject: str) -> str | None:
    """Our reference, the last in brackets: '20250113-D3-7-cps' (date, guideline, Excel row, recipient)."""
    found = [match[1] for match in _REFERENCE.finditer(subject)]
    return found[-1] if found else None


def safe_name(text: str) -> str:
    """A text as part of a Windows file name, of 120 characters at most; macrons and apostrophes stay."""
    plain = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
    return _RESERVED.sub(r"\g<0>_", plain)[:LONGEST].rstrip(". ")


def email_name(settings: Settings, report: str, date: dt.date, named: Mapping[str, str]) -> str:
    """'20250108 Smith JA'; `report` is a key of [filing_emails], `named` whom the name names [D12, L12, A12]."""
    values = {name: safe_name(text) or "name not given" for name, text in named.items()}
    values["yyyymmdd"] = f"{date:%Y%m%d}"
    return safe_name(settings.text(f"filing_emails.{report}").format(**values))


def read_sent(path: Path) -> SentEmail:
    """A sent message (.eml or .msg). Raises InputError for anything else, and for one that is damaged."""
    received = receive(path)
    reader = {".eml": _of_eml, ".msg": _of_msg}.get(received.suffix)
    if reader is None:
        raise InputError(
            f"{path.name} is no e-mail. Save it from Outlook as .msg or .eml (drag it into a folder)."
        )
    try:
        subject, sent = reader(received.data)
    except Exception:  # a damaged file shows itself in a dozen ways
        raise InputError(
            f"{path.name} cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."
        ) from None
    return SentEmail(path.name, received.suffix, subject, sent, received.data)


def file_sent(root: Path, folder: PurePosixPath, name: str, email: SentEmail) -> PurePosixPath:
    """File a sent message under its name; the same message twice is filed once, another one gets a number."""
    safe = safe_name(name)
    for number in range(1, _COPIES + 1):
        path = folder / f"{safe}{'' if number == 1 else f' ({number})'}{email.suffix}"
        if publish(root / path, email.data) or read(root / path) == email.data:
            return path
    raise FileError(f"{folder} has {_COPIES} e-mails called {safe} already. File this one by hand.")


def _of_eml(data: bytes) -> tuple[str, dt.date | None]:
    from email import policy
    from email.parser import BytesParser
    from email.utils import parsedate_to_datetime

    message = BytesParser(policy=policy.default).parsebytes(
        data.removeprefix(codecs.BOM_UTF8), headersonly=True
    )
    if not any(header in message for header in _ALWAYS):
        raise ValueError("no header of an e-mail")
    try:
        sent = _day(parsedate_to_datetime(str(message.get("date", ""))))
    except (ValueError, TypeError, IndexError, OverflowError):
        sent = None
    return str(message.get("subject", "")), sent


def _of_msg(data: bytes) -> tuple[str, dt.date | None]:
    """Outlook's .msg: an OLE file with the short properties in one stream and one stream for each text."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as message:
        table = message.openstream("__properties_version1.0").read()
        properties = dict(struct.unpack_from("<I4xQ", table, at) for at in range(32, len(table) - 15, 16))
        return _subject(message, properties.get(_CODE_PAGE, 1252)), _sent(properties)


def _subject(message: "olefile.OleFileIO", code_page: int) -> str:
    """The subject, Unicode or in the message's code page (the low four bytes); '' when it has none."""
    for kind, encoding in (("001F", "utf-16-le"), ("001E", f"cp{code_page & 0xFFFFFFFF}")):
        stream = f"__substg1.0_0037{kind}"
        if message.exists(stream):
            return str(message.openstream(stream).read(), encoding.replace("cp65001", "utf-8"), "replace")
    return ""


def _sent(properties: Mapping[int, int]) -> dt.date | None:
    """The day of submission, else of delivery: tenths of a microsecond since 1601 [MS-DTYP FILETIME]."""
    ticks = next(filter(None, (properties.get(tag) for tag in _SENT)), None)
    if ticks is None:
        return None
    try:
        return _day(dt.datetime(1601, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=ticks // 10))
    except OverflowError:
        return None


def _day(moment: dt.datetime) -> dt.date:
    """The day in New Zealand; a time without a zone is Greenwich's, as e-mails have it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(NEW_ZEALAND).date()
