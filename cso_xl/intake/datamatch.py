"""The datamatch ZIP: its members told apart by name, read with its password [I1-I3]."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.cells import dates
from cso_xl.errors import AbsentError, InputError
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.readers import listed, unpacked
from cso_xl.intake.received import Received, attachments, let_in, receive
from cso_xl.intake.screen import screen

_PREFIX = "cs{1,2}o_"  # 'cso_'; from March 2025 'csso_'
CSO_DAILY = "cso_daily"  # the topmost report, from which others are made, too
_KINDS = {
    "daily_diffs": rf"{_PREFIX}daily_diffs_\d{{8}}[\d_]*\.(csv|xlsx)",
    "on_list": rf"{_PREFIX}on_list(_daily)?_\d{{8}}[\d_]*\.(csv|xlsx)",
    "off_list": rf"{_PREFIX}off_list(_daily)?_\d{{8}}[\d_]*\.(csv|xlsx)",
    CSO_DAILY: rf"{_PREFIX}daily_\d{{8}}[\d_]*\.(csv|xlsx)",
    "v2": rf"{_PREFIX}v2_daily_\d{{8}}[\d_]*\.csv",
    "v3": rf"{_PREFIX}v3_daily_\d{{8}}[\d_]*\.csv",
    "daily_diffs_page": rf"{_PREFIX}daily_diffs_\d{{2}}[a-z]{{3}}\d{{4}}\.html?",
    "ssv_comp": r"ssv_comp_\d{2}[a-z]{3}\d{4}\.html?",
}
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}


@dataclass(frozen=True)
class Member:
    """One file in the ZIP, as it is listed; `kind` is None when its name is not known, `size` in bytes, unpacked."""

    name: str
    kind: str | None
    size: int
    modified: dt.datetime
    is_encrypted: bool


def kind_of(name: str) -> str | None:
    """'on_list', 'cso_daily', ... from a file's name, under either prefix; None when unknown [I3]."""
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(_bare(name))), None)


def _bare(name: str) -> str:
    """A name without its folders, whichever mark stands between them."""
    return PurePosixPath(name.replace("\\", "/")).name


class Datamatch:
    """A datamatch ZIP; listing its `members` needs no password [I1]. Raises InputError when it is damaged."""

    def __init__(self, received: Received) -> None:
        self.received = received
        self.members = [
            Member(name, kind_of(name), size, dt.datetime.fromisoformat(modified), is_encrypted)
            for name, size, modified, is_encrypted in listed(received.name, received.data)
        ]

    @property
    def unknown(self) -> list[str]:
        """Names of members that are none of the known reports."""
        return [member.name for member in self.members if member.kind is None]

    @property
    def missing(self) -> list[str]:
        """The known reports that the ZIP does not hold."""
        held = {member.kind for member in self.members}
        return [kind for kind in _KINDS if kind not in held]

    def read(self, kind: str, passwords: Passwords) -> Received:
        """The one member of a kind, decrypted and checked whole.

        Raises AbsentError when it is missing, InputError when there are several, PasswordError when it does not open.
        """
        hits = [member for member in self.members if member.kind == kind]
        if len(hits) != 1:
            words = self._none_or_several(kind, [member.name for member in hits])
            raise (InputError if hits else AbsentError)(words)
        name, archive = hits[0].name, self.received
        if hits[0].is_encrypted:
            data = passwords.open(
                archive.name, lambda password: unpacked(archive.name, archive.data, name, password)
            )
        else:
            data = unpacked(archive.name, archive.data, name, None)
        if not data:
            raise InputError(f"{name} in {archive.name} is empty (0 bytes). Ask IAP to send it again.")
        bare = _bare(name)
        screen(bare, data)
        return Received(bare, data, archive.subject)

    def _none_or_several(self, kind: str, hits: list[str]) -> str:
        if hits:
            return (
                f"{self.received.name} holds {len(hits)} files that may be the {kind.replace('_', ' ')}: "
                f"{', '.join(hits)}. Take out the one that is meant and run that CSV."
            )
        held = ", ".join(member.name for member in self.members) or "nothing"
        expected = {
            CSO_DAILY: "cso_daily_YYYYMMDD_HHMMSS.csv",
            "daily_diffs": "cso_daily_diffs_YYYYMMDD_HH_MM_SS.csv",
        }
        name = expected.get(kind, f"cso_{kind}_daily_YYYYMMDD_HHMMSS.csv")
        return (
            f"{self.received.name} holds no {name} (nor under the prefix csso_). It holds: {held}. "
            "Check that it is the datamatch ZIP of the day; if it is, ask IAP for the missing file."
        )


def open_zip(path: Path) -> Datamatch:
    """The datamatch ZIP in a file, or attached to a saved e-mail [I1]. Raises InputError when there is none."""
    received = receive(path)
    if received.suffix in (".eml", ".msg"):
        carried = attachments(received)
        zips = [attached for attached in carried if attached.suffix == ".zip"]
        if not zips:
            names = ", ".join(attached.name for attached in carried)
            raise InputError(f"{received.name} carries no ZIP. It carries: {names}.")
        received = let_in(zips[0], received)
    if received.suffix != ".zip":
        raise InputError(f"{received.name} is not a ZIP file. Work it with 'cso-xl run'.")
    return Datamatch(received)


def report_date(*names: str) -> dt.date | None:
    """The date in the first of the names that holds one."""
    return next((date for name in names if (date := dates.in_name(name))), None)
