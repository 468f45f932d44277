"""A Processed Copy that was filed before a decision changed; next week's rows are recognised by it [C11]."""

import datetime as dt

from cso_xl.decisions.recognised import PROCESSED
from cso_xl.records.tree import Records


def behind(records: Records, report: str, date: dt.date, issue: int, plain: bytes = b"") -> list[str]:
    """A message that the Processed Copy of a report's day is out of date, and what to do.

    Empty where there is no copy, or it holds the same as the workbook `plain`.
    """
    copy = records.issues(report, date).get(issue, {}).get(PROCESSED)
    if copy is None or (plain and records.holds(copy, plain)):
        return []
    return [
        f"{copy.name} was saved before and is as it was. Next week's rows are recognised by it: save it again with "
        f"cso-xl processed --date {date} (with the same --records), or with Save in Excel."
    ]
