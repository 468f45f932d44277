"""Calls to Excel that must not leave anything half done when one of them fails."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import xlwings as xw

from cso_xl import faults
from cso_xl.sheet import excel_only

TRIES, PAUSE = 20, 0.25  # seconds between looks whether Excel takes calls again
_FEW = 3  # tries of a call that fails for another reason


def without_fail(call: Callable[[], object]) -> None:
    """Make a call that ends work, or takes it back: tried again when it fails; its fault is recorded, not raised."""
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
    """When the work inside fails, delete the sheets that it has added to a workbook."""
    before = {sheet.name for sheet in book.sheets}
    try:
        yield
    except BaseException:
        for sheet in [sheet for sheet in book.sheets if sheet.name not in before]:
            without_fail(sheet.delete)
        raise


@contextmanager
def same_sheets(book: xw.Book) -> Iterator[None]:
    """When the work inside fails, a workbook has the sheets that it had, and the same one in front."""
    front = book.sheets.active
    try:
        with no_more_sheets(book):
            yield
    except BaseException:
        without_fail(front.activate)
        raise
