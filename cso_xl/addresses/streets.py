"""The street of an address, and the places after it, as ordered parts [A4].

| what follows the number | street | places |
| --- | --- | --- |
| `kauri rd , mangere , auckland` | kauri road | mangere; auckland |
| `kauri road mangere auckland` | kauri road | mangere; auckland (a known town) |
| `victoria st nth hastings` | victoria street north | hastings |
| `the terrace wellington` | the terrace | wellington |
| `broadway , newmarket` | broadway (up to the comma) | newmarket |
| `st johns rd , st heliers` | saint johns road | saint heliers |
| `kauri road , north shore` | kauri road | north shore |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cso_xl.addresses.words import ALSO_OTHER_WORDS, BEFORE_TOWNS, DIRECTIONS, SIDES, STRONG_TYPES, Words

_BEFORE_NAME = re.compile(r"^(?:\d+(?: |$))+")
_LONGEST_NAME = 5  # words in a street's name
_MOST_NAMES = 4  # of streets in one cell, and of parts that are looked at
_PLURALS = frozenset(("streets", "sts", "roads", "rds", "avenues", "aves"))
_BETWEEN_STREETS = frozenset(("and", "or", "now", "aka", "was", "former", "formerly", "previously", "ex"))
_TO_A_STREET = frozenset(("of", "from", "on"))  # corner of Kauri Road, access from Rimu Street
_BEFORE_SAINT = frozenset(("mount", "old", "upper", "lower", "new", "great"))  # Mount St John Avenue


Places = tuple[str, ...]


@dataclass(slots=True)
class Street:
    """A street by its name, in full words.

    `kind` is empty where no street type ends the name: then `name` runs up to the first comma. `full` is the whole
    name ('victoria street north'), `bare` the name without numbers before it, where a type ends it; else nothing.
    `beside` are the places that follow it without a comma.
    """

    name: str = ""
    kind: str = ""
    direction: str = ""
    beside: Places = ()
    full: str = field(init=False)
    bare: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.full = self.name
        if self.kind:
            self.bare = _BEFORE_NAME.sub("", self.name) if self.name[:1].isdigit() else self.name
            if self.name != f"the {self.kind}":
                self.full = f"{self.name} {self.kind}"
        if self.direction:
            self.full = f"{self.full} {self.direction}"


NO_STREET = Street()


Located = tuple[Street, Places, Places]  # a street, every place after it, and what stands aside


def located(before: str, after: str | None, highway: str, words: Words) -> Located:
    """The street and places of an address, from what stands before and after its number.

    Aside are the words before the number, or before the street where there is no number.
    """
    if not after:
        return _without_number(before.split(","), highway, words)
    first, _, rest = after.partition(",")
    street = words.streets.get((first, highway))
    if street is None:
        street = words.streets[first, highway] = _with_number(first.split(), highway, words)
    aside = _all_joined(before.split(","), words) if before else ()
    return street, _places(street.beside, rest, words), aside


def _with_number(segment: Sequence[str], highway: str, words: Words) -> Street:
    """The street at the beginning of a part of an address."""
    if highway and segment[0] == "statehighway":
        return Street("state highway " + highway, "", *_after_type(segment[1:], words))
    at = _end_of_name(segment, words)
    if at is None:
        return _without_type(_in_full(segment, words), words)
    name, kind = _name(segment[:at], segment[at], words), words.street_types[segment[at]]
    street = Street(name, kind, *_after_type(segment[at + 1 :], words))
    is_plain = kind in STRONG_TYPES and not street.direction
    if is_plain or words.is_road is None or words.is_road(street.full):
        return street
    if not street.direction:
        return _registered(_in_full(segment, words), words) or street  # Te Ara Huia Kea Point
    without = Street(name, kind, "", _parts(_in_full(segment[at + 1 :], words), words))
    is_named = _is_place(without.beside[:1], words)
    return without if is_named and words.is_road(without.full) else street  # Kauri Road North Shore


def _without_type(full: list[str], words: Words) -> Street:
    """The longest name that the register has, else everything up to the comma or a known town."""
    if street := _registered(full, words):
        return street
    name, *places = _towns_apart(full, words)
    return Street(name, beside=tuple(places))


def _registered(full: list[str], words: Words) -> Street | None:
    """The longest name of a road of the register that a part of an address begins with."""
    for end in range(min(len(full), _LONGEST_NAME) if words.is_road else 0, 0, -1):
        if words.is_road and words.is_road(name := " ".join(full[:end])):
            return Street(name, "", *_after_name(full[end:], words))
    return None


def _after_name(full: list[str], words: Words) -> tuple[str, Places]:
    """The direction that follows a name without a type, as in 'The Glade North', and the places after it."""
    if full and _is_direction(full, words):
        return full[0], _parts(full[1:], words)
    return "", _parts(full, words)


def _without_number(parts: Sequence[str], highway: str, words: Words) -> Located:
    """The street of the first part of an address that is surely a street."""
    for at, part in enumerate(parts):
        if street := _surely_a_street(part.split(), highway, words):
            places = _places(street.beside, ",".join(parts[at + 1 :]), words)
            return street, places, _all_joined(parts[:at], words)
    return NO_STREET, _places((), ",".join(parts), words), ()


def _surely_a_street(segment: Sequence[str], highway: str, words: Words) -> Street | None:
    """The street at the beginning of a part without a number, if a plain type ends it; 'Kauri Downs' may be a farm."""
    if highway and segment[:1] == ["statehighway"]:
        return _with_number(segment, highway, words)
    last = _plain_type(segment, words)
    if last is None:
        return None
    at = _end_of_name(segment[: last + 1], words) or last
    name, kind = _name(segment[:at], segment[at], words), words.street_types[segment[at]]
    return Street(name, kind, *_after_type(segment[last + 1 :], words))


def _end_of_name(segment: Sequence[str], words: Words) -> int | None:
    """Where a street's name ends: at its first plain street type, else at the first word that may be one."""
    weak = None
    for at, word in enumerate(segment[1:], 1):
        kind = words.street_types.get(word)
        if kind is None or (word == "st" and _is_saint(segment, at, words)):
            continue
        if kind in STRONG_TYPES:
            return at
        weak = weak or at
    return weak


