"""The address sharers: CSOs who share an address with children [A]."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from typing import TYPE_CHECKING

from cso_xl.columns import Column, Kind, locate, records
from cso_xl.decisions import sharers
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.decisions.sharers import LastWeek, Week
from cso_xl.errors import CallError, FileError
from cso_xl.procedures import worklist
from cso_xl.procedures.common import format_sheet
from cso_xl.procedures.marks import white_cells
from cso_xl.procedures.step import (
    ADDRESS_CHECK,
    COMMENT,
    REMOVED_SHEET,
    STATUS,
    Procedure,
    Work,
    status_column,
    step,
)
from cso_xl.sheet.areas import Area
from cso_xl.sheet.protocol import Block

if TYPE_CHECKING:
    from cso_xl.addresses.register import Register

KEY = "address_sharer"
TITLE = "CSOs Living With Children"
REMOVED_HEADINGS = ("Row in Master", "Reason")  # what stands on 'Removed' before the row's own cells
CHECKED = (*ADDRESS_CHECK, COMMENT)  # the gap right of this week before last week is compared,
BETWEEN = (*STATUS, COMMENT)  # and after
COLUMNS = (
    Column("cso_client_number", Kind.CLIENT_NUMBER),
    Column("cso_address"),
    Column("sharer_address"),
    Column("sharer_client_number", Kind.CLIENT_NUMBER_OR_EMPTY, required=False),
    Column("sharer_surname", required=False),
    Column("sharer_first_names", required=False),
    Column("sharer_date_of_birth", Kind.DATE, required=False),
    Column("cso_date_of_birth", Kind.DATE, required=False),
    Column("cso_tag_date", Kind.DATE, required=False),
    Column("cso_address_start", Kind.DATE, required=False),
    Column("sharer_address_start", Kind.DATE, required=False),
)
WORKLIST_COLUMNS = (
    *COLUMNS,
    Column("cso_surname", required=False),
    Column("cso_first_names", required=False),
    Column("relationship", required=False),
)


@step(
    "A1",
    "Open the address report",
    by_hand="Open the attachment of the e-mail 'CSO Living with Children WB ...'.",
    why="It holds the week's addresses to check.",
    also=("I2", "I4", "I6", "I7"),
)
def open_address_report(work: Work) -> None:
    """Reads the workbook, encrypted or not, or the e-mail that carries it, with every cell as text."""
    work.open(TITLE)


@step(
    "A2",
    "Save the master",
    by_hand="Save it unedited as 'yyyymmdd Master Copy CSOs Living With Children' in the week's folder.",
    why="Next week is compared with it, and it is the proof of what was received.",
)
def save_master(work: Work) -> None:
    """Files the received file byte for byte; a Master is never overwritten."""
    work.desk.file("master", work.desk.received_workbook())


@step(
    "A3",
    "Highlight duplicates",
    by_hand="Highlight all, Conditional Formatting > Highlight Cells Rules > Duplicate Values.",
    why="An address that stays white differs from the other one on its row.",
)
def highlight_duplicates(work: Work) -> None:
    """Puts Excel's own Duplicate Values rule on the whole table."""
    if is_compared(work.sheet.headings()):
        work.notices.append("Both weeks are highlighted together already.")
        return
    work.sheet.highlight_duplicates([Area(1, 1, len(work.sheet.values()), len(work.sheet.headings()))])


