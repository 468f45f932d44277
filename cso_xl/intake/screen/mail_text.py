"""The text of a saved e-mail, as programs leave it in a file, and the names that they give to what is attached."""

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

UTF_16 = (  # the mark of each order, and its name
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEFORE = re.compile(rb"(?:[ \t]*(?:\r\n?|\n))+")
_HEADERS = re.compile(rb"(?:(?:From |[!-9;-~]+:|[ \t])[^\r\n]*(?:\r\n?|\n|\Z))+")
_USUAL = re.compile(
    rb"^(?:from|to|date|subject|received|mime-version|return-path|message-id|delivered-to|content-type)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_LOOKED_AT = 1 << 16
_DOUBLED = re.compile(rb"[^\r\n]*\r\r\n")  # a line's end, of which a program has made two
_UNQUOTED = re.compile(r"filename\s*=\s*([^\s\";][^\";]*\.\w{2,5})\s*(?:;|\Z)", re.IGNORECASE)


def mail_text(data: bytes) -> bytes:
    """A saved e-mail from its first header on: in UTF-8 or as it was sent, without marks or blank lines before it."""
    for mark, encoding in UTF_16:
        if data.startswith(mark):  # saved again in Notepad, as Unicode
            data = data[len(mark) :].decode(encoding, "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    match = _BEFORE.match(data)
    data = data[match.end() :] if match else data
    return data.replace(b"\r\r\n", b"\r\n") if _DOUBLED.match(data) else data


def file_name(part: "Message") -> str:
    """The name that a part of an e-mail gives its file, also in words without quotation marks; '' without one."""
    name = part.get_filename() or str(part.get_param("name") or "")
    match = _UNQUOTED.search(as_written(part, "content-disposition"))
    return match[1] if match and name and match[1].startswith(f"{name} ") else name


def as_written(part: "Message", header: str) -> str:
    """A header as it stands in an e-mail, on one line; '' without one. What Python makes of it may be less."""
    found = (value for name, value in part.raw_items() if name.casefold() == header)
    return " ".join(str(next(found, "")).split())


def is_mail(data: bytes, least: int = 2) -> bool:
    """Whether a file begins as e-mails do, with at least so many of the headers that every e-mail has."""
    head = mail_text(data[:_LOOKED_AT])
    match = _HEADERS.match(head)
    if not match:
        return False
    lines = match[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return len(_USUAL.findall(lines)) >= least
