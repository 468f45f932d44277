"""The matched clients of a practice week: the on list, cso_daily and the off list."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cso_xl.cells.dates import in_cell
from cso_xl.decisions.people import age_on
from cso_xl.practice.layouts import OFF_LIST, ON_LIST, SYNTHETIC, ddmmmyyyy
from cso_xl.practice.people import People, Person, email

Rows = list[list[str]]

BENEFITS = {
    "JSS": "Jobseeker Support",
    "SLP": "Supported Living Payment",
    "SPS": "Sole Parent Support",
    "CSC": "Community Services Card",
    "NZS": "New Zealand Superannuation",
}
STATUSES = ("Current", "Current", "Current", "Suspended", "Expired", "Cancelled", "Registered", "")
OF_AGE = 20  # younger clients are with Youth Service
LEVELS = ("1", "1", "1", "1", "2", "2", "3", "4", "5")


@dataclass(frozen=True)
class Match:
    """One row of the on list; `status` is the client's in cso_daily, None when the client is not in it.

    `client` is '' for anybody, 'one name', 'zeros' for a number whose zeros in front are dropped in
    cso_daily as Excel does, 'young' for somebody of Youth Service's age, 'same' for the client of the row
    before, or 'twin' for that same person under another number.
    """

    level: str
    status: str | None
    client: str = ""


CASES = (
    Match("1", "Current"),
    Match("2", "Current", "zeros"),
    Match("1", "Suspended", "one name"),
    Match("2", "Expired"),
    Match("1", "Cancelled"),
    Match("1", "Registered"),
    Match("2", ""),
    Match("1", None),
    Match("1", "Suspended"),  # red, but only because the number stands in the list twice ...
    Match("2", "Suspended", "same"),
    Match("1", None),
    Match("4", None, "same"),  # ... here in a row that the filter hides
    Match("1", "Current"),
    Match("2", "Cancelled", "twin"),  # one person under two numbers
    Match("1", "On hold"),  # a word that is not a known status
    Match("3", "Current"),
    Match("4", "Expired"),
    Match("5", None),
    Match("1", "Current", "young"),
    Match("2", "Suspended", "young"),
)


@dataclass(frozen=True)
class Lists:
    """The rows of the three lists, without headings."""

    on_list: Rows
    cso_daily: Rows
    off_list: Rows


def invent(people: People, on_list: int, cso_daily: int, off_list: int) -> Lists:
    """Lists of so many rows; the on list never has fewer than CASES, cso_daily than the on list needs."""
    listed: Rows = []
    daily: dict[str, list[str]] = {}
    client = people.person()
    for match in _matches(people, on_list):
        client = _client(people, match, client)
        record = _record(people, client, match.level)
        listed.append(record)
        if match.status is not None:
            number = client.number.lstrip("0") if match.client == "zeros" else client.number
            daily[client.number] = _daily(people, [record[0], number, *record[2:]], match.status)
    while len(daily) < cso_daily:
        other = people.person()
        record = _record(people, other, people.rng.choice(LEVELS))
        daily[other.number] = _daily(people, record, people.rng.choice(STATUSES))
    gone = [_off_list_row(people) for _ in range(off_list)]
    return Lists(listed, [daily[number] for number in sorted(daily)], gone)


def _matches(people: People, rows: int) -> Iterator[Match]:
    yield from CASES
    for _ in range(rows - len(CASES)):
        missing = people.rng.random() < 0.05
        yield Match(people.rng.choice(LEVELS), None if missing else people.rng.choice(STATUSES))


def _client(people: People, match: Match, before: Person) -> Person:
    """The client of a row; `before` is the client of the row above."""
    if match.client == "same":
        return before
    if match.client == "twin":
        return replace(before, number=people.number())
    client = people.person()
    if match.client == "young":
        return replace(client, born=people.today - dt.timedelta(days=(OF_AGE - 2) * 365))
    if match.client == "one name":
        return replace(client, given="")
    number = f"00{client.number[2:]}" if match.client == "zeros" else client.number
    return replace(client, number=number, given=client.given or people.given(client.gender))


def _record(people: People, client: Person, level: str) -> list[str]:
    """One row of the on list. Below match level 1 Corrections knows the client a little differently."""
    cells = (
        _match_and_corrections(people, client, level)
        | _on_msd_system(people, client)
        | _circumstances(people)
        | {"Match Level": level, "Match Comment": SYNTHETIC}
    )
    return [cells.get(heading, "") for heading in ON_LIST]


def _match_and_corrections(people: People, client: Person, level: str) -> dict[str, str]:
    rng, address = people.rng, people.address()
    born = client.born if level in "123" else client.born + dt.timedelta(days=1)
    return {
        "CSO Client Number": client.number,
        "Corrections Reference": f"SYN{rng.randrange(10**6):06}",
        "Corrections Surname": client.surname.upper(),
        "Corrections Given Names": client.given if level == "1" else client.given.split(" ")[0],
        "Corrections Alias Surname": "Moa" if rng.random() < 0.1 else "",
        "Corrections Alias Given Names": people.given(client.gender) if rng.random() < 0.1 else "",
        "Corrections Date of Birth": born.isoformat(),
        "Corrections Gender": client.gender,
        "Corrections Address Line 1": address.line,
        "Corrections Address Line 2": "Rear house,\r\nsecond gate" if rng.random() < 0.05 else "",
        "Corrections Town": address.town.name,
        "Main Reporting Centre": f"{address.town.name} Community Corrections",
        "Match Run Date": ddmmmyyyy(people.today),
    }


def _on_msd_system(people: People, client: Person) -> dict[str, str]:
    rng, address = people.rng, people.address()
    code = rng.choice(list(BENEFITS))
    return {
        "Surname on MSD System": client.surname,
        "Given Names on MSD System": client.given,
        "Alias on MSD System": "Moa" if rng.random() < 0.05 else "",
        "Date of Birth on MSD System": in_cell(client.born),
        "Gender on MSD System": client.gender,
        "Youth Service": "Y" if age_on(client.born, people.today) < OF_AGE else "N",
        "MSD Address Line 1": address.line,
        "MSD Town": address.town.name,
        "MSD Postcode": address.town.postcode,
        "Source System": "SWIFTT",
        "Service Code": code,
        "Benefit Type": BENEFITS[code],
        "Service Centre": f"{address.town.name} Service Centre",
        "Service Centre Email": email("scm", address.town.name),
    }


def _circumstances(people: People) -> dict[str, str]:
    rng = people.rng
    children = rng.choice((0, 0, 0, 1, 2))
    return {
        "Partner Client Number": people.number() if rng.random() < 0.2 else "",
        "Dependent Children": str(children),
        "Youngest Child Date of Birth": in_cell(people.day(16 * 365)) if children else "",
        "Housing Status": rng.choice(("", "", "", "Waitlist", "Tenant")),
        "Deceased": "N",
        "Record Locked": "Y" if rng.random() < 0.05 else "N",
        "Last Contact Date": in_cell(people.day(400)),
    }


def _daily(people: People, record: Sequence[str], status: str) -> list[str]:
    """The same row as it stands in cso_daily."""
    start = in_cell(people.day(2000)) if status else ""
    return [*record, start, status]


def _off_list_row(people: People) -> list[str]:
    client, address = people.person(), people.address()
    cells = {
        "Match Level": people.rng.choice("12"),
        "CSO Client Number": client.number,
        "Surname on MSD System": client.surname,
        "Given Names on MSD System": client.given,
        "Date of Birth on MSD System": in_cell(client.born),
        "Corrections Reference": f"SYN{people.rng.randrange(10**6):06}",
        "Conditions End Date": in_cell(people.day(14)),
        "Service Centre": f"{address.town.name} Service Centre",
    }
    return [cells[heading] for heading in OFF_LIST]