@step(
    "A4",
    "Remove rows that are not one household",
    by_hand="Delete the rows that are white, no fixed abode, holiday or caravan park, motel, "
    "differing flats, or recognised from earlier weeks.",
    why="What is deleted by mistake is never looked at again, so every row keeps its reason and can be restored.",
    reads=True,
)
def remove_rows(work: Work) -> None:
    """Moves the same rows to the sheet 'Removed', each with its reason; near misses stay, marked 'Check address'."""
    from cso_xl import addresses

    if work.book.sheet(REMOVED_SHEET):
        work.notices.append(f"The rows were removed before: see the sheet '{REMOVED_SHEET}'.")
        return
    if _has_last_week(work):
        raise CallError("Last week's rows are pasted already. Undo that step, then remove the rows.")
    work.renumber()
    report = work.records(KEY, COLUMNS)
    with _road_register(work) as register:
        compared = addresses.comparer(work.settings, register)
        work.decide(sharers.remove_rows(report, compared, work.desk.outcomes()))
    headings, *rows = work.sheet.values()
    gone = [
        place for place, row in enumerate(work.excel_rows) if work.decisions[row].status == sharers.REMOVED
    ]
    block = [[*REMOVED_HEADINGS, *headings]]
    for place in gone:
        row = work.excel_rows[place]
        block.append([str(row), work.decisions[row].on_the_sheet, *rows[place]])
    work.book.add_sheet(REMOVED_SHEET, block).format_report()
    work.sheet.remove_rows([place + 2 for place in gone])
    work.excel_rows = [row for row in work.excel_rows if work.decisions[row].status != sharers.REMOVED]
    kept = [work.decisions[row] for row in work.excel_rows]
    checked: Block = [CHECKED, *([one.status, one.on_the_sheet, ""] for one in kept)]
    work.sheet.paste(1, work.width + 1, checked, arrows=True)


@contextmanager
def _road_register(work: Work) -> "Iterator[Register | None]":
    """The unit's road register; without it fewer addresses are surely the same, and none is lost."""
    from cso_xl.addresses import register

    try:
        opened = register.from_settings(work.settings)
    except FileError as error:
        work.notices.append(f"{error} The addresses were compared without it.")
        opened = None
    with opened or nullcontext():
        yield opened


@step(
    "A5",
    "Save the filtered copy",
    by_hand="Save as 'yyyymmdd Filtered Copy CSOs Living With Children' in the same folder.",
    why="It shows what was left before last week was compared.",
)
def save_filtered(work: Work) -> None:
    """Files the workbook as it stands as the Filtered Copy."""
    work.expect_status("Remove rows")
    work.desk.file("filtered", work.book.save_copy(worklist.put_choices))


@step(
    "A6",
    "Paste the previous master",
    by_hand="Open the most recent previous Master Copy, copy all, paste it 3 or 4 columns right of the data.",
    why="What was there last week need not be looked up again.",
    reads=True,
)
def paste_previous_master(work: Work) -> None:
    """Finds the previous Master by its date in the records and pastes it beside this week's rows."""
    previous = work.desk.previous_master()
    if previous is None:
        work.notices.append(
            "No earlier Master Copy was found in the records, so every row counts as New. If this is not the "
            "first week, check that the records folder is the right one."
        )
        return
    work.expect_status("Remove rows")
    _, table = previous
    work.sheet.paste(1, _last_week_column(work), [table.headings, *table.rows])


@step(
    "A7",
    "Compare with last week",
    by_hand="Select both groups without headings, Duplicate Values; the white cells on the left are new.",
    why="A row that is red all over may still be new, and a red row without an outcome is never looked at again.",
    reads=True,
)
def compare(work: Work) -> None:
    """Puts one Duplicate Values rule on both groups and writes Status: New, Changed, Seen or Check address."""
    work.expect_status("Remove rows")
    if is_compared(work.sheet.headings()):
        work.notices.append("This sheet was compared with last week before.")
        return
    previous = work.desk.previous_master()
    last = None
    if previous is not None:
        if not _has_last_week(work):
            raise CallError(
                "Press 'Paste previous master' first: last week's rows are not beside this week's."
            )
        date, table = previous
        places = locate(table.file, table.headings, COLUMNS, work.settings.columns(KEY))
        last = LastWeek(table.headings, table.rows, records(table.rows, places, table.excel_rows), date)
    work.sheet.highlight_duplicates(both_groups(work))
    rows = [row[: work.width] for row in work.sheet.values()[1 : len(work.excel_rows) + 1]]
    this = Week(work.sheet.headings()[: work.width], rows, work.records(KEY, COLUMNS))
    painted = DuplicateValues(chain.from_iterable([*rows, *(last.rows if last else [])]))
    work.decide(sharers.compare_weeks(this, last, [work.decisions[row] for row in work.excel_rows], painted))
    work.show_decisions(work.width + 1)


@step(
    "A8",
    "Keep the working copy",
    by_hand="Keep the workbook open, look up each row with a white cell in CMS, and comment it.",
    why="The comment between the two groups is the row's outcome: NFA, or Email sent.",
)
def save_working(work: Work) -> None:
    """Files the compared workbook as the Working Copy, to be opened in Excel and commented."""
    _expect_compared(work)
    work.desk.file("working", work.book.save_copy(worklist.put_choices))


