"""The street of an address, and the places after it, as ordered parts [A4].

| what follows the number | street | places |
| --- | --- | --- |
| `kauri rd , mangere , auckland` | kauri road | mangere; auckland |
| `kauri road mangere auckland` | kauri road | mangere; auckland (a town that is known) |
| `victoria st nth hastings` | victoria street north | hastings |
| `the terrace wellington` | the terrace | wellington |
| `broadway , newmarket` | broadway (up to the comma) | newmarket |
| `st johns rd , st heliers` | saint johns road | saint heliers |
| `kauri road , north shore` | kauri road | north shore |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cso_xl.addresses.words import ALSO_OTHER_WORDS, BEFORE_TOWNS, DIRECTIONS, SIDES, STRONG_TYPES, Words

_BEFORE_NAME = re.compile(r"^(?:\d+(?: |$))+")
_LONGEST_NAME = 5  # words in a street's name
_MOST_NAMES = 4  # of streets in one cell, and of parts that are looked at
_PLURALS = frozenset(("streets", "sts", "roads", "rds", "avenues", "aves"))
_CORNER_WORDS = frozenset(("corner", "cnr", "of"))
_BEFORE_SAINT = frozenset(("mount", "old", "upper", "lower", "new", "great"))  # Mount St John Avenue


@dataclass(slots=True)
class Street:
    """A street and the places after it, in full words.

    `kind` is empty where no street type ends the name: then `name` runs up to the first comma. `aside` are
    the words that stand before the number, or before the street where there is none. `full` is the whole name
    ('victoria street north'), `bare` the name without numbers before it, where a type ends it; else nothing.
    """

    name: str = ""
    kind: str = ""
    direction: str = ""
    places: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    full: str = ""
    bare: str = ""

    def __post_init__(self) -> None:
        self.bare, self.full = "", self.name
        if self.kind:
            self.bare = _BEFORE_NAME.sub("", self.name) if self.name[:1].isdigit() else self.name
            if self.name != f"the {self.kind}":
                self.full = f"{self.name} {self.kind}"
            if self.direction:
                self.full = f"{self.full} {self.direction}"

    @property
    def flat(self) -> str:
        """Every word of the street and its places in order."""
        return " ".join((self.full, *self.places))


def street(before: str, after: str | None, highway: str, words: Words) -> Street:
    """The street and places of an address, from what stands before and after its number."""
    if after:
        first, *others = after.strip(" ,").split(",")
        found = _with_number(first.split(), highway, words)
        found.places = _ordered((*found.places, *_places(others, words)), words)
        if before:
            found.aside = tuple(_joined(segment, words) for segment in _segments(before))
        return found
    return _without_number(_segments(before), highway, words)


def _with_number(segment: Sequence[str], highway: str, words: Words) -> Street:
    """The street at the beginning of a part of an address."""
    if highway and segment[0] == "statehighway":
        direction, places = _after_type(segment[1:], words)
        return Street("state highway " + highway, "", direction, places)
    at = _end_of_name(segment, words)
    if at is None:
        return _without_type(_in_full(segment, words), words)
    direction, places = _after_type(segment[at + 1 :], words)
    found = Street(
        _name(segment[:at], segment[at], words), words.street_types[segment[at]], direction, places
    )
    is_plain = found.kind in STRONG_TYPES and not direction
    if is_plain or words.is_road is None or words.is_road(found.full):
        return found
    if not direction:
        return _known(_in_full(segment, words), words) or found  # Te Ara Huia Kea Point
    without = replace(found, direction="", places=_parts(_in_full(segment[at + 1 :], words), words))
    return without if words.is_road(without.full) else found  # Kauri Road North Shore


def _without_type(full: list[str], words: Words) -> Street:
    """The longest name that the register has, else everything up to the comma or a town that is known."""
    if found := _known(full, words):
        return found
    name, *places = _towns_apart(full, words)
    return Street(name, places=tuple(places))


def _known(full: list[str], words: Words) -> Street | None:
    """The longest name of a road of the register that a part of an address begins with."""
    for end in range(min(len(full), _LONGEST_NAME) if words.is_road else 0, 0, -1):
        if words.is_road and words.is_road(name := " ".join(full[:end])):
            return Street(name, places=_parts(full[end:], words))
    return None


def _without_number(segments: Sequence[Sequence[str]], highway: str, words: Words) -> Street:
    """The first part of an address that a plain street type ends; 'Kauri Downs' may be a farm."""
    for place, segment in enumerate(segments):
        is_highway = highway and segment[0] == "statehighway"
        at = None if is_highway else _surely_a_street(segment, words)
        if not is_highway and at is None:
            continue
        found = _with_number(segment[: at + 1] if at else segment, highway, words)
        direction, places = _after_type(segment[at + 1 :], words) if at else (found.direction, found.places)
        aside = tuple(_joined(part, words) for part in segments[:place])
        after = (*places, *_places([" ".join(part) for part in segments[place + 1 :]], words))
        return Street(found.name, found.kind, direction, _ordered(after, words), aside)
    return Street(places=_ordered(_places([" ".join(part) for part in segments], words), words))


def _end_of_name(segment: Sequence[str], words: Words) -> int | None:
    """Where a street's name ends: at its first plain street type, else at the first word that may be one."""
    weak = None
    for at in range(1, len(segment)):
        kind = words.street_types.get(segment[at])
        if kind is None or (segment[at] == "st" and _is_saint(segment, at, words)):
            continue
        if kind in STRONG_TYPES:
            return at
        weak = weak or at
    return weak


