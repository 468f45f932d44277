"""Whether two street names could be one, misspelt or shortened [A4].

| first | second | |
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

_SMALL_WORDS = frozenset(("the", "of", "and", "te", "nga", "o", "a"))  # sharing these proves nothing
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_DIGIT = re.compile(r"\d")
_ALIKE = 0.6  # share of letters two street names have in common, in order, to count as a misspelling
_SHORTEST = 4  # letters; two slips make another name of a shorter one
_SHORT = 6  # a name of fewer letters has room for one slip


def alike(first: str, second: str, first_words: Collection[str], second_words: Collection[str]) -> bool:
    """Whether two street names could be one name, or a word of one is among the other address's words."""
    name, other = first.replace(" ", ""), second.replace(" ", "")
    if _ORDINAL.fullmatch(name) and _ORDINAL.fullmatch(other):
        return name == other  # 3rd Avenue and 4th Avenue
    if _DIGIT.search(name + other):
        return True  # 24th Street and Twenty Fourth Street
    if name in other or other in name or _shortens(name, other) or _shortens(other, name):
        return True
    long_enough = min(len(name), len(other)) > _SHORTEST
    if misspelt(name, other) or (long_enough and Indel.normalized_similarity(name, other) >= _ALIKE):
        return True
    return shares_a_word(first, second, first_words, second_words)


def misspelt(first: str, second: str) -> bool:
    """Whether two names are at most two slips of the hand apart; one slip where they are short."""
    name, other = first.replace(" ", ""), second.replace(" ", "")
    return OSA.distance(name, other) <= (1 if min(len(name), len(other)) < _SHORT else 2)


def shares_a_word(
    first: str, second: str, first_words: Collection[str], second_words: Collection[str]
) -> bool:
    """Whether a word of one name is among the other address's words, or is short for a word of the other name."""
    first_own, second_own = (set(name.split()) - _SMALL_WORDS - STRONG_TYPES for name in (first, second))
    if not first_own.isdisjoint(second_words) or not second_own.isdisjoint(first_words):
        return True
    return any(
        long.startswith(short)
        for a, b in ((first_own, second_own), (second_own, first_own))
        for short in a
        for long in b
        if len(short) <= 2
    )


def _shortens(short: str, long: str) -> bool:
    """'stn' and 'station': the same first letter, and the other letters in order."""
    rest = iter(long)
    return short[0] == long[0] and all(letter in rest for letter in short)


def slip_of_digits(first: int, second: int) -> bool:
    """Whether two digits are turned round, or one of three or more differs; 12 and 14 are neighbours."""
    digits, other = str(first), str(second)
    if len(digits) != len(other):
        return False
    wrong = [at for at, digit in enumerate(digits) if digit != other[at]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return digits[wrong[0]] == other[wrong[1]] and digits[wrong[1]] == other[wrong[0]]
    return len(wrong) == 1 and len(digits) >= 3
