"""New Zealand's public holidays, national and of a region, those that move to another day included [C15].

They are those of the library `holidays`. Loading it takes a third of a second, and a press has to be quick: so its
holidays of YEARS are kept in holidays.txt, and a test compares the two. To write the file again:

    python -c "from cso_xl.decisions import public_holidays as p; p.FILE.write_text(p.written(), 'utf-8')"
"""

import datetime as dt
from collections.abc import Container
from functools import cache
from pathlib import Path

from cso_xl.errors import SettingsError

FILE = Path(__file__).with_name("holidays.txt")
YEARS = range(2020, 2053)  # the law names Matariki's day up to 2052
_NATIONAL = "NZ"


def is_holiday(day: dt.date, region: str) -> bool:
    """Whether a day is a public holiday in a region, given by its code; "" for those of the whole country.

    Raises SettingsError for a region that New Zealand does not have.
    """
    days = _in_table(region) if day.year in YEARS else None
    return day in (_in_library(region) if days is None else days)


def written() -> str:
    """The text for holidays.txt: a line for the whole country, and one for each region with its further holidays."""
    import holidays

    regions = holidays.country_holidays("NZ").subdivisions
    national = set(holidays.country_holidays("NZ", years=YEARS))
    lines = [_line(_NATIONAL, national)]
    lines += [
        _line(region, set(holidays.country_holidays("NZ", subdiv=region, years=YEARS)) - national)
        for region in regions
    ]
    return "".join(lines)


def _line(region: str, days: set[dt.date]) -> str:
    listed = " ".join(f"{day:%Y%m%d}" for day in sorted(days) if day.year in YEARS)
    return f"{region}: {listed}\n"


@cache
def _in_table(region: str) -> frozenset[dt.date] | None:
    """The holidays of a region in holidays.txt; None when the file does not have the region under this code."""
    lines = dict(line.split(": ") for line in FILE.read_text("utf-8").splitlines())
    if region and region not in lines:
        return None
    days = f"{lines[_NATIONAL]} {lines[region] if region else ''}".split()
    return frozenset(dt.date.fromisoformat(day) for day in days)


@cache
def _in_library(region: str) -> Container[dt.date]:
    import holidays

    try:
        return holidays.country_holidays("NZ", subdiv=region)
    except NotImplementedError:
        regions = ", ".join(holidays.country_holidays("NZ").subdivisions)
        raise SettingsError(
            f"'follow_ups.region': '{region}' is not a region of New Zealand. Known: {regions}."
        ) from None
