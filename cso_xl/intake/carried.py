"""Readers of what a saved e-mail carries, run in their own process on what the screen let pass [I1, A1]."""

import binascii
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict, cast

from cso_xl.intake.apart import apart
from cso_xl.intake.screen.mail_text import (
    FORK,
    FORKED,
    as_saved,
    as_written,
    file_name,
    is_so_packed,
    mail_text,
    packing,
)

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
_SCANNED = re.compile(
    r"(?:ATP|Safe Attachments) Scan In Progress", re.IGNORECASE
)  # what Exchange attaches meanwhile
_NOT_APART = re.compile(r"^content-disposition:[ \t]*attachment", re.IGNORECASE | re.MULTILINE)
_UNREADABLE = "cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."
_SUBJECT = "0037"
_TABLES = ("csv", "x-csv", "comma-separated-values", "x-comma-separated-values", "tab-separated-values")


class Carried(TypedDict):
    """An e-mail's subject, each attachment's name and bytes, and whether it holds a link to a file elsewhere.

    `is_text` says that a mail program has saved its text only, without what was attached; `is_scanned` that Exchange
    was still looking at what was; `is_apart` is False where the headers of a file stand within a text.
    """

    subject: str
    files: list[tuple[str, bytes]]
    links: bool
    is_text: bool
    is_scanned: bool
    is_apart: bool


@apart(_UNREADABLE)
def of_eml(_: str, data: bytes) -> Carried:
    from email import policy
    from email.message import EmailMessage
    from email.parser import BytesParser

    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(mail_text(data))
    files, texts = [], []
    within: set[int] = set()  # what the parser of e-mails took for parts of one that came packed
    for part in _parts(message):
        if id(part) in within:
            continue
        if (unpacked := _unpacked(part)) is not None:
            files.append((file_name(part) or "attached e-mail.eml", unpacked))
            within |= set(map(id, part.walk()))
        elif not part.is_multipart():
            payload = _payload(part)
            if name := file_name(part) or _named(part):
                files.append((name, payload))
            else:  # the zeros are of UTF-16, in which a link is then plain
                texts.append(payload.replace(b"\0", b"").decode("latin-1"))
    files += [file for text in texts for file in _uuencoded(text)]
    titles = [title for part in message.walk() for title in (file_name(part), str(part.get("subject", "")))]
    return {
        "subject": str(message.get("subject", "")),
        "files": files,
        "links": any(_LINK.search(text) for text in texts),
        "is_text": "sent" in message and not any(header in message for header in ("date", "mime-version")),
        "is_scanned": any(map(_SCANNED.match, titles)),
        "is_apart": not any(map(_NOT_APART.search, texts)),
    }


def _parts(message: "EmailMessage") -> Iterator["EmailMessage"]:
    """Every part, but what a Mac keeps of a file beside it."""
    forks = set()
    for part in message.walk():
        if part.get_content_type() == FORKED and part.is_multipart():
            forks |= {id(fork) for fork in part.iter_parts() if fork.get_content_type() == FORK}
        if id(part) not in forks:
            yield part


def _payload(part: "EmailMessage") -> bytes:
    """What a part holds, unpacked however its header writes the way; as it is where nobody knows that."""
    how = packing(part)
    del part["content-transfer-encoding"]
    if how:
        part["Content-Transfer-Encoding"] = how
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _unpacked(part: "EmailMessage") -> bytes | None:
    """An e-mail, or all parts of one, that came packed, which no standard allows and some programs send.

    None for any other part. Raises binascii.Error where it is not whole.
    """
    how = packing(part)
    if not how or part.get_content_maintype() not in ("message", "multipart"):
        return None
    body = _body_of(part) if how == "base64" else _as_it_came(part)
    if body is None or not is_so_packed(how, body):
        return None
    headers = ("subject", "content-type") if part.get_content_maintype() == "multipart" else ()
    unpack = binascii.a2b_base64 if how == "base64" else binascii.a2b_qp
    head = "".join(f"{name}: {as_written(part, name)}\r\n" for name in headers)
    return (f"{head}\r\n" if head else "").encode("utf-8", "surrogateescape") + unpack(body)


def _body_of(part: "EmailMessage") -> bytes | None:
    """The body of a part in which the parser of e-mails found neither parts nor headers; None for any other."""
    held = part.get_payload()
    if isinstance(held, list) and [*map(len, held)] == [0]:  # one part, without a header
        held = cast("EmailMessage", held[0]).get_payload()
    return held.encode("ascii", "surrogateescape") if isinstance(held, str) else None


def _as_it_came(part: "EmailMessage") -> bytes | None:
    """The e-mail within a part, as it stands there; None for any other part."""
    from email import policy

    held = part.get_payload()
    if not isinstance(held, list) or len(held) != 1:
        return None
    within = cast("EmailMessage", held[0])
    return within.as_bytes(policy=policy.default.clone(refold_source="none"))


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
        files = [(as_saved(name) or "attachment without a name", held) for name, held in message.files()]
        subject = message.text(_SUBJECT)
        return {
            "subject": subject,
            "files": files,
            "links": message.links(),
            "is_text": False,
            "is_scanned": any(map(_SCANNED.match, message.titles())),
            "is_apart": True,
        }
