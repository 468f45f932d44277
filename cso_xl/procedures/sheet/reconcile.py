"""Nothing is lost: every received row stands in the workbook or on the sheet 'Removed'."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from cso_xl.errors import CsoError, FileError
from cso_xl.intake.tables import Table
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.work import REMOVED_HEADINGS, REMOVED_SHEET, Work, plain_cells


def of_run(work: Work) -> None:
    """Stop a run unless every received row has one decision and stands, whole, in the workbook.

    Rows in = kept + removed; each row's cells are in the outgoing row, in the same order.
    """
    assert work.received is not None, "no step has opened a workbook"
    expected = dict(zip(work.received.excel_rows, work.received.rows, strict=True))
    rows = (row[: work.width] for row in work.sheet.values()[1:])
    out = dict(zip(work.excel_rows, rows, strict=False))
    out |= {int(row[0]): row[len(REMOVED_HEADINGS) :] for row in work.removed_rows()}
    lost = [row for row, cells in expected.items() if row not in out or not _holds(out[row], cells)]
    if lost or set(work.decisions) != set(expected) or len(out) != len(expected):
        raise CsoError(
            f"The rows do not add up ({len(expected)} in, {len(out)} out), so nothing was written. "
            "This is a fault of the program: tell support, and work this report by hand."
        )


def of_workbook(work: Work, received: Table, where: str) -> None:
    """Raise FileError unless each received row stands once, unchanged, in the workbook that people worked in.

    `where` names the workbook in the message; the order of rows does not matter.
    """
    own = _own_columns(work, received, where)
    _name_restored(work, received, own)
    standing: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for number, row in enumerate(work.rows(), 2):
        standing[plain_cells([row[at] for at in own], len(own))].append(
            f"row {work.stands(number)} of the sheet"
        )
    before = len(REMOVED_HEADINGS)
    for row in work.removed_rows():
        cells = row[before : before + len(own)]
        standing[plain_cells(cells, len(own))].append(f"row {row[0]} on the sheet '{REMOVED_SHEET}'")
    missing = []
    for number, cells in zip(received.excel_rows, received.rows, strict=True):
        places = standing[plain_cells(cells, len(own))]
        if places:
            places.pop(0)
        else:
            missing.append(number)
    if missing and _has_lost_removed(work):
        raise FileError(
            f"{where} has no sheet '{REMOVED_SHEET}' any more, with the rows that were removed from the list. In "
            "Excel, press 'Remove rows': it is made again from what was received. Nothing was saved."
        )
    if wrong := _wrong(received, missing, standing) or _misnamed(work, received, own):
        raise FileError(
            f"{where} does not agree with what was received: {wrong}. Each received row must stand once, as "
            f"it was received, either in the list or on the sheet '{REMOVED_SHEET}'. Put it right and try again."
        )


def with_filed(work: Work, filed: Collection[int]) -> None:
    """Raise FileError unless each row of the `filed` copy, by its number, still stands in the workbook [C1]."""
    if gone := sorted({*filed} - {*work.places}):
        raise FileError(
            f"This workbook no longer has Row {', '.join(map(str, gone[:20]))}, which the filed copy has. Bring back "
            "what was deleted (Ctrl+Z), or close the workbook without saving and open it again. Nothing was saved."
        )


def _has_lost_removed(work: Work) -> bool:
    """Whether rows went to the sheet 'Removed', and it has gone since."""
    was_made = work.procedure.removes and beside.find(work.sheet.headings())
    return bool(was_made) and work.book.sheet(REMOVED_SHEET) is None


def _name_restored(work: Work, received: Table, own: Sequence[int]) -> None:
    """Number rows that were pasted back from the sheet 'Removed', by their cells: under Row they have nothing [C1]."""
    ours = beside.find(work.sheet.headings())
    if ours is None or ours.row is None:
        return
    numbered = zip(received.excel_rows, received.rows, strict=True)
    unplaced = {plain_cells(cells, len(own)): row for row, cells in numbered if row not in work.places}
    for at, cells in enumerate(work.rows()):
        row = unplaced.get(plain_cells([cells[place] for place in own], len(own)))
        if row and not cells[ours.row - 1].strip():
            work.excel_rows[at] = row
            work.sheet.paste(at + 2, ours.row, [[str(row)]])


def _misnamed(work: Work, received: Table, own: Sequence[int]) -> str:
    """The first row of the sheet with another row's number, as when only some columns were sorted, in words [C1]."""
    ours = beside.find(work.sheet.headings())
    if ours is None or ours.row is None:
        return ""
    numbers = dict(zip(received.excel_rows, received.rows, strict=True))
    for place, (row, cells) in enumerate(zip(work.excel_rows, work.rows(), strict=True), 2):
        if row in work.doubled or row not in numbers:
            return f"the column Row does not name row {work.stands(place)} of the sheet, or names it like another"
        if plain_cells(numbers[row], len(own)) != plain_cells([cells[at] for at in own], len(own)):
            return f"row {work.stands(place)} of the sheet is numbered {row} under Row and holds the cells of another"
    return ""


def _wrong(received: Table, missing: Sequence[int], left: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    """The fault in words: rows that are missing, or a row that is `left` over once every row has been found."""
    if missing:
        numbers = ", ".join(map(str, missing[:20]))
        few = len(missing) == 1
        return f"row{'' if few else 's'} {numbers} of {received.file} {'is' if few else 'are'} not in it"
    width = len(received.headings)
    rows = {
        plain_cells(cells, width): row for row, cells in zip(received.excel_rows, received.rows, strict=True)
    }
    for cells, places in left.items():
        if places:
            if cells not in rows:
                return f"{places[0]} was not received"
            return f"Row {rows[cells]} is in it twice, the second time in {places[0]}"
    return ""


def _own_columns(work: Work, received: Table, where: str) -> list[int]:
    """The places (from 0) of the received columns; the off list's Comment stands between them [O2]."""
    headings = work.sheet.headings()
    places: list[int] = []
    for heading in received.headings:
        at = places[-1] + 1 if places else 0
        while at < len(headings) and headings[at] != heading:
            at += 1
        if at == len(headings):
            raise FileError(
                f"{where} no longer has the column '{heading}' where it was received. Put the headings back and try "
                "again."
            )
        places.append(at)
    return places


def _holds(out: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the cells stand in the outgoing row in their order: at its beginning, or with our columns between."""
    if [*out[: len(cells)]] == cells:
        return True
    remaining = iter(out)
    return all(cell in remaining for cell in cells)
