"""The address sharers: CSOs who share an address with children [A]."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from cso_xl.cases.recording.comments import closed_list, settles_nothing
from cso_xl.cases.worklist import facts
from cso_xl.cells.columns import CellKind, Column, Records, locate, records
from cso_xl.decisions import sharers
from cso_xl.decisions.comment_words import Says, settles
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.decisions.sharers import LastWeek, Week
from cso_xl.errors import CallError
from cso_xl.notices import fields
from cso_xl.procedures.procedure import Arrival, CopyKinds, Own, Procedure, Worklist
from cso_xl.procedures.sheet import removing, side_by_side, typed
from cso_xl.procedures.sheet.colours import colour_ours, paint
from cso_xl.procedures.sheet.common import format_sheet, keep_in_comment
from cso_xl.procedures.sheet.comparing import addresses_of, recogniser
from cso_xl.procedures.sheet.finishing import SAVE_AGAIN, copy_to_file
from cso_xl.procedures.sheet.numbering import number_rows
from cso_xl.procedures.step import step
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist import worklist
from cso_xl.procedures.worklist.keeping_up import keep_up
from cso_xl.sheet.areas import Area

KEY = "address_sharer"
TITLE = "CSOs Living With Children"
COLUMNS = (
    Column("cso_client_number", CellKind.CLIENT_NUMBER),
    Column("cso_address"),
    Column("sharer_address"),
    Column("sharer_client_number", CellKind.CLIENT_NUMBER_OR_EMPTY, required=False),
    Column("sharer_surname", required=False),
    Column("sharer_first_names", required=False),
    Column("sharer_date_of_birth", CellKind.DATE, required=False),
    Column("cso_date_of_birth", CellKind.DATE, required=False),
    Column("cso_tag_date", CellKind.DATE, required=False),
    Column("cso_address_start", CellKind.DATE, required=False),
    Column("sharer_address_start", CellKind.DATE, required=False),
)
WORKLIST_COLUMNS = (
    *COLUMNS,
    Column("cso_surname", required=False),
    Column("cso_first_names", required=False),
    Column("relationship", required=False),
)


def _says(work: Work, report: Records, rows: Sequence[int]) -> str:
    """Who shares the CSO's address, how old they are, and what A4 and A7 say of each."""
    decisions = {row: work.decisions[row] for row in rows}
    words = {
        row: decision.on_the_sheet
        if decision.on_the_sheet.startswith(decision.status)
        else f"{decision.status}: {decision.on_the_sheet}"
        for row, decision in decisions.items()
    }
    return facts.household({row: report[row] for row in rows}, words, work.desk.date)


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
    files="master",
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
    if side_by_side.is_compared(work.sheet.headings()):
        work.remark("Both weeks are highlighted together already.")
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
    removing.remove(work)


@step(
    "A5",
    "Save the filtered copy",
    by_hand="Save as 'yyyymmdd Filtered Copy CSOs Living With Children' in the same folder.",
    why="It shows what was left before last week was compared.",
    files="filtered",
)
def save_filtered(work: Work) -> None:
    """Files the workbook as it stands as the Filtered Copy."""
    work.expect_status("Remove rows")
    work.desk.file("filtered", copy_to_file(work))


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
    left = side_by_side.last_week_column(work)
    right = left + len(table.headings) - 1
    if tuple(work.sheet.headings()[left - 1 : right]) == tuple(table.headings):
        work.remark("Last week's rows stand beside this week's already.")
        return
    kept = typed.beside_rows(work, left, right)
    work.sheet.paste(1, left, [table.headings, *table.rows])
    keep_in_comment(work, kept)


@step(
    "A7",
    "Compare with last week",
    by_hand="Select both groups without headings, Duplicate Values; the white cells on the left are new.",
    why="A row that is red all over may still be new, and a red row without an outcome is never looked at again.",
    reads=True,
)
def compare(work: Work) -> None:
    """Puts one Duplicate Values rule on both groups and writes Status: New, Changed, Seen or Check address.

    Folds away last week's rows and what nobody looks at to decide a row; [+] above the columns shows it.
    """
    work.expect_status("Remove rows")
    if side_by_side.is_compared(work.sheet.headings()):
        work.remark("This sheet was compared with last week before.")
        return
    previous = work.desk.previous_master()
    last = None
    if previous is not None:
        if not side_by_side.has_last_week(work):
            raise CallError(
                "Press 'Paste previous master' first: last week's rows are not beside this week's."
            )
        date, table = previous
        places = locate(table.file, table.headings, COLUMNS, work.settings.columns(KEY))
        last = LastWeek(table.headings, table.rows, records(table.rows, places, table.excel_rows), date)
    number_rows(work)
    typed_over = _typed_over(work)
    work.sheet.highlight_duplicates(side_by_side.both_groups(work))
    rows = [row[: work.width] for row in work.sheet.values()[1 : len(work.excel_rows) + 1]]
    headings = work.sheet.headings()[: work.width]
    columns = {key: headings[place - 1] for key, place in work.columns(COLUMNS).items()}
    this = Week(headings, rows, work.records(COLUMNS), columns=columns)
    painted = DuplicateValues(chain.from_iterable([*rows, *(last.rows if last else [])]))
    kept = [work.decisions[row] for row in work.excel_rows]
    with addresses_of(work) as compared:
        earlier = recogniser(work, compared, work.desk.on_file(last.date if last else None))
        work.decide(sharers.compare_weeks(this, last, kept, painted, earlier))
    side_by_side.fold(work, work.sheet)
    work.show_decisions(work.width + 1)
    colour_ours(work)
    keep_in_comment(work, typed_over)


