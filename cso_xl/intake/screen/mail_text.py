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
FORKED, FORK = (
    "multipart/appledouble",
    "application/applefile",
)  # a file, and under its name what a Mac keeps of it
# blank lines, and the number of bytes that Apple Mail writes above an e-mail (.emlx)
_BEFORE = re.compile(rb"(?:\d{1,10}[ \t]*(?:\r\n?|\n)(?=[A-Za-z-]+:))?(?:[ \t]*(?:\r\n?|\n))*")
_HEADERS = re.compile(rb"(?:(?:From |[!-9;-~]+:|[ \t])[^\r\n]*(?:\r\n?|\n|\Z))+")
_USUAL = re.compile(
    rb"^(?:from|to|date|subject|received|mime-version|return-path|message-id|delivered-to|content-type)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_LOOKED_AT = 1 << 16
_DOUBLED = re.compile(rb"[^\r\n]*\r\r\n")  # a line's end, of which a program has made two
_PACKINGS = {
    "base64": "base64",
    "quotedprintable": "quoted-printable",
    **dict.fromkeys(("uuencode", "xuuencode", "uue", "xuue"), "x-uuencode"),
    **dict.fromkeys(("", "7bit", "8bit", "binary"), ""),
}
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_QUOTED = re.compile(rb"(?:[^=]++|=(?:[0-9A-Fa-f]{2}|[ \t]*+\r?\n))*+")
_UNSEEN = re.compile("[\u200b\u200e\ufeff]")  # which programs put into names, and nobody sees
_SUBJECT_MARK = re.compile(r"(?<=\w\w):(?= )")  # of 'RE: cso.zip', which Windows does not allow
_DATE_MARK = re.compile(r"(?<=\d)[/:](?=\d)")  # of '13/01/2025.zip', as a Mac allows it
_UNQUOTED = re.compile(r"filename\s*=\s*([^\s\";][^\";]*\.\w{2,5})\s*(?:;|\Z)", re.IGNORECASE)


def mail_text(data: bytes) -> bytes:
    """A saved e-mail from its first header on: in UTF-8 or as it was sent, without marks or blank lines before it."""
    for mark, encoding in UTF_16:
        if data.startswith(mark):  # saved again in Notepad, as Unicode
            data = data[len(mark) :].decode(encoding, "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    data = _BEFORE.sub(b"", data, count=1)
    return data.replace(b"\r\r\n", b"\r\n") if _DOUBLED.match(data) else data


def file_name(part: "Message") -> str:
    """The name that a part of an e-mail gives its file, also in words without quotation marks; '' without one."""
    name = part.get_filename() or str(part.get_param("name") or "")
    match = _UNQUOTED.search(as_written(part, "content-disposition"))
    return as_saved(match[1] if match and name and match[1].startswith(f"{name} ") else name)


def as_saved(name: str) -> str:
    """An attachment's name as mail programs save it: without marks that nobody sees or that only Windows forbids."""
    return _DATE_MARK.sub("-", _SUBJECT_MARK.sub("", _UNSEEN.sub("", name)))


def packing(part: "Message") -> str | None:
    """How a part is packed, however its header writes that: 'base64', ...; '' for not at all, None for another way."""
    word = re.split(r"[;(,\s]", as_written(part, "content-transfer-encoding").lower(), maxsplit=1)[0]
    return _PACKINGS.get(re.sub("[^a-z0-9]", "", word))


def is_so_packed(how: str | None, data: bytes, start: int = 0, end: int | None = None) -> bool:
    """Whether a part's body really is packed as it says: whole e-mails come so, which no standard allows.

    Many only say so, and are as they were sent.
    """
    last = len(data) if end is None else end
    if how == "base64":
        return _BASE64.fullmatch(data, start, last) is not None
    is_quoted = how == "quoted-printable" and data.find(b"=3D", start, last) >= 0
    return is_quoted and _QUOTED.fullmatch(data, start, last) is not None


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
