"""The records folder: whether it can be written in, has room, and holds last week's Master."""

import datetime as dt
import secrets
import shutil
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.cells.dates import in_full
from cso_xl.computer.findings import IN_ORDER, NOT_HERE, TO_DO, Finding
from cso_xl.computer.machine import Machine
from cso_xl.files.publish import UNFINISHED
from cso_xl.settings import Settings

ENOUGH_SPACE = 1_000_000_000  # bytes: many weeks of copies


def records(root: Path | None, settings_readable: bool) -> list[Finding]:
    subject = "Records folder"
    if root is None:
        if not settings_readable:
            return []  # nobody can say whether one is set
        advice = f"Write it as root under [records] in {settings_.user_file()}, or name it with --records."
        return [Finding(subject, TO_DO, "No records folder is set.", advice)]
    if not root.is_absolute():
        advice = "Write it in full, from the drive on."
        return [Finding(subject, TO_DO, f"{root} means another folder in every place.", advice)]
    if not root.is_dir():
        advice = "Check its name, and that the drive is connected. cso-xl never makes it by itself."
        return [Finding(subject, TO_DO, f"{root} does not exist.", advice)]
    if not _can_write(root):
        advice = "Ask IT for the right to make and delete files there."
        return [Finding(subject, TO_DO, f"You may not write in {root}.", advice)]
    return [Finding(subject, IN_ORDER, f"{root} is there, and you may write in it.")]


def heads(root: Path | None, settings: Settings) -> list[Finding]:
    """Whether this account may write heads of the logs: without them a log's end may be cut unseen [X5]."""
    if root is None or not root.is_dir():
        return []
    subject, second = "Heads of the logs", settings.text("activity.second")
    places = [root.absolute().parent, *([Path(second)] if second else [])]
    if writable := [place for place in places if _can_write(place)]:
        return [Finding(subject, IN_ORDER, f"They are kept in {writable[0]}.")]
    where = " nor in ".join(map(str, places))
    advice = "Ask IT that all who work here may make files there, or to put the records one folder deeper."
    return [
        Finding(subject, TO_DO, f"You may not write in {where}, where the heads of the logs lie.", advice)
    ]


def _can_write(folder: Path) -> bool:
    """Whether a file can be made there; it is deleted at once."""
    trial = folder / f"{UNFINISHED}{secrets.token_hex(8)}.tmp"
    try:
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError:
        return False
    return True


def room(root: Path | None) -> list[Finding]:
    if root is None or not root.is_dir():
        return []
    free = shutil.disk_usage(root).free
    words = f"{free / 1e9:,.1f} GB are free where the records lie."
    if free < ENOUGH_SPACE:
        return [
            Finding("Room for the records", TO_DO, words, "Ask IT for more, before a report cannot be filed.")
        ]
    return [Finding("Room for the records", IN_ORDER, words)]


def room_for_names(machine: Machine, root: Path | None, settings: Settings) -> list[Finding]:
    """Whether the paths of what is filed are as short as Windows and Excel need them."""
    if not machine.windows or root is None or not root.is_dir():
        return []
    from cso_xl.files import windows
    from cso_xl.records.room import ADVICE, left

    has_long_paths = machine.registry(windows.LONG_PATHS_KEY, windows.LONG_PATHS_NAME) == 1
    room = left(settings, root, windows.limits_with(has_long_paths))
    if room.is_enough:
        return [Finding("Room for names", IN_ORDER, str(room))]
    return [Finding("Room for names", TO_DO, str(room), ADVICE)]


def master(root: Path | None, settings: Settings, today: dt.date) -> list[Finding]:
    """Whether last week's Master Copy is filed, for each report that is compared with it."""
    if root is None or not root.is_dir():
        return []
    from cso_xl.procedures import PROCEDURES
    from cso_xl.records.tree import Records

    compared = [procedure for procedure in PROCEDURES.values() if procedure.copies.compared]
    filed = [
        Records(root, settings).newest(procedure.key, procedure.copies.compared, before=today)
        for procedure in compared
    ]
    return [_last_week(newest, today) for newest in filed]


def _last_week(newest: tuple[dt.date, Path] | None, today: dt.date) -> Finding:
    subject = "Last week's Master"
    advice = "If there was one, file it under its name; without it rows that were seen before are marked New."
    if newest is None:
        return Finding(subject, NOT_HERE, "No Master Copy is filed yet.", advice)
    date, _ = newest
    words = f"The newest Master Copy is that of {in_full(date)}."
    if date < today - dt.timedelta(days=today.weekday() + 7):
        return Finding(subject, NOT_HERE, f"{words} There is none of last week.", advice)
    return Finding(subject, IN_ORDER, words)
