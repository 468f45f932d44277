"""Who is working a report: a claim, made by exclusive creation, so that no two people file the same report."""

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cso_xl.cells.dates import in_full
from cso_xl.decisions.working_time import moment
from cso_xl.errors import FileError
from cso_xl.files.publish import patiently, publish
from cso_xl.records.account import os_user
from cso_xl.records.own_folders import CLAIMS
from cso_xl.records.tree import Records, read

FOLDER = CLAIMS
_TRIES = 5  # a claim that was in the way may be given back before it is read


class ClaimedError(FileError):
    """Raised when somebody else is working the report."""


@dataclass(frozen=True)
class Owner:
    """Who works a report: the account's name, the computer and the process; 0 for any process of that person."""

    user: str
    computer: str
    process: int = 0

    @classmethod
    def this(cls, process: int = 0) -> "Owner":
        """The person at this computer."""
        import platform  # here: only who claims a report waits for it

        return cls(os_user(), platform.node(), process)

    def __str__(self) -> str:
        return f"{self.user} on {self.computer}"


class Claims:
    """The claims under a records root. Raises FileError when `root` is not a folder."""

    def __init__(self, records: Records, owner: Owner, now: dt.datetime) -> None:
        self._folder = records.root / FOLDER
        self._owner = owner
        self._now = now

    def take(self, report: str, day: dt.date, take_over: bool = False) -> bool:
        """Claim a report; False when this owner has it already. `take_over` is a person's word that a claim is stale.

        Raises ClaimedError, which says who has it and since when.
        """
        path = self._path(report, day)
        claim = json.dumps({**asdict(self._owner), "since": self._now.isoformat()}).encode()
        for _ in range(_TRIES):
            if publish(path, claim):
                return True
            if self._is_own(path):
                return False
            if path.exists():
                break
        if not take_over:
            raise ClaimedError(self._words(path, report, day))
        aside = path.with_name(f"{path.stem}, taken over {os.urandom(4).hex()}{path.suffix}")
        with suppress(FileNotFoundError):  # of two who take over at once, one finds it gone
            patiently(lambda: path.rename(aside), is_ours=True)
        if not publish(path, claim):
            raise ClaimedError(self._words(path, report, day))
        return True

    def release(self, report: str, day: dt.date) -> None:
        """Give a report back; somebody else's claim stays."""
        path = self._path(report, day)
        if self._is_own(path):
            patiently(lambda: path.unlink(missing_ok=True), is_ours=True)

    @contextmanager
    def held(self, report: str, day: dt.date, take_over: bool = False) -> Iterator[None]:
        """Claim a report within a `with`, unless this owner has it already. Raises ClaimedError, as `take` does."""
        is_new = self.take(report, day, take_over)
        try:
            yield
        finally:
            if is_new:
                self.release(report, day)

    def _path(self, report: str, day: dt.date) -> Path:
        return self._folder / f"{day:%Y%m%d} {report}.json"

    def _is_own(self, path: Path) -> bool:
        """Whether a claim is this process', or this person's for any process: a report open in Excel."""
        claim, own = self._read(path), self._owner
        is_same_person = (claim.get("user"), claim.get("computer")) == (own.user, own.computer)
        return is_same_person and claim.get("process") in (0, own.process)

    def _words(self, path: Path, report: str, day: dt.date) -> str:
        claim = self._read(path)
        try:
            since = moment(dt.datetime.fromisoformat(str(claim["since"])))
        except (KeyError, ValueError):
            since = moment(self._now)
        who = claim.get("user", "somebody")
        return (
            f"The {report.replace('_', ' ')} report of {in_full(day)} is being worked by {who} "
            f"on {claim.get('computer', 'another computer')} since {since}, so nothing was done. Ask "
            "them before you take it over."
        )

    def _read(self, path: Path) -> dict[str, object]:
        """A claim's fields; empty when it has just been released or cannot be read."""
        try:
            claim = json.loads(read(path))
        except (FileError, ValueError):
            return {}
        return claim if isinstance(claim, dict) else {}
