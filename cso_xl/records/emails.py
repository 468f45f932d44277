"""E-mails in the records: their names, and filing them [D12, L12, A12]."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cso_xl.errors import FileError
from cso_xl.files import windows
from cso_xl.files.publish import move, publish
from cso_xl.records.own_folders import DRAFTS as DRAFTS
from cso_xl.records.own_folders import SENT as SENT
from cso_xl.records.own_folders import WITHDRAWN as WITHDRAWN
from cso_xl.records.references import REFERENCE
from cso_xl.records.tree import read
from cso_xl.settings import Settings

if TYPE_CHECKING:
    from cso_xl.intake.emails import Email

READY = ""  # the place of a draft that is to be sent: the folder Drafts itself
PLACES = (READY, SENT, WITHDRAWN)
FOLLOW_UP = " follow-up"  # the end of a follow-up's name
LONGEST = 120  # characters of a name: Windows allows a path of 259 in all
_FORBIDDEN = re.compile(  # by Windows, and control and invisible characters
    r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
_RESERVED = re.compile(
    r"^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= ?(?:\.|$))", re.IGNORECASE
)
_REFERENCE = re.compile(rf"\[({REFERENCE})\]")
_COPIES = 100  # of one name in one folder


def reference_in(subject: str) -> str | None:
    """Our reference, the last in brackets: '20250113-D3-7-cps' (date, guideline, Excel row, recipient)."""
    references = [match[1] for match in _REFERENCE.finditer(subject)]
    return references[-1] if references else None


def safe_name(text: str) -> str:
    """A text as part of a Windows file name, of 120 characters at most; macrons and apostrophes stay."""
    plain = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
    return _RESERVED.sub(r"\g<0>_", plain)[:LONGEST].rstrip(". ")


def email_name(settings: Settings, report: str, date: dt.date, named: Mapping[str, str]) -> str:
    """'20250108 Smith JA'; `report` is a key of [filing_emails], `named` whom the name names [D12, L12, A12]."""
    values = {name: safe_name(text) or "name not given" for name, text in named.items()}
    values["yyyymmdd"] = f"{date:%Y%m%d}"
    return safe_name(settings.text(f"filing_emails.{report}").format(**values))


def drafted(drafts: Path, reference: str, ending: str = "") -> Path | None:
    """The draft of a notice, or with its `ending` that of its follow-up, in Drafts or below; None without one."""
    form = f"*[[]{reference}[]]{ending}.eml"
    return next((path for place in PLACES for path in sorted((drafts / place).glob(form))), None)


def arrange(drafts: Path, places: Mapping[str, str], ending: str = "", among: Sequence[str] = PLACES) -> None:
    """Move the drafts of notices to where they belong, each by its reference; one that is gone is no error [C5].

    `ending` is as in `drafted`; `among` are the places to look in. Raises FileError when a draft is open in another
    program.
    """
    for place in among if places else ():
        for path in sorted((drafts / place).glob(f"*[[]*[]]{ending}.eml")):
            belongs = places.get(reference_in(path.name) or "", place)
            if belongs != place:
                move(path, drafts / belongs / path.name)


def draft_path(root: Path, folder: PurePosixPath, name: str, reference: str) -> PurePosixPath:
    """A draft's path below the records root; its name is cut where Windows would not take the whole path.

    Room is left for its follow-up's name, which is longer, and for the folder that it is moved to later.
    """
    drafts, ending = folder / DRAFTS, f" [{reference}].eml"
    return drafts / f"{windows.shortened(name, root / drafts / WITHDRAWN, f'{FOLLOW_UP}{ending}')}{ending}"


def file_email(root: Path, folder: PurePosixPath, name: str, email: "Email") -> tuple[PurePosixPath, bool]:
    """File a message under its name: its place, and whether it is new there.

    The same message twice is filed once, another message gets a number.
    """
    safe = windows.shortened(safe_name(name), root / folder, f" ({_COPIES}){email.suffix}")
    for number in range(1, _COPIES + 1):
        path = folder / f"{safe}{'' if number == 1 else f' ({number})'}{email.suffix}"
        if publish(root / path, email.data):
            return path, True
        if read(root / path) == email.data:
            return path, False
    raise FileError(f"{folder} has {_COPIES} e-mails called {safe} already. File this one by hand.")
