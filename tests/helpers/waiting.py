"""Waiting, in tests: each wait names what it waits for, and goes on as long as something moves.

A busy machine is no fault, so no wait has a time that is meant to be enough. What a test has started moves while it
runs, waits for its turn on a processor, or waits for a disk. A wait fails once none of it has moved for STILL seconds
on end, or after FAR seconds, whatever moves.
"""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

STILL, FAR = 30.0, 1_200.0  # seconds
LOOK = 1.0  # seconds from one look at what moves to the next
IDLE = 0.05  # of a processor: a window whose cursor blinks takes less
_PROC = Path("/proc")


class StuckError(AssertionError):
    """What was waited for did not come, and nothing moves any more."""


class Wait:
    """A wait that has begun; `goes_on` fails once it is hopeless."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._begun = self._looked = self._moved = time.monotonic()
        self._seen: dict[int, int] = {}

    def goes_on(self) -> None:
        """To be called at every turn of a loop that waits."""
        now = time.monotonic()
        if now - self._looked >= LOOK:
            self._look(now)
        if now - self._moved > STILL:
            raise StuckError(f"Waited for {self._what}: nothing has moved for {STILL:g} seconds.")
        if now - self._begun > FAR:
            raise StuckError(f"Waited for {self._what}: not in {FAR:g} seconds, though something moves.")

    def _look(self, now: float) -> None:
        seen = _activity()
        worked = sum(max(0, spent - self._seen.get(process, 0)) for process, spent in seen.items())
        if seen.keys() != self._seen.keys() or worked > IDLE * 1e9 * (now - self._looked):
            self._moved = now
        self._looked, self._seen = now, seen


def until(ask: Callable[[], T | None], what: str, every: float = 0.05) -> T:
    """What `ask` returns, as soon as that is something."""
    wait = Wait(what)
    while not (found := ask()):
        wait.goes_on()
        time.sleep(every)
    return found


def run(
    command: Any, *, input: Any = None, check: bool = False, capture_output: bool = False, **options: Any
) -> Any:
    """What subprocess.run does."""
    if capture_output:
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if input is not None:
        options["stdin"] = subprocess.PIPE
    with subprocess.Popen(command, **options) as process:
        out, err = ended(process, input)
    if check and process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, out, err)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def ended(process: subprocess.Popen[Any], typed: Any = None) -> tuple[Any, Any]:
    """What a process has printed and complained about, once it has ended; a stuck one is killed."""
    wait = Wait(f"the end of {_name(process)}")
    while True:
        try:
            return process.communicate(typed, timeout=LOOK)
        except subprocess.TimeoutExpired:
            typed = None  # it was handed over
            try:
                wait.goes_on()
            except StuckError as error:
                process.kill()
                raise StuckError(f"{error} It had printed: {process.communicate()}") from None


def line(process: subprocess.Popen[Any]) -> Any:
    """The first line that a process prints; '' when it ends without one."""
    assert process.stdout is not None
    until(lambda: select.select([process.stdout], [], [], LOOK)[0], f"a line of {_name(process)}", every=0)
    return process.stdout.readline()


def _name(process: subprocess.Popen[Any]) -> str:
    words = process.args if isinstance(process.args, list | tuple) else [process.args]
    return " ".join(str(word).splitlines()[0] for word in words if str(word))[:200]


def _activity() -> dict[int, int]:
    """The nanoseconds for which each process that was started from here ran, or waited for a processor or a disk."""
    if not (_PROC / "self" / "task").exists():
        return {0: time.monotonic_ns()}  # it cannot be seen here: everything moves
    children: dict[int, list[int]] = {}
    for process, parent in _parents():
        children.setdefault(parent, []).append(process)
    found, todo = {}, children.get(os.getpid(), [])
    while todo:
        process = todo.pop()
        todo += children.get(process, [])
        found[process] = sum(_spent(process))
    return found


def _parents() -> Iterator[tuple[int, int]]:
    """Every process with its parent; but for Xvfb, which moves whenever it is looked at."""
    for place in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            name, _, rest = (place / "stat").read_text(errors="replace").rpartition(")")
            if not name.endswith("(Xvfb"):
                yield int(place.name), int(rest.split()[1])


def _spent(process: int) -> Iterator[int]:
    for thread in _PROC.glob(f"{process}/task/*"):
        with suppress(OSError):
            running, waiting, _ = map(int, (thread / "schedstat").read_text().split())
            state = (thread / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            yield running + waiting + (time.monotonic_ns() if state == "D" else 0)  # D: it waits for a disk
