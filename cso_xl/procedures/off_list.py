"""The off list: whose Special Cautions note may come off [O]."""

from collections.abc import Sequence

from cso_xl.cells.columns import CellKind, Column, Records
from cso_xl.cells.text import squeeze
from cso_xl.decisions.decision import Decision
from cso_xl.procedures.procedure import Arrival, Procedure, Worklist
from cso_xl.procedures.sheet.beside import COMMENT
from cso_xl.procedures.sheet.common import format_sheet, open_report, show_decisions
from cso_xl.procedures.sheet.finishing import copy_to_file
from cso_xl.procedures.sheet.numbering import number_rows
from cso_xl.procedures.step import step
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist import worklist
from cso_xl.procedures.worklist.keeping_up import keep_up
from cso_xl.sheet.protocol import Sheet

KEY = "off_list"
COLUMNS = (
    Column("match_level", CellKind.MATCH_LEVEL_OR_EMPTY),
    Column("client_number", CellKind.CLIENT_NUMBER),
)
WORKLIST_COLUMNS = (
    *COLUMNS,
    Column("surname", required=False),
    Column("given_names", required=False),
    Column("date_of_birth", required=False),
    Column("conditions_end", required=False),
    Column("prn", required=False),
)
VERIFY = "Verify"


def _says(work: Work, report: Records, rows: Sequence[int]) -> str:
    """The match level of a client's rows, and the day the conditions end where the report gives it."""
    facts = ((report[row]["match_level"], squeeze(report[row].get("conditions_end", ""))) for row in rows)
    return "\n".join(
        ", ".join(
            filter(None, (f"Match level {level}" if level else "", f"conditions end {end}" if end else ""))
        )
        for level, end in facts
    )


@step(
    "O1",
    "Show only the needed columns",
    by_hand="Hide all columns but Match Level and CSO Client Number.",
    why="Nothing else is needed to find the client.",
    paints=True,
)
def show_needed_columns(work: Work) -> None:
    """Hides every column but Match Level and CSO Client Number; what the steps have added stays in sight."""
    _arrange(work, work.sheet)


@step(
    "O2",
    "Insert the Comment column",
    by_hand="Insert a column after CSO Client Number and head it 'Comment'.",
    why="'Done' goes there once the note is removed.",
)
def insert_comment(work: Work) -> None:
    """Inserts an empty column 'Comment' after CSO Client Number."""
    column = work.columns(COLUMNS)["client_number"] + 1
    if work.sheet.headings()[column - 1 : column] == [COMMENT]:
        work.remark("There is a Comment column already.")
        return
    work.sheet.insert_column(column, COMMENT)
    work.width += 1


@step(
    "O3",
    "Say what to do with each row",
    by_hand="E-mail CPS to verify that the client is no longer a CSO; then end-date the note.",
    why="A note removed too early leaves a child unprotected.",
)
def say_what_to_do(work: Work) -> None:
    """Writes the Status 'Verify' and the reason beside each row: no note comes off before CPS has answered."""
    number_rows(work)
    off_list = work.records(COLUMNS)
    reason = "O3: ask CPS to verify that the client is no longer a CSO before the note is end-dated"
    work.decide(
        [Decision(row, record["client_number"].strip(), VERIFY, reason) for row, record in off_list.items()]
    )
    show_decisions(work, work.width + 1)


@step(
    "O5",
    "Save the off list",
    by_hand="Save as 'yyyymmdd Off List' in the week's Offlist folder.",
    why="The records system is where the next person looks.",
    files="report",
)
def save_off_list(work: Work) -> None:
    """Files the workbook as 'yyyymmdd Off List' in 'Off List/year/month/WB Monday Offlist'."""
    work.expect_status("Say what to do")
    keep_up(work)
    work.desk.file("report", copy_to_file(work))


def _arrange(work: Work, sheet: Sheet) -> None:
    """Fold away every column of the list but the needed ones; what the steps have added stays in sight [O1]."""
    places, headings = work.columns(COLUMNS), work.sheet.headings()
    comment = places["client_number"] + 1
    added = [at for at, text in enumerate(headings, 1) if at > work.width or (at, text) == (comment, COMMENT)]
    sheet.show_only([*places.values(), *added])


PROCEDURE = Procedure(
    name="off-list",
    key=KEY,
    title="Off list",
    columns=COLUMNS,
    statuses=(VERIFY,),
    steps=(
        open_report("open_off_list", "Off List"),
        format_sheet,
        show_needed_columns,
        insert_comment,
        say_what_to_do,
        worklist.make("O3"),
        worklist.draft("O3", also=("O4",)),
        save_off_list,
    ),
    arrives=Arrival(KEY),
    to_do=lambda settings: (VERIFY,),
    arrange=_arrange,
    worklist=Worklist(WORKLIST_COLUMNS, says=_says, born="date_of_birth"),
)
