"""A Processed Copy that was filed before something was decided otherwise; next week's rows go by it [C11]."""

import datetime as dt

from cso_xl.decisions.recognised import PROCESSED
from cso_xl.records.tree import Records


def behind(records: Records, report: str, date: dt.date, issue: int, plain: bytes = b"") -> list[str]:
    """That the Processed Copy of a report's day is as it was saved, and what to do.

    Nothing where there is none, or it holds the same as the workbook `plain`.
    """
    copy = records.issues(report, date).get(issue, {}).get(PROCESSED)
    if copy is None or (plain and records.holds(copy, plain)):
        return []
    return [
        f"{copy.name} was saved before and is as it was. Next week's rows are recognised by it: save it again with "
        f"cso-xl processed --date {date} (with the same --records), or with Save in Excel."
    ]
