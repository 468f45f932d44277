"""When two texts are the same to a reader."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb\u00b4\u2032]")
_DOUBLED = re.compile(r"([aeiou])\1+")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_DAMAGED = re.compile(  # what stands for a letter that was lost, or was encoded twice, or for a web page
    "\ufffd|&(?:#[0-9]{2,5}|#x[0-9A-Fa-f]{2,4}|amp|apos|quot|nbsp);"
    "|[\u00c2-\u00c5][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    # in a word, as DOS and old Macs wrote the letters with accents
    "|(?<=[A-Za-z])[\u00a0-\u00a9\u00ab-\u00b3\u00b5\u00b6\u00b8\u00b9\u00bb-\u00bf\u0152\u017d\u0178\u0192\u02c6\u02dc"
    "\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122](?=[a-z])"
    "|(?<=[a-z])[\u00a1\u00a4\u017d\u0192\u201a\u201e\u2030](?![A-Za-z])"
)


def is_damaged(text: str) -> bool:
    """Whether letters were damaged before a text came, as in 'M&#257;ori' for 'Māori'."""
    return (not text.isascii() or "&" in text) and _DAMAGED.search(text) is not None


def squeeze(text: str) -> str:
    """The text in composed Unicode (NFC), plain dashes and apostrophes, single spaces, none at the ends."""
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", _DASHES.sub("-", _APOSTROPHES.sub("'", text))).strip()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text squeezed, without case and macrons: 'MĀNGERE ' and 'Mangere' fold alike."""
    if text.isascii():
        return squeeze(text).casefold()
    decomposed = unicodedata.normalize("NFKD", squeeze(text))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return squeeze(plain).casefold()


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """A heading as it is compared: `fold` without spaces and punctuation [I7]."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """A person's name as it is compared: "O'Brien", 'O Brien' and 'OBrien' are one, so are 'Māhoe' and 'Maahoe'.

    Apostrophes, hyphens and spaces do not matter, nor does a vowel that is doubled in place of a macron.
    """
    return _DOUBLED.sub(r"\1", heading_key(text)) or fold(text)
