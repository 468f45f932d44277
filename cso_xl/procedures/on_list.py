"""The on list: which matched clients need a Special Cautions note [L]."""

from collections.abc import Sequence
from itertools import chain

from cso_xl.cells import dates
from cso_xl.cells.columns import CellKind, Column, Records
from cso_xl.cells.letters import number_of
from cso_xl.decisions import on_list
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.decisions.working_time import decision_due
from cso_xl.procedures.procedure import Arrival, Procedure, Worklist
from cso_xl.procedures.sheet import cso_daily, typed
from cso_xl.procedures.sheet.common import format_sheet, open_report, show_decisions
from cso_xl.procedures.sheet.finishing import copy_to_file
from cso_xl.procedures.sheet.numbering import number_rows
from cso_xl.procedures.step import step
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist import worklist
from cso_xl.procedures.worklist.keeping_up import keep_up
from cso_xl.sheet.areas import Area
from cso_xl.sheet.protocol import Sheet

KEY = "on_list"
COLUMNS = (
    Column("match_level", CellKind.MATCH_LEVEL),
    Column("client_number", CellKind.CLIENT_NUMBER),
    Column("surname"),
    Column("given_names"),
    Column("date_of_birth", CellKind.DATE),
)
WORKLIST_COLUMNS = (
    *COLUMNS,
    Column("service_centre", required=False),
    Column("service_centre_email", required=False),
    Column("housing_address", required=False),
    Column("prn", required=False),
)
_SPARE_COLUMNS = 2  # between the on list and the Current clients: one blank column, by hand AO


def _says(work: Work, report: Records, rows: Sequence[int]) -> str:
    """The match level of a client's rows, and why they are to be processed."""
    return "\n".join(
        f"Match level {report[row]['match_level']}: {work.decisions[row].on_the_sheet}" for row in rows
    )


@step(
    "L1",
    "Filter match levels 1 and 2",
    by_hand="Sort & Filter > Filter, tick 1 and 2 under Match Level.",
    why="Lower levels are not sure enough to be worked.",
    paints=True,
)
def filter_match_levels(work: Work) -> None:
    """Sets Match Level's filter arrow to 1 and 2; the other rows are hidden, not deleted."""
    work.sheet.filter_column(work.columns(COLUMNS)["match_level"], _levels(work))


@step(
    "L2",
    "Show only the needed columns",
    by_hand="Hide all columns but A, B, N, O and Q.",
    why="Only these are needed to find the client.",
    paints=True,
)
def show_needed_columns(work: Work) -> None:
    """Hides every column but Match Level, CSO Client Number, Surname, Given Names and Date of Birth on MSD System."""
    _arrange(work, work.sheet)


@step(
    "L3",
    "Paste current clients",
    by_hand="Open the topmost report, filter column AP to 'Current', copy column B, paste it into AP.",
    why="Only clients with a current benefit are processed from this list.",
)
def paste_current_clients(work: Work) -> None:
    """Takes the client numbers that are Current in cso_daily and pastes them into AP, with AO left blank."""
    daily = cso_daily.read(work)
    clients = on_list.current_clients(daily, on_list.StatusWords.of(work.settings)).values()
    current = [client["client_number"] for client in clients]
    if not current:
        work.notices.append("No client in cso_daily is Current.")
    heading = work.settings.columns("cso_daily")["client_number"][0]
    block = [[heading], *([number] for number in current)]
    typed.expect_free(work, 1, _current_column(work), block)
    work.sheet.paste(1, _current_column(work), block)


@step(
    "L4",
    "Highlight duplicates",
    by_hand="Highlight the entire spreadsheet, Conditional Formatting > Highlight Cells Rules > Duplicate Values.",
    why="A client number that turns red stands in both lists.",
    paints=True,
)
def highlight_duplicates(work: Work) -> None:
    """Puts Excel's own Duplicate Values rule on the whole sheet, so that it stays live in the workbook."""
    work.sheet.highlight_duplicates([_highlighted(work)])


@step(
    "L5",
    "Say which rows to process",
    by_hand="Process only the client numbers highlighted in red in column B.",
    why="Excel also paints red for other reasons: a number twice in the list, a hidden row, a date met elsewhere.",
    also=("L10", "L13"),
)
def say_what_to_do(work: Work) -> None:
    """Writes Status, Reason and the day by which a match is to be confirmed beside each row.

    Marks one person under two client numbers for the STP DIU process.
    """
    number_rows(work)
    area = _highlighted(work)
    cells = (row[: area.right] for row in work.sheet.values()[: area.bottom])
    decisions = on_list.decide(
        work.records(COLUMNS),
        cso_daily.read(work),
        on_list.StatusWords.of(work.settings),
        _levels(work),
        DuplicateValues(chain.from_iterable(cells)),
    )
    work.decide(decisions)
    due = decision_due(KEY, work.desk.date, work.settings)
    assert due is not None
    to_do = PROCEDURE.to_do(work.settings)
    days = [[dates.in_cell(due) if decision.status in to_do else ""] for decision in decisions]
    show_decisions(work, _current_column(work) + 1, ["Due"], days)


@step(
    "L11",
    "Save the on list",
    by_hand="Save as 'yyyymmdd On List' in the week's Onlist folder.",
    why="The records system is where the next person looks.",
    files="report",
)
def save_on_list(work: Work) -> None:
    """Files the workbook as 'yyyymmdd On List' in 'On List/year/month/WB Monday Onlist'."""
    work.expect_status("Say what to do")
    keep_up(work)
    work.desk.file("report", copy_to_file(work))


def _arrange(work: Work, sheet: Sheet) -> None:
    """Fold away every column of the list but the needed ones; columns right of the list stay in sight [L2]."""
    sheet.show_only([*work.columns(COLUMNS).values(), *range(work.width + 1, len(work.sheet.headings()) + 1)])


def _levels(work: Work) -> frozenset[str]:
    return frozenset(work.settings.words("on_list.match_levels"))


def _current_column(work: Work) -> int:
    """AP, or further right when the on list itself reaches that far."""
    wanted = number_of(work.settings.text("on_list.current_clients_column"))
    return max(wanted, work.width + _SPARE_COLUMNS)


def _highlighted(work: Work) -> Area:
    return Area(1, 1, len(work.sheet.values()), _current_column(work))


PROCEDURE = Procedure(
    name="on-list",
    key=KEY,
    title="On list",
    columns=COLUMNS,
    statuses=(on_list.PROCESS, on_list.CHECK, on_list.NOT_CURRENT),
    steps=(
        open_report("open_on_list", "On List"),
        format_sheet,
        filter_match_levels,
        show_needed_columns,
        paste_current_clients,
        highlight_duplicates,
        say_what_to_do,
        worklist.make("L6", also=("L7", "L8", "L9")),
        worklist.draft("L7", also=("L8", "L9", "L12", "D9")),
        save_on_list,
    ),
    arrives=Arrival(KEY),
    to_do=lambda settings: (on_list.PROCESS, on_list.CHECK),
    arrange=_arrange,
    highlighted=lambda work: [_highlighted(work)],
    worklist=Worklist(WORKLIST_COLUMNS, says=_says, born="date_of_birth"),
)
