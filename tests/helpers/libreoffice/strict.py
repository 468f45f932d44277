"""What Excel refuses and LibreOffice does not: by documented limits, and because it is busy.

The harness asks here at each call, so every test that runs under it meets Excel's limits.
[support.microsoft.com: Excel specifications and limits; learn.microsoft.com: Range, Validation.Add, Window.FreezePanes]
"""

import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import cso_xl

REJECTED = -2147418111  # RPC_E_CALL_REJECTED: a cell is being edited
IGNORED = -2146777998  # VBA_E_IGNORE, 0x800AC472: the same, said otherwise
FAILED = -2147352567  # DISP_E_EXCEPTION: Excel refused; why stands inside
BAD_INDEX = -2147352565  # DISP_E_BADINDEX: there is none of that name
_REFUSED = -2146827284  # 0x800A03EC, the one reason that Excel gives

ADDRESS = 255  # characters of an address; Range.Address gives no more back, either
FORMULA = 255  # of a list, or a formula, in a data validation
PROMPT, ERROR, TITLE = 255, 225, 32  # of a data validation's messages, and of their titles
CELL = 32_767  # characters of a cell
CRITERION = 255  # characters of a filter's comparison
SHEET_NAME = 31
USED_ROWS, USED_COLUMNS = (
    20_000,
    500,
)  # a fill beyond them is used range, as every one is in Excel
_NOT_IN_A_SHEET_NAME = frozenset(r"\/?*[]:")
_RESERVED = "history"
PAGE_LAYOUT = 3  # XlWindowView.xlPageLayoutView

_PACKAGE = str(Path(cso_xl.__file__).parent)


class ComError(Exception):
    """What pywin32 raises when Excel refuses or rejects a call: hresult, strerror, excepinfo, argerror."""

    def __init__(self, message: str, hresult: int = FAILED, scode: int = _REFUSED) -> None:
        inside = (0, "Microsoft Excel", message, "xlmain11.chm", 0, scode) if hresult == FAILED else None
        super().__init__(hresult, message, inside, None)
        self.hresult, self.strerror, self.excepinfo, self.argerror = self.args


class ExcelBusyError(Exception):
    """xlwings' own, when it has tried often enough."""

    def __init__(self) -> None:
        super().__init__("Excel application is not responding")


BUSY: dict[str, Callable[[], Exception]] = {  # the forms in which a busy Excel says so
    "rejected": lambda: ComError("Call was rejected by callee.", REJECTED),
    "ignored": lambda: ComError("VBA_E_IGNORE", IGNORED),
    "inside an exception": lambda: ComError("", FAILED, IGNORED),
    "xlwings' own": ExcelBusyError,
}


def check_address(address: str) -> None:
    """Range("...") takes 255 characters."""
    if len(address) > ADDRESS:
        raise ComError("Method 'Range' of object '_Worksheet' failed")


def given_address(address: str) -> str:
    """Range.Address cuts what is longer, after the last area that fits."""
    return address if len(address) <= ADDRESS else address[: ADDRESS + 1].rpartition(",")[0]


def check_length(what: str, text: str, longest: int) -> None:
    """A text that Excel takes only so long."""
    if len(text) > longest:
        raise ComError(f"Unable to set the {what} property: {len(text)} characters, of {longest}")


def check_cells(rows: Iterable[Iterable[Any]]) -> None:
    """No cell holds more, alone or in an array."""
    for row in rows:
        for value in row:
            if isinstance(value, str):
                check_length("Value", value, CELL)


def check_sheet_name(name: str, taken: Iterable[str]) -> None:
    """What Excel says of a sheet's name that it does not take."""
    wrong = (
        not name.strip()
        or len(name) > SHEET_NAME
        or bool(_NOT_IN_A_SHEET_NAME & set(name))
        or name[0] == "'"
        or name[-1] == "'"
        or name.casefold() == _RESERVED
        or name.casefold() in [other.casefold() for other in taken]
    )
    if wrong:
        raise ComError(f"A sheet cannot be named '{name}'")


def check_one_area(cells: Any, what: str) -> None:
    """What cannot be done with a range of several areas."""
    if len(cells.boxes) > 1:
        raise ComError(f"{what}: that command cannot be used on multiple selections.")


def check_apart(cells: Any) -> None:
    """Rows cannot be deleted in a range whose areas overlap."""
    boxes = list(cells.boxes)
    if any(box.meets(other) for at, box in enumerate(boxes) for other in boxes[at + 1 :]):
        raise ComError("Delete: that command cannot be used on overlapping selections.")


class Calls:
    """Every call to Excel passes here; tests can have it rejected, or fail, at any place in the package."""

    def __init__(self) -> None:
        self.busy = 0  # how many calls more are rejected
        self.form = "rejected"
        self.places: list[str] | None = None  # where calls were made, while that is watched
        self.fails: Callable[[str], Exception | None] | None = None

    def passes(self) -> None:
        """A call."""
        if self.busy > 0:
            self.busy -= 1
            raise BUSY[self.form]()
        if self.places is None and self.fails is None:
            return
        place = _place()
        if self.places is not None:
            self.places.append(place)
        if self.fails and (error := self.fails(place)):
            raise error


def _place() -> str:
    """Where in the package a call is made: 'live_sheet.py:120'; '' where a test makes it itself."""
    for frame, line in traceback.walk_stack(sys._getframe(1)):
        if frame.f_code.co_filename.startswith(_PACKAGE):
            return f"{Path(frame.f_code.co_filename).name}:{line}"
    return ""
