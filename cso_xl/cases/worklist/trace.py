"""What a line of the worklist knew of its case when it was written [C1, C3, C5]."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from cso_xl.cells.text import fold

# the fields of an answer that a Trace tells, in its order
_PARTS = ("detail", "service_centre_email", "address", "service_centre", "client_name")


class Trace(NamedTuple):
    """A line's Trace: its rows' fingerprint ('' on an earlier sheet), and the number of events then known.

    `detail`, `centre`, `address`, `centre_name` and `client_name` are fingerprints of the Detail, the service centre's
    e-mail address, the client's own address and the two names with which its outcome was decided, '' while there was
    none; in a printed list, of those it was printed with. Like what was typed they stay on the sheet: in the case log
    they could be guessed.
    """

    fingerprint: str = ""
    known_events: int = 0
    detail: str = ""
    centre: str = ""
    address: str = ""
    centre_name: str = ""
    client_name: str = ""

    @classmethod
    def read(cls, text: str) -> "Trace":
        """The Trace as it stands on a sheet."""
        fingerprint, known, *told = [*text.split(" "), *[""] * len(cls._fields)][: len(cls._fields)]
        return cls(fingerprint, int(known) if known.isdecimal() else 0, *(part.strip("-") for part in told))

    def told_by(self, answer: Mapping[str, str]) -> "Trace":
        """This Trace with the fingerprints of what an answer says, by the answer's field."""
        return Trace(self.fingerprint, self.known_events, *(typed_print(answer[name]) for name in _PARTS))

    def told(self, name: str) -> str:
        """The fingerprint of an answer's field; '' for none."""
        return str(self[2 + _PARTS.index(name)]) if name in _PARTS else ""

    def __str__(self) -> str:
        told = [part or "-" for part in self[2:]]
        while told and told[-1] == "-":
            del told[-1]
        return " ".join((self.fingerprint, str(self.known_events), *told))


def typed_print(text: str) -> str:
    """A fingerprint of what a person typed, in which case, spaces and macrons do not matter; '' for nothing."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:8] if fold(text) else ""


def is_another(text: str, decided: str) -> bool:
    """Whether a text is another than the one with this fingerprint; one emptied, or new, is none."""
    return bool(decided and text.strip()) and decided != typed_print(text)
