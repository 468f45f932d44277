"""The password of every practice week, so that nobody is asked for it."""

from collections.abc import Callable
from typing import TypeVar

from cso_xl.intake.passwords import Passwords
from cso_xl.practice.week import PASSWORD

T = TypeVar("T")


class PracticePasswords(Passwords):
    """Knows the practice password and nothing else: no environment, no keyring, nobody is asked."""

    def open(self, name: str, attempt: Callable[[str], T], unasked: str = "") -> T:
        """What `attempt` returns with the practice password."""
        return attempt(PASSWORD)

    def first(self) -> str:
        """The practice password."""
        return PASSWORD
