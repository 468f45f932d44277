"""A file as it was received, and the attachments of an e-mail [I1, A1]."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from cso_xl.errors import InputError
from cso_xl.files import windows
from cso_xl.intake import limits
from cso_xl.intake.screen import screen, screen_attachments
from cso_xl.intake.screen.kinds import CSV, EML, MSG, PICTURE, WORKBOOKS, ZIP, kind_of
from cso_xl.intake.screen.refused import RefusedError

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
    if held.is_text and not held.files:
        raise InputError(
            f"{mail.name} is the text of an e-mail, saved without the files attached to it. Save the e-mail from "
            "Outlook again, as .msg (drag it into a folder)."
        )
    if held.has_links and all(map(_is_picture, held.files)):
        raise InputError(
            f"{mail.name} carries a link to a file in place of the file. Open the link, save the file that it leads to "
            "into a folder and use that."
        )
    if not held.files:
        raise NothingAttachedError(
            f"{mail.name} carries no attachment. Save the e-mail that has the report attached."
        )
    if not any(file.may_be_report for file in held.files):
        for file in held.files:
            kind = kind_of(file.name, file.data)
            if kind.wraps and file.data:
                raise InputError(f"{mail.name} carries {file.name}, and that is {kind.what}. {kind.to_do}")
    return held.files


def _is_picture(file: Received) -> bool:
    return not file.suffix and kind_of(file.name, file.data).what.startswith(PICTURE)


@dataclass
class _Held:
    """The files an e-mail carries, those of an attached e-mail in its place; whether it holds a link, is text only."""

    files: list[Received]
    has_links: bool
    is_text: bool


def _held(mail: Received, depth: int) -> _Held:
    from cso_xl.intake.carried import of_eml, of_msg  # here: a ZIP or a CSV carries nothing

    carried = (of_msg if mail.suffix == MSG else of_eml)(mail.name, mail.data)
    held = _Held([], carried["links"], carried["is_text"])
    if mail.suffix == MSG:
        screen_attachments(mail.name, carried["files"])
    for name, data in carried["files"]:
        file = Received(PurePosixPath(name.replace("\\", "/")).name or name, data, carried["subject"])
        if file.suffix in (EML, MSG) and depth < limits.NESTING:
            screen(file.name, file.data)
            within = _held(file, depth + 1)
            held.files += within.files
            held.has_links = held.has_links or within.has_links
        else:
            held.files += _out_of_rich_text(file) or [file]
    return held


def _out_of_rich_text(carried: Received) -> list[Received]:
    """The files within winmail.dat; none for any other file, or for one that is not whole."""
    from cso_xl.intake import tnef

    if not carried.data.startswith(tnef.MARK):
        return []
    files = tnef.of_tnef(carried.name, carried.data)
    screen_attachments(carried.name, files)
    return [Received(name, data, carried.subject) for name, data in files]
