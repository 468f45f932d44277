"""Everything that can go wrong, by who can put it right.

Messages are for staff: what, where (Excel's own row number), what was expected, what to do.
They name files, columns and rows, never what a cell holds.
"""

from collections.abc import Sequence
from typing import NamedTuple

FAULTS_SHOWN = 20


class Fault(NamedTuple):
    """One thing wrong with a received file; `row` is Excel's row number, None for a whole column."""

    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [] if self.row is None else [f"row {self.row}"]
        if self.column is not None:
            place.append(f"column '{self.column}'")
        return f"{', '.join(place)}: {self.message}" if place else self.message


class CsoError(Exception):
    """Raised for anything a person can put right; the message says how."""

    exit_code = 1


class CallError(CsoError):
    """Raised when the call itself is at fault: an argument is missing or makes no sense."""

    exit_code = 2


class Cancelled(CallError):
    """Raised when a person closes a question without an answer: nothing is done and nothing is said."""


class InputError(CsoError):
    """Raised when a received file is not what the procedure expects."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)

    @classmethod
    def of_faults(cls, file: str, faults: Sequence[Fault], what_to_do: str) -> "InputError":
        """Every fault of one file in one message, in the order of its rows."""
        shown = [f"  {fault}" for fault in faults[:FAULTS_SHOWN]]
        if len(faults) > FAULTS_SHOWN:
            shown.append(f"  ... and {len(faults) - FAULTS_SHOWN} more.")
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        return cls("\n".join([f"{file} has {count}:", *shown, what_to_do]), faults)


class AbsentError(InputError):
    """Raised when a file that comes together with a received one did not come with it."""


class PasswordError(CsoError):
    """Raised when a file does not open with the password given, or none was given."""

    @classmethod
    def wrong(cls, name: str) -> "PasswordError":
        """The one message for a file that did not open."""
        return cls(
            f"{name} did not open: wrong password, or a damaged file. Nothing was written. Check the password "
            "with your trainer; if it is right, save the file from the e-mail again."
        )


class FileError(CsoError):
    """Raised when the records folder or a file in it cannot be read or written."""


class SettingsError(CsoError):
    """Raised when settings.toml cannot be used."""


def of_disk(error: OSError) -> FileError:
    """An unexpected refusal of a disk or drive, in words that name no file."""
    return FileError(
        f"The disk or drive refused: {error.strerror or 'no reason given'}. What is filed is whole; nothing is half "
        "written. Check that the drive is connected and not full, then try again."
    )
