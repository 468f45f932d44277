"""Today as rows of a sheet: the same as the page, from above, in plain cells [C10]."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from cso_xl.decisions.working_time import moment
from cso_xl.desk.day import title
from cso_xl.today.gathered import Item, Today
from cso_xl.today.words import OPEN, by_report, concerns

SHEET = "Today"
BEGINS = "Today: "  # what its first cell begins with
WIDTHS = (30, 60, 16, 16, 22)  # of the columns, in characters
_CASES = ("Case", "What to do", "Due", "Client", "Concerns")


class Link(NamedTuple):
    """A way from a cell to a file or folder in the records."""

    row: int
    column: int
    to: PurePosixPath


@dataclass
class Rows:
    """Cells, row by row; which rows are headings (Excel's numbers), and the ways that lead from them."""

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
    made = Rows()
    made.heads.append(made.add(f"{BEGINS}{title(today.day)}"))
    made.add(f"As of {moment(today.at)}; press Today again to bring it up to date. It names nobody.")
    _counts(made, today)
    _reports(made, today)
    _cases(made, "Children first", today.children, with_state=True)
    for state, words in OPEN.items():
        _cases(made, words, [one for one in today.of(state) if not one.due.child], with_state=False)
    return made


def _counts(made: Rows, today: Today) -> None:
    made.head("What is open", "Number", "About children", "New", "Overdue")
    for state, words in OPEN.items():
        of = today.of(state)
        sums = (
            sum(one.due.child for one in of),
            sum(one.is_new for one in of),
            sum(one.due.overdue for one in of),
        )
        if of:
            made.add(words, str(len(of)), *map(str, sums))
    if not today.items:
        made.add("Nothing is open")


def _reports(made: Rows, today: Today) -> None:
    """Ways to the workbooks and folders, one row a report."""
    reports = list(by_report(today.items))
    if not reports:
        return
    made.head("Report", "Open", "Workbook", "Folder")
    for name, place, items in reports:
        row = made.add(name, str(len(items)), "Open it" if place.workbook else "", "Open it")
        made.links += [Link(row, 3, place.workbook)] if place.workbook else []
        made.links.append(Link(row, 4, place.folder))


def _cases(made: Rows, heading: str, items: Sequence[Item], *, with_state: bool) -> None:
    if not items:
        return
    made.head(f"{heading} ({len(items)})", *_CASES[1:])
    for one in items:
        due = one.due
        state = f"{OPEN[one.state]}: " if with_state else ""
        held = f" (with {due.holder})" if due.holder else ""
        made.add(due.reference, f"{state}{one.to_do}{held}", due.due, due.client, ", ".join(concerns(one)))
