"""E-mails: their headers, parts and attachments."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cso_xl.intake import limits
from cso_xl.intake.screen.mail_text import file_name, mail_text
from cso_xl.intake.screen.refused import (
    AGAIN,
    TOO_MUCH,
    RefusedError,
    fault_of_name,
    not_whole,
    plain_name,
    windows_key,
)

_HEADER_LINES = re.compile(rb"(?:(?:From |[!-9;-~]*:|[ \t])[^\n]*(?:\n|\Z))*")
_FOLD = re.compile(rb"\n(?![ \t])")
_ONCE = (b"content-type", b"content-disposition", b"content-transfer-encoding", b"mime-version")
_READ = (*_ONCE, b"subject", b"from", b"date", b"x-unsent", b"auto-submitted")
_IDENTITY = ("7bit", "8bit", "binary", "")
_TRANSFERS = (*_IDENTITY, "base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue")
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

    def walk(self, start: int, end: int, depth: int = 0, default: str = "text/plain") -> None:
        """Check the part between two places of the text, and the parts within it."""
        self._count(1)
        if depth > limits.NESTING:
            raise RefusedError(f"has more than {limits.NESTING} parts or e-mails within each other", TOO_MUCH)
        headers = _HEADER_LINES.match(self._text, start, end)
        at = headers.end() if headers else start
        part = _part_of(self._text[start:at], default)
        body = at + 1 if self._text.startswith(b"\n", at, end) else at
        if part.boundary is not None:
            within = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
            for first, last in self._split(part.boundary, body, end):
                self.walk(first, last, depth + 1, within)
        elif part.kind == "message/delivery-status":
            self._count(self._text.count(b"\n\n", body, end))
        elif part.kind.startswith("message/") and not part.is_packed:
            self.walk(body, end, depth + 1)
        else:
            self._check_leaf(part, end - body)

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

    def _check_leaf(self, part: "_Part", length: int) -> None:
        if length > limits.ATTACHMENT:
            raise RefusedError(
                f"has a part of {length:,} bytes; at most {limits.ATTACHMENT:,} are opened", TOO_MUCH
            )
        if part.name:
            self._names.add(part.name)


class Names:
    """The names of an e-mail's attachments, checked one after the other."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def add(self, name: str) -> None:
        """Check one more. Raises RefusedError when it leads elsewhere, or is a report's and was there before."""
        shown = plain_name(name)
        which = f"the attachment '{shown}'" if shown else "an attachment"
        if fault := fault_of_name(name) or ("/" in name and "has a name that leads to another folder"):
            raise RefusedError(f"cannot be used: {which} {fault}")
        key = windows_key(name)
        if key in self._keys and key.endswith(_REPORTS):
            raise RefusedError(f"cannot be used: {which} appears twice, so it is ambiguous", AGAIN)
        self._keys.add(key)


def check_attachments(files: Iterable[tuple[str, bytes]]) -> None:
    """Check attachments that could not be seen before their e-mail was read."""
    names = Names()
    for name, data in files:
        if len(data) > limits.ATTACHMENT:
            raise RefusedError(
                f"has a part of {len(data):,} bytes; at most {limits.ATTACHMENT:,} are opened", TOO_MUCH
            )
        names.add(name)


@dataclass(frozen=True)
class _Part:
    """What a part's headers say: its kind, its file's name, the boundary of parts within it; `is_packed`: in base64."""

    kind: str
    name: str
    boundary: str | None
    is_packed: bool


def _part_of(headers: bytes, default: str) -> _Part:
    """Read headers whose count and lengths were checked on their bytes."""
    from email import policy
    from email.parser import BytesParser

    _check_headers(headers)
    try:
        part = BytesParser(policy=policy.default).parsebytes(headers, headersonly=True)
        part.set_default_type(default)
        kind, name = part.get_content_type(), file_name(part)
        boundary = part.get_boundary() if kind.startswith("multipart/") else None
        transfer = str(part.get("content-transfer-encoding", "")).strip().casefold()
    except Exception:  # the parser of headers fails in a dozen ways on those that nobody writes
        raise not_whole("is an e-mail with a header that cannot be read") from None
    if boundary is not None and not (0 < len(boundary) <= limits.BOUNDARY and boundary.isascii()):
        raise RefusedError(
            f"has a boundary between its parts that is not 1 to {limits.BOUNDARY} plain characters", TOO_MUCH
        )
    if transfer not in (_TRANSFERS if boundary is None else (*_IDENTITY, "quoted-printable")):
        raise RefusedError("has a part that is packed in a way that e-mails do not use")
    return _Part(kind, name, boundary, is_packed=transfer not in (*_IDENTITY, "quoted-printable"))


def _check_headers(headers: bytes) -> None:
    if len(headers) > limits.HEADER_BLOCK:
        raise RefusedError(
            f"has {len(headers):,} bytes of headers; at most {limits.HEADER_BLOCK:,} are read", TOO_MUCH
        )
    fields = _FOLD.split(headers.rstrip(b"\n"))
    if len(fields) > limits.HEADERS:
        raise RefusedError(f"has {len(fields):,} headers; at most {limits.HEADERS} are read", TOO_MUCH)
    seen = set()
    for field in fields:
        key = field.partition(b":")[0].strip().lower()
        most = limits.READ_HEADER if key in _READ else limits.HEADER
        if len(field) > most:
            raise RefusedError(f"has a header of {len(field):,} bytes; at most {most:,} are read", TOO_MUCH)
        if key in _ONCE and key in seen:
            raise RefusedError(
                "has a part with two headers that say what it is, so programs may read it differently"
            )
        if key in _ONCE and sum(map(field.count, (b";", b"(", b" "))) > limits.MARKS:
            raise RefusedError(f"has a header of more than {limits.MARKS} words", TOO_MUCH)
        seen.add(key)
