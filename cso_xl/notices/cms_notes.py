"""Texts ready to copy into CMS: the client event note (CEN) and the Special Cautions note (SCN) [D9, L6]."""

import datetime as dt
from collections.abc import Mapping

from cso_xl.cells import dates
from cso_xl.notices.templates import FIELDS
from cso_xl.settings import Settings


def event_note(settings: Settings, short_description: str, report_date: dt.date) -> str:
    """The CEN, field by field, in the order in which CMS asks for them [D9]."""
    fixed = settings.table("notices.cen")
    contents = str(fixed["contents"]).replace("{report_date}", dates.in_full(report_date))
    return "\n".join(
        [
            f"Business group: {fixed['business_group']}",
            f"Event type: {fixed['event_type']}",
            f"Event sub-type: {fixed['event_sub_type']}",
            f"Short description: {short_description}",
            f"Contents: {contents}",
        ]
    )


def caution_note(settings: Settings, start: dt.date) -> str:
    """The Special Cautions note to be added; `start` is the day it is added [L6]."""
    fixed = settings.table("notices.scn")
    return "\n".join(
        [
            f"Category: {fixed['category']}",
            f"Type: {fixed['type']}",
            f"Start date: {dates.in_cell(start)}",
            f"Description: {fixed['description']}",
        ]
    )


def short_description(cen: str, values: Mapping[str, str]) -> str:
    """The CEN's short description with its fields filled; a field that has no value yet stays as it is."""
    for name in FIELDS:
        if value := values.get(name, "").strip():
            cen = cen.replace(f"{{{name}}}", value)
    return cen
