"""Readers as a hostile file could make them; they run in the readers' process."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from cso_xl.errors import InputError, PasswordError
from cso_xl.intake.apart import apart

here = apart("cannot be read.")


@here
def of_everything(name: str, data: bytes, *given: object) -> list[object]:
    return [
        name,
        data,
        list(given),
        {"a sheet": [["1", "ū"]], "bytes": b"\0\xff"},
        None,
        "\ud800",
        os.getpid(),
    ]


@here
def of_nothing(name: str, data: bytes) -> None:
    return None


@here
def asked_within(name: str, data: bytes) -> list[object]:
    return of_everything(name, data)


@here
def hungry(name: str, data: bytes) -> int:
    return len(bytearray(1 << 40))


@here
def hungry_in_its_answer(name: str, data: bytes) -> list[str]:
    return ["\1" * (1 << 20)] * 1000


@here
def endless(name: str, data: bytes) -> None:
    while True:
        time.sleep(60)


@here
def aborted(name: str, data: bytes) -> None:
    os.abort()


@here
def wrong(name: str, data: bytes) -> None:
    raise KeyError(data.decode())


@here
def deep(name: str, data: bytes) -> None:
    deep(name, data)


@here
def refused(name: str, data: bytes) -> None:
    raise InputError(f"{name} is refused.")


@here
def locked(name: str, data: bytes) -> None:
    raise PasswordError(f"{name} did not open.")


@here
def talkative(name: str, data: bytes) -> str:
    print("this is no answer", flush=True)
    os.write(1, b"nor is this")
    return "this is"


@here
def writes(name: str, data: bytes, path: str) -> None:
    Path(path).write_bytes(data)


@here
def lies(name: str, data: bytes) -> None:
    """Takes the place of the answer, as a reader could that a file has taken over."""
    for number in range(3, 20):
        with suppress(OSError):
            os.write(number, data)
    os._exit(0)


@here
def environment(name: str, data: bytes) -> dict[str, str]:
    return dict(os.environ)


@here
def command(name: str, data: bytes) -> str:
    return subprocess.list2cmdline(Path("/proc/self/cmdline").read_text().split("\0"))


@here
def has_loaded(name: str, data: bytes, module: str) -> bool:
    return module in sys.modules
