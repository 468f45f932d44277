"""Where the password comes from: the environment, the keyring, or the person at the keyboard [I2]."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from cso_xl.errors import PasswordError
from cso_xl.settings import Settings

VARIABLE = "CSO_XL_PASSWORD"
ATTEMPTS = 3  # how often a person is asked for one file

EXCELS_OWN = "VelvetSweatshop"  # Excel's own, for an encrypted workbook that it opens without asking

T = TypeVar("T")


@contextmanager
def kept_from_children() -> Iterator[None]:
    """Keep the password out of the environment of a program that is started within the `with`."""
    password = os.environ.pop(VARIABLE, None)
    try:
        yield
    finally:
        if password is not None:
            os.environ[VARIABLE] = password


class Passwords:
    """Finds passwords and keeps those that worked for the rest of the run; none is ever an argument.

    `ask` shows a prompt and returns what was typed; without it nobody is asked.
    """

    def __init__(self, settings: Settings, ask: Callable[[str], str] | None = None) -> None:
        self._settings = settings
        self._ask = ask
        self._worked: list[str] = []

    def open(self, name: str, attempt: Callable[[str], T], unasked: str = "") -> T:
        """What `attempt` returns with the password that opens `name`.

        `unasked` is a password that programs try by themselves, before anybody is asked. `attempt` raises
        PasswordError for a wrong password. Raises PasswordError when no password opens it.
        """
        wrong: PasswordError | None = None
        for password in self._candidates(name, unasked):
            try:
                opened = attempt(password)
            except PasswordError as error:
                wrong = error if password != unasked else wrong
            else:
                if password not in (*self._worked, unasked):
                    self._worked.append(password)
                return opened
        raise wrong or self._none_given(name)

    def first(self) -> str:
        """The password that opened a file in this run, or the one that is set or in the keyring."""
        password = next(iter(self._worked), None) or self._stored() or ""
        if not password and self._ask:
            password = self._ask("Password for the filed copies")
        if not password:
            raise self._none_given("The filed copy")
        return password

    def keep(self, password: str) -> None:
        """Put a password that has opened a file into the keyring, for the next time."""
        import keyring

        if password in self._worked:
            service, user = (self._settings.text(f"password.keyring_{key}") for key in ("service", "user"))
            keyring.set_password(service, user, password)

    def _candidates(self, name: str, unasked: str) -> Iterator[str]:
        yield from self._worked
        stored = self._stored()
        if stored and stored not in self._worked:
            yield stored
        if unasked:
            yield unasked
        for _ in range(ATTEMPTS if self._ask else 0):
            assert self._ask is not None
            if typed := self._ask(f"Password for {name}"):
                yield typed

    def _stored(self) -> str | None:
        return os.environ.get(VARIABLE) or self._from_keyring()

    def _from_keyring(self) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        service = self._settings.text("password.keyring_service")
        try:
            return keyring.get_password(service, self._settings.text("password.keyring_user"))
        except (KeyringError, RuntimeError):
            return None  # no keyring on this machine: the person is asked

    def _none_given(self, name: str) -> PasswordError:
        service, user = (self._settings.text(f"password.keyring_{key}") for key in ("service", "user"))
        return PasswordError(
            f"{name} needs a password and none was given. Type it when asked, keep it in the keyring "
            f"(keyring set {service} {user}), or set the environment variable {VARIABLE}."
        )
