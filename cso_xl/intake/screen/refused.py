"""The words for a file that is not let in, and the names that may stand in one."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from cso_xl.intake import limits

MACROS, CALLS = "macros, which are never accepted", "a connection to data outside it"
LINKS = "links to other workbooks"
AGAIN = (
    "It may have been cut short or damaged: save it from the e-mail again, or ask the sender for it again."
)
TOO_MUCH = "No report is like that, so nothing in it was opened. Ask the sender for the report again."
HARM = (
    "A report holds nothing of the kind, so nothing in it was opened. Do not open it yourself: "
    "ask the sender what they sent, and tell your trainer."
)
_LINKING = ("externallink", "connections", "querytable", "xl/model/", "powerpivot", "datamashup")
VALUES_ONLY = (
    "Excel keeps that where rows were fetched from elsewhere, and a report needs none of it: nothing in it was opened. "
    "Ask the sender for a CSV, or for a workbook with the values alone."
)
PACK_AGAIN = (
    "Nothing in it was opened. Ask the sender to pack it with Windows, or with 7-Zip as ZIP with AES-256."
)
IN_ONE = "Nothing in it was opened. Ask the sender for it as one ZIP."
REPORTS_ONLY = (
    "Nothing in it was opened. Ask the sender for a ZIP with the reports themselves, and nothing else."
)
SAVE_MAIL = "Save it from Outlook again: drag it from the list of e-mails into a folder."
SAVE_AS = (
    "Open it in Excel, save it as .xlsx and use that copy; if it does not open, ask the sender for it again."
)


class RefusedError(Exception):
    """Raised by a check: what is wrong, as it follows the file's name, and what to do about it."""

    def __init__(self, what: str, to_do: str = HARM) -> None:
        super().__init__(what)
        self.to_do = to_do


def check_held(words: Iterable[str], never: Mapping[str, str], links: list[str]) -> bool:
    """Raise RefusedError for what no report has, which `never` names by word.

    What only links to data elsewhere is of those who put workbooks together, and no alarm: it is added to `links`, to
    be said once the whole was looked at, for what may be harm is said first. Returns whether there was any.
    """
    found = dict.fromkeys(words)
    for word in found:
        if word not in _LINKING:
            raise RefusedError(f"holds {never[word]}")
    links += [never[word] for word in found]
    return bool(found)


def check_links(links: Sequence[str]) -> None:
    """Raise RefusedError where the whole holds nothing worse than links to data elsewhere."""
    if links:
        raise RefusedError(f"holds {links[0]}", VALUES_ONLY)


def plain_name(name: str) -> str:
    """A name as it may be shown, cut to limits.SHOWN letters; '' when it has more than letters and the like."""
    if not _PLAIN.fullmatch(name):
        return ""
    return name if len(name) <= limits.SHOWN else f"{name[: limits.SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


_PLAIN = re.compile("[\\w\u0300-\u036f .,()\\[\\]&'+=@#~!$/-]{1,1024}")


_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def fault_of_name(name: str) -> str | None:
    """What is wrong with the name of a member or an attachment, in words; None when nothing is."""
    steps = name.split("/")
    if not name or len(name) > limits.NAME_LENGTH:
        return f"has a name of {len(name)} characters; 1 to {limits.NAME_LENGTH} are allowed"
    if _UNSEEN.search(name):
        return "has characters in its name that are not seen or turn it around"
    if "\\" in name or ":" in name or name.startswith("/") or ".." in (step.strip() for step in steps):
        return "has a name that leads to another folder"
    if any(_DEVICE.match(step) for step in steps):
        return "has the name of a device of Windows"
    if set(name) & set('<>"|?*'):
        return "has a name that Windows does not allow"
    return None


def windows_key(name: str) -> str:
    """A key that is equal for two names that Windows takes for the same."""
    steps = (step.rstrip(" .") for step in unicodedata.normalize("NFC", name).casefold().split("/"))
    return "/".join(step for step in steps if step)


def not_whole(what: str = "is not whole") -> RefusedError:
    """The error for a file of which something is missing or changed."""
    return RefusedError(what, AGAIN)
