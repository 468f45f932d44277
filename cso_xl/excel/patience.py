"""Calls to Excel: from which workbook, quietly while a step works, patiently while a person types."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TypeVar

import xlwings as xw

from cso_xl import doing
from cso_xl.errors import CallError, CsoError
from cso_xl.excel import messages
from cso_xl.sheet import excel_calls, excel_only
from cso_xl.sheet.excel_calls import without_fail

_QUIET = {
    "screen_updating": False,
    "display_alerts": False,
    "enable_events": False,
    "calculation": "manual",
}

keeps_out = (
    False  # whether a step keeps keys and clicks out of Excel: where no macro waits for it, nothing else does
)

T = TypeVar("T")


def book_in_front() -> xw.Book:
    """The workbook from which the button was pressed; xlwings by itself does not find one with '=' in its name."""
    try:
        return xw.Book.caller()
    except (KeyError, FileNotFoundError):
        name = next((option.removeprefix("--wb=") for option in sys.argv if option.startswith("--wb=")), "")
        if "=" not in name or xw.apps.active is None:
            raise
        return xw.apps.active.books[name]


@contextmanager
def quiet(app: xw.App, words: str) -> Iterator[None]:
    """Excel without redrawing, recalculating and questions; the status bar says what is being done.

    Afterwards all is as it was, even after an error, or when a call to set it so fails. Keystrokes need not be locked
    out, and so cannot stay locked out, while the button's macro runs: Excel takes none. Where no macro waits, the
    add-in lets them in again should this Python be ended.
    """
    with ExitStack() as afterwards:
        for name, value in {**_QUIET, **({"interactive": False} if keeps_out else {})}.items():
            before = getattr(app, name)
            afterwards.callback(without_fail, partial(setattr, app, name, before))
            setattr(app, name, value)
        afterwards.enter_context(saying(app, words))
        yield


@contextmanager
def saying(app: xw.App, words: str) -> Iterator[None]:
    """The status bar says what is being done, from `words` on; afterwards it is Excel's own again."""

    def say(what: str) -> None:
        app.status_bar = f"CSO: {what} ..."

    with ExitStack() as afterwards:
        afterwards.callback(without_fail, partial(setattr, app, "status_bar", False))
        afterwards.enter_context(doing.heard_by(say))
        doing.tell(words)
        yield


def patiently(call: Callable[[], T]) -> T:
    """What `call` returns; tried again for a few seconds while Excel rejects it. Raises CallError after that."""
    for _ in range(excel_calls.TRIES):
        try:
            return call()
        except CsoError:
            raise
        except Exception as error:
            if not excel_only.is_busy(error):
                raise
        time.sleep(excel_calls.PAUSE)
    raise CallError(messages.BUSY)
