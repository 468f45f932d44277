"""The XML of a workbook, looked through piece by piece."""

import re
from dataclasses import dataclass, field

from cso_xl.intake import limits
from cso_xl.intake.screen.member import ZipEntry
from cso_xl.intake.screen.refused import CALLS, LINKS, TOO_MUCH, RefusedError, check_held

_NEVER_TAGS = {
    "ddelink": "a link to another program (DDE)",
    "olelink": LINKS,
    "oleobject": "an embedded file",
    "script": "a script",
    "datamashup": CALLS,
}
_NEVER_WORDS = tuple(word.encode() for word in _NEVER_TAGS)
_NEVER_TAG = re.compile(rb"<(?:[\w.-]+:)?(%s)s?[\s/>]" % "|".join(_NEVER_TAGS).encode())


_ASIDE = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ASIDE_END = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_LINES = (
    rb"(?:[1-9]\d{0,5}|10[0-3]\d{4}|104[0-7]\d{3}|1048[0-4]\d\d|10485[0-6]\d|104857[0-6])"  # 1 to LAST_ROW
)
_BEFORE = rb"(?:\s+[^\s=<]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*?\s+"  # attributes that stand before another
_ODD = rb"<%s(?:c|row)(?>%sr\s*=\s*[\"'])(?!(?:[A-Z]{1,2})?%s[\"'])([^\"'<]{0,12})"
_ODD_REF = re.compile(_ODD % (b"", _BEFORE, _LINES))  # anything but A1 to ZZ1048576
_ODD_REF_OF = re.compile(_ODD % (rb"(?:[\w.-]+:)?", _BEFORE, _LINES))  # the same where names have a prefix
_FAR_REF = re.compile(rb"(?:[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])%s" % _LINES)
_ROW_START = re.compile(rb"<(?:[\w.-]+:)?(?:row|si)[\s/>]")
_ROW_NUMBER = re.compile(rb"row%sr\s*=\s*[\"'](\d{1,7})" % _BEFORE)
_CORNER = rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})"
_AREA = re.compile(
    rb"<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s[^<]*?\bref\s*=\s*[\"']%s:%s" % (_CORNER, _CORNER)
)
_CLAIM = re.compile(rb"\buniqueCount\s*=\s*[\"']\s*(\d+)")


@dataclass
class Scan:
    """Looks through the XML of one part, piece by piece; `rows` is the number of its last row.

    What links to data elsewhere is added to `links`.
    """

    member: ZipEntry
    rows: int = 0
    links: list[str] = field(default_factory=list)
    _rest: bytes = b""
    _depth: int = 0
    _elements: int = 0
    _loose: int = 0
    _far: int = 0
    _text: int = 0
    _asides: int = 0

    def feed(self, piece: bytes) -> None:
        """Look at what is whole in the next piece; the start of an unfinished tag waits for the next."""
        text = self._whole(self._rest + piece)
        self._check_structure(text)
        self._check_cells(text)
        self._check_claims(text)
        lowered = text.lower()
        if any(word in lowered for word in _NEVER_WORDS):
            words = (match[1].decode() for match in _NEVER_TAG.finditer(lowered))
            check_held(words, _NEVER_TAGS, self.links)

    def is_balanced(self) -> bool:
        """Whether every tag was closed, as far as counting shows."""
        return self._depth == 0 and not self._rest

    def _whole(self, text: bytes) -> bytes:
        """The text up to its last whole tag, without comments and the like."""
        text, rest = self._without_asides(text) if b"<!" in text or b"<?" in text else (text, b"")
        start = text.rfind(b"<")
        if not rest and start > text.rfind(b">"):
            text, rest = text[:start], text[start:]
        if b"<!" in text:
            raise self.member.refused("holds definitions of its own (DOCTYPE)")
        if len(rest) > limits.TAG:
            raise self.member.refused(f"holds a tag of more than {limits.TAG:,} bytes", TOO_MUCH)
        self._rest = rest
        return text

    def _without_asides(self, text: bytes) -> tuple[bytes, bytes]:
        """The text without comments and the like, and the start of an unfinished one."""
        kept, at = [], 0
        while start := _ASIDE.search(text, at):
            self._asides += 1
            kept.append(text[at : start.start()])
            mark = _ASIDE_END[start[0]]
            end = text.find(mark, start.end())
            if end < 0:
                return b"".join(kept), text[start.start() :]
            at = end + len(mark)
            if self._asides > limits.ASIDES:
                raise self.member.refused(f"holds more than {limits.ASIDES:,} comments", TOO_MUCH)
        return b"".join([*kept, text[at:]]), b""

    def _check_structure(self, text: bytes) -> None:
        opened = text.count(b"<")
        self._depth += opened - 2 * text.count(b"</") - text.count(b"/>")
        if self._depth > limits.DEPTH:
            raise too_deep(self.member)
        self._text = 0 if opened else self._text + len(text)
        if self._text > limits.TEXT:
            raise self.member.refused(f"holds a text of more than {limits.TEXT:,} bytes", TOO_MUCH)
        self._elements += opened
        if self._elements > 2 * limits.ELEMENTS:  # each opened and closed
            raise self.member.refused(f"holds more than {limits.ELEMENTS:,} elements", TOO_MUCH)
        self._loose = opened + (0 if _ROW_START.search(text) else self._loose)
        if self._loose > limits.LOOSE:
            raise self.member.refused(f"holds more than {limits.LOOSE:,} elements outside its rows", TOO_MUCH)

    def _check_cells(self, text: bytes) -> None:
        is_far = False
        refs = _ODD_REF_OF if b":c" in text or b":row" in text else _ODD_REF
        for odd in refs.finditer(text):
            if not _FAR_REF.fullmatch(odd[1]):
                raise self.member.refused("names a row or column that Excel does not have", TOO_MUCH)
            is_far = True
        if is_far:
            self._far += sum(1 for row in _ROW_START.split(text) if refs.search(row))
            if self._far > limits.FAR_ROWS:
                raise self.member.refused(f"has more than {limits.FAR_ROWS:,} rows past column ZZ", TOO_MUCH)
        last = max(text.rfind(b"<row"), text.rfind(b":row"))
        if last >= 0:
            number = _ROW_NUMBER.match(text, last + 1)
            numbers = [number[1]] if number else _ROW_NUMBER.findall(text)
            self.rows = max([self.rows, *map(int, numbers)])

    def _check_claims(self, text: bytes) -> None:
        if b"uniqueCount" in text:
            for claim in _CLAIM.finditer(text):
                if len(claim[1]) > 9 or int(claim[1]) * 4 > self.member.size + 4 * limits.KIB:
                    raise self.member.refused("claims more texts than it has room for", TOO_MUCH)
        if b"mergeCell " in text or b"hyperlink " in text:
            for area in _AREA.finditer(text):
                if _cells(*area.groups()) > limits.AREA:
                    raise self.member.refused(f"joins or links more than {limits.AREA:,} cells", TOO_MUCH)


def _cells(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def too_deep(member: ZipEntry) -> RefusedError:
    return member.refused(f"holds more than {limits.DEPTH} elements within each other", TOO_MUCH)
