"""One thing that only Excel can show: what it proves, what was seen, which part of the program to mend."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cso_xl import faults
from cso_xl.errors import CsoError
from cso_xl.excel.self_test.bench import Bench

PASSED, FAILED, NOT_HERE, BY_EYE = "passed", "failed", "not applicable", "needs an eye"
STATES = (FAILED, BY_EYE, NOT_HERE, PASSED)


class WrongError(Exception):
    """Raised when Excel did something else than it should; says what was seen."""


class NotHereError(Exception):
    """Raised where something cannot be looked at here; says why."""


@dataclass(frozen=True)
class Check:
    """A seam between the program and Excel.

    `proves` says what is right when it passes, `mend` is the part of the program to mend when it does not. One without
    `look` is left to a person: `picture` is what should be seen.
    """

    name: str
    proves: str
    mend: str
    look: Callable[[Bench], None] | None = None
    picture: str = ""


@dataclass(frozen=True)
class CheckResult:
    """The result of a check: its state, and what was seen."""

    check: Check
    state: str
    seen: str = ""


def run(check: Check, bench: Bench) -> CheckResult:
    """Do a check, whatever goes wrong, and close the workbooks that it made."""
    if check.look is None:
        return CheckResult(check, BY_EYE, check.picture)
    try:
        check.look(bench)
    except NotHereError as why:
        return CheckResult(check, NOT_HERE, str(why))
    except WrongError as seen:
        return CheckResult(check, FAILED, str(seen))
    except Exception as error:  # whatever it is, it is what was seen
        return CheckResult(check, FAILED, _told(error))
    finally:
        bench.clear()
    return CheckResult(check, PASSED)


def expect(what: str, found: object, expected: object) -> None:
    """Raise WrongError unless what was found is what was expected."""
    if found != expected:
        raise WrongError(f"{what}: {_short(found)}, not {_short(expected)}.")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:120]} ..."


def _told(error: Exception) -> str:
    """An error without anything of a person's: its kind, Excel's number, and where in the program it came up."""
    if isinstance(error, CsoError):
        return str(error)
    frames = faults.in_program(faults.places(error))
    where = f" at {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    number = getattr(error, "hresult", None)
    inside = getattr(error, "excepinfo", None)
    numbers = [
        f"{code & 0xFFFFFFFF:#010x}" for code in (number, inside and inside[-1]) if isinstance(code, int)
    ]
    codes = f" ({', '.join(numbers)})" if numbers else ""
    return f"{type(error).__name__}{where}{codes}."
