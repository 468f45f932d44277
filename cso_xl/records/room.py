"""How much of a path Windows and Excel leave for names below a records folder; for the doctor."""

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePath

from cso_xl.files import windows
from cso_xl.records import emails, names
from cso_xl.settings import Settings

ADVICE = (
    "Ask IT for a shorter path to the records folder, such as a drive letter of its own, or shorten the folders' names "
    "under [filing] in settings.toml."
)
_LONGEST_DAY = dt.date(2025, 9, 29)  # a Monday of the month with the longest name
_REFERENCE = "20250929-A10-1234567-yssu"
_USUAL = 60  # characters of an e-mail's name: the date, and a child's and a CSO's name and initials


@dataclass(frozen=True)
class PathRoom:
    """Characters left for the names of e-mails, and left over in the longest path of a workbook, which may be < 0."""

    email: int
    workbook: int

    @property
    def is_enough(self) -> bool:
        """Whether every workbook opens in Excel, and no usual name of an e-mail is cut."""
        return self.workbook >= 0 and self.email >= _USUAL

    def __str__(self) -> str:
        words = f"{max(self.email, 0):,} characters are left for the name of an e-mail"
        if self.is_enough:
            return f"{words}, and every copy's path is short enough for Excel."
        if self.workbook >= 0:
            return f"{words}: longer ones are cut."
        more = f"{-self.workbook} more than Excel opens ({windows.BY_EXCEL})"
        return f"{words}; the path of the longest copy has {more}."


def left(settings: Settings, root: PurePath, limits: windows.Limits) -> PathRoom:
    """The room that is left in the deepest folder of each kind."""
    emails_left = workbooks_left = limits.path
    beside = windows.length(f"{emails.FOLLOW_UP} [{_REFERENCE}].eml")
    for report, kinds in settings.table("filing").items():
        folder = root / names.folder(settings, report, _LONGEST_DAY)
        drafts = windows.length(folder / emails.DRAFTS / emails.WITHDRAWN)
        emails_left = min(emails_left, limits.path - drafts - 1 - beside)
        for kind in kinds:
            if kind != "folder" and report != "corrections":  # whose files are e-mails
                path = root / names.file(settings, report, kind, _LONGEST_DAY)
                workbooks_left = min(workbooks_left, limits.workbook - windows.length(path))
    return PathRoom(emails_left, workbooks_left)
