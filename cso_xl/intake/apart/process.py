"""The readers' process, seen from the program: started, asked, ended."""

import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer
from typing import Any, BinaryIO, cast

from cso_xl.errors import FileError
from cso_xl.intake import limits
from cso_xl.intake.apart.frames import receive, send
from cso_xl.intake.passwords import kept_from_children


class StoppedError(Exception):
    """Raised when the process overran a limit, or was brought down by what it read."""


class Process:
    """One process, which answers one question after another until it is ended; it begins with `loading` modules."""

    def __init__(self, loading: Sequence[str] = ()) -> None:
        # -P: a module that lies in the folder of the received files is not what is meant
        command = [sys.executable, "-P", "-m", "cso_xl.intake.apart", str(limits.READ_MEMORY), *loading]
        try:
            with kept_from_children():
                self._child = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,  # a traceback could hold what was read
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # of Windows
                )
        except OSError as error:
            raise FileError(
                f"The process that reads files could not be started: {error.strerror}. Nothing was read or written. "
                "Run 'cso-xl doctor' and send what it prints to support."
            ) from None
        self._to, self._from = cast(BinaryIO, self._child.stdin), cast(BinaryIO, self._child.stdout)
        self._is_late = False
        atexit.register(self._end_with, os.getpid())

    def ask(self, question: list[Any], seconds: float) -> dict[str, Any]:
        """The answer to a question. Raises StoppedError when none comes within so many seconds."""
        overrun = Timer(seconds, self._overrun)
        overrun.daemon = True
        overrun.start()
        try:
            send(self._to, question)
            answer = receive(self._from)
            if not isinstance(answer, dict):
                raise ValueError("no answer")
        except (OSError, EOFError, ValueError, RecursionError):
            late = f"takes longer than {seconds:,.0f} seconds to read"
            raise StoppedError(late if self._is_late else "made its reader stop") from None
        finally:
            overrun.cancel()
        if "too much" in answer:
            raise StoppedError(f"needs more than {limits.READ_MEMORY >> 20:,} MB of memory to be read")
        return answer

    def end(self) -> None:
        """End the process at once; nothing that it did is kept."""
        atexit.unregister(self._end_with)
        self._child.kill()
        for stream in (self._to, self._from):
            with suppress(OSError):  # what was still to be sent to it
                stream.close()
        self._child.wait()

    def _overrun(self) -> None:
        self._is_late = True
        self._child.kill()

    def _end_with(self, owner: int) -> None:
        if os.getpid() == owner:  # not with a fork of the program
            self.end()