def _is_saint(segment: Sequence[str], at: int, words: Words) -> bool:
    """Mount St John Avenue: a saint behind a word that begins a name, if another type follows."""
    if words.full[segment[at - 1]] not in _BEFORE_SAINT:
        return False
    return any(words.street_types.get(word) in STRONG_TYPES for word in segment[at + 1 :])


def _plain_type(segment: Sequence[str], words: Words) -> int | None:
    """Where a plain street type stands: 'Mission Bay St Heliers' has none."""
    last = len(segment) - 1
    for at, word in enumerate(segment):
        kind = words.street_types.get(word)
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
    if _is_direction(full, words) or _is_second_type(full, words):
        return full[0], _parts(full[1:], words)
    return "", _parts(full, words)


def _is_direction(full: list[str], words: Words) -> bool:
    """Whether words begin with a direction, and not with a town: Lower Hutt."""
    return full[0] in DIRECTIONS and not (_town_at(full[:2], words) and not _town_at(full[1:2], words))


def _is_second_type(full: list[str], words: Words) -> bool:
    """Whether words continue the street's name, as in 'High Street Arcade', before a town or the end."""
    if full[0] not in words.street_types or _is_place(full[:1], words):
        return False
    return len(full) == 1 or _town_at(full[1:], words) is not None


def _name(name: Sequence[str], kind: str, words: Words) -> str:
    joined = " ".join(["saint" if word == "st" else words.full[word] for word in name])
    return f"the {in_full(kind, words)}" if joined == "the" else joined  # 'The Dr' is no doctor


def _places(beside: Places, rest: str, words: Words) -> Places:
    """The places that stand beside a street, and those in the parts of an address after it."""
    places = words.places.get((beside, rest))
    if places is None:
        after = [place for part in rest.split(",") for place in _parts(_in_full(part.split(), words), words)]
        places = words.places[beside, rest] = _ordered((*beside, *after), words)
    return places


def _parts(full: list[str], words: Words) -> tuple[str, ...]:
    """The words of one part of an address, a known town apart from the words before it."""
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


def _is_place(named: Sequence[str], words: Words) -> bool:
    """Whether a name is that of a known suburb or town."""
    return any(_town_at([name], words) or (words.is_place and words.is_place(name)) for name in named)


def _town_at(full: Sequence[str], words: Words) -> str | None:
    """The town that these words name together."""
    name = " ".join(full)
    return name if name in words.towns or name in words.town_names else None


def _ordered(places: Sequence[str], words: Words) -> tuple[str, ...]:
    """The places without repeats (Papakura, Papakura), the town by its name of today.

    Manukau is Auckland behind a suburb; by itself it says more.
    """
    if places:
        town = words.town_names.get(places[-1], places[-1])
        if len(places) > 1 or town in places[-1]:
            places = (*places[:-1], town)
    return tuple(dict.fromkeys(places)) if len(places) > 1 else tuple(places)


def _in_full(segment: Sequence[str], words: Words) -> list[str]:
    """The words of a part in full; 'st' is a saint, except at the end."""
    full = [words.full[word] for word in segment]
    if "st" in full:
        full = ["saint" if word == "st" else word for word in full[:-1]] + full[-1:]
        if full[-1] == "st":
            full[-1] = "street"
    return full


def _all_joined(parts: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(" ".join(_in_full(part.split(), words)) for part in parts if part.strip())


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
        streets = _streets_of(part, words)
        for at, segment in enumerate(streets):
            yield from _names(segment, words)
            if at + 1 < len(streets) and _PLURALS & set(streets[at + 1]):  # bright and peel streets
                yield _name(segment, "streets", words)


def _names(segment: Sequence[str], words: Words) -> Iterator[str]:
    ends = [at for at, word in enumerate(segment) if at and (word in words.street_types or word in _PLURALS)]
    for at in ends[:_MOST_NAMES]:
        yield _name(segment[:at], segment[at], words)
        if segment[at] != "st" and words.street_types.get(segment[at]) in STRONG_TYPES:
            break  # 'st' may be a saint: 12 Mt St John Avenue


def _streets_of(part: Sequence[str], words: Words) -> list[list[str]]:
    """The streets of a corner, or of several addresses, without the words that join them; a number begins another."""
    streets: list[list[str]] = [[]]
    for word in part:
        if word in _BETWEEN_STREETS or word.isdigit():
            streets.append([])
        elif word not in words.corner.begin and word not in _TO_A_STREET:
            streets[-1].append(word)
    return [segment for segment in streets if segment]
