"""The address report of a practice week, beside last week's: who shares an address with whom.

It has every case that staff meet: new rows and changed ones, rows seen or worked before, near
misses, every reason for which a row is removed, and addresses that only look like such a reason.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cso_xl.practice.layouts import SHARERS
from cso_xl.practice.people import TOWNS, Address, People, Person

Cell = str | dt.date
Row = list[Cell]

OF_CHILDREN = ("Child", "Child", "Grandchild", "Niece or nephew", "Boarder's child")
OF_ADULTS = ("Partner", "Partner", "Parent", "Boarder")
GROWN_UP = dt.timedelta(days=18 * 366)


@dataclass(frozen=True)
class Case:
    """One CSO and the sharers on the list with them; an empty `sharer_address` is the CSO's.

    `last_week` is '' (not on the list), 'same', 'moved' (they lived elsewhere) or 'tagged' (the tag
    date was another). `outcome` is the comment in last week's Processed Copy, None when the row is
    not in it. `joined` sharers are on the list for the first time; `left` means that nobody is
    on this week's list any more; `lacks` is the sharers' heading without a value; `turns` is the age
    that the sharers reach on the day of the report.
    """

    address: str = ""
    sharer_address: str = ""
    sharers: int = 1
    last_week: str = ""
    outcome: str | None = None
    joined: int = 0
    left: bool = False
    lacks: str = ""
    turns: int | None = None


CASES = (
    Case("14 Kauri Road Rotorua 3010", sharers=3),
    Case("30 Pūkeko Place Timaru 7910", lacks="Sharer Date of Birth"),
    Case("11 Kea Street Whangārei 0110", last_week="same", outcome="NFA", lacks="Sharer Client Number"),
    Case("7 Holiday Road Whangārei 0110"),  # a street of that name, no holiday park
    Case("12 Camp Hill Road Hawea Flat 9382"),  # a place of that name, no flat
    Case("21 Ma\u0304nuka Drive Ōamaru", "21 Mānuka Drive Ōamaru"),  # the macron written in two ways
    Case("3 Tūī Lane Whakatāne 3120", last_week="same", outcome="Email sent", joined=1),
    Case("88 Weka Parade Levin 5510", sharers=2, last_week="same", outcome="NFA"),
    Case("5 Nīkau Grove Gisborne 4010", sharers=2, last_week="moved", outcome="Email sent"),
    Case("17 Rātā Terrace Hamilton 3204", last_week="tagged", outcome=""),
    Case("2/40 Pūkeko Place Taupō 3330", sharers=2, last_week="same", outcome=""),
    Case("4/12 Kauri Road Hāwera", "Flat 4, 12 Kauri Road Hāwera 4610"),
    Case("23 Rimu Street Hamilton 3204", "23 Rimu St Hamilton"),
    Case("61 Tōtara Avenue Timaru", "61 Totarra Avenue Timaru 7910", last_week="moved", outcome="NFA"),
    Case("9 Ruru Court Levin 5510", "9B Ruru Court Levin 5510"),
    Case("1250 Tawa Street RD 2 Whakatāne", "1250 Tawa Street Whakatāne 3120"),
    Case("C/- Kea, 30 Fantail Rise Ōamaru", "30 Fantail Rise Ōamaru 9400"),
    Case("6 Mataī Close Rotorua 3010", "Unknown"),
    Case("Huia Lodge, 55 Kea Street Timaru"),  # many dwellings under one address
    Case("No Fixed Abode Rotorua"),
    Case("Rimu Holiday Park, 123 Weka Parade Taupō 3330", sharers=2),
    Case("Site 9 Kauri Caravan Park Gisborne"),
    Case("Unit 3 Tūī Motel, 8 Kōwhai Crescent Levin"),
    Case("15 Kea Street Timaru 7910", "15 Pūkeko Place Timaru 7910", sharers=2),
    Case("Flat 51 Rimu Apartments 222 Tawa Street Rotorua", "Flat 52 Rimu Apartments 222 Tawa Street Rotorua"),
    Case("18 Kererū Way Hamilton 3204", "118 Kererū Way Hamilton 3204", last_week="same"),
    Case("2045 State Highway 1 Levin", "2045 State Highway 3 Levin"),
    Case("33 Mānuka Drive Hāwera 4610", sharers=12, last_week="same", outcome="NFA", left=True),
    Case("52 Harakeke Road Levin 5510", turns=16),
)  # fmt: skip
FILLER = (  # how often each occurs in a larger week
    *[Case(last_week="same", outcome="NFA")] * 7,
    *[Case(last_week="same", outcome="Email sent")] * 2,
    *[Case(sharer_address="elsewhere", last_week="same")] * 6,
    *[Case()] * 3,
    Case(last_week="same", outcome=""),
    Case(last_week="moved", outcome="NFA"),
    Case(sharer_address="shortened"),
    Case(last_week="same", outcome="NFA", left=True),
)


@dataclass(frozen=True)
class Sharing:
    """A CSO and a sharer: their rows of this week and of last week, None without one."""

    this_week: Row | None
    last_week: Row | None
    outcome: str | None = None


@dataclass(frozen=True)
class _Side:
    """A CSO or a sharer, as the list shows them."""

    person: Person
    address: str
    since: dt.date


def invent(people: People, rows: int) -> list[Sharing]:
    """Sharings with so many `rows` on this week's list, but never fewer than the cases need."""
    sharings = [*_two_csos_in_one_house(people)]
    for case in CASES:
        sharings += _household(people, case)
    this_week = sum(sharing.this_week is not None for sharing in sharings)
    while this_week < rows:
        case = _filled_in(people, people.rng.choice(FILLER))
        for sharing in _household(people, replace(case, sharers=people.rng.choice((1, 1, 2, 3)))):
            if this_week < rows:
                sharings.append(sharing)
                this_week += sharing.this_week is not None
    return sharings


