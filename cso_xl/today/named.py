"""Today with names, where a person asks for them: looked up in the filed copies, and logged [C16]."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cso_xl.cells.columns import client_key, client_numbers, locate
from cso_xl.cells.text import squeeze
from cso_xl.desk.issues import received_rows
from cso_xl.desk.office import ActNote, Office
from cso_xl.errors import CsoError
from cso_xl.procedures import BY_KEY
from cso_xl.procedures.procedure import Procedure
from cso_xl.today.gathered import OpenItem, Today, report_of

_PEOPLE = (  # columns of a report: a client's number, surname and first names
    ("client_number", "surname", "given_names"),
    ("cso_client_number", "cso_surname", "cso_first_names"),
)
NO_PASSWORD = "The page with names has no password. Delete it when it is no longer needed."


def with_names(today: Today, office: Office) -> tuple[Today, list[str]]:
    """Today with each client's name and a link to each draft; notices, also of copies that could not be read."""
    names, unread = _names(today, office)
    items = [_named(item, names, office) for item in today.items]
    clients = tuple(sorted(client_numbers(item.due.client for item in items)))
    shown = ActNote("show_names", clients=clients)
    return replace(today, items=items, named=True), [NO_PASSWORD, *unread, *office.note(shown)]


def _named(item: OpenItem, names: Mapping[str, str], office: Office) -> OpenItem:
    due = item.due
    draft = office.records.draft(due.reference) if due.to else None
    place = office.records.relative(draft) if draft else None
    return replace(item, name=names.get(client_key(due.client), ""), draft=place)


def _names(today: Today, office: Office) -> tuple[dict[str, str], list[str]]:
    """The names in every report with something open, by client number."""
    names: dict[str, str] = {}
    unread = []
    for report, date, issue in sorted({key for item in today.items if (key := report_of(item.due))}):
        try:
            names |= _of_report(BY_KEY.get(report), date, issue, office)
        except CsoError as error:
            unread.append(f"Names could not be looked up. {error}")
    return names, unread


def _of_report(procedure: Procedure | None, date: dt.date, issue: int, office: Office) -> dict[str, str]:
    copies = office.records.issues(procedure.key, date).get(issue, {}) if procedure else {}
    copy = copies.get(procedure.copies.received) if procedure else None
    if procedure is None or copy is None:
        return {}
    table = received_rows(procedure, office.settings, office.passwords, copy)
    names = office.settings.columns(procedure.key)
    places = locate(table.file, table.headings, procedure.columns, names)
    return dict(_people(table.rows, places))


def _people(rows: list[list[str]], places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for columns in _PEOPLE:
        if not all(column in places for column in columns):
            continue
        for row in rows:
            number, surname, first_names = (squeeze(row[places[column]]) for column in columns)
            if number and surname:
                yield client_key(number), ", ".join(filter(None, (surname, first_names)))
