"""Readers of what a saved e-mail carries, run in their own process on what the screen let pass [I1, A1]."""

import binascii
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

from cso_xl.intake.apart import apart
from cso_xl.intake.screen.mail_text import mail_text

if TYPE_CHECKING:
    from email.message import EmailMessage

# a link that stands in an e-mail in place of a file
_LINK = re.compile(
    r"https?://[^\s\"'<>]*(?:sharepoint\.com|onedrive|1drv\.ms|dropbox|wetransfer|sendfile|securefile|drive\.google)",
    re.IGNORECASE,
)
_UUENCODED = re.compile(r"^begin [0-7]{3} ([^\r\n]+)\r?\n((?:[ -`]+\r?\n)*?)[ `]?\r?\n?end\b", re.MULTILINE)
_UNREADABLE = "cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."
_SUBJECT = "0037"


class Carried(TypedDict):
    """An e-mail's subject, each attachment's name and bytes, and whether it holds a link to a file elsewhere."""

    subject: str
    files: list[tuple[str, bytes]]
    links: bool


@apart(_UNREADABLE)
def of_eml(_: str, data: bytes) -> Carried:
    from email import policy
    from email.message import EmailMessage
    from email.parser import BytesParser

    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(mail_text(data))
    files, texts = [], []
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        payload = payload if isinstance(payload, bytes) else b""
        name = part.get_filename() or ("" if part.get_content_maintype() == "text" else _named(part))
        if name:
            files.append((name, payload))
        else:
            texts.append(payload.decode("latin-1"))
    files += [file for text in texts for file in _uuencoded(text)]
    return {
        "subject": str(message.get("subject", "")),
        "files": files,
        "links": any(_LINK.search(text) for text in texts),
    }


def _uuencoded(text: str) -> Iterator[tuple[str, bytes]]:
    """Files within a text, as Outlook sends them with plain text where it is told to use UUENCODE."""
    for match in _UUENCODED.finditer(text):
        lines = match[2].splitlines()
        try:
            yield match[1].strip(), b"".join(binascii.a2b_uu(line) for line in lines)
        except (binascii.Error, ValueError):
            yield match[1].strip(), b""


def _named(part: "EmailMessage") -> str:
    """A name for a part that was attached without one."""
    ending = {"ms-tnef": "winmail.dat", "pkcs7-mime": "smime.p7m", "x-pkcs7-mime": "smime.p7m"}
    return ending.get(part.get_content_subtype(), "attachment without a name")


@apart(_UNREADABLE)
def of_msg(_: str, data: bytes) -> Carried:
    import olefile

    from cso_xl.intake.outlook import Message

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        message = Message(container)
        files = [(name or "attachment without a name", held) for name, held in message.files()]
        return {"subject": message.text(_SUBJECT), "files": files, "links": message.links()}