def _typed_over(work: Work) -> dict[int, str]:
    """By row of the sheet, the words that staff typed in place of ours under Address check and Reason."""
    typed_over = {}
    for place, row in enumerate(work.excel_rows, 2):
        decision = work.decisions[row]
        # 'written differently [both: number 12, ...]' is ours
        kept = [] if decision.rests_on_evidence else [decision.reason]
        ours = {sharers.KEPT: kept, sharers.CHECK_ADDRESS: []}
        texts = ours.get(decision.status, [decision.status, decision.reason])
        if any(texts):
            typed_over[place] = typed.in_words([text for text in texts if text])
    return typed_over


@step(
    "A8",
    "Keep the working copy",
    by_hand="Keep the workbook open, look up each row with a white cell in CMS, and comment it.",
    why="The comment between the two groups is the row's outcome: NFA, or Email sent.",
    files="working",
)
def save_working(work: Work) -> None:
    """Files the compared workbook as the Working Copy, to be opened in Excel and commented."""
    _expect_compared(work)
    keep_up(work)
    work.desk.file("working", copy_to_file(work))


@step(
    "A10",
    "Colour the rows that are done",
    by_hand="Fill the white cell with green and comment the row between the two groups.",
    why="The next person sees at a glance what is left.",
    paints=True,
)
def colour_done_rows(work: Work) -> None:
    """Fills the white cells of every row whose comment names an outcome green, and what we have written beside it."""
    _expect_compared(work)
    comment, words = comment_place(work), closed_list(work.settings)
    done = [at for at, row in enumerate(work.rows(), 2) if settles(row[comment], words).settled]
    paint(work, done, "done")
    colour_ours(work)


@step(
    "A11",
    "Save the processed copy",
    by_hand="Save as 'yyyymmdd Processed Copy CSOs Living With Children' in the same folder.",
    why="Next week's rows are recognised by the outcomes in it.",
    files="processed",
)
def save_processed(work: Work) -> None:
    """Files the Processed Copy, but not while a row that needs an outcome has none; says which rows those are."""
    _expect_compared(work)
    keep_up(work)
    open_rows = sorted(rows_without_outcome(work), key=lambda place: work.excel_rows[place - 2])
    if open_rows:
        which = f"1 row has no outcome: row {work.in_words(open_rows)}"
        if len(open_rows) > 1:
            which = f"{len(open_rows)} rows have no outcome: rows {work.in_words(open_rows)}"
        why = _what_they_say(work, open_rows)
        # these notices were remarks until now: from here they are reasons
        work.notices[:] = [notice for notice in work.notices if notice not in why]
        is_left_out = "" if work.without_outcomes else "The Processed Copy is not saved yet: "
        work.notices += [f"{is_left_out}{which}.", *why]
    if not open_rows or work.without_outcomes:
        work.desk.file("processed", copy_to_file(work))
    else:
        work.notices.append(SAVE_AGAIN)


def rows_without_outcome(work: Work) -> list[int]:
    """Rows of the sheet (Excel's numbers) that need an outcome and whose Comment has none [A11]."""
    status, comment = work.expect_status("Compare with last week").status - 1, comment_place(work)
    not_needed = work.settings.words(f"{KEY}.no_outcome_needed")
    words = closed_list(work.settings)
    return [
        place
        for place, row in enumerate(work.rows(), 2)
        if row[status] not in not_needed and not settles(row[comment], words).settled
    ]


def _what_they_say(work: Work, rows: Sequence[int]) -> list[str]:
    """A notice for each row that its comment does not settle; no text that may hold a name is repeated [C4]."""
    values, words, at = work.sheet.values(), closed_list(work.settings), comment_place(work)
    notices = []
    for place, row in zip(rows, work.named(rows), strict=True):
        comment = values[place - 1][at]
        if settles(comment, words).says is Says.HANDED_ON:
            notices.append(f"Row {row} is handed on (conflict of interest): a colleague gives it an outcome.")
        elif notice := settles_nothing(row, comment, words):
            notices.append(notice)
    return notices


def comment_place(work: Work) -> int:
    """The position (from 0) of our Comment, right of Reason."""
    return work.expect_status("Remove rows").reason


def _expect_compared(work: Work) -> None:
    if not side_by_side.is_compared(work.sheet.headings()):
        raise CallError("Press 'Compare with last week' first: the rows of this sheet have no Status yet.")


PROCEDURE = Procedure(
    name="address-sharer",
    key=KEY,
    title="Address sharer",
    sheet=TITLE,
    columns=COLUMNS,
    statuses=(*sharers.LEFT, sharers.REMOVED),
    steps=(
        open_address_report,
        save_master,
        format_sheet,
        highlight_duplicates,
        remove_rows,
        save_filtered,
        paste_previous_master,
        compare,
        worklist.make("A8"),
        worklist.draft("A9", also=("A12",)),
        save_working,
        colour_done_rows,
        save_processed,
    ),
    arrives=Arrival(KEY, workbook="CSO Living with Children WB ..."),
    worklist=Worklist(
        WORKLIST_COLUMNS,
        after="Compare with last week",
        about=fields.HOUSEHOLD,
        says=_says,
        born="cso_date_of_birth",
        come_again=True,
    ),
    copies=CopyKinds("master", worked_in="working", finished="processed", compared="master"),
    own=Own(
        side_by_side.BETWEEN,
        "between this week's and last week's columns",
        side_by_side.is_compared,
        written_by="compare",
    ),
    spoken="address report",
    removes=True,
    to_do=lambda settings: {*sharers.LEFT} - {*settings.words(f"{KEY}.no_outcome_needed")},
    arrange=side_by_side.arrange,
    highlighted=side_by_side.both_groups,
)
