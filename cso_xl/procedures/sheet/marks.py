"""Marks: the words that staff write beside the rows they have selected when they are done with them [A10, X6]."""

from collections.abc import Mapping, Sequence

from cso_xl.cases.recording.comments import closed_list
from cso_xl.cases.state import handed_on
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET
from cso_xl.decisions.comment_words import ClosedList, Says, settles
from cso_xl.decisions.sharers import CHECK_ADDRESS
from cso_xl.errors import CallError
from cso_xl.procedures.sheet import beside, typed
from cso_xl.procedures.sheet.beside import COMMENT
from cso_xl.procedures.sheet.colours import colour_ours, colour_rows, paint
from cso_xl.procedures.sheet.selection import rows_to_mark
from cso_xl.procedures.step import step
from cso_xl.procedures.work import REMOVED_SHEET, Work
from cso_xl.sheet.areas import Area

EMAIL_SENT, NFA, CONFLICT = "Email sent", "NFA", "Conflict of interest"


@step(
    "A10",
    "Mark as Email sent",
    by_hand="Fill the white cell with green and write 'Email sent' between the two groups.",
    why="The next person sees that Oranga Tamariki, or whoever had to be told, has been.",
)
def email_sent(work: Work) -> None:
    """Writes 'Email sent' into Comment of the selected rows and fills their white cells and our columns green."""
    _mark(work, EMAIL_SENT, "done")


@step(
    "A8",
    "Mark as NFA",
    by_hand="Compare both records in CMS; if they are not the same, write 'NFA' between the two groups.",
    why="A row without an outcome is looked up again by the next person, or by nobody.",
)
def nfa(work: Work) -> None:
    """Writes 'NFA' into Comment of the selected rows and fills their white cells and our columns green."""
    _mark(work, NFA, "done")


@step(
    "X6",
    "Hand on for a conflict of interest",
    by_hand="Tell the team leader that you know the client, and leave the row to a colleague.",
    why="Nobody may open the record of a friend, relative or acquaintance.",
)
def conflict_of_interest(work: Work) -> None:
    """Writes 'Conflict of interest' into Comment of the selected rows and fills their white cells amber.

    They are not done: a colleague still has to give them an outcome.
    """
    rows = _mark(work, CONFLICT, "handed_on")
    if work.book.sheet(WORKLIST_SHEET):  # what is only typed may be anybody's word: this is recorded at once
        work.desk.cases.hand_on({work.excel_rows[row - 2] for row in rows})


@step(
    "A4",
    "Restore a removed row",
    by_hand="Copy the row back from the master.",
    why="Losing a real sharer is the worst error of all, so what was removed can come back.",
)
def restore_row(work: Work) -> None:
    """Puts the rows selected on the sheet 'Removed' back under the list, marked 'Check address'."""
    removed = work.book.sheet(REMOVED_SHEET)
    if removed is None:
        raise CallError("No row has been removed from this list, so there is none to restore.")
    work.expect_status("Remove rows")
    values = removed.values()
    chosen = [row for row in work.selected if 1 < row <= len(values)]
    if not chosen:
        raise CallError(f"Select the rows to restore on the sheet '{REMOVED_SHEET}', then press again.")
    back = []
    for row in chosen:
        number, reason, *cells = values[row - 1]
        texts = [text for cell in cells[work.width :] if (text := cell.strip())]
        kept = typed.in_words(texts) if texts else ""
        back.append((number, cells[: work.width], f"restored by hand; was removed: {reason}", kept))
    where = put_under(work, back)
    removed.remove_rows(chosen)
    work.remark(f"Restored under the list: {where} of the sheet '{work.sheet.name}'.")


def put_under(work: Work, rows: Sequence[tuple[str, Sequence[str], str, str]]) -> str:
    """Put rows (number, cells, reason, comment) under the list, to check; says where they stand.

    Raises CallError when something was typed in the cells under the list.
    """
    numbered = work.expect_status("Remove rows").row is not None
    block = [
        [*cells, *([number] if numbered else []), CHECK_ADDRESS, reason] for number, cells, reason, _ in rows
    ]
    bottom = len(work.rows()) + 1
    typed.expect_free(work, bottom + 1, 1, [[""] * max(map(len, block))] * len(block))
    work.sheet.paste(bottom + 1, 1, block, arrows=True)
    colour_ours(work, range(bottom + 1, bottom + 1 + len(block)))
    if kept := {bottom + at: text for at, (*_, text) in enumerate(rows, 1) if text}:
        add_comments(work, kept)
    if grown := [_grown(area, bottom, len(block)) for area in work.sheet.duplicates()]:
        work.sheet.highlight_duplicates(grown)
    return f"row {bottom + 1}" if len(block) == 1 else f"rows {bottom + 1} to {bottom + len(block)}"


