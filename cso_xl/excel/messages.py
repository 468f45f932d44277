"""What a press says: in the status bar, and in a box what a person has to read or decide; never a traceback."""

from collections.abc import Sequence
from functools import partial

import xlwings as xw

from cso_xl import faults
from cso_xl.errors import Cancelled, CsoError, of_disk
from cso_xl.excel.memory import Memory
from cso_xl.procedures.remark import Remark
from cso_xl.sheet import excel_only
from cso_xl.sheet.excel_calls import without_fail

TITLE = "CSO"
BUSY = "Excel is waiting for you to finish typing in a cell. Press Enter, then press the button again."
_LONGEST = 1_000  # characters that a message box still shows legibly
_BAR = 200  # characters that the status bar still shows
_SEPARATOR = " - "  # between things that are said in the status bar


def say(app: xw.App, notices: Sequence[str]) -> None:
    """Say remarks in the status bar, where they stay, and show what has to be read in one box."""
    remarks = [notice for notice in notices if isinstance(notice, Remark)]
    if remarks:
        without_fail(partial(setattr, app, "status_bar", _in_one_line(remarks)))
    if to_read := [notice for notice in notices if not isinstance(notice, Remark)]:
        app.alert(_short("\n\n".join(to_read)), TITLE, "ok", "critical")


def show(app: xw.App, page: str) -> None:
    """Show what a person has asked to read."""
    app.alert(_short(page), TITLE, "ok", "info")


def ask(app: xw.App, question: str) -> bool:
    """Whether a person answers Yes."""
    return app.alert(_short(question), TITLE, "yes_no") == "yes"


def say_error(app: xw.App | None, error: Exception) -> None:
    """Say what went wrong; what was half done has been taken back by then. A cancelled question says nothing.

    Without `app` it is said in whichever Excel is open.
    """
    app = app or xw.apps.active
    if app is None or isinstance(error, Cancelled):
        return
    if excel_only.is_busy(error):
        words = BUSY
    elif isinstance(error, OSError):
        words = str(of_disk(error))
    else:
        words = str(error) if isinstance(error, CsoError) else _unforeseen(app, error)
    app.alert(_short(words), TITLE, "ok", "critical")


def _unforeseen(app: xw.App, error: Exception) -> str:
    """What support needs to know of a fault of the program, and nothing of the data."""
    state = "The sheet is as it was before" if Memory.of(app) else "Close the workbook without saving"
    return (
        f"The button failed in a way that was not foreseen. {state}. "
        f"Tell support this number: {faults.record(error)}."
    )


def _in_one_line(remarks: Sequence[str]) -> str:
    """The last remarks, as many as the status bar shows; 'What was said' has them all."""
    lines = [" ".join(remark.split()) for remark in remarks]
    while len(lines) > 1 and len(_SEPARATOR.join(lines)) > _BAR:
        lines[:2] = [f"...{_SEPARATOR}{lines[1]}"]
    return _short(_SEPARATOR.join(lines), _BAR)


def _short(words: str, longest: int = _LONGEST) -> str:
    return words if len(words) <= longest else f"{words[:longest]} ..."
