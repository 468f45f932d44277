"""The received row of each row of the sheet, where no column says it yet, or a person has changed the sheet [C1]."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from cso_xl.cells.letters import letters_of
from cso_xl.errors import CallError, FileError
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import COMMENT, UNNUMBERED
from cso_xl.procedures.work import Work, plain_cells

_SHOWN = 20  # rows that a message names


def number_rows(work: Work) -> None:
    """Number the rows before their Status is written: a person may have sorted or changed the sheet since.

    Raises FileError when a row is not as received, CallError when a number stands twice or is missing.
    """
    if work.received is not None or work.is_exercise:
        return
    ours = beside.find(work.sheet.headings())
    if ours is None and work.opened_as != cells_digest(work):
        number_by_content(work)
    elif ours is not None and ours.row:
        expect_numbers(work, range(2, len(work.excel_rows) + 2))


def number_by_content(work: Work) -> None:
    """Give every row its number in the received file, found by its cells.

    Raises FileError when a row is not as it was received, or stands on the sheet twice.
    """
    if work.received is not None or work.is_exercise:
        return
    received = work.desk.report()
    _expect_columns(work, received.headings, received.file)
    numbers = defaultdict(list)
    for number, cells in zip(received.excel_rows, received.rows, strict=True):
        numbers[plain_cells(cells, len(received.headings))].append(number)
    rows: list[int] = []
    unknown: list[int] = []
    twice: list[int] = []
    for place, cells in enumerate(_received_cells(work, received.headings), 2):
        alike = numbers.get(plain_cells(cells, len(received.headings)))
        rows.append(alike.pop(0) if alike else UNNUMBERED + place)
        (unknown if alike is None else twice).extend([] if rows[-1] < UNNUMBERED else [place])
    if unknown or twice:
        raise FileError(_wrong_rows(unknown or twice, received.file, is_twice=not unknown))
    work.received, work.excel_rows = received, rows


def cells_digest(work: Work) -> str:
    """SHA-256 of all received cells in the order of the sheet, which shows that nobody has sorted or changed them.

    Another text when the rows are not numbered from 2 on: then a row's place is not its number.
    """
    if work.excel_rows != list(range(2, len(work.excel_rows) + 2)):
        return "by content"
    whole = hashlib.sha256()
    headings = [heading for heading in work.sheet.headings()[: work.width] if heading != COMMENT]
    for cells in _received_cells(work, headings):
        whole.update("\x1f".join(plain_cells(cells, len(cells))).encode())
        whole.update(b"\x1e")
    return whole.hexdigest()


def expect_numbers(work: Work, places: Iterable[int]) -> None:
    """Raise CallError when one of these rows of the sheet has no number of its own under Row."""
    wrong = [place for place in places if work.excel_rows[place - 2] >= UNNUMBERED]
    if wrong:
        raise CallError(f"{_what_is_wrong(work, wrong[0])} Nothing was changed.")


def _what_is_wrong(work: Work, place: int) -> str:
    ours = beside.find(work.sheet.headings())
    assert ours is not None
    assert ours.row is not None
    column = [row[ours.row - 1].strip() for row in work.rows()]
    text = column[place - 2]
    if text.isdecimal() and int(text) in work.doubled:
        where = " and ".join(str(work.stands(at)) for at, cell in enumerate(column, 2) if cell == text)
        return (
            f"Row {text} appears twice on the sheet '{work.sheet.name}': on its rows {where}. Delete the one that was "
            "pasted, then press again."
        )
    return (
        f"Row {work.stands(place)} of the sheet '{work.sheet.name}' has no number under Row, so it is not a received "
        "row. Delete it or put its number back, then press again."
    )


def _received_cells(work: Work, headings: Sequence[str]) -> Iterator[list[str]]:
    """The cells of each row under these headings; the off list's Comment stands between them [O2]."""
    own = work.sheet.headings()[: work.width]
    places = _received_places(own, headings)[: len(headings)]
    for row in work.rows():
        yield [row[place] for place in places]


def _received_places(own: Sequence[str], headings: Sequence[str]) -> list[int]:
    """The places of columns that may be received ones: Comment only if the report came with one."""
    return [place for place, heading in enumerate(own) if heading != COMMENT or COMMENT in headings]


def _expect_columns(work: Work, headings: Sequence[str], file: str) -> None:
    """Set the report's width as received; raises FileError that names the first column that is not as received."""
    own = work.sheet.headings()
    places = _received_places(own, headings)[: len(headings)]
    for heading, place in zip_longest(headings, places):
        if place is None or own[place] != heading:
            raise FileError(_wrong_column(own, headings, heading, place, file))
    if beside.find(own) is None:
        work.width = max((place + 1 for place in places), default=0)


def _wrong_column(
    own: Sequence[str], headings: Sequence[str], heading: str, place: int | None, file: str
) -> str:
    if place is not None and own[place] not in headings:
        letter = letters_of(place + 1)
        return (
            f"Column {letter} of this sheet was not received in {file}: it stands between the received columns. Move "
            "it right of them, or delete it, then press again. Nothing was changed."
        )
    return (
        f"The column '{heading}' is not where it stands in {file}. Put the received columns back as they were, or open "
        "the report again from Receive. Nothing was changed."
    )


def _wrong_rows(places: Sequence[int], file: str, is_twice: bool) -> str:
    shown = ", ".join(map(str, places[:_SHOWN]))
    which = f"Row {shown} of this sheet is" if len(places) == 1 else f"Rows {shown} of this sheet are"
    if is_twice:
        return f"{which} on it twice, and once in {file}. Delete what was pasted, then press again."
    return f"{which} not as received in {file}. Undo the change, or open the report again from Receive."
