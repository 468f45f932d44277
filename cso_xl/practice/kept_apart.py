"""Practice and work kept apart: what lies in a practice week is worked by that week's settings, in its records [X8].

An invented client number may be somebody's: an invented outcome on file would let a real row go as 'recognised'.
"""

from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.errors import InputError
from cso_xl.practice.layouts import TITLE
from cso_xl.settings import Settings

RECORDS, SETTINGS = "records", "settings.toml"  # what else lies in the folder of a practice week
MARK = f"{TITLE}.txt"  # lies in the records of every practice week
_MARKS = (TITLE.encode(), TITLE.encode("utf-16-le"))  # as Outlook's .msg has it, too
MARKED = f"{TITLE}: nobody in these records exists. A real report does not belong here.\n"


def week_of(path: Path | None) -> Path | None:
    """The folder of the practice week in which a file lies."""
    parents = path.absolute().parents if path else ()
    return next((folder for folder in parents if _is_to_practise(folder / RECORDS)), None)


def settings_for(path: Path | None) -> Settings:
    """The settings by which a file is worked: those of its practice week, if it lies in one, or else the user's own.

    Raises SettingsError as `settings.load` does.
    """
    week = week_of(path)
    if week is None:
        return settings_.load()
    return settings_.load(week / SETTINGS).with_records(week / RECORDS)


def records_apart(path: Path) -> Path | None:
    """The records of the practice week in which a file lies, unless the user's own settings name them anyway."""
    week = week_of(path)
    own = settings_.load().text("records.root")
    return week / RECORDS if week and week / RECORDS != Path(own) else None


def check(path: Path, source: bytes, root: Path) -> None:
    """Raise InputError when a received file is a practice week's, by its words or its place, and `root` is not."""
    if (any(mark in source for mark in _MARKS) or week_of(path)) and not _is_to_practise(root):
        raise InputError(
            f"{path.name} is from a week to practise on: its people are invented, and must not get into the records "
            f"{root}. Nothing was opened. In Excel, choose the file where it lies in its week; on the command line, "
            f"name that week's records with --records."
        )


def _is_to_practise(records: Path) -> bool:
    """Whether records bear the mark; a folder that may not be looked into, or is out of reach, does not."""
    try:
        return (records / MARK).is_file()
    except OSError:
        return False
