"""The text of a saved e-mail, as programs leave it in a file."""

import codecs
import re

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


def mail_text(data: bytes) -> bytes:
    """A saved e-mail from its first header on: in UTF-8 or as it was sent, without marks or blank lines before it."""
    for mark, encoding in UTF_16:
        if data.startswith(mark):  # saved again in Notepad, as Unicode
            data = data[len(mark) :].decode(encoding, "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    match = _BEFORE.match(data)
    return data[match.end() :] if match else data


def is_mail(data: bytes, least: int = 2) -> bool:
    """Whether a file begins as e-mails do, with at least so many of the headers that every e-mail has."""
    head = mail_text(data[:_LOOKED_AT])
    match = _HEADERS.match(head)
    if not match:
        return False
    lines = match[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return len(_USUAL.findall(lines)) >= least
