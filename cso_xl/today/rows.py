"""Today as rows of a sheet: the content of the page, from the top, in plain cells [C10]."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from cso_xl.decisions.working_time import moment
from cso_xl.desk.day import title
from cso_xl.today.gathered import OpenItem, Today
from cso_xl.today.words import OPEN, by_report, concerns

SHEET = "Today"
BEGINS = "Today: "  # the first words of its first cell
WIDTHS = (30, 60, 16, 16, 22)  # of the columns, in characters
_CASES = ("Case", "What to do", "Due", "Client", "Concerns")


class Link(NamedTuple):
    """A link from a cell to a file or folder in the records."""

    row: int
    column: int
    to: PurePosixPath


@dataclass
class Rows:
    """Cells, row by row; `heads` are the rows that are headings (Excel's numbers), `links` the links from cells."""

    cells: list[list[str]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add(self, *cells: str) -> int:
        """Add a row; returns its number."""
        self.cells.append([*cells, *[""] * (len(WIDTHS) - len(cells))])
        return len(self.cells)

    def head(self, *cells: str) -> None:
        """Add an empty row and a heading below it."""
        self.add()
        self.heads.append(self.add(*cells))


def rows(today: Today) -> Rows:
    """The rows of the sheet."""
    sheet = Rows()
    sheet.heads.append(sheet.add(f"{BEGINS}{title(today.day)}"))
    sheet.add(f"As of {moment(today.at)}; press Today again to bring it up to date. It names nobody.")
    _counts(sheet, today)
    _reports(sheet, today)
    _cases(sheet, "Children first", today.children, with_state=True)
    for state, words in OPEN.items():
        _cases(sheet, words, [item for item in today.of(state) if not item.due.child], with_state=False)
    return sheet


def _counts(sheet: Rows, today: Today) -> None:
    sheet.head("What is open", "Number", "About children", "New", "Overdue")
    for state, words in OPEN.items():
        items = today.of(state)
        sums = (
            sum(item.due.child for item in items),
            sum(item.is_new for item in items),
            sum(item.due.overdue for item in items),
        )
        if items:
            sheet.add(words, str(len(items)), *map(str, sums))
    if not today.items:
        sheet.add("Nothing is open")


def _reports(sheet: Rows, today: Today) -> None:
    """Links to the workbooks and folders, a row for each report."""
    reports = list(by_report(today.items))
    if not reports:
        return
    sheet.head("Report", "Open", "Workbook", "Folder")
    for name, place, items in reports:
        row = sheet.add(name, str(len(items)), "Open it" if place.workbook else "", "Open it")
        sheet.links += [Link(row, 3, place.workbook)] if place.workbook else []
        sheet.links.append(Link(row, 4, place.folder))


def _cases(sheet: Rows, heading: str, items: Sequence[OpenItem], *, with_state: bool) -> None:
    if not items:
        return
    sheet.head(f"{heading} ({len(items)})", *_CASES[1:])
    for item in items:
        due = item.due
        state = f"{OPEN[item.state]}: " if with_state else ""
        held = f" (with {due.holder})" if due.holder else ""
        sheet.add(due.reference, f"{state}{item.to_do}{held}", due.due, due.client, ", ".join(concerns(item)))
