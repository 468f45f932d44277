"""What is being done, told to whoever waits: to a person at the terminal, or in Excel's status bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Hears = Callable[[str], None]  # is told in words what is being done now

_hears: ContextVar[Hears] = ContextVar("hears", default=lambda doing: None)


def tell(doing: str, number: int = 0, of: int = 0) -> None:
    """Say what is being done now, and which of how many parts that is: 'Compare (6 of 13)'."""
    _hears.get()(f"{doing} ({number} of {of})" if of else doing)


@contextmanager
def heard_by(hears: Hears) -> Iterator[None]:
    """Within, what is being done is told to `hears`."""
    before = _hears.set(hears)
    try:
        yield
    finally:
        _hears.reset(before)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Within, a name stands before what is being done: 'On list: Compare (6 of 13)'."""
    whole = _hears.get()
    with heard_by(lambda doing: whole(f"{name}: {doing}")):
        yield
