"""The values of a template's fields, from the report's rows and from what a person typed [A9]."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cso_xl.cells import dates
from cso_xl.cells.columns import Record
from cso_xl.cells.text import squeeze
from cso_xl.decisions.people import ADULT, age_on, is_child, surname_initials

ToldBefore = Sequence[tuple[Record, dt.date]]  # people whom an earlier notice told the recipient of, and when


@dataclass(frozen=True)
class About:
    """Whom a worklist's entries are about: the further fields that their rows give, and the names in file names."""

    fields: Callable[[Sequence[Record], dt.date, ToldBefore], dict[str, str]]
    names: Callable[[Sequence[Record], dt.date], dict[str, str]]


def of_rows(
    about: About, rows: Sequence[Record], typed: Mapping[str, str], day: dt.date, told_before: ToldBefore = ()
) -> dict[str, str]:
    """The fields that the rows of an entry give; a value that a person typed goes first. `day` is the report's date.

    The new address is what the report has as Value Current, and is typed where that is empty [D3].
    """
    first = rows[0]
    values = {"report_date": dates.in_full(day), "client_number": first.get("client_number", "").strip()}
    for name in ("value_previously", "value_current", "date_of_birth", "prn", "housing_address"):
        if text := squeeze(first.get(name, "")):
            values[name] = text
    now = {"new_address": values["value_current"]} if has_new_address(first) else {}
    return {**values, **about.fields(rows, day, told_before), **typed, **now}


def has_new_address(row: Record) -> bool:
    """Whether the report itself says what an address has changed to [D3]."""
    return bool(squeeze(row.get("value_current", "")))


def of_household(rows: Sequence[Record], day: dt.date, told_before: ToldBefore = ()) -> dict[str, str]:
    """The fields of the address-sharer notification [A9, C14].

    Children under 16 on `day` stand by themselves, everybody else in the other section; a person whose date
    of birth is ambiguous stands in neither, and is never taken for an adult. People told of before are marked.
    """
    cso = rows[0]
    groups: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for row, when in [*((row, None) for row in rows), *told_before]:
        mark = f"told on {dates.in_cell(when)}" if when else ""
        groups[is_child(row.get("sharer_date_of_birth", ""), day)].append(_person(row, day, mark))
    return {
        "cso_name": _name(cso.get("cso_surname", ""), cso.get("cso_first_names", "")),
        "cso_client_number": cso["cso_client_number"].strip(),
        "client_number": cso["cso_client_number"].strip(),
        "cso_date_of_birth": squeeze(cso.get("cso_date_of_birth", "")),
        "address": squeeze(cso["cso_address"]),
        "date_of_change": date_of_change(rows),
        "children": _lines(groups[True]),
        "family_and_others": _lines(groups[False]),
        "unknown_age": _lines(groups[None]),
    }


def people(rows: Sequence[Record], day: dt.date) -> str:
    """The people who share the address, one a line, for a notice that corrects an earlier one [C5]."""
    return _lines([_person(row, day, "") for row in rows])


def date_of_change(rows: Sequence[Record]) -> str:
    """The later of when they began to share the address and when the CSO tag was added [A9].

    People share an address from the day on which the second of them came; of several sharers the last
    counts. Empty when a date is missing or ambiguous: then a person has to type it.
    """
    columns = ("cso_tag_date", "cso_address_start", "sharer_address_start")
    days = [dates.parse(row.get(column, "")) for row in rows for column in columns]
    readable = [date for date in days if date is not None]
    return dates.in_cell(max(readable)) if len(readable) == len(days) else ""


def sharing_began(row: Record) -> dt.date | None:
    """The later of the two start dates of a row; None where one is missing or ambiguous [C14]."""
    starts = [dates.parse(row.get(column, "")) for column in ("cso_address_start", "sharer_address_start")]
    readable = [date for date in starts if date is not None]
    return max(readable) if len(readable) == len(starts) else None


def filed_under(
    about: About, rows: Sequence[Record], values: Mapping[str, str], day: dt.date
) -> dict[str, str]:
    """The names in an e-mail's file name: 'client', and for address sharers 'child' and 'cso' [D12, L12, A12]."""
    surname, _, first_names = values.get("client_name", "").partition(",")
    names = {
        "client": surname_initials(surname, first_names),
        "service_centre": values.get("service_centre", ""),
    }
    return names | about.names(rows, day)


def household_names(rows: Sequence[Record], day: dt.date) -> dict[str, str]:
    """The names in the file name of a household's notice: the CSO, and a child if there is one [A12]."""
    cso = rows[0]
    children = [row for row in rows if is_child(row.get("sharer_date_of_birth", ""), day) is not False]
    child = (children or rows)[0]
    return {
        "cso": surname_initials(cso.get("cso_surname", ""), cso.get("cso_first_names", "")),
        "child": surname_initials(child.get("sharer_surname", ""), child.get("sharer_first_names", "")),
    }


def _person(row: Record, day: dt.date, mark: str) -> str:
    name = _name(row.get("sharer_surname", ""), row.get("sharer_first_names", ""))
    began = sharing_began(row)
    since = f"at this address since {dates.in_cell(began)}" if began else ""
    facts = (name or "name not known", _age(row, day), squeeze(row.get("relationship", "")), since, mark)
    return ", ".join(filter(None, facts))


def _age(row: Record, day: dt.date) -> str:
    """A person's age on the report's day, in words; an age of exactly 16 is pointed out [C9]."""
    date = dates.parse(row.get("sharer_date_of_birth", ""))
    if date is None:
        return "date of birth not known"
    if date > day:
        return f"born {dates.in_cell(date)}, after the date of the report"
    years = age_on(date, day)
    note = " (please note: exactly 16)" if years == ADULT else ""
    return f"born {dates.in_cell(date)}, {years} year{'' if years == 1 else 's'} old{note}"


def _name(surname: str, first_names: str) -> str:
    return " ".join(filter(None, (squeeze(first_names), squeeze(surname))))


def _lines(people: Sequence[str]) -> str:
    return "\n".join(f"- {person}" for person in people)


CLIENT = About(lambda rows, day, told_before: {}, lambda rows, day: {})
HOUSEHOLD = About(of_household, household_names)  # a CSO, and who shares the address
