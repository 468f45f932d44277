"""The readers' process: python -P -m cso_xl.intake.apart BYTES [MODULE ...]. It ends with whoever started it."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from cso_xl.errors import CsoError
from cso_xl.intake import apart
from cso_xl.intake.apart import limit
from cso_xl.intake.apart.frames import receive, send


def main() -> None:
    limit.limit_this_process(memory=int(sys.argv[1]))
    apart.is_apart = True
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with Path(os.devnull).open("wb") as nowhere:  # what a library prints is not an answer
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    for module in sys.argv[2:]:
        importlib.import_module(module)
    try:
        while True:
            send(answers, answer(receive(sys.stdin.buffer)))
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        pass


def answer(question: Any) -> dict[str, Any]:
    """The result of the reader that a question names, or its CsoError; empty when it fails in any other way."""
    try:
        return {"result": _read(*question)}
    except CsoError as error:
        return {"error": [type(error).__name__, str(error)]}
    except MemoryError:
        return {"too much": True}
    except Exception:
        return {}


def _read(place: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)(*args, **kwargs)


if __name__ == "__main__":
    main()
