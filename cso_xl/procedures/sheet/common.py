"""Steps that more than one report begins with."""

from collections.abc import Mapping, Sequence

from cso_xl.procedures.sheet import beside, typed
from cso_xl.procedures.sheet.beside import COMMENT, STATUS
from cso_xl.procedures.sheet.colours import colour_ours
from cso_xl.procedures.sheet.marks import add_comments
from cso_xl.procedures.step import Step, step
from cso_xl.procedures.work import Work
from cso_xl.sheet.protocol import Block


def open_report(name: str, title: str) -> Step:
    """The first step of a report that comes in the datamatch ZIP; `title` names the sheet."""

    @step(
        "I1",
        "Open the report",
        by_hand="Open the e-mail's ZIP, enter the password, double-click the report.",
        why="Excel strips leading zeros, shortens long numbers and reinterprets dates when it opens a CSV.",
        also=("I2", "I3", "I4", "I6", "I7"),
        name=name,
    )
    def opened(work: Work) -> None:
        """Reads the report from the ZIP, e-mail, CSV or workbook with every cell as text and checks its columns."""
        work.open(title)

    return opened


@step(
    "I5",
    "Format",
    by_hand="Format the spreadsheet to see all details.",
    why="A cut-off name or address is easily misread.",
)
def format_sheet(work: Work) -> None:
    """Bold frozen headings, filter arrows, fitted widths, wrapped long text, print set-up with the classification."""
    work.sheet.format_report()


def show_decisions(work: Work, column: int, extra: Sequence[str] = (), extra_cells: Block = ()) -> None:
    """Write Row, Status and Reason from `column` on; text typed in these cells goes into Comment of its row [C1].

    Raises CallError when something was typed in these columns that stands beside no row.
    """
    headings = work.sheet.headings()
    if ours := beside.find(headings):
        before = [(row[ours.status - 1], row[ours.reason - 1]) for row in work.rows()]
        decided = [work.decisions[row] for row in work.excel_rows]
        now = [(decision.status, decision.reason) for decision in decided]
        kept = typed.changed_words(before, now)
    else:
        right = column + len(STATUS) + len(extra) + (COMMENT not in headings[: work.width])
        kept = typed.beside_rows(work, column, right)
    work.show_decisions(column, extra, extra_cells)
    colour_ours(work)
    keep_in_comment(work, kept)


def keep_in_comment(work: Work, texts: Mapping[int, str]) -> None:
    """Add texts to Comment of their rows of the sheet, and say so."""
    if texts:
        add_comments(work, texts)
        rows = "row" if len(texts) == 1 else "rows"
        work.remark(
            f"What was typed beside {len(texts)} {rows}, where this step writes, now stands in Comment."
        )
