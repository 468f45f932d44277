"""A file as it was received, and the attachments of an e-mail [I1, A1]."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.errors import InputError
from cso_xl.intake.apart import apart
from cso_xl.intake.screen import screen


@dataclass(frozen=True)
class Received:
    """A received file: its name without folders, and its bytes. `subject` is the e-mail's, if it came by one.

    `is_own` says that it is a filed copy of our own, in which staff may have put a link or a chart: it is not screened.
    """

    name: str
    data: bytes
    subject: str = ""
    is_own: bool = False

    @property
    def suffix(self) -> str:
        """'.zip', '.csv', ... in small letters."""
        return PurePosixPath(self.name).suffix.lower()

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
            f"{path} cannot be read: {error.strerror}. Close it in other programs and try again."
        ) from None
    if not data:
        raise InputError(f"{path.name} is empty (0 bytes). Save it from the e-mail again.")
    if not is_own:
        screen(path.name, data)
    return Received(path.name, data, is_own=is_own)


def attachments(mail: Received) -> list[Received]:
    """The files an e-mail (.eml) carries, not screened yet. Raises InputError when it carries none."""
    subject, carried = _carried(mail.name, mail.data)
    if not carried:
        raise InputError(f"{mail.name} carries no attachment. Save the e-mail that has the report attached.")
    return [Received(PurePosixPath(name.replace("\\", "/")).name, data, subject) for name, data in carried]


@apart("cannot be read as an e-mail. Save it from Outlook again, as .eml.")
def _carried(_: str, data: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """An e-mail's subject, and each attachment's name and bytes."""
    from email import policy
    from email.parser import BytesParser

    message = BytesParser(policy=policy.default).parsebytes(data)
    found = []
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                found.append((name, payload))
    return str(message.get("subject", "")), found
