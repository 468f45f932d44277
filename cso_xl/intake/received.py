"""A file as it was received, and the attachments of an e-mail [I1, A1]."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.errors import InputError
from cso_xl.intake.screen import screen


@dataclass(frozen=True)
class Received:
    """A received file: its name without folders, and its bytes. `subject` is the e-mail's, if it came by one."""

    name: str
    data: bytes
    subject: str = ""

    @property
    def suffix(self) -> str:
        """'.zip', '.csv', ... in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def sha256(self) -> str:
        """The file's fingerprint, by which a second run knows it again."""
        return hashlib.sha256(self.data).hexdigest()


def receive(path: Path, is_own: bool = False) -> Received:
    """Read a file from disk, screened unless it is a filed copy of our own, in which staff may have put a link.

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
    return Received(path.name, data)


def attachments(mail: Received) -> list[Received]:
    """The files an e-mail (.eml) carries, not screened yet. Raises InputError when it carries none."""
    from email import policy
    from email.parser import BytesParser

    message = BytesParser(policy=policy.default).parsebytes(mail.data)
    subject = str(message.get("subject", ""))
    found = []
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                found.append(Received(PurePosixPath(name.replace("\\", "/")).name, payload, subject))
    if not found:
        raise InputError(f"{mail.name} carries no attachment. Save the e-mail that has the report attached.")
    return found
