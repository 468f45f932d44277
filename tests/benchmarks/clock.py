"""How long the spreadsheet program takes of a press: the time in whatever xlwings asks of the harness."""

import inspect
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from helpers.libreoffice import books, com, engine, filters, looks, ranges, sheets

_CLASSES = {
    one
    for module in (books, com, engine, filters, looks, ranges, sheets)
    for one in vars(module).values()
    if inspect.isclass(one) and one.__module__ == module.__name__ and not issubclass(one, tuple | Exception)
}


class Clock:
    """Counts the seconds, and the questions asked; a question that a question asks in turn counts once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.calls = 0
        self._busy = False
        for one in _CLASSES - {engine.Engine}:  # what the engine itself does to values is xlwings' own work
            for name, attribute in list(vars(one).items()):
                if inspect.isfunction(attribute):
                    setattr(one, name, self._timed(attribute))
                elif isinstance(attribute, property):
                    parts = (part and self._timed(part) for part in (attribute.fget, attribute.fset))
                    setattr(one, name, property(*parts))

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            if self._busy:
                return function(*arguments, **named)
            self._busy = True
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - start
                self.calls += 1
                self._busy = False

        return timed