def _filled_in(people: People, case: Case) -> Case:
    """A filler case with an address of its own."""
    home = people.address()
    elsewhere = {
        "": "",
        "elsewhere": people.address().text,
        "shortened": f"{home.line} {home.town.name}",
    }
    return replace(case, address=home.text, sharer_address=elsewhere[case.sharer_address])


def _household(people: People, case: Case) -> Iterator[Sharing]:
    """One row for each sharer of the case, and one for each who joined."""
    cso = _Side(people.person(), case.address, people.day(700))
    tagged = people.day(600)
    tagged_then = tagged - dt.timedelta(days=30 if case.last_week == "tagged" else 0)
    moved = people.day(7) if case.last_week == "moved" else None
    home = people.address().text
    for number in range(case.sharers + case.joined):
        sharer = _sharer(people, case.sharer_address or case.address, case.turns)
        relationship = _relationship(people, sharer.person)
        was_there = bool(case.last_week) and number < case.sharers
        this_week = _row(_since(cso, moved), tagged, _since(sharer, moved), relationship, case.lacks)
        last_week = _row(
            _at(cso, home, moved), tagged_then, _at(sharer, home, moved), relationship, case.lacks
        )
        yield Sharing(
            None if case.left else this_week,
            last_week if was_there else None,
            case.outcome if was_there else None,
        )


def _sharer(people: People, address: str, turns: int | None = None) -> _Side:
    """A sharer: four times in five a child under 16, or somebody who reaches an age today."""
    person = people.person(0, 15) if people.rng.random() < 0.8 else people.person(16, 60)
    if turns is not None:
        today = people.today
        day = today.day - (today.month == 2 and today.day == 29)  # born in a year that may have no such day
        person = replace(person, born=today.replace(year=today.year - turns, day=day))
    return _Side(person, address, max(people.day(500), person.born))


def _relationship(people: People, sharer: Person) -> str:
    return people.rng.choice(OF_ADULTS if people.today - sharer.born > GROWN_UP else OF_CHILDREN)


def _since(side: _Side, moved: dt.date | None) -> _Side:
    """The same side, since the day they moved if they did."""
    return replace(side, since=moved) if moved else side


def _at(side: _Side, home: str, moved: dt.date | None) -> _Side:
    """The same side at last week's home, if they have moved since."""
    return replace(side, address=home) if moved else side


def _two_csos_in_one_house(people: People) -> Iterator[Sharing]:
    """Two CSOs, each with a child; the first is now on the list with the other's child, too.

    That row is new, yet each of its cells stands elsewhere on the sheet: by hand it is red all over.
    """
    home, tagged = Address("", "70", "Harakeke Road", TOWNS[0]).text, people.day(300)
    csos = [_Side(people.person(), home, people.day(600)) for _ in range(2)]
    children = [_Side(people.person(2, 15), home, people.day(400)) for _ in range(2)]
    for cso, child in zip(csos, children, strict=True):
        row = _row(cso, tagged, child, "Child")
        yield Sharing(row, row, "Email sent")
    yield Sharing(_row(csos[0], tagged, children[1], "Child"), None)


def _row(cso: _Side, tagged: dt.date, sharer: _Side, relationship: str, lacks: str = "") -> Row:
    """The cells in the order of layouts.SHARERS."""
    town = next((town for town in TOWNS if town.name in cso.address), TOWNS[-1])
    cells: Row = [
        *(cso.person.number, cso.person.surname, cso.person.given, cso.person.born, tagged),
        *(cso.address, cso.since, f"{town.name} Service Centre"),
        *(sharer.person.number, sharer.person.surname, sharer.person.given, sharer.person.born),
        *(relationship, sharer.address, sharer.since, town.region),
    ]
    return ["" if heading == lacks else cell for heading, cell in zip(SHARERS, cells, strict=True)]
