"""The page Today in the records, in place of the one before [C10]."""

from pathlib import Path

from cso_xl.files.publish import replace
from cso_xl.records.own_folders import TODAY
from cso_xl.settings import Settings
from cso_xl.today.gathered import Today
from cso_xl.today.page import page

FILE, NAMED = TODAY / "Today.html", TODAY / "Today with names.html"


def keep(root: Path, settings: Settings, today: Today) -> Path:
    """Write the page, in place of the one before, and return its path; the page with names has a file of its own.

    Raises FileError when it cannot be written.
    """
    path = root / (NAMED if today.named else FILE)
    replace(path, page(today, settings.text("records.classification")).encode())
    return path
