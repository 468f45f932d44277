"""Addresses that are not one household's by themselves: motels, parks, no fixed abode [A4].

| address | |
| --- | --- |
| `Kauri Motel, 12 Main Road` | a motel: its row goes |
| `12 Motel Lane` | a street |
| `12 Main Road, opposite the motel` | in doubt: a person looks |
| `12 Main Road, previously NFA` | in doubt |
"""

import re
from dataclasses import dataclass

from cso_xl.addresses.words import STRONG_TYPES, Words


@dataclass(frozen=True)
class Lodging:
    """Why an address by itself takes its row out ('' if it does not), and whether a word that might is in doubt."""

    removed: str = ""
    doubtful: bool = False


HOUSEHOLD = Lodging()


def lodging(text: str, words: Words) -> Lodging:
    """The kind of place that a plain address names."""
    tokens = text.split()
    if words.lodgings.begin.isdisjoint(tokens):
        return HOUSEHOLD
    doubtful = words.lodgings.no_fixed_abode.search(text, tokens) is not None
    if doubtful and not re.search(r"\d [a-z]", text):  # beside a number it may be a thing of the past
        return Lodging("no fixed abode")
    for reason, phrases in words.lodgings.lodging.items():
        for hit in phrases.hits(text, tokens):
            excuse = _excuse(text, hit, words)
            if excuse is None:
                return Lodging(reason)
            doubtful = doubtful or excuse
    return Lodging("", doubtful)


def _excuse(text: str, hit: re.Match[str], words: Words) -> bool | None:
    """None when a word for lodging means it; True when that is in doubt, False when it is a street's name."""
    before, after = text[: hit.start()].split(",")[-1].split(), text[hit.end() :].split(",")[0].split()
    kind = words.street_types.get(after[0], "") if after else ""
    numbered = len(before) == 1 and re.fullmatch(r"[\d/-]+[a-z]?", before[0]) is not None
    if kind and (numbered or not before):
        return False  # 12 Motel Lane
    if kind and (len(after) == 1 or (kind in STRONG_TYPES and after[0] != "st")):
        return True  # 12 Old Motel Road Paihia
    beside = [*before, ",", *after]
    if words.lodgings.landmark.search(" ".join(beside), beside):
        return True  # opposite the motel
    return True if numbered else None  # 12 Motel Raod
