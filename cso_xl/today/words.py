"""Words that the page and the sheet Today share: headings of states, tags of items, names of reports."""

from collections.abc import Iterator, Sequence

from cso_xl.cases.state.owed import State
from cso_xl.cells import dates
from cso_xl.procedures import title
from cso_xl.today.gathered import OpenItem, ReportPlaces, report_of

OPEN = {  # by state in which an item is open: the heading of its part
    State.TO_DECIDE: "To decide",
    State.TO_SEND: "To send",
    State.OVERDUE: "Answer overdue",
    State.WAITING: "Awaited",
    State.ANSWERED: "Answered: decide now",
    State.TO_DO_IN_CMS: "To do in CMS",
    State.HANDED_ON: "Handed on",
}


def concerns(item: OpenItem) -> list[str]:
    """The tags of an open item: 'Child', 'New', 'Overdue'."""
    applies = {"Child": item.due.child, "New": item.is_new, "Overdue": item.due.overdue}
    return [word for word, does_apply in applies.items() if does_apply]


def by_report(items: Sequence[OpenItem]) -> Iterator[tuple[str, ReportPlaces, list[OpenItem]]]:
    """Open items by the report they came with, the oldest first: the report's name, its place, its items."""
    reports: dict[tuple[str, ReportPlaces], list[OpenItem]] = {}
    for item in items:
        if item.place and (key := report_of(item.due)):
            name = f"{title(key[0])} of {dates.in_full(key[1])}{f' ({key[2]})' if key[2] > 1 else ''}"
            reports.setdefault((name, item.place), []).append(item)
    oldest_first = sorted(reports.items(), key=lambda report: report[1][0].due.reference)
    yield from ((name, place, of_report) for (name, place), of_report in oldest_first)
