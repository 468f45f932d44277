"""The Python that a person starts, at logon or from the Start menu, and that does what is pressed in Excel.

For computers on which Office may start no program. There is one for each user; it opens no port, and ends with the
user's session, or when it is told to.
"""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cso_xl import faults
from cso_xl.errors import FileError
from cso_xl.excel import buttons, passwords, patience, requests
from cso_xl.records.lock import only_one

ALIVE, LOCK, STOP = "alive", "lock", "stop"
RUNS = "The Python that works for the add-in runs already."
_LOOK = 0.1  # seconds from one look for what was pressed to the next
_BEAT = 2.0  # seconds from one sign of life to the next
DEAD = 10.0  # seconds after which a sign of life is too old; as in CsoResident.bas
_FORGETS = 3_600.0  # seconds without a press after which passwords are asked for again
FAILED = "The button failed in a way that was not foreseen. Tell support this number: {}."


def serve(folder: Path, press: Callable[[requests.Request], None] | None = None) -> None:
    """Do what is pressed until told to end. Raises FileError when another Python does so already."""
    requests.prepare(folder)
    with only_one(folder / LOCK, RUNS):
        (folder / STOP).unlink(missing_ok=True)
        began = last = time.time()
        requests.take_over(folder, began)
        with _alive(folder), _kept_out():
            while not (folder / STOP).exists():
                if answer_all(folder, press or do, began):
                    last = time.time()
                if time.time() - last > _FORGETS:
                    passwords.forget()
                time.sleep(_LOOK)


def answer_all(folder: Path, press: Callable[[requests.Request], None], began: float) -> int:
    """Do all presses in their order and answer each once; returns how many there were."""
    count = 0
    for taken in requests.take(folder, began, time.time()):
        words = _pressed(taken.request, press) if taken.request else taken.words
        with suppress(FileError):  # the disk is full: the add-in says that nobody answers
            requests.answer(folder, taken.id, words)
        gc.collect()  # what is still held of an Excel would keep it from ending
        count += 1
    return count


def do(request: requests.Request) -> None:
    """Press a button as Excel does that starts Python for it."""
    sys.argv[1:] = [f"--wb={request.book}", "--from_xl=1", f"--hwnd={request.window}"]
    getattr(buttons, request.button)()


def is_alive(folder: Path) -> bool:
    """Whether somebody does what is pressed."""
    try:
        return abs(time.time() - (folder / ALIVE).stat().st_mtime) <= DEAD
    except OSError:
        return False


def end(folder: Path) -> bool:
    """Tell whoever does what is pressed to end, and wait for it; False when it has not ended."""
    if not is_alive(folder):
        return True
    (folder / STOP).touch()
    for _ in range(round(DEAD / _LOOK)):
        if not (folder / ALIVE).exists():
            return True
        time.sleep(_LOOK)
    return False


def _pressed(request: requests.Request, press: Callable[[requests.Request], None]) -> str:
    """Press, and return what is left to say: nothing, as the press says it itself, unless it failed."""
    try:
        press(request)
    except Exception as error:  # none is expected: the press says its own; this Python goes on answering
        return FAILED.format(faults.record(error))
    return ""


@contextmanager
def _alive(folder: Path) -> Iterator[None]:
    """Give a sign of life, also while a press is being done."""
    ended = threading.Event()

    def beat() -> None:
        while True:
            with suppress(OSError):
                (folder / ALIVE).touch()
            if ended.wait(_BEAT):
                break

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        (folder / ALIVE).unlink(missing_ok=True)


@contextmanager
def _kept_out() -> Iterator[None]:
    """Keep people's keys and clicks out of Excel while a step works: no macro waits for it."""
    patience.keeps_out = True
    try:
        yield
    finally:
        patience.keeps_out = False
