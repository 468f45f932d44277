"""Readers of what a saved e-mail carries, run in their own process on what the screen let pass [I1, A1]."""

import binascii
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

from cso_xl.intake.apart import apart
from cso_xl.intake.screen.mail_text import file_name, mail_text

if TYPE_CHECKING:
    from email.message import EmailMessage

# a link that stands in an e-mail in place of a file
_LINK = re.compile(  # no host that stands in a signature or around every link, as a gateway's does
    r"https?://[^\s\"'<>]*(?:sharepoint\.com|onedrive|1drv\.ms|dropbox|drive\.google|\bbox\.com|we-?transfer|sharefile|"
    r"(?:send|secure)-?(?:files?|mail|share|transfer|docs?)\b|(?:file|large)-?(?:transfer|send|share|drop|exchange|file)|"
    r"kiteworks|liquidfiles|egnyte|nextcloud|objective(?:connect)?\.com)",
    re.IGNORECASE,
)
_UUENCODED = re.compile(r"^begin [0-7]{3} ([^\r\n]+)\r?\n((?:[ -`]+\r?\n)*?)[ `]?\r?\n?end\b", re.MULTILINE)
_UNREADABLE = "cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."
_SUBJECT = "0037"
_TABLES = ("csv", "x-csv", "comma-separated-values", "x-comma-separated-values", "tab-separated-values")


class Carried(TypedDict):
    """An e-mail's subject, each attachment's name and bytes, and whether it holds a link to a file elsewhere.

    `is_text` says that a mail program has saved its text only, without what was attached.
    """

    subject: str
    files: list[tuple[str, bytes]]
    links: bool
    is_text: bool


@apart(_UNREADABLE)
def of_eml(_: str, data: bytes) -> Carried:
    from email import policy
    from email.message import EmailMessage
    from email.parser import BytesParser

    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(mail_text(data))
    files, texts = [], []
    for part in message.walk():
        if _is_packed(part):
            files.append((file_name(part) or "attached e-mail.eml", _unpacked(part)))
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        payload = payload if isinstance(payload, bytes) else b""
        name = file_name(part) or _named(part)
        if name:
            files.append((name, payload))
        else:
            texts.append(
                payload.replace(b"\0", b"").decode("latin-1")
            )  # of UTF-16, too, where a link is plain
    files += [file for text in texts for file in _uuencoded(text)]
    return {
        "subject": str(message.get("subject", "")),
        "files": files,
        "links": any(_LINK.search(text) for text in texts),
        "is_text": "sent" in message and not any(header in message for header in ("date", "mime-version")),
    }


def _is_packed(part: "EmailMessage") -> bool:
    """Whether a part is an e-mail in base64, which no standard allows and some programs send."""
    packed = str(part.get("content-transfer-encoding", "")).strip().casefold() == "base64"
    return packed and part.get_content_maintype() == "message" and part.is_multipart()


def _unpacked(part: "EmailMessage") -> bytes:
    """The bytes of such an e-mail. Raises binascii.Error where they are not base64."""
    return binascii.a2b_base64(part.get_payload(0).as_bytes())  # type: ignore[union-attr]


def _uuencoded(text: str) -> Iterator[tuple[str, bytes]]:
    """Files within a text, as Outlook sends them with plain text where it is told to use UUENCODE."""
    for match in _UUENCODED.finditer(text):
        lines = match[2].splitlines()
        try:
            yield match[1].strip(), b"".join(binascii.a2b_uu(line) for line in lines)
        except (binascii.Error, ValueError):
            yield match[1].strip(), b""


def _named(part: "EmailMessage") -> str:
    """A name for a part that was attached without one; '' for the text of the e-mail itself."""
    kind = part.get_content_subtype()
    if part.get_content_maintype() == "text" and kind not in _TABLES:
        return ""
    names = {"ms-tnef": "winmail.dat", "pkcs7-mime": "smime.p7m", "x-pkcs7-mime": "smime.p7m",
             "pgp-encrypted": "version of PGP.txt"}  # fmt: skip
    return names.get(kind, "attachment without a name")


@apart(_UNREADABLE)
def of_msg(_: str, data: bytes) -> Carried:
    import olefile

    from cso_xl.intake.outlook import Message

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        message = Message(container)
        files = [(name or "attachment without a name", held) for name, held in message.files()]
        subject = message.text(_SUBJECT)
        return {"subject": subject, "files": files, "links": message.links(), "is_text": False}
