"""Calls to Excel that must not leave anything half done when one of them fails."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import xlwings as xw

from cso_xl import faults
from cso_xl.sheet import excel_only

TRIES, PAUSE = 20, 0.25  # seconds between looks whether Excel takes calls again
_FEW = 3  # tries of what fails for another reason


def at_last(call: Callable[[], object]) -> None:
    """Make a call when the work is done, or taken back: tried again when it fails, and its fault is not the work's."""
    for attempt in range(1, TRIES + 1):
        try:
            call()
            return
        except Exception as error:
            if attempt == TRIES or (attempt == _FEW and not excel_only.is_busy(error)):
                faults.record(error)
                return
        time.sleep(PAUSE)


@contextmanager
def no_more_sheets(book: xw.Book) -> Iterator[None]:
    """When what is done inside fails, a workbook keeps none of the sheets that it got."""
    before = {sheet.name for sheet in book.sheets}
    try:
        yield
    except BaseException:
        for sheet in [sheet for sheet in book.sheets if sheet.name not in before]:
            at_last(sheet.delete)
        raise