def _is_saint(segment: Sequence[str], at: int, words: Words) -> bool:
    """Mount St John Avenue: a saint behind a word that begins a name, if another type follows."""
    if words.full(segment[at - 1]) not in _BEFORE_SAINT:
        return False
    return any(words.street_types.get(word) in STRONG_TYPES for word in segment[at + 1 :])


def _surely_a_street(segment: Sequence[str], words: Words) -> int | None:
    """Where a street ends that has no number: 'Mission Bay St Heliers' is none."""
    last = len(segment) - 1
    for at, word in enumerate(segment):
        kind = words.street_types.get(word, "")
        ends = kind in STRONG_TYPES and kind not in ALSO_OTHER_WORDS and (word != "st" or at == last)
        if at and ends:
            return at
    return None


def _after_type(rest: Sequence[str], words: Words) -> tuple[str, tuple[str, ...]]:
    """The direction that follows a street's type, and the places after it.

    'Kauri Drive South Auckland' may be either; a comma or the register tells.
    """
    if not rest:
        return "", ()
    full = _in_full(rest, words)
    is_town = _town_at(full[:2], words) and not _town_at(full[1:2], words)  # Lower Hutt
    if full[0] in DIRECTIONS and not is_town:
        return full[0], _parts(full[1:], words)
    return "", _parts(full, words)


def _name(name: Sequence[str], kind: str, words: Words) -> str:
    joined = " ".join(["saint" if word == "st" else words.full(word) for word in name])
    return f"the {words.full(kind)}" if joined == "the" else joined


def _places(parts: Sequence[str], words: Words) -> list[str]:
    places: list[str] = []
    for text in parts:
        found = words.parts.get(text)
        if found is None:
            found = words.parts[text] = _parts(_in_full(text.split(), words), words)
        places += found
    return places


def _parts(full: list[str], words: Words) -> tuple[str, ...]:
    """Words of one part of an address, a town that is known apart from what stands before it."""
    return tuple(_towns_apart(full, words)) if full and words.way_in.isdisjoint(full) else ()


def _towns_apart(full: list[str], words: Words) -> list[str]:
    if words.is_place and words.is_place(" ".join(full)):
        return [" ".join(full)]
    for at in range(1, len(full)):
        if _town_at(full[at:], words) and not SIDES.issuperset(full[:at]):
            before = full[:at]
            if before[-1] not in BEFORE_TOWNS and _town_at(full[at - 1 :], words) is None:
                return [*_towns_apart(before, words), " ".join(full[at:])]
    return [" ".join(full)]


def _town_at(full: Sequence[str], words: Words) -> str | None:
    """The town that these words name, all of them."""
    name = " ".join(full)
    return name if name in words.towns or name in words.town_names else None


def _ordered(places: Sequence[str], words: Words) -> tuple[str, ...]:
    """The places without one that stands there already (Papakura, Papakura), the town by its name of today.

    Manukau is Auckland behind a suburb; by itself it says more.
    """
    if places:
        town = words.town_names.get(places[-1], places[-1])
        if len(places) > 1 or town in places[-1]:
            places = (*places[:-1], town)
    return tuple(dict.fromkeys(places)) if len(places) > 1 else tuple(places)


def _in_full(segment: Sequence[str], words: Words) -> list[str]:
    """The words of a part in full; 'st' is a saint, except at the end."""
    full = [word for short in segment for word in words.apart.get(short) or (words.full(short),)]
    for at, word in enumerate(full):
        if word == "st":
            full[at] = "saint" if at < len(full) - 1 else "street"
    return full


def _joined(segment: Sequence[str], words: Words) -> str:
    return " ".join(_in_full(segment, words))


def place_key(plain: str, words: Words) -> str:
    """A suburb's or town's name as addresses are compared."""
    name = " ".join(_in_full(plain.replace(",", " ").split(), words))
    return words.town_names.get(name, name) if words.town_names.get(name, "") in name else name


def _segments(text: str) -> list[list[str]]:
    return [words for part in text.split(",") if (words := part.split())]


def in_full(word: str, words: Words) -> str:
    """A word in full; 'st' is a street here."""
    return words.street_types.get(word) or words.in_full.get(word, word)


def names(text: str, words: Words) -> Iterator[str]:
    """Every run of words that a street type ends, in every part of an address; both streets of a corner."""
    for part in _segments(text)[:_MOST_NAMES]:
        streets = _streets_of(part)
        for at, segment in enumerate(streets):
            yield from _names(segment, words)
            if at + 1 < len(streets) and _PLURALS & set(streets[at + 1]):  # bright and peel streets
                yield _name([word for word in segment if not word.isdigit()], "streets", words)


def _names(segment: Sequence[str], words: Words) -> Iterator[str]:
    while segment and segment[0].isdigit():
        segment = segment[1:]
    ends = [at for at, word in enumerate(segment) if at and (word in words.street_types or word in _PLURALS)]
    for at in ends[:_MOST_NAMES]:
        yield _name(segment[:at], segment[at], words)
        if segment[at] != "st" and words.street_types.get(segment[at]) in STRONG_TYPES:
            break  # 'st' may be a saint: 12 Mt St John Avenue


def _streets_of(part: Sequence[str]) -> list[list[str]]:
    """The streets of a corner, without the words for one."""
    found: list[list[str]] = [[]]
    for word in part:
        if word == "and":
            found.append([])
        elif word not in _CORNER_WORDS:
            found[-1].append(word)
    return [segment for segment in found if segment]
