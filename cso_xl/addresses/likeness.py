"""Whether two street names could be one, misspelt or shortened [A4].

| one | other | |
| --- | --- | --- |
| `kauri` | `kaurri` | alike: a letter more |
| `station` | `stn` | alike: shortened |
| `great kauri` | `kauri` | alike: one in the other |
| `3rd` | `4th` | other streets |
| `karo` | `kora` | other streets: two letters of four |
"""

import re
from collections.abc import Collection

from rapidfuzz.distance import OSA, Indel

from cso_xl.addresses.words import STRONG_TYPES

_SMALL_WORDS = frozenset(("the", "of", "and", "te", "nga", "o", "a"))  # sharing these says nothing
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_DIGIT = re.compile(r"\d")
_ALIKE = 0.6  # share of letters two street names have in common, in order, to count as a misspelling
_SHORTEST = 4  # letters of a name in which two slips leave another name
_SHORT = 6  # a name of fewer letters has room for one slip


def alike(one: str, other: str, one_words: Collection[str], other_words: Collection[str]) -> bool:
    """Whether two street names could be the same one, or one's name be among the other's words."""
    mine, theirs = one.replace(" ", ""), other.replace(" ", "")
    if _ORDINAL.fullmatch(mine) and _ORDINAL.fullmatch(theirs):
        return mine == theirs  # 3rd Avenue and 4th Avenue
    if _DIGIT.search(mine + theirs):
        return True  # 24th Street and Twenty Fourth Street
    if mine in theirs or theirs in mine or _shortens(mine, theirs) or _shortens(theirs, mine):
        return True
    long_enough = min(len(mine), len(theirs)) > _SHORTEST
    if misspelt(mine, theirs) or (long_enough and Indel.normalized_similarity(mine, theirs) >= _ALIKE):
        return True
    return shares_a_word(one, other, one_words, other_words)


def misspelt(one: str, other: str) -> bool:
    """Whether two names are one or two slips of the hand apart: one where they are short."""
    mine, theirs = one.replace(" ", ""), other.replace(" ", "")
    return OSA.distance(mine, theirs) <= (1 if min(len(mine), len(theirs)) < _SHORT else 2)


def shares_a_word(one: str, other: str, one_words: Collection[str], other_words: Collection[str]) -> bool:
    """Whether a word of one's name is among the other's words, or begins with its initial."""
    my_words, their_words = (set(name.split()) - _SMALL_WORDS - STRONG_TYPES for name in (one, other))
    if not my_words.isdisjoint(other_words) or not their_words.isdisjoint(one_words):
        return True
    return any(
        long.startswith(short)
        for a, b in ((my_words, their_words), (their_words, my_words))
        for short in a
        for long in b
        if len(short) <= 2
    )


def _shortens(short: str, long: str) -> bool:
    """'stn' and 'station': the same first letter, and the other letters in order."""
    rest = iter(long)
    return short[0] == long[0] and all(letter in rest for letter in short)


def slip_of_digits(one: int, other: int) -> bool:
    """Whether two digits are turned round, or one of three or more is another; 12 and 14 are neighbours."""
    mine, theirs = str(one), str(other)
    if len(mine) != len(theirs):
        return False
    wrong = [at for at, digit in enumerate(mine) if digit != theirs[at]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return mine[wrong[0]] == theirs[wrong[1]] and mine[wrong[1]] == theirs[wrong[0]]
    return len(wrong) == 1 and len(mine) >= 3
