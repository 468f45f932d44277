"""What is being done, shown at a terminal when it takes longer than a moment, and gone before anything else is."""

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

import click

from cso_xl import doing

if TYPE_CHECKING:
    from rich.progress import Progress

AFTER = 1.0  # seconds until it appears


class _Line:
    """A line that says what is being done and for how long; once taken away, it comes back with the next step."""

    def __init__(self, terminal: TextIO, says: str) -> None:
        self._terminal, self._says = terminal, says
        self._bar: Progress | None = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def tell(self, says: str) -> None:
        """Say what is being done now."""
        with self._lock:
            self._says = says
            if self._bar:
                self._bar.update(self._bar.task_ids[0], description=says)
            elif not self._timer:
                self._timer = threading.Timer(AFTER, self._appear)
                self._timer.daemon = True
                self._timer.start()

    def away(self) -> None:
        """Take the line away."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            if self._bar:
                self._bar.stop()
            self._timer = self._bar = None

    def _appear(self) -> None:
        with self._lock:
            if self._timer is threading.current_thread():
                self._bar = _bar(self._terminal, self._says)
                self._bar.start()


def _bar(terminal: TextIO, says: str) -> "Progress":
    from rich.console import Console  # here: what is done in a moment does not wait for it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    console = Console(file=terminal)
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    bar.add_task(says, total=None)
    return bar


class _GivesWay:
    """A stream of the terminal that takes the line away before each write; without `buffer` nobody writes past it."""

    def __init__(self, stream: TextIO, line: _Line) -> None:
        self._stream, self._line = stream, line

    def write(self, text: str) -> int:
        self._line.away()
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self._stream, name)


@contextmanager
def shown() -> Iterator[None]:
    """Show a person at a terminal what a command is doing; nothing to a program that reads JSON or errors."""
    context = click.get_current_context(silent=True)
    as_json = context is not None and context.params.get("as_json")
    if as_json or sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    line = _Line(sys.stderr, "")
    with ExitStack() as afterwards:
        afterwards.callback(line.away)
        afterwards.enter_context(doing.heard_by(line.tell))
        for name in ("stdout", "stderr"):
            stream: TextIO | None = getattr(sys, name)
            if stream is not None and stream.isatty():
                afterwards.callback(setattr, sys, name, stream)
                setattr(sys, name, cast(TextIO, _GivesWay(stream, line)))
        doing.tell(f"cso-xl {context.info_name}" if context else "cso-xl")
        yield
