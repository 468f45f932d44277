"""The parts of an .xlsx that say what is in it: its sheets, their names, how its numbers are shown.

Read by hand: openpyxl fails on what exporters leave out or write wrongly in parts that nothing here needs
(properties, colours, fonts), and knows neither Strict Open XML nor names that differ in case.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import IO, Any, NamedTuple
from xml.etree import ElementTree

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(.)', re.DOTALL)
_PLACES = ("0", "#", "?")
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # numFmtId


class Sheet(NamedTuple):
    """One sheet: its name, whether it is shown, and the part that holds its cells."""

    title: str
    is_visible: bool
    part: str


class NumberFormat(NamedTuple):
    """What a cell's format does to a number: makes it a date, or puts zeros or other digits before it."""

    is_date: bool = False
    width: int = 1
    before: str = ""

    @classmethod
    def of(cls, code: str) -> "NumberFormat":
        """The format that a code stands for, e.g. '000000000' or '"0"########'; only its first section counts."""
        tokens = list(_first_section(code))
        signs = "".join(token.sign for token in tokens)
        if _DATE_LETTERS.search(signs) or any(_ELAPSED.fullmatch(token.whole) for token in tokens):
            return cls(is_date=True)
        if set(signs) & set(".%/eE"):
            return cls()
        before = "".join(token.text for token in takewhile(lambda token: token.sign not in _PLACES, tokens))
        return cls(width=signs.count("0"), before=before if before.isdigit() else "")

    def padded(self, digits: str) -> str:
        """A whole number's digits, as this format shows them."""
        return self.before + digits.zfill(self.width)


class _Token(NamedTuple):
    """A piece of a format's code: text shown as it is, or a sign that stands for something."""

    whole: str
    text: str
    sign: str


def _first_section(code: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(code):
        token = _Token(match[0], match[1] or match[2] or "", match[3] or "")
        if token.sign == ";":
            return
        yield token


class Package:
    """An .xlsx by its parts; Excel knows them by names in which neither case nor the kind of slash matters.

    Raises whatever a damaged one makes `zipfile` and the XML parser raise.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(file)
        self._names = {_key(info.orig_filename): info for info in self._archive.infolist()}
        self._main = self._list_of_sheets()
        self._parts = self._related(self._main)
        self.epoch_1904 = False
        self.sheets = list(self._sheets())

    def open(self, part: str) -> IO[bytes]:
        """A part's bytes, to be read."""
        return self._archive.open(self._names[_key(part)])

    def has(self, folder: str) -> bool:
        """Whether any part lies in a folder."""
        return any(name.startswith(_key(folder)) for name in self._names)

    def part_of(self, kind: str) -> str | None:
        """The workbook's part of a kind, e.g. 'sharedStrings'; None when it has none."""
        of_kind = (part for name, part in self._parts.values() if name == kind)
        return next((part for part in of_kind if _key(part) in self._names), None)

    @cached_property
    def number_formats(self) -> list[NumberFormat]:
        """The format of each style, in the order in which cells name them."""
        part = self.part_of("styles")
        if part is None:
            return []
        codes: dict[int, NumberFormat] = {}
        styles: list[NumberFormat] = []
        for node in self._root(part):
            name = local(node.tag)
            if name == "numFmts":
                codes |= {
                    int(child.get("numFmtId", 0)): NumberFormat.of(child.get("formatCode", ""))
                    for child in node
                }
            elif name == "cellXfs":
                styles += [
                    _format(codes, int(child.get("numFmtId", 0)))
                    for child in node
                    if local(child.tag) == "xf"
                ]
        return styles

    def _list_of_sheets(self) -> str:
        """The part that lists the sheets, found as the screen finds it."""
        for node in self._root("[Content_Types].xml"):
            part = str(node.get("PartName", ""))
            if node.get("ContentType", "").casefold().endswith(".main+xml") and _key(part) in self._names:
                return part
        return "xl/workbook.xml"

    def _sheets(self) -> Iterator[Sheet]:
        for node in self._root(self._main).iter():
            name = local(node.tag)
            if name == "workbookPr":
                self.epoch_1904 = node.get("date1904", "0") in ("1", "true", "on")
            elif name == "sheet":
                link = next((value for key, value in node.attrib.items() if local(key) == "id"), "")
                kind, part = self._parts.get(link, ("", ""))
                if kind == "worksheet":  # not a chart: it has no cells
                    yield Sheet(node.get("name", ""), node.get("state", "visible") == "visible", part)

    def _root(self, part: str) -> Any:
        with self.open(part) as source:
            return ElementTree.parse(source).getroot()

    def _related(self, part: str) -> Mapping[str, tuple[str, str]]:
        """The parts that a part refers to, by id: the kind and the name of each."""
        folder, name = posixpath.split(part.replace("\\", "/"))
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if _key(listed) not in self._names:
            return {}
        return {
            link.get("Id", ""): (
                link.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, link.get("Target", "").replace("\\", "/"))),
            )
            for link in self._root(listed)
        }


@lru_cache(maxsize=1024)
def local(name: str) -> str:
    """The name of an element or attribute without its namespace: Strict Open XML has others."""
    return name.rpartition("}")[2]


def _key(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()


def _format(codes: Mapping[int, NumberFormat], number: int) -> NumberFormat:
    return codes.get(number) or NumberFormat(is_date=number in _BUILT_IN_DATES)
