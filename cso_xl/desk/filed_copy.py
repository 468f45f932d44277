"""A filed copy in which people have worked, opened without Excel: built anew from its values alone [C12]."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cso_xl.cases.words import of_rows
from cso_xl.cells import dates
from cso_xl.desk.arrived import Arrived
from cso_xl.desk.file_desk import FileDesk
from cso_xl.desk.office import Office
from cso_xl.errors import FileError
from cso_xl.intake.grids import Grid, decrypt, padded, read_workbook
from cso_xl.intake.received import Received
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.added import added_sheets
from cso_xl.procedures.sheet.colours import paint_by_comment
from cso_xl.procedures.work import Work
from cso_xl.records import names
from cso_xl.records.tree import read, source_of
from cso_xl.sheet.look import headed_width
from cso_xl.sheet.protocol import Sheet


def newest(procedure: Procedure, office: Office, date: dt.date | None) -> tuple[Work, FileDesk, Received]:
    """A report's newest copy, or that of a day. Raises FileError when there is none."""
    kind = procedure.copies.worked_in
    until = date + dt.timedelta(days=1) if date else dt.date.max
    found = office.records.newest(procedure.key, kind, until)
    if found is None or (date and found[0] != date):
        which = f" of {dates.in_full(date)}" if date else ""
        raise FileError(
            f"There is no {procedure.copies.of_work}{which} in {office.records.root}. Run the {procedure.words} first."
        )
    return opened(procedure, office, *found)


def opened(procedure: Procedure, office: Office, day: dt.date, path: Path) -> tuple[Work, FileDesk, Received]:
    """The copy of a day that lies at `path`."""
    kind = procedure.copies.worked_in
    copy = Received(path.name, read(path), is_own=True)
    plain = replace(copy, data=decrypt(copy, office.passwords))
    named = names.copy_in(office.settings, procedure.key, kind, path.name)
    desk = FileDesk(_arrived(procedure, office, path, plain), day, named.issue if named else 1)
    work = Work(procedure, lambda: desk, office.settings)
    _open_working(work, path.name, read_workbook(plain, office.passwords))
    return work, desk, copy


def arrived(procedure: Procedure, office: Office, path: Path) -> Arrived:
    """The copy at `path` in place of the received file that it was made from."""
    copy = Received(path.name, read(path), is_own=True)
    return _arrived(procedure, office, path, replace(copy, data=decrypt(copy, office.passwords)))


def _arrived(procedure: Procedure, office: Office, path: Path, plain: Received) -> Arrived:
    return Arrived(procedure, path, office, made_from=source_of(plain.data) or plain.sha256)


def _open_working(work: Work, file: str, sheets: Mapping[str, Grid]) -> None:
    """Build the workbook anew from the copy's values alone."""
    own = work.procedure.own
    title = next((name for name, grid in sheets.items() if grid and own.are_in(grid[0])), None)
    if title is None:
        raise FileError(
            f"{file} no longer has the headings {', '.join(own.headings)} side by side in its first row. "
            f"Put them back {own.place}, save it and try again."
        )
    book = work.desk.new_book(title, [])
    _lay_out(book.report, _without_gaps(work, padded(sheets[title])))
    others = {name: grid[0] for name, grid in sheets.items() if grid and name != title}
    for kind, name in added_sheets(others).items():
        book.add_sheet(kind, padded(sheets[name])).format_report()
    work.resume(book)
    if areas := work.procedure.highlighted(work):
        book.report.highlight_duplicates(areas)
    paint_by_comment(work)


def _without_gaps(work: Work, grid: Grid) -> Grid:
    """The report's rows without the empty ones between them; what stands below them, after a gap, stays below [C1].

    A copy from before the column Row is left as it is: what is a row of the report cannot be told there.
    """
    ours = beside.find(grid[0])
    if ours is None or ours.row is None:
        return grid
    last = max((at for at, row in enumerate(grid) if row[ours.row - 1].strip().isdecimal()), default=0)
    end = next((at for at, row in enumerate(grid) if at > last and not any(row)), len(grid))
    kept = [at for at in range(1, end) if any(grid[at])]
    under = [at + 1 for at in range(end, len(grid)) if any(grid[at])]
    if len(kept) < end - 1:
        work.remark(f"Empty rows between those of the report, left out: {end - 1 - len(kept)}.")
    if under:
        work.notices.append(
            f"Below the report's rows stands what is no row of it, on the sheet's {of_rows(under)}: it stays there."
        )
    if under or len(kept) < end - 1:
        work.stood = tuple(at + 1 for at in kept)
    return [grid[0], *(grid[at] for at in kept), *grid[end:]]


def _lay_out(sheet: Sheet, grid: Grid) -> None:
    """The filter arrows reach over the report and our columns beside it, as they did at first.

    Client numbers may be pasted further down than the report goes, and last week's rows right of it [L3, A6].
    """
    headings, ours = grid[0], beside.find(grid[0])
    width = min(headed_width(headings), ours.first - 1 if ours else len(headings))
    bottom = max(at for at, row in enumerate(grid, 1) if at == 1 or any(row[:width]))
    sheet.paste(1, 1, [row[:width] for row in grid[:bottom]])
    sheet.format_report()
    sheet.paste(1, 1, grid)
    if ours:
        last = beside.end_of_ours(headings, ours.status)
        sheet.paste(1, ours.first, [row[ours.first - 1 : last] for row in grid[:bottom]], arrows=True)
