"""Faults of the program itself: a reference for the person, and a local log in which support finds it.

Neither holds anything of the data: of an error only its kind, and of each place the file, line and function.
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from traceback import FrameSummary

_PROGRAM = Path(__file__).parent
_LARGEST = 1_000_000  # bytes after which the log begins anew; one earlier log is kept


def log_file() -> Path:
    """Where this user's log of faults lies."""
    import platformdirs

    return Path(platformdirs.user_log_dir("cso_xl", appauthor=False)) / "faults.log"


def record(error: BaseException) -> str:
    """Write a fault into the local log; returns its reference. A log that cannot be written stops nobody."""
    from importlib.metadata import version  # here: a program without a fault needs none of it

    frames = places(error)
    now = dt.datetime.now(dt.UTC)
    ours = in_program(frames)
    place = f"{Path(ours[-1].filename).stem}-{ours[-1].lineno}" if ours else "start"
    reference = f"{now:%Y%m%d-%H%M%S}-{place}-{type(error).__name__}"
    lines = [
        f"{reference} cso_xl {version('cso_xl')}",
        *(f"    {Path(frame.filename).name}, line {frame.lineno}, {frame.name}" for frame in frames),
    ]
    with suppress(OSError):
        _append("\n".join(lines) + "\n")
    return reference


def places(error: BaseException) -> "list[FrameSummary]":
    """The places through which an error came, the one where it came up last."""
    import traceback  # here: a program without a fault needs none of it

    return [*traceback.extract_tb(error.__traceback__)]


def in_program(frames: "list[FrameSummary]") -> "list[FrameSummary]":
    """Those of the program's own files, whatever the folder is called that it lies in."""
    return [frame for frame in frames if Path(frame.filename).is_relative_to(_PROGRAM)]


def _append(text: str) -> None:
    path = log_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LARGEST:
        path.replace(path.with_suffix(".earlier.log"))
    with path.open("a", encoding="utf-8") as log:
        log.write(text)