MARKS = (email_sent, nfa, conflict_of_interest, restore_row)


def _mark(work: Work, text: str, colour: str) -> Sequence[int]:
    """Mark the selected rows; returns their places on the sheet."""
    _comment_column(work)
    rows = rows_to_mark(work)
    if text != CONFLICT:
        _expect_taken(work, rows)
    mark_rows(work, rows, text, colour)
    return rows


def _expect_taken(work: Work, rows: Sequence[int]) -> None:
    """Raise CallError where a row is recorded as handed on: somebody must take it before it is answered [X6]."""
    column, values, words = _comment_column(work), work.sheet.values(), closed_list(work.settings)
    on = [row for row in rows if settles(_cell(values[row - 1], column), words).says is Says.HANDED_ON]
    received = {work.excel_rows[row - 2] for row in on}
    if received:
        handed_on.expect_taken(work.desk.cases.all(), received, "Nothing was changed.")


def mark_rows(work: Work, rows: Sequence[int], text: str, colour: str) -> None:
    """Write the text into Comment of these rows, in order, and colour them; `colour` is its name in settings."""
    column = _comment_column(work)
    comments = {row: work.sheet.values()[row - 1][column - 1] for row in range(rows[0], rows[-1] + 1)}
    words = closed_list(work.settings)
    comments |= {row: _comment(comments[row], text, words) for row in rows}
    work.sheet.paste(rows[0], column, [[comment] for comment in comments.values()])
    paint(work, rows, colour)
    colour_ours(work, rows)


def add_comments(work: Work, texts: Mapping[int, str]) -> None:
    """Add a text to Comment of each of these rows of the sheet, after the text it has."""
    column, values = _comment_column(work), work.sheet.values()
    first, last = min(texts), max(texts)
    comments = {row: values[row - 1][column - 1] for row in range(first, last + 1)}
    comments |= {row: "; ".join(filter(None, (comments[row], text))) for row, text in texts.items()}
    work.sheet.paste(first, column, [[comment] for comment in comments.values()])


def write_comments(work: Work, texts: Mapping[int, str]) -> None:
    """Write Comment of these rows of the sheet, and colour their white cells by it [A10, X6]."""
    if not texts:
        return
    column, values = _comment_column(work), work.sheet.values()
    first, last = min(texts), max(texts)
    before = [[_cell(values[row - 1], column)] for row in range(first, last + 1)]
    block = [[texts.get(row, cell)] for row, (cell,) in enumerate(before, first)]
    if block != before:
        work.sheet.paste(first, column, block)
    colour_rows(work, texts)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column - 1] if column <= len(row) else ""


def _comment(comment: str, mark: str, words: ClosedList) -> str:
    """The comment with the mark, which then counts [C4]: text that staff typed is kept, an earlier mark is replaced."""
    parts = [part for part in map(str.strip, comment.split(";")) if part]
    if settles(comment, words) == settles(mark, words):
        return comment
    if all(part in (EMAIL_SENT, NFA, CONFLICT) for part in parts):
        return mark
    kept = [part for part in parts if part != CONFLICT]  # a conflict in staff's own words still wins
    return "; ".join(kept if kept[-1] == mark else [*kept, mark])


def _comment_column(work: Work) -> int:
    """The column of the rows' comment; it is made right of our own when the report has none yet."""
    ours = beside.find(work.sheet.headings())
    if ours is None:
        raise CallError(
            "The rows of this sheet have no Status yet. Press Next until they have, or Do all steps."
        )
    headings = work.sheet.headings()
    column = beside.comment_column(headings, work.width)
    if column is None:
        column = beside.end_of_ours(headings, ours.status) + 1
        kept = typed.beside_rows(work, column, column)
        cells = [[kept.get(place, "")] for place in range(2, len(work.rows()) + 2)]
        work.sheet.paste(1, column, [[COMMENT], *cells], arrows=True)
    return column


def _grown(area: Area, bottom: int, by: int) -> Area:
    """The rule's area with the restored rows in it; last week's group, right of them, stays as it is."""
    return area._replace(bottom=max(area.bottom, bottom + by)) if area.left == 1 else area
