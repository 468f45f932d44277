"""Acts that read the case log and record what follows: of people at work at once, each sees what others did [C3]."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from cso_xl.activity.chain import MovedOnError
from cso_xl.errors import FileError

_TRIES = 20  # while others write in between


class Acts(Protocol):
    """An object with such acts."""

    def begin(self) -> None:
        """Let an act begin: what it records follows from the log as it is from now on."""


Book = TypeVar("Book", bound=Acts)
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def at_once(
    act: Callable[Concatenate[Book, Given], Answer],
) -> Callable[Concatenate[Book, Given], Answer]:
    """An act that is done again if somebody has written between its reading and its recording."""

    @wraps(act)
    def tried(book: Book, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        for _ in range(_TRIES):
            book.begin()
            with suppress(MovedOnError):
                return act(book, *args, **kwargs)
        raise FileError("Others write into the case log all the time. Nothing was recorded; try again.")

    return tried
