"""Faults of the program itself: a reference for the person, and a local log in which support finds it.

Neither holds anything of the data: of an error only its kind, and of each place the file, line and function.
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path

_LARGEST = 1_000_000  # bytes after which the log begins anew; one earlier log is kept


def log_file() -> Path:
    """Where this user's log of faults lies."""
    import platformdirs

    return Path(platformdirs.user_log_dir("cso_xl", appauthor=False)) / "faults.log"


def record(error: BaseException) -> str:
    """Write a fault into the local log; returns its reference. A log that cannot be written stops nobody."""
    import traceback  # here, as what follows: a program without a fault needs none of it
    from importlib.metadata import version

    frames = traceback.extract_tb(error.__traceback__)
    now = dt.datetime.now(dt.UTC)
    ours = [frame for frame in frames if "cso_xl" in Path(frame.filename).parts]
    place = f"{Path(ours[-1].filename).stem}-{ours[-1].lineno}" if ours else "start"
    reference = f"{now:%Y%m%d-%H%M%S}-{place}-{type(error).__name__}"
    lines = [
        f"{reference} cso_xl {version('cso_xl')}",
        *(f"    {Path(frame.filename).name}, line {frame.lineno}, {frame.name}" for frame in frames),
    ]
    with suppress(OSError):
        _append("\n".join(lines) + "\n")
    return reference


def _append(text: str) -> None:
    path = log_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LARGEST:
        path.replace(path.with_suffix(".earlier.log"))
    with path.open("a", encoding="utf-8") as log:
        log.write(text)
