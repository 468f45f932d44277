"""Outlook's .msg: an OLE file with short properties in one stream, and a stream for each text [MS-OXMSG]."""

import codecs
import struct
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cso_xl.intake import limits

if TYPE_CHECKING:
    import olefile

Place = tuple[str, ...]  # of a message or an attachment: the storages it lies in

_PROPERTIES = "__properties_version1.0"
_HEADER_TOP, _HEADER_WITHIN, _HEADER_ATTACHED = 32, 24, 8  # bytes before the properties themselves
_CODE_PAGES = (0x3FFD_0003, 0x3FDE_0003)  # PidTagMessageCodepage, PidTagInternetCodepage
_ENCODINGS = {20127: "ascii", **{28590 + part: f"iso8859-{part}" for part in range(1, 17)}}
_ATTACHED = "__attach_version1.0_"
_NAMES = ("3707", "3704", "3001")  # PidTagAttachLongFilename, PidTagAttachFilename, PidTagDisplayName
_RECIPIENT, _ADDRESSES = "__recip_version1.0_", ("39FE", "3003")  # PidTagSmtpAddress, PidTagEmailAddress
_DATA, _MESSAGE = (
    "__substg1.0_37010102",
    "__substg1.0_3701000D",
)  # PidTagAttachDataBinary, PidTagAttachDataObject
_METHOD = 0x3705_0003  # PidTagAttachMethod
_BY_REFERENCE = (2, 3, 4, 7)  # a link to a file, in a folder or in the cloud


class Message:
    """A message in an OLE file, at the top of it or within another message. Raises OSError where a part is missing."""

    def __init__(self, container: "olefile.OleFileIO", place: Place = ()) -> None:
        self._container = container
        self._place = place
        self.properties = self._properties(place, _HEADER_WITHIN if place else _HEADER_TOP)

    def text(self, tag: str) -> str:
        """A text by the first half of its tag [MS-OXPROPS], Unicode or in the message's code page; '' without one."""
        return self._text(self._place, tag)

    def recipients(self) -> Iterator[str]:
        """The address of each recipient: as in the internet where it has such a one, else the Exchange server's own."""
        for place in self._within(_RECIPIENT):
            yield next(filter(None, (self._text(place, tag) for tag in _ADDRESSES)), "").casefold()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each attached file's name and bytes, those of attached messages with them."""
        for place in self._attached:
            if self._container.exists([*place, _DATA]):
                yield self._name(place), self._container.openstream([*place, _DATA]).read()
            elif self._container.exists([*place, _MESSAGE]) and len(place) < 2 * limits.NESTING:
                yield from Message(self._container, (*place, _MESSAGE)).files()

    def titles(self) -> Iterator[str]:
        """The name of each attached file or message."""
        return map(self._name, self._attached)

    def links(self) -> bool:
        """Whether anything is attached only as a link."""
        methods = (self._properties(place, _HEADER_ATTACHED).get(_METHOD, 0) for place in self._attached)
        return any(method & 0xFFFFFFFF in _BY_REFERENCE for method in methods)

    def _name(self, place: Place) -> str:
        return next(filter(None, (self._text(place, tag) for tag in _NAMES)), "")

    @cached_property
    def _attached(self) -> list[Place]:
        return self._within(_ATTACHED)

    def _within(self, kind: str) -> list[Place]:
        """The storages of a kind in this message."""
        listed = self._container.listdir(streams=False, storages=True)
        return [
            tuple(path) for path in listed if tuple(path[:-1]) == self._place and path[-1].startswith(kind)
        ]

    def _properties(self, place: Place, header: int) -> dict[int, int]:
        if place and not self._container.exists([*place, _PROPERTIES]):
            return {}  # of an attachment, whose name and bytes are streams of their own
        table = self._container.openstream([*place, _PROPERTIES]).read()
        return dict(struct.unpack_from("<I4xQ", table, at) for at in range(header, len(table) - 15, 16))

    def _text(self, place: Place, tag: str) -> str:
        for kind, encoding in (("001F", "utf-16-le"), ("001E", self._encoding)):
            stream = [*place, f"__substg1.0_{tag}{kind}"]
            if self._container.exists(stream):
                return str(self._container.openstream(stream).read(), encoding, "replace").rstrip("\0")
        return ""

    @cached_property
    def _encoding(self) -> str:
        """Python's name of the code page; of one that it does not know the letters A to Z are read all the same."""
        code_page = next(filter(None, (self.properties.get(tag) for tag in _CODE_PAGES)), 1252) & 0xFFFFFFFF
        name = _ENCODINGS.get(code_page, f"cp{code_page}")
        try:
            codecs.lookup(name)
        except LookupError:
            return "latin-1"
        return name
