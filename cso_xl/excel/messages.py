"""What a press says: a message for everything a person has to know, and never a traceback."""

from collections.abc import Sequence

import xlwings as xw

from cso_xl import faults
from cso_xl.errors import Cancelled, CsoError, of_disk
from cso_xl.excel.memory import Memory
from cso_xl.sheet import excel_only

TITLE = "CSO"
BUSY = "Excel is waiting for you to finish typing in a cell. Press Enter, then press the button again."
_LONGEST = 1_000  # characters that a message box still shows legibly


def say(app: xw.App, words: Sequence[str]) -> None:
    """Show words in one message; nothing when there are none."""
    if words:
        app.alert(_short("\n\n".join(words)), TITLE, "ok", "info")


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
    now = "The sheet is as it was before" if Memory.of(app) else "Close the workbook without saving"
    return (
        f"The button failed in a way that was not foreseen. {now}. "
        f"Tell support this number: {faults.record(error)}."
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]} ..."