@step(
    "A10",
    "Colour the rows that are done",
    by_hand="Fill the white cell with green and comment the row between the two groups.",
    why="The next person sees at a glance what is left.",
    paints=True,
)
def colour_done_rows(work: Work) -> None:
    """Fills the white cells of every row whose comment names an outcome green."""
    _expect_compared(work)
    comment = work.width + CHECKED.index(COMMENT)
    outcomes = work.settings.words("address_sharer.outcomes")
    done = [at for at, row in enumerate(work.rows(), 2) if sharers.is_outcome(row[comment], outcomes)]
    work.sheet.fill(white_cells(work, done), work.settings.text("colours.done"))


@step(
    "A11",
    "Save the processed copy",
    by_hand="Save as 'yyyymmdd Processed Copy CSOs Living With Children' in the same folder.",
    why="Next week's rows are recognised by the outcomes in it.",
)
def save_processed(work: Work) -> None:
    """Files the Processed Copy, but not while a row that needs an outcome has none; says which rows those are."""
    _expect_compared(work)
    open_rows = rows_without_outcome(work)
    if open_rows:
        shown = ", ".join(map(str, open_rows[:20])) + (" and more" if len(open_rows) > 20 else "")
        which = f"1 row has no outcome: row {shown}"
        if len(open_rows) > 1:
            which = f"{len(open_rows)} rows have no outcome: rows {shown}"
        work.notices.append(f"{which}.")
    if not open_rows or work.without_outcomes:
        work.desk.file("processed", work.book.save_copy(worklist.put_choices))
    else:
        work.notices.append(
            "The Processed Copy was not saved. Write the outcome (NFA, Email sent) into Comment, then save it again."
        )


def rows_without_outcome(work: Work) -> list[int]:
    """Rows of the sheet (Excel's numbers) that need an outcome and whose Comment names none [A11]."""
    status, comment = (work.width + BETWEEN.index(heading) for heading in (STATUS[0], COMMENT))
    not_needed = work.settings.words("address_sharer.no_outcome_needed")
    outcomes = work.settings.words("address_sharer.outcomes")
    return [
        place
        for place, row in enumerate(work.rows(), 2)
        if row[status] not in not_needed and not sharers.is_outcome(row[comment], outcomes)
    ]


def is_compared(headings: Sequence[str]) -> bool:
    """Whether our Status, Reason and Comment stand side by side: last week has been compared [A7]."""
    at = status_column(headings)
    return at is not None and tuple(headings[at - 1 : at - 1 + len(BETWEEN)]) == BETWEEN


def both_groups(work: Work) -> list[Area]:
    """This week's rows and last week's, without their headings [A7]."""
    headings, left = work.sheet.headings(), _last_week_column(work)
    this_week = Area(2, 1, max(len(work.rows()) + 1, 2), work.width)
    last_week = Area(2, left, len(work.sheet.values()), len(headings))
    return [this_week, last_week] if _has_last_week(work) else [this_week]


def _has_last_week(work: Work) -> bool:
    return len(work.sheet.headings()) >= _last_week_column(work)


def _expect_compared(work: Work) -> None:
    if not is_compared(work.sheet.headings()):
        raise CallError("Press 'Compare with last week' first: the rows of this sheet have no Status yet.")


def _last_week_column(work: Work) -> int:
    """The first column of last week's group: T when the report has 16 columns and the gap is 3 [A6]."""
    return work.width + work.settings.number("address_sharer.gap") + 1


PROCEDURE = Procedure(
    name="address-sharer",
    key=KEY,
    title="Address sharer",
    columns=COLUMNS,
    steps=(
        open_address_report,
        save_master,
        format_sheet,
        highlight_duplicates,
        remove_rows,
        save_filtered,
        paste_previous_master,
        compare,
        worklist.make(KEY, WORKLIST_COLUMNS, "A8"),
        worklist.draft(KEY, WORKLIST_COLUMNS, "A9", also=("A12",)),
        save_working,
        colour_done_rows,
        save_processed,
    ),
    received_as=KEY,
)
