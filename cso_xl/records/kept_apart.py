"""Practice and work kept apart: a practice week's files are worked by its settings, in its records [X8, C13].

An invented client number may be somebody's: an invented outcome on file would let a real row go as 'recognised', and an
invented notice would send a probation officer after somebody. Practice files show by their words and their place,
practice records by the mark in them; where a command is started does not matter.
"""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.errors import InputError
from cso_xl.records.own_folders import WEEK_RECORDS, WEEK_SETTINGS
from cso_xl.settings import Settings

TITLE = "Synthetic practice data"  # the title of every workbook, page and ZIP
MARK = f"{TITLE}.txt"  # a file in the records of every practice week
_MARKS = (TITLE.encode(), TITLE.encode("utf-16-le"))  # as Outlook's .msg has it, too
MARKED = f"{TITLE}: nobody in these records exists. A real report does not belong here.\n"
_NOBODYS = re.compile(  # addresses that nobody can have [RFC 2606]
    r"[^@\s]+@(?:[\w-]+\.)*(?:example|example\.(?:com|net|org)|invalid|test)", re.IGNORECASE
)
_MAILBOX = "[notices] mailbox"  # no recipient is called so
SETTINGS = """\
# Settings to practise with: whatever is drafted here goes to addresses that nobody has, from one.

[notices]
mailbox = "cpu@msd.example"

[notices.addresses]
cps = "cps@corrections.example"
ot = "contact@ot.example"
yssu = "manager@yssu.example, delegate@yssu.example"
match = "matches@corrections.example"
cuh = "cuh@corrections.example"
"""


def week_of(path: Path | None) -> Path | None:
    """The folder of the practice week in which a file lies."""
    parents = path.absolute().parents if path else ()
    return next((folder for folder in parents if is_to_practise(folder / WEEK_RECORDS)), None)


def settings_for(path: Path | None) -> Settings:
    """The settings by which a file is worked: those of the practice week that it lies in, or else the user's own.

    Raises SettingsError as `settings.load` does.
    """
    week = week_of(path)
    if week:
        return in_force(
            settings_.load(week / WEEK_SETTINGS).with_records(week / WEEK_RECORDS), week / WEEK_RECORDS
        )
    own = settings_.load()
    return in_force(own, Path(root)) if (root := own.text("records.root")) else own


def in_force(settings: Settings, root: Path) -> Settings:
    """The settings, with addresses that nobody has for notices in a practice week's records [C13].

    The addresses are those of the week's own settings where nobody can have them, or else those of every practice
    week; a recipient without one there gets none.
    """
    if not is_to_practise(root):
        return settings
    every_week, of_week = _addresses(SETTINGS), _addresses(_read(root.parent / WEEK_SETTINGS))
    nobodys = every_week | {key: text for key, text in of_week.items() if text and is_nobodys(text)}
    recipients = settings.table("notices.addresses")
    return settings.with_addresses({key: nobodys.get(key, "") for key in recipients}, nobodys[_MAILBOX])


def records_apart(path: Path) -> Path | None:
    """The records of the practice week in which a file lies, unless the user's own settings name them anyway."""
    week = week_of(path)
    own = settings_.load().text("records.root")
    return week / WEEK_RECORDS if week and week / WEEK_RECORDS != Path(own) else None


def check(path: Path, held: Iterable[bytes], root: Path) -> None:
    """Raise InputError when a received file is a practice week's, by its words or its place, and `root` is not.

    `held` are the bytes of the file, and of all that it carries or holds behind a password.
    """
    if is_to_practise(root) or not (week_of(path) or any(map(is_invented, held))):
        return
    raise InputError(
        f"{path.name} is from a week to practise on: its people are invented, and must not get into the records "
        f"{root}. Nothing was opened. In Excel, choose the file where it lies in its week; on the command line, "
        f"name that week's records with --records."
    )


def check_recipients(root: Path, listed: Iterable[str]) -> None:
    """Raise InputError when a notice in a practice week's records would go to an address that somebody may have."""
    if is_to_practise(root) and not is_nobodys(", ".join(filter(None, listed))):
        raise InputError(
            "Nothing was drafted: these records are a practice week's, and a notice would go to an address that "
            "somebody may have. Use one that ends in .example, such as scm@service.example."
        )


def is_invented(data: bytes) -> bool:
    """Whether a file says that it is practice data: an e-mail or a ZIP as it is, a workbook by its title."""
    if any(mark in data for mark in _MARKS):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return TITLE.encode() in package.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError):
        return False


def is_nobodys(addresses: str) -> bool:
    """Whether nobody can have any of the addresses."""
    from email.utils import getaddresses  # here: only what drafts waits for it

    return all(_NOBODYS.fullmatch(address) for _, address in getaddresses([addresses]) if address)


def is_to_practise(records: Path) -> bool:
    """Whether records bear the mark; a folder that cannot be looked into does not."""
    try:
        return (records / MARK).is_file()
    except OSError:
        return False


def _read(path: Path) -> str:
    """The text of a week's settings; '' when they cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _addresses(text: str) -> dict[str, str]:
    """The mailbox and [notices.addresses] of a settings file; empty when it is not written as settings should be."""
    try:
        notices = tomllib.loads(text).get("notices", {})
        table = {_MAILBOX: notices.get("mailbox", ""), **notices.get("addresses", {})}
    except (tomllib.TOMLDecodeError, AttributeError, TypeError):
        return {}
    return {key: value for key, value in table.items() if isinstance(value, str)}
