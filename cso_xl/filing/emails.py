"""E-mails in the records: what they are called, and filing those that were sent [D12, L12, A12]."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.errors import FileError, InputError
from cso_xl.filing.publish import publish
from cso_xl.filing.records import read
from cso_xl.intake.received import receive
from cso_xl.settings import Settings

LONGEST = 120  # characters of a name: Windows allows a path of 259 in all
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_REFERENCE = re.compile(r"\[(\d{8}-[A-Z]\d{1,2}-\d{1,7}-[a-z]{2,5})\]")
_COPIES = 100  # of one name in one folder


@dataclass(frozen=True)
class SentEmail:
    """A message that a person has sent, as it was saved from Outlook."""

    name: str
    suffix: str
    subject: str
    data: bytes

    @property
    def reference(self) -> str | None:
        """Our reference in its subject: '20250113-D3-7-cps'; None when it has none."""
        found = _REFERENCE.search(self.subject)
        return found[1] if found else None


def safe_name(text: str) -> str:
    """A text as part of a Windows file name; macrons and apostrophes stay."""
    plain = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())[:LONGEST].rstrip(". ")
    return f"{plain}_" if _RESERVED.fullmatch(plain) else plain


def email_name(settings: Settings, report: str, date: dt.date, named: Mapping[str, str]) -> str:
    """'20250108 Smith JA'; `report` is a key of [filing_emails], `named` whom the name names."""
    template = settings.text(f"filing_emails.{report}")
    values = {name: safe_name(text) or "name not given" for name, text in named.items()}
    return safe_name(template.format(**{"yyyymmdd": f"{date:%Y%m%d}", **values}))


def read_sent(path: Path) -> SentEmail:
    """A sent message (.eml or .msg). Raises InputError for anything else."""
    received = receive(path)
    if received.suffix == ".eml":
        from email import policy
        from email.parser import BytesParser

        message = BytesParser(policy=policy.default).parsebytes(received.data, headersonly=True)
        return SentEmail(path.name, ".eml", str(message.get("subject", "")), received.data)
    if received.suffix == ".msg":
        return SentEmail(path.name, ".msg", _subject_of_msg(received.data, path.name), received.data)
    raise InputError(
        f"{path.name} is no e-mail. Save it from Outlook as .msg or .eml (drag it into a folder)."
    )


def file_sent(root: Path, folder: PurePosixPath, name: str, email: SentEmail) -> PurePosixPath:
    """File a sent message under its name; the same message twice is filed once, another one gets a number."""
    for number in range(1, _COPIES):
        path = folder / f"{name}{'' if number == 1 else f' ({number})'}{email.suffix}"
        if publish(root / path, email.data) or read(root / path) == email.data:
            return path
    raise FileError(f"{folder} has {_COPIES} e-mails called {name} already. File this one by hand.")


def _subject_of_msg(data: bytes, name: str) -> str:
    """The subject of Outlook's .msg: an OLE file with one stream a property."""
    import io

    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as message:
            return str(message.openstream("__substg1.0_0037001F").read(), "utf-16-le")
    except Exception:  # a damaged file shows itself in a dozen ways
        raise InputError(
            f"{name} cannot be read as an Outlook message. Save it from Outlook again."
        ) from None
