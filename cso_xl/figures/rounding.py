"""Random rounding to base 3, for figures that leave the agency: the same things are rounded the same each time.

How a count is rounded depends on a secret seed and on the things counted, not on the question: whoever asks for the
same things by other days or under another heading gets the same number, and learns nothing by asking often.
"""

import contextlib
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.errors import FileError, SettingsError
from cso_xl.files.publish import publish, read
from cso_xl.settings import Settings

BASE = 3
_WORDS = 1 << 128
_SEED = re.compile(rb"[0-9a-f]{64}\s*")


class Rounding:
    """Counts things, rounded to a multiple of 3: a count between two goes to the nearer two times in three."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed

    def __call__(self, units: Sequence[str]) -> int:
        """How many there are, rounded; the order does not matter."""
        over = len(units) % BASE
        if not over:
            return len(units)
        key = sum(self._number(f"unit {unit}") for unit in units) % _WORDS
        goes_far = self._number(f"cell {key}") % BASE == 0
        is_up = (over == BASE - 1) != goes_far
        return len(units) - over + (BASE if is_up else 0)

    def _number(self, text: str) -> int:
        return int.from_bytes(hmac.digest(self._seed, text.encode(), hashlib.sha256)[:16])


def seed(settings: Settings, apart_from: Iterable[Path]) -> bytes:
    """The secret seed of this user, or of the unit where settings name its file; made once, and never again.

    Raises SettingsError for a place in one of the folders `apart_from`, FileError for a file that holds no seed.
    """
    path = seed_file(settings)
    if any(lies_in(path, folder) for folder in apart_from):
        raise SettingsError(
            f"The seed of rounded figures lies in {path.parent}, where the records or the figures are: who has both "
            "can undo the rounding. Name another place as seed under [figures], or write the figures elsewhere."
        )
    if not path.exists() and publish(path, f"{secrets.token_hex(32)}\n".encode()):
        with contextlib.suppress(OSError):  # a network share may not have such rights
            path.chmod(0o600)
    return held_in(path)


def seed_file(settings: Settings) -> Path:
    """Where the seed lies, or will: the unit's, or this user's own."""
    named = settings.text("figures.seed")
    return Path(named) if named else settings_.user_file().with_name("figures seed.txt")


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a file lies in a folder, or below it."""
    return path.resolve().is_relative_to(folder.resolve())


def held_in(path: Path) -> bytes:
    """The seed in a file. Raises FileError where it holds none."""
    kept = read(path)
    if not _SEED.fullmatch(kept):
        raise FileError(
            f"{path} does not hold a seed for rounding. With another one the same figures would be rounded otherwise: "
            "restore the file from a backup, or take it away if no figures were released yet."
        )
    return bytes.fromhex(kept.decode().strip())
