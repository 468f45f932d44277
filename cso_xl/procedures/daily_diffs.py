"""The daily diffs: what changed for a client, and who has to be told [D]."""

from collections.abc import Sequence

from cso_xl.cases.worklist import facts
from cso_xl.cells.columns import CellKind, Column, Records
from cso_xl.decisions import daily_diffs
from cso_xl.decisions.daily_diffs import DiffRules
from cso_xl.procedures.procedure import Arrival, Procedure, Worklist
from cso_xl.procedures.sheet.common import format_sheet, open_report, show_decisions
from cso_xl.procedures.sheet.finishing import copy_to_file
from cso_xl.procedures.sheet.numbering import number_rows
from cso_xl.procedures.step import step
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist import worklist
from cso_xl.procedures.worklist.keeping_up import keep_up
from cso_xl.sheet.areas import Area

KEY = "daily_diffs"
COLUMNS = (
    Column("what_has_changed"),
    Column("client_number", CellKind.CLIENT_NUMBER),
    Column("value_previously"),
    Column("value_current"),
)


@step(
    "D1",
    "Say what each row asks for",
    by_hand="Read each row against the table of changes.",
    why="A change that is overlooked is a notice that is not sent.",
    also=("D3", "D4", "D5", "D6", "D7", "D8", "D10"),
)
def say_what_to_do(work: Work) -> None:
    """Writes Status (NFA, Action or Check) and the reason beside each row; an unknown change is always 'Check'."""
    number_rows(work)
    work.decide(daily_diffs.decide(work.records(COLUMNS), DiffRules.of(work.settings)))
    show_decisions(work, work.width + 1)


@step(
    "D2",
    "Highlight the red rows",
    by_hand="Highlight in red the rows of changes that need no further action.",
    why="So that the next person sees that they were read.",
    paints=True,
)
def highlight_red_rows(work: Work) -> None:
    """Fills the rows of the guidelines' five no-action changes red."""
    red = set(daily_diffs.red_rows(work.records(COLUMNS), DiffRules.of(work.settings)))
    places = [place for place, row in enumerate(work.excel_rows, 2) if row in red]
    work.sheet.fill(
        [Area(place, 1, place, work.width) for place in places], work.settings.text("colours.no_action")
    )


@step(
    "D11",
    "Save the daily diffs",
    by_hand="Save as 'yyyymmdd Daily Diffs' in the month's folder.",
    why="The records system is where the next person looks.",
    files="report",
)
def save_daily_diffs(work: Work) -> None:
    """Files the workbook as 'yyyymmdd Daily Diffs' in 'Change of Circumstances/year/month'."""
    work.expect_status("Say what to do")
    keep_up(work)
    work.desk.file("report", copy_to_file(work))


def _changes(work: Work) -> dict[int, str]:
    """The kind of change of each received row, where it is known."""
    rules = DiffRules.of(work.settings)
    kinds = {row: rules.change(cells["what_has_changed"]) for row, cells in work.records(COLUMNS).items()}
    return {row: kind.name for row, kind in kinds.items() if kind}


def _says(work: Work, report: Records, rows: Sequence[int]) -> str:
    """The change in each row of a client, with the reason where a person has to look."""
    return "\n".join(
        (f"Row {row}: " if len(rows) > 1 else "")
        + facts.change(report[row])
        + (f" ({decision.reason})" if (decision := work.decisions[row]).status == daily_diffs.CHECK else "")
        for row in rows
    )


PROCEDURE = Procedure(
    name="daily-diffs",
    key=KEY,
    title="Daily diffs",
    columns=COLUMNS,
    statuses=(daily_diffs.ACTION, daily_diffs.CHECK, daily_diffs.NFA),
    steps=(
        open_report("open_daily_diffs", "Daily Diffs"),
        format_sheet,
        say_what_to_do,
        highlight_red_rows,
        worklist.make("D5", also=("D3", "D4", "D6", "D7", "D8", "D10")),
        worklist.draft("D3", also=("D4", "D5", "D6", "D7", "D8", "D9", "D12")),
        save_daily_diffs,
    ),
    arrives=Arrival(KEY, daily=True),
    to_do=lambda settings: (daily_diffs.ACTION, daily_diffs.CHECK),
    worklist=Worklist(COLUMNS, changes=_changes, says=_says),
)
