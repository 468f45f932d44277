"""A file as it was received, and the attachments of an e-mail [I1, A1]."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from cso_xl.errors import InputError
from cso_xl.files import windows
from cso_xl.intake import limits
from cso_xl.intake.screen import screen, screen_attachments
from cso_xl.intake.screen.kinds import CSV, EML, HTML, MSG, PICTURE, WORKBOOKS, ZIP, kind_of
from cso_xl.intake.screen.refused import RefusedError

# what mail systems and mail programs write in the place of a file that they took out
_GONE = rb"(?:removed|deleted|blocked|stripped|quarantined)"
_TAKEN_OUT = re.compile(
    rb"\b(?:(?:attachments?|files?)\b[^\r\n]{0,200}?\b(?:was|were|(?:has|have) been) "
    + _GONE + rb"|" + _GONE + rb" (?:an?|the) (?:attachment|file)\b)",
    re.IGNORECASE,
)  # fmt: skip
_BY_EXCHANGE = re.compile(r"ATT\d+\.html?", re.IGNORECASE)  # a text below an attachment, made a file
_ASIDE = (".txt", ".ics", ".vcf")  # texts that mail programs attach by themselves


class NothingAttachedError(InputError):
    """Raised for an e-mail that carries no file, nor a link to one."""


@dataclass(frozen=True)
class Received:
    """A received file: its name without folders, and its bytes. `subject` is the e-mail's, if it came by one.

    `is_own` says that it is a filed copy of our own, in which staff may have put a link or a chart: it is not screened.
    """

    name: str
    data: bytes
    subject: str = ""
    is_own: bool = False

    @cached_property
    def suffix(self) -> str:
        """'.zip', '.csv', ... by its content, whatever its name; '' for a kind that no reader reads."""
        try:
            return kind_of(self.name, self.data).suffix
        except RefusedError:  # damaged: its name is all that is left
            return PurePosixPath(self.name).suffix.lower()

    @property
    def may_be_report(self) -> bool:
        """Whether it is of a kind in which reports come, and no text that mail programs attach."""
        return self.suffix in (ZIP, CSV, *WORKBOOKS) and not self.name.lower().endswith(_ASIDE)

    @property
    def sha256(self) -> str:
        """The file's fingerprint, by which a second run knows it again."""
        return hashlib.sha256(self.data).hexdigest()


