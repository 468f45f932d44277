"""The password of what was received, asked for in a window and kept as long as this Python runs [I6]."""

from collections.abc import Callable
from typing import TypeVar

from cso_xl.errors import Cancelled
from cso_xl.excel import dialogs
from cso_xl.intake.passwords import Passwords
from cso_xl.settings import Settings

T = TypeVar("T")


def forget() -> None:
    """Forget the passwords that worked: they are asked for again."""
    WindowPasswords._of_this_python.clear()


class WindowPasswords(Passwords):
    """Passwords that are asked for in a window; those that worked are kept as long as this Python runs."""

    _of_this_python: list[str] = []

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, self._ask_in_window)
        self._worked = self._of_this_python
        self._to_keep: list[str] = []

    def open(self, name: str, attempt: Callable[[str], T], unasked: str = "") -> T:
        """What `attempt` returns with the right password, which goes into the keyring if the person wants it."""
        opened = super().open(name, attempt, unasked)
        while self._to_keep:
            self.keep(self._to_keep.pop())
        return opened

    def _ask_in_window(self, prompt: str) -> str:
        typed = dialogs.ask_password(prompt)
        if typed is None:
            raise Cancelled("No password was given.")
        if typed.remember:
            self._to_keep.append(typed.password)
        return typed.password
