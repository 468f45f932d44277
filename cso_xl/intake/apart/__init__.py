"""Readers of ZIPs, workbooks and e-mails run in a process of their own, within a limit of time and of memory [I1, A1].

Whatever a hostile file makes a reader do stays in that process. The process is handed the file's bytes and the password
that is tried, but no path; it may write no file and start no program, and gives back only text and bytes, no objects.
"""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from cso_xl import errors
from cso_xl.errors import CsoError, FileError, InputError
from cso_xl.intake import limits
from cso_xl.intake.apart import limit

if TYPE_CHECKING:
    from cso_xl.intake.apart.process import Process

P = ParamSpec("P")
R = TypeVar("R")
Reader = Callable[Concatenate[str, bytes, P], R]

_FOR_ZIPS = ("cso_xl.intake.readers", "fast_zip_decryption")
_FOR_WORKBOOKS = ("cso_xl.intake.readers", "msoffcrypto", "cso_xl.intake.workbook_reader")
is_apart = False  # true in the readers' own process
_processes: "dict[int, Process]" = {}  # one for each process of ours: a fork must not share its parent's
_one_at_a_time = threading.Lock()


def apart(otherwise: str) -> Callable[[Reader[P, R]], Reader[P, R]]:
    """Let a function of a file's name and bytes run in the readers' process; it takes and returns JSON and bytes.

    Raises the function's own CsoError, InputError when it overruns a limit, and for any other exception InputError
    with the words `otherwise` after the file's name.
    """

    def decorate(reader: Reader[P, R]) -> Reader[P, R]:
        @wraps(reader)
        def read(name: str, data: bytes, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if is_apart:
                return reader(name, data, *args, **kwargs)
            place = f"{reader.__module__}:{reader.__qualname__}"
            answer = _ask(name, [place, [name, data, *args], kwargs])
            if "error" in answer:
                raise _error(*answer["error"])
            if "result" not in answer:
                raise InputError(f"{name} {otherwise}")
            return cast(R, answer["result"])

        return read

    return decorate


def expect(workbooks: bool) -> None:
    """Start the process and let it load what it needs while other things are done, since a file will be read soon.

    `workbooks` says that it is an Excel workbook. A process that does not start is reported when the file is read.
    """
    with _one_at_a_time, suppress(FileError):
        _process(_FOR_WORKBOOKS if workbooks else _FOR_ZIPS)


@apart("does not let a limit of memory be set.")
def is_limited(_: str, __: bytes) -> bool:
    """Whether the process could take its limit of memory."""
    return limit.is_in_force


def stop() -> None:
    """End the process; the next reader starts another."""
    if process := _processes.pop(os.getpid(), None):
        process.end()


def _process(loading: Sequence[str] = ()) -> "Process":
    from cso_xl.intake.apart.process import Process  # here: the process itself starts none

    process = _processes.get(os.getpid())
    if process is None:
        process = _processes[os.getpid()] = Process(loading)
    return process


def _ask(name: str, question: list[Any]) -> dict[str, Any]:
    from cso_xl.intake.apart.process import StoppedError
    from cso_xl.intake.screen.refused import TOO_MUCH

    with _one_at_a_time:
        try:
            return _process().ask(question, limits.READ_SECONDS)
        except StoppedError as stopped:
            stop()
            raise InputError(f"{name} {stopped}. {TOO_MUCH}") from None
        except BaseException:  # Ctrl+C in the middle: the next answer would still belong to this question
            stop()
            raise


def _error(kind: str, message: str) -> CsoError:
    error_class = getattr(errors, kind, InputError)
    return cast(CsoError, error_class(message))
