"""E-mails: their headers, parts and attachments."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cso_xl.intake import limits
from cso_xl.intake.screen.mail_text import FORK, FORKED, file_name, is_so_packed, mail_text, packing
from cso_xl.intake.screen.refused import (
    TOO_MUCH,
    RefusedError,
    fault_of_name,
    not_whole,
    plain_name,
    windows_key,
)

_HEADER_LINES = re.compile(rb"(?:(?:From |[!-9;-~]*:|[ \t])[^\n]*(?:\n|\Z))*")
_FOLD = re.compile(rb"\n(?![ \t])")
_ONCE = (b"content-type", b"content-disposition", b"content-transfer-encoding")
_READ = (*_ONCE, b"mime-version", b"subject", b"from", b"date", b"x-unsent", b"auto-submitted")
_PLAIN_PARTS = ("text/", "multipart/", "message/")  # read as they are where nobody knows how they are packed
_OPEN_MAIL = "Open the e-mail in Outlook, save the files attached to it in a folder and use those."
_SAVE_ONE = "Open the e-mail in Outlook, save the one that is meant in a folder and use that."
_REPORTS = (".zip", ".csv", ".xlsx", ".xlsm")


def check_email(data: bytes) -> None:
    if len(data) > limits.EMAIL_SIZE:
        raise RefusedError(f"has {len(data):,} bytes; at most {limits.EMAIL_SIZE:,} are opened", TOO_MUCH)
    text = mail_text(data).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    _Mail(text).walk(0, len(text))


class _Mail:
    """Walks the parts of an e-mail, as the reader will find them, without decoding any."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._parts = 0
        self._names = Names()

    def walk(self, start: int, end: int, depth: int = 0, within: str = "") -> None:
        """Check the part between two places of the text, and the parts within it; `within` is what kind of part."""
        self._count(1)
        if depth > limits.NESTING:
            raise RefusedError(f"has more than {limits.NESTING} parts or e-mails within each other", TOO_MUCH)
        headers = _HEADER_LINES.match(self._text, start, end)
        at = headers.end() if headers else start
        part = _part_of(self._text[start:at], within)
        body = at + 1 if self._text.startswith(b"\n", at, end) else at
        if part.holds_parts and is_so_packed(part.packing, self._text, body, end):
            self._check_leaf(part, body, end)  # unpacked, it is screened as an e-mail of its own
        elif part.boundary is not None:
            for first, last in self._split(part.boundary, body, end):
                self.walk(first, last, depth + 1, part.kind)
        elif part.kind == "message/delivery-status":
            self._count(self._text.count(b"\n\n", body, end))
        elif part.kind.startswith("message/"):
            self.walk(body, end, depth + 1, part.kind)
        elif not (within == FORKED and part.kind == FORK):
            self._check_leaf(part, body, end)

    def _count(self, parts: int) -> None:
        self._parts += parts
        if self._parts > limits.MAIL_PARTS:
            raise RefusedError(f"has more than {limits.MAIL_PARTS} parts", TOO_MUCH)

    def _split(self, boundary: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where the parts between boundaries begin and end."""
        line = re.escape(boundary.encode("ascii", "surrogateescape"))
        mark = re.compile(rb"\n--" + line + rb"(--)?[ \t]*(?=\n|\Z)")
        first = None
        for match in mark.finditer(self._text, max(0, start - 1), end):
            if first is not None:
                yield first, max(first, match.start())
            first = None if match[1] else min(match.end() + 1, end)
            if match[1]:
                return
        if first is not None:
            yield first, end

    def _check_leaf(self, part: "_Part", body: int, end: int) -> None:
        if end - body > limits.ATTACHMENT:
            raise RefusedError(
                f"has a part of {end - body:,} bytes; at most {limits.ATTACHMENT:,} are opened", TOO_MUCH
            )
        if part.name:
            self._names.add(part.name, memoryview(self._text)[body:end])


class Names:
    """The names of an e-mail's attachments, checked one after the other."""

    def __init__(self) -> None:
        self._held: dict[str, bytes | memoryview] = {}

    def add(self, name: str, held: bytes | memoryview) -> None:
        """Check one more. Raises RefusedError when it leads elsewhere, or is another report's that was there before."""
        shown = plain_name(name)
        which = f"the attachment '{shown}'" if shown else "an attachment"
        if fault := fault_of_name(name) or ("/" in name and "has a name that leads to another folder"):
            raise RefusedError(f"cannot be used: {which} {fault}")
        key = windows_key(name)
        if key.endswith(_REPORTS) and self._held.setdefault(key, held) != held:
            raise RefusedError(f"cannot be used: {which} appears twice, so it is ambiguous", _SAVE_ONE)


def check_attachments(files: Iterable[tuple[str, bytes]]) -> None:
    """Check attachments that could not be seen before their e-mail was read."""
    names = Names()
    for name, data in files:
        if len(data) > limits.ATTACHMENT:
            raise RefusedError(
                f"has a part of {len(data):,} bytes; at most {limits.ATTACHMENT:,} are opened", TOO_MUCH
            )
        names.add(name, data)


@dataclass(frozen=True)
class _Part:
    """What a part's headers say: its kind, its file's name, the boundary of parts within it, how it is packed."""

    kind: str
    name: str
    boundary: str | None
    packing: str | None

    @property
    def holds_parts(self) -> bool:
        return self.boundary is not None or self.kind.startswith("message/")


def _part_of(headers: bytes, within: str) -> _Part:
    """Read headers whose count and lengths were checked on their bytes."""
    from email import policy
    from email.parser import BytesParser

    _check_headers(headers)
    try:
        part = BytesParser(policy=policy.default).parsebytes(headers, headersonly=True)
        part.set_default_type("message/rfc822" if within == "multipart/digest" else "text/plain")
        kind, name = part.get_content_type(), file_name(part)
        boundary = part.get_boundary() if kind.startswith("multipart/") else None
        packed = packing(part)
    except Exception:  # the parser of headers fails in a dozen ways on those that nobody writes
        raise not_whole("is an e-mail with a header that cannot be read") from None
    if boundary is not None and not (0 < len(boundary) <= limits.BOUNDARY and boundary.isascii()):
        raise RefusedError(
            f"has a boundary between its parts that is not 1 to {limits.BOUNDARY} plain characters", TOO_MUCH
        )
    if packed is None and (name or not kind.startswith(_PLAIN_PARTS)):
        raise RefusedError("has a file that is packed in a way that e-mails do not use", _OPEN_MAIL)
    return _Part(kind, name, boundary, packed)


def _check_headers(headers: bytes) -> None:
    if len(headers) > limits.HEADER_BLOCK:
        raise RefusedError(
            f"has {len(headers):,} bytes of headers; at most {limits.HEADER_BLOCK:,} are read", TOO_MUCH
        )
    fields = _FOLD.split(headers.rstrip(b"\n"))
    if len(fields) > limits.HEADERS:
        raise RefusedError(f"has {len(fields):,} headers; at most {limits.HEADERS} are read", TOO_MUCH)
    seen: dict[bytes, list[bytes]] = {}
    for field in fields:
        name, _, value = field.partition(b":")
        key = name.strip().lower()
        most = limits.READ_HEADER if key in _READ else limits.HEADER
        if len(field) > most:
            raise RefusedError(f"has a header of {len(field):,} bytes; at most {most:,} are read", TOO_MUCH)
        if key in _ONCE and seen.setdefault(key, value.split()) != value.split():
            raise RefusedError(
                "has a part with two headers that say what it is, so programs may read it differently"
            )
        if key in _ONCE and sum(map(field.count, (b";", b"(", b" "))) > limits.MARKS:
            raise RefusedError(f"has a header of more than {limits.MARKS} words", TOO_MUCH)
