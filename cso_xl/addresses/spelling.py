"""The spelling in which addresses are compared: small letters, plain marks, single spaces, commas by themselves [A4].

| as it was typed | as it is compared |
| --- | --- |
| `12 Kauri Rd., MĀNGERE` | `12 kauri rd , mangere` |
| `Flat4 12–14 O'Neill Road` | `flat 4 12-14 oneill road` |
| `C/- J Sample, 4\\12 Kauri Road` | `4/12 kauri road` |
| `12A–C Kauri Road` | `12a and b and c kauri road` |
| `Apt 3.04, 12 Kauri Road` | `apt 304 , 12 kauri road` |
| `1,234 Kauri Road` | `1^234 kauri road`: 1234, or flat 1 at 234 |
"""

import re
from collections.abc import Sequence
from functools import partial
from string import ascii_lowercase

from cso_xl.addresses.words import Words
from cso_xl.cells.text import fold

THOUSANDS = "^"  # where a comma stood between digits, without a space
_LINE_BREAK = re.compile(r"[\r\n]+")
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")  # the points in p.o. and n.f.a.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("()[]", ","),
        **dict.fromkeys('"*_^', " "),
        **dict.fromkeys("\\|", "/"),
        "'": None,
        "`": None,
        "\N{SOFT HYPHEN}": None,
        "#": " # ",
        "&": " and ",
        "+": " + ",
    }
)
_MACRONS = str.maketrans("āēīōūĀĒĪŌŪ\u00a0\u2019\u2018", "aeiouAEIOU ''")
_THOUSANDS = re.compile(r"(?<![\d/,-])([1-9]\d{0,2}) ?,(\d{3})(?= +[a-z])")
_BESIDE_WORDS = re.compile(r"(?<=[a-z]{2})/(?=\d)|(?<=\d)/(?=[a-z]{2})")
_RANGE = re.compile(r"(?<=\d)(?: ?- ?| to )(?=\d)|(?<=\d[a-z]) ?- ?(?=\d)")
_OTHER_DASH = re.compile(r"(?<!\d)(?<!\d[a-z])-|-(?!\d)")
_COMMAS = re.compile(r" ?[,;:][ ,;:]*")
_GLUED = re.compile(r"[a-z#]\d")
_WORD = re.compile(r"[a-z]+")
_LOST = re.compile(r"(?=.*\?)(?=(?:.*[a-z]){2})[a-z?]+")


def plain(text: str, words: Words, care_of: bool = False) -> str:
    """Small letters without macrons and punctuation; commas and line breaks become ' , '.

    The names after C/- are left out unless `care_of` is asked for.
    """
    text = fold(in_one_line(text))
    if not care_of and names_a_host(text, words):
        text = words.care_of.sub(", ", text)
    if "." in text:
        text = words.units.dotted.sub(r"\1", text)
        text = _INITIALS.sub("", text).replace(".", " ")
    text = text.translate(_MARKS)
    if "," in text:
        text = _THOUSANDS.sub(partial(_thousands, words=words), text)
    text = " ".join(text.split())
    if "/" in text:
        text = _BESIDE_WORDS.sub(" , ", text.replace(" /", "/").replace("/ ", "/"))
    if "-" in text or " to " in text:
        text = _RANGE.sub("-", words.units.letters.sub(_every_letter, text))
        text = _OTHER_DASH.sub(" ", text.replace(" - ", ", "))
        text = " ".join(text.split())
    if "," in text or ";" in text or ":" in text:
        text = _COMMAS.sub(" , ", text)
    if _GLUED.search(text):
        text = words.units.glued.sub(r"\1 \2", text)
    return text.strip(" ,")


def in_one_line(text: str) -> str:
    """The text with a comma for each line break."""
    return _LINE_BREAK.sub(", ", text) if "\n" in text or "\r" in text else text


def _every_letter(hit: re.Match[str]) -> str:
    """'12a-d' is '12a and b and c and d', and 'flats a to c' are three."""
    first, last = sorted(map(ascii_lowercase.index, hit.group(2, 3)))
    return f"{hit[1]}{' and '.join(ascii_lowercase[first : last + 1])}"


def _thousands(hit: re.Match[str], words: Words) -> str:
    """The comma of '1,234' as a mark; 'Flat 1,234 Kauri Road' has a comma between flat and number."""
    before = hit.string[: hit.start()].split()
    apart = words.units.single | words.units.part.begin | words.rural.begin
    is_flat = bool(before) and before[-1] in apart
    return f"{hit[1]} , {hit[2]}" if is_flat else f"{hit[1]}{THOUSANDS}{hit[2]}"


def quickly(text: str) -> str:
    """Small letters without macrons, apostrophes and brackets; for an address of the usual form that is all."""
    text = text.lower() if text.isascii() else text.translate(_MACRONS).lower()
    if "'" in text:
        text = text.replace("'", "")
    if "(" in text:
        text = text.replace("(", ", ").replace(")", ", ").strip(" ,")
    return text


def names_a_host(folded: str, words: Words) -> bool:
    """Whether a folded address has a C/- that names somebody."""
    return any(sign in folded for sign in words.care_of_signs) and words.care_of.search(folded) is not None


def restored(text: str, other: str) -> str:
    """A plain address with the vowels that a program turned into '?' taken from the other: M?ngere beside Māngere."""
    if "?" not in text:
        return text
    candidates = _WORD.findall(other)
    return " ".join(_restored(word, candidates) for word in text.split())


def _restored(word: str, candidates: Sequence[str]) -> str:
    if not _LOST.fullmatch(word):
        return word
    pattern = re.compile(word.replace("?", "[aeiou]"))
    return next(filter(pattern.fullmatch, candidates), word)