def receive(path: Path, is_own: bool = False) -> Received:
    """Read a file from disk, screened unless it is a filed copy of our own.

    Raises InputError when it is absent, unreadable, empty or not let in.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. Check the folder and the name.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder. Name the file in it that was received.") from None
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {windows.why(error)}. Close it in other programs and try again."
        ) from None
    if not data:
        raise InputError(f"{path.name} is empty (0 bytes). Save it from the e-mail again.")
    if not is_own:
        screen(path.name, data)
    return Received(path.name, data, is_own=is_own)


def let_in(carried: Received, mail: Received) -> Received:
    """An attachment, screened. Raises InputError when it is empty or not let in."""
    if not carried.data:
        raise InputError(
            f"{carried.name}, attached to {mail.name}, is empty (0 bytes). Ask the sender to send it again."
        )
    screen(carried.name, carried.data)
    return carried


def attachments(mail: Received) -> list[Received]:
    """The files an e-mail (.eml, .msg) carries, also within e-mails that are attached to it; not screened yet.

    Raises InputError when it carries none, or no report but a file that may hold one out of reach.
    """
    held = _held(mail, 0)
    files = list(dict.fromkeys(held.files))  # an e-mail and its forwarded original may carry one and the same
    if not any(file.may_be_report for file in files):
        _check_without_report(mail, held, files)
    return files


def _check_without_report(mail: Received, held: "_Held", files: list[Received]) -> None:
    """Raise InputError where it is known why an e-mail carries no report, or when it carries nothing."""
    if held.is_scanned:
        raise InputError(
            f"{mail.name} was saved while Exchange was still scanning what is attached. Wait until that shows in "
            "Outlook, and save the e-mail again."
        )
    if held.is_text and not files:
        raise InputError(
            f"{mail.name} is the text of an e-mail, saved without the files attached to it. Save the e-mail from "
            "Outlook again, as .msg (drag it into a folder)."
        )
    if held.has_links and all(map(_is_picture, files)):
        raise InputError(
            f"{mail.name} carries a link to a file in place of the file. Open the link, save the file that it leads to "
            "into a folder and use that."
        )
    if not files and not held.is_apart:
        raise InputError(
            f"{mail.name} carries files that cannot be told from its text. Open the e-mail in Outlook, save the files "
            "attached to it in a folder and use those."
        )
    if not files:
        raise NothingAttachedError(
            f"{mail.name} carries no attachment. Save the e-mail that has the report attached."
        )
    for file in files:
        _check_in_its_place(mail, file)


def _check_in_its_place(mail: Received, file: Received) -> None:
    """Raise InputError for a file that stands in a report's place, or that a report may be within."""
    if _TAKEN_OUT.search(file.data, 0, limits.KIB) and b"\0" not in file.data:
        raise InputError(
            f"{mail.name} no longer carries the report: a file was taken out of it, as {file.name} says. Open the "
            "e-mail in Outlook and read that; then ask IT to release the file, or the sender to send it again."
        )
    kind = kind_of(file.name, file.data)
    if kind.wraps and file.data:
        raise InputError(f"{mail.name} carries {file.name}, and that is {kind.what}. {kind.to_do}")
    if kind.suffix == HTML and not _BY_EXCHANGE.match(file.name):
        raise InputError(
            f"{mail.name} carries {file.name}, and that is a web page, as secure mail systems send it in place of an "
            "e-mail. Sign in on it only where you know the system; else ask the sender for the report in a ZIP with a "
            "password."
        )


def _is_picture(file: Received) -> bool:
    return not file.suffix and kind_of(file.name, file.data).what.startswith(PICTURE)


@dataclass
class _Held:
    """The files an e-mail carries, those of an attached e-mail in its place, and what is known of it (see Carried)."""

    files: list[Received]
    has_links: bool
    is_text: bool
    is_scanned: bool
    is_apart: bool


def _held(mail: Received, depth: int) -> _Held:
    from cso_xl.intake.carried import of_eml, of_msg  # here: a ZIP or a CSV carries nothing

    carried = (of_msg if mail.suffix == MSG else of_eml)(mail.name, mail.data)
    held = _Held([], carried["links"], carried["is_text"], carried["is_scanned"], carried["is_apart"])
    if mail.suffix == MSG:
        screen_attachments(mail.name, carried["files"])
    for name, data in carried["files"]:
        file = Received(PurePosixPath(name.replace("\\", "/")).name or name, data, carried["subject"])
        if file.suffix in (EML, MSG) and depth < limits.NESTING:
            within = _held_by(file, mail, depth + 1)
            held.files += within.files
            held.has_links = held.has_links or within.has_links
            held.is_scanned = held.is_scanned or within.is_scanned
            held.is_apart = held.is_apart and within.is_apart
        else:
            held.files += _out_of_rich_text(file) or [file]
    return held


def _held_by(carried: Received, mail: Received, depth: int) -> _Held:
    """The same for an e-mail that is attached to another. Raises InputError, naming both, where it is not let in."""
    try:
        screen(carried.name, carried.data)
        return _held(carried, depth)
    except InputError as error:
        raise InputError(f"Attached to {mail.name}: {error}") from None


def _out_of_rich_text(carried: Received) -> list[Received]:
    """The files within winmail.dat; none for any other file, or for one that is not whole."""
    from cso_xl.intake import tnef

    if not carried.data.startswith(tnef.MARK):
        return []
    files = tnef.of_tnef(carried.name, carried.data)
    screen_attachments(carried.name, files)
    return [Received(name, data, carried.subject) for name, data in files]
