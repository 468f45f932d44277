"""Text that people have typed where a step is about to write: it is kept in Comment, or the step stops [A10]."""

from collections.abc import Iterator, Mapping, Sequence

from cso_xl.cells.letters import letters_of
from cso_xl.errors import CallError
from cso_xl.procedures.work import Work
from cso_xl.sheet.protocol import Block

_SHOWN = 20  # cells that a message names


def beside_rows(work: Work, left: int, right: int) -> dict[int, str]:
    """By row of the sheet, the texts in these columns beside the list, in words for Comment.

    Raises CallError when these columns hold a text that is beside no row of the list.
    """
    values, bottom = work.sheet.values(), len(work.rows()) + 1
    headings = [*work.sheet.headings(), *[""] * right]
    texts: dict[int, list[str]] = {}
    for row, column, text in _texts(values, left, right):
        if 1 < row <= bottom:
            heading = headings[column - 1].strip()
            texts.setdefault(row, []).append(f"{heading}: {text}" if heading else text)
    headed = {column for row, column, _ in _texts(values, left, right) if 1 < row <= bottom}
    loose = [
        (row, column)
        for row, column, _ in _texts(values, left, right)
        if row > bottom or (row == 1 and column not in headed)
    ]
    stop_at(loose)
    return {row: in_words(of_row) for row, of_row in texts.items()}


def expect_free(work: Work, top: int, left: int, block: Block) -> None:
    """Raise CallError when a cell that this block is to go into holds something else."""
    wanted = {
        (top + down, left + along): text
        for down, cells in enumerate(block)
        for along, text in enumerate(cells)
    }
    right = left + max(map(len, block), default=1) - 1
    texts = _texts(work.sheet.values()[: top + len(block) - 1], left, right)
    stop_at(
        [(row, at) for row, at, text in texts if row >= top and wanted.get((row, at), "").strip() != text]
    )


def stop_at(cells: Sequence[tuple[int, int]]) -> None:
    """Raise CallError that names these cells (row, column), if any."""
    if not cells:
        return
    named = ", ".join(f"{letters_of(column)}{row}" for row, column in cells[:_SHOWN])
    more = " and more" if len(cells) > _SHOWN else ""
    noun, verb = ("Cell", "holds") if len(cells) == 1 else ("Cells", "hold")
    raise CallError(
        f"{noun} {named}{more} {verb} something that was typed where this step writes. Nothing was changed. Move it to "
        "another place, or into Comment of its row, then press again."
    )


def in_words(texts: Sequence[str]) -> str:
    """Typed texts as one part of a comment, which never settles a row by itself [C4]."""
    return f"typed beside the row: {', '.join(texts)}".replace(";", ",")


def changed_words(before: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> Mapping[int, str]:
    """By row of the sheet, the texts of the cells `before` that have changed `now`, in words for Comment."""
    gone = {
        place: [old for old, new in zip(was, will, strict=True) if old.strip() and old != new]
        for place, (was, will) in enumerate(zip(before, now, strict=True), 2)
    }
    return {place: in_words(texts) for place, texts in gone.items() if texts}


def _texts(values: Block, left: int, right: int) -> Iterator[tuple[int, int, str]]:
    for number, row in enumerate(values, 1):
        for column, cell in enumerate(row[left - 1 : right], left):
            if text := cell.strip():
                yield number, column, text
